/**
 * Performance of machines as their makers or test institutes publish it, at full load: rows by the temperature of the
 * source, columns by that of the sink, capacity as a share of the point named `nominal`. Numbers as carried by the
 * data base of AixLib (RWTH Aachen, BSD 3-clause), divided by the nominal capacity; heat over power gives the COP.
 */
export interface PerformanceMap {
  readonly source_degC: readonly number[];
  readonly sink_degC: readonly number[];
  readonly capacity: readonly (readonly number[])[];
  readonly cop: readonly (readonly number[])[];
}

/** Tables of heat and power (kW), columns of a data sheet side by side. */
function fromPower(
  source_degC: readonly number[],
  sink_degC: readonly number[],
  nominal_kW: number,
  heat_kW: readonly (readonly number[])[],
  power_kW: readonly (readonly number[])[],
): PerformanceMap {
  return {
    source_degC,
    sink_degC,
    capacity: source_degC.map((_, i) => sink_degC.map((__, j) => heat_kW[j]![i]! / nominal_kW)),
    cop: source_degC.map((_, i) => sink_degC.map((__, j) => heat_kW[j]![i]! / power_kW[j]![i]!)),
  };
}

export const PERFORMANCE_MAPS = {
  /** Stiebel Eltron WPL 18, air to water, one speed; 13.0 kW at A7/W35. WPZ Buchs, EN 14511: frost and thawing included. */
  stiebelWpl18: fromPower(
    [-7, 2, 7, 10, 20],
    [35, 50],
    13,
    [
      [9.7, 11.6, 13, 14.8, 16.3],
      [10, 11.2, 12.9, 16.7, 17.5],
    ],
    [
      [3.3, 3.4, 3.5, 3.7, 3.8],
      [4.5, 4.4, 4.6, 5, 5.1],
    ],
  ),
  /** Dimplex SIH 40TE, brine to water; 36.7 kW at B0/W35. The maker's data, EN 14511, in part drawn on in straight lines. */
  dimplexSih40: fromPower(
    [-5, 0, 5, 10, 15, 20, 25],
    [35, 50, 65],
    36.7,
    [
      [29.609, 36.701, 41.888, 47.211, 52.398, 57.449, 62.636],
      [29.473, 33.163, 38.895, 44.626, 50.493, 56.361, 62.092],
      [28.793, 31.939, 37.806, 43.538, 49.405, 55.272, 61.139],
    ],
    [
      [8.026, 8.351, 8.583, 8.722, 8.722, 8.861, 9],
      [10.669, 10.669, 10.762, 11.04, 11.132, 11.411, 11.596],
      [14.192, 14.377, 14.563, 14.563, 14.795, 15.026, 15.119],
    ],
  ),
  /** Wamak WW 100 SHR HD, water to hot water, for waste heat; 82.25 kW at W35/W70. EN 14511. */
  wamakWw100: fromPower(
    [5, 10, 15, 20, 25, 30, 35, 40],
    [60, 70, 80],
    82.25,
    [
      [37.83, 43.62, 50.32, 58.08, 67.07, 77.46, 89.43, 103.13],
      [36.78, 41.94, 47.85, 54.67, 62.56, 71.7, 82.25, 94.38],
      [35.87, 40.43, 45.58, 51.49, 58.31, 66.22, 75.38, 85.97],
    ],
    [
      [13.46, 13.69, 13.88, 14.05, 14.22, 14.42, 14.66, 14.97],
      [16.33, 16.67, 16.93, 17.15, 17.32, 17.49, 17.66, 17.86],
      [19.67, 20.18, 20.57, 20.88, 21.11, 21.3, 21.46, 21.61],
    ],
  ),
} as const satisfies Record<string, PerformanceMap>;

export type MapName = keyof typeof PERFORMANCE_MAPS;
export const MAP_NAMES = Object.keys(PERFORMANCE_MAPS) as [MapName, ...MapName[]];
