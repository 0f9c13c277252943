import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truthful, type Wish } from '../../src/market/agent.ts';
import { ownUse } from '../../src/market/ownUse.ts';

const wish = (component: string, side: Wish['side'], quantity: number, limit: number): Wish => ({
  component,
  side,
  quantity,
  limit,
});

describe('ownUse', () => {
  it('gives the cheapest supply to the dearest demand, by hand', () => {
    const found = ownUse([
      wish('sun', 'sell', 300, 0),
      wish('engine', 'sell', 500, 600),
      wish('plant', 'buy', 600, 900),
      wish('cars', 'buy', 400, 500),
    ]);
    // sun 300 and engine 300 to the plant; the cars pay less than the engine costs
    expect(found).toEqual({ own: [300, 300, 600, 0], price: 600 });
  });

  it('leaves a store alone with itself', () => {
    expect(ownUse([wish('cell', 'sell', 10, 1), wish('cell', 'buy', 10, 5)]).own).toEqual([0, 0]);
  });

  it('gives as much as it takes, never more than was wished, and never at a loss', () => {
    const side = fc.constantFrom<Wish['side']>('buy', 'sell');
    const one = fc.record({
      component: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      side,
      quantity: fc.integer({ min: 1, max: 1000 }),
      limit: fc.integer({ min: -50, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (wishes) => {
        const { own, price } = ownUse(wishes);
        const sum = (s: Wish['side']) => wishes.reduce((n, w, k) => n + (w.side === s ? own[k]! : 0), 0);
        expect(sum('sell')).toBe(sum('buy'));
        wishes.forEach((w, k) => {
          expect(own[k]).toBeGreaterThanOrEqual(0);
          expect(own[k]).toBeLessThanOrEqual(w.quantity);
        });
        const used = wishes.filter((_, k) => own[k]! > 0);
        const dearest = Math.max(...used.filter((w) => w.side === 'sell').map((w) => w.limit));
        const cheapest = Math.min(...used.filter((w) => w.side === 'buy').map((w) => w.limit));
        if (used.length > 0) {
          expect(dearest).toBeLessThanOrEqual(cheapest);
          expect(price).toBe(dearest);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe('truthful', () => {
  it('bids need at its worth up to the ceiling, surplus at the floor, machines at cost, stores at their water value', () => {
    expect(
      truthful({
        party: 'p',
        market: 'm',
        slot_ms: 0,
        slot_h: 0.25,
        ceiling: 1000,
        floor: 300,
        expected: 700,
        needs: [{ component: 'plant', quantity: 50, worth: 9000 }],
        surpluses: [{ component: 'sun', quantity: 20, worth: 300, sources: ['pv'] }],
        machines: [
          {
            component: 'engine',
            blocks: [
              { quantity: 10, cost: 500 },
              { quantity: 5, cost: 650 },
            ],
          },
        ],
        stores: [{ component: 'cell', gives: 8, givesAt: 720, takes: 9, takesAt: 720 }],
      }),
    ).toEqual([
      { component: 'plant', side: 'buy', quantity: 50, limit: 1000 },
      { component: 'sun', side: 'sell', quantity: 20, limit: 300, sources: ['pv'] },
      { component: 'engine', side: 'sell', quantity: 10, limit: 500 },
      { component: 'engine', side: 'sell', quantity: 5, limit: 650 },
      { component: 'cell', side: 'sell', quantity: 8, limit: 720 },
      { component: 'cell', side: 'buy', quantity: 9, limit: 719 },
    ]);
  });
});
