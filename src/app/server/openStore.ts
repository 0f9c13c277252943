import { join, resolve } from 'node:path';
import type { CheckpointStore } from '../../core/store.ts';
import { openDuckStore } from '../../io/duckStore.ts';

/** Opens the store that is named, or the one in the folder of the twin. */
export const storeAt =
  (where: string | undefined) =>
  (folder: string): Promise<CheckpointStore> =>
    openDuckStore(where === undefined ? join(folder, 'twin.duckdb') : where === ':memory:' ? where : resolve(where));
