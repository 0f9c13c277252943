import { z } from 'zod';
import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { times, type Window } from '../core/linearModel.ts';
import { flowOfSquareDrop, type GasPipe, squareDrop_MPa2 } from '../core/physics/gasPipe.ts';
import { h2Density_kg_per_m3 } from '../core/physics/hydrogen.ts';
import { pipeArea_m2 } from '../core/physics/pipe.ts';
import { endsFault, endsOf, fallsAlong, pipelineCost, pipelineFields, pipelinePorts, tooNarrow } from './pipeline.ts';
import { positionOfSum } from './sumCurve.ts';
import { sampled, type UniformCurve, valueAt } from './uniformCurve.ts';

export const HydrogenPipeParams = z
  .strictObject({
    ...pipelineFields,
    roughness_mm: z.number().min(0).max(1).default(0.05).describe('of the wall. ASSUMED 0.05: steel'),
    inlet_bar: z
      .number()
      .min(1)
      .max(300)
      .optional()
      .describe('pressure at which its bus `from` holds the inlet, where the bus names none. ASSUMED 80'),
    outletMin_bar: z
      .number()
      .min(1)
      .optional()
      .describe('least pressure at its end; that of its bus `to` unless given. ASSUMED 30'),
    temperature_degC: z.number().min(-30).max(80).default(10).describe('of gas and ground, constant. ASSUMED 10'),
    velocityMax_m_per_s: z.number().positive().default(40).describe('at its end. ASSUMED 40 (erosion, noise)'),
    rated_kW: z.number().positive().optional().describe('most it delivers; by pressure and velocity unless given'),
    packStart: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('line pack at the start, from that at full steady flow to that at rest. ASSUMED 1'),
  })
  .refine(fallsAlong, endsFault);
export type HydrogenPipeParams = z.infer<typeof HydrogenPipeParams>;

interface HydrogenPipe {
  /** All over s, the root of what the square of the pressure loses in half the pipe, MPa: negative pack, and flow in kg/h. */
  readonly hollow_kg: UniformCurve;
  readonly inflow: UniformCurve;
  /** What the square of the pressure loses in half the pipe, by the flow, MPa2. */
  readonly halfDrop: UniformCurve;
  readonly square_MPa2: number;
  /** What that square may lose in all. */
  readonly room_MPa2: number;
  readonly steady: number;
  readonly most: number;
  readonly start_kg: number;
  readonly full_kg: number;
  readonly length_m: number;
  /** m/s per kg/h and m3/kg. */
  readonly perArea: number;
  /** Density by pressure, kg/m3 over MPa. */
  readonly density: UniformCurve;
}

/** Flow bends a little over s, pack more; pressures are right to 0.1 %. */
const POINTS = 129;
const MPa_per_bar = 0.1;

/**
 * Pipeline for hydrogen, one way, between two buses of different pressure. Its end gives what is asked; its inlet stands at
 * the pressure of its bus and takes in what the gas inside lets in, so that the line pack serves in between:
 *   d(pack)/dt = inflow - outflow,   pack = density(p_mean) volume,
 *   p_in^2 - p_mean^2 = D(inflow) / 2,   p_mean^2 - p_out^2 = D(outflow) / 2
 * with D of the general flow equation with Colebrook's friction and real gas (gasPipe.ts). In steady flow this is the
 * whole pipe's own drop. Over a step the pack is that at its end (implicit Euler: any step is stable, and right once the
 * flow has been steady for a while). It may give more than its steady flow while p_out stays above its least. At rest it fills up to
 * the pressure of the inlet, which draws on its bus until it is full; in an outage both ends are shut. Where its bus lacks
 * gas a valve throttles the inlet, and the pack serves alone until the pressure at its end is at its least.
 * @see Menon, Gas Pipeline Hydraulics (2005), ch. 2 and 11; Colebrook, J. Inst. Civ. Eng. 11 (1939) 133-156
 */
export const hydrogenPipe = defineKind<HydrogenPipeParams, HydrogenPipe, typeof HydrogenPipeParams>({
  kind: 'hydrogenPipe',
  summary: 'Pipeline for hydrogen with pressure drop and line pack',
  validity: {
    text: 'flow one way at one temperature; inlet held at its pressure; one lump of gas, so no waves; no leakage',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: HydrogenPipeParams,
  example: { length_m: 10_000, diameter_mm: 150 },
  ports: (p) => ({ ...pipelinePorts('hydrogen', p, 1, 300) }),
  role: 'converter',
  solutionArea: 'hydrogen',
  leads: () => ['to'],
  freedoms: 3,
  signals: ['inflow_kg_per_h', 'outflow_kg_per_h', 'mean_bar', 'outlet_bar', 'velocity_m_per_s', 'loading'],
  states: ['pack_kg'],
  inputs: ['available'],
  prepare(p, { ports }) {
    const ends = endsOf(p, ports, { inlet_bar: 80, outletMin_bar: 30 });
    const pipe: GasPipe = {
      length_m: p.length_m,
      diameter_m: p.diameter_mm / 1000,
      roughness_m: p.roughness_mm / 1000,
      T_K: p.temperature_degC + 273.15,
    };
    const inlet_MPa = ends.inlet_bar * MPa_per_bar;
    const least_MPa = ends.outletMin_bar * MPa_per_bar;
    const area_m2 = pipeArea_m2(pipe.diameter_m);
    const density = (p_MPa: number): number => h2Density_kg_per_m3(p_MPa, pipe.T_K);
    const packAt_kg = (s: number): number => area_m2 * p.length_m * density(Math.sqrt(inlet_MPa * inlet_MPa - s * s));
    const room_MPa2 = inlet_MPa * inlet_MPa - least_MPa * least_MPa;
    const widest = Math.sqrt(room_MPa2);
    const flowAt = (s: number): number => 3600 * flowOfSquareDrop(pipe, 2 * s * s, inlet_MPa);
    const inflow = sampled(0, widest, POINTS, flowAt);
    const fast = density(least_MPa) * area_m2 * p.velocityMax_m_per_s * 3600;
    const steady = Math.min(flowAt(Math.sqrt(room_MPa2 / 2)), fast);
    const rated = (p.rated_kW ?? Number.POSITIVE_INFINITY) / H2_LHV_kWh_per_kg;
    if (p.rated_kW !== undefined && rated > steady)
      tooNarrow({ ...p, ...ends }, 'rated_kW', p.rated_kW, (steady * H2_LHV_kWh_per_kg).toFixed(1));
    const most = Math.min(fast, rated, inflow.values[POINTS - 1]!);
    const full_kg = packAt_kg(0);
    const drawn_kg = packAt_kg(Math.sqrt(room_MPa2 / 2));
    return {
      hollow_kg: sampled(0, widest, POINTS, (s) => -packAt_kg(s)),
      inflow,
      halfDrop: sampled(0, most, POINTS, (flow) => squareDrop_MPa2(pipe, flow / 3600, inlet_MPa) / 2),
      square_MPa2: inlet_MPa * inlet_MPa,
      room_MPa2,
      steady: Math.min(steady, rated),
      most,
      start_kg: drawn_kg + p.packStart * (full_kg - drawn_kg),
      full_kg,
      length_m: p.length_m,
      perArea: 1 / (3600 * area_m2),
      density: sampled(least_MPa, inlet_MPa, POINTS, density),
    };
  },
  initial: (q) => [q.start_kg],
  series: () => ({}),
  lines: (q, w) => [{ id: 'pipe', from: 'from', to: 'to', most: steady_kW(q, w), back: 0 }],
  limits(q, x, w, dt_h, out) {
    out[0] = 0;
    out[1] = w[0]! > 0 ? w[0]! * capacity(q, x[0]!, dt_h) * H2_LHV_kWh_per_kg : 0;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
    u[1] = u[2] = 0;
  },
  fromStock(_q, _x, _w, _lead, target, taken, _dt_h, u) {
    u[0] = target;
    u[1] = 1;
    u[2] = taken / H2_LHV_kWh_per_kg;
  },
  step(q, x, w, u, dt_h, next, y) {
    const isOpen = w[0]! > 0;
    const asked = isOpen && u[0]! > 0 ? u[0]! / H2_LHV_kWh_per_kg : 0;
    // What it can carry for ever it can carry now.
    const most = asked <= w[0]! * q.steady ? asked : w[0]! * capacity(q, x[0]!, dt_h);
    let outflow = asked < most ? asked : most;
    const s = positionOfSum(q.hollow_kg, q.inflow, dt_h, dt_h * outflow - x[0]!);
    let inflow = isOpen ? valueAt(q.inflow, s) : 0;
    let mean_MPa2 = isOpen ? q.square_MPa2 - s * s : meanSquare(q, x[0]!);
    if (u[1]! > 0 && inflow > u[2]!) {
      inflow = u[2]!;
      outflow = throttled(q, x[0]!, inflow, outflow, dt_h);
      mean_MPa2 = meanSquare(q, x[0]! + (inflow - outflow) * dt_h);
    }
    const out_MPa2 = mean_MPa2 - valueAt(q.halfDrop, outflow);
    const out_MPa = Math.sqrt(out_MPa2 > 0 ? out_MPa2 : 0);
    next[0] = x[0]! + (inflow - outflow) * dt_h;
    y[0] = 0 - inflow * H2_LHV_kWh_per_kg;
    y[1] = outflow * H2_LHV_kWh_per_kg;
    y[2] = inflow;
    y[3] = outflow;
    y[4] = Math.sqrt(mean_MPa2) / MPa_per_bar;
    y[5] = out_MPa / MPa_per_bar;
    y[6] = (outflow * q.perArea) / valueAt(q.density, out_MPa);
    y[7] = outflow / q.steady;
  },
  balance: () => ({
    energy: { stores: { pack_kg: H2_HHV_kWh_per_kg } },
    water: { stores: { pack_kg: WATER_PER_H2_kg_per_kg } },
  }),
  linear(q, window, model) {
    // In step: what enters leaves. The pack is not planned, but for what lacks of it when the window starts.
    const load = model.columns('load', 0, times(window.input(0), q.steady * H2_LHV_kWh_per_kg));
    model.flow('to', load, 1);
    model.flow('from', load, -1);
    const filling = new Float64Array(window.steps);
    filling[0] = -H2_LHV_kWh_per_kg * fillsAtRest_kg_per_h(q, window);
    model.fixedFlow('from', filling);
  },
  products: ['to'],
  size: (q) => q.length_m,
  sizeName: 'length_m',
  costDefault: pipelineCost,
  kpis: (q, t) => ({
    delivered_kWh: t.sum('to_kW'),
    outletLeast_bar: t.min('outlet_bar'),
    velocityMost_m_per_s: t.max('velocity_m_per_s'),
    packLost_kg: t.first('pack_kg') - t.last('pack_kg'),
    steadyCapacity_kW: q.steady * H2_LHV_kWh_per_kg,
  }),
});

/** What it carries for ever. */
const steady_kW = (q: HydrogenPipe, w: Float64Array): number => (w[0]! > 0 ? w[0]! * q.steady * H2_LHV_kWh_per_kg : 0);

/** Square of the mean pressure while both ends are shut. */
function meanSquare(q: HydrogenPipe, pack_kg: number): number {
  const s = positionOfSum(q.hollow_kg, q.inflow, 0, -pack_kg);
  return q.square_MPa2 - s * s;
}

/** What is left of the square of the pressure at the end if the step ends at `s`, above its least. Falls with s. */
function spare(q: HydrogenPipe, pack_kg: number, dt_h: number, s: number): number {
  return q.room_MPa2 - s * s - valueAt(q.halfDrop, outflowAt(q, pack_kg, dt_h, s));
}

/** The outflow with which a step ends at `s`. Rises with s. */
const outflowAt = (q: HydrogenPipe, pack_kg: number, dt_h: number, s: number): number =>
  valueAt(q.inflow, s) + (pack_kg + valueAt(q.hollow_kg, s)) / dt_h;

/** Most that it gives over a step: the pressure at its end is then at its least, or the gas as fast as it may be. */
function capacity(q: HydrogenPipe, pack_kg: number, dt_h: number): number {
  let low = positionOfSum(q.hollow_kg, q.inflow, dt_h, dt_h * q.most - pack_kg);
  if (spare(q, pack_kg, dt_h, low) >= 0) return q.most;
  // False position, halving the weight of an end that stays (Illinois).
  let high = low;
  low = 0;
  let atLow = spare(q, pack_kg, dt_h, low);
  let atHigh = spare(q, pack_kg, dt_h, high);
  if (atLow <= 0) return 0;
  for (let k = 0; k < 60 && high - low > 1e-13 * high; k++) {
    const s = high - (atHigh * (high - low)) / (atHigh - atLow);
    const at = spare(q, pack_kg, dt_h, s);
    if (at > 0) {
      low = s;
      atLow = at;
      atHigh /= 2;
    } else {
      high = s;
      atHigh = at;
      atLow /= 2;
    }
  }
  const found = outflowAt(q, pack_kg, dt_h, low);
  return found < q.steady ? q.steady : found < q.most ? found : q.most;
}

/**
 * Most of `asked` that it gives while its inlet is throttled to `inflow`, kg/h: the pack falls, until the pressure at its end
 * is at its least.
 */
function throttled(q: HydrogenPipe, pack_kg: number, inflow: number, asked: number, dt_h: number): number {
  const above = (outflow: number): number =>
    q.room_MPa2 - q.square_MPa2 + meanSquare(q, pack_kg + (inflow - outflow) * dt_h) - valueAt(q.halfDrop, outflow);
  if (above(asked) >= 0) return asked;
  let low = 0;
  let high = asked;
  for (let k = 0; k < 50; k++) {
    const mid = (low + high) / 2;
    if (above(mid) >= 0) low = mid;
    else high = mid;
  }
  return low;
}

/** What its inlet draws in the first step of a window where nobody asks for anything. */
function fillsAtRest_kg_per_h(q: HydrogenPipe, window: Window): number {
  const { x, dt_h } = window;
  const on = window.input(0);
  if ((typeof on === 'number' ? on : on[0]!) <= 0) return 0;
  return valueAt(q.inflow, positionOfSum(q.hollow_kg, q.inflow, dt_h, -x[0]!));
}
