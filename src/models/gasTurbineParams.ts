import { z } from 'zod';
import type { Setting } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { interpolate } from '../core/math.ts';
import { pressureAtAltitude_kPa } from '../core/physics/airDensity.ts';
import { steamLine } from '../core/physics/steam.ts';
import { type Cycle, ISO_degC } from './gasTurbineCycle.ts';
import { StartCost } from './schemas.ts';
import { sampled } from './uniformCurve.ts';

/** Machines by size: efficiency on the lower heating value, and exhaust. */
const SIZES_kW = [1250, 2750, 6500, 12_500, 22_500];
const ETA = [0.24, 0.2615, 0.3147, 0.3385, 0.35];
const EXHAUST_degC = [480, 445, 510, 485, 465];

const PointSchema = z.strictObject({
  load: z.number().gt(0).max(1).describe('output over full output'),
  electric: z.number().gt(0).max(1).describe('efficiency over that at full load'),
});

export const GasTurbineSchema = z.strictObject({
  rated_kW: z.number().positive().describe('electric output at full load, 15 degC and sea level'),
  fuel: z.enum(['gas', 'hydrogen']).default('gas').describe('carrier and name of its fuel port'),
  recovery: z
    .enum(['none', 'steam', 'heat', 'both'])
    .default('steam')
    .describe('from the exhaust: nothing, steam, hot water, or steam and behind it hot water'),
  etaElectric: z
    .number()
    .gt(0)
    .max(0.5)
    .optional()
    .describe(
      'at full load over fuel (lower). FOUND by size: US DOE fact sheets 0.26 (2.75 MW) to 0.34 (12.5 MW), DEA 0.35 (20 MW); ASSUMED 0.24 (1.25 MW)',
    ),
  exhaust_degC: z
    .number()
    .min(300)
    .max(700)
    .optional()
    .describe('exhaust at full load. ASSUMED by size after data sheets, 445 to 510'),
  curve: z
    .array(PointSchema)
    .min(1)
    .default([
      { load: 0.25, electric: 0.57 },
      { load: 0.5, electric: 0.79 },
      { load: 0.75, electric: 0.915 },
      { load: 1, electric: 1 },
    ])
    .describe('part load, rising, up to 1. ASSUMED single shaft'),
  vaneLoad: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('load down to which guide vanes hold the exhaust temperature. ASSUMED 1: constant flow of air'),
  minLoad: z.number().gt(0).max(1).default(0.5).describe('least load. FOUND: US DOE 50 %; DEA 23 %'),
  outputSlope_per_K: z
    .number()
    .min(0)
    .max(0.015)
    .default(0.007)
    .describe('output lost per kelvin above 15 degC, gained below. ASSUMED textbook'),
  etaSlope_per_K: z.number().min(0).max(0.01).default(0.0025).describe('the same of the efficiency. ASSUMED textbook'),
  generatorLimit: z.number().min(0.5).max(1.5).default(1.15).describe('most in cold air over rated. ASSUMED'),
  etaGenerator: z.number().gt(0.5).max(1).default(0.97).describe('gear and generator. ASSUMED'),
  auxiliary: z.number().min(0).lt(0.3).default(0.01).describe('own use (gas compressor) over output. ASSUMED'),
  casingLoss: z.number().min(0).max(0.1).default(0.01).describe('heat off the casing over fuel (lower). ASSUMED'),
  pinch_K: z.number().positive().default(15).describe('gas behind the evaporator above boiling. ASSUMED'),
  stackApproach_K: z.number().positive().default(15).describe('stack above the water that it warms. ASSUMED'),
  stackMin_degC: z.number().min(40).max(250).default(90).describe('coldest stack. ASSUMED dew point of acids'),
  recoveryLoss: z.number().min(0).max(0.1).default(0.015).describe('of the heat recovered, lost again. ASSUMED'),
  bypass: z
    .boolean()
    .default(false)
    .describe('a damper leads exhaust past the steam generator: power without steam, where nobody has a use for it'),
  ductFuel_kW: z.number().nonnegative().default(0).describe('size of the duct burner, fuel. ASSUMED 0: none'),
  fired_degC: z.number().min(400).max(1000).default(850).describe('gas behind the duct burner at most. ASSUMED'),
  ramp_per_h: z.number().positive().optional().describe('change of load in an hour. None where left out: minutes'),
  warmStart_h: z.number().nonnegative().default(0.23).describe('FOUND: DEA catalogue'),
  coldStart_h: z.number().nonnegative().default(0.5).describe('FOUND: DEA catalogue'),
  coldAfter_h: z.number().nonnegative().default(8).describe('standstill after which it is cold. ASSUMED'),
  minUp_h: z.number().nonnegative().default(2).describe('least time on. ASSUMED'),
  minDown_h: z.number().nonnegative().default(1).describe('least time off. ASSUMED'),
  startFuel_kWh: z.number().nonnegative().default(0).describe('burnt in a start beside (lower). ASSUMED 0'),
  startCost_money: StartCost('wear of a start beside fuel. ASSUMED 0'),
  nox_g_per_GJ: z.number().nonnegative().default(48).describe('NOx over fuel (lower). FOUND: DEA catalogue'),
});
export type GasTurbineParams = z.infer<typeof GasTurbineSchema>;

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

/** @throws ConfigError where the exhaust cannot do what its buses ask, or the curve is none */
export function prepareCycle(
  p: GasTurbineParams,
  ports: Setting['ports'],
  altitude_m: number,
  dt_h: number,
): { readonly cycle: Cycle; readonly steam_kg_per_kWh: number } {
  const eta = p.etaElectric ?? interpolate(SIZES_kW, ETA, p.rated_kW);
  const full_degC = p.exhaust_degC ?? interpolate(SIZES_kW, EXHAUST_degC, p.rated_kW);
  const fuelAt = partLoad(p);
  // Cold air asks for less of its size than the least load.
  const first = p.minLoad / Math.max(1, p.generatorLimit);
  const ratedFuel_kW = p.rated_kW / eta;
  const exhaustAt = (load: number): number =>
    ratedFuel_kW * fuelAt(load) * (1 - p.casingLoss) - (p.rated_kW * load) / p.etaGenerator;
  for (let k = 0; k <= 20; k++) {
    const load = first + ((1 - first) * k) / 20;
    if (k > 0 && exhaustAt(load) <= exhaustAt(load - (1 - first) / 20))
      fail(
        'curve',
        `its exhaust does not gain heat at load ${load.toFixed(2)}; expected efficiencies that rise more slowly`,
      );
  }
  if (exhaustAt(1) <= 0) fail('etaElectric', `an efficiency of ${eta} leaves no heat in the exhaust; expected less`);
  const ratedFlow_kW_per_K = exhaustAt(1) / (full_degC - ISO_degC);
  // Of the flow of air; constant below the load at which the vanes are as far shut as they go.
  const vaneAt = (load: number): number => exhaustAt(Math.max(load, p.vaneLoad)) / exhaustAt(1);
  const cycle = {
    rated: p.rated_kW,
    least: p.minLoad * p.rated_kW,
    ramp: (p.ramp_per_h ?? Number.POSITIVE_INFINITY) * dt_h * p.rated_kW,
    warmStart_h: p.warmStart_h,
    coldStart_h: p.coldStart_h,
    coldAfter_h: p.coldAfter_h,
    minUp_h: p.minUp_h,
    minDown_h: p.minDown_h,
    outputSlope_per_K: p.outputSlope_per_K,
    etaSlope_per_K: p.etaSlope_per_K,
    density: pressureAtAltitude_kPa(altitude_m) / pressureAtAltitude_kPa(0),
    generatorLimit: p.generatorLimit,
    ratedFuel_kW,
    ratedFlow_kW_per_K,
    fuel: sampled(first, 1, POINTS, fuelAt),
    vanes: sampled(Math.max(first, p.vaneLoad), 1, POINTS, vaneAt),
    etaGenerator: p.etaGenerator,
    casingLoss: p.casingLoss,
    kept: 1 - p.recoveryLoss,
    duct_kW: p.recovery === 'none' ? 0 : p.ductFuel_kW,
    fired_degC: p.fired_degC,
  };
  const least_degC = ISO_degC + exhaustAt(p.minLoad) / (ratedFlow_kW_per_K * vaneAt(p.minLoad));
  return withRecovery(p, ports, cycle, least_degC);
}

const POINTS = 129;

/** Fuel over that at full load. */
function partLoad(p: GasTurbineParams): (load: number) => number {
  const loads = p.curve.map((c) => c.load);
  if (loads.at(-1) !== 1 || p.curve.at(-1)!.electric !== 1 || loads.some((l, k) => k > 0 && !(l > loads[k - 1]!)))
    fail('curve', `its loads are ${loads.join(', ')}; expected rising loads that end at load 1 with electric 1`);
  const used = p.curve.map((c) => c.load / c.electric);
  return (load) => (load < loads[0]! ? (load * used[0]!) / loads[0]! : interpolate(loads, used, load));
}

type Bare = Omit<Cycle, 'recovers' | 'pinch_degC' | 'gain' | 'stack_degC' | 'coil_degC' | 'coilFrom_degC'>;

/** The steam generator or the water coil, by the temperatures of their buses. */
function withRecovery(
  p: GasTurbineParams,
  ports: Setting['ports'],
  bare: Bare,
  least_degC: number,
): { readonly cycle: Cycle; readonly steam_kg_per_kWh: number } {
  const stackOf = (back_degC: number): number => Math.max(p.stackMin_degC, back_degC + p.stackApproach_K);
  const none = {
    recovers: p.recovery !== 'none',
    pinch_degC: 0,
    gain: 1,
    stack_degC: 0,
    coil_degC: Number.POSITIVE_INFINITY,
    coilFrom_degC: Number.POSITIVE_INFINITY,
  };
  const water_degC = ports.heat === undefined ? Number.POSITIVE_INFINITY : stackOf(ports.heat.return_degC);
  if (p.recovery === 'none') return { cycle: { ...bare, ...none }, steam_kg_per_kWh: 0 };
  const asked_degC = (p.recovery === 'heat' ? ports.heat! : ports.steam!).supply_degC + p.pinch_K;
  if (least_degC < asked_degC)
    fail(
      'exhaust_degC',
      `at its least load the exhaust has ${least_degC.toFixed(0)} degC and its bus asks for ${asked_degC.toFixed(0)}; ` +
        'expected guide vanes (vaneLoad), a higher minLoad, a hotter exhaust or a colder bus',
    );
  if (p.recovery === 'heat')
    return { cycle: { ...bare, ...none, pinch_degC: water_degC, stack_degC: water_degC }, steam_kg_per_kWh: 0 };
  const line = steamLine(ports.steam!, 'steam');
  const given = line.steam.h_kJ_per_kg - line.feed.h_kJ_per_kg;
  const recovery = {
    recovers: true,
    pinch_degC: line.boiling_degC + p.pinch_K,
    gain: given / (line.steam.h_kJ_per_kg - line.boiling.h_kJ_per_kg),
    stack_degC: stackOf(ports.steam!.return_degC),
    coil_degC: p.recovery === 'both' ? water_degC : Number.POSITIVE_INFINITY,
    coilFrom_degC: p.recovery === 'both' ? Math.max(water_degC, ports.heat!.supply_degC) : Number.POSITIVE_INFINITY,
  };
  return { cycle: { ...bare, ...recovery }, steam_kg_per_kWh: 1 / line.kWh_per_kg };
}
