import { co2Boiling_MPa, co2Density_kg_per_m3, co2State, co2Viscosity } from '../../src/core/physics/carbonDioxide.ts';
import { co2Compressor } from '../../src/models/co2Compressor.ts';
import { co2Pipe } from '../../src/models/co2Pipe.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { bench } from '../models/bench.ts';
import { hasShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const SOURCE = 'Span and Wagner 1996, coefficients of CoolProp ea27c63 (shared/reference/co2)';
const rows = (of: (row: CsvRow, all: readonly CsvRow[]) => Point): readonly Point[] | undefined =>
  hasShared ? csvRows('reference/co2/co2_properties.csv').map((row, _k, all) => of(row, all)) : undefined;
const FLUID = '0 to 80 degC, 1 to 30 MPa, gas and dense phase';
const stateOf = (row: CsvRow) => co2State(row.number('p_MPa'), row.number('T_K'));

type Numbers = Record<string, number>;
const compressor = (i: Numbers): Numbers =>
  bench(co2Compressor, {
    rated_kg_per_h: 1000,
    inlet_bar: 10 * i.p1_MPa!,
    outlet_bar: 10 * i.p2_MPa!,
    inlet_degC: i.T1_K! - 273.15,
    stages: i.stages,
    etaIsentropic: i.isentropic_efficiency,
    etaMotor: 1,
  }).run({ target: 1000 });

const pipe = (i: Numbers): Numbers =>
  bench(co2Pipe, {
    length_m: i.L_m,
    diameter_mm: 1000 * i.d_m!,
    roughness_mm: 1000 * i.roughness_m!,
    inlet_bar: 10 * i.p_in_MPa!,
    outletMin_bar: 8 * i.p_in_MPa!,
    temperature_degC: i.T_K! - 273.15,
    rise_m: i.elevation_gain_m,
    velocityMax_m_per_s: 20,
  }).run({ target: 3600 * i.mdot_kg_s! });
const lines = (of: (inputs: Numbers, expected: Numbers) => Point): readonly Point[] | undefined =>
  hasShared
    ? referenceCases('reference/co2/cases.json')
        .filter((c) => c.group === 'co2-line')
        .map((c) => of(c.inputs as Numbers, c.expected as Numbers))
    : undefined;
const LINE = 'gas and dense phase, 20 to 100 km of 400 and 500 mm';

export const validations: readonly Validation[] = [
  {
    model: 'carbonDioxide',
    quantity: 'density_kg_per_m3',
    title: FLUID,
    source: SOURCE,
    tolerance: { relative: 0.005 },
    points: () =>
      rows((row) => ({
        reference: row.number('rho_kg_m3'),
        model: co2Density_kg_per_m3(row.number('p_MPa'), row.number('T_K')),
        x: row.number('p_MPa'),
      })),
  },
  {
    model: 'carbonDioxide',
    quantity: 'enthalpy_kJ_per_kg',
    title: `${FLUID}, from the first row of the table on`,
    source: SOURCE,
    tolerance: { absolute: 0.1 },
    points: () =>
      rows((row, all) => ({
        reference: row.number('h_kJ_kg') - all[0]!.number('h_kJ_kg'),
        model: stateOf(row).h_kJ_per_kg - stateOf(all[0]!).h_kJ_per_kg,
        x: row.number('p_MPa'),
      })),
  },
  {
    model: 'carbonDioxide',
    quantity: 'entropy_kJ_per_kgK',
    title: `${FLUID}, from the first row of the table on`,
    source: SOURCE,
    tolerance: { absolute: 0.001 },
    points: () =>
      rows((row, all) => ({
        reference: row.number('s_kJ_kgK') - all[0]!.number('s_kJ_kgK'),
        model: stateOf(row).s_kJ_per_kgK - stateOf(all[0]!).s_kJ_per_kgK,
        x: row.number('p_MPa'),
      })),
  },
  {
    model: 'carbonDioxide',
    quantity: 'viscosity',
    title: `${FLUID}, micropascal seconds; the reference is a newer correlation`,
    source: SOURCE,
    tolerance: { relative: 0.03 },
    points: () =>
      rows((row) => ({
        reference: row.number('visc_uPas'),
        model: 1e6 * co2Viscosity(row.number('rho_kg_m3'), row.number('T_K')),
        x: row.number('rho_kg_m3'),
      })),
  },
  {
    model: 'carbonDioxide',
    quantity: 'boiling_MPa',
    title: 'pressure of saturation',
    source: SOURCE,
    tolerance: { relative: 0.005 },
    points: () =>
      hasShared
        ? csvRows('reference/co2/co2_saturation.csv').map((row) => ({
            reference: row.number('p_sat_MPa'),
            model: co2Boiling_MPa(row.number('T_K')),
            x: row.number('T_K'),
          }))
        : undefined,
  },
  {
    model: 'co2Compressor',
    quantity: 'specificWork_kWh_per_kg',
    title: 'four and five stages, 1.5 to 110 bar, cooled in between',
    source: SOURCE,
    tolerance: { relative: 0.005 },
    points: () =>
      hasShared
        ? referenceCases('reference/co2/cases.json')
            .filter((c) => c.group === 'co2-compress')
            .map((c) => ({
              reference: (c.expected as Numbers).kWh_per_t! / 1000,
              model: compressor(c.inputs as Numbers).specificWork_kWh_per_kg!,
            }))
        : undefined,
  },
  {
    model: 'co2Pipe',
    quantity: 'drop_kPa',
    title: LINE,
    source: SOURCE,
    tolerance: { relative: 0.01 },
    points: () =>
      lines((i, e) => ({
        reference: 1000 * (i.p_in_MPa! - e.p_out_MPa!),
        model: 1000 * i.p_in_MPa! - 100 * pipe(i).outlet_bar!,
      })),
  },
  {
    model: 'co2Pipe',
    quantity: 'velocity_m_per_s',
    title: `at the end: ${LINE}`,
    source: SOURCE,
    tolerance: { relative: 0.005 },
    points: () => lines((i, e) => ({ reference: e.v_out_ms!, model: pipe(i).velocity_m_per_s! })),
  },
];
