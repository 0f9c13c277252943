import { describe, expect, it } from 'vitest';
import { endOf, utcMs } from '../../src/core/timeGrid.ts';
import { measureClock } from '../../src/series/clockEvidence.ts';
import { resample } from '../../src/series/resample.ts';
import { describeReport, type SeriesTable } from '../../src/series/table.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';
import { messageOf, profile, sumOf, weather } from './importing.ts';

const data = (path: string): string => readShared(`data/${path}`);
const mean = (values: Float64Array): number => sumOf(values) / values.length;
const finding = (table: SeriesTable, kind: string, column = ''): number =>
  table.report.findings.filter((f) => f.kind === kind && f.column === column).reduce((sum, f) => sum + f.count, 0);

describe.skipIf(!hasShared)(`the Shanghai typical year (EPW)${whyNoShared}`, () => {
  const read = (spec: object = {}) => weather(data('weather-epw-china/CHN_Shanghai.Shanghai.583620_CSWD.epw'), spec);

  it('gives the sums and extremes of its README', () => {
    const { columns, length, year, location, start_ms } = read();
    expect({ length, year, start_ms }).toEqual({ length: 8760, year: 'calendar', start_ms: utcMs(2004, 12, 31, 16) });
    expect(location).toMatchObject({ latitude_deg: 31.4, longitude_deg: 121.45, altitude_m: 5.5, offset_min: 480 });
    expect(Math.round(sumOf(columns.ghi_W_per_m2!) / 1000)).toBe(1271);
    expect(Math.round(sumOf(columns.dni_W_per_m2!) / 1000)).toBe(938);
    expect(Math.round(sumOf(columns.dhi_W_per_m2!) / 1000)).toBe(614);
    expect([Math.min(...columns.ambient_degC!), Math.max(...columns.ambient_degC!)]).toEqual([-4.5, 36.8]);
    expect(mean(columns.ambient_degC!)).toBeCloseTo(16.7, 1);
    expect(mean(columns.wind_m_per_s!)).toBeCloseTo(3.25, 2);
    expect(Math.max(...columns.relativeHumidity!)).toBe(1);
  });

  it('finds the half hour, the 101 % and the 42 h of one wind, and reports them', () => {
    const table = read();
    expect(table.clock!.late_h).toBeGreaterThan(0.43); // README: +0.48 by another choice of clear days
    expect(table.clock!.late_h).toBeLessThan(0.6);
    expect(table.shift_s).toEqual({ ghi_W_per_m2: -1800, dni_W_per_m2: -1800, dhi_W_per_m2: -1800 });
    expect(describeReport(table.report)).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: relativeHumidity: 18 values clipped to 0..1, first at 2005-01-06T22:00Z (line 159)",
        "profiles/w.epw: pressure_kPa: 8,760 values in 357 runs that stay the same for 24 h or more, the longest 48 h, kept, first at 2004-12-31T16:00Z (line 9)",
        "profiles/w.epw: wind_m_per_s: 588 values in 21 runs that stay the same for 24 h or more, the longest 42 h, kept, first at 2005-01-22T00:00Z (line 521)",
        "profiles/w.epw: irradiance lies +0.53 h off the sun on its 36 clearest days: moved by -0.5 h",
      ]
    `);
  });

  it('lies under the sun after resampling, with no energy lost', () => {
    const table = read();
    const grid = { start_ms: utcMs(2022, 12, 31, 16), step_s: 3600, length: 8760 };
    const mended = resample(table, grid, table.location);
    const late_h = measureClock(grid, mended.columns.ghi_W_per_m2!, table.location!).late_h;
    expect(Math.abs(late_h)).toBeLessThan(0.125);
    for (const name of ['ghi_W_per_m2', 'dni_W_per_m2', 'dhi_W_per_m2'] as const)
      expect(sumOf(mended.columns[name]!) / sumOf(table.columns[name]!)).toBeCloseTo(1, 12);
    expect([...mended.columns.ambient_degC!]).toEqual([...table.columns.ambient_degC!]);
    const quarters = resample(table, { ...grid, step_s: 900, length: 4 * 8760 }, table.location);
    expect(sumOf(quarters.columns.ghi_W_per_m2!) / 4 / sumOf(table.columns.ghi_W_per_m2!)).toBeCloseTo(1, 12);
  });

  it('serves a leap year', () => {
    const table = read();
    const grid = { start_ms: utcMs(2023, 12, 31, 16), step_s: 3600, length: 8784 };
    const { ambient_degC } = resample(table, grid).columns;
    const february28 = table.columns.ambient_degC!.slice(58 * 24, 59 * 24);
    expect(ambient_degC!.slice(59 * 24, 60 * 24)).toEqual(february28);
    expect(ambient_degC![8783]).toBe(table.columns.ambient_degC![8759]);
  });
});

describe.skipIf(!hasShared)(`one PVGIS year in two formats${whyNoShared}`, () => {
  const csv = () => weather(data('weather-format-samples/tmy_45.000_8.000_2005_2023.csv'));
  const epw = () => weather(data('weather-format-samples/tmy_45.000_8.000_2005_2023.epw'));

  it('gives the same times and irradiance, though the EPW names a wrong zone', () => {
    const [a, b] = [csv(), epw()];
    expect(a).toMatchObject({ start_ms: utcMs(2001, 1, 1), step_s: 3600, length: 8760, year: 'calendar' });
    expect(b).toMatchObject({ start_ms: a.start_ms, step_s: a.step_s, length: a.length, shift_s: a.shift_s });
    for (const name of ['ghi_W_per_m2', 'dni_W_per_m2', 'dhi_W_per_m2', 'ambient_degC', 'pressure_kPa'] as const)
      expect([...b.columns[name]!]).toEqual([...a.columns[name]!]);
    const wind = a.columns.wind_m_per_s!.map((v, i) => Math.abs(v - b.columns.wind_m_per_s![i]!));
    expect(Math.max(...wind)).toBeLessThan(0.0501); // rounded to 0.1 in the EPW
    expect(b.location!.offset_min).toBe(0);
    expect(a.shift_s.ghi_W_per_m2).toBe(-900);
    expect(a.clock!.late_h).toBeCloseTo(0.5 - 0.1761, 2);
  });

  it('says what it found', () => {
    expect(describeReport(epw().report)).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: a typical year of months from 2006, 2007, 2008, 2009, 2010, 2011, 2013, 2016, 2018, 2020",
        "profiles/w.epw: irradiance lies -0.68 h off the sun on its 36 clearest days: the header says UTC+01:00, the rows run in UTC+00:00, which is used",
        "profiles/w.epw: irradiance lies -0.68 h off the sun on its 36 clearest days: moved by -0.25 h beside the zone",
      ]
    `);
    expect(describeReport(csv().report)).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: a typical year of months from 2006, 2007, 2008, 2009, 2010, 2011, 2013, 2016, 2018, 2020",
        "profiles/w.epw: irradiance lies +0.32 h off the sun on its 36 clearest days: moved by -0.25 h",
      ]
    `);
  });

  it('trusts the header where told to', () => {
    const table = weather(data('weather-format-samples/tmy_45.000_8.000_2005_2023.epw'), { clock: 'trust' });
    expect(table.start_ms).toBe(utcMs(2000, 12, 31, 23));
    expect(table.shift_s).toEqual({});
  });
});

describe.skipIf(!hasShared)(`TMY3 of Greensboro${whyNoShared}`, () => {
  it('keeps its clock, for it is right', () => {
    const table = weather(data('weather-format-samples/723170TYA.CSV'));
    expect(table).toMatchObject({ start_ms: utcMs(2001, 1, 1, 5), length: 8760, year: 'calendar', shift_s: {} });
    expect(Math.abs(table.clock!.late_h)).toBeLessThan(0.02);
    expect(table.columns.ambient_degC![0]).toBe(10);
    expect(table.columns.pressure_kPa![0]).toBeCloseTo(99.3, 9);
  });
});

describe.skipIf(!hasShared)(`the steel plant${whyNoShared}`, () => {
  const read = () =>
    profile(data('steel-korea-15min/Steel_industry_data_2018-01..09.csv'), {
      time: { column: 'date', format: 'dd/MM/yyyy HH:mm' },
      zone: '+09:00',
      label: 'right',
      columns: {
        demand_kW: { from: 'Usage_kWh', unit: 'kWh' },
        lagging_kvar: { from: 3, unit: 'kvarh' },
        leading_kvar: { from: 'Leading_Current_Reactive_Power_kVarh', unit: 'kvarh' },
        powerFactor: { from: 'Lagging_Current_Power_Factor', unit: 'percent' },
      },
    });

  it('is an unbroken series once every midnight is in its place', () => {
    const table = read();
    expect(table).toMatchObject({ start_ms: utcMs(2017, 12, 31, 15), step_s: 900 });
    expect(endOf(table)).toBe(utcMs(2018, 9, 30, 15));
    expect(finding(table, 'midnight')).toBe(273);
    expect(finding(table, 'filled', 'demand_kW')).toBe(0);
    expect(Math.max(...table.columns.demand_kW!)).toBeLessThanOrEqual(629);
  });

  it('agrees with its own power factor, interval by interval', () => {
    const { demand_kW, lagging_kvar, powerFactor } = read().columns;
    const worst = demand_kW!.reduce((most, p, i) => {
      const apparent = Math.hypot(p, lagging_kvar![i]!);
      return apparent > 0 ? Math.max(most, Math.abs(p / apparent - powerFactor![i]!)) : most;
    }, 0);
    expect(worst).toBeLessThan(6e-5); // README: within 0.005 %
  });

  it('keeps its energy by the hour', () => {
    const table = read();
    const hours = resample(table, { start_ms: table.start_ms, step_s: 3600, length: table.length / 4 });
    expect(sumOf(hours.columns.demand_kW!)).toBeCloseTo(sumOf(table.columns.demand_kW!) / 4, 6);
  });
});

describe.skipIf(!hasShared)(`solar stations in China${whyNoShared}`, () => {
  const columns = {
    power_kW: { from: 'Power (MW)', unit: 'MW' },
    ghi_W_per_m2: 'Global horizontal irradiance (W/m2)',
    ambient_degC: { from: 5 },
    pressure_kPa: { from: 'Atmosphere (hpa)', unit: 'hPa' },
    relativeHumidity: { from: 'Relative humidity (%)', unit: 'percent' },
  };
  const read = (site: string, more: object = {}) =>
    profile(data(`china-solar-stations-15min/${site}.csv`), {
      time: { column: 1 },
      zone: '+08:00',
      columns,
      gaps: 'interpolate',
      ...more,
    });

  it('site 1: the energy of its README, overflown humidity and -99 taken out', () => {
    const table = read('site1_50MW_2019', { missing: [-99] });
    expect(table).toMatchObject({ length: 35_040, step_s: 900, start_ms: utcMs(2018, 12, 31, 16) });
    expect(Math.round(sumOf(table.columns.power_kW!) / 4000)).toBe(85_210);
    expect(finding(table, 'sentinel', 'ambient_degC')).toBe(53);
    expect(finding(table, 'outOfRange', 'relativeHumidity')).toBeGreaterThan(1500);
    expect(Math.max(...table.columns.relativeHumidity!)).toBeLessThanOrEqual(1);
  });

  it('site 1: stops at the first value that is none, by default', () => {
    expect(messageOf(() => read('site1_50MW_2019', { gaps: 'error' }))).toMatchInlineSnapshot(`
      "ConfigError: profiles/a.csv:16466: ghi_W_per_m2 has 53 values missing in 6 gaps (53 values out of range (-99 in the file; expected -20 to 2020)), first at 2019-06-21T04:00Z (line 16466); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
      profiles/a.csv:16466: ambient_degC has 53 values missing in 6 gaps (53 values out of range (-99 in the file; expected -90 to 60)), first at 2019-06-21T04:00Z (line 16466); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
      profiles/a.csv:16466: pressure_kPa has 53 values missing in 6 gaps (53 values out of range (-99 in the file is -9.9 here; expected 25 to 115)), first at 2019-06-21T04:00Z (line 16466); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
      profiles/a.csv:6018: relativeHumidity has 2,080 values missing in 174 gaps (2,080 values out of range (6553.4 in the file is 65.534 here; expected -0.1 to 1.1)), first at 2019-03-04T08:00Z (line 6018); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday"
    `);
  });

  it('site 3: sixteen-bit temperatures are impossible', () => {
    const table = read('site3_30MW_2019-2020H1');
    expect(finding(table, 'outOfRange', 'ambient_degC')).toBe(5084);
    expect(Math.round(sumOf(table.columns.power_kW!) / 4000)).toBeGreaterThan(60_000);
  });

  it('site 5: texts in all columns, counted and filled', () => {
    const table = read('site5_110MW_2019');
    for (const name of Object.keys(columns)) expect(finding(table, 'text', name)).toBe(46);
    expect(Math.abs(sumOf(table.columns.power_kW!) / 4000 - 131_671)).toBeLessThan(400);
  });
});

describe.skipIf(!hasShared)(`buildings in Cambridge${whyNoShared}`, () => {
  it('take zero for no data where told to', () => {
    const read = (from: Record<string, unknown>) =>
      profile(data('cambridge-buildings/b68_electricity_2019.csv'), {
        columns: { demand_kW: { from: 'equipment load [kWh]', unit: 'kWh', ...from } },
        gaps: 'sameHourYesterday',
      });
    expect(finding(read({}), 'filled', 'demand_kW')).toBe(0);
    const table = read({ missing: [0] });
    expect(finding(table, 'sentinel', 'demand_kW') / 8760).toBeCloseTo(0.155, 2);
    expect(finding(table, 'filled', 'demand_kW')).toBe(finding(table, 'sentinel', 'demand_kW'));
    expect(Math.min(...table.columns.demand_kW!)).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasShared)(`PV telemetry with labelled faults${whyNoShared}`, () => {
  const column = (text: string, header: string): string[] => {
    const [head, ...rows] = text.trim().split(/\r?\n/);
    const at = head!.split(',').indexOf(header);
    return rows.map((row) => row.split(',')[at]!);
  };

  it('counts the blanks of an inverter', () => {
    const text = data('pv-telemetry-faults/ac_power_inv_2173.csv');
    const table = profile(text, { columns: { power: 'value_normalized' }, gaps: 'hold' });
    const blanks = column(text, 'value_normalized').filter((cell) => cell === '').length;
    expect(finding(table, 'blank', 'power')).toBe(blanks);
    expect(blanks / table.report.rows).toBeCloseTo(0.42, 2);
  });

  it('finds the stuck run that is labelled, at its place', () => {
    const text = data('pv-telemetry-faults/ac_power_inv_2173_stale_data.csv');
    const mapping = { columns: { power: 'value_normalized' }, gaps: 'hold' as const };
    const mask = column(text, 'stale_data_mask').map((cell) => /true/i.test(cell));
    const labelled = mask.flatMap((stale, i) => (stale ? [i] : []));
    const table = profile(text, { ...mapping, stuck: 'missing' });
    const stuck = table.report.findings.find((f) => f.kind === 'stuck')!;
    expect(labelled.length).toBeGreaterThan(50);
    expect(Math.abs(stuck.count - labelled.length)).toBeLessThanOrEqual(1);
    expect(Math.abs(stuck.places[0]!.line - 2 - labelled[0]!)).toBeLessThanOrEqual(1);
  });

  it('finds the nights that are not there', () => {
    const table = profile(data('pv-telemetry-faults/ac_power_inv_7539.csv'), {
      columns: { power: 'value_normalized' },
      gaps: 'hold',
    });
    const absent = table.report.findings.find((f) => f.kind === 'absent')!;
    expect(absent.count).toBe(423); // eighteen holes: ten nights of 41 or 42 steps, and eight single steps
    const filled = table.report.findings.find((f) => f.kind === 'filled')!;
    expect(filled.text).toBe('423 values in 18 gaps filled by hold (423 rows absent)');
  });

  it('reads offsets, American dates and pressures as their files have them', () => {
    const east = profile(data('pv-telemetry-faults/serf_east_15min_ac_power.csv'), {
      time: { column: 'measured_on' },
      columns: { power_kW: { from: 'ac_power', unit: 'W' } },
      gaps: 'hold',
    });
    expect(east.start_ms).toBe(utcMs(2016, 7, 1, 7));
    expect(east.report.rows).toBe(10_000);
    const rmis = profile(data('pv-telemetry-faults/rmis_weather_data.csv'), {
      time: { column: 1, format: 'M/d/yyyy H:mm' },
      zone: '-07:00',
      label: 'right',
      gaps: 'interpolate',
      columns: {
        ghi_W_per_m2: 'Global Horizontal',
        pressure_kPa: { from: 'Barometric Pressure', unit: 'mbar' },
        relativeHumidity: { from: 'Relative Humidity', unit: 'percent' },
      },
    });
    expect(rmis).toMatchObject({ step_s: 300, start_ms: utcMs(2022, 1, 1, 7) });
    expect(finding(rmis, 'clipped', 'ghi_W_per_m2')).toBeGreaterThan(100);
    expect(Math.min(...rmis.columns.ghi_W_per_m2!)).toBe(0);
  });

  it('reads 95,232 rows with 2,904 blanks', () => {
    const table = profile(data('pv-telemetry-faults/system_50_ac_power_2_full_DST_derived.csv'), {
      time: { column: 'measured_on' },
      columns: { power_kW: 'ac_power_2' },
      gaps: 'hold',
    });
    expect(table.report.rows).toBe(95_232);
    expect(finding(table, 'blank', 'power_kW')).toBe(2904);
  });
});
