/** The thread of `resultThread`: does what it is told, one after the other. */
import { rmSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { parquetFile, type RowSink } from './parquet.ts';
import type { Order, Told } from './resultThread.ts';
import { writerHere } from './resultWriter.ts';

const port = parentPort!;
const files = new Map<string, RowSink>();
let before: Promise<void> = Promise.resolve();

port.on('message', (order: Order) => {
  before = before.then(() => answer(order));
});

async function answer(order: Order): Promise<void> {
  const { path } = order;
  let told: Told = {};
  try {
    if (order.do === 'workbook') await writerHere.workbook(path, order.sheets);
    else if (order.do === 'open') files.set(path, parquetFile(path, order.names, order.grid));
    // Of a file that failed the first error is the one to tell.
    else if (order.do === 'write') files.get(path)?.write(order.block);
    else files.get(path)?.close();
  } catch (error) {
    const { message, code, path: at } = error as NodeJS.ErrnoException;
    told = { failed: { message, ...(code === undefined ? {} : { code }), ...(at === undefined ? {} : { path: at }) } };
    if (files.delete(path)) rmSync(path, { force: true });
  }
  port.postMessage(told);
}
