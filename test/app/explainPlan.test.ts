import { expect, it } from 'vitest';
import { explain, explainJson } from '../../src/app/cli/explain.ts';
import type { PlanRows } from '../../src/app/cli/explainPlan.ts';
import type { Scenario } from '../../src/index.ts';
import { FILES, load, SMALL } from '../scenario/small.ts';

const scenario = (control: string): Scenario =>
  load({ ...FILES, 'small.yaml': SMALL.replace('control:\n', `control:\n${control}`) });
const planOf = async (control: string, time: string): Promise<PlanRows | undefined> =>
  (JSON.parse(await explainJson(scenario(control), time)) as { plan?: PlanRows }).plan;
const OPTIMAL = '  planner: optimal\n  plan: { storeEnd: free }\n';
const MPC = '  planner: mpc\n  plan: { horizon_h: 6, storeEnd: free }\n';

it('tells what a plan asked for, what was done, and what a unit more on each bus would have cost', async () => {
  const plan = (await planOf(OPTIMAL, '2023-03-01T18:00'))!;
  expect(plan.isPlanned).toBe(true);
  expect(plan.set.map(({ component }) => component)).toContain('battery');
  for (const { planned, given } of plan.set) expect(given).toBeCloseTo(planned, 3);
  expect(plan.buses.length).toBeGreaterThan(1);
  for (const { price_money } of plan.buses) expect(Number.isFinite(price_money)).toBe(true);
  const text = await explain(scenario(OPTIMAL), '2023-03-01T18:00');
  expect(text).toContain('What the plan asked for, and what was done (all else rests)');
  expect(text).toContain('By bus: what one more unit would cost by the plan');
  expect(text).toContain('asked from outside for');
});

it('does so of a plan that rolls on, and has nothing of the kind to tell where rules run alone', async () => {
  expect((await planOf(MPC, '2023-03-01T18:00'))?.isPlanned).toBe(true);
  expect(await planOf('', '2023-03-01T18:00')).toBeUndefined();
});
