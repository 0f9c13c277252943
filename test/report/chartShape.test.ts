import { describe, expect, it } from 'vitest';
import { dayNumberOf, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, type ZoneRules } from '../../src/core/zone.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { durationCurve, exceeded, heatMap, typicalWeeks } from '../../src/report/chartShape.ts';
import { dateText, hourOfWeek, mondayOf, timeText, wallClock, zoneWithin } from '../../src/report/chartTime.ts';

const HOUR = 3600;
const clock = (start_ms: number, hours: number, zone: ZoneRules = fixedZone('UTC', 0)): Float64Array =>
  wallClock({ start_ms, step_s: HOUR, length: hours }, zone);

describe('the local clock', () => {
  it('follows the zone through both changes of a year', () => {
    const start = utcMs(2023, 3, 25, 22);
    const zone = zoneRules('Europe/Berlin', start, utcMs(2023, 12, 1));
    const wall = clock(start, 6, zone);
    expect([...wall].map(timeText).map((t) => t.slice(11))).toEqual([
      '23:00',
      '00:00',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
    const autumn = clock(utcMs(2023, 10, 28, 23), 4, zone);
    expect([...autumn].map(timeText).map((t) => t.slice(11))).toEqual(['01:00', '02:00', '02:00', '03:00']);
  });

  it('keeps of a zone what the rows meet, as JSON holds it', () => {
    const start = utcMs(2023, 1, 1);
    const zone = zoneRules('Europe/Berlin', utcMs(2020, 1, 1), utcMs(2026, 1, 1));
    const kept = zoneWithin(zone, start, utcMs(2024, 1, 1));
    expect(kept.spans.map((s) => s.offset_min)).toEqual([60, 120, 60]);
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
    for (const at of [0, 2200, 5000, 8000]) {
      const one = { start_ms: start + at * 3_600_000, step_s: HOUR, length: 1 };
      expect(wallClock(one, kept)).toEqual(wallClock(one, zone));
    }
  });

  it('knows the days of the week', () => {
    expect(dateText(mondayOf(utcMs(2023, 7, 16, 23)))).toBe('2023-07-10');
    expect(hourOfWeek(utcMs(2023, 7, 16, 23))).toBe(167);
    expect(hourOfWeek(utcMs(2023, 7, 17))).toBe(0);
  });
});

describe('typicalWeeks', () => {
  const year = clock(utcMs(2023, 1, 1), 8760);
  // The level of a week is its number; weeks of the year 2023 begin on 2 January.
  const level = Float64Array.from(year, (wall) => Math.floor((wall - utcMs(2023, 1, 2)) / (7 * 86_400_000)));

  it('takes the week nearest to the mean of its season', () => {
    const found = typicalWeeks(year, HOUR, [level], false);
    // By hand, by their Thursdays: winter has weeks 0 to 7 and 48 to 51, mean 18.8; spring 8 to 20, mean 14; summer 21 to
    // 34, mean 27.5, of two alike the first; autumn 35 to 47, mean 41.
    expect(found.map((w) => [w.season, dateText(w.day), w.to - w.from, w.outOf])).toEqual([
      ['winter', '2023-02-20', 168, 12],
      ['spring', '2023-04-10', 168, 13],
      ['summer', '2023-07-10', 168, 14],
      ['autumn', '2023-10-16', 168, 13],
    ]);
  });

  it('turns the seasons over in the south', () => {
    const north = typicalWeeks(year, HOUR, [level], false);
    const south = typicalWeeks(year, HOUR, [level], true);
    expect(south.find((w) => w.season === 'winter')?.day).toBe(north.find((w) => w.season === 'summer')?.day);
  });

  it('shows the run itself where it holds no whole week', () => {
    const wall = clock(utcMs(2023, 7, 15), 50);
    expect(typicalWeeks(wall, HOUR, [new Float64Array(50)], false)).toEqual([
      { season: 'run', day: dayNumberOf(2023, 7, 15), from: 0, to: 50, outOf: 0 },
    ]);
    expect(typicalWeeks(new Float64Array(0), HOUR, [], false)).toEqual([]);
  });

  it('takes weeks of 167 and 169 hours for whole', () => {
    const start = utcMs(2023, 3, 19, 23);
    const zone = zoneRules('Europe/Berlin', start, utcMs(2023, 12, 1));
    const [week] = typicalWeeks(clock(start, 167, zone), HOUR, [new Float64Array(167)], false);
    expect(week).toMatchObject({ season: 'spring', from: 0, to: 167, outOf: 1 });
  });
});

describe('heatMap', () => {
  it('lays values by local day and hour and leaves the missing hour open', () => {
    const start = utcMs(2023, 3, 25, 23);
    const zone = zoneRules('Europe/Berlin', start, utcMs(2023, 12, 1));
    const wall = clock(start, 23, zone);
    const map = heatMap(
      Float64Array.from({ length: 23 }, (_, i) => i),
      wall,
      HOUR,
    );
    expect([map.days, map.cells[0], map.cells[1], map.cells[2], map.cells[3]]).toEqual([1, 0, 1, Number.NaN, 2]);
    expect([map.lo, map.hi]).toEqual([0, 22]);
  });

  it('takes the mean of what meets in an hour, and spreads what is longer', () => {
    const quarter = wallClock({ start_ms: utcMs(2023, 1, 1), step_s: 900, length: 8 }, fixedZone('UTC', 0));
    expect([...heatMap(Float64Array.of(1, 2, 3, 4, 8, 8, 8, 8), quarter, 900).cells.subarray(0, 2)]).toEqual([2.5, 8]);
    const two = wallClock({ start_ms: utcMs(2023, 1, 1), step_s: 7200, length: 2 }, fixedZone('UTC', 0));
    expect([...heatMap(Float64Array.of(5, 7), two, 7200).cells.subarray(0, 5)]).toEqual([5, 5, 7, 7, Number.NaN]);
  });
});

describe('durationCurve', () => {
  it('falls from the highest to the lowest over the hours of the run', () => {
    expect(durationCurve(Float64Array.of(1, 3, 2), 1800)).toEqual([
      { hours_h: 0, value: 3 },
      { hours_h: 0.5, value: 2 },
      { hours_h: 1.5, value: 1 },
    ]);
    const long = durationCurve(
      Float64Array.from({ length: 8760 }, (_, i) => (i * 7) % 8760),
      HOUR,
      100,
    );
    expect(long.length).toBe(100);
    expect([long[0], long.at(-1)]).toEqual([
      { hours_h: 0, value: 8759 },
      { hours_h: 8760, value: 0 },
    ]);
  });

  it('knows what is exceeded in a share of the time', () => {
    const sorted = Float64Array.of(10, 8, 6, 4);
    expect([0, 0.25, 0.5, 1].map((s) => exceeded(sorted, s))).toEqual([10, 8, 6, 4]);
    expect(exceeded(new Float64Array(0), 0.5)).toBe(0);
  });
});
