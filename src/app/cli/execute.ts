import { rmSync } from 'node:fs';
import { setImmediate as tick } from 'node:timers/promises';
import { SimulationError } from '../../core/errors.ts';
import { BLOCK_ROWS, type Block } from '../../core/table.ts';
import { csvFile, measuredFile } from '../../io/csv.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import type { RowSink } from '../../io/parquet.ts';
import { type ResultWriter, writerHere } from '../../io/resultWriter.ts';
import { type Tally, tallyOf } from '../../report/tally.ts';
import type { Compiled } from '../../scenario/compile.ts';
import type { ExchangeOutcome, ExchangeOutside } from '../../scenario/exchange/exchange.ts';
import { meterColumns, withMeters } from '../../scenario/meters.ts';
import { conduct } from '../../scenario/rolling.ts';
import type { Outcome } from '../../scenario/simulation.ts';
import { modelsFor } from '../exchangeModels.ts';
import { loadForecast } from '../references.ts';
import { tidy } from '../tidy.ts';
import { type RunJournal, runJournal } from './exchangeFiles.ts';
import type { Pacing } from './pacing.ts';
import { writePrices } from './prices.ts';
import type { Progress } from './progress.ts';
import type { StoreSink } from './storeSink.ts';

export interface Execution {
  readonly outcome: Outcome;
  readonly tally: Tally;
  /** True where it was stopped before its end. */
  readonly unfinished: boolean;
  /** Of a run by its exchange that came to its end. */
  readonly exchange?: { readonly outcome: ExchangeOutcome; readonly journal: RunJournal };
}

export interface Outputs {
  /** Rows that the outcome's table keeps, as in SimulationOptions. */
  readonly maxRows?: number;
  /** Writes Parquet, maybe later than this ends; this thread at once where left out. */
  readonly writer?: ResultWriter;
  readonly parquet?: string | undefined;
  readonly csv?: string | undefined;
  /** What instruments show, where some of them fail in the run. */
  readonly measured?: string | undefined;
  readonly store?: StoreSink | undefined;
  /** Prices of every bus, where a plan was made; Parquet or CSV by its ending. */
  readonly prices?: string | undefined;
  /** Folder for the journal of its exchange, where it has one. */
  readonly exchange?: string | undefined;
  readonly agents?: ExchangeOutside['agents'] | undefined;
}

/** Steps between two looks at the clock and at a wish to stop. */
const SLICE = 2048;
/** Slices between two times of clearing up in a long run. */
const TIDY = 2;

/**
 * Runs a compiled scenario, streaming every step to the files named. Between slices it shows progress and looks whether
 * it is to stop; then the files are closed with what there is, as they are where a law is broken.
 */
export async function execute(
  compiled: Compiled,
  outputs: Outputs,
  progress: Progress,
  stopped: () => boolean,
  pacing?: Pacing,
): Promise<Execution> {
  const { run, meters } = compiled;
  const { writer = writerHere } = outputs;
  // What loading left behind makes room for what the run keeps.
  tidy(run.grid.length);
  const tally = tallyOf(run);
  const sinks: RowSink[] = [];
  const onBlock = (block: Block): void => {
    const whole = meters.length === 0 ? block : withMeters(block, meters, simulation.corrected);
    for (const sink of sinks) sink.write(whole);
    outputs.store?.write(block);
  };
  const journal =
    outputs.exchange === undefined || compiled.cluster.spec.exchange === undefined
      ? undefined
      : runJournal(outputs.exchange);
  const conducted = await conduct(compiled, highsSolver, {
    observers: [tally],
    ...(isWritten(outputs) ? { onBlock } : {}),
    maxRows: outputs.maxRows,
    memory: writer.memory,
    forecast: loadForecast(compiled),
    exchange: {
      ...(await modelsFor(compiled)),
      ...(journal === undefined ? {} : { onRecord: (record) => journal.put(record) }),
      ...(outputs.agents === undefined ? {} : { agents: outputs.agents }),
    },
  });
  const { simulation } = conducted;
  const names = [...simulation.columns, ...meterColumns(run, meters)].map((c) => c.name);
  let done = 0;
  let slices = 0;
  try {
    if (outputs.parquet !== undefined) sinks.push(writer.parquet(outputs.parquet, names, run.grid));
    if (outputs.csv !== undefined) sinks.push(csvFile(outputs.csv, names, run.grid));
    if (outputs.measured !== undefined && compiled.instruments.length > 0)
      sinks.push(measuredFile(outputs.measured, compiled.instruments, run));
    while (done < run.grid.length && !stopped()) {
      const most = Math.min(conducted.slice ?? SLICE, BLOCK_ROWS - (done % BLOCK_ROWS));
      done = await conducted.advance(pacing === undefined ? most : await pacing.due(done, most));
      progress.show(done / run.grid.length);
      if (++slices % TIDY === 0) tidy(run.grid.length);
      await tick();
      journal?.flush();
      await outputs.store?.ready();
    }
    simulation.flush();
    for (const sink of sinks) sink.close();
    const { plan } = conducted;
    if (plan !== undefined && outputs.prices !== undefined) writePrices(outputs.prices, run, plan);
    await outputs.store?.finish();
  } catch (error) {
    if (error instanceof SimulationError) {
      simulation.flush();
      for (const sink of sinks) sink.close();
      await writer.settled();
      // The law that was broken is what is to be told.
      await outputs.store?.finish().catch(() => undefined);
    } else {
      await writer.settled().catch(() => undefined);
      for (const sink of sinks) rmSync(sink.path, { force: true });
    }
    throw error;
  } finally {
    progress.end();
    await conducted.close();
  }
  tidy(run.grid.length);
  const unfinished = done < run.grid.length;
  const traded = unfinished ? undefined : conducted.exchange?.();
  journal?.close();
  return {
    outcome: simulation.outcome(),
    tally,
    unfinished,
    ...(traded === undefined || journal === undefined ? {} : { exchange: { outcome: traded, journal } }),
  };
}

const isWritten = ({ parquet, csv, measured, store }: Outputs): boolean =>
  [parquet, csv, measured, store].some((one) => one !== undefined);
