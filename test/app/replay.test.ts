import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pacedBy } from '../../src/app/cli/pacing.ts';
import { makeClock } from '../../src/app/server/clock.ts';
import type { MeterSummary } from '../../src/report/meters.ts';
import type { Summary } from '../../src/report/summary.ts';
import { FILES, SMALL } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const kpisOf = (text: string): Record<string, MeterSummary['kpis']> =>
  Object.fromEntries((JSON.parse(text) as MeterSummary[]).map((m) => [m.column, m.kpis]));

describe('replay', () => {
  it('of a run on its own scenario shows no difference', async () => {
    const folder = folderWith();
    const scenario = join(folder, 'small.yaml');
    const was = join(folder, 'was');
    await say(['run', scenario, '--out', was, '--no-report']);
    const said = await say([
      'replay',
      scenario,
      '--history',
      was,
      '--out',
      join(folder, 'again'),
      '--no-report',
      '--json',
    ]);
    expect(said).toMatchObject({ exit: 0, err: '' });
    const kpis = kpisOf(said.out);
    expect(Object.keys(kpis)).toContain('battery.electricity_kW');
    expect(Object.keys(kpis)).toHaveLength(16);
    for (const found of Object.values(kpis)) {
      const rmse = Object.entries(found).find(([name]) => name.startsWith('rmse'))![1];
      expect(rmse.value).toBe(0);
    }
  });

  it('drives the twin by what was, in place of what the scenario makes of itself', async () => {
    const folder = folderWith({
      ...FILES,
      'plant.yaml':
        'extends: small.yaml\nsixfold: 1\nname: plant\ncomponents:\n  load: { demand: 777 }\n  pv: { losses: { soiling: 0.2 } }\n',
    });
    const was = join(folder, 'was');
    await say(['run', join(folder, 'plant.yaml'), '--out', was, '--no-report']);
    const args = ['--history', was, '--meter', 'load.demand_kW', 'pv.electricity_kW', '--out', join(folder, 'twin')];
    const said = await say(['replay', join(folder, 'small.yaml'), ...args, '--no-report']);
    expect(said.exit).toBe(0);
    const summary = JSON.parse(readFileSync(join(folder, 'twin', 'summary.json'), 'utf8')) as Summary;
    const [load, pv] = summary.meters!.map((m) => m.kpis);
    expect(load!.model_kW!.value).toBe(777);
    expect(load!.rmse_kW!.value).toBe(0);
    // by hand: 2 % soiling in the twin, 20 % in the plant, before an inverter that is nearly linear: 0.8 / 0.98 - 1
    expect(pv!.nmbe!.value).toBeLessThan(-0.2);
    expect(pv!.nmbe!.value).toBeGreaterThan(-0.27);
    expect(said.out).toMatch(/^small: 2023-02-28T16:00Z to 2023-03-01T16:00Z, 24 steps\n/);
    expect(said.out).toContain('Meters beside the model');
  });

  it('takes a part of the time, and no results of an earlier one', async () => {
    const folder = folderWith();
    const args = ['--from', '2023-03-01T06:00', '--to', '2023-03-01T18:00', '--out', folder, '--no-report'];
    const said = await say(['replay', join(folder, 'small.yaml'), ...args]);
    expect(said.exit).toBe(0);
    expect(said.out).toContain('2023-02-28T22:00Z to 2023-03-01T10:00Z, 12 steps');
    expect(said.out).toContain('Nothing was measured: name meters in the scenario, or --history');
    expect(existsSync(join(folder, 'run.json'))).toBe(true);
  });

  it('reads profiles from Parquet files, as scenarios name them', async () => {
    const own = SMALL.replace(
      'site: { file: site.csv }',
      'site: { file: was/results.parquet, columns: { demand_kW: load.demand_kW } }',
    );
    const folder = folderWith({ ...FILES, 'parquet.yaml': own.replace('name: small', 'name: parquet') });
    await say(['run', join(folder, 'small.yaml'), '--out', join(folder, 'was'), '--no-report']);
    await say(['replay', join(folder, 'parquet.yaml'), '--out', join(folder, 'now'), '--no-report']);
    const bill = (name: string): number =>
      (JSON.parse(readFileSync(join(folder, name, 'summary.json'), 'utf8')) as Summary).costs.bill_money;
    expect(bill('now')).toBe(bill('was'));
  });

  it('takes its history from a store, too', async () => {
    const folder = folderWith();
    const scenario = join(folder, 'small.yaml');
    const store = join(folder, 'was.duckdb');
    const ran = await say(['run', scenario, '--store', store, '--out', join(folder, 'was'), '--no-report']);
    expect(ran.exit).toBe(0);
    const said = await say([
      'replay',
      scenario,
      '--history',
      store,
      '--out',
      join(folder, 'now'),
      '--no-report',
      '--json',
    ]);
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(kpisOf(said.out)['grid.electricity_kW']).toMatchObject({ rmse_kW: { value: 0 } });
    const strange = await say(['replay', scenario, '--history', store, '--history-run', 'other', '--out', folder]);
    expect(strange.exit).toBe(2);
    expect(strange.err).toMatch(/there is no run "other" of .+: --history-run \S+\n/);
    const parquet = join(folder, 'was', 'results.parquet');
    const again = await say([
      'replay',
      scenario,
      '--history',
      parquet,
      '--out',
      join(folder, 'now'),
      '--no-report',
      '--json',
    ]);
    expect(kpisOf(again.out)['grid.electricity_kW']).toMatchObject({ rmse_kW: { value: 0 } });
  });

  it('says what is wrong', async () => {
    const folder = folderWith({
      ...FILES,
      'bad.yaml': 'extends: small.yaml\nsixfold: 1\nname: bad\nprofiles: { p: { file: x.parquet } }\n',
      'x.parquet': 'no',
    });
    const scenario = join(folder, 'small.yaml');
    const errorOf = async (...args: string[]): Promise<string> => {
      const { exit, err } = await say(['replay', ...args]);
      expect(exit).toBe(2);
      return err.replaceAll(folder, '.').trim();
    };
    expect(await errorOf(scenario, '--speed', 'fast')).toMatchInlineSnapshot(
      `"--speed: expected a number from 0 to 10000000, met "fast""`,
    );
    expect(await errorOf(scenario, '--meter', 'pv.electricity_kW')).toMatchInlineSnapshot(
      `"--meter names signals of another run; add --history, or name meters in the scenario"`,
    );
    expect(await errorOf(scenario, '--history', folder)).toMatchInlineSnapshot(
      `"./meta.json: is not there; expected a folder that "sixfold run" wrote"`,
    );
    expect(await errorOf(join(folder, 'bad.yaml'))).toMatchInlineSnapshot(
      `"./x.parquet: is no Parquet file (parquet file is too short); expected one that "sixfold run" or another tool wrote"`,
    );
    await say(['run', scenario, '--out', join(folder, 'was'), '--no-report']);
    expect(await errorOf(scenario, '--history', join(folder, 'was'), '--meter', 'pv.power_kW')).toMatchInlineSnapshot(
      `"--meter: the history has no column "pv.power_kW""`,
    );
  });

  it('keeps to its speed', async () => {
    const folder = folderWith();
    const start = performance.now();
    // 24 h at 216,000 times: 0.4 s
    await say(['replay', join(folder, 'small.yaml'), '--speed', '216000', '--out', folder, '--no-report']);
    expect(performance.now() - start).toBeGreaterThan(400);
  });

  it('takes every step that is due, and no other', async () => {
    let now = 0;
    const clock = makeClock({
      start_ms: 0,
      step_s: 1,
      mode: 'paced',
      speed: 10,
      policy: 'strict',
      now: () => now,
      wall: () => now,
    });
    clock.start(0);
    const pacing = pacedBy(clock, async (ms) => {
      now += ms;
    });
    // by hand: step i is due at 100 (i + 1) ms
    expect(await pacing.due(0, 8)).toBe(1);
    now = 650;
    expect(await pacing.due(1, 8)).toBe(5);
    now = 5000;
    expect(await pacing.due(6, 8)).toBe(8);
  });
});

describe('drive', () => {
  const driven = (section: string): Record<string, string> => ({
    ...FILES,
    'small.yaml': `${SMALL}drive:\n${section}\n`,
  });
  const errorOf = async (section: string): Promise<string> => {
    const folder = folderWith(driven(section));
    const { exit, err } = await say(['validate', join(folder, 'small.yaml')]);
    expect(exit).toBe(2);
    return err.replaceAll(folder, '.').trim();
  };
  it('refuses what cannot be driven', async () => {
    expect(await errorOf('  lod.demand_kW: site.demand_kW')).toMatchInlineSnapshot(
      `"./small.yaml:35 drive.lod.demand_kW: there is no component "lod", did you mean "load"?"`,
    );
    expect(await errorOf('  heating.demand: site.demand_kW')).toMatchInlineSnapshot(
      `"./small.yaml:35 drive.heating.demand: "demand" is no input of "heating"; it has available, demand_kW"`,
    );
    expect(await errorOf('  pv.voltage: site.demand_kW')).toMatchInlineSnapshot(
      `"./small.yaml:35 drive.pv.voltage: "voltage" follows from other things and cannot be driven; expected available, poa_W_per_m2, optics, cell_degC, ageLoss"`,
    );
    expect(await errorOf('  pv.cell_degC: site.demand_kW')).toMatchInlineSnapshot(
      `"./small.yaml:35 drive.pv.cell_degC: "site.demand_kW" is in kW and "cell_degC" is expected in degC; name a column that ends in _degC"`,
    );
  });
});
