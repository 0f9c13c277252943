import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import { interpolate } from '../core/math.ts';

const share = z.number().min(0).max(1);

/** A point of an engine's part load: shares of the fuel's lower heating value at a fraction of rated output. */
export const EnginePointSchema = z.strictObject({
  load: z.number().gt(0).max(1).describe('gross electrical output over rated output'),
  electric: share.gt(0).describe('gross electricity over fuel'),
  heat: share.describe('heat recovered from jacket, oil, intercooler and exhaust over fuel'),
  exhaust: share.describe("left in the exhaust over fuel: sensible, the vapour's latent heat, unburnt"),
  surface: share
    .optional()
    .describe('generator, radiation, cold intercooler over fuel; left out, what closes on the higher heating value'),
});
export type EnginePoint = z.infer<typeof EnginePointSchema>;

export interface EngineCurve {
  readonly fuel: 'gas' | 'hydrogen';
  readonly source: string;
  readonly points: readonly EnginePoint[];
}

export const ENGINE_CURVES = {
  class400: {
    fuel: 'gas',
    source: 'ASSUMED small engine of 400 kW: 38 % and 45 % at full load, electricity x 0.90 at half load',
    points: [
      { load: 0.5, electric: 0.342, heat: 0.49, exhaust: 0.182, surface: 0.094 },
      { load: 0.75, electric: 0.368, heat: 0.467, exhaust: 0.186, surface: 0.087 },
      { load: 1, electric: 0.38, heat: 0.45, exhaust: 0.188, surface: 0.09 },
    ],
  },
  class5000: {
    fuel: 'gas',
    source: 'FOUND: DEA catalogue, gas engine 1 to 10 MW, 45 % and 47 %; part load ASSUMED as of class400',
    points: [
      { load: 0.5, electric: 0.405, heat: 0.485, exhaust: 0.158, surface: 0.06 },
      { load: 0.75, electric: 0.435, heat: 0.475, exhaust: 0.158, surface: 0.04 },
      { load: 1, electric: 0.45, heat: 0.47, exhaust: 0.158, surface: 0.03 },
    ],
  },
  j208: {
    fuel: 'gas',
    source: 'FOUND: Jenbacher J 208 GS data sheet 14.12.2016, jacket and oil heat only; exhaust share ASSUMED',
    points: [
      { load: 163 / 330, electric: 163 / 463, heat: 113 / 463, exhaust: 0.45 },
      { load: 247 / 330, electric: 247 / 657, heat: 143 / 657, exhaust: 0.425 },
      { load: 1, electric: 330 / 851, heat: 162 / 851, exhaust: 0.41 },
    ],
  },
  jms416Hydrogen: {
    fuel: 'hydrogen',
    source:
      'FOUND: Jenbacher JMS 416 GS-S.L hydrogen data sheet 22.02.2021, exhaust cooled to 120 degC; its share ASSUMED',
    points: [
      { load: 350 / 710, electric: 350 / 1018, heat: 510 / 1018, exhaust: 0.242 },
      { load: 531 / 710, electric: 531 / 1407, heat: 674 / 1407, exhaust: 0.242 },
      { load: 1, electric: 710 / 1798, heat: 838 / 1798, exhaust: 0.242 },
    ],
  },
} as const satisfies Record<string, EngineCurve>;

export type EngineCurveName = keyof typeof ENGINE_CURVES;
export const ENGINE_CURVE_NAMES = Object.keys(ENGINE_CURVES) as [EngineCurveName, ...EngineCurveName[]];

/** kW at the points of a curve. Linear between them, they close on the higher heating value everywhere. */
export interface EngineTable {
  readonly loads: Float64Array;
  readonly fuel_kW: Float64Array;
  readonly heat_kW: Float64Array;
  /** Without the unburnt methane, which is counted apart. */
  readonly exhaust_kW: Float64Array;
  readonly surface_kW: Float64Array;
  /** At least load. */
  readonly minFuel_kW: number;
  readonly minHeat_kW: number;
  readonly minExhaust_kW: number;
  readonly minSurface_kW: number;
}

const fail = (message: string): never => {
  throw new ConfigError([{ file: '', path: 'curve', message }]);
};

/**
 * Checks that the points rise, cover [`minLoad`, 1] and close on the higher heating value, and lays them out in kW.
 * `hhvPerLhv` is that of the fuel, `slip` the enthalpy of unburnt fuel over the lower heating value.
 */
export function engineTable(
  points: readonly EnginePoint[],
  rated_kW: number,
  minLoad: number,
  hhvPerLhv: number,
  slip: number,
): EngineTable {
  const last = points.length - 1;
  if (points[last]!.load !== 1 || points[0]!.load > minLoad)
    fail(`its points run from load ${points[0]!.load} to ${points[last]!.load}; expected from minLoad ${minLoad} to 1`);
  const surface = points.map((c) => {
    const known = c.electric + c.heat + c.exhaust;
    const left = hhvPerLhv - known;
    const total = `at load ${c.load} electric + heat + exhaust is ${known.toFixed(4)} of the lower heating value`;
    if (left < 0) fail(`${total}; expected at most ${hhvPerLhv.toFixed(4)}, the higher heating value over the lower`);
    if (c.surface !== undefined && Math.abs(c.surface - left) > 1e-9)
      fail(`${total} and surface ${c.surface}; they close with surface ${left.toFixed(4)}, or leave it out`);
    if (c.exhaust < hhvPerLhv - 1 || c.exhaust < slip)
      fail(
        `at load ${c.load} exhaust is ${c.exhaust}; expected at least the latent heat of the fuel, ${(hhvPerLhv - 1).toFixed(4)}, and the slipped fuel, ${slip.toFixed(4)}`,
      );
    return c.surface ?? left;
  });
  const fuel_kW = Float64Array.from(points, (c) => (rated_kW * c.load) / c.electric);
  const heat_kW = fuel_kW.map((f, k) => f * points[k]!.heat);
  for (let k = 1; k <= last; k++) {
    const steps = `from load ${points[k - 1]!.load} to ${points[k]!.load}`;
    if (!(points[k]!.load > points[k - 1]!.load)) fail(`its points go ${steps}; expected rising loads`);
    if (!(heat_kW[k]! > heat_kW[k - 1]!)) fail(`its heat does not rise ${steps}; expected more heat at more load`);
  }
  const loads = Float64Array.from(points, (c) => c.load);
  const exhaust_kW = fuel_kW.map((f, k) => f * (points[k]!.exhaust - slip));
  const surface_kW = fuel_kW.map((f, k) => f * surface[k]!);
  return {
    loads,
    fuel_kW,
    heat_kW,
    exhaust_kW,
    surface_kW,
    minFuel_kW: interpolate(loads, fuel_kW, minLoad),
    minHeat_kW: interpolate(loads, heat_kW, minLoad),
    minExhaust_kW: interpolate(loads, exhaust_kW, minLoad),
    minSurface_kW: interpolate(loads, surface_kW, minLoad),
  };
}

/** A table between its points `k - 1` and `k`. */
export const between = (table: Float64Array, k: number, share: number): number =>
  table[k - 1]! + share * (table[k]! - table[k - 1]!);
