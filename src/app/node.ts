/** Sixfold on Node: scenarios from disk. Everything pure is in the package's main entry. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Memory } from '../core/files.ts';
import { ConfigError, type LoadOptions, loadScenario as load, type Scenario } from '../index.ts';
import { nodeFiles } from '../io/nodeFiles.ts';
import { zoneRules } from '../io/zone.ts';
import type { Outside } from '../scenario/read.ts';
import { tidy } from './tidy.ts';

export interface DiskOptions extends LoadOptions {
  /** Keeps what was read for the next scenario that names the same files. */
  readonly memory?: Memory;
}

/** Files of the disk around a scenario, and the zone tables of the engine. */
export const nodeOutside = (path: string, also: readonly string[] = [], memory?: Memory): Outside => ({
  files: nodeFiles(path, also, memory),
  zones: zoneRules,
  pause: tidy,
});

/**
 * Reads, checks and lays out a scenario file.
 * @throws ConfigError with every fault found
 * @example const result = simulate(loadScenario('simulations/suzhou-six-in-one.yaml'));
 */
export function loadScenario(path: string, { memory, ...options }: DiskOptions = {}): Scenario {
  const weather = options.weather === undefined ? undefined : resolve(options.weather);
  if (weather !== undefined && !existsSync(weather))
    throw new ConfigError(`there is no weather file "${options.weather}"; check the path`);
  return load(path, nodeOutside(path, weather === undefined ? [] : [weather], memory), {
    ...options,
    ...(weather === undefined ? {} : { weather }),
  });
}

export * from '../index.ts';
export { highsSolver } from '../io/highsSolver.ts';
