import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { planFor } from '../../src/scenario/planned.ts';
import { simulateCompiled } from '../../src/scenario/simulation.ts';
import { FILES, load, SMALL } from './small.ts';

const scenario = (control: string): Scenario =>
  load({ ...FILES, 'small.yaml': SMALL.replace('control:\n', `control:\n${control}`) });

/** What a run pays over its bill, upkeep by use and carbon. */
const running = (outcome: ReturnType<typeof simulateCompiled>): number => {
  const { costs } = summarise(outcome);
  return costs.bill_money + costs.variableOm_money + costs.carbon_money;
};

describe('a day planned and carried out', () => {
  const byRules = simulateCompiled(scenario(''));

  it.each(['relaxed', 'rounded', 'binary'] as const)(
    'costs less than by rules and serves all: %s',
    async (commitment) => {
      const s = scenario(`  planner: optimal\n  plan: { commitment: ${commitment}, storeEnd: free }\n`);
      const plan = (await planFor(s, highsHere))!;
      expect(plan.status).toBe('optimal');
      const outcome = simulateCompiled(s, { plan });
      const [planned, delivered, rules] = [plan.paid_money, running(outcome), running(byRules)];
      expect(planned).toBeLessThanOrEqual(rules);
      expect(delivered).toBeLessThan(rules);
      // The gap between plan and physics stays within 2 % of cost, with nothing unserved.
      expect(Math.abs(delivered / planned - 1)).toBeLessThan(0.02);
      const summary = summarise(outcome);
      expect(Object.values(summary.buses).map((bus) => bus.unserved)).toEqual([0, 0, 0]);
      expect(summary.plan!.difference_money).toBeCloseTo(delivered - planned, 6);
      const { components } = summary.plan!;
      const sum = (pick: (c: (typeof components)[number]) => number): number =>
        components.reduce((total, c) => total + pick(c), 0);
      expect(sum((c) => c.planned_money)).toBeCloseTo(planned, 6);
      expect(sum((c) => c.delivered_money)).toBeCloseTo(delivered, 6);
      // Planned on its own physics there is nothing left to tell.
      if (commitment !== 'rounded') expect(summary.plan!.reasons.length).toBeGreaterThan(0);
      else expect(delivered / planned).toBeCloseTo(1, 3);
    },
  );
});

it('refuses to run without its plan', () => {
  expect(() => simulateCompiled(scenario('  planner: optimal\n'))).toThrow(
    'control.planner: a planned run needs its plan first; make one with planFor(scenario, solver) and hand it in as `plan`, or take the line away to run by rules',
  );
});
