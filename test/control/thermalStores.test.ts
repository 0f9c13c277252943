import { expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import { compileSketch, profileOf, type Sketch } from '../laws/sketch.ts';
import { dump, grid, load, unserved } from './plant.ts';

const HOURS = 48;
const AIR = {
  ghi_W_per_m2: 0,
  ambient_degC: 0,
  relativeHumidity: 0.6,
  pressure_kPa: 101.3,
  wind_m_per_s: 2,
  water_degC: 15,
  ground_degC: 15,
};

/** Two days from 8 o'clock in unchanging weather, by the hour. */
function play(sketch: Partial<Sketch>, profile: Record<string, (hour: number) => number> = {}) {
  const whole: Sketch = { step_s: 3600, length: HOURS, buses: {}, components: {}, ...sketch };
  whole.weather = { file: 'weather.csv', format: 'csv' };
  whole.texts = {
    'weather.csv': profileOf(whole, Object.fromEntries(Object.entries(AIR).map(([name, v]) => [name, () => v]))),
  };
  if (Object.keys(profile).length > 0) whole.drawn = profileOf(whole, profile);
  const outcome = simulate(compileSketch(whole));
  return {
    summary: summarise(outcome),
    hours: (component: string, signal: string): number[] => {
      const at = outcome.columns.findIndex((c) => c.component === component && c.signal === signal);
      expect(at, `${component}.${signal}`).toBeGreaterThanOrEqual(0);
      return [...outcome.table.columns[at]!].slice(0, HOURS);
    },
  };
}
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** Of the day's clock: the first hour played is 8 to 9. */
const clock = (hour: number): number => (hour + 8) % 24;

const chilled = { carrier: 'cooling' as const, supply_degC: 7, return_degC: 12, closers: ['warm', 'lacking'] };

it('freezes ice by night and cools with it at the peak', () => {
  const { hours, summary } = play({
    buses: { power: { carrier: 'electricity', closers: ['grid', 'dark'] }, chilled },
    components: {
      grid,
      dark: unserved('power', 'electricity'),
      warm: dump('chilled', 'cooling'),
      lacking: unserved('chilled', 'cooling'),
      chiller: { kind: 'compressionChiller', ports: { electricity: 'power', cooling: 'chilled' }, rated_kW: 150 },
      second: {
        kind: 'compressionChiller',
        ports: { electricity: 'power', cooling: 'chilled' },
        rated_kW: 150,
        cop: 4,
      },
      ice: {
        kind: 'iceStorage',
        ports: { electricity: 'power', cooling: 'chilled' },
        capacity_kWh: 1000,
        discharge_kW: 150,
        charge_kW: 120,
        socStart: 0.7,
      },
      offices: load('chilled', 'cooling', 200),
    },
    control: { stores: { ice: { strategy: 'timeOfUse', tariff: 'power', charge: ['valley'], discharge: ['peak'] } } },
  });
  const given = hours('ice', 'discharge_kW');
  const frozen = hours('ice', 'charge_kW');
  for (let h = 0; h < HOURS; h++) {
    const at = clock(h);
    if (at >= 12) expect(given[h]! + frozen[h]!).toBe(0);
    if (at < 8) expect(frozen[h]!).toBeGreaterThan(5);
    if (at >= 8 && at < 12) expect(given[h]!).toBeGreaterThan(50);
  }
  expect(sum(hours('chiller', 'cooling_kW')) + sum(hours('second', 'cooling_kW')) + sum(given)).toBeCloseTo(
    200 * HOURS,
    6,
  );
  expect(summary.buses.chilled!.unserved).toBeCloseTo(0, 9);
});

it('keeps summer heat in the ground and serves a colder bus with it', () => {
  const { hours, summary } = play(
    {
      buses: {
        hot: { carrier: 'heat', supply_degC: 90, return_degC: 70, closers: ['spilt', 'none'] },
        low: { carrier: 'heat', supply_degC: 35, return_degC: 25, closers: ['away', 'cold'] },
      },
      components: {
        spilt: dump('hot', 'heat'),
        none: unserved('hot', 'heat'),
        away: dump('low', 'heat'),
        cold: unserved('low', 'heat'),
        sun: { kind: 'source', ports: { output: 'hot' }, carrier: 'heat', max_kW: 'drawn.sun_kW', mustRun: true },
        ground: {
          kind: 'boreholeStorage',
          ports: { hot: 'hot', cold: 'low' },
          boreholes: 40,
          depth_m: 80,
          spacing_m: 3,
          charge_kW: 100,
          discharge_kW: 60,
          start_degC: 50,
        },
        floors: load('low', 'heat', 30),
      },
    },
    { sun_kW: (h) => (clock(h) >= 8 && clock(h) < 18 ? 120 : 0) },
  );
  expect(hours('ground', 'charge_kW').filter((v) => v > 0)).toHaveLength(20);
  for (const v of hours('ground', 'charge_kW').filter((u) => u > 0)) expect(v).toBeCloseTo(100, 9);
  expect(hours('spilt', 'input_kW').filter((v) => v < 0)).toHaveLength(20);
  for (const v of hours('ground', 'discharge_kW')) expect(v).toBeCloseTo(30, 9);
  expect(summary.buses.low!.unserved).toBeCloseTo(0, 9);
});

/** A building with a boiler that is dear by day, or a source of heat that comes at noon. */
const heated = (
  building: object,
  source: object,
  profile: Record<string, (hour: number) => number> = {},
  more: Sketch['components'] = {},
) =>
  play(
    {
      buses: { hot: { carrier: 'heat', supply_degC: 70, return_degC: 50, closers: ['spilt', 'cold'] } },
      components: {
        spilt: dump('hot', 'heat'),
        cold: unserved('hot', 'heat'),
        plant: { kind: 'source', ports: { output: 'hot' }, carrier: 'heat', ...source },
        ...more,
        house: {
          kind: 'building',
          ports: { heat: 'hot' },
          supplied: 'heat',
          floor_m2: 2000,
          opaque_m2: 1800,
          windows: [{ area_m2: 300 }],
          ...building,
        },
      },
    },
    profile,
  );

it('warms a building early where heat is cheap, and buys less of what is dear', () => {
  const price = { price_money_per_kWh: (h: number): number => (clock(h) < 6 ? 0.1 : 0.5) };
  const plant = { max_kW: 500, price_money_per_kWh: 'drawn.price_money_per_kWh' };
  const second = { kind: 'source', ports: { output: 'hot' }, carrier: 'heat', max_kW: 500, price_money_per_kWh: 0.6 };
  const firm = heated({}, plant, price, { second });
  const flexible = heated({ band_K: 2, worth_money_per_kWh: 0.3 }, plant, price, { second });
  const dear = (of: typeof firm): number => -sum(of.hours('house', 'heat_kW').filter((_, h) => clock(h) >= 6));
  expect(dear(flexible)).toBeLessThan(0.95 * dear(firm));
  flexible.hours('house', 'room_degC').forEach((room, h) => {
    expect(room).toBeGreaterThanOrEqual(20 - 1e-9);
    if (clock(h) < 6) expect(room).toBeCloseTo(22, 6);
  });
  for (const room of firm.hours('house', 'room_degC')) expect(room).toBeCloseTo(20, 9);
  expect(sum(flexible.hours('house', 'early_kW'))).toBeGreaterThan(0);
  expect(flexible.summary.buses.hot!.finalUse).toBeCloseTo(-sum(flexible.hours('house', 'heat_kW')), 6);
});

it('takes what would be spilt, within its band', () => {
  const burst = { burst_kW: (h: number): number => (h % 12 === 6 ? 300 : 60) };
  const plant = { max_kW: 'drawn.burst_kW', mustRun: true };
  const [firm, flexible] = [heated({}, plant, burst), heated({ band_K: 2 }, plant, burst)];
  const spilt = (of: typeof firm): number => -sum(of.hours('spilt', 'input_kW'));
  expect(spilt(firm)).toBeGreaterThan(100);
  expect(spilt(flexible)).toBeLessThan(spilt(firm) - 50);
  for (const room of flexible.hours('house', 'room_degC')) expect(room).toBeLessThanOrEqual(22 + 1e-9);
});

it('grows cold where it is cut, and says so', () => {
  const { hours, summary } = heated({ sheddingClass: 1 }, { max_kW: 20 });
  const { kpis } = summary.components.find((c) => c.component === 'house')!;
  expect(kpis.comfort_h!.value + kpis.discomfort_h!.value).toBe(HOURS);
  expect(kpis.discomfort_h!.value).toBeGreaterThan(10);
  expect(kpis.tooCold_Kh!.value).toBeCloseTo(sum(hours('house', 'tooCold_K')), 9);
  expect(sum(hours('cold', 'unserved_kW'))).toBeCloseTo(0, 9);
  expect(hours('house', 'room_degC').at(-1)).toBeLessThan(19);
});

it('stands on layers: what a tank gives cools until it serves no longer', () => {
  const { hours } = play({
    buses: { hot: { carrier: 'heat', supply_degC: 90, return_degC: 70, closers: ['spilt', 'cold'] } },
    components: {
      spilt: dump('hot', 'heat'),
      cold: unserved('hot', 'heat'),
      tank: {
        kind: 'thermalStorage',
        ports: { heat: 'hot' },
        capacity_kWh: 1000,
        charge_kW: 100,
        discharge_kW: 100,
        layers: 8,
        socStart: 1,
      },
      houses: load('hot', 'heat', 40),
    },
  });
  const given = hours('tank', 'discharge_kW');
  expect(given.slice(0, 16).every((v) => Math.abs(v - 40) < 1e-6)).toBe(true);
  expect(sum(given)).toBeLessThan(970);
  expect(sum(given)).toBeGreaterThan(650);
  expect(given.at(-1)).toBe(0);
  expect(hours('tank', 'supply_degC').at(-1)).toBeLessThan(85);
});
