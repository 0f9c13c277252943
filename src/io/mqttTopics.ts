import { z } from 'zod';
import { OrderMessage } from './marketSchemas.ts';
import {
  Ack,
  BookMessage,
  ClearingMessage,
  ClockMessage,
  Command,
  ComponentMeta,
  EventMessage,
  FlexibilityMessage,
  FlexibilityReports,
  ForecastMessage,
  Frame,
  Health,
  Measured,
  Residual,
  SettlementMessage,
  SiteMeta,
  Status,
  Telemetry,
  TradesMessage,
} from './mqttPayloads.ts';
import { MEASUREMENT, SEVERITIES, type Topic } from './mqttTopicParts.ts';
import { SPARKPLUG_ROOT, sparkplugTopicOf } from './sparkplugTopics.ts';

export const TOPIC_ROOT = 'sixfold/v1';

export const prefixOf = (site: string): string => `${TOPIC_ROOT}/${site}`;

/** Every topic below a site's prefix: the source of the documentation, of the machine descriptions and of the tests. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'status',
    pattern: 'status',
    retain: true,
    qos: 1,
    payload: Status,
    about: 'whether the twin is there; `offline` is also its last will',
  },
  { name: 'metaSite', pattern: 'meta/site', retain: true, qos: 1, payload: SiteMeta, about: 'birth of the site' },
  {
    name: 'metaComponent',
    pattern: 'meta/<component>',
    retain: true,
    qos: 1,
    payload: ComponentMeta,
    about: 'birth of a component; empty where it was removed',
  },
  { name: 'clock', pattern: 'clock', retain: true, qos: 1, payload: ClockMessage, about: 'how simulated time goes' },
  {
    name: 'telemetry',
    pattern: 'tele/<component>',
    retain: false,
    qos: 0,
    payload: Telemetry,
    about: 'live values of one step',
  },
  {
    name: 'frame',
    pattern: 'frame',
    retain: false,
    qos: 0,
    payload: Frame,
    about: 'one step of all components, at high speeds; `<component>.<signal>`',
  },
  {
    name: 'history',
    pattern: 'history/<component>',
    retain: false,
    qos: 1,
    payload: Telemetry,
    about: 'steps that could not be told live',
  },
  {
    name: 'state',
    pattern: 'state/<component>',
    retain: true,
    qos: 1,
    payload: Telemetry,
    about: 'last values, at most once a second',
  },
  {
    name: 'measured',
    pattern: 'measured/<component>',
    retain: false,
    qos: 0,
    payload: Measured,
    about: 'what the meters of a component showed in a step, with the quality of each',
  },
  {
    name: 'residual',
    pattern: 'residual/<component>',
    retain: false,
    qos: 0,
    payload: Residual,
    about: 'reading less model, and bias, RMSE and error over the last hours',
  },
  {
    name: 'forecast',
    pattern: 'forecast',
    retain: true,
    qos: 1,
    payload: ForecastMessage,
    about: 'figures of the last look ahead, and the run that its series are stored under',
  },
  {
    name: 'event',
    pattern: `event/<severity>/<component>`,
    retain: false,
    qos: 1,
    payload: EventMessage,
    about: `what an operator should hear of; severity is ${SEVERITIES.join(', ')}`,
  },
  {
    name: 'command',
    pattern: 'cmd/<by>/<target>/<verb>',
    retain: false,
    qos: 1,
    payload: Command,
    about: 'a command to the twin; never retained',
    isFromOutside: true,
  },
  {
    name: 'ack',
    pattern: 'ack/<by>/<id>',
    retain: false,
    qos: 1,
    payload: Ack,
    about: 'what became of a command: accepted, then done; or rejected, or expired',
  },
  {
    name: 'order',
    pattern: 'market/<market>/<slot>/orders/<party>',
    retain: false,
    qos: 1,
    payload: OrderMessage,
    about: 'an order for a slot, or `{ "cancel": id }`; never retained; answered on `ack/<party>/<id>`',
    isFromOutside: true,
  },
  {
    name: 'book',
    pattern: 'market/<market>/<slot>/book',
    retain: true,
    qos: 1,
    payload: BookMessage,
    about: 'what parties ask for and offer in a slot, by limit, without who; empty once it is cleared',
  },
  {
    name: 'clearing',
    pattern: 'market/<market>/<slot>/clearing',
    retain: false,
    qos: 1,
    payload: ClearingMessage,
    about: 'price and volume of a slot that was cleared',
  },
  {
    name: 'trades',
    pattern: 'market/<market>/<slot>/trades/<party>',
    retain: false,
    qos: 1,
    payload: TradesMessage,
    about: 'trades of a party in a slot, for that party alone',
  },
  {
    name: 'settlement',
    pattern: 'settlement/<slot>/<party>',
    retain: true,
    qos: 1,
    payload: SettlementMessage,
    about: 'how a slot of a party was settled, for that party alone; empty after two days',
  },
  {
    name: 'flexibility',
    pattern: 'flexibility/<event>',
    retain: true,
    qos: 1,
    payload: FlexibilityMessage,
    about: 'an event of flexibility that was told, and how far it is; offers come by the command `flexibility/offer`',
  },
  {
    name: 'flexibilityReports',
    pattern: 'flexibility/<event>/<party>',
    retain: true,
    qos: 1,
    payload: FlexibilityReports,
    about: 'what a party did in an event, for that party alone',
  },
  { name: 'health', pattern: 'health', retain: true, qos: 1, payload: Health, about: 'counts and queues' },
];

const Word = z.string().regex(/^[a-z][a-z0-9-]*$/);
/** What may stand as a command's id in a topic. */
export const CommandId = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/);

export interface CommandTopic {
  readonly by: string;
  readonly target: string;
  readonly verb: string;
}

/** The parts of a command's topic; undefined where it is none of this site. */
export function commandTopicOf(prefix: string, topic: string): CommandTopic | undefined {
  if (!topic.startsWith(`${prefix}/cmd/`)) return undefined;
  const [by, target, verb, ...more] = topic.slice(prefix.length + 5).split('/');
  if (more.length > 0 || ![by, target, verb].every((word) => Word.safeParse(word).success)) return undefined;
  return { by: by!, target: target!, verb: verb! };
}

/** A market and slot, and who sends an order there. */
export interface OrderTopic {
  readonly market: string;
  readonly slot_ms: number;
  readonly party: string;
}

/** The parts of an order's topic; undefined where it is none of this site. */
export function orderTopicOf(prefix: string, topic: string): OrderTopic | undefined {
  const found = topic.startsWith(`${prefix}/`)
    ? /^market\/([a-z][a-z0-9-]*)\/(\d{1,16})\/orders\/([a-z][a-z0-9-]*)$/.exec(topic.slice(prefix.length + 1))
    : null;
  return found === null ? undefined : { market: found[1]!, slot_ms: Number(found[2]), party: found[3]! };
}

/** Whether a topic is one by which hosts of Sparkplug command. */
export const isSparkplugCommand = (topic: string): boolean => /^(N|D)CMD$/.test(sparkplugTopicOf(topic)?.type ?? '');

/** Who speaks to a broker: the twin itself, who watches, who steers, who takes part, and who brings readings of meters. */
export type Role = 'twin' | 'viewer' | 'operator' | 'party' | 'meter';
export interface Speaker {
  readonly name: string;
  readonly role: Role;
}

/**
 * Whether somebody may publish to a topic: the twin what it likes, others only commands and orders under their own name; the
 * operator also commands of Sparkplug, which do not say whose they are, and what a host says of itself.
 */
export function mayPublish(site: string, { name, role }: Speaker, topic: string): boolean {
  if (role === 'twin') return true;
  if (role === 'viewer') return false;
  const prefix = prefixOf(site);
  const command = commandTopicOf(prefix, topic);
  if (role === 'meter') return command?.by === name && command.verb === MEASUREMENT;
  if (command?.by === name) return true;
  if (role === 'operator' && topic.startsWith(`${SPARKPLUG_ROOT}/`))
    return isSparkplugCommand(topic) || topic.startsWith(`${SPARKPLUG_ROOT}/STATE/`);
  return role === 'party' && orderTopicOf(prefix, topic)?.party === name;
}

/** Whether a message may be passed on to somebody: commands, answers, orders and statements concern their party and the operator. */
export function mayRead(site: string, { name, role }: Speaker, topic: string): boolean {
  if (role === 'twin' || role === 'operator') return !topic.startsWith('$');
  const prefix = prefixOf(site);
  if (!topic.startsWith(`${prefix}/`))
    return topic.startsWith('homeassistant/') || (topic.startsWith(`${SPARKPLUG_ROOT}/`) && !isSparkplugCommand(topic));
  const words = topic.slice(prefix.length + 1).split('/');
  if (words[0] === 'cmd' || words[0] === 'ack') return (role === 'party' || role === 'meter') && words[1] === name;
  if (words[0] === 'flexibility' && words[2] !== undefined) return role === 'party' && words[2] === name;
  if (words[0] === 'settlement') return role === 'party' && words[2] === name;
  if (words[0] === 'market' && (words[3] === 'orders' || words[3] === 'trades'))
    return role === 'party' && words[4] === name;
  return true;
}
