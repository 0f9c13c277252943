import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDuckStore } from '../../../../src/io/duckStore.ts';
import { listen } from '../ear.ts';
import { as, place, send } from '../place.ts';
import { type Asked, ask, command, served, steps } from './asking.ts';

const POST: Asked = { method: 'POST', as: 'operator' };
const SETPOINT = '/v1/components/battery/setpoint';

describe('a command', () => {
  it('is done once, and answered again with the same', async () => {
    const live = await served();
    const step = await command(live, '/v1/clock/step', { steps: 3 }, { id: 'a1' });
    expect(step.status).toBe(200);
    for (let k = 0; live.twin.clock.index < 3 && k < 200; k++) await new Promise((done) => setTimeout(done, 5));
    const again = await command(live, '/v1/clock/step', { steps: 3 }, { id: 'a1' });
    expect(again.json).toMatchObject({ id: 'a1', by: 'operator', state: 'done' });
    expect(live.twin.clock.index).toBe(3);
    const outage = { method: 'POST', as: 'owner', body: { id: 'b1', args: { available: 0 } } };
    const first = await ask(live, '/v1/components/pv/availability', outage);
    expect([first.status, first.json.state, first.json.step]).toEqual([202, 'accepted', 3]);
    expect(first.headers.get('location')).toBe('/v1/commands/b1');
    await Promise.all(Array.from({ length: 10 }, () => ask(live, '/v1/components/pv/availability', outage)));
    expect(live.twin.journal()).toHaveLength(1);
    await steps(live, 1);
    expect((await ask(live, '/v1/commands/b1', { as: 'owner' })).json).toMatchObject({ state: 'done', step: 3 });
    // Ids belong to who gave them.
    expect((await ask(live, '/v1/commands/b1', { as: 'operator' })).status).toBe(404);
    expect(live.commands.counts).toMatchObject({ repeated: 11 });
  });

  it('is told over MQTT like any other, and is the same there', async () => {
    const live = await served();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    const { json } = await ask(live, SETPOINT, { ...POST, body: { id: 'h1', args: { electricity_kW: 5 } } });
    const { id, by, ...ack } = json;
    expect([id, by]).toEqual(['h1', 'operator']);
    expect(await operator.until('/ack/operator/h1')).toEqual(ack);
    // The same command comes in over MQTT: answered, and not done again.
    const body = JSON.stringify({
      id: 'h1',
      issued_ms: Date.now(),
      expires_ms: Date.now() + 1000,
      args: { electricity_kW: 5 },
    });
    await send(operator, 'operator/battery/setpoint', body);
    await steps(live, 1);
    await operator.until('/ack/operator/h1', ({ state }) => state === 'done');
    expect(live.twin.journal().map((entry) => [entry.by, entry.id, entry.step])).toEqual([['operator', 'h1', 0]]);
    expect(live.commands.counts).toMatchObject({ repeated: 1 });
  });

  it('of another kind under the same id is refused, and what stands under it stays', async () => {
    const live = await served();
    await ask(live, SETPOINT, { ...POST, body: { id: 'h1', args: { electricity_kW: 5 } } });
    const other = await ask(live, SETPOINT, { ...POST, body: { id: 'h1', args: { electricity_kW: 9 } } });
    expect([other.status, other.json.code, other.json.detail]).toEqual([
      409,
      'id_used',
      'the id "h1" stands for another command of before; give each command its own',
    ]);
    await steps(live, 1);
    expect((await ask(live, '/v1/commands/h1', { as: 'operator' })).json).toMatchObject({ state: 'done', step: 0 });
    expect(live.twin.journal()).toHaveLength(1);
    expect(live.commands.counts).toMatchObject({ accepted: 2, repeated: 0, rejected: 1 });
  });

  it('respects expiry', async () => {
    const live = await served();
    const now = Date.now();
    const said = async (times: object): Promise<unknown[]> => {
      const { status, json } = await ask(live, SETPOINT, { ...POST, body: { args: { electricity_kW: 1 }, ...times } });
      return [status, json.code, json.state];
    };
    expect(await said({ issued_ms: now - 5000, expires_ms: now - 1 })).toEqual([410, 'expired', 'expired']);
    expect(await said({ issued_ms: now + 600_000, expires_ms: now + 660_000 })).toEqual([
      422,
      'clock_skew',
      'rejected',
    ]);
    expect(await said({ issued_ms: now, expires_ms: now + 86_400_000 })).toEqual([422, 'lifetime', 'rejected']);
    expect(live.twin.journal()).toEqual([]);
  });

  it('waits for `done` as long as it is asked to', async () => {
    const live = await served();
    const asked = { ...POST, body: { args: { available: 0 } }, headers: { prefer: 'wait=1' } };
    expect((await ask(live, '/v1/components/chp/availability', asked)).json.state).toBe('accepted');
    const done = ask(live, '/v1/components/boiler/availability', { ...asked, headers: { prefer: 'wait=20' } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await steps(live, 1);
    expect((await done).json.state).toBe('done');
  });
});

describe('the last step', () => {
  it('is told with the age of each value, and after a restart as the process before left it', async () => {
    const { start } = place();
    const store = await openDuckStore(':memory:');
    onTestFinished(() => store.close());
    const kept = { ...store, close: () => Promise.resolve() };
    const again = { http: { host: '127.0.0.1', port: 0 }, openStore: () => Promise.resolve(kept) };
    const live = await start(again);
    expect((await ask(live, '/v1/frame')).json).toMatchObject({ status: 404, code: 'no_frame' });
    await steps(live, 3);
    const { json } = await ask(live, '/v1/frame?component=battery');
    expect(json).toMatchObject({ seq: 2, epoch: 1, run: live.twin.run.run, quality: 'good' });
    expect(json.time_ms).toBe(live.twin.site.grid.start_ms + 2 * 3_600_000);
    const told = json.values as { name: string; value: number; seq: number; age_ms: number }[];
    const row = live.twin.site.columns.filter(({ component }) => component === 'battery').map(({ name }) => name);
    expect(told.map(({ name }) => name)).toEqual(row);
    for (const { seq, age_ms } of told) {
      expect(seq).toBe(2);
      expect(age_ms).toBeGreaterThanOrEqual(0);
      expect(age_ms).toBeLessThan(10_000);
    }
    await live.stop();
    const next = await start(again);
    for (let k = 0; k < 200 && (await ask(next, '/v1/frame')).status !== 200; k++) await sleep(10);
    const after = (await ask(next, '/v1/frame?component=battery')).json;
    expect(after).toMatchObject({ seq: 2, run: json.run, quality: 'good', age_ms: null });
    expect(after.values).toEqual(told.map((one) => ({ ...one, age_ms: null })));
    await steps(next, 1);
    expect((await ask(next, '/v1/frame')).json).toMatchObject({ seq: 3, age_ms: expect.any(Number) as unknown });
  });
});
