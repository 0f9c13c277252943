import { ConfigError } from '../core/errors.ts';

export type SweepValue = number | string | boolean;

/** A parameter that is varied, and what it is set to in turn. */
export interface SweepAxis {
  /** `components.bat1.capacity_kWh` */
  readonly path: string;
  readonly values: readonly SweepValue[];
}

const PATH = /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_-]+)*$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Values of one parameter; more are refused before they take all memory. */
const MOST_VALUES = 1_000_000;
/** A step that is written in decimals does not fall on the end to the last bit. */
const ROUNDING = 1e-9;
const DIGITS = 12;

/**
 * Reads `components.bat1.capacity_kWh=0:2000:100` (from, to and step; the end is part of it where a step falls on it) or
 * `tariffs.power=a,b`. @throws ConfigError
 */
export function sweepAxisOf(text: string): SweepAxis {
  const fault = (message: string): never => {
    throw new ConfigError(`--vary ${text}: ${message}`);
  };
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(0, at)).trim();
  const tail = text.slice(at + 1).trim();
  if (at < 0 || !PATH.test(path) || tail === '')
    return fault(
      'expected a path in the scenario and its values: components.bat1.capacity_kWh=0:2000:100 or tariffs.power=day,night',
    );
  const parts = tail.split(':').map((part) => part.trim());
  if (parts.length > 1 && parts.every((part) => NUMBER.test(part))) {
    const [from, to, step] = parts.map(Number) as [number, number, number?];
    if (parts.length !== 3 || step === undefined) return fault('expected from:to:step, such as 0:2000:100');
    if (!(step > 0)) return fault(`has a step of ${step}; expected one above 0`);
    if (from > to) return fault(`goes down from ${from} to ${to}; expected the lower end first: ${to}:${from}:${step}`);
    const count = Math.floor((to - from) / step + ROUNDING) + 1;
    if (count > MOST_VALUES)
      return fault(`gives ${count} values; at most ${MOST_VALUES} are tried: take a longer step`);
    return { path, values: Array.from({ length: count }, (_, k) => Number((from + k * step).toPrecision(DIGITS))) };
  }
  const values = tail.split(',').map((part) => scalarOf(part.trim()));
  if (values.includes('')) return fault('has an empty value; expected values with a comma between them');
  const twice = values.find((v, k) => values.indexOf(v) !== k);
  if (twice !== undefined) return fault(`names ${String(twice)} twice`);
  return { path, values };
}

function scalarOf(text: string): SweepValue {
  if (NUMBER.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
