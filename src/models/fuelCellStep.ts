import {
  fuelCellVoltage_V,
  H2_PER_CHARGE_kg_per_kAh,
  LOWER_HEATING_V,
  NEDSTACK_PS6,
  THERMONEUTRAL_V,
} from '../core/physics/electrochemistry.ts';
import { root } from '../core/physics/root.ts';
import { type CellMachine, WORN } from './cellMachine.ts';
import { currentAtPower, powerAtCurrent } from './cellStack.ts';
import type { FuelCellParams } from './fuelCellParams.ts';
import { type AgeingFuelCell, ageingFuelCell } from './fuelCellStack.ts';
import { TOKEN } from './onOff.ts';
import { positionOfSum } from './sumCurve.ts';
import { positionOf, type UniformCurve, valueAt } from './uniformCurve.ts';

/** A fuel cell as prepared for the loop. */
export interface FuelCell extends CellMachine {
  readonly auxiliary_kW: number;
  readonly etaConverter: number;
  readonly utilisation: number;
  readonly recovered: number;
  /** By the electric output when running. */
  readonly used_kg_per_h: UniformCurve;
  readonly stackHeat_kW: UniformCurve;
  /** Laid out by its current instead, and ageing; null unless asked for. */
  readonly stack: AgeingFuelCell | null;
}

/** Consumption is right to 0.05 % in between. */
const POINTS = 65;

type Flows = Pick<FuelCell, 'used_kg_per_h' | 'stackHeat_kW' | 'stack'>;
const NONE: UniformCurve = { from: 0, step: 0, values: new Float64Array(1) };

/** What an output takes and gives off, laid out before the loop. @throws ConfigError */
export function flowsOf(p: FuelCellParams, auxiliary_kW: number, least: number, bus_bar: number | undefined): Flows {
  const rated_kW = p.rated_kW / p.etaConverter + auxiliary_kW;
  if (p.stack !== undefined)
    return { used_kg_per_h: NONE, stackHeat_kW: NONE, stack: ageingFuelCell(p.stack, p.etaStack, rated_kW, bus_bar) };
  const stackAt = stackOf(p.etaStack, rated_kW);
  const step = (p.rated_kW - least) / (POINTS - 1);
  const points = Array.from({ length: POINTS }, (_, k) => stackAt((least + k * step) / p.etaConverter + auxiliary_kW));
  const curve = (of: (point: StackPoint) => number): UniformCurve => ({
    from: least,
    step,
    values: Float64Array.from(points, of),
  });
  return {
    used_kg_per_h: curve(({ current_kA }) => current_kA * H2_PER_CHARGE_kg_per_kAh),
    stackHeat_kW: curve(({ current_kA, cell_V }) => current_kA * (THERMONEUTRAL_V - cell_V)),
    stack: null,
  };
}

/** Current through all cells in turn (kA times cells), and the voltage of one. */
interface StackPoint {
  readonly current_kA: number;
  readonly cell_V: number;
}

/** A stack of the given rated efficiency and direct-current power: the polarisation of the PS6, its voltage scaled. */
function stackOf(etaStack: number, rated_kW: number): (power_kW: number) => StackPoint {
  const rated_V = etaStack * LOWER_HEATING_V;
  const scale = rated_V / fuelCellVoltage_V(NEDSTACK_PS6, NEDSTACK_PS6.rated_A);
  const cell_V = (share: number): number => scale * fuelCellVoltage_V(NEDSTACK_PS6, share * NEDSTACK_PS6.rated_A);
  const rated_kA = rated_kW / rated_V;
  return (power_kW) => {
    const guess = power_kW / rated_kW;
    const share = root((s) => s * rated_kA * cell_V(s) - power_kW, guess, 0.99 * guess);
    return { current_kA: share * rated_kA, cell_V: cell_V(share) };
  };
}

/** Share of the rating that the stack can give as worn as it is. */
export function ableShare(q: FuelCell, x: Float64Array): number {
  if (q.stack === null) return 1;
  const most_kW = (powerAtCurrent(q.stack, x[WORN]!, q.stack.most_kA) - q.auxiliary_kW) * q.etaConverter;
  return most_kW < q.rated ? most_kW / q.rated : 1;
}

/** Current of the stack at an output when running. */
export const currentOf = (q: FuelCell, s: AgeingFuelCell, x: Float64Array, output_kW: number): number =>
  currentAtPower(s, x[WORN]!, output_kW / q.etaConverter + q.auxiliary_kW);

/** Heat of the stack at a current: what the voltage lost adds is heat. */
export const heatAtCurrent = (s: AgeingFuelCell, x: Float64Array, current_kA: number): number =>
  valueAt(s.heat_kW, current_kA) - s.rise_V * x[WORN]! * current_kA;

const heatOf = (q: FuelCell, x: Float64Array, output_kW: number): number =>
  q.stack === null
    ? valueAt(q.stackHeat_kW, output_kW)
    : heatAtCurrent(q.stack, x, currentOf(q, q.stack, x, output_kW));

/** The output at which the stack gives so much heat when running. */
export function outputFor(q: FuelCell, x: Float64Array, heat_kW: number): number {
  const { stack } = q;
  if (stack === null) return positionOf(q.stackHeat_kW, heat_kW);
  const current_kA = positionOfSum(stack.heat_kW, stack.current_kA, -stack.rise_V * x[WORN]!, heat_kW);
  return (powerAtCurrent(stack, x[WORN]!, current_kA) - q.auxiliary_kW) * q.etaConverter;
}

/** Time for which it runs at its highest output where it warms up over whole steps: a token of its rating. */
export const tokenTime = (q: FuelCell, x: Float64Array): number => TOKEN / ableShare(q, x);

/** Mean heat of a step at a mean output. */
export function heatAt(q: FuelCell, x: Float64Array, mean_kW: number, running: number): number {
  if (mean_kW <= 0) return 0;
  const time = running === 0 ? tokenTime(q, x) : running;
  return q.recovered * (time * heatOf(q, x, mean_kW / time));
}
