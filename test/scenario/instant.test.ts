import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUtc, utcMs } from '../../src/core/timeGrid.ts';
import { UTC } from '../../src/core/zone.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { parseInstant } from '../../src/scenario/instant.ts';

const berlin = zoneRules('Europe/Berlin', utcMs(2023, 1, 1), utcMs(2024, 1, 1));
const lordHowe = zoneRules('Australia/Lord_Howe', utcMs(2023, 1, 1), utcMs(2024, 1, 1));

describe('a date and time', () => {
  it.each([
    ['2023-03-01', '2023-02-28T23:00Z'],
    ['2023-03-01T06:30', '2023-03-01T05:30Z'],
    ['2023-07-01 06:30', '2023-07-01T04:30Z'],
    ['2023-07-01T06:30:15', '2023-07-01T04:30:15Z'],
    ['2023-07-01T06:30:15.000', '2023-07-01T04:30:15Z'],
    ['2023-07-01T06:30Z', '2023-07-01T06:30Z'],
    ['2023-07-01T06:30+08:00', '2023-06-30T22:30Z'],
    ['2023-07-01T06:30-0330', '2023-07-01T10:00Z'],
    [' 2023-07-01 ', '2023-06-30T22:00Z'],
    ['2024-02-29T12:00Z', '2024-02-29T12:00Z'],
    // The second of the doubled hours, named by its offset.
    ['2023-10-29T02:30+01:00', '2023-10-29T01:30Z'],
  ])('%s in Berlin is %s', (text, utc) => {
    const time_ms = parseInstant(text, berlin);
    expect(typeof time_ms === 'number' ? formatUtc(time_ms) : time_ms).toBe(utc);
  });

  it.each([
    ['2023-03-26T02:30', '"2023-03-26T02:30" is skipped in Europe/Berlin (clocks go forward); give it an offset'],
    [
      '2023-10-29T02:30',
      '"2023-10-29T02:30" happens twice in Europe/Berlin (2023-10-29T00:30Z and 2023-10-29T01:30Z); give it an offset',
    ],
    ['2023-02-29', 'there is no such time as "2023-02-29"'],
    ['2023-13-01', 'there is no such time as "2023-13-01"'],
    ['2023-01-01T24:00', 'there is no such time as "2023-01-01T24:00"'],
    ['2023-01-01T00:60', 'there is no such time as "2023-01-01T00:60"'],
    ['01.03.2023', 'expected a date and time such as 2023-01-01T00:00, met "01.03.2023"'],
    ['2023-01-01T00:00:00.5', 'expected a date and time such as 2023-01-01T00:00, met "2023-01-01T00:00:00.5"'],
    ['', 'expected a date and time such as 2023-01-01T00:00, met ""'],
  ])('"%s" is refused', (text, message) => {
    expect(parseInstant(text, berlin)).toBe(message);
  });

  it('knows an hour that is skipped by half', () => {
    expect(parseInstant('2023-10-01T02:15', lordHowe)).toMatch(/^"2023-10-01T02:15" is skipped in/);
    expect(parseInstant('2023-10-01T02:45', lordHowe)).toBe(utcMs(2023, 9, 30, 15, 45));
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), (seconds) => {
        expect(parseInstant(formatUtc(seconds * 1000), UTC)).toBe(seconds * 1000);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['number', 'string']).toContain(typeof parseInstant(text, berlin));
      }),
    );
  });
});
