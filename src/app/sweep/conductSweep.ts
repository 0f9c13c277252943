import type { SweepJournal } from './journal.ts';
import type { Pool } from './pool.ts';
import type { SweepRow } from './runCase.ts';

/** Times that a run is begun where its thread is lost, before that becomes its result. */
const TRIES = 3;

export interface Conducting {
  readonly runs: number;
  readonly valuesOf: (run: number) => SweepRow['values'];
  readonly journal: SweepJournal;
  readonly pool: Pool;
  readonly onDone: (done: number) => void;
  readonly stopped: () => boolean;
}

/** Makes every run that the journal has not, and keeps each as soon as it is done. Ends early where it is stopped. */
export async function conductSweep({ runs, valuesOf, journal, pool, onDone, stopped }: Conducting): Promise<void> {
  let next = 0;
  const one = async (run: number): Promise<SweepRow> => {
    for (let tries = 1; ; tries++) {
      try {
        return await pool.run(run);
      } catch (error) {
        if (stopped()) throw error;
        if (tries < TRIES) continue;
        const why = error instanceof Error ? error.message : String(error);
        return { run, values: valuesOf(run), error: `lost ${TRIES} times in mid-run: ${why}` };
      }
    }
  };
  const lane = async (): Promise<void> => {
    while (!stopped()) {
      while (next < runs && journal.rows.has(next)) next++;
      if (next >= runs) return;
      const run = next++;
      const row = await one(run);
      journal.add([row]);
      onDone(journal.rows.size);
    }
  };
  // One waits while another runs, so that no thread waits for the disk.
  const lanes = Array.from({ length: pool.threads > 1 ? 2 * pool.threads : 1 }, lane);
  const ended = await Promise.allSettled(lanes);
  const failed = ended.find((e) => e.status === 'rejected');
  if (failed !== undefined && !stopped()) throw failed.reason;
}
