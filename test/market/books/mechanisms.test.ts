import fc from 'fast-check';
import { expect, it } from 'vitest';
import { audit } from '../../../src/market/books/audit.ts';
import { creditReason } from '../../../src/market/books/credit.ts';
import { settle } from '../../../src/market/books/settlement.ts';
import { levelsOf } from '../../../src/market/fees.ts';
import type { ExchangeRecord } from '../../../src/market/journal/record.ts';
import { MECHANISMS, type MechanismName } from '../../../src/market/laws.ts';
import { balanceOf } from '../../../src/market/ledger/balances.ts';
import { shareCommunity, sharingTrades } from '../../../src/market/sharing/sharing.ts';
import { books, buy, moneyBy, RETAIL, rules, SLOT_MS } from '../orders.ts';
import { deskOf, exchangeRecord, GATE_S, hash, marketOf, orderOf, Q, START_MS } from './bench.ts';

const SEED = { seed: 6, numRuns: 60 };
const NAMES = Object.keys(MECHANISMS) as MechanismName[];
const setupOf = (more: Partial<ExchangeRecord['markets'][number]>): ExchangeRecord =>
  exchangeRecord({
    at_ms: SLOT_MS - Q,
    markets: [marketOf('power', more)],
    parties: Array.from({ length: 6 }, (_, k) => ({ id: `p${k}`, limit: 1_000_000 })),
    meters: [],
  });

it.each(NAMES)('books what %s makes of any orders, and all accounts sum to 0', (name) => {
  let traded = 0;
  fc.assert(
    fc.property(books(), rules, (orders, clearingRules) => {
      const isContinuous = name === 'continuous';
      const fees = levelsOf(clearingRules, 'power');
      const desk = deskOf(setupOf({ trades: isContinuous ? 'continuous' : 'auction', fees }));
      const at_ms = SLOT_MS - GATE_S * 1000;
      desk.take({ kind: 'orders', at_ms, taken: orders, refused: [] });
      const { volume, welfare, trades, own } = MECHANISMS[name].clear(orders, clearingRules);
      const facts = { at_ms, market: 'power', slot_ms: SLOT_MS, volume, welfare, trades };
      desk.take({ kind: 'clearing', ...facts, ...(own === undefined ? {} : { own }) });
      traded += trades.length;
      for (const [party, money] of moneyBy(trades))
        if (!party.includes(':')) expect(balanceOf(desk.books.balances, party)).toBe(money);
      expect([...desk.books.balances.money.values()].reduce((a, b) => a + b, 0)).toBe(0);
      const request = { at_ms: SLOT_MS + Q, market: 'power', slot_ms: SLOT_MS, retail: { buy: 160_000, sell: 40_000 } };
      desk.keep(settle(desk.books, { ...request, utilities: [], metered: {} }));
      expect(audit(desk.lines, hash).fault).toBeUndefined();
    }),
    SEED,
  );
  expect(traded).toBeGreaterThan(100);
});

it('splits the fee of a trade among the networks that it passes', () => {
  const fees = [
    { account: 'network:power', constant: 10_000 },
    { account: 'network:up', share: 0.05 },
  ];
  const desk = deskOf(setupOf({ fees }));
  const orders = [orderOf('p0', 'sell', 1000, 100_000, SLOT_MS), orderOf('p1', 'buy', 1000, 150_000, SLOT_MS)];
  const at_ms = SLOT_MS - GATE_S * 1000;
  desk.take({ kind: 'orders', at_ms, taken: orders, refused: [] });
  const { volume, welfare, trades } = MECHANISMS.payAsOffer.clear(orders, { levels: fees });
  desk.take({ kind: 'clearing', at_ms, market: 'power', slot_ms: SLOT_MS, volume, welfare, trades });
  // by hand: 0.10, 5 % of it, and 0.01
  expect(Object.fromEntries(desk.books.balances.money)).toEqual({
    p0: 100_000,
    p1: -115_000,
    'network:power': 10_000,
    'network:up': 5_000,
  });
});

it('books what a community shared after the fact, with mean prices', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -90_000, max: 90_000 }), { minLength: 2, maxLength: 6 }),
      fc.constantFrom('midMarket' as const, 'supplyDemand' as const, 'billSharing' as const),
      (nets, kind) => {
        const desk = deskOf(setupOf({ trades: 'exPost' }));
        const positions = nets.map((net, k) => ({ party: `p${k}`, net }));
        const sharing = shareCommunity(positions, { kind }, RETAIL);
        const trades = sharingTrades(sharing, 'power', SLOT_MS, RETAIL);
        const at_ms = SLOT_MS + Q;
        const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
        desk.take({ kind: 'clearing', at_ms, market: 'power', slot_ms: SLOT_MS, volume, welfare: 0, trades });
        const sum = nets.reduce((a, b) => a + b, 0);
        const metered = { ...Object.fromEntries(nets.map((net, k) => [`p${k}`, net])), 'utility:grid': -sum };
        const request = { at_ms, market: 'power', slot_ms: SLOT_MS, retail: { buy: 160_000, sell: 40_000 }, metered };
        desk.keep(settle(desk.books, { ...request, utilities: [{ account: 'utility:grid', bill: sharing.bill }] }));
        // Nobody deviates from what was shared by meter; members pay their share, the retailer gets its bill.
        for (const { party, pays } of sharing.shares) expect(balanceOf(desk.books.balances, party)).toBe(0 - pays);
        expect(balanceOf(desk.books.balances, 'utility:grid')).toBe(sharing.bill);
        expect(desk.books.balances.energy.size).toBe(0);
        expect(audit(desk.lines, hash).isSound).toBe(true);
      },
    ),
    SEED,
  );
});

it('refuses own use that an order has not left', () => {
  const desk = deskOf();
  const orders = [orderOf('mill', 'sell', 100, 50, START_MS), orderOf('mill', 'buy', 80, 90, START_MS)];
  const at_ms = START_MS - GATE_S * 1000;
  desk.take({ kind: 'orders', at_ms, taken: orders, refused: [] });
  const facts = {
    kind: 'clearing',
    at_ms,
    market: 'power',
    slot_ms: START_MS,
    volume: 0,
    welfare: 0,
    trades: [],
  } as const;
  const use = { party: 'mill', sellOrder: 'sell-1', buyOrder: 'buy-1', quantity: 81 };
  expect(() => desk.take({ ...facts, own: [use] })).toThrow(
    `power/${START_MS} own use of mill: 81 quanta are more than order mill/buy-1 leaves, 80`,
  );
  desk.take({ ...facts, own: [{ ...use, quantity: 80 }] });
  expect(desk.books.balances.money.size).toBe(0);
});

it('tells the desk why an order is past credit, by what is open and what was booked', () => {
  const desk = deskOf(setupOf({}));
  const order = { ...buy('p0', 9000, 100_000), id: 'x' };
  expect(creditReason(desk.books, order)).toBeUndefined();
  desk.take({ kind: 'orders', at_ms: SLOT_MS - Q, taken: [order], refused: [] });
  expect(creditReason(desk.books, { ...order, id: 'y' })).toBe(
    'may cost 900000 micro-money, and 100000 are left (balance 0 + limit 1000000 - 900000 for open orders); pay in, cancel an order, or ask for less',
  );
  expect(creditReason(desk.books, buy('stranger', 1, 100_000))).toContain('limit 0');
});
