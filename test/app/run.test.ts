import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Meta } from '../../src/report/meta.ts';
import type { Summary } from '../../src/report/summary.ts';
import { changed, FILES } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const rowsOf = async (path: string): Promise<Record<string, number | Date>[]> =>
  (await parquetReadObjects({ file: await asyncBufferFromFile(path) })) as Record<string, number | Date>[];

describe('run', () => {
  it('writes all that it promises, and nothing else', async () => {
    const folder = folderWith();
    const out = join(folder, 'results', 'deep');
    const { exit, err } = await say(['run', join(folder, 'small.yaml'), '--out', out, '--no-report', '--csv']);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(readdirSync(out).sort()).toEqual([
      'balance.csv',
      'balance.xlsx',
      'meta.json',
      'results.csv',
      'results.parquet',
      'run.json',
      'summary.json',
    ]);
  });

  it('leaves nothing of an earlier run', async () => {
    const folder = folderWith();
    const out = join(folder, 'out');
    await say(['run', join(folder, 'small.yaml'), '--out', out, '--no-report', '--csv']);
    writeFileSync(join(out, 'report.html'), 'of another run');
    writeFileSync(join(out, 'mine.txt'), 'kept');
    await say(['run', join(folder, 'small.yaml'), '--out', out, '--no-report']);
    expect(existsSync(join(out, 'report.html'))).toBe(false);
    expect(existsSync(join(out, 'results.csv'))).toBe(false);
    expect(existsSync(join(out, 'mine.txt'))).toBe(true);
  });

  it('writes series from which anyone can redo the balance', async () => {
    const folder = folderWith();
    await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report', '--csv']);
    const meta = json<Meta>(join(folder, 'meta.json'));
    const rows = await rowsOf(join(folder, 'results.parquet'));
    expect(rows.length).toBe(24);
    expect(Object.keys(rows[0]!)).toEqual(['time', ...meta.columns.map((c) => c.name)]);
    expect(rows.map((row) => (row.time as Date).getTime())).toEqual(
      rows.map((_, i) => meta.grid.start_ms + i * 3_600_000),
    );
    expect(new Date(meta.grid.start_ms).toISOString()).toBe('2023-02-28T16:00:00.000Z');
    for (const { name } of meta.buses) {
      const ports = meta.columns.filter((c) => c.bus === name);
      expect(ports.length).toBeGreaterThan(1);
      for (const row of rows) {
        const flows = ports.map((c) => row[c.name] as number);
        const size = flows.reduce((sum, v) => sum + Math.abs(v), 0);
        expect(Math.abs(flows.reduce((sum, v) => sum + v, 0))).toBeLessThanOrEqual(1e-6 * size);
      }
    }
    const lines = readFileSync(join(folder, 'results.csv'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe(['time', ...meta.columns.map((c) => c.name)].join(','));
    expect(lines.length).toBe(25);
    lines.slice(1).forEach((line, i) => {
      const [time, ...values] = line.split(',');
      expect(Date.parse(time!)).toBe((rows[i]!.time as Date).getTime());
      expect(values.map(Number)).toEqual(meta.columns.map((c) => rows[i]![c.name]));
    });
  });

  it('writes a row group for every 8,192 rows', async () => {
    const folder = folderWith(changed('step_s: 3600', 'step_s: 6'));
    await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report']);
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, 'results.parquet')));
    expect(metadata.row_groups.map((g) => Number(g.num_rows))).toEqual([8192, 14_400 - 8192]);
  });

  it('prints a balance that adds up, in lines that fit', async () => {
    const folder = folderWith();
    const { out } = await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report']);
    const { buses } = json<Summary>(join(folder, 'summary.json'));
    for (const bus of Object.values(buses)) {
      const left = bus.supply + bus.unserved + bus.moved;
      const right = bus.use + bus.sale + bus.losses + bus.storedChange + bus.curtailed + bus.dumped;
      expect(Math.abs(left - right)).toBeLessThan(1e-6 * left);
    }
    const lines = out.split('\n');
    // The folder's name is as long as it is.
    for (const line of lines.filter((l) => !l.startsWith('Results are in')))
      expect(line.length).toBeLessThanOrEqual(100);
    expect(lines.slice(0, 3)).toEqual([
      'small',
      '2023-03-01 00:00 to 2023-03-02 00:00 in Asia/Shanghai: 1 day in 24 steps of 1 h',
      '12 components on 3 buses',
    ]);
    expect(lines.at(-2)).toBe(`Results are in ${folder}`);
    expect(out).not.toMatch(/undefined|NaN|Infinity|null/);
  });

  it('writes monthly balances as CSV and as a workbook', async () => {
    const folder = folderWith();
    await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report']);
    const [head, ...rows] = readFileSync(join(folder, 'balance.csv'), 'utf8').trimEnd().split('\n');
    expect(head).toBe('bus,carrier,component,label,role,unit,2023-03,total');
    expect(rows.some((row) => row.startsWith('power,electricity,pv,pv,generation,kWh,'))).toBe(true);
    for (const row of rows.filter((r) => r.includes('Sum of all flows')))
      expect(Math.abs(Number(row.split(',').at(-1)))).toBeLessThan(1e-6);
    const book = readFileSync(join(folder, 'balance.xlsx'));
    expect(book.subarray(0, 2).toString()).toBe('PK');
  });

  it('prints the summary alone with --json', async () => {
    const folder = folderWith();
    const { out } = await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report', '--json']);
    expect(JSON.parse(out)).toEqual(json(join(folder, 'summary.json')));
  });

  it('explains a step, and writes nothing', async () => {
    const folder = folderWith();
    const before = readdirSync(folder);
    const { exit, out } = await say(['run', join(folder, 'small.yaml'), '--explain', '2023-03-01T12:00']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^small, step 12, 2023-03-01T04:00Z; \d pass(es)?\n/);
    expect(out).toContain('\nPass 1 ');
    expect(out.indexOf('\nClosers ')).toBeGreaterThan(out.lastIndexOf('\nPass '));
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    for (const candidate of ['chp.electricity', 'grid.electricity', 'boiler.heat', 'battery.electricity'])
      expect(out).toContain(candidate);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('explains a step as JSON', async () => {
    const args = ['run', join(folderWith(), 'small.yaml'), '--explain', '2023-03-01T12:00', '--json'];
    const { exit, out } = await say(args);
    expect(exit).toBe(0);
    const told = JSON.parse(out) as {
      decisions: { component: string; given_kW: number; why: string }[];
      flows: { bus: string; value: number; unit: string }[];
    };
    expect(told).toMatchObject({ schemaVersion: 1, name: 'small', step: 12, time: '2023-03-01T04:00Z' });
    expect(told.decisions.find((d) => d.component === 'grid')).toMatchObject({ why: expect.any(String) as string });
    const power = told.flows.filter((f) => f.bus === 'power');
    expect(power.length).toBeGreaterThan(4);
    expect(power.reduce((sum, f) => sum + f.value, 0)).toBeCloseTo(0, 6);
  });

  it.each([
    [
      '2023-03-05T00:00',
      '--explain: 2023-03-05T00:00 is outside the run, which goes from 2023-02-28T16:00Z to 2023-03-01T16:00Z\n',
    ],
    ['noon', '--explain: expected a date and time such as 2023-01-01T00:00, met "noon"\n'],
  ])('explains no step at %s', async (time, err) => {
    const folder = folderWith();
    expect(await say(['run', join(folder, 'small.yaml'), '--explain', time])).toEqual({ exit: 2, out: '', err });
  });

  it('counts against the reference cases, which stand in the summary alone', async () => {
    const folder = folderWith({
      ...FILES,
      'small.yaml': `${FILES['small.yaml']}reference: without.yaml\n`,
      'without.yaml':
        'extends: small.yaml\nname: without\nlabel: Without sun\nreference: null\ncomponents: { pv: null }\n',
    });
    const { exit, out } = await say(['run', join(folder, 'small.yaml'), '--out', join(folder, 'out'), '--no-report']);
    expect(exit).toBe(0);
    expect(out).toContain('\nAgainst Without sun\n');
    const { references } = json<Summary>(join(folder, 'out', 'summary.json'));
    expect(references.map((r) => r.reference)).toEqual(['without']);
    // What the sun gives need not be bought.
    expect(references[0]!.kpis.billSaving_money_per_a!.value).toBeGreaterThan(0);
  });

  it('takes the weather of another file, in the reference cases too', async () => {
    const dark = `time,ghi_W_per_m2,ambient_degC,wind_m_per_s,relativeHumidity\n${Array.from({ length: 25 }, (_, h) => `2023-03-0${1 + Math.floor(h / 24)}T${String(h % 24).padStart(2, '0')}:00,0,5,3,0.5`).join('\n')}\n`;
    const folder = folderWith({ ...FILES, 'elsewhere/dark.csv': dark });
    const weather = join(folder, 'elsewhere', 'dark.csv');
    const { exit, err } = await say([
      'run',
      join(folder, 'small.yaml'),
      '--out',
      folder,
      '--no-report',
      '--weather',
      weather,
    ]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(json<Summary>(join(folder, 'summary.json')).buses.power!.generation).toBe(0);
    expect(await say(['run', join(folder, 'small.yaml'), '--weather', join(folder, 'none.epw')])).toEqual({
      exit: 2,
      out: '',
      err: `there is no weather file "${join(folder, 'none.epw')}"; check the path\n`,
    });
  });
});

describe('a run that is stopped', () => {
  it('closes what it has, marked as unfinished, and says so', async () => {
    const folder = folderWith(changed('step_s: 3600', 'step_s: 10'));
    const { exit, err } = await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report', '--csv'], 2);
    expect(exit).toBe(130);
    expect(err).toBe(
      `stopped by SIGINT after 4096 of 8640 steps; what was done is in ${folder}, marked as unfinished\n`,
    );
    const rows = await rowsOf(join(folder, 'results.parquet'));
    expect(rows.length).toBe(4096);
    expect(readFileSync(join(folder, 'results.csv'), 'utf8').trimEnd().split('\n').length).toBe(4097);
    expect(json(join(folder, 'summary.json'))).toMatchObject({ unfinished: true, steps: 4096 });
    expect(json(join(folder, 'meta.json'))).toMatchObject({ unfinished: 4096 });
    expect(json(join(folder, 'run.json'))).toMatchObject({ unfinished: true });
    expect(json<Summary>(join(folder, 'summary.json')).warnings[0]).toEqual({
      code: 'unfinished',
      text: 'the run was stopped at 2023-03-01T03:22:40Z, after 4096 of 8640 steps; all figures are of that part',
    });
  });

  it('before its first step leaves readable files too', async () => {
    const folder = folderWith();
    const { exit } = await say(['run', join(folder, 'small.yaml'), '--out', folder, '--no-report'], 0);
    expect(exit).toBe(130);
    expect(await rowsOf(join(folder, 'results.parquet'))).toEqual([]);
    expect(json(join(folder, 'summary.json'))).toMatchObject({ unfinished: true, steps: 0 });
  });

  it('in its reference cases is whole itself', async () => {
    const folder = folderWith({
      ...FILES,
      'small.yaml': `${FILES['small.yaml']}reference: without.yaml\n`,
      'without.yaml': 'extends: small.yaml\nname: without\nreference: null\ncomponents: { pv: null }\n',
    });
    const { exit, err } = await say(
      ['run', join(folder, 'small.yaml'), '--out', join(folder, 'out'), '--no-report'],
      1,
    );
    expect({ exit, err }).toEqual({
      exit: 130,
      err: `stopped by SIGINT before the reference cases were run; the run itself is complete in ${join(folder, 'out')}\n`,
    });
    expect(json(join(folder, 'out', 'summary.json'))).toMatchObject({ steps: 24, references: [] });
    expect(json(join(folder, 'out', 'run.json'))).toMatchObject({ unfinished: true });
  });
});
