import { z } from 'zod';
import {
  reactiveByPower_kvar,
  reactiveByVoltage_kvar,
  STANDARD_COS_PHI,
  STANDARD_QV,
} from '../core/physics/powerFlow/inverter.ts';

/** Parameters of a component with a fixed power factor. */
export const powerFactorFields = {
  cosPhi: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('power factor at its terminals: reactive power = active power x tan phi. ASSUMED 1'),
  reactiveFlow: z
    .enum(['takes', 'gives'])
    .default('takes')
    .describe('with a power factor below 1: takes reactive power from its bus (lagging, as motors), or gives it'),
};

/** kvar into the bus for a kW of active power, by its size. */
export const reactivePerKW = (p: { readonly cosPhi: number; readonly reactiveFlow: 'takes' | 'gives' }): number => {
  const tanPhi = Math.sqrt(1 - p.cosPhi * p.cosPhi) / p.cosPhi;
  return p.reactiveFlow === 'gives' ? tanPhi : 0 - tanPhi;
};

/** How an inverter that feeds in decides on its reactive power. */
export const reactiveControlField = z
  .enum(['cosPhi', 'voltage', 'power'])
  .default('cosPhi')
  .describe(
    'cosPhi: a fixed power factor; voltage: Q(V) by the voltage that the network of its bus reported at the end of the step before, none without one, as far as its active power leaves room in the rating; power: cos phi(P), takes down to 0.9 at full output, which is 0.9 of the rating then. FOUND: curves of VDE-AR-N 4105. ASSUMED cosPhi',
  );
export type ReactiveControl = z.infer<typeof reactiveControlField>;

/** Of cos phi(P) at full output. */
const FULL = STANDARD_COS_PHI.value.at(-1)!;

/** Share of its rating that an inverter gives at most as active power: the rest of its current is reactive. */
export const activeShare = (p: { readonly cosPhi: number; readonly reactiveControl: ReactiveControl }): number =>
  p.reactiveControl === 'power' ? FULL : p.cosPhi;

/** State of an inverter that follows Q(V): the voltage that it answers to. */
export const heededStates = (p: { readonly reactiveControl: ReactiveControl }): readonly string[] =>
  p.reactiveControl === 'voltage' ? ['heededVoltage'] : [];
/** Below it there is no network, which is known at once. */
const DARK = 0.5;

/**
 * The voltage that an inverter answers to: halfway from the last one to that which the network reported. At a weak end its
 * answer moves the voltage by more than what it answered to, and would swing from one end of Q(V) to the other; halfway it
 * settles where the two agree, as long as the answer is less than three times what it answers to.
 */
export function heed(reported: number, x: Float64Array, next: Float64Array): number {
  if (x.length === 0) return reported;
  const last = x[0]!;
  next[0] = last < DARK || reported < DARK ? reported : (last + reported) / 2;
  return next[0];
}

/** kvar into the bus of an inverter of a rating that feeds in so much; active power goes first. */
export const reactiveOf_kvar = (
  control: ReactiveControl,
  kvar_per_kW: number,
  rated_kVA: number,
  voltage: number,
  active_kW: number,
): number =>
  control === 'cosPhi'
    ? active_kW * kvar_per_kW
    : control === 'voltage'
      ? reactiveByVoltage_kvar(STANDARD_QV, rated_kVA, voltage, active_kW)
      : reactiveByPower_kvar(STANDARD_COS_PHI, FULL * rated_kVA, rated_kVA, active_kW);
