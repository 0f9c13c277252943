import { rmSync } from 'node:fs';
import { openDataFolder } from './dataFolder.ts';
import type { Answer } from './messages.ts';
import type { Twin } from './twin.ts';

/** Removes a run from the store, and its journal; never the one that a twin is at, nor one that is being written. */
export async function removeRun(
  { run: current, branching, store, folder }: Pick<Twin, 'run' | 'branching' | 'store' | 'folder'>,
  run: string,
): Promise<Answer> {
  const refused = (message: string): Answer => ({ kind: 'refused', code: 'conflict', message });
  if (run === current.run) return refused(`run "${run}" is the one that the twin is at`);
  if (branching.includes(run)) return refused(`what-if "${run}" is still running; remove it when it is done`);
  await store.remove(run);
  rmSync(openDataFolder(folder).journalFile(run), { force: true });
  return { kind: 'done' };
}
