import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import {
  alkalineVoltage_V,
  concentrationVoltage_V,
  faradayEfficiency,
  H2_PER_CHARGE_kg_per_kAh,
  NREL_PEM,
  nernstVoltage_V,
  PHOEBUS,
  pemVoltage_V,
  reversibleVoltage_V,
  THERMONEUTRAL_V,
} from '../core/physics/electrochemistry.ts';
import { type Ageing, ageingFields, ageingOf, type CellStack, layOut, type Wear } from './cellStack.ts';
import { checkConsumption } from './electrolyserPresets.ts';

const positive = (text: string) => z.number().positive().optional().describe(text);
const fraction = (text: string) => z.number().min(0).max(1).describe(text);

export const ElectrolyserStackParams = z.strictObject({
  cells: z.number().int().positive().optional().describe('in all stacks; else as many as the rating takes, in parts'),
  cell_cm2: positive('active area of a cell. ASSUMED alkaline 10,000, PEM 1,000'),
  density_A_per_cm2: positive(
    'current density at the rating when new, unless `cells` is named. FOUND: alkaline 0.5 (DOE 2022); PEM ASSUMED 1.5 of the 1 to 3 of IRENA',
  ),
  temperature_degC: z.number().min(20).max(95).optional().describe('of the cells. ASSUMED alkaline 80, PEM 65'),
  cathode_bar: z
    .number()
    .min(1)
    .max(200)
    .optional()
    .describe('pressure of the hydrogen; that of its bus, or outlet_bar where that is less, unless given'),
  anode_bar: z.number().min(1).max(200).optional().describe('pressure of the oxygen. ASSUMED alkaline 30, PEM 1'),
  limit_A_per_cm2: positive(
    'current density at which bubbles leave no water to the electrode. ASSUMED alkaline 2, PEM 6',
  ),
  etaRectifier: z.number().gt(0.5).max(1).default(0.95).describe('transformer and rectifier. ASSUMED 0.95'),
  auxiliaryPerStack: fraction(
    'drawn by cooling, purification and drying for each kW of the stack; what is drawn at any load is auxiliaryShare. ASSUMED 0.02',
  ).default(0.02),
  ...ageingFields,
});
export type ElectrolyserStackParams = z.infer<typeof ElectrolyserStackParams>;

/** What ages a stack beside the hours, which follow from `degradation_per_h`. */
const WEAR: Readonly<Record<'alkaline' | 'pem', Omit<Wear, 'hour_uV'>>> = {
  // 10 % of 1.9 V in 5,000 starts.
  alkaline: { start_uV: 38, swing_uV: 0.13 },
  // NREL's open model: 148 uV a stop (Weiss et al. 2019), 0.333 uV a volt of swing (Alia et al. 2019), here 0.4 V.
  pem: { start_uV: 148, swing_uV: 0.13 },
};

export interface ElectrolyserStack extends CellStack {
  readonly ageing: Ageing;
  readonly etaRectifier: number;
  /** Auxiliaries for each kW of direct current. */
  readonly perStack: number;
  /** Degradation and hours behind it at the start. */
  readonly degradation: number;
  readonly stack_h: number;
}

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Voltage and Faraday efficiency of a cell by current density. */
export interface ElectrolysisCell {
  voltage_V(density: number): number;
  faraday(density: number): number;
}

/**
 * A cell of either technology: reversible voltage at its temperature and pressures, activation, ohmic loss and
 * concentration.
 *   alkaline   U = U_rev(T) + U_Nernst(T, p) + r(T) j + s log10(t(T) j + 1) + U_conc   (Ulleberg 2003)
 *   PEM        U = U_oc(T, p) + asinh terms of both electrodes + j (membrane + contacts) + U_conc   (NREL, Springer 1991)
 * Ulleberg's coefficients were fitted at 7 bar with the voltage at 1 bar, so `U_Nernst` counts from 7 bar.
 */
export function electrolysisCell(
  technology: 'alkaline' | 'pem',
  T_degC: number,
  cathode_bar: number,
  anode_bar: number,
  limit_A_per_cm2: number,
): ElectrolysisCell {
  const lacking = (j: number): number => concentrationVoltage_V(T_degC, j, limit_A_per_cm2);
  if (technology === 'pem')
    return {
      voltage_V: (j) => pemVoltage_V(NREL_PEM, T_degC, j, cathode_bar, anode_bar) + lacking(j),
      faraday: (j) => faradayEfficiency(1000 * j, NREL_PEM.f1, NREL_PEM.f2),
    };
  const reversible_V =
    reversibleVoltage_V(T_degC) +
    nernstVoltage_V(T_degC, cathode_bar, anode_bar) -
    nernstVoltage_V(T_degC, FITTED_bar, FITTED_bar);
  const area_cm2 = PHOEBUS.area_m2 * 1e4;
  return {
    voltage_V: (j) => alkalineVoltage_V(PHOEBUS, T_degC, j * area_cm2, reversible_V) + lacking(j),
    faraday: (j) => faradayEfficiency(1000 * j, PHOEBUS.f1, PHOEBUS.f2),
  };
}
const FITTED_bar = 7;

/** What `prepare` of the electrolyser knows beside the stack's parameters. */
export interface Around {
  readonly technology: 'alkaline' | 'pem';
  readonly rated_kW: number;
  readonly auxiliary_kW: number;
  /** Of the stack at its rating when new, where the cells are to be scaled to it. */
  readonly consumption_kWh_per_kg: number | undefined;
  readonly operated_h: number;
  readonly degradation_per_h: number;
  /** Of the hydrogen, where the stack does not name it. */
  readonly hydrogen_bar: number;
}

/**
 * Lays out the stack of an electrolyser. Its direct current at the rating, when new, is what rectifier and auxiliaries
 * leave; area or current density follow from it.
 */
export function electrolyserStack(p: ElectrolyserStackParams, a: Around): ElectrolyserStack {
  const isPem = a.technology === 'pem';
  const T_degC = p.temperature_degC ?? (isPem ? 65 : 80);
  const limit = p.limit_A_per_cm2 ?? (isPem ? 6 : 2);
  const anode_bar = p.anode_bar ?? (isPem ? 1 : 30);
  const cell = electrolysisCell(a.technology, T_degC, p.cathode_bar ?? a.hydrogen_bar, anode_bar, limit);
  const { consumption_kWh_per_kg: consumption } = a;
  if (consumption !== undefined) checkConsumption(consumption);
  const ratedVoltage_V = (j: number): number =>
    consumption === undefined ? cell.voltage_V(j) : consumption * cell.faraday(j) * H2_PER_CHARGE_kg_per_kAh;
  const cell_cm2 = p.cell_cm2 ?? (isPem ? 1000 : 10_000);
  const stack_kW = (a.rated_kW - a.auxiliary_kW) / (1 / p.etaRectifier + p.auxiliaryPerStack);
  const rated =
    p.cells === undefined
      ? (p.density_A_per_cm2 ?? (isPem ? 1.5 : 0.5))
      : densityOf(p.cells, cell_cm2, stack_kW, ratedVoltage_V, limit);
  if (!(rated < limit))
    throw fault(
      p.cells === undefined ? 'stack.density_A_per_cm2' : 'stack.cells',
      `met ${p.cells === undefined ? `${rated} A/cm2` : `${p.cells} cells of ${cell_cm2} cm2`} for ${Number(stack_kW.toPrecision(4))} kW of direct current; ` +
        `expected a current density below the limiting ${limit} A/cm2: name more or larger cells`,
    );
  const rated_V = ratedVoltage_V(rated);
  const scale = rated_V / cell.voltage_V(rated);
  const area = p.cells === undefined ? stack_kW / (rated * rated_V) : (p.cells * cell_cm2) / 1000;
  const hour_uV = a.degradation_per_h * rated_V * 1e6;
  const ageing = ageingOf(p, { ...WEAR[a.technology], hour_uV }, rated_V);
  const degradation = a.operated_h * ageing.perHour;
  if (degradation >= ageing.replaceAt || a.operated_h >= ageing.replaceAfter_h)
    throw fault(
      'operated_h',
      `met ${a.operated_h} h, after which a stack is due for replacement (${Number(degradation.toPrecision(3))} lost, ` +
        `stack.replaceAt ${ageing.replaceAt}); expected the hours of the stack that is in it`,
    );
  return {
    ...layOut(area, rated, rated_V, {
      voltage_V: (j) => scale * cell.voltage_V(j),
      gas_kg_per_h: (kA, j) => kA * cell.faraday(j) * H2_PER_CHARGE_kg_per_kAh,
      heat_kW: (kA, j, cell_V) => kA * (cell_V - cell.faraday(j) * THERMONEUTRAL_V),
    }),
    ageing,
    etaRectifier: p.etaRectifier,
    perStack: p.auxiliaryPerStack,
    degradation,
    stack_h: a.operated_h,
  };
}

/** Current density at which so many cells take the power; the limiting one where they cannot. */
function densityOf(
  cells: number,
  cell_cm2: number,
  stack_kW: number,
  voltage_V: (density: number) => number,
  limit: number,
): number {
  const power_kW = (j: number): number => (j * voltage_V(j) * cells * cell_cm2) / 1000;
  let low = 0;
  let high = limit;
  for (let k = 0; k < 60; k++) {
    const mid = (low + high) / 2;
    if (power_kW(mid) < stack_kW) low = mid;
    else high = mid;
  }
  return high;
}
