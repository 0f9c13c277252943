import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { biquadratic, CHILLER_CURVE_NAMES, CHILLER_CURVES, type ChillerCurve } from './chillerCurves.ts';
import { coolingCost, coolingKpis } from './coolingMachine.ts';
import { checkRange, MapSchema, mapOf, OutsideSchema, readMap } from './performanceMap.ts';
import type { PerformanceMap } from './performanceMaps.ts';

const six = z.array(z.number()).length(6);
const range = z.array(z.number()).length(2);
const CurveSchema = z.strictObject({
  cop: z.number().positive().describe('cooling over electricity at rating'),
  capFT: six.describe('biquadratic of capacity in chilled water leaving and cooling water entering'),
  eirFT: six.describe('biquadratic of electricity over cooling at full load'),
  eirPlr: z.array(z.number()).length(3).describe('quadratic of electricity over that at full load, in the load ratio'),
  chilled_degC: range.describe('lowest and highest chilled water for which the curves hold'),
  condenser_degC: range.describe('lowest and highest cooling water for which the curves hold'),
});

export const CompressionChillerParams = z.strictObject({
  rated_kW: z.number().positive().describe('cooling capacity at rating'),
  condenser: z.enum(['water', 'air']).default('water').describe('what takes the heat'),
  curve: z
    .union([z.literal('simple'), z.enum(CHILLER_CURVE_NAMES), CurveSchema])
    .default('simple')
    .describe('simple: COP falls by copLoss_per_K above 30 degC; or a named or own set of EIR curves'),
  map: MapSchema.optional().describe(
    'capacity and COP at full load, in place of `curve`: source_degC is the chilled water leaving, sink_degC the cooling water or air entering; shares of `rated_kW`',
  ),
  mapOutside: OutsideSchema.default('error').describe(
    'temperatures that the map does not hold: error, or hold the value at its edge',
  ),
  partLoad: z
    .tuple([z.number(), z.number(), z.number()])
    .refine(
      (k) => Math.abs(k[0] + k[1] + k[2] - 1) < 1e-9,
      'expected three numbers whose sum is 1 (full power at full load)',
    )
    .optional()
    .describe(
      'with a map: power over full power = a + b r + c r^2 at load r. ASSUMED that of `doe2Centrifugal`, scaled to sum 1',
    ),
  cop: z
    .number()
    .positive()
    .optional()
    .describe("at rating, full load. Left out: the curve's; simple: ASSUMED 5.0 water-cooled, 3.2 air-cooled"),
  copLoss_per_K: z.number().min(0).lt(0.1).default(0.025).describe('simple: loss of COP above 30 degC. ASSUMED'),
  minLoad: z.number().gt(0).max(1).default(0.1).describe('least cooling over present capacity. ASSUMED'),
  cyclesBelow: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      'load below which it starts and stops within a step, each kWh as dear as at that load. ASSUMED 0.1, as in data sets of EnergyPlus',
    ),
  driveLoss: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('electricity lost to the machine room; 0 if hermetic. ASSUMED'),
  approach_K: z
    .number()
    .nonnegative()
    .default(4)
    .describe('water-cooled without a reject bus: cooling water above wet bulb. ASSUMED'),
  coldest_degC: z
    .number()
    .default(18)
    .describe('condenser control lets cooling water or air seem no colder. ASSUMED: lift of oil and expansion valve'),
});
export type CompressionChillerParams = z.infer<typeof CompressionChillerParams>;

interface CompressionChiller extends CompressionChillerParams {
  readonly rejects: boolean;
  readonly table: PerformanceMap | undefined;
  readonly curves: ChillerCurve | undefined;
  readonly ratedCop: number;
  readonly chilled_degC: number;
  /** Cooling water entering, where a bus brings it. */
  readonly cooled_degC: number;
  readonly plr0: number;
  readonly plr1: number;
  readonly plr2: number;
}

/** Temperature above which the simple model loses COP. */
const SIMPLE_degC = 30;
const LEAST_COP_SHARE = 0.2;

/**
 * Vapour-compression chiller. Capacity and electricity at full load follow the chilled water leaving (the cooling bus'
 * supply) and the cooling water or air entering; electricity at part load is a quadratic of the load ratio:
 *   capacity = rated capFT(te, tc),   P = capacity eirFT(te, tc) eirPlr(q / capacity) / COP
 * Where `minLoad` allows less than `cyclesBelow`, the machine runs at that load for part of the step: P is proportional.
 * With a map of measured points capacity and COP at full load are read from it, bilinear between them.
 * The simple curve has capFT = 1 and a COP that falls linearly above 30 degC, with the part load of `doe2Centrifugal`.
 * The heat of the condenser, q + P (1 - driveLoss), leaves by `reject`, whose bus' return is the cooling water entering;
 * where that is unconnected it goes to the ambient air, water-cooled by a tower that holds wet bulb + approach (its fan
 * and pump, and those of a dry cooler, are not in the simple COP unless it says so). Below half of `minLoad` it rests.
 * @see EnergyPlus Engineering Reference, "Electric Chiller Model Based on Condenser Entering Temperature"
 */
export const compressionChiller = defineKind<
  CompressionChillerParams,
  CompressionChiller,
  typeof CompressionChillerParams
>({
  kind: 'compressionChiller',
  summary: 'Electric chiller, water- or air-cooled',
  validity: { text: 'steady; within the range of its curves', minStep_s: 1, maxStep_s: 3600 },
  params: CompressionChillerParams,
  example: { rated_kW: 500 },
  ports: () => ({
    electricity: { carrier: 'electricity', flow: 'in' },
    cooling: { carrier: 'cooling', flow: 'out', supply_degC: { min: 3, max: 25 } },
    reject: { carrier: 'heat', flow: 'out', optional: true, supply_degC: { max: 60 } },
  }),
  role: 'converter',
  terminals: { type: 'passive' },
  leads: () => ['cooling'],
  signals: ['cop', 'load', 'driveLoss_kW', 'toAmbient_kW', 'condenser_degC'],
  states: [],
  inputs: ['available', 'capacity_kW', 'eir', 'condenser_degC'],
  inputRange: { eir: [0.01, 10] },
  prepare(p, { ports }) {
    if (p.map !== undefined && (p.curve !== 'simple' || p.cop !== undefined))
      fail('map', 'stands in place of "curve" and "cop"; leave those out');
    if (p.partLoad !== undefined && p.map === undefined) fail('partLoad', 'belongs to a map; curves bring their own');
    const curves = typeof p.curve === 'object' ? p.curve : p.curve === 'simple' ? undefined : CHILLER_CURVES[p.curve];
    if (p.condenser === 'air' && typeof p.curve === 'string' && curves !== undefined)
      fail('curve', `"${p.curve}" is a water-cooled chiller; expected condenser: water, curve: simple or own curves`);
    if (p.condenser === 'air' && ports.reject !== undefined)
      fail('condenser', 'an air-cooled chiller gives its heat to the air; leave "reject" unconnected or say water');
    const given = p.partLoad ?? (curves ?? CHILLER_CURVES.doe2Centrifugal).eirPlr;
    const [plr0, plr1, plr2] = given as [number, number, number];
    for (let load = 0; load <= 1; load += 0.0625)
      if (!(plr0 + load * (plr1 + load * plr2) > 0) && load >= p.minLoad)
        fail('curve', `eirPlr gives no electricity at load ${load}; expected it above 0 from minLoad to 1`);
    return {
      ...p,
      table: p.map === undefined ? undefined : mapOf(p.map),
      rejects: ports.reject !== undefined,
      curves,
      ratedCop: p.cop ?? curves?.cop ?? (p.condenser === 'water' ? 5 : 3.2),
      chilled_degC: ports.cooling!.supply_degC,
      cooled_degC: ports.reject?.return_degC ?? Number.NaN,
      plr0,
      plr1,
      plr2,
    };
  },
  initial: () => [],
  series(q, env) {
    if (q.table !== undefined && q.mapOutside === 'error')
      checkRange(q.table.source_degC, q.chilled_degC, `bus "${env.ports.cooling!.id}" is supplied at`, env.grid);
    if (q.rejects) {
      const tc = Math.max(q.cooled_degC, q.coldest_degC);
      checkSink(q, tc, env.grid);
      return { capacity_kW: capacityAt(q, tc), eir: eirAt(q, tc), condenser_degC: tc };
    }
    const air = env.weather(q.condenser === 'air' ? 'ambient_degC' : 'wetBulb_degC');
    const above_K = q.condenser === 'air' ? 0 : q.approach_K;
    const condenser_degC = air.map((t) => Math.max(t + above_K, q.coldest_degC));
    checkSink(q, condenser_degC, env.grid);
    return {
      capacity_kW: condenser_degC.map((tc) => capacityAt(q, tc)),
      eir: condenser_degC.map((tc) => eirAt(q, tc)),
      condenser_degC,
    };
  },
  limits(q, _x, w, _dt_h, out) {
    const runs = w[0]! > 0 && w[0]! >= q.minLoad;
    out[0] = 0;
    out[1] = runs ? w[0]! * w[1]! : 0;
    out[2] = runs ? q.minLoad * w[1]! : 0;
  },
  invert(q, _x, w, _lead, target, _dt_h, u) {
    const least_kW = q.minLoad * w[1]!;
    u[0] = target < 0.5 * least_kW ? 0 : clamp(target, least_kW, w[1]!);
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const capacity_kW = w[1]!;
    y[7] = w[3]!;
    if (!(w[0]! > 0 && w[0]! >= q.minLoad && u[0]! > 0 && capacity_kW > 0)) {
      y.fill(0, 0, 7);
      return;
    }
    const cooling_kW = clamp(u[0]!, q.minLoad * capacity_kW, w[0]! * capacity_kW);
    const load = cooling_kW / capacity_kW;
    const runs = load > q.cyclesBelow ? load : q.cyclesBelow;
    const power_kW = capacity_kW * w[2]! * (q.plr0 + runs * (q.plr1 + runs * q.plr2)) * (load / runs);
    const condenser_kW = cooling_kW + power_kW * (1 - q.driveLoss);
    y[0] = -power_kW;
    y[1] = cooling_kW;
    y[2] = q.rejects ? condenser_kW : 0;
    y[3] = cooling_kW / power_kW;
    y[4] = load;
    y[5] = power_kW * q.driveLoss;
    y[6] = q.rejects ? 0 : condenser_kW;
  },
  balance: () => ({ energy: { boundary: { toAmbient_kW: -1 }, losses: { driveLoss_kW: 1 } } }),
  linear(q, window, model) {
    linearByLead(compressionChiller, q, window, model, { port: 'cooling' });
  },
  products: ['cooling'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: coolingCost(900, 'ASSUMED 900 CNY/kW of cooling before VAT, 2 % a year, 20 years'),
  kpis: (q, t) => ({ fullLoadHours_h: t.sum('cooling_kW') / q.rated_kW, ...coolingKpis('electricity_kW', t) }),
});

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

const within = (t: number, ends: readonly number[]): number => clamp(t, ends[0]!, ends[1]!);

function checkSink(q: CompressionChiller, tc_degC: number | Float64Array, grid: TimeGrid): void {
  if (q.table !== undefined && q.mapOutside === 'error')
    checkRange(q.table.sink_degC, tc_degC, 'its condenser is fed at', grid);
}

function capacityAt({ curves, table, rated_kW, chilled_degC }: CompressionChiller, tc_degC: number): number {
  if (table !== undefined) return rated_kW * readMap(table, chilled_degC, tc_degC).capacity;
  if (curves === undefined) return rated_kW;
  const ratio = biquadratic(
    curves.capFT,
    within(chilled_degC, curves.chilled_degC),
    within(tc_degC, curves.condenser_degC),
  );
  return rated_kW * Math.max(0, ratio);
}

/** Electricity over cooling at full load, before the part-load quadratic. */
function eirAt(q: CompressionChiller, tc_degC: number): number {
  const { curves, table } = q;
  if (table !== undefined) return 1 / (readMap(table, q.chilled_degC, tc_degC).cop * (q.plr0 + q.plr1 + q.plr2));
  if (curves === undefined) {
    const share = 1 - q.copLoss_per_K * Math.max(0, tc_degC - SIMPLE_degC);
    return 1 / (q.ratedCop * Math.max(LEAST_COP_SHARE, share) * (q.plr0 + q.plr1 + q.plr2));
  }
  const ratio = biquadratic(
    curves.eirFT,
    within(q.chilled_degC, curves.chilled_degC),
    within(tc_degC, curves.condenser_degC),
  );
  return Math.max(LEAST_COP_SHARE, ratio) / q.ratedCop;
}
