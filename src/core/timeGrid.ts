/** Evenly spaced intervals `[start, end)`, labelled left. Instants are integer epoch milliseconds in UTC. */
export interface TimeGrid {
  readonly start_ms: number;
  /** Integer seconds from 1 to 3600. */
  readonly step_s: number;
  /** Number of intervals. */
  readonly length: number;
}

/** The start of interval `i`, computed and never accumulated; `i = length` gives the end of the grid. */
export const timeAt = (grid: TimeGrid, i: number): number => grid.start_ms + i * grid.step_s * 1000;

export const endOf = (grid: TimeGrid): number => timeAt(grid, grid.length);

/** The length of a step in hours. */
export const hoursOf = (grid: TimeGrid): number => grid.step_s / 3600;

/** The interval that holds the instant, which may lie outside [0, length). */
export const indexAt = (grid: TimeGrid, time_ms: number): number =>
  Math.floor((time_ms - grid.start_ms) / (grid.step_s * 1000));

/** `2023-03-29T01:00Z`, with seconds only where there are some. */
export function formatUtc(time_ms: number): string {
  const { year, month, day, hour, minute, second } = civilOf(time_ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  const tail = second === 0 ? '' : `:${two(second)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}${tail}Z`;
}

export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 Monday to 6 Sunday. */
  readonly weekday: number;
  /** Days since 1970-01-01. */
  readonly dayNumber: number;
}

/** Proleptic Gregorian calendar of an instant shifted by the zone's offset; algorithm of Howard Hinnant, `civil_from_days`. */
export function civilOf(time_ms: number): CivilTime {
  const dayNumber = Math.floor(time_ms / 86_400_000);
  const ofDay_s = Math.floor((time_ms - dayNumber * 86_400_000) / 1000);
  const z = dayNumber + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    hour: Math.floor(ofDay_s / 3600),
    minute: Math.floor(ofDay_s / 60) % 60,
    second: ofDay_s % 60,
    weekday: (((dayNumber + 3) % 7) + 7) % 7,
    dayNumber,
  };
}

/** Days since 1970-01-01 of a date (month 1 to 12); algorithm of Howard Hinnant, `days_from_civil`. */
export function dayNumberOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Epoch milliseconds of a date and time read as UTC. */
export const utcMs = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  dayNumberOf(year, month, day) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000;
