import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { clamp, expm1, ln } from '../core/math.ts';
import { hoursOf } from '../core/timeGrid.ts';

/** Limits are magnitudes on the AC side; eta and soc are fractions of 1. */
export const BatteryParams = z
  .strictObject({
    capacity_kWh: z.number().positive().describe('energy of the cells between empty and full'),
    charge_kW: z.number().nonnegative().describe('highest AC charging power'),
    discharge_kW: z.number().nonnegative().describe('highest AC discharging power'),
    etaCharge: z.number().gt(0).max(1).default(0.98).describe('cells, one way. FOUND: DEA catalogue, Li-ion, DC'),
    etaDischarge: z.number().gt(0).max(1).default(0.97).describe('cells, one way. FOUND: DEA catalogue, Li-ion, DC'),
    etaConverter: z
      .number()
      .gt(0)
      .max(1)
      .default(0.978)
      .describe('each way. Derived from the catalogue 91 % AC round trip'),
    standby_kW: z.number().nonnegative().default(0).describe('drawn at all times while available. ASSUMED 0'),
    selfDischarge_per_h: z
      .number()
      .min(0)
      .lt(1)
      .default(4.17e-5)
      .describe('share lost an hour. FOUND: DEA, 0.1 % a day'),
    socMin: z.number().min(0).max(1).default(0).describe('lowest state of charge in use'),
    socMax: z.number().min(0).max(1).default(1).describe('highest state of charge in use'),
    socStart: z.number().min(0).max(1).default(0.5).describe('state of charge at the start'),
  })
  .refine((p) => p.socMin <= p.socStart && p.socStart <= p.socMax, {
    path: ['socStart'],
    message: 'expected socMin <= socStart <= socMax',
  });
export type BatteryParams = z.infer<typeof BatteryParams>;

interface Battery extends BatteryParams {
  /** Bus to cells and cells to bus. */
  readonly etaIn: number;
  readonly etaOut: number;
  /** Share of the energy kept over a step, and kWh kept per kW fed evenly over it. */
  readonly keep: number;
  readonly gain_h: number;
  readonly empty_kWh: number;
  readonly full_kWh: number;
}

/**
 * Energy-reservoir battery with constant one-way efficiencies and proportional self-discharge:
 *   dE/dt = -lambda E + c,   c = -(u+ / eta_out) - u- eta_in,   u > 0 discharging, AC side
 * solved exactly over the step, so that two half steps make one. A set point out of reach is met as far as power and
 * energy allow. No voltage, temperature or ageing.
 * @see Rosewater et al., "Battery Energy Storage Models for Optimal Control", IEEE Access 7 (2019),
 *   doi:10.1109/ACCESS.2019.2957698
 */
export const battery = defineKind<BatteryParams, Battery, typeof BatteryParams>({
  kind: 'battery',
  summary: 'Battery with converter, standby and self-discharge',
  validity: { text: 'constant efficiencies; no voltage, temperature or ageing', minStep_s: 1, maxStep_s: 3600 },
  params: BatteryParams,
  example: { capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 },
  ports: () => ({ electricity: { carrier: 'electricity', flow: 'both' } }),
  role: 'store',
  leads: () => ['electricity'],
  signals: ['charge_kW', 'discharge_kW', 'conversionLoss_kW', 'standbyLoss_kW', 'selfDischarge_kW', 'soc'],
  states: ['energy_kWh'],
  inputs: ['available'],
  prepare(p, { grid }) {
    const dt_h = hoursOf(grid);
    const lambda = -ln(1 - p.selfDischarge_per_h);
    const lost = -expm1(-lambda * dt_h);
    return {
      ...p,
      etaIn: p.etaCharge * p.etaConverter,
      etaOut: p.etaDischarge * p.etaConverter,
      keep: 1 - lost,
      gain_h: lambda > 0 ? lost / lambda : dt_h,
      empty_kWh: p.socMin * p.capacity_kWh,
      full_kWh: p.socMax * p.capacity_kWh,
    };
  },
  initial: (q) => [q.socStart * q.capacity_kWh],
  series: () => ({}),
  limits(q, x, w, _dt_h, out) {
    const on = w[0]!;
    out[0] = -on * (reach(q, x[0]!, -1) + q.standby_kW);
    out[1] = on * (reach(q, x[0]!, 1) - q.standby_kW);
    out[2] = 0;
  },
  invert(q, _x, w, _lead, target, _dt_h, u) {
    u[0] = w[0]! > 0 ? target + q.standby_kW : 0;
  },
  step(q, x, w, u, dt_h, next, y) {
    const on = w[0]!;
    const power_kW = on * clamp(u[0]!, -reach(q, x[0]!, -1), reach(q, x[0]!, 1));
    const cells_kW = power_kW > 0 ? -power_kW / q.etaOut : -power_kW * q.etaIn;
    next[0] = x[0]! * q.keep + cells_kW * q.gain_h;
    y[0] = power_kW - on * q.standby_kW;
    y[1] = power_kW < 0 ? -power_kW : 0;
    y[2] = power_kW > 0 ? power_kW : 0;
    y[3] = power_kW > 0 ? power_kW * (1 / q.etaOut - 1) : -power_kW * (1 - q.etaIn);
    y[4] = on * q.standby_kW;
    y[5] = (x[0]! * (1 - q.keep)) / dt_h + cells_kW * (1 - q.gain_h / dt_h);
    y[6] = next[0]! / q.capacity_kWh;
  },
  balance: () => ({
    energy: {
      losses: { conversionLoss_kW: 1, standbyLoss_kW: 1, selfDischarge_kW: 1 },
      stores: { energy_kWh: 1 },
    },
  }),
  size: (q) => q.capacity_kWh,
  sizeName: 'capacity_kWh',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 1500,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: 'ASSUMED 1.5 CNY/Wh before VAT, 1 % a year; life FOUND: DEA catalogue',
  },
  kpis: (q, t) => ({ cycles: t.sum('discharge_kW') / q.etaOut / q.capacity_kWh }),
});

/** Highest AC power now: +1 discharging, -1 charging. */
function reach(q: Battery, energy_kWh: number, direction: 1 | -1): number {
  const kept_kWh = energy_kWh * q.keep;
  return direction > 0
    ? clamp(((kept_kWh - q.empty_kWh) / q.gain_h) * q.etaOut, 0, q.discharge_kW)
    : clamp((q.full_kWh - kept_kWh) / q.gain_h / q.etaIn, 0, q.charge_kW);
}
