import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/report/compareRuns.ts';
import type { Summary } from '../../src/report/summary.ts';
import { changed } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const RATES = changed('control:\n', 'economy: { exchange: { from: EUR, rate: 7.7, year: 2023 } }\ncontrol:\n');
const WITHOUT: Readonly<Record<string, string>> = {
  ...RATES,
  'without.yaml':
    'sixfold: 1\nname: without\nextends: small.yaml\ncomponents: { battery: null }\ncontrol: { stores: { battery: null } }\n',
};

describe('what a result hangs on', () => {
  it('comes with a run: on the terminal, as data and in the report, each against its references', async () => {
    const folder = folderWith({
      ...WITHOUT,
      'small.yaml': WITHOUT['small.yaml']!.replace('sixfold: 1\n', 'sixfold: 1\nreference: without.yaml\n'),
      'without.yaml': WITHOUT['without.yaml']!.replace('name: without\n', 'name: without\nreference: null\n'),
    });
    const out = join(folder, 'out');
    const ran = await say(['run', join(folder, 'small.yaml'), '--sensitivity', 'capex,tariffs.power', '--out', out]);
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: '' });
    const { sensitivity, references, costs } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
    const [npv, cost] = sensitivity!.figures;
    expect(npv!.value).toBe(references[0]!.kpis.npv_money!.value);
    expect(cost!.value).toBeCloseTo(costs.total_money / costs.years_a, 6);
    const [capex, power] = sensitivity!.rows;
    // Dearer machines: a fifth of the annuities a year more.
    expect(capex!.more.figures[1]! - cost!.value).toBeCloseTo((0.2 * costs.capital_money) / costs.years_a, 4);
    // The battery is all that the reference lacks, so its capital is what the net present value loses.
    expect(capex!.more.figures[0]!).toBeLessThan(npv!.value);
    expect(power!.less.figures[1]!).toBeLessThan(cost!.value);
    expect(ran.out).toContain('\nWhat it hangs on\nNet present value against without: ');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('<h2 id="sensitivity">What it hangs on</h2>');
  });

  it('comes with a comparison of scenarios, and is refused of folders', async () => {
    const folder = folderWith(WITHOUT);
    const out = join(folder, 'out');
    const files = [join(folder, 'without.yaml'), join(folder, 'small.yaml')];
    const told = await say(['compare', ...files, '--sensitivity', '--sensitivity-by', '0.1', '--json', '--out', out]);
    expect({ exit: told.exit, err: told.err }).toEqual({ exit: 0, err: '' });
    const { sensitivity } = JSON.parse(told.out) as Comparison;
    expect(sensitivity!.figures.map((f) => f.name)).toEqual(['npv_money', 'cost_money_per_a', 'cost_money_per_a']);
    expect(sensitivity!.rows.map((r) => [r.input, r.by])).toEqual(
      ['tariffs.power', 'tariffs.gas', 'capex', 'lifetime', 'discountRate', 'demand'].map((name) => [name, 0.1]),
    );
    expect(readFileSync(join(out, 'compare.html'), 'utf8')).toContain('id="sensitivity"');
    const refused = await say(['compare', folder, files[1]!, '--sensitivity']);
    expect(refused.exit).toBe(2);
  });

  it('is refused before anything runs where an input is not there', async () => {
    const folder = folderWith(RATES);
    const { exit, err } = await say(['run', join(folder, 'small.yaml'), '--sensitivity', 'demands']);
    expect({ exit, err }).toMatchInlineSnapshot(`
      {
        "err": "sensitivity: expected an input of the scenario, or the path of a number such as components.pv.rated_kWp; met "demands", did you mean "demand"?
      ",
        "exit": 2,
      }
    `);
  });
});
