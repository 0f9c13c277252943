import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../../../src/io/mqttTopics.ts';
import { command, idOf, listen } from './ear.ts';
import { as, PREFIX, place, send, tell } from './place.ts';

const patternOf = (topic: string): (typeof TOPICS)[number] | undefined =>
  TOPICS.find(({ pattern }) => new RegExp(`^${PREFIX}/${pattern.replaceAll(/<\w+>/g, '[^/]+')}$`).test(topic));

describe('a live twin', () => {
  it('tells its births, its clock and every step, each as its schema says, and equal to the store', async () => {
    const { store, start } = place();
    const live = await start();
    const viewer = await listen(live.broker!.url, as(live, 'viewer'));
    const operator = await listen(live.broker!.wsUrl, as(live, 'operator'));
    await viewer.until('/status', ({ status }) => status === 'online');
    expect(viewer.of('/meta/site')[0]).toMatchObject({ site: 'small', currency: 'CNY', step_s: 3600 });
    expect(viewer.of('/meta/battery')[0]).toMatchObject({
      kind: 'battery',
      setpoints: ['electricity_kW'],
      role: 'store',
      relations: [
        { port: 'electricity', signal: 'electricity_kW', carrier: 'electricity', flow: 'both', bus: 'power' },
      ],
    });
    await tell(operator, 'operator/clock/step', { steps: 5 });
    await viewer.until('/tele/battery', ({ seq }) => seq === 4);
    await viewer.until('/clock', ({ view }) => view === 'tele');
    await viewer.until('/state/battery');
    await live.twin.flush();
    const rows = store.rows(live.twin.run.run);
    const { columns } = live.twin.site;
    for (const { id } of live.twin.site.components)
      for (const told of viewer.of(`/tele/${id}`)) {
        const row = rows.get(told.seq as number)!;
        expect(told).toMatchObject({ run: live.twin.run.run, epoch: 1, quality: 'good' });
        expect(told.time_ms).toBe(live.twin.site.grid.start_ms + (told.seq as number) * 3_600_000);
        columns.forEach(({ component, signal }, k) => {
          if (component === id) expect(told[signal]).toBe(row[k]);
        });
      }
    expect(viewer.of(/\/tele\//)).toHaveLength(5 * live.twin.site.components.length);
    const met = new Set<string>();
    for (const { topic, text, retain } of [...viewer.heard, ...operator.heard]) {
      const known = patternOf(topic);
      if (known === undefined) throw new Error(`${topic} is in no list`);
      met.add(known.name);
      if (text === '') continue;
      const { success, error } = known.payload.safeParse(JSON.parse(text));
      if (!success) throw new Error(`${topic}: ${error.message}`);
      if (retain) expect(known.retain).toBe(true);
    }
    expect([...met].sort()).toEqual(
      ['ack', 'clock', 'command', 'health', 'metaComponent', 'metaSite', 'state', 'status', 'telemetry'].sort(),
    );
  });

  it('is steered: accepted, done from the next step, and back to local rules when the hold ends', async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/clock/step', { steps: 2 });
    const payload = command({ electricity_kW: 35, hold_s: 7200 });
    await send(operator, 'operator/battery/setpoint', payload);
    const accepted = await operator.until(`/ack/operator/${idOf(payload)}`);
    expect(accepted).toMatchObject({ state: 'accepted', step: 2 });
    await tell(operator, 'operator/clock/step', { steps: 4 });
    await operator.until(`/ack/operator/${idOf(payload)}`, ({ state }) => state === 'done');
    await operator.until('/tele/battery', ({ seq }) => seq === 5);
    const given = operator.of('/tele/battery').map(({ electricity_kW }) => electricity_kW as number);
    expect(given[2]).toBeCloseTo(35, 9);
    expect(given[3]).toBeCloseTo(35, 9);
    expect(given[4]).not.toBeCloseTo(35, 1);
    await operator.until('/event/info/battery', ({ code }) => code === 'hold-ended');
  });

  it('lets nobody in with a wrong password, lets viewers publish nothing, and parties only in their own name', async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await expect(listen(live.broker!.url, { username: 'operator', password: 'wrong' })).rejects.toThrow(/Bad username/);
    await expect(listen(live.broker!.url, {})).rejects.toThrow(/Bad username/);
    await operator.until('/event/warning/site', ({ code }) => code === 'forbidden');
    for (const [who, topic] of [
      ['viewer', 'viewer/battery/setpoint'],
      ['viewer', 'operator/battery/setpoint'],
      ['owner', 'operator/battery/setpoint'],
    ] as const) {
      const ear = await listen(live.broker!.url, as(live, who));
      const closed = new Promise<void>((done) => ear.client.on('close', () => done()));
      ear.client.publish(`${PREFIX}/cmd/${topic}`, command({ electricity_kW: 1 }), { qos: 1 });
      await closed;
    }
    const owner = await listen(live.broker!.url, as(live, 'owner'));
    expect(await tell(owner, 'owner/battery/setpoint', { electricity_kW: 1 }, 'rejected')).toMatchObject({
      code: 'forbidden',
      message: '"owner" may command only what it owns',
    });
    expect(await tell(owner, 'owner/pv/availability', { available: 0 }, 'accepted')).toMatchObject({ step: 0 });
    expect(live.twin.journal()).toHaveLength(1);
    // Nobody hears of others' commands and answers.
    expect(owner.of(/\/(cmd|ack)\/operator\//)).toEqual([]);
    expect(statSync(live.usersFile).mode & 0o777).toBe(0o600);
  });

  it('seeks under a new run in a new epoch, and says where it comes from', async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/clock/step', { steps: 6 });
    const before = live.twin.run.run;
    await tell(operator, 'operator/clock/seek', { time_ms: live.twin.site.grid.start_ms + 2 * 3_600_000 + 5 });
    const clock = await operator.until('/clock', ({ epoch }) => epoch === 2);
    expect(clock).toMatchObject({ parent: before, fork: 2 });
    await tell(operator, 'operator/clock/step');
    await operator.until('/tele/battery', ({ epoch, seq }) => epoch === 2 && seq === 2);
    const branch = await tell(operator, 'operator/clock/branch', {
      steps: 4,
      setpoints: { battery: { electricity_kW: 9 } },
    });
    expect(branch.branch).toMatch(/^r\d{8}t\d{6}z-[0-9a-f]{4}$/);
    await operator.until('/event/info/site', ({ code }) => code === 'branch-done');
  });

  it('tells births again when asked', async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await operator.until('/status');
    const before = operator.of('/meta/battery').length;
    await tell(operator, 'operator/site/rebirth');
    await operator.until('/status');
    for (let k = 0; k < 100 && operator.of('/meta/battery').length === before; k++)
      await new Promise((done) => setTimeout(done, 10));
    expect(operator.of('/meta/battery').length).toBe(before + 1);
  });

  it('raises an alarm where its store fails for good', async () => {
    const { store, start } = place();
    const broken = { ...store, appendWith: () => Promise.reject(new Error('the disk is gone')) };
    const live = await start({ openStore: () => Promise.resolve(broken) });
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/clock/step');
    expect(await operator.until('/event/alarm/site')).toMatchObject({ code: 'stopped', message: 'the disk is gone' });
    expect((await live.twin.failed).message).toBe('the disk is gone');
  });
});
