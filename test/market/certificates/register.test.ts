import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../../src/market/certificates/attribute.ts';
import { applyDeals } from '../../../src/market/certificates/deals.ts';
import {
  type CertificateRegister,
  cancel,
  closeSlot,
  holdings,
  type Issue,
  issue,
  openRegister,
  prove,
  transfer,
} from '../../../src/market/certificates/register.ts';

const roof: Issue = {
  market: 'power',
  slot_ms: 0,
  source: 'roof',
  kind: 'pv',
  owner: 'a',
  metered: 1000,
  quantity: 1000,
  carbon: 0,
};
const some = (quantity: number) => ({ market: 'power', slot_ms: 0, source: 'roof', quantity });

describe('the register of certificates', () => {
  it('issues numbers, hands them on, cancels them and lets the rest expire: by hand', () => {
    const register = openRegister();
    expect(issue(register, roof).first).toBe(1);
    expect(issue(register, { ...roof, source: 'mast', quantity: 10 }).first).toBe(1001);
    transfer(register, some(300), 'a', 'b');
    expect([...holdings(register)]).toEqual([
      ['a', 710],
      ['b', 300],
    ]);
    expect(cancel(register, some(200), 'b')).toEqual([{ owner: 'b', first: 1, count: 200 }]);
    expect(cancel(register, some(700), 'a')).toEqual([{ owner: 'a', first: 301, count: 700 }]);
    prove(register);
    expect(closeSlot(register, 'power', 0)).toBe(110);
    expect(register.totals.get('power/roof')).toEqual({ issued: 1000, cancelled: 900, expired: 100 });
    prove(register);
  });

  it.each<[string, (register: CertificateRegister) => unknown, string]>([
    [
      'more than was metered',
      (r) => issue(r, { ...roof, slot_ms: 9, quantity: 1001 }),
      'power/9/roof: 1001 certificates for 1000 quanta metered; expected no more',
    ],
    [
      'a part of a quantum',
      (r) => issue(r, { ...roof, slot_ms: 9, quantity: 0.5 }),
      'power/9/roof: 0.5 certificates; expected a whole number above 0',
    ],
    ['the same energy twice', (r) => issue(r, roof), 'power/0/roof: was issued already; a quantum has one certificate'],
    [
      'more than one holds',
      (r) => transfer(r, some(1001), 'a', 'b'),
      'power/0/roof: "a" gives 1001 certificates and holds 1000',
    ],
    [
      'what was used once before',
      (r) => {
        cancel(r, some(600), 'a');
        cancel(r, some(600), 'a');
      },
      'power/0/roof: "a" gives 600 certificates and holds 400',
    ],
    [
      'use in another slot than its own',
      (r) => cancel(r, { ...some(1), slot_ms: 900_000 }, 'a'),
      'power/900000/roof: "a" gives 1 certificates and holds 0',
    ],
    [
      'use after its slot',
      (r) => {
        closeSlot(r, 'power', 0);
        cancel(r, some(1), 'a');
      },
      'power/0/roof: "a" gives 1 certificates and holds 0',
    ],
    [
      'issue after the slot was closed',
      (r) => {
        closeSlot(r, 'power', 0);
        issue(r, roof);
      },
      'power/0/roof: the slot is closed; certificates are issued before',
    ],
  ])('refuses %s', (_, act, message) => {
    const register = openRegister();
    issue(register, roof);
    expect(() => act(register)).toThrow(message);
    prove(register);
  });

  it('takes the deals of a slot all or not at all', () => {
    const register = openRegister();
    const deals = { market: 'power', slot_ms: 0, issued: [roof], moved: [], used: [] };
    expect(() => applyDeals(register, { ...deals, used: [{ source: 'roof', by: 'b', quantity: 1 }] })).toThrow(
      'power/0/roof: "b" gives 1 certificates and holds 0',
    );
    expect(register).toEqual(openRegister());
    expect(applyDeals(register, { ...deals, used: [{ source: 'roof', by: 'a', quantity: 400 }] })).toBe(600);
    expect(() => applyDeals(register, deals)).toThrow('the slot is closed');
    expect(register.next).toBe(1001);
  });

  it('finds a number that is held twice', () => {
    const register = openRegister();
    issue(register, roof);
    const open = register.open.get('power/0')!.get('roof')!;
    open.held = [
      { owner: 'a', first: 1, count: 501 },
      { owner: 'b', first: 501, count: 499 },
    ];
    expect(() => prove(register)).toThrow('certificates 501 to 999 of "b" are held twice');
  });
});

/** Lots, sales and takes drawn at random. */
const slots = fc.record({
  lots: fc.array(fc.record({ owner: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 0, max: 5000 }) }), {
    minLength: 1,
    maxLength: 6,
  }),
  trades: fc.array(
    fc.record({
      lot: fc.nat(),
      buyer: fc.constantFrom('a', 'b', 'c', 'd', 'utility:grid'),
      quantity: fc.integer({ min: 1, max: 4000 }),
    }),
    { maxLength: 8 },
  ),
  taken: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'utility:grid'), fc.nat({ max: 6000 })), {
    maxLength: 6,
  }),
});

describe('certificates by trades and meters', () => {
  it('go to buyers in part where a source gave less than it sold: by hand', () => {
    const { moved, used, pooled, short } = attribute(
      [
        { source: 'roof', owner: 'a', quantity: 60 },
        { source: 'grid', owner: 'utility:grid', quantity: 60 },
      ],
      [
        { lot: 0, buyer: 'b', quantity: 60 },
        { lot: 0, buyer: 'c', quantity: 30 },
        { lot: 1, buyer: 'b', quantity: 20 },
      ],
      new Map([
        ['b', 70],
        ['c', 15],
        ['a', 30],
      ]),
    );
    // 60 of the 90 that were sold: two thirds to each
    expect(moved).toEqual([
      { lot: 0, account: 'b', quantity: 40 },
      { lot: 0, account: 'c', quantity: 20 },
      { lot: 1, account: 'b', quantity: 20 },
    ]);
    expect(used).toEqual([
      { lot: 0, account: 'b', quantity: 40 },
      { lot: 1, account: 'b', quantity: 20 },
      { lot: 0, account: 'c', quantity: 15 },
    ]);
    // c leaves 5 of the roof, the grid 40 that nobody bought; b lacks 10, and a all that it took, for it sold what it made
    expect(pooled).toEqual([5, 40]);
    expect([...short]).toEqual([
      ['b', 10],
      ['a', 30],
    ]);
  });

  it('are never issued beyond the meter nor used twice, and every quantum is used or left', () => {
    fc.assert(
      fc.property(slots, ({ lots: drawn, trades: wishes, taken: takes }) => {
        const lots = drawn.map((lot, k) => ({ ...lot, source: `s${k}` }));
        const trades = wishes.map((trade) => ({ ...trade, lot: trade.lot % lots.length }));
        const taken = new Map(takes);
        const { moved, used, pooled, short } = attribute(lots, trades, taken);
        const sum = (some: readonly { readonly quantity: number }[]): number =>
          some.reduce((s, p) => s + p.quantity, 0);
        lots.forEach(({ quantity }, lot) => {
          const mine = used.filter((part) => part.lot === lot);
          expect(sum(mine) + pooled[lot]!).toBe(quantity);
          expect(pooled[lot]).toBeGreaterThanOrEqual(0);
          const sold = trades.filter((t) => t.lot === lot && t.buyer !== lots[lot]!.owner);
          expect(sum(moved.filter((part) => part.lot === lot))).toBe(Math.min(quantity, sum(sold)));
        });
        for (const [account, need] of taken)
          expect(sum(used.filter((part) => part.account === account)) + (short.get(account) ?? 0)).toBe(need);
        // The register takes it, and its books balance.
        const register = openRegister();
        const expired = applyDeals(register, {
          market: 'power',
          slot_ms: 0,
          issued: lots
            .filter(({ quantity }) => quantity > 0)
            .map(({ source, owner, quantity }) => ({
              source,
              owner,
              kind: 'pv',
              metered: quantity,
              quantity,
              carbon: 0,
            })),
          moved: moved.map(({ lot, account, quantity }) => ({
            source: lots[lot]!.source,
            from: lots[lot]!.owner,
            to: account,
            quantity,
          })),
          used: used.map(({ lot, account, quantity }) => ({ source: lots[lot]!.source, by: account, quantity })),
        });
        prove(register);
        expect(expired).toBe(pooled.reduce((a, b) => a + b, 0));
      }),
    );
  });

  it('stay whole under transfers and uses in any order', () => {
    const step = fc.record({
      from: fc.constantFrom('a', 'b', 'c'),
      to: fc.constantFrom('a', 'b', 'c'),
      quantity: fc.integer({ min: 1, max: 700 }),
      uses: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const register = openRegister();
        issue(register, roof);
        const numbers = new Set<number>();
        for (const { from, to, quantity, uses } of steps) {
          if ((holdings(register).get(from) ?? 0) < quantity) continue;
          if (!uses) transfer(register, some(quantity), from, to);
          else
            for (const { first, count } of cancel(register, some(quantity), from))
              for (let n = first; n < first + count; n++) {
                expect(numbers.has(n)).toBe(false);
                numbers.add(n);
              }
          prove(register);
        }
        expect(numbers.size).toBe(register.totals.get('power/roof')!.cancelled);
      }),
    );
  });
});
