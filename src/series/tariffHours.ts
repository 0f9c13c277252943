import { z } from 'zod';
import { type Calendar, type LocalDay, WEEKDAYS } from './calendar.ts';

const WINDOW = /^(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?$/;
export const MINUTES_PER_DAY = 1440;

/** Hours of the day on the wall clock, `[start, end)`: `8-11`, `22:30-24`, or the pair `[8, 11]`. */
export type Window = string | [number, number];
const WindowSchema = z
  .union([z.string(), z.tuple([z.number(), z.number()])])
  .refine((window) => minutesOf(window) !== undefined, {
    error: (issue) =>
      `expected hours such as "8-11" or "22:30-24" within one day, got ${JSON.stringify(issue.input)}; ` +
      'write hours past midnight as "22-24" and "0-6"',
  });
export const Windows = z.union([z.array(WindowSchema), WindowSchema]).describe('one window or a list of them');
export type Windows = z.infer<typeof Windows>;

/** First and last minute of a window; undefined where it is none. */
function minutesOf(window: Window): readonly [number, number] | undefined {
  let from = Number.NaN;
  let to = Number.NaN;
  if (typeof window === 'string') {
    const m = WINDOW.exec(window.replaceAll(' ', ''));
    if (m === null || Number(m[2] ?? 0) > 59 || Number(m[4] ?? 0) > 59) return undefined;
    from = Number(m[1]) * 60 + Number(m[2] ?? 0);
    to = Number(m[3]) * 60 + Number(m[4] ?? 0);
  } else {
    from = window[0] * 60;
    to = window[1] * 60;
  }
  return Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= MINUTES_PER_DAY
    ? [from, to]
    : undefined;
}

export const windowsOf = (windows: Windows): readonly (readonly [number, number])[] =>
  (isOne(windows) ? [windows] : windows).flatMap((window) => {
    const minutes = minutesOf(window);
    return minutes === undefined ? [] : [minutes];
  });
const isOne = (windows: Windows): windows is Window => typeof windows === 'string' || typeof windows[0] === 'number';

/** Sorts of days. `monday` and so on are days that are neither a holiday nor worked instead of another. */
export const DaySelector = z.enum(['all', 'workdays', 'weekends', 'holidays', 'restDays', ...WEEKDAYS]);
export type DaySelector = z.infer<typeof DaySelector>;

export type DayKind = Pick<LocalDay, 'type' | 'weekday' | 'holiday'>;

/** Whether a selector, or the name of a holiday, takes in a day. */
export function takesIn(selector: string, day: DayKind, calendar: Calendar): boolean {
  switch (selector) {
    case 'all':
      return true;
    case 'workdays':
      return day.type === 'workday';
    case 'weekends':
      return day.type === 'weekend';
    case 'holidays':
      return day.type === 'holiday';
    case 'restDays':
      return day.type !== 'workday';
    default: {
      const weekday = (WEEKDAYS as readonly string[]).indexOf(selector);
      if (weekday < 0) return day.holiday === selector;
      return day.weekday === weekday && day.type === (calendar.weekend[weekday] ? 'weekend' : 'workday');
    }
  }
}

/** Every sort of day that the calendar can bring about, with what to call it. */
export function daySorts(calendar: Calendar): readonly (DayKind & { readonly label: string })[] {
  const sorts: (DayKind & { label: string })[] = WEEKDAYS.map((name, weekday) => ({
    label: `${calendar.weekend[weekday] ? 'weekends' : 'workdays'} (${name})`,
    type: calendar.weekend[weekday] ? 'weekend' : 'workday',
    weekday,
    holiday: '',
  }));
  const restDay = calendar.weekend.indexOf(true);
  if (calendar.workdays.size > 0 && restDay >= 0)
    sorts.push({ label: 'workdays (rest days that are worked)', type: 'workday', weekday: restDay, holiday: '' });
  if (calendar.holidays.size > 0) sorts.push({ label: 'holidays', type: 'holiday', weekday: 0, holiday: 'holiday' });
  return sorts;
}

export const clock = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;

/** No period covers the minute. */
const NONE = 255;

/** Fills `program`, a period for each minute of the day; says where none or two claim a minute. */
export function fillDay(
  program: Uint8Array,
  hours: readonly (readonly [period: string, Windows])[],
  periods: readonly string[],
): string | undefined {
  program.fill(NONE);
  for (const [name, windows] of hours) {
    const period = periods.indexOf(name);
    for (const [from, to] of windowsOf(windows))
      for (let m = from; m < to; m++) {
        const other = program[m]!;
        if (other !== NONE) {
          let until = m;
          while (until < to && program[until] === other) until++;
          const who =
            other === period
              ? `"${periods[period]}" twice covers`
              : `both "${periods[other]}" and "${periods[period]}" cover`;
          return `${who} ${clock(m)} to ${clock(until)}`;
        }
        program[m] = period;
      }
  }
  const gap = program.indexOf(NONE);
  if (gap < 0) return undefined;
  let until = gap;
  while (until < MINUTES_PER_DAY && program[until] === NONE) until++;
  return `no period covers ${clock(gap)} to ${clock(until)}`;
}
