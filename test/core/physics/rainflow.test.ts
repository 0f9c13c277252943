import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cycle, makeGrowth, rainflow, rainflowStep } from '../../../src/core/physics/rainflow.ts';
import { between } from '../../between.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';

const SIZE = 16;

/** The sum of count * range^power, counted as the history happens. */
function online(history: readonly number[], power: 1 | 2, size = SIZE): { sum: number; open: Float64Array } {
  const open = new Float64Array(size + 1);
  const grown = makeGrowth(size);
  const d = (range: number): number => (power === 1 ? range : range * range);
  let sum = 0;
  for (const v of history) {
    rainflowStep(open, 0, size, v, grown);
    for (let k = 0; k < grown.count; k++) sum += (d(grown.to[k]!) - d(grown.from[k]!)) / 2;
  }
  return { sum, open };
}
const sumOf = (cycles: readonly Cycle[], power: 1 | 2): number =>
  cycles.reduce((sum, { range, count }) => sum + count * (power === 1 ? range : range * range), 0);
/** [range, count] in ascending order of range, ranges to nine digits. */
function histogram(cycles: readonly Cycle[]): number[][] {
  const found = new Map<number, number>();
  for (const { range, count } of cycles) {
    const key = Math.round(range * 1e9) / 1e9;
    found.set(key, (found.get(key) ?? 0) + count);
  }
  return [...found].sort((a, b) => a[0] - b[0]);
}

it('counts what is plain to see', () => {
  expect(rainflow([])).toEqual([]);
  expect(rainflow([3])).toEqual([]);
  expect(rainflow([3, 3, 3])).toEqual([]);
  // by hand: up by 2 in two moves; then a dip of 1 within a rise of 4, closed as a whole cycle of 1
  expect(rainflow([0, 1, 2])).toEqual([{ range: 2, mean: 1, count: 0.5 }]);
  expect(rainflow([0, 3, 2, 4])).toEqual([
    { range: 1, mean: 2.5, count: 1 },
    { range: 4, mean: 2, count: 0.5 },
  ]);
});

interface Expected {
  readonly cycles_range_count: number[][];
  readonly order_counts?: number[];
  readonly order_means?: number[];
  readonly equivalent_full_cycles?: number;
}
describe.skipIf(!hasShared)(`standard and published counts${whyNoShared}`, () => {
  const cases = referenceCases('reference/battery/cases.json').filter((c) => c.fn === 'rainflow');
  it('has cases', () => expect(cases.length).toBeGreaterThan(5));
  it.each(cases.map((c) => [c.id, c] as const))('%s', (_id, { inputs, expected, tol }) => {
    const history = inputs.series as number[];
    const told = expected as Expected;
    const cycles = rainflow(history);
    const counted = histogram(cycles);
    expect(counted.length).toBe(told.cycles_range_count.length);
    told.cycles_range_count.forEach(([range, count], k) => {
      expect(Math.abs(counted[k]![0]! - range!)).toBeLessThanOrEqual(tol.atol!);
      expect(counted[k]![1]).toBe(count);
    });
    if (told.order_counts) expect(cycles.map((c) => c.count)).toEqual(told.order_counts);
    if (told.order_means) expect(cycles.map((c) => c.mean)).toEqual(told.order_means);
    if (told.equivalent_full_cycles)
      expect(Math.abs(sumOf(cycles, 1) - told.equivalent_full_cycles)).toBeLessThanOrEqual(tol.atol!);
    for (const power of [1, 2] as const) expect(online(history, power).sum).toBeCloseTo(sumOf(cycles, power), 12);
  });
});

it('counts the same as it happens, in any steps', () => {
  fc.assert(
    fc.property(fc.array(between(0, 1), { maxLength: 60 }), (history) => {
      const finer = history.flatMap((v, i) => (i === 0 ? [v] : [(history[i - 1]! + v) / 2, v]));
      for (const power of [1, 2] as const) {
        const whole = sumOf(rainflow(history), power);
        expect(Math.abs(online(history, power, 60).sum - whole)).toBeLessThan(1e-9);
        expect(Math.abs(online(finer, power, 60).sum - whole)).toBeLessThan(1e-9);
      }
    }),
  );
});

it('keeps the sum of all ranges where ever smaller swings exceed its room, and lets no range on it rise', () => {
  const swings = Array.from({ length: 50 }, (_, k) => (k % 2 === 0 ? 1 : -1) * (1 - k / 60));
  const there = [...swings, ...swings.toReversed()];
  expect(online(there, 1, 8).sum).toBeCloseTo(sumOf(rainflow(there), 1), 12);
  const { open } = online(swings, 1, 8);
  const held = [...open.subarray(1, 1 + open[0]!)];
  expect(held.length).toBe(8);
  const ranges = held.slice(1).map((v, k) => Math.abs(v - held[k]!));
  expect(ranges).toEqual(ranges.toSorted((a, b) => b - a));
});
