import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Live } from '../../src/app/server/live.ts';
import { command, idOf, listen } from '../app/server/ear.ts';
import { PREFIX, place, send, tell } from '../app/server/place.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';

let broker: Mosquitto;
beforeAll(async () => {
  broker = await startMosquitto('small');
});
afterAll(() => broker.end());

const who = (username: string) => ({ username, password: broker.passwords[username]! });
const twin = () => ({ url: broker.url, ...who('twin'), backOff_ms: 300 });
const until = async (test: () => boolean, what: string): Promise<void> => {
  for (let k = 0; k < 1500; k++) {
    if (test()) return;
    await sleep(10);
  }
  throw new Error(`never: ${what}`);
};
const lossOf = (live: Live): Promise<string> =>
  new Promise((resolve) => live.link.lost$.subscribe((error) => resolve(error.message)));

describe('on a real Mosquitto', () => {
  it.each(['url', 'wsUrl'] as const)('tells and hears by %s', async (by) => {
    const { start } = place();
    const live = await start({ mqtt: { ...twin(), url: broker[by] } });
    const operator = await listen(broker.url, who('operator'));
    await operator.until('/status', ({ status }) => status === 'online');
    await tell(operator, 'operator/battery/setpoint', { electricity_kW: 11 }, 'accepted');
    await tell(operator, 'operator/clock/step', { steps: 2 });
    const told = await operator.until('/tele/battery', ({ seq }) => seq === 1);
    expect(told.electricity_kW).toBeCloseTo(11, 9);
    await live.stop();
    expect(await operator.until('/status', ({ status }) => status === 'offline')).toBeDefined();
  });

  it('tells and hears by WebSocket over TLS, which a foreign authority does not vouch for', async () => {
    const { ca, foreignCa } = broker.certificates;
    const url = broker.wssUrl;
    const live = await place().start({ mqtt: { ...twin(), url, ca: readFileSync(ca, 'utf8') } });
    const operator = await listen(broker.url, who('operator'));
    await tell(operator, 'operator/clock/step', { steps: 1 });
    await operator.until('/tele/battery');
    await live.stop();
    const deceived = await place().start({ mqtt: { ...twin(), url, ca: readFileSync(foreignCa, 'utf8') } });
    expect(await lossOf(deceived)).toMatch(/self-signed certificate in certificate chain; trying again$/);
  });

  it('by TLS with a certificate; neither a foreign authority nor a foreign client gets through', async () => {
    const pem = (path: string): string => readFileSync(path, 'utf8');
    const { ca, cert, key, foreignCa, foreignCert, foreignKey } = broker.certificates;
    const url = broker.tlsUrl;
    const good = await place().start({ mqtt: { url, ca: pem(ca), cert: pem(cert), key: pem(key) } });
    const viewer = await listen(broker.url, who('viewer'));
    await viewer.until('/status', ({ status }) => status === 'online');
    expect(good.link.isConnected).toBe(true);
    await good.stop();
    const deceived = await place().start({ mqtt: { url, ca: pem(foreignCa), cert: pem(cert), key: pem(key) } });
    expect(await lossOf(deceived)).toMatch(/self-signed certificate in certificate chain; trying again$/);
    const stranger = await place().start({
      mqtt: { url, ca: pem(ca), cert: pem(foreignCert), key: pem(foreignKey) },
    });
    expect(await lossOf(stranger)).toMatch(/; trying again$/);
    expect([deceived.link.isConnected, stranger.link.isConnected]).toEqual([false, false]);
  });

  it('a wrong password is said, and nothing is lost in the store for it', async () => {
    const { store, start } = place();
    const live = await start({ mqtt: { ...twin(), password: 'wrong' }, mode: 'asap' });
    expect(await lossOf(live)).toMatch(/Not authorized; trying again$/i);
    await until(() => live.twin.clock.state === 'ended', 'the end');
    await live.stop();
    expect(store.rows(live.twin.run.run).size).toBe(24);
  });

  it('the last will tells of a death, and what was retained comes back with a broker that forgot', async () => {
    const { start } = place();
    const live = await start({ mqtt: twin() });
    let viewer = await listen(broker.url, who('viewer'));
    await viewer.until('/status', ({ status }) => status === 'online');
    await live.twin.turn('step', 2);
    await viewer.until('/state/battery');
    await viewer.end();
    await broker.stop('SIGKILL');
    await broker.start();
    await until(() => live.link.isConnected, 'a connection');
    viewer = await listen(broker.url, who('viewer'));
    await viewer.until('/meta/battery');
    await viewer.until('/meta/site');
    await viewer.until('/clock');
    await viewer.until('/state/battery');
    await viewer.until('/status', ({ status }) => status === 'online');
  });

  it('refuses commands that were retained before it came, clears them, and says so', async () => {
    const { start } = place();
    const operator = await listen(broker.url, who('operator'));
    const payload = command({ available: 0 });
    await send(operator, 'operator/chp/availability', payload, true);
    const live = await start({ mqtt: twin() });
    const said = await operator.until(`/ack/operator/${idOf(payload)}`);
    expect(said).toMatchObject({ state: 'rejected', code: 'retained' });
    expect(live.twin.journal()).toEqual([]);
    const late = await listen(broker.url, who('operator'));
    await late.until('/status');
    expect(late.of(/\/cmd\//)).toEqual([]);
  });

  it('who may not command is not heard: the broker drops what a viewer sends', async () => {
    const { start } = place();
    const live = await start({ mqtt: twin() });
    const viewer = await listen(broker.url, who('viewer'));
    await viewer.client.publishAsync(`${PREFIX}/cmd/operator/chp/availability`, command({ available: 0 }), { qos: 1 });
    await viewer.client.publishAsync(`${PREFIX}/cmd/viewer/chp/availability`, command({ available: 0 }), { qos: 1 });
    const operator = await listen(broker.url, who('operator'));
    await tell(operator, 'operator/clock/step');
    expect(live.commands.counts.commands).toBe(1);
    expect(live.twin.journal()).toEqual([]);
  });

  it('tells as history what happened while the broker was away, each step once', async () => {
    const { start } = place();
    const live = await start({ mqtt: twin() });
    await live.twin.turn('step', 3);
    await until(() => live.twin.clock.index === 3 && live.link.counts.waiting === 0, 'three steps');
    await sleep(300);
    await live.twin.turn('step', 1);
    await until(() => live.link.counts.waiting === 0, 'confirmation');
    await broker.stop('SIGKILL');
    await until(() => !live.link.isConnected, 'a loss');
    await live.twin.turn('step', 8);
    await until(() => live.twin.clock.index === 12, 'eight steps');
    await broker.start();
    const viewer = await listen(broker.url, who('viewer'));
    await viewer.until('/event/info/site', ({ code }) => code === 'history-told');
    const steps = viewer.of('/history/battery').map(({ seq }) => seq as number);
    expect(steps).toEqual([...new Set(steps)]);
    for (const seq of [4, 5, 6, 7, 8, 9, 10, 11]) expect(steps).toContain(seq);
    await live.twin.turn('step', 1);
    expect((await viewer.until('/tele/battery')).seq).toBe(12);
    expect(viewer.of('/tele/battery')).toHaveLength(1);
  });
});
