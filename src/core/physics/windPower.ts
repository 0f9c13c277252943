import { exp, ln, pow } from '../math.ts';
import { STANDARD_DENSITY_kg_per_m3 } from './airDensity.ts';

/** Largest share of the wind's power that a rotor can take. @see Betz (1920) */
export const BETZ = 16 / 27;

/**
 * Wind at a height over that at another, over open or evenly rough ground in neutral air. Heights and roughness in m;
 * `displacement` lifts the ground to about 0.7 of the height of dense obstacles.
 * @see Gasch and Twele, Wind Power Plants (2012), chapter 4
 */
export const logShear = (from_m: number, to_m: number, roughness_m: number, displacement_m = 0): number =>
  ln((to_m - displacement_m) / roughness_m) / ln((from_m - displacement_m) / roughness_m);

/** The same by Hellmann's power law: exponent 0.14 over open land, 0.2 to 0.3 over built-up land. */
export const powerShear = (from_m: number, to_m: number, exponent: number): number => pow(to_m / from_m, exponent);

/** Power over wind speed at hub height and standard density, with the exponent of the density correction at each point. */
export interface PowerCurve {
  readonly speed_m_per_s: Float64Array;
  readonly power_kW: Float64Array;
  readonly exponent: Float64Array;
}

/** 1/3 up to 7.5 m/s, 2/3 from 12.5 m/s, straight between. */
const exponentAt = (speed_m_per_s: number): number =>
  speed_m_per_s <= 7.5 ? 1 / 3 : speed_m_per_s >= 12.5 ? 2 / 3 : 1 / 3 + (speed_m_per_s - 7.5) / 15;

/** `speed_m_per_s` ascends strictly. */
export function powerCurve(speed_m_per_s: ArrayLike<number>, power_kW: ArrayLike<number>): PowerCurve {
  const speed = Float64Array.from(speed_m_per_s);
  return { speed_m_per_s: speed, power_kW: Float64Array.from(power_kW), exponent: speed.map(exponentAt) };
}

/**
 * Power at a wind speed and air density: the curve's speeds move by (standard density / density)^m, then it is read by
 * straight lines; nothing flows outside of it. Only the points next to the speed are moved.
 * @see IEC 61400-12-1:2005; exponent m of Svenningsen, Power Curve Air Density Correction, EMD (2010)
 */
export function powerAt(
  curve: PowerCurve,
  speed_m_per_s: number,
  density_kg_per_m3 = STANDARD_DENSITY_kg_per_m3,
): number {
  const { speed_m_per_s: nodes, power_kW, exponent } = curve;
  const last = nodes.length - 1;
  // Beyond any density on Earth (0.7 to 1.5) the points lie within a third of the curve's.
  if (speed_m_per_s < 0.75 * nodes[0]! || speed_m_per_s > 1.5 * nodes[last]!) return 0;
  if (Number.isNaN(speed_m_per_s + density_kg_per_m3)) return Number.NaN;
  const log = density_kg_per_m3 === STANDARD_DENSITY_kg_per_m3 ? 0 : ln(STANDARD_DENSITY_kg_per_m3 / density_kg_per_m3);
  const third = log === 0 ? 1 : exp(log / 3);
  const moved = (k: number): number => {
    const m = exponent[k]!;
    return nodes[k]! * (log === 0 ? 1 : m === 1 / 3 ? third : m === 2 / 3 ? third * third : exp(m * log));
  };
  let k = 1;
  while (k < last && nodes[k]! < speed_m_per_s) k++;
  let lower = moved(k - 1);
  let upper = moved(k);
  while (upper < speed_m_per_s && k < last) {
    k++;
    lower = upper;
    upper = moved(k);
  }
  while (lower > speed_m_per_s && k > 1) {
    k--;
    upper = lower;
    lower = moved(k - 1);
  }
  if (speed_m_per_s < lower || speed_m_per_s > upper) return 0;
  return power_kW[k - 1]! + ((power_kW[k]! - power_kW[k - 1]!) * (speed_m_per_s - lower)) / (upper - lower);
}

/** Power of the wind through a rotor of that diameter, kW. */
export const windThrough_kW = (speed_m_per_s: number, density_kg_per_m3: number, rotor_m: number): number =>
  ((((0.5 * Math.PI) / 4) * rotor_m * rotor_m * density_kg_per_m3) / 1000) *
  speed_m_per_s *
  speed_m_per_s *
  speed_m_per_s;
