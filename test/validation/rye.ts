import { fileURLToPath } from 'node:url';
import { nodeOutside } from '../../src/app/node.ts';
import { loadScenario, type Result, simulate } from '../../src/index.ts';
import { csvRows } from '../core/physics/csv.ts';
import { hasShared, sharedPath } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const DATA = 'data/rye-microgrid/train.csv';
const scenario = fileURLToPath(new URL('../scenarios/rye.yaml', import.meta.url));

/** An hour of the run beside the meters. */
export interface RyeHour {
  /** 0 is January 2020. */
  readonly month: number;
  readonly pv_kW: number;
  readonly pvMeter_kW: number;
  readonly wind_kW: number;
  readonly windMeter_kW: number;
  /** Speed at 100 m at the end of the hour, by the weather of the data. */
  readonly wind_m_per_s: number;
  /** False where a meter or a plant was plainly at fault. */
  readonly pvSound: boolean;
  readonly windSound: boolean;
}

let ran: { readonly result: Result; readonly hours: readonly RyeHour[] } | undefined;

/** The year of the microgrid, run once. */
export function rye(): NonNullable<typeof ran> {
  ran ??= run();
  return ran;
}

function run(): NonNullable<typeof ran> {
  const result = simulate(loadScenario(scenario, nodeOutside(scenario, [sharedPath(DATA)])));
  const column = (name: string): Float64Array | Float32Array => {
    const at = result.columns.findIndex((c) => c.name === name);
    return result.table.columns[at] as Float64Array;
  };
  const pv = column('pv.electricity_kW');
  const wind = column('wind.electricity_kW');
  const rows = csvRows(DATA);
  const hours = Array.from({ length: result.steps }, (_, i): RyeHour => {
    const row = rows[i]!;
    const [year, month, day] = row.text('time').slice(0, 10).split('-').map(Number);
    const windMeter_kW = row.number('wind_production');
    return {
      month: (year! - 2020) * 12 + month! - 1,
      pv_kW: pv[i]!,
      pvMeter_kW: row.number('pv_production'),
      wind_kW: wind[i]!,
      windMeter_kW,
      wind_m_per_s: rows[i + 1]!.number('wind_speed_100m:ms'),
      // Three days without a kWh in full sun, an outage; on the second of them the load was cut for three hours, too.
      pvSound: !(year === 2020 && month === 7 && day! >= 15 && day! <= 17),
      // Two readings below -500, and 185 hours at rest in wind.
      windSound: windMeter_kW > -10 && !(row.number('wind_speed_50m:ms') > 7 && windMeter_kW <= 1),
    };
  });
  return { result, hours };
}

/** Model and meter of the sound hours, in kW. */
export const sound = (plant: 'pv' | 'wind'): readonly (Point & { readonly hour: RyeHour })[] =>
  rye()
    .hours.filter((hour) => hour[`${plant}Sound`])
    .map((hour) => ({ reference: hour[`${plant}Meter_kW`], model: hour[`${plant}_kW`], hour }));

/** Energy of each month, in kWh. */
export function monthly(plant: 'pv' | 'wind'): readonly Point[] {
  const points = sound(plant);
  const last = Math.max(...points.map(({ hour }) => hour.month));
  const sum = (month: number, of: 'reference' | 'model'): number =>
    points.filter(({ hour }) => hour.month === month).reduce((total, point) => total + point[of], 0);
  return Array.from({ length: last + 1 }, (_, x) => ({ reference: sum(x, 'reference'), model: sum(x, 'model'), x }));
}

/** Hours as shares of the meter's mean, so that their rms is the CV(RMSE). */
export function hourly(plant: 'pv' | 'wind'): readonly Point[] {
  const points = sound(plant);
  const mean = points.reduce((sum, { reference }) => sum + reference, 0) / points.length;
  return points.map(({ reference, model }) => ({ reference: reference / mean, model: model / mean }));
}

const SOURCE = 'meters of the Rye microgrid, Trondheim, January 2020 to January 2021 (shared/data/rye-microgrid)';
const DECISION = 'docs/decisions/0010-rye-energy-not-hours.md';
const shared = (points: () => readonly Point[]) => (): readonly Point[] | undefined =>
  hasShared ? points() : undefined;

export const validations: readonly Validation[] = (['pv', 'wind'] as const).flatMap((plant): Validation[] => {
  const what = plant === 'pv' ? 'PV array of 86.4 kWp' : 'Vestas V27 of 225 kW';
  const fitted = plant === 'pv' ? 'tilt fitted' : 'shear fitted to this sum';
  return [
    {
      model: `rye-${plant}`,
      quantity: 'energy_kWh',
      title: `${what} on forecast weather, the whole time by months (NMBE; ${fitted})`,
      source: SOURCE,
      tolerance: { meanRelative: 0.1 },
      points: shared(() => monthly(plant)),
    },
    {
      model: `rye-${plant}`,
      quantity: 'energy_kWh',
      title: `${what} on forecast weather, each month`,
      source: SOURCE,
      tolerance: { relative: 0.1 },
      decision: DECISION,
      points: shared(() => monthly(plant)),
    },
    {
      model: `rye-${plant}`,
      quantity: 'powerOverMean',
      title: `${what} on forecast weather, hours over the mean of the meter (rms is CV(RMSE))`,
      source: SOURCE,
      tolerance: { rms: 0.3 },
      decision: DECISION,
      points: shared(() => hourly(plant)),
    },
  ];
});
