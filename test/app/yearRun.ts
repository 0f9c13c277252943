import type { Column } from '../../src/core/columns.ts';
import type { Store, StoredRun } from '../../src/core/store.ts';
import { BLOCK_ROWS } from '../../src/core/table.ts';
import { unitOf } from '../../src/core/units.ts';

/** A signal of the run by the day (0 to 365) and the hour of the day. */
type Shape = (day: number, hour: number, step: number) => number;
interface Made {
  readonly component: string;
  readonly kind: string;
  readonly signal: string;
  readonly role: Column['role'];
  readonly bus?: string;
  readonly shape: Shape;
}
const TURN = 2 * Math.PI;
const sun: Shape = (day, hour) =>
  Math.max(0, Math.sin(((hour - 6) / 12) * Math.PI)) * (700 - 300 * Math.cos((day / 365) * TURN));
const wind: Shape = (day, hour) => 150 + 140 * Math.sin(day * 1.7 + hour / 9);
const office: Shape = (day, hour) => -(300 + (hour > 8 && hour < 18 && Math.floor(day) % 7 < 5 ? 500 : 0));
/** A machine that is on for one minute of a day: what thinning out must not lose. */
const press: Shape = (_day, _hour, step) => (step % 1440 === 613 ? -900 : -60);
const engine: Shape = (day, hour) => (hour > 7 && hour < 22 ? 320 + 60 * Math.cos((day / 365) * TURN) : 0);
const battery: Shape = (_day, hour) => (hour < 6 ? -120 : hour > 17 && hour < 22 ? 170 : 0);
const sum =
  (...shapes: readonly Shape[]): Shape =>
  (...at) =>
    shapes.reduce((all, shape) => all + shape(...at), 0);
const power = [sun, wind, engine, battery, office, press];
const grid: Shape = (...at) => -sum(...power)(...at);
const room: Shape = (day, hour) => -(200 + 180 * Math.cos((day / 365) * TURN) + 40 * Math.cos((hour / 24) * TURN));
const heat: Shape = (...at) => engine(...at) * 1.1;
const port = (component: string, kind: string, signal: string, bus: string, shape: Shape): Made => ({
  component,
  kind,
  signal,
  role: 'port',
  bus,
  shape,
});

const MADE: readonly Made[] = [
  port('grid', 'gridConnection', 'electricity_kW', 'power', grid),
  {
    component: 'grid',
    kind: 'gridConnection',
    signal: 'import_kW',
    role: 'signal',
    shape: (...at) => Math.max(0, grid(...at)),
  },
  {
    component: 'grid',
    kind: 'gridConnection',
    signal: 'energyCost_money_per_h',
    role: 'signal',
    shape: (day, hour, step) => Math.max(0, grid(day, hour, step)) * (hour > 8 && hour < 21 ? 1.1 : 0.4),
  },
  {
    component: 'grid',
    kind: 'gridConnection',
    signal: 'co2Location_kg_per_h',
    role: 'signal',
    shape: (day, hour, step) => Math.max(0, grid(day, hour, step)) * (0.6 - 0.15 * Math.sin((hour / 24) * TURN)),
  },
  port('pv', 'pv', 'electricity_kW', 'power', sun),
  port('wind', 'wind', 'electricity_kW', 'power', wind),
  port('chp', 'gasEngine', 'electricity_kW', 'power', engine),
  port('chp', 'gasEngine', 'heat_kW', 'heat', heat),
  port('battery', 'battery', 'electricity_kW', 'power', battery),
  {
    component: 'battery',
    kind: 'battery',
    signal: 'soc',
    role: 'signal',
    shape: (_d, hour) => 0.5 + 0.4 * Math.sin((hour / 24) * TURN),
  },
  port('office', 'load', 'electricity_kW', 'power', office),
  port('press', 'load', 'electricity_kW', 'power', press),
  port('rooms', 'load', 'heat_kW', 'heat', room),
  port('boiler', 'boiler', 'heat_kW', 'heat', (...at) => Math.max(0, -room(...at) - heat(...at))),
  port('dump', 'dump', 'input_kW', 'heat', (...at) => Math.min(0, -room(...at) - heat(...at))),
];

export const MINUTES = 525_600;

export const yearRun: StoredRun = {
  id: 'year',
  site: 'park',
  scenario: 'A year of minutes',
  fork: 0,
  start_ms: Date.UTC(2023, 0, 1),
  step_s: 60,
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  columns: MADE.map(({ component, kind, signal, role, bus }) => ({
    name: `${component}.${signal}`,
    component,
    kind,
    signal,
    unit: unitOf(signal),
    role,
    laws: [],
    ...(bus === undefined ? {} : { bus }),
  })),
  owners: {},
};

/** Puts a year of minutes into a store: two buses in balance, a battery, prices, and a load that peaks for single minutes. */
export async function storeYear(store: Store): Promise<void> {
  await store.begin(yearRun);
  for (let first = 0; first < MINUTES; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, MINUTES - first);
    const columns = MADE.map(({ shape }) =>
      Float64Array.from({ length: count }, (_, k) => shape((first + k) / 1440, ((first + k) % 1440) / 60, first + k)),
    );
    await store.append('year', { columns, at: 0, first, count });
  }
}
