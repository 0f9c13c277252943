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
      // A meter without a reading is stored as no number.
      const known = (f: string): string => `FILTER (WHERE NOT isnan(${f}))`;
      const means = fields
        .map((f) => `sum(${f}) ${known(f)}, count(${f}) ${known(f)}, arg_max(${f}, step) ${known(f)}`)
        .join(', ');
      const found = await connection.runAndReadAll(`SELECT min(step), ${means} ${where} GROUP BY ${bucket} ORDER BY 1`);
      for (const [step, ...values] of found.getRows() as [number, ...(number | bigint | null)[]][])
        for (let f = 0; f < asked.length; f++) {
          const [sum, count, last] = values.slice(3 * f, 3 * f + 3);
          fill.add(asked[f]!, grid.rowOf(step), Number(sum), Number(count), Number(last));
        }
    }
  }
  return fill.done();
}
