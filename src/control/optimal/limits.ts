import { EASED_money, type Scope, type Values } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf, timeAt } from '../../core/timeGrid.ts';
import { offsetAt } from '../../core/zone.ts';
import type { PlannedFlow } from './assembled.ts';
import type { Family } from './sparse.ts';

/** A flow at a port into its bus, times a number. */
export interface LimitedFlow {
  readonly component: number;
  readonly port: number;
  readonly by: number;
  /** What is given there counts alone, and nothing that is taken. */
  readonly isGivenAlone?: boolean;
}

/** A sum that a plan keeps within bounds, period by period: flows at ports into their buses, each times a number, and emissions. */
export interface PlanLimit {
  readonly name: string;
  readonly unit: 'kWh' | 'kg';
  readonly flows: readonly LimitedFlow[];
  readonly emissions: readonly Scope[];
  /** Number of the period of each step of the run, from 0 on. */
  readonly periodOf: Int32Array;
  /** kWh (or kg) in a period; infinite where there is no such bound. */
  readonly least: number;
  readonly most: number;
  /** Money for each unit by which it is missed; infinite where it must be kept. */
  readonly penalty_money: number;
}

/** The emissions that a plan minds where none are named. */
export const CARBON: readonly Scope[] = ['scope1', 'scope2Location'];

/** Emissions of a column, or in any case (column -1). */
export interface PlannedEmission {
  readonly component: number;
  readonly scope: Scope;
  readonly column: number;
  readonly kg_per_h: Values;
}

/** Where a limit stands in a problem. */
export interface LimitRows {
  readonly limit: PlanLimit;
  /** First row, one for each period that the window meets; and the row of each step, counted from it. */
  readonly row: number;
  readonly periods: number;
  readonly rowOf: Int32Array;
  /** First columns of what it is missed by, and how these count in its rows. */
  readonly slack: readonly { readonly column: number; readonly by: number }[];
}

/** Length of time over which a limit is kept, of local days and months. */
export type Period = 'step' | 'day' | 'month' | 'run';

const DAY_MS = 86_400_000;

/** The number of each step's period, from 0 on. */
export function periodsOf(run: Run, per: Period): Int32Array {
  const numberOf = (i: number): number => {
    if (per === 'step') return i;
    if (per === 'run') return 0;
    if (per === 'month') return run.monthOf[i]!;
    const time_ms = timeAt(run.grid, i);
    return Math.floor((time_ms + 60_000 * offsetAt(run.site.zone, time_ms)) / DAY_MS);
  };
  const first = numberOf(0);
  return Int32Array.from({ length: run.grid.length }, (_, i) => numberOf(i) - first);
}

/** What the assembler lends to lay limits. */
interface Builder {
  readonly flows: readonly (readonly PlannedFlow[])[];
  readonly emissions: readonly PlannedEmission[];
  readonly entries: Family[];
  readonly addRows: (name: string, lower: Values, upper: Values, count: number) => number;
  readonly addSlack: (name: string, count: number, money: number) => number;
}

/** Lays a limit as rows of a problem. */
export function layLimit(
  run: Run,
  limit: PlanLimit,
  window: {
    readonly first: number;
    readonly steps: number;
    readonly used: number;
    readonly isPart: boolean;
    readonly isEased: boolean;
  },
  { flows, emissions, entries, addRows, addSlack }: Builder,
): LimitRows {
  const { first, steps } = window;
  const dt_h = hoursOf(run.grid);
  const begin = limit.periodOf[first]!;
  const rowOf = limit.periodOf.subarray(first, first + steps).map((p) => p - begin);
  const periods = rowOf[steps - 1]! + 1;
  const budget = (bound: number): Float64Array =>
    Float64Array.from({ length: periods }, (_, p) => {
      const share = window.isPart ? passedBy(limit, begin + p, first + steps) : 1;
      return bound * share - (p === 0 ? window.used : 0);
    });
  const lower = budget(limit.least);
  const upper = budget(limit.most);
  const add = (values: Values, column: number, factor: number): void => {
    if (column >= 0)
      entries.push({ row, rowOf, column, columnOf: undefined, value: multiplied(values, factor), count: steps });
    else
      for (let k = 0; k < steps; k++) {
        const fixed = factor * (typeof values === 'number' ? values : values[k]!);
        lower[rowOf[k]!]! -= fixed;
        upper[rowOf[k]!]! -= fixed;
      }
  };
  const row = addRows(limit.name, lower, upper, periods);
  for (const { component, port, by: times, isGivenAlone } of limit.flows)
    for (const flow of flows[component]!) {
      if (flow.port !== port) continue;
      const per = isGivenAlone === true ? givenOf(flow.per) : flow.per;
      add(per, flow.column, times * dt_h);
    }
  for (const emission of emissions)
    if (limit.emissions.includes(emission.scope)) add(emission.kg_per_h, emission.column, dt_h);
  // A window that sees a part of a period may find its share used up, which is dear and no contradiction.
  const missed_money = window.isEased ? EASED_money : window.isPart ? MISSED_money : Number.POSITIVE_INFINITY;
  const penalty = Math.min(limit.penalty_money, missed_money);
  const slack: { column: number; by: number }[] = [];
  if (penalty < Number.POSITIVE_INFINITY) {
    if (limit.most < Number.POSITIVE_INFINITY)
      slack.push({ column: addSlack(`over ${limit.name}`, periods, penalty), by: -1 });
    if (limit.least > Number.NEGATIVE_INFINITY)
      slack.push({ column: addSlack(`short of ${limit.name}`, periods, penalty), by: 1 });
  }
  for (const { column, by } of slack)
    entries.push({ row, rowOf: undefined, column, columnOf: undefined, value: by, count: periods });
  return { limit, row, periods, rowOf, slack };
}

/** For each kWh or kg, beyond what it costs anywhere. */
export const MISSED_money = 100;

const givenOf = (per: Values): Values => (typeof per === 'number' ? Math.max(0, per) : per.map((v) => Math.max(0, v)));

const multiplied = (values: Values, factor: number): Values =>
  typeof values === 'number' ? values * factor : values.map((v) => v * factor);

/**
 * Share of a period that lies before step `end`: a window that sees a part of a period may use of its budget what falls to the time
 * until its own end.
 */
function passedBy({ periodOf }: PlanLimit, period: number, end: number): number {
  const from = periodOf.indexOf(period);
  let to = periodOf.indexOf(period + 1, from);
  if (to < 0) to = periodOf.length;
  return (Math.min(end, to) - from) / (to - from);
}
