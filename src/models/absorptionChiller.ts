import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import {
  ABSORPTION_CURVE_NAMES,
  ABSORPTION_CURVES,
  type Characteristic,
  characteristicOf,
  characteristicTemperature_K,
  coolingAt_kW,
  driveAt_kW,
} from './absorptionCurves.ts';
import { coolingCost, coolingKpis } from './coolingMachine.ts';

export const AbsorptionChillerParams = z.strictObject({
  rated_kW: z.number().positive().describe('nominal cooling, at the design temperatures'),
  effect: z.enum(['single', 'double']).default('single').describe('stages of the generator'),
  curve: z
    .union([z.literal('class'), z.enum(ABSORPTION_CURVE_NAMES)])
    .default('class')
    .describe('class: of its effect, by cop and design temperatures; or a named machine scaled to rated_kW'),
  cop: z
    .number()
    .gt(0)
    .max(2)
    .optional()
    .describe('class: cooling over heat at design. ASSUMED 0.70 single, 1.2 double'),
  designHot_degC: z.number().optional().describe('class: generator at design. ASSUMED 85 (90/80), 175 steam double'),
  designCool_degC: z.number().default(33.5).describe('class: cooling water, mean, at design. ASSUMED 31/36'),
  designChill_degC: z.number().default(9.5).describe('class: chilled water, mean, at design. ASSUMED 12/7'),
  drive: z
    .enum(['water', 'steam'])
    .optional()
    .describe('generator at the mean of the heat bus, or at its supply. Left out: water single, steam double'),
  overload: z.number().min(0.5).max(2).default(1).describe('highest cooling over rated. ASSUMED'),
  minLoad: z.number().gt(0).max(1).default(0.2).describe('least cooling over the highest now. ASSUMED textbook'),
  heatByLoad: z
    .array(z.number())
    .length(3)
    .default([0.03303, 0.6852, 0.2818])
    .describe('heat over that at full load, quadratic in the load, scaled to sum 1. FOUND: EnergyPlus data set'),
  auxiliary: z.number().min(0).max(0.2).default(0.02).describe('electricity of its pumps over cooling. ASSUMED'),
  approach_K: z
    .number()
    .nonnegative()
    .default(4)
    .describe('without a reject bus: cooling water above wet bulb. ASSUMED'),
  range_K: z.number().positive().default(5).describe('without a reject bus: rise of the cooling water. ASSUMED'),
  coldest_degC: z.number().default(22).describe('cooling water entering is held at least here: crystals. ASSUMED'),
});
export type AbsorptionChillerParams = z.infer<typeof AbsorptionChillerParams>;

interface AbsorptionChiller extends AbsorptionChillerParams {
  readonly rejects: boolean;
  readonly characteristic: Characteristic;
  readonly hot_degC: number;
  readonly chill_degC: number;
  /** Mean of the cooling water, where a bus brings it. */
  readonly cool_degC: number;
  readonly highest_kW: number;
  readonly h0: number;
  readonly h1: number;
  readonly h2: number;
}

/**
 * Absorption chiller of water and lithium bromide by its characteristic equation (`absorptionCurves.ts`). Driving,
 * cooling and chilled water temperatures give the cooling and the heat that it can take now; below that, heat follows
 * a quadratic of the load. The absorber and condenser give heat + cooling to `reject`, whose bus' temperatures are the
 * cooling water's; unconnected, to the ambient air by a tower at wet bulb + approach. Pump power warms the plant room.
 * Single effect needs 70 degC or more, double effect 140. Steady; no crystallisation or dilution at stops.
 * @see EnergyPlus Engineering Reference, "Absorption Chiller", for part load
 */
export const absorptionChiller = defineKind<AbsorptionChillerParams, AbsorptionChiller, typeof AbsorptionChillerParams>(
  {
    kind: 'absorptionChiller',
    summary: 'Absorption chiller, single or double effect',
    validity: { text: 'steady, without its minutes of inertia; linear in temperatures', minStep_s: 1, maxStep_s: 3600 },
    params: AbsorptionChillerParams,
    example: { rated_kW: 350 },
    ports: (p) => ({
      heat: { carrier: 'heat', flow: 'in', supply_degC: { min: p.effect === 'single' ? 70 : 140 } },
      electricity: { carrier: 'electricity', flow: 'in' },
      cooling: { carrier: 'cooling', flow: 'out', supply_degC: { min: 4, max: 25 } },
      reject: { carrier: 'heat', flow: 'out', optional: true, supply_degC: { max: 60 } },
    }),
    role: 'converter',
    solutionArea: 'efficiency',
    terminals: { type: 'passive' },
    leads: () => ['cooling'],
    signals: ['cop', 'load', 'auxiliaryLoss_kW', 'toAmbient_kW', 'coolingWater_degC'],
    states: [],
    inputs: ['available', 'capacity_kW', 'drive_kW', 'coolingWater_degC'],
    inputRange: { drive_kW: [0.001, Number.POSITIVE_INFINITY] },
    prepare(p, { ports }) {
      const single = p.effect === 'single';
      const heat = ports.heat!;
      const cooling = ports.cooling!;
      const design = {
        hot_degC: p.designHot_degC ?? (single ? 85 : 175),
        cool_degC: p.designCool_degC,
        chill_degC: p.designChill_degC,
      };
      const [h0, h1, h2] = p.heatByLoad as [number, number, number];
      const steam = (p.drive ?? (single ? 'water' : 'steam')) === 'steam';
      return {
        ...p,
        rejects: ports.reject !== undefined,
        characteristic:
          p.curve === 'class'
            ? characteristicOf(p.effect, p.cop ?? (single ? 0.7 : 1.2), design)
            : ABSORPTION_CURVES[p.curve],
        hot_degC: steam ? heat.supply_degC : 0.5 * (heat.supply_degC + heat.return_degC),
        chill_degC: 0.5 * (cooling.supply_degC + cooling.return_degC),
        cool_degC:
          ports.reject === undefined ? Number.NaN : 0.5 * (ports.reject.supply_degC + ports.reject.return_degC),
        highest_kW: p.overload * p.rated_kW,
        h0: h0 / (h0 + h1 + h2),
        h1: h1 / (h0 + h1 + h2),
        h2: h2 / (h0 + h1 + h2),
      };
    },
    initial: () => [],
    series(q, env) {
      if (q.rejects) {
        const cool_degC = Math.max(q.cool_degC, q.coldest_degC + 0.5 * q.range_K);
        return { ...flowsAt(q, cool_degC), coolingWater_degC: cool_degC };
      }
      const wetBulb_degC = env.weather('wetBulb_degC');
      const { length } = wetBulb_degC;
      const capacity_kW = new Float64Array(length);
      const drive_kW = new Float64Array(length);
      const coolingWater_degC = new Float64Array(length);
      for (let i = 0; i < length; i++) {
        const cool_degC = Math.max(wetBulb_degC[i]! + q.approach_K, q.coldest_degC) + 0.5 * q.range_K;
        const flows = flowsAt(q, cool_degC);
        capacity_kW[i] = flows.capacity_kW;
        drive_kW[i] = flows.drive_kW;
        coolingWater_degC[i] = cool_degC;
      }
      return { capacity_kW, drive_kW, coolingWater_degC };
    },
    limits(q, _x, w, _dt_h, out) {
      const full_kW = Math.min(w[1]!, q.highest_kW);
      const runs = w[0]! > 0 && w[0]! >= q.minLoad;
      out[0] = 0;
      out[1] = runs ? w[0]! * full_kW : 0;
      out[2] = runs ? q.minLoad * full_kW : 0;
    },
    invert(q, _x, w, _lead, target, _dt_h, u) {
      const high_kW = Math.min(w[1]!, q.highest_kW);
      const least_kW = q.minLoad * high_kW;
      u[0] = target < 0.5 * least_kW ? 0 : clamp(target, least_kW, high_kW);
    },
    step(q, _x, w, u, _dt_h, _next, y) {
      const high_kW = Math.min(w[1]!, q.highest_kW);
      y[8] = w[3]!;
      if (!(w[0]! > 0 && w[0]! >= q.minLoad && u[0]! > 0 && high_kW > 0)) {
        y.fill(0, 0, 8);
        return;
      }
      const cooling_kW = clamp(u[0]!, q.minLoad * high_kW, w[0]! * high_kW);
      // Of the cooling that the temperatures allow, even where the machine's size allows less.
      const load = cooling_kW / w[1]!;
      const heat_kW = w[2]! * (q.h0 + load * (q.h1 + load * q.h2));
      y[0] = -heat_kW;
      y[1] = -q.auxiliary * cooling_kW;
      y[2] = cooling_kW;
      y[3] = q.rejects ? heat_kW + cooling_kW : 0;
      y[4] = cooling_kW / heat_kW;
      y[5] = load;
      y[6] = q.auxiliary * cooling_kW;
      y[7] = q.rejects ? 0 : heat_kW + cooling_kW;
    },
    balance: () => ({ energy: { boundary: { toAmbient_kW: -1 }, losses: { auxiliaryLoss_kW: 1 } } }),
    linear(q, window, model) {
      linearByLead(absorptionChiller, q, window, model, { port: 'cooling' });
    },
    products: ['cooling'],
    size: (q) => q.rated_kW,
    sizeName: 'rated_kW',
    costDefault: coolingCost(1200, 'ASSUMED 1 200 CNY/kW of cooling before VAT, 2 % a year, 20 years'),
    kpis: (q, t) => ({ fullLoadHours_h: t.sum('cooling_kW') / q.rated_kW, ...coolingKpis('heat_kW', t) }),
  },
);

/** Cooling that the temperatures allow, and the heat that drives it; none where either line is below 0. */
function flowsAt(q: AbsorptionChiller, cool_degC: number): { capacity_kW: number; drive_kW: number } {
  const c = q.characteristic;
  const ddt_K = characteristicTemperature_K(c, q.hot_degC, cool_degC, q.chill_degC);
  const scale = q.rated_kW / c.nominal_kW;
  const capacity_kW = scale * coolingAt_kW(c, ddt_K);
  const drive_kW = scale * driveAt_kW(c, ddt_K);
  return capacity_kW > 0 && drive_kW > 0 ? { capacity_kW, drive_kW } : { capacity_kW: 0, drive_kW: 0 };
}
