import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apportion } from '../../../src/market/ledger/apportion.ts';
import { balanceOf, emptyBalances, post } from '../../../src/market/ledger/balances.ts';
import { type ChargeMethod, chargeParts, chargeTransactions } from '../../../src/market/ledger/connection.ts';
import { coalitionPeaks, shapleyExact, shapleyOf, shapleySampled } from '../../../src/market/ledger/shapley.ts';

const SEED = { seed: 6, numRuns: 100 };
const METHODS: readonly ChargeMethod[] = ['coincidentPeak', 'ownPeak', 'energy', 'shapley'];

// Three slots: a peaks in the first, b in the second with a, c gives in the second.
const takes = [
  [500, 400, 0],
  [0, 600, 0],
  [100, -200, 100],
];
const charge = {
  component: 'grid',
  from_ms: 0,
  revision: 0,
  demand: 900_001,
  fixed: 99_999,
  seed: 1,
  parties: ['a', 'b', 'c'],
  takes,
};

it('shares the charges by hand', () => {
  const by = (method: ChargeMethod): number[] => chargeParts({ ...charge, method });
  // Highest joint take 800, in the second slot: a 400, b 600, c gives.
  expect(by('coincidentPeak')).toEqual([400_000, 600_000, 0]);
  // 500 : 600 : 100
  expect(by('ownPeak')).toEqual([416_667, 500_000, 83_333]);
  // 900 : 600 : 200
  expect(by('energy')).toEqual([529_412, 352_941, 117_647]);
});

it('shares a part that counts some slots alone by what was taken in them', () => {
  // 300,000 of the first slot and 500,000 of the last; 100,001 of all. // by hand
  const windows = [
    { demand: 300_000, slots: [0] },
    { demand: 500_000, slots: [2] },
  ];
  // First slot: a 500, c 100. Last: c alone. All: a 400, b 600 of 1000, and so the fixed charge.
  expect(chargeParts({ ...charge, windows, method: 'coincidentPeak' })).toEqual([330_000, 120_000, 550_000]);
  expect(chargeParts({ ...charge, windows: [{ demand: 900_001, slots: [] }], fixed: 0, method: 'ownPeak' })).toEqual([
    300_001, 300_000, 300_000,
  ]);
});

it('shares what is adjusted for the power factor by energy, whatever its sign', () => {
  // 900 : 600 : 200 of -17 000, beside 400 : 600 : 0 of the charges
  const bonus = chargeParts({ ...charge, adjustment: -17_000, method: 'coincidentPeak' });
  expect(bonus).toEqual([400_000 - 9000, 600_000 - 6000, -2000]);
  // One that takes away all of the bill leaves nothing to sum, and is shared all the same.
  const all = chargeTransactions({ ...charge, adjustment: -1_000_000, method: 'coincidentPeak' });
  expect(all.flatMap(({ lines }) => lines.filter(({ account }) => charge.parties.includes(account)))).toEqual([
    { account: 'a', money: -400_000 + 529_412, quanta: 0 },
    { account: 'b', money: -600_000 + 352_941, quanta: 0 },
    { account: 'c', money: 117_647, quanta: 0 },
  ]);
});

it('finds the value of Shapley by hand', () => {
  // Peaks: a 500, b 600, c 100; ab 1000, ac 600, bc 400; abc 800. What each adds, over the six orders:
  // a 500 500 400 400 500 400, b 600 600 500 300 200 200, c 100 100 100 -200 -200 -200
  const [a, b, c] = shapleyExact(takes) as [number, number, number];
  expect(a).toBeCloseTo(450, 9);
  expect(b).toBeCloseTo(400, 9);
  expect(c).toBeCloseTo(-50, 9);
  // Fixed charge: all three take something, a third each. c lowers the peak and is paid for it.
  // a 506 250.56 + 33 333, b 450 000.5 + 33 333, c -56 250.06 + 33 333; two micro-money are left, to c and a.
  const parts = chargeParts({ ...charge, method: 'shapley' });
  expect(parts).toEqual([539_584, 483_333, -22_917]);
  expect(parts.reduce((x, y) => x + y, 0)).toBe(1_000_000);
});

it('books the bill to the utility and every share, and the shared account ends at 0', () => {
  const balances = emptyBalances();
  post(balances, chargeTransactions({ ...charge, method: 'coincidentPeak', tariff: '2026-07' }));
  expect(balanceOf(balances, 'utility:grid')).toBe(1_000_000);
  expect(balanceOf(balances, 'shared:grid')).toBe(0);
  expect(balanceOf(balances, 'b')).toBe(-600_000);
  expect(chargeTransactions({ ...charge, demand: 0, fixed: 0, method: 'energy' })).toEqual([]);
});

it('shares alike where nobody takes anything', () => {
  for (const method of METHODS)
    expect(chargeParts({ ...charge, method, takes: [[0], [-5], [0]] })).toEqual([333_334, 333_333, 333_333]);
});

const games = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })).chain(([n, slots]) =>
  fc.array(fc.array(fc.integer({ min: -9000, max: 30_000 }), { minLength: slots, maxLength: slots }), {
    minLength: n,
    maxLength: n,
  }),
);
const peakOf = (rows: readonly (readonly number[])[]): number =>
  Math.max(0, ...rows[0]!.map((_, t) => rows.reduce((sum, row) => sum + row[t]!, 0)));
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

it('every method gives the bill to the micro-money, of any takes', () => {
  fc.assert(
    fc.property(
      games,
      fc.constantFrom(...METHODS),
      fc.integer({ min: 0, max: 2_000_000_000 }),
      fc.integer({ min: 0, max: 2_000_000 }),
      (rows, method, demand, fixed) => {
        const parties = rows.map((_, k) => `p${k}`);
        const parts = chargeParts({ ...charge, parties, takes: rows, method, demand, fixed });
        expect(sum(parts)).toBe(demand + fixed);
        if (method !== 'shapley') expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      },
    ),
    SEED,
  );
});

it('keeps the axioms of Shapley: efficiency, symmetry, dummy', () => {
  fc.assert(
    fc.property(games, (rows) => {
      const twin = rows[0]!;
      const all = [...rows, twin, twin.map(() => 0)];
      const values = shapleyExact(all);
      expect(sum(values)).toBeCloseTo(peakOf(all), 6);
      expect(values.at(-2)).toBeCloseTo(values[0]!, 6);
      expect(values.at(-1)).toBe(0);
    }),
    SEED,
  );
});

it('keeps the fourth: what is billed for two peaks together is what is billed for each, summed', () => {
  fc.assert(
    fc.property(games, fc.integer({ min: 1, max: 9 }), (rows, factor) => {
      const n = rows.length;
      // Two bills: the second at another price, with what parties take turned round among them.
      const [one, two] = [coalitionPeaks(rows), coalitionPeaks(rows.toReversed())];
      const both = shapleyOf(
        one.map((v, s) => v + factor * two[s]!),
        n,
      );
      const [first, second] = [shapleyOf(one, n), shapleyOf(two, n)];
      for (const [k, value] of both.entries()) expect(value).toBeCloseTo(first[k]! + factor * second[k]!, 5);
    }),
    SEED,
  );
});

it('samples orders by seed: exact in sum and for dummies, near in the rest', () => {
  const rows = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 12 }, (_, t) => ((i * 7919 + t * 104_729) % 997) - (i === 3 ? 600 : 0)),
  );
  rows.push(rows[0]!.map(() => 0));
  const exact = shapleyExact(rows);
  const sampled = shapleySampled(rows, 7, 2000);
  expect(sum(sampled)).toBeCloseTo(peakOf(rows), 6);
  expect(sampled.at(-1)).toBe(0);
  for (const [k, value] of sampled.entries()) expect(Math.abs(value - exact[k]!)).toBeLessThan(0.01 * peakOf(rows));
  expect(shapleySampled(rows, 7, 100)).toEqual(shapleySampled(rows, 7, 100));
  expect(shapleySampled(rows, 7, 100)).not.toEqual(shapleySampled(rows, 8, 100));
});

it('apportions shares below 0 by largest remainder', () => {
  // by hand: 10 by 1.5 : -0.5 is 15 and -5
  expect(apportion(10, [1.5, -0.5])).toEqual([15, -5]);
  expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(apportion(-10, [1, 1, 1])).toEqual([-3, -3, -4]);
  expect(apportion(0, [1, 2])).toEqual([0, 0]);
});
