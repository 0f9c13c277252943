import type { ConfigIssue } from '../../core/errors.ts';
import type { Rejection, RejectionCode } from '../order.ts';
import { isCount } from '../quanta.ts';
import { slotsOf } from './book.ts';
import type { BlockOrder, ConverterOrder, CoupledBook, CoupledRules, StorageOrder } from './orders.ts';

type Fault = readonly [code: RejectionCode, reason: string];

/** Why orders of a book cannot be cleared: one reason for each order that is not valid. */
export function objections(book: CoupledBook, markets: readonly string[]): Rejection[] {
  const { orders, converters = [], blocks = [], storages = [] } = book;
  const known = new Set(markets);
  const found: Rejection[] = [];
  const ids = new Set<string>();
  const look = (order: { readonly party: string; readonly id: string }, fault: Fault | undefined): void => {
    const key = `${order.party} ${order.id}`;
    const met: Fault | undefined = ids.has(key)
      ? ['replayed', 'has the id of another order of this party; give each its own']
      : fault;
    ids.add(key);
    if (met !== undefined) found.push({ party: order.party, order: order.id, code: met[0], reason: met[1] });
  };
  const market = (id: string): Fault | undefined =>
    known.has(id) ? undefined : ['unknownMarket', `names the market "${id}"; these are cleared: ${markets.join(', ')}`];
  for (const order of orders) look(order, market(order.market) ?? simpleFault(order.quantity, order.limit));
  for (const order of converters)
    look(order, market(order.market) ?? first(order.others, (o) => market(o.market)) ?? converterFault(order));
  const places = new Map(blocks.map((block) => [`${block.party} ${block.id}`, block]));
  for (const order of blocks) look(order, first(order.items, (o) => market(o.market)) ?? blockFault(order, places));
  for (const order of storages) look(order, market(order.market) ?? storageFault(order));
  if (storages.length > 0 && slotsOf(book).length === 0)
    for (const { party, id } of storages)
      found.push({
        party,
        order: id,
        code: 'unknownSlot',
        reason: 'stands in a book without slots; put other orders into it',
      });
  return found;
}

function first<T>(items: readonly T[], fault: (item: T) => Fault | undefined): Fault | undefined {
  for (const item of items) {
    const met = fault(item);
    if (met !== undefined) return met;
  }
  return undefined;
}

const whole = (name: string, value: number, least: number): Fault | undefined =>
  !isCount(value)
    ? ['notWhole', `has ${name} ${value}; expected a whole number below 2^53`]
    : value < least
      ? ['outOfRange', `has ${name} ${value}; expected ${least} at least`]
      : undefined;
const number = (name: string, value: number): Fault | undefined =>
  isCount(value) ? undefined : ['notWhole', `has ${name} ${value}; expected whole micro-money below 2^53`];
const exact = (quantity: number, limit: number): Fault | undefined =>
  isCount(quantity * limit)
    ? undefined
    : [
        'outOfRange',
        `has ${quantity} quanta at ${limit} micro-money a thousand, past 2^53; split it or lower its limit`,
      ];
const within = (name: string, value: number, low: number, high: number): Fault | undefined =>
  value >= low && value <= high ? undefined : ['outOfRange', `has ${name} ${value}; expected ${low} to ${high}`];
const share = (name: string, value: number): Fault | undefined =>
  value > 0 && value <= 1 ? undefined : ['outOfRange', `has ${name} ${value}; expected above 0 and at most 1`];

const simpleFault = (quantity: number, limit: number | undefined): Fault | undefined =>
  whole('quantity', quantity, 1) ??
  (limit === undefined ? undefined : (number('limit', limit) ?? exact(quantity, limit)));

function converterFault(order: ConverterOrder): Fault | undefined {
  const { quantity, least = 0, others, cost, steps = [] } = order;
  const twice = firstTwice([order, ...others.map((o) => ({ ...o, slot_ms: o.slot_ms ?? order.slot_ms }))]);
  if (twice !== undefined) return ['malformed', `has two flows on "${twice}"; expected one, the sum of both`];
  let most = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (const step of [{ quantity, cost }, ...steps]) {
    const fault = whole('quantity', step.quantity, 1) ?? number('cost', step.cost) ?? exact(step.quantity, step.cost);
    if (fault !== undefined) return fault;
    if (step.cost < before)
      return [
        'malformed',
        `has a step of cost ${step.cost} after one of ${before}; expected costs that do not fall: sort them, or offer a block`,
      ];
    before = step.cost;
    most += step.quantity;
  }
  return (
    whole('least', least, 0) ??
    within('least', least, 0, most) ??
    first(others, ({ market, per }) =>
      Number.isFinite(per) && per !== 0 && Math.abs(per) <= PER_MOST
        ? undefined
        : [
            'outOfRange',
            `has ${per} quanta of "${market}" per quantum; expected other than 0 and at most ${PER_MOST} either way`,
          ],
    )
  );
}
/** No machine gives so many times what it takes: a COP of 1000 is a mistake of units. */
const PER_MOST = 1000;

/** The first market that is named twice in one slot. */
function firstTwice(places: readonly { readonly market: string; readonly slot_ms: number }[]): string | undefined {
  const keys = places.map(({ market, slot_ms }) => `${market} ${slot_ms}`);
  return places.find((_, k) => keys.indexOf(keys[k]!) < k)?.market;
}

function blockFault(
  { id, party, items, limit, leastShare, parent }: BlockOrder,
  places: ReadonlyMap<string, BlockOrder>,
): Fault | undefined {
  if (items.length === 0) return ['malformed', 'has no items; expected one at least'];
  const twice = firstTwice(items);
  if (twice !== undefined)
    return ['malformed', `has two items on "${twice}" in one slot; expected one, the sum of both`];
  const fault =
    first(items, ({ quantity }) =>
      quantity === 0
        ? ['outOfRange', 'has an item of 0 quanta; leave it out']
        : whole('quantity', Math.abs(quantity), 1),
    ) ??
    number('limit', limit) ??
    within('leastShare', leastShare, 0, 1);
  if (fault !== undefined) return fault;
  const seen = new Set([id]);
  for (let above = parent; above !== undefined; above = places.get(`${party} ${above}`)!.parent) {
    if (!places.has(`${party} ${above}`))
      return ['unknownOrder', `hangs on "${above}", no block of this party here; expected the id of one`];
    if (seen.has(above)) return ['malformed', `hangs on itself by way of "${above}"; expected parents without a loop`];
    seen.add(above);
  }
  return undefined;
}

const storageFault = (s: StorageOrder): Fault | undefined =>
  whole('charge', s.charge, 0) ??
  whole('discharge', s.discharge, 0) ??
  within('capacity', s.capacity, 0, Number.MAX_SAFE_INTEGER) ??
  within('level', s.level, 0, s.capacity) ??
  share('into', s.into) ??
  share('outOf', s.outOf) ??
  share('kept', s.kept) ??
  number('value', s.value) ??
  number('cost', s.cost) ??
  exact(s.charge, s.value) ??
  exact(s.discharge, s.cost);

/** What is wrong with the lines, which are the exchange's own. */
export function lineObjections(book: CoupledBook, markets: readonly string[]): ConfigIssue[] {
  const seen = new Set<string>();
  const ids = new Set<string>();
  return (book.lines ?? []).flatMap(
    ({ id, from, to, slot_ms, capacity, back, loss = 0, susceptance }): ConfigIssue[] => {
      // One for every slot stands beside none of its name.
      const isTwice = slot_ms === undefined ? ids.has(id) : seen.has(`${id} ${slot_ms}`) || seen.has(`${id} `);
      seen.add(`${id} ${slot_ms ?? ''}`);
      ids.add(id);
      const stranger = [from, to].find((market) => !markets.includes(market));
      const odd = [capacity, back].find((v) => !isCount(v) || v < 0);
      const message = isTwice
        ? 'stands twice in one slot; give each line its own id'
        : stranger !== undefined
          ? `ends at "${stranger}"; these markets are cleared: ${markets.join(', ')}`
          : from === to
            ? `begins and ends at "${from}"; expected two markets`
            : odd !== undefined
              ? `has capacity ${odd}; expected whole quanta, 0 at least`
              : !(loss >= 0 && loss < 1)
                ? `has loss ${loss}; expected a share of 0 up to less than 1`
                : susceptance !== undefined && !(susceptance > 0 && Number.isFinite(susceptance))
                  ? `has susceptance ${susceptance}; expected above 0, or none for a line that is steered freely`
                  : susceptance !== undefined && loss > 0
                    ? `has susceptance and loss ${loss}; the DC approximation knows no losses: leave one out`
                    : undefined;
      return message === undefined ? [] : [{ file: '', path: `line "${id}"`, message }];
    },
  );
}

/** What is wrong with the fees of markets. */
export const feeObjections = (fees: NonNullable<CoupledRules['fees']>, markets: readonly string[]): ConfigIssue[] =>
  Object.entries(fees).flatMap(([market, fee]): ConfigIssue[] => {
    const message = !markets.includes(market)
      ? `is of no market; these are cleared: ${markets.join(', ')}`
      : !isCount(fee) || fee < 0
        ? `is ${fee}; expected whole micro-money, 0 at least`
        : undefined;
    return message === undefined ? [] : [{ file: '', path: `fees.${market}`, message }];
  });

/** What is wrong with rules and markets. */
export function rulesObjections(rules: CoupledRules, markets: readonly string[]): ConfigIssue[] {
  const { k = 0.5, fees = {}, ceiling = 0, maxRounds = 1, maxNodes = 1 } = rules;
  const issues: ConfigIssue[] = [];
  const object = (path: string, message: string): unknown => issues.push({ file: '', path, message });
  markets.forEach((id, m) => {
    if (markets.indexOf(id) < m) object('markets', `has "${id}" twice; expected each once`);
  });
  if (!(k >= 0 && k <= 1)) object('k', `is ${k}; expected a share of 0 to 1`);
  issues.push(...feeObjections(fees, markets));
  if (!isCount(ceiling) || ceiling < 0) object('ceiling', `is ${ceiling}; expected whole micro-money, 0 at least`);
  if (!isCount(maxRounds) || maxRounds < 1) object('maxRounds', `is ${maxRounds}; expected a whole number from 1`);
  if (!isCount(maxNodes) || maxNodes < 1) object('maxNodes', `is ${maxNodes}; expected a whole number from 1`);
  return issues;
}
