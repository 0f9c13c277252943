/** Rows of a chart that goes on: those of the store, then each frame as it comes. Pure. */
export interface Rows {
  /** Starts of intervals, rising. */
  readonly times_ms: readonly number[];
  /** One list for each signal; NaN where there is no value. */
  readonly values: readonly (readonly number[])[];
}

/** The part of an answer of `/v1/runs/{run}/series` that charts need. */
export interface SeriesAnswer {
  readonly time_ms: readonly number[];
  readonly columns: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

export const rowsFrom = ({ time_ms, columns }: SeriesAnswer, names: readonly string[]): Rows => ({
  times_ms: time_ms,
  values: names.map((name) => {
    const column = columns.find((c) => c.name === name);
    return column === undefined ? time_ms.map(() => Number.NaN) : column.values.map((v) => v ?? Number.NaN);
  }),
});

/** With one more row, without those older than `keep_ms` before it. A row of the past (after a seek) begins anew. */
export function append({ times_ms, values }: Rows, time_ms: number, row: readonly number[], keep_ms: number): Rows {
  const last = times_ms.at(-1);
  if (last !== undefined && time_ms < last) return { times_ms: [time_ms], values: row.map((v) => [v]) };
  const end = last === time_ms ? times_ms.length - 1 : times_ms.length;
  let begin = 0;
  while (begin < end && times_ms[begin]! < time_ms - keep_ms) begin++;
  return {
    times_ms: [...times_ms.slice(begin, end), time_ms],
    values: row.map((v, k) => [...(values[k] ?? []).slice(begin, end), v]),
  };
}
