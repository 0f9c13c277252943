import { beforeAll, describe, expect, it } from 'vitest';
import { openHighs } from '../../../src/io/highsModel.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { type ExchangeOutside, startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { type Sent, type SlotDone, startLiveExchange } from '../../../src/scenario/exchange/liveExchange.ts';
import { makeSession } from '../../../src/scenario/session.ts';
import { load } from '../small.ts';
import { journal } from './traded.ts';
import { tradingSite } from './tradingSite.ts';

type Models = NonNullable<ExchangeOutside['models']>;
let models: Models;
beforeAll(async () => {
  models = { linear: await openHighs(), whole: await openHighs() };
});

const START = Date.UTC(2023, 5, 1);
const slot = (k: number): number => START + k * 900_000;
const ENGINE = '  engine: { kind: source, owner: cell, bus: power, max_kW: 40, price_money_per_kWh: 0.1 }\n';

function simulate(text: string) {
  const scenario = load({ 'small.yaml': text });
  const records: JournalRecord[] = [];
  const exchange = startExchange(scenario, { models, onRecord: (record) => records.push(record) });
  exchange.advance(scenario.run.grid.length);
  const outcome = exchange.outcome();
  const balances = Object.fromEntries([...outcome.books.balances.money].filter(([, money]) => money !== 0));
  return { outcome, records, balances, prices: outcome.markets.map(({ prices }) => prices) };
}

function live(text: string) {
  const compiled = load({ 'small.yaml': text });
  const records: JournalRecord[] = [];
  const slots: SlotDone[] = [];
  const made = startLiveExchange(compiled, {
    models,
    onRecord: (record) => records.push(record),
    onSlot: (done) => slots.push(done),
  });
  const session = makeSession(compiled, { follow: (...given) => made.follow(...given) });
  const go = (steps: number): void => {
    for (let k = 0; k < steps; k++) {
      session.step();
      made.after(session.index - 1);
    }
  };
  return { exchange: made, records, slots, go };
}

const order = (id: string, k: number, more: object = {}): Sent => ({
  order: { id, market: 'power', slot_ms: slot(k), side: 'buy', quantity_Wh: 37_500, limit_money_per_kWh: 0.3, ...more },
});

describe('one bus, cleared by its book or together with others', () => {
  // 100 kW of sun at 0.08, 40 kW of an engine at 0.1, a grid that sells at 0.3 and buys at 0.08; fee 0.02
  it.each([60, 100, 120, 140, 150])('has the same prices and payments at a demand of %d kW', (demand) => {
    const site = (exchange: string): string =>
      tradingSite({ components: ENGINE, exchange }).replace('demand: 150', `demand: ${demand}`);
    const byBook = simulate(site('{ fee_money_per_kWh: 0.02 }'));
    const together = simulate(site('{ fee_money_per_kWh: 0.02, clearing: together }'));
    expect(together.prices).toEqual(byBook.prices);
    expect(together.balances).toEqual(byBook.balances);
  });

  it('adds no fee to what the grid sells and buys: by hand', () => {
    const { balances, prices } = simulate(
      tradingSite({ components: ENGINE, exchange: '{ fee_money_per_kWh: 0.02, clearing: together }' }),
    );
    // The grid sells the last 10 of 150 kWh at its 0.3; the 140 of the site pay the fee out of that: sellers get 0.28
    expect(prices[0]![0]).toBe(280_000);
    expect(balances).toEqual({
      plant: -45_000_000,
      roof: 28_000_000,
      cell: 11_200_000,
      'network:power': 2_800_000,
      'utility:grid': 3_000_000,
    });
  });

  it('takes no more of a fee than lies between the prices of the grid, so that nobody pays more or gets less', () => {
    const site = (exchange: string): string => tradingSite({ components: ENGINE, exchange });
    const byBook = simulate(site('{ fee_money_per_kWh: 0.4 }'));
    const together = simulate(site('{ fee_money_per_kWh: 0.4, clearing: together }'));
    // 150 kWh at 0.3; the sun's 100 at 0.08, at which the engine rests
    expect(together.balances).toMatchObject({ plant: -45_000_000, roof: 8_000_000 });
    expect(together.balances['network:power']).toBe(100 * 220_000);
    // By the book the grid takes both sides, and what that leaves comes back to all who were metered
    expect(byBook.balances['network:power']).toBeUndefined();
  });
});

describe('orders from outside where markets clear together', () => {
  const TOGETHER = '{ clearing: together }';

  it('without any the live exchange writes the journal of the simulated one, to the bit', () => {
    const text = tradingSite({ hours: 3, components: ENGINE, exchange: TOGETHER });
    const running = live(text);
    running.go(12);
    expect(journal(running.records)).toEqual(journal(simulate(text).records));
  });

  it('stand in place of what the agent would ask for, and clear, settle and audit as book by book: by hand', () => {
    const { exchange, slots, go, records } = live(tradingSite({ hours: 2, exchange: TOGETHER }));
    expect(exchange.take(order('a1', 2, { quantity_Wh: 10_000, limit_money_per_kWh: 0.2 }), 'plant', 0)).toMatchObject({
      id: 'a1',
      party: 'plant',
      limit: 200_000,
    });
    go(8);
    // 10 kWh from the roof, the rest of the roof to the grid at 0.08, which is the price
    expect(slots[2]!.filled).toMatchObject([{ order: { id: 'a1', limit: 200_000 }, quanta: 10_000 }]);
    expect(slots[2]!.price).toBe(80_000);
    const settled = records.filter((r) => r.kind === 'settlement')[2]!;
    expect(settled).toMatchObject({ slot_ms: slot(2), metered: { plant: -37_500, roof: 25_000 } });
    expect(settled.money.plant).toBe(-8_250_000 + 3_300_000 * 0.6);
    expect(audit(journal(records), sha256)).toMatchObject({ isSound: true, stale: 0 });
  });

  it('are refused by the same codes', () => {
    const { exchange } = live(tradingSite({ hours: 2, exchange: '{ clearing: together, creditLimit_money: 10 }' }));
    const code = (sent: Sent, by: string): unknown => exchange.judge(sent, by, 1);
    expect(code(order('a', 1), 'plant')).toMatchObject({ code: 'late' });
    expect(code(order('a', 2, { quantity_Wh: 1000 }), 'idle')).toMatchObject({ code: 'unknownParty' });
    expect(code(order('a', 2, { market: 'heat' }), 'plant')).toMatchObject({ code: 'unknownMarket' });
    expect(code(order('a', 2, { quantity_Wh: 0 }), 'plant')).toMatchObject({ code: 'outOfRange' });
    // 40 kWh at 0.3 may cost 12
    expect(code(order('a', 2, { quantity_Wh: 40_000 }), 'plant')).toMatchObject({ code: 'credit' });
    expect(exchange.take(order('a', 2, { quantity_Wh: 30_000 }), 'plant', 1)).toMatchObject({ id: 'a' });
    expect(code(order('a', 3), 'plant')).toMatchObject({ code: 'replayed' });
  });

  it('may bear the id of an agent’s order, and one without a limit comes before all agents', () => {
    const { exchange, slots, go, records } = live(
      tradingSite({ hours: 1, components: ENGINE, exchange: TOGETHER }).replace(
        'importLimit_kW: 1000',
        'importLimit_kW: 4',
      ),
    );
    const { limit_money_per_kWh: _, ...free } = (order('demand.power.0', 1) as { order: Record<string, unknown> })
      .order;
    expect(exchange.take({ order: free }, 'plant', 0)).toMatchObject({ id: 'demand.power.0' });
    exchange.take(order('engine', 1, { side: 'sell', quantity_Wh: 5_000, limit_money_per_kWh: 0.2 }), 'cell', 0);
    go(4);
    expect(slots[1]!.filled.map(({ quanta }) => quanta)).toEqual([31_000, 5_000]);
    // All there is: 25 of the roof, 5 of the cell, 1 of the grid; who pays anything pays a millionth above the grid's price
    expect(slots[1]!.price).toBe(300_001);
    expect(audit(journal(records), sha256).fault).toBeUndefined();
  });

  it('leave machines that are led there to their owner, who keeps what it sold by them: by hand', () => {
    const { exchange, go, records } = live(tradingSite({ hours: 1, components: ENGINE, exchange: TOGETHER }));
    exchange.take(order('s', 1, { side: 'sell', quantity_Wh: 6_000, limit_money_per_kWh: 0.05 }), 'cell', 0);
    exchange.take(order('s2', 2, { side: 'sell', quantity_Wh: 12_000, limit_money_per_kWh: 0.05 }), 'cell', 0);
    go(4);
    const settled = records.filter((r) => r.kind === 'settlement');
    expect(settled[0]!.metered.cell).toBe(10_000);
    expect(settled[1]!.metered.cell).toBe(6_000);
    // 40 kW give 10 kWh in a quarter of an hour; 12 were sold, 2 lack at 0.3
    expect(settled[2]!.metered.cell).toBe(10_000);
    expect(settled[2]!.money.cell).toBeLessThan(0);
  });
});

describe('credit where markets clear together', () => {
  const site = (limit: number): string =>
    `${tradingSite({
      hours: 1,
      exchange: `{ clearing: together, creditLimit_money: ${limit} }`,
      components:
        '  cold: { kind: unserved, bus: heat, carrier: heat }\n  letgo: { kind: dump, bus: heat }\n  lift: { kind: converter, owner: cell, lead: heat, rated_kW: 100, ports: { power: power, heat: heat }, flows: { power: { carrier: electricity, flow: in, per: 1 }, heat: { carrier: heat, flow: out, per: 1 } } }\n  house: { kind: load, owner: idle, bus: heat, carrier: heat, demand: 40 }\n',
    })}`.replace(
      'closers: [grid, lost, spilt] }',
      'closers: [grid, lost, spilt] }\n  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [cold, letgo] }',
    );

  it('holds agents to it, order by order, and a machine with all that it may buy', () => {
    // In a quarter of an hour the plant may pay 37.5 x 0.3 = 11.25, the house 10 x 0.6 = 6, the boiler 25 x 0.3 = 7.5
    const refusals = (limit: number): string[] =>
      simulate(site(limit)).records.flatMap((r) =>
        r.kind === 'orders' && r.at_ms === START ? r.refused.map(({ party, code }) => `${party} ${code}`) : [],
      );
    expect(refusals(12)).toEqual([]);
    expect(refusals(8)).toEqual(['plant credit']);
    expect(refusals(7)).toEqual(['cell credit', 'plant credit']);
    expect(refusals(5)).toEqual(['idle credit', 'cell credit', 'plant credit']);
  });

  it('keeps books that an audit finds sound', () => {
    const { records } = simulate(site(7));
    expect(audit(journal(records), sha256).fault).toBeUndefined();
  });
});
