import { ln } from '../math.ts';
import type { Bus } from '../run.ts';
import { steamLine } from './steam.ts';

/** Chemical exergy over lower heating value. @see Kotas, "The Exergy Method of Thermal Plant Analysis" (1985) */
const OF_FUEL = { gas: 1.04, hydrogen: 0.985 } as const;
const ZERO_K = 273.15;

/**
 * Work that a unit of a bus's carrier could do in surroundings of `ambient_degC`. Heat and cooling count by the
 * thermodynamic mean temperature between supply and return,
 *   Tm = (Ts - Tr) / ln(Ts / Tr),   heat 1 - T0 / Tm,   cooling T0 / Tm - 1,
 * and steam by its own entropy, 1 - T0 (s - s_feed) / (h - h_feed). Never less than 0; carriers without energy count 0.
 */
export function exergyFactor(
  bus: Pick<Bus, 'carrier' | 'supply_degC' | 'return_degC' | 'pressure_bar'>,
  ambient_degC: number,
): number {
  switch (bus.carrier) {
    case 'electricity':
      return 1;
    case 'gas':
    case 'hydrogen':
      return OF_FUEL[bus.carrier];
    case 'heat':
      return Math.max(0, 1 - (ambient_degC + ZERO_K) / meanOf(bus));
    case 'steam': {
      const { steam, feed } = steamLine({ ...bus, id: '' }, '');
      return Math.max(
        0,
        1 -
          ((ambient_degC + ZERO_K) * (steam.s_kJ_per_kgK - feed.s_kJ_per_kgK)) / (steam.h_kJ_per_kg - feed.h_kJ_per_kg),
      );
    }
    case 'cooling':
      return Math.max(0, (ambient_degC + ZERO_K) / meanOf(bus) - 1);
    default:
      return 0;
  }
}

/** In kelvin; the arithmetic mean where the two are so near that the other would be 0 / 0. */
function meanOf({ supply_degC, return_degC }: Pick<Bus, 'supply_degC' | 'return_degC'>): number {
  const s = supply_degC + ZERO_K;
  const r = return_degC + ZERO_K;
  return Math.abs(s - r) < 0.01 ? (s + r) / 2 : (s - r) / ln(s / r);
}
