import { stepInstance } from '../../src/core/instance.ts';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { pv } from '../../src/models/pv.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { type BenchSetting, bench } from '../models/bench.ts';
import { hasShared, type ReferenceCase, referenceCases } from '../shared.ts';
import { PVLIB, SUZHOU } from './sun.ts';
import type { Point, Validation } from './validation.ts';

const WEB = 'NREL PVWatts web service, Golden, 4 kW (shared/reference/solar)';

/** Columns of every output of an array over the bench's grid. */
export function arrayColumns(params: unknown, setting: BenchSetting): Record<string, Float64Array> {
  const { instance } = bench(pv, params, setting);
  const length = setting.length ?? 1;
  const out = Object.fromEntries(instance.outputs.map((name) => [name, new Float64Array(length)]));
  for (let i = 0; i < length; i++) {
    fillInputs(instance, i);
    stepInstance(instance, (setting.step_s ?? 3600) / 3600);
    instance.outputs.forEach((name, k) => {
      out[name]![i] = instance.y[k]!;
    });
  }
  return out;
}

export const GOLDEN = { latitude_deg: 39.73, longitude_deg: -105.18, altitude_m: 1830, length: 24 };
export const DAYS = [
  [1, 1],
  [1, 2],
  [4, 12],
  [7, 3],
  [10, 20],
] as const;

/** A day of the web service: its rows, and what the model makes of its weather. */
export function goldenDay(
  mount: 'rackmount' | 'roofmount',
  month: number,
  day: number,
): { readonly rows: readonly CsvRow[]; readonly params: object; readonly out: Record<string, Float64Array> } {
  const rows = csvRows(`reference/solar/pvwatts_nrel_${mount}.csv`).filter(
    (row) => row.number('month') === month && row.number('day') === day,
  );
  const start_ms = utcMs(2021, month, day, 7); // local midnight at UTC-7
  const column = (name: string): Float64Array => Float64Array.from(rows, (row) => row.number(name));
  const { up } = sunColumns({ start_ms, step_s: 3600, length: 24 }, GOLDEN);
  const weather = {
    dni_W_per_m2: column('dni'),
    dhi_W_per_m2: column('dhi'),
    ghi_W_per_m2: column('dni').map((v, i) => v * Math.max(0, up[i]!) + column('dhi')[i]!),
    ambient_degC: column('temp_air_C'),
    wind_m_per_s: column('wind_ms'),
  };
  const params = {
    rated_kWp: 4,
    tilt_deg: 20,
    dcAcRatio: 1.2,
    gamma_per_K: -0.0047,
    mounting: mount === 'rackmount' ? 'openRack' : 'closeRoof',
  };
  return { rows, params, out: arrayColumns(params, { ...GOLDEN, start_ms, weather }) };
}

const golden =
  (reference: string, signal: string, factor = 1) =>
  (): readonly Point[] | undefined =>
    hasShared
      ? DAYS.flatMap(([month, day], k) => {
          const { rows, out } = goldenDay('rackmount', month, day);
          return rows.map((row, i) => ({
            reference: row.number(reference) * factor,
            model: out[signal]![i]!,
            x: 24 * k + i,
          }));
        })
      : undefined;

const PLANES = { A: { tilt_deg: 25, azimuth_deg: 180 }, B: { tilt_deg: 10, azimuth_deg: 90 } } as const;

/** Four days in Suzhou from the weather alone, 1 kWp with the sky of Hay and Davies. */
const suzhou = (plane: keyof typeof PLANES, reference: string, signal: string, factor: number) => () => {
  if (!hasShared) return undefined;
  const rows = csvRows('reference/solar/suzhou_hourly.csv');
  return [0, 24, 48, 72].flatMap((first) => {
    const day = rows.slice(first, first + 24);
    const column = (name: string): Float64Array => Float64Array.from(day, (row) => row.number(name));
    const out = arrayColumns(
      { rated_kWp: 1, dcAcRatio: 1.25, transposition: 'hayDavies', ...PLANES[plane] },
      {
        ...SUZHOU,
        start_ms: Date.parse(day[0]!.text('time_utc')) - 1_800_000,
        length: 24,
        weather: {
          ghi_W_per_m2: column('ghi'),
          dni_W_per_m2: column('erbs_dni'),
          dhi_W_per_m2: column('erbs_dhi'),
          ambient_degC: column('temp_air_C'),
          wind_m_per_s: column('wind_ms'),
        },
      },
    );
    return day.map(
      (row, i): Point => ({
        reference: row.number(`${plane}_${reference}`) * factor,
        model: out[signal]![i]!,
        x: first + i,
      }),
    );
  });
};

const inverterCases = (): readonly ReferenceCase[] =>
  referenceCases('reference/solar/published_cases.json').filter((c) => c.group === 'pvwatts_ac');

const noLosses = {
  soiling: 0,
  shading: 0,
  mismatch: 0,
  wiring: 0,
  connections: 0,
  lightInduced: 0,
  nameplate: 0,
  availability: 0,
};

/** AC power of one published case of the PVWatts inverter. */
export function publishedInverter(c: ReferenceCase): Point {
  const { pdc, pdc0, eta_inv_nom } = c.inputs as Record<string, number>;
  const params = { rated_kWp: 2 * pdc0!, dcAcRatio: 2 / eta_inv_nom!, etaInverter: eta_inv_nom, losses: noLosses };
  const weather = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0, ambient_degC: 20, wind_m_per_s: 3 };
  const w = { poa_W_per_m2: (500 * pdc!) / pdc0!, optics: 1, cell_degC: 25 };
  const out = bench(pv, params, { start_ms: utcMs(2023, 1, 1, 16), weather }).run({ w });
  return { reference: (c.expected as { pac: number }).pac, model: out.electricity_kW! };
}

export const validations: readonly Validation[] = [
  {
    model: 'pv',
    quantity: 'poa_W_per_m2',
    title: 'light on a plane of 20 deg, five days by the hour',
    source: WEB,
    tolerance: { absolute: 5, relative: 0.03 },
    points: golden('poa', 'poa_W_per_m2'),
  },
  {
    model: 'pv',
    quantity: 'electricity_kW',
    title: 'open rack, five days by the hour: hours within 0.05 kW, their sum within 2 %',
    source: WEB,
    tolerance: { absolute: 0.05, meanRelative: 0.02 },
    points: golden('ac_W', 'electricity_kW', 0.001),
  },
  {
    model: 'pv',
    quantity: 'electricity_kW',
    title: 'inverter of PVWatts at three loads',
    source: `published cases of ${PVLIB}`,
    tolerance: { absolute: 1e-6 },
    points: () => (hasShared ? inverterCases().map(publishedInverter) : undefined),
  },
  ...(['A', 'B'] as const).map(
    (plane): Validation => ({
      model: 'pv',
      quantity: 'electricity_kW',
      title: `1 kWp at ${PLANES[plane].tilt_deg} deg to ${PLANES[plane].azimuth_deg} deg, four days in Suzhou by the hour, from weather to meter`,
      source: PVLIB,
      tolerance: { absolute: 0.0005, relative: 0.005 },
      points: suzhou(plane, 'pac_W', 'electricity_kW', 0.001),
    }),
  ),
];
