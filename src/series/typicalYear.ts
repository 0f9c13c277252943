import { dayNumberOf, endOf, formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { instantsOf, localOf } from '../core/zone.ts';
import { monthDay, narrow } from './clock.ts';
import { isLeap } from './stamp.ts';
import type { SeriesTable } from './table.ts';
import { refuse } from './text.ts';

const DAY_ms = 86_400_000;

/**
 * Lays a typical year on the time of a run: every interval takes the row of the same month, day and hour on the file's
 * own clock. 29 February takes 28 February where the file has none. An hour that the file's year skipped or doubled
 * takes the next or the first. Weekdays are not matched.
 * @throws ConfigError where the file holds no such day
 */
export function layOnYear(table: SeriesTable, grid: TimeGrid): SeriesTable {
  const step_ms = table.step_s * 1000;
  const farthest_s = Object.values(table.shift_s).reduce((most, s) => Math.max(most, Math.abs(s)), 0);
  const margin = Math.ceil(farthest_s / table.step_s);
  const from = Math.floor((grid.start_ms - table.start_ms) / step_ms) - margin;
  const to = Math.ceil((endOf(grid) - table.start_ms) / step_ms) + margin;
  const laid: TimeGrid = { start_ms: timeAt(table, from), step_s: table.step_s, length: to - from };
  const source = sourceOf(table, laid);
  const columns: Record<string, Float64Array> = {};
  for (const [name, values] of Object.entries(table.columns)) {
    const out = new Float64Array(laid.length);
    for (let i = 0; i < out.length; i++) out[i] = values[source[i]!]!;
    columns[name] = out;
  }
  return { ...table, ...laid, columns, year: 'exact' };
}

/** For each interval the row that it takes. */
function sourceOf(table: SeriesTable, laid: TimeGrid): Int32Array {
  const zone = narrow(table.zone, laid.start_ms - DAY_ms, endOf(laid) + DAY_ms);
  const fileZone = narrow(table.zone, table.start_ms - DAY_ms, endOf(table) + DAY_ms);
  const firstYear = localOf(fileZone, table.start_ms).year;
  const lastYear = localOf(fileZone, endOf(table) - 1).year;
  const out = new Int32Array(laid.length);
  for (let i = 0; i < laid.length; i++) {
    const time_ms = timeAt(laid, i);
    const { month, day, hour, minute, second } = localOf(zone, time_ms);
    const ofDay_ms = ((hour * 60 + minute) * 60 + second) * 1000;
    let row = -1;
    for (let year = firstYear; row < 0 && year <= lastYear; year++) {
      const there = month === 2 && day === 29 && !isLeap(year) ? 28 : day;
      const wall_ms = dayNumberOf(year, month, there) * DAY_ms + ofDay_ms;
      const instant_ms = instantsOf(fileZone, wall_ms)[0] ?? instantsOf(fileZone, wall_ms + 3_600_000)[0];
      if (instant_ms === undefined) continue;
      const k = Math.floor((instant_ms - table.start_ms) / (table.step_s * 1000));
      if (k >= 0 && k < table.length) row = k;
    }
    if (row < 0)
      refuse(
        table.report.file,
        undefined,
        `as a typical year it holds ${monthDay(fileZone, table.start_ms)} to ${monthDay(fileZone, endOf(table) - 1)}, and ` +
          `the run asks for ${monthDay(zone, time_ms)} (${formatUtc(time_ms)}); give a whole year`,
      );
    out[i] = row;
  }
  return out;
}
