import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunState } from '../../../core/loop.ts';
import { readKept, writeKept } from '../../../io/keptFile.ts';
import type { JournalMark } from './liveJournal.ts';
import type { MarketNews } from './marketMessages.ts';

/** An exchange and its run between two steps, and how far its files had come. */
export interface ExchangeCheckpoint {
  readonly version: 2;
  /** Index in it is that of the next step. */
  readonly state: RunState;
  readonly exchange: unknown;
  readonly journal: JournalMark;
  /** Bytes of the orders that are in it. */
  readonly orders_bytes: number;
  /** What of the last slots is still shown. */
  readonly recent: readonly MarketNews[];
}

const NAME = /^checkpoint-(\d+)\.bin$/;
const VERSION = 2;

/** Steps of which a folder has a checkpoint, the last first. */
function stepsIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const steps = readdirSync(folder).flatMap((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN));
  return steps.filter((step) => !Number.isNaN(step)).sort((a, b) => b - a);
}

const pathOf = (folder: string, step: number): string => join(folder, `checkpoint-${step}.bin`);

/** The last checkpoint that is not after a step and fits the files as they are. */
export function lastCheckpoint(
  folder: string,
  notAfter: number,
  fits: (checkpoint: ExchangeCheckpoint) => boolean,
): ExchangeCheckpoint | undefined {
  for (const step of stepsIn(folder)) {
    if (step > notAfter) continue;
    const found = readKept(pathOf(folder, step)) as ExchangeCheckpoint | undefined;
    if (found?.version === VERSION && fits(found)) return found;
  }
  return undefined;
}

/** Writes a checkpoint, and removes those before the last one that is not after `stored`: nobody goes on from them. */
export function keepCheckpoint(folder: string, checkpoint: ExchangeCheckpoint, stored: number): void {
  writeKept(pathOf(folder, checkpoint.state.index), checkpoint);
  const [, ...older] = stepsIn(folder).filter((step) => step <= stored);
  for (const step of older) rmSync(pathOf(folder, step), { force: true });
}
