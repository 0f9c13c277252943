import { asin, cos, RAD_PER_DEG, sin, tan } from '../math.ts';
import { pressureAtAltitude_kPa } from './airDensity.ts';
import { siderealTurn } from './ephemeris.ts';

/** Equatorial horizontal parallax of the sun, 8.794 arcsec. */
const PARALLAX_rad = 4.26345e-5;
/** The upper limb shows above the horizon from here on: radius of the disc and refraction at the horizon. */
export const RISE_deg = -0.8333;
/** Air temperature of the refraction formula; 30 K change the refraction by 10 %. */
const REFRACTION_degC = 12;

/** Direction of the sun at a place. */
export interface Direction {
  east: number;
  north: number;
  /** Sine of the true elevation, parallax included. */
  up: number;
}

export interface Horizon {
  readonly longitudeTurn: number;
  readonly sinLatitude: number;
  readonly cosLatitude: number;
  /** Factor on the refraction for pressure and temperature. */
  readonly air: number;
}

export const horizonOf = (latitude_deg: number, longitude_deg: number, altitude_m: number): Horizon => ({
  longitudeTurn: longitude_deg / 360,
  sinLatitude: sin(latitude_deg * RAD_PER_DEG),
  cosLatitude: cos(latitude_deg * RAD_PER_DEG),
  air: (pressureAtAltitude_kPa(altitude_m) / 101) * (283 / (273 + REFRACTION_degC)),
});

/** Turns the geocentric sun (`s[at]` on) into the horizon's frame: east, north and up, without refraction. */
export function turn(s: Float64Array, at: number, time_ms: number, h: Horizon, out: Direction): void {
  const hour = 2 * Math.PI * (siderealTurn(time_ms) + h.longitudeTurn);
  const sinHour = sin(hour);
  const cosHour = cos(hour);
  const x = s[at]!;
  const y = s[at + 1]!;
  const z = s[at + 2]!;
  const meridian = x * cosHour + y * sinHour;
  const up = h.cosLatitude * meridian + h.sinLatitude * z;
  // The observer stands off the centre towards `up`; the vector's length is restored to first order.
  const parallax = PARALLAX_rad / s[at + 3]!;
  const restore = 1 + parallax * up;
  out.east = (y * cosHour - x * sinHour) * restore;
  out.north = (h.cosLatitude * z - h.sinLatitude * meridian) * restore;
  out.up = (up - parallax) * restore;
}

/**
 * Refraction at a true elevation, deg: zero once the whole disc is below the horizon.
 * @see Saemundsson, as in Reda and Andreas (2004), eq. 42
 */
export const refraction_deg = (elevation_deg: number, air: number): number =>
  elevation_deg < RISE_deg - 0.0001
    ? 0
    : (air * 1.02) / (60 * tan((elevation_deg + 10.3 / (elevation_deg + 5.11)) * RAD_PER_DEG));

/** Lifts a direction by the refraction: the rotation by a small angle, good to 1e-6. */
export function refract(d: Direction, h: Horizon): void {
  const r = refraction_deg(asin(d.up) / RAD_PER_DEG, h.air) * RAD_PER_DEG;
  if (r === 0) return;
  const flat = Math.sqrt(d.east * d.east + d.north * d.north);
  const scale = flat > 0 ? 1 - r * (d.up / flat) - 0.5 * r * r : 1;
  d.up = d.up * (1 - 0.5 * r * r) + r * flat;
  d.east *= scale;
  d.north *= scale;
}
