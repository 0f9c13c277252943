import type { AnyKind } from '../core/component.ts';
import type { ScenarioSpec } from './schema.ts';

export type Event = ScenarioSpec['events'][number];
export type SensorEvent = Extract<Event, { sensor: unknown }>;
/** An event that changes an input, which a fault of an instrument does not. */
export type ChangeEvent = Exclude<Event, { sensor: unknown }>;

/** What an event is about: a component, and by its sort a part, a signal or an input of it. */
export interface Target {
  readonly id: string;
  readonly part?: string;
  readonly signal?: string;
  readonly input?: string;
}

const split = (name: string): readonly [id: string, rest: string | undefined] => {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
};

export function targetOf(event: Event): Target {
  if ('component' in event) return { id: event.component, input: event.input };
  if ('sensor' in event) {
    const [id, signal = ''] = split(event.sensor);
    return { id, signal };
  }
  const [id, part] = split('outage' in event ? event.outage : event.derate);
  return part === undefined ? { id, input: 'available' } : { id, part };
}

export const partsOf = (kind: AnyKind, p: unknown): Readonly<Record<string, string>> => kind.parts?.(p) ?? {};

/** The input that an event changes; undefined where the component has no such part, or a part that cannot be derated. */
export function inputOf(event: ChangeEvent, kind: AnyKind, p: unknown): string | undefined {
  const { part, input } = targetOf(event);
  if (part === undefined) return input;
  return 'derate' in event ? undefined : partsOf(kind, p)[part];
}

/** Whether an input can only be 1 or 0: a part in service or out of it, and what else the kind says so of. */
export const isOnOff = (kind: AnyKind, p: unknown, input: string): boolean =>
  Object.values(partsOf(kind, p)).includes(input) || kind.onOff?.includes(input) === true;
