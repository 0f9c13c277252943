import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/report/compareRuns.ts';
import { FILES } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const CONTROLS = {
  ...FILES,
  'self-use.yaml': 'control: { stores: { battery: { strategy: selfUse } } }\n',
  'same.yaml': 'extends: small.yaml\nsixfold: 1\nname: same\n',
  'none.yaml': 'name: none\n',
};

describe('backtest', () => {
  it('runs the same history under another control, side by side', async () => {
    const folder = folderWith(CONTROLS);
    const at = (name: string): string => join(folder, name);
    const said = await say([
      'backtest',
      at('small.yaml'),
      '--control',
      `${at('self-use.yaml')},${at('same.yaml')}`,
      '--out',
      at('out'),
    ]);
    expect(said).toMatchObject({ exit: 0, err: '' });
    const { runs, rows } = JSON.parse(readFileSync(at('out/compare.json'), 'utf8')) as Comparison;
    expect(runs.map((r) => r.label)).toEqual(['small', 'small under self-use', 'small under same']);
    const bill = rows.find((row) => row.name === 'bill_money')!;
    expect(bill.differences[2]).toBe(0);
    expect(Math.abs(bill.differences[1]!)).toBeGreaterThan(1);
    expect(said.out).toMatch(
      /small under self-use: cost (more|less) by [\d.,]+ CNY \([+-][\d.]+ %\), carbon \(scope 1 and 2\) (more|less) by .+, unserved the same/,
    );
    // A battery that ends emptier has lent its content to the bill: by hand from the rows of the comparison.
    const of = (name: string) => rows.find((row) => row.group === 'kpis' && row.name === name)!;
    const worth = of('inventoryChange_money').values[1]! - of('inventoryChange_money').values[0]!;
    const whole = of('cost_money').differences[1]! - worth;
    const words = /under self-use: .*with what stores hold at the end cost (more|less) by ([\d.,]+) CNY/.exec(
      said.out,
    )!;
    expect(words[1]).toBe(whole > 0 ? 'more' : 'less');
    expect(Number(words[2]!.replaceAll(',', ''))).toBeCloseTo(Math.abs(whole), 0);
    expect(said.out).toContain('small under same: cost the same, carbon (scope 1 and 2) the same, unserved the same');
    // What the scenario itself says is the first run.
    await say(['run', at('small.yaml'), '--out', at('run'), '--no-report']);
    const own = JSON.parse(readFileSync(at('run/summary.json'), 'utf8')) as { costs: { bill_money: number } };
    expect(bill.values[0]).toBe(own.costs.bill_money);
  });

  it('refuses a file without control', async () => {
    const folder = folderWith(CONTROLS);
    const said = await say(['backtest', join(folder, 'small.yaml'), '--control', join(folder, 'none.yaml')]);
    expect(said.exit).toBe(2);
    expect(said.err.replaceAll(folder, '.').trim()).toMatchInlineSnapshot(
      `"./none.yaml: has no section "control"; expected one, such as control: { stores: ... }"`,
    );
  });
});
