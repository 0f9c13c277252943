import { expect, it } from 'vitest';
import { faults, lay, timed } from './tariffBench.ts';

it.each([
  [
    'a gap',
    timed('hours: { valley: 0-6, peak: 7-24 }'),
    ['energy.seasons.0: season "year", all days: no period covers 6:00 to 7:00; every hour needs exactly one period'],
  ],
  [
    'an overlap',
    timed('hours: { valley: [0-6, 20-24], peak: 6-21 }'),
    [
      'energy.seasons.0: season "year", all days: both "valley" and "peak" cover 20:00 to 21:00; every hour needs exactly one period',
    ],
  ],
  [
    'a gap on some days',
    timed('days: { workdays: { peak: 0-24 }, saturday: { valley: 0-24 } }'),
    [
      'energy.seasons.0: season "year", weekends (sunday): no period covers 0:00 to 24:00; every hour needs exactly one period',
    ],
  ],
  [
    'two selectors',
    timed('days: { workdays: { peak: 0-24 }, monday: { valley: 0-24 }, weekends: { peak: 0-24 } }'),
    [
      'energy.seasons.0: season "year", workdays (monday): both "peak" and "valley" cover 0:00 to 24:00; every hour needs exactly one period',
    ],
  ],
  [
    'hours past midnight',
    timed('hours: { valley: 22-6, peak: 6-22 }'),
    [
      'energy.seasons.0.hours.valley: expected hours such as "8-11" or "22:30-24" within one day, got "22-6"; write hours past midnight as "22-24" and "0-6"',
      'energy.seasons.0: season "year", all days: no period covers 0:00 to 6:00; every hour needs exactly one period',
    ],
  ],
  [
    'an unknown period',
    timed('hours: { valey: 0-6, peak: 6-24 }'),
    ['energy.seasons.0: season "year": unknown period "valey"; declared are peak, valley'],
  ],
  [
    'months',
    timed('hours: { peak: 0-24 }').replace('6, 7,', '6, 6,'),
    [
      'energy.seasons: month 6 is in "year" and in "year"; every month needs exactly one season',
      'energy.seasons: no season has month 7; every month needs exactly one',
    ],
  ],
  [
    'a factor of nothing',
    timed('hours: { peak: 0-24 }').replace('{ price_money_per_kWh: 1 }', '{ factor: 2 }'),
    ['energy.periods.peak: period "peak" has a factor, but energy has no "floating" part that it could multiply'],
  ],
  [
    'no price',
    'energy: {}',
    ['energy: states no price; give "price_money_per_kWh", "floating_money_per_kWh" or "periods"'],
  ],
  [
    'two prices',
    'energy: { price_money_per_kWh: 1, nonFloating_money_per_kWh: 1 }',
    ['energy: a "price" stands alone; with "floating", "nonFloating" or "periods" leave it out'],
  ],
  [
    'the wrong unit',
    '{ carrier: gas, basis: m3, energy: { price_money_per_kWh: 1 } }',
    ['energy.price_money_per_kWh: with basis "m3" a price is per m3; write "price_money_per_m3"'],
  ],
  [
    'heating value of power',
    '{ basis: hhv, energy: { price_money_per_kWh: 1 } }',
    ['basis: "hhv" needs a fuel, "electricity" is none'],
  ],
  [
    'an exception',
    timed('hours: { peak: 0-24 }', '  exceptions: [{ period: deep, hours: 1-2, factor: 0.5 }]'),
    ['energy.exceptions.0: "factor" and "of" (the period that it multiplies) belong together'],
  ],
  [
    'an exception of nothing',
    timed('hours: { peak: 0-24 }', '  exceptions: [{ period: deep, hours: 1-2 }]'),
    ['energy.exceptions.0: "deep" is no declared period; give it a price, or a factor "of" a period'],
  ],
] as const)('says what is wrong: %s', (_name, yaml, texts) => {
  expect(faults(yaml)).toEqual(texts);
});

it('says which holiday the calendar does not know, and which hours a holiday lacks', () => {
  const exception = '  exceptions: [{ period: valley, days: easter, hours: 1-2 }]';
  expect(() =>
    lay(timed('hours: { peak: 0-24 }', exception), { calendar: 'china' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: tariffs.power.energy.exceptions.0.days: unknown sort of day "easter"; known are all, workdays, weekends, holidays, restDays, monday, tuesday, wednesday, thursday, friday, saturday, sunday, newYear, springFestival, qingming, labourDay, dragonBoat, midAutumn, nationalDay (calendar "china")]`,
  );
  const days = timed('days: { workdays: { peak: 0-24 }, weekends: { valley: 0-24 } }');
  expect(lay(days).period).toHaveLength(24);
  expect(() => lay(days, { calendar: 'china' })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: tariffs.power.energy.seasons.0: season "year", holidays: no period covers 0:00 to 24:00; every hour needs exactly one period]`,
  );
});
