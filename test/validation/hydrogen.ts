import { H2_LHV_kWh_per_kg } from '../../src/core/carriers.ts';
import { squareDrop_MPa2 } from '../../src/core/physics/gasPipe.ts';
import { h2Density_kg_per_m3, h2Enthalpy_kJ_per_kg, h2StageWork } from '../../src/core/physics/hydrogen.ts';
import { hydrogenCompressor } from '../../src/models/hydrogenCompressor.ts';
import { hydrogenPipe } from '../../src/models/hydrogenPipe.ts';
import { hydrogenStorage } from '../../src/models/hydrogenStorage.ts';
import { csvRows } from '../core/physics/csv.ts';
import { bench } from '../models/bench.ts';
import { hasShared, type ReferenceCase, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

type Numbers = Record<string, number>;
const EQUATION =
  'equation of state of Leachman et al. 2009, coefficients of CoolProp ea27c63 (shared/reference/hydrogen)';
const TABLE = 'reference/hydrogen/h2_properties.csv';

const over = (group: string, of: (inputs: Numbers, expected: Numbers) => Point): readonly Point[] | undefined =>
  hasShared
    ? referenceCases('reference/hydrogen/cases.json')
        .filter((c: ReferenceCase) => c.group === group)
        .map((c) => of(c.inputs as Numbers, c.expected as Numbers))
    : undefined;

const compressor = (i: Numbers): Numbers =>
  bench(hydrogenCompressor, {
    rated_kW: 1000,
    inlet_bar: 10 * i.p1_MPa!,
    outlet_bar: 10 * i.p2_MPa!,
    inlet_degC: i.T1_K! - 273.15,
    stages: i.stages,
    etaIsentropic: i.isentropic_efficiency,
    etaMotor: 1,
  }).run({ target: 1000 });

/** The component at steady flow: an hour a step until nothing moves. */
export function steady(i: Numbers): Numbers {
  const b = bench(hydrogenPipe, {
    length_m: i.L_m,
    diameter_mm: 1000 * i.d_m!,
    roughness_mm: 1000 * i.roughness_m!,
    inlet_bar: 10 * i.p_in_MPa!,
    outletMin_bar: 6 * i.p_in_MPa!,
    temperature_degC: i.T_K! - 273.15,
  });
  let out: Numbers = {};
  for (let k = 0; k < 100; k++) {
    out = b.run({ target: 3600 * i.mdot_kg_s! * H2_LHV_kWh_per_kg });
    b.instance.x.set(b.instance.next);
  }
  return out;
}

const LINE = 'isothermal pipelines of 10 to 50 km, friction and gas taken locally, integrated';

export const validations: readonly Validation[] = [
  {
    model: 'hydrogen',
    quantity: 'density_kg_per_m3',
    title: '233 to 423 K, 0.1 to 95 MPa',
    source: EQUATION,
    tolerance: { relative: 0.003 },
    points: () =>
      hasShared
        ? csvRows(TABLE).map((row) => ({
            reference: row.number('rho_kg_m3'),
            model: h2Density_kg_per_m3(row.number('p_MPa'), row.number('T_K')),
            x: row.number('p_MPa'),
          }))
        : undefined,
  },
  {
    model: 'hydrogen',
    quantity: 'enthalpy_kJ_per_kg',
    title: '233 to 423 K, 0.1 to 95 MPa, from the first row of the table on',
    source: EQUATION,
    tolerance: { absolute: 4 },
    points() {
      if (!hasShared) return undefined;
      const rows = csvRows(TABLE);
      const h = (k: number): number => h2Enthalpy_kJ_per_kg(rows[k]!.number('p_MPa'), rows[k]!.number('T_K'));
      return rows.map((row, k) => ({
        reference: row.number('h_kJ_kg') - rows[0]!.number('h_kJ_kg'),
        model: h(k) - h(0),
        x: row.number('p_MPa'),
      }));
    },
  },
  {
    model: 'hydrogenCompressor',
    quantity: 'specificWork_kWh_per_kg',
    title: 'one to four stages, 0.1 to 45 MPa, cooled in between',
    source: EQUATION,
    tolerance: { relative: 0.005 },
    points: () =>
      over('h2-compress', (i, e) => ({
        reference: e.multistage_kWh_kg!,
        model: compressor(i).specificWork_kWh_per_kg!,
      })),
  },
  {
    model: 'hydrogenCompressor',
    quantity: 'discharge_degC',
    title: 'gas leaving each of one to four stages',
    source: EQUATION,
    tolerance: { absolute: 1 },
    points() {
      const points: Point[] = [];
      over('h2-compress', (i, e) => {
        const ratio = (i.p2_MPa! / i.p1_MPa!) ** (1 / i.stages!);
        (e.T_discharge_stages_K as unknown as number[]).forEach((T_K, k) => {
          const p_MPa = i.p1_MPa! * ratio ** k;
          const { discharge_K } = h2StageWork(p_MPa, p_MPa * ratio, i.T1_K!, i.isentropic_efficiency!);
          points.push({ reference: T_K - 273.15, model: discharge_K - 273.15 });
        });
        return { reference: 0, model: 0 };
      });
      return hasShared ? points : undefined;
    },
  },
  {
    model: 'hydrogenStorage',
    quantity: 'mass_kg',
    title: 'held by vessels of 10 to 1,000 m3 at 3 to 35 MPa',
    source: EQUATION,
    tolerance: { relative: 0.003 },
    points: () =>
      over('h2-tank', (i, e) => {
        const b = bench(hydrogenStorage, {
          volume_m3: i.V_m3,
          pressureMax_bar: 10 * i.p_MPa!,
          temperature_degC: i.T_K! - 273.15,
          socStart: 1,
        });
        return { reference: e.mass_kg!, model: b.run({}).mass_kg! };
      }),
  },
  {
    model: 'hydrogenPipe',
    quantity: 'drop_kPa',
    title: `equation: ${LINE}`,
    source: EQUATION,
    tolerance: { relative: 0.01 },
    points: () =>
      over('h2-line', (i, e) => {
        const pipe = { length_m: i.L_m!, diameter_m: i.d_m!, roughness_m: i.roughness_m!, T_K: i.T_K! };
        const drop = squareDrop_MPa2(pipe, i.mdot_kg_s!, i.p_in_MPa!);
        return {
          reference: 1000 * (i.p_in_MPa! - e.p_out_MPa!),
          model: 1000 * (i.p_in_MPa! - Math.sqrt(i.p_in_MPa! ** 2 - drop)),
        };
      }),
  },
  {
    model: 'hydrogenPipe',
    quantity: 'drop_kPa',
    title: `component in steady flow: ${LINE}`,
    source: EQUATION,
    tolerance: { relative: 0.01 },
    points: () =>
      over('h2-line', (i, e) => ({
        reference: 1000 * (i.p_in_MPa! - e.p_out_MPa!),
        model: 1000 * i.p_in_MPa! - 100 * steady(i).outlet_bar!,
      })),
  },
  {
    model: 'hydrogenPipe',
    quantity: 'velocity_m_per_s',
    title: `at the end, component in steady flow: ${LINE}`,
    source: EQUATION,
    tolerance: { relative: 0.005 },
    points: () => over('h2-line', (i, e) => ({ reference: e.v_out_ms!, model: steady(i).velocity_m_per_s! })),
  },
];
