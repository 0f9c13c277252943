import { ConfigError } from '../core/errors.ts';
import { calendarOf, localDays } from '../series/calendar.ts';
import { type HoursSpec, shareOfSteps, unknownDays } from '../series/selectedSteps.ts';
import type { Compiled } from './compile.ts';

/** By step of the run: 1 where half of it or more lies in the hours. @throws ConfigError naming days that the calendar does not have */
export function stepMask(
  hours: HoursSpec,
  { cluster, run }: Pick<Compiled, 'cluster' | 'run'>,
  path: string,
): Uint8Array {
  const calendar = calendarOf(cluster.spec.calendar ?? 'none');
  const unknown = unknownDays(hours, calendar);
  if (unknown.length > 0)
    throw new ConfigError([
      {
        file: cluster.file,
        path: `${path}.days`,
        message: `unknown sort of day "${unknown.join('", "')}"; expected sorts of days, or holidays of the calendar "${calendar.label}"`,
      },
    ]);
  const part = shareOfSteps(hours, run.grid, calendar, localDays(calendar, run.site.zone, run.grid));
  return Uint8Array.from(part, (v) => (v >= 0.5 ? 1 : 0));
}
