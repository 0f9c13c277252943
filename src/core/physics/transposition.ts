import { cos, exp, RAD_PER_DEG, sin } from '../math.ts';

/** A tilted plane: its normal (a unit vector) and the constants of its view. Azimuth clockwise from north. */
export interface Plane {
  readonly east: number;
  readonly north: number;
  readonly up: number;
  readonly cosTilt: number;
  readonly sinTilt: number;
}

export function planeOf(tilt_deg: number, azimuth_deg: number): Plane {
  const sinTilt = sin(tilt_deg * RAD_PER_DEG);
  const cosTilt = cos(tilt_deg * RAD_PER_DEG);
  return {
    east: sinTilt * sin(azimuth_deg * RAD_PER_DEG),
    north: sinTilt * cos(azimuth_deg * RAD_PER_DEG),
    up: cosTilt,
    cosTilt,
    sinTilt,
  };
}

/** Cosine of the angle of incidence: negative where the sun stands behind the plane. */
export const cosIncidence = (plane: Plane, east: number, north: number, up: number): number =>
  plane.east * east + plane.north * north + plane.up * up;

/** Light of the ground on the plane, reflected evenly to all sides. */
export const groundDiffuse = (ghi_W_per_m2: number, albedo: number, plane: Plane): number =>
  0.5 * ghi_W_per_m2 * albedo * (1 - plane.cosTilt);

/** Light of the sky, even over the dome. */
export const isotropicSky = (dhi_W_per_m2: number, plane: Plane): number => 0.5 * dhi_W_per_m2 * (1 + plane.cosTilt);

/**
 * Light of the sky: a share as large as the beam's transmittance comes from around the sun, the rest evenly.
 * @see Hay and Davies, Proc. 1st Canadian Solar Radiation Data Workshop (1980) 59
 */
export function hayDaviesSky(
  dhi_W_per_m2: number,
  dni_W_per_m2: number,
  normal_W_per_m2: number,
  cosZenith: number,
  cosAoi: number,
  plane: Plane,
): number {
  const anisotropy = dni_W_per_m2 / normal_W_per_m2;
  const tilted = Math.max(cosAoi, 0) / Math.max(cosZenith, 0.01745);
  return dhi_W_per_m2 * (anisotropy * tilted + 0.5 * (1 - anisotropy) * (1 + plane.cosTilt));
}

/** Upper bounds of the sky clearness of each bin but the last. */
const CLEARNESS = [1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2];
/** F11, F12, F13, F21, F22, F23 by bin: table 6 of the paper, all sites. */
const BRIGHTNESS = [
  [-0.008, 0.588, -0.062, -0.06, 0.072, -0.022],
  [0.13, 0.683, -0.151, -0.019, 0.066, -0.029],
  [0.33, 0.487, -0.221, 0.055, -0.064, -0.026],
  [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
  [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
  [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
  [1.06, -1.6, -0.359, 0.264, -1.127, 0.131],
  [0.678, -0.327, -0.25, 0.156, -1.377, 0.251],
] as const;

/**
 * Light of the sky as an even dome, a disc around the sun and a band at the horizon, by clearness and brightness of the sky.
 * `airMass` is the relative one. 0 without diffuse light.
 * @see Perez, Ineichen, Seals, Michalsky and Stewart, Solar Energy 44 (1990) 271, doi:10.1016/0038-092X(90)90055-H
 */
export function perezSky(
  dhi_W_per_m2: number,
  dni_W_per_m2: number,
  normal_W_per_m2: number,
  airMass: number,
  zenith_deg: number,
  cosZenith: number,
  cosAoi: number,
  plane: Plane,
): number {
  if (dhi_W_per_m2 <= 0) return 0;
  const z = zenith_deg * RAD_PER_DEG;
  const kappa = 1.041 * z * z * z;
  const clearness = (1 + dni_W_per_m2 / dhi_W_per_m2 + kappa) / (1 + kappa);
  const brightness = (dhi_W_per_m2 * airMass) / normal_W_per_m2;
  let bin = 0;
  while (bin < 7 && clearness >= CLEARNESS[bin]!) bin++;
  const f = BRIGHTNESS[bin]!;
  const disc = Math.max(0, f[0] + f[1] * brightness + f[2] * z);
  const band = f[3] + f[4] * brightness + f[5] * z;
  const tilted = Math.max(0, cosAoi) / Math.max(0.08715574, cosZenith); // cos 85 deg
  return Math.max(0, dhi_W_per_m2 * (0.5 * (1 - disc) * (1 + plane.cosTilt) + disc * tilted + band * plane.sinTilt));
}

/** Glass over cells: index of refraction, extinction per metre and thickness. */
export interface Glass {
  readonly index: number;
  /** Share passing at normal incidence, and exponent of absorption there. */
  readonly normal: number;
  readonly absorption: number;
}

export function glassOf(index = 1.526, extinction_per_m = 4, thickness_m = 0.002): Glass {
  const absorption = extinction_per_m * thickness_m;
  const reflected = (1 - index) / (1 + index);
  return { index, absorption, normal: exp(-absorption) * (1 - reflected * reflected) };
}

/**
 * Share of the beam that passes the glass, over that at normal incidence: Fresnel's equations and absorption.
 * @see De Soto, Klein and Beckman, Solar Energy 80 (2006) 78, doi:10.1016/j.solener.2005.06.010
 */
export function glassIam(cosAoi: number, glass: Glass): number {
  if (!(cosAoi > 0)) return 0;
  const c = cosAoi > 1 ? 1 : cosAoi;
  const inside = Math.sqrt(1 - (1 - c * c) / (glass.index * glass.index));
  const s = (c - glass.index * inside) / (c + glass.index * inside);
  const p = (inside - glass.index * c) / (inside + glass.index * c);
  return (exp(-glass.absorption / inside) * (1 - 0.5 * (s * s + p * p))) / glass.normal;
}

/** The same by one number. @see ASHRAE standard 93-77; Souka and Safwat, Solar Energy 10 (1966) 170 */
export const ashraeIam = (cosAoi: number, b = 0.05): number => (cosAoi > 0 ? Math.max(0, 1 - b * (1 / cosAoi - 1)) : 0);
