import { MICRO } from '../market/quanta.ts';
import type { FullestSlot } from '../scenario/exchange/tally.ts';
import { type Html, html, raw } from './htmlText.ts';

const WIDTH = 860;
const [HEIGHT, LEFT, RIGHT, TOP] = [240, 90, WIDTH - 16, 14];
const BOTTOM = HEIGHT - 44;
const round = (v: number): number => Math.round(v * 10) / 10;

/** Steps of one side, best limit first: quantity and limit, in kWh or kg and money. */
function steps({ orders }: FullestSlot, side: 'buy' | 'sell', clamp: (v: number) => number): [number, number][] {
  const sign = side === 'buy' ? -1 : 1;
  const any = side === 'buy' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return orders
    .filter((order) => order.side === side)
    .map(({ quantity, limit }): [number, number] => [quantity / 1000, clamp((limit ?? any) / MICRO)])
    .sort(([, a], [, b]) => sign * (a - b));
}

/** Supply and demand of one slot as they were bid, and where they cleared; prices of the retailer are broken lines. */
export function bookCurves(
  slot: FullestSlot,
  title: string,
  amount: (v: number) => string,
  price: (v: number) => string,
): Html {
  const [ceiling, floor] = [slot.ceiling / MICRO, slot.floor / MICRO];
  const paid = slot.price === undefined ? undefined : slot.price / MICRO;
  const low = Math.min(0, floor, paid ?? 0);
  const high = Math.max(ceiling, paid ?? ceiling) * 1.05 + 1e-9;
  const clamp = (v: number): number => Math.min(high, Math.max(low, v));
  const sides = [
    { steps: steps(slot, 'buy', clamp), color: 'var(--accent)' },
    { steps: steps(slot, 'sell', clamp), color: 'currentColor' },
  ];
  const most = Math.max(1e-9, ...sides.map((s) => s.steps.reduce((sum, [q]) => sum + q, 0)));
  const x = (q: number): number => round(LEFT + ((RIGHT - LEFT) * q) / most);
  const y = (v: number): number => round(BOTTOM - ((BOTTOM - TOP) * (v - low)) / (high - low));
  const lineOf = (list: readonly [number, number][]): string => {
    let at = 0;
    let path = '';
    for (const [q, limit] of list) {
      path += `${path === '' ? 'M' : 'L'}${x(at)} ${y(limit)}H${x(at + q)}`;
      at += q;
    }
    return path;
  };
  const label = (v: number): Html =>
    html`<text x="${LEFT - 8}" y="${y(v) + 4}" font-size="12" fill="var(--soft)" text-anchor="end">${price(v)}</text>`;
  const cleared = slot.volume / 1000;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<path d="M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}" fill="none" stroke="var(--line)"/>
${[...new Set([low, floor, ceiling])].map(label)}
${[floor, ceiling].map((v) => html`<path d="M${LEFT} ${y(v)}H${RIGHT}" stroke="var(--line)" stroke-dasharray="4 4"/>`)}
${sides.map((s) => html`<path d="${raw(lineOf(s.steps))}" fill="none" stroke="${raw(s.color)}" stroke-width="1.8"/>`)}
${paid === undefined ? html`` : html`<circle cx="${x(Math.min(most, cleared))}" cy="${y(paid)}" r="5" fill="var(--accent)"/>`}
<text x="${LEFT}" y="${HEIGHT - 24}" font-size="12" fill="var(--soft)">0</text><text x="${RIGHT}" y="${HEIGHT - 24}" font-size="12" fill="var(--soft)" text-anchor="end">${amount(most)}</text>
<text x="${LEFT}" y="${HEIGHT - 6}" font-size="12" fill="var(--accent)">demand</text><text x="${LEFT + 70}" y="${HEIGHT - 6}" font-size="12" fill="currentColor">supply</text><text x="${LEFT + 130}" y="${HEIGHT - 6}" font-size="12" fill="var(--soft)">${amount(cleared)} traded${paid === undefined ? '' : ` at ${price(paid)}`}; broken lines: most and least that trade outside would pay</text>
</svg>`;
}
