import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Block } from '../core/table.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { type ResultWriter, writerHere } from './resultWriter.ts';
import type { WorkSheet } from './workbook.ts';

/** What the thread is told, in order. */
export type Order = { readonly path: string } & (
  | { readonly do: 'open'; readonly names: readonly string[]; readonly grid: TimeGrid }
  | { readonly do: 'write'; readonly block: Block }
  | { readonly do: 'close' }
  | { readonly do: 'workbook'; readonly sheets: readonly WorkSheet[] }
);

/** What became of an order: done where nothing is said, or the error of the disk as far as it can be handed over. */
export interface Told {
  readonly failed?: Pick<NodeJS.ErrnoException, 'message' | 'code' | 'path'>;
}

/** Compiled beside this file; sources write in their own thread. */
const WORKER = new URL('./resultWorker.js', import.meta.url);
/** Fewer values are written before a thread has begun. */
const LEAST_VALUES = 1_000_000;
/** A longer run shows its rows in columns that it uses again: a copy of them would take memory that it is to do without. */
const MOST_ROWS = 40_000;

/** Who writes a run of so many rows and columns: a thread, where that is sooner done. */
export function writerFor(rows: number, columns: number): ResultWriter {
  const isWorth = rows * columns >= LEAST_VALUES && rows <= MOST_ROWS && availableParallelism() > 1;
  return isWorth && existsSync(fileURLToPath(WORKER)) ? openThread() : writerHere;
}

/** Writes in a thread. What goes wrong there is thrown by whatever is asked next. */
function openThread(): ResultWriter {
  const worker = new Worker(WORKER);
  let failed: Error | undefined;
  let waiting = 0;
  let wake: () => void = () => undefined;
  const lose = (error: Error): void => {
    failed ??= error;
    waiting = 0;
    wake();
  };
  worker.on('message', (told: Told) => {
    if (told.failed !== undefined) failed ??= Object.assign(new Error(told.failed.message), told.failed);
    if (--waiting === 0) wake();
  });
  worker.on('error', lose);
  worker.on('exit', () => lose(new Error('the thread that writes results ended before it was done')));
  const order = (what: Order): void => {
    if (failed !== undefined) throw failed;
    waiting++;
    worker.postMessage(what);
  };
  const settled = async (): Promise<void> => {
    if (waiting > 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  return {
    memory: (bytes) => new SharedArrayBuffer(bytes),
    parquet(path, names, grid) {
      order({ do: 'open', path, names, grid });
      return {
        path,
        write: (block) => order({ do: 'write', path, block: handedOver(block) }),
        close: () => order({ do: 'close', path }),
      };
    },
    async workbook(path, sheets) {
      order({ do: 'workbook', path, sheets });
    },
    async settled() {
      await settled();
      if (failed !== undefined) throw failed;
    },
    async end() {
      await settled();
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
  };
}

/** A block as it can be read elsewhere at leisure: where its memory is not shared, a copy. */
const handedOver = ({ columns, at, first, count }: Block): Block => ({
  columns: columns.map((column) =>
    column.buffer instanceof SharedArrayBuffer ? column.subarray(at, at + count) : column.slice(at, at + count),
  ),
  at: 0,
  first,
  count,
});
