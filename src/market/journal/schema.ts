import { z } from 'zod';
import { PRODUCTS } from '../flexibility/programme.ts';
import type { JournalRecord } from './record.ts';

const whole = z.int();
const count = z.int().min(0);
const text = z.string();
const byAccount = z.record(text, whole);

/** Mechanisms may know orders that say more than this. */
const attributes = z.looseObject({
  partner: text.optional(),
  sources: z.array(text).optional(),
  preferredLimit: whole.optional(),
});
const order = z.looseObject({
  id: text,
  party: text,
  market: text,
  slot_ms: whole,
  side: z.enum(['buy', 'sell']),
  quantity: count,
  limit: whole.optional(),
  sequence: count,
  attributes: attributes.optional(),
});
const rejection = z.strictObject({ party: text, order: text, code: text, reason: text, count: count.optional() });
const trade = z.looseObject({
  market: text,
  slot_ms: whole,
  seller: text,
  buyer: text,
  sellOrder: text,
  buyOrder: text,
  quantity: count,
  buyPrice: whole,
  sellPrice: whole,
  buyerPays: whole,
  sellerGets: whole,
  fee: whole,
  source: text.optional(),
});
const registers = { injected: count, taken: count };
const reading = z.strictObject({
  meter: text,
  at_ms: whole,
  version: count,
  ...registers,
  change: z
    .strictObject({ at_ms: whole, closing: z.strictObject(registers), opening: z.strictObject(registers) })
    .optional(),
});
const readingRefusal = z.strictObject({ meter: text, at_ms: z.number(), code: text, reason: text });
const market = z.strictObject({
  id: text,
  carrier: text,
  unit: z.enum(['Wh', 'g']),
  slot_s: z.int().min(1),
  gate_s: count,
  trades: z.enum(['auction', 'continuous', 'exPost']),
  rules: z.strictObject({
    imbalance: z.enum(['single', 'dual']),
    losses: z.enum(['users', 'keep']),
    surplus: z.enum(['users', 'network', 'keep']),
  }),
  missing: z.enum(['asTraded', 'asBefore', 'zero']),
  fees: z
    .array(z.strictObject({ account: text, constant: count.optional(), share: z.number().min(0).optional() }))
    .optional(),
  bounds: z.strictObject({ highest: whole, lowest: whole }),
});
const setup = {
  at_ms: whole,
  markets: z.array(market),
  parties: z.array(z.strictObject({ id: text, label: text.optional(), limit: count })),
  meters: z.array(z.strictObject({ id: text, market: text, account: text })),
};
const transaction = z.strictObject({
  kind: z.enum([
    'trade',
    'metering',
    'deviation',
    'utility',
    'losses',
    'surplus',
    'connection',
    'payment',
    'contract',
    'flexibility',
    'certificate',
    'uplift',
  ]),
  market: text,
  slot_ms: whole,
  key: text,
  revision: count,
  reverses: count.optional(),
  lines: z.array(z.strictObject({ account: text, money: whole, quanta: whole })),
  refs: z.strictObject({
    orders: z.array(text).optional(),
    readings: z.array(reading).optional(),
    tariff: text.optional(),
    price: whole.optional(),
    estimated: z.array(text).optional(),
    text: text.optional(),
  }),
});

const activation = { party: text, source: text.optional(), price: whole };

const record = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exchange'), version: z.literal([1, 2]), site: text, currency: text, ...setup }),
  z.strictObject({ kind: z.literal('changed'), ...setup }),
  z.strictObject({ kind: z.literal('orders'), at_ms: whole, taken: z.array(order), refused: z.array(rejection) }),
  z.strictObject({
    kind: z.literal('cancelled'),
    at_ms: whole,
    orders: z.array(z.strictObject({ market: text, slot_ms: whole, party: text, order: text })),
  }),
  z.strictObject({
    kind: z.literal('clearing'),
    at_ms: whole,
    market: text,
    slot_ms: whole,
    price: z.number().optional(),
    interval: z.tuple([z.number(), z.number()]).optional(),
    volume: count,
    welfare: z.number(),
    trades: z.array(trade),
    own: z
      .array(
        z.looseObject({
          party: text,
          sellOrder: text,
          buyOrder: text,
          quantity: count,
          source: text.optional(),
        }),
      )
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('readings'),
    at_ms: whole,
    taken: z.array(reading),
    refused: z.array(readingRefusal),
  }),
  z.strictObject({
    kind: z.literal('settlement'),
    at_ms: whole,
    market: text,
    slot_ms: whole,
    revision: count,
    retail: z.strictObject({ buy: whole, sell: whole, tariff: text.optional() }),
    utilities: z.array(z.strictObject({ account: text, bill: whole, tariff: text.optional() })),
    metered: byAccount,
    estimated: z.array(text),
    unaccounted: whole,
    money: byAccount,
  }),
  z.strictObject({
    kind: z.literal('charge'),
    at_ms: whole,
    component: text,
    market: text,
    from_ms: whole,
    to_ms: whole,
    revision: count,
    method: z.enum(['coincidentPeak', 'ownPeak', 'energy', 'shapley']),
    demand: whole,
    windows: z.array(z.strictObject({ demand: whole, slots: z.array(count) })).optional(),
    fixed: whole,
    adjustment: whole.optional(),
    seed: whole,
    tariff: text.optional(),
    parts: byAccount,
  }),
  z.strictObject({ kind: z.literal('posting'), at_ms: whole, transactions: z.array(transaction) }),
  z.strictObject({
    kind: z.literal('certificates'),
    at_ms: whole,
    market: text,
    slot_ms: whole,
    issued: z.array(
      z.strictObject({ source: text, kind: text, owner: text, metered: count, quantity: count, carbon: count }),
    ),
    moved: z.array(z.strictObject({ source: text, from: text, to: text, quantity: count })),
    used: z.array(z.strictObject({ source: text, by: text, quantity: count })),
    expired: count,
    taken: z.array(z.strictObject({ account: text, quanta: count, scope1_g: whole, scope2_g: whole })),
  }),
  z.strictObject({
    kind: z.literal('event'),
    at_ms: whole,
    programme: z.strictObject({
      id: text,
      market: text,
      product: z.enum(PRODUCTS),
      penalty: count,
      most: count,
      availability: count,
      account: text.optional(),
    }),
    event: text,
    told_ms: whole,
    slots: z.array(whole),
    needed: z.array(count),
    offers: z.array(z.strictObject({ ...activation, quantity: count })),
    activated: z.array(z.array(z.strictObject({ ...activation, quantity: count }))),
  }),
  z.strictObject({
    kind: z.literal('report'),
    at_ms: whole,
    event: text,
    slot_ms: whole,
    lines: z.array(
      z.strictObject({
        party: text,
        baseline: whole.nullable(),
        days: z.array(whole),
        adjustment: z.number(),
        metered: whole,
        payment: whole,
        penalty: whole,
      }),
    ),
  }),
  z.strictObject({ kind: z.literal('issued'), at_ms: whole, from_ms: whole, to_ms: whole, money: byAccount }),
  z.strictObject({ kind: z.literal('closed'), at_ms: whole, before_ms: whole }),
]);

/** The record that plain data is, or what is wrong with it. */
export function recordOf(data: unknown): JournalRecord | string {
  const found = record.safeParse(data);
  // What is optional is absent where it is undefined: JSON knows no undefined.
  if (found.success) return data as JournalRecord;
  const [issue] = found.error.issues;
  return `${issue!.path.join('.') || 'the record'}: ${issue!.message}`;
}
