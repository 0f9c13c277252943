import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import { civilOf, dayNumberOf, endOf, type TimeGrid } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';
import { HOLIDAY_TABLES, type HolidayTable } from './holidays.ts';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const DATES = /^(\d{4})-(\d{2})-(\d{2})(?:\.\.(\d{4})-(\d{2})-(\d{2}))?$/;

/** First and last day number of `2023-05-01` or `2023-04-29..2023-05-03`; undefined where that is no date. */
function daysIn(text: string): readonly [number, number] | undefined {
  const m = DATES.exec(text);
  if (m === null) return undefined;
  const from = dayOf(m[1]!, m[2]!, m[3]!);
  const to = m[4] === undefined ? from : dayOf(m[4], m[5]!, m[6]!);
  return from === undefined || to === undefined || to < from ? undefined : [from, to];
}
function dayOf(year: string, month: string, day: string): number | undefined {
  const n = dayNumberOf(Number(year), Number(month), Number(day));
  const c = civilOf(n * 86_400_000);
  return c.month === Number(month) && c.day === Number(day) ? n : undefined;
}

const Dates = z.array(
  z.string().refine((text) => daysIn(text) !== undefined, {
    error: (issue) => `expected a date "2023-05-01" or a range "2023-04-29..2023-05-03", got "${String(issue.input)}"`,
  }),
);
const HolidayName = z.string().regex(/^[a-z][a-zA-Z0-9]*$/, 'expected a holiday name in camelCase');

/** Which days are worked: a built-in table, dates of one's own, or both. */
export const CalendarSpec = z.union([
  z.enum(['none', 'china']),
  z.strictObject({
    base: z.enum(['none', 'china']).default('none').describe('built-in table: china knows 2023 to 2026'),
    weekend: z.array(z.enum(WEEKDAYS)).default(['saturday', 'sunday']).describe('rest days of the week'),
    holidays: z
      .union([Dates, z.record(HolidayName, Dates)])
      .default([])
      .describe('dates or ranges, as a list or by holiday name'),
    workdays: Dates.default([]).describe('rest days and holidays that are worked'),
  }),
]);
export type CalendarSpec = z.infer<typeof CalendarSpec>;

/** A working day, a rest day of the week, or a holiday. */
const DAY_TYPES = ['workday', 'weekend', 'holiday'] as const;

export interface Calendar {
  readonly label: string;
  /** By weekday from Monday. */
  readonly weekend: readonly boolean[];
  /** Holiday by day number; holidays listed without a name are called `holiday`. */
  readonly holidays: ReadonlyMap<number, string>;
  readonly workdays: ReadonlySet<number>;
  readonly names: readonly string[];
  /** Years that a built-in table or the user's own dates speak of; undefined where there is no table, so any year goes. */
  readonly years: ReadonlySet<number> | undefined;
}

export function calendarOf(spec: CalendarSpec): Calendar {
  const own = typeof spec === 'string' ? undefined : spec;
  const base = typeof spec === 'string' ? spec : spec.base;
  const table = base === 'none' ? undefined : HOLIDAY_TABLES[base];
  const holidays = new Map<number, string>();
  const workdays = new Set<number>();
  const listed = own?.holidays ?? [];
  const byName = Array.isArray(listed) ? { holiday: listed } : listed;
  const add = (named: Readonly<Record<string, readonly string[]>>, worked: readonly string[]): void => {
    for (const [name, dates] of Object.entries(named))
      for (const day of allDays(dates)) {
        holidays.set(day, name);
        workdays.delete(day);
      }
    for (const day of allDays(worked)) workdays.add(day);
  };
  add(table?.holidays ?? {}, table?.workdays ?? []);
  add(byName, own?.workdays ?? []);
  const weekend: readonly string[] = own?.weekend ?? ['saturday', 'sunday'];
  return {
    label: base,
    weekend: WEEKDAYS.map((name) => weekend.includes(name)),
    holidays,
    workdays,
    names: [...new Set(holidays.values())],
    years: table && yearsOf(table, [...Object.values(byName).flat(), ...(own?.workdays ?? [])]),
  };
}

function yearsOf(table: HolidayTable, own: readonly string[]): ReadonlySet<number> {
  const years = new Set<number>();
  for (let year = table.from; year <= table.to; year++) years.add(year);
  for (const day of allDays(own)) years.add(civilOf(day * 86_400_000).year);
  return years;
}

function* allDays(dates: readonly string[]): Generator<number> {
  for (const text of dates) {
    const range = daysIn(text);
    if (range === undefined) continue;
    for (let day = range[0]; day <= range[1]; day++) yield day;
  }
}

/** A local day of the calendar. */
export interface LocalDay {
  /** Days since 1970-01-01, local. */
  readonly dayNumber: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 Monday to 6 Sunday. */
  readonly weekday: number;
  readonly type: (typeof DAY_TYPES)[number];
  /** Name of the holiday; empty on other days. */
  readonly holiday: string;
}

export function localDay(calendar: Calendar, dayNumber: number): LocalDay {
  const { year, month, day, weekday } = civilOf(dayNumber * 86_400_000);
  const worked = calendar.workdays.has(dayNumber);
  const holiday = worked ? '' : (calendar.holidays.get(dayNumber) ?? '');
  const type = worked ? 'workday' : holiday !== '' ? 'holiday' : calendar.weekend[weekday] ? 'weekend' : 'workday';
  return { dayNumber, year, month, day, weekday, type, holiday };
}

/** A stretch of one local day under one offset; a day with a change of clock has two. */
export interface DayStretch {
  /** Index into the days of `localDays`. */
  readonly day: number;
  readonly from_ms: number;
  readonly to_ms: number;
  /** Seconds on the wall clock after local midnight at `from_ms`. */
  readonly wall_s: number;
}

export interface LocalDays {
  readonly days: readonly LocalDay[];
  /** In order, without gaps, from the start of the grid to its end. */
  readonly stretches: readonly DayStretch[];
}

/**
 * The local days that a grid touches, cut at midnights and changes of clock, so that whoever lays hours of the day on
 * the grid never asks for the time of a single step. Days of 23 and 25 hours come out by themselves.
 * @throws ConfigError where a built-in calendar does not know a year of the grid
 */
export function localDays(calendar: Calendar, zone: ZoneRules, grid: TimeGrid): LocalDays {
  const days: LocalDay[] = [];
  const stretches: DayStretch[] = [];
  const end_ms = endOf(grid);
  zone.spans.forEach((span, k) => {
    const from_ms = k === 0 ? grid.start_ms : Math.max(grid.start_ms, span.from_ms);
    const to_ms = Math.min(end_ms, zone.spans[k + 1]?.from_ms ?? end_ms);
    const shift_ms = span.offset_min * 60_000;
    for (let at_ms = from_ms; at_ms < to_ms; ) {
      const dayNumber = Math.floor((at_ms + shift_ms) / 86_400_000);
      const midnight_ms = dayNumber * 86_400_000 - shift_ms;
      const until_ms = Math.min(to_ms, midnight_ms + 86_400_000);
      if (days.at(-1)?.dayNumber !== dayNumber) days.push(known(calendar, localDay(calendar, dayNumber)));
      stretches.push({
        day: days.length - 1,
        from_ms: at_ms,
        to_ms: until_ms,
        wall_s: (at_ms - midnight_ms) / 1000,
      });
      at_ms = until_ms;
    }
  });
  return { days, stretches };
}

function known(calendar: Calendar, day: LocalDay): LocalDay {
  const { years, label } = calendar;
  if (years !== undefined && !years.has(day.year))
    throw new ConfigError(
      `calendar "${label}" knows the years ${[...years].sort((a, b) => a - b).join(', ')}, the run touches ${day.year}; ` +
        'move the run or list the holidays and worked rest days of that year under "calendar"',
    );
  return day;
}

/** For every step the index of its local day and the local hour (0 to 24) at its start. */
export function localHours(
  local: LocalDays,
  grid: TimeGrid,
): { readonly day: Int32Array; readonly hour: Float64Array } {
  const day = new Int32Array(grid.length);
  const hour = new Float64Array(grid.length);
  const step_ms = grid.step_s * 1000;
  for (const stretch of local.stretches) {
    const first = Math.ceil((stretch.from_ms - grid.start_ms) / step_ms);
    const last = Math.min(grid.length, Math.ceil((stretch.to_ms - grid.start_ms) / step_ms));
    for (let i = first; i < last; i++) {
      day[i] = stretch.day;
      hour[i] = (stretch.wall_s + (i * step_ms + grid.start_ms - stretch.from_ms) / 1000) / 3600;
    }
  }
  return { day, hour };
}
