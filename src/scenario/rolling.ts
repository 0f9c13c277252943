import { given, noisy, type Outlook, perfect, persistence, smartPersistence } from '../control/optimal/outlook.ts';
import { type Plan, type PlanOptions, planFutures, planWindow } from '../control/optimal/plan.ts';
import { watchStanding } from '../control/optimal/standing.ts';
import { stitch } from '../control/optimal/stitch.ts';
import { watchLimits } from '../control/optimal/usedLimits.ts';
import { ConfigError, type ConfigIssue, SimulationError } from '../core/errors.ts';
import { pack } from '../core/run.ts';
import type { Solver } from '../core/solver.ts';
import type { Compiled } from './compile.ts';
import { withoutCorrections } from './corrections.ts';
import { type ExchangeOutcome, type ExchangeOutside, startExchange } from './exchange/exchange.ts';
import { HORIZON_h, planFor, planOptionsOf } from './planned.ts';
import { type Simulation, type SimulationOptions, startSimulation } from './simulation.ts';

/** A run on its way, planned as its scenario asks. */
export interface Conducted {
  readonly simulation: Simulation;
  /** What is planned, as far as it is; none where rules run alone. */
  readonly plan: Plan | undefined;
  /** Steps that take about as long as a look at the clock is worth, where plans make them slow. */
  readonly slice?: number;
  /** Takes up to `count` steps, and plans where a plan is due. @returns the steps done so far */
  advance(count: number): Promise<number>;
  close(): Promise<void>;
  /** Of a run by its exchange: what has come of it so far. */
  readonly exchange?: () => ExchangeOutcome;
}

/** What a planned run needs beside its scenario. */
export interface Foreknowledge {
  /** The same cluster on the series that were forecast, where `forecast.method` is `profile`. */
  readonly forecast?: Compiled | undefined;
  /** What somebody adds to the exchange, in a scenario that has one. */
  readonly exchange?: ExchangeOutside | undefined;
}

/**
 * Sets a cluster going under the control that its scenario names: rules alone, a plan of the whole run, or plans that roll
 * on with it from the state that the physics came to. @throws ConfigError
 */
export async function conduct(
  compiled: Compiled,
  solver: Solver,
  options: SimulationOptions & Foreknowledge = {},
): Promise<Conducted> {
  if (compiled.cluster.spec.exchange !== undefined) return trade(compiled, options);
  if (compiled.cluster.spec.control.planner === 'mpc') return roll(compiled, solver, options);
  const plan = await planFor(compiled, solver);
  const simulation = startSimulation(compiled, plan === undefined ? options : { ...options, plan });
  return {
    simulation,
    plan,
    advance: async (count) => toldBy(plan, () => simulation.advance(count)),
    close: async () => undefined,
  };
}

/** Where a law breaks in a run whose plan said before what contradicts itself, that is said with it. @throws SimulationError */
function toldBy(plan: Plan | undefined, advance: () => number): number {
  try {
    return advance();
  } catch (error) {
    if (!(error instanceof SimulationError) || plan === undefined || plan.unmet.length === 0) throw error;
    const said = plan.unmet.map((text) => `\n- ${text}`).join('');
    throw new SimulationError(`${error.message}\nThe plan had said what contradicts itself:${said}`);
  }
}

/** @throws ConfigError */
function trade(compiled: Compiled, options: SimulationOptions & Foreknowledge): Conducted {
  const run = startExchange(compiled, options.exchange, options);
  return {
    simulation: run.simulation,
    plan: undefined,
    advance: async (count) => run.advance(count),
    close: async () => undefined,
    exchange: () => run.outcome(),
  };
}

/**
 * Model-predictive control: every few steps a plan over the horizon from where the run stands, with what is then believed
 * of the future, of which the first steps are carried out. A plan starts from the levels of stores, from how long machines have run or
 * stood and at which load, and from the peaks that are billed already.
 */
async function roll(
  compiled: Compiled,
  solver: Solver,
  options: SimulationOptions & Foreknowledge,
): Promise<Conducted> {
  const { run } = compiled;
  const { length } = run.grid;
  const { every, horizon } = spanOf(compiled);
  const outlook = outlookOf(compiled, options.forecast);
  const others = othersOf(compiled, outlook);
  const base = planOptionsOf(compiled);
  // A plan that always comes back to where it began suits a whole run, not a window of it.
  const storeEnd = base.storeEnd === 'cyclic' ? 'start' : base.storeEnd;
  const initial = Float64Array.from(run.components.flatMap((c) => [...c.x]));
  const stitched = stitch(run, base, { every, horizon, forecast: forecastText(compiled) });
  const standing = watchStanding(run);
  const limits = watchLimits(run, base.limits ?? []);
  const session = await solver.open();
  let simulation: Simulation;
  try {
    simulation = startSimulation(compiled, {
      ...options,
      plan: stitched.plan,
      observers: [...(options.observers ?? []), standing, limits],
    });
  } catch (error) {
    await session.close();
    throw error;
  }
  let due = 0;
  const planNext = async (first: number): Promise<void> => {
    const steps = Math.min(horizon, length - first);
    outlook.look(first, steps);
    const before = standing.before();
    for (const other of others) other.look(first, steps);
    const options: PlanOptions = {
      ...base,
      first,
      steps,
      storeEnd,
      stretch: 0,
      states: simulation.loop.save().states,
      used: limits.used(first),
      ...(before === undefined ? {} : { before }),
      ...(first + steps === length ? { endStates: initial } : {}),
    };
    const window =
      others.length === 0
        ? await planWindow(outlook.run, options, session)
        : await planFutures([outlook.run, ...others.map((o) => o.run)], options, every, session);
    const count = Math.min(every, steps);
    stitched.take(window, count);
    due = first + count;
  };
  return {
    simulation,
    plan: stitched.plan,
    slice: 4 * every,
    async advance(count) {
      const until = Math.min(length, simulation.loop.index + count);
      while (simulation.loop.index < until) {
        if (simulation.loop.index >= due) await planNext(simulation.loop.index);
        toldBy(stitched.plan, () => simulation.advance(Math.min(due, until) - simulation.loop.index));
      }
      return simulation.loop.index;
    },
    close: () => session.close(),
  };
}

/** Steps between plans and steps that each looks ahead. @throws ConfigError */
function spanOf({ cluster, run }: Compiled): { readonly every: number; readonly horizon: number } {
  const { plan } = cluster.spec.control;
  const { step_s, length } = run.grid;
  const issues: ConfigIssue[] = [];
  const refuse = (field: string, message: string): void => {
    issues.push({ file: cluster.file, path: `control.plan.${field}`, message });
  };
  const stepsOf = (field: 'horizon_h' | 'every_h', hours: number): number => {
    const steps = (hours * 3600) / step_s;
    if (!Number.isInteger(steps))
      refuse(
        field,
        `met ${hours} h, which is no whole number of steps of ${step_s} s; expected a multiple of the step`,
      );
    return steps;
  };
  const every = stepsOf('every_h', plan.every_h ?? 1);
  const asked = plan.horizon_h === undefined ? undefined : stepsOf('horizon_h', plan.horizon_h);
  if (asked !== undefined && asked > length)
    refuse(
      'horizon_h',
      `met ${plan.horizon_h} h, and the run has ${(length * step_s) / 3600} h of data; expected at most that, or planner: optimal to plan the whole run at once`,
    );
  const horizon = Math.min(length, asked ?? Math.max(every, Math.round((HORIZON_h * 3600) / step_s)));
  if (horizon < Math.min(every, length))
    refuse(
      'horizon_h',
      `met ${plan.horizon_h} h, shorter than every_h (${plan.every_h ?? 1} h); expected at least that`,
    );
  if (issues.length > 0) throw new ConfigError(issues);
  return { every, horizon };
}

/** What is believed of the steps to come, as the scenario says. @throws ConfigError */
export function outlookOf(compiled: Compiled, forecast: Compiled | undefined): Outlook {
  const { run, cluster } = compiled;
  const wanted = cluster.spec.control.plan.forecast;
  switch (wanted.method) {
    case 'perfect':
      return perfect(run);
    case 'persistence':
      return persistence(run, Math.max(1, Math.round((wanted.period_h * 3600) / run.grid.step_s)));
    case 'smartPersistence':
      return smartPersistence(run);
    case 'noisy':
      return noisy(run, wanted, wanted.seed ?? run.seed);
    case 'profile':
      if (forecast === undefined)
        throw new ConfigError(
          `control.plan.forecast: method profile needs the scenario that holds what was forecast ("${wanted.from}"), loaded beside this one`,
        );
      try {
        return given(run, forecast.run);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new ConfigError(
          `control.plan.forecast.from: "${wanted.from}" has other components or another time than this scenario; expected a file that extends it and changes weather or profiles alone`,
        );
      }
  }
}

/** Futures around what is believed, for a plan that keeps room for them. */
function othersOf({ cluster, run }: Compiled, outlook: Outlook): Outlook[] {
  const { robust } = cluster.spec.control.plan;
  if (robust === undefined) return [];
  return Array.from({ length: robust.futures - 1 }, (_, k) => noisy(outlook.run, robust, run.seed + 1 + k));
}

/** What is believed of the future, in words. */
export function forecastText(compiled: Compiled): string {
  const { robust } = compiled.cluster.spec.control.plan;
  const around = robust === undefined ? '' : `, and ${robust.futures - 1} futures around it`;
  return `${beliefText(compiled)}${around}`;
}

function beliefText({ cluster }: Compiled): string {
  const wanted = cluster.spec.control.plan.forecast;
  const share = (v: number): string => `${Number((100 * v).toPrecision(3))} %`;
  switch (wanted.method) {
    case 'perfect':
      return 'perfect';
    case 'persistence':
      return wanted.period_h === 24 ? 'as the day before' : `as ${wanted.period_h} h before`;
    case 'smartPersistence':
      return 'as the day before, sun by how clear the sky is';
    case 'noisy':
      return `with errors of ${share(wanted.afterHour)} after an hour and ${share(wanted.afterDay)} after a day`;
    case 'profile':
      return `from ${wanted.from}`;
  }
}

/** The same cluster before its first step, in arrays of its own, so that it can run under another control beside it. */
export function another(compiled: Compiled, control: Partial<Compiled['cluster']['spec']['control']>): Compiled {
  const { run, cluster } = compiled;
  const components = run.components.map((c) => {
    const x = Float64Array.from(c.kind.initial(c.q));
    return { ...c, x, next: Float64Array.from(x), w: Float64Array.from(c.w), u: new Float64Array(c.u.length) };
  });
  // Its states are its own: no meter corrects them.
  return withoutCorrections({
    ...compiled,
    run: { ...run, ...pack(components) },
    cluster: { ...cluster, spec: { ...cluster.spec, control: { ...cluster.spec.control, ...control } } },
  });
}
