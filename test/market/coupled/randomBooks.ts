import fc from 'fast-check';
import type {
  BlockOrder,
  ConverterOrder,
  CoupledBook,
  StorageOrder,
  TransferLine,
} from '../../../src/market/coupled/orders.ts';
import type { Order } from '../../../src/market/order.ts';
import { QUARTER, SLOT } from './books.ts';

export const MARKETS = ['power', 'heat', 'cooling', 'hydrogen'];
export const FEES = { power: 7000, heat: 0, cooling: 1234, hydrogen: 0 };

const index = (below: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: below - 1 });
const slot = index(2).map((t) => SLOT + t * QUARTER);
/** Quanta that do not divide evenly, small ones among them. */
const quanta = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90_000 }));
/** Few prices, so that many are equal. */
const price = fc.oneof(
  index(12).map((p) => p * 10_000),
  fc.integer({ min: -20_000, max: 200_000 }),
);
const per = fc.integer({ min: 1, max: 400 }).map((v) => v / 97);

const simple: fc.Arbitrary<Order> = fc
  .tuple(index(MARKETS.length), slot, fc.boolean(), quanta, fc.option(price, { freq: 12, nil: undefined }))
  .map(([m, slot_ms, isSale, quantity, limit]) => ({
    id: '',
    party: '',
    market: MARKETS[m]!,
    slot_ms,
    side: isSale ? ('sell' as const) : ('buy' as const),
    quantity,
    sequence: 0,
    ...(limit === undefined ? {} : { limit }),
  }));

const converter: fc.Arbitrary<ConverterOrder> = fc
  .tuple(
    index(MARKETS.length),
    slot,
    fc.boolean(),
    quanta,
    price,
    fc.tuple(per, per),
    fc.tuple(fc.boolean(), fc.boolean()),
  )
  .map(([m, slot_ms, isSale, quantity, cost, [a, b], [isBoth, isJoint]]) => ({
    id: '',
    party: '',
    slot_ms,
    market: MARKETS[m]!,
    side: isSale ? ('sell' as const) : ('buy' as const),
    quantity,
    cost: Math.abs(cost),
    others: [
      { market: MARKETS[(m + 1) % 4]!, per: isSale && !isJoint ? -a : a },
      ...(isBoth ? [{ market: MARKETS[(m + 2) % 4]!, per: b }] : []),
    ],
    ...(isJoint ? { steps: [{ quantity, cost: Math.abs(cost) + 5000 }] } : {}),
  }));

const line: fc.Arbitrary<TransferLine> = fc
  .tuple(index(MARKETS.length), fc.integer({ min: 1, max: 3 }), quanta, quanta, fc.constantFrom(0, 0, 0.03, 0.4))
  .map(([m, on, capacity, back, loss]) => ({
    id: '',
    from: MARKETS[m]!,
    to: MARKETS[(m + on) % 4]!,
    capacity,
    back,
    loss,
  }));

/** Blocks crowd on few markets and at few prices, so that many stand in each other's way. */
const block: fc.Arbitrary<BlockOrder> = fc
  .tuple(
    index(2),
    fc.integer({ min: 5000, max: 90_000 }),
    fc.boolean(),
    index(4).map((v) => v === 0),
    index(12).map((p) => p * 10_000 + 5000),
    fc.constantFrom(0, 0.4, 1),
  )
  .map(([m, quantity, isSale, isProfile, limit, leastShare]) => {
    const q = isSale ? quantity : -quantity;
    const items = [
      { market: MARKETS[m]!, slot_ms: SLOT, quantity: q },
      ...(isProfile ? [{ market: MARKETS[(m + 1) % 4]!, slot_ms: SLOT + QUARTER, quantity: 2 * q }] : []),
    ];
    return { id: '', party: '', items, limit: Math.round((q * limit * (isProfile ? 3 : 1)) / 1000), leastShare };
  });

const store: fc.Arbitrary<StorageOrder> = fc
  .tuple(index(MARKETS.length), quanta, quanta, quanta, index(3), fc.constantFrom(1, 0.9, 0.7), price)
  .map(([m, charge, discharge, capacity, full, eta, value]) => ({
    id: '',
    party: '',
    market: MARKETS[m]!,
    charge,
    discharge,
    capacity,
    level: (capacity * full) / 2,
    into: eta,
    outOf: eta,
    kept: eta === 1 ? 1 : 0.99,
    value,
    cost: 1000,
  }));

const named = <T extends { readonly id: string }>(items: readonly T[], name: string): T[] =>
  items.map((item, i) => ({ ...item, id: `${name}${i}`, ...('party' in item ? { party: `p${i % 5}` } : {}) }));

/** Books of four markets and two slots, with machines and lines between them, and blocks and stores where wanted. */
export const books = (mostBlocks: number, mostStores = 0): fc.Arbitrary<CoupledBook> =>
  fc
    .tuple(
      fc.array(simple, { minLength: 1, maxLength: 24 }),
      fc.array(converter, { maxLength: 4 }),
      fc.array(line, { maxLength: 4 }),
      fc.array(block, { maxLength: mostBlocks }),
      fc.array(store, { maxLength: mostStores }),
    )
    .map(([orders, converters, lines, blocks, storages]) => ({
      orders: named(orders, 'o'),
      converters: named(converters, 'c'),
      lines: named(lines, 'l'),
      blocks: named(blocks, 'b'),
      storages: named(storages, 's'),
    }));

/** Books of few orders in two markets of one slot, and as many blocks. */
export const blockBooks: fc.Arbitrary<CoupledBook> = fc
  .tuple(
    fc.array(simple, { minLength: 2, maxLength: 8 }),
    fc.array(converter, { maxLength: 1 }),
    fc.array(line, { maxLength: 1 }),
    fc.array(block, { minLength: 2, maxLength: 7 }),
  )
  .map(([orders, converters, lines, blocks]) => ({
    orders: named(
      orders.map((o) => ({ ...o, slot_ms: SLOT, market: MARKETS[MARKETS.indexOf(o.market) % 2]! })),
      'o',
    ),
    converters: named(converters, 'c'),
    lines: named(lines, 'l'),
    blocks: named(blocks, 'b'),
  }));

/** Whole numbers of every size up to ten to the `digits`, small ones as often as large ones. */
const sized = (digits: number): fc.Arbitrary<number> =>
  fc
    .tuple(index(digits + 1), fc.integer({ min: 1, max: 9999 }))
    .map(([zeros, lead]) => Math.max(1, Math.round(Number(`${lead}e${zeros - 4}`))));

/** Books whose quantities and limits differ by many powers of ten, each exact. */
export const unevenBooks: fc.Arbitrary<CoupledBook> = fc
  .tuple(
    fc.array(fc.tuple(index(2), fc.boolean(), sized(12), sized(12)), { minLength: 2, maxLength: 20 }),
    sized(9),
    sized(6),
    per,
  )
  .map(([orders, quantity, cost, cop]) => ({
    orders: named(
      orders
        .filter(([, , q, limit]) => Number.isSafeInteger(q * limit))
        .map(([m, isSale, q, limit]) => ({
          id: '',
          party: '',
          market: MARKETS[m]!,
          slot_ms: SLOT,
          side: isSale ? ('sell' as const) : ('buy' as const),
          quantity: q,
          limit,
          sequence: 0,
        })),
      'o',
    ),
    converters: [
      {
        id: 'c',
        party: 'p0',
        slot_ms: SLOT,
        market: 'power',
        side: 'buy' as const,
        quantity,
        cost,
        others: [{ market: 'heat', per: cop }],
      },
    ],
    lines: [],
    blocks: [],
  }));
