import { z } from 'zod';
import type { Setting } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { boiling_bar, expand, saturated, steamLine } from '../core/physics/steam.ts';
import { type OnOff, runningShare, TOKEN } from './onOff.ts';
import { StartCost } from './schemas.ts';

export const SteamTurbineParams = z.strictObject({
  rated_kW: z.number().positive().describe('electric output at full flow of steam, none of it extracted'),
  type: z
    .enum(['backPressure', 'condensing', 'extraction'])
    .default('backPressure')
    .describe('all steam leaves by `exhaust`, all by the condenser, or some by each'),
  givesTo: z
    .enum(['steam', 'heat'])
    .default('steam')
    .describe('carrier of `exhaust`: steam of lower pressure, or hot water by a heating condenser'),
  etaIsentropic: z
    .number()
    .gt(0)
    .max(0.95)
    .default(0.7)
    .describe('real over ideal drop of enthalpy at full flow. ASSUMED; 0.5 (500 kW) to 0.8 (15 MW)'),
  etaGenerator: z.number().gt(0.5).max(1).default(0.95).describe('bearings, gear and generator. ASSUMED'),
  noLoad: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.08)
    .describe('flow that just turns it, over full flow (line of Willans). ASSUMED'),
  minLoad: z.number().gt(0).max(1).default(0.2).describe('least flow over full flow. ASSUMED'),
  condenser_degC: z
    .number()
    .min(15)
    .max(90)
    .default(38)
    .describe('steam in the condenser, where no `reject` bus says it. ASSUMED 0.066 bar'),
  approach_K: z.number().positive().default(5).describe('condensing steam above the water that it warms. ASSUMED'),
  coolingFlow: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('extraction: least share of the steam that passes on to the condenser. ASSUMED'),
  ramp_per_h: z
    .number()
    .positive()
    .optional()
    .describe('change of flow in an hour over full flow. None where left out'),
  warmStart_h: z.number().nonnegative().default(0.25).describe('ASSUMED'),
  coldStart_h: z.number().nonnegative().default(0.75).describe('ASSUMED'),
  coldAfter_h: z.number().nonnegative().default(24).describe('standstill after which it is cold. ASSUMED'),
  minUp_h: z.number().nonnegative().default(0).describe('least time on. ASSUMED 0'),
  minDown_h: z.number().nonnegative().default(0).describe('least time off. ASSUMED 0'),
  startCost_money: StartCost('wear of a start. ASSUMED 0'),
});
export type SteamTurbineParams = z.infer<typeof SteamTurbineParams>;

/** A way of the steam through the turbine, kWh for a kg: drawn from the live bus, and given to the shaft at full flow. */
interface Way {
  readonly drawn: number;
  readonly shaft: number;
  readonly quality: number;
}

/** The rating of `OnOff` is a flow of steam, kg/h. */
export interface SteamTurbine extends OnOff {
  readonly p: SteamTurbineParams;
  readonly hasExhaust: boolean;
  readonly hasReject: boolean;
  readonly joinsReject: boolean;
  readonly extracted: Way;
  readonly condensed: Way;
  /** Share of the steam that leaves by `exhaust` where that leads, and where it does not. */
  readonly most: number;
  readonly usual: number;
  /** Slope of the line of Willans over the shaft work at full flow, and what it lies below, kW. */
  readonly slope: number;
  readonly idle_kW: number;
}

const KJ_PER_kWh = 3600;
/** Flow that turns it over its least flow, and over full flow, at most. */
const LEAST_ROOM = 0.8;

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

/** Lays the ways of the steam through the turbine. @throws ConfigError where a way does not go down */
export function prepareTurbine(p: SteamTurbineParams, ports: Setting['ports'], dt_h: number): SteamTurbine {
  const line = steamLine(ports.live!, 'live');
  const wayTo = (to_bar: number, back_kJ_per_kg: number, path: string): Way => {
    if (to_bar >= line.pressure_bar)
      fail(
        path,
        `its steam would expand from ${line.pressure_bar.toFixed(2)} to ${to_bar.toFixed(2)} bar; expected a lower end, or live steam of more pressure`,
      );
    const end = expand(line.steam, to_bar, p.etaIsentropic);
    return {
      drawn: (line.steam.h_kJ_per_kg - back_kJ_per_kg) / KJ_PER_kWh,
      shaft: (line.steam.h_kJ_per_kg - end.h_kJ_per_kg) / KJ_PER_kWh,
      quality: end.quality,
    };
  };
  const throughCondenser = (t_degC: number, path: string): Way => {
    const at_bar = boiling_bar(t_degC);
    return wayTo(at_bar, saturated(at_bar).liquid.h_kJ_per_kg, path);
  };
  const { exhaust, reject } = ports;
  const condensed =
    reject === undefined
      ? throughCondenser(p.condenser_degC, 'condenser_degC')
      : throughCondenser(reject.supply_degC + p.approach_K, 'reject');
  let extracted = condensed;
  if (p.type !== 'condensing' && p.givesTo === 'heat')
    extracted = throughCondenser(exhaust!.supply_degC + p.approach_K, 'exhaust');
  else if (p.type !== 'condensing') {
    const lower = steamLine(exhaust!, 'exhaust');
    extracted = wayTo(lower.pressure_bar, lower.feed.h_kJ_per_kg, 'exhaust');
  }
  const main = p.type === 'backPressure' ? extracted : condensed;
  const rated = p.rated_kW / (p.etaGenerator * main.shaft);
  if (p.minLoad <= p.noLoad)
    fail('minLoad', `met ${p.minLoad}, at which it does not turn; expected more than noLoad ${p.noLoad}`);
  const most = p.type === 'backPressure' ? 1 : p.type === 'condensing' ? 0 : 1 - p.coolingFlow;
  // Most of its steam extracted, it takes more of it to turn.
  const turns = (p.noLoad * main.shaft) / (most * extracted.shaft + (1 - most) * condensed.shaft);
  if (turns > LEAST_ROOM)
    fail(
      'exhaust',
      `with most of its steam extracted it would hardly turn; expected an exhaust of lower pressure, or less noLoad`,
    );
  return {
    p,
    rated,
    least: Math.max(p.minLoad, turns / LEAST_ROOM) * rated,
    ramp: (p.ramp_per_h ?? Number.POSITIVE_INFINITY) * dt_h * rated,
    warmStart_h: p.warmStart_h,
    coldStart_h: p.coldStart_h,
    coldAfter_h: p.coldAfter_h,
    minUp_h: p.minUp_h,
    minDown_h: p.minDown_h,
    hasExhaust: p.type !== 'condensing',
    hasReject: p.type !== 'backPressure',
    joinsReject: reject !== undefined,
    extracted,
    condensed,
    most,
    usual: p.type === 'backPressure' ? 1 : 0,
    slope: 1 / (1 - p.noLoad),
    idle_kW: (rated * main.shaft * p.noLoad) / (1 - p.noLoad),
  };
}

/** Shaft work of a kg at full flow, kWh. */
export const shaftOf = (q: SteamTurbine, share: number): number =>
  share * q.extracted.shaft + (1 - share) * q.condensed.shaft;

export const drawnOf = (q: SteamTurbine, flow: number, share: number): number =>
  flow * (share * q.extracted.drawn + (1 - share) * q.condensed.drawn);

/** What a kg more that is extracted leaves in the exhaust, kWh. */
export const keptOf = (q: SteamTurbine): number => q.extracted.drawn - q.slope * q.extracted.shaft;

export const exhaustOf = (q: SteamTurbine, flow: number, time: number, share: number): number =>
  share * (flow * keptOf(q) + q.idle_kW * time);

export const electricityOf = (q: SteamTurbine, flow: number, time: number, share: number): number =>
  q.p.etaGenerator * (q.slope * flow * shaftOf(q, share) - q.idle_kW * time);

/** Share of the step in which it runs; a token of it while a start outlasts the step. */
export const timeOf = (q: SteamTurbine, x: Float64Array, flow: number, dt_h: number): number => {
  if (!(flow > 0)) return 0;
  const share = runningShare(q, x, 0, dt_h);
  return share === 0 ? TOKEN : share;
};
