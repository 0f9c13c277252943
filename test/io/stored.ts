import type { Column } from '../../src/core/columns.ts';
import type { SeriesQuery, StoredRun } from '../../src/core/store.ts';
import type { Block } from '../../src/core/table.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { unitOf } from '../../src/core/units.ts';

const column = (component: string, kind: string, signal: string, role: Column['role'] = 'signal'): Column => ({
  name: `${component}.${signal}`,
  component,
  kind,
  signal,
  unit: unitOf(signal),
  role,
  laws: [],
});

export const START_MS = utcMs(2023, 1, 1);

/** A run of a few components: two of a kind with different signals, one with an owner, one with a state. */
export const storedRun = (id: string, over: Partial<StoredRun> = {}): StoredRun => ({
  id,
  site: 'park',
  scenario: 'small',
  fork: 0,
  start_ms: START_MS,
  step_s: 900,
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  columns: [
    column('battery-1', 'battery', 'electricity_kW', 'port'),
    column('battery-1', 'battery', 'soc', 'state'),
    column('plant', 'converter', 'gas_kW', 'port'),
    column('plant', 'converter', 'steam_kW', 'port'),
    column('mill', 'converter', 'electricity_kW', 'port'),
    column('pv-1', 'pv', 'electricity_kW', 'port'),
  ],
  owners: { mill: 'paper works, "north" = 1' },
  ...over,
});

/** A value that is told from any other, with all bits in use. */
export const valueAt = (step: number, k: number, salt = 0): number =>
  Math.sin(step * 0.7 + k * 13 + salt) * 1000 + 1 / 3;

/** A block as a run hands it out: its rows may begin anywhere in its columns. */
export function blockOf(run: StoredRun, first: number, count: number, salt = 0, at = 3): Block {
  return {
    columns: run.columns.map((_, k) =>
      Float64Array.from({ length: at + count + 2 }, (_v, r) =>
        r < at || r >= at + count ? -999 : valueAt(first + r - at, k, salt),
      ),
    ),
    at,
    first,
    count,
  };
}

export const whole = (run: string, component: string, over: Partial<SeriesQuery> = {}): SeriesQuery => ({
  run,
  component,
  from_ms: START_MS,
  to_ms: Number.POSITIVE_INFINITY,
  ...over,
});
