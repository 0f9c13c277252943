import { z } from 'zod';
import type { TimeGrid } from '../core/timeGrid.ts';
import type { Calendar, LocalDays } from './calendar.ts';
import { DaySelector, takesIn, Windows, windowsOf } from './tariffHours.ts';

/** Hours of a year by month, sort of day and hour of the wall clock; all of what is not said. */
export const HoursFields = {
  months: z
    .array(z.number().int().min(1).max(12))
    .min(1)
    .optional()
    .describe('calendar months, local time; all unless said'),
  days: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe(
      `sorts of days (${DaySelector.options.join(', ')}) or names of holidays of the calendar; all unless said`,
    ),
  hours: Windows.optional().describe('hours of the day, local time; all unless said'),
};
const HoursSchema = z.strictObject(HoursFields);
export type HoursSpec = z.infer<typeof HoursSchema>;

/** Share of each step of a grid that lies in the hours. */
export function shareOfSteps(
  { months, days = 'all', hours = '0-24' }: HoursSpec,
  grid: TimeGrid,
  calendar: Calendar,
  local: LocalDays,
): Float64Array {
  const part = new Float64Array(grid.length);
  const step_ms = grid.step_s * 1000;
  for (const { day, from_ms, to_ms, wall_s } of local.stretches) {
    const at = local.days[day]!;
    if (months?.includes(at.month) === false) continue;
    if (![days].flat().some((selector) => takesIn(selector, at, calendar))) continue;
    for (const [from_min, to_min] of windowsOf(hours)) {
      const from = (Math.max(from_ms, from_ms + (from_min * 60 - wall_s) * 1000) - grid.start_ms) / step_ms;
      const to = (Math.min(to_ms, from_ms + (to_min * 60 - wall_s) * 1000) - grid.start_ms) / step_ms;
      for (let i = Math.floor(from); i < to; i++) part[i]! += Math.min(i + 1, to) - Math.max(i, from);
    }
  }
  return part;
}

/** Sorts of days and holidays that are asked for and that the calendar does not have. */
export function unknownDays({ days = [] }: HoursSpec, calendar: Calendar): readonly string[] {
  const known: readonly string[] = [...DaySelector.options, ...calendar.names];
  return [days].flat().filter((name) => !known.includes(name));
}
