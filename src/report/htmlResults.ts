import type { Outcome } from '../scenario/simulation.ts';
import { details, figure, fixed, type Html, html, percent, quantity, tableOf, valueText, words } from './htmlText.ts';
import { capital, FIGURE_GROUPS } from './labels.ts';
import type { BusSummary, Claim, Kpi, Summary } from './summary.ts';

/** The unit of a figure, `money` as the scenario's currency. */
export const unitText = (unit: string, currency: string): string =>
  unit === '1' ? '' : unit.replaceAll('money', currency);

export const kpiText = (name: string, kpi: Pick<Kpi, 'value' | 'unit'>, currency: string): string =>
  valueText(name, kpi.value, kpi.unit.replaceAll('money', currency));

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
const carrierName = (carrier: string): string => NAMES[carrier] ?? carrier;

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
  const rest = Math.abs(residual_kWh);
  const say = (text: string): Html => html`<p>${text}</p>\n`;
  return html`${say(
    `In ${figure(hours_h)} hours final use took ${used.length > 0 ? list(used) : 'nothing'}. ` +
      (made.length > 0 ? `It generated ${list(made)} itself` : 'It generated nothing from its own sources') +
      (bought.length > 0 ? ` and bought ${list(bought)}.` : ' and bought nothing.'),
  )}${say(
    `Its bills come to ${figure(costs.bill_money)} ${costs.currency}; with operation, carbon and capital the period costs ` +
      `${figure(costs.total_money)} ${costs.currency}. Emissions are ${figure(direct_t)} t CO2e on site (scope 1) and ` +
      `${figure(grid_t)} t CO2 for bought electricity by the mean of the grid (scope 2).`,
  )}${say(
    (short.length > 0 ? `Not served: ${list(short)}. ` : 'All demand was served. ') +
      `Over the whole run the energy that came in equals what was lost and what stayed in stores, to within ` +
      `${rest < 0.001 ? '0.001' : figure(rest, 2)} kWh of the ${quantity(throughput_kWh, 'kWh')} that crossed the boundary.`,
  )}`;
}

/** The figures that a reader looks for first, with what the first reference says to them. */
export function cards(summary: Summary): Html {
  const { costs, currency, emissions, kpis: own, references } = summary;
  const electricity = over(summary, 'electricity', (b) => b.finalUse + b.converterUse);
  const bought = over(summary, 'electricity', (b) => b.purchase);
  const short = Object.values(summary.buses).reduce((sum, b) => sum + (b.unit === 'kWh' ? b.unserved + b.shed : 0), 0);
  const first = references[0];
  const card = (label: string, value: string, note = ''): Html => {
    const [number, unit] = value.split(/ (?=\D)/);
    return html`<li><b>${number}${unit === undefined ? undefined : html` <small>${unit}</small>`}</b>${label}${note === '' ? undefined : html`<small>${note}</small>`}</li>\n`;
  };
  const change = (name: string): string => {
    const v = first?.kpis[name]?.value;
    if (first === undefined || v === undefined) return '';
    return `${percent(Math.abs(v))} ${v < 0 ? 'more' : 'less'} than ${first.label}`;
  };
  const money = (v: number): string => `${figure(v)} ${currency}`;
  const npv = first?.kpis.npv_money;
  const payback = first?.kpis.payback_a;
  return html`<ul class="cards">
${card('electricity used, in machines too', quantity(electricity, 'kWh'))}${
  own.selfSupplyOnSite === undefined || own.selfSupplyOnSite.value === 0
    ? undefined
    : card(
        'of it made on site',
        percent(own.selfSupplyOnSite.value),
        own.selfSupplyRenewable && `${percent(own.selfSupplyRenewable.value)} from sun and wind alone`,
      )
}${card('electricity bought', quantity(bought, 'kWh'))}${card('energy not served', quantity(short, 'kWh'))}${card('energy bills, less sales', money(costs.bill_money), change('billReduction'))}${card(
  'cost with capital',
  money(costs.total_money),
  change('costReduction'),
)}${card(
  'CO2e, scope 1 and 2',
  `${figure((emissions.scope1_kg + emissions.scope2Location_kg) / 1000)} t`,
  change('carbonReduction'),
)}${
  first === undefined || npv === undefined
    ? undefined
    : card(
        'net present value',
        money(npv.value),
        `against ${first.label}${payback === undefined ? '' : `; paid back in ${figure(payback.value, 2)} years`}`,
      )
}</ul>
`;
}

/** What has been claimed, each claim with all definitions it was tested in. */
export function claims(summary: Summary): Html | undefined {
  if (summary.claims.length === 0) return undefined;
  const against = (name: string): string => summary.references.find((r) => r.reference === name)?.label ?? name;
  const one = (claim: Claim): Html => {
    const unit = unitText(claim.unit, summary.currency);
    const text = (v: number): string => (claim.unit === '1' ? percent(v) : quantity(v, unit, 3));
    const asked = `${claim.comparison === 'above' ? 'above' : 'below'} ${text(claim.threshold)}`;
    const got = claim.value === undefined ? 'no value in this run' : text(claim.value);
    const whom = claim.reference === undefined ? '' : ` against ${against(claim.reference)}`;
    const [style, verdict] = claim.tested
      ? claim.met
        ? ['met', '✓ Met']
        : ['missed', '✗ Missed']
      : ['', '– Not tested'];
    return html`<li class="${style!}"><b>${verdict!}</b>: ${words(claim.kpi)}${whom}: <b class="value">${got}</b>, claimed ${asked}.<br><small>${claim.definition}</small></li>\n`;
  };
  const texts = [...new Set(summary.claims.map((claim) => claim.text))];
  const tested = summary.claims.filter((claim) => claim.tested);
  const met = tested.filter((claim) => claim.met).length;
  const untested = summary.claims.length - tested.length;
  return html`<h3>Claims put to the test</h3>
<p>${met} of ${tested.length} tests are passed, each in the definition that stands with it${untested === 0 ? undefined : `; ${untested} could not be tested`}.</p>
<div class="claims">
${texts.map(
  (text) => html`<section><h4>${text}</h4>
<ul>
${summary.claims.filter((claim) => claim.text === text).map(one)}</ul></section>
`,
)}</div>
`;
}

const NETWORKS = 'Networks';
const FLOWS = [
  ['Generation', (b: BusSummary) => b.generation],
  ['Purchase', (b: BusSummary) => b.purchase],
  ['Conversion', (b: BusSummary) => b.conversion],
  ['Discharge', (b: BusSummary) => b.discharge],
  [NETWORKS, (b: BusSummary) => b.moved],
  ['Not served', (b: BusSummary) => b.unserved],
  ['Final use', (b: BusSummary) => -b.finalUse],
  ['Converters', (b: BusSummary) => -b.converterUse],
  ['Charge', (b: BusSummary) => -b.charge],
  ['Sale', (b: BusSummary) => -b.sale],
  ['Curtailed', (b: BusSummary) => -b.curtailed],
  ['Dumped', (b: BusSummary) => -b.dumped],
] as const;

const rest = (v: number): string => (Math.abs(v) < NEGLIGIBLE ? '0' : figure(v, 2));

/** What networks with physics of their own lose of what they move between these buses, kWh as a sum of flows counts it. */
function networkLosses(summary: Summary, buses: readonly BusSummary[]): (readonly [string, number])[] {
  if (buses[0]!.unit === 'kg') return [];
  const ids = new Set(
    buses.flatMap((bus) => bus.rows.filter((r) => r.role === 'network').flatMap((r) => r.component.split(', '))),
  );
  const lossy = summary.components.filter((c) => ids.has(c.component) && c.losses_kWh > NEGLIGIBLE);
  const moved = buses.reduce((sum, bus) => sum + bus.moved, 0);
  const kept = lossy.reduce((sum, c) => sum + c.losses_kWh, moved);
  return [
    ...lossy.map((c) => [`Lost in ${c.label}`, -c.losses_kWh] as const),
    // A thousandth of the losses is not worth a line.
    ...(lossy.length > 0 && Math.abs(kept) > 1e-3 * (kept - moved)
      ? [['Work of pumps, change of what networks hold', kept] as const]
      : []),
  ];
}

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
      rest(bus((b) => b.residual)),
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
      networkLosses(summary, buses).map(([label, v]) => [
        label,
        ...shown.map(([head]) => (head === NETWORKS ? amount(v) : '')),
        '',
      ]),
    );
  });
  const hasLosses = Object.values(summary.buses).some((bus) => networkLosses(summary, [bus]).length > 0);
  return html`<h2 id="balance">Energy balance</h2>
<p>What comes to a bus counts as positive, what leaves it as negative; with every term counted the sum is zero but for rounding.
What pipes and exchangers pass on stands under Conversion on one bus and under Converters on the other.${hasLosses ? ' What networks bring to all buses together is less than nothing by what they lose.' : undefined}</p>
${tables}`;
}

/** A figure that opens to what it counts. */
export const figureLine = (
  name: string,
  kpi: Kpi,
  currency: string,
): Html => html`<details class="kpi" data-print><summary><span>${words(name)}</span><span class="n">${kpiText(
  name,
  kpi,
  currency,
)}</span></summary>
<p>${kpi.definition ?? 'No definition is given.'} <small>(${name})</small></p></details>
`;

export function kpis(summary: Summary): Html {
  const known = FIGURE_GROUPS.map(([title, labels]): readonly [string, readonly (readonly [string, Kpi])[]] => [
    title,
    labels.flatMap(([name]) => {
      const kpi = summary.kpis[name];
      return kpi === undefined ? [] : [[name, kpi] as const];
    }),
  ]);
  const named = new Set(known.flatMap(([, figures]) => figures.map(([name]) => name)));
  const others = Object.entries(summary.kpis).filter(([name]) => !named.has(name));
  const groups = [...known, ['Other', others] as const].filter(([, figures]) => figures.length > 0);
  const omitted = summary.omitted.map(({ name, reason }) => html`<li>${words(name)}: ${reason}</li>\n`);
  return html`<h2 id="kpis">Key figures</h2>
<p class="soft">Open a line for what it counts.</p>
<div class="kpis">
${groups.map(([title, figures]) => html`<section><h3>${capital(title)}</h3>\n${figures.map(([name, kpi]) => figureLine(name, kpi, summary.currency))}</section>\n`)}</div>
${
  omitted.length > 0 ? details(`${omitted.length} figures without a value`, html`<ul>\n${omitted}</ul>\n`) : undefined
}`;
}
