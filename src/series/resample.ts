import { atan2, cos, RAD_PER_DEG, sin } from '../core/math.ts';
import { endOf, formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { shapedMeans } from './clearShape.ts';
import type { Position } from './clockEvidence.ts';
import type { SeriesTable } from './table.ts';
import { refuse } from './text.ts';
import { layOnYear } from './typicalYear.ts';
import { IRRADIANCE_COLUMNS } from './weatherTable.ts';

/**
 * The mean of a stepped course over each interval of a grid: overlaps weighted by their time, so that the integral is
 * the same on any grid. Beyond its ends (a shifted column may fall short by its shift) the nearest value stands.
 */
function intervalMeans(values: Float64Array, from: TimeGrid, grid: TimeGrid): Float64Array {
  const out = new Float64Array(grid.length);
  const source_ms = from.step_s * 1000;
  const step_ms = grid.step_s * 1000;
  const n = values.length;
  for (let i = 0; i < grid.length; i++) {
    const start_ms = timeAt(grid, i) - from.start_ms;
    const end_ms = start_ms + step_ms;
    const first = Math.floor(start_ms / source_ms);
    const last = Math.ceil(end_ms / source_ms) - 1;
    if (first >= last) {
      out[i] = values[first < 0 ? 0 : first >= n ? n - 1 : first]!;
      continue;
    }
    let sum = 0;
    for (let k = first; k <= last; k++) {
      const overlap_ms = Math.min(end_ms, (k + 1) * source_ms) - Math.max(start_ms, k * source_ms);
      sum += values[k < 0 ? 0 : k >= n ? n - 1 : k]! * overlap_ms;
    }
    out[i] = sum / step_ms;
  }
  return out;
}

/** Means of a compass direction, by unit vectors: 350 and 10 make 0, not 180. */
function directionMeans(values_deg: Float64Array, from: TimeGrid, grid: TimeGrid): Float64Array {
  const east = intervalMeans(
    values_deg.map((v) => sin(v * RAD_PER_DEG)),
    from,
    grid,
  );
  const north = intervalMeans(
    values_deg.map((v) => cos(v * RAD_PER_DEG)),
    from,
    grid,
  );
  return east.map((e, i) => {
    const mean_deg = atan2(e, north[i]!) / RAD_PER_DEG;
    return mean_deg < 0 ? mean_deg + 360 : mean_deg;
  });
}

/** Whether every interval of the grid lies within one of the other and the other needs no cutting. */
const aligned = (from: TimeGrid, grid: TimeGrid): boolean =>
  (grid.start_ms - from.start_ms) % (from.step_s * 1000) === 0 && grid.step_s % from.step_s === 0;

/**
 * Puts a table on a run's grid. Values are means over intervals and stay so: coarser by the mean of the overlaps, finer
 * by the same value in every part. Where the place is given, irradiance that has to be cut (a finer grid, a column
 * shifted by part of a step) is shared out within each of its intervals after the clear sky, the interval's mean kept.
 * A typical year is laid on the run's own years first.
 * @throws ConfigError where an exact table does not cover the run
 */
export function resample(table: SeriesTable, grid: TimeGrid, place?: Position): SeriesTable {
  const source = table.year === 'calendar' ? layOnYear(table, grid) : table;
  if (source.start_ms > grid.start_ms || endOf(source) < endOf(grid))
    refuse(
      table.report.file,
      undefined,
      `holds ${formatUtc(source.start_ms)} to ${formatUtc(endOf(source))}, and the run needs ` +
        `${formatUtc(grid.start_ms)} to ${formatUtc(endOf(grid))}; shorten the run, give a longer file, or choose ` +
        'year: calendar for a typical year',
    );
  const fromOf = (name: string): TimeGrid => ({
    start_ms: source.start_ms + (source.shift_s[name] ?? 0) * 1000,
    step_s: source.step_s,
    length: source.length,
  });
  const columns: Record<string, Float64Array> = { ...source.columns };
  for (const [name, values] of Object.entries(source.columns)) {
    const from = fromOf(name);
    const same = aligned(from, grid) && from.step_s === grid.step_s;
    columns[name] =
      name === 'windDirection_deg' && !same ? directionMeans(values, from, grid) : intervalMeans(values, from, grid);
  }
  if (place !== undefined) Object.assign(columns, shapedColumns(source, fromOf, grid, place));
  const { start_ms, step_s, length } = grid;
  return { ...table, start_ms, step_s, length, columns, shift_s: {}, year: 'exact' };
}

/** The irradiance columns that have to be cut, those of one shift together. */
function shapedColumns(
  source: SeriesTable,
  fromOf: (name: string) => TimeGrid,
  grid: TimeGrid,
  place: Position,
): Record<string, Float64Array> {
  const cut = IRRADIANCE_COLUMNS.filter((name) => {
    if (source.columns[name] === undefined) return false;
    const from = fromOf(name);
    // Cells are whole seconds: a source off the grid by a fraction of one is averaged plainly.
    return !aligned(from, grid) && (grid.start_ms - from.start_ms) % 1000 === 0;
  });
  const done: Record<string, Float64Array> = {};
  for (const shift_s of new Set(cut.map((name) => source.shift_s[name] ?? 0))) {
    const group = cut.filter((name) => (source.shift_s[name] ?? 0) === shift_s);
    const columns = Object.fromEntries(group.map((name) => [name, source.columns[name]!]));
    Object.assign(done, shapedMeans(columns, fromOf(group[0]!), grid, place));
  }
  return done;
}
