import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SweepDefinition } from './definition.ts';
import { caseRunner, type SweepRow } from './runCase.ts';

/** Where runs of one sweep are made. */
export interface Pool {
  readonly threads: number;
  /** @throws what is no fault of the run's values: a thread that was lost, a solver that broke down */
  run(run: number): Promise<SweepRow>;
  /** Ends at once; runs that are on their way are lost. */
  close(): Promise<void>;
}

/** Compiled beside this file; sources run in their own thread. */
const WORKER = new URL('./sweepWorker.js', import.meta.url);

export async function openPool(definition: SweepDefinition, threads: number): Promise<Pool> {
  if (!existsSync(fileURLToPath(WORKER)))
    return { threads: 1, run: caseRunner(definition), close: async () => undefined };
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    filename: WORKER.href,
    name: 'runNumber',
    minThreads: threads,
    maxThreads: threads,
    // A planned run waits for its solver, which tells by messages; a thread that sleeps on shared memory hears none.
    atomics: 'disabled',
    workerData: definition,
  });
  // A lost thread rejects the run that it had and is told by that.
  pool.on('error', () => undefined);
  return {
    threads,
    run: (run) => pool.run(run) as Promise<SweepRow>,
    close: () => pool.destroy(),
  };
}
