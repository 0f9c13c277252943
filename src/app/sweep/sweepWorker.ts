import { workerData } from 'node:worker_threads';
import type { SweepDefinition } from './definition.ts';
import { caseRunner, type SweepRow } from './runCase.ts';

/** The thread in which runs of a sweep are made, one after the other. */
const runner = caseRunner(workerData as SweepDefinition);

export const runNumber = (run: number): Promise<SweepRow> => runner(run);
