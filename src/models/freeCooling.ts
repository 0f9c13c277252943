import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { logMean_K } from '../core/physics/logMean.ts';
import { evaporationHeat_kJ_per_kg } from '../core/physics/moistAir.ts';
import { coolingCost, coolingKpis } from './coolingMachine.ts';
import { asAsked } from './through.ts';

export const FreeCoolingParams = z.strictObject({
  rated_kW: z
    .number()
    .positive()
    .describe('cooling with the fan at full speed and the air colder than the bus supply by `approach_K`; the limit'),
  cooler: z
    .enum(['dry', 'tower'])
    .default('dry')
    .describe('dry: finned cooler, by the dry bulb; tower: exchanger at a wet tower, by the wet bulb'),
  approach_K: z
    .number()
    .positive()
    .optional()
    .describe('bus supply above the air at rated cooling. ASSUMED 6 dry, 5 tower with its exchanger'),
  fan: z
    .number()
    .min(0)
    .max(0.2)
    .optional()
    .describe('fan power over rated cooling. ASSUMED 0.025 dry; tower FOUND 0.0126: ASHRAE 90.1 axial'),
  pump: z.number().min(0).max(0.2).default(0.01).describe('power of its pump over cooling given. ASSUMED 0.01'),
  minSpeed: z.number().gt(0).max(1).default(0.3).describe('least fan speed; below it the fan cycles. ASSUMED 0.3'),
  evaporation: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('tower: share of the heat let go by evaporation in cold air. ASSUMED 0.6'),
  concentration: z
    .number()
    .gt(1)
    .default(4)
    .describe('tower: salts in the blowdown over those in the make-up. ASSUMED'),
});
export type FreeCoolingParams = z.infer<typeof FreeCoolingParams>;

interface FreeCooling extends FreeCoolingParams {
  readonly supply_degC: number;
  readonly return_degC: number;
  /** Conductance of the cooler at full speed. */
  readonly ua_kW_per_K: number;
  readonly fanRated_kW: number;
  /** Water evaporated and blown down per kWh of heat. */
  readonly evaporation_kg_per_kWh: number;
  readonly blowdown_kg_per_kWh: number;
}

/** A cooler reaches no closer to the air than this. */
const LEAST_K = 0.1;

/**
 * Cooling by outdoor air alone, where that is colder than the supply of the bus: at full speed of the fan
 *   full = UA * logMean(T_return - T_air, T_supply - T_air),   0 where T_air >= T_supply
 * with UA from the rated point. Less is given by a slower fan: speed = q / full, power by its cube, and by the mean of a
 * cycling fan below `minSpeed`; never more than rated (pump). Air is dry bulb, or the wet bulb at a tower, whose water
 * evaporates and is blown down. Electricity ends as heat in the plant room. Steady; air taken as not warmed, and water
 * that is not quite cold enough is not used (no pre-cooling).
 * @see EnergyPlus Engineering Reference, "Waterside economizers" and "Fluid coolers"; VDI-Waermeatlas, section C1
 */
export const freeCooling = defineKind<FreeCoolingParams, FreeCooling, typeof FreeCoolingParams>({
  kind: 'freeCooling',
  summary: 'Cooling by outdoor air: dry cooler, or exchanger at a wet tower',
  validity: { text: 'steady; glycol or heating keeps it from freezing', minStep_s: 1, maxStep_s: 3600 },
  params: FreeCoolingParams,
  example: { rated_kW: 400 },
  ports: () => ({
    cooling: { carrier: 'cooling', flow: 'out', supply_degC: { min: 3, max: 35 } },
    electricity: { carrier: 'electricity', flow: 'in' },
  }),
  role: 'converter',
  solutionArea: 'efficiency',
  terminals: { type: 'passive' },
  leads: () => ['cooling'],
  signals: [
    'toAmbient_kW',
    'fanLoss_kW',
    'pumpLoss_kW',
    'fanSpeed',
    'air_degC',
    'evaporation_kg_per_h',
    'blowdown_kg_per_h',
    'drawn_kg_per_h',
  ],
  states: [],
  inputs: ['available', 'full_kW', 'air_degC'],
  // What the air allows follows from its temperature before the run.
  inputRange: { air_degC: [Number.NaN, Number.NaN] },
  prepare(p, { ports }) {
    const { id, supply_degC, return_degC } = ports.cooling!;
    if (!(return_degC > supply_degC))
      throw new ConfigError([
        {
          file: '',
          path: 'cooling',
          message: `bus "${id}" supplies ${supply_degC} and returns ${return_degC} degC; expected it to come back warmer`,
        },
      ]);
    const isTower = p.cooler === 'tower';
    const approach_K = p.approach_K ?? (isTower ? 5 : 6);
    const evaporation_kg_per_kWh = isTower ? (p.evaporation * 3600) / evaporationHeat_kJ_per_kg(supply_degC) : 0;
    return {
      ...p,
      supply_degC,
      return_degC,
      ua_kW_per_K: p.rated_kW / logMean_K(return_degC - supply_degC + approach_K, approach_K),
      fanRated_kW: p.rated_kW * (p.fan ?? (isTower ? 0.0126 : 0.025)),
      evaporation_kg_per_kWh,
      blowdown_kg_per_kWh: evaporation_kg_per_kWh / (p.concentration - 1),
    };
  },
  initial: () => [],
  series(q, env) {
    const air_degC = env.weather(q.cooler === 'tower' ? 'wetBulb_degC' : 'ambient_degC');
    return { air_degC, full_kW: air_degC.map((t) => fullAt(q, t)) };
  },
  limits(q, _x, w, _dt_h, out) {
    const full_kW = w[0]! * w[1]!;
    out[0] = 0;
    out[1] = full_kW < q.rated_kW ? full_kW : q.rated_kW;
    out[2] = 0;
  },
  invert: asAsked,
  step(q, _x, w, u, _dt_h, _next, y) {
    const full_kW = w[0]! * w[1]!;
    const cooling_kW = clamp(u[0]!, 0, full_kW < q.rated_kW ? full_kW : q.rated_kW);
    const speed = cooling_kW > 0 ? cooling_kW / full_kW : 0;
    const driven = speed > q.minSpeed ? speed * speed : q.minSpeed * q.minSpeed;
    const fan_kW = q.fanRated_kW * driven * speed;
    const pump_kW = q.pump * cooling_kW;
    const evaporation_kg_per_h = cooling_kW * q.evaporation_kg_per_kWh;
    const blowdown_kg_per_h = cooling_kW * q.blowdown_kg_per_kWh;
    y[0] = cooling_kW;
    y[1] = 0 - fan_kW - pump_kW;
    y[2] = cooling_kW;
    y[3] = fan_kW;
    y[4] = pump_kW;
    y[5] = speed;
    y[6] = w[2]!;
    y[7] = evaporation_kg_per_h;
    y[8] = blowdown_kg_per_h;
    y[9] = cooling_kW * (q.evaporation_kg_per_kWh + q.blowdown_kg_per_kWh);
  },
  balance: (q) => ({
    energy: { boundary: { toAmbient_kW: -1 }, losses: { fanLoss_kW: 1, pumpLoss_kW: 1 } },
    ...(q.cooler === 'tower'
      ? { water: { boundary: { drawn_kg_per_h: 1, evaporation_kg_per_h: -1, blowdown_kg_per_h: -1 } } }
      : {}),
  }),
  linear(q, window, model) {
    linearByLead(freeCooling, q, window, model, { port: 'cooling' });
  },
  products: ['cooling'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: coolingCost(300, 'ASSUMED 300 CNY/kW of cooling before VAT (cooler, pump, pipes), 2 % a year, 20 years'),
  emissions: { water: ['drawn_kg_per_h'] },
  kpis: (_q, t) => ({ cooling_kWh: t.sum('cooling_kW'), ...coolingKpis('electricity_kW', t) }),
});

function fullAt(q: FreeCooling, air_degC: number): number {
  const colder_K = q.supply_degC - air_degC;
  if (Number.isNaN(colder_K)) return colder_K;
  return colder_K > LEAST_K ? q.ua_kW_per_K * logMean_K(q.return_degC - air_degC, colder_K) : 0;
}
