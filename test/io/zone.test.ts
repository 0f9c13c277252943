import { expect, it } from 'vitest';
import type { ZoneLookup } from '../../src/core/files.ts';
import { formatUtc, utcMs } from '../../src/core/timeGrid.ts';
import { instantsOf, localOf, offsetAt } from '../../src/core/zone.ts';
import { zoneRules } from '../../src/io/zone.ts';

/** What pure rooms are handed. */
const lookup: ZoneLookup = zoneRules;

const year = (zone: string, y = 2023): string[] =>
  lookup(zone, utcMs(y, 1, 1), utcMs(y + 1, 1, 1)).spans.map(
    (s) => `${Number.isFinite(s.from_ms) ? formatUtc(s.from_ms) : 'ever'} ${s.offset_min}`,
  );

// From the published rules of each zone, not from the engine.
it.each([
  ['UTC', ['ever 0']],
  ['Asia/Shanghai', ['ever 480']],
  ['Europe/Berlin', ['ever 60', '2023-03-26T01:00Z 120', '2023-10-29T01:00Z 60']],
  ['America/New_York', ['ever -300', '2023-03-12T07:00Z -240', '2023-11-05T06:00Z -300']],
  ['Australia/Lord_Howe', ['ever 660', '2023-04-01T15:00Z 630', '2023-09-30T15:30Z 660']], // half an hour
  ['Asia/Kolkata', ['ever 330']],
  ['America/St_Johns', ['ever -210', '2023-03-12T05:30Z -150', '2023-11-05T04:30Z -210']],
])('finds the changes of %s', (zone, spans) => {
  expect(year(zone)).toEqual(spans);
});

it('finds two changes a month apart (Morocco in Ramadan) and a day that was left out (Samoa)', () => {
  expect(year('Africa/Casablanca')).toEqual(['ever 60', '2023-03-19T02:00Z 0', '2023-04-23T02:00Z 60']);
  expect(year('Pacific/Apia', 2011)).toContain('2011-12-30T10:00Z 840');
});

it('knows the summer times that China had from 1986 to 1991', () => {
  expect(year('Asia/Shanghai', 1990)).toEqual(['ever 480', '1990-04-14T18:00Z 540', '1990-09-15T17:00Z 480']);
});

it('starts a span at the very millisecond, also where it is the first or the last of the range', () => {
  const change = utcMs(2023, 3, 26, 1);
  const offsets = (from: number, to: number): number[] =>
    zoneRules('Europe/Berlin', from, to).spans.map((s) => s.offset_min);
  expect(offsets(change - 1, change)).toEqual([60, 120]);
  expect(offsets(change, change + 1)).toEqual([120]);
  expect(offsets(change - 2, change - 1)).toEqual([60]);
  expect(offsets(change - 1, change - 1)).toEqual([60]);
});

it('gives 23, 24 and 25 hours to the days of Berlin, and half an hour more or less to those of Lord Howe', () => {
  const hours = (zone: string, month: number, day: number): number => {
    const rules = zoneRules(zone, utcMs(2023, 1, 1), utcMs(2024, 1, 1));
    const [start] = instantsOf(rules, utcMs(2023, month, day));
    const [end] = instantsOf(rules, utcMs(2023, month, day + 1));
    return (end! - start!) / 3_600_000;
  };
  expect(hours('Europe/Berlin', 3, 26)).toBe(23);
  expect(hours('Europe/Berlin', 6, 1)).toBe(24);
  expect(hours('Europe/Berlin', 10, 29)).toBe(25);
  expect(hours('Australia/Lord_Howe', 4, 2)).toBe(24.5);
  expect(hours('Australia/Lord_Howe', 10, 1)).toBe(23.5);
});

it('agrees with what the engine itself prints, every 5 hours and 7 minutes of a year', () => {
  for (const zone of ['Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York', 'Asia/Shanghai']) {
    const rules = zoneRules(zone, utcMs(2024, 1, 1), utcMs(2025, 1, 1));
    const print = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    let compared = 0;
    for (let t = utcMs(2024, 1, 1); t < utcMs(2025, 1, 1); t += 307 * 60_000) {
      const c = localOf(rules, t);
      const two = (n: number): string => String(n).padStart(2, '0');
      const ours = `${c.year}-${two(c.month)}-${two(c.day)} ${two(c.hour)}:${two(c.minute)}:${two(c.second)}`;
      expect(ours).toBe(print.format(t));
      compared++;
    }
    expect(compared).toBeGreaterThan(1700);
  }
});

it('takes any case and keeps an alias as it was written', () => {
  expect(zoneRules('asia/shanghai', 0, 1).zone).toBe('Asia/Shanghai');
  expect(zoneRules('Asia/Calcutta', 0, 1).zone).toBe('Asia/Calcutta');
  expect(zoneRules('Asia/Kolkata', 0, 1).zone).toBe('Asia/Kolkata');
});

it.each([
  [
    'Asia/Shangai',
    'unknown time zone "Asia/Shangai", did you mean "Asia/Shanghai"? expected an IANA name such as "Asia/Shanghai" or "UTC"',
  ],
  ['Mars/Base', 'unknown time zone "Mars/Base", expected an IANA name such as "Asia/Shanghai" or "UTC"'],
  ['+08:00', 'unknown time zone "+08:00", expected an IANA name such as "Asia/Shanghai" or "UTC"'],
  ['', 'unknown time zone "", expected an IANA name such as "Asia/Shanghai" or "UTC"'],
])('refuses "%s"', (zone, message) => {
  expect(() => zoneRules(zone, 0, 1)).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
});

it('reads a year in a few milliseconds', () => {
  const start = performance.now();
  for (let k = 0; k < 10; k++) zoneRules('Europe/Berlin', utcMs(2023, 1, 1), utcMs(2024, 1, 1));
  expect((performance.now() - start) / 10).toBeLessThan(100); // about 3 on an idle machine
  expect(offsetAt(zoneRules('Europe/Berlin', utcMs(2023, 1, 1), utcMs(2024, 1, 1)), utcMs(2023, 7, 1))).toBe(120);
});
