import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Sensitivity } from '../../src/report/sensitivity.ts';
import type { Summary } from '../../src/report/summary.ts';
import { changed } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

/** The small site with a free battery; a day of its life costs it. */
const FREE = changed(
  'battery: { kind: battery, bus: power, capacity_kWh: 200,',
  'battery: { kind: battery, bus: power, capacity_kWh: { from: 0, to: 400, as: 200 },',
);
const RATES = {
  ...FREE,
  'small.yaml': FREE['small.yaml']!.replace(
    'control:\n',
    'economy: { exchange: { from: EUR, rate: 7.7, year: 2023 } }\ncontrol:\n',
  ),
};

describe('sixfold size', () => {
  it('finds a capacity, writes it as a scenario, and runs it', async () => {
    const results = join('out', 'small-sized');
    onTestFinished(() => rmSync(results, { recursive: true, force: true }));
    const folder = folderWith(RATES);
    const file = join(folder, 'small.yaml');
    const { exit, out, err } = await say(['size', file]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^Sizes of least cost over 24 h, proven to within [\d.e+-]+ %\n/);
    expect(out).toMatch(/\nbattery +capacity_kWh +0 +400 +/);
    expect(out).toMatch(/\nIn all +[\d,]+ CNY: [\d,]+ CNY of annuities and upkeep, [\d,]+ CNY of operation\n/);
    expect(out).toContain(`Written to ${join(folder, 'small.sized.yaml')}`);
    expect(out).toContain('\nPlan: optimal');
    const sized = readFileSync(join(folder, 'small.sized.yaml'), 'utf8');
    expect(sized).toContain('extends: small.yaml\n');
    expect(sized).toContain('name: small-sized\n');
    const { plan } = JSON.parse(readFileSync(join(results, 'summary.json'), 'utf8')) as Summary;
    expect(plan!.status).toBe('optimal');
  });

  it('finds sizes anew with each input, where it is asked what they hang on', async () => {
    const folder = folderWith(RATES);
    const flags = [
      '--json',
      '--sensitivity',
      'capex,demand',
      '--sensitivity-by',
      '0.9',
      '--out',
      join(folder, 's.yaml'),
    ];
    const { exit, out } = await say(['size', join(folder, 'small.yaml'), ...flags]);
    expect(exit).toBe(0);
    const { sensitivity, cost_money } = JSON.parse(out) as { sensitivity: Sensitivity; cost_money: number };
    const [cost] = sensitivity.figures;
    // A day is 1/365 of the year.
    expect(cost!.value).toBeCloseTo(365 * cost_money, 1);
    const [capex] = sensitivity.rows;
    expect(sensitivity.rows.map((r) => r.input)).toEqual(['capex', 'demand']);
    expect(capex!.less.figures[0]!).toBeLessThan(cost!.value);
    // A battery that costs a tenth is larger; one that costs nearly twice is not.
    expect(capex!.less.sizes![0]!).toBeGreaterThan(sensitivity.sizes![0]!.value);
    expect(capex!.more.sizes![0]!).toBeLessThanOrEqual(sensitivity.sizes![0]!.value + 1e-6);
    const told = await say(['size', join(folder, 'small.yaml'), '--no-run', ...flags.slice(1)]);
    expect(told.out).toContain(
      '\nWhat it hangs on\nSizes are found anew with each, on the whole run.\nLeast cost a year: ',
    );
    expect(told.out).toMatch(/\nSizes that change\n- Capital cost -90 %: battery [\d.,]+ to [\d.,]+ kWh\n/);
  });

  it('prints plain data, and runs nothing, where it is asked to', async () => {
    const folder = folderWith(RATES);
    const out = join(folder, 'best.yaml');
    const { exit, out: text } = await say([
      'size',
      join(folder, 'small.yaml'),
      '--json',
      '--out',
      out,
      '--gap',
      '0.01',
    ]);
    expect(exit).toBe(0);
    const found = JSON.parse(text) as { sizes: { component: string; size: number }[]; gap: number; out: string };
    expect(found.out).toBe(out);
    expect(found.gap).toBeLessThanOrEqual(0.01);
    expect(found.sizes.map((s) => s.component)).toEqual(['battery']);
    expect(existsSync(out)).toBe(true);
  });

  it('stops where it is asked to, and writes nothing', async () => {
    const folder = folderWith(RATES);
    const { exit, err } = await say(['size', join(folder, 'small.yaml')], 0);
    expect(exit).toBe(130);
    expect(err).toBe('stopped by SIGINT; nothing is written\n');
    expect(existsSync(join(folder, 'small.sized.yaml'))).toBe(false);
  });

  it('says what is missing', async () => {
    const folder = folderWith();
    const { exit, err } = await say(['size', join(folder, 'small.yaml')]);
    expect(exit).toBe(2);
    expect(err).toContain('no capacity is written as a range');
    expect((await say(['size', join(folder, 'small.yaml'), '--gap', '2'])).err).toContain(
      'expected a share above 0 and below 1, such as 0.001',
    );
  });
});

describe('sixfold pareto', () => {
  it('draws the front of cost and carbon', async () => {
    const folder = folderWith();
    const out = join(folder, 'front');
    const { exit, out: text } = await say(['pareto', join(folder, 'small.yaml'), '--points', '3', '--out', out]);
    expect(exit).toBe(0);
    expect(text.trim().split('\n')[0]).toMatch(/^t CO2 +cost CNY +CNY for a tonne less$/);
    const { points } = JSON.parse(readFileSync(join(out, 'pareto.json'), 'utf8')) as {
      points: { co2_t: number; cost_money: number }[];
    };
    expect(points).toHaveLength(3);
    for (let k = 1; k < 3; k++) {
      expect(points[k]!.co2_t).toBeLessThanOrEqual(points[k - 1]!.co2_t + 1e-9);
      expect(points[k]!.cost_money).toBeGreaterThanOrEqual(points[k - 1]!.cost_money - 1e-6);
    }
    expect(readFileSync(join(out, 'pareto.html'), 'utf8')).toContain('<h1>small: cost and carbon</h1>');
  });
});
