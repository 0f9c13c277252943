import { timeAt } from '../../../core/timeGrid.ts';
import { MOST_BYTES } from '../../../io/mqttBroker.ts';
import type { Incoming, Link } from '../../../io/mqttLink.ts';
import { CommandId, orderTopicOf, prefixOf } from '../../../io/mqttTopics.ts';
import type { Order } from '../../../market/order.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Twin } from '../twin.ts';
import { type MarketFloor, type OrderAnswer, tradesOf } from './marketFloor.ts';
import { shownClearing, shownDepth, shownSettlement, shownTrade } from './marketPayloads.ts';

export interface MarketTelemetryOptions {
  readonly twin: Twin;
  readonly link: Link;
  readonly floor: MarketFloor;
  readonly telemetry: Pick<Telemetry, 'event'>;
  readonly wall: () => number;
}

const RETAINED = 'an order must not be retained; it was cleared and not taken';
/** How often the depth of a slot is told at most. */
const BOOK_MS = 250;
/** Slots whose settlements a broker keeps: two days of quarter hours. */
const KEPT_SLOTS = 192;

/** Takes orders over MQTT to the floor, and tells what became of them. @returns what ends that */
export function tellMarket({ twin, link, floor, telemetry, wall }: MarketTelemetryOptions): () => void {
  const { site } = twin;
  const prefix = prefixOf(site.name);
  const unitOf = new Map(site.markets.map(({ id, unit }) => [id, unit]));
  const deliver = (topic: string, payload: object, retain = false): void => {
    const seq = Math.max(0, twin.clock.index - 1);
    const { run, epoch } = twin.run;
    const head = { time_ms: timeAt(site.grid, seq), wall_ms: wall(), run, epoch, seq };
    link.deliver(`${prefix}/${topic}`, JSON.stringify({ ...head, ...payload }), { retain });
  };
  const refused = (party: string, code: string, message: string): void =>
    telemetry.event({
      severity: 'warning',
      component: 'site',
      code: 'order-refused',
      text: `${party}: ${code}: ${message}`,
    });
  const answer = (party: string, id: string | undefined, said: OrderAnswer, isCancel: boolean): void => {
    if (said.kind === 'refused') refused(party, said.code, said.message);
    if (id === undefined) return;
    deliver(
      `ack/${party}/${id}`,
      said.kind === 'refused'
        ? { state: 'rejected', code: said.code, message: said.message }
        : { state: isCancel ? 'done' : 'accepted' },
    );
  };
  const hear = ({ topic, payload, retain }: Incoming): void => {
    const to = orderTopicOf(prefix, topic);
    if (to === undefined || payload.length === 0) return;
    const { market, slot_ms, party } = to;
    if (retain) {
      link.deliver(topic, '', { retain: true });
      answer(party, undefined, floor.refuse(party, 'retained', RETAINED), false);
      return;
    }
    const given = payload.length > MOST_BYTES ? undefined : parse(payload);
    const { id, cancel } = (given ?? {}) as { readonly id?: unknown; readonly cancel?: unknown };
    const isCancel = typeof cancel === 'string';
    const named = CommandId.safeParse(cancel ?? id).data;
    const said = isCancel ? floor.cancel(party, market, slot_ms, cancel) : floor.submit(party, market, slot_ms, given);
    void said.then(
      (one) => answer(party, named, one, isCancel),
      (error: Error) => answer(party, named, { kind: 'refused', code: 'failed', message: error.message }, isCancel),
    );
  };

  /** Slots whose depth is to be told. */
  const moved = new Map<string, Pick<Order, 'market' | 'slot_ms'>>();
  const tellBooks = async (): Promise<void> => {
    const waiting = [...moved.values()];
    moved.clear();
    for (const { market, slot_ms } of waiting) {
      const depth = await floor.book(market, slot_ms);
      if (depth === undefined || depth.buys.length + depth.sells.length === 0)
        link.deliver(`${prefix}/market/${market}/${slot_ms}/book`, '', { retain: true });
      else deliver(`market/${market}/${slot_ms}/book`, shownDepth(depth, unitOf.get(market)!), true);
    }
  };
  const timer = setInterval(() => void tellBooks().catch(() => undefined), BOOK_MS);
  timer.unref();

  /** Topics that hold a settlement, the oldest first. */
  const told = new Set<string>();
  const tellSettled = (party: string, slot_ms: number): void => {
    const found = floor.settledAt(party, slot_ms);
    if (found.length === 0) return;
    const topic = `settlement/${slot_ms}/${party}`;
    // Grows with every line and with every revision of one, also where this process did not tell those before.
    const revision = found.reduce((sum, one) => sum + 1 + one.revision, 0);
    const lines = found.map((one) => {
      const { slot_ms: _s, ...rest } = shownSettlement(one, unitOf.get(one.market)!);
      return rest;
    });
    told.add(topic);
    deliver(topic, { slot_ms, party, revision, lines }, true);
  };
  /** What a broker that was started anew, or a twin that was, has not told. */
  const tellAllSettled = (): void => {
    for (const { id } of site.participants)
      for (const slot_ms of new Set(
        floor
          .settled(id)
          .map((one) => one.slot_ms)
          .reverse(),
      ))
        tellSettled(id, slot_ms);
  };
  let waiting: NodeJS.Timeout | undefined;
  const tellSoon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(tellAllSettled, BOOK_MS);
    waiting.unref();
  };
  const subscriptions = [
    link.incoming$.subscribe(hear),
    link.connected$.subscribe(tellSoon),
    twin.market$.subscribe(({ isOld }) => {
      if (isOld) tellSoon();
    }),
    floor.moved$.subscribe(({ market, slot_ms }) => moved.set(`${market}/${slot_ms}`, { market, slot_ms })),
    floor.cleared$.subscribe((slot) => {
      const { market, slot_ms, filled, trades } = slot;
      const unit = unitOf.get(market)!;
      const topic = `market/${market}/${slot_ms}`;
      deliver(`${topic}/clearing`, shownClearing(slot, unit));
      if (filled.length > 0) link.deliver(`${prefix}/${topic}/book`, '', { retain: true });
      const parties = new Set(trades.flatMap(({ seller, buyer }) => [seller, buyer]));
      for (const { id } of site.participants) {
        if (!parties.has(id)) continue;
        const own = tradesOf(slot, id).map((trade) => {
          const { market: _m, slot_ms: _s, ...rest } = shownTrade(trade, id, unit);
          return rest;
        });
        deliver(`${topic}/trades/${id}`, { market, slot_ms, trades: own });
      }
    }),
    floor.settled$.subscribe(({ slot_ms }) => {
      for (const { id } of site.participants) tellSettled(id, slot_ms);
      while (told.size > KEPT_SLOTS * site.participants.length) {
        const oldest = told.values().next().value!;
        told.delete(oldest);
        link.deliver(`${prefix}/${oldest}`, '', { retain: true });
      }
    }),
  ];
  return () => {
    clearInterval(timer);
    clearTimeout(waiting);
    for (const one of subscriptions) one.unsubscribe();
  };
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
