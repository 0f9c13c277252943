import { acos, atan2, RAD_PER_DEG } from '../math.ts';
import { type TimeGrid, timeAt } from '../timeGrid.ts';
import { deltaT_s, geocentricSun, meanLongitude_deg } from './ephemeris.ts';
import { type Direction, horizonOf, refract, refraction_deg, turn } from './horizon.ts';

/** Total solar irradiance at one astronomical unit. @see Gueymard, Solar Energy 168 (2018), doi:10.1016/j.solener.2018.04.001 */
const SOLAR_CONSTANT_W_per_m2 = 1361.1;

const DAY_ms = 86_400_000;
/** Where the sun stands at an instant. Azimuth clockwise from north. */
export interface SunPosition {
  /** Of the centre of the disc, without and with refraction. */
  zenith_deg: number;
  apparentZenith_deg: number;
  azimuth_deg: number;
  /** Unit vector towards the apparent sun. */
  east: number;
  north: number;
  up: number;
  equationOfTime_min: number;
  /** Normal irradiance outside the atmosphere. */
  extraterrestrial_W_per_m2: number;
  /** Distance from the Earth in astronomical units. */
  distance: number;
}

export const emptySunPosition = (): SunPosition => ({
  zenith_deg: 0,
  apparentZenith_deg: 0,
  azimuth_deg: 0,
  east: 0,
  north: 0,
  up: 0,
  equationOfTime_min: 0,
  extraterrestrial_W_per_m2: 0,
  distance: 0,
});

interface Place {
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly altitude_m: number;
}

const azimuthOf_deg = (east: number, north: number): number => {
  const azimuth_deg = atan2(east, north) / RAD_PER_DEG;
  return azimuth_deg < 0 ? azimuth_deg + 360 : azimuth_deg;
};
const angleTo_deg = (cosine: number): number => acos(cosine > 1 ? 1 : cosine < -1 ? -1 : cosine) / RAD_PER_DEG;

const geocentre = new Float64Array(4);
const direction: Direction = { east: 0, north: 0, up: 0 };

/**
 * The sun's position at an instant, within 1e-3 deg of the NREL SPA for 2000 to 2050 (universal time taken as UTC).
 * Refraction after Saemundsson at the standard pressure of the altitude and 12 degC. Allocates nothing where `out` is given.
 */
export function sunPosition(
  time_ms: number,
  latitude_deg: number,
  longitude_deg: number,
  altitude_m = 0,
  out: SunPosition = emptySunPosition(),
): SunPosition {
  const deltaT = deltaT_s(time_ms);
  geocentricSun(time_ms, deltaT, geocentre);
  const horizon = horizonOf(latitude_deg, longitude_deg, altitude_m);
  turn(geocentre, 0, time_ms, horizon, direction);
  out.zenith_deg = angleTo_deg(direction.up);
  out.azimuth_deg = azimuthOf_deg(direction.east, direction.north);
  out.apparentZenith_deg = out.zenith_deg - refraction_deg(90 - out.zenith_deg, horizon.air);
  refract(direction, horizon);
  out.east = direction.east;
  out.north = direction.north;
  out.up = direction.up;
  const ascension_deg = atan2(geocentre[1]!, geocentre[0]!) / RAD_PER_DEG;
  const equation_deg = meanLongitude_deg(time_ms + deltaT * 1000) - 0.0057183 - ascension_deg;
  out.equationOfTime_min = 4 * (equation_deg - 360 * Math.round(equation_deg / 360));
  out.distance = geocentre[3]!;
  out.extraterrestrial_W_per_m2 = SOLAR_CONSTANT_W_per_m2 / (out.distance * out.distance);
  return out;
}

/**
 * The sun over a grid, a value per interval: the stand at its middle, and where the sun rises or sets in it the mean over
 * the part in which it is up. Read-only: components on one grid share it.
 */
export interface SunColumns {
  /** Apparent zenith, with refraction. */
  readonly zenith_deg: Float64Array;
  readonly azimuth_deg: Float64Array;
  /** Unit vector towards the apparent sun; `up` is the cosine of the zenith. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
  /** Part of the interval in which the sun is up: 0 at night, 1 by day. */
  readonly upShare: Float64Array;
  /** Normal irradiance outside the atmosphere while the sun is up. */
  readonly extraterrestrial_W_per_m2: Float64Array;
}

/** Days between the nodes at which the geocentric sun is computed in full; a cubic between them is good to 1e-5 deg. */
const NODE_d = 2;
/** Length of the pieces into which an interval with sunrise or sunset is cut. */
const PIECE_s = 600;

const known = new WeakMap<TimeGrid, { readonly place: Place; readonly columns: SunColumns }>();

/** The sun over the grid at a site; asked again for the same grid and site it answers from memory. */
export function sunColumns(grid: TimeGrid, site: Place): SunColumns {
  const before = known.get(grid);
  if (
    before !== undefined &&
    before.place.latitude_deg === site.latitude_deg &&
    before.place.longitude_deg === site.longitude_deg &&
    before.place.altitude_m === site.altitude_m
  )
    return before.columns;
  const columns = compute(grid, site);
  known.set(grid, { place: site, columns });
  return columns;
}

function compute(grid: TimeGrid, site: Place): SunColumns {
  const { length, step_s } = grid;
  const column = (): Float64Array => new Float64Array(length);
  const out = {
    zenith_deg: column(),
    azimuth_deg: column(),
    east: column(),
    north: column(),
    up: column(),
    upShare: column(),
    extraterrestrial_W_per_m2: column(),
  };
  const h = horizonOf(site.latitude_deg, site.longitude_deg, site.altitude_m);
  const sunAt = interpolated(grid);
  const d: Direction = { east: 0, north: 0, up: 0 };
  const half_ms = step_s * 500;
  const pieces = Math.ceil(step_s / PIECE_s);
  // The sun climbs 15.04 deg an hour at most: only below this sine may an interval hold a sunrise or a sunset.
  const low = pieces > 1 ? (7.6 * RAD_PER_DEG * step_s) / 3600 + 0.015 : 0;
  for (let i = 0; i < length; i++) {
    const start_ms = timeAt(grid, i);
    const s = sunAt(start_ms + half_ms);
    turn(s, 0, start_ms + half_ms, h, d);
    let { east, north, up } = d;
    let share = 0;
    if (up > -low && up < low) {
      east = 0;
      north = 0;
      up = 0;
      for (let k = 0; k < pieces; k++) {
        turn(s, 0, start_ms + ((k + 0.5) / pieces) * step_s * 1000, h, d);
        refract(d, h);
        if (d.up <= 0) continue;
        share += 1 / pieces;
        east += d.east;
        north += d.north;
        up += d.up;
      }
      if (share === 0) {
        turn(s, 0, start_ms + half_ms, h, d);
        ({ east, north, up } = d);
      } else if (share > 1 - 0.5 / pieces) share = 1;
    } else if (up > -0.015) {
      refract(d, h);
      ({ east, north, up } = d);
      share = up > 0 ? 1 : 0;
    }
    const norm = 1 / Math.sqrt(east * east + north * north + up * up);
    out.east[i] = east * norm;
    out.north[i] = north * norm;
    out.up[i] = up * norm;
    out.upShare[i] = share;
    out.zenith_deg[i] = angleTo_deg(up * norm);
    out.azimuth_deg[i] = azimuthOf_deg(east, north);
    out.extraterrestrial_W_per_m2[i] = SOLAR_CONSTANT_W_per_m2 / (s[3]! * s[3]!);
  }
  return out;
}

/** The geocentric sun at any instant of the grid by a cubic through nodes every two days. */
function interpolated(grid: TimeGrid): (time_ms: number) => Float64Array {
  const node_ms = NODE_d * DAY_ms;
  const first_ms = grid.start_ms - node_ms;
  const count = Math.ceil((grid.length * grid.step_s * 1000) / node_ms) + 3;
  const nodes = new Float64Array(4 * count);
  const deltaT = deltaT_s(grid.start_ms);
  for (let k = 0; k < count; k++) geocentricSun(first_ms + k * node_ms, deltaT, nodes, 4 * k);
  const s = new Float64Array(4);
  return (time_ms) => {
    const position = (time_ms - first_ms) / node_ms;
    const k = Math.floor(position);
    const f = position - k;
    const a = 4 * (k - 1);
    const w0 = (-f * (f - 1) * (f - 2)) / 6;
    const w1 = ((f + 1) * (f - 1) * (f - 2)) / 2;
    const w2 = (-(f + 1) * f * (f - 2)) / 2;
    const w3 = ((f + 1) * f * (f - 1)) / 6;
    for (let c = 0; c < 4; c++)
      s[c] = w0 * nodes[a + c]! + w1 * nodes[a + 4 + c]! + w2 * nodes[a + 8 + c]! + w3 * nodes[a + 12 + c]!;
    return s;
  };
}
