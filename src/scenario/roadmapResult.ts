import { assemble } from '../control/optimal/assemble.ts';
import { fullYear } from '../control/optimal/fullYear.ts';
import type { FoundRoadmap } from '../control/optimal/roadmap.ts';
import { type WedgeYear, wedgesOf } from '../control/optimal/wedges.ts';
import { SOLUTION_AREAS, type SolutionArea } from '../core/solutionArea.ts';
import type { SolverSession } from '../core/solver.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { unitOf } from '../core/units.ts';
import { lastResortsOf, type RoadmapSetup, yearOptions } from './roadmap.ts';

/** A component of a roadmap; lists are by investment year. */
export interface RoadmapComponentResult {
  readonly component: string;
  readonly label: string;
  /** Its capacity by name, and its unit; of what comes and goes as a whole, none. */
  readonly capacity?: string;
  readonly unit: string;
  readonly area?: SolutionArea;
  readonly built: readonly number[];
  readonly retired: readonly number[];
  readonly standing: readonly number[];
  /** Of what is built. */
  readonly capex_money: readonly number[];
}

/** Tonnes a year between the reference and the plan. */
export interface RoadmapWedges {
  readonly reference_t: number;
  readonly operation_t: number;
  readonly closing_t: number;
  /** By area that has any part in it. */
  readonly areas_t: Readonly<Partial<Record<SolutionArea, number>>>;
  /** Demand that the reference does not serve. */
  readonly referenceUnserved_kWh: number;
}

/** The same year with every step planned, sizes as they are. */
export interface RoadmapCheck {
  /** Operation and carbon. */
  readonly billed_money: number;
  readonly weighed_money: number;
  readonly unserved_kWh: number;
  readonly co2_t: number;
}

/** An investment year; money is of that year. */
export interface RoadmapYearResult {
  readonly year: number;
  /** How many years it stands for. */
  readonly weight_a: number;
  readonly capital_money: number;
  readonly upkeep_money: number;
  readonly operation_money: number;
  readonly carbon_money: number;
  readonly weighed_money: number;
  readonly unserved_kWh: number;
  readonly co2_t: number;
  readonly carbonPrice_money_per_t: number;
  readonly shadowPrice_money_per_t: number;
  readonly wedges?: RoadmapWedges;
  readonly check?: RoadmapCheck;
}

/** A roadmap as plain data. */
export interface RoadmapResult {
  readonly scenario: string;
  readonly label: string;
  readonly currency: string;
  readonly foresight: 'perfect' | 'myopic';
  readonly discountRate: number;
  readonly scopes: readonly string[];
  /** Periods that each year was decided on, how many of them are extremes, and of how many; none where it was every step. */
  readonly typical?: {
    readonly periods: number;
    readonly kept: number;
    readonly all: number;
    readonly length_h: number;
    readonly rms: number;
  };
  readonly components: readonly RoadmapComponentResult[];
  readonly years: readonly RoadmapYearResult[];
  readonly caps: FoundRoadmap['caps'];
  /** Of the horizon, in money of the first year. */
  readonly total_money: number;
  readonly leftOver_money: number;
  readonly co2_t: number;
  readonly notes: readonly string[];
}

/** Amounts of a size below this share of the largest are rounding. */
const ROUNDING = 1e-9;

/** What was found, as plain data. */
export function roadmapResult(
  { scenario, parts, task, typical, notes }: RoadmapSetup,
  found: FoundRoadmap,
  wedges?: RoadmapAreas,
  checks?: readonly RoadmapCheck[],
): RoadmapResult {
  const { cluster, spec, years } = scenario;
  const { run } = years[0]!.compiled;
  return {
    scenario: run.name,
    label: cluster.spec.label ?? run.name,
    currency: run.currency,
    foresight: spec.foresight,
    discountRate: task.horizon.discountRate,
    scopes: spec.scopes,
    ...(typical === undefined ? {} : { typical }),
    components: parts.map((part, n) => {
      const clean = (values: readonly number[]): number[] => {
        const largest = values.reduce((a, v) => Math.max(a, v), 1e-3);
        return values.map((v) => (v < ROUNDING * largest ? 0 : v * part.as));
      };
      const built = clean(found.years.map((y) => y.built[n]!));
      return {
        component: part.id,
        label: run.components[part.component]!.label,
        ...(part.name === undefined ? {} : { capacity: part.name }),
        unit: part.name === undefined ? '1' : unitOf(part.name),
        ...(part.area === undefined ? {} : { area: part.area }),
        built,
        retired: clean(found.years.map((y) => y.retired[n]!)),
        standing: clean(found.years.map((y) => y.standing[n]!)),
        capex_money: built.map((v, k) => (v / part.as) * part.capex_money[k]!),
      };
    }),
    years: found.years.map((y, k) => ({
      year: spec.years[k]!,
      weight_a: task.horizon.weight_a[k]!,
      capital_money: y.capital_money,
      upkeep_money: y.upkeep_money,
      operation_money: y.operation_money,
      carbon_money: y.carbon_money,
      weighed_money: y.weighed_money,
      unserved_kWh: y.unserved_kWh,
      co2_t: y.co2_t,
      carbonPrice_money_per_t: task.carbonPrice_money_per_t[k]!,
      shadowPrice_money_per_t: y.shadow_money_per_t,
      ...(wedges === undefined ? {} : { wedges: plainWedges(wedges, k) }),
      ...(checks === undefined ? {} : { check: checks[k]! }),
    })),
    caps: found.caps,
    total_money: found.total_money,
    leftOver_money: found.leftOver_money,
    co2_t: found.years.reduce((sum, y, k) => sum + task.horizon.weight_a[k]! * y.co2_t, 0),
    notes: [...notes, ...(wedges === undefined ? [] : referenceNotes(wedges, spec.years))],
  };
}

/** Wedges with the areas that they are of. */
export interface RoadmapAreas {
  readonly areas: readonly SolutionArea[];
  readonly years: readonly WedgeYear[];
}

const plainWedges = ({ areas, years }: RoadmapAreas, k: number): RoadmapWedges => {
  const { reference_t, operation_t, closing_t, areas_t, referenceUnserved_kWh } = years[k]!;
  return {
    reference_t,
    operation_t,
    closing_t,
    areas_t: Object.fromEntries(areas.map((area, n) => [area, areas_t[n]!])),
    referenceUnserved_kWh,
  };
};

/** Less is rounding. */
const SERVED_kWh = 1;

function referenceNotes({ years }: RoadmapAreas, names: readonly number[]): string[] {
  const short = names.filter((_, k) => years[k]!.referenceUnserved_kWh > SERVED_kWh);
  const most = years.reduce((a, y) => Math.max(a, y.referenceUnserved_kWh), 0);
  return short.length === 0
    ? []
    : [
        `what stands at the start does not serve all of the demand of ${short.join(', ')} (up to ${Math.round(most)} kWh a year), so that the reference emits too little then; give the scenario more of what serves it`,
      ];
}

/** What each solution area spares. */
export async function roadmapWedges(
  { parts, task }: RoadmapSetup,
  found: FoundRoadmap,
  session: SolverSession,
  onSolve: (done: number) => void = () => undefined,
): Promise<RoadmapAreas> {
  const reference = Float64Array.from(task.sizes, (s) => s.existing[0]!);
  const moves = (n: number): boolean => found.years.some((y) => Math.abs(y.standing[n]! - reference[n]!) > ROUNDING);
  const areas = SOLUTION_AREAS.filter((area) => parts.some((p, n) => p.area === area && moves(n)));
  const years = await wedgesOf(
    {
      task,
      found,
      reference,
      areaOf: parts.map((p) => (p.area === undefined ? -1 : areas.indexOf(p.area))),
      areas: areas.length,
      onSolve,
    },
    session,
  );
  return { areas, years };
}

/** Every step of every year, with sizes as they were found. */
export async function roadmapChecks(
  { scenario, parts, task, years_a }: RoadmapSetup,
  found: FoundRoadmap,
  session: SolverSession,
  onYear: (done: number) => void = () => undefined,
): Promise<RoadmapCheck[]> {
  const { spec, years } = scenario;
  const out: RoadmapCheck[] = [];
  for (const [k, year] of years.entries()) {
    const { standing, shadow_money_per_t } = found.years[k]!;
    const options = yearOptions(year, spec);
    const { paid_money, ...amounts } = await fullYear(
      assemble(year.compiled.run, options),
      parts.map(({ component }, n) => ({ component, multiple: standing[n]! })),
      {
        shadow_money_per_t,
        scopes: spec.scopes,
        dt_h: hoursOf(year.compiled.run.grid),
        years_a,
        lastResorts: lastResortsOf(year),
      },
      options,
      session,
    );
    out.push({ billed_money: paid_money, ...amounts });
    onYear((k + 1) / task.horizon.years.length);
  }
  return out;
}
