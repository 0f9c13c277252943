import { endOf, timeAt } from '../../core/timeGrid.ts';
import type { Link } from '../../io/mqttLink.ts';
import { prefixOf } from '../../io/mqttTopics.ts';
import type { ForecastWish } from './forecastJob.ts';
import type { Twin } from './twin.ts';

/** Tells the figures of each forecast; its series are in the store under its run. */
export function tellForecasts(twin: Twin, link: Link, wall: () => number): void {
  const { site } = twin;
  twin.forecasts$.subscribe(({ run: forecast, parent, grid, hours_h, series, planner, kpis }) => {
    const { run, epoch } = twin.run;
    const seq = Math.max(0, twin.clock.index - 1);
    const head = { time_ms: timeAt(site.grid, seq), wall_ms: wall(), run, epoch, seq };
    const what = { forecast, parent, from_ms: grid.start_ms, to_ms: endOf(grid), hours_h, series, planner };
    const figures = Object.fromEntries(Object.entries(kpis).map(([name, { value }]) => [name, value]));
    const payload = JSON.stringify({ ...figures, ...head, ...what });
    link.deliver(`${prefixOf(site.name)}/forecast`, payload, { retain: true });
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
