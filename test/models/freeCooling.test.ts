import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FreeCoolingParams, freeCooling } from '../../src/models/freeCooling.ts';
import { between } from '../between.ts';
import { cluster } from '../cluster.ts';
import { dump, grid, load, unserved } from '../control/plant.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

/** On a bus of 7/12 degC: 400 kW with air of 1 degC. */
const dry = (ambient_degC: number, params: object = {}): Bench =>
  bench(freeCooling, { rated_kW: 400, ...params }, { weather: { ambient_degC } });
const tower = (wetBulb_degC: number, params: object = {}): Bench =>
  bench(freeCooling, { rated_kW: 400, cooler: 'tower', ...params }, { weather: { wetBulb_degC } });

it('cools at its rated point with the fan at full speed: by hand', () => {
  const b = dry(1);
  expect(b.limits()).toEqual([0, expect.closeTo(400, 9), 0]);
  const out = b.run({ target: 400 });
  expect(out.cooling_kW).toBeCloseTo(400, 9);
  expect(out.fanSpeed).toBeCloseTo(1, 9);
  expect(out.electricity_kW).toBeCloseTo(-400 * (0.025 + 0.01), 9);
  expect(out.toAmbient_kW).toBe(out.cooling_kW);
  expect(plant(b).sort()).toEqual(['cooling_kW', 'electricity_kW', 'fanLoss_kW', 'pumpLoss_kW', 'toAmbient_kW']);
});

it.each([
  // air -> kW by hand: UA = 400 / logMean(11, 6) = 400 / (5 / ln(11 / 6)) = 48.491 kW/K, times 5 / ln((12 - T) / (7 - T))
  [4, (48.491 * 5) / Math.log(8 / 3)], // 247.2
  [6, (48.491 * 5) / Math.log(6)], // 135.3
  [-10, 400], // the pump's limit
  [7, 0],
  [30, 0],
])('with air of %d degC it can give %d kW', (air, kW) => {
  expect(Math.abs(dry(air).limits()[1] - kW)).toBeLessThan(0.01);
});

it('drives its fan only as fast as the air demands', () => {
  const full = (400 / (5 / Math.log(11 / 6))) * (5 / Math.log(17 / 12)); // at -5 degC, 696 kW
  const out = dry(-5).run({ target: 400 });
  expect(out.fanSpeed).toBeCloseTo(400 / full, 9);
  expect(out.fanLoss_kW).toBeCloseTo(10 * (400 / full) ** 3, 9);
  const slow = dry(-5).run({ target: 0.1 * full });
  expect(slow.fanLoss_kW).toBeCloseTo(10 * 0.3 ** 2 * 0.1, 9); // cycles a third of the time at 0.027
});

it('at a tower goes by the wet bulb and makes up its water: by hand', () => {
  const b = tower(2);
  expect(b.limits()[1]).toBeCloseTo(400, 9);
  const out = b.run({ target: 300 });
  const evaporated = (300 * 0.6 * 3600) / (2501 - 4.186 * 7);
  expect(out.evaporation_kg_per_h).toBeCloseTo(evaporated, 9);
  expect(out.drawn_kg_per_h).toBeCloseTo((evaporated * 4) / 3, 9);
  expect(plant(b).sort()).toEqual([
    'blowdown_kg_per_h',
    'cooling_kW',
    'drawn_kg_per_h',
    'electricity_kW',
    'evaporation_kg_per_h',
    'fanLoss_kW',
    'pumpLoss_kW',
    'toAmbient_kW',
  ]);
  expect(dry(1).run({ target: 300 }).drawn_kg_per_h).toBe(0);
});

it('meets every target within its limits, closes its laws, and is cheaper the colder the air', () => {
  fc.assert(
    fc.property(between(-20, 12), between(0, 1), fc.boolean(), (air, share, wet) => {
      const at = (t: number): Bench => (wet ? tower(t) : dry(t));
      const b = at(air);
      const [low, high, least] = b.limits();
      expect([low, least]).toEqual([0, 0]);
      expect(b.limits()[1]).toBe(high);
      const target = share * high;
      const out = b.run({ target });
      expect(Math.abs(out.cooling_kW! - target)).toBeLessThan(1e-9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(out.fanSpeed).toBeLessThanOrEqual(1 + 1e-12);
      expect(b.run({ target })).toEqual(out);
      const colder = at(air - 2);
      expect(colder.limits()[1]).toBeGreaterThanOrEqual(high);
      expect(colder.run({ target }).fanLoss_kW!).toBeLessThanOrEqual(out.fanLoss_kW! + 1e-12);
    }),
  );
});

it('does nothing at rest, in an outage and in warm air; a gap stays a gap', () => {
  const b = dry(1);
  expect([b.run({}).electricity_kW, b.run({}).cooling_kW]).toEqual([0, 0]);
  expect(b.run({ w: { available: 0 }, target: 100 }).cooling_kW).toBe(0);
  expect(b.limits()).toEqual([0, 0, 0]);
  expect(dry(20).run({ target: 100 }).cooling_kW).toBe(0);
  expect(dry(Number.NaN).instance.w[1]).toBeNaN();
});

it('comes before the chiller, and leaves it what it cannot do', () => {
  const run = (ambient_degC: number): number[] => {
    const c = cluster({
      buses: {
        power: { carrier: 'electricity', closers: ['grid'] },
        cold: { carrier: 'cooling', closers: ['warm', 'lacking'] },
      },
      components: {
        grid,
        warm: dump('cold', 'cooling'),
        lacking: unserved('cold', 'cooling'),
        demand: load('cold', 'cooling', 300),
        free: { kind: 'freeCooling', ports: { cooling: 'cold', electricity: 'power' }, rated_kW: 400 },
        chiller: {
          kind: 'compressionChiller',
          ports: { electricity: 'power', cooling: 'cold' },
          rated_kW: 500,
          condenser: 'air',
        },
      },
      weather: { ambient_degC },
    });
    c.step();
    expect(c.value('lacking', 'unserved_kW')).toBe(0);
    return [c.value('free', 'cooling_kW'), c.value('chiller', 'cooling_kW')];
  };
  expect(run(0)).toEqual([expect.closeTo(300, 6), 0]);
  const [free, chiller] = run(4);
  expect(free).toBeCloseTo(247.2, 1);
  expect(chiller).toBeCloseTo(300 - free!, 6);
  expect(run(15)).toEqual([0, expect.closeTo(300, 6)]);
});

it('says what is wrong', () => {
  const buses = { cooling: { supply_degC: 12, return_degC: 7 } };
  expect(() =>
    bench(freeCooling, { rated_kW: 1 }, { buses, weather: { ambient_degC: 0 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: cooling: bus "bus-cooling" supplies 12 and returns 7 degC; expected it to come back warmer]`,
  );
  const bad = FreeCoolingParams.safeParse({ rated_kW: 1, cooler: 'pond', approach_K: 0 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "cooler Invalid option: expected one of "dry"|"tower"",
      "approach_K Too small: expected number to be >0",
    ]
  `);
});
