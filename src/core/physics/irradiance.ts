import { clamp, pow } from '../math.ts';
import type { TimeGrid } from '../timeGrid.ts';
import { sunColumns } from './sun.ts';

/** Below this cosine (zenith of 87 deg) a decomposition calls all light diffuse. */
const LOW_SUN = 0.0523;
/** Below this cosine a clearness index is not trusted and the cosine is held (zenith of 86.3 deg). */
const LEAST_COSINE = 0.065;

/**
 * Air mass relative to the zenith, 1 overhead and 38 at the horizon; divide the pressure by 101.325 kPa for the absolute one.
 * @see Kasten and Young, Applied Optics 28 (1989) 4735, doi:10.1364/AO.28.004735; of the apparent zenith
 */
export const airMass = (cosZenith: number, apparentZenith_deg: number): number =>
  1 / (cosZenith + 0.50572 * pow(96.07995 - apparentZenith_deg, -1.6364));

/** Global irradiance over that outside the atmosphere on the same horizontal plane, held within 0 and 1. */
export const clearnessIndex = (ghi_W_per_m2: number, normal_W_per_m2: number, cosZenith: number): number =>
  clamp(ghi_W_per_m2 / (normal_W_per_m2 * Math.max(cosZenith, LEAST_COSINE)), 0, 1);

/** Diffuse share of the global irradiance by hour. @see Erbs, Klein and Duffie, Solar Energy 28 (1982) 293 */
export const erbsDiffuseShare = (kt: number): number =>
  kt <= 0.22
    ? 1 - 0.09 * kt
    : kt <= 0.8
      ? 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
      : 0.165;

/** Normal irradiance of the beam that closes `ghi = dni cos(zenith) + dhi`; 0 with the sun below 2 deg. */
export const closingDni = (ghi_W_per_m2: number, dhi_W_per_m2: number, cosZenith: number): number =>
  cosZenith < 0.0349 ? 0 : Math.max(0, (ghi_W_per_m2 - dhi_W_per_m2) / cosZenith);

export interface Irradiance {
  readonly dni_W_per_m2: Float64Array;
  readonly dhi_W_per_m2: Float64Array;
}

/**
 * What a weather file lacks of the three irradiances, so that `ghi = dni cos(zenith) + dhi` holds in every interval:
 * both by the decomposition of Erbs, one of them by closure. The beam never exceeds that outside the atmosphere; what
 * a low sun would make of it stays diffuse. Given columns come back as they are; NaN stays NaN.
 */
export function completeIrradiance(
  grid: TimeGrid,
  site: { readonly latitude_deg: number; readonly longitude_deg: number; readonly altitude_m: number },
  ghi_W_per_m2: Float64Array,
  dni_W_per_m2?: Float64Array,
  dhi_W_per_m2?: Float64Array,
): Irradiance {
  if (dni_W_per_m2 !== undefined && dhi_W_per_m2 !== undefined) return { dni_W_per_m2, dhi_W_per_m2 };
  const { up, upShare, extraterrestrial_W_per_m2 } = sunColumns(grid, site);
  const dni = dni_W_per_m2 ?? new Float64Array(grid.length);
  const dhi = dhi_W_per_m2 ?? new Float64Array(grid.length);
  for (let i = 0; i < grid.length; i++) {
    const ghi = ghi_W_per_m2[i]!;
    const cosZenith = Math.max(up[i]!, 0);
    const most = extraterrestrial_W_per_m2[i]! * upShare[i]!;
    if (Number.isNaN(ghi)) {
      if (dni_W_per_m2 === undefined) dni[i] = ghi;
      if (dhi_W_per_m2 === undefined) dhi[i] = ghi;
    } else if (dni_W_per_m2 !== undefined) dhi[i] = atLeastZero(ghi - dni_W_per_m2[i]! * cosZenith);
    else if (dhi_W_per_m2 !== undefined) dni[i] = beam(ghi, dhi_W_per_m2[i]!, cosZenith, most);
    else if (ghi > 0 && cosZenith > LOW_SUN) {
      const diffuse = ghi * erbsDiffuseShare(clearnessIndex(ghi, most, cosZenith));
      dni[i] = beam(ghi, diffuse, cosZenith, most);
      dhi[i] = ghi - dni[i]! * cosZenith;
    } else {
      dni[i] = 0;
      dhi[i] = ghi;
    }
  }
  return { dni_W_per_m2: dni, dhi_W_per_m2: dhi };
}

const beam = (ghi: number, dhi: number, cosZenith: number, most: number): number =>
  Math.min(closingDni(ghi, dhi, cosZenith), most);

const atLeastZero = (v: number): number => (v < 0 ? 0 : v);
