import type { DuckDBConnection } from '@duckdb/node-api';
import type { SeriesQuery, StoredRun, StoredSeries } from '../core/store.ts';
import { pointsOf, quoted, type SeriesByKind } from './duckSchema.ts';
import { type FindRun, lineageOf, signalsOf } from './lineage.ts';
import { seriesFill, seriesGrid } from './seriesGrid.ts';

export interface DuckQuery {
  readonly query: SeriesQuery;
  readonly run: StoredRun;
  /** Steps that there are, lineage included. */
  readonly begin: number;
  readonly end: number;
  readonly find: FindRun;
  readonly entries: ReadonlyMap<string, { readonly series: SeriesByKind }>;
}

/** Reads a component's series, part by part of its lineage; means are made in the database. */
export async function queryDuck(
  connection: DuckDBConnection,
  { query, run, begin, end, find, entries }: DuckQuery,
): Promise<readonly StoredSeries[]> {
  const columns = signalsOf(run, query);
  const grid = seriesGrid(run, query, begin, end);
  const fill = seriesFill(grid, columns);
  for (const part of lineageOf(find, run.id, grid.from, grid.until)) {
    const own = [...entries.get(part.run.id)!.series.values()].flat().find((s) => s.component === query.component);
    const asked = columns.map((_, k) => k).filter((k) => own?.at.has(columns[k]!.signal));
    if (own === undefined || asked.length === 0) continue;
    const where = `FROM ${pointsOf(own.kind)} WHERE series = ${own.series} AND step >= ${part.from} AND step < ${part.until}`;
    const fields = asked.map((k) => quoted(columns[k]!.signal));
    if (grid.every_ms === undefined) {
      const found = await connection.runAndReadAll(`SELECT step, ${fields.join(', ')} ${where}`);
      const [steps, ...values] = found.getColumns() as [number[], ...(number | null)[][]];
      for (let r = 0; r < (steps?.length ?? 0); r++)
        for (let f = 0; f < asked.length; f++) {
          const v = values[f]![r]!;
          if (v !== null) fill.put(asked[f]!, grid.rowOf(steps![r]!), v);
        }
    } else {
      const { start_ms, step_s } = part.run;
      const bucket = `floor((${start_ms}::BIGINT + step::BIGINT * ${step_s * 1000}) / ${grid.every_ms})`;
      const isState = asked.map((k) => columns[k]!.role === 'state');
      // A meter without a reading is stored as no number.
      const known = fields.map((f, k) => `CASE WHEN isnan(${f}) THEN NULL ELSE ${f} END AS v${k}`).join(', ');
      const parts = fields
        .flatMap((_, k) => [
          `count(v${k})::DOUBLE`,
          // What a state had last takes four times as long to find as a sum.
          isState[k] === true ? `arg_max(v${k}, step)` : `sum(v${k})`,
          ...(grid.extremes ? [`min(v${k})`, `max(v${k})`] : []),
        ])
        .join(', ');
      const found = await connection.runAndReadAll(
        `SELECT min(step), ${parts} FROM (SELECT step, ${bucket} AS bucket, ${known} ${where}) GROUP BY bucket`,
      );
      const [steps, ...values] = found.getColumns() as [number[], ...(number | null)[][]];
      const width = grid.extremes ? 4 : 2;
      for (let r = 0; r < (steps?.length ?? 0); r++)
        for (let f = 0; f < asked.length; f++) {
          const [count, value, min, max] = [0, 1, 2, 3].map((k) => (k < width ? values[width * f + k]![r] : null));
          if (count === 0 || typeof value !== 'number') continue;
          fill.add(asked[f]!, grid.rowOf(steps![r]!), {
            sum: value,
            count: count!,
            last: value,
            min: min ?? Number.NaN,
            max: max ?? Number.NaN,
          });
        }
    }
  }
  return fill.done();
}
