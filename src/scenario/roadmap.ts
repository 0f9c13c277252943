import { countedUntil, horizonOf } from '../control/optimal/horizon.ts';
import type { PlanOptions } from '../control/optimal/plan.ts';
import { checkPlannable } from '../control/optimal/plannable.ts';
import type { RoadmapTask } from '../control/optimal/roadmap.ts';
import type { CarbonCap, RoadmapSize } from '../control/optimal/roadmapProblem.ts';
import { TypicalError } from '../control/optimal/typicalProblem.ts';
import { type TypicalWish, type YearProblem, yearProblem } from '../control/optimal/typicalYear.ts';
import { type Operation, operationOf } from '../control/optimal/yearOperation.ts';
import { capitalRecovery, yearsOf } from '../core/annuity.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { SolutionArea } from '../core/solutionArea.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { planOptionsOf } from './planned.ts';
import type { Cluster } from './read.ts';
import { refuseReserves } from './reserveSpec.ts';
import { inYear, type RoadmapSpec } from './roadmapSpec.ts';
import type { RoadmapScenario, RoadmapYear } from './roadmapYears.ts';
import { type Candidate, rangedIn } from './sizing.ts';

/** A component whose size a roadmap decides, or that comes and goes by it. */
export interface RoadmapPart {
  readonly id: string;
  readonly component: number;
  readonly area: SolutionArea | undefined;
  /** Its capacity, and how much of it one multiple is; undefined where the whole component comes and goes. */
  readonly name: string | undefined;
  readonly as: number;
  /** By investment year: capital cost of one multiple. */
  readonly capex_money: Float64Array;
  readonly source: string;
}

export interface RoadmapSetup {
  readonly scenario: RoadmapScenario;
  readonly parts: readonly RoadmapPart[];
  readonly task: RoadmapTask;
  /** What each year was decided on, where it was not every step. */
  readonly typical: (NonNullable<YearProblem['typical']> & { readonly length_h: number }) | undefined;
  /** Years that the run lasts, which stands for each year. */
  readonly years_a: number;
  readonly notes: readonly string[];
}

/** How the operation of an investment year is planned: as the scenario says, at the carbon price of that year. */
export const yearOptions = ({ year, compiled }: RoadmapYear, spec: RoadmapSpec): PlanOptions => {
  refuseReserves(compiled, 'no roadmap is laid');
  const options = planOptionsOf(compiled);
  const price = spec.carbonPrice_money_per_t;
  return price === undefined ? options : { ...options, carbonPrice_money_per_kg: inYear(price, year) / 1000 };
};

/** Lays a roadmap out as a problem. @throws ConfigError */
export function roadmapSetup(
  scenario: RoadmapScenario,
  onYear: (done: number) => void = () => undefined,
): RoadmapSetup {
  const { cluster, spec, years } = scenario;
  const { run } = years[0]!.compiled;
  const refuse = (issues: readonly Omit<ConfigIssue, 'file'>[]): never => {
    throw new ConfigError(issues.map((issue) => ({ file: cluster.file, ...issue })));
  };
  checkPlannable(run.components);
  if (cluster.spec.control.plan.commitment === 'binary')
    refuse([
      {
        path: 'control.plan.commitment',
        message: 'binary, and a roadmap is found with machines at any load; expected relaxed',
      },
    ]);
  const ranged = years.map((y) => rangedIn(y.compiled));
  const discountRate = spec.discountRate ?? cluster.spec.economy.discountRate;
  const parts = [
    ...ranged[0]!.map((c, n) =>
      rangedPart(
        scenario,
        ranged.map((of) => of[n]!),
        c,
      ),
    ),
    ...scheduledParts(scenario),
  ];
  if (parts.length === 0)
    refuse([
      {
        path: 'components',
        message:
          'no capacity is written as a range, and roadmap.components lets none come or go; expected at least one, such as rated_kW: { to: 2000, as: 500 }',
      },
    ]);
  const sizes = [
    ...ranged[0]!.map((c, n) =>
      rangedSize(
        scenario,
        ranged.map((of) => of[n]!),
        c,
        discountRate,
      ),
    ),
    ...scheduledSizes(scenario),
  ];
  const dt_h = hoursOf(run.grid);
  const years_a = yearsOf(run);
  const wish = typicalWish(scenario, dt_h);
  let typical: YearProblem['typical'];
  const operations = years.map((one, k): Operation => {
    const year = attempt(cluster, one, () => yearProblem(one.compiled.run, yearOptions(one, spec), wish));
    typical ??= year.typical;
    onYear((k + 1) / years.length);
    return operationOf(year.assembled, {
      sizes: sizes.map((s) => s.component),
      lastResorts: lastResortsOf(one),
      reduce: year.reduce,
      years_a,
      dt_h,
      scopes: spec.scopes,
    });
  });
  const task: RoadmapTask = {
    horizon: horizonOf(spec.years, discountRate),
    operations,
    carbonPrice_money_per_t: years.map((y) => 1000 * yearOptions(y, spec).carbonPrice_money_per_kg),
    sizes,
    caps: capsOf(spec),
    foresight: spec.foresight,
  };
  return {
    scenario,
    parts,
    task,
    typical: typical && { ...typical, length_h: wish!.length * dt_h },
    years_a,
    notes: notesOf(ranged[0]!, years_a),
  };
}

/** The periods that a year is to be decided on; those of the plan unless the roadmap says others. */
function typicalWish({ cluster, spec: { periods } }: RoadmapScenario, dt_h: number): TypicalWish | undefined {
  if (periods === 'whole') return undefined;
  const plan = cluster.spec.control.plan.typicalPeriods;
  return {
    count: periods.count ?? plan.count,
    length: Math.max(1, Math.round((periods.length_h ?? plan.length_h) / dt_h)),
    method: periods.method ?? plan.method,
  };
}

/** A year that no period can stand for is told by the component that hinders it. */
function attempt<T>({ file }: Cluster, { year, compiled }: RoadmapYear, f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof TypicalError)) throw error;
    const who = error.component < 0 ? 'a bus or limit' : `"${compiled.run.components[error.component]!.id}"`;
    throw new ConfigError([
      {
        file,
        path: 'roadmap.periods',
        message: `${who} differs from day to day of ${year} in what no series tells, so that no period can stand for another; expected whole`,
      },
    ]);
  }
}

/** Components that only record what is not served. */
export const lastResortsOf = ({ compiled }: RoadmapYear): number[] =>
  compiled.run.components.flatMap((c, k) => (c.isLastResort ? [k] : []));

const own = ({ spec }: RoadmapScenario, id: string) => spec.components[id];

function areaOf(scenario: RoadmapScenario, id: string, component: number): SolutionArea | undefined {
  const said = own(scenario, id)?.area;
  if (said !== undefined) return said === 'none' ? undefined : said;
  return scenario.years[0]!.compiled.run.components[component]!.kind.solutionArea;
}

const byYear = (scenario: RoadmapScenario, of: (year: number, k: number) => number): Float64Array =>
  Float64Array.from(scenario.years, (y, k) => of(y.year, k));

function rangedPart(
  scenario: RoadmapScenario,
  of: readonly Candidate[],
  { id, component, name, as, source }: Candidate,
): RoadmapPart {
  const share = own(scenario, id)?.capexShare;
  return {
    id,
    component,
    area: areaOf(scenario, id, component),
    name,
    as,
    capex_money: byYear(
      scenario,
      (year, k) => as * of[k]!.capex_money * (share === undefined ? 1 : inYear(share, year)),
    ),
    source,
  };
}

function rangedSize(
  scenario: RoadmapScenario,
  of: readonly Candidate[],
  { id, component, name, as, from, to }: Candidate,
  discountRate: number,
): RoadmapSize {
  const said = own(scenario, id);
  const capex = rangedPart(scenario, of, of[0]!).capex_money;
  const most = said?.build.most?.[name];
  const mayBuild = (year: number): boolean =>
    year >= (said?.build.from ?? Number.NEGATIVE_INFINITY) && year <= (said?.build.until ?? Number.POSITIVE_INFINITY);
  return {
    component,
    least: byYear(scenario, () => from / as),
    most: byYear(scenario, () => to / as),
    mostBuilt: byYear(scenario, (year) =>
      mayBuild(year) ? (most === undefined ? Number.POSITIVE_INFINITY : most / as) : 0,
    ),
    existing: byYear(scenario, (year) =>
      (said?.existing ?? []).reduce(
        (sum, part) => sum + (year < (part.until ?? Number.POSITIVE_INFINITY) ? (part[name] as number) / as : 0),
        0,
      ),
    ),
    capital_money_per_a: byYear(scenario, (_, k) => capex[k]! * capitalRecovery(discountRate, of[k]!.life_a)),
    life_a: byYear(scenario, (_, k) => of[k]!.life_a),
    upkeep_money_per_a: byYear(scenario, (_, k) => as * of[k]!.fixedOm_money_per_a),
  };
}

/** Components without a range that come and go as a whole. */
const scheduled = (scenario: RoadmapScenario): { id: string; component: number; from: number; until: number }[] =>
  scenario.years[0]!.compiled.run.components.flatMap(({ id }, component) => {
    const span = own(scenario, id)?.stands;
    if (span === undefined) return [];
    return [
      { id, component, from: span.from ?? Number.NEGATIVE_INFINITY, until: span.until ?? Number.POSITIVE_INFINITY },
    ];
  });

const scheduledParts = (scenario: RoadmapScenario): RoadmapPart[] =>
  scheduled(scenario).map(({ id, component }) => ({
    id,
    component,
    area: areaOf(scenario, id, component),
    name: undefined,
    as: 1,
    capex_money: byYear(scenario, () => 0),
    source: 'decided by the scenario',
  }));

const scheduledSizes = (scenario: RoadmapScenario): RoadmapSize[] =>
  scheduled(scenario).map(({ component, from, until }) => {
    const there = byYear(scenario, (year) => (year >= from && year < until ? 1 : 0));
    const none = byYear(scenario, () => 0);
    return {
      component,
      least: there,
      most: there,
      mostBuilt: none,
      existing: there,
      capital_money_per_a: none,
      life_a: byYear(scenario, () => 1),
      upkeep_money_per_a: none,
    };
  });

function capsOf({ years, budget_t, most_t_per_a }: RoadmapSpec): CarbonCap[] {
  const last = years.at(-1)!;
  const budgets = typeof budget_t === 'number' ? { [last]: budget_t } : (budget_t ?? {});
  const firstCap = Math.min(...Object.keys(most_t_per_a ?? {}).map(Number));
  return [
    ...Object.entries(budgets).map(([until, most_t]) => ({
      name: typeof budget_t === 'number' ? 'roadmap.budget_t' : `roadmap.budget_t.${until}`,
      weights: countedUntil(years, Number(until)),
      most_t,
    })),
    ...years.flatMap((year, k) =>
      most_t_per_a === undefined || year < firstCap
        ? []
        : [
            {
              name: `roadmap.most_t_per_a in ${year}`,
              weights: Float64Array.from(years, (_, n) => (n === k ? 1 : 0)),
              most_t: inYear(most_t_per_a, year),
            },
          ],
    ),
  ];
}

function notesOf(ranged: readonly Candidate[], years_a: number): string[] {
  const units = ranged.filter((c) => c.unit !== undefined).map((c) => c.id);
  return [
    ...(Math.abs(years_a - 1) > 1e-6
      ? [`the run lasts ${Number(years_a.toPrecision(3))} years, and is taken to be like every year of the horizon`]
      : []),
    ...(units.length > 0 ? [`whole units are not kept: ${units.join(', ')} may have any size`] : []),
  ];
}
