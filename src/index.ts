/** Sixfold's public surface. Pure: runs in Node and in a browser; `sixfold/node` adds files. */
import { type Compiled, compile } from './scenario/compile.ts';
import { type Outside, readScenario } from './scenario/read.ts';
import { type Outcome, type SimulationOptions, simulateCompiled } from './scenario/simulation.ts';

/** A scenario read, checked and laid on its grid, ready to run. */
export type Scenario = Compiled;
/** What a run gave: columns, table, totals, audits. */
export type Result = Outcome;

export interface LoadOptions {
  /** Path of a weather file that takes the place of the scenario's own. */
  readonly weather?: string;
  /** Runs every network component as a copper plate: faster, and blind to pipes and lines. */
  readonly copperPlate?: boolean;
  /** Top-level sections that take the place of the file's own. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a scenario and all it names through `outside`, and lays it on its grid.
 * @throws ConfigError with every fault found, each with file, line and path
 */
export function loadScenario(path: string, outside: Outside, options: LoadOptions = {}): Scenario {
  const patch = {
    ...options.sections,
    ...(options.weather === undefined ? {} : { weather: { file: options.weather } }),
    ...(options.copperPlate === true ? { networkModel: 'copperPlate' } : {}),
  };
  return compile(readScenario(path, outside, patch), outside);
}

/**
 * Runs a scenario from its start to its end.
 * @throws SimulationError where a conservation law is broken or a number is not finite
 * @example simulate(loadScenario('year.yaml', outside)).audit.run.residual_kWh
 */
export const simulate = (scenario: Scenario, options?: SimulationOptions): Result =>
  simulateCompiled(scenario, options);

export { ConfigError, ConnectionError, SimulationError } from './core/errors.ts';
export type { Files, NamedText, ZoneLookup } from './core/files.ts';
export { planFor } from './scenario/planned.ts';
export type { Outside } from './scenario/read.ts';
export { type Conducted, conduct } from './scenario/rolling.ts';
export { type Simulation, type SimulationOptions, startSimulation } from './scenario/simulation.ts';
