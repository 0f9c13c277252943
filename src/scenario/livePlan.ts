import { perfect } from '../control/optimal/outlook.ts';
import { makePlan, type Plan } from '../control/optimal/plan.ts';
import { checkPlannable } from '../control/optimal/plannable.ts';
import { zonesOfBuses } from '../control/optimal/zones.ts';
import type { Rules } from '../control/rules.ts';
import { ConfigError } from '../core/errors.ts';
import type { RunState } from '../core/loop.ts';
import type { Run } from '../core/run.ts';
import type { Solver } from '../core/solver.ts';
import type { PlanAction } from './command.ts';
import type { Compiled } from './compile.ts';
import { followedWorth } from './followedWorth.ts';
import type { Standing } from './heldSetpoint.ts';
import { overridden } from './overrides.ts';
import { HORIZON_h, planOptionsOf } from './planned.ts';
import { outlookOf } from './rolling.ts';

/** A running twin of planner optimal plans once a day. ASSUMED. */
const DAY_h = 24;

/** When a running twin plans, in steps; undefined where its scenario asks for no plan. */
export interface PlanRhythm {
  readonly every: number;
  readonly horizon: number;
}

/** @throws ConfigError where something of it has no linear model */
export function planRhythmOf({ cluster, run }: Compiled): PlanRhythm | undefined {
  const { planner, plan } = cluster.spec.control;
  if (planner === undefined) return undefined;
  checkPlannable(run.components);
  if (planner === 'mpc' && plan.forecast.method === 'profile')
    throw new ConfigError(
      'control.plan.forecast: a running twin does not plan by method profile; take perfect, persistence, smartPersistence or noisy there, or let sixfold run plan it',
    );
  const steps = (span_h: number): number => Math.max(1, Math.round((span_h * 3600) / run.grid.step_s));
  const every = steps(plan.every_h ?? (planner === 'mpc' ? 1 : DAY_h));
  return { every, horizon: Math.max(every, steps(plan.horizon_h ?? HORIZON_h)) };
}

/**
 * Plans from a state on, over the horizon, with what commands have changed. Planner optimal knows the scenario's series, mpc
 * believes what `plan.forecast` says. It starts from the levels of stores, from how long machines have run or stood and at
 * which load, from the month's peaks so far, and from what is used of named limits.
 */
export async function planFrom(
  compiled: Compiled,
  { horizon }: PlanRhythm,
  state: RunState,
  { overrides, planStart }: Pick<Standing, 'overrides' | 'planStart'>,
  solver: Solver,
): Promise<PlanAction> {
  const first = state.index;
  const steps = Math.min(horizon, compiled.run.grid.length - first);
  const outlook =
    compiled.cluster.spec.control.planner === 'mpc' ? outlookOf(compiled, undefined) : perfect(compiled.run);
  outlook.look(first, steps);
  const run = overridden(outlook.run, overrides, first);
  const own = planOptionsOf(compiled);
  const session = await solver.open();
  try {
    const plan = await makePlan(
      run,
      {
        ...own,
        first,
        steps,
        stretch: 0,
        states: state.states,
        ...(planStart === undefined ? {} : { used: planStart.used }),
        ...(planStart?.before === undefined ? {} : { before: planStart.before }),
        // What stores hold now is given: it cannot be chosen.
        storeEnd: own.storeEnd === 'cyclic' ? 'start' : own.storeEnd,
      },
      session,
    );
    return actionOf(run, plan);
  } finally {
    await session.close();
  }
}

/** As `planFrom`; where the solver fails, the rules go on alone and the twin does not end. */
export async function planOrRules(...given: Parameters<typeof planFrom>): Promise<PlanAction> {
  try {
    return await planFrom(...given);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return withoutPlan((error as Error).message);
  }
}

const withoutPlan = (why: string): PlanAction => ({
  do: 'plan',
  steps: 0,
  leads: {},
  closing: {},
  text: `no plan (${why}): rules go on alone`,
});

function actionOf(run: Run, plan: Plan): PlanAction {
  const { status, steps, text, paid_money, leading, closing, most, worths, peakPrices, warnings } = plan;
  if (status === 'fallback') return withoutPlan(text);
  const said = [`planned ${steps} steps at least cost: ${Math.round(paid_money)} ${run.currency}`, ...warnings];
  return {
    do: 'plan',
    steps,
    leads: Object.fromEntries(
      leading.flatMap((one, k) =>
        one === undefined
          ? []
          : [[run.components[k]!.id, { lead: Array.from(one.lead), target: Array.from(one.target) }]],
      ),
    ),
    closing: Object.fromEntries(run.buses.map(({ id }, b) => [id, Array.from(closing[b]!)])),
    most: Object.fromEntries(
      most.flatMap((values, k) => (values === undefined ? [] : [[run.components[k]!.id, Array.from(values)]])),
    ),
    worths: Object.fromEntries(
      worths.flatMap((one, k) =>
        one?.give.every(Number.isFinite) && one.take.every(Number.isFinite)
          ? [[run.components[k]!.id, { give: Array.from(one.give), take: Array.from(one.take) }]]
          : [],
      ),
    ),
    peaks: Object.fromEntries(
      peakPrices.flatMap((price, k) => (price === undefined ? [] : [[run.components[k]!.id, price]])),
    ),
    text: said.join('; '),
  };
}

/** Has the rules of a running twin follow its last plan, but where somebody holds a set point. */
export interface PlanFollower {
  take(step: number, action: PlanAction): void;
  /** Sets the targets of step `i`; without `isOn` none. */
  follow(i: number, isOn: boolean, isHeld: (component: number) => boolean): void;
  forget(): void;
}

export function planFollower(run: Run, { targets }: Rules): PlanFollower {
  const { zoneOfBus, zones } = zonesOfBuses(run, true);
  const closing = new Float64Array(zones);
  const bounds = new Float64Array(zones);
  const worth = followedWorth(run, zoneOfBus, zones);
  const led = new Set<number>();
  let plan: { readonly first: number; readonly action: PlanAction } | undefined;
  return {
    take(step, action) {
      plan = { first: step, action };
    },
    forget() {
      plan = undefined;
      for (const component of led) targets.release(component);
      led.clear();
      targets.follow(null);
    },
    follow(i, isOn, isHeld) {
      const k = plan === undefined ? -1 : i - plan.first;
      const isPlanned = plan !== undefined && isOn && k >= 0 && k < plan.action.steps;
      if (!isPlanned) {
        if (led.size === 0) return;
        for (const component of led) if (!isHeld(component)) targets.release(component);
        led.clear();
        targets.follow(null);
        return;
      }
      const { leads, closing: given, most = {}, worths, peaks = {} } = plan!.action;
      closing.fill(0);
      run.buses.forEach(({ id }, b) => {
        closing[zoneOfBus[b]!]! += given[id]?.[k] ?? 0;
      });
      bounds.fill(Number.POSITIVE_INFINITY);
      run.components.forEach(({ id, ports }) => {
        const highest = most[id]?.[k];
        if (highest === undefined) return;
        const zone = zoneOfBus[ports[0]!.bus]!;
        bounds[zone] = Math.min(bounds[zone]!, highest);
      });
      const idOf = (component: number): string => run.components[component]!.id;
      // A plan of an older journal says nothing of worth.
      const taken =
        worths &&
        worth.at(
          k,
          (component) => worths[idOf(component)],
          (component) => peaks[idOf(component)],
          (component) => leads[idOf(component)] !== undefined && !isHeld(component),
        );
      targets.follow(closing, bounds, taken);
      run.components.forEach(({ id }, component) => {
        const one = leads[id];
        if (one === undefined || isHeld(component)) return;
        targets.command(component, one.lead[k]!, one.target[k]!);
        led.add(component);
      });
    },
  };
}
