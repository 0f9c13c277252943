import type { Compiled } from '../compile.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';
import { type Simulation, type SimulationOptions, startSimulation } from '../simulation.ts';
import { makeTrading, type Trading, type TradingOptions } from './trading.ts';

export interface CycleOptions extends TradingOptions, SimulationOptions {
  /** Called once a step has been metered. */
  readonly onStep?: (i: number) => void;
}

export interface Cycle extends Pick<Trading, 'markets' | 'meters' | 'flows' | 'prices'> {
  readonly simulation: Simulation;
  /** Takes up to `count` steps. @returns steps done so far */
  advance(count: number): number;
}

/**
 * Runs a site by its exchange: before each slot its parties bid and the market clears, the machines run as they were sold,
 * the rules keep limits and absorb what comes otherwise, and meters tell what each party did.
 */
export function startCycle(compiled: Compiled, spec: EnergyExchangeSpec, options: CycleOptions): Cycle {
  const simulation = startSimulation(compiled, options);
  const { markets, meters, flows, prices, trade, command, meter } = makeTrading(compiled, spec, options);
  return {
    simulation,
    markets,
    meters,
    flows,
    prices,
    advance(count) {
      const { grid } = compiled.run;
      const until = Math.min(grid.length, simulation.loop.index + count);
      while (simulation.loop.index < until) {
        const i = simulation.loop.index;
        if (trade(i)) command(simulation.rules.targets);
        simulation.advance(1);
        meter(i);
        options.onStep?.(i);
      }
      return simulation.loop.index;
    },
  };
}
