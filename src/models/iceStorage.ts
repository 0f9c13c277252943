import { z } from 'zod';
import type { Ports } from '../core/component.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp } from '../core/math.ts';
import { chillerCop } from '../core/physics/carnot.ts';
import {
  ICE_CURVE_NAMES,
  ICE_CURVES,
  type IceRate,
  iceLmtd_K,
  iceRate_per_h,
  type Progress,
  progressAfter,
  progressOf,
} from '../core/physics/ice.ts';
import { linearIce } from './iceLinear.ts';

const six = z.array(z.number()).length(6);

export const IceStorageParams = z.strictObject({
  capacity_kWh: z.number().positive().describe('heat of fusion of the water that can freeze'),
  discharge_kW: z.number().positive().describe('most that its pumps and heat exchanger carry to the cooling bus'),
  charge_kW: z.number().positive().describe('most cold that its ice machine, or the brine bus, may give it'),
  chargedBy: z
    .enum(['machine', 'bus'])
    .default('machine')
    .describe('an ice machine of its own, driven by electricity; or a bus of brine below 0 degC'),
  curve: z
    .union([
      z.enum(ICE_CURVE_NAMES),
      z.strictObject({
        melt: six.describe('c1 to c6, per hour, by the share melted'),
        freeze: six.describe('c1 to c6, per hour, by the share frozen'),
      }),
    ])
    .default('nist')
    .describe('share of the capacity that melts or freezes an hour: a measured tank, or own coefficients'),
  brine_degC: z
    .number()
    .lt(0)
    .default(-5)
    .describe('machine: brine that it gives to the coils. FOUND -4.1 to -5.4 (NIST experiments)'),
  brineSpread_K: z
    .number()
    .positive()
    .default(3.4)
    .describe('machine: by which the brine warms in the coils. FOUND 3.2 to 3.5 (NIST experiments)'),
  cop: z.number().positive().optional().describe('machine: cold over electricity, constant. Left out: by quality'),
  quality: z
    .number()
    .gt(0)
    .max(1)
    .default(0.56)
    .describe("machine: share of Carnot's COP between refrigerants 5 K off the media. ASSUMED as for heat pumps"),
  condenser: z
    .enum(['water', 'air', 'bus'])
    .default('water')
    .describe('machine: what takes its heat: a tower of its own, the air, or the bus of its port `reject`'),
  approach_K: z.number().nonnegative().default(4).describe('machine: cooling water above wet bulb. ASSUMED'),
  coldest_degC: z.number().default(18).describe('machine: condensing is held at least here. ASSUMED'),
  loss_per_h: z
    .number()
    .min(0)
    .lt(1)
    .default(5e-4)
    .describe('share of the capacity that heat from outside melts an hour. ASSUMED 0.05 %, 1.2 % a day'),
  socStart: z.number().min(0).max(1).default(0).describe('share frozen at the start'),
});
export type IceStorageParams = z.infer<typeof IceStorageParams>;

interface IceStorage extends IceStorageParams {
  readonly melting: Progress;
  readonly freezing: Progress;
  readonly heatGain_kW: number;
  readonly byMachine: boolean;
  readonly rejects: boolean;
  readonly reject_degC: number;
  /** Ports before the signals. */
  readonly ports: number;
}

const KNOTS = 65;
/** Between the media and the refrigerant, either side. */
const REFRIGERANT_K = 5;

/**
 * Ice on coils. Its content is latent: at 0 degC a share `soc` of the water is ice.
 *   dE/dt = charge - discharge - gain,   discharge <= E_max q_melt(1 - soc, LMTD),   charge <= E_max q_freeze(soc, LMTD)
 * with the rates of `ice.ts`: what melts is bound by the conductance between the water of the cooling bus, on its way
 * from return to supply temperature, and ice that grows thin; what freezes by that between brine and water through ice that
 * grows thick. Both are integrated exactly over the step. The heat from outside melts ice at a constant rate while there
 * is some; sensible heat below and above 0 degC is left out. An ice machine of its own draws electricity by a share of Carnot's
 * COP and gives its heat to the air or to a bus. It may freeze and melt at a time, each within its own limits.
 */
export const iceStorage = defineKind<IceStorageParams, IceStorage, typeof IceStorageParams>({
  kind: 'iceStorage',
  summary: 'Ice store on a cooling bus, charged by an ice machine or by brine',
  validity: {
    text: 'latent heat alone; rates of the measured tank, best between 10 and 95 % of ice',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: IceStorageParams,
  example: { capacity_kWh: 600, discharge_kW: 200, charge_kW: 80, socStart: 0.5 },
  ports: (p): Ports => ({
    cooling: { carrier: 'cooling', flow: 'out', supply_degC: { min: 1 } },
    ...(p.chargedBy === 'machine'
      ? {
          electricity: { carrier: 'electricity', flow: 'in' },
          ...(p.condenser === 'bus' ? { reject: { carrier: 'heat', flow: 'out', supply_degC: { max: 60 } } } : {}),
        }
      : { brine: { carrier: 'cooling', flow: 'in', supply_degC: { max: -1 } } }),
  }),
  role: 'store',
  solutionArea: 'efficiency',
  terminals: { type: 'passive' },
  leads: (p) => ['cooling', p.chargedBy === 'machine' ? 'electricity' : 'brine'],
  freedoms: 2,
  signals: ['charge_kW', 'discharge_kW', 'heatGain_kW', 'toAmbient_kW', 'cop', 'soc'],
  states: ['energy_kWh'],
  inputs: ['available', 'cop'],
  inputRange: { cop: [0.1, 20] },
  prepare(p, { ports }) {
    const { supply_degC, return_degC } = ports.cooling!;
    if (!(return_degC > supply_degC))
      throw fault('cooling', `its bus has no spread (supply ${supply_degC}, return ${return_degC} degC)`);
    const brine = ports.brine;
    const [cold_degC, warm_degC] = brine
      ? [brine.supply_degC, brine.return_degC]
      : [p.brine_degC, p.brine_degC + p.brineSpread_K];
    if (!(cold_degC < warm_degC && warm_degC < 0))
      throw fault(
        brine ? 'brine' : 'brineSpread_K',
        `brine goes from ${cold_degC} to ${warm_degC} degC; expected it to warm and to stay below 0 degC, or nothing freezes`,
      );
    const curve = typeof p.curve === 'string' ? ICE_CURVES[p.curve] : p.curve;
    const rates = (c: readonly number[], lmtd_K: number): Progress =>
      progressOf((y) => iceRate_per_h(c as IceRate, y, lmtd_K), KNOTS);
    return {
      ...p,
      melting: rates(curve.melt, iceLmtd_K(return_degC, supply_degC)),
      freezing: rates(curve.freeze, iceLmtd_K(cold_degC, warm_degC)),
      heatGain_kW: p.loss_per_h * p.capacity_kWh,
      byMachine: brine === undefined,
      rejects: ports.reject !== undefined,
      reject_degC: ports.reject?.return_degC ?? Number.NaN,
      ports: ports.reject ? 3 : 2,
    };
  },
  initial: (q) => [q.socStart * q.capacity_kWh],
  series(q, env) {
    if (!q.byMachine) return { cop: 1 };
    if (q.cop !== undefined) return { cop: q.cop };
    const copAt = (t_degC: number): number =>
      chillerCop(q.brine_degC - REFRIGERANT_K, Math.max(t_degC, q.coldest_degC) + REFRIGERANT_K, q.quality);
    if (q.rejects) return { cop: copAt(q.reject_degC) };
    const above_K = q.condenser === 'air' ? 0 : q.approach_K;
    return {
      cop: env.weather(q.condenser === 'air' ? 'ambient_degC' : 'wetBulb_degC').map((t) => copAt(t + above_K)),
    };
  },
  limits(q, x, w, dt_h, out) {
    out[0] = 0;
    out[1] = w[0]! * dischargeReach(q, x[0]!, dt_h);
    out[2] = 0;
    out[3] = 0 - (w[0]! * chargeReach(q, x[0]!, dt_h)) / coldPerDrive(q, w);
    out[4] = 0;
    out[5] = 0;
  },
  invert(q, _x, w, lead, target, _dt_h, u) {
    if (lead === 0) u[0] = target;
    else u[1] = -target * coldPerDrive(q, w);
  },
  step(q, x, w, u, dt_h, next, y) {
    const on = w[0]!;
    const energy_kWh = x[0]!;
    // What is not asked for need not be bounded, which is most of the work.
    const discharge_kW = u[0]! > 0 ? Math.min(u[0]!, on * dischargeReach(q, energy_kWh, dt_h)) : 0;
    const charge_kW = u[1]! > 0 ? Math.min(u[1]!, on * chargeReach(q, energy_kWh, dt_h)) : 0;
    // Heat melts ice as long as there is some.
    const stock_kW = energy_kWh / dt_h + charge_kW - discharge_kW;
    const gain_kW = Math.min(q.heatGain_kW, Math.max(0, stock_kW));
    const drive_kW = charge_kW / coldPerDrive(q, w);
    const rejected_kW = q.byMachine ? charge_kW + drive_kW : 0;
    const at = q.ports;
    y[0] = discharge_kW;
    y[1] = 0 - drive_kW;
    if (q.rejects) y[2] = rejected_kW;
    y[at] = charge_kW;
    y[at + 1] = discharge_kW;
    y[at + 2] = gain_kW;
    y[at + 3] = q.rejects ? 0 : rejected_kW;
    y[at + 4] = q.byMachine ? w[1]! : 0;
    next[0] = clamp(energy_kWh + (charge_kW - discharge_kW - gain_kW) * dt_h, 0, q.capacity_kWh);
    y[at + 5] = next[0]! / q.capacity_kWh;
  },
  linear(q, window, model) {
    const { dt_h } = window;
    linearIce(
      {
        ...q,
        drive: q.byMachine ? 'electricity' : 'brine',
        coldPerDrive: q.byMachine ? window.input(1) : 1,
        meltReach: (energy_kWh) => dischargeReach(q, energy_kWh, dt_h),
        freezeReach: (energy_kWh) => chargeReach(q, energy_kWh, dt_h),
      },
      window,
      model,
    );
  },
  balance: () => ({
    // Ice is heat that is lacking: it counts as negative enthalpy, like cooling delivered.
    energy: { boundary: { heatGain_kW: 1, toAmbient_kW: -1 }, stores: { energy_kWh: -1 } },
  }),
  products: ['cooling'],
  size: (q) => q.capacity_kWh,
  sizeName: 'capacity_kWh',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 300,
    fixedOm_per_a: 0.015,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 300 CNY/kWh before VAT with its ice machine, 1.5 % a year, 25 years',
  },
  kpis(q, t) {
    const drive_kWh = q.byMachine ? -t.sum('electricity_kW') : 0;
    return {
      cycles: t.sum('discharge_kW') / q.capacity_kWh,
      ...(q.byMachine ? { cop: drive_kWh > 0 ? t.sum('charge_kW') / drive_kWh : 0 } : {}),
      standingLoss_kWh: t.sum('heatGain_kW'),
      socLeast: t.min('soc'),
    };
  },
});

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Cold per unit that its charging port draws: of electricity, or of the brine's own cold. */
const coldPerDrive = (q: IceStorage, w: Float64Array): number => (q.byMachine ? w[1]! : 1);

/** Most cold that it can give over the step, once what comes in from outside has melted its share. */
function dischargeReach(q: IceStorage, energy_kWh: number, dt_h: number): number {
  const left_kWh = energy_kWh - q.heatGain_kW * dt_h;
  if (left_kWh <= 0) return 0;
  const melted = 1 - left_kWh / q.capacity_kWh;
  return Math.min(q.discharge_kW, ((progressAfter(q.melting, melted, dt_h) - melted) * q.capacity_kWh) / dt_h);
}

/** Most cold that it can take over the step. */
function chargeReach(q: IceStorage, energy_kWh: number, dt_h: number): number {
  const frozen = energy_kWh / q.capacity_kWh;
  return Math.min(q.charge_kW, ((progressAfter(q.freezing, frozen, dt_h) - frozen) * q.capacity_kWh) / dt_h);
}
