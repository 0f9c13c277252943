import type { TimeGrid } from './timeGrid.ts';

/** Columns over a grid, in the order of the run's frame. */
export interface Table {
  readonly grid: TimeGrid;
  readonly columns: readonly Float64Array[];
}

/** Steps of a run side by side: row `at + r` of every column is step `first + r`. Reused: copy what is to stay. */
export interface Block {
  readonly columns: readonly Float64Array[];
  readonly at: number;
  readonly first: number;
  readonly count: number;
  /** By column: 1 where all its rows here are 0. */
  readonly isZero?: Uint8Array;
  /** Whether every number here is finite; not known where left out. */
  readonly isFinite?: boolean;
}

/** Takes the steps of a run block by block. */
export interface BlockReader {
  read(block: Block): void;
}

/** Rows of a row group in Parquet, and of the columns kept of a long run. */
export const BLOCK_ROWS = 8192;
/** Rows that are turned from frames into columns at a time: few enough to stay in the nearest cache. */
const TILE_ROWS = 8;
/** Rows that are shown to a reader at a time: enough to walk along, few enough to stay in the next cache. */
export const SHOWN_ROWS = 128;

export interface FrameColumns {
  readonly columns: readonly Float64Array[];
  /** Takes a frame as the next row. */
  push(frame: Float64Array): void;
  /** Turns the rows still waiting into columns. */
  flush(): void;
}

/**
 * Writes `count` frames that stand one after the other as rows from `at` of the columns. A fresh column is all zeros: left
 * untouched where nothing flows, it takes no memory. @returns 0 where every number is finite, else NaN
 */
function turn(
  tile: Float64Array,
  count: number,
  columns: readonly Float64Array[],
  at: number,
  reused: boolean,
  isZero: Uint8Array,
): number {
  const width = columns.length;
  let unsound = 0;
  for (let k = 0; k < width; k++) {
    const column = columns[k]!;
    let zero = 1;
    // By column: one sum over all would have every addition wait for the one before.
    let rest = 0;
    for (let r = at, from = k; r < at + count; r++, from += width) {
      const v = tile[from]!;
      if (v !== 0) {
        zero = 0;
        rest += v - v;
        column[r] = v;
      } else if (reused) column[r] = 0;
    }
    if (zero === 0) isZero[k] = 0;
    unsound += rest;
  }
  return unsound;
}

/**
 * Turns frames into columns of `rows` rows, and shows every tile of them to `reader` while it is warm. After the last
 * row it begins again at the first. `column` makes a column of zeros.
 */
export function frameColumns(
  width: number,
  rows: number,
  reader: BlockReader,
  column: (rows: number) => Float64Array = (n) => new Float64Array(n),
): FrameColumns {
  const columns = Array.from({ length: width }, () => column(rows));
  const tile = new Float64Array(width * TILE_ROWS);
  const isZero = new Uint8Array(width);
  let waiting = 0;
  /** Rows turned and not yet shown, and the first of them. */
  let turned = 0;
  let first = 0;
  let unsound = 0;
  const turnTile = (): void => {
    const from = first + turned;
    if (turned === 0) isZero.fill(1);
    unsound += turn(tile, waiting, columns, from % rows, from >= rows, isZero);
    turned += waiting;
    waiting = 0;
  };
  const flush = (): void => {
    if (waiting > 0) turnTile();
    if (turned === 0) return;
    const block = { columns, at: first % rows, first, count: turned, isZero, isFinite: unsound === 0 };
    first += turned;
    turned = 0;
    unsound = 0;
    reader.read(block);
  };
  return {
    columns,
    flush,
    push(frame) {
      tile.set(frame, waiting * width);
      waiting++;
      const end = first + turned + waiting;
      if (turned + waiting >= SHOWN_ROWS || end % rows === 0) flush();
      else if (waiting === TILE_ROWS) turnTile();
    },
  };
}

export interface Recorder extends BlockReader {
  readonly table: Table;
}

/**
 * Keeps means over longer intervals (an hour of minutes), so that a long run of short steps fits into memory; a state
 * keeps its value at the interval's end. `every` steps make an interval; the last may be shorter.
 */
export function recordMeans(grid: TimeGrid, isState: readonly boolean[], every: number): Recorder {
  const length = Math.ceil(grid.length / every);
  const columns = isState.map(() => new Float64Array(length));
  const sums = new Float64Array(isState.length);
  return {
    table: { grid: { start_ms: grid.start_ms, step_s: grid.step_s * every, length }, columns },
    read(block) {
      for (let k = 0; k < columns.length; k++) {
        const values = block.columns[k]!;
        const out = columns[k]!;
        let sum = sums[k]!;
        for (let r = 0; r < block.count; r++) {
          const i = block.first + r;
          const v = values[block.at + r]!;
          const place = i % every;
          sum = (place === 0 ? 0 : sum) + v;
          if (place === every - 1 || i === grid.length - 1)
            out[(i - place) / every] = isState[k] ? v : sum / (place + 1);
        }
        sums[k] = sum;
      }
    },
  };
}
