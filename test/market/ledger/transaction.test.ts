import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanceOf, emptyBalances, energyOf, post } from '../../../src/market/ledger/balances.ts';
import { revise } from '../../../src/market/ledger/revision.ts';
import { idOf, type Line, reversalOf, type Transaction } from '../../../src/market/ledger/transaction.ts';

const SEED = { seed: 6, numRuns: 200 };

const made = (lines: readonly Line[], more: Partial<Transaction> = {}): Transaction => ({
  kind: 'deviation',
  market: 'power',
  slot_ms: 900_000,
  key: 'deviation a',
  revision: 0,
  lines,
  refs: {},
  ...more,
});
const pays = (money: number, quanta = 0): Line[] => [
  { account: 'a', money: -money, quanta: -quanta },
  { account: 'b', money, quanta },
];

it('books what sums to 0, and refuses the rest whole', () => {
  const balances = emptyBalances();
  post(balances, [made(pays(50, 3))]);
  expect([balanceOf(balances, 'a'), balanceOf(balances, 'b')]).toEqual([-50, 50]);
  expect(energyOf(balances, 'power', 900_000, 'b')).toBe(3);
  const before = structuredClone(balances);
  expect(() => post(balances, [made([...pays(50), { account: 'c', money: 1, quanta: 0 }])])).toThrow(
    'power/900000/deviation a/r0: its lines sum to 1 micro-money and 0 quanta, expected 0 and 0; give what one account pays to another',
  );
  expect(() => post(balances, [made([{ account: 'c', money: 0, quanta: 0 }])])).toThrow(
    'has 1 lines, expected two or more',
  );
  expect(() => post(balances, [made(pays(0.5))])).toThrow('is no whole number within 2^53');
  expect(() => post(balances, [made(pays(Number.NaN))])).toThrow('is no whole number within 2^53');
  // a is at -50 and would pass 2^53.
  expect(() => post(balances, [made(pays(2 ** 53 - 1))])).toThrow(
    '-50 + -9007199254740991 is no whole number within 2^53, where sums are exact',
  );
  expect(balances).toEqual(before);
});

it('counts several lines of one account together', () => {
  const balances = emptyBalances();
  post(balances, [made([...pays(5, 2), ...pays(7, -2)])]);
  expect(balanceOf(balances, 'a')).toBe(-12);
  expect(balances.energy.size).toBe(0);
});

it('takes back by the mirror image', () => {
  const balances = emptyBalances();
  const first = made(pays(50, 3));
  const back = reversalOf(first, 1);
  expect(idOf(back)).toBe('power/900000/deviation a/r1/takes back r0');
  post(balances, [first]);
  post(balances, [back]);
  expect(balances.money.size).toBe(0);
  expect(balances.energy.size).toBe(0);
});

it('revises what changed alone, as a pair', () => {
  const kept = made(pays(5), { key: 'x' });
  const old = made(pays(7), { key: 'y' });
  const gone = made(pays(9), { key: 'z' });
  const now = made(pays(8), { key: 'y', revision: 1 });
  const { booked, standing } = revise([kept, old, gone], [{ ...kept, revision: 1 }, now], 1);
  expect(booked).toEqual([reversalOf(old, 1), reversalOf(gone, 1), now]);
  expect(standing).toEqual([kept, now]);
  // What a meter stood at is part of what is said, even where the amount is the same.
  const other = { ...now, refs: { readings: [{ meter: 'm', at_ms: 0, injected: 1, taken: 0, version: 2 }] } };
  expect(revise([now], [other], 2).booked).toHaveLength(2);
  expect(revise([now], [now], 2).booked).toEqual([]);
});

it('after any revisions the books are those of the last alone', () => {
  const amounts = fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(amounts, { minLength: 1, maxLength: 6 }), (revisions) => {
      const balances = emptyBalances();
      let standing: readonly Transaction[] = [];
      revisions.forEach((list, revision) => {
        const next = list.map((money, k) => made(pays(money, money * 2), { key: String(k), revision }));
        const revised = revise(standing, next, revision);
        post(balances, revised.booked);
        standing = revised.standing;
      });
      const last = revisions.at(-1)!.reduce((a, b) => a + b, 0);
      expect(balanceOf(balances, 'b')).toBe(last);
      expect(energyOf(balances, 'power', 900_000, 'b')).toBe(2 * last);
    }),
    SEED,
  );
});
