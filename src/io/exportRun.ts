import type { SeriesQuery, Store, StoredRun } from '../core/store.ts';
import { BLOCK_ROWS } from '../core/table.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { csvFile } from './csv.ts';
import { known } from './lineage.ts';
import { parquetFile } from './parquet.ts';

export interface ExportOptions {
  readonly run: string;
  /** CSV where it ends in `.csv`, else Parquet. */
  readonly path: string;
  readonly from_ms?: number;
  /** Left out itself. */
  readonly to_ms?: number;
  /** Means over intervals of this length; every step unless said. */
  readonly every_s?: number;
  /** All components unless said. */
  readonly components?: readonly string[];
}

export interface Exported {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Writes a run, or a part of it, in the form of a run's results: `time` and a column for each signal, its parents before
 * its fork included. NaN where nothing is stored. In portions, so that a year of minutes needs no more memory than one.
 */
export async function exportRun(store: Store, options: ExportOptions): Promise<Exported> {
  const runs = new Map((await store.runs()).map((run) => [run.id, run]));
  const run = known((id) => runs.get(id), runs.keys(), options.run);
  const components = options.components ?? [...new Set(run.columns.map((c) => c.component))];
  const names = components.flatMap((id) => run.columns.filter((c) => c.component === id).map((c) => c.name));
  const grid = await gridOf(store, run, options, components[0]!);
  const sink = (options.path.endsWith('.csv') ? csvFile : parquetFile)(options.path, names, grid);
  const row_ms = grid.step_s * 1000;
  const end_ms = grid.start_ms + grid.length * row_ms;
  try {
    for (let first = 0; first < grid.length; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, grid.length - first);
      const from_ms = grid.start_ms + first * row_ms;
      const until_ms = Math.min(end_ms, from_ms + count * row_ms);
      const columns: Float64Array[] = [];
      for (const component of components) {
        // The first and last interval may be cut by the range, all others begin and end with it.
        const query: SeriesQuery = {
          run: run.id,
          component,
          from_ms: Math.max(from_ms, options.from_ms ?? from_ms),
          to_ms: Math.min(until_ms, options.to_ms ?? until_ms),
          ...(options.every_s === undefined ? {} : { every_s: options.every_s }),
        };
        columns.push(...(await store.query(query)).map((series) => series.values));
      }
      sink.write({ columns, at: 0, first, count });
    }
  } finally {
    sink.close();
  }
  return { rows: grid.length, columns: names.length };
}

/** The rows that there are, as the store lays them. */
async function gridOf(store: Store, run: StoredRun, options: ExportOptions, component: string): Promise<TimeGrid> {
  const step_s = Math.max(run.step_s, options.every_s ?? 0);
  const [series] = await store.query({
    run: run.id,
    component,
    signals: [run.columns.find((c) => c.component === component)!.signal],
    from_ms: options.from_ms ?? Number.NEGATIVE_INFINITY,
    to_ms: options.to_ms ?? Number.POSITIVE_INFINITY,
    ...(options.every_s === undefined ? {} : { every_s: options.every_s }),
  });
  return { start_ms: series?.time_ms[0] ?? run.start_ms, step_s, length: series?.time_ms.length ?? 0 };
}
