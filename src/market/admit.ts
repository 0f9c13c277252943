import type { Kept } from '../core/kept.ts';
import { byText } from './ledger/exact.ts';
import type { Order, Rejection, RejectionCode } from './order.ts';
import { CancelPayload, countOf, isFault, OrderPayload, schemaFault } from './orderPayload.ts';

/** When a market takes orders for a slot. Slots are UTC: a day of 23 or 25 hours has as many of them as it has time. */
export interface Gate {
  readonly unit: 'Wh' | 'g';
  /** Start of the first slot, end of the last, and length of each, ms. */
  readonly first_ms: number;
  readonly end_ms: number;
  readonly length_ms: number;
  /** How long before its start a slot opens, and closes, ms; the closing moment itself is late. */
  readonly opens_ms: number;
  readonly closes_ms: number;
}

export interface AdmissionRules {
  readonly gates: ReadonlyMap<string, Gate>;
  readonly parties: ReadonlySet<string>;
  /** Largest limit either way, micro-money per thousand quanta; 100 money unless said. */
  readonly maxPrice?: number;
  /** Most orders of a party for one slot of one market, cancelled ones too; 200 unless said. */
  readonly maxOrders?: number;
  /** Why a party's credit does not allow an order, if so. */
  readonly credit?: (order: Order) => string | undefined;
}

/** What a desk remembers, as plain data: of slots that are open, and nothing of those that closed. */
export interface DeskState {
  readonly sequence: number;
  /** By market: start of the last slot whose gate closed. */
  readonly closed: Readonly<Record<string, number>>;
  readonly open: readonly Order[];
  /** Orders that were cancelled, whose ids stay spent until their gate closes. */
  readonly cancelled: readonly Order[];
}

const MAX_PRICE = 100_000_000; // ASSUMED: 100 money, 25 times the harmonised maximum of European day-ahead markets
const MAX_ORDERS = 200; // ASSUMED
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

interface Held {
  readonly order: Order;
  cancelled: boolean;
}

/**
 * The desk where orders come in: whatever a sender gives becomes an order or a refusal with a code and a reason, and never
 * harms another's. The sender is whom its credentials say, not its payload. Time is handed in. What a party may send is
 * bounded by party, market and slot, so a flood fills its own measure only.
 */
export class Desk {
  private readonly rules: AdmissionRules;
  private readonly ranges: { readonly maxPrice: number; readonly maxQuantity: number };
  private sequence = 0;
  private readonly closed = new Map<string, number>();
  /** By party and id. */
  private readonly held = new Map<string, Map<string, Held>>();
  /** By market, slot and party: orders taken. */
  private readonly slots = new Map<string, Map<number, Map<string, Held[]>>>();
  readonly kept: Kept = {
    save: () => this.state(),
    restore: (saved) => this.begin(saved as DeskState),
  };

  constructor(rules: AdmissionRules, state?: DeskState) {
    this.rules = rules;
    const maxPrice = rules.maxPrice ?? MAX_PRICE;
    // So that no quantity at no price is past 2^53.
    this.ranges = { maxPrice, maxQuantity: Math.floor(MAX_SAFE / maxPrice) };
    if (state !== undefined) this.begin(state);
  }

  private begin({ sequence, closed, open, cancelled }: DeskState): void {
    this.sequence = sequence;
    for (const memory of [this.closed, this.held, this.slots]) memory.clear();
    for (const [market, slot_ms] of Object.entries(closed)) this.closed.set(market, slot_ms);
    for (const order of open) this.hold(order, false);
    for (const order of cancelled) this.hold(order, true);
  }

  /**
   * @param sender party whose credentials the message came with
   * @param now_ms instant of its arrival
   */
  admit(payload: unknown, sender: string, now_ms: number): Order | Rejection {
    const order = this.judge(payload, sender, now_ms);
    if ('code' in order) return order;
    this.sequence++;
    this.hold(order, false);
    return order;
  }

  /** The open order of a party under an id; undefined where there is none, or it was cancelled. */
  find(party: string, id: string): Order | undefined {
    const held = this.held.get(party)?.get(id);
    return held === undefined || held.cancelled ? undefined : held.order;
  }

  /** The open order that a message repeats word for word, as a sender does that missed the answer. */
  repeated(payload: unknown, sender: string): Order | undefined {
    const { data } = OrderPayload.safeParse(payload);
    const known = data === undefined ? undefined : this.find(sender, data.id);
    const gate = data === undefined ? undefined : this.rules.gates.get(data.market);
    if (data === undefined || known === undefined || gate === undefined) return undefined;
    const { market, slot_ms, side, immediate } = data;
    const { id, party, sequence } = known;
    const counted = countOf(data, gate.unit, this.ranges);
    const asked = {
      id,
      party,
      market,
      slot_ms,
      side,
      ...counted,
      sequence,
      ...(immediate === undefined ? {} : { immediate }),
    };
    return JSON.stringify(asked) === JSON.stringify(known) ? known : undefined;
  }

  /** Open orders of a party by arrival. */
  openOf(party: string): Order[] {
    const own = [...(this.held.get(party)?.values() ?? [])];
    return own.filter(({ cancelled }) => !cancelled).map(({ order }) => order);
  }

  /** Open orders for a slot of a market. */
  openAt(market: string, slot_ms: number): Order[] {
    const all = [...(this.slots.get(market)?.get(slot_ms)?.values() ?? [])].flat();
    return all.filter(({ cancelled }) => !cancelled).map(({ order }) => order);
  }

  /** What `admit` would make of a message now; nothing is kept of it. */
  judge(payload: unknown, sender: string, now_ms: number): Order | Rejection {
    const parsed = OrderPayload.safeParse(payload);
    const refuse = (code: RejectionCode, reason: string): Rejection => ({
      party: sender,
      order: idIn(payload),
      code,
      reason,
    });
    if (!parsed.success) {
      const { code, reason } = schemaFault(parsed.error.issues, Object.keys(OrderPayload.shape));
      return refuse(code, reason);
    }
    const { id, market, slot_ms, side, party, immediate } = parsed.data;
    if (!this.rules.parties.has(sender)) return refuse('unknownParty', `"${sender}" is no participant of the exchange`);
    if (party !== undefined && party !== sender)
      return refuse('notYours', `an order of "${party}" sent by "${sender}"; send orders of your own only`);
    const gate = this.rules.gates.get(market);
    if (gate === undefined)
      return refuse('unknownMarket', `no market "${market}"; there are: ${[...this.rules.gates.keys()].join(', ')}`);
    const counted = countOf(parsed.data, gate.unit, this.ranges);
    if (isFault(counted)) return refuse(counted.code, counted.reason);
    const timing = this.timing(market, gate, slot_ms, now_ms);
    if (timing !== undefined) return refuse(...timing);
    if (this.held.get(sender)?.has(id) === true)
      return refuse('replayed', `order "${id}" came before; give every order an id of its own`);
    const most = this.rules.maxOrders ?? MAX_ORDERS;
    if ((this.slots.get(market)?.get(slot_ms)?.get(sender)?.length ?? 0) >= most)
      return refuse('tooMany', `more than ${most} orders for one slot; join them, or wait for the next slot`);
    const order: Order = {
      id,
      party: sender,
      market,
      slot_ms,
      side,
      ...counted,
      sequence: this.sequence,
      ...(immediate === undefined ? {} : { immediate }),
    };
    const credit = this.rules.credit?.(order);
    if (credit !== undefined) return refuse('credit', credit);
    return order;
  }

  /** Takes an order back before its gate closes. @returns the order that is cancelled */
  cancel(payload: unknown, sender: string, now_ms: number): Order | Rejection {
    const order = this.judgeCancel(payload, sender, now_ms);
    if (!('code' in order)) this.held.get(sender)!.get(order.id)!.cancelled = true;
    return order;
  }

  /** What `cancel` would make of a message now. */
  judgeCancel(payload: unknown, sender: string, now_ms: number): Order | Rejection {
    const parsed = CancelPayload.safeParse(payload);
    const refuse = (code: RejectionCode, reason: string): Rejection => ({
      party: sender,
      order: idIn(payload),
      code,
      reason,
    });
    if (!parsed.success) {
      const { code, reason } = schemaFault(parsed.error.issues, Object.keys(CancelPayload.shape));
      return refuse(code, reason);
    }
    const { cancel: id, party } = parsed.data;
    if (party !== undefined && party !== sender)
      return refuse('notYours', `order "${id}" is of "${party}"; cancel orders of your own only`);
    const found = this.held.get(sender)?.get(id);
    if (found === undefined || found.cancelled)
      return refuse('unknownOrder', `no open order "${id}" of "${sender}"; it may be cancelled or its gate closed`);
    const { market, slot_ms } = found.order;
    const timing = this.timing(market, this.rules.gates.get(market)!, slot_ms, now_ms);
    if (timing !== undefined) return refuse(...timing);
    return found.order;
  }

  /** Closes the gate of a slot and all before it, and forgets them. @returns the slot's orders by arrival */
  close(market: string, slot_ms: number): Order[] {
    this.closed.set(market, Math.max(slot_ms, this.closed.get(market) ?? slot_ms));
    const slots = this.slots.get(market);
    const orders: Order[] = [];
    for (const [start_ms, parties] of slots ?? []) {
      if (start_ms > slot_ms) continue;
      slots!.delete(start_ms);
      for (const [party, list] of parties) {
        const own = this.held.get(party)!;
        for (const { order, cancelled } of list) {
          own.delete(order.id);
          if (start_ms === slot_ms && !cancelled) orders.push(order);
        }
        if (own.size === 0) this.held.delete(party);
      }
    }
    return orders.sort((a, b) => a.sequence - b.sequence);
  }

  state(): DeskState {
    const all = [...this.held.values()].flatMap((own) => [...own.values()]);
    const those = (cancelled: boolean): Order[] =>
      all
        .filter((h) => h.cancelled === cancelled)
        .map((h) => h.order)
        .sort((a, b) => a.sequence - b.sequence);
    return {
      sequence: this.sequence,
      closed: Object.fromEntries([...this.closed].sort(([a], [b]) => byText(a, b))),
      open: those(false),
      cancelled: those(true),
    };
  }

  private timing(market: string, gate: Gate, slot_ms: number, now_ms: number): [RejectionCode, string] | undefined {
    const { first_ms, end_ms, length_ms, opens_ms, closes_ms } = gate;
    if (slot_ms < first_ms || slot_ms >= end_ms || (slot_ms - first_ms) % length_ms !== 0)
      return [
        'unknownSlot',
        `no slot of ${market} starts at ${slot_ms}; they start every ${length_ms} ms from ${first_ms}, the last before ${end_ms}`,
      ];
    const closed = this.closed.get(market);
    if (now_ms >= slot_ms - closes_ms || (closed !== undefined && slot_ms <= closed))
      return ['late', `the gate of slot ${slot_ms} closed at ${slot_ms - closes_ms}; trade in a later slot`];
    if (now_ms < slot_ms - opens_ms)
      return ['notOpenYet', `the gate of slot ${slot_ms} opens at ${slot_ms - opens_ms}; send it again then`];
    return undefined;
  }

  private hold(order: Order, cancelled: boolean): void {
    const { party, id, market, slot_ms } = order;
    const held: Held = { order, cancelled };
    within(this.held, party, () => new Map<string, Held>()).set(id, held);
    const slots = within(this.slots, market, () => new Map<number, Map<string, Held[]>>());
    const parties = within(slots, slot_ms, () => new Map<string, Held[]>());
    within(parties, party, (): Held[] => []).push(held);
  }
}

/** The value of a key, made where there is none. */
function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** The id that a message gives itself, whatever else is wrong with it. */
function idIn(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return '';
  const { id, cancel } = payload as { id?: unknown; cancel?: unknown };
  const given = id ?? cancel;
  return typeof given === 'string' ? given.slice(0, 64) : '';
}
