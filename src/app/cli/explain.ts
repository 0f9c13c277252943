import type { Decision } from '../../control/config.ts';
import type { Plan } from '../../control/optimal/plan.ts';
import { CARRIERS, type Carrier } from '../../core/carriers.ts';
import { ConfigError } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import { formatUtc, indexAt, timeAt } from '../../core/timeGrid.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { parseInstant } from '../../scenario/instant.ts';
import { conduct } from '../../scenario/rolling.ts';
import { loadForecast } from '../references.ts';
import { planRows, planTable } from './explainPlan.ts';
import { amount, table, wrap } from './text.ts';

const WIDTH = 120;
/** Flows below it are not listed; a pump's share of nothing. */
const NEXT_TO_NOTHING = 1e-3;
const PHASES: Readonly<Record<Decision['phase'], string>> = {
  candidate: 'candidates',
  'must-run': 'must run',
  command: 'asked from outside',
  deficit: 'to serve what is lacking',
  fill: 'stores to fill',
  surplus: 'to use what is to spare',
  shed: 'demand to cut',
  closer: 'closers',
};

/**
 * The account of one step: every candidate with its limits, cost, what it was given and why; before it what a plan asked for, where
 * there is one. @throws ConfigError on a time outside the run
 */
export async function explain(compiled: Compiled, time: string): Promise<string> {
  const { run, cluster } = compiled;
  const { index, passes, decisions, plan } = await decisionsAt(compiled, time);
  return [
    `${cluster.spec.name}, step ${index}, ${formatUtc(timeAt(run.grid, index))}; ${passes} ${passes === 1 ? 'pass' : 'passes'}`,
    ...wrap(
      'Flows into the bus are positive; "least on" is the least when not at rest, "before" and "given" the flow before and after the decision, "cost" that of one more unit. Units stand with each bus.',
      WIDTH,
    ),
    ...(plan === undefined ? [] : planTable(run, plan, index)),
    ...accountOf(decisions, run),
    '',
    'What flows',
    ...flowsOf(run),
    '',
  ].join('\n');
}

/**
 * The same as data, for programs: the decisions in the order in which they fell and the flow of every port. JSON knows
 * neither infinity nor NaN, so a bound that is not there and a cost that played no part are null. @throws ConfigError
 */
export async function explainJson(compiled: Compiled, time: string): Promise<string> {
  const { run, cluster } = compiled;
  const { index, passes, decisions, plan } = await decisionsAt(compiled, time);
  const flows = run.components.flatMap((c) =>
    c.ports.flatMap((port, k) => {
      const bus = run.buses[port.bus];
      if (bus === undefined) return [];
      return [{ bus: bus.id, component: c.id, port: port.name, value: c.y[k]!, unit: CARRIERS[bus.carrier].unit }];
    }),
  );
  const account = { name: cluster.spec.name, step: index, time: formatUtc(timeAt(run.grid, index)), passes };
  return `${JSON.stringify({ schemaVersion: 1, ...account, ...(plan === undefined ? {} : { plan: planRows(run, plan, index) }), decisions, flows }, null, 2)}\n`;
}

interface Account {
  readonly index: number;
  readonly passes: number;
  readonly decisions: readonly Decision[];
  /** What was planned, where the scenario asks for a plan. */
  readonly plan: Plan | undefined;
}

/** Runs up to the step that holds a time and takes that step with its account. The run's components are left after it. */
async function decisionsAt(compiled: Compiled, time: string): Promise<Account> {
  const { run, cluster } = compiled;
  const instant = parseInstant(time, cluster.zone);
  if (typeof instant === 'string') throw new ConfigError(`--explain: ${instant}`);
  const index = indexAt(run.grid, instant);
  if (index < 0 || index >= run.grid.length)
    throw new ConfigError(
      `--explain: ${time} is outside the run, which goes from ${formatUtc(timeAt(run.grid, 0))} to ${formatUtc(timeAt(run.grid, run.grid.length))}`,
    );
  const conducted = await conduct(compiled, highsSolver, { maxRows: 0, forecast: loadForecast(compiled) });
  const { simulation, plan } = conducted;
  try {
    if (index > 0) await conducted.advance(index);
    const decisions: Decision[] = [];
    simulation.rules.explain((decision) => decisions.push(decision));
    await conducted.advance(1);
    return { index, passes: simulation.loop.passes, decisions, plan };
  } finally {
    await conducted.close();
  }
}

/** Decisions in the order in which they fell, under headings by pass, bus and phase; what the closers took comes last. */
export function accountOf(decisions: readonly Decision[], run: Pick<Run, 'buses' | 'currency'>): string[] {
  const isClosing = (d: Decision): boolean => d.phase === 'closer';
  return [
    ...laidOut(
      decisions.filter((d) => !isClosing(d)),
      ['lowest', 'highest', 'least on', 'cost', 'before', 'given'],
      (d) => [d.lowest_kW, d.highest_kW, d.leastOn_kW, d.cost_money_per_kWh, d.before_kW, d.given_kW],
      run,
    ),
    ...laidOut(
      decisions.filter(isClosing),
      ['lowest', 'highest', 'cost', 'given'],
      (d) => [d.lowest_kW, d.highest_kW, d.cost_money_per_kWh, d.given_kW],
      run,
    ),
  ];
}

function laidOut(
  decisions: readonly Decision[],
  columns: readonly string[],
  figures: (d: Decision) => readonly number[],
  { buses, currency }: Pick<Run, 'buses' | 'currency'>,
): string[] {
  const rows = decisions.map((d) => [`  ${d.component}.${d.port}`, ...figures(d).map(number)]);
  const [head = '', ...cells] = table([['', ...columns], ...rows], true).split('\n');
  const width = Math.max(...cells.map((line) => line.length));
  let section = '';
  let heading = '';
  return decisions.flatMap((d, k) => {
    const lines: string[] = [];
    const inSection = d.phase === 'closer' ? 'Closers' : `Pass ${d.pass + 1}`;
    const [unit, sum] = unitsOf(buses.find((bus) => bus.id === d.bus)?.carrier ?? 'electricity');
    const under = `${d.bus}, ${PHASES[d.phase]} (${unit}, ${currency}/${sum})`;
    if (inSection !== section) lines.push('', inSection + head.slice(inSection.length));
    if (inSection !== section || under !== heading) lines.push(under);
    section = inSection;
    heading = under;
    const [why, ...more] = wrap(d.why, Math.max(20, WIDTH - width - 2));
    return [...lines, `${cells[k]!.padEnd(width)}  ${why!}`, ...more.map((line) => ' '.repeat(width + 2) + line)];
  });
}

const unitsOf = (carrier: Carrier): readonly [flow: string, amount: string] =>
  CARRIERS[carrier].unit === 'kW' ? ['kW', 'kWh'] : ['kg/h', 'kg'];

/** Four figures, two of what is small, and thousands whole. */
function number(v: number): string {
  if (Number.isNaN(v)) return '';
  if (!Number.isFinite(v)) return 'any';
  const size = Math.abs(v);
  if (size >= 1000) return amount(v);
  return size < 1e-6 ? '0' : String(Number(v.toPrecision(size < 0.01 ? 2 : 4)));
}

/** What each component gives to each bus and takes from it. */
function flowsOf({ buses, components }: Run): string[] {
  return buses.flatMap((bus, b) => {
    const parts = components.flatMap((c) =>
      c.ports.flatMap((port, k) => {
        const flow = c.y[k]!;
        return port.bus === b && Math.abs(flow) >= NEXT_TO_NOTHING
          ? [`${c.id} ${flow > 0 ? '+' : ''}${number(flow)}`]
          : [];
      }),
    );
    const [unit] = unitsOf(bus.carrier);
    return wrap(`${bus.id} (${unit}): ${parts.length === 0 ? 'nothing' : parts.join(', ')}`, WIDTH, '    ');
  });
}
