import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { startExchange } from '../../../src/scenario/exchange/exchange.ts';
import {
  type LiveExchange,
  type Sent,
  type SlotDone,
  startLiveExchange,
} from '../../../src/scenario/exchange/liveExchange.ts';
import { makeSession, type Session } from '../../../src/scenario/session.ts';
import { load } from '../small.ts';
import { tradingSite } from './tradingSite.ts';

const START = Date.UTC(2023, 5, 1);
const slot = (k: number): number => START + k * 900_000;

interface Going {
  readonly session: Session;
  readonly exchange: LiveExchange;
  readonly records: JournalRecord[];
  readonly slots: SlotDone[];
  go(this: void, steps: number): void;
}

function start(text: string): Going {
  const compiled = load({ 'small.yaml': text });
  const records: JournalRecord[] = [];
  const slots: SlotDone[] = [];
  let exchange: LiveExchange | undefined;
  const session = makeSession(compiled, { follow: (...given) => exchange?.follow(...given) });
  const made = startLiveExchange(compiled, {
    onRecord: (record) => records.push(record),
    onSlot: (done) => slots.push(done),
  });
  exchange = made;
  return {
    session,
    exchange: made,
    records,
    slots,
    go(steps) {
      for (let k = 0; k < steps; k++) {
        session.step();
        made.after(session.index - 1);
      }
    },
  };
}

const linesOf = (records: readonly JournalRecord[]): string[] => {
  let head = '';
  return records.map((record) => {
    const made = chain(sha256, head, record);
    head = made.head;
    return made.line;
  });
};

const order = (id: string, k: number, more: object = {}): Sent => ({
  order: { id, market: 'power', slot_ms: slot(k), side: 'buy', quantity_Wh: 37_500, limit_money_per_kWh: 0.3, ...more },
});

describe('a live exchange', () => {
  it('to which nobody sends anything writes the journal of the simulated one, to the bit', () => {
    const text = tradingSite({ hours: 30 });
    const live = start(text);
    live.go(120);
    const compiled = load({ 'small.yaml': text });
    const records: JournalRecord[] = [];
    const run = startExchange(compiled, { onRecord: (record) => records.push(record) });
    run.advance(120);
    expect(linesOf(live.records)).toEqual(linesOf(records));
  });

  it('clears what a party sent in place of what its agent would ask for: by hand', () => {
    const { exchange, slots, go, records } = start(tradingSite({ hours: 2 }));
    // The plant needs 37.5 kWh a quarter of an hour and the roof has 25; the plant says it buys 10 at 0.2 at most
    expect(exchange.take(order('a1', 2, { quantity_Wh: 10_000, limit_money_per_kWh: 0.2 }), 'plant', 0)).toMatchObject({
      id: 'a1',
      party: 'plant',
      limit: 200_000,
    });
    go(8);
    expect(slots[1]).toMatchObject({ slot_ms: slot(1), filled: [] });
    // 10 kWh from the roof at its 0.08, the rest of the roof to the grid at 0.08; nobody else bids
    expect(slots[2]!.filled).toMatchObject([{ order: { id: 'a1' }, quanta: 10_000 }]);
    expect(slots[2]!.price).toBe(80_000);
    const settled = records.filter((r) => r.kind === 'settlement')[2]!;
    expect(settled).toMatchObject({ slot_ms: slot(2), metered: { plant: -37_500, roof: 25_000 } });
    // 27.5 kWh more than it bought, at the 0.3 of the grid: 8.25. The grid gave 12.5 kWh for 3.75 and kept the 15 kWh that it
    // had bought for 1.2, so 3.3 are over; users share them by what passed: 37.5 of 62.5 kWh is the plant's
    expect(settled.money.plant).toBe(-8_250_000 + 3_300_000 * 0.6);
    const report = audit(linesOf(records), sha256);
    expect(report.fault).toBeUndefined();
    expect(report).toMatchObject({ isSound: true, stale: 0 });
  });

  it('takes orders until their slot begins, and hours before by its gate', () => {
    const { exchange, go } = start(tradingSite({ hours: 4, exchange: '{ gate_min: 30 }' }));
    expect(exchange.judge(order('a', 0), 'plant', 0)).toMatchObject({ code: 'late' });
    expect(exchange.judge(order('a', 2), 'plant', 0)).toMatchObject({ code: 'late' });
    expect(exchange.judge(order('a', 3), 'plant', 0)).toMatchObject({ id: 'a' });
    go(1);
    expect(exchange.judge(order('a', 3), 'plant', 1)).toMatchObject({ code: 'late' });
    const free = start(tradingSite({ hours: 1 }));
    expect(free.exchange.judge(order('a', 0), 'plant', 0)).toMatchObject({ code: 'late' });
    expect(free.exchange.judge(order('a', 1), 'plant', 0)).toMatchObject({ id: 'a' });
  });

  it('lets nobody see or cancel what is another’s, nor trade where it has nothing', () => {
    const { exchange } = start(tradingSite({ hours: 1 }));
    exchange.take(order('a', 2), 'plant', 0);
    expect(exchange.take({ cancel: { cancel: 'a' } }, 'roof', 0)).toMatchObject({ code: 'unknownOrder' });
    expect(exchange.desk.openOf('roof')).toEqual([]);
    expect(exchange.judge(order('b', 2), 'idle', 0)).toMatchObject({ code: 'unknownParty' });
    expect(exchange.judge(order('b', 2), 'operator', 0)).toMatchObject({ code: 'unknownParty' });
    expect(exchange.take({ cancel: { cancel: 'a' } }, 'plant', 0)).toMatchObject({ id: 'a' });
    expect(exchange.judge(order('a', 2), 'plant', 0)).toMatchObject({ code: 'replayed' });
  });

  it('delivers a sale of one’s own by the machine of least cost, and leaves the rest as imbalance', () => {
    const text = tradingSite({
      hours: 1,
      components: '  engine: { kind: source, owner: cell, bus: power, max_kW: 40, price_money_per_kWh: 0.1 }\n',
    });
    const { exchange, go, records } = start(text);
    exchange.take(order('s', 1, { side: 'sell', quantity_Wh: 12_000, limit_money_per_kWh: 0.05 }), 'cell', 0);
    go(4);
    const [, second] = records.filter((r) => r.kind === 'settlement');
    // 40 kW give 10 kWh in a quarter of an hour; 12 were sold
    expect(second!.metered.cell).toBe(10_000);
    expect(second!.money.cell).toBe(-2 * 300_000);
  });
});

describe('credit of an order without a limit', () => {
  it('is that of the dearest price of the run, though the run begins at night: by hand', () => {
    const { exchange } = start(
      tradingSite({
        hours: 12,
        components: '  engine: { kind: source, owner: cell, bus: power, max_kW: 40, price_money_per_kWh: 9 }\n',
        exchange: '{ creditLimit_money: 10 }',
      }).replace(
        'energy: { price_money_per_kWh: 0.3 }',
        'energy: { periods: { day: { price_money_per_kWh: 0.4 }, night: { price_money_per_kWh: 0.1 } }, seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { day: 8-22, night: [0-8, 22-24] } }] }',
      ),
    );
    const open = (quantity_Wh: number): Sent => ({
      order: { id: `q${quantity_Wh}`, market: 'power', slot_ms: slot(36), side: 'buy', quantity_Wh },
    });
    // 25 kWh at 0.4 are the whole 10; at the 0.1 of midnight they would take 2.5
    expect(exchange.take(open(25_001), 'cell', 0)).toMatchObject({ code: 'credit' });
    expect(exchange.take(open(25_000), 'cell', 0)).toMatchObject({ id: 'q25000' });
    expect(exchange.take(open(1), 'cell', 0)).toMatchObject({ code: 'credit' });
  });
});
