import { describe, expect, it } from 'vitest';
import { command, idOf, listen } from './ear.ts';
import { as, PREFIX, place, send, tell } from './place.ts';

describe('commands', () => {
  it('does a repeated command once, also after it was stopped and started', async () => {
    const { start } = place();
    let live = await start();
    let operator = await listen(live.broker!.url, as(live, 'operator'));
    const payload = command({ available: 0 });
    const step = command({ steps: 3 });
    for (let k = 0; k < 3; k++) await send(operator, 'operator/chp/availability', payload);
    for (let k = 0; k < 3; k++) await send(operator, 'operator/clock/step', step);
    await operator.until(`/ack/operator/${idOf(payload)}`, ({ state }) => state === 'done');
    expect(live.twin.clock.index).toBe(3);
    expect(live.twin.journal()).toHaveLength(1);
    await live.stop();
    expect(operator.of('/status').at(-1)).toMatchObject({ status: 'offline' });
    live = await start();
    operator = await listen(live.broker!.url, as(live, 'operator'));
    await send(operator, 'operator/chp/availability', payload);
    await send(operator, 'operator/clock/step', step);
    await operator.until(`/ack/operator/${idOf(payload)}`, ({ state }) => state === 'done');
    await operator.until(`/ack/operator/${idOf(step)}`, ({ state }) => state === 'done');
    expect(live.twin.clock.index).toBe(3);
    expect(live.twin.journal()).toHaveLength(1);
  });

  it.each([
    ['operator/battery/setpoint', {}, 'malformed', 'expected one signal to set, met 0'],
    [
      'operator/battery/setpoint',
      { heat_kW: 1 },
      'unknown',
      '"battery" takes no set point "heat_kW"; expected one of electricity_kW',
    ],
    ['operator/grid/setpoint', { electricity_kW: 1 }, 'not_controllable', '"grid" (gridConnection) takes no set point'],
    [
      'operator/nobody/setpoint',
      { electricity_kW: 1 },
      'unknown',
      'there is no component "nobody"; see meta/site for those there are',
    ],
    ['operator/battery/explode', {}, 'unknown', 'there is no command battery/explode'],
    ['operator/clock/speed', { speed: -1 }, 'malformed', 'args.speed: Too small: expected number to be >0'],
    [
      'operator/event/inject',
      { component: 'load', input: 'demand_kW' },
      'malformed',
      'args: expected one of set, scale and add',
    ],
    [
      'operator/event/inject',
      { component: 'load', input: 'demand_kW', set: -5 },
      'range',
      'makes "demand_kW" of "load" -5; expected at least 0',
    ],
    ['operator/clock/seek', { time_ms: 0 }, 'range', /^expected a time from \d+ to \d+$/],
  ] as const)('rejects %s %o', async (topic, args, code, message) => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    const said = await tell(operator, topic, args, 'rejected');
    expect(said.code).toBe(code);
    if (typeof message === 'string') expect(said.message).toBe(message);
    else expect(said.message).toMatch(message);
    expect(live.twin.journal()).toEqual([]);
  });

  it('respects expiry, and takes no command from a future or for a day', async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    const now = Date.now();
    const states: unknown[] = [];
    for (const times of [
      { issued_ms: now - 5000, expires_ms: now - 1 },
      { issued_ms: now + 600_000, expires_ms: now + 660_000 },
      { issued_ms: now, expires_ms: now + 86_400_000 },
    ]) {
      const payload = command({ available: 0 }, times);
      await send(operator, 'operator/chp/availability', payload);
      const { state, code } = await operator.until(`/ack/operator/${idOf(payload)}`);
      states.push([state, code]);
    }
    expect(states).toEqual([
      ['expired', 'expired'],
      ['rejected', 'clock_skew'],
      ['rejected', 'lifetime'],
    ]);
    expect(live.twin.journal()).toEqual([]);
  });

  it('refuses retained commands', async () => {
    const { start } = place();
    const live = await start();
    const ear = await listen(live.broker!.url, as(live, 'operator'));
    const closed = new Promise<void>((done) => ear.client.on('close', () => done()));
    ear.client.publish(`${PREFIX}/cmd/operator/chp/availability`, command({ available: 0 }), { qos: 1, retain: true });
    await closed;
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/clock/step');
    expect(operator.of(/\/cmd\/operator\/chp/)).toEqual([]);
    expect(live.twin.journal()).toEqual([]);
  });

  it('lets a set point go when its sender falls silent', async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/battery/setpoint', { electricity_kW: 5, heartbeat_s: 1 }, 'accepted');
    await tell(operator, 'operator/clock/step');
    for (let k = 0; k < 3; k++) {
      await new Promise((done) => setTimeout(done, 500));
      await tell(operator, 'operator/site/heartbeat');
    }
    expect(live.twin.journal()).toHaveLength(1);
    for (let k = 0; k < 100 && live.twin.journal().length < 2; k++) await new Promise((done) => setTimeout(done, 50));
    expect(live.twin.journal()[1]).toMatchObject({
      by: 'site',
      step: 1,
      action: { do: 'release', component: 'battery', why: 'nothing was heard of operator for 1 s' },
    });
    await tell(operator, 'operator/clock/step');
    await operator.until('/event/warning/battery', ({ code }) => code === 'released');
  });
});
