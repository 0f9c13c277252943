import type { RunInfo } from './runs.ts';

/** Values that one answer of the server holds at most, with some room. */
const MOST_VALUES = 490_000;

export interface Download {
  readonly csv: string;
  readonly parquet: string;
  /** Every step; else means of longer rows. */
  readonly isWhole: boolean;
  readonly rows: number;
}

/** Where all signals of a run are to be had, thinned out where they are more than one answer holds. */
export function downloadOf(run: RunInfo, columns: number | undefined): Download | undefined {
  if (columns === undefined || columns === 0) return undefined;
  const steps = Math.round((run.to_ms - run.from_ms) / (1000 * run.step_s));
  if (steps <= 0) return undefined;
  const rows = Math.max(1, Math.floor(MOST_VALUES / columns));
  const isWhole = steps <= rows;
  const address = `v1/runs/${run.id}/series?${isWhole ? '' : `points=${rows}&`}extremes=false&format=`;
  return { csv: `${address}csv`, parquet: `${address}parquet`, isWhole, rows: isWhole ? steps : rows };
}
