import { type IslandEvent, isMains } from '../control/island.ts';
import type { Plan } from '../control/optimal/plan.ts';
import { makeRules, type Rules } from '../control/rules.ts';
import { SimulationError } from '../core/errors.ts';
import type { Instance } from '../core/instance.ts';
import { type Loop, makeLoop, type RunState } from '../core/loop.ts';
import type { Run } from '../core/run.ts';
import { hoursOf } from '../core/timeGrid.ts';
import type { Compiled } from './compile.ts';
import { followPlan } from './planned.ts';
import { allLimitsOf } from './storeRulesSpec.ts';
import { NOTHING_kW, type Place, placesOf, tallyUnserved, type UnservedTally } from './unservedTally.ts';

export interface ResilienceOptions {
  /** Longest loss that is looked at; shorter where the run is. */
  readonly horizon_h: number;
  /** Hours between two losses that are tried. */
  readonly every_h: number;
}

/** What became of a site that lost its connection to the public grid, by the step in which it did. */
export interface Losses {
  readonly steps: readonly number[];
  readonly horizon_h: number;
  /** Hours until demand that may not be cut went unserved, 0 where the lights went out at once; the horizon where it never did. */
  readonly survived_h: Float64Array;
  /** The same where darkness of less than half a step, until something has started, is forgiven. */
  readonly carried_h: Float64Array;
  /** Demand cut by agreement until then. */
  readonly cut_kWh: Float64Array;
  /** What happened to the island at first, if a component has a role on one. */
  readonly first: readonly (IslandEvent['what'] | undefined)[];
}

/** What a year without one component, or one part of it, lacks, by carrier and in all that counts in kWh. */
export interface WithoutOne {
  readonly component: string;
  /** Where not the whole component is out. */
  readonly part?: string;
  readonly label: string;
  readonly kind: string;
  readonly unserved_kWh: Readonly<Record<string, number>>;
  readonly total_kWh: number;
  /** Hours in which something goes unserved. */
  readonly hours_h: number;
  /** Why the run could not go on, such as a network that does not carry the load; the other figures end there. */
  readonly stopped?: string;
}

export interface Resilience {
  readonly losses: Losses;
  readonly withoutOne: readonly WithoutOne[];
  /** What the whole site lacks with everything in service. */
  readonly whole: Pick<WithoutOne, 'unserved_kWh' | 'total_kWh' | 'hours_h'>;
  /** Connections to the public grid. */
  readonly mains: readonly string[];
  /** Whether components say what they can do on an island; else every loss is taken over without a break. */
  readonly hasRoles: boolean;
}

export interface ResilienceStudy {
  /** Parts of the study done, of 1. */
  readonly done: number;
  /** Goes on for about so many steps of simulation. @returns true once all is done */
  advance(steps: number): boolean;
  result(): Resilience;
}

/** Connections of electric buses to the outside, other than those that only record a failure. */
export const mainsOf = (run: Run): number[] =>
  run.buses.flatMap((bus) =>
    bus.carrier === 'electricity' ? bus.closers.filter((k) => isMains(run.components[k]!)) : [],
  );

/** An input at 0 for the whole run: a component out of service, or a part of one. */
interface Out {
  readonly component: number;
  readonly input: string;
  readonly part?: string;
}

/** The run with some of it out of service; it shares the state of the one that it is made of. */
function without(run: Run, outs: readonly Out[]): Run {
  const components = run.components.map((c, k): Instance => {
    const own = outs.filter(({ component }) => component === k).map(({ input }) => c.inputs.indexOf(input));
    return own.length > 0 ? { ...c, columns: c.columns.map((column, n) => (own.includes(n) ? 0 : column)) } : c;
  });
  return { ...run, components };
}

/** All that is tried without: what supplies, converts, stores or carries, and each part that is in service. */
const singleOutages = (run: Run): Out[] =>
  run.components.flatMap((c, component): Out[] => {
    const isDemand = c.kind.role === 'fixed' && c.ports[0]!.flow !== 'out';
    if (!c.inputs.includes('available') || isDemand || c.kind.lastResort === true) return [];
    const parts = Object.entries(c.kind.parts?.(c.p) ?? {}).filter(
      ([, input]) => c.columns[c.inputs.indexOf(input)] !== 0,
    );
    return [{ component, input: 'available' }, ...parts.map(([part, input]) => ({ component, input, part }))];
  });

interface Machine {
  readonly loop: Loop;
  readonly rules: Rules;
}

function machineOf(run: Run, compiled: Compiled): Machine {
  let rules: Rules | undefined;
  const loop = makeLoop(run, (r, net, fresh) => {
    rules = makeRules(r, net, compiled.rules, fresh);
    return rules;
  });
  return { loop, rules: rules! };
}

/**
 * Asks of every hour how long the site would serve its critical electric demand if it lost the public grid then, and of
 * every component, and every part of one that may fail, what a run without it would lack. Each loss starts from the state in which the undisturbed run was,
 * and runs the same physics and rules with the connection out; demand with a shedding class may be cut, all other is
 * critical. Pure: the same scenario gives the same answers.
 * @param plan that the undisturbed run carries out; the rules alone where left out. Without the grid the rules go on alone.
 */
export function studyResilience(
  compiled: Compiled,
  { horizon_h, every_h }: ResilienceOptions,
  plan?: Plan,
): ResilienceStudy {
  const { run } = compiled;
  const dt_h = hoursOf(run.grid);
  const { length } = run.grid;
  const mains = mainsOf(run);
  const { unserved, cut } = placesOf(run);
  const critical = unserved.filter((p) => p.carrier === 'electricity');
  const spared = cut.filter((p) => p.carrier === 'electricity');
  const ahead = Math.max(1, Math.min(Math.round(horizon_h / dt_h), length - 1));
  const every = Math.max(1, Math.round(every_h / dt_h));
  // Not the first step: what was imported before a loss decides whether it is survived.
  const steps = Array.from({ length: Math.floor((length - ahead) / every) }, (_, k) => (k + 1) * every);
  const saved: RunState[] = [];
  const carried_h = new Float64Array(steps.length).fill(ahead * dt_h);
  const cut_kWh = new Float64Array(steps.length);
  const first: (IslandEvent['what'] | undefined)[] = [];
  const candidates = singleOutages(run);
  const withoutOne: WithoutOne[] = [];
  const begin = machineOf(run, compiled).loop.save();
  const whole = tallyUnserved(run, unserved, dt_h);
  const total = length + steps.length * ahead * 0.5 + candidates.length * length;
  let taken = 0;

  const base = machineOf(run, compiled);
  const planned = plan && followPlan(run, base.rules, plan, allLimitsOf(compiled));
  let island: Machine | undefined;
  let loss = 0;
  let lossStep = 0;
  let single: { readonly out: Out; readonly machine: Machine; readonly tally: UnservedTally } | undefined;

  /** One step of the undisturbed run. */
  const stepBase = (): void => {
    if (steps[saved.length] === base.loop.index) saved.push(base.loop.save());
    const i = base.loop.index;
    planned?.begin(i);
    base.loop.step();
    planned?.observe(i, run.frame);
    whole.take();
  };
  const sum = (places: readonly Place[]): number => {
    let total_kW = 0;
    for (const { at } of places) total_kW += run.frame[at]!;
    return total_kW;
  };
  const stepLoss = (): void => {
    island ??= machineOf(
      without(
        run,
        mains.map((component) => ({ component, input: 'available' })),
      ),
      compiled,
    );
    if (lossStep === 0) island.loop.restore(saved[loss]!);
    const told = island.rules.islandEvents.length;
    island.loop.step();
    if (lossStep === 0) first.push(island.rules.islandEvents[told]?.what);
    const failed = sum(critical) > NOTHING_kW;
    if (failed) carried_h[loss] = lossStep * dt_h;
    else cut_kWh[loss]! += sum(spared) * dt_h;
    lossStep++;
    if (!failed && lossStep < ahead) return;
    loss++;
    lossStep = 0;
  };
  const stepSingle = (): void => {
    const out = candidates[withoutOne.length]!;
    if (single?.out !== out) {
      single = { out, machine: machineOf(without(run, [out]), compiled), tally: tallyUnserved(run, unserved, dt_h) };
      single.machine.loop.restore(begin);
    }
    const { machine, tally } = single;
    const stopped = stepOrStop(machine.loop);
    if (stopped === undefined) tally.take();
    if (stopped === undefined && machine.loop.index < length) return;
    const c = run.components[out.component]!;
    withoutOne.push({
      component: c.id,
      ...(out.part === undefined ? {} : { part: out.part }),
      label: out.part === undefined ? c.label : `${c.label}: ${out.part}`,
      kind: c.kind.kind,
      ...tally.result(),
      ...(stopped === undefined ? {} : { stopped }),
    });
  };
  return {
    get done() {
      return Math.min(1, taken / total);
    },
    advance(count) {
      for (let n = 0; n < count; n++) {
        if (base.loop.index < length) stepBase();
        else if (mains.length > 0 && loss < steps.length) stepLoss();
        else if (withoutOne.length < candidates.length) stepSingle();
        else return true;
        taken++;
      }
      return false;
    },
    result: () => ({
      losses: {
        steps,
        horizon_h: ahead * dt_h,
        survived_h: carried_h.map((v, k) => (first[k] === 'black' ? 0 : v)),
        carried_h,
        cut_kWh,
        first,
      },
      withoutOne: [...withoutOne].sort(worstFirst),
      whole: whole.result(),
      mains: mains.map((k) => run.components[k]!.id),
      hasRoles: compiled.rules.island.size > 0,
    }),
  };
}

/** Takes a step; @returns why it cannot be taken, where it cannot */
function stepOrStop(loop: Loop): string | undefined {
  try {
    loop.step();
    return undefined;
  } catch (error) {
    if (error instanceof SimulationError) return error.message;
    throw error;
  }
}

const nameOf = ({ component, part }: WithoutOne): string => `${component}.${part ?? ''}`;
const worstFirst = (a: WithoutOne, b: WithoutOne): number =>
  Number(b.stopped !== undefined) - Number(a.stopped !== undefined) ||
  b.total_kWh - a.total_kWh ||
  (nameOf(a) < nameOf(b) ? -1 : 1);
