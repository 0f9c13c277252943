import { expect, it } from 'vitest';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { openCoupled } from '../../../src/market/coupled/clear.ts';
import { objections } from '../../../src/market/coupled/objections.ts';
import type {
  BlockOrder,
  ConverterOrder,
  CoupledBook,
  CoupledRules,
  StorageOrder,
  TransferLine,
} from '../../../src/market/coupled/orders.ts';
import { cleared, machine, order, SLOT } from './books.ts';

const MARKETS = ['power', 'heat'];
const pump = (more: Partial<ConverterOrder>): CoupledBook => ({
  orders: [],
  converters: [machine('pump', 'buy', 1000, 10, [{ market: 'heat', per: 3 }], more)],
});
const block = (...more: Partial<BlockOrder>[]): CoupledBook => ({
  orders: [],
  blocks: more.map((m) => ({
    id: 'b',
    party: 'mill',
    items: [{ market: 'power', slot_ms: SLOT, quantity: 1000 }],
    limit: 0,
    leastShare: 1,
    ...m,
  })),
});
const store = (more: Partial<StorageOrder>): CoupledBook => ({
  orders: [order('a', 'buy', 1, 1)],
  storages: [
    {
      id: 's',
      party: 'bank',
      market: 'power',
      charge: 1,
      discharge: 1,
      capacity: 10,
      level: 5,
      into: 1,
      outOf: 1,
      kept: 1,
      value: 0,
      cost: 0,
      ...more,
    },
  ],
});
const simple = (quantity: number, limit: number, market = 'power'): CoupledBook => ({
  orders: [order('a', 'buy', quantity, limit, { market })],
});

it.each<[string, CoupledBook, string]>([
  ['outOfRange', simple(0, 1), 'has quantity 0; expected 1 at least'],
  ['outOfRange', simple(-5, 1), 'has quantity -5; expected 1 at least'],
  ['notWhole', simple(1.5, 1), 'has quantity 1.5; expected a whole number below 2^53'],
  ['notWhole', simple(Number.NaN, 1), 'has quantity NaN; expected a whole number below 2^53'],
  ['notWhole', simple(1, Number.POSITIVE_INFINITY), 'has limit Infinity; expected whole micro-money below 2^53'],
  [
    'outOfRange',
    simple(2 ** 30, 2 ** 30),
    'has 1073741824 quanta at 1073741824 micro-money a thousand, past 2^53; split it or lower its limit',
  ],
  ['unknownMarket', simple(1, 1, 'steam'), 'names the market "steam"; these are cleared: power, heat'],
  [
    'replayed',
    { orders: [order('a', 'buy', 1, 1), order('a', 'sell', 1, 1)] },
    'has the id of another order of this party; give each its own',
  ],
  [
    'malformed',
    pump({ others: [{ market: 'power', per: 1 }] }),
    'has two flows on "power"; expected one, the sum of both',
  ],
  [
    'unknownMarket',
    pump({ others: [{ market: 'ice', per: 1 }] }),
    'names the market "ice"; these are cleared: power, heat',
  ],
  [
    'outOfRange',
    pump({ others: [{ market: 'heat', per: 0 }] }),
    'has 0 quanta of "heat" per quantum; expected other than 0 and at most 1000 either way',
  ],
  [
    'outOfRange',
    pump({ others: [{ market: 'heat', per: 3600 }] }),
    'has 3600 quanta of "heat" per quantum; expected other than 0 and at most 1000 either way',
  ],
  ['outOfRange', pump({ least: 1001 }), 'has least 1001; expected 0 to 1000'],
  ['notWhole', pump({ cost: 0.5 }), 'has cost 0.5; expected whole micro-money below 2^53'],
  [
    'malformed',
    pump({ steps: [{ quantity: 10, cost: 9 }] }),
    'has a step of cost 9 after one of 10; expected costs that do not fall: sort them, or offer a block',
  ],
  ['malformed', block({ items: [] }), 'has no items; expected one at least'],
  [
    'outOfRange',
    block({ items: [{ market: 'power', slot_ms: SLOT, quantity: 0 }] }),
    'has an item of 0 quanta; leave it out',
  ],
  [
    'malformed',
    block({ items: [1, 2].map((quantity) => ({ market: 'heat', slot_ms: SLOT, quantity })) }),
    'has two items on "heat" in one slot; expected one, the sum of both',
  ],
  ['outOfRange', block({ leastShare: 1.1 }), 'has leastShare 1.1; expected 0 to 1'],
  ['outOfRange', block({ leastShare: Number.NaN }), 'has leastShare NaN; expected 0 to 1'],
  ['unknownOrder', block({ parent: 'a' }), 'hangs on "a", no block of this party here; expected the id of one'],
  ['malformed', block({ parent: 'b' }), 'hangs on itself by way of "b"; expected parents without a loop'],
  ['outOfRange', store({ level: 11 }), 'has level 11; expected 0 to 10'],
  ['outOfRange', store({ into: 0 }), 'has into 0; expected above 0 and at most 1'],
  ['outOfRange', store({ kept: Number.NaN }), 'has kept NaN; expected above 0 and at most 1'],
  ['unknownSlot', { ...store({}), orders: [] }, 'stands in a book without slots; put other orders into it'],
])('%s: %#', (code, book, reason) => {
  const found = objections(book, MARKETS);
  expect(found.map((r) => [r.code, r.reason])).toEqual([[code, reason]]);
});

it('finds a loop of parents from each of its blocks', () => {
  const found = objections(block({ id: 'a', parent: 'b' }, { id: 'b', parent: 'a' }), MARKETS);
  expect(found.map(({ order: id, code }) => [id, code])).toEqual([
    ['a', 'malformed'],
    ['b', 'malformed'],
  ]);
});

it('finds nothing wrong with good books', () => {
  for (const book of [simple(1, -5), pump({ least: 1000 }), block({}, { id: 'c', parent: 'b' }), store({ level: 10 })])
    expect(objections(book, MARKETS)).toEqual([]);
});

it('refuses to clear what it objects to, and names all of it', async () => {
  await expect(cleared({ orders: [order('a', 'buy', 0, 1), order('b', 'buy', 1, 0.5)] })).rejects.toThrow(
    'order "o" of "a": has quantity 0; expected 1 at least\norder "o" of "b": has limit 0.5; expected whole micro-money below 2^53',
  );
});

it.each<[Partial<TransferLine>, string]>([
  [{ to: 'gas' }, 'ends at "gas"; these markets are cleared: power, heat'],
  [{ to: 'power' }, 'begins and ends at "power"; expected two markets'],
  [{ capacity: -1 }, 'has capacity -1; expected whole quanta, 0 at least'],
  [{ back: 0.5 }, 'has capacity 0.5; expected whole quanta, 0 at least'],
  [{ loss: 1 }, 'has loss 1; expected a share of 0 up to less than 1'],
  [{ loss: Number.NaN }, 'has loss NaN; expected a share of 0 up to less than 1'],
  [{ susceptance: 0 }, 'has susceptance 0; expected above 0, or none for a line that is steered freely'],
  [{ susceptance: 1, loss: 0.1 }, 'has susceptance and loss 0.1; the DC approximation knows no losses: leave one out'],
])('refuses a line with %j', async (more, message) => {
  const exchange = await openCoupled(highsHere, MARKETS);
  const lines = [{ id: 'l', from: 'power', to: 'heat', capacity: 1, back: 1, ...more }];
  await expect(exchange.clear({ orders: [], lines })).rejects.toThrow(`line "l": ${message}`);
  await exchange.close();
});

it('refuses a line twice in a slot, but not in two', async () => {
  const line = { id: 'l', from: 'power', to: 'heat', capacity: 1, back: 1 };
  const lines = (...slots: (number | undefined)[]): TransferLine[] =>
    slots.map((slot_ms) => (slot_ms === undefined ? line : { ...line, slot_ms }));
  for (const twice of [lines(undefined, undefined), lines(undefined, 0), lines(0, undefined), lines(0, 0)])
    await expect(cleared({ orders: [], lines: twice }, MARKETS)).rejects.toThrow(
      'line "l": stands twice in one slot; give each line its own id',
    );
  expect((await cleared({ orders: [], lines: lines(0, 1) }, MARKETS)).lines).toHaveLength(2);
});

it.each<[CoupledRules, string]>([
  [{ k: 1.5 }, 'k: is 1.5; expected a share of 0 to 1'],
  [{ k: Number.NaN }, 'k: is NaN; expected a share of 0 to 1'],
  [{ fees: { steam: 1 } }, 'fees.steam: is of no market; these are cleared: power, heat'],
  [{ fees: { heat: -1 } }, 'fees.heat: is -1; expected whole micro-money, 0 at least'],
  [{ ceiling: 0.5 }, 'ceiling: is 0.5; expected whole micro-money, 0 at least'],
  [{ maxRounds: 0 }, 'maxRounds: is 0; expected a whole number from 1'],
  [{ maxNodes: Number.POSITIVE_INFINITY }, 'maxNodes: is Infinity; expected a whole number from 1'],
])('refuses the rules %j', async (rules, message) => {
  await expect(openCoupled(highsHere, MARKETS, rules)).rejects.toThrow(message);
});

it('refuses a market twice', async () => {
  await expect(openCoupled(highsHere, ['heat', 'heat'])).rejects.toThrow(
    'markets: has "heat" twice; expected each once',
  );
});
