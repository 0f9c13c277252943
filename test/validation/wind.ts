import { airDensity, temperatureAloft_degC } from '../../src/core/physics/airDensity.ts';
import { logShear, powerAt, powerCurve, powerShear } from '../../src/core/physics/windPower.ts';
import { TURBINES } from '../../src/models/wind.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { readShared } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

const LIB = 'windpowerlib 191d8ca (shared/reference/wind)';
const OEP = 'Open Energy Platform wind turbine library, by windpowerlib 191d8ca (shared/reference/wind)';
const SCADA = 'operating record of a turbine of 3.6 MW at Yalova, Turkey, 2018, 10 min (shared/data/wind-scada-t1)';

type Curves = Record<string, { v: number[]; P_W: number[] }>;
const curves = (): Curves =>
  (JSON.parse(readShared('reference/wind/turbine_curves.json')) as { curves: Curves }).curves;

/** What the 72 states of the table hold each quantity to. */
const STATES: readonly (readonly [quantity: string, title: string, column: string, model: (row: CsvRow) => number])[] =
  [
    [
      'ambient_degC',
      'temperature aloft',
      'T_hub_K',
      (row) => temperatureAloft_degC(row.number('T2m_K') - 273.15, 2, row.number('hub_m')) + 273.15,
    ],
    [
      'density_kg_per_m3',
      'density of the air at the hub',
      'rho_idealgas',
      (row) => airDensity(row.number('p_Pa') / 1000, row.number('T_hub_K') - 273.15, row.number('hub_m')),
    ],
    [
      'hub_m_per_s',
      'wind at the hub by the logarithmic profile',
      'v_hub_log',
      (row) => row.number('v10_ms') * logShear(10, row.number('hub_m'), row.number('z0_m')),
    ],
    [
      'hub_m_per_s',
      "wind at the hub by Hellmann's exponent of 1/7",
      'v_hub_hellmann_1_7',
      (row) => row.number('v10_ms') * powerShear(10, row.number('hub_m'), 1 / 7),
    ],
  ];

const states = (column: string, model: (row: CsvRow) => number): readonly Point[] =>
  csvRows('reference/wind/wind_points.csv').map((row) => ({ reference: row.number(column), model: model(row) }));

/** Power of three turbines in kW, at standard density or at that of the state. */
const power = (dense: boolean): readonly Point[] =>
  (
    [
      ['V112/3000', 'V112_3000'],
      ['E-82/2300', 'E-82_2300'],
      ['V90/2000', 'V90_2000'],
    ] as const
  ).flatMap(([name, column]) => {
    const { v, P_W } = curves()[name]!;
    const curve = powerCurve(v, P_W);
    return csvRows('reference/wind/wind_points.csv').map((row) => {
      const speed = row.number('v10_ms') * logShear(10, row.number('hub_m'), row.number('z0_m'));
      return {
        reference: row.number(`P_W_${dense ? 'rho_' : ''}${column}`) / 1000,
        model: powerAt(curve, speed, dense ? row.number('rho_barometric') : undefined) / 1000,
      };
    });
  });

const e82 = (): readonly Point[] => {
  const { speed_m_per_s, power_kW } = TURBINES.e82;
  const { v, P_W } = curves()['E-82/2300']!;
  return v.map((x, k) => ({ reference: P_W[k]! / 1000, model: powerAt(powerCurve(speed_m_per_s, power_kW), x), x }));
};

interface Reading {
  readonly month: number;
  readonly speed_m_per_s: number;
  readonly power_kW: number;
  readonly maker_kW: number;
}
/** Ten minutes in which the turbine ran: none at rest above 5 m/s, none below 70 % of the maker's curve above 6 m/s. */
function readings(): readonly Reading[] {
  return readShared('data/wind-scada-t1/T1_2018-01..09.csv')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [time, power_kW, speed_m_per_s, maker_kW] = line.split(',');
      return {
        month: Number(time!.slice(3, 5)),
        speed_m_per_s: Number(speed_m_per_s),
        power_kW: Number(power_kW),
        maker_kW: Number(maker_kW),
      };
    })
    .filter(
      ({ speed_m_per_s: v, power_kW, maker_kW }) => !(v > 5 && power_kW <= 0) && !(v > 6 && power_kW < 0.7 * maker_kW),
    );
}

/** The maker's curve at half metres a second, as the record itself gives it beside each reading. */
function makersCurve(of: readonly Reading[]): ReturnType<typeof powerCurve> {
  const nearest = new Map<number, Reading>();
  for (const reading of of) {
    const knot = Math.round(reading.speed_m_per_s * 2) / 2;
    const off = (r: Reading): number => Math.abs(r.speed_m_per_s - knot);
    const known = nearest.get(knot);
    if (known === undefined || off(reading) < off(known)) nearest.set(knot, reading);
  }
  const knots = [...nearest].sort(([a], [b]) => a - b);
  return powerCurve(
    knots.map(([, { speed_m_per_s }]) => speed_m_per_s),
    knots.map(([, { maker_kW }]) => maker_kW),
  );
}

const measured = (): readonly (Point & { readonly month: number })[] => {
  const all = readings();
  const curve = makersCurve(all);
  return all.map((r) => ({ reference: r.power_kW, model: powerAt(curve, r.speed_m_per_s), month: r.month }));
};
/** Energy of a month's readings, in kWh. */
const monthly = (): readonly Point[] => {
  const all = measured();
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].map((x) => {
    const sum = (of: 'reference' | 'model'): number =>
      all.filter(({ month }) => month === x).reduce((total, point) => total + point[of] / 6, 0);
    return { reference: sum('reference'), model: sum('model'), x };
  });
};
const overMean = (): readonly Point[] => {
  const all = measured();
  const mean = all.reduce((sum, { reference }) => sum + reference, 0) / all.length;
  return all.map(({ reference, model }) => ({ reference: reference / mean, model: model / mean }));
};

export const validations: readonly Validation[] = [
  ...STATES.map(
    ([quantity, title, column, model]): Validation => ({
      model: 'wind',
      quantity: column === 'T_hub_K' ? 'hub_K' : quantity,
      title: `${title}, 72 states`,
      source: LIB,
      tolerance: { relative: 1e-6 },
      points: given(() => states(column, model)),
    }),
  ),
  ...[false, true].map(
    (dense): Validation => ({
      model: 'wind',
      quantity: 'electricity_kW',
      title: `power curves of V112, E-82 and V90 ${dense ? 'moved to the density of the air' : 'at standard density'}, 72 states each`,
      source: LIB,
      tolerance: { absolute: 1e-9, relative: 1e-6 },
      points: given(() => power(dense)),
    }),
  ),
  {
    model: 'wind',
    quantity: 'turbine_kW',
    title: 'the turbine e82 as shipped, over the wind in m/s',
    source: OEP,
    tolerance: { absolute: 1e-9 },
    points: given(e82),
  },
  {
    model: 'wind',
    quantity: 'energy_kWh',
    title:
      "a measured turbine at its own anemometer, by the maker's curve, by months and over all (NMBE); stops left out",
    source: SCADA,
    tolerance: { meanRelative: 0.1 },
    points: given(monthly),
  },
  {
    model: 'wind',
    quantity: 'powerOverMean',
    title: 'the same by ten minutes, over the mean of the meter (rms is CV(RMSE))',
    source: SCADA,
    tolerance: { rms: 0.3 },
    points: given(overMean),
  },
];
