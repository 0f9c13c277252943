import { closeSync, openSync, writeSync } from 'node:fs';
import { type Instrument, QUALITIES, readInstruments } from '../core/sensors.ts';
import type { Block } from '../core/table.ts';
import { formatUtc, hoursOf, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { cellOf, csvHead, csvRow } from './csvRow.ts';
import { naming } from './folder.ts';
import type { RowSink } from './parquet.ts';

/** Rows that are put together before they are written. */
const BLOCK = 256;

/** A file of text whose rows are made from the steps of a run. */
function textFile(path: string, head: string, row: (block: Block, r: number) => string): RowSink {
  const fd = naming(path, () => openSync(path, 'w'));
  // A disk that fills up may take a part of a text and say so only by the count.
  const put = (text: string): void => {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length; ) done += naming(path, () => writeSync(fd, bytes, done));
  };
  put(head);
  return {
    path,
    write(block: Block) {
      for (let from = 0; from < block.count; from += BLOCK) {
        let text = '';
        for (let r = from; r < Math.min(block.count, from + BLOCK); r++) text += row(block, r);
        put(text);
      }
    },
    close() {
      naming(path, () => closeSync(fd));
    },
  };
}

/** A CSV file of a run: `time` in UTC and a column per name, every number in full, a reading that is not there empty. */
export const csvFile = (path: string, names: readonly string[], grid: TimeGrid): RowSink =>
  textFile(path, csvHead(names), (block, r) => csvRow(block, r, grid));

/**
 * What instruments with faults show beside what is true: a row for each of them in every step, with `time` in UTC, the
 * signal, the truth, the reading (empty where there is none) and its quality.
 */
export function measuredFile(
  path: string,
  instruments: readonly Instrument[],
  { grid, seed }: { readonly grid: TimeGrid; readonly seed: number },
): RowSink {
  const readings = new Float64Array(instruments.length).fill(Number.NaN);
  const quality = new Uint8Array(instruments.length);
  const run = { seed, dt_h: hoursOf(grid) };
  return textFile(path, 'time,signal,true,measured,quality\n', ({ columns, at, first }, r) => {
    const truth = (instrument: Instrument): number => columns[instrument.at]![at + r]!;
    readInstruments(instruments, run, first + r, truth, readings, quality);
    const time = formatUtc(timeAt(grid, first + r));
    return instruments
      .map((one, k) => {
        const reading = readings[k]!;
        return `${time},${one.column},${truth(one)},${cellOf(reading)},${QUALITIES[quality[k]!]!}\n`;
      })
      .join('');
  });
}
