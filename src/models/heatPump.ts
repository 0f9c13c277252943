import type { Ports } from '../core/component.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { inverse } from '../core/linearModel.ts';
import { clamp } from '../core/math.ts';
import { type HeatPumpDuty, heatPumpColumns } from './heatPumpColumns.ts';
import { HeatPumpParams, SOURCES } from './heatPumpParams.ts';
import { mapOf } from './performanceMap.ts';

interface HeatPump extends HeatPumpDuty {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Share of the power that reaches the refrigerant. */
  readonly kept: number;
  readonly auxiliary: number;
  readonly standby_kW: number;
  /** Outputs after the ports begin here: 3, or 4 with a source bus. */
  readonly at: number;
}

/**
 * Heat pump from lake, ground, air or a colder heat bus, reversible where its `cooling` port is connected:
 *   COP  = min(copMax, quality * T_cond / (T_cond - T_evap)),  T_cond = supply + approach, T_evap = source - approach
 *   EER  = the same with T_evap of the chilled bus above the line and the source as the sink
 *   Q_max = rated * (1 + 0.03 (source - rated) - 0.01 (supply - rated)), at most capacityMax; frost takes 15 % of both
 *   or COP and Q_max / rated from a map of measured points, bilinear between them (`performanceMap.ts`)
 *   P    = Q_max / COP * (a + b r + c r^2),  r = Q / Q_max
 * Heat from the source Q (1 - (1 - casingLoss) / COP), heat to it when cooling Q (1 + (1 - casingLoss) / EER). The set point
 * is heat (positive) or cooling (negative), never both. The source does not cool by being used; no ramps.
 * @see Staffell et al., "A review of domestic heat pumps", Energy Environ. Sci. 5 (2012), doi:10.1039/c2ee22653g;
 *   oemof-thermal, "Compression heat pumps and chillers" (quality grade, icing); EN 14825 (part load)
 */
export const heatPump = defineKind<HeatPumpParams, HeatPump, typeof HeatPumpParams>({
  kind: 'heatPump',
  summary: 'Heat pump from lake, ground, air or waste heat, reversible',
  validity: {
    text: 'quasi-steady: starts and ramps of some minutes are left out',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: HeatPumpParams,
  example: { source: 'lake', rated_kW: 200 },
  ports: (p): Ports => ({
    electricity: { carrier: 'electricity', flow: 'in' },
    heat: { carrier: 'heat', flow: 'out', supply_degC: { max: p.heatMax_degC } },
    cooling: { carrier: 'cooling', flow: 'out', optional: true, supply_degC: { min: 3 } },
    ...(p.source === 'waste' ? { source: { carrier: 'heat', flow: 'in' } as const } : {}),
  }),
  role: 'converter',
  solutionArea: 'electrification',
  terminals: { type: 'passive' },
  leads: () => ['heat', 'cooling'],
  signals: ['environment_kW', 'casingLoss_kW', 'auxiliaryLoss_kW', 'cop', 'source_degC'],
  states: [],
  inputs: ['available', 'heatCapacity_kW', 'heatCop', 'coolingCapacity_kW', 'coolingCop', 'source_degC'],
  inputRange: { heatCop: [1, 100], coolingCop: [0.1, 100], source_degC: [-60, 150] },
  prepare(p, { ports }) {
    const heat = ports.heat!;
    const { cooling, source } = ports;
    const defaults = SOURCES[p.source];
    if (source && cooling)
      throw fault('source', `a pump of waste heat does not cool; leave port "cooling" unconnected or take a chiller`);
    if (source && source.supply_degC >= heat.supply_degC)
      throw fault(
        'source',
        `bus "${source.id}" (${source.supply_degC} degC) is no colder than bus "${heat.id}" (${heat.supply_degC} degC); heat passes to a colder bus through a heatExchanger`,
      );
    if (p.map !== undefined && mapOf(p.map).cop.some((row) => row.some((cop) => cop < 1)))
      throw fault('map', 'gives less heat than it draws somewhere; expected a COP of at least 1 at every point');
    return {
      p,
      source: defaults,
      heat,
      cooling,
      // The evaporator cools the water down to the return.
      waste_degC: source?.return_degC ?? Number.NaN,
      coolingRated_kW: p.ratedCooling_kW ?? p.rated_kW,
      a: p.partLoad[0],
      b: p.partLoad[1],
      c: p.partLoad[2],
      kept: 1 - p.casingLoss,
      auxiliary: p.auxiliary ?? defaults.auxiliary,
      standby_kW: p.standby_kW,
      at: source ? 4 : 3,
    };
  },
  initial: () => [],
  series: heatPumpColumns,
  limits(q, _x, w, _dt_h, out) {
    const on = w[0]!;
    out[0] = 0;
    out[1] = on * w[1]!;
    out[2] = on * w[1]! * q.p.minLoad;
    out[3] = 0;
    out[4] = on * w[3]!;
    out[5] = on * w[3]! * q.p.minLoad;
  },
  invert(q, _x, w, lead, target, _dt_h, u) {
    const least_kW = w[0]! * q.p.minLoad * w[lead === 0 ? 1 : 3]!;
    const asked_kW = target >= least_kW ? target : target > least_kW / 2 ? least_kW : 0;
    u[0] = lead === 0 ? asked_kW : -asked_kW;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const asked = u[0]!;
    const cools = asked < 0;
    const full_kW = w[cools ? 3 : 1]!;
    const most_kW = w[0]! * full_kW;
    const runs = asked !== 0 && most_kW > 0;
    const output_kW = runs ? clamp(cools ? -asked : asked, q.p.minLoad * most_kW, most_kW) : 0;
    const r = runs ? output_kW / full_kW : 0;
    const cop = runs ? (w[cools ? 4 : 2]! * r) / (q.a + r * (q.b + r * q.c)) : 0;
    const power_kW = runs ? output_kW / cop : 0;
    // Heat taken from the source, negative where it is given to it.
    const taken_kW = !runs ? 0 : cools ? -output_kW * (1 + q.kept / cop) : output_kW * (1 - q.kept / cop);
    const auxiliary_kW = q.auxiliary * output_kW + (w[0]! > 0 ? q.standby_kW : 0);
    const { at } = q;
    y[0] = -power_kW - auxiliary_kW;
    y[1] = cools ? 0 : output_kW;
    y[2] = cools ? output_kW : 0;
    if (at === 4) y[3] = -taken_kW;
    y[at] = at === 4 ? 0 : taken_kW;
    y[at + 1] = q.p.casingLoss * power_kW;
    y[at + 2] = auxiliary_kW;
    y[at + 3] = cop;
    y[at + 4] = w[5]!;
  },
  balance: () => ({
    energy: { boundary: { environment_kW: 1 }, losses: { casingLoss_kW: 1, auxiliaryLoss_kW: 1 } },
  }),
  linear(q, window, model) {
    const heats = linearByLead(heatPump, q, window, model, { port: 'heat' });
    if (q.cooling === undefined) return;
    const cools = linearByLead(heatPump, q, window, model, { lead: 1, port: 'cooling', atRest: false });
    // It heats or cools: both share the step.
    const row = model.rows('modes', Number.NEGATIVE_INFINITY, 1);
    model.count(row, heats.load, inverse(heats.most));
    model.count(row, cools.load, inverse(cools.most));
  },
  products: ['heat', 'cooling'],
  size: (q) => q.p.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 2500,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: 'ASSUMED 2,500 CNY/kWth before VAT, 1 % a year, 20 years',
  },
  kpis(_q, t) {
    const electricity_kWh = -t.sum('electricity_kW');
    return {
      seasonalCop: electricity_kWh > 0 ? (t.sum('heat_kW') + t.sum('cooling_kW')) / electricity_kWh : 0,
      running_h: t.running_h('heat_kW') + t.running_h('cooling_kW'),
    };
  },
});

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);
