/** Public holidays of a country by name, and the rest days that are worked instead, as dates or ranges `a..b`. */
export interface HolidayTable {
  readonly holidays: Readonly<Record<string, readonly string[]>>;
  readonly workdays: readonly string[];
  /** Years that the table knows. */
  readonly from: number;
  readonly to: number;
}

/**
 * Public holidays of China with the weekend days worked in exchange, from the yearly notices of the General Office of
 * the State Council. Where National Day and Mid-Autumn Festival are one holiday (2023, 2025), it counts as `nationalDay`.
 */
const china: HolidayTable = {
  from: 2023,
  to: 2026,
  holidays: {
    newYear: ['2022-12-31..2023-01-02', '2024-01-01', '2025-01-01', '2026-01-01..2026-01-03'],
    springFestival: [
      '2023-01-21..2023-01-27',
      '2024-02-10..2024-02-17',
      '2025-01-28..2025-02-04',
      '2026-02-15..2026-02-23',
    ],
    qingming: ['2023-04-05', '2024-04-04..2024-04-06', '2025-04-04..2025-04-06', '2026-04-04..2026-04-06'],
    labourDay: ['2023-04-29..2023-05-03', '2024-05-01..2024-05-05', '2025-05-01..2025-05-05', '2026-05-01..2026-05-05'],
    dragonBoat: ['2023-06-22..2023-06-24', '2024-06-10', '2025-05-31..2025-06-02', '2026-06-19..2026-06-21'],
    midAutumn: ['2024-09-15..2024-09-17', '2026-09-25..2026-09-27'],
    nationalDay: [
      '2023-09-29..2023-10-06',
      '2024-10-01..2024-10-07',
      '2025-10-01..2025-10-08',
      '2026-10-01..2026-10-07',
    ],
  },
  workdays: (
    '2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08 ' +
    '2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 ' +
    '2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 ' +
    '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10'
  ).split(' '),
};

export const HOLIDAY_TABLES = { china } as const satisfies Record<string, HolidayTable>;
