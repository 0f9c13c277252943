import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { conduct, loadScenario, type Scenario } from '../src/index.ts';
import { highsHere } from '../src/io/highsSolver.ts';
import { zoneRules } from '../src/io/zone.ts';
import { summarise } from '../src/report/summarise.ts';
import { mapFiles } from '../src/scenario/mapFiles.ts';

const page = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1]!).filter((t) => t.startsWith('sixfold: 1'));
const base = blocksOf(page('guide.md'))[0]!;
const examples = Object.fromEntries(
  blocksOf(page('plan-limits.md')).map((text) => [(parse(text) as { name: string }).name, text]),
);
const loaded = (name: string): Scenario =>
  loadScenario('example.yaml', {
    files: mapFiles({ 'base.yaml': base, 'example.yaml': examples[name]! }),
    zones: zoneRules,
  });
async function carriedOut(name: string) {
  const scenario = loaded(name);
  const run = await conduct(scenario, highsHere);
  await run.advance(scenario.run.grid.length);
  await run.close();
  const outcome = run.simulation.outcome();
  return { outcome, summary: summarise(outcome), plan: run.plan! };
}

it('has the examples that are tried here', () => {
  expect(Object.keys(examples)).toEqual(['billed-by-windows']);
});

it('bills demand by windows and earlier months as planned', async () => {
  const { summary, plan } = await carriedOut('billed-by-windows');
  expect(plan.demands!.map(({ charge, by }) => [charge, by])).toEqual([
    ['onPeak', 'metered'],
    ['anytime', 'lookBack'],
  ]);
  // Two days of July's 31 at 12 CNY per kW and month, on 95 % of June's 440 kW. // by hand
  const anytime = summary.costs.bill.find(({ label }) => label.includes('anytime'))!;
  expect(anytime.total).toBeCloseTo((2 / 31) * 12 * 0.95 * 440, 6);
  expect(plan.demands![1]!.money).toBeCloseTo(anytime.total, 6);
  expect(plan.demands![0]!.saves_money_per_kW).toBeCloseTo((2 / 31) * 38, 6);
});
