import { cos, RAD_PER_DEG, sin } from '../math.ts';
import { civilOf } from '../timeGrid.ts';

const DAY_ms = 86_400_000;
/** 2000-01-01T12:00 UTC. */
const J2000_ms = 946_728_000_000;
const RAD_PER_ARCSEC = RAD_PER_DEG / 3600;

/**
 * Terms A cos(B + C t) of the Earth's heliocentric longitude, latitude and radius, flat triples of A (1e-8 rad or
 * 1e-8 of an astronomical unit), B (rad) and C (rad per Julian millennium).
 * @see Bretagnon and Francou, VSOP87, Astron. Astrophys. 202 (1988), as cut by Meeus, Astronomical Algorithms (1998),
 *   appendix III, and cut again here where a term stays below 4e-5 deg from 1950 to 2050
 */
const LONGITUDE_0 = [
  175347046, 0, 0, 3341656, 4.6692568, 6283.07585, 34894, 4.6261, 12566.1517, 3497, 2.7441, 5753.3849, 3418, 2.8289,
  3.5231, 3136, 3.6277, 77713.7715, 2676, 4.4181, 7860.4194, 2343, 6.1352, 3930.2097, 1324, 0.7425, 11506.7698, 1273,
  2.0371, 529.691, 1199, 1.1096, 1577.3435, 990, 5.233, 5884.927, 902, 2.045, 26.298, 857, 3.508, 398.149, 780, 1.179,
  5223.694, 753, 2.533, 5507.553, 505, 4.583, 18849.228, 492, 4.205, 775.523, 357, 2.92, 0.067, 317, 5.849, 11790.629,
  284, 1.899, 796.298, 271, 0.315, 10977.079, 243, 0.345, 5486.778, 206, 4.806, 2544.314, 205, 1.869, 5573.143, 202,
  2.458, 6069.777, 156, 0.833, 213.299, 132, 3.411, 2942.463, 126, 1.083, 20.775, 115, 0.645, 0.98, 103, 0.636,
  4694.003, 102, 0.976, 15720.839, 102, 4.267, 7.114, 99, 6.21, 2146.17, 98, 0.68, 155.42, 86, 5.98, 161000.69, 85, 1.3,
  6275.96, 85, 3.67, 71430.7, 80, 1.81, 17260.15, 79, 3.04, 12036.46, 75, 1.76, 5088.63, 74, 3.5, 3154.69, 74, 4.68,
  801.82, 70, 0.83, 9437.76,
];
const LONGITUDE_1 = [628331966747, 0, 0, 206059, 2.678235, 6283.07585, 4303, 2.6351, 12566.1517];
const LONGITUDE_2_1e8rad = 52919;
const LATITUDE_0 = [280, 3.199, 84334.662, 102, 5.422, 5507.553, 80, 3.88, 5223.69];
const RADIUS_0 = [
  100013989, 0, 0, 1670700, 3.0984635, 6283.07585, 13956, 3.05525, 12566.1517, 3084, 5.1985, 77713.7715, 1628, 1.1739,
  5753.3849, 1576, 2.8469, 7860.4194, 925, 5.453, 11506.77, 542, 4.564, 3930.21, 472, 3.661, 5884.927, 346, 0.964,
  5507.553, 329, 5.9, 5223.694, 307, 0.299, 5573.143,
];
const RADIUS_1 = [103019, 1.10749, 6283.07585];

function series(terms: readonly number[], t: number): number {
  let sum = 0;
  for (let k = 0; k < terms.length; k += 3) sum += terms[k]! * cos(terms[k + 1]! + terms[k + 2]! * t);
  return sum;
}

/**
 * Terrestrial minus universal time, s: polynomials of Espenak and Meeus for 1986 to 2150. Observed values of the 2020s
 * are 5 s lower, which moves the sun by less than 1e-4 deg.
 * @see Espenak and Meeus, Five Millennium Canon of Solar Eclipses, NASA TP-2006-214141
 */
export function deltaT_s(time_ms: number): number {
  const { year, month } = civilOf(time_ms);
  const y = year + (month - 0.5) / 12;
  if (y < 2005) {
    const t = y - 2000;
    return 63.86 + t * (0.3345 + t * (-0.060374 + t * (0.0017275 + t * (0.000651814 + t * 0.00002373599))));
  }
  if (y < 2050) {
    const t = y - 2000;
    return 62.92 + t * (0.32217 + t * 0.005589);
  }
  const u = (y - 1820) / 100;
  return -20 + 32 * u * u - 0.5628 * (2150 - y);
}

/**
 * Where the sun stands as seen from the centre of the Earth: writes the unit vector (x, y, z) in the true equator of
 * date, counted from the mean equinox so that mean sidereal time turns it to the meridian, and the distance in
 * astronomical units. Aberration and nutation included; within 3e-4 deg of NREL SPA from 1986 to 2050.
 * @see Reda and Andreas, Solar Energy 76 (2004) 577, doi:10.1016/j.solener.2003.12.003; Meeus (1998), chapters 22, 25
 */
export function geocentricSun(time_ms: number, deltaT: number, out: Float64Array, at = 0): void {
  const t = (time_ms + deltaT * 1000 - J2000_ms) / DAY_ms / 365_250;
  const T = 10 * t;
  const radius = (series(RADIUS_0, t) + t * series(RADIUS_1, t)) * 1e-8;
  const longitude = (series(LONGITUDE_0, t) + t * (series(LONGITUDE_1, t) + t * LONGITUDE_2_1e8rad)) * 1e-8;
  const beta = -series(LATITUDE_0, t) * 1e-8;

  // Fundamental arguments of the largest terms of nutation: lunar node, mean longitudes of sun and moon, anomalies.
  const node = (125.04452 - 1934.136261 * T) * RAD_PER_DEG;
  const sun2 = 2 * (280.4665 + 36000.7698 * T) * RAD_PER_DEG;
  const moon2 = 2 * (218.3165 + 481267.8813 * T) * RAD_PER_DEG;
  const sunAnomaly = (357.52772 + 35999.05034 * T) * RAD_PER_DEG;
  const moonAnomaly = (134.96298 + 477198.867398 * T) * RAD_PER_DEG;
  const nutation =
    RAD_PER_ARCSEC *
    (-17.1996 * sin(node) -
      1.3187 * sin(sun2) -
      0.2274 * sin(moon2) +
      0.2062 * sin(2 * node) +
      0.1426 * sin(sunAnomaly) +
      0.0712 * sin(moonAnomaly) -
      0.0517 * sin(sun2 + sunAnomaly));
  const obliquity =
    RAD_PER_ARCSEC *
    (84381.448 -
      46.815 * T +
      9.2025 * cos(node) +
      0.5736 * cos(sun2) +
      0.0977 * cos(moon2) -
      0.0895 * cos(2 * node) +
      0.0224 * cos(sun2 + sunAnomaly));

  const lambda = longitude + Math.PI + nutation - (20.4898 * RAD_PER_ARCSEC) / radius;
  const sinLambda = sin(lambda);
  const sinObliquity = sin(obliquity);
  const cosObliquity = cos(obliquity);
  // The latitude is below 1.2 arcsec: sin(beta) = beta and cos(beta) = 1 to 2e-11.
  const x = cos(lambda);
  const y = sinLambda * cosObliquity - beta * sinObliquity;
  const equinoxes = nutation * cosObliquity;
  out[at] = x + equinoxes * y;
  out[at + 1] = y - equinoxes * x;
  out[at + 2] = sinLambda * sinObliquity + beta * cosObliquity;
  out[at + 3] = radius;
}

/** Greenwich mean sidereal time, in turns from 0 to 1. @see Meeus (1998), eq. 12.4 */
export function siderealTurn(time_ms: number): number {
  const days = (time_ms - J2000_ms) / DAY_ms;
  const T = days / 36_525;
  const turns = (280.46061837 + 0.98564736629 * days + 0.000387933 * T * T) / 360 + days;
  return turns - Math.floor(turns);
}

/** Mean longitude of the sun, deg, not reduced, for the equation of time. @see Reda and Andreas (2004), eq. A2 */
export function meanLongitude_deg(time_ms: number): number {
  const t = (time_ms - J2000_ms) / DAY_ms / 365_250;
  return 280.4664567 + t * (360_007.6982779 + 0.03032028 * t);
}
