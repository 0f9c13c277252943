import { describe, expect, it } from 'vitest';
import { deltaT_s, geocentricSun } from '../../../src/core/physics/ephemeris.ts';
import { emptySunPosition, sunColumns, sunPosition } from '../../../src/core/physics/sun.ts';
import { utcMs } from '../../../src/core/timeGrid.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';
import { csvRows } from './csv.ts';
import { sunTimes } from './sunTimes.ts';

const site = { latitude_deg: 31.3, longitude_deg: 120.6, altitude_m: 5 };

it('stands where the worked example of the NREL SPA report puts it', () => {
  // Table A5.1 of NREL/TP-560-34302: 2003-10-17 12:30:30 at UTC-7, Golden
  const p = sunPosition(utcMs(2003, 10, 17, 19, 30, 30), 39.742476, -105.1786, 1830.14);
  expect(Math.abs(p.zenith_deg - 50.127954)).toBeLessThan(1e-4);
  expect(Math.abs(p.apparentZenith_deg - 50.11162)).toBeLessThan(3e-4); // its pressure is 1 % off the standard one
  expect(Math.abs(p.azimuth_deg - 194.340241)).toBeLessThan(1e-4);
  expect(Math.abs(p.equationOfTime_min - 14.64)).toBeLessThan(0.01);
  expect(Math.abs(p.distance - 0.9965422974)).toBeLessThan(1e-5);
});

it('stands overhead on the equator at an equinox noon', () => {
  const noon = sunTimes(utcMs(2024, 3, 20, 12), 0, 0).transit_ms;
  const p = sunPosition(noon, 0, 0); // equinox 2024-03-20T03:06Z: 9 h later the declination is 0.15 deg
  expect(p.zenith_deg).toBeLessThan(0.16);
  expect(p.zenith_deg).toBeGreaterThan(0.13);
  expect(p.up).toBeGreaterThan(0.99999);
});

it('gives a unit vector that agrees with its angles', () => {
  const p = sunPosition(utcMs(2023, 6, 1, 1), 31.3, 120.6);
  expect(p.east * p.east + p.north * p.north + p.up * p.up).toBeCloseTo(1, 6);
  expect(p.up).toBeCloseTo(Math.cos((p.apparentZenith_deg * Math.PI) / 180), 7);
  expect(Math.atan2(p.east, p.north)).toBeCloseTo((p.azimuth_deg * Math.PI) / 180, 9);
});

it('writes into the object given and answers the same twice', () => {
  const out = emptySunPosition();
  expect(sunPosition(utcMs(2030, 1, 1, 3), 31.3, 120.6, 5, out)).toBe(out);
  expect(sunPosition(utcMs(2030, 1, 1, 3), 31.3, 120.6, 5)).toEqual(out);
});

it('knows neither rise nor set in polar night and day', () => {
  const tromso = sunTimes(utcMs(2023, 12, 21, 11), 69.65, 18.96);
  expect(tromso.sunrise_ms).toBeNaN();
  expect(tromso.sunset_ms).toBeNaN();
  expect(tromso.transit_ms).toBeGreaterThan(0);
  expect(sunTimes(utcMs(2023, 6, 21, 11), 69.65, 18.96).sunset_ms).toBeNaN();
});

describe('the sun over a grid', () => {
  const grid = { start_ms: utcMs(2023, 1, 1), step_s: 3600, length: 8760 };
  const columns = sunColumns(grid, site);

  it('is the position at mid-hour by day, within 2e-5 deg, and below the horizon at night', () => {
    let day = 0;
    for (let i = 0; i < grid.length; i++) {
      const p = sunPosition(grid.start_ms + (i + 0.5) * 3_600_000, site.latitude_deg, site.longitude_deg, 5);
      expect(columns.extraterrestrial_W_per_m2[i]!).toBeCloseTo(p.extraterrestrial_W_per_m2, 3);
      if (p.zenith_deg > 80) {
        if (p.zenith_deg > 100) expect([columns.upShare[i]!, columns.up[i]! < 0]).toEqual([0, true]);
        continue;
      }
      day++;
      expect(Math.abs(columns.zenith_deg[i]! - p.apparentZenith_deg)).toBeLessThan(2e-5);
      expect(columns.upShare[i]!).toBe(1);
    }
    expect(day).toBeGreaterThan(3500);
  });

  it('counts the hours of daylight that rise and set give', () => {
    for (const [month, days_before] of [
      [3, 79],
      [6, 171],
      [12, 354],
    ] as const) {
      const { sunrise_ms, sunset_ms } = sunTimes(utcMs(2023, month, 21, 4), site.latitude_deg, site.longitude_deg);
      const from = days_before * 24 - 8; // local midnight; by hand: 31 + 28 + 20 = 79 days before 21 March
      let up_h = 0;
      for (let i = from; i < from + 24; i++) up_h += columns.upShare[i]!;
      expect(Math.abs(up_h - (sunset_ms - sunrise_ms) / 3_600_000)).toBeLessThan(0.25);
    }
  });

  it('is the same light at 60, 30, 15 and 5 minutes', () => {
    const light = (step_s: number): number => {
      const fine = sunColumns({ start_ms: utcMs(2023, 3, 1), step_s, length: (86_400 * 10) / step_s }, site);
      let sum = 0;
      for (let i = 0; i < fine.up.length; i++) sum += fine.up[i]! > 0 ? fine.up[i]! * fine.upShare[i]! * step_s : 0;
      return sum / 36_000;
    };
    const finest = light(60);
    for (const step_s of [3600, 1800, 900, 300]) expect(Math.abs(light(step_s) / finest - 1)).toBeLessThan(0.004);
  });

  it('is remembered for the same grid and site only', () => {
    expect(sunColumns(grid, { ...site })).toBe(columns);
    expect(sunColumns(grid, { ...site, latitude_deg: 30 })).not.toBe(columns);
  });
});

describe.skipIf(!hasShared)(`against outside numbers${whyNoShared}`, () => {
  it('agrees with the NREL SPA at 300 instants from 2020 to 2035', () => {
    for (const row of csvRows('reference/solar/suzhou_spa_random.csv')) {
      const p = sunPosition(Date.parse(row.text('time_utc')), site.latitude_deg, site.longitude_deg, 5);
      const turn_deg = ((p.azimuth_deg - row.number('azimuth') + 540) % 360) - 180;
      expect(Math.abs(p.zenith_deg - row.number('zenith'))).toBeLessThan(3e-4);
      expect(Math.abs(p.apparentZenith_deg - row.number('apparent_zenith'))).toBeLessThan(1e-3);
      // Azimuth by the arc it spans: near the zenith a tiny arc is a large azimuth.
      expect(Math.abs(turn_deg * Math.sin((p.zenith_deg * Math.PI) / 180))).toBeLessThan(5e-4);
      expect(Math.abs(p.equationOfTime_min - row.number('eot_min'))).toBeLessThan(2e-3);
      expect(Math.abs(p.distance - row.number('earth_sun_AU'))).toBeLessThan(1.2e-5);
    }
  });

  it('agrees with it over four days, night included', () => {
    for (const row of csvRows('reference/solar/suzhou_hourly.csv')) {
      const p = sunPosition(Date.parse(row.text('time_utc')), site.latitude_deg, site.longitude_deg, 5);
      expect(Math.abs(p.zenith_deg - row.number('sp_zenith'))).toBeLessThan(1e-3);
      expect(Math.abs(p.apparentZenith_deg - row.number('sp_apparent_zenith'))).toBeLessThan(1e-3);
      expect(Math.abs(p.azimuth_deg - row.number('sp_azimuth'))).toBeLessThan(2e-3);
      // The column is Spencer's series, good to 1e-3, with a solar constant of 1366.1.
      const ratio = (p.extraterrestrial_W_per_m2 / row.number('dni_extra')) * (1366.1 / 1361.1);
      expect(Math.abs(ratio - 1)).toBeLessThan(1.5e-3);
    }
  });

  it('rises and sets within 2 s of it', () => {
    for (const row of csvRows('reference/solar/suzhou_sunrise.csv')) {
      const noon = Date.parse(`${row.text('date')}T12:00+08:00`);
      const t = sunTimes(noon, site.latitude_deg, site.longitude_deg);
      expect(Math.abs(t.transit_ms - Date.parse(row.text('transit')))).toBeLessThan(2000);
      expect(Math.abs(t.sunset_ms - Date.parse(row.text('sunset')))).toBeLessThan(2000);
      // The column holds the sunrise of the date in UTC, which at UTC+8 is that of the next morning.
      const next = sunTimes(noon + 86_400_000, site.latitude_deg, site.longitude_deg);
      expect(Math.abs(next.sunrise_ms - 86_400_000 - Date.parse(row.text('sunrise')))).toBeLessThan(2000);
    }
  });

  const cases = referenceCases('reference/solar/published_cases.json');
  it.each(cases.filter((c) => c.group.startsWith('rise_set')))('$id rises and sets where published', (c) => {
    const inputs = c.inputs as { latitude_deg: number; longitude_deg: number; local_date: string; utc_offset: string };
    const noon = Date.parse(`${inputs.local_date}T12:00${inputs.utc_offset}`);
    const times = sunTimes(noon, inputs.latitude_deg, inputs.longitude_deg);
    const expected = Object.entries(c.expected as Record<string, string>);
    expect(expected.length).toBeGreaterThan(1);
    for (const [name, text] of expected) {
      const met = times[`${name}_ms` as keyof typeof times];
      expect(Math.abs(met - Date.parse(text))).toBeLessThan(1000 * c.tol.atol_s!);
    }
  });

  it.each(cases.filter((c) => c.group === 'delta_t' && Number(c.inputs.year) >= 1986))('$id delta T', (c) => {
    const { year, month } = c.inputs as { year: number; month: number };
    const { delta_t_s } = c.expected as { delta_t_s: number };
    expect(Math.abs(deltaT_s(utcMs(year, month, 15)) - delta_t_s)).toBeLessThan(c.tol.atol!);
  });

  it('has the declination and ascension of the SPA report', () => {
    const { alpha_deg, delta_deg, R_AU } = cases.find((c) => c.fn === 'nrel_spa_intermediates')!.expected as Record<
      string,
      number
    >;
    const s = new Float64Array(4);
    geocentricSun(utcMs(2003, 10, 17, 19, 30, 30), 67, s);
    expect(Math.abs((Math.asin(s[2]!) * 180) / Math.PI - delta_deg!)).toBeLessThan(1e-4);
    // Counted from the mean equinox: less by nutation times cos(obliquity), -0.0039984 * 0.91747.
    const ascension_deg = (Math.atan2(s[1]!, s[0]!) * 180) / Math.PI + 360;
    expect(Math.abs(ascension_deg - (alpha_deg! + 0.0039984 * 0.91747))).toBeLessThan(2e-4);
    expect(Math.abs(s[3]! - R_AU!)).toBeLessThan(1e-5);
  });
});
