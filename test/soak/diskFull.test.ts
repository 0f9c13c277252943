import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../src/app/server/dataFolder.ts';
import type { StoreEvent } from '../../src/core/store.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { openInfluxStore } from '../../src/io/influxStore.ts';
import { command, idOf, listen } from '../app/server/ear.ts';
import { folderWith, root } from '../app/site.ts';
import { blockOf, storedRun, valueAt, whole } from '../io/stored.ts';
import { changed, FILES } from '../scenario/small.ts';
import { startInfluxd } from '../servers/influxd.ts';
import { isBuilt, whyNot } from './child.ts';
import { trials } from './share.ts';
import { canMount, smallDisk, whyNoDisk } from './smallDisk.ts';
import { startProcess, type TwinProcess } from './twinProcess.ts';

/** A day in steps of a minute, with its demand by the hour. */
const LONG = changed('step_s: 3600', 'step_s: 60', FILES);
const STEPS = 1440;

function spare(): string {
  const made = mkdtempSync(join(tmpdir(), 'sixfold-spare-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe.skipIf(!isBuilt)(`a limit in the middle of a write${whyNot}`, () => {
  it('leaves a file of lines whole, and the old one where the new one has no room', () => {
    const folder = spare();
    const script = `
      import { openLines, readLines, writeWhole } from '${join(root, 'dist/io/durable.js')}';
      const at = ${JSON.stringify(folder)};
      const file = openLines(at + '/lines');
      let kept = 0;
      let refused = 0;
      for (let k = 0; k < 100; k++)
        try { file.append([JSON.stringify({ k, fill: 'x'.repeat(k * 37 % 1500) })]); kept++; }
        catch (error) { refused++; if (error.code !== 'EFBIG') throw error; }
      writeWhole(at + '/whole', 'old');
      let why = '';
      try { writeWhole(at + '/whole', 'new'.repeat(20_000)); } catch (error) { why = error.code; }
      const lines = readLines(at + '/lines').map((line) => JSON.parse(line).k);
      console.log(JSON.stringify({ kept, refused, lines: lines.length, why }));`;
    const shell = `ulimit -f 32; exec "${process.execPath}" --input-type=module -e "$SCRIPT"`;
    const said = execFileSync('sh', ['-c', shell], { env: { ...process.env, SCRIPT: script } }).toString();
    const { kept, refused, lines, why } = JSON.parse(said) as Record<string, number | string>;
    expect(kept).toBeGreaterThan(5);
    expect(refused).toBeGreaterThan(5);
    expect(lines).toBe(kept);
    expect([why, readFileSync(join(folder, 'whole'), 'utf8')]).toEqual(['EFBIG', 'old']);
  });
});

describe.skipIf(!canMount)(`a disk that is really full${whyNoDisk}`, () => {
  it(`a spool, ${trials(10)} times while InfluxDB is away: kept in memory, or the oldest dropped, counted and alarmed`, async () => {
    const influxd = await startInfluxd();
    onTestFinished(() => influxd.end());
    let [received, stored, dropped, kept] = [0, 0, 0, 0];
    for (let round = 0; round < trials(10); round++) {
      const database = `full${round}`;
      await influxd.ask(`CREATE DATABASE ${database}`);
      const disk = smallDisk(12 << 20);
      const events: StoreEvent[] = [];
      // Every other time there is memory for all of it.
      const isRoomy = round % 2 === 0;
      const store = await openInfluxStore(
        { url: influxd.url, database },
        {
          spool: {
            folder: join(disk.path, 'spool'),
            memoryBytes: isRoomy ? 8 << 20 : 60_000,
            segmentBytes: 100_000,
            lazy_ms: 0,
          },
          onEvent: (event) => events.push(event),
          batch_ms: 10,
          first_ms: 10,
          most_ms: 50,
        },
      );
      const run = storedRun('r1', { step_s: 1 });
      await store.begin(run);
      await store.append('r1', blockOf(run, 0, 100));
      expect(await store.drain(20_000)).toBe(true);
      await influxd.stop('SIGKILL');
      disk.fill(200_000 + 10_000 * round);
      for (let i = 100; i < 20_100; i += 100) await store.append('r1', blockOf(run, i, 100));
      expect(disk.free).toBeLessThan(100_000);
      const codes = new Set(events.map(({ severity, code }) => `${severity} ${code}`));
      expect([...codes]).toEqual(expect.arrayContaining(['warning store-down', 'alarm spool-full']));
      disk.makeRoom();
      await store.append('r1', blockOf(run, 20_100, 100));
      await influxd.start();
      expect(await store.drain(60_000)).toBe(true);
      const health = store.health();
      expect(health).toMatchObject({ received: 80_800, refused: 0, waiting: 0 });
      expect(health.stored + health.dropped).toBe(health.received);
      expect(health.dropped > 0).toBe(!isRoomy);
      const count = await store.count('r1');
      const [series] = await store.query(whole('r1', 'pv-1'));
      // What was dropped is the oldest: the newest are all there, each once, and what is there is right.
      const times = [...series!.time_ms].map((time_ms) => (time_ms - run.start_ms) / 1000);
      expect(new Set(times).size).toBe(times.length);
      const there = times.flatMap((i, k) =>
        Number.isNaN(series!.values[k]) ? [] : [[i, series!.values[k]!] as const],
      );
      expect(there.slice(-1000).map(([i]) => i)).toEqual(Array.from({ length: 1000 }, (_, k) => 19_200 + k));
      expect(there.filter(([i, v]) => !Object.is(v, valueAt(i, 5)))).toEqual([]);
      if (isRoomy) expect(count).toBe(20_200);
      await store.close();
      const told = events.filter(({ code }) => code === 'spool-dropped').reduce((sum, { points }) => sum + points, 0);
      expect(told).toBe(health.dropped);
      if (isRoomy) expect(events.map(({ code }) => code)).toContain('spool-kept');
      received += health.received;
      stored += health.stored;
      dropped += health.dropped;
      kept += events.filter(({ code }) => code === 'spool-full').length;
    }
    console.log(
      `spool on a full disk, ${trials(10)} times: received ${received}, stored ${stored}, dropped ${dropped}, alarms that it was full ${kept}`,
    );
  });

  it.skipIf(!isBuilt)(
    `a twin, ${trials(10)} times: it stops with what it lacks told, and goes on to the same bits`,
    async () => {
      const folder = folderWith(LONG);
      const file = join(folder, 'small.yaml');
      const runToEnd = async (data: string): Promise<TwinProcess> => {
        const twin = startProcess(file, data, ['--no-http', '--mode', 'asap', '--until', 'end']);
        expect([await twin.ended, twin.said()]).toEqual([0, expect.stringContaining('stopped by its end')]);
        return twin;
      };
      const free = spare();
      await runToEnd(free);
      const expected = await valuesIn(join(free, 'twin.duckdb'));
      let [compared, unstored, refused] = [0, 0, 0];
      for (let round = 0; round < trials(10); round++) {
        const disk = smallDisk(24 << 20);
        const data = join(disk.path, 'live');
        mkdirSync(data);
        disk.fill(200_000 + 30_000 * round);
        const twin = startProcess(file, data, ['--no-http', '--speed', '12000']);
        const { mqtt, users } = await twin.place();
        const passwords = JSON.parse(readFileSync(users, 'utf8')) as Record<string, string>;
        const operator = await listen(mqtt, { username: 'operator', password: passwords.operator! });
        await operator.until('/event/warning/site', ({ code }) => code === 'store-down');
        disk.fill(0);
        // What is accepted is kept, and what cannot be kept is not done.
        const payload = command({ mode: 'remote' });
        await operator.client.publishAsync('sixfold/v1/small/cmd/operator/control/mode', payload, { qos: 1 });
        const { state, code } = await operator.until(`/ack/operator/${idOf(payload)}`);
        expect(['accepted', 'journal', 'ended']).toContain(code ?? state);
        await sleep(200);
        twin.child.kill('SIGTERM');
        expect(await twin.ended).toBe(1);
        const lost = /the store has not taken (\d+) steps/.exec(twin.said())?.[1];
        unstored += Number(lost);
        expect(unstored).toBeGreaterThan(0);
        expect(twin.said()).toMatch(/No space left on device/);
        disk.makeRoom();
        await runToEnd(data);
        const kept = openDataFolder(data);
        const ids = kept.journal(kept.current()!.run).map(({ id }) => id);
        expect(ids).toEqual(state === 'accepted' ? [idOf(payload)] : []);
        refused += state === 'accepted' ? 0 : 1;
        const found = await valuesIn(join(data, 'twin.duckdb'));
        expect([...found.keys()]).toEqual([...expected.keys()]);
        for (const [name, values] of found) {
          expect([name, values.length]).toEqual([name, STEPS]);
          values.forEach((v, i) => {
            compared++;
            if (!Object.is(v, expected.get(name)![i])) throw new Error(`${name} in step ${i}: ${v}`);
          });
        }
      }
      console.log(
        `twin on a full disk, ${trials(10)} times: ${unstored} steps not taken at the stops and simulated again, ${refused} commands that could not be kept refused, ${compared} values compared, 0 differ`,
      );
    },
  );
});

/** Every series of the run of a store, by component and signal. */
async function valuesIn(path: string): Promise<Map<string, Float64Array>> {
  const store = await openDuckStore(path);
  try {
    const [run, ...more] = await store.runs();
    expect(more).toEqual([]);
    const found = new Map<string, Float64Array>();
    const range = { from_ms: run!.start_ms, to_ms: run!.start_ms + STEPS * 60_000 };
    for (const id of new Set(run!.columns.map(({ component }) => component)))
      for (const { signal, values } of await store.query({ run: run!.id, component: id, ...range }))
        found.set(`${id}.${signal}`, Float64Array.from(values));
    return found;
  } finally {
    await store.close();
  }
}
