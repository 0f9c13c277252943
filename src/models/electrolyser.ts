import { z } from 'zod';
import { H2_LHV_kWh_per_kg, OXYGEN_PER_H2_kg_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { ELECTROLYSERS, type StackPoint, stackOf } from './electrolyserPresets.ts';
import { type OnOff, onOffInitial, onOffLimits, onOffMean, onOffNext, runningShare, TOKEN } from './onOff.ts';
import { positionOf, type UniformCurve, valueAt } from './uniformCurve.ts';

const share = (text: string) => z.number().min(0).max(1).optional().describe(text);
const hours = (text: string) => z.number().nonnegative().optional().describe(text);

export const ElectrolyserParams = z.strictObject({
  technology: z.enum(['alkaline', 'pem']).default('alkaline').describe('brings the defaults and the cell curve'),
  rated_kW: z.number().positive().describe('highest electric input, with rectifier and auxiliaries'),
  stack_kWh_per_kg: z
    .number()
    .positive()
    .optional()
    .describe('direct current at the rating. FOUND: DEA catalogue 2025, alkaline 51.4, PEM 53.9'),
  system_kWh_per_kg: z
    .number()
    .positive()
    .optional()
    .describe('electric input at the rating. FOUND: DEA catalogue 2025, alkaline 56.7, PEM 60.5'),
  operated_h: z.number().nonnegative().default(0).describe('hours behind it, which cost voltage. ASSUMED 0, new'),
  degradation_per_h: z
    .number()
    .nonnegative()
    .optional()
    .describe('growth of the stack consumption. FOUND: DEA catalogue, alkaline 0.13, PEM 0.17 % in 1,000 h'),
  minLoad: share('least share of the rating. FOUND: IRENA, alkaline 0.15, PEM 0.05'),
  auxiliaryShare: share('of the rating, drawn at any load by pumps and controls. ASSUMED alkaline 0.03, PEM 0.02'),
  standbyShare: share('of the rating, drawn in standby and while starting. ASSUMED alkaline 0.01, PEM 0.005'),
  ramp_per_h: z.number().positive().optional().describe('share of the rating an hour. None where left out: seconds'),
  warmStart_h: hours('from standby. ASSUMED alkaline 0.05, PEM 0'),
  coldStart_h: hours('FOUND: DEA catalogue, alkaline 60 min, PEM 0.3 min'),
  coldAfter_h: z
    .number()
    .nonnegative()
    .default(8)
    .describe('hours it is kept in standby after a stop; then it is off, draws nothing and gets cold. ASSUMED 8'),
  minUp_h: z.number().nonnegative().default(0).describe('least time on. ASSUMED 0'),
  minDown_h: z.number().nonnegative().default(0).describe('least time off. ASSUMED 0'),
  startCost_money: z.number().nonnegative().default(0).describe('wear of a start. ASSUMED 0'),
  heatRecovery: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe('share of the stack heat that its heat port gives. ASSUMED 0.95; DEA also counts heat of auxiliaries'),
  heatMax_degC: z.number().optional().describe('hottest supply it serves. ASSUMED alkaline 75, PEM 65'),
  waterFactor: z
    .number()
    .min(1)
    .default(1.11)
    .describe('water taken over water split; the rest is rejected in purification. Derived from DEA, 175 kg/MWh'),
});
export type ElectrolyserParams = z.infer<typeof ElectrolyserParams>;

interface Electrolyser extends OnOff {
  readonly standby_kW: number;
  readonly auxiliary_kW: number;
  readonly etaRectifier: number;
  /** By the electric input when running. */
  readonly hydrogen_kW: UniformCurve;
  readonly stackHeat_kW: UniformCurve;
  readonly recovered: number;
  readonly oxygen: 0 | 1;
  readonly water: 0 | 1;
  readonly waterFactor: number;
  readonly dt_h: number;
  readonly startCost_money: number;
}

/** The curves bend at low load alone; consumption is right to 0.05 % in between. */
const POINTS = 129;

/**
 * Water electrolysis: electricity to hydrogen, heat and oxygen. The electric input P feeds constant auxiliaries a and,
 * through the rectifier, the stack: P_dc = (P - a) eta. The stack's current follows from the cell curve of its
 * technology (alkaline: Ulleberg 2003 at 80 degC; PEM: NREL's open model at 65 degC), scaled in voltage to the rated
 * consumption; hydrogen by Faraday's law with its loss at low current, so that part load gains voltage and loses to
 * auxiliaries and stray current. Heat by the thermoneutral voltage, I (U - eta_F U_tn): what cells give off beyond the
 * higher heating value of the hydrogen. Oxygen and water by stoichiometry. Starts, standby, ramp and least times as in
 * onOff.ts. Its rest after a stop is standby, then off.
 * @see Ulleberg, Int. J. Hydrogen Energy 28 (2003) 21-33; Danish Energy Agency, Technology Data for Renewable Fuels
 */
export const electrolyser = defineKind<ElectrolyserParams, Electrolyser, typeof ElectrolyserParams>({
  kind: 'electrolyser',
  summary: 'Electrolyser, alkaline or PEM, with heat, oxygen and water',
  validity: {
    text: 'stack at its working temperature when running; no pressure dependence; wear constant over the run',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: ElectrolyserParams,
  example: { rated_kW: 100 },
  ports: (p) => ({
    electricity: { carrier: 'electricity', flow: 'in' },
    hydrogen: { carrier: 'hydrogen', flow: 'out' },
    heat: {
      carrier: 'heat',
      flow: 'out',
      optional: true,
      supply_degC: { max: p.heatMax_degC ?? ELECTROLYSERS[p.technology].heatMax_degC },
    },
    oxygen: { carrier: 'oxygen', flow: 'out', optional: true },
    water: { carrier: 'water', flow: 'in', optional: true },
  }),
  role: 'converter',
  leads: () => ['hydrogen', 'electricity'],
  signals: [
    'load',
    'hydrogen_kg_per_h',
    'stackHeat_kW',
    'stackLoss_kW',
    'rectifierLoss_kW',
    'auxiliaryLoss_kW',
    'standbyLoss_kW',
    'waterDrawn_kg_per_h',
    'waterRejected_kg_per_h',
    'started',
  ],
  states: ['on', 'held_h', 'warmed_h', 'level_kW'],
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const preset = ELECTROLYSERS[p.technology];
    const rated = p.rated_kW;
    const system = p.system_kWh_per_kg ?? preset.system_kWh_per_kg;
    const stack = p.stack_kWh_per_kg ?? preset.stack_kWh_per_kg;
    const auxiliary_kW = (p.auxiliaryShare ?? preset.auxiliaryShare) * rated;
    const least = (p.minLoad ?? preset.minLoad) * rated;
    const stack_kW = (rated * stack) / system;
    const etaRectifier = stack_kW / (rated - auxiliary_kW);
    const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);
    if (!(etaRectifier <= 1))
      throw fault(
        'system_kWh_per_kg',
        `met ${system}, which leaves ${Number((rated - stack_kW).toPrecision(6))} kW beside the stack for auxiliaries ` +
          `of ${Number(auxiliary_kW.toPrecision(6))} kW and the rectifier; expected more, or a smaller auxiliaryShare`,
      );
    if (!(least > auxiliary_kW))
      throw fault('minLoad', 'met a least load below the auxiliaries; expected minLoad above auxiliaryShare');
    const worn = 1 + p.operated_h * (p.degradation_per_h ?? preset.degradation_per_h);
    const stackAt = stackOf(preset, stack_kW, stack * worn);
    const dc = (input_kW: number): number => (input_kW - auxiliary_kW) * etaRectifier;
    const step = (rated - least) / (POINTS - 1);
    const points = Array.from({ length: POINTS }, (_, k) => stackAt(dc(least + k * step)));
    const curve = (of: (point: StackPoint) => number): UniformCurve => ({
      from: least,
      step,
      values: Float64Array.from(points, of),
    });
    const stackHeat_kW = curve((point) => point.heat_kW);
    if (stackHeat_kW.values[0]! < 0)
      throw fault('minLoad', 'at its least load the cell would need heat from outside; expected a higher least load');
    const dt_h = hoursOf(grid);
    return {
      rated,
      least,
      ramp: (p.ramp_per_h ?? Number.POSITIVE_INFINITY) * dt_h * rated,
      warmStart_h: p.warmStart_h ?? preset.warmStart_h,
      coldStart_h: p.coldStart_h ?? preset.coldStart_h,
      coldAfter_h: p.coldAfter_h,
      minUp_h: p.minUp_h,
      minDown_h: p.minDown_h,
      standby_kW: (p.standbyShare ?? preset.standbyShare) * rated,
      auxiliary_kW,
      etaRectifier,
      hydrogen_kW: curve((point) => point.hydrogen_kg_per_h * H2_LHV_kWh_per_kg),
      stackHeat_kW,
      recovered: ports.heat === undefined ? 0 : p.heatRecovery,
      oxygen: ports.oxygen === undefined ? 0 : 1,
      water: ports.water === undefined ? 0 : 1,
      waterFactor: p.waterFactor,
      dt_h,
      startCost_money: p.startCost_money,
    };
  },
  initial: onOffInitial,
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    onOffLimits(q, x, 0, w[0]!, dt_h, out);
    const lowest = out[0]!;
    const highest = out[1]!;
    const least = out[2]!;
    const running = runningShare(q, x, 0, dt_h);
    const rest_kW = idle(q, x, w[0]!);
    const start_kW = starting(q, x, w[0]!, running, dt_h);
    out[0] = hydrogenAt(q, lowest, running);
    out[1] = hydrogenAt(q, highest, running);
    out[2] = hydrogenAt(q, least, running);
    out[3] = 0 - (highest > 0 ? highest + start_kW : rest_kW);
    out[4] = 0 - (lowest > 0 ? lowest + start_kW : rest_kW);
    out[5] = highest > 0 ? least + start_kW : 0;
  },
  invert(q, x, w, lead, target, dt_h, u) {
    const running = runningShare(q, x, 0, dt_h);
    if (lead === 1) {
      const input_kW = -target - starting(q, x, w[0]!, running, dt_h);
      u[0] = input_kW > 0 && -target > idle(q, x, w[0]!) + 1e-12 * q.rated ? input_kW : 0;
    } else if (!(target > 0)) u[0] = 0;
    else u[0] = running === 0 ? TOKEN * q.rated : running * positionOf(q.hydrogen_kW, target / running);
  },
  step(q, x, w, u, dt_h, next, y) {
    const mean_kW = onOffMean(q, x, 0, w[0]!, u[0]!, dt_h);
    const started = onOffNext(q, x, 0, mean_kW, dt_h, next);
    const on = mean_kW > 0;
    const running = on ? runningShare(q, x, 0, dt_h) : 0;
    // While it warms up over whole steps, it runs at its rating for a token of the time.
    const time = on && running === 0 ? TOKEN : running;
    const level_kW = on ? mean_kW / time : 0;
    const hydrogen_kW = on ? time * valueAt(q.hydrogen_kW, level_kW) : 0;
    const stackHeat_kW = on ? time * valueAt(q.stackHeat_kW, level_kW) : 0;
    const stack_kW = (mean_kW - time * q.auxiliary_kW) * q.etaRectifier;
    const standby_kW = on ? starting(q, x, w[0]!, running, dt_h) : idle(q, x, w[0]!);
    const hydrogen_kg = hydrogen_kW / H2_LHV_kWh_per_kg;
    const split_kg = hydrogen_kg * WATER_PER_H2_kg_per_kg;
    const taken_kg = split_kg * q.waterFactor;
    y[0] = 0 - mean_kW - standby_kW;
    y[1] = hydrogen_kW;
    y[2] = q.recovered * stackHeat_kW;
    y[3] = q.oxygen * hydrogen_kg * OXYGEN_PER_H2_kg_per_kg;
    y[4] = 0 - q.water * taken_kg;
    y[5] = mean_kW / q.rated;
    y[6] = hydrogen_kg;
    y[7] = stackHeat_kW;
    y[8] = (1 - q.recovered) * stackHeat_kW;
    y[9] = stack_kW * (1 / q.etaRectifier - 1);
    y[10] = time * q.auxiliary_kW;
    y[11] = standby_kW;
    y[12] = (1 - q.water) * taken_kg;
    y[13] = split_kg * (q.waterFactor - 1);
    y[14] = started;
  },
  balance: () => ({
    energy: { losses: { stackLoss_kW: 1, rectifierLoss_kW: 1, auxiliaryLoss_kW: 1, standbyLoss_kW: 1 } },
    water: { boundary: { waterDrawn_kg_per_h: 1, waterRejected_kg_per_h: -1 } },
  }),
  startCost_money: (q) => q.startCost_money,
  products: ['hydrogen'],
  size: (q) => q.rated,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 2500,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: 'ASSUMED alkaline 2,500 CNY/kW before VAT (PEM: name 8,000), 3 % a year, 20 years',
  },
  emissions: { water: ['waterDrawn_kg_per_h'] },
  kpis(q, t) {
    const hydrogen_kg = t.sum('hydrogen_kg_per_h');
    return {
      hydrogen_kg,
      ...(hydrogen_kg > 0 ? { consumption_kWh_per_kg: -t.sum('electricity_kW') / hydrogen_kg } : {}),
      fullLoad_h: t.sum('load'),
      starts: t.sum('started') / q.dt_h,
    };
  },
});

/** Drawn at rest: standby from a stop until it is given up. */
const idle = (q: Electrolyser, x: Float64Array, available: number): number =>
  available > 0 && (x[0]! > 0 || x[1]! + 1e-9 < q.coldAfter_h) ? q.standby_kW : 0;

/**
 * Drawn beside the load in a step in which it is asked to run. A cold start that takes whole steps is drawn at once when
 * it comes on, so that the token it gives meanwhile costs no more than the hydrogen it stands for.
 */
function starting(q: Electrolyser, x: Float64Array, available: number, running: number, dt_h: number): number {
  if (running === 0) return idle(q, x, available);
  const cold = x[1]! - x[2]! + 1e-9 >= q.coldAfter_h;
  return (1 - running + (cold ? x[2]! / dt_h : 0)) * q.standby_kW;
}

/** Mean hydrogen of a step at a mean input. */
const hydrogenAt = (q: Electrolyser, mean_kW: number, running: number): number =>
  mean_kW <= 0
    ? 0
    : running === 0
      ? TOKEN * valueAt(q.hydrogen_kW, q.rated)
      : running * valueAt(q.hydrogen_kW, mean_kW / running);
