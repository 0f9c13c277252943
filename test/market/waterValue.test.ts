import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waterValue } from '../../src/market/waterValue.ts';

const store = { content_kWh: 12, room_kWh: 12, give_kW: 24, take_kW: 24, etaRound: 1 };

describe('waterValue', () => {
  it('is the dearest hour ahead that the store can serve, by hand', () => {
    // Full in an hour, empty in an hour. Now 0.5, then 0.9 and 0.2: what is held is worth 0.9, and so is what is taken now.
    expect(waterValue(store, [0.5, 0.9, 0.2], 0)).toEqual({ give: 0.9, take: 0.9 });
  });

  it('takes for later only what is left of it', () => {
    // Four fifths come back: a unit taken gives 0.8 x 0.9. What it holds is worth 0.9 still.
    const { give, take } = waterValue({ ...store, etaRound: 0.8, room_kWh: 15 }, [0.5, 0.9, 0.2], 0);
    expect(give).toBeCloseTo(0.9, 12);
    expect(take).toBeCloseTo(0.72, 12);
  });

  it('buys cheap hours ahead before it counts on what it holds', () => {
    // It can refill at 0.1 before the one hour of 0.9 that it can empty itself in: what it holds now is worth 0.1.
    expect(waterValue({ ...store, content_kWh: 24, room_kWh: 0 }, [0.5, 0.1, 0.9], 0).give).toBeCloseTo(0.1, 12);
  });

  it('counts what is left at the end by the mean price', () => {
    // by hand: no hour after this one; (0.4 + 0) / 1 x 0.8
    expect(waterValue(store, [0.4], 0.8).give).toBeCloseTo(0.32, 12);
  });

  it('neither gives what it has not, nor takes what it has no room for', () => {
    expect(waterValue({ ...store, content_kWh: 0 }, [1, 2], 1).give).toBe(Number.POSITIVE_INFINITY);
    expect(waterValue({ ...store, room_kWh: 0 }, [1, 2], 1).take).toBe(Number.NEGATIVE_INFINITY);
    expect(waterValue({ ...store, content_kWh: 0, room_kWh: 0 }, [1, 2], 1)).toEqual({
      give: Number.POSITIVE_INFINITY,
      take: Number.NEGATIVE_INFINITY,
    });
  });

  it('lies between the least and the highest price, scales with them, and a fuller store is never worth more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 24 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 22 }),
        (milli, power, level) => {
          const prices = milli.map((v) => v / 1000);
          const at = (l: number) => ({
            content_kWh: l,
            room_kWh: 24 - l,
            give_kW: power,
            take_kW: power,
            etaRound: 1,
          });
          const { give, take } = waterValue(at(level), prices, 1);
          const low = Math.min(...prices);
          const high = Math.max(...prices);
          expect(give).toBeGreaterThanOrEqual(low - 1e-9);
          expect(give).toBeLessThanOrEqual(high + 1e-9);
          expect(take).toBeLessThanOrEqual(give + 1e-9);
          expect(waterValue(at(level + 1), prices, 1).give).toBeLessThanOrEqual(give + 1e-9);
          const twice = waterValue(
            at(level),
            prices.map((p) => 2 * p),
            1,
          );
          expect(twice.give).toBeCloseTo(2 * give, 9);
        },
      ),
      { seed: 6, numRuns: 200 },
    );
  });
});
