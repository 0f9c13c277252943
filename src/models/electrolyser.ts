import { H2_LHV_kWh_per_kg, OXYGEN_PER_H2_kg_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { hoursOf } from '../core/timeGrid.ts';
import {
  CELL_STATES,
  cellInitial,
  cellKpis,
  cellStarts,
  cellUpkeep_money,
  linearCell,
  WORN,
  wearStack,
} from './cellMachine.ts';
import { voltageAt } from './cellStack.ts';
import { flowsOf } from './electrolyserFlows.ts';
import { ElectrolyserParams, outletOf_bar } from './electrolyserParams.ts';
import { ELECTROLYSERS } from './electrolyserPresets.ts';
import { currentOf, type Electrolyser, hydrogenAt, idle, inputFor, starting, timeOf } from './electrolyserStep.ts';
import { onOffLimits, onOffMean, onOffMode, onOffNext, runningShare, TOKEN } from './onOff.ts';
import { valueAt } from './uniformCurve.ts';

/**
 * Water electrolysis: electricity to hydrogen, heat and oxygen. The electric input P feeds constant auxiliaries a and,
 * through the rectifier, the stack: P_dc = (P - a) eta. The stack's current follows from the cell curve of its
 * technology (alkaline: Ulleberg 2003 at 80 degC; PEM: NREL's open model at 65 degC), scaled in voltage to the rated
 * consumption; hydrogen by Faraday's law with its loss at low current, so that part load gains voltage and loses to
 * auxiliaries and stray current. Heat by the thermoneutral voltage, I (U - eta_F U_tn): what cells give off beyond the
 * higher heating value of the hydrogen. Oxygen and water by stoichiometry. Starts, standby, ramp and least times as in
 * onOff.ts. Its rest after a stop is standby, then off.
 *
 * **Stack.** With `stack` the current follows from the voltage of cells of stated area, temperature and pressure
 * (electrolyserStack.ts) and from what they have lost: P_dc = I (U(I) + degradation U_rated), so that at the same input a
 * worn stack makes less hydrogen and more heat. Hours, starts and swings of load cost voltage (cellStack.ts); at a stated
 * loss or age the stack is replaced at the end of the step, without downtime. Auxiliaries are then a standing part and
 * one in proportion to P_dc.
 * @see Ulleberg, Int. J. Hydrogen Energy 28 (2003) 21-33; Danish Energy Agency, Technology Data for Renewable Fuels
 */
export const electrolyser = defineKind<ElectrolyserParams, Electrolyser, typeof ElectrolyserParams>({
  kind: 'electrolyser',
  summary: 'Electrolyser, alkaline or PEM, with heat, oxygen and water',
  validity: {
    text: 'stack at its working temperature when running; wear constant over the run, unless `stack` is named',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: ElectrolyserParams,
  example: { rated_kW: 100 },
  ports: (p) => ({
    electricity: { carrier: 'electricity', flow: 'in' },
    hydrogen: { carrier: 'hydrogen', flow: 'out', pressure_bar: { max: outletOf_bar(p) } },
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
  solutionArea: 'hydrogen',
  terminals: { type: 'passive' },
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
    'cell_V',
    'density_A_per_cm2',
    'wear_per_h',
    'replaced',
  ],
  states: CELL_STATES,
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const preset = ELECTROLYSERS[p.technology];
    const rated = p.rated_kW;
    const auxiliary_kW = (p.auxiliaryShare ?? preset.auxiliaryShare) * rated;
    const least = (p.minLoad ?? preset.minLoad) * rated;
    const flows = flowsOf(p, auxiliary_kW, least, ports.hydrogen?.pressure_bar ?? outletOf_bar(p));
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
      ...flows,
      recovered: ports.heat === undefined ? 0 : p.heatRecovery,
      oxygen: ports.oxygen === undefined ? 0 : 1,
      water: ports.water === undefined ? 0 : 1,
      waterFactor: p.waterFactor,
      dt_h,
      ...cellStarts(p.startCost_money, flows.stack),
    };
  },
  initial: cellInitial,
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    onOffLimits(q, x, 0, w[0]!, dt_h, out);
    const lowest = out[0]!;
    const highest = out[1]!;
    const least = out[2]!;
    const running = runningShare(q, x, 0, dt_h);
    const rest_kW = idle(q, x, w[0]!);
    const start_kW = starting(q, x, w[0]!, running, dt_h);
    out[0] = hydrogenAt(q, x, lowest, running);
    out[1] = hydrogenAt(q, x, highest, running);
    out[2] = hydrogenAt(q, x, least, running);
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
    else u[0] = running === 0 ? TOKEN * q.rated : running * inputFor(q, x, target / running);
  },
  step(q, x, w, u, dt_h, next, y) {
    const mean_kW = onOffMean(q, x, 0, w[0]!, u[0]!, dt_h);
    const started = onOffNext(q, x, 0, mean_kW, dt_h, next);
    const on = mean_kW > 0;
    const time = timeOf(q, x, mean_kW, dt_h);
    const level_kW = on ? mean_kW / time : 0;
    const { stack } = q;
    const current_kA = on && stack !== null ? currentOf(q, stack, x, level_kW) : 0;
    const hydrogen_kW = !on
      ? 0
      : stack === null
        ? time * valueAt(q.hydrogen_kW, level_kW)
        : time * valueAt(stack.gas_kg_per_h, current_kA) * H2_LHV_kWh_per_kg;
    const stackHeat_kW = !on
      ? 0
      : stack === null
        ? time * valueAt(q.stackHeat_kW, level_kW)
        : time * (valueAt(stack.heat_kW, current_kA) + stack.rise_V * x[WORN]! * current_kA);
    const stack_kW = (mean_kW - time * q.auxiliary_kW) * q.etaDirect;
    const standby_kW = on ? starting(q, x, w[0]!, time === TOKEN ? 0 : time, dt_h) : idle(q, x, w[0]!);
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
    y[10] = time * q.auxiliary_kW + q.perStack * stack_kW;
    y[11] = standby_kW;
    y[12] = (1 - q.water) * taken_kg;
    y[13] = split_kg * (q.waterFactor - 1);
    y[14] = started;
    y[15] = stack === null ? 0 : voltageAt(stack, x[WORN]!, current_kA);
    y[16] = stack === null ? 0 : current_kA / stack.area;
    wearStack(q, x, level_kW, time * dt_h, started, dt_h, next, y, 17);
  },
  // A stack that ages is another one after every step.
  mode: (q, x) => (q.stack === null ? onOffMode(q, x, 0) : Number.NaN),
  balance: () => ({
    energy: { losses: { stackLoss_kW: 1, rectifierLoss_kW: 1, auxiliaryLoss_kW: 1, standbyLoss_kW: 1 } },
    water: { boundary: { waterDrawn_kg_per_h: 1, waterRejected_kg_per_h: -1 } },
  }),
  linear(q, window, model) {
    linearCell(electrolyser, q, window, model, 'hydrogen');
  },
  startCost_money: (q) => q.startCost_money,
  upkeep_money: cellUpkeep_money,
  products: ['hydrogen'],
  size: (q) => q.rated,
  sizeName: 'rated_kW',
  costDefault: ({ technology }) => ({
    currency: 'CNY',
    year: 2025,
    capex_money: technology === 'pem' ? 8000 : 2500,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: `ASSUMED ${technology === 'pem' ? 'PEM 8,000' : 'alkaline 2,500'} CNY/kW before VAT, 3 % a year, 20 years`,
  }),
  emissions: { water: ['waterDrawn_kg_per_h'] },
  kpis(q, t) {
    const hydrogen_kg = t.sum('hydrogen_kg_per_h');
    return {
      hydrogen_kg,
      ...(hydrogen_kg > 0 ? { consumption_kWh_per_kg: -t.sum('electricity_kW') / hydrogen_kg } : {}),
      ...cellKpis(q, t),
    };
  },
});
