import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WasteHeatParams, wasteHeat } from '../../src/models/wasteHeat.ts';
import { between } from '../between.ts';
import { type ClusterSketch, cluster } from '../cluster.ts';
import { dump, grid, load, unserved } from '../control/plant.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

/** On a bus of 90/70 degC. */
const hot = (params: object = {}, setting: BenchSetting = {}): Bench =>
  bench(wasteHeat, { heat: 200, temperature: 120, ...params }, setting);

it.each([
  // temperature, cooled to -> usable of 200 kW   by hand, approach 5 K: down to 75 degC
  [120, undefined, 200],
  [120, 20, 90], // (120 - 75) / 100
  [120, 80, 200], // all of it lies above 75 degC
  [95, 75, 200],
])('of 200 kW at %d degC down to %s, %d kW are usable', (temperature, cooledTo_degC, kW) => {
  expect(hot({ temperature, cooledTo_degC }).limits()).toEqual([0, expect.closeTo(kW, 9), 0]);
});

it('gives what is asked and leaves the rest with the process', () => {
  const b = hot({ price_money_per_kWh: 0.1 });
  const out = b.run({ target: 150 });
  expect([out.heat_kW, out.taken_kW, out.unused_kW, out.process_degC]).toEqual([150, 150, 50, 120]);
  expect(out.cost_money_per_h).toBeCloseTo(15, 12);
  expect(plant(b).sort()).toEqual(['heat_kW', 'taken_kW']);
  expect(b.run({}).heat_kW).toBe(0);
  expect(b.run({ w: { available: 0 }, target: 100 }).heat_kW).toBe(0);
});

it('follows the process, in heat and in temperature', () => {
  const b = hot(
    { follows: 'steel.output', temperature: 'steel.temperature_degC', cooledTo_degC: 20 },
    {
      length: 3,
      profiles: {
        'steel.output': Float64Array.of(1, 0.5, 1),
        'steel.temperature_degC': Float64Array.of(120, 120, 94),
      },
    },
  );
  // 94 degC does not reach 90 + 5.
  expect([...(b.instance.columns[1] as Float64Array)]).toEqual([expect.closeTo(90, 9), expect.closeTo(45, 9), 0]);
});

it('must be taken where the process cannot cool itself', () => {
  const b = hot({ mustTake: true });
  expect(b.limits()).toEqual([200, 200, 0]);
  expect([b.run({}).heat_kW, b.run({ target: 50 }).heat_kW]).toEqual([200, 200]);
  expect(b.run({ w: { available: 0 } }).heat_kW).toBe(0);
});

it('meets every target within its limits and closes', () => {
  fc.assert(
    fc.property(between(95, 400), between(0, 1), between(0, 1), (temperature, share, available) => {
      const b = hot({ temperature, cooledTo_degC: 30 });
      b.run({ w: { available } });
      const [low, high] = b.limits();
      const target = low + share * (high - low);
      const out = b.run({ target });
      expect(Math.abs(out.heat_kW! - target)).toBeLessThan(1e-9);
      expect(out.taken_kW! + out.unused_kW!).toBeCloseTo(high, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(b.run({ target })).toEqual(out);
    }),
  );
});

/** Heat of a process at 40 degC on a bus of 35/25, lifted to one of 90/70 by a heat pump; a boiler stands by. */
const chain = (waste: object, demand_kW: number, more: ClusterSketch['components'] = {}): ClusterSketch => ({
  buses: {
    power: { carrier: 'electricity', closers: ['grid'] },
    low: { carrier: 'heat', supply_degC: 35, return_degC: 25, closers: ['lowDump', 'lowLack'] },
    high: { carrier: 'heat', closers: ['highDump', 'highLack'] },
  },
  components: {
    grid,
    lowDump: dump('low', 'heat'),
    lowLack: unserved('low', 'heat'),
    highDump: dump('high', 'heat'),
    highLack: unserved('high', 'heat'),
    demand: load('high', 'heat', demand_kW),
    process: { kind: 'wasteHeat', ports: { heat: 'low' }, heat: 300, temperature: 40, ...waste },
    pump: {
      kind: 'heatPump',
      ports: { electricity: 'power', heat: 'high', source: 'low' },
      source: 'waste',
      rated_kW: 400,
      ratedSource_degC: 25,
      ratedSupply_degC: 90,
      heatMax_degC: 95,
    },
    ...more,
  },
});

it('feeds a heat pump that lifts it from 35 to 90 degC', () => {
  const c = cluster(chain({}, 200));
  c.step(3);
  const cop = c.value('pump', 'cop');
  expect(c.value('pump', 'heat_kW')).toBeCloseTo(200, 6);
  expect(cop).toBeGreaterThan(2);
  expect(c.value('process', 'taken_kW')).toBeCloseTo(200 * (1 - 0.97 / cop), 6);
  expect(c.value('highLack', 'unserved_kW') + c.value('lowLack', 'unserved_kW')).toBeLessThan(1e-9);
  expect(c.value('lowDump', 'dumped_kW') + c.value('highDump', 'dumped_kW')).toBeLessThan(1e-9);
});

it('bounds the heat pump by what the process lets go; an electric boiler gives the rest', () => {
  const boiler = { kind: 'boiler', ports: { electricity: 'power', heat: 'high' }, fuel: 'electricity', rated_kW: 500 };
  const c = cluster(chain({ heat: 100 }, 300, { boiler }));
  c.step(3);
  expect(c.value('process', 'taken_kW')).toBeCloseTo(100, 3);
  expect(c.value('pump', 'heat_kW')).toBeLessThan(160);
  expect(c.value('pump', 'heat_kW') + c.value('boiler', 'heat_kW')).toBeCloseTo(300, 5);
  expect(c.value('highLack', 'unserved_kW') + c.value('lowLack', 'unserved_kW')).toBeLessThan(1e-6);
});

it('lets the pump take what the process must let go, and dumps the rest', () => {
  const c = cluster(chain({ mustTake: true }, 200));
  c.step(3);
  expect(c.value('process', 'taken_kW')).toBe(300);
  expect(c.value('pump', 'heat_kW')).toBeCloseTo(200, 6);
  expect(c.value('lowDump', 'dumped_kW')).toBeCloseTo(300 + c.value('pump', 'source_kW'), 6);
});

it('says what does not fit', () => {
  expect(wasteHeat.ports(WasteHeatParams.parse({ heat: 1, temperature: 60 })).heat!.supply_degC).toEqual({ max: 55 });
  expect(() => hot({ cooledTo_degC: 130 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: cooledTo_degC: met 130 degC for heat that comes at 120 degC; expected it colder]`,
  );
  const bad = WasteHeatParams.safeParse({ heat: 1, temperature: 'hot', temperature_degC: 90 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "temperature expected a number or "profile.column_unit"",
      " Unrecognized key: "temperature_degC"",
    ]
  `);
});
