import { alkalineVoltage_V, NREL_PEM, PHOEBUS, pemVoltage_V } from '../../src/core/physics/electrochemistry.ts';
import { electrolyser } from '../../src/models/electrolyser.ts';
import { bench } from '../models/bench.ts';
import { hasShared, type ReferenceCase, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

type Numbers = Record<string, number>;
const FOLDER = '(shared/reference/electrolyser_fuelcell)';

const casesOf = (fn: string): readonly ReferenceCase[] =>
  referenceCases('reference/electrolyser_fuelcell/cases.json').filter((c) => c.fn === fn);

/** Points over all cases of a function, none where they are not at hand. */
const over = (fn: string, of: (inputs: Numbers, expected: Numbers) => Point): readonly Point[] | undefined =>
  hasShared ? casesOf(fn).map((c) => of(c.inputs as Numbers, c.expected as Numbers)) : undefined;

/** What the component does with so many kW of direct current: no rectifier, no auxiliaries, no limiting current. */
export function direct(kW: number, params: Record<string, unknown>, stack: Record<string, unknown>): Numbers {
  const b = bench(electrolyser, {
    ...params,
    auxiliaryShare: 0,
    minLoad: 1e-4,
    stack: { etaRectifier: 1, auxiliaryPerStack: 0, limit_A_per_cm2: 1e6, ...stack },
  });
  return b.run({ x: { on: 1, held_h: 10, level_kW: kW }, lead: 'electricity', target: -kW });
}

/** Large enough for every case: 21 cells at 2 V and 750 A. */
const alkaline = (i: Numbers, e: Numbers): Numbers =>
  direct(
    e.P_stack_W! / 1000,
    { technology: 'alkaline', rated_kW: 40 },
    { cells: i.n_cells, cell_cm2: 1e4 * i.A_m2!, temperature_degC: i.T_C, cathode_bar: 7, anode_bar: 7 },
  );

const pem = (i: Numbers, e: Numbers): Numbers =>
  direct(
    (e.V_cell! * i.j_A_cm2! * i.A_cm2!) / 1000,
    { technology: 'pem', rated_kW: 10 },
    { cells: 1, cell_cm2: i.A_cm2, temperature_degC: i.T_C, cathode_bar: i.p_cathode_bar, anode_bar: i.p_anode_bar },
  );

const ULLEBERG = `Ulleberg, Int. J. Hydrogen Energy 28 (2003) 21-33, PHOEBUS stack of 26 kW ${FOLDER}`;
const NREL = `NREL/electrolyzer 36214e1, PEM cell: its published test value and our run of its equations ${FOLDER}`;
const DOE = `US DOE, technical targets for liquid alkaline electrolysis, status of 2022 ${FOLDER}`;

/** One point of the status of 2022, none where it is not at hand. */
const status = (of: (e: Numbers) => Point): readonly Point[] | undefined =>
  hasShared
    ? casesOf('alkaline_targets')
        .filter((c) => String((c.inputs as { year: unknown }).year).startsWith('2022'))
        .map((c) => of(c.expected as Numbers))
    : undefined;

export const validations: readonly Validation[] = [
  {
    model: 'electrolyser',
    quantity: 'cell_V',
    title: 'equation of an alkaline cell, 15 to 750 A, 30 to 80 degC',
    source: ULLEBERG,
    tolerance: { relative: 1e-5 },
    points: () =>
      over('alkaline_ulleberg', (i, e) => ({
        reference: e.U_cell_V!,
        model: alkalineVoltage_V({ ...PHOEBUS, area_m2: i.A_m2! }, i.T_C!, i.I_A!, i.U_rev_V),
        x: i.I_A!,
      })),
  },
  {
    model: 'electrolyser',
    quantity: 'cell_V',
    title: 'component with an alkaline stack, given the power that the reference has',
    source: ULLEBERG,
    tolerance: { relative: 1e-3 },
    points: () =>
      over('alkaline_ulleberg', (i, e) => ({ reference: e.U_cell_V!, model: alkaline(i, e).cell_V!, x: i.I_A! })),
  },
  {
    model: 'electrolyser',
    quantity: 'hydrogen_kg_per_h',
    title: 'component with an alkaline stack, given the power that the reference has',
    source: ULLEBERG,
    tolerance: { absolute: 1e-4, relative: 1e-3 },
    points: () =>
      over('alkaline_ulleberg', (i, e) => ({
        reference: e.n_H2_mol_s! * 2.01588e-3 * 3600,
        model: alkaline(i, e).hydrogen_kg_per_h!,
        x: i.I_A!,
      })),
  },
  {
    model: 'electrolyser',
    quantity: 'stackHeat_kW',
    title:
      'component with an alkaline stack; current that makes no hydrogen gives heat, thermoneutral voltage 1.482 V there',
    source: ULLEBERG,
    tolerance: { absolute: 0.002, relative: 5e-3 },
    points: () =>
      over('alkaline_ulleberg', (i, e) => ({
        reference: (e.heat_W! + i.n_cells! * i.I_A! * (1 - e.faraday_eff!) * 1.482) / 1000,
        model: alkaline(i, e).stackHeat_kW!,
        x: i.I_A!,
      })),
  },
  {
    model: 'electrolyser',
    quantity: 'cell_V',
    title: 'equation of a PEM cell, 0.1 to 2 A/cm2',
    source: NREL,
    tolerance: { relative: 1e-5 },
    points: () =>
      over('pem_cell_nrel', (i, e) => ({
        reference: e.V_cell!,
        model: pemVoltage_V(NREL_PEM, i.T_C!, i.j_A_cm2!, i.p_cathode_bar!, i.p_anode_bar!),
        x: i.j_A_cm2!,
      })),
  },
  {
    model: 'electrolyser',
    quantity: 'cell_V',
    title: 'component with one PEM cell, given the power that the reference has',
    source: NREL,
    tolerance: { relative: 1e-3 },
    points: () => over('pem_cell_nrel', (i, e) => ({ reference: e.V_cell!, model: pem(i, e).cell_V!, x: i.j_A_cm2! })),
  },
  {
    model: 'electrolyser',
    quantity: 'consumption_kWh_per_kg',
    title: 'component with one PEM cell, direct current over hydrogen',
    source: NREL,
    tolerance: { relative: 1e-3 },
    points: () =>
      over('pem_cell_nrel', (i, e) => {
        const out = pem(i, e);
        return { reference: e.kWh_per_kg!, model: -out.electricity_kW! / out.hydrogen_kg_per_h!, x: i.j_A_cm2! };
      }),
  },
  {
    model: 'electrolyser',
    quantity: 'consumption_kWh_per_kg',
    title:
      'alkaline stack by its cell curve, at the current density of the table, 80 degC, 30 bar: plausibility, the curve is of a stack of 1993',
    source: DOE,
    tolerance: { relative: 0.1 },
    points: () =>
      status((e) => {
        const out = direct(1000, { rated_kW: 1000 }, { density_A_per_cm2: e.j_A_cm2 });
        return { reference: e.stack_kWh_kg!, model: 1000 / out.hydrogen_kg_per_h! };
      }),
  },
  {
    model: 'electrolyser',
    quantity: 'degradation_per_h',
    title: 'loss of 1,000 h at 3.2 mV in 1,000 h of a stack of 51 kWh/kg, as a share of the voltage',
    source: DOE,
    tolerance: { relative: 0.05 },
    points: () =>
      status((e) => {
        const out = direct(
          1000,
          { rated_kW: 1000, stack_kWh_per_kg: e.stack_kWh_kg },
          { density_A_per_cm2: e.j_A_cm2, wear_uV_per_h: e.degradation_mV_kh },
        );
        return { reference: e.degradation_pct_kh! / 1e5, model: out.wear_per_h! };
      }),
  },
];
