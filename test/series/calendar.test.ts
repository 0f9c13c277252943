import { expect, it } from 'vitest';
import { dayNumberOf, type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, localOf, type ZoneRules } from '../../src/core/zone.ts';
import { CalendarSpec, calendarOf, localDay, localDays, localHours } from '../../src/series/calendar.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';

const shanghai = fixedZone('Asia/Shanghai', 480);
/** Central European time around the two changes of 2023. */
const berlin: ZoneRules = {
  zone: 'Europe/Berlin',
  spans: [
    { from_ms: Number.NEGATIVE_INFINITY, offset_min: 60 },
    { from_ms: utcMs(2023, 3, 26, 1), offset_min: 120 },
    { from_ms: utcMs(2023, 10, 29, 1), offset_min: 60 },
  ],
};
/** Lord Howe moves by half an hour. */
const lordHowe: ZoneRules = {
  zone: 'Australia/Lord_Howe',
  spans: [
    { from_ms: Number.NEGATIVE_INFINITY, offset_min: 660 },
    { from_ms: utcMs(2023, 4, 1, 15), offset_min: 630 },
  ],
};

const china = calendarOf('china');

it.each([
  // by hand from the notices
  ['2023-01-20', 'workday', ''], // the Friday before Spring Festival
  ['2023-01-22', 'holiday', 'springFestival'],
  ['2023-01-28', 'workday', ''], // a Saturday made up
  ['2023-02-04', 'weekend', ''],
  ['2023-10-06', 'holiday', 'nationalDay'],
  ['2024-10-12', 'workday', ''], // a Saturday made up
  ['2026-02-23', 'holiday', 'springFestival'],
] as const)('%s is a %s', (date, type, holiday) => {
  const [year, month, day] = date.split('-').map(Number);
  expect(localDay(china, dayNumberOf(year!, month!, day!))).toMatchObject({ type, holiday });
});

it('takes own dates over a table, lists and names alike', () => {
  const own = calendarOf(
    CalendarSpec.parse({
      base: 'china',
      weekend: ['sunday'],
      holidays: { shutdown: ['2023-08-07..2023-08-11'], repair: ['2023-01-28'] },
      workdays: ['2023-05-01'],
    }),
  );
  const type = (month: number, day: number): string => localDay(own, dayNumberOf(2023, month, day)).type;
  expect([type(8, 9), type(1, 28), type(5, 1), type(5, 2), type(2, 4), type(2, 5)]).toEqual([
    'holiday',
    'holiday',
    'workday',
    'holiday',
    'workday',
    'weekend',
  ]);
  expect(localDay(calendarOf(CalendarSpec.parse({ holidays: ['2023-03-01'] })), dayNumberOf(2023, 3, 1)).holiday).toBe(
    'holiday',
  );
});

it('says what is no date', () => {
  const bad = CalendarSpec.safeParse({ holidays: ['2023-02-30', '2023-05-03..2023-05-01'] });
  expect(JSON.stringify(bad.error?.issues)).toContain(
    'expected a date \\"2023-05-01\\" or a range \\"2023-04-29..2023-05-03\\", got \\"2023-02-30\\"',
  );
});

it('refuses a year that the table does not know, unless its dates are given', () => {
  const grid: TimeGrid = { start_ms: utcMs(2027, 4, 1), step_s: 3600, length: 24 };
  expect(() => localDays(china, shanghai, grid)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: calendar "china" knows the years 2023, 2024, 2025, 2026, the run touches 2027; move the run or list the holidays and worked rest days of that year under "calendar"]`,
  );
  const own = calendarOf(CalendarSpec.parse({ base: 'china', holidays: ['2027-01-01'] }));
  expect(localDays(own, shanghai, grid).days).toHaveLength(2);
});

it.each([
  ['UTC+8', shanghai, utcMs(2023, 1, 1), 900],
  ['the short and the long day of Berlin', berlin, utcMs(2023, 3, 20), 3600],
  ['steps across the half-hour change of Lord Howe', lordHowe, utcMs(2023, 3, 30), 3600],
] as const)('knows the local day and hour of every step: %s', (_name, zone, start_ms, step_s) => {
  const grid: TimeGrid = { start_ms, step_s, length: 6000 };
  const local = localDays(calendarOf('none'), zone, grid);
  const { day, hour } = localHours(local, grid);
  for (let i = 0; i < grid.length; i++) {
    const c = localOf(zone, start_ms + i * step_s * 1000);
    if (local.days[day[i]!]!.dayNumber !== c.dayNumber || Math.abs(hour[i]! - c.hour - c.minute / 60) > 1e-12)
      expect.fail(`step ${i}: day ${day[i]} hour ${hour[i]}, expected ${JSON.stringify(c)}`);
  }
});

it('has days of 23 and 25 hours where the clock changes', () => {
  const hoursOf = (start_ms: number): number[] => {
    const { days, stretches } = localDays(calendarOf('none'), berlin, { start_ms, step_s: 3600, length: 72 });
    return days.map((_, k) =>
      stretches.filter((s) => s.day === k).reduce((sum, s) => sum + (s.to_ms - s.from_ms) / 3_600_000, 0),
    );
  };
  expect(hoursOf(utcMs(2023, 3, 24, 23))).toEqual([24, 23, 24, 1]);
  expect(hoursOf(utcMs(2023, 10, 27, 22))).toEqual([24, 25, 23]);
});

it.skipIf(!hasShared).each([2023, 2024, 2025, 2026])(`agrees with holiday-calendar for %d${whyNoShared}`, (year) => {
  interface Listed {
    dates: { date: string; type: 'public_holiday' | 'transfer_workday' }[];
  }
  const { dates } = JSON.parse(readShared(`data/npm-calendars-and-factors/CN_${year}.json`)) as Listed;
  expect(dates.length).toBeGreaterThan(28);
  const listed = new Map(dates.map((d) => [d.date, d.type]));
  for (let n = dayNumberOf(year, 1, 1); n < dayNumberOf(year + 1, 1, 1); n++) {
    const d = localDay(china, n);
    const text = `${d.year}-${String(d.month).padStart(2, '0')}-${String(d.day).padStart(2, '0')}`;
    const expected =
      listed.get(text) === 'public_holiday' ? 'holiday' : listed.has(text) || d.weekday < 5 ? 'workday' : 'weekend';
    expect(`${text} ${d.type}`).toBe(`${text} ${expected}`);
  }
});
