import { expect, it } from 'vitest';
import { loadScenario, simulate } from '../../src/app/node.ts';

it('runs a scenario that is loaded once as often as one likes, with the same bits', () => {
  const scenario = loadScenario('simulations/suzhou-six-in-one.yaml');
  const [first, second] = [simulate(scenario), simulate(scenario)];
  first.columns.forEach(({ name }, k) => {
    expect(second.initial[name], name).toBe(first.initial[name]);
    const bytes = [first, second].map(({ table }) => Buffer.from(table.columns[k]!.buffer));
    expect(bytes[1]!.equals(bytes[0]!), name).toBe(true);
  });
}, 60_000);
