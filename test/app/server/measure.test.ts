import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LiveOptions } from '../../../src/app/server/live.ts';
import { TOPICS } from '../../../src/io/mqttTopics.ts';
import { FILES, SMALL } from '../../scenario/small.ts';
import { folderWith } from '../site.ts';
import { listen } from './ear.ts';
import { as, place, tell } from './place.ts';

/** The small site with a live meter of what its battery holds, and a recorded one of its load, with a hole. */
const metered = (): Pick<LiveOptions, 'file'> => {
  const rows = Array.from(
    { length: 24 },
    (_, h) => `2023-03-01T${String(h).padStart(2, '0')}:00,${h === 2 ? '' : 305 + 10 * h}`,
  );
  const folder = folderWith({
    ...FILES,
    'seen.csv': `time,load_kW\n${rows.join('\n')}\n`,
    'small.yaml': `${SMALL.replace('profiles:', 'profiles:\n  seen: { file: seen.csv, gaps: leave }').replace('battery: { kind', 'battery: { owner: owner, kind')}meters:
  battery.energy_kWh: { from: live, min: 0, max: 200, rebase: { beyond: 5 } }
  battery.electricity_kW: live
  load.demand_kW: seen.load_kW
`,
  });
  return { file: join(folder, 'small.yaml') };
};

describe('meters of a live twin', () => {
  it('bring readings over MQTT, which stand beside the model, in topics of their own and in the store', async () => {
    const { store, start } = place();
    const live = await start(metered());
    const viewer = await listen(live.broker!.url, as(live, 'viewer'));
    const meter = await listen(live.broker!.url, as(live, 'meter'));
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    const birth = await viewer.until('/meta/battery');
    expect(birth.meters).toEqual([
      { signal: 'energy_kWh', from: 'live', gaps: 'leave' },
      { signal: 'electricity_kW', from: 'live', gaps: 'leave' },
    ]);
    await tell(operator, 'operator/clock/step');
    const first = await viewer.until('/measured/battery', ({ seq }) => seq === 0);
    expect(first).toMatchObject({ quality: 'missing', qualityEnergy: 'missing', qualityElectricity: 'missing' });
    expect(first).not.toHaveProperty('energy_kWh');
    expect(await viewer.until('/tele/battery', ({ seq }) => seq === 0)).toMatchObject({ quality: 'good' });
    for (const energy_kWh of [120, 130])
      await tell(meter, 'meter/battery/measurement', { energy_kWh, electricity_kW: energy_kWh / 10 }, 'accepted');
    await tell(operator, 'operator/clock/step');
    expect(await viewer.until('/measured/battery', ({ seq }) => seq === 1)).toMatchObject({
      quality: 'good',
      // What holds at the end is the last; a flow is the mean.
      energy_kWh: 130,
      electricity_kW: 12.5,
      qualityEnergy: 'good',
    });
    const told = await viewer.until('/tele/battery', ({ seq }) => seq === 1);
    const apart = 130 - (told.energy_kWh as number);
    expect(told).toMatchObject({ measuredEnergy_kWh: 130, residualEnergy_kWh: apart, biasEnergy_kWh: apart });
    expect(await viewer.until('/residual/battery', ({ seq }) => seq === 1)).toMatchObject({
      energy_kWh: apart,
      rmseEnergy_kWh: Math.abs(apart),
      errorElectricity_kWh: 12.5 - (told.electricity_kW as number),
    });
    await tell(operator, 'operator/clock/step');
    const event = await viewer.until('/event/info/battery', ({ code }) => code === 'rebased');
    expect(event.message).toMatch(/^"energy_kWh" set from [\d.]+ to 130, as measured: [\d.]+ apart, more than 5$/);
    const after = await viewer.until('/tele/battery', ({ seq }) => seq === 2);
    expect(after.correctedEnergy_kWh).toBeCloseTo(apart, 12);
    expect(await viewer.until('/measured/load', ({ seq }) => seq === 2)).toMatchObject({ qualityDemand: 'missing' });
    await live.twin.flush();
    const row = store.rows(live.twin.run.run).get(1)!;
    const column = live.twin.site.columns.findIndex(({ name }) => name === 'battery.measuredEnergy_kWh');
    expect(row[column]).toBe(130);
    for (const { topic, text } of viewer.heard) {
      const known = TOPICS.find(({ name }) => ['measured', 'residual'].includes(name) && topic.includes(`/${name}/`));
      if (known === undefined) continue;
      const { error } = known.payload.safeParse(JSON.parse(text));
      if (error) throw new Error(`${topic}: ${error.message}`);
    }
  });

  it('are refused where nobody reads live, late or early, and mark what is out of range', async () => {
    const { start } = place();
    const live = await start(metered());
    const meter = await listen(live.broker!.url, as(live, 'meter'));
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    const owner = await listen(live.broker!.url, as(live, 'owner'));
    const { start_ms } = live.twin.site.grid;
    const say = (args: object, last = 'rejected') => tell(meter, 'meter/battery/measurement', args, last);
    expect(await say({ soc: 0.5 })).toMatchObject({
      code: 'unknown',
      message:
        '"battery" has no live meter of "soc"; it has energy_kWh, electricity_kW; the scenario names them: meters: { battery.soc: live }',
    });
    expect(await tell(meter, 'meter/load/measurement', { demand_kW: 1 }, 'rejected')).toMatchObject({
      code: 'unknown',
    });
    expect(await say({ energy_kWh: 1, time_ms: start_ms - 1 })).toMatchObject({ code: 'late' });
    expect(await say({ energy_kWh: 1, time_ms: start_ms + 3_600_000 })).toMatchObject({ code: 'early' });
    expect(await say({ energy_kWh: 'much' })).toMatchObject({ code: 'malformed' });
    expect(await say({})).toMatchObject({ code: 'range' });
    await tell(owner, 'owner/battery/measurement', { energy_kWh: 300, time_ms: start_ms + 5 }, 'accepted');
    await tell(operator, 'operator/clock/step');
    const told = await operator.until('/measured/battery', ({ seq }) => seq === 0);
    expect(told).toMatchObject({ energy_kWh: 300, qualityEnergy: 'outOfRange' });
    await tell(operator, 'operator/clock/step');
    await operator.until('/tele/battery', ({ seq }) => seq === 1);
    expect(operator.of('/event/info/battery').filter(({ code }) => code === 'rebased')).toEqual([]);
    // Who brings readings commands nothing.
    const closed = new Promise<void>((done) => meter.client.on('close', () => done()));
    await tell(operator, 'operator/clock/pause');
    meter.client.publish(live.prefix.concat('/cmd/meter/battery/setpoint'), '{}', { qos: 1 });
    await closed;
  });

  it('keep their readings through a seek back, which then acts on them again', async () => {
    const { start } = place();
    const live = await start(metered());
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/clock/step', { steps: 3 });
    await tell(operator, 'operator/battery/measurement', { energy_kWh: 130 }, 'accepted');
    await tell(operator, 'operator/clock/step', { steps: 3 });
    const before = await operator.until('/tele/battery', ({ seq }) => seq === 5);
    const time_ms = live.twin.site.grid.start_ms + 3_600_000;
    await tell(operator, 'operator/clock/seek', { time_ms });
    await tell(operator, 'operator/clock/step', { steps: 5 });
    const after = await operator.until('/tele/battery', ({ seq, epoch }) => seq === 5 && epoch === 2);
    expect(after.energy_kWh).toBe(before.energy_kWh);
    const [first, again] = operator.of('/tele/battery').filter(({ seq }) => seq === 4);
    expect(first!.correctedEnergy_kWh).not.toBe(0);
    expect([first!.epoch, again!.epoch, again!.correctedEnergy_kWh]).toEqual([1, 2, first!.correctedEnergy_kWh]);
  });
});
