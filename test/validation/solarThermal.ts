import { stepInstance } from '../../src/core/instance.ts';
import { solarThermal } from '../../src/models/solarThermal.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { bench } from '../models/bench.ts';
import { hasShared } from '../shared.ts';
import { PVLIB, SUZHOU } from './sun.ts';
import type { Point, Validation } from './validation.ts';

/** Test of oemof-thermal's flat plate: irradiance, ambient and heat of a collector of 0.73, 1.7, 0.016 with 30 degC in it. */
const OEMOF = [
  { efficiency: 0.30176452266786186, heat_W_per_m2: 30.128853432617774, ambient_degC: 9 },
  { efficiency: 0.29787208853863734, heat_W_per_m2: 27.848310784333435, ambient_degC: 10 },
] as const;

function oemofPoints(): readonly Point[] {
  return OEMOF.map(({ efficiency, heat_W_per_m2, ambient_degC }) => {
    const weather = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0, ambient_degC };
    const b = bench(
      solarThermal,
      { area_m2: 1000, collector: 'largeFlatPlate', approach_K: 0, pipeLoss_W_per_m2K: 0 },
      { weather, buses: { heat: { supply_degC: 40, return_degC: 20 } } },
    );
    const out = b.run({ w: { poa_W_per_m2: heat_W_per_m2 / efficiency, optics: 0.73 } });
    return { reference: heat_W_per_m2, model: out.heat_kW! };
  });
}

const PLANES = { A: { tilt_deg: 25, azimuth_deg: 180 }, B: { tilt_deg: 10, azimuth_deg: 90 } } as const;
const ETA0 = 0.739;
const A1_W_per_m2K = 3.44;
const LOOP_degC = 45;

/** Heat of a collector over four days in Suzhou: its formula on pvlib's light, and the model on the weather alone. */
function dayPoints(plane: keyof typeof PLANES): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  const rows = csvRows('reference/solar/suzhou_hourly.csv');
  return [0, 24, 48, 72].flatMap((first) => {
    const day = rows.slice(first, first + 24);
    const column = (name: string): Float64Array => Float64Array.from(day, (row) => row.number(name));
    const { instance } = bench(
      solarThermal,
      {
        area_m2: 1000,
        ...PLANES[plane],
        collector: 'flatPlate',
        b0: 0.05,
        iamDiffuse: 0.9,
        shading: 0,
        approach_K: 0,
        pipeLoss_W_per_m2K: 0,
      },
      {
        ...SUZHOU,
        start_ms: Date.parse(day[0]!.text('time_utc')) - 1_800_000,
        length: 24,
        buses: { heat: { supply_degC: 55, return_degC: 35 } },
        weather: {
          ghi_W_per_m2: column('ghi'),
          dni_W_per_m2: column('erbs_dni'),
          dhi_W_per_m2: column('erbs_dhi'),
          ambient_degC: column('temp_air_C'),
        },
      },
    );
    return day.map((row, i): Point => {
      fillInputs(instance, i);
      stepInstance(instance, 1);
      return { reference: heatOf(row, plane), model: instance.y[0]!, x: first + i };
    });
  });
}

function heatOf(row: CsvRow, plane: string): number {
  const told = (name: string): number => row.number(`${plane}_${name}`);
  const light = told('iam_ashrae') * told('poa_beam') + 0.9 * (told('perez_sky_diffuse') + told('poa_ground'));
  return Math.max(0, ETA0 * light - A1_W_per_m2K * (LOOP_degC - row.number('temp_air_C')));
}

export const validations: readonly Validation[] = [
  {
    model: 'solarThermal',
    quantity: 'heat_W_per_m2',
    title: 'flat plate of 0.73, 1.7 and 0.016 with 30 degC in it, in weak light',
    source: "results worked apart in the tests of oemof-thermal's solar_thermal_collector",
    tolerance: { relative: 1e-6 },
    points: oemofPoints,
  },
  ...(['A', 'B'] as const).map(
    (plane): Validation => ({
      model: 'solarThermal',
      quantity: 'heat_W_per_m2',
      title: `flat plate at 45 degC, ${PLANES[plane].tilt_deg} deg to ${PLANES[plane].azimuth_deg} deg, four days in Suzhou by the hour`,
      source: `collector formula on the light and incidence angle modifier of ${PVLIB}`,
      // The light's own: 0.5 % or 0.5 W/m2.
      tolerance: { absolute: 0.5, relative: 0.005 },
      points: () => dayPoints(plane),
    }),
  ),
];
