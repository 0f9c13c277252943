import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { FLUE_REFERENCE_degC, flueHeat_per_K } from '../core/physics/flueGas.ts';
import { boiling_bar, liquid, saturated, steamLine } from '../core/physics/steam.ts';
import { attainable, burnerInvert, burnerLimits, burntCarbon, FLUE_EMISSIONS } from './burner.ts';

export const SteamBoilerParams = z.strictObject({
  rated_kW: z.number().positive().describe('highest steam output, above the feedwater of its bus'),
  fuel: z.enum(['gas', 'electricity', 'hydrogen']).default('gas').describe('carrier and name of its input port'),
  minLoad: z.number().gt(0).max(1).default(0.2).describe('least output over rated. ASSUMED'),
  excessAir: z.number().min(1).max(3).default(1.15).describe('flame: air over stoichiometric air. ASSUMED'),
  flue_degC: z
    .number()
    .min(60)
    .max(400)
    .optional()
    .describe('flame: flue gas at full load. ASSUMED 35 K above the feedwater (economiser)'),
  flueTurndown_K: z
    .number()
    .nonnegative()
    .default(20)
    .describe('flame: what the flue gas would be colder by at no load, linear in the load. ASSUMED'),
  jacketLoss: z
    .number()
    .min(0)
    .max(0.2)
    .default(0.008)
    .describe('loss of the hot body over rated output while on. ASSUMED after EN 12953-11'),
  blowdown: z
    .number()
    .min(0)
    .lt(0.5)
    .default(0.03)
    .describe('boiling water blown down over steam raised. ASSUMED; 0.01 to 0.1 by the water'),
  condensateReturn: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('of the steam, what comes back as condensate; make-up water takes the place of the rest. ASSUMED'),
  makeUp_degC: z.number().min(0).max(60).default(15).describe('make-up water. ASSUMED'),
  vent: z
    .number()
    .min(0)
    .max(0.02)
    .default(0.001)
    .describe('steam that the deaerator vents over steam raised. ASSUMED 0.1 %'),
  auxiliary: z
    .number()
    .min(0)
    .max(0.1)
    .default(0.005)
    .describe('fan and feed pump: electricity over steam, where its port is connected. ASSUMED'),
  standby_kW: z.number().nonnegative().default(0).describe('fuel to stay under pressure at rest. ASSUMED 0'),
  nox_g_per_GJ: z.number().nonnegative().default(30).describe('flame: NOx over fuel (lower). ASSUMED low-NOx burner'),
});
export type SteamBoilerParams = z.infer<typeof SteamBoilerParams>;

interface SteamBoiler {
  readonly p: SteamBoilerParams;
  readonly rated_kW: number;
  readonly least_kW: number;
  readonly hhvPerLhv: number;
  readonly jacket_kW: number;
  /** Over steam given, kW per kW and kg per kWh. */
  readonly steam_kg_per_kWh: number;
  /** Water lost over steam raised. */
  readonly lost: number;
  readonly lostCondensate: number;
  readonly blowdown: number;
  readonly vent: number;
  /** All heat that the water takes per unit of steam given. */
  readonly waterSide: number;
  /** Flue gas loss over fuel: sensible at no load, its rise to full load, latent. */
  readonly flue0: number;
  readonly flue1: number;
  readonly latent: number;
  /** Electricity of fan and pump per kW of steam. */
  readonly auxiliary: number;
  readonly watered: boolean;
  readonly isElectric: boolean;
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
  readonly nox_kg_per_kWh: number;
  readonly water_kg_per_kWh: number;
}

const KJ_PER_kWh = 3600;

/**
 * Steam boiler by the method of losses. Steam is what it raises above the feedwater of its bus; what is lost on the way
 * of the water counts beside it:
 *   fuel (HHV/LHV - latent - sensible(load)) = steam (1 + condensate + blowdown + vent) + jacket
 * Of the condensate a share comes back; make-up water replaces the rest, blowdown and vent and is warmed from its own
 * temperature to the feedwater's by the boiler's own steam in the deaerator: what left with lost condensate is lost here.
 * The flue gas is colder at part load; electrodes have none. Fan and feed pump, where connected, heat the boiler house.
 * @see EN 12953-11 (acceptance tests, indirect method); US DOE, Improving Steam System Performance (2012)
 */
export const steamBoiler = defineKind<SteamBoilerParams, SteamBoiler, typeof SteamBoilerParams>({
  kind: 'steamBoiler',
  summary: 'Steam boiler on gas, hydrogen or electricity, with condensate, blowdown and make-up water',
  validity: { text: 'steady part load; pressure and feedwater of its bus constant', minStep_s: 1, maxStep_s: 3600 },
  params: SteamBoilerParams,
  example: { rated_kW: 200 },
  ports: (p) => ({
    [p.fuel]: { carrier: p.fuel, flow: 'in' },
    steam: { carrier: 'steam', flow: 'out' },
    ...(p.fuel === 'electricity' ? {} : { auxiliary: { carrier: 'electricity', flow: 'in' as const, optional: true } }),
    water: { carrier: 'water', flow: 'in', optional: true },
  }),
  role: 'converter',
  terminals: { type: 'passive' },
  leads: () => ['steam'],
  signals: [
    'eta',
    'steam_kg_per_h',
    'flueSensible_kW',
    'flueLatent_kW',
    'jacketLoss_kW',
    'condensateLoss_kW',
    'blowdownLoss_kW',
    'ventLoss_kW',
    'auxiliaryLoss_kW',
    'standbyLoss_kW',
    'makeUp_kg_per_h',
    'waterDrawn_kg_per_h',
    'waterLost_kg_per_h',
    'nox_kg_per_h',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
    'waterFromHydrogen_kg_per_h',
  ],
  states: [],
  inputs: ['available'],
  prepare(p, { ports }) {
    const line = steamLine(ports.steam!, 'steam');
    const { feed, boiling, steam } = line;
    const feed_degC = ports.steam!.return_degC;
    const makeUp = liquid(p.makeUp_degC, line.pressure_bar);
    if (p.makeUp_degC > feed_degC)
      fail('makeUp_degC', `met ${p.makeUp_degC}, above the feedwater of ${feed_degC} degC; expected less`);
    const given = steam.h_kJ_per_kg - feed.h_kJ_per_kg;
    const electric = p.fuel === 'electricity';
    const flue_degC = p.flue_degC ?? feed_degC + 35;
    if (!electric && flue_degC - p.flueTurndown_K < FLUE_REFERENCE_degC)
      fail(
        'flueTurndown_K',
        `the flue gas would leave below ${FLUE_REFERENCE_degC} degC; expected less than ${flue_degC - FLUE_REFERENCE_degC}`,
      );
    const perK = p.fuel === 'electricity' ? 0 : flueHeat_per_K(p.fuel, p.excessAir);
    const hhvPerLhv = enthalpyOf(p.fuel);
    const flue1 = perK * p.flueTurndown_K;
    const flue0 = perK * (flue_degC - p.flueTurndown_K - FLUE_REFERENCE_degC);
    if (flue0 + flue1 >= 1) fail('flue_degC', 'the flue gas takes all of the fuel; expected less, or less excessAir');
    const lostCondensate = ((1 - p.condensateReturn) * (feed.h_kJ_per_kg - makeUp.h_kJ_per_kg)) / given;
    const blowdown = (p.blowdown * (boiling.h_kJ_per_kg - makeUp.h_kJ_per_kg)) / given;
    // The deaerator boils at the feedwater's temperature.
    const vented = saturated(boiling_bar(feed_degC)).vapour;
    const vent = (p.vent * (vented.h_kJ_per_kg - makeUp.h_kJ_per_kg)) / given;
    const bus = p.fuel === 'electricity' ? undefined : ports[p.fuel];
    const hasAuxiliary = !electric && ports.auxiliary !== undefined;
    return {
      p,
      rated_kW: p.rated_kW,
      least_kW: p.minLoad * p.rated_kW,
      hhvPerLhv,
      jacket_kW: p.rated_kW * p.jacketLoss,
      steam_kg_per_kWh: KJ_PER_kWh / given,
      lost: 1 - p.condensateReturn + p.blowdown + p.vent,
      lostCondensate,
      blowdown,
      vent,
      waterSide: 1 + lostCondensate + blowdown + vent,
      flue0,
      flue1,
      latent: hhvPerLhv - 1,
      auxiliary: hasAuxiliary ? p.auxiliary : 0,
      watered: ports.water !== undefined,
      isElectric: electric,
      fossil_kg_per_kWh: bus?.fossil_kg_per_kWh ?? 0,
      biogenic_kg_per_kWh: bus?.biogenic_kg_per_kWh ?? 0,
      nox_kg_per_kWh: electric ? 0 : p.nox_g_per_GJ * 3.6e-6,
      water_kg_per_kWh: CARRIERS[p.fuel].water_kg,
    };
  },
  initial: () => [],
  series: () => ({}),
  limits: burnerLimits,
  invert: burnerInvert,
  step(q, _x, w, u, _dt_h, _next, y) {
    const isThere = w[0]! > 0;
    const most_kW = attainable(q, w);
    const isOn = most_kW > 0 && u[0]! > 0;
    const steam_kW = isOn ? Math.min(Math.max(u[0]!, q.least_kW), most_kW) : 0;
    const jacket_kW = isOn ? q.jacket_kW : 0;
    const sensible = q.flue0 + q.flue1 * (steam_kW / q.rated_kW);
    const burnt_kW = isOn ? (steam_kW * q.waterSide + jacket_kW) / (1 - sensible) : 0;
    const standby_kW = isThere && !isOn ? q.p.standby_kW : 0;
    const fuel_kW = burnt_kW + standby_kW;
    const raised_kg = steam_kW * q.steam_kg_per_kWh;
    const makeUp_kg = raised_kg * q.lost;
    const auxiliary_kW = steam_kW * q.auxiliary;
    y[0] = 0 - fuel_kW;
    y[1] = steam_kW;
    let at = 2;
    if (!q.isElectric) y[at++] = 0 - auxiliary_kW;
    y[at] = q.watered ? 0 - makeUp_kg : 0;
    y[at + 1] = fuel_kW > 0 ? steam_kW / fuel_kW : 0;
    y[at + 2] = raised_kg;
    y[at + 3] = burnt_kW * sensible;
    y[at + 4] = burnt_kW * q.latent;
    y[at + 5] = jacket_kW;
    y[at + 6] = steam_kW * q.lostCondensate;
    y[at + 7] = steam_kW * q.blowdown;
    y[at + 8] = steam_kW * q.vent;
    y[at + 9] = auxiliary_kW;
    y[at + 10] = standby_kW * q.hhvPerLhv;
    y[at + 11] = makeUp_kg;
    y[at + 12] = q.watered ? 0 : makeUp_kg;
    y[at + 13] = raised_kg * q.lost;
    y[at + 14] = fuel_kW * q.nox_kg_per_kWh;
    y[at + 15] = fuel_kW * q.fossil_kg_per_kWh;
    y[at + 16] = fuel_kW * q.biogenic_kg_per_kWh;
    y[at + 17] = fuel_kW * q.water_kg_per_kWh;
  },
  balance(q) {
    const losses = {
      flueSensible_kW: 1,
      flueLatent_kW: 1,
      jacketLoss_kW: 1,
      condensateLoss_kW: 1,
      blowdownLoss_kW: 1,
      ventLoss_kW: 1,
      auxiliaryLoss_kW: 1,
      standbyLoss_kW: 1,
    };
    return {
      energy: { losses },
      water: {
        boundary: { waterDrawn_kg_per_h: 1, waterFromHydrogen_kg_per_h: -1 },
        losses: { waterLost_kg_per_h: 1 },
      },
      ...burntCarbon(q.p.fuel, q),
    };
  },
  linear(q, window, model) {
    linearByLead(steamBoiler, q, window, model, { port: 'steam' });
  },
  products: ['steam'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 500,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 500 CNY/kW before VAT, 3 % a year, 25 years, whatever its fuel',
  },
  emissions: {
    ...FLUE_EMISSIONS,
    water: ['waterDrawn_kg_per_h'],
  },
  kpis(q, t) {
    const steam_kWh = t.sum('steam_kW');
    const fuel_kWh = -t.sum(`${q.p.fuel}_kW`);
    return {
      fullLoadHours_h: steam_kWh / q.rated_kW,
      running_h: t.running_h('steam_kW'),
      eta: fuel_kWh > 0 ? steam_kWh / fuel_kWh : 0,
      makeUp_kg: t.sum('makeUp_kg_per_h'),
    };
  },
});

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};
