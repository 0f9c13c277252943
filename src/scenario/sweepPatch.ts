import { ConfigError } from '../core/errors.ts';
import type { SweepValue } from './sweepAxis.ts';

export type Plain = Readonly<Record<string, unknown>>;
export const isPlain = (v: unknown): v is Plain => typeof v === 'object' && v !== null && !Array.isArray(v);

/** What stands at a path of plain data; undefined where nothing does. */
export function valueAt(data: unknown, keys: readonly string[]): unknown {
  let at = data;
  for (const key of keys)
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Plain)[key] : undefined;
  return at;
}

/**
 * A scenario's data with a value at a path, as a user would have written it there. A word for a tariff is the name of
 * another tariff of the scenario, or a file. @throws ConfigError where a list has no such item, or no mapping stands above
 */
export function patched(data: Plain, keys: readonly string[], value: SweepValue): Plain {
  const isTariff = keys.length === 2 && keys[0] === 'tariffs' && typeof value === 'string';
  const put = isTariff ? (valueAt(data, ['tariffs', value]) ?? { file: value }) : value;
  return placed(data, keys, put, keys) as Plain;
}

function placed(data: unknown, [key, ...rest]: readonly string[], value: unknown, all: readonly string[]): unknown {
  if (key === undefined) return value;
  if (Array.isArray(data)) {
    const k = Number(key);
    if (!(Number.isInteger(k) && k >= 0 && k < data.length))
      throw new ConfigError(
        `${all.join('.')}: a list of ${data.length} stands there; expected 0 to ${data.length - 1} in place of "${key}"`,
      );
    return data.map((item, n) => (n === k ? placed(item, rest, value, all) : item));
  }
  if (data !== undefined && data !== null && !isPlain(data))
    throw new ConfigError(`${all.join('.')}: ${JSON.stringify(data)} stands above "${key}", which has no parts`);
  const own = isPlain(data) ? data : {};
  return { ...own, [key]: placed(own[key], rest, value, all) };
}

/** A scenario's data without some components, and without what the control says of them. */
export function withoutComponents(data: Plain, gone: ReadonlySet<string>): Plain {
  if (gone.size === 0) return data;
  const left = (of: unknown): unknown =>
    isPlain(of) ? Object.fromEntries(Object.entries(of).filter(([id]) => !gone.has(id))) : of;
  const { control } = data;
  const components = left(data.components);
  if (!isPlain(control)) return { ...data, components };
  const { stores, leads, merit, ...others } = control;
  const shorter = isPlain(merit)
    ? Object.fromEntries(
        Object.entries(merit).map(([bus, ids]) => [
          bus,
          Array.isArray(ids) ? ids.filter((id) => !gone.has(String(id))) : ids,
        ]),
      )
    : merit;
  const own = { stores: left(stores), leads: left(leads), merit: shorter };
  return {
    ...data,
    components,
    control: { ...others, ...Object.fromEntries(Object.entries(own).filter(([, v]) => v !== undefined)) },
  };
}
