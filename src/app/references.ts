import type { Scenario } from '../index.ts';
import { Faults } from '../scenario/read.ts';
import { type DiskOptions, loadScenario, nodeOutside } from './node.ts';

/**
 * The reference cases that a scenario names, each read as a scenario of its own; a weather file that takes the place of
 * the scenario's takes theirs too, for a comparison under another sky says nothing.
 * @throws ConfigError with every fault found
 */
export function loadReferences({ cluster }: Scenario, options: DiskOptions = {}): Scenario[] {
  const { spec, document } = cluster;
  const { files } = nodeOutside(cluster.file);
  const faults = new Faults(document);
  const names = typeof spec.reference === 'string' ? [spec.reference] : (spec.reference ?? []);
  const found = names.flatMap((name, k) => {
    const at = typeof spec.reference === 'string' ? ['reference'] : ['reference', k];
    const scenario = faults.attempt(at, () => {
      const { file } = files.read(name, document.placeOf(at).file);
      return loadScenario(file, options);
    });
    return scenario ? [scenario] : [];
  });
  faults.throwIfAny();
  return found;
}
