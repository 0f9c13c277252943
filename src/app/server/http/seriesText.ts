import { parquetWriteBuffer } from 'hyparquet-writer';
import { formatUtc } from '../../../core/timeGrid.ts';
import type { Offers } from './accept.ts';
import type { SeriesRows } from './seriesRead.ts';

/** Forms of a series. */
export const SERIES_FORMS = {
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
} as const satisfies Offers;

/** Columns of a table: the values under the name of the signal, least and highest under `name.min` and `name.max`. */
function tableOf({ columns }: SeriesRows): (readonly [name: string, values: Float64Array])[] {
  return columns.flatMap(({ name, values, min, max }) => [
    [name, values] as const,
    ...(min === undefined ? [] : [[`${name}.min`, min] as const]),
    ...(max === undefined ? [] : [[`${name}.max`, max] as const]),
  ]);
}

const listOf = (values: Float64Array): (number | null)[] => Array.from(values, (v) => (Number.isFinite(v) ? v : null));

export function seriesJson(run: string, step_s: number, rows: SeriesRows): string {
  const { from_ms, to_ms, every_s, time_ms, columns } = rows;
  const told = columns.map(({ values, min, max, ...rest }) => ({
    ...rest,
    values: listOf(values),
    ...(min === undefined ? {} : { min: listOf(min) }),
    ...(max === undefined ? {} : { max: listOf(max) }),
  }));
  return `${JSON.stringify({ run, from_ms, to_ms, step_s, every_s, time_ms: Array.from(time_ms), columns: told })}\n`;
}

/** `time` in UTC and a column each, as in the results of a run; what is not there is left empty. */
export function seriesCsv(rows: SeriesRows): string {
  const table = tableOf(rows);
  const lines = [`time,${table.map(([name]) => name).join(',')}`];
  for (let r = 0; r < rows.time_ms.length; r++) {
    let line = formatUtc(rows.time_ms[r]!);
    for (const [, values] of table) line += Number.isNaN(values[r]!) ? ',' : `,${values[r]!}`;
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

/** A Parquet file as the results of a run are: `time` as a timestamp, DOUBLE columns, NaN where nothing is stored. */
export function seriesParquet(rows: SeriesRows): ArrayBuffer {
  const table = tableOf(rows);
  return parquetWriteBuffer({
    createdBy: 'sixfold',
    statistics: false,
    schema: [
      { name: 'root', num_children: table.length + 1 },
      { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
      ...table.map(([name]) => ({ name, type: 'DOUBLE' as const, repetition_type: 'REQUIRED' as const })),
    ],
    columnData: [
      { name: 'time', data: BigInt64Array.from(rows.time_ms, BigInt), encoding: 'PLAIN', offsetIndex: false },
      ...table.map(([name, data]) => ({ name, data, encoding: 'PLAIN' as const, offsetIndex: false })),
    ],
  });
}
