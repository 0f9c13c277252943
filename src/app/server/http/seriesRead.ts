import type { SeriesQuery, Store, StoredRun } from '../../../core/store.ts';
import { rootOf, signalsOf } from '../../../io/lineage.ts';
import { Problem } from './problem.ts';

export interface SeriesAsk {
  readonly components: readonly string[];
  readonly signals?: readonly string[];
  readonly from_ms?: number;
  /** Left out itself. */
  readonly to_ms?: number;
  readonly every_s?: number;
  /** Rows that are enough, where `every_s` is left out. */
  readonly points?: number;
  readonly extremes: boolean;
  /** Values that the answer may hold; `MOST_VALUES` unless said. */
  readonly most?: number;
}

export interface SeriesColumn {
  readonly name: string;
  readonly component: string;
  readonly signal: string;
  readonly unit: string;
  readonly role: 'port' | 'signal' | 'state' | 'meter';
  readonly how: 'step' | 'mean' | 'last';
  /** By row, NaN where nothing is stored. */
  readonly values: Float64Array;
  readonly min?: Float64Array;
  readonly max?: Float64Array;
}

export interface SeriesRows {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly every_s: number;
  readonly time_ms: Float64Array;
  readonly columns: readonly SeriesColumn[];
}

/** Values that one answer holds, and that are read for it, at most. */
export const MOST_VALUES = 500_000;
export const MOST_READ = 20_000_000;
/** Steps that a store thins out at a time. */
const PORTION = 262_144;

/** Lengths of rows that people like, in seconds. */
const NICE_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800,
  604_800,
];

/** The shortest length of whole steps that makes no more than so many rows; a nice one where there is one near. */
export function lengthFor(steps: number, step_s: number, points: number): number {
  const least = Math.max(1, Math.ceil(steps / points)) * step_s;
  return NICE_S.find((length) => length >= least && length <= 4 * least && length % step_s === 0) ?? least;
}

interface Plan {
  readonly from: number;
  readonly until: number;
  readonly every_s: number;
  readonly columns: StoredRun['columns'];
}

/** What is to be read. @throws Problem where it is too much */
async function planOf(
  store: Store,
  run: StoredRun,
  runs: ReadonlyMap<string, StoredRun>,
  ask: SeriesAsk,
): Promise<Plan> {
  const asked = ask.components.flatMap((component) =>
    ask.signals === undefined
      ? signalsOf(run, { run: run.id, component, from_ms: 0, to_ms: 0 })
      : run.columns.filter((c) => c.component === component && ask.signals!.includes(c.signal)),
  );
  if (asked.length === 0)
    throw new Problem('invalid', `none of ${ask.components.join(', ')} has a signal ${ask.signals!.join(', ')}`);
  const step_ms = run.step_s * 1000;
  const stepAt = (time_ms: number): number => Math.ceil((time_ms - run.start_ms) / step_ms);
  const begin = rootOf((id) => runs.get(id), run.id);
  const from = Math.max(begin, ask.from_ms === undefined ? begin : stepAt(ask.from_ms));
  const end = await store.end(run.id);
  const until = Math.max(from, Math.min(end, ask.to_ms === undefined ? end : stepAt(ask.to_ms)));
  const steps = until - from;
  const wanted_s = ask.every_s ?? (ask.points === undefined ? run.step_s : lengthFor(steps, run.step_s, ask.points));
  const every_s = Math.max(run.step_s, wanted_s);
  const isThin = every_s > run.step_s;
  const rows = Math.min(steps, Math.ceil((steps * run.step_s) / every_s) + 1);
  const values = rows * asked.length * (isThin && ask.extremes ? 3 : 1);
  const advice = 'take a shorter range or fewer signals';
  const most = ask.most ?? MOST_VALUES;
  if (values > most)
    throw new Problem('too_many', `it would be ${values} values, at most ${most}; ${advice}, or points=1000`);
  if (isThin && ask.extremes && steps * asked.length > MOST_READ)
    throw new Problem(
      'too_many',
      `least and highest of ${steps * asked.length} values, at most ${MOST_READ}; ${advice}, or extremes=false`,
    );
  return { from, until, every_s, columns: asked };
}

/** Reads series of a run, thinned out where asked: means (states by their last value), with the least and the highest step. */
export async function readSeries(
  store: Store,
  run: StoredRun,
  runs: ReadonlyMap<string, StoredRun>,
  ask: SeriesAsk,
  signal?: AbortSignal,
): Promise<SeriesRows> {
  const plan = await planOf(store, run, runs, ask);
  const { from, until, every_s } = plan;
  const step_ms = run.step_s * 1000;
  const from_ms = run.start_ms + from * step_ms;
  const to_ms = run.start_ms + until * step_ms;
  const isThin = every_s > run.step_s;
  const every_ms = every_s * 1000;
  const first_ms = isThin ? Math.floor(from_ms / every_ms) * every_ms : from_ms;
  const rows = isThin ? Math.ceil((to_ms - first_ms) / every_ms) : until - from;
  const length = until > from ? rows : 0;
  const time_ms = Float64Array.from({ length }, (_, r) => first_ms + r * every_ms);
  const rowAt = (at_ms: number): number => Math.floor((at_ms - first_ms) / every_ms);
  const portions = isThin ? portionsOf(from_ms, to_ms, step_ms, every_ms) : [from_ms, to_ms];
  const columns: SeriesColumn[] = [];
  for (const component of new Set(plan.columns.map((c) => c.component))) {
    const own = plan.columns.filter((c) => c.component === component);
    const thin = isThin ? { every_s, extremes: ask.extremes } : {};
    const query = { run: run.id, component, signals: own.map((c) => c.signal), from_ms, to_ms, ...thin };
    const filled = await filledOf(store, query, { length, rowAt, portions }, signal);
    own.forEach(({ name, signal: one, unit, role }, k) => {
      const how = isThin ? (role === 'state' ? ('last' as const) : ('mean' as const)) : ('step' as const);
      columns.push({ name, component, signal: one, unit, role, how, ...filled[k]! });
    });
  }
  return { from_ms, to_ms, every_s, time_ms, columns };
}

type Filled = Pick<SeriesColumn, 'values' | 'min' | 'max'>;

/** Asks for a component portion by portion, so that others have their turn in between, and none is read for nobody. */
async function filledOf(
  store: Store,
  query: SeriesQuery & { readonly signals: readonly string[] },
  { length, rowAt, portions }: { length: number; rowAt: (time_ms: number) => number; portions: readonly number[] },
  signal: AbortSignal | undefined,
): Promise<Filled[]> {
  const none = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const filled = query.signals.map(() => ({
    values: none(),
    ...(query.extremes === true ? { min: none(), max: none() } : {}),
  }));
  for (let p = 0; p + 1 < portions.length; p++) {
    if (signal?.aborted === true) throw new Problem('timeout', 'nobody waits for the answer any more');
    const found = await store.query({ ...query, from_ms: portions[p]!, to_ms: portions[p + 1]! });
    found.forEach(({ time_ms, values, min, max }, k) => {
      if (time_ms.length === 0) return;
      const row = rowAt(time_ms[0]!);
      const into = filled[k]!;
      into.values.set(values, row);
      if (min !== undefined) into.min?.set(min, row);
      if (max !== undefined) into.max?.set(max, row);
    });
  }
  return filled;
}

/** Ends of portions of about `PORTION` steps that divide no row. */
function portionsOf(from_ms: number, to_ms: number, step_ms: number, every_ms: number): number[] {
  const rows_ms = Math.max(1, Math.floor((PORTION * step_ms) / every_ms)) * every_ms;
  const ends = [from_ms];
  for (let at = (Math.floor(from_ms / rows_ms) + 1) * rows_ms; at < to_ms; at += rows_ms) ends.push(at);
  return to_ms > from_ms ? [...ends, to_ms] : ends;
}
