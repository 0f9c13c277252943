import { Subject } from 'rxjs';
import type { Depth } from '../../../market/depth.ts';
import type { Refusal, SettlementRecord } from '../../../market/journal/record.ts';
import type { Order } from '../../../market/order.ts';
import type { Trade } from '../../../market/trade.ts';
import type { Sent, SlotDone } from '../../../scenario/exchange/liveExchange.ts';
import { type Rate, rateLimiter } from '../http/rate.ts';
import type { Twin } from '../twin.ts';
import { type Account, type MarketInfo, MOST_SLOTS } from './marketMessages.ts';

/** Orders and cancellations of a party. ASSUMED: far above what trading by the quarter hour takes. */
export const ORDER_RATE: Rate = { perSecond: 20, burst: 200 };

/** How often refusals that were made here are told to the exchange, and how many kinds of them wait. ASSUMED */
const TELL_MS = 1000;
const MOST_WAITING = 1000;

/** What an order of one's own came to, or why it was refused. */
export type OrderAnswer =
  | { readonly kind: 'taken'; readonly order: Order; readonly isRepeated: boolean }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly wait_s?: number };

/** How a party's trades and meters of a slot were settled. */
export interface SettledSlot {
  readonly market: string;
  readonly slot_ms: number;
  readonly revision: number;
  /** Quanta, into the bus positive. */
  readonly metered: number;
  /** Quanta sold less bought. */
  readonly traded: number;
  readonly isEstimated: boolean;
  /** Micro-money: what trades gave, and what the settlement gave beside them. */
  readonly trades: number;
  readonly beside: number;
}

/** Where parties trade, in whatever way they come in. */
export interface MarketFloor {
  readonly markets: readonly MarketInfo[];
  readonly counts: { readonly taken: number; readonly cancelled: number; readonly refused: number };
  readonly cleared$: Subject<SlotDone>;
  readonly settled$: Subject<SettlementRecord>;
  /** An order was taken in, or taken back: the depth of its slot has changed. */
  readonly moved$: Subject<Pick<Order, 'market' | 'slot_ms'>>;
  submit(by: string, market: string, slot_ms: number, payload: unknown): Promise<OrderAnswer>;
  cancel(by: string, market: string, slot_ms: number, id: string): Promise<OrderAnswer>;
  /** Refuses what comes to no market, or in no way that could be judged; it is kept as all refusals are. */
  refuse(
    by: string,
    code: string,
    message: string,
    more?: { readonly order?: string; readonly wait_s?: number },
  ): OrderAnswer;
  book(market: string, slot_ms: number): Promise<Depth | undefined>;
  account(party: string): Promise<Account | undefined>;
  /** Slots that were cleared, the last first. */
  slots(market: string): readonly SlotDone[];
  /** How a party's slots were settled, the last first. */
  settled(party: string): readonly SettledSlot[];
  /** How one of a party's slots was settled, over all markets. */
  settledAt(party: string, slot_ms: number): readonly SettledSlot[];
  stop(): void;
}

/** What of a slot is about a party. */
export const tradesOf = ({ trades }: Pick<SlotDone, 'trades'>, party: string): readonly Trade[] =>
  trades.filter(({ seller, buyer }) => seller === party || buyer === party);

export function openMarketFloor(twin: Twin, rate: Rate = ORDER_RATE): MarketFloor {
  const { markets } = twin.site;
  const counts = { taken: 0, cancelled: 0, refused: 0 };
  const limiter = rateLimiter(rate);
  const cleared$ = new Subject<SlotDone>();
  const settled$ = new Subject<SettlementRecord>();
  const moved$ = new Subject<Pick<Order, 'market' | 'slot_ms'>>();
  /** By market, then by start: in the order in which they came. */
  const slots = new Map(markets.map(({ id }) => [id, new Map<number, SlotDone>()]));
  const settlements = new Map(markets.map(({ id }) => [id, new Map<number, SettlementRecord>()]));
  const keep = <T>(by: ReadonlyMap<string, Map<number, T>>, market: string, slot_ms: number, value: T): void => {
    const known = by.get(market)!;
    known.set(slot_ms, value);
    if (known.size > MOST_SLOTS) known.delete(known.keys().next().value!);
  };
  const subscription = twin.market$.subscribe(({ news, isOld }) => {
    for (const one of news) {
      if (one.kind === 'cleared') {
        keep(slots, one.slot.market, one.slot.slot_ms, one.slot);
        if (!isOld) cleared$.next(one.slot);
      } else {
        keep(settlements, one.settlement.market, one.settlement.slot_ms, one.settlement);
        if (!isOld) settled$.next(one.settlement);
      }
    }
  });
  /** What was refused here, by party and code: told together, so that a flood is told as a number. */
  const waiting = new Map<string, Refusal>();
  const tellRefused = (): void => {
    for (const refusal of waiting.values()) void twin.refuse(refusal).catch(() => undefined);
    waiting.clear();
  };
  const timer = setInterval(tellRefused, TELL_MS);
  timer.unref();
  const refuse: MarketFloor['refuse'] = (by, code, message, { order = '', wait_s } = {}) => {
    counts.refused++;
    const key = `${by}/${code}`;
    const before = waiting.get(key);
    if (before !== undefined) waiting.set(key, { ...before, count: (before.count ?? 1) + 1 });
    else if (waiting.size < MOST_WAITING) waiting.set(key, { party: by, order, code, reason: message });
    return { kind: 'refused', code, message, ...(wait_s === undefined ? {} : { wait_s }) };
  };
  const send = async (by: string, sent: Sent): Promise<OrderAnswer> => {
    const wait_s = limiter.take(by);
    if (wait_s > 0) {
      const { perSecond, burst } = rate;
      const most = `at most ${perSecond} orders a second for long, ${burst} at once`;
      return refuse(by, 'rate', `too many orders of "${by}"; ${most}`, { wait_s });
    }
    const answer = await twin.send(by, sent);
    if (answer.kind === 'refused') {
      counts.refused++;
      return answer;
    }
    if (answer.kind !== 'order') throw new Error('the exchange gave no answer to an order');
    const { order, isRepeated } = answer;
    if (!isRepeated) counts['order' in sent ? 'taken' : 'cancelled']++;
    moved$.next(order);
    return { kind: 'taken', order, isRepeated };
  };
  const settledOf = (party: string, { market, slot_ms, ...record }: SettlementRecord): SettledSlot | undefined => {
    const metered = record.metered[party];
    const done = slots.get(market)?.get(slot_ms);
    const own = done === undefined ? [] : tradesOf(done, party);
    if (metered === undefined && own.length === 0) return undefined;
    let traded = 0;
    let trades = 0;
    for (const { seller, quantity, sellerGets, buyerPays } of own) {
      traded += seller === party ? quantity : -quantity;
      trades += seller === party ? sellerGets : -buyerPays;
    }
    return {
      market,
      slot_ms,
      revision: record.revision,
      metered: metered ?? 0,
      traded,
      isEstimated: record.estimated.includes(party),
      trades,
      beside: record.money[party] ?? 0,
    };
  };
  const settled = (party: string): readonly SettledSlot[] =>
    [...settlements.values()]
      .flatMap((by) => [...by.values()].flatMap((record) => settledOf(party, record) ?? []))
      .sort((a, b) => b.slot_ms - a.slot_ms || (a.market < b.market ? -1 : 1));

  return {
    markets,
    counts,
    cleared$,
    settled$,
    moved$,
    refuse,
    submit(by, market, slot_ms, payload) {
      const isPlain = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
      if (!isPlain) return Promise.resolve(refuse(by, 'malformed', 'an order is a JSON object'));
      const given = payload as { readonly market?: unknown; readonly slot_ms?: unknown };
      if ((given.market ?? market) !== market || (given.slot_ms ?? slot_ms) !== slot_ms)
        return Promise.resolve(
          refuse(by, 'malformed', 'the order names another market or slot than the address that it came to'),
        );
      return send(by, { order: { ...payload, market, slot_ms } });
    },
    async cancel(by, market, slot_ms, id) {
      const account = await twin.account(by);
      const own = account.kind === 'account' ? account.account.orders.find((order) => order.id === id) : undefined;
      if (own !== undefined && (own.market !== market || own.slot_ms !== slot_ms))
        return refuse(by, 'unknownOrder', `order "${id}" is for slot ${own.slot_ms} of ${own.market}; cancel it there`);
      return send(by, { cancel: { cancel: id } });
    },
    async book(market, slot_ms) {
      const answer = await twin.book(market, slot_ms);
      return answer.kind === 'book' ? answer.book : undefined;
    },
    async account(party) {
      const answer = await twin.account(party);
      return answer.kind === 'account' ? answer.account : undefined;
    },
    slots: (market) => [...(slots.get(market)?.values() ?? [])].reverse(),
    settled,
    settledAt: (party, slot_ms) =>
      [...settlements.values()].flatMap((by) => {
        const record = by.get(slot_ms);
        return record === undefined ? [] : (settledOf(party, record) ?? []);
      }),
    stop() {
      clearInterval(timer);
      tellRefused();
      subscription.unsubscribe();
      cleared$.complete();
      settled$.complete();
      moved$.complete();
    },
  };
}
