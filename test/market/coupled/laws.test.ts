import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { type CoupledExchange, openCoupled } from '../../../src/market/coupled/clear.ts';
import type { CoupledBook } from '../../../src/market/coupled/orders.ts';
import type { CoupledClearing } from '../../../src/market/coupled/result.ts';
import { accountsOf, cleared, order, SLOT } from './books.ts';
import { dualValue } from './dual.ts';
import { blockBooks, books, FEES, MARKETS, unevenBooks } from './randomBooks.ts';

const RUNS = { seed: 6, numRuns: 150 };
let exchange: CoupledExchange;
let paying: CoupledExchange;
beforeAll(async () => {
  exchange = await openCoupled(highsHere, MARKETS, { fees: FEES });
  paying = await openCoupled(highsHere, MARKETS, { fees: FEES, paradox: 'uplift' });
});
afterAll(async () => {
  await exchange.close();
  await paying.close();
});

/** A quantum at no more than 300 money a thousand, converted 16 times at most; micro-money. */
const QUANTUM = 300 * 16;

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

/** Quanta into each market and slot less those out of it, from what each order got. */
function netOf(book: CoupledBook, result: CoupledClearing): number[] {
  const net = new Map(result.markets.map(({ market, slot_ms }) => [`${market} ${slot_ms}`, 0]));
  const add = (market: string, slot_ms: number, q: number): void => {
    const key = `${market} ${slot_ms}`;
    net.set(key, net.get(key)! + q);
  };
  for (const [i, o] of book.orders.entries())
    add(o.market, o.slot_ms, o.side === 'sell' ? result.filled[i]! : -result.filled[i]!);
  book.converters?.forEach(({ market, slot_ms, side, others }, c) => {
    const { filled, others: rest } = result.converters[c]!;
    add(market, slot_ms, side === 'sell' ? filled : -filled);
    for (const [k, o] of others.entries()) add(o.market, slot_ms, rest[k]!);
  });
  for (const [b, { items }] of book.blocks!.entries())
    for (const [k, { market, slot_ms }] of items.entries()) add(market, slot_ms, result.blocks[b]!.items[k]!);
  for (const [s, { market }] of (book.storages ?? []).entries()) {
    const slots = [...new Set(result.markets.map(({ slot_ms }) => slot_ms))];
    const { bought, sold } = result.storages[s]!;
    for (const [t, slot_ms] of slots.entries()) add(market, slot_ms, sold[t]! - bought[t]!);
  }
  for (const { from, to, slot_ms, sent, received } of result.lines) {
    add(from, slot_ms, sent > 0 ? -sent : -received);
    add(to, slot_ms, sent > 0 ? received : sent);
  }
  return [...net.values()];
}

/** What holds of every clearing. */
function checkLaws(book: CoupledBook, result: CoupledClearing): void {
  // Every market balances in whole quanta, and trades carry what orders got.
  expect(netOf(book, result).filter((q) => q !== 0)).toEqual([]);
  const traded = new Map<string, number>();
  for (const { quantity, seller, buyer, sellOrder, buyOrder, market, slot_ms, ...money } of result.trades) {
    for (const key of [`+${seller} ${sellOrder}`, `-${buyer} ${buyOrder}`, `${market} ${slot_ms}`])
      traded.set(key, (traded.get(key) ?? 0) + quantity);
    expect(money.buyerPays - money.sellerGets).toBe(money.fee);
    expect(seller).not.toBe(buyer);
  }
  for (const { party, sellOrder, buyOrder, market, slot_ms, quantity } of result.own)
    for (const key of [`+${party} ${sellOrder}`, `-${party} ${buyOrder}`, `${market} ${slot_ms}`])
      traded.set(key, (traded.get(key) ?? 0) + quantity);
  for (const { market, slot_ms, volume } of result.markets)
    expect(traded.get(`${market} ${slot_ms}`) ?? 0).toBe(volume);
  // Nobody outside their limits, nobody past their quantity.
  book.orders.forEach(({ side, party, id, quantity, limit, market, slot_ms }, i) => {
    const filled = result.filled[i]!;
    expect(Number.isInteger(filled) && filled >= 0 && filled <= quantity).toBe(true);
    expect(traded.get(`${side === 'sell' ? '+' : '-'}${party} ${id}`) ?? 0).toBe(filled);
    if (filled === 0) return;
    const { price, interval } = result.markets.find((m) => m.market === market && m.slot_ms === slot_ms)!;
    expect(price).toBeGreaterThanOrEqual(interval![0]);
    expect(price).toBeLessThanOrEqual(interval![1]);
    if (limit === undefined) return;
    if (side === 'sell') expect(price).toBeGreaterThanOrEqual(limit);
    else expect(price! + FEES[market as keyof typeof FEES]).toBeLessThanOrEqual(limit);
  });
  book.converters?.forEach(({ quantity, steps = [], others }, c) => {
    const { filled, others: rest } = result.converters[c]!;
    expect(filled).toBeLessThanOrEqual(quantity + sum(steps.map((s) => s.quantity)));
    // In proportion to a quantum: one of main flow, one of the other.
    for (const [k, { per }] of others.entries())
      expect(Math.abs(rest[k]! - per * filled)).toBeLessThan(1 + Math.abs(per));
  });
  for (const { sent, received, id } of result.lines) {
    const { capacity, back, loss = 0 } = book.lines!.find((l) => l.id === id)!;
    expect(sent).toBeLessThanOrEqual(capacity);
    expect(sent).toBeGreaterThanOrEqual(-back);
    expect(Math.abs(received)).toBeLessThanOrEqual(Math.abs(sent));
    expect(Math.abs(received - (1 - loss) * sent)).toBeLessThan(2);
  }
  for (const [s, { charge, discharge, capacity }] of (book.storages ?? []).entries()) {
    const { bought, sold, level } = result.storages[s]!;
    for (const q of bought) expect(q).toBeLessThanOrEqual(charge);
    for (const q of sold) expect(q).toBeLessThanOrEqual(discharge);
    // A quantum of each flow of two slots.
    for (const v of level) expect(v > -5 && v < capacity + 5).toBe(true);
  }
  // All money is somewhere, and the parts of the welfare are the whole.
  const accounts = accountsOf(result);
  expect(sum(accounts.values())).toBe(0);
  for (const [account, amount] of accounts) if (account.startsWith('losses:')) expect(amount).toBe(0);
  const congestion = [...accounts].filter(([account]) => account.startsWith('congestion:'));
  expect(sum(congestion.map(([, amount]) => amount))).toBe(result.surpluses.rent);
  expect(sum(Object.values(result.surpluses))).toBe(result.welfare);
  expect(result.uplift).toBe(sum(result.transfers.flatMap((t) => (t.why === 'uplift' ? [t.amount] : []))));
}

describe('of books without blocks', () => {
  it('hold, and welfare is what the prices leave to all (strong duality)', async () => {
    let reached = 0;
    await fc.assert(
      fc.asyncProperty(books(0), async (book) => {
        const result = await exchange.clear(book);
        checkLaws(book, result);
        const { value, slack } = dualValue(book, result, FEES);
        // Any prices bound the welfare from above; those of the clearing reach it. A market that moves less than a quantum has none.
        expect(value).toBeGreaterThanOrEqual(result.optimum - QUANTUM);
        // A line that loses carries one way only, though with prices below 0 both would pay.
        if (book.lines!.some(({ loss }) => loss! > 0) && result.markets.some(({ price = 0 }) => price < 0)) return;
        expect(value - result.optimum).toBeLessThanOrEqual(slack + QUANTUM);
        if (result.trades.length > 0) reached++;
      }),
      RUNS,
    );
    expect(reached).toBeGreaterThan(RUNS.numRuns / 3);
  });

  it('hold for quantities and limits of every size', async () => {
    await fc.assert(
      fc.asyncProperty(unevenBooks, async (book) => checkLaws(book, await exchange.clear(book))),
      RUNS,
    );
  });

  it('hold with stores over the slots', async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(books(2, 3), async (book) => {
        const result = await exchange.clear(book);
        checkLaws(book, result);
        if (result.storages.some(({ bought, sold }) => bought[0]! > 0 && sold[1]! > 0)) kept++;
      }),
      RUNS,
    );
    expect(kept).toBeGreaterThan(5);
  });

  it('lies within rounding of the greatest welfare', async () => {
    await fc.assert(
      fc.asyncProperty(books(0), async (book) => {
        if (book.orders.some(({ limit }) => limit === undefined)) return;
        const { welfare, surpluses, optimum } = await exchange.clear(book);
        const flows = 2 * book.orders.length + 6 * book.converters!.length + 6 * book.lines!.length;
        expect(Math.abs(welfare - surpluses.fees - optimum)).toBeLessThanOrEqual(flows * QUANTUM);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of its orders, nor on what was cleared before', async () => {
    await fc.assert(
      fc.asyncProperty(books(2), fc.infiniteStream(fc.nat()), async (book, draws) => {
        const here = await exchange.clear(book);
        const turned = <T>(items: readonly T[] | undefined): { item: T; i: number }[] =>
          (items ?? [])
            .map((item, i) => ({ item, i, key: draws.next().value! }))
            .sort((a, b) => a.key - b.key)
            .map(({ item, i }) => ({ item, i }));
        const orders = turned(book.orders);
        const converters = turned(book.converters);
        const again = await cleared(
          {
            orders: orders.map(({ item }) => item),
            converters: converters.map(({ item }) => item),
            lines: turned(book.lines).map(({ item }) => item),
            blocks: turned(book.blocks).map(({ item }) => item),
          },
          MARKETS,
          { fees: FEES },
        );
        expect(again.markets).toEqual(here.markets);
        expect(again.trades).toEqual(here.trades);
        expect(again.transfers).toEqual(here.transfers);
        expect(again.filled).toEqual(orders.map(({ i }) => here.filled[i]));
        expect(again.converters).toEqual(converters.map(({ i }) => here.converters[i]));
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('values one quantum more of demand between the prices before and after', async () => {
    let unique = 0;
    await fc.assert(
      fc.asyncProperty(books(0), fc.nat({ max: 3 }), async (book, m) => {
        const base = await exchange.clear(book);
        const at = base.markets.find(({ market, slot_ms }) => market === MARKETS[m] && slot_ms === SLOT);
        if (at?.price === undefined) return;
        const high = 100_000_000;
        const more = order('more', 'buy', 1000, high, { id: 'more', market: MARKETS[m]!, slot_ms: SLOT });
        // A ceiling of its own would move with the new limit.
        const rules = { fees: FEES, ceiling: high };
        const before = await cleared(book, MARKETS, rules);
        const after = await cleared({ ...book, orders: [...book.orders, more] }, MARKETS, rules);
        if (after.filled.at(-1) !== 1000) return;
        const price = (r: CoupledClearing, end: 0 | 1): number =>
          r.markets.find((x) => x.market === MARKETS[m] && x.slot_ms === SLOT)!.interval![end];
        const paid = high - FEES[MARKETS[m] as keyof typeof FEES] - (after.optimum - before.optimum);
        expect(paid).toBeGreaterThanOrEqual(price(before, 0) - 2);
        expect(paid).toBeLessThanOrEqual(price(after, 1) + 2);
        if (price(before, 0) === price(after, 1)) unique++;
      }),
      RUNS,
    );
    expect(unique).toBeGreaterThan(10);
  });

  it('changes by a quantum at most where an order is split', async () => {
    await fc.assert(
      fc.asyncProperty(books(0), async (book) => {
        const [first, ...rest] = book.orders;
        if (first!.quantity < 2) return;
        const half = Math.floor(first!.quantity / 2);
        const parts = [
          { ...first!, quantity: half },
          { ...first!, id: 'rest', quantity: first!.quantity - half },
        ];
        const whole = await exchange.clear(book);
        const split = await exchange.clear({ ...book, orders: [...parts, ...rest] });
        expect(Math.abs(split.filled[0]! + split.filled[1]! - whole.filled[0]!)).toBeLessThanOrEqual(1);
        // A market of a quantum or two may round to nothing, and have no price.
        for (const [n, { price, volume }] of split.markets.entries())
          if (volume > 2 && whole.markets[n]!.volume > 2) expect(price).toBe(whole.markets[n]!.price);
        expect(split.optimum).toBeCloseTo(whole.optimum, 2);
      }),
      RUNS,
    );
  });
});

describe('of books with blocks', () => {
  it('hold, no block losing where that is forbidden and all losses paid where not', async () => {
    let paradoxes = 0;
    await fc.assert(
      fc.asyncProperty(blockBooks, async (book) => {
        const forbidden = await exchange.clear(book);
        const paid = await paying.clear(book);
        checkLaws(book, forbidden);
        checkLaws(book, paid);
        expect(forbidden.blocks.map(({ verdict }) => verdict)).not.toContain('paradoxicallyAccepted');
        expect(forbidden.uplift).toBe(0);
        // The search for whole numbers is exact to a few micro-money.
        expect(Math.abs(paid.optimum - forbidden.optimum - forbidden.lostByForbidding)).toBeLessThanOrEqual(5);
        if (paid.uplift > 0) expect(forbidden.rounds).toBeGreaterThan(1);
        paid.blocks.forEach(({ verdict, surplus }, b) => {
          const got = sum(paid.transfers.flatMap((t) => (t.of === `b${b}` ? [t.amount] : [])));
          if (verdict === 'paradoxicallyAccepted') expect(surplus + got).toBe(0);
          else expect(got).toBe(0);
        });
        book.blocks!.forEach(({ leastShare }, b) => {
          for (const { share } of [forbidden.blocks[b]!, paid.blocks[b]!])
            expect(share === 0 || share >= leastShare - 1e-6).toBe(true);
        });
        if (paid.uplift > 0) paradoxes++;
      }),
      { seed: 8, numRuns: 100 },
    );
    expect(paradoxes).toBeGreaterThan(5);
  });
});
