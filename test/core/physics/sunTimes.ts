import { acos, atan2, cos, RAD_PER_DEG, sin } from '../../../src/core/math.ts';
import { deltaT_s, geocentricSun, siderealTurn } from '../../../src/core/physics/ephemeris.ts';
import { RISE_deg } from '../../../src/core/physics/horizon.ts';

const DAY_ms = 86_400_000;
const geocentre = new Float64Array(4);

interface SunTimes {
  readonly sunrise_ms: number;
  readonly transit_ms: number;
  readonly sunset_ms: number;
}

/**
 * Sunrise, highest stand and sunset nearest to `noon_ms`, an instant near the local solar noon; rise and set are `NaN`
 * in polar day and night. The upper limb at a flat horizon with 34 arcmin of refraction; within 2 s of the NREL SPA.
 */
export function sunTimes(noon_ms: number, latitude_deg: number, longitude_deg: number): SunTimes {
  const crossing = (from_ms: number, side: -1 | 0 | 1): number => {
    const sinLatitude = sin(latitude_deg * RAD_PER_DEG);
    const cosLatitude = cos(latitude_deg * RAD_PER_DEG);
    let time_ms = from_ms;
    for (let pass = 0; pass < 6; pass++) {
      geocentricSun(time_ms, deltaT_s(time_ms), geocentre);
      const [x, y, z] = geocentre as unknown as [number, number, number];
      const hour = siderealTurn(time_ms) + longitude_deg / 360 - atan2(y, x) / (2 * Math.PI);
      const cosTarget = (sin(RISE_deg * RAD_PER_DEG) - sinLatitude * z) / (cosLatitude * Math.sqrt(1 - z * z));
      const target = side === 0 ? 0 : (side * acos(cosTarget)) / (2 * Math.PI);
      const off = target - hour;
      time_ms += (off - Math.round(off)) * DAY_ms * 0.9972696;
    }
    return time_ms;
  };
  const transit_ms = crossing(noon_ms, 0);
  return { sunrise_ms: crossing(transit_ms, -1), transit_ms, sunset_ms: crossing(transit_ms, 1) };
}
