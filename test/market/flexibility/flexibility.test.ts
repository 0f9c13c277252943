import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineOf, type DayTakes } from '../../../src/market/flexibility/baseline.ts';
import { activate, flexibilityTransaction, perform } from '../../../src/market/flexibility/programme.ts';
import { checkBalanced } from '../../../src/market/ledger/transaction.ts';

const dayOf = (day: number, takes: readonly number[], more: Partial<DayTakes> = {}): DayTakes => ({
  day,
  isWorking: true,
  hadEvent: false,
  takes,
  ...more,
});

describe('the baseline', () => {
  it('is the mean of the last ten like days without an event: by hand', () => {
    const before = [
      // Twelve working days of 100, 110, ... in the slot of the event
      ...Array.from({ length: 12 }, (_, k) => dayOf(k, [50, 100 + 10 * k])),
      dayOf(12, [50, 9000], { isWorking: false }),
      dayOf(13, [50, 9000], { hadEvent: true }),
      dayOf(14, [50, Number.NaN]),
    ];
    const found = baselineOf({ day: dayOf(20, [50, 0]), before, event: [1, 2] })!;
    // Days 2 to 11: 120 to 210
    expect(found.days).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(found.takes).toEqual([165]);
    expect(found.adjustment).toBe(1);
  });

  it.each([
    ['follows the morning of the day', 55, 1.1],
    ['up to a fifth more', 500, 1.2],
    ['down to a fifth less', 0, 0.8],
  ])('%s', (_, morning, adjustment) => {
    const found = baselineOf({
      day: dayOf(20, [morning, 0]),
      before: [dayOf(1, [50, 100])],
      event: [1, 2],
      adjustBy: [0, 1],
    })!;
    expect(found.adjustment).toBeCloseTo(adjustment, 12);
    expect(found.takes[0]).toBeCloseTo(100 * adjustment, 9);
  });

  it('does not exist without a like day, and never looks into the event', () => {
    expect(baselineOf({ day: dayOf(20, [1, 1]), before: [dayOf(21, [1, 1])], event: [1, 2] })).toBeUndefined();
    expect(() => baselineOf({ day: dayOf(20, [1, 1]), before: [], event: [0, 1], adjustBy: [0, 1] })).toThrow(
      'the adjustment ends with slot 1, expected no later than the event, 0',
    );
  });

  it('counts no day that had an event: shedding often does not lower it', () => {
    const usual = Array.from({ length: 10 }, (_, k) => dayOf(k, [50, 100]));
    const events = Array.from({ length: 10 }, (_, k) => dayOf(10 + k, [50, 40], { hadEvent: true }));
    expect(baselineOf({ day: dayOf(30, [50, 40]), before: [...usual, ...events], event: [1, 2] })!.takes).toEqual([
      100,
    ]);
  });
});

describe('activation', () => {
  it('takes the cheapest that keep the limit, at the price of the dearest of them: by hand', () => {
    const { activated, uncovered } = activate(
      [
        { party: 'mill', quantity: 300, price: 900_000 },
        { party: 'cold', quantity: 100, price: 400_000 },
        { party: 'park', quantity: 150, price: 900_000 },
        { party: 'chip', quantity: 900, price: 5_000_000 },
      ],
      1250,
      1000,
    );
    // 250 too many: cold gives 100, mill and park two thirds and one third of the other 150
    expect(activated).toEqual([
      { party: 'cold', quantity: 100, price: 900_000 },
      { party: 'mill', quantity: 100, price: 900_000 },
      { party: 'park', quantity: 50, price: 900_000 },
    ]);
    expect(uncovered).toBe(0);
  });

  it('says what no offer covers, and asks for nothing below the limit', () => {
    expect(activate([{ party: 'cold', quantity: 100, price: 1 }], 1250, 1000).uncovered).toBe(150);
    expect(activate([{ party: 'cold', quantity: 100, price: 1 }], 900, 1000)).toEqual({ activated: [], uncovered: 0 });
    expect(() => activate([{ party: 'cold', quantity: 0.5, price: 1 }], 2, 1)).toThrow(
      'offer of "cold": 0.5 quanta at 1',
    );
  });

  it('is never beyond an offer, nor beyond need, nor below anyone’s price', () => {
    const offer = fc.record({
      party: fc.constantFrom('a', 'b', 'c'),
      quantity: fc.integer({ min: 1, max: 500 }),
      price: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 8 }), fc.nat(3000), (drawn, expected) => {
        const offers = drawn.map((one, k) => ({ ...one, party: `${one.party}${k}` }));
        const { activated, uncovered } = activate(offers, expected, 1000);
        const sum = activated.reduce((all, { quantity }) => all + quantity, 0);
        expect(sum + uncovered).toBe(Math.max(0, expected - 1000));
        for (const { party, quantity, price } of activated) {
          const own = offers.find((one) => one.party === party)!;
          expect(quantity).toBeLessThanOrEqual(own.quantity);
          expect(price).toBeGreaterThanOrEqual(own.price);
        }
      }),
    );
  });
});

describe('performance', () => {
  const programme = { id: 'peak', market: 'power', penalty: 1_000_000 };
  const call = { quantity: 100, price: 3_000_000 };

  it.each([
    // baseline, metered: performed, delivered, short, paid, penalty; by hand at 3.00 and 1.00
    [1000, 880, 120, 100, 0, 300_000, 0],
    [1000, 940, 60, 60, 40, 180_000, 40_000],
    [1000, 1100, -100, 0, 100, 0, 100_000],
  ])('of a baseline of %i and %i metered', (baseline, metered, performed, delivered, shortfall, payment, penalty) => {
    expect(perform(call, baseline, metered, programme)).toEqual({ performed, delivered, shortfall, payment, penalty });
  });

  it('is booked between the programme and the party', () => {
    const entry = flexibilityTransaction(programme, { id: 'e1' }, 0, 'mill', perform(call, 1000, 940, programme))!;
    checkBalanced(entry);
    expect(entry.lines).toEqual([
      { account: 'flexibility:peak', money: -140_000, quanta: 0 },
      { account: 'mill', money: 140_000, quanta: 0 },
    ]);
    expect(entry.refs.text).toBe('event "e1" of "peak": 0.060 units against the baseline, 0.040 short');
  });

  it('pays who takes more in the morning to lift its baseline for a fifth of it at most', () => {
    const usual = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(usual, { minLength: 1, maxLength: 12 }),
        usual,
        fc.tuple(fc.nat(100_000), fc.nat(100_000)),
        fc.integer({ min: 1, max: 4000 }),
        (history, honest, more, quantity) => {
          const before = history.map((takes, k) => dayOf(k, takes));
          const paid = (takes: readonly number[]): number => {
            const found = baselineOf({ day: dayOf(50, takes), before, event: [2, 4], adjustBy: [0, 2] })!;
            return found.takes.reduce((sum, baseline, k) => {
              const { payment, penalty } = perform({ ...call, quantity }, baseline, takes[2 + k]!, programme);
              return sum + payment - penalty;
            }, 0);
          };
          const lifted = [honest[0]! + more[0], honest[1]! + more[1], honest[2]!, honest[3]!];
          const plain = baselineOf({ day: dayOf(50, honest), before, event: [2, 4] })!;
          const mean = plain.takes.reduce((sum, v) => sum + v, 0);
          // From 0.8 of the mean, where an honest morning was far below it, to 1.2: what the cap leaves open, at price and penalty
          const most = ((0.4 * mean + 2) / 1000) * (call.price + programme.penalty);
          expect(paid(lifted) - paid(honest)).toBeLessThanOrEqual(most + 1);
          // An honest morning as usual: a fifth of the mean
          const asUsual = [
            ...[0, 1].map((k) => before.reduce((sum, { takes }) => sum + takes[k]!, 0)),
            honest[2]!,
            honest[3]!,
          ];
          const last = before.slice(-10);
          asUsual[0] = last.reduce((sum, { takes }) => sum + takes[0]!, 0) / last.length;
          asUsual[1] = last.reduce((sum, { takes }) => sum + takes[1]!, 0) / last.length;
          const gained = paid([asUsual[0] + more[0], asUsual[1] + more[1], honest[2]!, honest[3]!]) - paid(asUsual);
          expect(gained).toBeLessThanOrEqual(((0.2 * mean + 2) / 1000) * (call.price + programme.penalty) + 1);
        },
      ),
    );
  });
});
