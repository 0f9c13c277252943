import type { Reading } from '../market/ledger/register.ts';
import { decimal } from '../market/statement/csv.ts';
import type { SlotSums } from '../market/statement/slots.ts';
import type { Statement } from '../market/statement/statement.ts';
import { amountHtml, clockText, localText, moneyHtml, quantityHtml } from './exchangeText.ts';
import { type Html, html, type Piece, raw } from './htmlText.ts';

const HEADS = ['Traded', 'Metered', 'Deviation', 'Its price', 'Trades', 'Deviation', 'Losses, other', 'Amount'];

/** The slots of a day, each with what proves it. */
export function slotTable(statement: Statement, slots: readonly SlotSums[]): Html {
  const { units, zone } = statement;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Slots"><table class="more slots">
<thead><tr><th scope="col">Slot</th><th scope="col">Market</th>${HEADS.map((head) => html`<th scope="col" class="n">${head}</th>`)}<th scope="col">From</th></tr></thead>
<tbody>
${slots.map((slot) => {
  const { sums, market, revision, price } = slot;
  const unit = units[market];
  const mark = html`${revision > 0 ? html` <span class="mark">r${revision}</span>` : undefined}${slot.isEstimated ? html` <span class="mark" title="a reading is missing">estimated</span>` : undefined}`;
  const numbers: Piece[] = [
    quantityHtml(sums.sold - sums.bought),
    quantityHtml(sums.metered),
    quantityHtml(sums.deviation),
    price === undefined || sums.deviation === 0 ? '' : moneyHtml(price),
    amountHtml(sums.sales + sums.purchases),
    amountHtml(sums.deviations),
    amountHtml(sums.losses + sums.connection + sums.other),
    moneyHtml(sums.total),
  ];
  return html`<tr><th scope="row">${clockText(zone, slot.slot_ms)}${mark}</th><td>${market}${unit === undefined ? '' : `, ${unit}`}</td>${numbers.map((piece) => html`<td class="n">${piece}</td>`)}<td class="proof">${proofText(slot)}</td></tr>
${slot.revisions.map(
  (r) =>
    html`<tr class="sub"><th scope="row">r${r.revision}</th><td colspan="8">booked ${localText(zone, r.at_ms)} in entry ${r.place}: taken back and booked anew, in sum</td><td class="n">${moneyHtml(r.money)}</td><td></td></tr>
`,
)}`;
})}</tbody></table></div>
`;
}

const shown = (quanta: number): string => decimal(quanta, 3);

/** A meter over a slot: what its registers showed at both ends. */
function meterTexts(readings: readonly Reading[]): string[] {
  const meters = [...new Set(readings.map(({ meter }) => meter))];
  return meters.map((meter) => {
    const its = readings.filter((reading) => reading.meter === meter);
    const [first, last] = [its[0]!, its.at(-1)!];
    const registers = (['injected', 'taken'] as const)
      .filter((name) => first[name] !== last[name] || its.some(({ change }) => change !== undefined))
      .map((name) => `${name} ${shown(first[name])} to ${shown(last[name])}`);
    const changed = its.some(({ change }) => change !== undefined) ? ', meter changed' : '';
    const versions = its.some(({ version }) => version > 1) ? ', corrected' : '';
    return `${meter} ${registers.length === 0 ? 'stood still' : registers.join(', ')}${changed}${versions}`;
  });
}

function proofText({ orders, readings, texts, places }: SlotSums): Html {
  const parts = [
    ...(orders.length === 0 ? [] : [`order ${orders.join(', ')}`]),
    ...meterTexts(readings),
    ...texts,
    `journal ${places.join(', ')}`,
  ];
  return html`${parts.map((part, k) => html`${k === 0 ? undefined : raw('; ')}${part}`)}`;
}
