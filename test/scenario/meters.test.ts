import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import type { Meta } from '../../src/report/meta.ts';
import { summarise } from '../../src/report/summarise.ts';
import type { Summary } from '../../src/report/summary.ts';
import { folderWith, say } from '../app/site.ts';
import { changed, FILES, faultsOf, load, SMALL } from './small.ts';

/** Load is 300 + 10 h kW in the file; its meter shows 5 kW more, but for what is said. */
const readings = (at: Readonly<Record<number, string>> = {}): string =>
  `time,load_kW,pv_kW\n${Array.from(
    { length: 24 },
    (_, h) => `2023-03-01T${String(h).padStart(2, '0')}:00,${at[h] ?? 305 + 10 * h},${h}`,
  ).join('\n')}\n`;
const metered = (section: string, options = '', at: Readonly<Record<number, string>> = {}) => ({
  ...FILES,
  'meters.csv': readings(at),
  'small.yaml': `${SMALL.replace('profiles:', `profiles:\n  seen: { file: meters.csv${options} }`)}meters:\n${section}\n`,
});
const LOAD = '  load.demand_kW: seen.load_kW';
const figuresOf = (files: Readonly<Record<string, string>>) => simulate(load(files)).meters[0]!;

describe('meters', () => {
  it('are held against the model: bias, RMSE and their shares, the difference in energy', () => {
    const f = figuresOf(metered(LOAD));
    // by hand: 24 h, each 5 kW above a model of mean 300 + 10 * 11.5
    expect(f.counted).toBe(24);
    expect(f.bias).toBeCloseTo(5, 12);
    expect(f.rmse).toBeCloseTo(5, 12);
    expect(f.model).toBeCloseTo(415, 9);
    expect(f.nmbe).toBeCloseTo(5 / 420, 12);
    expect(f.cvRmse).toBeCloseTo(5 / 420, 12);
    expect(f.difference).toBeCloseTo(120, 9);
    expect(f.correlation).toBeCloseTo(1, 12);
  });

  it('tell bias from scatter', () => {
    // by hand: residuals of 5, but -19 in one hour: mean (23 * 5 - 19) / 24 = 4, squares (23 * 25 + 361) / 24 = 39
    const f = figuresOf(metered(LOAD, '', { 3: '311' }));
    expect(f.bias).toBeCloseTo(4, 12);
    expect(f.rmse).toBeCloseTo(Math.sqrt(39), 12);
  });

  it('leave out what is missing, and make nothing up', () => {
    const f = figuresOf(metered(LOAD, ', gaps: leave', { 3: '', 4: '', 5: '--' }));
    expect(f.steps).toEqual({ good: 21, filled: 0, suspect: 0, missing: 3, stuck: 0, outOfRange: 0 });
    expect(f.counted).toBe(21);
    expect(f.bias).toBeCloseTo(5, 12);
    expect([...f.meter.values.subarray(2, 7)]).toEqual([325, Number.NaN, Number.NaN, Number.NaN, 365]);
  });

  it('count what the policy filled only where that is asked for', () => {
    const filled = { 3: '', 4: '' };
    const without = figuresOf(metered(LOAD, ', gaps: hold', filled));
    expect(without.steps).toEqual({ good: 22, filled: 2, suspect: 0, missing: 0, stuck: 0, outOfRange: 0 });
    expect(without.bias).toBeCloseTo(5, 12);
    const counts = '  load.demand_kW: { from: seen.load_kW, counts: [good, filled] }';
    const f = figuresOf(metered(counts, ', gaps: hold', filled));
    // by hand: 325 held twice where 330 and 340 were
    expect(f.counted).toBe(24);
    expect(f.bias).toBeCloseTo((22 * 5 - 5 - 15) / 24, 12);
  });

  it('leave out what is stuck', () => {
    const stuck = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [k, '300.25']));
    const f = figuresOf(metered(LOAD, '', stuck));
    expect(f.steps).toEqual({ good: 12, filled: 0, suspect: 0, missing: 0, stuck: 12, outOfRange: 0 });
    expect(f.bias).toBeCloseTo(5, 12);
  });

  it('need not cover the run', () => {
    const short = { ...metered(LOAD), 'meters.csv': readings().split('\n').slice(0, 13).join('\n') };
    expect(figuresOf(short).steps).toEqual({ good: 12, filled: 0, suspect: 0, missing: 12, stuck: 0, outOfRange: 0 });
  });

  it('give means over a longer step, and the last value of a state', () => {
    const minutes = Array.from({ length: 96 }, (_, k) => `${1_677_600_000 + 900 * k},${k % 4},0.${k % 4},${k}`).join(
      '\n',
    );
    const files = {
      ...metered(
        '  load.demand_kW: seen.load_kW\n  battery.soc: { from: seen.soc, take: last }\n  battery.energy_kWh: seen.energy_kWh',
      ),
      'meters.csv': `time,load_kW,soc,energy_kWh\n${minutes}\n`,
    };
    files['small.yaml'] = files['small.yaml'].replace(
      'meters.csv',
      'meters.csv, time: { column: time, format: epoch_s }',
    );
    const { compiled } = simulate(load(files));
    expect(compiled.meters.map((m) => m.values[5])).toEqual([1.5, 0.3, 23]);
  });

  it('say nothing in shares of a temperature, or of what is 0 on average', () => {
    const files = metered(
      '  pv.cell_degC: seen.cell_degC\n  grid.electricity_kW: seen.zero_kW',
      ', columns: { cell_degC: pv_kW, zero_kW: load_kW }',
      Object.fromEntries(Array.from({ length: 24 }, (_, k) => [k, k % 2 ? '7' : '-7'])),
    );
    const [cell, grid] = summarise(simulate(load(files))).meters!;
    expect(Object.keys(cell!.kpis)).toEqual(['measured_degC', 'model_degC', 'bias_K', 'rmse_K', 'correlation']);
    expect(Object.keys(grid!.kpis)).toEqual([
      'measured_kW',
      'model_kW',
      'bias_kW',
      'rmse_kW',
      'energyError_kWh',
      'correlation',
    ]);
    expect(grid!.omitted.map((o) => `${o.name}: ${o.reason}`)).toEqual([
      'nmbe: the readings have a mean of 0',
      'cvRmse: the readings have a mean of 0',
    ]);
  });

  it('refuse what is not there', () => {
    expect(faultsOf(metered('  lod.demand_kW: seen.load_kW'))).toMatchInlineSnapshot(
      `"small.yaml:36 meters.lod.demand_kW: there is no component "lod", did you mean "load"?"`,
    );
    expect(faultsOf(metered('  load.demand: seen.load_kW'))).toMatchInlineSnapshot(
      `"small.yaml:36 meters.load.demand: "load" has no signal "demand"; it has input_kW, demand_kW, served_kW, unserved_kW, fossilCo2_kg_per_h, biogenicCo2_kg_per_h, reactive_kvar"`,
    );
    expect(faultsOf(metered('  load.demand_kW: seen.loads_kW'))).toMatchInlineSnapshot(
      `"small.yaml:36 meters.load.demand_kW: profile "seen" has no column "loads_kW", did you mean "load_kW"? It has load_kW, pv_kW"`,
    );
    expect(faultsOf(metered('  pv.cell_degC: seen.pv_kW'))).toMatchInlineSnapshot(
      `"small.yaml:36 meters.pv.cell_degC: "seen.pv_kW" is in kW and "cell_degC" is expected in degC; name a column that ends in _degC"`,
    );
    expect(faultsOf(metered(LOAD, ', year: calendar'))).toMatchInlineSnapshot(
      `"small.yaml:36 meters.load.demand_kW: profile "seen" is a typical year, and a meter shows what was; give it year: exact"`,
    );
  });

  it('alone may take a column with holes', () => {
    const files = changed('site.csv }', 'site.csv, gaps: leave }', {
      ...FILES,
      'site.csv': FILES['site.csv']!.replace('T03:00,330', 'T03:00,'),
    });
    expect(faultsOf(files)).toMatchInlineSnapshot(
      `"small.yaml:29 components.load: "site.demand_kW" has no value at 2023-02-28T19:00Z: its profile leaves what is missing, as only meters may; name another policy, gaps: hold | interpolate | sameHourYesterday"`,
    );
  });

  it('stand beside the model in results, summary, terminal and report', async () => {
    const folder = folderWith(metered(LOAD, ', gaps: leave', { 3: '' }));
    const said = await say(['run', join(folder, 'small.yaml'), '--out', folder, '--csv']);
    expect(said.exit).toBe(0);
    expect(said.out).toContain('Meters beside the model');
    expect(said.out).toMatch(/load\.demand_kW +423\.7 +418\.7 +5\.000 +1\.2 % +5\.000 +1\.2 % +115\.0 +23 of 24/);
    expect(said.out).toContain('\nload.demand_kW: 1 missing\n');
    const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
    expect(meta.columns.slice(-3)).toEqual([
      {
        name: 'load.measuredDemand_kW',
        component: 'load',
        kind: 'load',
        signal: 'measuredDemand_kW',
        unit: 'kW',
        role: 'meter',
        laws: [],
      },
      {
        name: 'load.residualDemand_kW',
        component: 'load',
        kind: 'load',
        signal: 'residualDemand_kW',
        unit: 'kW',
        role: 'meter',
        laws: [],
      },
      {
        name: 'load.qualityDemand',
        component: 'load',
        kind: 'load',
        signal: 'qualityDemand',
        unit: '1',
        role: 'meter',
        laws: [],
      },
    ]);
    const file = await asyncBufferFromFile(join(folder, 'results.parquet'));
    const rows = (await parquetReadObjects({ file })) as Record<string, number>[];
    expect(Object.keys(rows[0]!)).toEqual(['time', ...meta.columns.map((c) => c.name)]);
    const [two, three] = [rows[2]!, rows[3]!];
    expect([two['load.measuredDemand_kW'], two['load.residualDemand_kW'], two['load.qualityDemand']]).toEqual([
      325, 5, 0,
    ]);
    expect([three['load.measuredDemand_kW'], three['load.residualDemand_kW'], three['load.qualityDemand']]).toEqual([
      Number.NaN,
      Number.NaN,
      3,
    ]);
    const csv = readFileSync(join(folder, 'results.csv'), 'utf8').split('\n');
    expect(csv[4]!.endsWith(',,,3')).toBe(true);
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
    expect(summary.meters!.map((m) => m.column)).toEqual(['load.demand_kW']);
    expect(summary.meters![0]!.kpis).toMatchObject({
      bias_kW: { value: 5, unit: 'kW' },
      energyError_kWh: { value: 115, unit: 'kWh' },
    });
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('<h2 id="meters">');
    expect(page).toContain('aria-label="load.demand_kW: meter and model over time, and one over the other"');
    // Times along the line: its ends, and two between.
    const axis = [...page.matchAll(/<text [^>]*y="234"[^>]*>([^<]+)<\/text>/g)].map((found) => found[1]);
    expect(axis).toEqual(['2023-03-01 00:00', '2023-03-01 08:00', '2023-03-01 16:00', '2023-03-02 00:00']);
  });

  it('say by which policy readings were filled', async () => {
    const folder = folderWith(metered(LOAD, ', gaps: hold', { 3: '', 4: '' }));
    const said = await say(['run', join(folder, 'small.yaml'), '--out', folder]);
    expect(said.out).toContain('\nload.demand_kW: 2 filled (by hold)\n');
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
    expect(summary.meters![0]!.gaps).toBe('hold');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('2 (hold)');
  });
});
