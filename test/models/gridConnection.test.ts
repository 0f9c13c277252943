import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MonthTotals, Totals } from '../../src/core/component.ts';
import { gridConnection } from '../../src/models/gridConnection.ts';
import { between } from '../between.ts';
import { lay } from '../series/tariffBench.ts';
import { type BenchSetting, bench } from './bench.ts';

const power = `
energy: { price_money_per_kWh: 0.6 }
feedIn: { price_money_per_kWh: 0.4 }
`;
const setting = (tariff = power, more: BenchSetting = {}): BenchSetting => ({
  tariffs: { power: lay(tariff) },
  ...more,
});
const params = {
  tariff: 'power',
  importLimit_kW: 100,
  exportLimit_kW: 40,
  carbon_kg_per_kWh: 0.5,
  marginalCarbon_kg_per_kWh: 0.9,
  upstreamCarbon_kg_per_kWh: 0.1,
};

it.each([
  // asked, available -> port, cost, revenue, location, upstream, avoided by mean, by margin   by hand
  [50, 1, 50, 30, 0, 25, 5, 0, 0],
  [150, 1, 100, 60, 0, 50, 10, 0, 0],
  [-30, 1, -30, 0, 12, 0, 0, 15, 27],
  [-90, 1, -40, 0, 16, 0, 0, 20, 36],
  [0, 1, 0, 0, 0, 0, 0, 0, 0],
  [50, 0, 0, 0, 0, 0, 0, 0, 0],
  [-50, 0, 0, 0, 0, 0, 0, 0, 0],
])(
  'asked for %d kW, available %d',
  (target, available, flow_kW, cost, revenue, location, upstream, average, margin) => {
    const b = bench(gridConnection, params, setting());
    const out = b.run({ w: { available }, target });
    expect(out.electricity_kW).toBeCloseTo(flow_kW, 12);
    expect(out.import_kW).toBeCloseTo(Math.max(flow_kW, 0), 12);
    expect(out.export_kW).toBeCloseTo(Math.max(-flow_kW, 0), 12);
    expect(out.energyCost_money_per_h).toBeCloseTo(cost, 12);
    expect(out.exportRevenue_money_per_h).toBeCloseTo(revenue, 12);
    expect(out.co2Location_kg_per_h).toBeCloseTo(location, 12);
    expect(out.co2Market_kg_per_h).toBeCloseTo(location, 12); // no contract of its own
    expect(out.co2Marginal_kg_per_h).toBeCloseTo(0.9 * Math.max(flow_kW, 0), 12);
    expect(out.co2Upstream_kg_per_h).toBeCloseTo(upstream, 12);
    expect(out.co2AvoidedAverage_kg_per_h).toBeCloseTo(average, 12);
    expect(out.co2AvoidedMarginal_kg_per_h).toBeCloseTo(margin, 12);
  },
);

it('closes its balance, meets every target within its limits, answers the same twice; an error of 1 % shows', () => {
  const b = bench(gridConnection, params, setting());
  fc.assert(
    fc.property(between(0, 1), between(0, 100), between(0, 40), between(0, 1), (available, most, least, share) => {
      const w = { available, importLimit_kW: most, exportLimit_kW: least };
      b.run({ w });
      const [low, high, on] = b.limits();
      expect(on).toBe(0);
      expect(b.limits()).toEqual([low, high, on]);
      const target = low + (high - low) * share;
      const out = b.run({ w, target });
      expect(b.run({ w, target })).toEqual(out);
      expect(Math.abs(out.electricity_kW! - target)).toBeLessThan(1e-9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      if (Math.abs(target) < 1) return;
      b.instance.y[0]! *= 1.01;
      expect(Math.abs(b.residual().value)).toBeCloseTo(Math.abs(target) * 0.01, 9);
    }),
  );
});

it('states its prices, and that it has none where it cannot', () => {
  const b = bench(gridConnection, params, setting());
  const priceOf = (w: Record<string, number>): number[] => {
    b.run({ w });
    const out = new Float64Array(2);
    gridConnection.price!(b.instance.q as never, b.instance.x, b.instance.w, out);
    return [...out];
  };
  expect(priceOf({})).toEqual([0.6, 0.4]);
  expect(priceOf({ exportLimit_kW: 0 })).toEqual([0.6, Number.NEGATIVE_INFINITY]);
  expect(priceOf({ available: 0 })).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

it('takes limits, prices, carbon and periods from series', () => {
  const profiles = {
    'g.most_kW': Float64Array.of(10, 20),
    'g.mean_kg_per_kWh': Float64Array.of(0.3, 0.7),
    'g.green_kg_per_kWh': Float64Array.of(0, 0.1),
  };
  const tariff = `
energy:
  periods: { valley: { price_money_per_kWh: 0.2 }, peak: { price_money_per_kWh: 1 } }
  seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { valley: 0-1, peak: 1-24 } }]`;
  const b = bench(
    gridConnection,
    {
      ...params,
      importLimit_kW: 'g.most_kW',
      carbon_kg_per_kWh: 'g.mean_kg_per_kWh',
      marketCarbon_kg_per_kWh: 'g.green_kg_per_kWh',
    },
    { profiles, length: 2, tariffs: { power: lay(tariff, { length: 2 }) } },
  );
  const column = (name: string): unknown => b.instance.columns[b.instance.inputs.indexOf(name)];
  expect(column('importLimit_kW')).toEqual(profiles['g.most_kW']);
  expect(column('carbon_kg_per_kWh')).toEqual(profiles['g.mean_kg_per_kWh']);
  expect(column('marketCarbon_kg_per_kWh')).toEqual(profiles['g.green_kg_per_kWh']);
  expect(column('buy_money_per_kWh')).toEqual(Float64Array.of(0.2, 1));
  expect(column('period')).toEqual(Float64Array.of(0, 1));
});

/** Totals of one month of 744 h with the given sums, for bills and figures. */
function monthOf(sums: Record<string, number>, peak_kW: number, isLowerBound: boolean): Totals {
  const sum = (signal: string): number => sums[signal] ?? 0;
  const max = (): number => peak_kW;
  const month: MonthTotals = {
    meter: { label: '2023-01', year: 2023, month: 1, covered_h: 744, hours_h: 744 },
    sum,
    max,
    peak: () => ({ value: peak_kW, isLowerBound }),
  };
  const none = (): number => 0;
  return { hours_h: 744, sum, max, min: none, running_h: none, first: none, last: none, months: [month] };
}
const sums = {
  import_kW: 50_000,
  export_kW: 2000,
  energyCost_money_per_h: 30_000,
  exportRevenue_money_per_h: 800,
  co2AvoidedAverage_kg_per_h: 1000,
  co2AvoidedMarginal_kg_per_h: 1800,
};

it('bills a month', () => {
  const fixed =
    'fixed: { by: demand, price_money_per_kW_month: 51, metering_min: 60 }\npowerFactor: china90\nstanding_money_per_month: 10';
  const b = bench(gridConnection, { ...params, powerFactor: 0.85 }, setting(power + fixed));
  const q = b.instance.q as never;
  expect(gridConnection.meters!(q)).toEqual([
    { signal: 'import_kW', interval_s: 3600, free_kW: 0, line: 'demand charge' },
  ]);
  // by hand: 200 x 51; (30000 + 10200) x 2.5 %
  expect(gridConnection.bill!(q, monthOf(sums, 200, false))).toEqual([
    { label: 'energy', part: 'energy', money: 30_000, month: '2023-01' },
    { label: 'feed-in', part: 'feedIn', money: -800, month: '2023-01' },
    { label: 'demand charge', part: 'demand', money: 10_200, month: '2023-01' },
    { label: 'power factor adjustment', part: 'powerFactor', money: expect.closeTo(1005, 9), month: '2023-01' },
    { label: 'standing charge', part: 'standing', money: 10, month: '2023-01' },
  ]);
});

it('meters the power factor of a month by the reactive power left over at its bus', () => {
  const tariff = `${power}fixed: { by: demand, price_money_per_kW_month: 51 }\npowerFactor: china90`;
  const b = bench(gridConnection, { ...params, powerFactor: 'metered' }, setting(tariff));
  // A lack of 40 kvar is drawn from the grid: 30 kW and 40 kvar are 50 kVA, by hand.
  expect(b.run({ w: { reactive_kvar: -40 }, target: 30 })).toMatchObject({ reactive_kvar: 40, apparent_kVA: 50 });
  const drawn = { ...sums, import_kW: 40_000, reactive_kvar: 30_000 };
  // By hand: 40,000 / 50,000 = 0.80, ten hundredths under 0.90 at 0.5 % each of (30,000 + 200 x 51).
  expect(gridConnection.bill!(b.instance.q as never, monthOf(drawn, 200, false))[3]).toEqual({
    label: 'power factor adjustment',
    part: 'powerFactor',
    money: expect.closeTo(0.05 * 40_200, 9),
    month: '2023-01',
  });
});

it('bills a contracted capacity', () => {
  const tariff = `${power}fixed: { by: capacity, price_money_per_kVA_month: 32 }`;
  const b = bench(gridConnection, { ...params, contracted_kVA: 400 }, setting(tariff));
  const q = b.instance.q as never;
  expect(gridConnection.meters!(q)).toEqual([]);
  expect(gridConnection.bill!(q, monthOf(sums, 200, false))[2]).toEqual({
    label: 'capacity charge',
    part: 'capacity',
    money: 12_800, // 400 x 32, by hand
    month: '2023-01',
  });
});

it('gives its figures', () => {
  const b = bench(gridConnection, params, setting());
  const q = b.instance.q as never;
  expect(gridConnection.kpis!(q, monthOf(sums, 200, false))).toEqual({
    import_kWh: 50_000,
    export_kWh: 2000,
    peakImport_kW: 200,
    loadFactor: expect.closeTo(0.33602, 5), // 50000 / (200 x 744)
    meanPrice_money_per_kWh: 0.6,
    avoidedAverage_kg: 1000,
    avoidedMarginal_kg: 1800,
  });
  expect(gridConnection.kpis!(q, monthOf({}, 0, false))).toMatchObject({ loadFactor: 0, meanPrice_money_per_kWh: 0 });
});

it.each([
  [
    {},
    '{ carrier: gas, energy: { price_money_per_kWh: 1 } }',
    'tariff: "power" is a tariff of gas; expected one of electricity',
  ],
  [
    {},
    '{ energy: { price_money_per_kWh: 1 }, fixed: { by: capacity, price_money_per_kVA_month: 32 } }',
    'contracted_kVA: missing; tariff "power" charges by contracted capacity',
  ],
  [{ exportLimit_kW: -5 }, power, 'exportLimit_kW: met -5 in step 0; expected a number of at least 0 in every step'],
])('says what is wrong: %j', (more, tariff, text) => {
  expect(() => bench(gridConnection, { ...params, ...more }, setting(tariff))).toThrow(text);
});

it('warns where the tariff adjusts by a power factor that nobody stated', () => {
  const tariff = `${power}fixed: { by: demand, price_money_per_kW_month: 51 }\npowerFactor: china90`;
  const cautionsOf = (more: object, text: string): readonly string[] =>
    gridConnection.cautions!(bench(gridConnection, { ...params, ...more }, setting(text)).instance.q as never);
  expect(cautionsOf({}, tariff)).toEqual([
    'tariff "power" adjusts its bill by the power factor, which is taken as 0.9, where nothing is adjusted; give powerFactor: the meter\'s own, or metered, by the reactive power of the components',
  ]);
  expect(cautionsOf({ powerFactor: 0.9 }, tariff)).toEqual([]);
  expect(cautionsOf({ powerFactor: 'metered' }, tariff)).toEqual([]);
  expect(cautionsOf({}, power)).toEqual([]);
});
