import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type OnOff, onOffInitial, onOffLimits, onOffMean, onOffNext, TOKEN } from '../../src/models/onOff.ts';
import { between } from '../between.ts';

const machine: OnOff = {
  rated: 100,
  least: 40,
  ramp: Number.POSITIVE_INFINITY,
  warmStart_h: 0,
  coldStart_h: 0,
  coldAfter_h: 0,
  minUp_h: 0,
  minDown_h: 0,
};

/** Runs through what is asked step by step and returns means and states. */
function drive(m: OnOff, dt_h: number, asked: readonly number[], available: readonly number[] = []) {
  let x = Float64Array.from(onOffInitial(m));
  const starts: number[] = [];
  const means = asked.map((a, k) => {
    const on = available[k] ?? 1;
    const mean = onOffMean(m, x, 0, on, a, dt_h);
    const next = new Float64Array(4);
    starts.push(onOffNext(m, x, 0, mean, dt_h, next));
    x = next;
    return mean;
  });
  return { means, starts, x: [...x] };
}
const limits = (m: OnOff, x: readonly number[], dt_h: number, available = 1): number[] => {
  const out = new Float64Array(3);
  onOffLimits(m, Float64Array.from(x), 0, available, dt_h, out);
  return [...out];
};

it('rests or runs between least and rated', () => {
  expect(drive(machine, 1, [0, 10, 50, 500, 0]).means).toEqual([0, 40, 50, 100, 0]);
  expect(drive(machine, 1, [0, 10, 50, 0, 60]).starts).toEqual([0, 1, 0, 0, 1]);
  expect(limits(machine, [0, 0, 0, 0], 1)).toEqual([0, 100, 40]);
  expect(limits(machine, [0, 0, 0, 0], 1, 0.3)).toEqual([0, 0, 0]);
});

it('starts within a step: runs for what is left of it', () => {
  const m = { ...machine, warmStart_h: 0.25, coldStart_h: 0.5, coldAfter_h: 5 };
  expect(limits(m, onOffInitial(m), 1)).toEqual([0, 50, 20]);
  expect(drive(m, 1, [30])).toEqual({ means: [30], starts: [1], x: [1, 1, 0, 60] }); // half an hour at 60
  expect(drive(m, 1, [30, 70, 0, 90]).means).toEqual([30, 70, 0, 75]); // warm: three quarters at 100
});

it('warms up over several steps on request, and cools where it lapses', () => {
  const m = { ...machine, coldStart_h: 0.6 };
  const token = 100 * TOKEN;
  expect(limits(m, onOffInitial(m), 0.25)).toEqual([0, token, token]);
  // 0.25 h and 0.25 h of warming, then 0.1 h more: it runs for 0.15 of 0.25 h, 60 at most
  const run = drive(m, 0.25, [50, 50, 100, 100]);
  expect(run.means).toEqual([token, token, expect.closeTo(60, 6), 100]);
  expect(run.starts).toEqual([0, 0, 1, 0]);
  expect(drive(m, 0.25, [50, 50, 0, 50]).means).toEqual([token, token, 0, token]);
  // a start as long as the step takes one whole step
  expect(drive({ ...machine, coldStart_h: 1 }, 1, [80, 80]).means).toEqual([token, 80]);
});

it('tells a warm start from a cold one by the time it was off before', () => {
  const m = { ...machine, warmStart_h: 0.5, coldStart_h: 1, coldAfter_h: 2 };
  const token = 100 * TOKEN;
  // cold: two half hours; off for one hour: warm, one half hour; off for two: cold again
  const asked = [50, 50, 50, 0, 0, 50, 50, 0, 0, 0, 0, 50, 50, 50];
  expect(drive(m, 0.5, asked).means).toEqual([token, token, 50, 0, 0, token, 50, 0, 0, 0, 0, token, token, 50]);
});

it('ramps from level to level, but falls to rest at once', () => {
  const m = { ...machine, ramp: 10 };
  expect(drive(m, 1, [100, 100, 20, 0]).means).toEqual([40, 50, 40, 0]);
  expect(limits(m, [1, 5, 0, 70], 1)).toEqual([0, 80, 60]);
  expect(limits(m, [1, 5, 0, 70], 1, 0.5)).toEqual([0, 50, 50]); // size falls faster than the ramp
});

it('keeps its least times up and down, unless it fails', () => {
  const m = { ...machine, minUp_h: 3, minDown_h: 2 };
  expect(drive(m, 1, [50, 0, 0, 0, 50, 50, 50]).means).toEqual([50, 40, 40, 0, 0, 50, 50]);
  expect(limits(m, [1, 1, 0, 50], 1)).toEqual([40, 100, 40]);
  expect(limits(m, [0, 1, 0, 0], 1)).toEqual([0, 0, 0]);
  expect(drive(m, 1, [50, 50, 50, 50], [1, 0, 1, 1]).means).toEqual([50, 0, 0, 50]);
});

it('meets any target within its limits', () => {
  const m = { ...machine, ramp: 15, warmStart_h: 0.2, coldStart_h: 0.7, coldAfter_h: 4, minUp_h: 2, minDown_h: 1 };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(between(0, 1), between(0, 1)), { minLength: 1, maxLength: 20 }),
      fc.constantFrom(1, 0.5, 0.1),
      (steps, dt_h) => {
        let x = Float64Array.from(onOffInitial(m));
        for (const [a, share] of steps) {
          const available = a < 0.2 ? 0 : a;
          const out = new Float64Array(3);
          onOffLimits(m, x, 0, available, dt_h, out);
          const [lowest, highest, least] = out as unknown as [number, number, number];
          expect(lowest).toBeLessThanOrEqual(highest);
          expect(least).toBeLessThanOrEqual(highest);
          const target = least + share * (highest - least);
          const mean = onOffMean(m, x, 0, available, target, dt_h);
          expect(mean).toBeCloseTo(target, 9);
          expect(onOffMean(m, x, 0, available, 0, dt_h)).toBe(lowest);
          const next = new Float64Array(4);
          onOffNext(m, x, 0, share < 0.3 ? lowest : mean, dt_h, next);
          expect(next[3]).toBeLessThanOrEqual(100 + 1e-9);
          x = next;
        }
      },
    ),
  );
});
