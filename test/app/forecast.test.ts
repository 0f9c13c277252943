import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TellForecast } from '../../src/app/cli/forecastText.ts';
import type { Forecast } from '../../src/app/server/forecastJob.ts';
import { type Live, type LiveOptions, startLive } from '../../src/app/server/live.ts';
import { TOPICS } from '../../src/io/mqttTopics.ts';
import { openTwinStore } from '../../src/io/storeOf.ts';
import { FILES } from '../scenario/small.ts';
import { listen } from './server/ear.ts';
import { as, tell } from './server/place.ts';
import { folderWith, say } from './site.ts';

/** A twin of the small site with a store of its own, which says where it is. */
async function twin(options: Partial<LiveOptions> = {}): Promise<{ live: Live; file: string; data: string }> {
  const file = join(folderWith(FILES), 'small.yaml');
  const data = mkdtempSync(join(tmpdir(), 'sixfold-forecast-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const live = await startLive({
    file,
    mode: 'step',
    speed: 3600,
    policy: 'strict',
    data,
    openStore: (folder, onEvent) => openTwinStore(undefined, { folder, onEvent }),
    port: 0,
    wsPort: 0,
    ...options,
  });
  onTestFinished(() => live.stop());
  const place = {
    site: 'small',
    prefix: live.prefix,
    mqtt: live.broker!.url,
    users: live.usersFile,
    process: process.pid,
  };
  writeFileSync(join(data, 'live.json'), JSON.stringify(place));
  return { live, file, data };
}
const valuesOf = (text: string): Record<string, readonly number[]> =>
  Object.fromEntries((JSON.parse(text) as TellForecast).columns.map(({ name, values }) => [name, values]));

describe('sixfold forecast', () => {
  it('has a running twin look ahead, under a run of its own that continues it, and a stopped one gives the same', async () => {
    const { live, file, data } = await twin();
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    await tell(operator, 'operator/clock/step', { steps: 9 });
    const args = ['forecast', file, '--data', data, '--hours', '12'];
    const said = await say(args);
    expect({ exit: said.exit, err: said.err }).toEqual({ exit: 0, err: '' });
    expect(said.out).toMatch(
      /^small: 2023-03-01T01:00Z to 2023-03-01T13:00Z, the last day again, by rules \(run f\d{8}t\d{6}z-[0-9a-f]{4}\)\ncost [\d,.-]+ CNY/,
    );
    expect(said.out).toMatch(/\n2023-03-01T12:00Z( +[\d,.-]+)+\n/);
    const told = await operator.until(/small\/forecast$/);
    const { error } = TOPICS.find(({ name }) => name === 'forecast')!.payload.safeParse(told);
    expect(error).toBeUndefined();
    const run = told.forecast as string;
    const stored = (await live.twin.store.runs()).find(({ id }) => id === run)!;
    expect(stored).toMatchObject({ parent: live.twin.run.run, fork: 9 });
    const { start_ms } = live.twin.site.grid;
    const hours = { from_ms: start_ms, to_ms: start_ms + 30 * 3_600_000 };
    await live.twin.flush();
    const [power] = await live.twin.store.query({ run, component: 'grid', signals: ['electricity_kW'], ...hours });
    const values = valuesOf(readFileSync(join(data, 'forecast/forecast.json'), 'utf8'));
    // What was, and behind it what comes.
    expect(power!.values).toHaveLength(21);
    expect([...power!.values.subarray(9)]).toEqual(values['grid.electricity_kW']);
    await live.stop();
    rmSync(join(data, 'live.json'));
    const again = await say([...args, '--json']);
    expect(again.exit).toBe(0);
    expect(valuesOf(again.out)).toEqual(values);
    const planned = await say([...args, '--planner', 'optimal', '--series', 'profiles']);
    expect({ exit: planned.exit, err: planned.err }).toEqual({ exit: 0, err: '' });
    expect(planned.out).toContain('the scenario’s own series, planned at least cost');
  });

  it('is made again every so many hours', async () => {
    const { live } = await twin({
      forecast: { every_h: 4, wish: { hours_h: 6, series: 'profiles', planner: 'rules' } },
    });
    const made: Forecast[] = [];
    live.twin.forecasts$.subscribe((one) => made.push(one));
    const operator = await listen(live.broker!.url, as(live, 'operator'));
    for (let k = 1; k <= 3; k++) {
      await tell(operator, 'operator/clock/step', { steps: 4 });
      for (let n = 0; n < 1500 && made.length < k; n++) await new Promise((done) => setTimeout(done, 4));
    }
    expect(made.map(({ fork, grid }) => [fork, grid.length])).toEqual([
      [4, 6],
      [8, 6],
      [12, 6],
    ]);
  });

  it('says what it needs', async () => {
    const file = join(folderWith(FILES), 'small.yaml');
    const data = mkdtempSync(join(tmpdir(), 'sixfold-forecast-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    expect(await say(['forecast', file, '--data', data])).toEqual({
      exit: 2,
      out: '',
      err: `no twin has run in ${data}; start one with sixfold live, or name its folder with --data\n`,
    });
    expect((await say(['forecast', file, '--hours', 'soon'])).err).toBe(
      '--hours soon: expected hours from 0.25 to 8784\n',
    );
    expect((await say(['forecast', file, '--planner', 'best'])).err).toBe(
      '--planner best: expected rules or optimal\n',
    );
  });
});
