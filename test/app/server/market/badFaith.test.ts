import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Live } from '../../../../src/app/server/live.ts';
import { journalLines } from '../../../../src/io/journalFile.ts';
import { prefixOf } from '../../../../src/io/mqttTopics.ts';
import { sha256 } from '../../../../src/io/sha256.ts';
import { type AuditReport, audit } from '../../../../src/market/books/audit.ts';
import { unpacked } from '../../../../src/market/journal/packed.ts';
import type { JournalRecord, Refusal } from '../../../../src/market/journal/record.ts';
import { startExchange } from '../../../../src/scenario/exchange/exchange.ts';
import { tradingSite } from '../../../scenario/exchange/tradingSite.ts';
import { load } from '../../../scenario/small.ts';
import { listen } from '../ear.ts';
import { ask, steps } from '../http/asking.ts';
import { as } from '../place.ts';
import { floor, order, slot } from './trading.ts';

const ENGINE = '  engine: { kind: source, owner: cell, bus: power, max_kW: 40, price_money_per_kWh: 0.1 }\n';
const orders = (k: number): string => `/v1/markets/power/${slot(k)}/orders`;

const recordsOf = (path: string): JournalRecord[] =>
  [...journalLines(path)].map((line) => unpacked((JSON.parse(line) as { record: unknown }).record) as JournalRecord);
const journalOf = (data: string): string =>
  join(data, readdirSync(data).find((name) => name.startsWith('exchange-'))!, 'journal.jsonl');

/** Whatever came in: the chain holds, every slot that has ended is settled once, and all accounts together have nothing. */
async function checkBalanced(live: Live, data: string, settled: number): Promise<AuditReport> {
  await live.stop();
  const report = audit(journalLines(journalOf(data)), sha256);
  expect(report.fault).toBeUndefined();
  // The slot that is going on is cleared and not settled yet
  expect(report).toMatchObject({ isSound: true, open: 1, stale: 0, counts: { settlements: settled } });
  expect(Object.values(report.balances).reduce((sum, money) => sum + money, 0)).toBe(0);
  return report;
}
const refusedIn = (data: string): Refusal[] =>
  recordsOf(journalOf(data)).flatMap((record) => (record.kind === 'orders' ? record.refused : []));

/** What is wrong, as it is sent, and the code that it is refused with. */
const WRONG: readonly (readonly [what: string, body: unknown, code: string])[] = [
  ['a quantity below 0', order('w', { quantity_Wh: -1 }), 'outOfRange'],
  ['no quantity', order('w', { quantity_Wh: 0 }), 'outOfRange'],
  ['a part of a watt-hour', order('w', { quantity_Wh: 0.5 }), 'notWhole'],
  ['a huge quantity', order('w', { quantity_Wh: Number.MAX_SAFE_INTEGER }), 'outOfRange'],
  ['a quantity past all numbers', order('w', { quantity_Wh: 1e300 }), 'outOfRange'],
  ['a quantity that is a text', order('w', { quantity_Wh: 'NaN' }), 'invalid'],
  ['a huge price', order('w', { limit_money_per_kWh: 1e9 }), 'outOfRange'],
  ['a huge negative price', order('w', { limit_money_per_kWh: -1e9 }), 'outOfRange'],
  ['a price that is not a number', order('w', { limit_money_per_kWh: 'NaN' }), 'malformed'],
  ['an infinite price', order('w', { limit_money_per_kWh: 'Infinity' }), 'malformed'],
  ['a seventh decimal', order('w', { limit_money_per_kWh: 0.1234567 }), 'notWhole'],
  ['an order of another', order('w', { party: 'roof' }), 'notYours'],
];

afterEach(() => {
  vi.useRealTimers();
});

describe('bad input and bad faith: handled with a code and a reason, and the books balance', () => {
  it('wrong quantities and prices, over HTTP and MQTT', async () => {
    const { start, data } = floor();
    const live = await start();
    const plant = await listen(live.broker!.url, as(live, 'plant'));
    for (const [k, [what, body, code]] of WRONG.entries()) {
      const said = await ask(live, orders(4), { method: 'POST', as: 'plant', body });
      expect([what, said.json.code]).toEqual([what, code]);
      expect(String(said.json.detail).length, what).toBeGreaterThan(10);
      await plant.client.publishAsync(
        `${prefixOf('pair')}/market/power/${slot(4)}/orders/plant`,
        JSON.stringify({ ...(body as object), id: `m${k}` }),
        { qos: 1 },
      );
      const ack = await plant.until(`/ack/plant/m${k}`);
      expect([what, ack.state, ack.code]).toEqual([what, 'rejected', code === 'invalid' ? 'malformed' : code]);
    }
    expect((await ask(live, orders(4), { as: 'plant' })).json).toEqual([]);
    await steps(live, 6);
    await checkBalanced(live, data, 6);
    // HTTP turns away what is of another type before the exchange hears it
    const kept = refusedIn(data);
    expect(kept.every(({ party, reason }) => party === 'plant' && reason.length > 10)).toBe(true);
    for (const code of ['outOfRange', 'notWhole', 'malformed', 'notYours'])
      expect(kept.some((one) => one.code === code)).toBe(true);
    expect(kept.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(2 * WRONG.length - 1);
  });

  it('late and early orders, unknown markets and slots, ids that come again, wrong credentials', async () => {
    const { start, data } = floor({ hours: 48 });
    const live = await start();
    const codeOf = async (path: string, body: unknown, how: Parameters<typeof ask>[2] = { as: 'plant' }) => {
      const { status, json } = await ask(live, path, { method: 'POST', body, ...how });
      return status < 400 ? String(status) : String(json.code);
    };
    expect(await codeOf(orders(0), order('a'))).toBe('late');
    expect(await codeOf(orders(97), order('a'))).toBe('notOpenYet');
    expect(await codeOf(orders(400), order('a'))).toBe('unknownSlot');
    expect(await codeOf(`/v1/markets/heat/${slot(4)}/orders`, order('a'))).toBe('unknownMarket');
    expect(await codeOf(orders(2), order('a'))).toBe('201');
    expect(await codeOf(orders(2), order('a'))).toBe('200');
    expect(await codeOf(orders(2), order('a', { quantity_Wh: 5 }))).toBe('replayed');
    expect(await codeOf(orders(2), order('b'), { headers: { authorization: 'Bearer AAAAAAAAAAAAAAAAAAAAAAAA' } })).toBe(
      'unauthorized',
    );
    expect(await codeOf(orders(2), order('b'), {})).toBe('unauthorized');
    await expect(listen(live.broker!.url, { username: 'plant', password: 'guess' })).rejects.toThrow();
    await steps(live, 4);
    await checkBalanced(live, data, 4);
    expect(
      refusedIn(data)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['late', 'notOpenYet', 'replayed', 'unknownMarket', 'unknownSlot'].sort());
  });

  it('a flood over MQTT fills its own measure: another party’s order is taken at once, and the flood is a line', async () => {
    const { start, data } = floor();
    const live = await start();
    const [plant, roof] = await Promise.all([
      listen(live.broker!.url, as(live, 'plant')),
      listen(live.broker!.url, as(live, 'roof')),
    ]);
    const say = (from: typeof plant, party: string, body: object): void => {
      from.client.publish(`${prefixOf('pair')}/market/power/${slot(8)}/orders/${party}`, JSON.stringify(body), {
        qos: 1,
      });
    };
    for (let k = 0; k < 600; k++) say(plant, 'plant', order(`f${k}`));
    say(roof, 'roof', order('r1', { side: 'sell' }));
    expect(await roof.until('/ack/roof/r1')).toMatchObject({ state: 'accepted' });
    await plant.until('/ack/plant/f599');
    const codes = new Set(plant.of(/\/ack\/plant\/f/).map(({ code }) => code));
    expect(['rate', 'tooMany']).toEqual(expect.arrayContaining([...codes].filter((code) => code !== undefined)));
    expect(codes.size).toBeGreaterThan(1);
    expect((await live.market.account('roof'))!.orders).toHaveLength(1);
    await steps(live, 10);
    await checkBalanced(live, data, 10);
    const kept = refusedIn(data).filter(({ party }) => party === 'plant');
    const counted = kept.reduce((sum, { count = 1 }) => sum + count, 0);
    expect(counted + live.market.counts.taken - 1).toBe(600);
    expect(kept.length).toBeLessThan(30);
  }, 30_000);

  it('a party that vanishes between clearing and delivery owes what it sold: by hand', async () => {
    const { start, data } = floor({ hours: 4, components: ENGINE });
    const live = await start();
    const cell = await listen(live.broker!.url, as(live, 'cell'));
    await ask(live, orders(2), {
      method: 'POST',
      as: 'cell',
      body: order('s1', { side: 'sell', limit_money_per_kWh: 0.05 }),
    });
    await steps(live, 2);
    // The slot was cleared as its first step was about to be taken: sold, and then it is gone
    const trades = (await ask(live, '/v1/trades', { as: 'cell' })).json as unknown as Record<string, unknown>[];
    expect(trades.filter(({ slot_ms }) => slot_ms === slot(2))).toMatchObject([{ side: 'sell', quantity_Wh: 10_000 }]);
    await cell.end();
    const out = await ask(live, '/v1/components/engine/availability', {
      method: 'POST',
      as: 'operator',
      body: { args: { available: 0 } },
    });
    expect(out.status).toBe(202);
    await steps(live, 1);
    const [settled] = (await ask(live, '/v1/settlements?limit=1', { as: 'cell' })).json as unknown as Record<
      string,
      unknown
    >[];
    // 10 kWh short, at the 0.3 of the grid, which gave them
    expect(settled).toMatchObject({ slot_ms: slot(2), metered_Wh: 0, traded_Wh: 10_000, beside_money: -3 });
    await steps(live, 3);
    await checkBalanced(live, data, 6);
  });

  it('a clock that is set back or ahead within a slot moves no gate and no slot', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { start, data } = floor();
    const live = await start();
    const plant = await listen(live.broker!.url, as(live, 'plant'));
    const walls: number[] = [];
    for (const shift_h of [-48, 30, -1, 24 * 365]) {
      vi.setSystemTime(Date.now() + shift_h * 3_600_000);
      const k = live.twin.clock.index;
      expect((await ask(live, orders(k), { method: 'POST', as: 'plant', body: order(`l${k}`) })).json.code).toBe(
        'late',
      );
      expect((await ask(live, orders(k + 1), { method: 'POST', as: 'plant', body: order(`o${k}`) })).status).toBe(201);
      await steps(live, 2);
      walls.push((await plant.until(`/${slot(k + 1)}/clearing`)).wall_ms as number);
    }
    expect(walls).toEqual(walls.toSorted((a, b) => a - b));
    const records = recordsOf(journalOf(data));
    const times = records.map(({ at_ms }) => at_ms);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await checkBalanced(live, data, 8);
  });
});

describe('a day on which clocks change', () => {
  it.each([
    ['2023-03-26', 92],
    ['2023-10-29', 100],
  ])('%s has %i slots in Berlin, each traded and settled once', (day, count) => {
    const text = tradingSite({ hours: 24 })
      .replace('zone: UTC', 'zone: Europe/Berlin')
      .replace(
        /start: \S+, end: \S+,/,
        `start: ${day}T00:00, end: ${day.slice(0, 8)}${Number(day.slice(8)) + 1}T00:00,`,
      );
    const compiled = load({ 'small.yaml': text });
    const records: JournalRecord[] = [];
    const run = startExchange(compiled, { onRecord: (record) => records.push(record) });
    run.advance(compiled.run.grid.length);
    const settled = records.flatMap((record) => (record.kind === 'settlement' ? [record.slot_ms] : []));
    expect(settled).toHaveLength(count);
    expect(new Set(settled).size).toBe(count);
    const money = [...run.outcome().books.balances.money.values()];
    expect(money.reduce((sum, one) => sum + one, 0)).toBe(0);
  });
});
