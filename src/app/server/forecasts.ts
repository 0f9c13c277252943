import { join } from 'node:path';
import type { RunState } from '../../core/loop.ts';
import type { CheckpointStore } from '../../core/store.ts';
import type { JournalEntry } from '../../scenario/command.ts';
import { forecastAside } from './aside.ts';
import type { Forecast, ForecastJob, ForecastWish } from './forecastJob.ts';
import type { Answer, ScenarioSource } from './messages.ts';
import type { SiteInfo } from './siteInfo.ts';
import { newRunId, storedRunOf } from './storedRun.ts';

/** Forecasts that a store keeps; those before them are removed. */
const KEPT = 48;
/** Folder of the last one, beside what a twin keeps. */
export const FORECAST_FOLDER = 'forecast';

export interface ForecastsOptions {
  readonly source: ScenarioSource;
  readonly site: SiteInfo;
  readonly folder: string;
  readonly store: CheckpointStore;
  /** Where the twin is now. */
  readonly now: () => Promise<{
    readonly run: string;
    readonly state: RunState;
    readonly journal: readonly JournalEntry[];
  }>;
  readonly onDone: (forecast: Forecast) => void;
  readonly onFailed: (run: string, error: Error) => void;
}

/** Forecasts of a running twin, one at a time, each a run of its own in the store. */
export interface Forecasts {
  /** Resolves with the id of its run once it has begun. */
  make(wish: ForecastWish): Promise<Answer & { readonly run?: string }>;
  /** Resolves once none is under way. */
  settle(): Promise<void>;
}

export function openForecasts(options: ForecastsOptions): Forecasts {
  const { source, site, store, now, onDone, onFailed } = options;
  let going: Promise<void> | undefined;

  const keep = async (forecast: Forecast): Promise<void> => {
    const { run, parent, fork, columns, values, grid } = forecast;
    await store.begin(storedRunOf(site, { run, parent, fork }, columns));
    await store.append(run, { columns: values, at: 0, first: fork, count: grid.length });
    const old = (await store.runs())
      .filter((one) => one.site === site.name && one.id.startsWith('f'))
      .map(({ id }) => id)
      .sort();
    for (const id of old.slice(0, Math.max(0, old.length - KEPT))) await store.remove(id);
  };
  return {
    async make(wish) {
      if (going !== undefined)
        return { kind: 'refused', code: 'busy', message: 'another forecast is still being made' };
      const run = newRunId('f');
      let release: () => void = () => undefined;
      going = new Promise((done) => {
        release = done;
      });
      const end = (): void => {
        going = undefined;
        release();
      };
      try {
        const { run: parent, state, journal } = await now();
        const folder = join(options.folder, FORECAST_FOLDER);
        const job: ForecastJob = { ...wish, source, state, journal, folder, run, parent };
        void forecastAside(job)
          .then(async (forecast) => {
            await keep(forecast);
            onDone(forecast);
          })
          .catch((error: Error) => onFailed(run, error))
          .finally(end);
        return { kind: 'done', run };
      } catch (error) {
        end();
        throw error;
      }
    },
    settle: () => going ?? Promise.resolve(),
  };
}
