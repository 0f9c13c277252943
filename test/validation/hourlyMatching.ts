import {
  addSlot,
  type Matching,
  matchingScore,
  noMatching,
  volumetricScore,
} from '../../src/market/certificates/matching.ts';
import { readShared } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

interface HourlyCase {
  readonly load: readonly number[];
  readonly clean: readonly number[];
  readonly expected: {
    readonly matched: readonly number[];
    readonly score: number;
    readonly annual_volumetric: number;
    readonly unmatched_certificates: number;
  };
  readonly carbon: {
    readonly grid_kg_per_kwh: readonly number[];
    readonly expected_location: number;
    readonly expected_residual: number;
  };
}
export const hourlyCase = (): HourlyCase =>
  JSON.parse(readShared('reference/market-and-live/hourly-matching/case.json')) as HourlyCase;

const matchingOf = ({ load, clean }: HourlyCase): Matching => {
  const sum = noMatching();
  load.forEach((l, k) => {
    addSlot(sum, l, clean[k]!);
  });
  return sum;
};

export function scorePoints(): Point[] {
  const c = hourlyCase();
  const sum = matchingOf(c);
  return [
    { reference: c.expected.score, model: matchingScore(sum) },
    { reference: c.expected.annual_volumetric, model: volumetricScore(sum) },
  ];
}

export function unmatchedPoints(): Point[] {
  const c = hourlyCase();
  const sum = matchingOf(c);
  return [{ reference: c.expected.unmatched_certificates, model: sum.clean - sum.matched }];
}

const source = 'own calculation by the score of 24/7 reports; reference/market-and-live/hourly-matching';
export const validations: readonly Validation[] = [
  {
    model: 'certificates',
    quantity: 'score',
    title: 'Share of a load that clean energy of the same hour met (first), and over the period (second)',
    source,
    tolerance: { absolute: 1e-12 },
    points: given(scorePoints),
  },
  {
    model: 'certificates',
    quantity: 'unmatched_kWh',
    title: 'Certificates that no load of their hour could use',
    source,
    tolerance: { absolute: 0 },
    points: given(unmatchedPoints),
  },
];
