import { randomBytes } from 'node:crypto';
import { columnsOf } from '../../core/columns.ts';
import { ConnectionError } from '../../core/errors.ts';
import type { Store, StoredRun, StoreEvent } from '../../core/store.ts';
import type { Block } from '../../core/table.ts';
import { isNetwork, openStore } from '../../io/storeOf.ts';
import type { Compiled } from '../../scenario/compile.ts';

/** Takes the steps of a run on their way into a store. */
export interface StoreSink {
  /** `r20231124t101500-ab12 in duckdb:out/a.duckdb`. */
  readonly title: string;
  write(block: Block): void;
  /** Resolves once no more than one block waits. @throws what befell those before */
  ready(): Promise<void>;
  /** Resolves once all is stored. @throws ConnectionError where a database does not take it in time */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Blocks that are being written while the next is computed. */
const MOST_WAITING = 2;
const DRAIN_MS = 60_000;

/** What a store is told of a run. */
export const storedRunOf = ({ run, cluster }: Compiled, id: string): StoredRun => ({
  id,
  site: run.name,
  scenario: cluster.spec.label ?? run.name,
  fork: 0,
  start_ms: run.grid.start_ms,
  step_s: run.grid.step_s,
  zone: cluster.spec.site.zone,
  currency: run.currency,
  columns: columnsOf(run),
  owners: Object.fromEntries(run.components.flatMap((c) => (c.owner === '' ? [] : [[c.id, c.owner]]))),
});

/** An id that no other run has: the time, and a bit of chance. */
const newRunId = (): string =>
  `r${new Date()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')
    .toLowerCase()}-${randomBytes(2).toString('hex')}`;

/** Begins a run in the store that is named; what a database cannot take yet waits in `folder`. */
export async function storeSink(
  where: string,
  folder: string,
  compiled: Compiled,
  tell: (event: StoreEvent) => void,
): Promise<StoreSink> {
  const store: Store = await openStore(where, { folder, onEvent: tell });
  const run = storedRunOf(compiled, newRunId());
  try {
    await store.begin(run);
  } catch (error) {
    await store.close();
    throw error;
  }
  const waiting: Promise<void>[] = [];
  const until = async (count: number): Promise<void> => {
    while (waiting.length > count) await waiting.shift();
  };
  return {
    title: `${run.id} in ${store.name}`,
    write({ columns, at, first, count }) {
      // The rows are used again while these are being written.
      const copies = columns.map((column) => column.slice(at, at + count));
      const written = store.append(run.id, { columns: copies, at: 0, first, count });
      // Whoever waits for it learns what befell it.
      written.catch(() => undefined);
      waiting.push(written);
    },
    ready: () => until(MOST_WAITING - 1),
    async finish() {
      await until(0);
      if (!isNetwork(store) || (await store.drain(DRAIN_MS))) return;
      throw new ConnectionError(
        `${store.name}: ${store.health().waiting} points wait in ${folder}/spool; they are sent by the next run with the same store and --out`,
      );
    },
    close: () => store.close(),
  };
}
