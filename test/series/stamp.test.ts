import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { conversionTo } from '../../src/series/convert.ts';
import { fixedOffset, formatFault, stampReader } from '../../src/series/stamp.ts';
import { numberIn } from '../../src/series/text.ts';

it.each([
  ['iso', '2018-03-25', utcMs(2018, 3, 25), Number.NaN],
  ['iso', ' 2018-03-25 01:15 ', utcMs(2018, 3, 25, 1, 15), Number.NaN],
  ['iso', '2018-03-25T01:15:30.25+05:30', utcMs(2018, 3, 25, 1, 15, 30) + 250, 330],
  ['iso', '2018-03-25 01:15:00-07', utcMs(2018, 3, 25, 1, 15), -420],
  ['iso', '2018-03-25T24:00Z', utcMs(2018, 3, 26), 0],
  ['dd/MM/yyyy HH:mm', '01/02/2018 00:15', utcMs(2018, 2, 1, 0, 15), Number.NaN],
  ['M/d/yyyy H:mm', '1/2/2022 0:05', utcMs(2022, 1, 2, 0, 5), Number.NaN],
  ['d.M.yy HH:mm:ss', '3.12.19 23:59:58', utcMs(2019, 12, 3, 23, 59, 58), Number.NaN],
  ['yyyyMMdd:HHmm', '20180101:0130', utcMs(2018, 1, 1, 1, 30), Number.NaN],
  ['MM/dd/yyyy h:mm a', '07/04/2020 12:05 AM', utcMs(2020, 7, 4, 0, 5), Number.NaN],
  ['MM/dd/yyyy h:mm a', '07/04/2020 12:05 PM', utcMs(2020, 7, 4, 12, 5), Number.NaN],
  ["yyyy-MM-dd'T'HH:mmXXX", '2020-02-29T12:00+08:00', utcMs(2020, 2, 29, 12), 480],
  ['yyyy M d H', '2016 2 29 5', utcMs(2016, 2, 29, 5), Number.NaN],
  ['epoch_s', '1514764800', utcMs(2018, 1, 1), 0],
  ['epoch_ms', '1514764800000', utcMs(2018, 1, 1), 0],
])('%s reads "%s"', (format, text, wall_ms, offset_min) => {
  const reader = stampReader(format);
  expect(formatFault(format)).toBeUndefined();
  expect(reader.read(text)).toBe(wall_ms);
  expect(reader.offset_min).toBe(offset_min);
});

it.each([
  ['iso', '01/02/2018 00:15'],
  ['iso', '2018-02-29'],
  ['iso', '2018-13-01 00:00'],
  ['iso', '2018-01-01 24:15'],
  ['iso', '2018-01-01 12:60'],
  ['iso', '2018-01-01 12:00 noon'],
  ['iso', '2018-01-01T12:00+99:00'],
  ['iso', ''],
  ['dd/MM/yyyy HH:mm', '31/02/2018 00:15'],
  ['dd/MM/yyyy HH:mm', '01/02/18 00:15'],
  ['dd/MM/yyyy HH:mm', '01/02/2018 00:15:30'],
  ['h:mm a dd/MM/yyyy', '13:00 PM 01/01/2018'],
  ['epoch_s', '1e300'],
  ['epoch_s', ''],
])('%s refuses "%s"', (format, text) => {
  expect(stampReader(format).read(text)).toBeNaN();
});

it.each([
  ['dd/mm/yyyy HH:MM', 'mm are minutes and come after the hour, MM are months: write for instance dd/MM/yyyy HH:mm'],
  ['HH:mm', 'expected at least year, month and day: yyyy, MM, dd'],
  ['YYYY-MM-dd', 'unknown "Y"; expected iso, epoch_s, epoch_ms, or a pattern of yyyy MM dd HH mm ss SSS a XXX'],
])('the format %s is wrong', (format, fault) => {
  expect(formatFault(format)).toBe(fault);
});

it.each([
  ['UTC', 0],
  ['Z', 0],
  ['+09:00', 540],
  ['UTC-3', -180],
  ['+0530', 330],
  ['Asia/Seoul', undefined],
  ['', undefined],
  ['+99', undefined],
])('"%s" is the fixed offset %s', (name, offset_min) => {
  expect(fixedOffset(name)).toBe(offset_min);
});

it.each([
  ['12.5', '.', 12.5],
  [' -0.25e1 ', '.', -2.5],
  ['12,5', ',', 12.5],
  ['1.234.567,5', ',', 1_234_567.5],
  ['12.5', ',', Number.NaN],
  ['1,234.5', '.', Number.NaN],
  ['0x1f', '.', Number.NaN],
  ['0b1', '.', Number.NaN],
  ['0o0', '.', Number.NaN],
  ['', '.', Number.NaN],
  ['1e999', '.', Number.NaN],
  ['Infinity', '.', Number.NaN],
  ['12 kW', '.', Number.NaN],
] as const)('"%s" with decimal "%s" is %s', (cell, decimal, value) => {
  expect(numberIn(cell, decimal)).toBe(value);
});

it.each([
  // value, unit, house name -> house value per hour-long interval, by hand
  [2.5, 'MW', 'demand_kW', 2500],
  [300, 'W', 'demand_kW', 0.3],
  [12, 'kWh', 'demand_kW', 12],
  [50, 'degF', 'ambient_degC', 10],
  [300, 'K', 'ambient_degC', 26.85],
  [1013, 'hPa', 'pressure_kPa', 101.3],
  [55, 'percent', 'relativeHumidity', 0.55],
  [36, 'km_per_h', 'wind_m_per_s', 10],
  [3.6, 'kJ_per_m2', 'ghi_W_per_m2', 1],
  [80, 'money_per_MWh', 'price_money_per_kWh', 0.08],
])('%d %s as %s is %d', (value, unit, name, expected) => {
  const { factor, offset } = conversionTo(name, unit)!;
  expect(value * factor + offset).toBeCloseTo(expected, 10);
});

it('does not turn a temperature into a power', () => {
  expect(conversionTo('demand_kW', 'degF')).toBeUndefined();
});
