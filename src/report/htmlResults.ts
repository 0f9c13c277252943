import type { Outcome } from '../scenario/simulation.ts';
import { details, figure, fixed, type Html, html, quantity, tableOf, words } from './htmlText.ts';
import type { BusSummary, Claim, Kpi, Summary } from './summary.ts';

/** The unit of a figure, `money` as the scenario's currency. */
export const unitText = (unit: string, currency: string): string =>
  unit === '1' ? '' : unit.replaceAll('money', currency);

export const kpiText = (kpi: Pick<Kpi, 'value' | 'unit'>, currency: string): string =>
  quantity(kpi.value, unitText(kpi.unit, currency));

const carriersOf = (summary: Summary): string[] => [...new Set(Object.values(summary.buses).map((bus) => bus.carrier))];

/** Sum over the buses of a carrier; in no sum is anything counted twice that passes from one bus to the next. */
function over(summary: Summary, carrier: string, pick: (bus: BusSummary) => number): number {
  return Object.values(summary.buses).reduce((sum, bus) => sum + (bus.carrier === carrier ? pick(bus) : 0), 0);
}

const unitOf = (summary: Summary, carrier: string): string =>
  Object.values(summary.buses).find((bus) => bus.carrier === carrier)?.unit ?? 'kWh';

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const NAMES: Readonly<Record<string, string>> = { co2: 'CO2' };
export const carrierName = (carrier: string): string => NAMES[carrier] ?? carrier;

/** kWh or kg over a run that are but rounding. */
const NEGLIGIBLE = 1e-6;

/** What happened, in sentences. */
export function plainWords(outcome: Outcome, summary: Summary): Html {
  const amounts = (pick: (bus: BusSummary) => number): string[] =>
    carriersOf(summary).flatMap((carrier) => {
      const v = over(summary, carrier, pick);
      return v > NEGLIGIBLE ? [`${quantity(v, unitOf(summary, carrier))} of ${carrierName(carrier)}`] : [];
    });
  const used = amounts((bus) => bus.finalUse);
  const bought = amounts((bus) => bus.purchase);
  const made = amounts((bus) => bus.generation);
  const short = amounts((bus) => bus.unserved + bus.shed);
  const { costs, emissions, hours_h } = summary;
  const direct_t = emissions.scope1_kg / 1000;
  const grid_t = emissions.scope2Location_kg / 1000;
  const { residual_kWh, throughput_kWh } = outcome.audit.run;
  const share = throughput_kWh > 0 ? Math.abs(residual_kWh) / throughput_kWh : 0;
  const say = (text: string): Html => html`<p>${text}</p>\n`;
  return html`${say(
    `In ${figure(hours_h)} hours the site used ${used.length > 0 ? list(used) : 'nothing'}. ` +
      (made.length > 0 ? `It generated ${list(made)} itself` : 'It generated nothing from its own sources') +
      (bought.length > 0 ? ` and bought ${list(bought)}.` : ' and bought nothing.'),
  )}${say(
    `Its bills come to ${figure(costs.bill_money)} ${costs.currency}; with operation, carbon and capital the period costs ` +
      `${figure(costs.total_money)} ${costs.currency}. Emissions are ${figure(direct_t)} t CO2e on site (scope 1) and ` +
      `${figure(grid_t)} t CO2 for bought electricity by the mean of the grid (scope 2).`,
  )}${say(
    (short.length > 0 ? `Not served: ${list(short)}. ` : 'All demand was served. ') +
      `Over the whole run the energy that came in, was lost and stayed in stores differs by ${figure(residual_kWh, 2)} kWh, ` +
      `${figure(share, 2)} of what crossed the boundary.`,
  )}`;
}

/** The figures that a reader looks for first. */
export function cards(summary: Summary): Html {
  const { costs, emissions } = summary;
  const electricity = over(summary, 'electricity', (b) => b.finalUse + b.converterUse);
  const bought = over(summary, 'electricity', (b) => b.purchase);
  const short = Object.values(summary.buses).reduce((sum, b) => sum + (b.unit === 'kWh' ? b.unserved + b.shed : 0), 0);
  const card = (label: string, value: string): Html => html`<li><b>${value}</b>${label}</li>\n`;
  return html`<ul class="cards">
${card('electricity used', quantity(electricity, 'kWh'))}${card('electricity bought', quantity(bought, 'kWh'))}${card(
  'energy bills',
  `${figure(costs.bill_money)} ${costs.currency}`,
)}${card('cost with capital', `${figure(costs.total_money)} ${costs.currency}`)}${card(
  'CO2e, scope 1 and 2',
  `${figure((emissions.scope1_kg + emissions.scope2Location_kg) / 1000)} t`,
)}${card('energy not served', quantity(short, 'kWh'))}</ul>
`;
}

export function claims(summary: Summary): Html | undefined {
  if (summary.claims.length === 0) return undefined;
  const one = (claim: Claim): Html => {
    const unit = unitText(claim.unit, summary.currency);
    const asked = `${claim.comparison === 'above' ? 'above' : 'below'} ${quantity(claim.threshold, unit, 3)}`;
    const got = claim.value === undefined ? 'no value in this run' : quantity(claim.value, unit, 3);
    return html`<li class="${claim.met ? 'met' : 'missed'}"><b>${claim.met ? '✓ Met' : '✗ Missed'}</b>: ${claim.text}: ${got}, claimed ${asked}.<br><small>${claim.definition}${
      claim.reference === undefined ? '' : ` Reference: ${claim.reference}.`
    }</small></li>\n`;
  };
  const met = summary.claims.filter((claim) => claim.met).length;
  return html`<h3>Claims put to the test</h3>
<p>${met} of ${summary.claims.length} are met, each in the definition that stands with it.</p>
<ul class="claims">
${summary.claims.map(one)}</ul>
`;
}

const FLOWS = [
  ['Generation', (b: BusSummary) => b.generation],
  ['Purchase', (b: BusSummary) => b.purchase],
  ['Conversion', (b: BusSummary) => b.conversion],
  ['Discharge', (b: BusSummary) => b.discharge],
  ['Networks', (b: BusSummary) => b.moved],
  ['Not served', (b: BusSummary) => b.unserved],
  ['Final use', (b: BusSummary) => -b.finalUse],
  ['Converters', (b: BusSummary) => -b.converterUse],
  ['Charge', (b: BusSummary) => -b.charge],
  ['Sale', (b: BusSummary) => -b.sale],
  ['Curtailed', (b: BusSummary) => -b.curtailed],
  ['Dumped', (b: BusSummary) => -b.dumped],
] as const;

/** Every bus under its carrier; what comes to the bus is positive, a row sums to nothing. */
export function balance(summary: Summary): Html {
  const columns = FLOWS.filter(([, pick]) =>
    Object.values(summary.buses).some((bus) => Math.abs(pick(bus)) > NEGLIGIBLE),
  );
  const tables = carriersOf(summary).map((carrier) => {
    const buses = Object.values(summary.buses).filter((bus) => bus.carrier === carrier);
    const shown = columns.filter(([, pick]) => buses.some((bus) => Math.abs(pick(bus)) > NEGLIGIBLE));
    const most = Math.max(0, ...buses.flatMap((bus) => shown.map(([, pick]) => Math.abs(pick(bus)))));
    const isLarge = most >= 10_000;
    const unit = buses[0]!.unit === 'kg' ? (isLarge ? 't' : 'kg') : isLarge ? 'MWh' : 'kWh';
    const amount = (v: number): string =>
      Math.abs(v) < NEGLIGIBLE ? '' : fixed(isLarge ? v / 1000 : v, 1).replace(/^\u22120\.0$|^0\.0$/, '<0.1');
    const row = (label: string, bus: (pick: (b: BusSummary) => number) => number): (string | Html)[] => [
      label,
      ...shown.map(([, pick]) => amount(bus(pick))),
      figure(
        bus((b) => b.residual),
        2,
      ),
    ];
    const sum = (pick: (b: BusSummary) => number): number => buses.reduce((v, b) => v + pick(b), 0);
    return tableOf(
      `${words(carrierName(carrier))}, ${unit}${carrier === 'gas' || carrier === 'hydrogen' ? ' of lower heating value' : ''}`,
      [
        { head: 'Bus' },
        ...shown.map(([head]) => ({ head, isNumber: true })),
        { head: `Sum, ${buses[0]!.unit}`, isNumber: true },
      ],
      buses.map((bus) => row(bus.label, (pick) => pick(bus))),
      buses.length > 1 ? row('All', sum) : undefined,
    );
  });
  return html`<h2 id="balance">Energy balance</h2>
<p>What comes to a bus counts as positive, what leaves it as negative; with every term counted the sum is zero but for rounding.
What pipes and exchangers pass on stands under Conversion on one bus and under Converters on the other.</p>
${tables}`;
}

export function kpis(summary: Summary): Html {
  const one = ([name, kpi]: [
    string,
    Kpi,
  ]): Html => html`<details class="kpi" data-print><summary><span>${words(name)}</span><span class="n">${kpiText(
    kpi,
    summary.currency,
  )}</span></summary>
<p>${kpi.definition ?? 'No definition is given.'} <small>(${name})</small></p></details>
`;
  const omitted = summary.omitted.map(({ name, reason }) => html`<li>${words(name)}: ${reason}</li>\n`);
  return html`<h2 id="kpis">Key figures</h2>
<p class="soft">Open a line for what it counts. Shares are fractions of one.</p>
${Object.entries(summary.kpis).map(one)}${
  omitted.length > 0 ? details(`${omitted.length} figures without a value`, html`<ul>\n${omitted}</ul>\n`) : undefined
}`;
}
