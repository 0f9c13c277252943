import { expect, it } from 'vitest';
import { loadScenario } from '../../src/app/node.ts';
import { loadReferences } from '../../src/app/references.ts';
import { type Memory, makeMemory } from '../../src/core/files.ts';
import type { Scenario } from '../../src/index.ts';

const FILE = 'simulations/suzhou-six-in-one.yaml';
const all = (scenarios: readonly Scenario[]): unknown =>
  scenarios.map(({ run, imports, cluster: { spec }, rules }) => ({
    columns: run.components.map((c) => c.columns),
    imports,
    spec,
    stores: [...rules.stores],
  }));

it('gives scenarios that share what was read as each would be alone, and reads it once', () => {
  const memory = makeMemory();
  let asked = 0;
  let made = 0;
  const counting: Memory = {
    of(what, text, make) {
      asked++;
      return memory.of(what, text, () => {
        made++;
        return make();
      });
    },
  };
  const shared = loadScenario(FILE, { memory: counting });
  const references = loadReferences(shared, { memory: counting });
  expect(references).toHaveLength(2);
  // Three scenario files, one tariff, weather and loads.
  expect({ made, moreThan: asked > 2 * made }).toEqual({ made: 6, moreThan: true });
  const alone = loadScenario(FILE);
  expect(all([shared, ...references])).toEqual(all([alone, ...loadReferences(alone)]));
});
