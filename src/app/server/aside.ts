import { Worker } from 'node:worker_threads';
import { errorOf, isCompiled } from './engineThread.ts';
import { type Forecast, type ForecastJob, makeForecast } from './forecastJob.ts';
import { makeStatement, type StatementJob } from './market/statementJob.ts';
import type { Fault } from './messages.ts';

/** Work that a twin has done beside it. */
export type AsideJob = { readonly forecast: ForecastJob } | { readonly statement: StatementJob };

/** Does a job where one stands. */
export const doJob = (job: AsideJob): Promise<Forecast | string> =>
  'forecast' in job ? makeForecast(job.forecast) : Promise.resolve(makeStatement(job.statement));

/** Does a job in a thread of its own, where the program is compiled. */
function aside(job: AsideJob): Promise<Forecast | string> {
  if (!isCompiled) return doJob(job);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./engineWorker.js', import.meta.url), { workerData: job });
    worker.on('message', (said: { readonly done: Forecast | string } | { readonly fault: Fault }) =>
      'done' in said ? resolve(said.done) : reject(errorOf(said.fault)),
    );
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`what was done beside the twin ended without a word (${code})`)));
  });
}

export const forecastAside = async (forecast: ForecastJob): Promise<Forecast> =>
  (await aside({ forecast })) as Forecast;
export const statementAside = async (statement: StatementJob): Promise<string> =>
  (await aside({ statement })) as string;
