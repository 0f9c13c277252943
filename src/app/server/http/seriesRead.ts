import type { SeriesQuery, Store, StoredRun } from '../../../core/store.ts';
import { BLOCK_ROWS } from '../../../core/table.ts';
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
  const columns: SeriesColumn[] = [];
  for (const component of new Set(plan.columns.map((c) => c.component))) {
    const own = plan.columns.filter((c) => c.component === component);
    const query = { run: run.id, component, signals: own.map((c) => c.signal), from_ms, to_ms };
    const filled =
      isThin && ask.extremes
        ? await thinned(store, query, own, { length, rowAt, step_ms }, signal)
        : await plain(store, isThin ? { ...query, every_s } : query, length, rowAt);
    own.forEach(({ name, signal: one, unit, role }, k) => {
      const how = isThin ? (role === 'state' ? ('last' as const) : ('mean' as const)) : ('step' as const);
      columns.push({ name, component, signal: one, unit, role, how, ...filled[k]! });
    });
  }
  return { from_ms, to_ms, every_s, time_ms, columns };
}

type Filled = Pick<SeriesColumn, 'values' | 'min' | 'max'>;
interface Rows {
  readonly length: number;
  readonly rowAt: (time_ms: number) => number;
  readonly step_ms: number;
}

async function plain(
  store: Store,
  query: SeriesQuery,
  length: number,
  rowAt: (time_ms: number) => number,
): Promise<Filled[]> {
  return (await store.query(query)).map((series) => {
    const values = new Float64Array(length).fill(Number.NaN);
    for (let k = 0; k < series.values.length; k++) values[rowAt(series.time_ms[k]!)] = series.values[k]!;
    return { values };
  });
}

/** Goes through every step, in portions that need little memory, and lets others have their turn in between. */
async function thinned(
  store: Store,
  query: SeriesQuery & { readonly signals: readonly string[] },
  own: StoredRun['columns'],
  { length, rowAt, step_ms }: Rows,
  signal: AbortSignal | undefined,
): Promise<Filled[]> {
  const filled = own.map(() => ({
    values: new Float64Array(length).fill(Number.NaN),
    min: new Float64Array(length).fill(Number.NaN),
    max: new Float64Array(length).fill(Number.NaN),
    count: new Uint32Array(length),
  }));
  for (let at_ms = query.from_ms; at_ms < query.to_ms; at_ms += BLOCK_ROWS * step_ms) {
    if (signal?.aborted === true) throw new Problem('timeout', 'nobody waits for the answer any more');
    const to_ms = Math.min(query.to_ms, at_ms + BLOCK_ROWS * step_ms);
    const found = await store.query({ ...query, from_ms: at_ms, to_ms });
    found.forEach(({ time_ms, values }, k) => {
      const into = filled[k]!;
      const isState = own[k]!.role === 'state';
      for (let r = 0; r < values.length; r++) {
        const v = values[r]!;
        if (Number.isNaN(v)) continue;
        const row = rowAt(time_ms[r]!);
        const n = into.count[row]!;
        into.count[row] = n + 1;
        into.values[row] = isState || n === 0 ? v : into.values[row]! + v;
        if (n === 0 || v < into.min[row]!) into.min[row] = v;
        if (n === 0 || v > into.max[row]!) into.max[row] = v;
      }
    });
  }
  return filled.map(({ values, min, max, count }, k) => {
    if (own[k]!.role !== 'state') for (let r = 0; r < length; r++) values[r] = values[r]! / Math.max(1, count[r]!);
    return { values, min, max };
  });
}
