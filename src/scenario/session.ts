import { makeRules, type Rules } from '../control/rules.ts';
import { columnsOf } from '../core/columns.ts';
import { makeLoop } from '../core/loop.ts';
import type { JournalEntry } from './command.ts';
import type { Compiled } from './compile.ts';
import { type Hold, tellMissed } from './holds.ts';
import { inputRangeOf } from './inputRange.ts';
import { joined } from './joined.ts';
import { planFollower, planRhythmOf } from './livePlan.ts';
import { watchMeters } from './meterWatch.ts';
import { makeOverrides } from './overrides.ts';
import { planMemory } from './planMemory.ts';
import { readingRefusal, refusalOf } from './refusal.ts';
import { type SessionEvent, watchAccounts } from './sessionEvents.ts';
import type { Session, SessionOptions } from './sessionShape.ts';
import { textOf } from './sessionText.ts';

export type { Session, SessionOptions } from './sessionShape.ts';

const FOREVER = Number.MAX_SAFE_INTEGER;

/** Sets a compiled cluster going under outside command. It knows no time: somebody else says when to step. */
export function makeSession(compiled: Compiled, { rebases = true, follow }: SessionOptions = {}): Session {
  const { run } = compiled;
  const overrides = makeOverrides(run);
  const holds = new Map<number, Hold>();
  const events: SessionEvent[] = [];
  let commands: JournalEntry[] = [];
  /** Commands that have acted, and readings. */
  let acted = 0;
  let taken = 0;
  /** Live readings of steps to come: facts that a seek back finds there. */
  const readings = new Map<number, JournalEntry[]>();
  let mode: 'remote' | 'local' = 'remote';
  let rules: Rules | undefined;
  let toldIslands = 0;
  const at = new Map(run.components.map((c, k) => [c.id, k]));
  const rhythm = planRhythmOf(compiled);
  const loop = makeLoop(run, (r, net, fresh) => {
    // Under a plan stores have no times of their own: what deviates is theirs to absorb.
    const config = rhythm === undefined ? compiled.rules : { ...compiled.rules, stores: new Map() };
    const made = makeRules(r, net, config, fresh);
    rules = made;
    return {
      get passes() {
        return made.passes;
      },
      memory: made.memory,
      relieve: (network) => made.relieve?.(network),
      closed: () => made.closed?.(),
      dispatch(i) {
        overrides.lay(i, fresh);
        made.dispatch(i);
      },
    };
  });
  const { targets } = rules!;
  const accounts = watchAccounts(run);
  const plan = planFollower(run, rules!);
  /** Steps before which a plan was made. */
  const planned = new Set<number>();
  /** Place of the plan that acts among the commands. */
  let planAt = -1;
  const watch = watchMeters(loop, compiled.meters);
  const past = rhythm === undefined ? undefined : planMemory(compiled);
  const width = run.frame.length;
  const controls = loop.save().control.length;

  const letGo = (component: number): void => {
    targets.release(component);
    holds.delete(component);
  };
  const tell = (severity: SessionEvent['severity'], component: string, code: string, text: string): void => {
    events.push({ step: loop.index, severity, component, code, text });
  };

  const keep = (entry: JournalEntry): void => {
    if (entry.action.do === 'plan') planned.add(entry.step);
    if (entry.action.do !== 'measure') commands.push(entry);
    else if (readings.has(entry.step)) readings.get(entry.step)!.push(entry);
    else readings.set(entry.step, [entry]);
  };
  /** Takes in what meters showed in step `i`. */
  const readAt = (i: number): void => {
    for (const { action } of readings.get(i) ?? []) {
      if (action.do !== 'measure') continue;
      taken++;
      for (const [signal, value] of Object.entries(action.values)) watch.read(at.get(action.component)!, signal, value);
    }
    readings.delete(i);
  };

  /** Lets an entry act; what it brings about is told only where it has not been told before. */
  const take = ({ step, by, action }: JournalEntry): void => {
    if (action.do === 'mode') {
      mode = action.mode;
      if (mode === 'local') for (const component of holds.keys()) letGo(component);
      return;
    }
    if (action.do === 'plan') {
      plan.take(step, action);
      // Of the plan before it nothing is needed any more.
      const old = commands[planAt];
      if (old?.action.do === 'plan') commands[planAt] = { ...old, action: { ...old.action, leads: {}, closing: {} } };
      planAt = acted;
    }
    if (action.do === 'plan' || action.do === 'measure') return;
    const component = at.get(action.component);
    if (component === undefined) return;
    const c = run.components[component]!;
    const until = 'steps' in action && action.steps !== null ? step + action.steps : FOREVER;
    if (action.do === 'setpoint') {
      const lead = c.leads.findIndex((port) => c.ports[port]!.name === action.port);
      if (lead < 0 || !targets.command(component, lead, action.target)) return;
      const place = run.frameAt[component]! + c.leads[lead]!;
      holds.set(component, { component, lead, at: place, target: action.target, by, until, missed: false });
    } else if (action.do === 'release') letGo(component);
    else {
      const slot = c.inputs.indexOf(action.input);
      if (action.do === 'restore') overrides.clear(component, slot);
      else {
        const range = inputRangeOf(c.kind, c.p, action.input);
        overrides.set({ component, slot, change: action.change, value: action.value, range, until });
      }
    }
  };

  /** Ends what was to last until this step. */
  const expire = (i: number, isTold: boolean): void => {
    for (const hold of holds.values()) {
      if (hold.until > i) continue;
      letGo(hold.component);
      if (isTold)
        tell('info', run.components[hold.component]!.id, 'hold-ended', 'the set point has ended; local rules again');
    }
    for (const { component, slot, until } of overrides.list) {
      if (until > i) continue;
      overrides.clear(component, slot);
      const c = run.components[component]!;
      if (isTold) tell('info', c.id, 'input-restored', `"${c.inputs[slot]}" follows the scenario again`);
    }
  };

  const actNow = (i: number): void => {
    expire(i, true);
    for (let entry = commands[acted]; entry !== undefined && entry.step <= i; entry = commands[acted]) {
      const { action, by } = entry;
      const wasHeld = action.do === 'release' && holds.has(at.get(action.component) ?? -1);
      take(entry);
      acted++;
      if (action.do === 'release' && !wasHeld) continue;
      if (action.do === 'release') tell('warning', action.component, 'released', `${action.why}; local rules again`);
      else if (action.do === 'plan') tell(action.steps > 0 ? 'info' : 'warning', 'site', 'planned', action.text);
      else if (action.do !== 'measure')
        tell('info', action.do === 'mode' ? 'site' : action.component, 'command', `${by}: ${textOf(action)}`);
    }
  };

  return {
    run,
    columns: [...columnsOf(run), ...watch.columns],
    read(into, to) {
      // A stored zero keeps no sign.
      for (let k = 0; k < width; k++) into[to + k] = run.frame[k]! + 0;
      for (let k = 0; k < watch.values.length; k++) into[to + width + k] = watch.values[k]! + 0;
    },
    get index() {
      return loop.index;
    },
    get isDone() {
      return loop.index >= run.grid.length;
    },
    get journal() {
      return readings.size === 0 ? commands : [...commands, ...[...readings.values()].flat()];
    },
    get acted() {
      return acted + taken;
    },
    get planDue() {
      const isDue = rhythm !== undefined && loop.index % rhythm.every === 0 && !planned.has(loop.index);
      return isDue && loop.index < run.grid.length ? rhythm : undefined;
    },
    get mode() {
      return mode;
    },
    events,
    holds: () =>
      [...holds.values()].map(({ component, by, lead, target }) => {
        const { id, ports, leads } = run.components[component]!;
        return { component: id, by, signal: ports[leads[lead]!]!.signal, target };
      }),
    standing: () => ({
      overrides: [...overrides.list],
      setpoints: [...holds.values()],
      planStart: past?.startOf(loop.index),
    }),
    refusal: (action) =>
      action.do === 'measure'
        ? readingRefusal(at, compiled.meters, action)
        : action.do === 'plan'
          ? undefined
          : refusalOf(run, at, loop.index, mode, action),
    act(by, id, action) {
      const entry = { step: loop.index, by, id, action };
      keep(entry);
      return entry;
    },
    step() {
      actNow(loop.index);
      const step = loop.index;
      readAt(step);
      if (rhythm !== undefined) plan.follow(step, mode === 'remote', (component) => holds.has(component));
      follow?.(targets, mode === 'remote', (component) => holds.has(component));
      if (rebases) watch.correct(step);
      loop.step();
      for (const event of accounts.look(step)) events.push(event);
      watch.observe(step, run.frame);
      past?.observe(step, run.frame);
      for (const event of watch.events.splice(0)) events.push(event);
      const { islandEvents } = rules!;
      for (; toldIslands < islandEvents.length; toldIslands++) {
        const { what, bus, text } = islandEvents[toldIslands]!;
        const severity = what === 'black' || what === 'exhausted' ? 'alarm' : what === 'holds' ? 'warning' : 'info';
        events.push({ step, severity, component: 'site', code: `island-${what}`, text: `bus "${bus}": ${text}` });
      }
      if (holds.size > 0) tellMissed(run, holds.values(), tell);
    },
    save() {
      const state = loop.save();
      return { ...state, control: joined(state.control, watch.memory, ...(past === undefined ? [] : [past.save()])) };
    },
    restore(state, given) {
      for (const component of holds.keys()) letGo(component);
      for (const { component, slot } of overrides.list) overrides.clear(component, slot);
      mode = 'remote';
      commands = [];
      plan.forget();
      planned.clear();
      planAt = -1;
      readings.clear();
      acted = 0;
      taken = 0;
      for (const entry of given) {
        if (entry.action.do === 'measure' && entry.step < state.index) taken++;
        else keep(entry);
      }
      for (let entry = commands[0]; entry !== undefined && entry.step < state.index; entry = commands[acted]) {
        expire(entry.step, false);
        take(entry);
        acted++;
      }
      // What ends with the very next step is told when that is taken.
      expire(state.index - 1, false);
      events.length = 0;
      accounts.forget();
      watch.forget();
      watch.memory.fill(0);
      watch.memory.set(state.control.subarray(controls, controls + watch.memory.length));
      past?.restore(state.control.subarray(controls + watch.memory.length));
      loop.restore({ ...state, control: state.control.subarray(0, controls) });
    },
  };
}
