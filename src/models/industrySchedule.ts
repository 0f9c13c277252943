import { type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { localOf, type ZoneRules } from '../core/zone.ts';

/** When a plant produces. */
export interface Schedule {
  readonly shifts: 1 | 2 | 3;
  readonly weekends: boolean;
  readonly batchOn_h: number;
  readonly batchOff_h: number;
}

/** Local hours in which a shift begins and ends: day shift, day and late, round the clock. */
const SHIFT_HOURS = { 1: [8, 16], 2: [6, 22], 3: [0, 24] } as const;

/** Share of a long time in which it produces. */
export function activeShare({ shifts, weekends, batchOn_h, batchOff_h }: Schedule): number {
  const [from, to] = SHIFT_HOURS[shifts];
  const batch = batchOn_h > 0 ? batchOn_h / (batchOn_h + batchOff_h) : 1;
  return ((to - from) / 24) * (weekends ? 1 : 5 / 7) * batch;
}

/**
 * Share of each step in which it produces. Shifts follow the local clock; batches run and pause from the start of the
 * first day of the run on, whatever the clock does, and a step that they cut in part has its share.
 */
export function activityOf(schedule: Schedule, grid: TimeGrid, zone: ZoneRules): Float64Array {
  const [from, to] = SHIFT_HOURS[schedule.shifts];
  const { batchOn_h, batchOff_h } = schedule;
  const cycle_h = batchOn_h + batchOff_h;
  const dt_h = grid.step_s / 3600;
  /** Hours of batches that ran before an hour after the start. */
  const ran_h = (t_h: number): number => {
    const cycles = Math.floor(t_h / cycle_h);
    return cycles * batchOn_h + Math.min(batchOn_h, t_h - cycles * cycle_h);
  };
  return Float64Array.from({ length: grid.length }, (_, i) => {
    const { weekday, hour } = localOf(zone, timeAt(grid, i));
    if (hour < from || hour >= to || (weekday >= 5 && !schedule.weekends)) return 0;
    return batchOn_h > 0 ? (ran_h((i + 1) * dt_h) - ran_h(i * dt_h)) / dt_h : 1;
  });
}
