import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import type { Bounds } from '../core/fit/leastSquares.ts';
import { among } from './known.ts';
import type { Cluster, ComponentPlan } from './read.ts';
import { ENVELOPE_KEYS } from './schema.ts';

/** A number among the parameters of a component, to be fitted within bounds. */
export interface FitParameter extends Bounds {
  /** `components.pv.losses.soiling`. */
  readonly path: string;
  readonly component: string;
  readonly keys: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (v: unknown): v is Plain => typeof v === 'object' && v !== null;

const FORM = /^components\.([a-z][a-z0-9-]*)\.([A-Za-z0-9_.-]+?)(?:=(-?[\d.eE+-]+)\.\.(-?[\d.eE+-]+))?$/;

/**
 * Reads `components.pv.losses.soiling=0..0.3`. Without bounds they are those of the parameter itself; a parameter without
 * a highest value reaches from a fifth to five times what it is.
 * @throws ConfigError
 */
export function fitParameterOf(text: string, cluster: Cluster): FitParameter {
  const fault = (message: string): never => {
    throw new ConfigError(`--fit ${text}: ${message}`);
  };
  const found = FORM.exec(text.trim());
  if (!found)
    return fault(
      'expected a parameter of a component and, if need be, its bounds: components.pv.losses.soiling=0..0.3',
    );
  const [, component, tail, low, high] = found as unknown as [string, string, string, string?, string?];
  const plan = cluster.components.find((c) => c.id === component);
  if (!plan)
    return fault(
      `there is no component "${component}"${among(
        component,
        cluster.components.map((c) => c.id),
      )}`,
    );
  const keys = tail.split('.');
  let value: unknown = plan.p;
  for (const key of keys.slice(0, -1)) value = isPlain(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (Array.isArray(value))
    return fault('stands in a list, of which a scenario that extends another can only replace the whole');
  const last = keys.at(-1)!;
  const schema = limitsIn(plan, keys);
  if (!isPlain(value) || (schema === undefined && !Object.hasOwn(value, last))) {
    const known = isPlain(value) ? Object.keys(value).filter((k) => typeof value[k as keyof object] === 'number') : [];
    return fault(`"${component}" has no parameter "${tail}"${among(last, known, 'numbers there are')}`);
  }
  const now = value[last];
  if (now !== undefined && typeof now !== 'number')
    return fault(`is ${JSON.stringify(now)}; expected a parameter that is a number`);
  const least =
    low === undefined ? (schema?.least ?? (now === undefined ? Number.NaN : Math.min(now / 5, now * 5))) : Number(low);
  const most =
    high === undefined ? (schema?.most ?? (now === undefined ? Number.NaN : Math.max(now / 5, now * 5))) : Number(high);
  if (!(most > least))
    return fault(`has no bounds of its own; give them: --fit components.${component}.${tail}=LEAST..MOST`);
  const allowed = { least: schema?.least ?? Number.NEGATIVE_INFINITY, most: schema?.most ?? Number.POSITIVE_INFINITY };
  if (least < allowed.least || most > allowed.most)
    return fault(`may be ${allowed.least}..${allowed.most}; expected bounds within that`);
  const start = now ?? (least + most) / 2;
  if (start < least || start > most) return fault(`is ${start} now, outside ${least}..${most}`);
  return { path: `components.${component}.${tail}`, component, keys, start, least, most };
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Part of the range by which one keeps off a bound that may not be reached. */
const OFF = 1e-6;

/** What a kind's own schema allows of a number; undefined where it knows none there. */
function limitsIn({ kind }: ComponentPlan, keys: readonly string[]): { least?: number; most?: number } | undefined {
  let at = z.toJSONSchema(kind.params as unknown as z.ZodType, { io: 'input', unrepresentable: 'any' }) as
    | JsonSchema
    | undefined;
  for (const key of keys) {
    const options: JsonSchema[] = at === undefined ? [] : [at, ...(at.anyOf ?? [])];
    at = options.map((o) => o.properties?.[key] ?? o.items).find((o) => o !== undefined);
  }
  const number = [at, ...(at?.anyOf ?? [])].find((o) => o?.type === 'number' || o?.type === 'integer');
  if (number === undefined) return undefined;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = number;
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  // A number that is only not negative says little about where it may lie.
  if (low === undefined || high === undefined) return {};
  const off = OFF * (high - low);
  return { least: minimum ?? low + off, most: maximum ?? high - off };
}

/** The cluster with other values of parameters. @throws ConfigError where a kind refuses them */
export function withParameters(
  cluster: Cluster,
  parameters: readonly FitParameter[],
  values: ArrayLike<number>,
): Cluster {
  const raw = (cluster.document.data as { components: Readonly<Record<string, Plain>> }).components;
  const components = cluster.components.map((plan) => {
    const mine = parameters.flatMap((p, k) => (p.component === plan.id ? [{ keys: p.keys, value: values[k]! }] : []));
    if (mine.length === 0) return plan;
    let params: Plain = Object.fromEntries(
      Object.entries(raw[plan.id]!).filter(([key]) => !ENVELOPE_KEYS.includes(key)),
    );
    for (const { keys, value } of mine) params = placed(params, keys, value) as Plain;
    try {
      const p = plan.kind.params.parse(params);
      return { ...plan, kind: plan.kind.refined?.(p) ?? plan.kind, p };
    } catch (error) {
      const told = mine.map(({ keys, value }) => `${keys.join('.')} = ${value}`).join(', ');
      const why = error instanceof z.ZodError ? error.issues.map((i) => i.message).join('; ') : String(error);
      throw new ConfigError(`components.${plan.id} refuses ${told} (${why}); give narrower bounds`);
    }
  });
  return { ...cluster, components };
}

/** Plain data with one value changed. */
function placed(data: unknown, [key, ...rest]: readonly string[], value: number): unknown {
  if (key === undefined) return value;
  const own = isPlain(data) ? data : {};
  return { ...own, [key]: placed(own[key], rest, value) };
}
