import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LightingParams, lighting } from '../../src/models/lighting.ts';
import { between } from '../between.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';

const params = { demand: 100, retrofitShare: 0.8, heatGain: 0.6, coolingGain: 0.7 };
const at = (ambient_degC: number, extra: object = {}, setting: BenchSetting = {}): Bench =>
  bench(lighting, { ...params, ...extra }, { weather: { ambient_degC }, ...setting });

it.each([
  // degC -> heat, cooling, room heat in kW   by hand: 100 kW before, 40 kW saved, 60 kW left
  ['winter', 0, -24, -0, 60 + 24],
  ['the heating season fades in', 14, -12, -0, 60 + 12],
  ['between the seasons', 17, -0, 0, 60],
  ['summer', 30, -0, 28, 60 + 28],
])('loads given with the old lamps, %s: the ports carry the change', (_name, t, heat, cooling, room) => {
  const b = at(t);
  const out = b.run({});
  expect(out.electricity_kW).toBeCloseTo(-60, 9);
  expect(out.heat_kW).toBeCloseTo(heat, 9);
  expect(out.cooling_kW).toBeCloseTo(cooling, 9);
  expect(out.roomHeat_kW).toBeCloseTo(room, 9);
  expect([out.baseline_kW, out.saved_kW]).toEqual([100, 40]);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it.each([
  // degC -> heat, cooling, room heat in kW   by hand: 60 kW of light
  ['winter', 0, 36, -0, 24],
  ['summer', 30, 0, -42, 18],
])('loads given without lamps, %s: the ports carry the whole gain', (_name, t, heat, cooling, room) => {
  const b = at(t, { loadsInclude: false });
  const out = b.run({});
  expect(out.electricity_kW).toBeCloseTo(-60, 9);
  expect(out.heat_kW).toBeCloseTo(heat, 9);
  expect(out.cooling_kW).toBeCloseTo(cooling, 9);
  expect(out.roomHeat_kW).toBeCloseTo(room, 9);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('spares no more than the load has', () => {
  expect(at(30, { coolingDemand: 10 }).run({}).cooling_kW).toBeCloseTo(10, 9);
  expect(at(30, { coolingDemand: 50 }).run({}).cooling_kW).toBeCloseTo(28, 9);
  expect(at(0, { loadsInclude: false, heatDemand: 5 }).run({}).heat_kW).toBeCloseTo(5, 9);
  expect(at(30, { coolingDemand: 0, demand: 0 }).run({}).cooling_kW).toBeCloseTo(0, 12);
});

it('takes its share of a site, and needs no weather without a thermal bus', () => {
  const out = bench(
    lighting,
    { demand: 'site.demand_kW', lightingShare: 0.2, retrofitShare: 1 },
    { unconnected: ['heat', 'cooling'], profiles: { 'site.demand_kW': Float64Array.of(500) } },
  ).run({});
  expect(out.electricity_kW).toBeCloseTo(-50, 9); // 500 * 0.2 * 0.5
  expect(out.roomHeat_kW).toBeCloseTo(50, 9);
  expect([out.heat_kW, out.cooling_kW]).toEqual([-0, 0]);
});

it('changes nothing before the retrofit', () => {
  const out = at(0, { retrofitShare: 0 }).run({});
  expect(out.electricity_kW).toBe(-100);
  expect(out.heat_kW).toBeCloseTo(0, 12);
  expect(out.saved_kW).toBe(0);
});

it('looks at the mean of the last 24 h', () => {
  const ambient_degC = Float64Array.from({ length: 72 }, (_, i) => (i < 24 ? 0 : 30));
  const b = bench(lighting, params, { length: 72, weather: { ambient_degC } });
  const [, , heat, cooling] = b.instance.columns as readonly Float64Array[];
  expect([heat![23], heat![24 + 12], heat![47]]).toEqual([0.6, 0, 0]); // mean 0, 16.25, 30 degC
  expect([cooling![24], cooling![47]]).toEqual([0, 0.7]);
  expect(heat![24 + 10]).toBeCloseTo((0.6 * (15 - (11 * 30) / 24)) / 2, 12);
});

it('closes the energy law; a saving is never a source of electricity', () => {
  fc.assert(
    fc.property(
      between(0, 1),
      between(0, 1),
      between(-10, 40),
      fc.boolean(),
      (retrofitShare, savingPerLamp, t, old) => {
        const b = at(t, { retrofitShare, savingPerLamp, loadsInclude: old });
        const out = b.run({});
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
        expect(out.electricity_kW).toBeLessThanOrEqual(0);
        expect(out.roomHeat_kW).toBeGreaterThanOrEqual(0);
        expect(out.saved_kW! - out.electricity_kW!).toBeCloseTo(100, 9);
        expect(old ? out.heat_kW! <= 0 && out.cooling_kW! >= 0 : out.heat_kW! >= 0 && out.cooling_kW! <= 0).toBe(true);
        expect(b.run({})).toEqual(out);
      },
    ),
  );
});

it('is dark in an outage', () => {
  const out = at(0).run({ w: { available: 0 } });
  expect([out.electricity_kW, out.heat_kW, out.roomHeat_kW]).toEqual([0, -0, 0]);
});

it('says what does not fit', () => {
  expect(() =>
    at(0, { demand: 'a.demand_kW' }, { profiles: { 'a.demand_kW': Float64Array.of(-1) } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: demand: met -1 in step 0; expected a number of at least 0 in every step]`,
  );
  const bad = LightingParams.safeParse({ demand: 1, heatingBelow_degC: 25 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "heatingBelow_degC expected heatingBelow_degC <= coolingAbove_degC",
    ]
  `);
});
