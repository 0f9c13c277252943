import { type Digest, digest, digestOf } from './digest.ts';
import type { Kept } from './kept.ts';
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
  /** What is known of the block's rows, all of them, by column. */
  readonly digest?: Digest | undefined;
}

/** Takes the steps of a run block by block. */
export interface BlockReader {
  read(block: Block): void;
}

/** Rows of a row group in Parquet, and of the columns kept of a long run. */
export const BLOCK_ROWS = 8192;
/** Rows that are shown to a reader at a time: enough to walk along, few enough to stay in the next cache. */
export const SHOWN_ROWS = 128;
/** From one column of the rows to be shown to the next: an odd number of cache lines, so that a row finds room for all its columns. */
const PACE = SHOWN_ROWS + 8;
/** Rows that are turned at a time: as many as a cache line holds. */
const TILE_ROWS = 8;

export interface FrameColumns {
  readonly columns: readonly Float64Array[];
  /** Takes a frame as the next row. */
  push(frame: Float64Array): void;
  /** Shows and keeps the rows still waiting. */
  flush(): void;
  /** The rows still waiting; what was shown is with its reader. */
  readonly kept: Kept;
}

/** Writes `count` frames that stand one after the other as rows from `at` of columns that stand `PACE` apart. */
function turn(tile: Float64Array, count: number, width: number, turned: Float64Array, at: number): void {
  if (count < TILE_ROWS) {
    for (let r = 0; r < count; r++)
      for (let k = 0, to = at + r; k < width; k++, to += PACE) turned[to] = tile[r * width + k]!;
    return;
  }
  for (let k = 0, to = at; k < width; k++, to += PACE) {
    turned[to] = tile[k]!;
    turned[to + 1] = tile[k + width]!;
    turned[to + 2] = tile[k + 2 * width]!;
    turned[to + 3] = tile[k + 3 * width]!;
    turned[to + 4] = tile[k + 4 * width]!;
    turned[to + 5] = tile[k + 5 * width]!;
    turned[to + 6] = tile[k + 6 * width]!;
    turned[to + 7] = tile[k + 7 * width]!;
  }
}

/** Frames that were not shown yet, and the step of the first. */
interface Waiting {
  readonly first: number;
  readonly frames: readonly Float64Array[];
}

/** Memory of zeros in one piece. */
export type Memory = (bytes: number) => ArrayBufferLike;

/** Columns of zeros side by side in one piece of memory, of which the system gives only the pages that are written. */
function zeros(width: number, rows: number, memory: Memory = (bytes) => new ArrayBuffer(bytes)): Float64Array[] {
  const length = rows * Float64Array.BYTES_PER_ELEMENT;
  const all = memory(width * length);
  return Array.from({ length: width }, (_, k) => new Float64Array(all, k * length, rows));
}

/** Writes rows from `at` of the columns. A fresh column is all zeros: left untouched where nothing flows, it takes no memory. */
function keep(
  rows: readonly Float64Array[],
  count: number,
  found: Digest,
  columns: readonly Float64Array[],
  at: number,
  fresh: boolean,
  touched: Uint8Array,
): void {
  for (let k = 0; k < columns.length; k++) {
    const from = rows[k]!;
    digest(found, k, from, 0, count);
    if (found.isZero[k] === 1 && (fresh || touched[k] === 0)) continue;
    touched[k] = 1;
    const column = columns[k]!;
    // Of the two zeros only the positive one is kept.
    for (let r = 0; r < count; r++) column[at + r] = from[r]! + 0;
  }
}

/**
 * Turns frames into columns of `rows` rows. The last few stand close together; they are looked over, kept, and shown to
 * `reader` while they are warm. After the last row it begins again at the first. With 0 rows none is kept.
 */
export function frameColumns(width: number, rows: number, reader: BlockReader, memory?: Memory): FrameColumns {
  const columns = zeros(width, rows, memory);
  const touched = new Uint8Array(width);
  const tile = new Float64Array(width * TILE_ROWS);
  const turned = new Float64Array(width * PACE);
  const shown = Array.from({ length: width }, (_, k) => turned.subarray(k * PACE, k * PACE + SHOWN_ROWS));
  const found = digestOf(width);
  /** Rows not yet shown, and the first of them. */
  let waiting = 0;
  let first = 0;
  const turnTile = (): void => {
    const rest = waiting % TILE_ROWS;
    const count = rest === 0 ? TILE_ROWS : rest;
    turn(tile, count, width, turned, waiting - count);
  };
  const flush = (): void => {
    if (waiting === 0) return;
    if (waiting % TILE_ROWS !== 0) turnTile();
    if (rows > 0) keep(shown, waiting, found, columns, first % rows, first < rows, touched);
    else for (let k = 0; k < width; k++) digest(found, k, shown[k]!, 0, waiting);
    const block = { columns: shown, at: 0, first, count: waiting, digest: found };
    first += waiting;
    waiting = 0;
    reader.read(block);
  };
  const push = (frame: Float64Array): void => {
    tile.set(frame, (waiting % TILE_ROWS) * width);
    waiting++;
    if (waiting % TILE_ROWS === 0) turnTile();
    // Blocks end where they always do, also after somebody asked for what was waiting.
    const end = first + waiting;
    if (waiting === SHOWN_ROWS || end % rows === 0 || end % BLOCK_ROWS === 0) flush();
  };
  return {
    columns,
    flush,
    push,
    kept: {
      save() {
        if (waiting % TILE_ROWS !== 0) turnTile();
        const frames = Array.from({ length: waiting }, (_, r) => Float64Array.from(shown, (column) => column[r]!));
        return { first, frames } satisfies Waiting;
      },
      restore(saved) {
        const { first: from, frames } = saved as Waiting;
        first = from;
        waiting = 0;
        for (const frame of frames) push(frame);
      },
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
  const columns = zeros(isState.length, length);
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
          // Zeros are there already.
          if (place === every - 1 || i === grid.length - 1)
            if (sum !== 0 || v !== 0) out[(i - place) / every] = isState[k] ? v : sum / (place + 1);
        }
        sums[k] = sum;
      }
    },
  };
}
