import type { Store } from '../../core/store.ts';
import { isNetwork } from '../../io/storeOf.ts';

/** How a database over the network and the spool before it stand, for `health`; nothing where there is none. */
export function spoolCounts(store: Store): Readonly<Record<string, string | number>> {
  if (!isNetwork(store)) return {};
  const { state, waiting, waitingBytes, dropped, refused } = store.health();
  return {
    database: state,
    spoolWaiting: waiting,
    spoolBytes: waitingBytes,
    spoolDropped: dropped,
    databaseRefused: refused,
  };
}
