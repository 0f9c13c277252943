import { dcLink } from '../../src/models/dcLink.ts';
import { inverter } from '../../src/models/inverter.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** W of direct current in at W of alternating current out, at 880, 1174 and 1300 V. */
const OUT_W = [12_500, 25_000, 50_000, 75_000, 125_000, 187_500, 250_000] as const;
const IN_W: Readonly<Record<string, readonly number[]>> = {
  '880 V': [13_012.7, 25_720.2, 51_093.4, 76_437, 127_213.5, 190_995.2, 255_440.9],
  '1174 V': [12_850.8, 25_401.3, 50_581.7, 75_795.9, 126_211.6, 189_623.8, 253_138.9],
  '1300 V': [12_953.4, 25_512.8, 50_679.1, 75_895.6, 126_441.4, 189_835, 253_472.6],
};
const RATED_W = 250_000;
/** Places of the points that the curve is laid through: a tenth, half and all. */
const THROUGH = [1, 4, 6] as const;

interface Curve {
  readonly in: number;
  readonly start: number;
  readonly curvature: number;
}

/** The parabola with a start through three points: output = (x - s) / X + c (x - s)(x - s - X), X = input at full less s. */
function fitted(inputs: readonly number[]): Curve {
  const [low, half, full] = THROUGH.map((k) => [inputs[k]! / RATED_W, OUT_W[k]! / RATED_W] as const);
  const curvatureBy = ([x, r]: readonly [number, number], start: number): number => {
    const span = full![0] - start;
    return (r - (x - start) / span) / ((x - start) * (x - start - span));
  };
  let [least, most] = [0, 0.01];
  for (let k = 0; k < 60; k++) {
    const start = (least + most) / 2;
    if (curvatureBy(low!, start) < curvatureBy(half!, start)) most = start;
    else least = start;
  }
  return { in: full![0], start: least, curvature: curvatureBy(half!, least) };
}

const others = OUT_W.map((_, k) => k).filter((k) => !(THROUGH as readonly number[]).includes(k));

export const partLoad = (): Point[] =>
  Object.values(IN_W).flatMap((inputs) => {
    const unit = bench(inverter, { rated_kW: 250, curve: fitted(inputs) });
    return others.map((k) => ({
      reference: OUT_W[k]! / inputs[k]!,
      model: unit.run({ target: OUT_W[k]! / 1000 }).efficiency!,
    }));
  });

/** The same machine between its buses: what the DC bus has to spare is what went into it. */
export const link = (): Point[] =>
  Object.values(IN_W).flatMap((inputs) => {
    const unit = bench(dcLink, { rated_kW: 250, curve: fitted(inputs) });
    return others.map((k) => ({
      reference: OUT_W[k]! / 1000,
      model: unit.run({ u: [0, inputs[k]! / 1000] }).toAc_kW!,
    }));
  });

const SOURCE =
  'maker’s PVsyst file of Chint CPS SCH275KTL-DO/US-800 (2020), 250 kW, in the tests of pvlib-python (panond)';

export const validations: readonly Validation[] = [
  {
    model: 'inverter',
    quantity: 'efficiency',
    title: 'at 5, 20, 30 and 75 % of the rating at three DC voltages; curve laid through 10, 50 and 100 %',
    source: SOURCE,
    tolerance: { absolute: 0.003 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: partLoad,
  },
  {
    model: 'dcLink',
    quantity: 'toAc_kW',
    title: 'the same machine between two buses, from DC to AC (a table of the other direction was not found)',
    source: SOURCE,
    tolerance: { relative: 0.003 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: link,
  },
];
