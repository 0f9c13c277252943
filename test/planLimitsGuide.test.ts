import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { conduct, loadScenario, planFor, type Scenario } from '../src/index.ts';
import { highsHere } from '../src/io/highsSolver.ts';
import { zoneRules } from '../src/io/zone.ts';
import { summarise } from '../src/report/summarise.ts';
import { mapFiles } from '../src/scenario/mapFiles.ts';
import { studyResilience } from '../src/scenario/resilience.ts';

const page = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1]!).filter((t) => t.startsWith('sixfold: 1'));
const base = blocksOf(page('guide.md'))[0]!;
const examples = Object.fromEntries(
  blocksOf(page('plan-limits.md')).map((text) => [(parse(text) as { name: string }).name, text]),
);
const loaded = (name: string, without: RegExp | string = ''): Scenario =>
  loadScenario('example.yaml', {
    files: mapFiles({ 'base.yaml': base, 'example.yaml': examples[name]!.replace(without, '') }),
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
  expect(Object.keys(examples)).toEqual(['billed-by-windows', 'kept-for-a-loss', 'shared-store']);
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

it('keeps a reserve for the loss of the grid, by which the site survives longer', async () => {
  const studied = async (kept: boolean) => {
    const scenario = loaded('kept-for-a-loss', kept ? undefined : /\n {4}reserves:[\s\S]*/);
    const plan = await planFor(scenario, highsHere);
    const study = studyResilience(scenario, { horizon_h: 4, every_h: 1 }, plan);
    while (!study.advance(1000));
    const { steps, survived_h } = study.result().losses;
    // Of the losses in the hours that are named, local time.
    const hours = steps.map((step) => step % 24);
    const mine = [...survived_h].filter((_, k) => hours[k]! >= 16 && hours[k]! < 23);
    return { plan: plan!, least: Math.min(...mine), mean: mine.reduce((a, b) => a + b, 0) / mine.length };
  };
  const [without, withIt] = [await studied(false), await studied(true)];
  // 90 % of 150 kW less 100 of the engine, for two hours. // by hand
  expect(withIt.plan.reserves![0]!.most_kWh).toBeCloseTo(70, 6);
  expect(withIt.plan.paid_money + withIt.plan.weighed_money).toBeGreaterThanOrEqual(
    without.plan.paid_money + without.plan.weighed_money - 1e-6,
  );
  expect(withIt.mean).toBeGreaterThan(without.mean);
  expect(withIt.least).toBeGreaterThanOrEqual(without.least);
});

it('keeps the rules of a shared store', async () => {
  const { plan, outcome } = await carriedOut('shared-store');
  const { run } = outcome.compiled;
  const flowOf = (id: string): Float64Array => plan.flows[run.components.findIndex((c) => c.id === id)]![0]!;
  const sun = flowOf('pv');
  flowOf('battery').forEach((kW, k) => {
    expect(-kW).toBeLessThanOrEqual(sun[k]! + 1e-6);
  });
  // Half of 200 kWh a day. // by hand
  const [cycles] = plan.limits!;
  expect(cycles).toMatchObject({ name: 'cycles of battery', most: 100 });
  for (const kWh of cycles!.used) expect(kWh).toBeLessThanOrEqual(100 + 1e-6);
});
