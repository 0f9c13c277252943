/** What the nodes of the schematic show now, read from the last values. */
import type { LiveValues } from '../../live/values.ts';
import { type State, stateOf } from './flow.ts';
import type { BusNode, ComponentNode } from './graph.ts';

export interface NodeFigures {
  readonly value: number;
  readonly unit: string;
  readonly state: State;
  readonly age_ms: number;
  /** 0 to 1; NaN where it holds nothing. */
  readonly level: number;
}

export function nodeFigures(
  { id, main, level, component }: ComponentNode,
  values: LiveValues,
  now_ms: number,
  isStale: boolean,
): NodeFigures {
  const k = main === undefined ? undefined : values.at(`${id}.${main.signal}`);
  const signal = k === undefined ? undefined : values.signals[k];
  const value = k === undefined ? Number.NaN : values.value(k);
  const at = level === undefined ? undefined : values.at(level);
  const available = values.at(`${component.id}.available`);
  return {
    value,
    unit: signal?.unit ?? '',
    age_ms: k === undefined ? Number.POSITIVE_INFINITY : values.age_ms(k, now_ms),
    level: at === undefined ? Number.NaN : values.value(at),
    state: stateOf(value, {
      isStale,
      ...(signal?.min === undefined ? {} : { min: signal.min }),
      ...(signal?.max === undefined ? {} : { max: signal.max }),
      ...(available === undefined ? {} : { available: values.value(available) }),
    }),
  };
}

export interface BusFigures {
  /** Sum of what flows in, in the unit of the bus. */
  readonly through: number;
  readonly unit: string;
  readonly unserved: number;
  readonly dumped: number;
}

export function busFigures({ closers }: BusNode, flows: readonly string[], values: LiveValues): BusFigures {
  let through = 0;
  let unit = '';
  for (const name of flows) {
    const k = values.at(name);
    if (k === undefined) continue;
    unit = values.signals[k]!.unit;
    const value = values.value(k);
    if (value > 0) through += value;
  }
  let unserved = 0;
  let dumped = 0;
  for (const { component, relation } of closers) {
    const k = values.at(`${component.id}.${relation.signal}`);
    const value = k === undefined ? Number.NaN : values.value(k);
    if (value > 1e-6) unserved += value;
    if (value < -1e-6) dumped -= value;
  }
  return { through: through + unserved, unit, unserved, dumped };
}
