import { exp } from '../math.ts';

export interface ClearSky {
  ghi_W_per_m2: number;
  dni_W_per_m2: number;
  dhi_W_per_m2: number;
}

/**
 * Irradiance of a cloudless sky by Linke turbidity (2 clean and cold, 3 temperate, 5 to 7 humid, hazy or industrial).
 * Writes to `out`. `airMass` is the absolute one; `normal_W_per_m2` the irradiance outside the atmosphere.
 * @see Ineichen and Perez, Solar Energy 73 (2002) 151, doi:10.1016/S0038-092X(02)00045-2
 */
export function ineichen(
  cosZenith: number,
  airMass: number,
  turbidity: number,
  altitude_m: number,
  normal_W_per_m2: number,
  out: ClearSky,
): ClearSky {
  if (!(cosZenith > 0)) {
    out.ghi_W_per_m2 = 0;
    out.dni_W_per_m2 = 0;
    out.dhi_W_per_m2 = 0;
    return out;
  }
  const fh1 = exp(-altitude_m / 8000);
  const fh2 = exp(-altitude_m / 1250);
  const cg1 = 5.09e-5 * altitude_m + 0.868;
  const cg2 = 3.92e-5 * altitude_m + 0.0387;
  const ghi = cg1 * normal_W_per_m2 * cosZenith * exp(-cg2 * airMass * (fh1 + fh2 * (turbidity - 1)));
  const beam = (0.664 + 0.163 / fh1) * exp(-0.09 * airMass * (turbidity - 1)) * normal_W_per_m2;
  // The least that is diffuse under a turbid sky bounds the beam of the first formula.
  const leastDiffuse = (0.1 - 0.2 * exp(-turbidity)) / (0.1 + 0.882 / fh1);
  const dni = Math.min(beam, (ghi * Math.max(0, 1 - leastDiffuse)) / cosZenith);
  out.ghi_W_per_m2 = ghi;
  out.dni_W_per_m2 = dni;
  out.dhi_W_per_m2 = ghi - dni * cosZenith;
  return out;
}
