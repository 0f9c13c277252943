import { timeAt } from '../../../core/timeGrid.ts';
import type { CurrentRun } from '../dataFolder.ts';
import type { SiteInfo } from '../siteInfo.ts';
import type { Frames } from '../twin.ts';
import type { Snapshot } from './siteSchemas.ts';

/** The last value of every signal, and when it became known. */
export interface LastValues {
  take(frames: Frames): void;
  /** Takes over a step that a process before this one took, where none was taken since. NaN where nothing is known. */
  recall(run: Pick<CurrentRun, 'run' | 'epoch'>, seq: number, row: Float64Array): void;
  /** Undefined before the first step. @param components all where left out */
  snapshot(components: ReadonlySet<string> | undefined): Snapshot | undefined;
}

interface Last {
  readonly run: string;
  readonly epoch: number;
  readonly seq: number;
  /** Undefined where a process before this one knew it. */
  readonly wall_ms?: number;
}

export function lastValues({ columns, grid }: SiteInfo, wall: () => number): LastValues {
  const width = columns.length;
  const values = new Float64Array(width).fill(Number.NaN);
  const seqs = new Float64Array(width).fill(Number.NaN);
  const walls = new Float64Array(width).fill(Number.NaN);
  let last: Last | undefined;
  return {
    take({ run, group }) {
      const wall_ms = wall();
      // A run in place of another has another past.
      if (run.run !== last?.run) for (const list of [values, seqs, walls]) list.fill(Number.NaN);
      last = { run: run.run, epoch: run.epoch, seq: group.first + group.count - 1, wall_ms };
      for (let k = 0; k < width; k++)
        for (let r = group.count - 1; r >= 0; r--) {
          const v = group.rows[r * width + k]!;
          if (!Number.isFinite(v)) continue;
          values[k] = v;
          seqs[k] = group.first + r;
          walls[k] = wall_ms;
          break;
        }
    },
    recall({ run, epoch }, seq, row) {
      if (last !== undefined) return;
      last = { run, epoch, seq };
      row.forEach((v, k) => {
        values[k] = v;
        seqs[k] = Number.isNaN(v) ? v : seq;
      });
    },
    snapshot(components) {
      if (last === undefined) return undefined;
      const { run, epoch, seq, wall_ms } = last;
      const now = wall();
      let quality: 'good' | 'bad' = 'good';
      const told: Snapshot['values'] = [];
      columns.forEach(({ name, component, unit, role }, k) => {
        if (components !== undefined && !components.has(component)) return;
        const value = values[k]!;
        const isKnown = !Number.isNaN(value);
        const isGood = isKnown && seqs[k] === seq;
        // A meter says itself what is known of its readings.
        if (!isGood && role !== 'meter') quality = 'bad';
        told.push({
          name,
          unit,
          value: isKnown ? value : null,
          seq: isKnown ? seqs[k]! : null,
          age_ms: Number.isNaN(walls[k]) ? null : now - walls[k]!,
          quality: isGood ? 'good' : 'bad',
        });
      });
      const head = { time_ms: timeAt(grid, seq), wall_ms: wall_ms ?? now, run, epoch, seq };
      return { ...head, quality, age_ms: wall_ms === undefined ? null : now - wall_ms, values: told };
    },
  };
}
