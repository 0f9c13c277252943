import { wasteHeat } from '../../src/models/wasteHeat.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

interface Stream {
  readonly from_degC: number;
  readonly to_degC: number;
  readonly kW_per_K: number;
}
interface Problem {
  readonly hot: readonly Stream[];
  readonly cold: readonly Stream[];
  /** Least difference, and the pinch on the cold side. */
  readonly least_K: number;
  readonly pinch_degC: number;
  /** Least utilities as published. */
  readonly heating_kW: number;
  readonly cooling_kW: number;
}

const stream = (from_degC: number, to_degC: number, kW_per_K: number): Stream => ({ from_degC, to_degC, kW_per_K });
const PROBLEMS: readonly Problem[] = [
  {
    hot: [stream(170, 60, 3), stream(150, 30, 1.5)],
    cold: [stream(20, 135, 2), stream(80, 140, 4)],
    least_K: 10,
    pinch_degC: 80,
    heating_kW: 20,
    cooling_kW: 60,
  },
  {
    hot: [stream(180, 60, 3), stream(150, 30, 1)],
    cold: [stream(20, 135, 2), stream(80, 140, 4.5)],
    least_K: 10,
    pinch_degC: 80,
    heating_kW: 50,
    cooling_kW: 30,
  },
];

/** What a hot stream gives to a bus that comes back at a temperature. */
const given_kW = (s: Stream, from_degC: number, return_degC: number, supply_degC: number, least_K: number): number =>
  bench(
    wasteHeat,
    {
      heat: s.kW_per_K * (from_degC - s.to_degC),
      temperature: from_degC,
      cooledTo_degC: s.to_degC,
      approach_K: least_K,
    },
    { buses: { heat: { supply_degC, return_degC } } },
  ).run({ target: 1e6 }).heat_kW!;

const taken_kW = (cold: readonly Stream[], from_degC: number, to_degC: number): number =>
  cold.reduce(
    (sum, s) => sum + s.kW_per_K * Math.max(0, Math.min(s.to_degC, to_degC) - Math.max(s.from_degC, from_degC)),
    0,
  );

/** Least utilities: what hot streams leave lacking above the pinch, and have left over below it. */
export const utilities = (): Point[] =>
  PROBLEMS.flatMap(({ hot, cold, least_K, pinch_degC, heating_kW, cooling_kW }) => {
    const above = hot.reduce((sum, s) => sum + given_kW(s, s.from_degC, pinch_degC, 140, least_K), 0);
    const below = hot.reduce((sum, s) => sum + given_kW(s, pinch_degC + least_K, 20, pinch_degC, least_K), 0);
    return [
      { reference: heating_kW, model: taken_kW(cold, pinch_degC, 140) - above },
      { reference: cooling_kW, model: below - taken_kW(cold, 20, pinch_degC) },
    ];
  });

export const validations: readonly Validation[] = [
  {
    model: 'wasteHeat',
    quantity: 'utility_kW',
    title:
      'least heating and cooling of two problems of four streams, from what hot streams give above and below the pinch',
    source:
      'Kemp, Pinch Analysis and Process Integration (2007), table 2.1; Sinnott, Chemical Engineering Design (Coulson and Richardson 6), section 3.5',
    tolerance: { absolute: 0.01 },
    points: utilities,
  },
];
