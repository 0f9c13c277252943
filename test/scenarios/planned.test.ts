import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nodeOutside } from '../../src/app/node.ts';
import type { Files } from '../../src/core/files.ts';
import { loadScenario, type Result, type Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { planFor } from '../../src/scenario/planned.ts';
import { conduct } from '../../src/scenario/rolling.ts';
import { simulateCompiled } from '../../src/scenario/simulation.ts';

const at = fileURLToPath(new URL('../../simulations/suzhou-six-in-one.yaml', import.meta.url));

/** Days of the shipped site, by rules or planned. */
function days(start: string, end: string, control: string): Scenario {
  const outside = nodeOutside(at);
  const read: Files['read'] = (path, from) => {
    const found = outside.files.read(path, from);
    if (from !== '') return found;
    const text = found.text
      .replace(/^time: .*$/m, `time: { start: ${start}T00:00, end: ${end}T00:00, step_s: 3600 }`)
      .replace(/^control:/m, `control:\n${control}`);
    return { ...found, text };
  };
  return loadScenario(at, { ...outside, files: { read } });
}
const week = (control: string): Scenario => days('2023-01-09', '2023-01-16', control);
const running = (outcome: Result): number => {
  const { costs } = summarise(outcome);
  return costs.bill_money + costs.variableOm_money + costs.carbon_money;
};

it('plans a week of the shipped site, and carries it out for less than the rules take', async () => {
  const rules = simulateCompiled(week(''));
  const scenario = week('  planner: optimal\n');
  const plan = (await planFor(scenario, highsHere))!;
  expect(plan.status).toBe('optimal');
  const outcome = simulateCompiled(scenario, { plan });
  const { buses } = summarise(outcome);
  const [planned, delivered, byRules] = [plan.paid_money, running(outcome), running(rules)];
  expect(planned).toBeLessThan(delivered);
  expect(delivered).toBeLessThan(byRules);
  const use = Object.values(buses).reduce((sum, bus) => sum + bus.use, 0);
  expect(Object.values(buses).reduce((sum, bus) => sum + bus.unserved, 0)).toBeLessThan(1e-3 * use);
  // Large machines at their least loads: relaxed, a plan deviates.
  expect(delivered / planned - 1).toBeLessThan(0.1);
  expect(plan.prices.every((column) => column.every(Number.isFinite))).toBe(true);
});

it.each([
  ['two workdays and a Saturday', '2023-04-06', '2023-04-09'],
  ['a weekend and a Monday', '2023-04-08', '2023-04-11'],
])('costs no more than rules where a rolling plan takes each day for the last: %s', async (_, start, end) => {
  // By set points alone the first costs 0.5 % more than rules, and the second 8 %.
  const rules = simulateCompiled(days(start, end, ''));
  const scenario = days(start, end, '  planner: mpc\n  plan: { forecast: { method: persistence } }\n');
  const rolled = await conduct(scenario, highsHere);
  try {
    await rolled.advance(scenario.run.grid.length);
  } finally {
    await rolled.close();
  }
  const outcome = rolled.simulation.outcome();
  const net = (of: Result): number => running(of) - summarise(of).costs.inventory_money;
  expect(net(outcome)).toBeLessThan(net(rules));
  for (const bus of Object.values(summarise(outcome).buses)) expect(bus.unserved).toBeLessThan(1e-4 * bus.use + 1e-6);
});
