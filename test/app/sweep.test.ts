import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { FILES, SMALL } from '../scenario/small.ts';
import { command, folderWith, root, say } from './site.ts';

const isBuilt = existsSync(join(root, 'dist/app/sweep/sweepWorker.js'));
type Row = Readonly<Record<string, number | string | null>>;
const rowsOf = async (out: string): Promise<Row[]> =>
  (await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'sweep.parquet')) })) as Row[];
const journalOf = (out: string): { run: number }[] =>
  readFileSync(join(out, 'sweep.journal'), 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as { run: number });

const UNCERTAIN = `${SMALL}uncertainty:
  sun: { parameter: components.pv.rated_kWp, relative: true, distribution: normal, mean: 1, sd: 0.1 }
  gas: { parameter: tariffs.gas.energy.price_money_per_kWh, distribution: triangular, from: 0.03, mode: 0.05, to: 0.1 }
`;
const BATTERY = 'components.battery.capacity_kWh=0:400:200';

describe('sixfold sweep', () => {
  it('names a component that is not there', async () => {
    const file = join(folderWith(FILES), 'small.yaml');
    const { exit, err } = await say(['sweep', file, '--vary', 'components.batery.capacity_kWh=0:400:200']);
    expect(exit).toBe(2);
    expect(err).toContain(
      '--vary components.batery.capacity_kWh: there is no component "batery", did you mean "battery"?',
    );
  });

  it('runs every combination, and what it writes of one is what a run of its own gives', async () => {
    const folder = folderWith({ ...FILES, 'tariffs/flat.yaml': 'energy: { price_money_per_kWh: 0.2, periods: {} }\n' });
    writeFileSync(join(folder, 'tariffs/dear.yaml'), FILES['tariffs/power.yaml']!.replace('0.3', '0.9'));
    const out = join(folder, 'out');
    const file = join(folder, 'small.yaml');
    const args = ['sweep', file, '--vary', BATTERY, '--vary', 'tariffs.power=tariffs/power.yaml,tariffs/dear.yaml'];
    const { exit, out: text, err } = await say([...args, '--out', out]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(text).toContain('small: 6 runs, 6 of them now');
    const rows = await rowsOf(out);
    expect(rows.map((r) => [r.run, r['components.battery.capacity_kWh'], r['tariffs.power'], r.error])).toEqual([
      [0, 0, 'tariffs/power.yaml', null],
      [1, 0, 'tariffs/dear.yaml', null],
      [2, 200, 'tariffs/power.yaml', null],
      [3, 200, 'tariffs/dear.yaml', null],
      [4, 400, 'tariffs/power.yaml', null],
      [5, 400, 'tariffs/dear.yaml', null],
    ]);
    writeFileSync(file, SMALL.replace('capacity_kWh: 200', 'capacity_kWh: 400').replace('power.yaml', 'dear.yaml'));
    expect(await say(['run', file, '--out', join(folder, 'one'), '--no-report'])).toMatchObject({ exit: 0 });
    const { kpis } = JSON.parse(readFileSync(join(folder, 'one', 'summary.json'), 'utf8')) as {
      kpis: Record<string, { value: number }>;
    };
    for (const [name, { value }] of Object.entries(kpis)) expect(rows[5]![name], name).toBe(value);
    // A battery of no size is none: its neighbours in the control are gone with it.
    writeFileSync(file, SMALL.replace(/ {2}battery: \{ kind.*\n/, '').replace(/control:\n {2}stores:\n.*\n/, ''));
    expect(await say(['run', file, '--out', join(folder, 'none'), '--no-report'])).toMatchObject({ exit: 0 });
    const none = JSON.parse(readFileSync(join(folder, 'none', 'summary.json'), 'utf8')) as typeof kpis & {
      kpis: typeof kpis;
    };
    expect(rows[0]!.cost_money).toBe(none.kpis.cost_money!.value);
    const page = readFileSync(join(out, 'sweep.html'), 'utf8');
    expect(page).toContain('aria-label="components.battery.capacity_kWh across, tariffs.power upwards"');
  });

  it('draws what the scenario calls uncertain, the same draws again for the same seed', async () => {
    const folder = folderWith({ ...FILES, 'small.yaml': UNCERTAIN });
    const sweep = (out: string, ...more: string[]): ReturnType<typeof say> =>
      say(['sweep', join(folder, 'small.yaml'), '--samples', '12', '--latin', '--out', join(folder, out), ...more]);
    expect(await sweep('a')).toMatchObject({ exit: 0, err: '' });
    expect(await sweep('b')).toMatchObject({ exit: 0 });
    expect(await sweep('c', '--seed', '9')).toMatchObject({ exit: 0 });
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => rowsOf(join(folder, name))));
    expect(a).toEqual(b);
    expect(a).toHaveLength(12);
    expect(c!.map((r) => r.cost_money)).not.toEqual(a!.map((r) => r.cost_money));
    const sun = a!.map((r) => r['components.pv.rated_kWp'] as number);
    expect(sun.reduce((sum, v) => sum + v, 0) / 12).toBeCloseTo(100, -1);
    const page = readFileSync(join(folder, 'a', 'sweep.html'), 'utf8');
    expect(page).toContain('Rank correlation with each parameter');
    expect(page).toContain('Spread of each figure over all runs');
  });

  it('tells what a run failed of, and goes on with the others', async () => {
    const folder = folderWith();
    const out = join(folder, 'out');
    const path = 'components.battery.charge_kW=50,-5,100';
    const { exit, out: text } = await say(['sweep', join(folder, 'small.yaml'), '--vary', path, '--out', out]);
    expect(exit).toBe(0);
    expect(text).toContain('1 of 3 runs failed:\n- run 1: ');
    const rows = await rowsOf(out);
    expect(rows.map((r) => r.cost_money === null)).toEqual([false, true, false]);
    expect(rows[1]!.error).toContain('components.battery.charge_kW: expected a number of at least 0, met -5');
  });

  it('refuses what it cannot vary before anything is run', async () => {
    const folder = folderWith({ ...FILES, 'small.yaml': UNCERTAIN });
    const file = join(folder, 'small.yaml');
    const told = async (...args: string[]): Promise<string> => {
      const { exit, err } = await say(['sweep', file, '--out', join(folder, 'out'), ...args]);
      expect(exit).toBe(2);
      return err;
    };
    expect(await told('--vary', 'components.battery.capacity_kwh=100,200')).toContain('did you mean "capacity_kWh"');
    expect(await told('--vary', 'components.batery.capacity_kWh=100,200')).toContain('components.batery');
    expect(await told('--vary', 'tariff.power=a,b')).toContain('did you mean "tariffs"');
    expect(await told('--vary', 'tariffs.power=a,b')).toContain('there is no file');
    expect(await told('--vary', 'components.pv.rated_kWp=300:100:50')).toContain('expected the lower end first');
    expect(await told('--vary', 'components.pv.rated_kWp=1:20000:1')).toContain('20000 runs are more than 10000');
    expect(await told('--vary', 'components.pv.rated_kWp=1,2', '--samples', '3')).toContain('is varied twice');
    expect(await told()).toContain('nothing is varied');
    writeFileSync(file, SMALL);
    expect(await told('--samples', '3')).toContain('says under "uncertainty:" of nothing');
    expect(existsSync(join(folder, 'out', 'sweep.journal'))).toBe(false);
  });

  it('goes on where it was, and takes the journal of another sweep for what it is', async () => {
    const folder = folderWith();
    const out = join(folder, 'out');
    const sweep = (vary: string, ...more: string[]): ReturnType<typeof say> =>
      say(['sweep', join(folder, 'small.yaml'), '--vary', vary, '--out', out, ...more]);
    await sweep(BATTERY);
    const before = await rowsOf(out);
    // As a kill in the middle of a line leaves it: one whole row, and a stump.
    const lines = readFileSync(join(out, 'sweep.journal'), 'utf8').split('\n');
    writeFileSync(join(out, 'sweep.journal'), `${lines.slice(0, 2).join('\n')}\n${lines[2]!.slice(0, 20)}`);
    const { err, out: text } = await sweep(BATTERY);
    expect(err).toBe('1 of 3 runs were done before; going on with the others\n');
    expect(text).toContain('3 runs, 2 of them now');
    expect(await rowsOf(out)).toEqual(before);
    expect(
      journalOf(out)
        .map((r) => r.run)
        .sort((a, b) => a - b),
    ).toEqual([0, 1, 2]);
    const other = await sweep('components.battery.capacity_kWh=100,200');
    expect(other).toMatchObject({ exit: 2 });
    expect(other.err).toContain('holds the results of another sweep');
    expect(await sweep('components.battery.capacity_kWh=100,200', '--anew')).toMatchObject({ exit: 0 });
    expect(await rowsOf(out)).toHaveLength(2);
  });
});

describe.skipIf(!isBuilt)(`a sweep in threads${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`, () => {
  it('loses nothing to a kill and does nothing twice', async () => {
    const folder = folderWith();
    const out = join(folder, 'out');
    const args = [
      'sweep',
      join(folder, 'small.yaml'),
      '--vary',
      'components.pv.rated_kWp=1:400:1',
      '--out',
      out,
      '--json',
      '--threads',
      '2',
    ];
    const first = spawn(process.execPath, [command, ...args], { stdio: 'ignore' });
    const gone = once(first, 'exit');
    for (let k = 0; k < 1000 && !(existsSync(join(out, 'sweep.journal')) && journalOf(out).length > 20); k++)
      await sleep(20);
    first.kill('SIGKILL');
    await gone;
    const kept = journalOf(out).length;
    expect(kept).toBeGreaterThan(20);
    expect(kept).toBeLessThan(400);
    const second = spawn(process.execPath, [command, ...args]);
    let text = '';
    second.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    expect((await once(second, 'close'))[0]).toBe(0);
    // A row whose line was cut off in the middle is made again.
    expect(JSON.parse(text)).toMatchObject({ runs: 400, ranNow: 400 - kept, failed: 0 });
    const runs = journalOf(out).map((r) => r.run);
    expect(runs).toHaveLength(400);
    expect(new Set(runs).size).toBe(400);
    const rows = await rowsOf(out);
    expect(rows.map((r) => r['components.pv.rated_kWp'])).toEqual(Array.from({ length: 400 }, (_, k) => k + 1));
    // Threads give what this process gives.
    const here = join(folder, 'here');
    await say(['sweep', join(folder, 'small.yaml'), '--vary', 'components.pv.rated_kWp=17,300', '--out', here]);
    const [a, b] = await rowsOf(here);
    for (const name of Object.keys(a!).filter((n) => n !== 'run')) {
      expect(rows[16]![name], name).toEqual(a![name]);
      expect(rows[299]![name], name).toEqual(b![name]);
    }
  }, 120_000);
});
