import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frostFactors, thawingShare } from '../../src/core/physics/frost.ts';
import { compressionChiller } from '../../src/models/compressionChiller.ts';
import { heatPump } from '../../src/models/heatPump.ts';
import { HeatPumpParams } from '../../src/models/heatPumpParams.ts';
import { readMap } from '../../src/models/performanceMap.ts';
import { MAP_NAMES, PERFORMANCE_MAPS } from '../../src/models/performanceMaps.ts';
import { between } from '../between.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

const own = {
  source_degC: [0, 10],
  sink_degC: [40, 60],
  capacity: [
    [0.8, 0.6],
    [1, 0.9],
  ],
  cop: [
    [4, 2],
    [5, 3],
  ],
};
const lake = (params: object = {}, water_degC = 5, supply_degC = 50): Bench =>
  bench(
    heatPump,
    { source: 'lake', rated_kW: 100, map: own, auxiliary: 0, ...params },
    {
      buses: { heat: { supply_degC, return_degC: supply_degC - 5 } },
      weather: { water_degC },
      unconnected: ['cooling'],
    },
  );

it.each([
  // source, sink -> capacity, cop   by hand
  [0, 40, 0.8, 4],
  [10, 60, 0.9, 3],
  [5, 40, 0.9, 4.5],
  [0, 50, 0.7, 3],
  [5, 50, 0.825, 3.5], // mean of all four
  [-5, 30, 0.8, 4], // held at the corner
  [12, 70, 0.9, 3],
])('reads a map at %d and %d degC', (source, sink, capacity, cop) => {
  const point = readMap(own, source, sink);
  expect(point.capacity).toBeCloseTo(capacity, 12);
  expect(point.cop).toBeCloseTo(cop, 12);
});

it('runs a heat pump by its map', () => {
  const b = lake();
  expect(b.limits()).toEqual([0, expect.closeTo(82.5, 9), expect.closeTo(82.5 * 0.25, 9)]);
  const out = b.run({ target: 82.5 });
  expect(out.electricity_kW).toBeCloseTo(-82.5 / 3.5, 9);
  expect(out.cop).toBeCloseTo(3.5, 9);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
  expect(plant(b).sort()).toEqual(['casingLoss_kW', 'electricity_kW', 'environment_kW', 'heat_kW']);
});

it('cools by a map of its own', () => {
  const coolingMap = {
    source_degC: [7, 14],
    sink_degC: [20, 30],
    capacity: [
      [1.1, 1],
      [1.3, 1.2],
    ],
    cop: [
      [6, 4],
      [8, 5],
    ],
  };
  const b = bench(
    heatPump,
    { source: 'lake', rated_kW: 100, ratedCooling_kW: 80, coolingMap },
    { buses: { heat: { supply_degC: 45, return_degC: 40 } }, weather: { water_degC: 25 } },
  );
  expect(b.limits('cooling')[1]).toBeCloseTo(84, 9);
  expect(b.run({ lead: 'cooling', target: 84 }).cop).toBeCloseTo(5, 9);
});

it('does not guess beyond a map unless told to hold its edge', () => {
  expect(() => lake({}, 12.5)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: map: its source is at 12.5 degC at 2023-01-01T00:00Z and the map knows 0 to 10 degC; expected it within, a wider map, or mapOutside: hold, which takes the value at the edge]`,
  );
  expect(() => lake({}, 5, 75)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: map: bus "bus-heat" is supplied at 75 degC and the map knows 40 to 60 degC; expected it within, a wider map, or mapOutside: hold, which takes the value at the edge]`,
  );
  expect(lake({ mapOutside: 'hold' }, 12.5, 75).run({ target: 90 }).cop).toBeCloseTo(3, 9);
  // Below its coldest source it is off, and nothing need be known.
  expect(lake({ sourceMin_degC: 3 }, -5).limits()).toEqual([0, 0, 0]);
  expect(lake({}, Number.NaN).instance.w[1]).toBeNaN();
});

it('says what is wrong with a map', () => {
  const issues = (map: unknown): unknown =>
    HeatPumpParams.safeParse({ source: 'lake', rated_kW: 1, map }).error?.issues.map((i) => i.message);
  expect(issues('stiebel')).toMatchInlineSnapshot(`
    [
      "Invalid input",
    ]
  `);
  const bad = HeatPumpParams.safeParse({ source: 'lake', rated_kW: 1, frost: 'humidity' });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "frost only air frosts; expected it with source: air, or none",
    ]
  `);
  expect(() =>
    lake({
      map: {
        ...own,
        cop: [
          [4, 0.9],
          [5, 3],
        ],
      },
    }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: map: gives less heat than it draws somewhere; expected a COP of at least 1 at every point]`,
  );
  for (const map of [
    { ...own, cop: [[4, 2]] },
    { ...own, source_degC: [10, 0] },
  ])
    expect(HeatPumpParams.safeParse({ source: 'lake', rated_kW: 1, map }).success).toBe(false);
});

it('knows every machine: a warmer source and a milder sink never cost COP', () => {
  for (const name of MAP_NAMES) {
    const { source_degC, sink_degC, capacity, cop } = PERFORMANCE_MAPS[name];
    expect([capacity.length, cop.length]).toEqual([source_degC.length, source_degC.length]);
    fc.assert(
      fc.property(between(0, 1), between(0, 1), (a, b) => {
        const at = (list: readonly number[], share: number): number =>
          list[0]! + share * (list[list.length - 1]! - list[0]!);
        const here = readMap(PERFORMANCE_MAPS[name], at(source_degC, a), at(sink_degC, b));
        const warmer = readMap(PERFORMANCE_MAPS[name], at(source_degC, a) + 1, at(sink_degC, b));
        const hotter = readMap(PERFORMANCE_MAPS[name], at(source_degC, a), at(sink_degC, b) + 1);
        expect(warmer.capacity).toBeGreaterThanOrEqual(here.capacity - 1e-12);
        expect(warmer.cop).toBeGreaterThanOrEqual(here.cop - 1e-12);
        expect(hotter.cop).toBeLessThanOrEqual(here.cop + 1e-12);
        expect(here.cop).toBeLessThan((273.15 + at(sink_degC, b)) / (at(sink_degC, b) - at(source_degC, a))); // Carnot
      }),
    );
  }
});

it.each([
  // Wamak WW 100 SHR HD: points of the maker's table between those kept here. source, sink -> heat, power in kW
  [7, 60, 40.05, 13.55],
  [7, 80, 37.63, 19.89],
  [17, 70, 50.46, 17.02],
  [33, 60, 84.44, 14.56],
  [33, 80, 71.55, 21.4],
])(
  'straight lines over 5 K stay within 1 %% of the fine table at %d and %d degC',
  (source, sink, heat_kW, power_kW) => {
    const { capacity, cop } = readMap(PERFORMANCE_MAPS.wamakWw100, source, sink);
    expect(Math.abs((capacity * 82.25) / heat_kW - 1)).toBeLessThan(0.01);
    expect(Math.abs((cop * power_kW) / heat_kW - 1)).toBeLessThan(0.01);
  },
);

const air = (params: object, ambient_degC: number, relativeHumidity = 0.8): Bench =>
  bench(heatPump, { source: 'air', rated_kW: 13, ...params }, {
    buses: { heat: { supply_degC: 45, return_degC: 40 } },
    weather: { ambient_degC, relativeHumidity, pressure_kPa: 101.325 },
    unconnected: ['cooling'],
  } satisfies BenchSetting);

it('adds frost by the humidity of the air: by hand', () => {
  // 0 degC, 80 %: 3.02 g/kg; the coil at -8.59 degC holds 1.82 g/kg; 1.20 g/kg stay on it: 1 / (1 + 14.46 / 1.20) = 7.7 %
  const f = thawingShare(0, 0.8, 101.325);
  expect(f).toBeCloseTo(0.0766, 3);
  const { heat, power } = frostFactors(0, 0.8, 101.325, 3, { heat: 1, power: 1 });
  expect(heat).toBeCloseTo(0.875 * (1 - f) - (0.01 * f * 7.222) / 1.01667, 12);
  expect(power).toBeCloseTo(0.954 * (1 - f) + (0.1528 * f * 3) / 1.01667, 12);
  const bare = air({ frost: 'none' }, 0).instance.w;
  const iced = air({ frost: 'humidity' }, 0).instance.w;
  expect(iced[1]! / bare[1]!).toBeCloseTo(frostFactors(0, 0.8, 101.325, bare[2]!, { heat: 1, power: 1 }).heat, 12);
  expect(iced[2]!).toBeLessThan(bare[2]!);
  // In dry cold little frost forms; above the threshold none.
  expect(thawingShare(-15, 0.5, 101.325)).toBeLessThan(0.02);
  expect(air({ frost: 'humidity' }, 5).instance.w[2]).toBe(air({ frost: 'none' }, 5).instance.w[2]);
});

it('keeps what a test report measured with its frost', () => {
  const b = air({ map: 'stiebelWpl18' }, 2);
  expect(b.instance.w[1]).toBeCloseTo(11.6 - (0.4 * 10) / 15, 9); // between 35 and 50 degC
  expect(air({ map: 'stiebelWpl18', frost: 'step' }, 2).instance.w[1]).toBeCloseTo(0.85 * b.instance.w[1]!, 9);
});

it('runs a chiller by a map', () => {
  const map = {
    source_degC: [5, 10],
    sink_degC: [20, 35],
    capacity: [
      [1, 0.85],
      [1.2, 1],
    ],
    cop: [
      [7, 4.5],
      [8, 5],
    ],
  };
  const cooled = (water_degC: number, params: object = {}): Bench =>
    bench(
      compressionChiller,
      { rated_kW: 500, map, ...params },
      { buses: { reject: { supply_degC: water_degC + 5, return_degC: water_degC } } },
    );
  const b = cooled(27.5);
  // by hand: at 7 degC chilled, 40 % of the way: 1.08 and 0.91, 7.4 and 4.7; half way between
  expect(b.limits()[1]).toBeCloseTo(500 * 0.995, 9);
  const out = b.run({ target: 500 * 0.995 });
  expect(out.cop).toBeCloseTo(6.05, 9);
  expect(plant(b).sort()).toEqual(['cooling_kW', 'electricity_kW', 'reject_kW']);
  const linear = cooled(27.5, { partLoad: [0.1, 0.9, 0] }).run({ target: 500 * 0.995 * 0.5 });
  expect(linear.electricity_kW).toBeCloseTo((-500 * 0.995 * 0.55) / 6.05, 9);
  expect(() => cooled(45)).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: map: its condenser is fed at 45 degC and the map knows 20 to 35 degC; expected it within, a wider map, or mapOutside: hold, which takes the value at the edge]`,
  );
  expect(() => cooled(27.5, { cop: 5 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: map: stands in place of "curve" and "cop"; leave those out]`,
  );
  expect(() => bench(compressionChiller, { rated_kW: 500, partLoad: [0, 1, 0] })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: partLoad: belongs to a map; curves bring their own]`,
  );
});
