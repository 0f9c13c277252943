import type { PortBus } from '../environment.ts';
import { ConfigError } from '../errors.ts';
import { root } from './root.ts';
import { boilingPressure_MPa, boilingTemperature_K, liquidAt, steamAt, type WaterState } from './steamEquations.ts';

const ZERO_K = 273.15;
const BAR_PER_MPa = 10;
const KJ_PER_kWh = 3600;

/** Least and highest pressure of saturation that the equations of both phases serve: 0 to 350 degC. */
const LEAST_bar = 0.00612;
const MOST_bar = 165;

export const boiling_bar = (t_degC: number): number => boilingPressure_MPa(t_degC + ZERO_K) * BAR_PER_MPa;
export const boiling_degC = (p_bar: number): number => boilingTemperature_K(p_bar / BAR_PER_MPa) - ZERO_K;

/** Liquid water at a temperature and a pressure not below its boiling pressure. */
export const liquid = (t_degC: number, p_bar: number): WaterState => liquidAt(t_degC + ZERO_K, p_bar / BAR_PER_MPa);
/** Steam at a temperature and a pressure not above its boiling pressure. */
export const steam = (t_degC: number, p_bar: number): WaterState => steamAt(t_degC + ZERO_K, p_bar / BAR_PER_MPa);

/** Boiling liquid and saturated vapour at a pressure. */
export function saturated(p_bar: number): {
  readonly t_degC: number;
  readonly liquid: WaterState;
  readonly vapour: WaterState;
} {
  const t_degC = boiling_degC(p_bar);
  return { t_degC, liquid: liquid(t_degC, p_bar), vapour: steam(t_degC, p_bar) };
}

export interface Expansion {
  /** After the expansion at its efficiency, and after an ideal one. */
  readonly h_kJ_per_kg: number;
  readonly ideal_kJ_per_kg: number;
  /** Share of vapour after the expansion; 1 where it is dry or superheated. */
  readonly quality: number;
  readonly t_degC: number;
}

/**
 * Steam expanding to `to_bar`: ideally at constant entropy, really by `eta` of the ideal drop of enthalpy. The end of
 * the ideal path is sought on the wet line by its lever, and in superheated steam by iteration on temperature.
 */
export function expand(from: WaterState, to_bar: number, eta: number): Expansion {
  const end = saturated(to_bar);
  const ideal_kJ_per_kg = enthalpyAt(end, to_bar, from.s_kJ_per_kgK);
  const h_kJ_per_kg = from.h_kJ_per_kg - eta * (from.h_kJ_per_kg - ideal_kJ_per_kg);
  const latent = end.vapour.h_kJ_per_kg - end.liquid.h_kJ_per_kg;
  const quality = Math.min(1, (h_kJ_per_kg - end.liquid.h_kJ_per_kg) / latent);
  const t_degC =
    quality < 1 ? end.t_degC : root((t) => steam(t, to_bar).h_kJ_per_kg - h_kJ_per_kg, end.t_degC + 1, end.t_degC + 20);
  return { h_kJ_per_kg, ideal_kJ_per_kg, quality, t_degC };
}

function enthalpyAt(end: ReturnType<typeof saturated>, p_bar: number, s: number): number {
  const { liquid: boiling, vapour } = end;
  if (s <= vapour.s_kJ_per_kgK) {
    const share = (s - boiling.s_kJ_per_kgK) / (vapour.s_kJ_per_kgK - boiling.s_kJ_per_kgK);
    return boiling.h_kJ_per_kg + share * (vapour.h_kJ_per_kg - boiling.h_kJ_per_kg);
  }
  const t = root((at) => steam(at, p_bar).s_kJ_per_kgK - s, end.t_degC + 1, end.t_degC + 20);
  return steam(t, p_bar).h_kJ_per_kg;
}

/** What a steam bus carries: steam at its supply, and the feedwater that its enthalpy counts from. */
export interface SteamLine {
  readonly pressure_bar: number;
  readonly boiling_degC: number;
  readonly steam: WaterState;
  readonly boiling: WaterState;
  readonly feed: WaterState;
  /** What a kg of steam brings above the feedwater. */
  readonly kWh_per_kg: number;
}

type SteamBus = Pick<PortBus, 'supply_degC' | 'return_degC' | 'pressure_bar'>;

/** What is wrong with the temperatures and the pressure of a steam bus, if anything. */
export function steamFault({ supply_degC, return_degC, pressure_bar }: SteamBus): string | undefined {
  const range = `${LEAST_bar} to ${MOST_bar} bar`;
  if (pressure_bar === undefined && !(supply_degC > 0 && supply_degC <= 349))
    return `saturated steam is met up to 349 degC; met supply ${supply_degC}; of superheated steam give its pressure_bar too`;
  const p_bar = pressure_bar ?? boiling_bar(supply_degC);
  if (!(p_bar >= LEAST_bar && p_bar <= MOST_bar)) return `met a pressure of ${p_bar} bar; expected ${range}`;
  const boils_degC = boiling_degC(p_bar);
  if (supply_degC < boils_degC - 1e-6)
    return `water at ${p_bar} bar boils at ${boils_degC.toFixed(1)} degC; met supply ${supply_degC}, which is no steam; expected more, or a lower pressure_bar`;
  if (return_degC > boils_degC)
    return `feedwater at ${return_degC} degC would boil at ${p_bar.toFixed(2)} bar; expected return_degC up to ${boils_degC.toFixed(1)}`;
  return undefined;
}

/** @throws ConfigError where the bus cannot carry steam */
export function steamLine(bus: SteamBus & { readonly id: string }, path: string): SteamLine {
  const fault = steamFault(bus);
  if (fault !== undefined) throw new ConfigError([{ file: '', path, message: `bus "${bus.id}": ${fault}` }]);
  const pressure_bar = bus.pressure_bar ?? boiling_bar(bus.supply_degC);
  const at = saturated(pressure_bar);
  const live = steam(bus.supply_degC, pressure_bar);
  const feed = liquid(bus.return_degC, pressure_bar);
  return {
    pressure_bar,
    boiling_degC: at.t_degC,
    steam: live,
    boiling: at.liquid,
    feed,
    kWh_per_kg: (live.h_kJ_per_kg - feed.h_kJ_per_kg) / KJ_PER_kWh,
  };
}
