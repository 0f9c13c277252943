import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  INTEGER,
} from '@duckdb/node-api';
import type { Block } from '../core/table.ts';
import { type ComponentSeries, pointsOf, quoted, type SeriesByKind, viewOf } from './duckSchema.ts';
import type { Extent } from './extents.ts';

/** Rows of a chunk, the size of DuckDB's vectors. */
const CHUNK_ROWS = 2048;

/** The table of one kind: a row per component and step. */
interface KindTable {
  fields: string[];
  appender: DuckDBAppender | undefined;
  chunk: DuckDBDataChunk | undefined;
}

const COLUMNS = `SELECT table_name, column_name FROM duckdb_columns()
WHERE starts_with(table_name, 'points_') ORDER BY table_name, column_index`;

/** Puts points into the tables of kinds, column by column. Within a transaction of the caller. */
export interface PointWriter {
  /** Makes tables and columns that these components need and are not there yet. */
  prepare(series: SeriesByKind): Promise<void>;
  write(series: SeriesByKind, block: Block, parts: readonly Extent[]): Promise<void>;
  /** Forgets what was begun, where the transaction failed. */
  abandon(): Promise<void>;
  close(): void;
}

// The vectors' own way in is value by value, at a tenth of the speed of a copy; their memory is private by declaration only.
// biome-ignore lint/complexity/useLiteralKeys: the compiler lets a private member be reached in this way alone
const memoryOf = (vector: DuckDBDoubleVector): Float64Array => vector['items'];
// biome-ignore lint/complexity/useLiteralKeys: as above
const integersOf = (vector: DuckDBIntegerVector): Int32Array => vector['items'];

/** Where one run of rows of a chunk comes from. */
interface Span {
  readonly of: ComponentSeries;
  readonly from: number;
  readonly count: number;
}

export async function pointWriter(connection: DuckDBConnection): Promise<PointWriter> {
  const tables = new Map<string, KindTable>();
  const look = async (): Promise<void> => {
    tables.clear();
    const found = await connection.runAndReadAll(COLUMNS);
    for (const [table, column] of found.getRows() as [string, string][]) {
      const kind = table.slice('points_'.length);
      const known = tables.get(kind) ?? { fields: [], appender: undefined, chunk: undefined };
      tables.set(kind, known);
      if (column !== 'series' && column !== 'step') known.fields.push(column);
    }
  };
  await look();

  const release = (table: KindTable): void => {
    table.appender?.closeSync();
    table.appender = undefined;
    table.chunk = undefined;
  };

  const fill = (table: KindTable, chunk: DuckDBDataChunk, spans: readonly Span[], block: Block): void => {
    const rows = spans.reduce((sum, s) => sum + s.count, 0);
    chunk.reset();
    chunk.rowCount = rows;
    const series = chunk.getColumnVector(0) as DuckDBIntegerVector;
    const step = chunk.getColumnVector(1) as DuckDBIntegerVector;
    const numbers = integersOf(series);
    const steps = integersOf(step);
    let row = 0;
    for (const { of, from, count } of spans) {
      numbers.fill(of.series, row, row + count);
      for (let k = 0; k < count; k++) steps[row++] = from + k;
    }
    series.flush();
    step.flush();
    for (let f = 0; f < table.fields.length; f++) {
      const vector = chunk.getColumnVector(f + 2) as DuckDBDoubleVector;
      const items = memoryOf(vector);
      const field = table.fields[f]!;
      let to = 0;
      for (const { of, from, count } of spans) {
        const at = of.at.get(field);
        if (at === undefined) for (let k = 0; k < count; k++) vector.setItem(to + k, null);
        else {
          const start = block.at + from - block.first;
          items.set(block.columns[at]!.subarray(start, start + count), to);
        }
        to += count;
      }
      vector.flush();
    }
  };

  const writeKind = async (
    kind: string,
    series: readonly ComponentSeries[],
    block: Block,
    parts: readonly Extent[],
  ): Promise<void> => {
    const table = tables.get(kind)!;
    table.appender ??= await connection.createAppender(`points_${kind}`);
    table.chunk ??= DuckDBDataChunk.create([INTEGER, INTEGER, ...table.fields.map(() => DOUBLE)]);
    let spans: Span[] = [];
    let room = CHUNK_ROWS;
    const send = (): void => {
      if (spans.length === 0) return;
      fill(table, table.chunk!, spans, block);
      table.appender!.appendDataChunk(table.chunk!);
      spans = [];
      room = CHUNK_ROWS;
    };
    for (const of of series)
      for (const part of parts)
        for (let from = part.from; from < part.until; ) {
          const count = Math.min(room, part.until - from);
          spans.push({ of, from, count });
          from += count;
          room -= count;
          if (room === 0) send();
        }
    send();
    table.appender.flushSync();
  };

  return {
    async prepare(series) {
      for (const [kind, own] of series) {
        const wanted = [...new Set(own.flatMap((s) => [...s.at.keys()]))];
        const table = tables.get(kind) ?? { fields: [], appender: undefined, chunk: undefined };
        const fresh = wanted.filter((f) => !table.fields.includes(f));
        if (tables.has(kind) && fresh.length === 0) continue;
        release(table);
        await connection.run(`CREATE TABLE IF NOT EXISTS ${pointsOf(kind)} (series INTEGER, step INTEGER)`);
        for (const field of fresh)
          await connection.run(`ALTER TABLE ${pointsOf(kind)} ADD COLUMN ${quoted(field)} DOUBLE`);
        const fields = [...table.fields, ...fresh];
        await connection.run(viewOf(kind, fields));
        tables.set(kind, { ...table, fields });
      }
    },
    async write(series, block, parts) {
      for (const [kind, own] of series) await writeKind(kind, own, block, parts);
    },
    async abandon() {
      for (const table of tables.values()) {
        try {
          table.appender?.clear();
          release(table);
        } catch {
          // It is closed already, together with the transaction that failed.
        }
      }
      await look();
    },
    close() {
      for (const table of tables.values()) release(table);
    },
  };
}
