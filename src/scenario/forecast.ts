import { ConfigError } from '../core/errors.ts';
import { lean } from '../core/instance.ts';
import type { RunState } from '../core/loop.ts';
import { monthsOf, pack } from '../core/run.ts';
import { timeAt } from '../core/timeGrid.ts';
import { suffixOf } from '../core/units.ts';
import type { Compiled } from './compile.ts';
import { type Outcome, startSimulation } from './simulation.ts';

const DAY_S = 86_400;

/**
 * What comes next, from a real state: the rules run on for some hours while weather, sun, load and all else that is not
 * known beforehand repeat the last day before it (persistence; the least that any better forecast must beat). Prices,
 * tariff periods and what is available follow the scenario as far as it goes, and repeat its last day beyond.
 * @throws ConfigError where no step was taken yet
 */
export function forecast(compiled: Compiled, state: RunState, hours_h = 48): Outcome {
  const ahead = startSimulation(forecastOf(compiled, state, hours_h));
  ahead.loop.restore({ ...state, index: 0 });
  ahead.advance(ahead.loop.run.grid.length);
  return ahead.outcome();
}

/** The cluster made ready for `forecast`, on a grid that begins at the state's next step. */
export function forecastOf(compiled: Compiled, { index, states }: RunState, hours_h: number): Compiled {
  const { run, rules } = compiled;
  const { grid } = run;
  if (index === 0) throw new ConfigError('a forecast repeats the day before it; expected a state after some steps');
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
    const place = isKnown(name) ? known : persistent;
    return lean(Float64Array.from({ length }, (_, j) => column[place(j)]!));
  };
  const components = run.components.map((c, k) => {
    const from = run.stateAt[k]!;
    const x = states.slice(from, from + c.states.length);
    // Arrays of its own: the run that it sets out from goes on.
    const w = Float64Array.from(c.w);
    const u = new Float64Array(c.u.length);
    return { ...c, x, next: Float64Array.from(x), w, u, columns: c.columns.map((v, n) => laid(c.inputs[n]!, v)) };
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
