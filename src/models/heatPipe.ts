import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { lean } from '../core/instance.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { cooled_degC, decay, type Pipe, pipeArea_m2, pressureDrop_kPa } from '../core/physics/pipe.ts';
import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK, waterViscosity } from '../core/physics/water.ts';
import { heatRouteCost } from './heatRoute.ts';

export const HeatPipeParams = z.strictObject({
  carrier: z.enum(['heat', 'cooling']).default('heat').describe('hot or chilled water'),
  length_m: z.number().positive().max(200_000).describe('of the route; supply and return pipe each have it'),
  diameter_mm: z.number().min(5).max(2000).describe('inside, of each pipe'),
  loss_W_per_mK: z
    .number()
    .nonnegative()
    .default(0.21)
    .describe('of the supply pipe to the ground. FOUND: 0.21 for a pre-insulated DN80 (AIT, IBPSA pipe data)'),
  returnLoss_W_per_mK: z
    .number()
    .nonnegative()
    .optional()
    .describe('of the return pipe; as the supply pipe unless given'),
  rated_kW: z.number().positive().optional().describe('most it delivers; by the highest velocity unless given'),
  velocityMax_m_per_s: z.number().positive().default(1.5).describe('ASSUMED 1.5 (noise, wear)'),
  roughness_mm: z.number().nonnegative().default(0.1).describe('of the wall. ASSUMED 0.1 (steel in use)'),
  fittingsShare: z
    .number()
    .nonnegative()
    .default(0.2)
    .describe('pressure lost in bends and valves, as a share of the straight pipes. ASSUMED 0.2')
    .meta({ formerly: 'fittings' }),
  station_kPa: z
    .number()
    .nonnegative()
    .default(50)
    .describe('pressure lost in the station at its end at full flow. ASSUMED 50'),
  etaPump: z.number().gt(0).max(1).default(0.65).describe('water over shaft; the rest heats the water. ASSUMED'),
  etaMotor: z.number().gt(0).max(1).default(0.9).describe('shaft over electricity; the rest heats the air. ASSUMED'),
});
export type HeatPipeParams = z.infer<typeof HeatPipeParams>;

interface HeatPipe {
  readonly p: HeatPipeParams;
  readonly from: PortBus;
  readonly to: PortBus;
  /** +1 where the pump's heat helps (hot water), -1 where it must be cooled away. */
  readonly sign: 1 | -1;
  /** kg/s that carry a kW at the spread of the `from` bus. */
  readonly flowPerHeat: number;
  /** Most that enters, losses included, and most that is delivered. */
  readonly enters_kW: number;
  readonly rated_kW: number;
  /** Electric kW per (kg/s)^3 and (kg/s)^2; 0 where the pump is not connected. */
  readonly cubic: number;
  readonly square: number;
  readonly etaMotor: number;
  readonly motorLoss: number;
  /** Contents of the supply pipe that a kg/s renews an hour; share of its excess that it loses an hour at first. */
  readonly renewalPerFlow: number;
  readonly cooling_per_h: number;
}

/**
 * Twin pipe for hot or chilled water between two buses of one carrier:
 *   loss = L sum(U |T_mean - T_ground|) of supply and return,  flow = (delivered + loss) / (cp spread)
 *   drawn = delivered + loss - pump heat (hot) or + pump heat (chilled),  pump = (c3 flow^3 + c2 flow^2) / (eta eta)
 * with T_mean between the temperatures of the two buses. c3 and c2 carry Darcy-Weisbach with Colebrook's friction
 * through full and half flow, there and back. With nothing delivered a little flow keeps the pipe warm, so `from` always
 * covers the standing loss, in an outage too (without pump then). Ground that would help counts as none.
 *
 * **Delay.** The pipe is full of water at all times: what leaves pushes in as much in the same instant, so energy drawn
 * and energy delivered are simultaneous while the supply temperature stands; only temperatures travel. The state is
 * the time that the water at the outlet has spent in the pipe, d(age)/dt = 1 - age flow / content, which settles at
 * content / flow as in plug flow (a first-order lag on the way there; exact at constant flow, for any step). The outlet's
 * temperature T_g + (T_in - T_g) e^(-age UL / (content cp)) is a reading; dispatch counts on the bus's.
 * @see Frederiksen and Werner, "District Heating and Cooling" (2013), chapters 9 and 10
 */
export const heatPipe = defineKind<HeatPipeParams, HeatPipe, typeof HeatPipeParams>({
  kind: 'heatPipe',
  summary: 'Twin pipe for hot or chilled water with loss to the ground, pump and delay',
  validity: { text: 'flow one way; buses at constant temperature; water', minStep_s: 1, maxStep_s: 3600 },
  params: HeatPipeParams,
  example: { length_m: 150, diameter_mm: 100 },
  ports: (p) => ({
    from: { carrier: p.carrier, flow: 'in' },
    to: { carrier: p.carrier, flow: 'out' },
    pump: { carrier: 'electricity', flow: 'in', optional: true },
  }),
  role: 'converter',
  solutionArea: 'efficiency',
  terminals: { type: 'passive' },
  leads: () => ['to'],
  signals: ['groundLoss_kW', 'motorLoss_kW', 'massFlow_kg_per_h', 'delay_min', 'outlet_degC'],
  states: ['age_h'],
  statesOnlyInform: true,
  inputs: ['available', 'groundLoss_kW', 'ground_degC'],
  prepare(p, { ports }) {
    const from = ports.from!;
    const to = ports.to!;
    const sign = p.carrier === 'heat' ? 1 : -1;
    const spread_K = sign * (from.supply_degC - from.return_degC);
    if (!(spread_K > 0))
      throw fault('from', `bus "${from.id}" has no spread (${from.supply_degC}/${from.return_degC} degC)`);
    if (sign * (to.supply_degC - from.supply_degC) > 0)
      throw fault(
        'to',
        `bus "${to.id}" asks for ${to.supply_degC} degC, but bus "${from.id}" supplies ${from.supply_degC} degC; a pipe brings water no ${sign > 0 ? 'hotter' : 'colder'} than it gets`,
      );
    const mean_degC = (from.supply_degC + from.return_degC) / 2;
    const pipe: Pipe = {
      length_m: 2 * p.length_m * (1 + p.fittingsShare),
      diameter_m: p.diameter_mm / 1000,
      roughness_m: p.roughness_mm / 1000,
      density_kg_per_m3: waterDensity_kg_per_m3(mean_degC),
      viscosity: waterViscosity(mean_degC),
    };
    const cp = waterHeatCapacity_kJ_per_kgK(mean_degC);
    const heat_kJ_per_kg = cp * spread_K;
    const section_kg_per_m = pipeArea_m2(pipe.diameter_m) * pipe.density_kg_per_m3;
    const full = section_kg_per_m * p.velocityMax_m_per_s;
    const enters_kW = full * heat_kJ_per_kg;
    if (p.rated_kW !== undefined && p.rated_kW > enters_kW)
      throw fault(
        'rated_kW',
        `met ${p.rated_kW} kW, but ${p.diameter_mm} mm at ${p.velocityMax_m_per_s} m/s carry ${enters_kW.toFixed(1)} kW over the ${spread_K} K of bus "${from.id}"; widen the pipe or lower the rating`,
      );
    const { cubic, square } = ports.pump ? pumpFit(pipe, full, p.station_kPa, p.etaPump * p.etaMotor) : NO_PUMP;
    if (p.etaMotor * full * full * (cubic * full + square) >= enters_kW)
      throw fault('diameter_mm', `at ${p.velocityMax_m_per_s} m/s the pump would heat the water more than it carries`);
    const content_kg = section_kg_per_m * p.length_m;
    return {
      p,
      from,
      to,
      sign,
      flowPerHeat: 1 / heat_kJ_per_kg,
      enters_kW,
      rated_kW: p.rated_kW ?? enters_kW,
      cubic,
      square,
      etaMotor: p.etaMotor,
      motorLoss: 1 - p.etaMotor,
      renewalPerFlow: 3600 / content_kg,
      cooling_per_h: (3.6 * p.loss_W_per_mK * p.length_m) / (content_kg * cp),
    };
  },
  initial: (q) => [1 / (q.renewalPerFlow * q.flowPerHeat * q.enters_kW)],
  series(q, env) {
    const { p, from, to, sign } = q;
    const ground_degC = lean(env.weather('ground_degC'));
    const supply_degC = (from.supply_degC + to.supply_degC) / 2;
    const return_degC = (from.return_degC + to.return_degC) / 2;
    const returnLoss = p.returnLoss_W_per_mK ?? p.loss_W_per_mK;
    const lossAt_kW = (t: number): number =>
      (p.length_m *
        (p.loss_W_per_mK * Math.max(0, sign * (supply_degC - t)) +
          returnLoss * Math.max(0, sign * (return_degC - t)))) /
      1000;
    const groundLoss_kW = typeof ground_degC === 'number' ? lossAt_kW(ground_degC) : ground_degC.map(lossAt_kW);
    return { ground_degC, groundLoss_kW };
  },
  limits(q, _x, w, _dt_h, out) {
    out[0] = 0;
    out[1] = capacity(q, w);
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, x, w, u, dt_h, next, y) {
    const loss_kW = w[1]!;
    const delivered_kW = clamp(u[0]!, 0, capacity(q, w));
    const flow = (delivered_kW + loss_kW) * q.flowPerHeat;
    const pump_kW = w[0]! > 0 ? flow * flow * (q.cubic * flow + q.square) : 0;
    const renewals = flow * q.renewalPerFlow * dt_h;
    const stays = renewals > 40 ? 0 : decay(renewals);
    const age_h = renewals > 1e-6 ? x[0]! * stays + ((1 - stays) / renewals) * dt_h : x[0]! + dt_h;
    next[0] = age_h;
    y[0] = q.sign * q.etaMotor * pump_kW - delivered_kW - loss_kW;
    y[1] = delivered_kW;
    y[2] = -pump_kW;
    y[3] = loss_kW;
    y[4] = q.motorLoss * pump_kW;
    y[5] = 3600 * flow;
    y[6] = 60 * age_h;
    y[7] = cooled_degC(q.from.supply_degC, w[2]!, age_h * q.cooling_per_h);
  },
  balance: (q) => ({
    energy:
      q.sign > 0
        ? { losses: { groundLoss_kW: 1, motorLoss_kW: 1 } }
        : // What chilled water loses is heat that enters it from the ground.
          { boundary: { groundLoss_kW: 1 }, losses: { motorLoss_kW: 1 } },
  }),
  linear(q, window, model) {
    linearByLead(heatPipe, q, window, model, { port: 'to' });
  },
  products: ['to'],
  size: (q) => q.p.length_m,
  sizeName: 'length_m',
  costDefault: heatRouteCost,
  kpis: (_q, t) => ({
    delivered_kWh: t.sum('to_kW'),
    groundLoss_kWh: t.sum('groundLoss_kW'),
    pump_kWh: -t.sum('pump_kW'),
  }),
});

const NO_PUMP = { cubic: 0, square: 0 };

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Most that it delivers now; at least 0, also where the standing loss takes all that fits in. */
const capacity = (q: HeatPipe, w: Float64Array): number =>
  w[0]! * Math.max(0, Math.min(q.rated_kW, q.enters_kW - w[1]!));

/**
 * Electricity of the pump as c3 flow^3 + c2 flow^2, through the friction at full and half flow: the factor rises as the
 * flow falls, nearly as f + g / flow. The station's loss goes with the square of the flow.
 */
function pumpFit(pipe: Pipe, full: number, station_kPa: number, eta: number): { cubic: number; square: number } {
  const at = (flow: number): number => pressureDrop_kPa(pipe, flow) / (flow * flow);
  const slope = Math.max(0, (at(full / 2) - at(full)) * full);
  const scale = 1 / (pipe.density_kg_per_m3 * eta);
  return {
    cubic: (at(full) - slope / full + station_kPa / (full * full)) * scale,
    square: slope * scale,
  };
}
