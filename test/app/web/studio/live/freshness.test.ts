import { expect, it } from 'vitest';
import { clockAfter, isOld, isSameSite, skewOf } from '../../../../../src/app/web/studio/live/freshness.ts';
import type { Clock } from '../../../../../src/app/web/studio/live/news.ts';
import { liveValues } from '../../../../../src/app/web/studio/live/values.ts';

it('takes the quickest message for the clock of the other, and forgets what was before a clock was put right', () => {
  let steady = 0;
  const skew = skewOf(() => steady);
  expect(skew.ahead_ms).toBe(0);
  // The page is an hour behind: what was kept must not look as if it came from the future.
  skew.told(3_600_500, 0);
  expect(skew.ahead_ms).toBe(3_600_500);
  skew.heard(3_600_900, 1000); // 3,599,900: 100 ms under way
  skew.heard(3_602_990, 3000); // 3,599,990: 10 ms
  skew.heard(3_604_500, 5000); // half a second late
  expect(skew.ahead_ms).toBe(3_599_990);
  skew.told(0, 0);
  expect(skew.ahead_ms).toBe(3_599_990);
  // The clock of the page is put right.
  steady = 61_000;
  skew.heard(3_665_000, 3_665_010);
  expect(skew.ahead_ms).toBe(3_599_990);
  steady = 122_000;
  skew.heard(3_726_000, 3_726_010);
  expect(skew.ahead_ms).toBe(-10);
  // After a long silence nothing of before counts.
  steady = 10_000_000;
  skew.heard(100, 400);
  expect(skew.ahead_ms).toBe(-300);
});

const clock = (over: Partial<Clock>): Clock => ({
  mode: 'paced',
  state: 'running',
  speed: 3600,
  policy: 'strict',
  lag_ms: 0,
  slipped_ms: 0,
  step_s: 3600,
  run: 'r',
  epoch: 1,
  index: 0,
  time_ms: 0,
  ...over,
});
it.each([
  // by hand: a step of an hour at 3600 takes a second; three of them and two seconds are five
  [clock({}), 4999, false],
  [clock({}), 5001, true],
  [clock({ mode: 'live', step_s: 60 }), 181_000, false],
  [clock({ mode: 'live', step_s: 60 }), 183_000, true],
  [clock({ mode: 'asap' }), 2001, true],
  [clock({ mode: 'step' }), 1e9, false],
  [clock({ state: 'paused' }), 1e9, false],
  [undefined, undefined, true],
] as const)('calls values old by the pace of the clock %#', (of, age_ms, is) => {
  expect(isOld(age_ms, of)).toBe(is);
});

it('leaves what is older than what is known, and says how old each value is', () => {
  const values = liveValues([
    { name: 'pv.electricity_kW', component: 'pv', signal: 'electricity_kW', unit: 'kW', role: 'port' },
  ]);
  const k = values.at('pv.electricity_kW')!;
  expect(values.value(k)).toBeNaN();
  expect(values.age_ms(k, 10)).toBe(Number.POSITIVE_INFINITY);
  values.take(k, 5, 100);
  values.take(k, 4, 50);
  expect([values.value(k), values.age_ms(k, 400)]).toEqual([5, 300]);
});

it('knows a site again', () => {
  expect(isSameSite({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] })).toBe(true);
  expect(isSameSite(undefined, { a: 1 })).toBe(false);
  expect(isSameSite({ components: [1] }, { components: [1, 2] })).toBe(false);
});

it('takes the state of a clock that was kept, but not where it stood before', () => {
  const known = clock({ index: 8, time_ms: 80, state: 'running' });
  const kept = clock({ index: 7, time_ms: 70, state: 'paused' });
  expect(clockAfter(known, kept, true)).toMatchObject({ index: 8, time_ms: 80, state: 'paused' });
  // One that is told now may well have gone back.
  expect(clockAfter(known, kept, false)).toBe(kept);
  expect(clockAfter(known, clock({ index: 9 }), true).index).toBe(9);
  expect(clockAfter(known, clock({ epoch: 0, run: 'old' }), true)).toBe(known);
  expect(clockAfter(known, clock({ epoch: 2, run: 'new', index: 1 }), true).run).toBe('new');
  expect(clockAfter(undefined, kept, true)).toBe(kept);
});
