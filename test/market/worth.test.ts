import { expect, it } from 'vitest';
import { Worth } from '../../src/market/worth.ts';

it('sums quanta at prices exactly, and rounds once', () => {
  const worth = new Worth();
  // by hand: 1 Wh at 0.0004 money a kWh is 0.4 micro-money; three of them are 1.2
  for (let k = 0; k < 3; k++) worth.add(1, 400);
  expect(worth.money).toBe(1);
  worth.add(-2, 350);
  expect(worth.money).toBe(1); // 0.5, away from zero
  worth.add(90_000_000, 100_000_000);
  worth.add(1, 999);
  expect(worth.money).toBe(9_000_000_000_001); // 1.499
  expect(() => worth.add(90_000_000, 200_000_000)).toThrow(
    '90000000 quanta at 200000000 micro-money a thousand are past 2^53, where sums are not exact',
  );
});
