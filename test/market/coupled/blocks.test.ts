import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { openCoupled } from '../../../src/market/coupled/clear.ts';
import type { BlockOrder, ConverterOrder } from '../../../src/market/coupled/orders.ts';
import type { CoupledClearing } from '../../../src/market/coupled/result.ts';
import { whyNoShared } from '../../shared.ts';
import { accountsOf, cleared, order, priceOf, QUARTER, SLOT } from './books.ts';
import { bestWithBlocks } from './bruteBlocks.ts';
import { blockBook, blockCases, blockWelfares, unitsOf } from './references.ts';

const block = (id: string, quantity: number, price: number, more: Partial<BlockOrder> = {}): BlockOrder => ({
  id,
  party: 'blocks',
  items: [{ market: 'power', slot_ms: SLOT, quantity }],
  limit: (quantity * price) / 1000,
  leastShare: 1,
  ...more,
});
const verdicts = ({ blocks }: CoupledClearing): string[] => blocks.map(({ verdict }) => verdict);

describe(`the cases of a peer${whyNoShared}`, () => {
  const cases = blockCases();
  const welfares = blockWelfares();
  it.runIf(cases.length > 0)('are all here', () => expect(cases.length).toBe(15));

  it.each(cases.map((c) => [c.id, c] as const))('%s', async (id, c) => {
    const paid = await cleared(blockBook(c), ['power'], { paradox: 'uplift' });
    const forbidden = await cleared(blockBook(c));
    const { welfare_optimum, welfare_source } = welfares[id]!;
    expect(unitsOf(paid.optimum)).toBeCloseTo(welfare_optimum, 4);
    expect(unitsOf(forbidden.optimum)).toBeCloseTo(welfare_source, 4);
    expect(unitsOf(forbidden.lostByForbidding)).toBeCloseTo(welfare_optimum - welfare_source, 4);
    expect(forbidden.uplift).toBe(0);
    expect(paid.uplift > 0).toBe(c.no_pab_binds === true);
    for (const [block, share] of Object.entries(c.expected_source.accept ?? {})) {
      const at = blockBook(c).blocks!.findIndex((b) => b.id === block);
      expect(forbidden.blocks[at]!.share).toBe(share);
    }
    // The peer's price is one of those that support the same quantities.
    c.expected_source.price?.forEach((price, h) => {
      const [low, high] = forbidden.markets[h]!.interval!;
      expect(unitsOf(low)).toBeLessThanOrEqual(price);
      expect(unitsOf(high)).toBeGreaterThanOrEqual(price);
    });
  });
});

it('forbids a paradoxically accepted block, or pays what it loses', async () => {
  // by hand: 10 units wanted at 300 and 14 at 10; a block of 12 at 40 with at least 11 of them, then 13 units at 100. The
  // greatest welfare runs the block at 11 and serves one unit at 10, which makes 10 the price: the block loses 11 x 30.
  const book = {
    orders: [
      order('d1', 'buy', 10_000, 300_000),
      order('d2', 'buy', 14_000, 10_000),
      order('g5', 'sell', 13_000, 100_000),
    ],
    blocks: [block('b', 12_000, 40_000, { leastShare: 11 / 12 })],
  };
  const forbidden = await cleared(book);
  expect([forbidden.welfare, forbidden.uplift]).toEqual([2_000_000, 0]);
  expect(forbidden.lostByForbidding).toBeCloseTo(570_000, 6);
  expect(priceOf(forbidden, 'power')).toBe(100_000);
  expect(verdicts(forbidden)).toEqual(['paradoxicallyRejected']);
  const paid = await cleared(book, ['power'], { paradox: 'uplift' });
  expect([paid.welfare, paid.lostByForbidding, paid.uplift]).toEqual([2_570_000, 0, 330_000]);
  expect(priceOf(paid, 'power')).toBe(10_000);
  expect(paid.blocks).toEqual([
    { share: 11 / 12, items: [11_000], surplus: -330_000, verdict: 'paradoxicallyAccepted' },
  ]);
  expect(paid.transfers).toEqual([
    { from: 'uplift:power', to: 'blocks', amount: 330_000, slot_ms: SLOT, of: 'b', why: 'uplift' },
  ]);
  expect(accountsOf(paid).get('blocks')).toBe(440_000); // its costs, no more
});

it('lets children carry a parent, and never a parent its child', async () => {
  const orders = [order('d', 'buy', 999_000, 3_000_000), order('g', 'sell', 1_000_000, 100_000)];
  const child = (price: number): BlockOrder => block('c', 100_000, price, { parent: 'p' });
  const saved = await cleared({ orders, blocks: [child(75_000), block('p', 100_000, 120_000)] });
  expect(verdicts(saved)).toEqual(['accepted', 'accepted']);
  // by hand: 100 units at 100, that cost 75 and 120
  expect(saved.blocks.map(({ surplus }) => surplus)).toEqual([2_500_000, -2_000_000]);
  const lost = await cleared({ orders, blocks: [child(75_000), block('p', 100_000, 130_000)] });
  expect(verdicts(lost)).toEqual(['rejected', 'rejected']);
  const alone = await cleared({ orders, blocks: [child(110_000), block('p', 100_000, 50_000)] });
  expect(verdicts(alone)).toEqual(['rejected', 'accepted']);
});

it('takes one of an exclusive group, the best', async () => {
  const blocks = [block('a', 10_000, 40_000, { group: 'x' }), block('b', 8_000, 20_000, { group: 'x' })];
  const orders = [order('d', 'buy', 100_000, 90_000), order('g', 'sell', 100_000, 70_000)];
  // by hand: 10 x 30 against 8 x 50
  const { blocks: results } = await cleared({ orders, blocks });
  expect(results.map(({ share, surplus }) => [share, surplus])).toEqual([
    [0, 0],
    [1, 400_000],
  ]);
  const { blocks: parts } = await cleared({ orders, blocks: blocks.map((b) => ({ ...b, leastShare: 0 })) });
  expect(parts[0]!.share + parts[1]!.share).toBeCloseTo(1, 9);
});

it('runs a machine at its least load or not at all', async () => {
  const chp: ConverterOrder = {
    id: 'chp',
    party: 'plant',
    slot_ms: SLOT,
    market: 'power',
    side: 'sell',
    quantity: 10_000,
    least: 6000,
    others: [{ market: 'heat', per: 1 }],
    cost: 80_000,
  };
  const orders = (heat: number) => [
    order('d', 'buy', 20_000, 200_000),
    order('g', 'sell', 50_000, 50_000),
    order('h', 'buy', heat, 40_000, { market: 'heat' }),
  ];
  // by hand: at 50 for power and 40 for heat it gains 10 a unit; heat for 4 units only would leave it losing at 6
  const runs = await cleared({ orders: orders(7000), converters: [chp] }, ['power', 'heat']);
  expect(runs.converters).toMatchObject([{ filled: 7000, others: [7000], verdict: 'accepted' }]);
  const rests = await cleared({ orders: orders(4000), converters: [chp] }, ['power', 'heat']);
  expect(rests.converters).toMatchObject([{ filled: 0, others: [0], verdict: 'rejected', surplus: 0 }]);
});

it('buys a profile over slots whole', async () => {
  const slots = [SLOT, SLOT + QUARTER];
  const orders = slots.map((slot_ms, t) => order(`g${t}`, 'sell', 50_000, 40_000 + 20_000 * t, { slot_ms }));
  const profile = (limit: number): BlockOrder => ({
    id: 'p',
    party: 'mill',
    items: slots.map((slot_ms, t) => ({ market: 'power', slot_ms, quantity: -1000 * (10 + 5 * t) })),
    limit,
    leastShare: 1,
  });
  // by hand: 10 x 40 + 15 x 60 = 1300
  const taken = await cleared({ orders, blocks: [profile(-1_300_001)] });
  expect(taken.blocks).toMatchObject([{ share: 1, items: [-10_000, -15_000], verdict: 'accepted' }]);
  expect((await cleared({ orders, blocks: [profile(-1_299_999)] })).blocks[0]!.share).toBe(0);
});

const arbitrarySide = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 60 }));

it('finds the greatest welfare without paradoxically accepted blocks, as trying all of them does', async () => {
  const exchange = await openCoupled(highsHere, ['power']);
  let binds = 0;
  const run = fc.asyncProperty(
    fc.array(arbitrarySide, { minLength: 1, maxLength: 6 }),
    fc.array(arbitrarySide, { minLength: 1, maxLength: 5 }),
    async (simple, whole) => {
      const orders = simple.map(([isSale, q, p], i) => order(`s${i}`, isSale ? 'sell' : 'buy', q * 1000, p * 1000));
      const blocks = whole.map(([isSale, q, p], i) => block(`b${i}`, (isSale ? q : -q) * 1000, p * 1000));
      const best = bestWithBlocks(simple, whole);
      const clearing = await exchange.clear({ orders, blocks });
      expect(clearing.optimum).toBeCloseTo(best.forbidden * 1000, 3);
      expect(clearing.lostByForbidding).toBeCloseTo((best.greatest - best.forbidden) * 1000, 3);
      expect(verdicts(clearing)).not.toContain('paradoxicallyAccepted');
      for (const { surplus } of clearing.blocks) expect(surplus).toBeGreaterThanOrEqual(-2 * 30);
      if (best.greatest > best.forbidden) binds++;
    },
  );
  await fc.assert(run, { seed: 6, numRuns: 150 });
  await exchange.close();
  expect(binds).toBeGreaterThan(10);
});
