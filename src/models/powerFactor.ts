import { z } from 'zod';
import {
  activeBesideVoltage_kW,
  type Characteristic,
  IEEE_1547_QV,
  MACHINE_QV,
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

/** Reactive power beside that of a power factor: the part that does not follow the load. */
export const idleField = z
  .number()
  .nonnegative()
  .default(0)
  .describe(
    'reactive power taken whatever the load, while in service: the magnetising current of motors and transformers, by which the power factor falls at part load. ASSUMED 0; a motor 0.2 to 0.5 of its kW',
  );

/** kvar into the bus for a kW of active power, by its size. */
export const reactivePerKW = (p: { readonly cosPhi: number; readonly reactiveFlow: 'takes' | 'gives' }): number => {
  const tanPhi = Math.sqrt(1 - p.cosPhi * p.cosPhi) / p.cosPhi;
  return p.reactiveFlow === 'gives' ? tanPhi : 0 - tanPhi;
};

/** Curves of Q(V) by name. */
const VOLTAGE_CURVES = {
  vde4105: STANDARD_QV,
  ieee1547A: IEEE_1547_QV.a,
  ieee1547B: IEEE_1547_QV.b,
  machine: MACHINE_QV,
} as const satisfies Record<string, Characteristic>;

/** Reactive power that a curve may ask for: 0.9 of the apparent power leaves 0.44 of it for active power. */
const MOST = 0.9;
const OwnVoltageCurve = z
  .strictObject({
    voltage: z.array(z.number().min(0.5).max(1.5)).min(2).describe('rising, over rated'),
    reactive: z.array(z.number().min(-MOST).max(MOST)).min(2).describe('falling, over rated_kVA; given positive'),
  })
  .refine(
    ({ voltage, reactive }) =>
      voltage.length === reactive.length &&
      voltage.every((v, k) => k === 0 || (v > voltage[k - 1]! && reactive[k]! <= reactive[k - 1]!)),
    { path: ['voltage'], message: 'expected rising voltages, and for each a reactive power that does not rise' },
  );
type CurveName = keyof typeof VOLTAGE_CURVES;
const VoltageCurve = z.union([z.enum(Object.keys(VOLTAGE_CURVES) as [CurveName, ...CurveName[]]), OwnVoltageCurve]);
type VoltageCurve = z.infer<typeof VoltageCurve>;
const curveOf = (given: VoltageCurve): Characteristic =>
  typeof given === 'string' ? VOLTAGE_CURVES[given] : { at: given.voltage, value: given.reactive };

/** How an inverter that feeds in decides on its reactive power. */
export const reactiveControlField = z
  .enum(['cosPhi', 'voltage', 'power'])
  .default('cosPhi')
  .describe(
    'cosPhi: a fixed power factor; voltage: Q(V) by the voltage that the network of its bus reported at the end of the step before, none without one, by `voltageCurve` and as `priority` says; power: cos phi(P), takes down to 0.9 at full output, which is 0.9 of the rating then. FOUND: curve of VDE-AR-N 4105. ASSUMED cosPhi',
  );
export type ReactiveControl = z.infer<typeof reactiveControlField>;

/** What an inverter, or whatever else sets its reactive power, has beside a power factor. */
export const reactiveControlFields = {
  reactiveControl: reactiveControlField,
  voltageCurve: VoltageCurve.default('vde4105').describe(
    'of `reactiveControl: voltage`, in shares of the apparent power. FOUND: vde4105 gives 0.436 at 0.93 and takes it at 1.07, with a dead band of 3 %; ieee1547B (IEEE 1547-2018, category B, inverters) 0.44 at 0.92 and 1.08, dead band 2 %; ieee1547A (machines) 0.25 at 0.9 and 1.1, no dead band. ASSUMED: machine, a voltage regulator with 5 % of droop. Or points of your own',
  ),
  rated_kVA: z
    .number()
    .positive()
    .optional()
    .describe('most apparent power: with more than the active rating, Q(V) has room at full output as well'),
  priority: z
    .enum(['active', 'reactive'])
    .default('active')
    .describe(
      'which of the two goes first where Q(V) and active power are more than `rated_kVA`. active: nothing is left for Q(V) at full output unless rated_kVA is above it; reactive: output gives way, as IEEE 1547-2018 has it for category B. ASSUMED active',
    ),
};

interface ReactiveParams {
  readonly cosPhi: number;
  readonly reactiveFlow: 'takes' | 'gives';
  readonly reactiveControl: ReactiveControl;
  readonly voltageCurve: VoltageCurve;
  readonly priority: 'active' | 'reactive';
}

/** How it decides on its reactive power, laid out once. */
export interface Reactive {
  readonly control: ReactiveControl;
  readonly kvar_per_kW: number;
  readonly curve: Characteristic;
  readonly rated_kVA: number;
  /** Active power gives way to Q(V). */
  readonly yields: boolean;
}
export const reactiveBy = (p: ReactiveParams, rated_kVA: number): Reactive => ({
  control: p.reactiveControl,
  kvar_per_kW: reactivePerKW(p),
  curve: curveOf(p.voltageCurve),
  rated_kVA,
  yields: p.reactiveControl === 'voltage' && p.priority === 'reactive',
});

/** Of cos phi(P) at full output. */
const FULL = STANDARD_COS_PHI.value.at(-1)!;

/** Share of its rating that an inverter gives at most as active power: the rest of its current is reactive. */
export const activeShare = (p: { readonly cosPhi: number; readonly reactiveControl: ReactiveControl }): number =>
  p.reactiveControl === 'power' ? FULL : p.cosPhi;

/** What is wrong with an apparent power, by what it is to serve. */
export const tooSmall = (rated_kVA: number, rated_kW: number): string | undefined =>
  rated_kVA < rated_kW
    ? `met ${rated_kVA} kVA, less than its ${Number(rated_kW.toPrecision(6))} kW of active power; expected at least as much`
    : undefined;

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
export const heeded = (reported: number, last: number): number =>
  last < DARK || reported < DARK ? reported : (last + reported) / 2;

/** The same as the one state of a component, which is kept for the next step. */
export function heed(reported: number, x: Float64Array, next: Float64Array): number {
  if (x.length === 0) return reported;
  next[0] = heeded(reported, x[0]!);
  return next[0];
}

/** kvar into the bus beside so much active power, fed in (positive) or taken; what active power leaves, unless it yields. */
export const reactiveOf_kvar = (r: Reactive, voltage: number, active_kW: number): number =>
  r.control === 'cosPhi'
    ? Math.abs(active_kW) * r.kvar_per_kW
    : r.control === 'voltage'
      ? reactiveByVoltage_kvar(r.curve, r.rated_kVA, voltage, active_kW)
      : reactiveByPower_kvar(STANDARD_COS_PHI, FULL * r.rated_kVA, r.rated_kVA, active_kW);

/** Most active power beside what Q(V) asks for at a voltage: without limit where active power goes first. */
export const mostBeside_kW = (r: Reactive, voltage: number): number =>
  r.yields ? activeBesideVoltage_kW(r.curve, r.rated_kVA, voltage) : Number.POSITIVE_INFINITY;
