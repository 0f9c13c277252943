import type { z } from 'zod';
import { timeAt } from '../../core/timeGrid.ts';
import { COMMANDS, type Command, type CommandName, RESERVED } from '../../io/mqttPayloads.ts';
import type { CommandTopic } from '../../io/mqttTopics.ts';
import { isNetwork } from '../../io/storeOf.ts';
import type { Action } from '../../scenario/command.ts';
import { eventSent, offerSent } from './market/flexibilityCommands.ts';
import type { Answer } from './messages.ts';
import type { SiteInfo } from './siteInfo.ts';
import type { Twin } from './twin.ts';

/** What became of a command that was let through. */
export interface Executed {
  readonly refusal?: { readonly code: string; readonly message: string };
  /** From which it acts. */
  readonly step?: number;
  /** Run of a what-if. */
  readonly branch?: string;
  /** A set point that was given. */
  readonly hold?: { readonly component: string; readonly heartbeat_s?: number | undefined };
}

type Args<N extends CommandName> = z.infer<(typeof COMMANDS)[N]>;

/** The command that a topic names; undefined where there is none of that name. */
export function nameOf({ target, verb }: CommandTopic): CommandName | undefined {
  const isReserved = (RESERVED as readonly string[]).includes(target);
  const name = `${isReserved ? target : '<component>'}/${verb}`;
  return Object.hasOwn(COMMANDS, name) ? (name as CommandName) : undefined;
}

const refused = (code: string, message: string): Executed => ({ refusal: { code, message } });
const executed = (answer: Answer): Executed => {
  if (answer.kind === 'refused') return refused(answer.code, answer.message);
  return answer.kind === 'acted' ? { step: answer.step } : {};
};

/** Steps that a hold lasts. */
const stepsOf = (site: SiteInfo, hold_s: number | undefined): number | null =>
  hold_s === undefined ? null : Math.ceil(hold_s / site.grid.step_s);

/** Has a command done. */
export async function execute(
  twin: Twin,
  topic: CommandTopic,
  name: CommandName | undefined,
  command: Command,
): Promise<Executed> {
  if (name === undefined) return refused('unknown', `there is no command ${topic.target}/${topic.verb}`);
  const parsed = COMMANDS[name].safeParse(command.args);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused('malformed', `args${issue!.path.map((at) => `.${String(at)}`).join('')}: ${issue!.message}`);
  }
  const args: unknown = parsed.data;
  const { by, target } = topic;
  const act = async (action: Action): Promise<Executed> => executed(await twin.act(by, command.id, [action]));
  switch (name) {
    case 'clock/pause':
      return executed(await twin.turn('pause'));
    case 'clock/resume':
      return executed(await twin.turn('resume'));
    case 'clock/speed':
      return executed(await twin.turn('speed', (args as Args<'clock/speed'>).speed));
    case 'clock/mode':
      return executed(await twin.turn('mode', (args as Args<'clock/mode'>).mode));
    case 'clock/step':
      return executed(await twin.turn('step', (args as Args<'clock/step'>).steps));
    case 'clock/seek':
      return seek(twin, (args as Args<'clock/seek'>).time_ms);
    case 'clock/branch':
      return branch(twin, by, command.id, args as Args<'clock/branch'>);
    case 'clock/forecast': {
      const { hours, series, planner } = args as Args<'clock/forecast'>;
      const said = await twin.forecast({ hours_h: hours, series, planner });
      return said.run === undefined ? executed(said) : { branch: said.run };
    }
    case '<component>/setpoint':
      return setpoint(twin, by, command.id, target, args as Args<'<component>/setpoint'>);
    case '<component>/release':
      return act({ do: 'release', component: target, why: `let go by ${by}` });
    case '<component>/availability': {
      const { available, hold_s } = args as Args<'<component>/availability'>;
      const steps = stepsOf(twin.site, hold_s);
      return act({ do: 'input', component: target, input: 'available', change: 'set', value: available, steps });
    }
    case '<component>/measurement':
      return measurement(twin, by, command.id, target, args as Args<'<component>/measurement'>);
    case 'event/inject': {
      const { component, input, set, scale, add, hold_s } = args as Args<'event/inject'>;
      const change = set === undefined ? (scale === undefined ? 'add' : 'scale') : 'set';
      const steps = stepsOf(twin.site, hold_s);
      return act({ do: 'input', component, input, change, value: set ?? scale ?? add!, steps });
    }
    case 'event/restore':
      return act({ do: 'restore', ...(args as Args<'event/restore'>) });
    case 'control/mode':
      return act({ do: 'mode', mode: (args as Args<'control/mode'>).mode });
    case 'flexibility/event':
      return executed(await twin.call(by, eventSent(args as Args<'flexibility/event'>)));
    case 'flexibility/offer':
      return executed(await twin.call(by, offerSent(args as Args<'flexibility/offer'>)));
    case 'site/readings':
      return executed(await twin.call(by, args as Args<'site/readings'>));
    case 'site/resend':
      if (isNetwork(twin.store)) twin.store.resume();
      return {};
    case 'site/rebirth':
    case 'site/heartbeat':
      return {};
  }
}

async function seek(twin: Twin, time_ms: number): Promise<Executed> {
  const { start_ms, step_s, length } = twin.site.grid;
  const index = Math.floor((time_ms - start_ms) / (step_s * 1000));
  if (index < 0 || index >= length)
    return refused('range', `expected a time from ${start_ms} to ${start_ms + length * step_s * 1000 - 1}`);
  return executed(await twin.seek(index));
}

/** A set point by the name of its signal, such as `electricity_kW`. */
function setpointAction(
  { components }: SiteInfo,
  component: string,
  signal: string,
  target: number,
  steps: number | null,
): Action | Executed {
  const found = components.find(({ id }) => id === component);
  if (found === undefined)
    return refused('unknown', `there is no component "${component}"; see meta/site for those there are`);
  const signals = found.leads.map((lead) => found.ports.find(({ name }) => name === lead)!.signal);
  const at = signals.indexOf(signal);
  if (at < 0)
    return refused(
      signals.length === 0 ? 'not_controllable' : 'unknown',
      signals.length === 0
        ? `"${component}" (${found.kind}) takes no set point`
        : `"${component}" takes no set point "${signal}"; expected one of ${signals.join(', ')}`,
    );
  return { do: 'setpoint', component, port: found.leads[at]!, target, steps };
}

async function setpoint(
  twin: Twin,
  by: string,
  id: string,
  component: string,
  args: Args<'<component>/setpoint'>,
): Promise<Executed> {
  const { hold_s, heartbeat_s, ...values } = args;
  const entries = Object.entries(values);
  if (entries.length !== 1) return refused('malformed', `expected one signal to set, met ${entries.length}`);
  const [signal, target] = entries[0]!;
  const action = setpointAction(twin.site, component, signal, target, stepsOf(twin.site, hold_s));
  if (!('do' in action)) return action;
  const beating = heartbeat_s === undefined ? action : { ...action, heartbeat_s };
  const said = executed(await twin.act(by, id, [beating]));
  return said.refusal === undefined ? { ...said, hold: { component, heartbeat_s } } : said;
}

async function measurement(
  twin: Twin,
  by: string,
  id: string,
  component: string,
  { time_ms, ...values }: Args<'<component>/measurement'>,
): Promise<Executed> {
  const { grid } = twin.site;
  const { index } = twin.clock;
  if (time_ms !== undefined && !(time_ms >= timeAt(grid, index) && time_ms < timeAt(grid, index + 1)))
    return refused(
      time_ms < timeAt(grid, index) ? 'late' : 'early',
      `it was read at ${time_ms}; the step that is going on lasts from ${timeAt(grid, index)} to ${timeAt(grid, index + 1)}`,
    );
  return executed(await twin.act(by, id, [{ do: 'measure', component, values }]));
}

async function branch(twin: Twin, by: string, id: string, args: Args<'clock/branch'>): Promise<Executed> {
  const actions: Action[] = [];
  for (const [component, values] of Object.entries(args.setpoints))
    for (const [signal, target] of Object.entries(values)) {
      const action = setpointAction(twin.site, component, signal, target, null);
      if (!('do' in action)) return action;
      actions.push(action);
    }
  const said = await twin.branch(args.steps, by, id, actions);
  const { refusal } = executed(said);
  if (refusal !== undefined) return { refusal };
  return said.run === undefined ? {} : { branch: said.run };
}
