import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Live } from '../../src/app/server/live.ts';
import { prefixOf } from '../../src/io/mqttTopics.ts';
import { type Ear, listen } from '../app/server/ear.ts';
import { steps } from '../app/server/http/asking.ts';
import { floor, order, slot } from '../app/server/market/trading.ts';
import { root } from '../app/site.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';

const PREFIX = prefixOf('pair');

describe('the access list of deploy, on a real Mosquitto with a twin that trades', () => {
  let broker: Mosquitto;
  beforeAll(async () => {
    const acl = readFileSync(join(root, 'deploy/mosquitto/acl'), 'utf8');
    broker = await startMosquitto('pair', { parties: ['plant', 'roof'], acl });
  });
  afterAll(() => broker.end());

  const who = (username: string) => ({ username, password: broker.passwords[username]! });
  const start = (): Promise<Live> => floor().start({ mqtt: { url: broker.url, ...who('twin'), backOff_ms: 300 } });
  const ear = (name: string): Promise<Ear> => listen(broker.url, who(name));
  const ordersOf = (party: string, k = 4): string => `${PREFIX}/market/power/${slot(k)}/orders/${party}`;
  const say = (from: Ear, topic: string, payload: object, retain = false): Promise<unknown> =>
    from.client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain });
  /** Once this is through, so is what was sent before it. */
  const settled = async (live: Live, plant: Ear, id: string): Promise<void> => {
    await say(plant, ordersOf('plant', 9), order(id));
    await plant.until(`/ack/plant/${id}`);
    expect(live.link.isConnected).toBe(true);
  };

  it('a party neither reads nor sends nor cancels what is another’s, and hears what is its own', async () => {
    const live = await start();
    const [plant, roof] = await Promise.all([ear('plant'), ear('roof')]);
    await say(plant, ordersOf('plant'), order('a1'));
    expect(await plant.until('/ack/plant/a1')).toMatchObject({ state: 'accepted' });
    // As the other, and under its own name for the other's order
    await say(roof, ordersOf('plant'), { cancel: 'a1' });
    await say(roof, ordersOf('plant'), order('forged'));
    await say(roof, ordersOf('roof'), { cancel: 'a1' });
    await say(roof, ordersOf('roof'), order('of-another', { party: 'plant' }));
    expect(await roof.until('/ack/roof/a1')).toMatchObject({ state: 'rejected', code: 'unknownOrder' });
    expect(await roof.until('/ack/roof/of-another')).toMatchObject({ state: 'rejected', code: 'notYours' });
    await settled(live, plant, 'mark');
    expect((await live.market.account('plant'))!.orders.map(({ id }) => id)).toEqual(['a1', 'mark']);
    expect((await live.market.account('roof'))!.orders).toEqual([]);
    // Nor what a broker would keep for it or the twin would tell it
    await say(roof, `${PREFIX}/settlement/${slot(0)}/plant`, { forged: true }, true);
    await say(roof, `${PREFIX}/market/power/${slot(4)}/clearing`, { forged: true });
    await steps(live, 6);
    await plant.until(`/${slot(4)}/trades/plant`);
    expect(await plant.until(`settlement/${slot(4)}/plant`)).toMatchObject({ party: 'plant', revision: 1 });
    await roof.until(`settlement/${slot(4)}/roof`);
    await roof.until(`/${slot(4)}/clearing`);
    await roof.until(`/${slot(4)}/book`);
    expect(roof.heard.filter(({ topic }) => topic.includes('plant'))).toEqual([]);
    expect(plant.heard.filter(({ topic }) => /(orders|trades|ack|settlement).*roof/.test(topic))).toEqual([]);
    expect([...plant.heard, ...roof.heard].filter(({ text }) => text.includes('forged'))).toEqual([]);
    await live.stop();
  });

  it('a viewer publishes nothing and sees nobody’s orders, trades and settlements; nor does one without a password', async () => {
    const live = await start();
    const [plant, viewer, operator] = await Promise.all([ear('plant'), ear('viewer'), ear('operator')]);
    for (const name of ['viewer', 'plant']) await say(viewer, ordersOf(name), order(`by-viewer-${name}`));
    await say(viewer, `${PREFIX}/cmd/viewer/clock/pause`, { id: 'v1', args: {} });
    await say(viewer, `${PREFIX}/tele/sun`, { electricity_kW: 1e6 });
    await say(viewer, `${PREFIX}/settlement/${slot(0)}/plant`, { forged: true }, true);
    await say(operator, ordersOf('plant'), order('by-operator'));
    await say(operator, ordersOf('operator'), order('as-operator'));
    await settled(live, plant, 'mark');
    await steps(live, 2);
    await viewer.until(`/${slot(1)}/clearing`);
    await operator.until(`settlement/${slot(1)}/plant`);
    await sleep(100);
    expect((await live.market.account('plant'))!.orders.map(({ id }) => id)).toEqual(['mark']);
    expect(live.market.counts).toMatchObject({ taken: 1, refused: 0 });
    // The steps of this test alone
    expect(live.commands.counts.commands).toBe(1);
    expect(viewer.heard.filter(({ topic }) => /plant|roof|\/(ack|cmd|orders|trades|settlement)\//.test(topic))).toEqual(
      [],
    );
    expect(operator.of('/ack/plant/mark')).toHaveLength(1);
    expect(operator.of(/forged/)).toEqual([]);
    await expect(listen(broker.url, { username: 'plant', password: 'guess' })).rejects.toThrow(/Not authorized/);
    await expect(listen(broker.url, {})).rejects.toThrow(/Not authorized/);
    await live.stop();
  });

  it('a party’s commands are its own, and the twin judges what it owns', async () => {
    const live = await start();
    const [plant, roof] = await Promise.all([ear('plant'), ear('roof')]);
    const command = (id: string) => ({
      id,
      issued_ms: Date.now(),
      expires_ms: Date.now() + 60_000,
      args: { available: 0 },
    });
    await say(plant, `${PREFIX}/cmd/roof/sun/availability`, command('p1'));
    await say(plant, `${PREFIX}/cmd/plant/sun/availability`, command('p2'));
    await say(roof, `${PREFIX}/cmd/roof/sun/availability`, command('r1'));
    expect(await plant.until('/ack/plant/p2')).toMatchObject({ state: 'rejected' });
    expect(await roof.until('/ack/roof/r1')).toMatchObject({ state: 'accepted' });
    expect(roof.of('/ack/roof/p1')).toEqual([]);
    expect(live.commands.counts).toMatchObject({ commands: 2, accepted: 1, rejected: 1 });
    await live.stop();
  });
});
