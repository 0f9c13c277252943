import { ConfigError, SimulationError } from '../../core/errors.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import { summarise } from '../../report/summarise.ts';
import { tallyOf } from '../../report/tally.ts';
import { type Compiled, compile } from '../../scenario/compile.ts';
import { withoutCorrections } from '../../scenario/corrections.ts';
import { type Outside, readScenario } from '../../scenario/read.ts';
import { conduct } from '../../scenario/rolling.ts';
import type { SweepValue } from '../../scenario/sweepAxis.ts';
import { sweepCases } from '../../scenario/sweepCases.ts';
import { sweepPaths, sweepValues } from '../../scenario/sweepPlan.ts';
import { modelsFor } from '../exchangeModels.ts';
import { outsideOf, type SweepDefinition } from './definition.ts';
import { type PastRun, pastRuns } from './pastRuns.ts';

/** What a run of a sweep gave: its figures, or why there are none. */
export interface SweepRow {
  readonly run: number;
  readonly values: readonly SweepValue[];
  /** Every finite figure of the run's summary by its name, and what audits found. */
  readonly figures?: Readonly<Record<string, number>>;
  readonly error?: string;
}

/**
 * Makes runs of a sweep by their numbers. What reading and laying out makes of files is made once, and steps that only money is
 * reckoned otherwise for are taken once.
 */
export function caseRunner(definition: SweepDefinition): (run: number) => Promise<SweepRow> {
  const outside = outsideOf(definition);
  const { plan, file } = definition;
  const valuesOf = sweepValues(plan);
  let cases: ReturnType<typeof sweepCases> | undefined;
  const paths = sweepPaths(plan);
  const past = pastRuns(paths);
  return async (run) => {
    const values = valuesOf(run);
    try {
      cases ??= sweepCases(file, outside, paths);
      const compiled = withoutCorrections(cases.compiled(values));
      const known = past.of(compiled, values);
      if (known !== undefined) return { run, values, figures: figuresOf(known) };
      const made = await runOf(compiled, forecastOf(compiled, outside));
      past.keep(values, made);
      return { run, values, figures: figuresOf(made) };
    } catch (error) {
      // A fault of these values is their result; anything else is worth another try.
      if (!(error instanceof ConfigError || error instanceof SimulationError)) throw error;
      return { run, values, error: error.message };
    }
  };
}

/** Runs a case from its start to its end, for its sums alone. */
async function runOf(compiled: Compiled, forecast: Compiled | undefined): Promise<PastRun> {
  const { run } = compiled;
  const tally = tallyOf(run);
  const conducted = await conduct(compiled, highsSolver, {
    observers: [tally],
    maxRows: 0,
    forecast,
    exchange: await modelsFor(compiled),
  });
  try {
    await conducted.advance(run.grid.length);
    return { outcome: conducted.simulation.outcome(), tally };
  } finally {
    await conducted.close();
  }
}

function figuresOf({ outcome, tally }: PastRun): Readonly<Record<string, number>> {
  const { kpis, emissions, audit, warnings } = summarise(outcome, { tally });
  const { residual_kWh } = audit.run;
  return {
    ...Object.fromEntries(Object.entries(kpis).map(([name, { value }]) => [name, value])),
    carbon_kg: emissions.scope1_kg + emissions.scope2Location_kg,
    auditResidual_kWh: residual_kWh,
    warnings: warnings.length,
  };
}

/** The scenario that holds what was forecast, where one plans by it. */
function forecastOf({ cluster }: Compiled, outside: Outside): Compiled | undefined {
  const { planner, plan } = cluster.spec.control;
  if (planner !== 'mpc' || plan.forecast.method !== 'profile') return undefined;
  const from = cluster.document.placeOf(['control', 'plan', 'forecast', 'from']).file;
  const { file } = outside.files.read(plan.forecast.from, from);
  return compile(readScenario(file, outside), outside);
}
