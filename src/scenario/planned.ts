import type { PlanLimit } from '../control/optimal/limits.ts';
import { makePlan, type Plan, type PlanOptions } from '../control/optimal/plan.ts';
import { type LimitUse, recordLimits } from '../control/optimal/usedLimits.ts';
import { zonesOfBuses } from '../control/optimal/zones.ts';
import type { Rules } from '../control/rules.ts';
import { ConfigError } from '../core/errors.ts';
import type { Run } from '../core/run.ts';
import type { Solver } from '../core/solver.ts';
import { hoursOf } from '../core/timeGrid.ts';
import type { Observer } from '../core/totals.ts';
import type { Compiled } from './compile.ts';
import { followedWorth } from './followedWorth.ts';
import { among } from './known.ts';
import { planBounds } from './planBounds.ts';
import type { PlanSpec } from './planSpec.ts';
import { planReservesOf } from './reserveSpec.ts';
import { allLimitsOf, storeRulesOf } from './storeRulesSpec.ts';

/** Two days, so that the next night is always in sight. ASSUMED. */
export const HORIZON_h = 48;

/** Times that a plan is made again on the physics at its own loads. ASSUMED */
const ROUNDS = 3;

/** How a scenario is to be planned: its whole run, at its own prices. */
export function planOptionsOf(compiled: Compiled): PlanOptions {
  const { cluster, run, rules } = compiled;
  const { plan } = cluster.spec.control;
  return {
    first: 0,
    steps: run.grid.length,
    commitment: plan.commitment === 'binary' ? 'binary' : 'relaxed',
    rounds: plan.commitment === 'rounded' ? ROUNDS : 0,
    storeEnd: plan.storeEnd,
    ...sidesOf(plan.storeSides, run, cluster.file),
    carbonPrice_money_per_kg: rules.carbonPrice_money_per_kg,
    variableOm_money_per_kWh: Array.from(rules.variableOm_money_per_kWh),
    leads: rules.leads,
    limits: allLimitsOf(compiled),
    storeRules: storeRulesOf(compiled),
    reserves: planReservesOf(plan.reserves, compiled),
    carbonWeight_money_per_kg: plan.carbonWeight_money_per_t / 1000,
    carbonFirst: plan.first === 'carbon',
    gap: plan.gap,
    ...(plan.maxNodes === undefined ? {} : { maxNodes: plan.maxNodes }),
    timeLimit_s: plan.timeLimit_s,
    stretch: Math.round((plan.stretch_h * 3600) / run.grid.step_s),
  };
}

/** @throws ConfigError naming what is no store of the scenario */
function sidesOf(
  sides: PlanSpec['storeSides'],
  run: Run,
  file: string,
): Pick<PlanOptions, 'storeSides' | 'storeSidesOf'> {
  if (typeof sides === 'string') return { storeSides: sides };
  const stores = run.components.filter((c) => c.kind.role === 'store').map((c) => c.id);
  const issues = Object.keys(sides)
    .filter((id) => !stores.includes(id))
    .map((id) => ({
      file,
      path: `control.plan.storeSides.${id}`,
      message: `there is no store "${id}"${among(id, stores)}`,
    }));
  if (issues.length > 0) throw new ConfigError(issues);
  const all = Object.values(sides);
  return {
    storeSides: all.includes('binary') ? 'binary' : all.includes('tight') ? 'tight' : 'none',
    storeSidesOf: new Map(
      Object.entries(sides).map(([id, each]) => [run.components.findIndex((c) => c.id === id), each]),
    ),
  };
}

/** The plan of its whole run that a scenario asks for; undefined where it asks for none. @throws ConfigError */
export async function planFor(compiled: Compiled, solver: Solver): Promise<Plan | undefined> {
  if (compiled.cluster.spec.control.planner !== 'optimal') return undefined;
  const session = await solver.open();
  try {
    return await makePlan(compiled.run, planOptionsOf(compiled), session);
  } finally {
    await session.close();
  }
}

/** Sets the targets of a plan before each of its steps. */
export interface PlanFollowing extends Observer {
  begin(i: number): void;
}

export function followPlan(run: Run, rules: Rules, plan: Plan, limits: readonly PlanLimit[] = []): PlanFollowing {
  const { zoneOfBus, zones } = zonesOfBuses(run, true);
  const closing = new Float64Array(zones);
  const { targets } = rules;
  const led = plan.leading.flatMap((leading, component) => (leading ? [{ component, ...leading }] : []));
  const bounds = planBounds(run, plan, limits);
  const worth = followedWorth(run, zoneOfBus, zones);
  const isLed = new Set(led.map(({ component }) => component));
  return {
    begin(i) {
      const k = i - plan.first;
      if (k < 0 || k >= plan.steps || plan.status === 'fallback' || plan.without?.[k] === 1) {
        for (const { component } of led) targets.release(component);
        targets.follow(null);
        return;
      }
      closing.fill(0);
      for (let b = 0; b < plan.closing.length; b++) closing[zoneOfBus[b]!]! += plan.closing[b]![k]!;
      const most = bounds.at(i);
      const taken = worth.at(
        k,
        (component) => plan.worths[component],
        (component) => plan.peakPrices[component],
        (component) => isLed.has(component),
        bounds.missed_money,
      );
      targets.follow(closing, most, taken);
      for (const { component, lead, target } of led) targets.command(component, lead[k]!, target[k]!);
    },
    observe: (i, frame) => bounds.observe(i, frame),
  };
}

/** How far what a run did lies from its plan, by component. */
export interface Deviations {
  /** Steps in which its lead was held below (or moved beyond) what was planned, and by how many kWh (or kg) in all. */
  readonly belowSteps: Int32Array;
  readonly below: Float64Array;
  readonly beyondSteps: Int32Array;
  readonly beyond: Float64Array;
}

/** A plan that was carried out. */
export interface Followed {
  readonly plan: Plan;
  readonly deviations: Deviations;
  /** What became of named limits. */
  readonly limits: readonly LimitUse[];
}

/** Below this share of what is planned, a deviation is rounding. */
const ROUNDING = 1e-6;

/** Compares every step with the plan. */
export function watchPlan(
  run: Run,
  plan: Plan,
  limits: readonly PlanLimit[] = [],
): Observer & { readonly followed: Followed } {
  const { length } = run.components;
  const deviations: Deviations = {
    belowSteps: new Int32Array(length),
    below: new Float64Array(length),
    beyondSteps: new Int32Array(length),
    beyond: new Float64Array(length),
  };
  const dt_h = hoursOf(run.grid);
  const led = plan.leading.flatMap((leading, component) => (leading ? [{ component, ...leading }] : []));
  const record = recordLimits(run, limits);
  return {
    followed: { plan, deviations, limits: record.uses },
    observe(i, frame) {
      record.observe(i, frame);
      const k = i - plan.first;
      if (k < 0 || k >= plan.steps || plan.without?.[k] === 1) return;
      for (const { component, lead, target } of led) {
        const port = run.components[component]!.leads[lead[k]!]!;
        const given = frame[run.frameAt[component]! + port]!;
        const asked = target[k]!;
        const by = Math.abs(given) - Math.abs(asked);
        if (Math.abs(given - asked) <= ROUNDING * Math.max(1, Math.abs(asked))) continue;
        const isBelow = by < 0 || given * asked < 0;
        deviations[isBelow ? 'belowSteps' : 'beyondSteps'][component]!++;
        deviations[isBelow ? 'below' : 'beyond'][component]! += Math.abs(given - asked) * dt_h;
      }
    },
  };
}
