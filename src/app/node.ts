/** Sixfold on Node: scenarios from disk. Everything pure is in the package's main entry. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, type LoadOptions, loadScenario as load, type Scenario } from '../index.ts';
import { nodeFiles } from '../io/nodeFiles.ts';
import { zoneRules } from '../io/zone.ts';
import type { Outside } from '../scenario/read.ts';
import { tidy } from './tidy.ts';

/** Files of the disk around a scenario, and the zone tables of the engine. */
export const nodeOutside = (path: string, also: readonly string[] = []): Outside => ({
  files: nodeFiles(path, also),
  zones: zoneRules,
  pause: tidy,
});

/**
 * Reads, checks and lays out a scenario file.
 * @throws ConfigError with every fault found
 * @example const result = simulate(loadScenario('simulations/suzhou-six-in-one.yaml'));
 */
export function loadScenario(path: string, options: LoadOptions = {}): Scenario {
  const weather = options.weather === undefined ? undefined : resolve(options.weather);
  if (weather !== undefined && !existsSync(weather))
    throw new ConfigError(`there is no weather file "${options.weather}"; check the path`);
  return load(path, nodeOutside(path, weather === undefined ? [] : [weather]), {
    ...options,
    ...(weather === undefined ? {} : { weather }),
  });
}

export * from '../index.ts';
export { highsSolver } from '../io/highsSolver.ts';
