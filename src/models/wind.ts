import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { Environment } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { linearFixed } from '../core/linearise.ts';
import { airDensity, STANDARD_DENSITY_kg_per_m3, temperatureAloft_degC } from '../core/physics/airDensity.ts';
import {
  BETZ,
  logShear,
  type PowerCurve,
  powerAt,
  powerCurve,
  powerShear,
  windThrough_kW,
} from '../core/physics/windPower.ts';

interface Turbine {
  readonly rotor_m: number;
  readonly hub_m: number;
  readonly speed_m_per_s: readonly number[];
  readonly power_kW: readonly number[];
}

export const TURBINES = {
  // FOUND: rotor and hub, DEA catalogue, small wind below 25 kW. ASSUMED: curve, cut-in 3, rated 11, cut-out 25 m/s,
  // power coefficient 0.24 to 0.36.
  small10: {
    rotor_m: 8,
    hub_m: 18,
    speed_m_per_s: [3, 4, 5, 6, 7, 8, 9, 10, 11, 25],
    power_kW: [0.2, 0.65, 1.35, 2.4, 3.8, 5.55, 7.4, 9.1, 10, 10],
  },
  // FOUND: Open Energy Platform wind turbine library, E-82/2300. ASSUMED: hub.
  e82: {
    rotor_m: 82,
    hub_m: 98,
    speed_m_per_s: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 25],
    power_kW: [0, 3, 25, 82, 174, 321, 532, 815, 1180, 1580, 1890, 2100, 2250, 2350, 2350],
  },
} as const satisfies Record<string, Turbine>;

export const WindParams = z
  .strictObject({
    turbine: z
      .enum(['small10', 'e82'])
      .default('small10')
      .describe('10 kW with a rotor of 8 m, or Enercon E-82 of 2.35 MW; `curve` stands in its place'),
    curve: z
      .strictObject({
        speed_m_per_s: z.array(z.number().nonnegative()).min(2),
        power_kW: z.array(z.number().nonnegative()).min(2),
        rotor_m: z.number().positive().describe('diameter'),
      })
      .optional()
      .describe('power of one turbine at standard density (1.225 kg/m3), by wind speed at hub height; 0 outside of it'),
    count: z.number().int().positive().default(1).describe('turbines'),
    hub_m: z
      .number()
      .positive()
      .optional()
      .describe('height above ground; default that of the turbine, 18 m with a curve'),
    shearExponent: z
      .number()
      .min(0)
      .max(0.6)
      .default(0.2)
      .describe("Hellmann's exponent. ASSUMED: built-up site in a delta"),
    roughness_m: z.number().positive().optional().describe('logarithmic profile in place of the exponent'),
    displacement_m: z
      .number()
      .nonnegative()
      .default(0)
      .describe('0.7 of the height of dense obstacles, with `roughness_m`'),
    densityCorrection: z.boolean().default(true).describe('power curve moved to the density of the air'),
    losses: z.number().min(0).lt(1).default(0.02).describe('share: wake, cable, transformer. ASSUMED'),
    outage: z.number().min(0).lt(1).default(0.02).describe('share of energy lost standing still. ASSUMED'),
  })
  .refine((p) => p.displacement_m === 0 || p.roughness_m !== undefined, {
    path: ['displacement_m'],
    message: 'expected roughness_m beside it',
  });
export type WindParams = z.infer<typeof WindParams>;

interface Wind extends WindParams {
  readonly power: PowerCurve;
  readonly rotor_m: number;
  readonly hub_m: number;
  readonly rated_kW: number;
  /** Wind power of all rotors per density and cube of the speed. */
  readonly swept: number;
  /** Share lost behind the power curve. */
  readonly lost: number;
}

/**
 * Wind turbines by their power curve at the wind of hub height, the curve moved to the density of the air:
 *   P = n P(v, rho) (1 - losses),   v = v_mast (h / h_mast)^a or by the logarithmic profile
 * The boundary is the power of the wind through the rotors, n rho A v^3 / 2; what they leave in it passes on. The mean
 * wind of the step stands for its course: over an hour the cube of the gusts is missed, the curve being one of 10 min.
 * @see IEC 61400-12-1; Gasch and Twele, Wind Power Plants (2012)
 */
export const wind = defineKind<WindParams, Wind, typeof WindParams>({
  kind: 'wind',
  summary: 'Wind turbines by power curve, with shear and air density',
  validity: {
    text: 'power curve of 10 min means; no wake by direction, no icing, no hysteresis at cut-out',
    minStep_s: 60,
    maxStep_s: 3600,
  },
  params: WindParams,
  example: { turbine: 'small10', count: 2 },
  ports: () => ({ electricity: { carrier: 'electricity', flow: 'out' } }),
  role: 'fixed',
  solutionArea: 'electrification',
  terminals: { type: 'converter', rated_kW: (q) => q.rated_kW },
  leads: () => [],
  signals: ['wind_kW', 'passing_kW', 'systemLoss_kW', 'hub_m_per_s', 'density_kg_per_m3'],
  states: [],
  inputs: ['available', 'hub_m_per_s', 'density_kg_per_m3', 'turbine_kW', 'powerCoefficient'],
  // They follow from one another: none can change alone.
  inputRange: {
    hub_m_per_s: [Number.NaN, Number.NaN],
    density_kg_per_m3: [Number.NaN, Number.NaN],
    turbine_kW: [Number.NaN, Number.NaN],
    powerCoefficient: [Number.NaN, Number.NaN],
  },
  prepare(p) {
    const chosen: Turbine = p.curve === undefined ? TURBINES[p.turbine] : { hub_m: 18, ...p.curve };
    const hub_m = p.hub_m ?? chosen.hub_m;
    checkCurve(chosen, p.curve === undefined ? 'turbine' : 'curve');
    if (p.roughness_m !== undefined && hub_m <= p.displacement_m + p.roughness_m)
      throw wrong('roughness_m', `the hub at ${hub_m} m stands below displacement_m + roughness_m; expected it above`);
    return {
      ...p,
      power: powerCurve(chosen.speed_m_per_s, chosen.power_kW),
      rotor_m: chosen.rotor_m,
      hub_m,
      rated_kW: p.count * Math.max(...chosen.power_kW),
      swept: p.count * windThrough_kW(1, 1, chosen.rotor_m),
      lost: 1 - (1 - p.losses) * (1 - p.outage),
    };
  },
  initial: () => [],
  series: blow,
  limits() {},
  invert() {},
  step(q, _x, w, _u, _dt_h, _next, y) {
    const v = w[1]!;
    const wind_kW = w[0]! * q.swept * w[2]! * v * v * v;
    const rotors_kW = w[0]! * q.count * w[3]!;
    y[0] = rotors_kW * (1 - q.lost);
    y[1] = wind_kW;
    y[2] = wind_kW * (1 - w[4]!);
    y[3] = rotors_kW * q.lost;
    y[4] = v;
    y[5] = w[2]!;
  },
  balance: () => ({ energy: { boundary: { wind_kW: 1 }, losses: { passing_kW: 1, systemLoss_kW: 1 } } }),
  linear(q, window, model) {
    linearFixed(wind, q, window, model);
  },
  products: ['electricity'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'EUR',
    year: 2020,
    capex_money: 3800,
    fixedOm_per_a: 0.02,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: 'FOUND: DEA catalogue, small wind below 25 kW; ASSUMED 2 % a year',
  },
  kpis: (q, t) => ({
    capacityFactor: t.sum('electricity_kW') / (q.rated_kW * t.hours_h),
    fullLoadHours_h: t.sum('electricity_kW') / q.rated_kW,
    meanHub_m_per_s: t.sum('hub_m_per_s') / t.hours_h,
    running_h: t.running_h('electricity_kW'),
  }),
});

const wrong = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** A curve that ascends in speed, has a power for each, and nowhere takes more from the wind than Betz allows. */
function checkCurve({ speed_m_per_s: speed, power_kW: power, rotor_m }: Turbine, path: string): void {
  if (speed.length !== power.length)
    throw wrong(path, `${speed.length} speeds and ${power.length} powers; expected as many of the one as of the other`);
  for (let k = 1; k < speed.length; k++) {
    if (speed[k]! <= speed[k - 1]!)
      throw wrong(path, `speed ${speed[k]} m/s follows ${speed[k - 1]} m/s; expected them to ascend`);
    for (let part = 0; part <= 1; part += 0.125) {
      const v = speed[k - 1]! + part * (speed[k]! - speed[k - 1]!);
      const kW = power[k - 1]! + part * (power[k]! - power[k - 1]!);
      const most_kW = BETZ * windThrough_kW(v, STANDARD_DENSITY_kg_per_m3, rotor_m);
      if (kW > most_kW)
        throw wrong(
          path,
          `${kW.toFixed(2)} kW at ${v.toFixed(2)} m/s is more than a rotor of ${rotor_m} m can take (${most_kW.toFixed(2)} kW, Betz); check the diameter, or give more points at low speed`,
        );
    }
  }
}

/** Wind and air at the hub, and what one turbine makes of them, for every interval. */
function blow(q: Wind, env: Environment): Record<string, Float64Array> {
  const mast = env.weather('wind_m_per_s');
  const ambient = env.weather('ambient_degC');
  const pressure = env.weather('pressure_kPa');
  const { hub_m, roughness_m, displacement_m, power, rotor_m } = q;
  if (roughness_m !== undefined && env.windHeight_m <= displacement_m + roughness_m)
    throw wrong(
      'roughness_m',
      `the wind was measured at ${env.windHeight_m} m, below displacement_m + roughness_m; expected it above`,
    );
  const shear =
    roughness_m === undefined
      ? powerShear(env.windHeight_m, hub_m, q.shearExponent)
      : logShear(env.windHeight_m, hub_m, roughness_m, displacement_m);
  const { length } = env.grid;
  const hub_m_per_s = new Float64Array(length);
  const density_kg_per_m3 = new Float64Array(length);
  const turbine_kW = new Float64Array(length);
  const powerCoefficient = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const v = mast[i]! * shear;
    const density = airDensity(pressure[i]!, temperatureAloft_degC(ambient[i]!, 2, hub_m), hub_m);
    const kW = q.densityCorrection ? powerAt(power, v, density) : powerAt(power, v);
    hub_m_per_s[i] = v;
    density_kg_per_m3[i] = density;
    turbine_kW[i] = kW;
    powerCoefficient[i] = kW === 0 ? 0 : kW / windThrough_kW(v, density, rotor_m);
  }
  return { hub_m_per_s, density_kg_per_m3, turbine_kW, powerCoefficient };
}
