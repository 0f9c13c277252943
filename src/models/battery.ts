import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp, expm1, ln } from '../core/math.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { linearBattery } from './batteryLinear.ts';
import { fallen } from './batteryTaper.ts';
import { BatteryThermal, bandShare, type Thermal, thermalOf } from './batteryThermal.ts';
import {
  lifeOf_a,
  newCells,
  resistanceOf,
  WEAR_SIGNALS,
  WEAR_STATES,
  type Wear,
  WearParams,
  wearOf,
  wearOut,
} from './batteryWear.ts';

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
    coupling: z
      .enum(['ac', 'dc'])
      .default('ac')
      .describe('dc: its bus is one of direct current, and etaDcDc stands in for etaConverter'),
    etaDcDc: z.number().gt(0).max(1).default(0.985).describe('each way, on a bus of direct current. ASSUMED 0.985'),
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
    chargeTaper: z
      .number()
      .min(0)
      .lt(1)
      .optional()
      .describe(
        'state of charge from which the highest charging power falls to 0 at full, in a straight line: the phase of constant voltage. None where left out; 0.8 to 0.9 are common',
      ),
    dischargeTaper: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('state of charge below which the highest discharging power falls to 0 at empty. None where left out'),
    temperature_degC: z
      .number()
      .min(-40)
      .max(80)
      .default(25)
      .describe('of the cells where `thermal` is left out. ASSUMED 25'),
    thermal: BatteryThermal.optional().describe(
      'cells that warm up, and how far temperature limits them; none where left out',
    ),
    ageing: WearParams.optional().describe(
      'loss of capacity and growth of losses by time and use; none where left out',
    ),
  })
  .refine((p) => p.socMin <= p.socStart && p.socStart <= p.socMax, {
    path: ['socStart'],
    message: 'expected socMin <= socStart <= socMax',
  });
export type BatteryParams = z.infer<typeof BatteryParams>;

interface Battery extends Omit<BatteryParams, 'thermal'> {
  /** Converter, one way. */
  readonly eta: number;
  /** Bus to cells and cells to bus, while new. */
  readonly etaIn: number;
  readonly etaOut: number;
  /** Share of the energy kept over a step, and kWh kept per kW fed evenly over it. */
  readonly keep: number;
  readonly gain_h: number;
  readonly dt_h: number;
  readonly isPlain: boolean;
  readonly thermal: Thermal | null;
  readonly wear: Wear | null;
  /** Places of the first states of `thermal` and `wear`, and of the first signal of the latter. */
  readonly cellAt: number;
  readonly wearAt: number;
  readonly wearOut: number;
}

const SIGNALS = ['charge_kW', 'discharge_kW', 'conversionLoss_kW', 'standbyLoss_kW', 'selfDischarge_kW', 'soc'];

/**
 * Energy-reservoir battery with one-way efficiencies and proportional self-discharge:
 *   dE/dt = -lambda E + c,   c = -(u+ / eta_out) - u- eta_in,   u > 0 discharging, bus side
 * solved exactly over the step, so that two half steps make one. A set point out of reach is met as far as power and
 * energy allow. By parameters beside these:
 * - **Taper.** The highest power falls in a straight line to 0 at full (or at empty): the energy goes towards full as
 *   1 - e^(-t/tau), tau = (full - start of taper) / highest power, solved exactly; a step's mean power may use all of it.
 * - **Temperature.** Cells as one thermal mass, C dT/dt = loss in the cells - G (T - T_ambient), exact over the step. It
 *   derates charging and discharging at the start of the step and drives ageing. Warmth held in the cells counts as lost
 *   when it arises.
 * - **Ageing.** Loss of capacity by calendar and by cycles, counted by rainflow as they happen; losses in the cells are
 *   taken as ohmic, so that (1 - etaCharge) and (1/etaDischarge - 1) grow with the resistance. batteryWear.ts.
 * @see Rosewater et al., "Battery Energy Storage Models for Optimal Control", IEEE Access 7 (2019),
 *   doi:10.1109/ACCESS.2019.2957698
 */
export const battery = defineKind<BatteryParams, Battery, typeof BatteryParams>({
  kind: 'battery',
  summary: 'Battery with converter, standby and self-discharge; taper, temperature and ageing where asked for',
  validity: {
    text: 'constant efficiencies while new; no voltage; fits of ageing from 10 to 45 degC and rates up to about 1/h',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: BatteryParams,
  example: { capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 },
  ports: () => ({ electricity: { carrier: 'electricity', flow: 'both' } }),
  role: 'store',
  solutionArea: 'electrification',
  terminals: {
    type: 'converter',
    rated_kW: (q) => Math.max(q.charge_kW, q.discharge_kW),
    yields: true,
    isDc: (p) => p.coupling === 'dc',
  },
  leads: () => ['electricity'],
  signals: (p) => [...SIGNALS, ...(p.ageing ? WEAR_SIGNALS : [])],
  states: (p) => ['energy_kWh', ...(p.thermal ? ['cell_degC'] : []), ...(p.ageing ? WEAR_STATES : [])],
  inputs: ['available', 'ambient_degC'],
  prepare(p, { grid }) {
    const dt_h = hoursOf(grid);
    const lambda = -ln(1 - p.selfDischarge_per_h);
    const lost = -expm1(-lambda * dt_h);
    const eta = p.coupling === 'dc' ? p.etaDcDc : p.etaConverter;
    if (p.ageing && (1 + p.ageing.resistanceGrowth) * (1 - p.etaCharge) >= 1)
      throw new ConfigError([
        {
          file: '',
          path: 'etaCharge',
          message: `met ${p.etaCharge}, which ageing would bring to nothing; expected more, or less ageing.resistanceGrowth`,
        },
      ]);
    return {
      ...p,
      eta,
      etaIn: p.etaCharge * eta,
      etaOut: p.etaDischarge * eta,
      keep: 1 - lost,
      gain_h: lambda > 0 ? lost / lambda : dt_h,
      dt_h,
      isPlain: !p.thermal && !p.ageing,
      thermal: p.thermal ? thermalOf(p.thermal, p.capacity_kWh, dt_h) : null,
      wear: p.ageing ? wearOf(p.ageing, dt_h) : null,
      cellAt: 1,
      wearAt: p.thermal ? 2 : 1,
      wearOut: 1 + SIGNALS.length,
    };
  },
  initial: (q) => [
    q.socStart * q.capacity_kWh,
    ...(q.thermal ? [q.thermal.start_degC ?? q.temperature_degC] : []),
    ...(q.wear ? newCells(q.socStart) : []),
  ],
  series(q, env) {
    if (!q.thermal) return { ambient_degC: q.temperature_degC };
    const { ambient_degC } = q.thermal;
    if (ambient_degC === 'air') return { ambient_degC: env.weather('ambient_degC') };
    return { ambient_degC: typeof ambient_degC === 'number' ? ambient_degC : env.series(ambient_degC, 'ambient_degC') };
  },
  limits(q, x, w, _dt_h, out) {
    const on = w[0]!;
    look(q, x);
    out[0] = -on * (reach(q, x[0]!, -1) + q.standby_kW);
    out[1] = on * (reach(q, x[0]!, 1) - q.standby_kW);
    out[2] = 0;
  },
  invert(q, _x, w, _lead, target, _dt_h, u) {
    u[0] = w[0]! > 0 ? target + w[0]! * q.standby_kW : 0;
  },
  step(q, x, w, u, dt_h, next, y) {
    const on = w[0]!;
    look(q, x);
    const { etaIn, etaOut, capacity_kWh } = now;
    const power_kW = clamp(u[0]!, -on * reach(q, x[0]!, -1), on * reach(q, x[0]!, 1));
    const cells_kW = power_kW > 0 ? -power_kW / etaOut : -power_kW * etaIn;
    next[0] = x[0]! * q.keep + cells_kW * q.gain_h;
    y[0] = power_kW - on * q.standby_kW;
    y[1] = power_kW < 0 ? -power_kW : 0;
    y[2] = power_kW > 0 ? power_kW : 0;
    y[3] = power_kW > 0 ? power_kW * (1 / etaOut - 1) : -power_kW * (1 - etaIn);
    y[4] = on * q.standby_kW;
    y[5] = (x[0]! * (1 - q.keep)) / dt_h + cells_kW * (1 - q.gain_h / dt_h);
    y[6] = next[0]! / capacity_kWh;
    if (q.isPlain) return;
    const { thermal, wear } = q;
    let cell_degC = q.temperature_degC;
    if (thermal) {
      cell_degC = x[q.cellAt]!;
      // What the converter does not lose, the cells do.
      const heat_kW = power_kW > 0 ? power_kW * (1 / etaOut - 1 / q.eta) : -power_kW * (q.eta - etaIn);
      const end_degC = w[1]! + heat_kW / thermal.conductance_kW_per_K;
      next[q.cellAt] = end_degC + (cell_degC - end_degC) * thermal.keep;
      cell_degC = (cell_degC + next[q.cellAt]!) / 2;
    }
    if (wear) wearOut(wear, x, q.wearAt, x[0]! / capacity_kWh, y[6]!, cell_degC + 273.15, dt_h, next, y, q.wearOut);
  },
  isStillAtRest: (q) => q.standby_kW === 0,
  balance: () => ({
    energy: {
      losses: { conversionLoss_kW: 1, standbyLoss_kW: 1, selfDischarge_kW: 1 },
      stores: { energy_kWh: 1 },
    },
  }),
  linear(q, window, model) {
    look(q, window.x);
    linearBattery(q, now, window, model);
  },
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
  upkeep_money: (q, t) => (q.wear === null ? 0 : q.wear.replacement_money * t.sum('replacements_per_h')),
  kpis: (q, t) => ({
    cycles: t.sum('discharge_kW') / q.etaOut / q.capacity_kWh,
    ...(q.wear
      ? {
          equivalentFullCycles: t.sum('equivalentCycles_per_h'),
          stateOfHealth: t.last('soh'),
          expectedLife_a: lifeOf_a(q.wear, t.hours_h, t.sum('calendarAgeing_per_h'), t.sum('cycleAgeing_per_h')),
          replacements: t.sum('replacements_per_h'),
        }
      : {}),
  }),
});

/** What a battery is at the start of a step: filled by `look`, read by who called it. */
const now = { capacity_kWh: 0, etaIn: 0, etaOut: 0, charge_kW: 0, discharge_kW: 0 };

function look(q: Battery, x: Float64Array): void {
  now.capacity_kWh = q.capacity_kWh;
  now.etaIn = q.etaIn;
  now.etaOut = q.etaOut;
  now.charge_kW = q.charge_kW;
  now.discharge_kW = q.discharge_kW;
  if (q.isPlain) return;
  if (q.wear) {
    const soh = x[q.wearAt]!;
    const resistance = resistanceOf(q.wear, soh);
    now.capacity_kWh *= soh;
    now.etaIn = (1 - resistance * (1 - q.etaCharge)) * q.eta;
    now.etaOut = q.eta / (1 + resistance * (1 / q.etaDischarge - 1));
  }
  if (q.thermal) {
    now.charge_kW *= bandShare(q.thermal.charge_degC, x[q.cellAt]!);
    now.discharge_kW *= bandShare(q.thermal.discharge_degC, x[q.cellAt]!);
  }
}

/** Highest power at the bus now: +1 discharging, -1 charging. `look` comes first. */
function reach(q: Battery, energy_kWh: number, direction: 1 | -1): number {
  const { capacity_kWh, charge_kW, discharge_kW } = now;
  const kept_kWh = energy_kWh * q.keep;
  if (direction > 0) {
    let least_kWh = q.socMin * capacity_kWh;
    if (q.dischargeTaper !== undefined)
      least_kWh = Math.max(
        least_kWh,
        fallen(energy_kWh, q.dischargeTaper * capacity_kWh, discharge_kW / now.etaOut, q.dt_h),
      );
    return clamp(((kept_kWh - least_kWh) / q.gain_h) * now.etaOut, 0, discharge_kW);
  }
  let most_kWh = q.socMax * capacity_kWh;
  if (q.chargeTaper !== undefined)
    most_kWh = Math.min(
      most_kWh,
      capacity_kWh -
        fallen(capacity_kWh - energy_kWh, (1 - q.chargeTaper) * capacity_kWh, charge_kW * now.etaIn, q.dt_h),
    );
  return clamp((most_kWh - kept_kWh) / q.gain_h / now.etaIn, 0, charge_kW);
}
