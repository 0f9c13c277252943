import type { Store, StoredRun } from '../../../core/store.ts';
import { rootOf } from '../../../io/lineage.ts';
import { Problem } from './problem.ts';
import type { RunKpis } from './runSchemas.ts';
import { MOST_READ, readSeries, type SeriesColumn } from './seriesRead.ts';

/** What a port's unit comes to over hours. */
const AMOUNT: Readonly<Record<string, string>> = { kW: 'kWh', 'kg/h': 'kg' };
/** Kinds whose flow is no supply or use, but tells of what was not met or not wanted. */
const APART = { unserved: 'unserved', curtailment: 'curtailed', dump: 'dumped' } as const;

/** Values that are held at a time, those of one component. */
const MOST_HELD = 4_000_000;

interface Sums {
  given: number;
  taken: number;
}

/** Amounts that flowed in each direction. @param columns flows by step */
function sumsOf({ values }: SeriesColumn, dt_h: number): Sums {
  const sums = { given: 0, taken: 0 };
  for (const v of values) {
    if (v > 0) sums.given += v * dt_h;
    else if (v < 0) sums.taken -= v * dt_h;
  }
  return sums;
}

/** Figures of merit that the stored flows of a run tell by themselves: amounts by bus and by port. */
export async function runKpis(
  store: Store,
  run: StoredRun,
  runs: ReadonlyMap<string, StoredRun>,
  range: { readonly from_ms?: number; readonly to_ms?: number },
  signal?: AbortSignal,
): Promise<RunKpis> {
  const ports = run.columns.filter(
    (c) => c.role === 'port' && typeof c.bus === 'string' && AMOUNT[c.unit] !== undefined,
  );
  const dt_h = run.step_s / 3600;
  const components: RunKpis['components'] = [];
  const buses = new Map<
    string,
    { unit: string } & Record<'given' | 'taken' | 'unserved' | 'curtailed' | 'dumped', number>
  >();
  // What is stored by now, for all components alike: a run that goes on grows between one and the next.
  const end = await store.end(run.id);
  const steps = end - rootOf((id) => runs.get(id), run.id);
  const until_ms = run.start_ms + end * run.step_s * 1000;
  if (steps * ports.length > MOST_READ && range.from_ms === undefined && range.to_ms === undefined)
    throw new Problem(
      'too_many',
      `${steps * ports.length} values, at most ${MOST_READ}; take a range with from and to`,
    );
  const to_ms = Math.min(range.to_ms ?? until_ms, until_ms);
  let hours_h = 0;
  for (const component of new Set(ports.map((c) => c.component))) {
    const own = ports.filter((c) => c.component === component);
    const signals = own.map((c) => c.signal);
    const ask = { components: [component], signals, extremes: false, most: MOST_HELD, ...range, to_ms };
    const rows = await readSeries(store, run, runs, ask, signal);
    hours_h = (rows.to_ms - rows.from_ms) / 3_600_000;
    own.forEach((column, k) => {
      const sums = sumsOf(rows.columns[k]!, dt_h);
      const unit = AMOUNT[column.unit]!;
      const bus = column.bus!;
      const amount = (value: number): { value: number; unit: string } => ({ value, unit });
      const { kind, signal: name } = column;
      components.push({ component, kind, signal: name, bus, given: amount(sums.given), taken: amount(sums.taken) });
      const sum = buses.get(bus) ?? { unit, given: 0, taken: 0, unserved: 0, curtailed: 0, dumped: 0 };
      buses.set(bus, sum);
      const apart = Object.hasOwn(APART, kind) ? APART[kind as keyof typeof APART] : undefined;
      if (apart === undefined) {
        sum.given += sums.given;
        sum.taken += sums.taken;
      } else sum[apart] += sums.given + sums.taken;
    });
  }
  return {
    hours_h,
    buses: [...buses].map(([bus, { unit, ...sums }]) => ({
      bus,
      given: { value: sums.given, unit },
      taken: { value: sums.taken, unit },
      unserved: { value: sums.unserved, unit },
      curtailed: { value: sums.curtailed, unit },
      dumped: { value: sums.dumped, unit },
    })),
    components,
  };
}
