import { ConfigError } from '../../core/errors.ts';
import type { ForecastWish } from '../server/forecastJob.ts';
import type { ScenarioSource } from '../server/messages.ts';

/** What drives a scenario in place of its own series. */
export interface SourceFlags {
  readonly weather?: string;
  readonly from?: string;
  readonly to?: string;
  readonly history?: string;
  readonly historyRun?: string;
  readonly meter?: string[];
}

/** The source that flags name, beside the file. @throws ConfigError */
export function sourceFrom({
  weather,
  from,
  to,
  history,
  historyRun,
  meter,
}: SourceFlags): Omit<ScenarioSource, 'file'> {
  if (meter !== undefined && history === undefined)
    throw new ConfigError('--meter names signals of another run; add --history, or name meters in the scenario');
  return {
    ...(weather === undefined ? {} : { weather }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(history === undefined ? {} : { history }),
    ...(historyRun === undefined ? {} : { historyRun }),
    ...(meter === undefined ? {} : { meters: meter }),
  };
}

/** How far and by what to look ahead. @throws ConfigError */
export function wishOf(hours: string, series: string, planner: string, lead = ''): ForecastWish {
  const hours_h = Number(hours);
  if (hours.trim() === '' || !(hours_h >= 0.25 && hours_h <= 8784))
    throw new ConfigError(`--${lead}hours ${hours}: expected hours from 0.25 to 8784`);
  if (series !== 'persistence' && series !== 'profiles')
    throw new ConfigError(`--${lead}series ${series}: expected persistence or profiles`);
  if (planner !== 'rules' && planner !== 'optimal')
    throw new ConfigError(`--${lead}planner ${planner}: expected rules or optimal`);
  return { hours_h, series, planner };
}

export interface RepeatFlags {
  readonly forecastEvery?: string;
  readonly forecastHours: string;
  readonly forecastSeries: string;
  readonly forecastPlanner: string;
}

/** The look ahead that is made again and again; nothing where none is asked for. @throws ConfigError */
export function repeatedForecast({ forecastEvery, forecastHours, forecastSeries, forecastPlanner }: RepeatFlags): {
  readonly forecast?: { readonly every_h: number; readonly wish: ForecastWish };
} {
  const wish = wishOf(forecastHours, forecastSeries, forecastPlanner, 'forecast-');
  if (forecastEvery === undefined) return {};
  const every_h = Number(forecastEvery);
  if (forecastEvery.trim() === '' || !(every_h > 0))
    throw new ConfigError(`--forecast-every ${forecastEvery}: expected hours above 0, such as 1`);
  return { forecast: { every_h, wish } };
}
