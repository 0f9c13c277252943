import { H2_LHV_kWh_per_kg } from '../core/carriers.ts';
import { type CellMachine, WORN } from './cellMachine.ts';
import { currentAtPower, powerAtCurrent } from './cellStack.ts';
import type { ElectrolyserStack } from './electrolyserStack.ts';
import { runningShare, TOKEN } from './onOff.ts';
import { positionOf, type UniformCurve, valueAt } from './uniformCurve.ts';

/** An electrolyser as prepared for the loop. */
export interface Electrolyser extends CellMachine {
  readonly standby_kW: number;
  readonly auxiliary_kW: number;
  /** Auxiliaries for each kW of direct current. */
  readonly perStack: number;
  readonly etaRectifier: number;
  /** Direct current for each kW of input beyond the auxiliaries that stand. */
  readonly etaDirect: number;
  /** By the electric input when running; of a stack that does not age. */
  readonly hydrogen_kW: UniformCurve;
  readonly stackHeat_kW: UniformCurve;
  /** Laid out by its current instead, and ageing; null unless asked for. */
  readonly stack: ElectrolyserStack | null;
  readonly recovered: number;
  readonly oxygen: 0 | 1;
  readonly water: 0 | 1;
  readonly waterFactor: number;
}

/** Drawn at rest: standby from a stop until it is given up. */
export const idle = (q: Electrolyser, x: Float64Array, available: number): number =>
  available > 0 && (x[0]! > 0 || x[1]! + 1e-9 < q.coldAfter_h) ? q.standby_kW : 0;

/**
 * Drawn beside the load in a step in which it is asked to run. A cold start that takes whole steps is drawn at once when
 * it comes on, so that the token it gives meanwhile costs no more than the hydrogen it stands for.
 */
export function starting(q: Electrolyser, x: Float64Array, available: number, running: number, dt_h: number): number {
  if (running === 0) return idle(q, x, available);
  const cold = x[1]! - x[2]! + 1e-9 >= q.coldAfter_h;
  return (1 - running + (cold ? x[2]! / dt_h : 0)) * q.standby_kW;
}

/** Current of the stack at an electric input when running. */
export const currentOf = (q: Electrolyser, s: ElectrolyserStack, x: Float64Array, input_kW: number): number =>
  currentAtPower(s, x[WORN]!, (input_kW - q.auxiliary_kW) * q.etaDirect);

/** Hydrogen at an electric input when running. */
const hydrogenOf = (q: Electrolyser, x: Float64Array, input_kW: number): number =>
  q.stack === null
    ? valueAt(q.hydrogen_kW, input_kW)
    : valueAt(q.stack.gas_kg_per_h, currentOf(q, q.stack, x, input_kW)) * H2_LHV_kWh_per_kg;

/** The electric input that gives so much hydrogen when running. */
export function inputFor(q: Electrolyser, x: Float64Array, hydrogen_kW: number): number {
  if (q.stack === null) return positionOf(q.hydrogen_kW, hydrogen_kW);
  const current_kA = positionOf(q.stack.gas_kg_per_h, hydrogen_kW / H2_LHV_kWh_per_kg);
  return q.auxiliary_kW + powerAtCurrent(q.stack, x[WORN]!, current_kA) / q.etaDirect;
}

/** Mean hydrogen of a step at a mean input. */
export const hydrogenAt = (q: Electrolyser, x: Float64Array, mean_kW: number, running: number): number =>
  mean_kW <= 0 ? 0 : running === 0 ? TOKEN * hydrogenOf(q, x, q.rated) : running * hydrogenOf(q, x, mean_kW / running);

/** Time of the step in which it runs: while it warms up over whole steps, it runs at its rating for a token of it. */
export function timeOf(q: Electrolyser, x: Float64Array, mean_kW: number, dt_h: number): number {
  if (!(mean_kW > 0)) return 0;
  const running = runningShare(q, x, 0, dt_h);
  return running === 0 ? TOKEN : running;
}
