import { z } from 'zod';
import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import {
  fuelCellVoltage_V,
  H2_PER_CHARGE_kg_per_kAh,
  LOWER_HEATING_V,
  NEDSTACK_PS6,
  THERMONEUTRAL_V,
} from '../core/physics/electrochemistry.ts';
import { root } from '../core/physics/root.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { type OnOff, onOffInitial, onOffLimits, onOffMean, onOffNext, runningShare, TOKEN } from './onOff.ts';
import { positionOf, type UniformCurve, valueAt } from './uniformCurve.ts';

const fraction = (text: string) => z.number().min(0).max(1).describe(text);
const hours = (text: string) => z.number().nonnegative().describe(text);

export const FuelCellParams = z.strictObject({
  rated_kW: z.number().positive().default(20).describe('highest electric output, net. ASSUMED 20'),
  etaStack: z
    .number()
    .min(0.3)
    .max(0.7)
    .default(0.55)
    .describe('direct current at the rating over the hydrogen used, lower heating value. FOUND: NedStack PS6, 55 %'),
  etaConverter: z.number().gt(0).max(1).default(0.93).describe('converter and air blower. ASSUMED 0.93'),
  auxiliaryShare: fraction('of the rating, drawn at any load by pumps and controls. ASSUMED 0.02').default(0.02),
  utilisation: z.number().gt(0).max(1).default(0.98).describe('hydrogen used over taken; the rest is purged. ASSUMED'),
  minLoad: fraction('least share of the rating. ASSUMED 0.1').default(0.1),
  ramp_per_h: z.number().positive().optional().describe('share of the rating an hour. None where left out: seconds'),
  warmStart_h: hours('ASSUMED 0.01: seconds').default(0.01),
  coldStart_h: hours('ASSUMED 0.1: minutes to working temperature').default(0.1),
  coldAfter_h: hours('time off after which a start is cold. ASSUMED 4').default(4),
  minUp_h: hours('least time on. ASSUMED 0').default(0),
  minDown_h: hours('least time off. ASSUMED 0').default(0),
  startCost_money: z.number().nonnegative().default(0).describe('wear of a start. ASSUMED 0'),
  heatRecovery: fraction(
    'share of the stack heat, condensing included, that its heat port gives. ASSUMED 0.65: about 40 % of the lower heating value',
  ).default(0.65),
  heatMax_degC: z.number().default(60).describe('hottest supply it serves. ASSUMED 60, of a stack at 65'),
});
export type FuelCellParams = z.infer<typeof FuelCellParams>;

interface FuelCell extends OnOff {
  readonly auxiliary_kW: number;
  readonly etaConverter: number;
  readonly utilisation: number;
  readonly recovered: number;
  /** By the electric output when running. */
  readonly used_kg_per_h: UniformCurve;
  readonly stackHeat_kW: UniformCurve;
  readonly dt_h: number;
  readonly startCost_money: number;
}

/** Consumption is right to 0.05 % in between. */
const POINTS = 65;

/**
 * Fuel cell with a proton-exchange membrane: hydrogen to electricity, heat and water. The stack gives
 * P_dc = P / eta_converter + auxiliaries; its current follows from the polarisation of a NedStack PS6, scaled in voltage to
 * the rated stack efficiency, and hydrogen from the current by Faraday's law, so that part load is more efficient until
 * the auxiliaries weigh in. Heat by the thermoneutral voltage, I (U_tn - U), vapour condensed; what is not recovered
 * leaves with the exhaust, and so does the water. Starts, ramp and least times as in onOff.ts.
 * @see Larminie and Dicks, Fuel Cell Systems Explained (2003), ch. 3 and 4
 */
export const fuelCell = defineKind<FuelCellParams, FuelCell, typeof FuelCellParams>({
  kind: 'fuelCell',
  summary: 'PEM fuel cell with heat',
  validity: { text: 'stack at its working temperature when running; no ageing', minStep_s: 1, maxStep_s: 3600 },
  params: FuelCellParams,
  example: { rated_kW: 20 },
  ports: (p) => ({
    hydrogen: { carrier: 'hydrogen', flow: 'in' },
    electricity: { carrier: 'electricity', flow: 'out' },
    heat: { carrier: 'heat', flow: 'out', optional: true, supply_degC: { max: p.heatMax_degC } },
  }),
  role: 'converter',
  leads: () => ['electricity', 'heat'],
  signals: [
    'load',
    'hydrogen_kg_per_h',
    'purge_kg_per_h',
    'stackHeat_kW',
    'stackLoss_kW',
    'converterLoss_kW',
    'auxiliaryLoss_kW',
    'waterReleased_kg_per_h',
    'started',
  ],
  states: ['on', 'held_h', 'warmed_h', 'level_kW'],
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const rated = p.rated_kW;
    const least = p.minLoad * rated;
    const auxiliary_kW = p.auxiliaryShare * rated;
    const dt_h = hoursOf(grid);
    const stackAt = stackOf(p.etaStack, rated / p.etaConverter + auxiliary_kW);
    const step = (rated - least) / (POINTS - 1);
    const points = Array.from({ length: POINTS }, (_, k) =>
      stackAt((least + k * step) / p.etaConverter + auxiliary_kW),
    );
    const curve = (of: (point: StackPoint) => number): UniformCurve => ({
      from: least,
      step,
      values: Float64Array.from(points, of),
    });
    return {
      rated,
      least,
      ramp: (p.ramp_per_h ?? Number.POSITIVE_INFINITY) * dt_h * rated,
      warmStart_h: p.warmStart_h,
      coldStart_h: p.coldStart_h,
      coldAfter_h: p.coldAfter_h,
      minUp_h: p.minUp_h,
      minDown_h: p.minDown_h,
      auxiliary_kW,
      etaConverter: p.etaConverter,
      utilisation: p.utilisation,
      recovered: ports.heat === undefined ? 0 : p.heatRecovery,
      used_kg_per_h: curve(({ current_kA }) => current_kA * H2_PER_CHARGE_kg_per_kAh),
      stackHeat_kW: curve(({ current_kA, cell_V }) => current_kA * (THERMONEUTRAL_V - cell_V)),
      dt_h,
      startCost_money: p.startCost_money,
    };
  },
  initial: onOffInitial,
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    onOffLimits(q, x, 0, w[0]!, dt_h, out);
    const running = runningShare(q, x, 0, dt_h);
    out[3] = heatAt(q, out[0]!, running);
    out[4] = heatAt(q, out[1]!, running);
    out[5] = heatAt(q, out[2]!, running);
  },
  invert(q, x, _w, lead, target, dt_h, u) {
    if (lead === 0 || !(target > 0) || q.recovered === 0) {
      u[0] = lead === 0 && target > 0 ? target : 0;
      return;
    }
    const running = runningShare(q, x, 0, dt_h);
    u[0] = running === 0 ? TOKEN * q.rated : running * positionOf(q.stackHeat_kW, target / (running * q.recovered));
  },
  step(q, x, w, u, dt_h, next, y) {
    const mean_kW = onOffMean(q, x, 0, w[0]!, u[0]!, dt_h);
    const started = onOffNext(q, x, 0, mean_kW, dt_h, next);
    const on = mean_kW > 0;
    const running = on ? runningShare(q, x, 0, dt_h) : 0;
    // While it warms up over whole steps, it runs at its rating for a token of the time.
    const time = on && running === 0 ? TOKEN : running;
    const level_kW = on ? mean_kW / time : 0;
    const used_kg = on ? time * valueAt(q.used_kg_per_h, level_kW) : 0;
    const stackHeat_kW = on ? time * valueAt(q.stackHeat_kW, level_kW) : 0;
    const taken_kg = used_kg / q.utilisation;
    y[0] = 0 - taken_kg * H2_LHV_kWh_per_kg;
    y[1] = mean_kW;
    y[2] = q.recovered * stackHeat_kW;
    y[3] = mean_kW / q.rated;
    y[4] = taken_kg;
    y[5] = used_kg * (1 / q.utilisation - 1);
    y[6] = stackHeat_kW;
    y[7] = (1 - q.recovered) * stackHeat_kW;
    y[8] = mean_kW * (1 / q.etaConverter - 1);
    y[9] = time * q.auxiliary_kW;
    y[10] = used_kg * WATER_PER_H2_kg_per_kg;
    y[11] = started;
  },
  balance: () => ({
    energy: {
      losses: { purge_kg_per_h: H2_HHV_kWh_per_kg, stackLoss_kW: 1, converterLoss_kW: 1, auxiliaryLoss_kW: 1 },
    },
    water: {
      boundary: { waterReleased_kg_per_h: -1 },
      losses: { purge_kg_per_h: WATER_PER_H2_kg_per_kg },
    },
  }),
  startCost_money: (q) => q.startCost_money,
  products: ['electricity', 'heat'],
  size: (q) => q.rated,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 5000,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0,
    life_a: 10,
    source: 'ASSUMED 5,000 CNY/kW before VAT, 3 % a year, 10 years',
  },
  kpis(q, t) {
    const taken_kWh = t.sum('hydrogen_kg_per_h') * H2_LHV_kWh_per_kg;
    return {
      ...(taken_kWh > 0
        ? {
            electricEfficiency: t.sum('electricity_kW') / taken_kWh,
            totalEfficiency: (t.sum('electricity_kW') + t.sum('heat_kW')) / taken_kWh,
          }
        : {}),
      fullLoad_h: t.sum('load'),
      starts: t.sum('started') / q.dt_h,
    };
  },
});

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

/** Mean heat of a step at a mean output. */
const heatAt = (q: FuelCell, mean_kW: number, running: number): number =>
  mean_kW <= 0
    ? 0
    : q.recovered *
      (running === 0 ? TOKEN * valueAt(q.stackHeat_kW, q.rated) : running * valueAt(q.stackHeat_kW, mean_kW / running));
