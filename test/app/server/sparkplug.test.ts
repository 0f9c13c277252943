import { describe, expect, it } from 'vitest';
import type { Live } from '../../../src/app/server/live.ts';
import type { Writing } from '../../../src/io/sparkplugPayload.ts';
import { faultsOf, type Met } from '../../io/sparkplugChecker.ts';
import { type Ear, listen } from './ear.ts';
import { as, PREFIX, place, tell } from './place.ts';
import { type Host, listenAsHost } from './sparkplugHost.ts';

const sparkplug = { group: 'park', node: 'microgrid' };
const at = { timestamp_ms: 0 };
const rebirth: Writing = { name: 'Node Control/Rebirth', type: 'boolean', value: true, ...at };

/** A twin that speaks Sparkplug, a host of its operator, and the operator beside it. */
async function stage(): Promise<{ live: Live; host: Host; operator: Ear; place: ReturnType<typeof place> }> {
  const here = place();
  const live = await here.start({ sparkplug });
  const host = await listenAsHost(live.broker!.url, as(live, 'operator'));
  const operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/#`]);
  await host.write(undefined, [rebirth]);
  await host.until(({ type }) => type === 'NBIRTH', 'a birth');
  await host.until(
    ({ type, device }) => type === 'DBIRTH' && device === live.twin.site.components.at(-1)!.id,
    'births',
  );
  return { live, host, operator, place: here };
}
const readingOf = (met: Met, name: string): unknown => met.metrics!.find((one) => one.name === name)?.value;
const kinds = (met: readonly Met[]): string =>
  met.map(({ type, device }) => `${type} ${device ?? ''}`.trim()).join(', ');

describe('a twin that speaks Sparkplug B', () => {
  it('is born with its devices, tells what changes, equal to the store, and dies in order', async () => {
    const { live, host, operator, place: here } = await stage();
    const ids = live.twin.site.components.map(({ id }) => id);
    expect(kinds(host.met)).toBe(['NBIRTH', ...ids.map((id) => `DBIRTH ${id}`)].join(', '));
    expect(readingOf(host.met[0]!, 'clock/mode')).toBe('step');
    expect(readingOf(host.met[0]!, 'run')).toBe(live.twin.run.run);
    const alias = host.alias('battery', 'electricity_kW');
    await tell(operator, 'operator/clock/step', { steps: 5 });
    const { start_ms } = live.twin.site.grid;
    await host.until(
      ({ type, metrics }) =>
        type === 'NDATA' && metrics!.some(({ value }) => value === BigInt(start_ms + 4 * 3_600_000)),
      'the last step',
    );
    await host.until(({ type, device }) => type === 'DDATA' && device === 'battery', 'data');
    await live.twin.flush();
    const rows = here.store.rows(live.twin.run.run);
    const place = live.twin.site.columns.findIndex(({ name }) => name === 'battery.electricity_kW');
    // A value that is not told is the one that was told last.
    let told: unknown;
    let seen = 0;
    for (let i = 0; i < 5; i++) {
      for (const { type, device, metrics } of host.met)
        for (const metric of metrics ?? [])
          if (
            type === 'DDATA' &&
            device === 'battery' &&
            metric.alias === alias &&
            metric.timestamp_ms === start_ms + i * 3_600_000
          ) {
            told = metric.value;
            seen++;
          }
      expect(told, `step ${i}`).toBe(rows.get(i)![place]);
    }
    expect(seen).toBeGreaterThan(1);
    await live.stop();
    await host.until(({ type }) => type === 'NDEATH', 'a death');
    expect(kinds(host.met.slice(-ids.length - 1))).toBe([...ids.map((id) => `DDEATH ${id}`), 'NDEATH'].join(', '));
    expect(faultsOf(host.met)).toEqual([]);
    for (const { topic, qos, retain } of host.flags)
      expect([topic, qos, retain]).toEqual([topic, topic.includes('/NDEATH/') ? 1 : 0, false]);
    expect(host.met.at(-1)).toMatchObject({ bdSeq: 0 });
  });

  it('begins each session with a number one higher, also after it was stopped', async () => {
    const { live, host, place: here } = await stage();
    await live.stop();
    const again = await here.start({ sparkplug });
    const later = await listenAsHost(again.broker!.url, as(again, 'operator'));
    await later.write(undefined, [rebirth]);
    expect(await later.until(({ type }) => type === 'NBIRTH', 'a birth')).toMatchObject({ seq: 0, bdSeq: 1 });
    expect(host.met[0]).toMatchObject({ bdSeq: 0 });
  });

  it('is steered by DCMD and NCMD as by any command, with what it holds to be read', async () => {
    const { live, host, operator } = await stage();
    const alias = host.alias('battery', 'setpoint/electricity_kW');
    const hold = host.alias('battery', 'hold_s');
    const [setpoint, lasts]: Writing[] = [
      { alias, type: 'double', value: 35, ...at },
      { alias: hold, type: 'int32', value: 7200, ...at },
    ];
    await host.write('battery', [setpoint!, lasts!]);
    await operator.until(/\/ack\/operator\/sparkplug-/, ({ state }) => state === 'accepted');
    await host.write(undefined, [{ alias: host.alias(undefined, 'clock/speed'), type: 'float', value: 1800, ...at }]);
    await tell(operator, 'operator/clock/step');
    const held = await host.until(
      ({ type, device, metrics }) =>
        type === 'DDATA' && device === 'battery' && metrics!.some((one) => one.alias === alias),
      'the set point',
    );
    expect(held.metrics!.find((one) => one.alias === alias)!.value).toBe(35);
    const power = host.alias('battery', 'electricity_kW');
    expect(held.metrics!.find((one) => one.alias === power)!.value).toBeCloseTo(35, 9);
    await tell(operator, 'operator/clock/step', { steps: 3 });
    await host.until(
      ({ device, metrics }) =>
        device === 'battery' &&
        metrics!.some(
          (one) => one.alias === alias && one.isNull === true && one.timestamp_ms! > live.twin.site.grid.start_ms,
        ),
      'its end',
    );
    expect(live.twin.clock.speed).toBe(1800);
    expect(live.twin.journal()).toMatchObject([
      { step: 0, by: 'operator', action: { do: 'setpoint', component: 'battery', target: 35, steps: 2 } },
    ]);
    await host.write('battery', [{ name: 'setpoint/electricity_kW', type: 'double', value: null, ...at }]);
    await host.write('chp', [{ name: 'available', type: 'int32', value: 0, ...at }]);
    await expect.poll(() => live.twin.journal().length).toBe(3);
    expect(live.twin.journal().slice(1)).toMatchObject([
      { action: { do: 'release', component: 'battery' } },
      { action: { do: 'input', component: 'chp', input: 'available', value: 0, steps: null } },
    ]);
    expect(faultsOf(host.met)).toEqual([]);
  });

  it('does a command that comes twice once, and none that is late, unknown, retained, too large or nonsense', async () => {
    const { live, host, operator } = await stage();
    const setpoint: Writing = { name: 'setpoint/electricity_kW', type: 'double', value: 5, ...at };
    const now = Date.now();
    for (let k = 0; k < 3; k++) await host.write('battery', [setpoint], now);
    await host.write('battery', [setpoint], now - 61_000);
    await host.write('battery', [setpoint], now + 600_000);
    await host.write('battery', [{ ...setpoint, name: 'electricity_kW' }], now);
    await host.write('battery', [{ ...setpoint, name: 'setpoint/heat_kW' }], now);
    await host.write('battery', [{ ...setpoint, type: 'string', value: 'much' }], now);
    await host.write('nobody', [setpoint], now);
    await host.write('battery', [], now);
    await host.write('battery', [{ alias: host.alias('chp', 'hold_s'), type: 'int32', value: 1, ...at }], now);
    await host.raw('spBv1.0/park/DCMD/microgrid/battery', Buffer.from('ffff', 'hex'));
    await host.raw('spBv1.0/park/DCMD/microgrid/battery', Buffer.from('1207100569000000000000f03f', 'hex'));
    await expect.poll(() => live.commands.counts.commands).toBe(13);
    expect(live.commands.counts).toMatchObject({ accepted: 1, repeated: 2, expired: 1, rejected: 9 });
    await tell(operator, 'operator/clock/step');
    expect(live.twin.journal()).toHaveLength(1);
    const said = operator.of('/event/warning/site').map(({ message }) => String(message));
    expect(said.join('\n')).toContain('expired');
    await operator.until('/event/warning/site', ({ code }) => code === 'command-rejected');
    const retained = await listenAsHost(live.broker!.url, as(live, 'operator'));
    await retained.raw('spBv1.0/park/DCMD/microgrid/battery', Buffer.from('0800', 'hex'), true);
    await operator.until('/event/warning/site', ({ message }) => String(message).includes('sent a retained message'));
    expect(live.twin.journal()).toHaveLength(1);
  });

  it('lets the operator alone command, and viewers watch', async () => {
    const { live, host } = await stage();
    for (const name of ['viewer', 'owner']) {
      const other = await listenAsHost(live.broker!.url, as(live, name));
      await host.write(undefined, [rebirth]);
      await other.until(({ type }) => type === 'NBIRTH', 'a birth');
      await other.write('pv', [{ name: 'available', type: 'double', value: 0, ...at }]).catch(() => undefined);
    }
    expect(live.twin.journal()).toEqual([]);
    expect(live.commands.counts.commands).toBe(0);
  });

  it('is born again under another run, and loses its devices where it cannot go on', async () => {
    const { live, host, operator, place: here } = await stage();
    await tell(operator, 'operator/clock/step', { steps: 6 });
    await tell(operator, 'operator/clock/seek', { time_ms: live.twin.site.grid.start_ms });
    await tell(operator, 'operator/clock/step');
    const birth = await host.until(
      (met) => met.type === 'NBIRTH' && readingOf(met, 'run') === live.twin.run.run,
      'a rebirth',
    );
    expect(birth).toMatchObject({ seq: 0, bdSeq: 0 });
    expect(readingOf(birth, 'epoch')).toBe(2n);
    expect(faultsOf(host.met)).toEqual([]);
    await live.stop();
    const broken = { ...here.store, appendWith: () => Promise.reject(new Error('the disk is gone')) };
    const again = await here.start({ sparkplug, openStore: () => Promise.resolve(broken) });
    const other = await listenAsHost(again.broker!.url, as(again, 'operator'));
    await other.write(undefined, [rebirth]);
    await other.until(({ device }) => device === 'battery', 'births');
    await again.twin.turn('step', 1);
    await other.until(({ type, device }) => type === 'DDEATH' && device === 'battery', 'deaths');
    other.met.length = 0;
    await other.write(undefined, [rebirth]);
    await other.until(({ type }) => type === 'NBIRTH', 'a birth without devices');
    expect(kinds(other.met)).toBe('NBIRTH');
  });
});
