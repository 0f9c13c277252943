import type { CheckpointStore, StoredCheckpoint, StoredRun } from '../../../src/core/store.ts';
import type { Block } from '../../../src/core/table.ts';

/** A store that forgets everything when it goes; it takes the same step twice as one. */
export interface MemoryStore extends CheckpointStore {
  /** Frames of a run by step, its own alone. */
  rows(run: string): ReadonlyMap<number, Float64Array>;
  /** Steps that were written more than once, and with other values. */
  readonly rewritten: number;
  readonly contradicted: number;
}

export function memoryStore(): MemoryStore {
  const known = new Map<string, StoredRun>();
  const rows = new Map<string, Map<number, Float64Array>>();
  const checkpoints: StoredCheckpoint[] = [];
  let rewritten = 0;
  let contradicted = 0;
  const append = (run: string, block: Block): void => {
    const mine = rows.get(run);
    if (mine === undefined) throw new Error(`nobody began the run "${run}"`);
    for (let r = 0; r < block.count; r++) {
      const row = Float64Array.from(block.columns, (column) => column[block.at + r]!);
      const old = mine.get(block.first + r);
      if (old !== undefined) {
        rewritten++;
        if (old.some((v, k) => !Object.is(v, row[k]))) contradicted++;
      }
      mine.set(block.first + r, row);
    }
  };
  return {
    name: 'memory',
    get rewritten() {
      return rewritten;
    },
    get contradicted() {
      return contradicted;
    },
    rows: (run) => rows.get(run) ?? new Map<number, Float64Array>(),
    begin(run) {
      if (!known.has(run.id)) {
        known.set(run.id, run);
        rows.set(run.id, new Map());
      }
      return Promise.resolve();
    },
    append: (run, block) => Promise.resolve(append(run, block)),
    async appendWith(block, checkpoint) {
      await Promise.resolve();
      append(checkpoint.run, block);
      checkpoints.push({
        ...checkpoint,
        states: checkpoint.states.slice(),
        control: checkpoint.control.slice(),
      });
    },
    lastCheckpoint: (run, notAfter = Number.POSITIVE_INFINITY) =>
      Promise.resolve(
        checkpoints
          .filter((c) => c.run === run && c.index <= notAfter)
          .sort((a, b) => a.index - b.index)
          .at(-1),
      ),
    query({ run, component, signals, from_ms, to_ms }) {
      const lineage: { readonly run: StoredRun; readonly before: number }[] = [];
      let before = Number.POSITIVE_INFINITY;
      for (let one = known.get(run); one !== undefined; one = known.get(one.parent ?? '')) {
        lineage.push({ run: one, before });
        before = Math.min(before, one.fork);
      }
      const { columns, start_ms, step_s } = lineage[0]!.run;
      const steps = new Map<number, Float64Array>();
      for (const { run: one, before: end } of lineage)
        for (const [i, row] of rows.get(one.id)!) if (i < end && !steps.has(i)) steps.set(i, row);
      const inside = [...steps.keys()]
        .filter((i) => start_ms + i * step_s * 1000 >= from_ms && start_ms + i * step_s * 1000 < to_ms)
        .sort((a, b) => a - b);
      const time_ms = Float64Array.from(inside, (i) => start_ms + i * step_s * 1000);
      return Promise.resolve(
        columns.flatMap((column, k) =>
          column.component === component && (signals?.includes(column.signal) ?? true)
            ? [
                {
                  signal: column.signal,
                  unit: column.unit,
                  time_ms,
                  values: Float64Array.from(inside, (i) => steps.get(i)![k]!),
                },
              ]
            : [],
        ),
      );
    },
    runs: () => Promise.resolve([...known.values()]),
    count: (run) => Promise.resolve(rows.get(run)?.size ?? 0),
    end: (run) => Promise.resolve(Math.max(known.get(run)?.fork ?? 0, ...[...rows.get(run)!.keys()].map((i) => i + 1))),
    remove(run) {
      known.delete(run);
      rows.delete(run);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
