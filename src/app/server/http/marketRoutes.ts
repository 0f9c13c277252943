import { z } from 'zod';
import {
  AccountShown,
  ClearingShown,
  DepthShown,
  MarketShown,
  OrderBody,
  OrderShown,
  SettlementShown,
  TradeShown,
  TradeSumsShown,
} from '../../../io/marketSchemas.ts';
import { type MarketFloor, type OrderAnswer, tradesOf } from '../market/marketFloor.ts';
import type { MarketInfo } from '../market/marketMessages.ts';
import {
  shownAccount,
  shownClearing,
  shownDepth,
  shownMarket,
  shownOrder,
  shownSettlement,
  shownTrade,
} from '../market/marketPayloads.ts';
import { tradeSums } from '../market/tradeSums.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { idOf, json, type Route, route } from './route.ts';
import { instantOf } from './slotName.ts';

/** What a refused order is as a problem, by its code; what is not here is not possible as things stand. */
const REFUSALS: Readonly<Record<string, ProblemCode>> = {
  malformed: 'invalid',
  notWhole: 'invalid',
  outOfRange: 'invalid',
  unknownMarket: 'not_found',
  unknownSlot: 'not_found',
  unknownOrder: 'not_found',
  no_exchange: 'not_found',
  unknownParty: 'forbidden',
  notYours: 'forbidden',
  tooMany: 'rate',
  rate: 'rate',
  busy: 'busy',
  journal: 'failed',
};

const Limited = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a number of slots')
    .transform(Number)
    .default(96)
    .describe('slots at most, the last first'),
});

const Hours = z.strictObject({
  hours: z
    .string()
    .regex(/^([1-9]|[1-3]\d|4[0-8])$/, 'expected 1 to 48')
    .transform(Number)
    .default(24)
    .describe('hours up to the last slot that was cleared, by the clock of the twin'),
});

/** A slot by its start: ms UTC, or such as `2023-07-01T00:15Z`. @throws Problem */
function slotOf(params: Readonly<Record<string, string>>): number {
  const slot_ms = instantOf(params.slot ?? '');
  if (slot_ms !== undefined) return slot_ms;
  throw new Problem(
    'not_found',
    'a slot is named by its start: ms since 1970 in UTC, or a time such as 2023-07-01T00:15Z',
  );
}

export function marketRoutes(floor: MarketFloor): readonly Route[] {
  /** @param by who sends something there: that it is refused is kept */
  const marketOf = (params: Readonly<Record<string, string>>, by?: string): MarketInfo => {
    const id = idOf(params, 'market', 'market');
    const found = floor.markets.find((market) => market.id === id);
    if (found !== undefined) return found;
    const known = floor.markets.map((market) => market.id).join(', ');
    const message = `there is no market "${id}"; ${known === '' ? 'the scenario has no exchange' : `there are ${known}`}`;
    if (by !== undefined) floor.refuse(by, 'unknownMarket', message);
    throw new Problem('not_found', message, by === undefined ? {} : { code: 'unknownMarket' });
  };
  const unitOf = (id: string): MarketInfo['unit'] => floor.markets.find((market) => market.id === id)?.unit ?? 'Wh';
  const taken = (answer: OrderAnswer): Extract<OrderAnswer, { kind: 'taken' }> => {
    if (answer.kind === 'taken') return answer;
    const { code, message, wait_s } = answer;
    const wait = wait_s ?? (code === 'busy' ? 1 : undefined);
    throw new Problem(REFUSALS[code] ?? 'conflict', message, {
      code,
      ...(wait === undefined ? {} : { headers: { 'retry-after': String(Math.ceil(wait)) } }),
    });
  };
  const ofParty = (name: string): string => {
    if (floor.markets.some(({ parties }) => parties.includes(name))) return name;
    throw new Problem('forbidden', `"${name}" is no party of the exchange; it takes the token of a participant`);
  };
  const own = 'of one’s own';
  return [
    route({
      method: 'get',
      path: '/v1/markets',
      operation: 'listMarkets',
      tag: 'markets',
      summary: 'Markets of the exchange, their slots and gates; none where the scenario has no exchange',
      access: 'read',
      answers: { 200: { about: 'The markets', content: { 'application/json': z.array(MarketShown) } } },
      handle: () => json(floor.markets.map(shownMarket)),
    }),
    route({
      method: 'get',
      path: '/v1/markets/{market}/clearings',
      operation: 'listClearings',
      tag: 'markets',
      summary: 'Price and volume of the last slots that were cleared',
      access: 'read',
      query: Limited,
      answers: { 200: { about: 'The clearings', content: { 'application/json': z.array(ClearingShown) } } },
      problems: ['not_found'],
      handle({ params, query }) {
        const { id, unit } = marketOf(params);
        return json(
          floor
            .slots(id)
            .slice(0, query.limit)
            .map((slot) => shownClearing(slot, unit)),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/markets/{market}/{slot}/book',
      operation: 'getBook',
      tag: 'markets',
      summary:
        'What is asked for and offered in a slot, by limit, without who: by parties where it is open, by all when it was cleared',
      access: 'read',
      answers: { 200: { about: 'The depth', content: { 'application/json': DepthShown } } },
      problems: ['not_found'],
      async handle({ params }) {
        const { id, unit } = marketOf(params);
        const slot_ms = slotOf(params);
        const done = floor.slots(id).find((slot) => slot.slot_ms === slot_ms);
        if (done !== undefined) return json(shownDepth({ market: id, slot_ms, ...done.sides }, unit));
        const depth = await floor.book(id, slot_ms);
        if (depth === undefined) throw new Problem('not_found', `parties send no orders to market "${id}"`);
        return json(shownDepth(depth, unit));
      },
    }),
    route({
      method: 'post',
      path: '/v1/markets/{market}/{slot}/orders',
      operation: 'sendOrder',
      tag: 'markets',
      summary:
        'Sends an order for a slot, in place of what one’s agent would ask for there; the same again is answered again',
      access: 'command',
      body: OrderBody,
      answers: {
        200: { about: 'It was taken in before', content: { 'application/json': OrderShown } },
        201: { about: 'Taken in', content: { 'application/json': OrderShown } },
      },
      problems: ['forbidden', 'not_found', 'conflict', 'busy'],
      async handle({ params, body, principal }) {
        const party = ofParty(principal!.name);
        const { id, unit } = marketOf(params, party);
        const slot_ms = slotOf(params);
        const { order, isRepeated } = taken(await floor.submit(party, id, slot_ms, body));
        const location = `/v1/markets/${id}/${slot_ms}/orders/${order.id}`;
        return json(shownOrder(order, unit), isRepeated ? 200 : 201, isRepeated ? {} : { location });
      },
    }),
    route({
      method: 'get',
      path: '/v1/markets/{market}/{slot}/orders',
      operation: 'listOrders',
      tag: 'markets',
      summary: `Orders ${own} for a slot, and what was filled of them once it is cleared`,
      access: 'command',
      answers: { 200: { about: 'The orders', content: { 'application/json': z.array(OrderShown) } } },
      problems: ['forbidden', 'not_found'],
      async handle({ params, principal }) {
        const { id, unit } = marketOf(params);
        const slot_ms = slotOf(params);
        const party = ofParty(principal!.name);
        const done = floor.slots(id).find((slot) => slot.slot_ms === slot_ms);
        const closed = done?.filled.filter(({ order }) => order.party === party) ?? [];
        const account = done === undefined ? await floor.account(party) : undefined;
        const open = account?.orders.filter((order) => order.market === id && order.slot_ms === slot_ms) ?? [];
        return json([
          ...open.map((order) => shownOrder(order, unit)),
          ...closed.map(({ order, quanta }) => shownOrder(order, unit, quanta)),
        ]);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/markets/{market}/{slot}/orders/{id}',
      operation: 'cancelOrder',
      tag: 'markets',
      summary: `Takes an order ${own} back before its gate closes`,
      access: 'command',
      answers: { 200: { about: 'It was taken back', content: { 'application/json': OrderShown } } },
      problems: ['forbidden', 'not_found', 'conflict', 'busy'],
      async handle({ params, principal }) {
        const party = ofParty(principal!.name);
        const { id, unit } = marketOf(params, party);
        const order = idOf(params, 'id', 'order');
        const answer = await floor.cancel(party, id, slotOf(params), order);
        return json({ ...shownOrder(taken(answer).order, unit), state: 'closed' });
      },
    }),
    route({
      method: 'get',
      path: '/v1/trades',
      operation: 'listTrades',
      tag: 'markets',
      summary: `Trades ${own} in the last slots`,
      access: 'command',
      query: Limited,
      answers: { 200: { about: 'The trades', content: { 'application/json': z.array(TradeShown) } } },
      problems: ['forbidden'],
      handle({ principal, query }) {
        const party = ofParty(principal!.name);
        return json(
          floor.markets.flatMap(({ id, unit }) =>
            floor
              .slots(id)
              .slice(0, query.limit)
              .flatMap((slot) => tradesOf(slot, party).map((trade) => shownTrade(trade, party, unit))),
          ),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/trades/sums',
      operation: 'sumTrades',
      tag: 'markets',
      summary:
        'Who sold to whom in the last hours, and what each party got by that: all for the operator, else one’s own',
      access: 'command',
      query: Hours,
      answers: { 200: { about: 'The sums', content: { 'application/json': TradeSumsShown } } },
      problems: ['forbidden'],
      handle({ principal, query }) {
        const isAll = principal!.role === 'operator';
        return json(tradeSums(floor, query.hours, isAll ? undefined : ofParty(principal!.name)));
      },
    }),
    route({
      method: 'get',
      path: '/v1/settlements',
      operation: 'listSettlements',
      tag: 'markets',
      summary: `How the last slots ${own} were settled`,
      access: 'command',
      query: Limited,
      answers: { 200: { about: 'The settlements', content: { 'application/json': z.array(SettlementShown) } } },
      problems: ['forbidden'],
      handle: ({ principal, query }) =>
        json(
          floor
            .settled(ofParty(principal!.name))
            .slice(0, query.limit)
            .map((one) => shownSettlement(one, unitOf(one.market))),
        ),
    }),
    route({
      method: 'get',
      path: '/v1/account',
      operation: 'getAccount',
      tag: 'markets',
      summary: `The account ${own}: balance, credit, and open orders`,
      access: 'command',
      answers: { 200: { about: 'The account', content: { 'application/json': AccountShown } } },
      problems: ['forbidden', 'not_found'],
      async handle({ principal }) {
        const account = await floor.account(ofParty(principal!.name));
        if (account === undefined) throw new Problem('not_found', 'the exchange is not started yet; ask again');
        return json(shownAccount(account, unitOf));
      },
    }),
  ];
}
