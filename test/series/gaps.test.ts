import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillGaps, gapsOf, stuckRuns } from '../../src/series/gaps.ts';
import { between } from '../between.ts';
import { messageOf, profile } from './importing.ts';

const N = Number.NaN;

it.each([
  // policy, step s, before -> after; by hand
  ['hold', 3600, [1, N, N, 4], [1, 1, 1, 4]],
  ['hold', 3600, [N, 2, N], [2, 2, 2]],
  ['interpolate', 3600, [1, N, N, 4], [1, 2, 3, 4]],
  ['interpolate', 3600, [N, 2, N, 6, N], [2, 2, 4, 6, 6]],
  ['sameHourYesterday', 43_200, [1, 2, N, N, N, 6], [1, 2, 1, 2, 1, 6]],
  ['sameHourYesterday', 43_200, [N, 2, 3, 4], [3, 2, 3, 4]],
  ['sameHourYesterday', 43_200, [N, 2, N, 4, 5, 6], [5, 2, 5, 4, 5, 6]],
] as const)('%s at steps of %d s', (policy, step_s, before, after) => {
  const values = Float64Array.from(before);
  expect(fillGaps(values, policy, step_s)).toBe(-1);
  expect([...values]).toEqual(after);
});

it('says where no day helps', () => {
  expect(fillGaps(Float64Array.from([N, 2, N, 4]), 'sameHourYesterday', 43_200)).toBe(0);
  expect(fillGaps(Float64Array.from([1, N]), 'sameHourYesterday', 7 * 3600)).toBe(1);
});

it('fills every gap, touches nothing else, and stays between its neighbours', () => {
  const series = fc.array(fc.option(between(-50, 50), { nil: N, freq: 2 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(series, fc.constantFrom('hold' as const, 'interpolate' as const), (before, policy) => {
      fc.pre(before.some((v) => !Number.isNaN(v)));
      const values = Float64Array.from(before);
      expect(fillGaps(values, policy, 3600)).toBe(-1);
      expect(gapsOf(values)).toEqual([]);
      const known = before.filter((v) => !Number.isNaN(v));
      before.forEach((v, i) => {
        if (!Number.isNaN(v)) expect(values[i]).toBe(v);
        expect(values[i]).toBeGreaterThanOrEqual(Math.min(...known) - 1e-9);
        expect(values[i]).toBeLessThanOrEqual(Math.max(...known) + 1e-9);
      });
    }),
  );
});

it('finds runs of equal values, but not of zeros', () => {
  expect(stuckRuns(Float64Array.from([0, 0, 0, 5, 5, 5, 1, N, N, N, 2, 2, 2, 2]), 3)).toEqual([
    { from: 3, to: 6 },
    { from: 10, to: 14 },
  ]);
});

describe('a gap stops the import', () => {
  const text =
    'time,demand_kW,heat_kW\n2023-01-01 00:00,1,\n2023-01-01 01:00,--,\n2023-01-01 04:00,5,\n2023-01-01 05:00,6,\n';

  it('by default, naming every column, its first line and time, the count and the causes', () => {
    expect(messageOf(() => profile(text))).toMatchInlineSnapshot(`
      "ConfigError: profiles/a.csv:3: demand_kW has 3 values missing in 1 gap (2 rows absent, 1 text ("--")), first at 2023-01-01T01:00Z (line 3); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
      profiles/a.csv:2: heat_kW holds no value at all (2 rows absent, 4 blanks); expected numbers; check the column and its sentinels"
    `);
  });
  it('where it is longer than allowed', () => {
    expect(
      messageOf(() => profile(text.replaceAll(',heat_kW', ''), { gaps: 'hold', gapMax_h: 2 })),
    ).toMatchInlineSnapshot(
      `"ConfigError: profiles/a.csv:3: demand_kW has a gap of 3 h at 2023-01-01T01:00Z (line 3), longer than gapMax_h: 2; mend the file or raise gapMax_h"`,
    );
  });
  it('where yesterday has nothing', () => {
    const short = 'time,a_kW\n2023-01-01 00:00,1\n2023-01-01 01:00,\n2023-01-01 02:00,1\n';
    expect(messageOf(() => profile(short, { gaps: 'sameHourYesterday' }))).toMatchInlineSnapshot(
      `"ConfigError: profiles/a.csv:3: a_kW has 1 value missing in 1 gap (1 blank), and none of its days gives a value at the same hour at 2023-01-01T01:00Z (line 3); name another policy, gaps: hold | interpolate"`,
    );
  });
});
