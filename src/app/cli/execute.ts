import { setImmediate as tick } from 'node:timers/promises';
import { BLOCK_ROWS, type Block } from '../../core/table.ts';
import type { Observer } from '../../core/totals.ts';
import { csvFile } from '../../io/csv.ts';
import { parquetFile } from '../../io/parquet.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { type Outcome, startSimulation } from '../../scenario/simulation.ts';
import type { Progress } from './progress.ts';

export interface Execution {
  readonly outcome: Outcome;
  /** True where it was stopped before its end. */
  readonly unfinished: boolean;
}

export interface Outputs {
  readonly parquet?: string | undefined;
  readonly csv?: string | undefined;
}

/** Steps between two looks at the clock and at a wish to stop. */
const SLICE = 2048;

/**
 * Runs a compiled scenario, streaming every step to the files named. Between slices it shows progress and looks whether
 * it is to stop; then the files are closed with what there is.
 */
export async function execute(
  compiled: Compiled,
  outputs: Outputs,
  progress: Progress,
  stopped: () => boolean,
  observers: readonly Observer[] = [],
): Promise<Execution> {
  const { run } = compiled;
  const blocks: Block[] = [];
  const simulation = startSimulation(compiled, { observers, onBlock: (block) => blocks.push(block) });
  const names = simulation.columns.map((c) => c.name);
  const sinks = [
    ...(outputs.parquet === undefined ? [] : [parquetFile(outputs.parquet, names, run.grid)]),
    ...(outputs.csv === undefined ? [] : [csvFile(outputs.csv, names, run.grid)]),
  ];
  const write = async (): Promise<void> => {
    for (const block of blocks.splice(0)) for (const sink of sinks) await sink.write(block);
  };
  let done = 0;
  while (done < run.grid.length && !stopped()) {
    // Never past a block: what it holds is written before it is overwritten.
    done = simulation.advance(Math.min(SLICE, BLOCK_ROWS - (done % BLOCK_ROWS)));
    await write();
    progress.show(done / run.grid.length);
    await tick();
  }
  simulation.flush();
  await write();
  for (const sink of sinks) await sink.close();
  progress.end();
  return { outcome: simulation.outcome(), unfinished: done < run.grid.length };
}
