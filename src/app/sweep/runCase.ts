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

/** What a run of a sweep gave: its figures, or why there are none. */
export interface SweepRow {
  readonly run: number;
  readonly values: readonly SweepValue[];
  /** Every finite figure of the run's summary by its name, and what audits found. */
  readonly figures?: Readonly<Record<string, number>>;
  readonly error?: string;
}

/** Makes runs of a sweep by their numbers. What reading and laying out makes of files is made once. */
export function caseRunner(definition: SweepDefinition): (run: number) => Promise<SweepRow> {
  const outside = outsideOf(definition);
  const { plan, file } = definition;
  const valuesOf = sweepValues(plan);
  let cases: ReturnType<typeof sweepCases> | undefined;
  return async (run) => {
    const values = valuesOf(run);
    try {
      cases ??= sweepCases(file, outside, sweepPaths(plan));
      const compiled = withoutCorrections(cases.compiled(values));
      return { run, values, figures: await figuresOf(compiled, forecastOf(compiled, outside)) };
    } catch (error) {
      // A fault of these values is their result; anything else is worth another try.
      if (!(error instanceof ConfigError || error instanceof SimulationError)) throw error;
      return { run, values, error: error.message };
    }
  };
}

/** Runs a case from its start to its end, for its sums alone. */
async function figuresOf(
  compiled: Compiled,
  forecast: Compiled | undefined,
): Promise<Readonly<Record<string, number>>> {
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
    const outcome = conducted.simulation.outcome();
    const { kpis, emissions, audit, warnings } = summarise(outcome, { tally });
    const { residual_kWh } = audit.run;
    return {
      ...Object.fromEntries(Object.entries(kpis).map(([name, { value }]) => [name, value])),
      carbon_kg: emissions.scope1_kg + emissions.scope2Location_kg,
      auditResidual_kWh: residual_kWh,
      warnings: warnings.length,
    };
  } finally {
    await conducted.close();
  }
}

/** The scenario that holds what was forecast, where one plans by it. */
function forecastOf({ cluster }: Compiled, outside: Outside): Compiled | undefined {
  const { planner, plan } = cluster.spec.control;
  if (planner !== 'mpc' || plan.forecast.method !== 'profile') return undefined;
  const from = cluster.document.placeOf(['control', 'plan', 'forecast', 'from']).file;
  const { file } = outside.files.read(plan.forecast.from, from);
  return compile(readScenario(file, outside), outside);
}
