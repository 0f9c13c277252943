import { describe, expect, it } from 'vitest';
import type { Live } from '../../../../src/app/server/live.ts';
import { prefixOf } from '../../../../src/io/mqttTopics.ts';
import { type Ear, listen } from '../ear.ts';
import { steps } from '../http/asking.ts';
import { as } from '../place.ts';
import { floor, order, slot } from './trading.ts';

const PREFIX = prefixOf('pair');
const ear = (live: Live, name: string): Promise<Ear> => listen(live.broker!.url, as(live, name));
const send = (from: Ear, party: string, k: number, payload: object | string, retain = false): Promise<unknown> =>
  from.client.publishAsync(
    `${PREFIX}/market/power/${slot(k)}/orders/${party}`,
    typeof payload === 'string' ? payload : JSON.stringify(payload),
    { qos: 1, retain },
  );

/** The broker breaks with who publishes what it may not. */
const expectCut = (from: Ear, sent: Promise<unknown>): Promise<void> => {
  void sent.catch(() => undefined);
  return new Promise((done) => from.client.on('close', () => done()));
};

describe('a live exchange over MQTT', () => {
  it('acknowledges orders, tells the depth without who, the clearing, and each party its own trades', async () => {
    const live = await floor().start();
    const [plant, roof, viewer] = await Promise.all([ear(live, 'plant'), ear(live, 'roof'), ear(live, 'viewer')]);
    await send(plant, 'plant', 1, order('a1'));
    expect(await plant.until('/ack/plant/a1')).toMatchObject({ state: 'accepted' });
    const book = await viewer.until(`/${slot(1)}/book`);
    expect(book).toMatchObject({ buys: [{ limit_money_per_kWh: 0.2, quantity_Wh: 10_000, orders: 1 }], sells: [] });
    expect(JSON.stringify(book)).not.toContain('plant');
    await steps(live, 2);
    expect(await viewer.until(`/${slot(1)}/clearing`)).toMatchObject({ price_money_per_kWh: 0.08, volume_Wh: 25_000 });
    expect(await plant.until(`/${slot(1)}/trades/plant`)).toMatchObject({
      trades: [{ side: 'buy', with: 'roof', order: 'a1', quantity_Wh: 10_000, total_money: 0.8 }],
    });
    expect(await plant.until(`settlement/${slot(1)}/plant`)).toMatchObject({
      revision: 1,
      lines: [{ market: 'power', metered_Wh: -37_500, traded_Wh: -10_000, beside_money: -6.27 }],
    });
    await roof.until(`settlement/${slot(1)}/roof`);
    const topics = (one: Ear): string[] => one.heard.map(({ topic }) => topic);
    expect(topics(roof).filter((topic) => topic.includes('plant'))).toEqual([]);
    expect(topics(viewer).filter((topic) => /plant|roof/.test(topic))).toEqual([]);
    // A retained settlement comes again to who asks later
    const later = await ear(live, 'plant');
    await later.until(`settlement/${slot(1)}/plant`);
    expect(later.heard.some(({ topic, text }) => topic.endsWith(`/${slot(1)}/book`) && text !== '')).toBe(false);
  });

  it('lets nobody send or cancel for another, and takes no retained order', async () => {
    const live = await floor().start();
    const [plant, roof, operator] = await Promise.all([ear(live, 'plant'), ear(live, 'roof'), ear(live, 'operator')]);
    await send(plant, 'plant', 4, order('a1'));
    await plant.until('/ack/plant/a1');
    await expectCut(roof, send(roof, 'plant', 4, { cancel: 'a1' }));
    await operator.until(
      '/event/warning/site',
      ({ code, message }) => code === 'forbidden' && /roof/.test(message as string),
    );
    const other = await ear(live, 'roof');
    await send(other, 'roof', 4, { cancel: 'a1' });
    expect(await other.until('/ack/roof/a1')).toMatchObject({ state: 'rejected', code: 'unknownOrder' });
    const again = await ear(live, 'roof');
    await expectCut(again, send(again, 'roof', 4, order('r1'), true));
    await expect(listen(live.broker!.url, { username: 'plant', password: 'x'.repeat(24) })).rejects.toThrow();
    expect((await live.market.account('roof'))!.orders).toEqual([]);
    expect((await live.market.account('plant'))!.orders).toMatchObject([{ id: 'a1' }]);
    await send(plant, 'plant', 4, { cancel: 'a1' });
    await plant.until('/ack/plant/a1', ({ state }) => state === 'done');
    expect((await live.market.account('plant'))!.orders).toEqual([]);
  });

  it('answers what is no order, and an order that comes twice once', async () => {
    const live = await floor().start();
    const plant = await ear(live, 'plant');
    const rows: readonly (readonly [id: string, payload: object | string, code: string])[] = [
      ['b1', order('b1', { quantity_Wh: -5 }), 'outOfRange'],
      ['b2', '{"id":"b2","side":"buy","quantity_Wh":1e999}', 'malformed'],
      ['b3', order('b3', { quantity_Wh: 0.5 }), 'notWhole'],
      ['b4', order('b4', { market: 'heat' }), 'malformed'],
    ];
    for (const [id, payload, code] of rows) {
      await send(plant, 'plant', 4, payload);
      expect(await plant.until(`/ack/plant/${id}`)).toMatchObject({ state: 'rejected', code });
    }
    await send(plant, 'plant', 0, order('late'));
    expect(await plant.until('/ack/plant/late')).toMatchObject({ code: 'late' });
    for (let k = 0; k < 2; k++) await send(plant, 'plant', 4, order('a1'));
    await send(plant, 'plant', 4, order('a1', { quantity_Wh: 7 }));
    await plant.until('/ack/plant/a1', ({ code }) => code === 'replayed');
    expect(plant.of('/ack/plant/a1').map(({ state }) => state)).toEqual(['accepted', 'accepted', 'rejected']);
    expect((await live.market.account('plant'))!.orders).toMatchObject([{ id: 'a1', quantity: 10_000 }]);
  });
});
