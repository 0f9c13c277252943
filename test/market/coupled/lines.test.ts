import { describe, expect, it } from 'vitest';
import type { CoupledBook, TransferLine } from '../../../src/market/coupled/orders.ts';
import { whyNoShared } from '../../shared.ts';
import { accountsOf, cleared, order, priceOf, SLOT } from './books.ts';
import { redispatchBook, redispatchCase, redispatched, zoneBook, zoneCases } from './references.ts';

const line = (from: string, to: string, capacity: number, more: Partial<TransferLine> = {}): TransferLine => ({
  id: `${from}-${to}`,
  from,
  to,
  capacity,
  back: capacity,
  ...more,
});

describe(`zones of a peer${whyNoShared}`, () => {
  it.each(zoneCases().map((c) => [c.id, c] as const))('%s', async (_, zones) => {
    const { book, markets } = zoneBook(zones);
    const clearing = await cleared(book, markets);
    for (const [zone, price] of Object.entries(zones.expected_source.price)) {
      expect(priceOf(clearing, zone)).toBe(price * 1000);
      const at = book.orders.findIndex(({ party }) => party === `g-${zone}`);
      expect(clearing.filled[at]).toBe(zones.expected_source.supply[zone]! * 1000);
    }
    const accounts = accountsOf(clearing);
    // 500 units at a difference of 50 (and 200 at one of 25 to the third)
    expect(accounts.get('congestion:n1')).toBe(25_000_000);
    expect(accounts.get('congestion:n3')).toBe(zones.id === 'island-joined' ? 5_000_000 : undefined);
    expect([...accounts.values()].reduce((a, b) => a + b, 0)).toBe(0);
  });
});

describe('a line that loses', () => {
  const book = (capacity: number): CoupledBook => ({
    orders: [
      order('s', 'sell', 100_000, 50_000, { market: 'north' }),
      order('b', 'buy', 45_000, 100_000, { market: 'south' }),
    ],
    lines: [line('north', 'south', capacity, { loss: 0.1 })],
  });
  it('pays for its losses out of its rent', async () => {
    const clearing = await cleared(book(40_000), ['north', 'south']);
    // by hand: 40 bought at 50, 36 sold at 100
    expect(clearing.lines).toEqual([
      { id: 'north-south', slot_ms: SLOT, from: 'north', to: 'south', sent: 40_000, received: 36_000, rent: 1_600_000 },
    ]);
    expect(clearing.transfers).toEqual([
      {
        from: 'congestion:south',
        to: 'losses:south',
        amount: 400_000,
        slot_ms: SLOT,
        of: 'north-south',
        why: 'losses',
      },
    ]);
    expect(Object.fromEntries(accountsOf(clearing))).toMatchObject({
      s: 2_000_000,
      b: -3_600_000,
      'congestion:south': 1_600_000,
      'losses:south': 0,
    });
  });
  it('earns nothing while there is room', async () => {
    const clearing = await cleared(book(100_000), ['north', 'south']);
    expect(clearing.lines[0]).toMatchObject({ sent: 50_000, received: 45_000 });
    expect(clearing.markets.map(({ price }) => price)).toEqual([50_000, 55_556]); // 50 / 0.9
    expect(Math.abs(clearing.lines[0]!.rent)).toBeLessThanOrEqual(25 + 2); // half a micro-money a thousand
  });
  it('does not send energy round to be rid of it where prices are below 0', async () => {
    const orders = [
      order('must', 'sell', 100_000, -50_000, { market: 'north' }),
      order('b', 'buy', 9000, 10_000, { market: 'south' }),
    ];
    const clearing = await cleared({ orders, lines: [line('north', 'south', 80_000, { loss: 0.1 })] }, [
      'north',
      'south',
    ]);
    expect(clearing.filled).toEqual([10_000, 9000]);
  });
});

it('clears a meshed network by its angles', async () => {
  // by hand: three equal lines, power of 20 at 1 and of 40 at 2, 120 units wanted at 3, where the line from 1 holds 70. Two
  // thirds of what 1 sends take it, and a third of what 2 sends: 2/3 a + 1/3 (120 - a) = 70. One unit more at 3 wants
  // two more from 2 and one less from 1: 60, more than any offer.
  const lines = [
    line('bus-1', 'bus-2', 500_000, { susceptance: 7 }),
    line('bus-1', 'bus-3', 70_000, { susceptance: 7 }),
    line('bus-2', 'bus-3', 500_000, { susceptance: 7 }),
  ];
  const orders = [
    order('a', 'sell', 500_000, 20_000, { market: 'bus-1' }),
    order('b', 'sell', 500_000, 40_000, { market: 'bus-2' }),
    order('c', 'buy', 120_000, 300_000, { market: 'bus-3' }),
  ];
  const clearing = await cleared({ orders, lines }, ['bus-1', 'bus-2', 'bus-3']);
  expect(clearing.filled).toEqual([90_000, 30_000, 120_000]);
  expect(clearing.markets.map(({ price }) => price)).toEqual([20_000, 40_000, 60_000]);
  expect(clearing.lines.map(({ sent }) => sent)).toEqual([20_000, 70_000, 50_000]);
  expect(clearing.surpluses.rent).toBe(4_200_000); // 120 x 60 - 90 x 20 - 30 x 40
  const steered = lines.map(({ id, from, to, capacity, back }) => ({ id, from, to, capacity, back }));
  expect((await cleared({ orders, lines: steered }, ['bus-1', 'bus-2', 'bus-3'])).filled).toEqual([
    120_000, 0, 120_000,
  ]);
});

describe(`redispatch of a peer${whyNoShared}`, () => {
  const redispatch = redispatchCase();
  it.each((redispatch?.cases ?? []).map((c) => [c.id, c] as const))('%s', async (_, { schedule, expected_source }) => {
    const book = redispatchBook(redispatch!, schedule);
    const { filled } = await cleared(book, ['N', 'S']);
    expect(redispatched(redispatch!, book, filled)).toEqual(expected_source.delta);
  });
});
