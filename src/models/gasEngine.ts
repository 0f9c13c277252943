import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp, interpolate } from '../core/math.ts';
import {
  between,
  ENGINE_CURVE_NAMES,
  ENGINE_CURVES,
  EnginePointSchema,
  type EngineTable,
  engineTable,
} from './gasEngineCurves.ts';
import { linearEngine } from './gasEngineLinear.ts';
import { highLoad, lowLoad, mayRun, mustRun, runUp_h, runUpMean, startMode, startShare } from './gasEngineStart.ts';
import { StartCost } from './schemas.ts';

/** Higher heating value of methane (NIST: 55.52 MJ/kg), and CO2 that a kg of it would have burnt to. */
const METHANE_HHV_kWh_per_kg = 15.42;
const CO2_PER_METHANE_kg_per_kg = 44.0095 / 16.0425;
const GJ_PER_kWh = 0.0036;

export const GasEngineParams = z.strictObject({
  rated_kW: z.number().positive().describe('gross electrical output at full load'),
  fuel: z.enum(['gas', 'hydrogen']).default('gas').describe('carrier and name of its fuel port'),
  curve: z
    .union([z.enum(ENGINE_CURVE_NAMES), z.array(EnginePointSchema).min(2)])
    .default('class400')
    .describe('part load: a named data sheet or points of rising load up to 1. FOUND and ASSUMED as its source says'),
  minLoad: z.number().gt(0).max(1).default(0.5).describe('least load over rated. FOUND: DEA catalogue, 50 %'),
  auxiliary: z.number().min(0).lt(1).default(0).describe('own use over gross output. ASSUMED 0: sheets are net'),
  jacketShare: z.number().min(0).max(1).default(0.5).describe('of the heat: jacket and oil, not exhaust. ASSUMED'),
  minUp_h: z.number().nonnegative().default(2).describe('least running time. ASSUMED'),
  minDown_h: z.number().nonnegative().default(1).describe('least standstill. ASSUMED'),
  ramp_per_h: z.number().positive().default(12).describe('change of load in an hour. ASSUMED 20 % of rated a minute'),
  warmStart_h: z.number().nonnegative().default(0.05).describe('run-up to least load. FOUND: DEA catalogue'),
  coldStart_h: z.number().nonnegative().default(0.3).describe('the same when cold. FOUND: DEA catalogue'),
  coldAfter_h: z.number().nonnegative().default(8).describe('standstill after which it is cold. ASSUMED'),
  startFuel_kWh: z.number().nonnegative().default(0).describe('burnt in a run-up beyond its output (lower). ASSUMED 0'),
  startCost_money: StartCost('wear of a start beside fuel. ASSUMED 0'),
  nox_g_per_GJ: z.number().nonnegative().default(60).describe('NOx over fuel (lower). FOUND: DEA catalogue'),
  methaneSlip_g_per_GJ: z
    .number()
    .nonnegative()
    .optional()
    .describe('unburnt methane over fuel (lower). FOUND: DEA catalogue, 315 on gas; 0 on hydrogen'),
  running: z.boolean().default(false).describe('whether it runs, warm and at least load, when the run begins'),
});
export type GasEngineParams = z.infer<typeof GasEngineParams>;

interface GasEngine extends GasEngineParams, EngineTable {
  readonly split: boolean;
  /** Net output at full load, and share of the heat that leaves by `heat`. */
  readonly net_kW: number;
  readonly heatShare: number;
  /** Enthalpy of fuel less that of its slip. */
  readonly startLossPerFuel: number;
  /** Per kWh of fuel (lower heating value). `carbon` is all of its carbon as CO2, the two below it what is burnt. */
  readonly nox_kg_per_kWh: number;
  readonly methane_kg_per_kWh: number;
  readonly carbon_kg_per_kWh: number;
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
  readonly water_kg_per_kWh: number;
}

/**
 * Reciprocating engine with heat recovery. Fuel, heat and losses are piecewise linear in the load (gross output over
 * rated), through the points of a data sheet, so both leads invert exactly. The set point is the load.
 *
 * A start is a run-up of `warmStart_h` or `coldStart_h`, in which fuel, electricity and heat rise evenly from 0 to theirs
 * at least load; `startFuel_kWh` burns beside them and warms metal and oil. The rest of the step is free within the ramp.
 * A step shorter than the run-up gives little, at the efficiency of least load. Least times are kept; an outage stops it.
 *
 * Methane slip is fuel that left unburnt: its energy is a loss of its own within the exhaust and its carbon is missing
 * from the CO2. Heat leaves by `heat`; where a bus is connected to `exhaust`, that takes the exhaust's share at its own
 * temperature. Steady state but for the start; output does not depend on the weather.
 * @see Danish Energy Agency, Technology Data for Generation of Electricity and District Heating, gas engines;
 *   INNIO Jenbacher data sheets (`gasEngineCurves.ts`)
 */
export const gasEngine = defineKind<GasEngineParams, GasEngine, typeof GasEngineParams>({
  kind: 'gasEngine',
  summary: 'Gas or hydrogen engine with heat recovery (CHP)',
  validity: { text: 'steady part load; run-up linear; no derating by weather', minStep_s: 1, maxStep_s: 3600 },
  params: GasEngineParams,
  example: { rated_kW: 400 },
  ports: (p) => ({
    [p.fuel]: { carrier: p.fuel, flow: 'in' },
    electricity: { carrier: 'electricity', flow: 'out' },
    heat: { carrier: 'heat', flow: 'out', supply_degC: { max: 120 } },
    exhaust: { carrier: 'heat', flow: 'out', optional: true, supply_degC: { max: 300 } },
  }),
  role: 'converter',
  solutionArea: 'efficiency',
  terminals: { type: 'machine', rated_kW: (q) => q.net_kW },
  leads: () => ['electricity', 'heat'],
  signals: [
    'load',
    'jacketHeat_kW',
    'exhaustHeat_kW',
    'auxiliary_kW',
    'exhaustLoss_kW',
    'surfaceLoss_kW',
    'methaneLoss_kW',
    'startLoss_kW',
    'starts_per_h',
    'nox_kg_per_h',
    'methane_kg_per_h',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
    'waterFromHydrogen_kg_per_h',
  ],
  states: ['on_h', 'off_h', 'power_kW'],
  inputs: ['available'],
  prepare(p, { ports }) {
    const bus = ports[p.fuel];
    const fossil = bus?.fossil_kg_per_kWh ?? 0;
    const biogenic = bus?.biogenic_kg_per_kWh ?? 0;
    const carbon = fossil + biogenic;
    const methane = ((p.methaneSlip_g_per_GJ ?? (p.fuel === 'gas' ? 315 : 0)) * GJ_PER_kWh) / 1000;
    const slipped = methane * CO2_PER_METHANE_kg_per_kg;
    if (slipped > carbon)
      fail(
        'methaneSlip_g_per_GJ',
        `the slip holds ${slipped.toFixed(4)} kg of CO2 per kWh and the fuel of bus "${bus?.id}" ${carbon.toFixed(4)}; ` +
          'set the slip to 0 or give the bus the carbon of its fuel',
      );
    if (typeof p.curve === 'string' && ENGINE_CURVES[p.curve].fuel !== p.fuel)
      fail('curve', `"${p.curve}" burns ${ENGINE_CURVES[p.curve].fuel}; expected a curve for fuel: ${p.fuel}`);
    const points = typeof p.curve === 'string' ? ENGINE_CURVES[p.curve].points : p.curve;
    const table = engineTable(points, p.rated_kW, p.minLoad, enthalpyOf(p.fuel), methane * METHANE_HHV_kWh_per_kg);
    const burnt = carbon > 0 ? 1 - slipped / carbon : 0;
    const split = ports.exhaust !== undefined;
    return {
      ...p,
      ...table,
      split,
      net_kW: p.rated_kW * (1 - p.auxiliary),
      startLossPerFuel: enthalpyOf(p.fuel) - methane * METHANE_HHV_kWh_per_kg,
      heatShare: split ? p.jacketShare : 1,
      nox_kg_per_kWh: (p.nox_g_per_GJ * GJ_PER_kWh) / 1000,
      methane_kg_per_kWh: methane,
      carbon_kg_per_kWh: carbon,
      fossil_kg_per_kWh: fossil * burnt,
      biogenic_kg_per_kWh: biogenic * burnt,
      water_kg_per_kWh: CARRIERS[p.fuel].water_kg,
    };
  },
  initial: (q) =>
    q.running
      ? [Math.max(q.minUp_h, q.coldStart_h, q.warmStart_h, 1), 0, q.minLoad * q.rated_kW]
      : [0, Math.max(q.minDown_h, q.coldAfter_h) + 1, 0],
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    if (!mayRun(q, x, w)) {
      out.fill(0, 0, 6);
      return;
    }
    const up_h = runUp_h(q, x, dt_h);
    const risen = runUpMean(q, x, dt_h, up_h);
    const free = 1 - up_h / dt_h;
    const low = lowLoad(q, x, w, dt_h, up_h);
    const high = highLoad(q, x, w, dt_h, up_h);
    const must = mustRun(q, x, w);
    out[2] = electricityAt(q, risen, free, low);
    out[1] = electricityAt(q, risen, free, high);
    out[0] = must ? out[2]! : 0;
    out[5] = heatAt(q, risen, free, low);
    out[4] = heatAt(q, risen, free, high);
    out[3] = must ? out[5]! : 0;
  },
  invert(q, x, w, lead, target, dt_h, u) {
    const up_h = runUp_h(q, x, dt_h);
    const risen = runUpMean(q, x, dt_h, up_h);
    const free = 1 - up_h / dt_h;
    const low = lowLoad(q, x, w, dt_h, up_h);
    const least = lead === 0 ? electricityAt(q, risen, free, low) : heatAt(q, risen, free, low);
    if (target <= 0 || (target < 0.5 * least && !mustRun(q, x, w))) {
      u[0] = 0;
      return;
    }
    if (free <= 0 || target <= least) {
      u[0] = low;
      return;
    }
    const load =
      lead === 0
        ? (target / q.net_kW - risen * q.minLoad) / free
        : interpolate(q.heat_kW, q.loads, (target / q.heatShare - risen * q.minHeat_kW) / free);
    u[0] = clamp(load, low, highLoad(q, x, w, dt_h, up_h));
  },
  step(q, x, w, u, dt_h, next, y) {
    if (!mayRun(q, x, w) || (u[0]! <= 0 && !mustRun(q, x, w))) {
      y.fill(0);
      next[0] = 0;
      next[1] = x[0]! > 0 ? dt_h : x[1]! + dt_h;
      next[2] = 0;
      return;
    }
    // Mean height of the run-up in least load, and share of the step that runs free.
    const up_h = runUp_h(q, x, dt_h);
    const risen = runUpMean(q, x, dt_h, up_h);
    const load = clamp(u[0]!, lowLoad(q, x, w, dt_h, up_h), highLoad(q, x, w, dt_h, up_h));
    const free = 1 - up_h / dt_h;
    const extra_kW = (q.startFuel_kWh * startShare(q, x, up_h)) / dt_h;
    let k = 1;
    while (k < q.loads.length - 1 && q.loads[k]! < load) k++;
    const b = (load - q.loads[k - 1]!) / (q.loads[k]! - q.loads[k - 1]!);
    const fuel_kW = risen * q.minFuel_kW + free * between(q.fuel_kW, k, b) + extra_kW;
    const gross_kW = q.rated_kW * (risen * q.minLoad + free * load);
    const heat_kW = risen * q.minHeat_kW + free * between(q.heat_kW, k, b);
    const jacket_kW = q.jacketShare * heat_kW;
    const exhaust_kW = (1 - q.jacketShare) * heat_kW;
    const methane_kg_per_h = q.methane_kg_per_kWh * fuel_kW;
    y[0] = -fuel_kW;
    y[1] = gross_kW * (1 - q.auxiliary);
    y[2] = q.split ? jacket_kW : jacket_kW + exhaust_kW;
    y[3] = q.split ? exhaust_kW : 0;
    y[4] = load;
    y[5] = jacket_kW;
    y[6] = exhaust_kW;
    y[7] = gross_kW * q.auxiliary;
    y[8] = risen * q.minExhaust_kW + free * between(q.exhaust_kW, k, b);
    y[9] = risen * q.minSurface_kW + free * between(q.surface_kW, k, b);
    y[10] = methane_kg_per_h * METHANE_HHV_kWh_per_kg;
    y[11] = extra_kW * q.startLossPerFuel;
    y[12] = x[0]! > 0 ? 0 : 1 / dt_h;
    y[13] = q.nox_kg_per_kWh * fuel_kW;
    y[14] = methane_kg_per_h;
    y[15] = q.fossil_kg_per_kWh * fuel_kW;
    y[16] = q.biogenic_kg_per_kWh * fuel_kW;
    y[17] = q.water_kg_per_kWh * fuel_kW;
    next[0] = x[0]! + dt_h;
    next[1] = x[1]!;
    next[2] = q.rated_kW * (free > 0 ? load : q.minLoad);
  },
  mode: startMode,
  balance: (q) => ({
    energy: {
      losses: { auxiliary_kW: 1, exhaustLoss_kW: 1, surfaceLoss_kW: 1, methaneLoss_kW: 1, startLoss_kW: 1 },
    },
    ...(q.fuel === 'gas'
      ? {
          carbon: {
            ports: { gas: q.carbon_kg_per_kWh },
            boundary: {
              fossilCo2_kg_per_h: -1,
              biogenicCo2_kg_per_h: -1,
              methane_kg_per_h: -CO2_PER_METHANE_kg_per_kg,
            },
          },
        }
      : { water: { boundary: { waterFromHydrogen_kg_per_h: -1 } } }),
  }),
  linear: (q, window, model) => linearEngine(gasEngine, q, window, model),
  startCost_money: (q) => q.startCost_money,
  products: ['electricity', 'heat', 'exhaust'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 8000,
    fixedOm_per_a: 0,
    variableOm_money_per_kWh: 0.1,
    life_a: 25,
    source: 'ASSUMED 8 000 CNY/kW and 0.10 CNY/kWh before VAT; life FOUND: DEA catalogue',
  },
  upkeep_money: (q, t) => q.startCost_money * t.sum('starts_per_h'),
  emissions: {
    fossilCo2: ['fossilCo2_kg_per_h'],
    biogenicCo2: ['biogenicCo2_kg_per_h'],
    methane: ['methane_kg_per_h'],
    nox: ['nox_kg_per_h'],
  },
  kpis(q, t) {
    const fuel_kWh = -t.sum(`${q.fuel}_kW`);
    const power_kWh = t.sum('electricity_kW');
    const heat_kWh = t.sum('heat_kW') + t.sum('exhaust_kW');
    const over = (v: number): number => (fuel_kWh > 0 ? v / fuel_kWh : 0);
    return {
      fullLoadHours_h: power_kWh / q.net_kW,
      running_h: t.running_h('load'),
      starts: t.sum('starts_per_h'),
      etaElectric: over(power_kWh),
      etaThermal: over(heat_kWh),
      etaTotal: over(power_kWh + heat_kWh),
    };
  },
});

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

const electricityAt = (q: GasEngine, risen: number, free: number, load: number): number =>
  q.net_kW * (risen * q.minLoad + free * load);

const heatAt = (q: GasEngine, risen: number, free: number, load: number): number =>
  q.heatShare * (risen * q.minHeat_kW + free * interpolate(q.loads, q.heat_kW, load));
