/** Sixfold's public surface. Pure: runs in Node and in a browser; `sixfold/node` adds files. */
import { ConfigError } from './core/errors.ts';
import { type Compiled, compile } from './scenario/compile.ts';
import { type ExchangeOutcome, type ExchangeOutside, startExchange } from './scenario/exchange/exchange.ts';
import { type Outside, readScenario } from './scenario/read.ts';
import {
  type Outcome,
  type Simulation,
  type SimulationOptions,
  simulateCompiled,
  startSimulation as startCompiled,
} from './scenario/simulation.ts';

/** A scenario read, checked and laid on its grid, ready to run. */
export type Scenario = Compiled;
/** What a run gave: columns, table, totals, audits; and what came of its exchange, where it has one. */
export interface Result extends Outcome {
  readonly exchange?: ExchangeOutcome;
}

export interface SimulateOptions extends SimulationOptions {
  /** Agents, a journal, and a solver for markets that clear together, in a scenario that has an exchange. */
  readonly exchange?: ExchangeOutside;
}

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
 * Runs a scenario from its start to its end: by its exchange where it has one, else by rules.
 * @throws SimulationError where a conservation law is broken or a number is not finite
 * @throws ConfigError where it names a planner, or markets that clear together without `exchange.models`
 * @example simulate(loadScenario('year.yaml', outside)).audit.run.residual_kWh
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Result {
  if (scenario.cluster.spec.exchange === undefined) return simulateCompiled(scenario, options);
  const run = startExchange(scenario, options.exchange, options);
  run.advance(scenario.run.grid.length);
  return { ...run.simulation.outcome(), exchange: run.outcome() };
}

/**
 * Sets a scenario going by rules, or by the `plan` that is handed in. The caller takes the steps.
 * @throws ConfigError where it has an exchange: that is what runs it
 */
export function startSimulation(scenario: Scenario, options?: SimulationOptions): Simulation {
  if (scenario.cluster.spec.exchange !== undefined)
    throw new ConfigError(
      'exchange: a scenario that trades is run by its exchange; take its steps with startExchange(scenario), or take the section away to run by rules',
    );
  return startCompiled(scenario, options);
}

export { ConfigError, ConnectionError, SimulationError } from './core/errors.ts';
export type { Files, NamedText, ZoneLookup } from './core/files.ts';
export {
  type ExchangeOutcome,
  type ExchangeOutside,
  type ExchangeRun,
  startExchange,
} from './scenario/exchange/exchange.ts';
export { planFor } from './scenario/planned.ts';
export type { Outside } from './scenario/read.ts';
export { type Conducted, conduct } from './scenario/rolling.ts';
export type { Simulation, SimulationOptions } from './scenario/simulation.ts';
