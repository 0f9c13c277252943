import { endOf, timeAt } from '../../core/timeGrid.ts';
import type { Link } from '../../io/mqttLink.ts';
import { prefixOf } from '../../io/mqttTopics.ts';
import type { Forecast, ForecastWish } from './forecastJob.ts';
import type { Twin } from './twin.ts';

/** As `ForecastMessage` of the payloads has it. */
export type ForecastTold = Readonly<Record<string, number | string>>;

/** The figures of a forecast as they are told. */
export function forecastMessage({ site, run: now, clock }: Twin, forecast: Forecast, wall_ms: number): ForecastTold {
  const { parent, grid, hours_h, series, planner, kpis } = forecast;
  const seq = Math.max(0, clock.index - 1);
  const head = { time_ms: timeAt(site.grid, seq), wall_ms, run: now.run, epoch: now.epoch, seq };
  const what = { forecast: forecast.run, parent, from_ms: grid.start_ms, to_ms: endOf(grid), hours_h, series, planner };
  const figures = Object.fromEntries(Object.entries(kpis).map(([name, { value }]) => [name, value]));
  return { ...figures, ...head, ...what };
}

/** Tells the figures of each forecast; its series are in the store under its run. */
export function tellForecasts(twin: Twin, link: Link, wall: () => number): void {
  twin.forecasts$.subscribe((forecast) => {
    const payload = JSON.stringify(forecastMessage(twin, forecast, wall()));
    link.deliver(`${prefixOf(twin.site.name)}/forecast`, payload, { retain: true });
  });
}

/** Makes a forecast anew every so many simulated hours; one that is still being made is waited for. */
export function repeatForecasts(twin: Twin, every_h: number, wish: ForecastWish): void {
  const every = Math.max(1, Math.round((every_h * 3600) / twin.site.grid.step_s));
  let due = twin.begins + (twin.begins === 0 ? every : 0);
  twin.frames$.subscribe(({ group }) => {
    const index = group.first + group.count;
    // After a seek back as well.
    if (index < due && due - index <= every) return;
    due = (Math.floor(index / every) + 1) * every;
    void twin.forecast(wish).catch(() => undefined);
  });
}
