import type { Scenario } from '../index.ts';
import type { Compiled } from '../scenario/compile.ts';
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

/** The scenario that holds what was forecast, where a scenario's control plans by one; undefined elsewhere. @throws ConfigError */
export function loadForecast({ cluster }: Pick<Compiled, 'cluster'>): Scenario | undefined {
  const { spec, document } = cluster;
  const { planner, plan } = spec.control;
  if (planner !== 'mpc' || plan.forecast.method !== 'profile') return undefined;
  const { from } = plan.forecast;
  const at = ['control', 'plan', 'forecast', 'from'];
  const faults = new Faults(document);
  const found = faults.attempt(at, () => {
    const { file } = nodeOutside(cluster.file).files.read(from, document.placeOf(at).file);
    return loadScenario(file);
  });
  faults.throwIfAny();
  return found;
}
