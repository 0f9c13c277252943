import { assemble } from '../../src/control/optimal/assemble.ts';
import type { PlanOptions } from '../../src/control/optimal/plan.ts';
import { partsOf } from '../../src/control/optimal/scaled.ts';
import { ownershipOf, sizedProblem } from '../../src/control/optimal/sizedProblem.ts';
import { joinBases, slicesOf } from '../../src/control/optimal/slices.ts';
import { capitalRecovery } from '../../src/core/annuity.ts';
import { hoursOf } from '../../src/core/timeGrid.ts';
import type { Scenario } from '../../src/index.ts';
import { openHighs } from '../../src/io/highsModel.ts';
import { planOptionsOf } from '../../src/scenario/planned.ts';
import { candidatesOf, rangesOf } from '../../src/scenario/sizing.ts';
import { simpleDispatch, variableChp } from '../control/optimal/oemof.ts';
import { moneyOf, wholeRun } from '../control/optimal/planning.ts';
import { DISPATCH_CASES, pypsa } from '../control/optimal/pypsa.ts';
import { siteYear } from '../control/optimal/siteYear.ts';
import { storageInvestment, urbanScale } from '../control/optimal/sizingCases.ts';
import { hasShared, readShared } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

// Loading is all that has to be waited for; solving is not.
const highs = await openHighs();

/** What the best plan of a scenario costs in all; by weeks first where it is long. */
function leastCost(scenario: Scenario, options: Partial<PlanOptions> = {}): number {
  const whole = wholeRun(scenario.run, { ...moneyOf(scenario), gap: 1e-7, ...options });
  const assembled = assemble(scenario.run, whole);
  const { problem } = assembled;
  if (problem.integer !== undefined || whole.steps < 1000) return highs.solve(problem, { gap: 1e-7 }).objective;
  const slices = slicesOf(assembled, 168);
  const start = joinBases(
    problem,
    slices,
    slices.map((slice) => highs.solve(slice.problem, {})),
  );
  return highs.solve(problem, start === undefined ? {} : { start }).objective;
}

/** What sizes and operation cost together, all in one problem. */
function leastSizedCost(scenario: Scenario): number {
  const assembled = assemble(scenario.run, planOptionsOf(scenario));
  const ranges = rangesOf(candidatesOf(scenario), scenario);
  const parts = partsOf(assembled, ranges, hoursOf(scenario.run.grid));
  const { problem } = sizedProblem(assembled.problem, ownershipOf(assembled, 24), ranges, parts, assembled.steps);
  return highs.solve(problem, { gap: 1e-5 }).objective;
}

/** A boiler that is bought costs 2,000 there beside what its size costs: the best of all that can be bought, each with that added. */
const boughtBoilers = (): number =>
  Math.min(
    ...[
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ].map(
      (boilers) =>
        leastSizedCost(urbanScale({ boilers })) +
        (boilers.filter(Boolean).length * 2000 * capitalRecovery(0.1, 25) * 24) / 8760,
    ),
  );

const urbanExpected = (variant: 'lp' | 'milp'): number =>
  (
    JSON.parse(readShared('reference/optimisation/calliope-urban-scale/expected_clean.json')) as Record<
      string,
      { cost: number }
    >
  )[variant]!.cost;

const CALLIOPE =
  'Calliope, urban-scale example on a synthetic day (shared/reference/optimisation/calliope-urban-scale)';

const siteExpected = (variant: string): number =>
  (JSON.parse(readShared(`reference/optimisation/site-year-pypsa/expected_${variant}.json`)) as { objective: number })
    .objective;

const SITE = 'PyPSA 1.3.0 and a matrix handed to HiGHS 1.15.1 (shared/reference/optimisation/site-year-pypsa)';

const one = (reference: () => number, model: () => number) => (): readonly Point[] | undefined =>
  hasShared ? [{ reference: reference(), model: model() }] : undefined;

export const validations: readonly Validation[] = [
  {
    model: 'optimiser',
    quantity: 'cost_money',
    title: 'least cost of a site of seven carriers, 8,760 hours',
    source: SITE,
    tolerance: { relative: 1e-6 },
    points: one(
      () => siteExpected('dispatch'),
      () => leastCost(siteYear({ hours: 8760 }), { storeEnd: 'cyclic' }),
    ),
  },
  {
    model: 'optimiser',
    quantity: 'cost_money',
    title: 'the same site, a week of quarter hours',
    source: SITE,
    tolerance: { relative: 1e-6 },
    points: one(
      () => siteExpected('quarter'),
      () => leastCost(siteYear({ hours: 168, step_s: 900 }), { storeEnd: 'cyclic' }),
    ),
  },
  {
    model: 'optimiser',
    quantity: 'cost_money',
    title: `least cost of ${DISPATCH_CASES.length} small networks: markets, links, storage, starts, least times, ramps`,
    source: 'PyPSA 1.3.0 (shared/reference/optimisation/pypsa-unit-tests and pypsa-docs-micro)',
    tolerance: { relative: 1e-6 },
    points: () =>
      hasShared
        ? DISPATCH_CASES.map((path) => {
            const { scenario, objective } = pypsa(`${path}.json`);
            return { reference: objective, model: leastCost(scenario, { commitment: 'binary' }) };
          })
        : undefined,
  },
  {
    model: 'optimiser',
    quantity: 'cost_money',
    title: 'electricity and heat of 120 hours with CHP and heat pump',
    source: 'oemof-solph, test_simple_dispatch (shared/reference/optimisation/oemof-simple-dispatch)',
    tolerance: { relative: 1e-6 },
    points: one(
      () => 159826.8664,
      () => leastCost(simpleDispatch()),
    ),
  },
  {
    model: 'optimiser',
    quantity: 'cost_money',
    title: 'back-pressure beside extraction CHP, 5 hours',
    source: 'oemof-solph, test_variable_chp (shared/reference/optimisation/oemof-variable-chp)',
    tolerance: { relative: 1e-6 },
    points: one(
      () => 326661586.841,
      () => leastCost(variableChp()),
    ),
  },
  {
    model: 'sizing',
    quantity: 'cost_money',
    title: 'a store for wind and sun that must be taken, 400 hours: size and operation, in millions',
    source: 'oemof-solph, test_storage_investment (shared/reference/optimisation/oemof-storage-investment)',
    tolerance: { relative: 1e-6 },
    points: one(
      () => 423167578261.1156,
      () => leastSizedCost(storageInvestment()),
    ),
  },
  {
    model: 'sizing',
    quantity: 'cost_money',
    title: 'a district of CHP, boilers, sun, heat pipes and power lines, a day: twenty sizes and operation',
    source: CALLIOPE,
    tolerance: { relative: 1e-6 },
    points: one(
      () => urbanExpected('lp'),
      () => leastSizedCost(urbanScale()),
    ),
  },
  {
    model: 'sizing',
    quantity: 'cost_money',
    title: 'the same with the CHP in whole units, on or off, and boilers that cost something to buy',
    source: CALLIOPE,
    tolerance: { relative: 2e-5 },
    points: one(() => urbanExpected('milp'), boughtBoilers),
  },
];
