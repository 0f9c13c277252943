import { join } from 'node:path';
import { timeAt } from '../../core/timeGrid.ts';
import { localOf, type ZoneRules } from '../../core/zone.ts';
import { wallTime } from '../../report/incidents.ts';
import { type NetworkBalance, networkBalances } from '../../report/networkBalance.ts';
import { networksText } from '../../report/networksText.ts';
import type { BusSummary, Kpis, Summary } from '../../report/summary.ts';
import type { Outcome } from '../../scenario/simulation.ts';
import { eventsText } from './eventsText.ts';
import { AGAINST, figure, MAIN, wordsOf } from './figures.ts';
import { metersText } from './metersText.ts';
import { planText } from './planText.ts';
import { sensitivityText } from './sensitivityText.ts';
import { amount, plural, table, wrap } from './text.ts';

const WIDTH = 100;

/** What a run gave, for a terminal. */
export function summaryText(
  outcome: Outcome,
  summary: Summary,
  where: { readonly folder: string; readonly report: boolean },
): string {
  const { run } = outcome.compiled;
  const days = summary.hours_h / 24;
  const networks = networksText(run);
  const parts = [
    [
      summary.label === summary.name ? summary.name : `${summary.label} (${summary.name})`,
      `${localText(run.site.zone, run.grid.start_ms)} to ${localText(run.site.zone, timeAt(run.grid, summary.steps))} in ${run.site.zone.zone}: ${amount(days, Number.isInteger(days) ? 0 : 2)} ${days === 1 ? 'day' : 'days'} in ${amount(summary.steps)} steps of ${stepText(summary.step_s)}`,
      `${plural(run.components.length, 'component')} on ${plural(run.buses.length, 'bus')}`,
      ...(networks === undefined ? [] : wrap(`networks ${networks}`, WIDTH)),
    ],
    balanceText(summary, outcome),
    figuresText('Key figures', MAIN, summary.kpis),
    ...summary.references.map((r) => figuresText(`Against ${r.label}`, AGAINST, r.kpis)),
    costText(summary),
    summary.sensitivity === undefined ? [] : sensitivityText(summary.sensitivity),
    planText(summary, WIDTH),
    claimsText(summary),
    metersText(summary.meters ?? []),
    eventsText(summary, wallTime(run.site.zone), WIDTH),
    proofText(summary),
    summary.warnings.length === 0
      ? []
      : ['Warnings', ...summary.warnings.flatMap((w) => wrap(`- ${w.text}`, WIDTH, '  '))],
    where.report
      ? [`Report: ${join(where.folder, 'report.html')} (open it in a browser); all results are in ${where.folder}`]
      : [`Results are in ${where.folder}`],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const localText = (zone: ZoneRules, time_ms: number): string => {
  const { year, month, day, hour, minute } = localOf(zone, time_ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
};
const stepText = (step_s: number): string =>
  step_s % 3600 === 0 ? `${step_s / 3600} h` : step_s % 60 === 0 ? `${step_s / 60} min` : `${step_s} s`;

const COLUMNS: readonly (readonly [head: string, pick: (b: BusSummary) => number, isAlways: boolean])[] = [
  ['supply', (b) => b.supply, true],
  ['moved in', (b) => b.moved, false],
  ['unserved', (b) => b.unserved, true],
  ['as metered', (b) => b.corrected ?? 0, false],
  ['use', (b) => b.use, true],
  ['sold', (b) => b.sale, false],
  ['losses', (b) => b.losses, true],
  ['stored', (b) => b.storedChange, true],
  ['curtailed', (b) => b.curtailed, true],
  ['dumped', (b) => b.dumped, true],
];

/** The balance of every bus and of every network; in each row what stands before `use` is what stands from there on. */
function balanceText({ buses }: Summary, outcome: Outcome): string[] {
  const all = Object.entries(buses);
  const lines: string[] = [];
  for (const unit of ['kWh', 'kg'] as const) {
    const rows = all.filter(([, bus]) => bus.unit === unit);
    if (rows.length === 0) continue;
    const columns = COLUMNS.filter(([, pick, isAlways]) => isAlways || rows.some(([, b]) => pick(b) !== 0));
    const networks = unit === 'kWh' ? networkBalances(outcome) : [];
    lines.push(
      `Balance in ${unit === 'kWh' ? 'MWh (fuels and hydrogen by lower heating value)' : 't'}: supply + unserved = use + losses + ...`,
      table([
        ['bus', 'carrier', ...columns.map(([head]) => head)],
        ...rows.map(([id, bus]) => [id, bus.carrier, ...columns.map(([, pick]) => thousandth(pick(bus)))]),
        ...networks.map((n) => [n.id, 'network', ...columns.map(([head]) => thousandth(amountOf(n, head)))]),
      ]),
    );
  }
  return lines;
}

const amountOf = (n: NetworkBalance, head: string): number =>
  head === 'supply'
    ? n.driven
    : head === 'moved in'
      ? n.kept
      : head === 'losses'
        ? n.lost
        : head === 'stored'
          ? n.stored
          : 0;

const thousandth = (value: number): string =>
  Math.abs(value) < 0.5 ? '-' : Math.abs(value) < 50 ? amount(value / 1000, 3) : amount(value / 1000, 1);

/** Two columns of figures, each with its words before it. */
function figuresText(head: string, list: readonly (readonly [string, string])[], kpis: Kpis): string[] {
  const found = list.flatMap(([name, words]) => {
    const kpi = kpis[name];
    return kpi === undefined ? [] : [[words, figure(kpi.value, kpi.unit)] as const];
  });
  if (found.length === 0) return [];
  const half = Math.ceil(found.length / 2);
  const column = (part: typeof found): string[] => {
    const words = Math.max(0, ...part.map(([w]) => w.length));
    const values = Math.max(0, ...part.map(([, v]) => v.length));
    return part.map(([w, v]) => `${w.padEnd(words)}  ${v.padStart(values)}`);
  };
  const left = column(found.slice(0, half));
  const right = column(found.slice(half));
  return [head, ...left.map((text, k) => `  ${right[k] === undefined ? text : `${text}    ${right[k]}`}`)];
}

function costText({ costs, emissions, currency }: Summary): string[] {
  const money = (v: number): string => `${amount(v)} ${currency}`;
  const rows: (readonly [string, string, string, string])[] = [
    ['bill, less sales', money(costs.bill_money), 'scope 1 (on site)', figure(emissions.scope1_kg, 'kg')],
    [
      'operation and maintenance',
      money(costs.fixedOm_money + costs.variableOm_money),
      'scope 2, location-based',
      figure(emissions.scope2Location_kg, 'kg'),
    ],
    ['price of carbon', money(costs.carbon_money), 'scope 2, market-based', figure(emissions.scope2Market_kg, 'kg')],
    ['capital (annuity)', money(costs.capital_money), 'scope 3, category 3', figure(emissions.scope3_kg, 'kg')],
    ['total', money(costs.total_money), 'NOx', figure(emissions.nox_kg, 'kg')],
  ];
  const width = (k: 0 | 1 | 2 | 3): number => Math.max(...rows.map((r) => r[k].length));
  return [
    'Cost and emissions',
    ...rows.map(
      (r) =>
        `  ${r[0].padEnd(width(0))}  ${r[1].padStart(width(1))}    ${r[2].padEnd(width(2))}  ${r[3].padStart(width(3))}`,
    ),
  ];
}

/** Where the words of a claim's test begin. */
const INDENT = ' '.repeat(14);

function claimsText({ claims, references }: Summary): string[] {
  if (claims.length === 0) return [];
  const lines: string[] = ['Claims'];
  let text = '';
  for (const claim of claims) {
    if (claim.text !== text) lines.push(...wrap(`  ${claim.text}`, WIDTH, '    '));
    text = claim.text;
    const value = claim.value === undefined ? 'no value' : figure(claim.value, claim.unit);
    const against = claim.reference === undefined ? '' : ` against ${claim.reference}`;
    if (!claim.tested) {
      const why = claim.definition.replace(/^Not tested: |\.$/g, '');
      const [first, ...more] = wrap(`${wordsOf(claim.kpi)}: ${why}`, WIDTH - INDENT.length, INDENT);
      lines.push(`    untested  ${first!}`, ...more);
      continue;
    }
    lines.push(
      `    ${claim.met === true ? 'met     ' : 'MISSED  '}  ${wordsOf(claim.kpi)}${references.length > 1 ? against : ''}: ${value} (claimed ${claim.comparison} ${figure(claim.threshold, claim.unit)})`,
    );
  }
  return lines;
}

function proofText({ audit }: Summary): string[] {
  const worst = (of: Readonly<Record<string, number>>): string => {
    const [name, value] = Object.entries(of).sort((a, b) => b[1] - a[1])[0] ?? ['none', 0];
    return value === 0 ? '0' : `${value.toExponential(1)} (${name})`;
  };
  const { residual_kWh, throughput_kWh, corrected_kWh } = audit.run;
  return [
    'Proof: largest residuals of the three audits',
    `  a bus in any step        ${worst(audit.buses)} kW or kg/h`,
    `  a component in any step  ${worst(audit.components)} kW or kg/h`,
    `  the whole run            ${residual_kWh.toExponential(1)} kWh of ${amount(throughput_kWh / 1000)} MWh that crossed its boundary`,
    ...(corrected_kWh === undefined
      ? []
      : [`  put in by meters         ${amount(corrected_kWh, 1)} kWh, by states corrected to what was measured`]),
  ];
}
