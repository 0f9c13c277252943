import { Worker } from 'node:worker_threads';
import { errorOf, isCompiled } from './engineThread.ts';
import { type Forecast, type ForecastJob, makeForecast } from './forecastJob.ts';
import { makeStatement, type StatementJob } from './market/statementJob.ts';
import { type NoStatement, type StatementPeriod, statementPeriods } from './market/statementPeriod.ts';
import type { Fault } from './messages.ts';

/** Work that a twin has done beside it. */
export type AsideJob =
  | { readonly forecast: ForecastJob }
  | { readonly statement: StatementJob }
  /** The journal whose periods are asked for. */
  | { readonly periods: string };

type Done = Forecast | string | NoStatement | readonly StatementPeriod[];

/** Does a job where one stands. */
export async function doJob(job: AsideJob): Promise<Done> {
  if ('forecast' in job) return makeForecast(job.forecast);
  return 'statement' in job ? makeStatement(job.statement) : statementPeriods(job.periods);
}

/** Does a job in a thread of its own, where the program is compiled. */
function aside(job: AsideJob): Promise<Done> {
  if (!isCompiled) return doJob(job);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./engineWorker.js', import.meta.url), { workerData: job });
    worker.on('message', (said: { readonly done: Done } | { readonly fault: Fault }) =>
      'done' in said ? resolve(said.done) : reject(errorOf(said.fault)),
    );
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`what was done beside the twin ended without a word (${code})`)));
  });
}

export const forecastAside = async (forecast: ForecastJob): Promise<Forecast> =>
  (await aside({ forecast })) as Forecast;
export const statementAside = async (statement: StatementJob): Promise<string | NoStatement> =>
  (await aside({ statement })) as string | NoStatement;
export const periodsAside = async (journal: string): Promise<readonly StatementPeriod[]> =>
  (await aside({ periods: journal })) as readonly StatementPeriod[];
