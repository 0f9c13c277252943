import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { interpolate } from '../core/math.ts';
import { nonNegative } from './carrierUnit.ts';
import { linearSet } from './gensetLinear.ts';
import { type OnOff, onOffInitial, onOffLimits, onOffMean, onOffNext, runningShare, TOKEN } from './onOff.ts';
import { SeriesRefSchema, StartCost } from './schemas.ts';
import { positionOf, sampled, type UniformCurve, valueAt } from './uniformCurve.ts';

/** Diesel: higher over lower heating value, and CO2 per kWh of the lower. FOUND: IPCC 2006, 43.0 MJ/kg and 74.1 t/TJ; 45.6 MJ/kg. */
const DIESEL_HHV_PER_LHV = 45.6 / 43;
const DIESEL_CO2_kg_per_kWh = 0.26676;

const PointSchema = z.strictObject({
  load: z.number().gt(0).max(1).describe('output over rated'),
  electric: z.number().gt(0).lt(1).describe('electricity over fuel (lower heating value)'),
});

export const GensetParams = z.strictObject({
  rated_kW: z.number().positive().describe('highest electric output'),
  fuel: z
    .enum(['diesel', 'gas', 'hydrogen'])
    .default('diesel')
    .describe('diesel from a tank of its own, or the carrier and name of its fuel port'),
  curve: z
    .array(PointSchema)
    .min(1)
    .default([
      { load: 0.25, electric: 0.302 },
      { load: 0.5, electric: 0.359 },
      { load: 0.75, electric: 0.377 },
      { load: 1, electric: 0.372 },
    ])
    .describe(
      'part load, rising, up to 1. FOUND: fuel chart of diesel sets, 500 kW: 11.0, 18.5, 26.4 and 35.7 US gallons an hour',
    ),
  minLoad: z.number().gt(0).max(1).default(0.3).describe('least load over rated. ASSUMED: wet stacking below'),
  exhaustShare: z
    .number()
    .min(0)
    .lt(1)
    .default(0.3)
    .describe('of the fuel (lower): sensible heat of the exhaust; the rest goes by radiator and casing. ASSUMED'),
  start_h: z.number().nonnegative().default(0.003).describe('from rest to the bus. ASSUMED 10 s'),
  minUp_h: z.number().nonnegative().default(0).describe('least time on. ASSUMED 0'),
  minDown_h: z.number().nonnegative().default(0).describe('least time off. ASSUMED 0'),
  tank_kWh: z
    .number()
    .positive()
    .optional()
    .describe('diesel: what its tank holds, 10 kWh a litre. ASSUMED a day at full load'),
  tankStart: z.number().min(0).max(1).default(1).describe('diesel: share of the tank filled when the run begins'),
  refill_kW: SeriesRefSchema.default(0).describe(
    'diesel: rate at which the tank is refilled until full: a constant or `profile.column_kW`; 0, nobody comes',
  ),
  fuel_money_per_kWh: z
    .number()
    .nonnegative()
    .default(0.7)
    .describe('diesel: what a kWh burnt costs to replace. ASSUMED 7 money a litre, as in China'),
  biogenicShare: z.number().min(0).max(1).default(0).describe('diesel: of its carbon, from plants. ASSUMED 0'),
  startCost_money: StartCost('wear of a start beside fuel. ASSUMED 0'),
  nox_g_per_GJ: z.number().nonnegative().default(900).describe('NOx over fuel (lower). ASSUMED old diesel, no SCR'),
});
export type GensetParams = z.infer<typeof GensetParams>;

interface Genset extends OnOff {
  readonly p: GensetParams;
  readonly tank_kWh: number;
  readonly hasTank: boolean;
  readonly hhvPerLhv: number;
  /** By the output when running, kW. */
  readonly fuel_kW: UniformCurve;
  readonly radiator_kW: UniformCurve;
  /** Of the fuel (lower heating value): sensible and latent. */
  readonly exhaust: number;
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
  readonly nox_kg_per_kWh: number;
  readonly water_kg_per_kWh: number;
}

/** Fuel is linear between the points of its curve, so an even grid of this many makes little of its bends. */
const POINTS = 141;
const TANK = 4;

/**
 * Generator with an engine whose heat nobody uses: backup in most places. Fuel follows a curve of efficiency over load;
 * the exhaust takes a constant share of it with the vapour's latent heat, radiator and casing what the curve leaves.
 *
 * Diesel comes from a tank of its own that runs empty: output ends when it does, within the step. The tank is refilled
 * at a given rate until full. What is burnt is paid at the price of its replacement, so that a fuller or emptier tank at
 * the end is neither gain nor loss. Gas and hydrogen come from their bus. Starts as in onOff.ts.
 * @see Generator Source, Approximate Diesel Fuel Consumption Chart; ISO 8528-1 for ratings
 */
export const genset = defineKind<GensetParams, Genset, typeof GensetParams>({
  kind: 'genset',
  summary: 'Backup generator on diesel from a tank, gas or hydrogen, without use of its heat',
  validity: { text: 'steady part load; no derating by weather; a mean over the step', minStep_s: 1, maxStep_s: 3600 },
  params: GensetParams,
  example: { rated_kW: 200 },
  ports: (p) => ({
    ...(p.fuel === 'diesel' ? {} : { [p.fuel]: { carrier: p.fuel, flow: 'in' as const } }),
    electricity: { carrier: 'electricity', flow: 'out' },
  }),
  role: 'converter',
  terminals: { type: 'machine', rated_kW: (q) => q.rated },
  leads: () => ['electricity'],
  signals: [
    'load',
    'fuel_kW',
    'exhaustLoss_kW',
    'radiatorLoss_kW',
    'delivered_kW',
    'starts_per_h',
    'nox_kg_per_h',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
    'waterFromHydrogen_kg_per_h',
  ],
  states: ['on', 'held_h', 'warmed_h', 'level_kW', 'tank_kWh'],
  inputs: ['available', 'refill_kW'],
  prepare(p, { ports }) {
    const diesel = p.fuel === 'diesel';
    const hhvPerLhv = p.fuel === 'diesel' ? DIESEL_HHV_PER_LHV : enthalpyOf(p.fuel);
    const least = p.minLoad * p.rated_kW;
    const loads = p.curve.map((c) => c.load);
    if (loads.at(-1) !== 1 || loads.some((load, k) => k > 0 && !(load > loads[k - 1]!)))
      fail('curve', `its loads are ${loads.join(', ')}; expected rising loads that end at 1`);
    const used = p.curve.map((c) => (c.load * p.rated_kW) / c.electric);
    const outputs = loads.map((load) => load * p.rated_kW);
    // Below the first point by its efficiency.
    const fuelAt = (kW: number): number =>
      kW < outputs[0]! ? (kW * used[0]!) / outputs[0]! : interpolate(outputs, used, kW);
    const fuel_kW = sampled(least, p.rated_kW, POINTS, fuelAt);
    const exhaust = p.exhaustShare + hhvPerLhv - 1;
    const { values } = fuel_kW;
    const radiator_kW = {
      ...fuel_kW,
      values: values.map((f, k) => f * (hhvPerLhv - exhaust) - (least + k * fuel_kW.step)),
    };
    for (let k = 0; k < POINTS; k++) {
      if (k > 0 && p.minLoad < 1 && !(values[k]! > values[k - 1]!))
        fail('curve', 'its fuel does not rise with the load; expected an efficiency that rises more slowly');
      if (radiator_kW.values[k]! < 0)
        fail('exhaustShare', `electricity and an exhaust of ${p.exhaustShare} are more than the fuel; expected less`);
    }
    const bus = p.fuel === 'diesel' ? undefined : ports[p.fuel];
    return {
      p,
      rated: p.rated_kW,
      least,
      ramp: Number.POSITIVE_INFINITY,
      warmStart_h: p.start_h,
      coldStart_h: p.start_h,
      coldAfter_h: 0,
      minUp_h: p.minUp_h,
      minDown_h: p.minDown_h,
      tank_kWh: diesel ? (p.tank_kWh ?? 24 * fuelAt(p.rated_kW)) : 0,
      hasTank: diesel,
      hhvPerLhv,
      fuel_kW,
      radiator_kW,
      exhaust,
      fossil_kg_per_kWh: diesel ? DIESEL_CO2_kg_per_kWh * (1 - p.biogenicShare) : (bus?.fossil_kg_per_kWh ?? 0),
      biogenic_kg_per_kWh: diesel ? DIESEL_CO2_kg_per_kWh * p.biogenicShare : (bus?.biogenic_kg_per_kWh ?? 0),
      nox_kg_per_kWh: p.nox_g_per_GJ * 3.6e-6,
      water_kg_per_kWh: p.fuel === 'diesel' ? 0 : CARRIERS[p.fuel].water_kg,
    };
  },
  initial: (q) => [...onOffInitial(q), q.p.tankStart * q.tank_kWh],
  series: (q, env) => ({
    refill_kW: q.hasTank ? nonNegative(env.series(q.p.refill_kW, 'refill_kW'), 'refill_kW') : 0,
  }),
  limits(q, x, w, dt_h, out) {
    onOffLimits(q, x, 0, w[0]!, dt_h, out);
    out[1] = fuelled_kW(q, x, w, out[1]!, dt_h);
    if (out[1] > 0) return;
    out[0] = 0;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target > 0 ? target : 0;
  },
  step(q, x, w, u, dt_h, next, y) {
    const mean_kW = fuelled_kW(q, x, w, onOffMean(q, x, 0, w[0]!, u[0]!, dt_h), dt_h);
    const time = timeOf(q, x, mean_kW, dt_h);
    const started = onOffNext(q, x, 0, mean_kW, dt_h, next);
    const level_kW = time > 0 ? mean_kW / time : 0;
    const fuel_kW = time > 0 ? time * valueAt(q.fuel_kW, level_kW) : 0;
    let delivered_kW = 0;
    if (q.hasTank) {
      const room_kW = (q.tank_kWh - x[TANK]!) / dt_h + fuel_kW;
      delivered_kW = w[1]! < room_kW ? w[1]! : room_kW;
      next[TANK] = x[TANK]! + (delivered_kW - fuel_kW) * dt_h;
      if (next[TANK] < 0) next[TANK] = 0;
    } else next[TANK] = 0;
    const at = q.hasTank ? 0 : 1;
    if (at === 1) y[0] = 0 - fuel_kW;
    y[at] = mean_kW;
    y[at + 1] = mean_kW / q.rated;
    y[at + 2] = fuel_kW;
    y[at + 3] = fuel_kW * q.exhaust;
    y[at + 4] = time > 0 ? time * valueAt(q.radiator_kW, level_kW) : 0;
    y[at + 5] = delivered_kW;
    y[at + 6] = started / dt_h;
    y[at + 7] = fuel_kW * q.nox_kg_per_kWh;
    y[at + 8] = fuel_kW * q.fossil_kg_per_kWh;
    y[at + 9] = fuel_kW * q.biogenic_kg_per_kWh;
    y[at + 10] = fuel_kW * q.water_kg_per_kWh;
  },
  balance(q) {
    const { fuel } = q.p;
    const carbon = q.fossil_kg_per_kWh + q.biogenic_kg_per_kWh;
    const burnt = { fossilCo2_kg_per_h: -1, biogenicCo2_kg_per_h: -1 };
    const losses = { exhaustLoss_kW: 1, radiatorLoss_kW: 1 };
    if (fuel === 'diesel')
      return {
        energy: { boundary: { delivered_kW: q.hhvPerLhv }, losses, stores: { tank_kWh: q.hhvPerLhv } },
        carbon: { boundary: { delivered_kW: carbon, ...burnt }, stores: { tank_kWh: carbon } },
      };
    if (fuel === 'gas') return { energy: { losses }, carbon: { ports: { gas: carbon }, boundary: burnt } };
    return { energy: { losses }, water: { boundary: { waterFromHydrogen_kg_per_h: -1 } } };
  },
  price(q, _x, _w, out) {
    out[0] = q.hasTank ? (q.p.fuel_money_per_kWh * q.fuel_kW.values[POINTS - 1]!) / q.rated : 0;
    out[1] = Number.NEGATIVE_INFINITY;
  },
  linear(q, window, model) {
    linearSet(genset, q, window, model);
  },
  startCost_money: (q) => q.p.startCost_money,
  products: ['electricity'],
  size: (q) => q.rated,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 2000,
    fixedOm_per_a: 0.02,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 2,000 CNY/kW before VAT, 2 % a year, 25 years',
  },
  bill: (q, t) =>
    q.hasTank
      ? t.months.map((m) => ({
          label: 'diesel burnt',
          part: 'energy',
          month: m.meter.label,
          money: q.p.fuel_money_per_kWh * m.sum('fuel_kW'),
        }))
      : [],
  upkeep_money: (q, t) => q.p.startCost_money * t.sum('starts_per_h'),
  emissions: {
    fossilCo2: ['fossilCo2_kg_per_h'],
    biogenicCo2: ['biogenicCo2_kg_per_h'],
    nox: ['nox_kg_per_h'],
  },
  kpis(q, t) {
    const fuel_kWh = t.sum('fuel_kW');
    return {
      running_h: t.running_h('load'),
      starts: t.sum('starts_per_h'),
      etaElectric: fuel_kWh > 0 ? t.sum('electricity_kW') / fuel_kWh : 0,
      ...(q.hasTank ? { tankLeft_h: t.last('tank_kWh') / q.fuel_kW.values[POINTS - 1]! } : {}),
    };
  },
});

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

/** Share of the step in which it runs; a token of it while a start outlasts the step. */
const timeOf = (q: Genset, x: Float64Array, mean_kW: number, dt_h: number): number => {
  if (!(mean_kW > 0)) return 0;
  const share = runningShare(q, x, 0, dt_h);
  return share === 0 ? TOKEN : share;
};

/** What its tank leaves of a mean output: nothing where that is less than its least. */
function fuelled_kW(q: Genset, x: Float64Array, w: Float64Array, mean_kW: number, dt_h: number): number {
  if (!q.hasTank || !(mean_kW > 0)) return mean_kW;
  const time = timeOf(q, x, mean_kW, dt_h);
  const fuel_kW = (x[TANK]! / dt_h + w[1]!) / time;
  if (fuel_kW >= valueAt(q.fuel_kW, mean_kW / time)) return mean_kW;
  return fuel_kW < q.fuel_kW.values[0]! ? 0 : time * positionOf(q.fuel_kW, fuel_kW);
}
