import { ConfigError } from '../core/errors.ts';
import { checkReferences } from './check.ts';
import { type Compiled, compile } from './compile.ts';
import { readDocument } from './document.ts';
import { type Made, type MadeBefore, type Surroundings, surroundingsOf } from './environment.ts';
import { type FitParameter, withParameters } from './fitParameter.ts';
import { type Cluster, type ComponentPlan, Faults, type Outside, readScenario } from './read.ts';
import { ENVELOPE_KEYS } from './schema.ts';
import { isExtensive } from './sizeRange.ts';
import type { SweepValue } from './sweepAxis.ts';
import { isPlain, type Plain, patched, valueAt, withoutComponents } from './sweepPatch.ts';

/** A scenario that is run again and again with other values at some paths. */
export interface SweepCases {
  /** The scenario with these values, in the order of the paths. @throws ConfigError where it refuses them */
  compiled(values: readonly SweepValue[]): Compiled;
  /** Reads the scenario with these values, and lays nothing out. @throws ConfigError where it refuses them */
  check(values: readonly SweepValue[]): void;
}

/** Scenarios read that are kept, for cases that differ from one in parameters of components alone. */
const KEPT = 8;

/** Sections of which series other than prices are made. */
const SERIES = ['site', 'time', 'seed', 'currency', 'calendar', 'weather', 'profiles'];
/** Sections of which no component is made. */
const QUIET = ['name', 'label', 'notes', 'carbon', 'factors', 'economy', 'control', 'claims', 'reference'];

interface Base {
  readonly cluster: Cluster;
  readonly surroundings: Surroundings;
}

/**
 * Cases of one scenario. A case that differs from the one before in numbers of components alone is laid on the series that
 * are there; any other value stands where a user would have written it, and the scenario is read with it, on the same series
 * unless it is of a section that makes them.
 */
export function sweepCases(file: string, outside: Outside, paths: readonly string[]): SweepCases {
  const data = readDocument(file, outside.files).data as Plain;
  const plain = readScenario(file, outside);
  const keys = paths.map((path) => path.split('.'));
  const numbers = keys.map((path) => numberOf(path, plain));
  const kept = new Map<string, Base>();
  let first: Surroundings | undefined;
  /** What was made of components that asked for no tariff. */
  const indifferent = new WeakMap<ComponentPlan, Made>();

  const baseOf = (key: string, isPriced: boolean, patch: () => Plain): Base => {
    const old = kept.get(key);
    kept.delete(key);
    const base = old ?? readBase(patch(), isPriced);
    kept.set(key, base);
    for (const [oldest] of kept) if (kept.size > KEPT) kept.delete(oldest);
    return base;
  };
  /** `isPriced`: of components only what they cost is another. */
  const readBase = (patch: Plain, isPriced: boolean): Base => {
    const cluster = readScenario(file, outside, patch);
    const fresh = surroundingsOf(cluster, outside);
    if (SERIES.some((section) => section in patch)) return { cluster, surroundings: { ...fresh, made: new WeakMap() } };
    first ??= watchTariffs(surroundingsOf(plain, outside), indifferent);
    const sections = Object.keys(patch).filter((section) => !QUIET.includes(section));
    if (isPriced && sections.length === 1 && sections[0] === 'components')
      return {
        cluster,
        surroundings: { ...first, made: madeAlike(first.made!, plain.components, cluster.components) },
      };
    if (sections.length === 0) return { cluster: { ...cluster, components: plain.components }, surroundings: first };
    const { tariff } = 'tariffs' in patch ? fresh.environment : first.environment;
    const environment = Object.assign(Object.create(first.environment) as Surroundings['environment'], { tariff });
    const own = { ...fresh, imports: first.imports, environment };
    if (sections.length > 1 || sections[0] !== 'tariffs')
      return { cluster, surroundings: { ...own, made: new WeakMap() } };
    return {
      cluster: { ...cluster, components: plain.components },
      surroundings: watchTariffs(own, indifferent),
    };
  };
  const patchOf = (values: readonly (SweepValue | null)[], gone: ReadonlySet<string>): Plain => {
    let now = data;
    values.forEach((value, k) => {
      if (value !== null && !isOf(gone, keys[k]!)) now = patched(now, keys[k]!, value);
    });
    now = withoutComponents(now, gone);
    return Object.fromEntries(Object.entries(now).filter(([section, v]) => v !== data[section]));
  };
  return {
    check(values) {
      const { faults } = readScenario(file, outside, patchOf(values, goneAt(values, keys, plain, data)));
      if (faults.length > 0) throw new ConfigError(faults);
    },
    compiled(values) {
      const gone = goneAt(values, keys, plain, data);
      const quick = numbers.flatMap((number, k) =>
        number !== undefined && typeof values[k] === 'number' && !gone.has(number.component)
          ? [{ number, value: values[k] }]
          : [],
      );
      const isQuick = (k: number): boolean => quick.some(({ number }) => number === numbers[k]);
      const rest = values.map((value, k) => (isQuick(k) || isOf(gone, keys[k]!) ? null : value));
      const isPriced = gone.size === 0 && keys.every((path, k) => rest[k] === null || !isPart(path) || isPrice(path));
      const { cluster, surroundings } = baseOf(JSON.stringify([rest, [...gone]]), isPriced, () => patchOf(rest, gone));
      if (quick.length === 0) return compile(cluster, outside, surroundings);
      let changed: Cluster;
      try {
        changed = withParameters(
          cluster,
          quick.map((q) => q.number),
          quick.map((q) => q.value),
        );
      } catch (error) {
        // Read as if it were written, a value at fault is told with its place and what is expected there.
        this.check(values);
        throw error;
      }
      const faults = new Faults(cluster.document);
      checkReferences(cluster.spec, { ...changed, strays: [] }, faults);
      faults.throwIfAny();
      return compile(changed, outside, surroundings);
    },
  };
}

/** The surroundings, which note what is made in them without a look at any tariff, and take it from there. */
function watchTariffs(surroundings: Surroundings, indifferent: MadeBefore): Surroundings {
  const made = new WeakMap<ComponentPlan, Made>();
  let asked = false;
  const tariff: Surroundings['environment']['tariff'] = (id) => {
    asked = true;
    return surroundings.environment.tariff(id);
  };
  return {
    ...surroundings,
    environment: Object.assign(Object.create(surroundings.environment) as Surroundings['environment'], { tariff }),
    made: {
      get(plan) {
        asked = false;
        return made.get(plan) ?? indifferent.get(plan);
      },
      set(plan, what) {
        made.set(plan, what);
        if (!asked) indifferent.set(plan, what);
      },
    },
  };
}

/** What was made of components, for `others` of the same ids that differ from them in what they cost alone. */
function madeAlike(
  made: MadeBefore,
  components: readonly ComponentPlan[],
  others: readonly ComponentPlan[],
): MadeBefore {
  const like = new Map(others.map((other) => [other, components.find(({ id }) => id === other.id)!]));
  const own = new WeakMap<ComponentPlan, Made>();
  return {
    get(plan) {
      const alike = like.get(plan);
      return alike === undefined ? own.get(plan) : made.get(alike);
    },
    set(plan, what) {
      const alike = like.get(plan);
      return alike === undefined ? own.set(plan, what) : made.set(alike, what);
    },
  };
}

const isPart = ([section]: readonly string[]): boolean => section === 'components';
const isPrice = ([, , field]: readonly string[]): boolean => field === 'economics';

/** Whether a path leads into one of these components. */
const isOf = (gone: ReadonlySet<string>, [section, id]: readonly string[]): boolean =>
  section === 'components' && id !== undefined && gone.has(id);

/** A path as the parameter of a component that its kind alone reads; undefined for any other. */
function numberOf(
  [section, component, ...keys]: readonly string[],
  { components, spec }: Cluster,
): FitParameter | undefined {
  const plan = section === 'components' ? components.find((c) => c.id === component) : undefined;
  if (plan === undefined || plan.sizable !== undefined || spec.networkModel !== 'physics') return undefined;
  if (keys.length === 0 || ENVELOPE_KEYS.includes(keys[0]!)) return undefined;
  let at: unknown = spec.components[plan.id];
  for (const key of keys) {
    if (Array.isArray(at)) return undefined;
    at = isPlain(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  const anything = { start: 0, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  return { path: ['components', plan.id, ...keys].join('.'), component: plan.id, keys, ...anything };
}

/** Components of which a case has nothing: a size of 0, where their kind knows no such size. */
function goneAt(
  values: readonly SweepValue[],
  keys: readonly (readonly string[])[],
  { components }: Cluster,
  data: Plain,
): ReadonlySet<string> {
  const gone = new Set<string>();
  values.forEach((value, k) => {
    const [section, id, name, ...deeper] = keys[k]!;
    if (value !== 0 || section !== 'components' || name === undefined || deeper.length > 0 || !isExtensive(name))
      return;
    const plan = components.find((c) => c.id === id);
    const written = valueAt(data, ['components', id!]);
    if (plan === undefined || !isPlain(written) || plan.sizable !== undefined) return;
    const params = Object.fromEntries(Object.entries(written).filter(([key]) => !ENVELOPE_KEYS.includes(key)));
    const parses = (own: Plain): boolean => accepts(() => plan.kind.params.parse(own));
    if (parses(params) && !parses({ ...params, [name]: 0 }) && parses({ ...params, [name]: 1 })) gone.add(plan.id);
  });
  return gone;
}

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
