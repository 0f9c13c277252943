import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changed, SMALL } from '../../scenario/small.ts';
import { folderWith } from '../site.ts';
import { listen } from './ear.ts';
import { as, PREFIX, place, tell } from './place.ts';

it('tells once more, empty, what a broker may have kept of components that are gone', async () => {
  const { start } = place();
  const first = await start({ isForHomeAssistant: true });
  await first.stop();
  // Without its boiler, and without Home Assistant.
  const file = join(folderWith(changed(/ {2}boiler: .*\n/.exec(SMALL)![0], '')), 'small.yaml');
  for (let k = 0; k < 2; k++) {
    const live = await start({ file, isFresh: k === 0 });
    const viewer = await listen(live.broker!.url, as(live, 'viewer'));
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/site/rebirth');
    await viewer.until('/meta/battery');
    await expect.poll(() => viewer.heard.some(({ topic }) => topic === `${PREFIX}/status`)).toBe(true);
    const empty = viewer.heard.filter(({ text }) => text === '').map(({ topic }) => topic);
    // Also in the next process, since nobody knows what the broker heard of the first.
    expect(new Set(empty.filter((topic) => topic.startsWith(PREFIX)))).toEqual(
      new Set([`${PREFIX}/meta/boiler`, `${PREFIX}/state/boiler`]),
    );
    expect(empty).toContain('homeassistant/sensor/sixfold_small_battery_electricity_kW/config');
    await live.stop();
  }
});

it('tells steps together at high speeds, says so in its clock, and stores them all', async () => {
  const { store, start } = place();
  const live = await start({ mode: 'paced', speed: 3600 * 200 });
  const viewer = await listen(live.broker!.url, as(live, 'viewer'));
  const clock = await viewer.until('/clock', ({ view }) => view === 'frame');
  expect(clock).toMatchObject({ view: 'frame', every: 1 });
  await expect.poll(() => live.twin.clock.state).toBe('ended');
  await live.twin.flush();
  expect(viewer.of(/\/tele\//)).toEqual([]);
  const operator = await listen(live.broker!.url, as(live, 'operator'));
  await tell(operator, 'operator/clock/seek', { time_ms: live.twin.site.grid.start_ms });
  const frame = await viewer.until('/frame', ({ seq, epoch }) => seq === 23 && epoch === 2);
  await live.twin.flush();
  const rows = store.rows(live.twin.run.run);
  expect(rows.size).toBe(24);
  for (const [k, { name }] of live.twin.site.columns.entries()) expect(frame[name]).toBe(rows.get(23)![k]);
  // Slow again, each component has its own.
  await tell(operator, 'operator/clock/speed', { speed: 3600 });
  await viewer.until('/clock', ({ view }) => view === 'tele');
});

it('tells live values at least once where it is asked to', async () => {
  const { start } = place();
  const live = await start({ qos: 1 });
  const operator = await listen(live.broker!.url, as(live, 'operator'));
  await tell(operator, 'operator/clock/step', { steps: 3 });
  await operator.until('/tele/battery', ({ seq }) => seq === 2);
  expect(operator.heard.filter(({ topic }) => topic.includes('/tele/')).every(({ qos }) => qos === 1)).toBe(true);
});
