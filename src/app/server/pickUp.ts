import type { RunState } from '../../core/loop.ts';
import type { CheckpointStore } from '../../core/store.ts';
import type { JournalEntry } from '../../scenario/command.ts';
import type { CurrentRun, DataFolder } from './dataFolder.ts';

/** The last checkpoint of a run, or of those it comes from, that is not after a step; and the run's journal. */
export async function pickUp(
  store: CheckpointStore,
  data: DataFolder,
  { run }: CurrentRun,
  notAfter: number,
): Promise<{ readonly state: RunState | null; readonly journal: readonly JournalEntry[] }> {
  const runs = new Map((await store.runs()).map((one) => [one.id, one]));
  const journal = data.journal(run);
  let most = notAfter;
  for (let one = runs.get(run); one !== undefined; one = runs.get(one.parent ?? '')) {
    const found = await store.lastCheckpoint(one.id, Number.isFinite(most) ? most : undefined);
    if (found !== undefined && found.index <= most) {
      const { index, states, control } = found;
      return { state: { index, states, control }, journal };
    }
    most = Math.min(most, one.fork);
  }
  return { state: null, journal };
}
