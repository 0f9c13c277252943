/** Rows of series over a span, thinned out by the server, that go on frame by frame. Pure. */

export interface RowColumn {
  readonly isState: boolean;
  readonly values: readonly number[];
  /** Of the steps of each row; the values themselves where a row is a step. */
  readonly min: readonly number[];
  readonly max: readonly number[];
}
export interface Rows {
  readonly step_ms: number;
  /** Length of a row. */
  readonly every_ms: number;
  readonly from_ms: number;
  /** Left out itself. */
  readonly to_ms: number;
  /** Begin of each row. */
  readonly times_ms: readonly number[];
  readonly columns: ReadonlyMap<string, RowColumn>;
}

type Told = readonly (number | null)[];
export interface SeriesAnswer {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly step_s: number;
  readonly every_s: number;
  readonly time_ms: readonly number[];
  readonly columns: readonly {
    readonly name: string;
    readonly how: 'step' | 'mean' | 'last';
    readonly role: string;
    readonly values: Told;
    readonly min?: Told;
    readonly max?: Told;
  }[];
}

const numbers = (told: Told): number[] => told.map((v) => v ?? Number.NaN);

export const rowsOf = ({ from_ms, to_ms, step_s, every_s, time_ms, columns }: SeriesAnswer): Rows => ({
  step_ms: step_s * 1000,
  every_ms: every_s * 1000,
  from_ms,
  to_ms,
  times_ms: time_ms,
  columns: new Map(
    columns.map(({ name, role, values, min, max }) => {
      const own = numbers(values);
      const bounds = { min: min === undefined ? own : numbers(min), max: max === undefined ? own : numbers(max) };
      return [name, { isState: role === 'state', values: own, ...bounds }];
    }),
  ),
});

/** With a step more at the end. A step of the past, or one that leaves a gap, changes nothing: it has to be read again. */
export function withStep(rows: Rows, time_ms: number, valueAt: (name: string) => number): Rows {
  const { every_ms, step_ms, times_ms, to_ms } = rows;
  if (time_ms !== to_ms) return rows;
  const begin = every_ms > step_ms ? Math.floor(time_ms / every_ms) * every_ms : time_ms;
  const isSame = times_ms.at(-1) === begin;
  const before = Math.round((time_ms - Math.max(begin, rows.from_ms)) / step_ms);
  const grown = (list: readonly number[], last: (old: number, v: number) => number, v: number): number[] =>
    isSame ? [...list.slice(0, -1), last(list.at(-1)!, v)] : [...list, v];
  return {
    ...rows,
    to_ms: time_ms + step_ms,
    times_ms: isSame ? times_ms : [...times_ms, begin],
    columns: new Map(
      [...rows.columns].map(([name, { isState, values, min, max }]) => {
        const v = valueAt(name);
        const mean = (old: number, now: number): number =>
          isState ? now : Number.isNaN(old) ? now : Number.isNaN(now) ? old : (old * before + now) / (before + 1);
        return [
          name,
          {
            isState,
            values: grown(values, mean, v),
            min: grown(min, (a, b) => (a <= b ? a : b), v),
            max: grown(max, (a, b) => (a >= b ? a : b), v),
          },
        ];
      }),
    ),
  };
}

/** Rows [first, end) that have time in a span. */
export function within({ times_ms, every_ms }: Rows, from_ms: number, to_ms: number): [number, number] {
  let first = 0;
  while (first < times_ms.length && times_ms[first]! + every_ms <= from_ms) first++;
  let end = times_ms.length;
  while (end > first && times_ms[end - 1]! >= to_ms) end--;
  return [first, end];
}
