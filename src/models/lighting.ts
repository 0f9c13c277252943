import { z } from 'zod';
import type { Ports } from '../core/component.ts';
import { defineKind } from '../core/component.ts';
import type { Environment } from '../core/environment.ts';
import { linearFixed } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { nonNegative } from './carrierUnit.ts';
import { SeriesRefSchema } from './schemas.ts';

const share = (description: string) => z.number().min(0).max(1).describe(description);

export const LightingParams = z
  .strictObject({
    demand: SeriesRefSchema.describe('kW before the retrofit, or of the whole site with `lightingShare` of it'),
    lightingShare: share('of the demand that is lighting; 0.2 is typical of a building. ASSUMED 1').default(1),
    retrofitShare: share('of the lamps that were changed').default(0),
    savingPerLamp: share('of a changed lamp. ASSUMED: LED 0.5 (0.5 to 0.7)').default(0.5),
    loadsInclude: z
      .boolean()
      .default(true)
      .describe('whether the heat and cooling loads of the buses were given with the gains of the old lamps in them'),
    heatGain: share("of the lamps' heat that spares heating in the heating season. ASSUMED 0.6").default(0.6),
    coolingGain: share("of the lamps' heat that chillers take away in the cooling season. ASSUMED 0.7").default(0.7),
    heatingBelow_degC: z
      .number()
      .default(15)
      .describe('mean outdoor temperature of the last 24 h under which rooms are heated, fully so 2 K lower. ASSUMED'),
    coolingAbove_degC: z.number().default(20).describe('over which they are cooled, fully so 2 K higher. ASSUMED'),
    heatDemand: SeriesRefSchema.optional().describe('kW of the load that the gains may spare at most'),
    coolingDemand: SeriesRefSchema.optional().describe('kW of the load that the missing gains may spare at most'),
    installed_kW: z
      .number()
      .nonnegative()
      .default(0)
      .describe('power of all lamps before the retrofit; for its cost only'),
  })
  .refine((p) => p.heatingBelow_degC <= p.coolingAbove_degC, {
    path: ['heatingBelow_degC'],
    message: 'expected heatingBelow_degC <= coolingAbove_degC',
  });
export type LightingParams = z.infer<typeof LightingParams>;

interface Lighting {
  readonly p: LightingParams;
  /** Power now and power saved over power before. */
  readonly lit: number;
  readonly saved: number;
  /** What the heat and cooling buses see of a kW before the retrofit, less light negative. */
  readonly change: number;
  readonly heats: boolean;
  readonly cools: boolean;
}

/** Kelvin over which a season fades in. */
const FADE_K = 2;

/**
 * Lighting as a load, and what new lamps change in it:
 *   electricity = demand (1 - s),  s = retrofitShare * savingPerLamp;  a saving is less demand, never a source
 * All light ends as heat in the rooms. With `loadsInclude` (the buses' loads were measured or given with the old lamps)
 * the ports carry the change alone: heating must make up for heatGain of the saving (port `heat` draws), and the chilled
 * water is spared coolingGain of it (port `cooling` gives back to the bus what its load asks too much). Without, they
 * carry the whole gain: port `heat` spares heating, port `cooling` draws. In either case
 *   electricity + drawn heat + cooling given back = heat to the rooms beyond what the buses account for.
 * Seasons follow the mean outdoor temperature of the last 24 h. At no time both.
 * @see EN ISO 52016-1 (internal gains and their use); EN 15193-1 (lighting energy)
 */
export const lighting = defineKind<LightingParams, Lighting, typeof LightingParams>({
  kind: 'lighting',
  summary: 'Lighting and its retrofit, with its heat gains',
  validity: { text: 'gains act at once, by season; no daylight control of its own', minStep_s: 1, maxStep_s: 3600 },
  params: LightingParams,
  example: { demand: 40, retrofitShare: 1 },
  ports: (p): Ports => ({
    electricity: { carrier: 'electricity', flow: 'in' },
    heat: { carrier: 'heat', flow: p.loadsInclude ? 'in' : 'out', optional: true },
    cooling: { carrier: 'cooling', flow: p.loadsInclude ? 'out' : 'in', optional: true },
  }),
  role: 'fixed',
  solutionArea: 'efficiency',
  terminals: { type: 'passive' },
  leads: () => [],
  signals: ['baseline_kW', 'saved_kW', 'roomHeat_kW'],
  states: [],
  inputs: ['available', 'demand_kW', 'heatGain', 'coolingGain'],
  demands: ['demand_kW'],
  inputRange: { heatGain: [0, 1], coolingGain: [0, 1] },
  prepare(p, { ports }) {
    const saved = p.retrofitShare * p.savingPerLamp;
    return {
      p,
      lit: 1 - p.retrofitShare + p.retrofitShare * (1 - p.savingPerLamp),
      saved,
      change: p.loadsInclude ? -saved : 1 - saved,
      heats: ports.heat !== undefined,
      cools: ports.cooling !== undefined,
    };
  },
  initial: () => [],
  series(q, env) {
    const { p } = q;
    const demand_kW = nonNegative(env.series(p.demand, 'demand_kW'), 'demand').map((v) => v * p.lightingShare);
    if (!q.heats && !q.cools) return { demand_kW, heatGain: 0, coolingGain: 0 };
    const mean_degC = dayMean(env.weather('ambient_degC'), env);
    /** The gain of a season, held to what its load can take. */
    const column = (
      gain: number,
      most: LightingParams['heatDemand'],
      name: string,
      inSeason: (t: number) => number,
    ) => {
      const most_kW = most === undefined ? undefined : nonNegative(env.series(most, 'demand_kW'), name);
      return demand_kW.map((demand, i) => {
        const wanted = gain * clamp(inSeason(mean_degC[i]!) / FADE_K, 0, 1);
        const change_kW = Math.abs(q.change) * demand;
        return most_kW && wanted * change_kW > most_kW[i]! ? most_kW[i]! / change_kW : wanted;
      });
    };
    return {
      demand_kW,
      heatGain: q.heats ? column(p.heatGain, p.heatDemand, 'heatDemand', (t) => p.heatingBelow_degC - t) : 0,
      coolingGain: q.cools
        ? column(p.coolingGain, p.coolingDemand, 'coolingDemand', (t) => t - p.coolingAbove_degC)
        : 0,
    };
  },
  limits() {},
  invert() {},
  step(q, _x, w, _u, _dt_h, _next, y) {
    const before_kW = w[0]! * w[1]!;
    const saved_kW = q.saved * before_kW;
    const heatGain = w[2]!;
    const coolingGain = w[3]!;
    const seen_kW = q.change * before_kW;
    y[0] = saved_kW - before_kW;
    y[1] = heatGain * seen_kW;
    y[2] = -coolingGain * seen_kW;
    y[3] = before_kW;
    y[4] = saved_kW;
    // All of the lamps' heat, but for what the two buses account for.
    y[5] = q.lit * before_kW - (heatGain + coolingGain) * seen_kW;
  },
  balance: () => ({ energy: { boundary: { roomHeat_kW: -1 } } }),
  linear(q, window, model) {
    linearFixed(lighting, q, window, model);
  },
  size: (q) => q.p.retrofitShare * q.p.installed_kW,
  sizeName: 'retrofitted_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 2000,
    fixedOm_per_a: 0,
    variableOm_money_per_kWh: 0,
    life_a: 10,
    source: 'ASSUMED 2,000 CNY per kW of old lamps changed, 10 years (about 50,000 h at 14 h a day)',
  },
  kpis: (_q, t) => ({
    used_kWh: -t.sum('electricity_kW'),
    saved_kWh: t.sum('saved_kW'),
    addedHeating_kWh: -t.sum('heat_kW'),
    sparedCooling_kWh: t.sum('cooling_kW'),
  }),
});

/** Mean over the last 24 h, over as many as there are at the start of the run. */
function dayMean(values: Float64Array, env: Environment): Float64Array {
  const steps = Math.max(1, Math.round(86_400 / env.grid.step_s));
  const mean = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    if (i >= steps) sum -= values[i - steps]!;
    mean[i] = sum / Math.min(i + 1, steps);
  }
  return mean;
}
