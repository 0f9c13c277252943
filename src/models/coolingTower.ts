import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { pressureAtAltitude_kPa } from '../core/physics/airDensity.ts';
import {
  enthalpy_kJ_per_kg,
  evaporationHeat_kJ_per_kg,
  humidityRatio,
  humidityRatioOfWetBulb,
  saturatedAt_degC,
  saturatedEnthalpy_kJ_per_kg,
} from '../core/physics/moistAir.ts';

export const CoolingTowerParams = z.strictObject({
  rated_kW: z.number().positive().describe('heat let go at the design wet bulb with the fan at full speed; the limit'),
  designWetBulb_degC: z.number().min(-10).max(35).default(28).describe('wet bulb at design. ASSUMED Suzhou summer'),
  approach_K: z.number().positive().default(4).describe('water leaving above wet bulb at design. ASSUMED'),
  fan: z
    .number()
    .min(0)
    .max(0.2)
    .default(0.0126)
    .describe('fan power over rated heat. FOUND: ASHRAE 90.1 axial, 40.2 gpm/hp at 35/29.4/23.9 degC'),
  minSpeed: z.number().gt(0).max(1).default(0.3).describe('least fan speed; below it the fan cycles. ASSUMED'),
  waterToAir: z.number().positive().default(1.2).describe('mass of water over dry air at full speed. ASSUMED textbook'),
  concentration: z.number().gt(1).default(4).describe('salts in the blowdown over those in the make-up. ASSUMED'),
  drift: z
    .number()
    .min(0)
    .max(0.01)
    .default(2e-5)
    .describe('droplets lost over circulating water. ASSUMED eliminators'),
  makeUp_degC: z
    .number()
    .min(0)
    .max(40)
    .default(20)
    .describe('make-up water. ASSUMED')
    .meta({ formerly: 'makeup_degC' }),
});
export type CoolingTowerParams = z.infer<typeof CoolingTowerParams>;

interface CoolingTower extends CoolingTowerParams {
  readonly watered: boolean;
  /** Water leaving that the fan is driven for: the return of its bus. */
  readonly hold_degC: number;
  readonly range_K: number;
  readonly pressure_kPa: number;
  /** Rise of the air's enthalpy at rated heat and full speed. */
  readonly rise_kJ_per_kg: number;
  /** Saturated enthalpy at the temperature of water in, over that of the wet bulb, at design: rise / effectiveness. */
  readonly reach_kJ_per_kg: number;
  /** Saturated enthalpy of water in when water out is held, quadratic in the load. */
  readonly held0: number;
  readonly held1: number;
  readonly held2: number;
  /** Temperature of saturated air, each step of enthalpy from `FIRST_kJ_per_kg`. */
  readonly saturated_degC: Float64Array;
  readonly latent_kWh_per_kg: number;
  /** Of the heat let go. */
  readonly drift_kg_per_kWh: number;
}

const CP_WATER_kJ_per_kgK = 4.186;
/** Enthalpies of the table of saturated air: -39 to 64 degC at sea level. */
const FIRST_kJ_per_kg = -40;
const STEP_kJ_per_kg = 1;
const STEPS = 560;
/** Air flow over heat is not driven lower than this share of the design's. */
const LEAST_AIR = 0.2;

/**
 * Wet cooling tower with a fan of variable speed that holds the return temperature of its heat bus.
 *
 * By the effectiveness model heat q passes from water at its inlet temperature to air at its wet bulb:
 *   q = s q_rated (h_sat(water in) - h_air) / reach,   reach = h_sat - h_air at design
 * with s the speed of the fan, the effectiveness held at that of the design point. Less fan is needed the colder the air;
 * power follows the cube of the speed, and the mean of a cycling fan below `minSpeed`. Where full speed does not do, the
 * water leaves warmer (`water_degC`), up to rated heat.
 *
 * Air leaves saturated; what it gained splits the heat into evaporation and warming (negative in hot dry air). Make-up
 * is evaporation and blowdown, drift being part of the blowdown. All heat, the fan's too, goes to the ambient air.
 * @see Braun, Klein and Mitchell, "Effectiveness models for cooling towers and cooling coils", ASHRAE Transactions 95
 *   (1989) 164-174
 */
export const coolingTower = defineKind<CoolingTowerParams, CoolingTower, typeof CoolingTowerParams>({
  kind: 'coolingTower',
  summary: 'Wet cooling tower: fan, wet bulb, water',
  validity: { text: 'steady; wet bulb -35 to 45 degC; no freezing, no basin', minStep_s: 1, maxStep_s: 3600 },
  params: CoolingTowerParams,
  example: { rated_kW: 600 },
  ports: () => ({
    heat: { carrier: 'heat', flow: 'in', supply_degC: { min: 10, max: 60 } },
    electricity: { carrier: 'electricity', flow: 'in' },
    water: { carrier: 'water', flow: 'in', optional: true },
  }),
  role: 'converter',
  terminals: { type: 'passive' },
  leads: () => ['heat'],
  signals: [
    'fanSpeed',
    'water_degC',
    'latent_kW',
    'sensible_kW',
    'fanLoss_kW',
    'evaporation_kg_per_h',
    'drift_kg_per_h',
    'blowdown_kg_per_h',
    'makeup_kg_per_h',
    'drawn_kg_per_h',
  ],
  states: [],
  inputs: ['available', 'air_kJ_per_kg', 'evaporation_kg_per_kWh', 'sensible'],
  // What evaporates and what warms the air share one heat: neither can change alone.
  inputRange: { evaporation_kg_per_kWh: [Number.NaN, Number.NaN], sensible: [Number.NaN, Number.NaN] },
  prepare(p, { ports, site }) {
    const { supply_degC, return_degC, id } = ports.heat!;
    const range_K = supply_degC - return_degC;
    const pressure_kPa = pressureAtAltitude_kPa(site.altitude_m);
    const rise_kJ_per_kg = CP_WATER_kJ_per_kgK * range_K * p.waterToAir;
    const hottest_degC = p.designWetBulb_degC + p.approach_K + range_K;
    const reach_kJ_per_kg =
      saturatedEnthalpy_kJ_per_kg(hottest_degC, pressure_kPa) -
      saturatedEnthalpy_kJ_per_kg(p.designWetBulb_degC, pressure_kPa);
    if (!(range_K > 0))
      fail('heat', `bus "${id}" supplies ${supply_degC} and returns ${return_degC} degC; expected to cool its water`);
    if (rise_kJ_per_kg >= reach_kJ_per_kg)
      fail(
        'approach_K',
        `the air would have to take ${rise_kJ_per_kg.toFixed(1)} kJ/kg and water of ${hottest_degC} degC gives it ` +
          `${reach_kJ_per_kg.toFixed(1)} at most; allow a larger approach, or more air by a smaller waterToAir`,
      );
    const start = saturatedEnthalpy_kJ_per_kg(return_degC, pressure_kPa);
    const middle = saturatedEnthalpy_kJ_per_kg(return_degC + 0.5 * range_K, pressure_kPa);
    const end = saturatedEnthalpy_kJ_per_kg(supply_degC, pressure_kPa);
    return {
      ...p,
      watered: ports.water !== undefined,
      hold_degC: return_degC,
      range_K,
      pressure_kPa,
      rise_kJ_per_kg,
      reach_kJ_per_kg,
      held0: start,
      held1: 4 * middle - 3 * start - end,
      held2: 2 * (start + end) - 4 * middle,
      saturated_degC: Float64Array.from({ length: STEPS + 1 }, (_, k) =>
        saturatedAt_degC(FIRST_kJ_per_kg + k * STEP_kJ_per_kg, pressure_kPa, 30),
      ),
      latent_kWh_per_kg: evaporationHeat_kJ_per_kg(p.makeUp_degC) / 3600,
      drift_kg_per_kWh: (p.drift * 3600) / (CP_WATER_kJ_per_kgK * range_K),
    };
  },
  initial: () => [],
  series(q, env) {
    const wetBulb_degC = env.weather('wetBulb_degC');
    const ambient_degC = env.weather('ambient_degC');
    const { length } = wetBulb_degC;
    const air_kJ_per_kg = new Float64Array(length);
    const evaporation_kg_per_kWh = new Float64Array(length);
    const sensible = new Float64Array(length);
    const liquid_kJ_per_kg = CP_WATER_kJ_per_kgK * q.makeUp_degC;
    let out_degC = 30;
    for (let i = 0; i < length; i++) {
      const wet_degC = wetBulb_degC[i]!;
      const air_degC = Math.max(ambient_degC[i]!, wet_degC);
      const humid = Math.max(0, humidityRatioOfWetBulb(air_degC, wet_degC, q.pressure_kPa));
      const enthalpy = enthalpy_kJ_per_kg(air_degC, humid);
      air_kJ_per_kg[i] = enthalpy;
      // Evaporation depends on how much air carries a kW: that of rated heat.
      const room = q.held0 + q.held1 + q.held2 - enthalpy;
      const rise = q.rise_kJ_per_kg / (room > q.reach_kJ_per_kg ? Math.max(LEAST_AIR, q.reach_kJ_per_kg / room) : 1);
      const target = enthalpy - liquid_kJ_per_kg * humid + rise;
      out_degC = saturatedAt_degC(target, q.pressure_kPa, Number.isFinite(out_degC) ? out_degC : 30, q.makeUp_degC);
      const saturated = humidityRatio(out_degC, 1, q.pressure_kPa);
      evaporation_kg_per_kWh[i] = (3600 * (saturated - humid)) / rise;
      sensible[i] = (1.006 * (out_degC - air_degC) + 1.86 * (saturated * out_degC - humid * air_degC)) / rise;
    }
    return { air_kJ_per_kg, evaporation_kg_per_kWh, sensible };
  },
  limits(q, _x, w, _dt_h, out) {
    out[0] = w[0]! > 0 ? -w[0]! * q.rated_kW : 0;
    out[1] = 0;
    out[2] = 0;
  },
  invert(q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target < 0 ? Math.min(-target, q.rated_kW) : 0;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const heat_kW = w[0]! > 0 ? clamp(u[0]!, 0, w[0]! * q.rated_kW) : 0;
    const load = heat_kW / q.rated_kW;
    // Water leaving at full speed: as warm in as the air, with what it takes at that load, is when saturated.
    const full_degC = saturatedOf_degC(q, w[1]! + q.reach_kJ_per_kg * load) - q.range_K * load;
    const room = q.held0 + load * (q.held1 + load * q.held2) - w[1]!;
    const speed = load === 0 ? 0 : full_degC >= q.hold_degC ? 1 : Math.min(1, (q.reach_kJ_per_kg * load) / room);
    const driven = speed > q.minSpeed ? speed * speed : q.minSpeed * q.minSpeed;
    const fan_kW = q.fan * q.rated_kW * driven * speed;
    const evaporation_kg_per_h = heat_kW * w[2]!;
    const drift_kg_per_h = heat_kW * q.drift_kg_per_kWh;
    // Salts leave with blowdown and drift alone: (blowdown + drift) (concentration - 1) = evaporation.
    const purge_kg_per_h = evaporation_kg_per_h / (q.concentration - 1);
    const blowdown_kg_per_h = Math.max(0, purge_kg_per_h - drift_kg_per_h);
    const makeup_kg_per_h =
      purge_kg_per_h > drift_kg_per_h ? purge_kg_per_h * q.concentration : evaporation_kg_per_h + drift_kg_per_h;
    y[0] = 0 - heat_kW;
    y[1] = 0 - fan_kW;
    y[2] = q.watered ? 0 - makeup_kg_per_h : 0;
    y[3] = speed;
    y[4] = Math.max(q.hold_degC, full_degC);
    y[5] = evaporation_kg_per_h * q.latent_kWh_per_kg;
    y[6] = heat_kW * w[3]!;
    y[7] = fan_kW;
    y[8] = evaporation_kg_per_h;
    y[9] = drift_kg_per_h;
    y[10] = blowdown_kg_per_h;
    y[11] = makeup_kg_per_h;
    y[12] = q.watered ? 0 : makeup_kg_per_h;
  },
  isStillAtRest: () => true,
  balance: () => ({
    energy: { boundary: { latent_kW: -1, sensible_kW: -1 }, losses: { fanLoss_kW: 1 } },
    water: {
      boundary: { drawn_kg_per_h: 1, evaporation_kg_per_h: -1, drift_kg_per_h: -1, blowdown_kg_per_h: -1 },
    },
  }),
  linear(q, window, model) {
    linearByLead(coolingTower, q, window, model, { port: 'heat' });
  },
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 120,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: 'ASSUMED 120 CNY/kW of heat before VAT, 3 % a year, 20 years',
  },
  emissions: { water: ['drawn_kg_per_h'] },
  kpis(_q, t) {
    const heat_kWh = 0 - t.sum('heat_kW');
    return {
      rejected_kWh: heat_kWh,
      fan_kWh: t.sum('fanLoss_kW'),
      makeup_kg: t.sum('makeup_kg_per_h'),
      evaporation_kg_per_kWh: heat_kWh > 0 ? t.sum('evaporation_kg_per_h') / heat_kWh : 0,
      hottest_degC: t.max('water_degC'),
    };
  },
});

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

function saturatedOf_degC(q: CoolingTower, enthalpy: number): number {
  const at = clamp((enthalpy - FIRST_kJ_per_kg) / STEP_kJ_per_kg, 0, STEPS - 1e-9);
  const k = Math.floor(at);
  return q.saturated_degC[k]! + (at - k) * (q.saturated_degC[k + 1]! - q.saturated_degC[k]!);
}
