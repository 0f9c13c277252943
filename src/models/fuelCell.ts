import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
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
import { FuelCellParams } from './fuelCellParams.ts';
import {
  ableShare,
  currentOf,
  type FuelCell,
  flowsOf,
  heatAt,
  heatAtCurrent,
  outputFor,
  tokenTime,
} from './fuelCellStep.ts';
import { onOffLimits, onOffMean, onOffMode, onOffNext, runningShare, TOKEN } from './onOff.ts';
import { valueAt } from './uniformCurve.ts';

export { FuelCellParams } from './fuelCellParams.ts';

/**
 * Fuel cell with a proton-exchange membrane: hydrogen to electricity, heat and water. The stack gives
 * P_dc = P / eta_converter + auxiliaries; its current follows from the polarisation of a NedStack PS6, scaled in voltage to
 * the rated stack efficiency, and hydrogen from the current by Faraday's law, so that part load is more efficient until
 * the auxiliaries weigh in. Heat by the thermoneutral voltage, I (U_tn - U), vapour condensed; what is not recovered
 * leaves with the exhaust, and so does the water. Starts, ramp and least times as in onOff.ts.
 *
 * **Stack.** With `stack` the current follows from the voltage of cells of stated area and pressures, with concentration
 * loss (fuelCellStack.ts), and from what they have lost: P_dc = I (U(I) - degradation U_rated), so that a worn stack takes
 * more hydrogen for the same output, up to its highest current; beyond that its output falls short of the rating. Hours,
 * starts and swings of load cost voltage (cellStack.ts); at a stated loss or age it is replaced, without downtime.
 * @see Larminie and Dicks, Fuel Cell Systems Explained (2003), ch. 3 and 4
 */
export const fuelCell = defineKind<FuelCellParams, FuelCell, typeof FuelCellParams>({
  kind: 'fuelCell',
  summary: 'PEM fuel cell with heat',
  validity: {
    text: 'stack at its working temperature when running; no ageing unless `stack` is named',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: FuelCellParams,
  example: { rated_kW: 20 },
  ports: (p) => ({
    hydrogen: { carrier: 'hydrogen', flow: 'in', pressure_bar: { min: p.stack?.hydrogen_bar ?? 1 } },
    electricity: { carrier: 'electricity', flow: 'out' },
    heat: { carrier: 'heat', flow: 'out', optional: true, supply_degC: { max: p.heatMax_degC } },
  }),
  role: 'converter',
  solutionArea: 'hydrogen',
  terminals: { type: 'converter', rated_kW: (q) => q.rated },
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
    'cell_V',
    'density_A_per_cm2',
    'wear_per_h',
    'replaced',
  ],
  states: CELL_STATES,
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const rated = p.rated_kW;
    const least = p.minLoad * rated;
    const auxiliary_kW = p.auxiliaryShare * rated;
    const dt_h = hoursOf(grid);
    const flows = flowsOf(p, auxiliary_kW, least, ports.hydrogen?.pressure_bar);
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
      ...flows,
      dt_h,
      ...cellStarts(p.startCost_money, flows.stack),
    };
  },
  initial: cellInitial,
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    onOffLimits(q, x, 0, w[0]! * ableShare(q, x), dt_h, out);
    const running = runningShare(q, x, 0, dt_h);
    out[3] = heatAt(q, x, out[0]!, running);
    out[4] = heatAt(q, x, out[1]!, running);
    out[5] = heatAt(q, x, out[2]!, running);
  },
  invert(q, x, _w, lead, target, dt_h, u) {
    if (lead === 0 || !(target > 0) || q.recovered === 0) {
      u[0] = lead === 0 && target > 0 ? target : 0;
      return;
    }
    const running = runningShare(q, x, 0, dt_h);
    u[0] = running === 0 ? TOKEN * q.rated : running * outputFor(q, x, target / (running * q.recovered));
  },
  step(q, x, w, u, dt_h, next, y) {
    const mean_kW = onOffMean(q, x, 0, w[0]! * ableShare(q, x), u[0]!, dt_h);
    const started = onOffNext(q, x, 0, mean_kW, dt_h, next);
    const on = mean_kW > 0;
    const running = on ? runningShare(q, x, 0, dt_h) : 0;
    // While it warms up over whole steps, it runs at its rating for a token of the time.
    const time = on && running === 0 ? tokenTime(q, x) : running;
    const level_kW = on ? mean_kW / time : 0;
    const { stack } = q;
    const current_kA = on && stack !== null ? currentOf(q, stack, x, level_kW) : 0;
    const used_kg = !on
      ? 0
      : stack === null
        ? time * valueAt(q.used_kg_per_h, level_kW)
        : time * valueAt(stack.gas_kg_per_h, current_kA);
    const stackHeat_kW = !on
      ? 0
      : stack === null
        ? time * valueAt(q.stackHeat_kW, level_kW)
        : time * heatAtCurrent(stack, x, current_kA);
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
    y[12] = stack === null ? 0 : voltageAt(stack, x[WORN]!, current_kA);
    y[13] = stack === null ? 0 : current_kA / stack.area;
    wearStack(q, x, level_kW, time * dt_h, started, dt_h, next, y, 14);
  },
  // A stack that ages is another one after every step.
  mode: (q, x) => (q.stack === null ? onOffMode(q, x, 0) : Number.NaN),
  balance: () => ({
    energy: {
      losses: { purge_kg_per_h: H2_HHV_kWh_per_kg, stackLoss_kW: 1, converterLoss_kW: 1, auxiliaryLoss_kW: 1 },
    },
    water: {
      boundary: { waterReleased_kg_per_h: -1 },
      losses: { purge_kg_per_h: WATER_PER_H2_kg_per_kg },
    },
  }),
  linear(q, window, model) {
    linearCell(fuelCell, q, window, model, 'electricity');
  },
  startCost_money: (q) => q.startCost_money,
  upkeep_money: cellUpkeep_money,
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
            etaElectric: t.sum('electricity_kW') / taken_kWh,
            etaTotal: (t.sum('electricity_kW') + t.sum('heat_kW')) / taken_kWh,
          }
        : {}),
      ...cellKpis(q, t),
    };
  },
});
