import { createHash } from 'node:crypto';
import type { Command } from '../../io/mqttPayloads.ts';
import type { CommandTopic } from '../../io/mqttTopics.ts';
import { type MetricAt, REBIRTH } from '../../io/sparkplugNode.ts';
import { readAs, type SparkplugMetric, type SparkplugPayload } from '../../io/sparkplugPayload.ts';
import { AVAILABLE, HOLD, SETPOINT, WRITABLE } from './sparkplugLayout.ts';

/** How long a command of Sparkplug, which does not say so itself, may be under way. ASSUMED */
export const LIFE_MS = 60_000;
/** In whose name commands come: only who may command everything may publish them. */
const BY = 'operator';

export interface Order {
  readonly topic: CommandTopic;
  readonly command: Command;
}
/** What an NCMD or DCMD asks for: all of it can be done, or it is refused as a whole. */
export type Orders =
  | { readonly isRebirth: boolean; readonly orders: readonly Order[] }
  | { readonly code: string; readonly message: string };

/** The metric that a host means, by its alias or its name, of the node or of one device. */
export type Find = (device: string | undefined, metric: SparkplugMetric) => MetricAt | undefined;

/** Finds metrics among those that were born. */
export function finderOf(aliases: ReadonlyMap<number, MetricAt>): Find {
  const key = (device: string | undefined, name: string): string => `${device ?? ''}/${name}`;
  const byName = new Map([...aliases.values()].map((one) => [key(one.device, one.metric.name), one]));
  return (device, { alias, name }) => {
    const found = alias === undefined ? byName.get(key(device, name ?? '')) : aliases.get(alias);
    return found?.device === device ? found : undefined;
  };
}

/**
 * The commands that a message to the node or to a device stands for. They have no id of their own: it is made of the bytes,
 * so that a message that comes twice is done once, and the same wish a millisecond later is another.
 */
export function ordersOf(
  topic: string,
  bytes: Uint8Array,
  device: string | undefined,
  payload: SparkplugPayload,
  find: Find,
): Orders {
  const { timestamp_ms, metrics } = payload;
  if (timestamp_ms === undefined) return { code: 'malformed', message: 'it has no timestamp' };
  if (metrics.length === 0) return { code: 'malformed', message: 'it names no metric' };
  const digest = createHash('sha256').update(topic).update(bytes).digest('hex').slice(0, 16);
  const orders: Order[] = [];
  let isRebirth = false;
  const order = (target: string, verb: string, args: Record<string, unknown>): void => {
    const id = `sparkplug-${timestamp_ms}-${digest}.${orders.length}`;
    const command = { id, issued_ms: timestamp_ms, expires_ms: timestamp_ms + LIFE_MS, args };
    orders.push({ topic: { by: BY, target, verb }, command });
  };
  const holds = metrics.find((metric) => find(device, metric)?.metric.name === HOLD);
  const hold_s = holds === undefined ? undefined : readAs('int32', holds);
  const hold = hold_s === undefined || hold_s === null ? {} : { hold_s: Number(hold_s) };
  for (const metric of metrics) {
    if (device === undefined && metric.name === REBIRTH) {
      isRebirth ||= metric.value === true;
      continue;
    }
    const found = find(device, metric);
    const called = metric.name ?? `alias ${metric.alias ?? 'none'}`;
    if (found === undefined) return { code: 'unknown', message: `there is no metric "${called}"; see its birth` };
    const { name, type } = found.metric;
    const value = readAs(type, metric);
    if (value === undefined) return { code: 'malformed', message: `"${name}": expected a value of type ${type}` };
    if (device === undefined) {
      if (value === null) return { code: 'malformed', message: `"${name}" cannot be null` };
      if (name === WRITABLE.speed) order('clock', 'speed', { speed: Number(value) });
      else if (name === WRITABLE.mode) order('clock', 'mode', { mode: value });
      else if (name === WRITABLE.paused) order('clock', value === true ? 'pause' : 'resume', {});
      else return readOnly(name);
    } else if (name.startsWith(SETPOINT)) {
      if (value === null) order(device, 'release', {});
      else order(device, 'setpoint', { [name.slice(SETPOINT.length)]: Number(value), ...hold });
    } else if (name === AVAILABLE) {
      if (value === null) return { code: 'malformed', message: `"${name}" cannot be null` };
      order(device, 'availability', { available: Number(value), ...hold });
    } else if (name !== HOLD) return readOnly(name);
  }
  return { isRebirth, orders };
}

const readOnly = (name: string): Orders => ({
  code: 'not_controllable',
  message: `"${name}" can only be read; a set point is written to "${SETPOINT}${name}" where there is one`,
});
