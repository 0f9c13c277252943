import { join } from 'node:path';
import { makePlan, type Plan } from '../../control/optimal/plan.ts';
import type { Column } from '../../core/columns.ts';
import type { RunState } from '../../core/loop.ts';
import type { TimeGrid } from '../../core/timeGrid.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import { parquetFile } from '../../io/parquet.ts';
import { summarise } from '../../report/summarise.ts';
import type { JournalEntry } from '../../scenario/command.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { type Ahead, type ForecastOptions, lookAhead } from '../../scenario/forecast.ts';
import { planOptionsOf } from '../../scenario/planned.ts';
import { makeSession } from '../../scenario/session.ts';
import { RESULT_FILES, writeResults } from '../cli/resultFiles.ts';
import { loadSetup } from './loadSetup.ts';
import type { ScenarioSource } from './messages.ts';

export interface ForecastWish extends ForecastOptions {
  /** `rules` run on; `optimal` plans the span at least cost. */
  readonly planner: 'rules' | 'optimal';
}

/** What a forecast sets out from and where it goes. */
export interface ForecastJob extends ForecastWish {
  readonly source: ScenarioSource;
  readonly state: RunState;
  readonly journal: readonly JournalEntry[];
  /** Folder for its report and series, and the id of its run. */
  readonly folder: string;
  readonly run: string;
  readonly parent: string;
}

/** What a forecast says, as `forecast.json` holds it. */
export interface Forecast extends ForecastWish {
  readonly run: string;
  readonly parent: string;
  /** The step that it begins with. */
  readonly fork: number;
  readonly name: string;
  readonly label: string;
  readonly grid: TimeGrid;
  readonly zone: string;
  readonly currency: string;
  readonly columns: readonly Column[];
  /** By column. */
  readonly values: readonly Float64Array[];
  readonly kpis: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
  readonly warnings: readonly string[];
}

export const FORECAST_FILE = 'forecast.json';

/** Makes a forecast and writes it to its folder. @throws ConfigError */
export async function makeForecast(job: ForecastJob): Promise<Forecast> {
  const compiled = await loadSetup(job.source);
  return forecastFor(compiled, job);
}

export async function forecastFor(compiled: Compiled, job: ForecastJob): Promise<Forecast> {
  const { state, journal, folder, run, parent, hours_h, series, planner } = job;
  const session = makeSession(compiled, { rebases: false });
  session.restore(state, journal);
  const ahead = lookAhead(compiled, state, session.standing(), { hours_h, series });
  const plan = planner === 'optimal' ? await planOf(ahead) : undefined;
  const outcome = ahead.run(plan);
  const summary = summarise(outcome);
  const { run: inside, cluster } = ahead.compiled;
  const forecast: Forecast = {
    run,
    parent,
    fork: state.index,
    name: inside.name,
    label: cluster.spec.label ?? inside.name,
    hours_h,
    series,
    planner,
    grid: inside.grid,
    zone: cluster.spec.site.zone,
    currency: inside.currency,
    columns: outcome.columns,
    values: outcome.table.columns,
    kpis: Object.fromEntries(Object.entries(summary.kpis).map(([name, { value, unit }]) => [name, { value, unit }])),
    warnings: [...(plan?.warnings ?? []), ...(plan?.unmet ?? [])],
  };
  readyFolder(folder, [...RESULT_FILES, FORECAST_FILE]);
  const file = parquetFile(
    join(folder, 'results.parquet'),
    outcome.columns.map((c) => c.name),
    inside.grid,
  );
  file.write({ columns: outcome.table.columns, at: 0, first: 0, count: outcome.steps });
  file.close();
  await writeResults(folder, { outcome, summary, unfinished: false, report: true });
  writeWhole(join(folder, FORECAST_FILE), `${forecastText(forecast)}\n`);
  return forecast;
}

async function planOf({ compiled }: Ahead): Promise<Plan> {
  const solver = await highsSolver.open();
  try {
    return await makePlan(compiled.run, planOptionsOf(compiled), solver);
  } finally {
    await solver.close();
  }
}

/** A forecast as JSON, its values by column. */
export function forecastText({ columns, values, ...rest }: Forecast): string {
  const listed = columns.map(({ name, unit, role }, k) => ({ name, unit, role, values: Array.from(values[k]!) }));
  return JSON.stringify({ ...rest, columns: listed });
}
