import type { Compiled } from '../../scenario/compile.ts';
import { loadReplay } from '../replay.ts';
import type { ScenarioSource } from './messages.ts';

/** Loads the scenario of a twin with what drives it: series from CSV, Parquet, a store or another run. @throws ConfigError */
export function loadSetup({ file, weather, from, to, history, historyRun, meters }: ScenarioSource): Promise<Compiled> {
  return loadReplay(file, {
    from,
    to,
    history,
    historyRun,
    meters,
    ...(weather === undefined ? {} : { weather }),
  });
}
