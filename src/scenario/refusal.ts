import type { Run } from '../core/run.ts';
import type { Action } from './command.ts';
import { inputRangeOf, rangeText } from './inputRange.ts';
import type { Meter } from './meters.ts';
import { changedBy, inputAt } from './overrides.ts';

/** Why an action is not done. */
export interface Refusal {
  readonly code: 'unknown' | 'not_controllable' | 'range' | 'local' | 'ended';
  readonly message: string;
}

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** Why readings cannot be taken in; undefined where they can. What is out of range is taken in, and marked. */
export function readingRefusal(
  at: ReadonlyMap<string, number>,
  meters: readonly Meter[],
  { component, values }: Extract<Action, { do: 'measure' }>,
): Refusal | undefined {
  const mine = meters.filter((m) => m.isLive && m.component === at.get(component)).map((m) => m.signal);
  if (!at.has(component))
    return { code: 'unknown', message: `there is no component "${component}"; see meta/site for those there are` };
  const signals = Object.keys(values);
  if (signals.length === 0) return { code: 'range', message: 'expected a reading by the name of its signal, met none' };
  const strange = signals.find((signal) => !mine.includes(signal));
  if (strange !== undefined)
    return {
      code: 'unknown',
      message: `"${component}" has no live meter of "${strange}"; it has ${list(mine)}; the scenario names them: meters: { ${component}.${strange}: live }`,
    };
  const bad = signals.find((signal) => !Number.isFinite(values[signal]));
  return bad === undefined ? undefined : { code: 'range', message: `"${bad}": expected a finite number` };
}

/** Why an action cannot be done from step `i` on; undefined where it can. */
export function refusalOf(
  run: Run,
  at: ReadonlyMap<string, number>,
  i: number,
  mode: 'remote' | 'local',
  action: Exclude<Action, { do: 'measure' | 'plan' }>,
): Refusal | undefined {
  if (i >= run.grid.length) return { code: 'ended', message: 'the run has come to its end; seek back to go on' };
  if (action.do === 'mode') return undefined;
  const component = at.get(action.component);
  if (component === undefined)
    return {
      code: 'unknown',
      message: `there is no component "${action.component}"; see meta/site for those there are`,
    };
  const c = run.components[component]!;
  if (action.do === 'setpoint') return setpointRefusal(run, component, mode, action);
  if (action.do === 'release') return undefined;
  const slot = c.inputs.indexOf(action.input);
  if (slot < 0)
    return { code: 'unknown', message: `"${c.id}" has no input "${action.input}"; it has ${list(c.inputs)}` };
  if (action.do === 'restore') return undefined;
  const range = inputRangeOf(c.kind, c.p, action.input);
  if (Number.isNaN(range[0]) || c.kind.senses?.[action.input] !== undefined)
    return { code: 'not_controllable', message: `"${action.input}" of "${c.id}" follows from other things` };
  // What follows from a series is held to its range in the step at hand, and is the sender's to keep there later.
  const becomes = changedBy(action, inputAt(run, component, slot, i));
  if (!(becomes >= range[0] && becomes <= range[1]))
    return { code: 'range', message: `makes "${action.input}" of "${c.id}" ${becomes}; expected ${rangeText(range)}` };
  return undefined;
}

function setpointRefusal(
  run: Run,
  component: number,
  mode: 'remote' | 'local',
  action: Extract<Action, { do: 'setpoint' }>,
): Refusal | undefined {
  const c = run.components[component]!;
  if (mode === 'local')
    return { code: 'local', message: 'the cluster is under local rules alone; control/mode "remote" ends that' };
  const leads = c.leads.map((port) => c.ports[port]!);
  if (leads.length === 0 || c.kind.role === 'closer' || c.kind.role === 'network')
    return { code: 'not_controllable', message: `"${c.id}" (${c.kind.kind}) takes no set point` };
  const lead = leads.find((port) => port.name === action.port);
  if (lead === undefined || lead.bus < 0)
    return {
      code: 'unknown',
      message: `"${c.id}" is not led by "${action.port}"; expected one of ${list(leads.map((port) => port.name))}`,
    };
  if (!Number.isFinite(action.target)) return { code: 'range', message: 'expected a finite number' };
  if ((lead.flow === 'out' && action.target < 0) || (lead.flow === 'in' && action.target > 0))
    return {
      code: 'range',
      message: `"${action.port}" of "${c.id}" only ${lead.flow === 'out' ? 'gives to its bus: expected at least 0' : 'takes from its bus: expected at most 0'}`,
    };
  return undefined;
}
