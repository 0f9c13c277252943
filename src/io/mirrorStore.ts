import type { CheckpointStore, NetworkStore } from '../core/store.ts';

/**
 * A local store, and the same series in one over the network. A step counts as stored once the spool of the second has it
 * safe and the first has committed it with its checkpoint: what a kill leaves between the two is simulated and handed over
 * again, and the same step twice is one. Questions go to the local one, which knows without asking anyone.
 */
export function mirrorStore(local: CheckpointStore, remote: NetworkStore): CheckpointStore & NetworkStore {
  return {
    name: `${local.name} and ${remote.name}`,
    async begin(run) {
      await remote.begin(run);
      await local.begin(run);
    },
    async append(run, block) {
      await remote.append(run, block);
      await local.append(run, block);
    },
    async appendWith(block, checkpoint) {
      await remote.append(checkpoint.run, block);
      await local.appendWith(block, checkpoint);
    },
    lastCheckpoint: (run, notAfter) => local.lastCheckpoint(run, notAfter),
    query: (query) => local.query(query),
    runs: () => local.runs(),
    count: (run) => local.count(run),
    end: (run) => local.end(run),
    async remove(run) {
      await remote.remove(run);
      await local.remove(run);
    },
    health: () => remote.health(),
    drain: (timeout_ms) => remote.drain(timeout_ms),
    resume: () => remote.resume(),
    async close() {
      await remote.close();
      await local.close();
    },
  };
}
