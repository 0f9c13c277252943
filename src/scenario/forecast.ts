import type { Plan } from '../control/optimal/plan.ts';
import { ConfigError } from '../core/errors.ts';
import { lean } from '../core/instance.ts';
import type { RunState } from '../core/loop.ts';
import { monthsOf, pack } from '../core/run.ts';
import { timeAt } from '../core/timeGrid.ts';
import { suffixOf } from '../core/units.ts';
import type { Compiled } from './compile.ts';
import type { Standing } from './heldSetpoint.ts';
import { overridden } from './overrides.ts';
import { type Outcome, startSimulation } from './simulation.ts';

const DAY_S = 86_400;

export interface ForecastOptions {
  readonly hours_h: number;
  /**
   * What comes of weather, sun, load and all else that nobody knows beforehand: `persistence` repeats the last day (the least
   * that any better forecast must beat); `profiles` takes the scenario's own series as forecast. Prices, tariff periods and
   * what is available follow the scenario in both.
   */
  readonly series: 'persistence' | 'profiles';
}
export const FORECAST_DEFAULTS: ForecastOptions = { hours_h: 48, series: 'persistence' };

/** A forecast that is ready to run. */
export interface Ahead {
  /** The cluster on a grid that begins at the state's next step. */
  readonly compiled: Compiled;
  /** Runs it, under a plan where there is one. */
  run(plan?: Plan): Outcome;
}

/**
 * What comes next, from a real state and with what commands have changed: the cluster goes on for some hours. Set points that
 * are held end when they do; under a plan they are let go.
 * @throws ConfigError where the day before is to be repeated and no step was taken yet
 */
export function lookAhead(
  compiled: Compiled,
  state: RunState,
  standing: Standing = NOTHING,
  options: ForecastOptions = FORECAST_DEFAULTS,
): Ahead {
  const ahead = forecastOf(
    { ...compiled, run: overridden(compiled.run, standing.overrides, state.index) },
    state,
    options,
  );
  return {
    compiled: ahead,
    run(plan) {
      const planner = plan === undefined ? undefined : ('optimal' as const);
      const simulation = startSimulation(withPlanner(ahead, planner), plan === undefined ? {} : { plan });
      const { loop, rules } = simulation;
      const { length } = loop.save().control;
      loop.restore({ index: 0, states: state.states, control: state.control.subarray(0, length) });
      const ends = plan === undefined ? standing.setpoints.map(({ until }) => until - state.index) : [];
      if (plan === undefined)
        for (const { component, lead, target } of standing.setpoints) rules.targets.command(component, lead, target);
      for (const end of [...ends.filter((n) => n < loop.run.grid.length).sort((a, b) => a - b), loop.run.grid.length]) {
        simulation.advance(end - loop.index);
        for (const { component, until } of standing.setpoints)
          if (until - state.index === end) rules.targets.release(component);
      }
      return simulation.outcome();
    },
  };
}

const NOTHING: Standing = { overrides: [], setpoints: [] };

const withPlanner = (compiled: Compiled, planner: 'optimal' | undefined): Compiled => {
  const { cluster } = compiled;
  const { planner: _own, ...control } = cluster.spec.control;
  const spec = { ...cluster.spec, control: { ...control, ...(planner === undefined ? {} : { planner }) } };
  return { ...compiled, cluster: { ...cluster, spec } };
};

/** The cluster made ready for a forecast, on a grid that begins at the state's next step. */
function forecastOf(compiled: Compiled, { index, states }: RunState, { hours_h, series }: ForecastOptions): Compiled {
  const { run, rules } = compiled;
  const { grid } = run;
  if (index === 0 && series === 'persistence')
    throw new ConfigError(
      'a forecast repeats the day before it, and no step was taken yet; take the series of the scenario (profiles), or begin later',
    );
  const length = Math.max(1, Math.round((hours_h * 3600) / grid.step_s));
  const day = Math.max(1, Math.round(DAY_S / grid.step_s));
  const persistent = (j: number): number => {
    const period = Math.min(day, index);
    return index - period + (j % period);
  };
  const known = (j: number): number => {
    const at = index + j;
    if (at < grid.length) return at;
    const period = Math.min(day, grid.length);
    return grid.length - period + ((at - grid.length) % period);
  };
  const laid = (name: string, column: Float64Array | number): Float64Array | number => {
    if (typeof column === 'number') return column;
    const place = series === 'profiles' || isKnown(name) ? known : persistent;
    return lean(Float64Array.from({ length }, (_, j) => column[place(j)]!));
  };
  const components = run.components.map((c, k) => {
    const from = run.stateAt[k]!;
    const x = states.slice(from, from + c.states.length);
    // Arrays of its own: the run that it sets out from goes on.
    const w = Float64Array.from(c.w);
    const u = new Float64Array(c.u.length);
    const columns = c.columns.map((v, n) => laid(c.inputs[n]!, v));
    // Constants stand in the inputs from the start.
    columns.forEach((v, n) => {
      if (typeof v === 'number') w[n] = v;
    });
    return { ...c, x, next: Float64Array.from(x), w, u, columns };
  });
  const window = { start_ms: timeAt(grid, index), step_s: grid.step_s, length };
  const stores = [...rules.stores].map(([at, rule]) => {
    const { phase } = rule;
    return [
      at,
      phase === null ? rule : { ...rule, phase: Uint8Array.from({ length }, (_, j) => phase[known(j)]!) },
    ] as const;
  });
  return {
    ...compiled,
    run: { ...run, grid: window, ...pack(components), ...monthsOf(window, run.site) },
    rules: { ...rules, stores: new Map(stores) },
    instruments: [],
    meters: [],
  };
}

/** What the operator knows beforehand: prices, and what will be out of service. */
const isKnown = (input: string): boolean => input === 'available' || suffixOf(input).startsWith('money');
