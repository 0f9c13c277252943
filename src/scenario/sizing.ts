import type { SizeRange, SizingOptions } from '../control/optimal/sizing.ts';
import { capitalRecovery, yearsOf } from '../core/annuity.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { Compiled } from './compile.ts';
import { planOptionsOf } from './planned.ts';
import { refuseReserves } from './reserveSpec.ts';
import { resized, type Sizable } from './sizeRange.ts';

/** A capacity to be found, with what one unit of it costs. */
export interface Candidate extends Sizable {
  readonly id: string;
  readonly component: number;
  /** Of one unit of size. */
  readonly capex_money: number;
  readonly fixedOm_money_per_a: number;
  readonly life_a: number;
  /** Where the cost comes from. */
  readonly source: string;
}

/** What is to be sized. @throws ConfigError where nothing is, or where a cost is missing */
export function candidatesOf(compiled: Compiled): Candidate[] {
  const found = rangedIn(compiled);
  if (found.length === 0)
    throw new ConfigError([
      {
        file: compiled.cluster.file,
        path: 'components',
        message:
          'no capacity is written as a range; expected at least one, such as capacity_kWh: { from: 0, to: 2000, as: 500 }',
      },
    ]);
  return found;
}

/** All capacities that are written as ranges. @throws ConfigError where a cost is missing */
export function rangedIn({ cluster, run, economics }: Compiled): Candidate[] {
  const issues: ConfigIssue[] = [];
  const found = cluster.components.flatMap(({ id, sizable }): Candidate[] => {
    if (sizable === undefined) return [];
    const component = run.components.findIndex((c) => c.id === id);
    const e = economics[component]!;
    if (e.source === 'none' || e.existing)
      issues.push({
        file: cluster.file,
        path: `components.${id}.economics`,
        message: e.existing
          ? 'is existing, and its size is to be found; expected one or the other'
          : `has no cost, and its size is to be found; expected capex_money (for ${sizable.as} of ${sizable.name}) and life_a`,
      });
    return [
      {
        ...sizable,
        id,
        component,
        capex_money: e.capex_money / sizable.as,
        fixedOm_money_per_a: e.fixedOm_money_per_a / sizable.as,
        life_a: e.life_a,
        source: e.source,
      },
    ];
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return found;
}

/** The candidates as multiples of what the scenario has, at their cost over the run. */
export function rangesOf(candidates: readonly Candidate[], { cluster, run }: Compiled): SizeRange[] {
  const { discountRate } = cluster.spec.economy;
  const years_a = yearsOf(run);
  return candidates.map(({ component, from, to, as, unit, capex_money, fixedOm_money_per_a, life_a }) => ({
    component,
    from: from / as,
    to: to / as,
    unit: unit === undefined ? 0 : unit / as,
    cost_money: as * years_a * (capex_money * capitalRecovery(discountRate, life_a) + fixedOm_money_per_a),
  }));
}

export interface SizingWish {
  readonly gap: number;
  readonly maxRounds: number;
  /** Typical periods; as the scenario says unless given. */
  readonly typical?: number | undefined;
  readonly quick?: boolean | undefined;
  readonly timeLimit_s?: number | undefined;
}

/** How sizes are looked for: the whole run at its own prices, at first on typical periods of it. */
export function sizingOptionsOf(
  compiled: Compiled,
  { gap, typical, maxRounds, quick, timeLimit_s }: SizingWish,
): Omit<SizingOptions, 'onRound'> {
  const { typicalPeriods } = compiled.cluster.spec.control.plan;
  refuseReserves(compiled, 'no sizes are looked for');
  const length = Math.max(1, Math.round((typicalPeriods.length_h * 3600) / compiled.run.grid.step_s));
  const count = typical ?? typicalPeriods.count;
  return {
    ...planOptionsOf(compiled),
    sizeGap: gap,
    maxRounds,
    typical: count === 0 ? undefined : { count, length, method: typicalPeriods.method },
    isQuick: quick === true,
    ...(timeLimit_s === undefined ? {} : { timeLimit_s }),
  };
}

/** Sizes smaller than this share of the range are none. */
const NOTHING = 1e-6;
const DIGITS = 6;

/** What a scenario that extends this one says, so that it has these sizes; what has none goes. */
export function sizesPatch(
  compiled: Compiled,
  candidates: readonly Candidate[],
  sizes: readonly number[],
): Readonly<Record<string, unknown>> {
  const gone = new Set<string>();
  const components = Object.fromEntries(
    candidates.map((candidate, k) => {
      const { id, to } = candidate;
      if (sizes[k]! <= NOTHING * to) {
        gone.add(id);
        return [id, null];
      }
      const { p } = compiled.cluster.components.find((plan) => plan.id === id)!;
      const values = Object.entries(resized(p, candidate, sizes[k]!));
      return [id, Object.fromEntries(values.map(([key, v]) => [key, Number(v.toPrecision(DIGITS))]))];
    }),
  );
  return { components, ...withoutGone(compiled, gone) };
}

/** Takes components that are gone out of the control. */
function withoutGone({ cluster }: Compiled, gone: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const { stores, leads, merit } = cluster.spec.control;
  const nulls = (of: Readonly<Record<string, unknown>>): Record<string, null> =>
    Object.fromEntries(Object.keys(of).flatMap((id) => (gone.has(id) ? [[id, null]] : [])));
  const shorter = Object.fromEntries(
    Object.entries(merit).flatMap(([bus, ids]) =>
      ids.some((id) => gone.has(id)) ? [[bus, ids.filter((id) => !gone.has(id))]] : [],
    ),
  );
  const control = Object.fromEntries(
    Object.entries({ stores: nulls(stores), leads: nulls(leads), merit: shorter }).filter(
      ([, v]) => Object.keys(v).length > 0,
    ),
  );
  return Object.keys(control).length === 0 ? {} : { control };
}
