import { z } from 'zod';
import type { Ports } from '../core/component.ts';
import { defineKind } from '../core/component.ts';
import type { PortBus, WeatherColumn } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp } from '../core/math.ts';
import { chillerCop, heatPumpCop, icingFactor } from '../core/physics/carnot.ts';

interface SourceDefaults {
  /** Undefined where heat comes from a bus. */
  readonly weather?: WeatherColumn;
  readonly quality: number;
  readonly coolingQuality: number;
  readonly approach_K: number;
  readonly rated_degC: number;
  readonly least_degC: number;
  readonly auxiliary: number;
}

/**
 * `quality` was fitted to the certified points of 40 machines of 20 to 78 kW (Heat Pump Keymark, EN 14825) with 5 K
 * between the media and the refrigerant: mean error of the COP 10 % (air), 8 % (brine). It gives a lake machine COP 4.5
 * from 10 to 45 degC; `coolingQuality` gives it 5.0 from 7 to 28 degC.
 */
const SOURCES: Readonly<Record<'lake' | 'ground' | 'air' | 'waste', SourceDefaults>> = {
  lake: {
    weather: 'water_degC',
    quality: 0.63,
    coolingQuality: 0.56,
    approach_K: 5,
    rated_degC: 10,
    least_degC: 3,
    auxiliary: 0.01,
  },
  ground: {
    weather: 'ground_degC',
    quality: 0.63,
    coolingQuality: 0.56,
    approach_K: 10,
    rated_degC: 10,
    least_degC: -5,
    auxiliary: 0.01,
  },
  air: {
    weather: 'ambient_degC',
    quality: 0.57,
    coolingQuality: 0.5,
    approach_K: 5,
    rated_degC: 7,
    least_degC: -20,
    auxiliary: 0,
  },
  waste: { quality: 0.63, coolingQuality: 0.56, approach_K: 5, rated_degC: 15, least_degC: 0, auxiliary: 0.01 },
};

const share = (description: string) => z.number().min(0).max(1).describe(description);
const bySource = (what: string) => `${what}. Default by source, see the table of sources`;

export const HeatPumpParams = z
  .strictObject({
    source: z
      .enum(['lake', 'ground', 'air', 'waste'])
      .describe('where heat comes from; waste: the bus at port "source"'),
    rated_kW: z
      .number()
      .positive()
      .describe('heat at full load, from the rated source to the rated supply temperature'),
    ratedCooling_kW: z
      .number()
      .positive()
      .optional()
      .describe('cooling at full load, from 7 degC to a sink of 28 degC. ASSUMED: as much as `rated_kW`'),
    quality: share(bySource("share of Carnot's COP when heating. FOUND: fitted to Keymark points")).gt(0).optional(),
    coolingQuality: share(bySource("share of Carnot's COP when cooling. ASSUMED")).gt(0).optional(),
    sourceApproach_K: z
      .number()
      .nonnegative()
      .optional()
      .describe(bySource('between the source and the refrigerant; of the ground with its brine. ASSUMED')),
    supplyApproach_K: z.number().nonnegative().default(5).describe('between refrigerant and bus. ASSUMED 5'),
    copMax: z.number().gt(1).default(7).describe('cap on both COPs. ASSUMED 7'),
    ratedSource_degC: z.number().optional().describe(bySource('source of the rated point. ASSUMED')),
    ratedSupply_degC: z.number().default(45).describe('supply of the rated point. ASSUMED 45'),
    sourceMin_degC: z.number().optional().describe(bySource('coldest source in use; off below. ASSUMED')),
    supplyMax_degC: z
      .number()
      .default(75)
      .describe('hottest supply it can give. ASSUMED 75; industrial machines reach 125'),
    sourceSlope_per_K: z
      .number()
      .min(0)
      .default(0.03)
      .describe('capacity gained per kelvin of a warmer source. FOUND: hplib, mean of air/water machines'),
    supplySlope_per_K: z
      .number()
      .min(0)
      .default(0.01)
      .describe('capacity lost per kelvin of a hotter supply. FOUND: hplib, mean of air/water machines'),
    capacityMax: z
      .number()
      .positive()
      .default(1.1)
      .describe('cap on the capacity as a share of the rated. ASSUMED 1.1'),
    icingBelow_degC: z.number().default(3).describe('air colder than this frosts the coils. ASSUMED 3'),
    icingFactor: share('on heat and COP of an air source when it frosts. FOUND: fitted to Keymark points, 0.85')
      .gt(0)
      .default(0.85),
    loadMin: share('least load as a share of the capacity of the hour. FOUND: DEA catalogue, 25 %').default(0.25),
    partLoad: z
      .tuple([z.number(), z.number(), z.number()])
      .default([0.1, 0.9, 0])
      .describe('power over full power = a + b r + c r^2 at load r; a + b + c = 1. FOUND: EN 14825, Cc = 0.9'),
    caseLoss: share('of the power, lost by motor and casing. ASSUMED 0.03').default(0.03),
    auxiliary: share(bySource('power of the source-side pump per heat or cooling delivered. ASSUMED')).optional(),
    standby_kW: z.number().nonnegative().default(0).describe('drawn at all times while available. ASSUMED 0'),
  })
  .refine((p) => Math.abs(p.partLoad[0] + p.partLoad[1] + p.partLoad[2] - 1) < 1e-9, {
    path: ['partLoad'],
    message: 'expected three numbers whose sum is 1 (full power at full load)',
  });
export type HeatPumpParams = z.infer<typeof HeatPumpParams>;

interface HeatPump {
  readonly p: HeatPumpParams;
  readonly source: SourceDefaults;
  readonly heat: PortBus;
  /** Undefined where it does not cool. */
  readonly cooling: PortBus | undefined;
  /** Temperature of a bus as the source. */
  readonly waste_degC: number;
  readonly coolingRated_kW: number;
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
 *   P    = Q_max / COP * (a + b r + c r^2),  r = Q / Q_max
 * Heat from the source Q (1 - (1 - caseLoss) / COP), heat to it when cooling Q (1 + (1 - caseLoss) / EER). The set point
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
    heat: { carrier: 'heat', flow: 'out', supply_degC: { max: p.supplyMax_degC } },
    cooling: { carrier: 'cooling', flow: 'out', optional: true, supply_degC: { min: 3 } },
    ...(p.source === 'waste' ? { source: { carrier: 'heat', flow: 'in' } as const } : {}),
  }),
  role: 'converter',
  leads: () => ['heat', 'cooling'],
  signals: ['environment_kW', 'caseLoss_kW', 'auxiliaryLoss_kW', 'cop', 'source_degC'],
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
      kept: 1 - p.caseLoss,
      auxiliary: p.auxiliary ?? defaults.auxiliary,
      standby_kW: p.standby_kW,
      at: source ? 4 : 3,
    };
  },
  initial: () => [],
  series(q, env) {
    const { p, source, heat, cooling } = q;
    const degC = source.weather ? env.weather(source.weather) : new Float64Array(env.grid.length).fill(q.waste_degC);
    const approach_K = p.sourceApproach_K ?? source.approach_K;
    const rated_degC = p.ratedSource_degC ?? source.rated_degC;
    const least_degC = p.sourceMin_degC ?? source.least_degC;
    const icing = (t: number): number => (p.source === 'air' ? icingFactor(t, p.icingBelow_degC, p.icingFactor) : 1);
    const capacity = (gain_K: number, lift_K: number): number =>
      clamp(1 + p.sourceSlope_per_K * gain_K - p.supplySlope_per_K * lift_K, 0, p.capacityMax);
    const condenser_degC = heat.supply_degC + p.supplyApproach_K;
    const heatColumns = {
      source_degC: degC,
      heatCapacity_kW: degC.map((t) =>
        t < least_degC ? 0 : p.rated_kW * icing(t) * capacity(t - rated_degC, heat.supply_degC - p.ratedSupply_degC),
      ),
      heatCop: degC.map(
        (t) => Math.min(p.copMax, heatPumpCop(t - approach_K, condenser_degC, p.quality ?? source.quality)) * icing(t),
      ),
    };
    if (!cooling) return { ...heatColumns, coolingCapacity_kW: 0, coolingCop: 1 };
    const quality = p.coolingQuality ?? source.coolingQuality;
    const evaporator_degC = cooling.supply_degC - p.supplyApproach_K;
    return {
      ...heatColumns,
      coolingCapacity_kW: degC.map(
        (t) =>
          q.coolingRated_kW * capacity(cooling.supply_degC - COOLING_RATED.chilled_degC, t - COOLING_RATED.sink_degC),
      ),
      coolingCop: degC.map((t) => Math.min(p.copMax, chillerCop(evaporator_degC, t + approach_K, quality))),
    };
  },
  limits(q, _x, w, _dt_h, out) {
    const on = w[0]!;
    out[0] = 0;
    out[1] = on * w[1]!;
    out[2] = on * w[1]! * q.p.loadMin;
    out[3] = 0;
    out[4] = on * w[3]!;
    out[5] = on * w[3]! * q.p.loadMin;
  },
  invert(q, _x, w, lead, target, _dt_h, u) {
    const least_kW = w[0]! * q.p.loadMin * w[lead === 0 ? 1 : 3]!;
    const asked_kW = target >= least_kW ? target : target > least_kW / 2 ? least_kW : 0;
    u[0] = lead === 0 ? asked_kW : -asked_kW;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const asked = u[0]!;
    const cools = asked < 0;
    const full_kW = w[cools ? 3 : 1]!;
    const most_kW = w[0]! * full_kW;
    const runs = asked !== 0 && most_kW > 0;
    const output_kW = runs ? clamp(cools ? -asked : asked, q.p.loadMin * most_kW, most_kW) : 0;
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
    y[at + 1] = q.p.caseLoss * power_kW;
    y[at + 2] = auxiliary_kW;
    y[at + 3] = cop;
    y[at + 4] = w[5]!;
  },
  balance: () => ({
    energy: { boundary: { environment_kW: 1 }, losses: { caseLoss_kW: 1, auxiliaryLoss_kW: 1 } },
  }),
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

const COOLING_RATED = { chilled_degC: 7, sink_degC: 28 } as const;

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);
