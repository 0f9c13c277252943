import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { Environment } from '../core/environment.ts';
import { linearFixed } from '../core/linearise.ts';
import { acos, clamp, interpolate, RAD_PER_DEG } from '../core/math.ts';
import { lightOnPlane, SKY_MODELS } from '../core/physics/planeOfArray.ts';
import { ashraeIam, type Plane, planeOf } from '../core/physics/transposition.ts';
import { COLLECTOR_NAMES, COLLECTORS, type Collector } from './solarCollectors.ts';

const IAM_deg = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90] as const;

export const SolarThermalParams = z.strictObject({
  area_m2: z.number().positive().describe('of all collectors, gross or aperture as their coefficients count it'),
  collector: z
    .enum(COLLECTOR_NAMES)
    .default('flatPlate')
    .describe('coefficients where none are given below; sources: see the table of collectors'),
  eta0: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('share of beam light at normal incidence turned into heat at ambient'),
  a1_W_per_m2K: z.number().nonnegative().optional().describe('heat loss per kelvin above ambient'),
  a2_W_per_m2K2: z.number().nonnegative().optional().describe('its growth with temperature'),
  windLoss_Ws_per_m3K: z
    .number()
    .nonnegative()
    .default(0)
    .describe('c3 of ISO 9806: growth of a1 per m/s of wind beyond 3 m/s. ASSUMED 0 (glazed)'),
  b0: z.number().min(0).max(1).optional().describe('incidence angle modifier of the beam: 1 - b0 (1 / cos - 1)'),
  iam: z
    .array(z.number().min(0).max(2))
    .length(IAM_deg.length)
    .optional()
    .describe('in place of b0: modifier at 0, 10, ... 90 deg, straight lines between'),
  iamDiffuse: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .describe('modifier of diffuse light. ASSUMED 0.9: typical of Solar Keymark flat plates'),
  tilt_deg: z.number().min(0).max(90).default(35).describe('0 lies flat. ASSUMED 35'),
  azimuth_deg: z
    .number()
    .min(0)
    .max(360)
    .optional()
    .describe('clockwise from north; unless said it faces the equator. ASSUMED'),
  albedo: z.number().min(0).max(1).default(0.2).describe('of the ground before the collectors. FOUND: PVWatts'),
  transposition: z.enum(SKY_MODELS).default('perez').describe('model of the sky. FOUND: as pv'),
  shading: z.number().min(0).lt(1).default(0.03).describe('light lost to rows, dirt and snow. FOUND: PVWatts shading'),
  approach_K: z
    .number()
    .nonnegative()
    .default(5)
    .describe('collector loop above the mean of the bus supply and return. ASSUMED 5 (plates)')
    .meta({ formerly: 'exchanger_K' }),
  pipeLoss_W_per_m2K: z
    .number()
    .nonnegative()
    .default(0.15)
    .describe('loss of the field pipes per m2 of collector and kelvin above ambient, while it runs. ASSUMED 0.15'),
  pump: z.number().min(0).max(0.2).default(0.01).describe('electricity of the pumps over heat given. ASSUMED 0.01'),
});
export type SolarThermalParams = z.infer<typeof SolarThermalParams>;

interface SolarThermal {
  readonly p: SolarThermalParams;
  readonly collector: Collector;
  readonly plane: Plane;
  /** In 1000 m2: W/m2 times it gives kW. */
  readonly area: number;
  readonly mean_degC: number;
  readonly pump: number;
}

/**
 * Field of solar collectors by the steady model of ISO 9806, with the mean temperature Tm of its loop held by the bus:
 *   q / A = eta0 (K_b(theta) G_b + K_d G_d) - (a1 + c3 (u - 3)) (Tm - Ta) - a2 (Tm - Ta)^2,   Tm = mean of bus + exchanger
 * less the loss of the field pipes. It runs where that is positive; else all light on it is lost and nothing flows.
 * Light as for `pv` (sun, transposition). Ambient air warmer than the loop counts as no loss, not as gain. What the bus
 * has no use for goes to a store or a dump: a field cannot be turned off but by an outage (stagnation).
 * @see ISO 9806:2017, 25.1 (steady and quasi-dynamic model); Duffie and Beckman, Solar Engineering of Thermal Processes
 */
export const solarThermal = defineKind<SolarThermalParams, SolarThermal, typeof SolarThermalParams>({
  kind: 'solarThermal',
  summary: 'Field of solar thermal collectors',
  validity: {
    text: 'steady: the heat that warms the field in the morning is left out; fixed planes, one incidence angle for both axes',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: SolarThermalParams,
  example: { area_m2: 400, collector: 'largeFlatPlate' },
  ports: () => ({
    heat: { carrier: 'heat', flow: 'out', supply_degC: { max: 150 } },
    electricity: { carrier: 'electricity', flow: 'in' },
  }),
  role: 'fixed',
  solutionArea: 'electrification',
  terminals: { type: 'passive' },
  leads: () => [],
  signals: ['sun_kW', 'opticalLoss_kW', 'collectorLoss_kW', 'fieldLoss_kW', 'pumpLoss_kW', 'poa_W_per_m2', 'loop_degC'],
  states: [],
  inputs: ['available', 'poa_W_per_m2', 'optics', 'loss_W_per_m2', 'pipeLoss_W_per_m2'],
  inputRange: { optics: [0, 1] },
  prepare(p, { ports, site }) {
    const { supply_degC, return_degC } = ports.heat!;
    const known = COLLECTORS[p.collector];
    return {
      p,
      collector: {
        eta0: p.eta0 ?? known.eta0,
        a1_W_per_m2K: p.a1_W_per_m2K ?? known.a1_W_per_m2K,
        a2_W_per_m2K2: p.a2_W_per_m2K2 ?? known.a2_W_per_m2K2,
        b0: p.b0 ?? known.b0,
      },
      plane: planeOf(p.tilt_deg, p.azimuth_deg ?? (site.latitude_deg < 0 ? 0 : 180)),
      area: p.area_m2 / 1000,
      mean_degC: 0.5 * (supply_degC + return_degC) + p.approach_K,
      pump: p.pump,
    };
  },
  initial: () => [],
  series: columns,
  limits() {},
  invert() {},
  step(q, _x, w, _u, _dt_h, _next, y) {
    const sun_kW = w[0]! * w[1]! * q.area;
    const absorbed_kW = sun_kW * w[2]!;
    const lost_kW = w[0]! * w[3]! * q.area;
    const pipes_kW = w[0]! * w[4]! * q.area;
    const gain_kW = absorbed_kW - lost_kW - pipes_kW;
    const runs = gain_kW > 0;
    const heat_kW = runs ? gain_kW : Number.isNaN(gain_kW) ? gain_kW : 0;
    const pump_kW = heat_kW * q.pump;
    y[0] = heat_kW;
    y[1] = 0 - pump_kW;
    y[2] = sun_kW;
    y[3] = sun_kW * (1 - w[2]!);
    y[4] = runs ? lost_kW : absorbed_kW;
    y[5] = runs ? pipes_kW : 0;
    y[6] = pump_kW;
    y[7] = w[1]!;
    y[8] = q.mean_degC;
  },
  balance: () => ({
    energy: {
      boundary: { sun_kW: 1 },
      losses: { opticalLoss_kW: 1, collectorLoss_kW: 1, fieldLoss_kW: 1, pumpLoss_kW: 1 },
    },
  }),
  linear(q, window, model) {
    linearFixed(solarThermal, q, window, model);
  },
  products: ['heat'],
  size: (q) => q.p.area_m2,
  sizeName: 'area_m2',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 1500,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 1,500 CNY/m2 before VAT (field with pipes, pumps and exchanger), 1 % a year, 25 years',
  },
  kpis: (q, t) => ({
    specificYield_kWh_per_m2: t.sum('heat_kW') / q.p.area_m2,
    poa_kWh_per_m2: t.sum('poa_W_per_m2') / 1000,
    etaField: t.sum('sun_kW') > 0 ? t.sum('heat_kW') / t.sum('sun_kW') : 0,
    running_h: t.running_h('heat_kW'),
  }),
});

/** Light on the plane, share of it that becomes heat, and losses at the temperature of the loop, for every interval. */
function columns(q: SolarThermal, env: Environment): Record<string, Float64Array> {
  const { p, collector } = q;
  const { beam_W_per_m2, diffuse_W_per_m2, cosAoi } = lightOnPlane(env, q.plane, p.albedo, p.transposition);
  const ambient = env.weather('ambient_degC');
  const wind = p.windLoss_Ws_per_m3K > 0 ? env.weather('wind_m_per_s') : undefined;
  const { length } = env.grid;
  const poa_W_per_m2 = new Float64Array(length);
  const optics = new Float64Array(length);
  const loss_W_per_m2 = new Float64Array(length);
  const pipeLoss_W_per_m2 = new Float64Array(length);
  const modifier = (cosine: number): number =>
    p.iam === undefined
      ? ashraeIam(cosine, collector.b0)
      : interpolate(IAM_deg, p.iam, acos(Math.min(1, cosine)) / RAD_PER_DEG);
  for (let i = 0; i < length; i++) {
    const beam = beam_W_per_m2[i]!;
    const diffuse = diffuse_W_per_m2[i]!;
    const poa = beam + diffuse;
    poa_W_per_m2[i] = poa > 0 || Number.isNaN(poa) ? poa : 0;
    const kept = collector.eta0 * (1 - p.shading);
    const turned = beam > 0 ? beam * modifier(cosAoi[i]!) : 0;
    optics[i] = poa > 0 ? clamp((kept * (turned + diffuse * p.iamDiffuse)) / poa, 0, 1) : 0;
    const above_K = Math.max(0, q.mean_degC - ambient[i]!);
    const a1 = collector.a1_W_per_m2K + (wind === undefined ? 0 : p.windLoss_Ws_per_m3K * (wind[i]! - 3));
    loss_W_per_m2[i] = Math.max(0, above_K * (a1 + collector.a2_W_per_m2K2 * above_K));
    pipeLoss_W_per_m2[i] = p.pipeLoss_W_per_m2K * above_K;
  }
  return { poa_W_per_m2, optics, loss_W_per_m2, pipeLoss_W_per_m2 };
}
