import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journalLines } from '../../../../src/io/journalFile.ts';
import { sha256 } from '../../../../src/io/sha256.ts';
import { audit } from '../../../../src/market/books/audit.ts';
import { ask, steps } from '../http/asking.ts';
import { floor, order, slot } from './trading.ts';

const codeIn = ({ code }: Record<string, unknown>): string => (typeof code === 'string' ? code : '');
const orders = (k: number): string => `/v1/markets/power/${slot(k)}/orders`;

describe('a live exchange over HTTP', () => {
  it('takes orders with the party’s own token, clears, settles, and shows each its own', async () => {
    const { start, data } = floor();
    const live = await start();
    expect((await ask(live, '/v1/markets')).json).toMatchObject([
      { market: 'power', unit: 'Wh', slot_s: 900, gate_s: 0, isOpen: true, parties: ['roof', 'plant'] },
    ]);
    const sent = await ask(live, orders(1), { method: 'POST', as: 'plant', body: order('a1') });
    expect(sent.status).toBe(201);
    expect(sent.headers.get('location')).toBe(`${orders(1)}/a1`);
    expect(sent.json).toEqual({
      id: 'a1',
      market: 'power',
      slot_ms: slot(1),
      side: 'buy',
      quantity_Wh: 10_000,
      limit_money_per_kWh: 0.2,
      state: 'open',
    });
    expect((await ask(live, `/v1/markets/power/2023-06-01T00:15Z/book`)).json).toEqual({
      market: 'power',
      slot_ms: slot(1),
      buys: [{ limit_money_per_kWh: 0.2, quantity_Wh: 10_000, orders: 1 }],
      sells: [],
    });
    expect((await ask(live, orders(1), { as: 'roof' })).json).toEqual([]);
    expect((await ask(live, '/v1/account', { as: 'plant' })).json).toMatchObject({
      balance_money: -11.25,
      reserved_money: 2,
      orders: [{ id: 'a1' }],
    });
    await steps(live, 2);
    expect((await ask(live, orders(1), { as: 'plant' })).json).toMatchObject([
      { id: 'a1', state: 'closed', filled_Wh: 10_000 },
    ]);
    expect((await ask(live, '/v1/markets/power/clearings')).json).toMatchObject([
      { slot_ms: slot(2) },
      { slot_ms: slot(1), price_money_per_kWh: 0.08, volume_Wh: 25_000 },
      { slot_ms: slot(0), price_money_per_kWh: 0.3, volume_Wh: 37_500 },
    ]);
    const trades = (await ask(live, '/v1/trades', { as: 'plant' })).json as unknown as Record<string, unknown>[];
    expect(trades.filter(({ slot_ms }) => slot_ms === slot(1))).toEqual([
      {
        market: 'power',
        slot_ms: slot(1),
        side: 'buy',
        with: 'roof',
        order: 'a1',
        quantity_Wh: 10_000,
        price_money_per_kWh: 0.08,
        total_money: 0.8,
        fee_money: 0,
      },
    ]);
    // What it drew beside its purchase, less its part of what was over: by hand in liveExchange.test.ts
    expect((await ask(live, '/v1/settlements?limit=1', { as: 'plant' })).json).toEqual([
      {
        market: 'power',
        slot_ms: slot(1),
        revision: 0,
        metered_Wh: -37_500,
        traded_Wh: -10_000,
        isEstimated: false,
        trades_money: -0.8,
        beside_money: -6.27,
      },
    ]);
    await live.stop();
    const report = audit(journalLines(join(data, `exchange-${live.twin.run.run}`, 'journal.jsonl')), sha256);
    expect(report.fault).toBeUndefined();
    expect(report.counts).toMatchObject({ settlements: 2 });
  });

  it('keeps others away from what is a party’s', async () => {
    const live = await floor().start();
    const path = orders(4);
    expect((await ask(live, path, { method: 'POST', as: 'plant', body: order('a1') })).status).toBe(201);
    const status = async (how: Parameters<typeof ask>[2], at = path): Promise<string> => {
      const { status: code, json } = await ask(live, at, how);
      return `${code} ${codeIn(json)}`.trim();
    };
    const wrong = { authorization: 'Bearer AAAAAAAAAAAAAAAAAAAAAAAA' };
    expect(await status({ method: 'POST', body: order('a2') })).toBe('401 unauthorized');
    expect(await status({ method: 'POST', body: order('a2'), headers: wrong })).toBe('401 unauthorized');
    expect(await status({ method: 'POST', as: 'viewer', body: order('a2') })).toBe('403 forbidden');
    expect(await status({ method: 'POST', as: 'operator', body: order('a2') })).toBe('403 forbidden');
    expect(await status({ method: 'POST', as: 'roof', body: order('a2', { party: 'plant' }) })).toBe('403 notYours');
    // Whether there is such an order of another is not told either
    expect(await status({ method: 'DELETE', as: 'roof' }, `${path}/a1`)).toBe('404 unknownOrder');
    expect(await status({ method: 'DELETE' }, `${path}/a1`)).toBe('401 unauthorized');
    expect(await status({ method: 'DELETE', as: 'plant' }, `${orders(5)}/a1`)).toBe('404 unknownOrder');
    expect(await status({ as: 'operator' }, '/v1/account')).toBe('403 forbidden');
    expect((await ask(live, path, { as: 'plant' })).json).toMatchObject([{ id: 'a1', state: 'open' }]);
    expect(await status({ method: 'DELETE', as: 'plant' }, `${path}/a1`)).toBe('200');
    expect((await ask(live, path, { as: 'plant' })).json).toEqual([]);
  });

  it('refuses what is no order with a code and a reason, and the books know nothing of it', async () => {
    const live = await floor({ hours: 24, exchange: '{ creditLimit_money: 10000000 }' }).start();
    const post = async (body: unknown, path = orders(4)): Promise<string> => {
      const { status, json } = await ask(live, path, { method: 'POST', as: 'plant', body });
      if (status >= 400) expect(json.type).toMatch(/^urn:sixfold:problem:/);
      return `${status} ${codeIn(json)}`.trim();
    };
    expect(await post(order('b', { quantity_Wh: -1 }))).toBe('422 outOfRange');
    expect(await post(order('b', { quantity_Wh: 0 }))).toBe('422 outOfRange');
    expect(await post(order('b', { quantity_Wh: 1.5 }))).toBe('422 notWhole');
    expect(await post(order('b', { quantity_Wh: 1e300 }))).toBe('422 outOfRange');
    expect(await post('{"id":"b","side":"buy","quantity_Wh":1e999,"limit_money_per_kWh":1}')).toBe('422 invalid');
    expect(await post('{"id":"b","side":"buy","quantity_Wh":NaN}')).toBe('400 malformed');
    expect(await post(order('b', { limit_money_per_kWh: '1e9' }))).toBe('422 outOfRange');
    expect(await post(order('b', { limit_money_per_kWh: 0.12345678 }))).toBe('422 notWhole');
    expect(await post(order('b', { limit_money_per_kWh: 'NaN' }))).toBe('422 malformed');
    expect(await post(order('b', { quantity_g: 5 }))).toBe('422 malformed');
    expect(await post(order('b', { quantity: 5 }))).toBe('422 invalid');
    expect(await post(order('b', { slot_ms: slot(5) }))).toBe('422 malformed');
    expect(await post(order('b'), orders(0))).toBe('409 late');
    expect(await post(order('b'), `/v1/markets/power/${slot(4) + 1}/orders`)).toBe('404 unknownSlot');
    expect(await post(order('b'), '/v1/markets/power/yesterday/orders')).toBe('404 not_found');
    expect(await post(order('b'), `/v1/markets/heat/${slot(4)}/orders`)).toBe('404 unknownMarket');
    expect(await post(order('b', { quantity_Wh: 90_000_000, limit_money_per_kWh: 100 }))).toBe('201');
    // Beyond what it may owe, ten million, with the first
    expect(await post(order('c', { quantity_Wh: 90_000_000, limit_money_per_kWh: 100 }))).toBe('409 credit');
    expect(await post(order('b', { quantity_Wh: 90_000_000, limit_money_per_kWh: 100 }))).toBe('200');
    expect(await post(order('b', { quantity_Wh: 1 }))).toBe('409 replayed');
    expect((await ask(live, orders(4), { as: 'plant' })).json).toHaveLength(1);
    expect(live.market.counts).toMatchObject({ taken: 1 });
  });

  it('counts orders of each party by itself: one that floods is held up, others are not', async () => {
    const live = await floor().start({ http: { host: '127.0.0.1', port: 0, rate: { perSecond: 0.001, burst: 60 } } });
    const post = (as: string, id: string): Promise<number> =>
      ask(live, orders(40), { method: 'POST', as, body: order(id) }).then(({ status }) => status);
    const flood: number[] = [];
    for (let k = 0; k < 80; k++) flood.push(await post('plant', `f${k}`));
    expect(flood.filter((status) => status === 201)).toHaveLength(60);
    expect(flood.slice(60)).toEqual(Array(20).fill(429));
    expect(await post('roof', 'r1')).toBe(201);
  });

  it('goes on after a start from where it was: orders, books and journal', async () => {
    const site = floor();
    const live = await site.start();
    await ask(live, orders(6), { method: 'POST', as: 'plant', body: order('a1') });
    await steps(live, 3);
    await ask(live, orders(6), { method: 'POST', as: 'roof', body: order('r1', { side: 'sell' }) });
    await live.stop();
    const again = await site.start();
    expect(again.twin.run.run).toBe(live.twin.run.run);
    for (let k = 0; k < 200 && again.twin.clock.index < 3; k++) await new Promise((done) => setTimeout(done, 5));
    expect((await ask(again, orders(6), { as: 'plant' })).json).toMatchObject([{ id: 'a1' }]);
    expect((await ask(again, orders(6), { as: 'roof' })).json).toMatchObject([{ id: 'r1' }]);
    expect((await ask(again, orders(6), { method: 'POST', as: 'plant', body: order('a1') })).status).toBe(200);
    expect((await ask(again, '/v1/settlements', { as: 'plant' })).json).toHaveLength(3);
    await steps(again, 5);
    expect((await ask(again, orders(6), { as: 'plant' })).json).toMatchObject([{ id: 'a1', state: 'closed' }]);
    await again.stop();
    const report = audit(journalLines(join(site.data, `exchange-${live.twin.run.run}`, 'journal.jsonl')), sha256);
    expect(report.fault).toBeUndefined();
    expect(report.counts).toMatchObject({ settlements: 8 });
  });

  it('goes on only: a seek is refused', async () => {
    const live = await floor().start();
    await steps(live, 2);
    const said = await ask(live, '/v1/clock/seek', {
      method: 'POST',
      as: 'operator',
      body: { args: { time_ms: slot(0) } },
    });
    expect(said.json).toMatchObject({ status: 409, code: 'exchange' });
  });
});
