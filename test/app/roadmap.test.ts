import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { RoadmapResult } from '../../src/scenario/roadmapResult.ts';
import { SITE_FILES, site, twoYears } from '../scenario/roadmapCase.ts';
import { folderWith, say } from './site.ts';

const folderOf = (text: string): string => folderWith({ 'r.yaml': text, ...SITE_FILES });

describe('sixfold roadmap', () => {
  it('prints what is built when, and writes page, table and data', async () => {
    const folder = folderOf(twoYears({ budget: 'budget_t: 20' }));
    const out = join(folder, 'out');
    const { exit, out: text, err } = await say(['roadmap', join(folder, 'r.yaml'), '--out', out]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(text).toContain('Roadmap 2030 to 2031: all years decided at once\n');
    expect(text).toMatch(/\nplant +kW +5\.4 \+5\.4 +10\.0 \+4\.6\n/);
    expect(text).toMatch(/\nemitted, t +20\.0 +0\.0\n/);
    expect(text).toMatch(/\nelectrification and renewable heat +-23\.8 +-43\.8\n/);
    expect(text).toContain('\nroadmap.budget_t: 20 of 20 t; one tonne more would save 5.11 EUR of 2030\n');
    expect(text).toContain('- the run lasts 0.00274 years, and is taken to be like every year of the horizon');
    const csv = readFileSync(join(out, 'roadmap.csv'), 'utf8').trim().split('\n');
    expect(csv).toHaveLength(3);
    const bytes = readFileSync(join(out, 'roadmap.parquet'));
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    });
    expect(rows.map((row) => row.year)).toEqual([2030, 2031]);
    expect(Object.keys(rows[0]!).join(',')).toBe(csv[0]);
    const page = readFileSync(join(out, 'roadmap.html'), 'utf8');
    expect(page).toContain('<h1>two-years: roadmap 2030 to 2031</h1>');
    expect(page).toContain('Electrification and renewable heat');
    expect(existsSync(join(folder, 'r.2030.yaml'))).toBe(false);
  });

  it('prints plain data, without what was not asked for', async () => {
    const folder = folderOf(twoYears({ budget: 'budget_t: 20' }));
    const args = ['roadmap', join(folder, 'r.yaml'), '--out', join(folder, 'out'), '--json', '--no-wedges'];
    const found = JSON.parse((await say([...args, '--foresight', 'myopic'])).out) as RoadmapResult;
    expect(found.foresight).toBe('myopic');
    expect(found.years.map((y) => y.wedges)).toEqual([undefined, undefined]);
    expect(found.components[0]!.built.map((v) => Math.round(1000 * v))).toEqual([7717, 0]);
    expect(found.caps[0]!.price_money_per_t).toBeUndefined();
  });

  it('writes each year as a scenario, which the physics carries out at the cost that was planned', async () => {
    const folder = folderOf(`${site()}control: { plan: { commitment: relaxed } }\n`);
    const args = [
      'roadmap',
      join(folder, 'r.yaml'),
      '--out',
      join(folder, 'out'),
      '--json',
      '--scenarios',
      '--no-wedges',
    ];
    const found = JSON.parse((await say(args)).out) as RoadmapResult;
    const { exit, err } = await say(['run', join(folder, 'r.2040.yaml'), '--out', join(folder, 'run')]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const { plan } = JSON.parse(readFileSync(join(folder, 'run', 'summary.json'), 'utf8')) as {
      plan: { planned_money: number; delivered_money: number };
    };
    const y = found.years.at(-1)!;
    const planned = ((y.operation_money + y.carbon_money) * 48) / 8760;
    // Sizes are written with six digits.
    expect(Math.abs(plan.planned_money / planned - 1)).toBeLessThan(1e-4);
    expect(Math.abs(plan.delivered_money / planned - 1)).toBeLessThan(0.02);
  });

  it('names a budget that cannot be kept, with what is missing, as a fault of the file', async () => {
    const folder = folderOf(twoYears({ budget: 'budget_t: 20', share: 'build: { most: { max_kW: 4 } }' }));
    const { exit, err } = await say(['roadmap', join(folder, 'r.yaml'), '--out', join(folder, 'out')]);
    expect(exit).toBe(2);
    expect(err).toContain('r.yaml roadmap: no roadmap for 2030, 2031 keeps all caps on carbon');
    expect(err).toContain('15.04 t are missing');
  });

  it('stops where it is asked to, and writes nothing', async () => {
    const folder = folderOf(twoYears());
    const out = join(folder, 'out');
    const { exit, err } = await say(['roadmap', join(folder, 'r.yaml'), '--out', out], 0);
    expect(exit).toBe(130);
    expect(err).toBe('stopped by SIGINT; nothing is written\n');
    expect(existsSync(join(out, 'roadmap.json'))).toBe(false);
  });

  it('has help with examples', async () => {
    const { exit, out } = await say(['roadmap', '--help']);
    expect(exit).toBe(0);
    expect(out).toContain('$ sixfold roadmap simulations/humber-roadmap.yaml');
    expect(out).toContain('--foresight <kind>');
  });
});
