import type { AssembleOptions } from '../../../src/control/optimal/assembled.ts';
import { makePlan, type Plan, type PlanOptions } from '../../../src/control/optimal/plan.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Scenario } from '../../../src/index.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';

/** The whole run, relaxed, with stores that end as they please. */
export const wholeRun = (run: Run, more: Partial<PlanOptions> = {}): PlanOptions => ({
  first: 0,
  steps: run.grid.length,
  commitment: 'relaxed',
  storeEnd: 'free',
  storeSides: 'none',
  carbonPrice_money_per_kg: 0,
  variableOm_money_per_kWh: [],
  leads: new Map(),
  gap: 1e-6,
  stretch: 0,
  ...more,
});

export const moneyOf = ({
  rules,
}: Scenario): Pick<AssembleOptions, 'carbonPrice_money_per_kg' | 'variableOm_money_per_kWh'> => ({
  carbonPrice_money_per_kg: rules.carbonPrice_money_per_kg,
  variableOm_money_per_kWh: [...(rules.variableOm_money_per_kWh as readonly number[])],
});

/** Plans a run in this thread. */
export async function plan(run: Run, more: Partial<PlanOptions> = {}): Promise<Plan> {
  const session = await highsHere.open();
  try {
    return await makePlan(run, wholeRun(run, more), session);
  } finally {
    await session.close();
  }
}

export const planScenario = (scenario: Scenario, more: Partial<PlanOptions> = {}): Promise<Plan> =>
  plan(scenario.run, { ...moneyOf(scenario), ...more });

/** What a plan costs in all: paid, and weighed beside it. */
export const costOf = (p: Plan): number => p.paid_money + p.weighed_money;
