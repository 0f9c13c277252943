import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import {
  concentrationVoltage_V,
  type FuelCellStack,
  fuelCellVoltage_V,
  H2_PER_CHARGE_kg_per_kAh,
  LOWER_HEATING_V,
  NEDSTACK_PS6,
  pressureVoltage_V,
  stackThrough,
  THERMONEUTRAL_V,
} from '../core/physics/electrochemistry.ts';
import { type Ageing, ageingFields, ageingOf, type CellStack, layOut, type Wear } from './cellStack.ts';

const positive = (text: string) => z.number().positive().optional().describe(text);

/** Active area of a PS6 cell, ASSUMED; its rated and highest currents then are 0.667 and 1.125 A/cm2. */
const PS6_cm2 = 200;
const RATED_A_per_cm2 = NEDSTACK_PS6.rated_A / PS6_cm2;
/** The PS6 has hydrogen at 1.5 bar and air at 1 bar. */
const PS6_HYDROGEN_bar = 1.5;
const PS6_AIR_bar = 1;
const T_degC = 65;

export const FuelCellStackParams = z.strictObject({
  cells: z.number().int().positive().optional().describe('in all stacks; else as many as the rating takes, in parts'),
  cell_cm2: z.number().positive().default(PS6_cm2).describe('active area of a cell. ASSUMED 200'),
  density_A_per_cm2: positive(
    'current density at the rating when new, unless `cells` is named. FOUND: NedStack PS6, 133.3 A, over 200 cm2',
  ),
  most_A_per_cm2: positive('highest current density, to which a worn stack may go. FOUND: NedStack PS6, 225 A'),
  limit_A_per_cm2: positive('current density at which air reaches the electrode no more. ASSUMED 1.5'),
  hydrogen_bar: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe(
      'of the hydrogen at the cells, to which it is throttled; its bus gives no less. FOUND: NedStack PS6, 1.5',
    ),
  air_bar: z.number().min(1).max(10).default(PS6_AIR_bar).describe('FOUND: NedStack PS6, 1'),
  operated_h: z.number().nonnegative().default(0).describe('hours behind it, which cost voltage. ASSUMED 0, new'),
  ...ageingFields,
});
export type FuelCellStackParams = z.infer<typeof FuelCellStackParams>;

/**
 * 69 mV, a tenth of the rated voltage, in 20,000 h; a start and a swing as for a bus of 2008.
 * @see Pei, Chang and Tang, Int. J. Hydrogen Energy 33 (2008) 3829-3836
 */
const WEAR: Wear = { hour_uV: 3.5, start_uV: 13.8, swing_uV: 0.42 };

export interface AgeingFuelCell extends CellStack {
  readonly ageing: Ageing;
  /** Highest current. */
  readonly most_kA: number;
  /** Degradation and hours behind it at the start. */
  readonly degradation: number;
  readonly stack_h: number;
}

/**
 * Voltage of a cell by its current density: reversible voltage and Tafel slope, resistance, and concentration,
 *   U = U_1 - A ln(j) - r j + RT/2F ln(1 - j/j_limit) + RT/2F ln(p_H2/1.5 bar sqrt(p_air/1 bar))
 * with U_1, A and r such that the data sheet of the PS6 comes out with the concentration term in it.
 */
export function fuelCellCell(
  limit_A_per_cm2: number,
  hydrogen_bar: number,
  air_bar: number,
): (density: number) => number {
  const { cells, open_V, oneAmpere_V, rated_A, max_A } = NEDSTACK_PS6;
  const lacking = (A: number): number => concentrationVoltage_V(T_degC, A / PS6_cm2, limit_A_per_cm2);
  const point = (A: number): readonly [number, number] => [A, fuelCellVoltage_V(NEDSTACK_PS6, A) + cells * lacking(A)];
  const stack: FuelCellStack = stackThrough(cells, open_V, oneAmpere_V, point(rated_A), point(max_A));
  const pressure_V = pressureVoltage_V(T_degC, hydrogen_bar / PS6_HYDROGEN_bar, air_bar / PS6_AIR_bar);
  return (j) => fuelCellVoltage_V(stack, j * PS6_cm2) / cells - lacking(j * PS6_cm2) + pressure_V;
}
const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/**
 * Lays out a stack that gives `stack_kW` of direct current when new. `etaStack` scales its voltage at the current
 * density at which the PS6 is rated, so that a larger stack is a better one.
 */
export function ageingFuelCell(
  p: FuelCellStackParams,
  etaStack: number,
  stack_kW: number,
  bus_bar = PS6_HYDROGEN_bar,
): AgeingFuelCell {
  const limit = p.limit_A_per_cm2 ?? 1.5;
  const most = p.most_A_per_cm2 ?? Math.min(NEDSTACK_PS6.max_A / PS6_cm2, 0.95 * limit);
  if (!(limit > RATED_A_per_cm2))
    throw fault(
      'stack.limit_A_per_cm2',
      `met ${limit}; expected more than the ${RATED_A_per_cm2} of the data sheet's rating`,
    );
  if (!(most < limit))
    throw fault('stack.most_A_per_cm2', `met ${most}; expected less than the limiting ${limit} A/cm2`);
  const hydrogen_bar = p.hydrogen_bar ?? Math.min(bus_bar, PS6_HYDROGEN_bar);
  const cell_V = fuelCellCell(limit, hydrogen_bar, p.air_bar);
  const scale = (etaStack * LOWER_HEATING_V) / fuelCellCell(limit, PS6_HYDROGEN_bar, PS6_AIR_bar)(RATED_A_per_cm2);
  const voltage_V = (j: number): number => scale * cell_V(j);
  const named = p.cells === undefined ? undefined : (p.cells * p.cell_cm2) / 1000;
  const rated =
    named === undefined ? (p.density_A_per_cm2 ?? RATED_A_per_cm2) : densityOf(stack_kW / named, voltage_V, most);
  if (!(rated <= most && rated * voltage_V(rated) >= 0.999_999 * (named === undefined ? 0 : stack_kW / named)))
    throw fault(
      named === undefined ? 'stack.density_A_per_cm2' : 'stack.cells',
      `met ${named === undefined ? `${rated} A/cm2` : `${p.cells} cells of ${p.cell_cm2} cm2`} for ${Number(stack_kW.toPrecision(4))} kW of direct current; ` +
        `expected a current density up to ${most} A/cm2: name more or larger cells`,
    );
  const rated_V = voltage_V(rated);
  const area = named ?? stack_kW / (rated * rated_V);
  const ageing = ageingOf(p, WEAR, rated_V);
  const degradation = p.operated_h * ageing.perHour;
  if (degradation >= ageing.replaceAt || p.operated_h >= ageing.replaceAfter_h)
    throw fault(
      'stack.operated_h',
      `met ${p.operated_h} h, after which a stack is due for replacement (${Number(degradation.toPrecision(3))} lost, ` +
        `replaceAt ${ageing.replaceAt}); expected the hours of the stack that is in it`,
    );
  const last = rising(most, (j) => j * (voltage_V(j) - ageing.replaceAt * rated_V));
  const laidOut = layOut(area, last, -rated_V, {
    voltage_V,
    gas_kg_per_h: (kA) => kA * H2_PER_CHARGE_kg_per_kAh,
    heat_kW: (kA, _j, V) => kA * (THERMONEUTRAL_V - V),
  });
  return { ...laidOut, ageing, most_kA: area * last, degradation, stack_h: p.operated_h };
}

/** Up to where a power that falls at last still rises. */
function rising(most: number, power: (j: number) => number): number {
  const step = most / 1000;
  let j = step;
  while (j < most && power(j + step) > power(j)) j += step;
  return Math.min(j, most);
}

/** Current density that gives so much power per area (W/cm2 = kW per 1,000 cm2), or the most. */
function densityOf(power: number, voltage_V: (j: number) => number, most: number): number {
  let low = 0;
  let high = most;
  for (let k = 0; k < 60; k++) {
    const mid = (low + high) / 2;
    if (mid * voltage_V(mid) < power) low = mid;
    else high = mid;
  }
  return high;
}
