import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ICE_CURVES, iceLmtd_K, iceRate_per_h } from '../../src/core/physics/ice.ts';
import { iceStorage } from '../../src/models/iceStorage.ts';
import { between } from '../between.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { validations } from '../validation/iceStorage.ts';
import { type Bench, bench } from './bench.ts';
import { expectHeld } from './heldTo.ts';

const weather = { wetBulb_degC: 24, ambient_degC: 30 };
/** Melts half of its capacity an hour at first and a tenth at last, freezes a fifth an hour throughout. */
const params = {
  capacity_kWh: 1000,
  discharge_kW: 900,
  charge_kW: 900,
  cop: 3,
  loss_per_h: 0,
  curve: { melt: [0.5, -0.4, 0, 0, 0, 0], freeze: [0.2, 0, 0, 0, 0, 0] },
};
const machine = (p: object = {}, step_s = 3600): Bench => bench(iceStorage, { ...params, ...p }, { weather, step_s });

it.each([
  // kWh of ice, cooling, cold asked of the machine -> kWh, cooling, electricity   by hand
  [500, 100, 0, 400, 100, 0],
  [500, 0, 150, 650, 0, -50],
  [500, 100, 150, 550, 100, -50],
  [1000, 900, 0, 1000 - 1250 * (1 - Math.exp(-0.4)), 1250 * (1 - Math.exp(-0.4)), 0], // dy/dt = 0.5 - 0.4 y
  [0, 900, 900, 200, 0, -200 / 3], // nothing to melt; a fifth freezes
  [900, 0, 900, 1000, 0, -100 / 3], // room for 100 kWh
])('%d kWh: %d kW drawn, %d kW frozen', (energy_kWh, cooling_kW, cold_kW, left_kWh, given_kW, drawn_kW) => {
  const b = machine();
  const out = b.run({ x: { energy_kWh }, u: [cooling_kW, cold_kW] });
  expect(out.energy_kWh).toBeCloseTo(left_kWh, 9);
  expect(out.cooling_kW).toBeCloseTo(given_kW, 9);
  expect(out.electricity_kW).toBeCloseTo(drawn_kW, 9);
  expect(out.toAmbient_kW).toBeCloseTo(-4 * drawn_kW, 9);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('gives the heat of its machine to a bus', () => {
  const b = machine({ condenser: 'bus' });
  const out = b.run({ x: { energy_kWh: 100 }, lead: 'electricity', target: -30 });
  expect(out).toMatchObject({ reject_kW: 120, toAmbient_kW: 0, electricity_kW: -30, charge_kW: 90, energy_kWh: 190 });
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('is charged by a bus of brine', () => {
  const b = bench(
    iceStorage,
    { ...params, chargedBy: 'bus', curve: 'nist' },
    { buses: { brine: { supply_degC: -6, return_degC: -2 } } },
  );
  const out = b.run({ x: { energy_kWh: 100 }, lead: 'brine', target: -60 });
  expect(out).toMatchObject({ brine_kW: -60, charge_kW: 60, energy_kWh: 160, cop: 0, toAmbient_kW: 0 });
  expect(b.residual().value).toBeCloseTo(0, 9);
  // by hand: LMTD 4 / ln 3 = 3.641 K; at 10 % of ice 0.453 - 0.0082 - 0.00158 = 0.4432 per 10 K, a little less at the end
  b.run({ x: { energy_kWh: 100 } });
  expect(b.limits('brine')[0]).toBeCloseTo(-1000 * 0.4432 * 0.3641, -1);
});

it.each([
  // curve, way, y, from and to degC -> share an hour   by hand
  ['nist', 'melt', 0, 12, 7, 0.39602],
  ['nist', 'melt', 1, 12, 7, 0.1096],
  ['energyPlus', 'melt', 0.5, 12, 7, 0.37485],
  ['nist', 'freeze', 0, -5, -1.6, 0.13517],
] as const)('%s %s at %d: %d to %d degC', (curve, way, y, from, to, rate) => {
  expect(iceRate_per_h(ICE_CURVES[curve][way], y, iceLmtd_K(from, to))).toBeCloseTo(rate, 4);
});

it('has a mean difference between equal ones, and no rate below nothing', () => {
  expect(iceLmtd_K(5, 5)).toBe(5);
  expect(iceLmtd_K(10, 5)).toBeCloseTo(5 / Math.log(2), 12);
  expect(iceRate_per_h(ICE_CURVES.energyPlus.freeze, 1, 3)).toBe(0);
});

it('melts by heat from outside while there is ice', () => {
  const b = machine({ loss_per_h: 0.01 });
  expect(b.run({ x: { energy_kWh: 500 } })).toMatchObject({ heatGain_kW: 10, energy_kWh: 490 });
  expect(b.run({ x: { energy_kWh: 4 } })).toMatchObject({ heatGain_kW: 4, energy_kWh: 0 });
  expect(b.run({ x: { energy_kWh: 4 }, u: [0, 3] })).toMatchObject({ heatGain_kW: 7, energy_kWh: 0 });
  expect(b.run({ x: { energy_kWh: 0 } })).toMatchObject({ heatGain_kW: 0, energy_kWh: 0 });
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('has a COP by the wet bulb, the air or its bus', () => {
  const copOf = (p: object): number => machine({ cop: undefined, ...p }).run({}).cop!;
  // by hand: 0.56 * 263.15 K over 33 - -10, 35 - -10 and 37 - -10 K
  expect(copOf({})).toBeCloseTo((0.56 * 263.15) / 43, 9);
  expect(copOf({ condenser: 'air' })).toBeCloseTo((0.56 * 263.15) / 45, 9);
  const cold = { supply_degC: 37, return_degC: 32 };
  const b = bench(iceStorage, { ...params, cop: undefined, condenser: 'bus' }, { buses: { reject: cold } });
  expect(b.run({}).cop).toBeCloseTo((0.56 * 263.15) / 47, 9);
});

it('gives what it promises at any level, and two half steps give what one does', () => {
  fc.assert(
    fc.property(between(0, 1000), between(0, 1), between(0, 1), (energy_kWh, share, other) => {
      const b = machine({ curve: 'nist', loss_per_h: 0.002 });
      b.run({ x: { energy_kWh } });
      const [, most] = b.limits('cooling');
      const [least] = b.limits('electricity');
      expect(b.limits('cooling')).toEqual([0, most, 0]);
      b.run({ x: { energy_kWh }, lead: 'electricity', target: other * least });
      expect(b.instance.y[1]).toBeCloseTo(other * least, 9);
      const u = [share * most, -other * least * 3];
      const out = b.run({ x: { energy_kWh }, u });
      expect(out.cooling_kW).toBeCloseTo(share * most, 9);
      expect(out.electricity_kW).toBeCloseTo(other * least, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
      expect(out.energy_kWh).toBeGreaterThanOrEqual(0);
      expect(out.energy_kWh).toBeLessThanOrEqual(1000);
      // The most of two half steps is that of the whole, without heat from outside.
      const whole = machine({ curve: 'nist' });
      const half = machine({ curve: 'nist' }, 1800);
      const after = whole.run({ x: { energy_kWh }, u: [9999, 0] });
      const first = half.run({ x: { energy_kWh }, u: [9999, 0] });
      const second = half.run({ x: { energy_kWh: first.energy_kWh! }, u: [9999, 0] });
      expect(second.energy_kWh).toBeCloseTo(after.energy_kWh!, 7);
    }),
  );
});

it('gives less the less ice is left, and takes less the more there is', () => {
  const b = machine({ curve: 'nist' });
  let [before, room] = [0, Number.POSITIVE_INFINITY];
  for (let energy_kWh = 0; energy_kWh <= 1000; energy_kWh += 50) {
    b.run({ x: { energy_kWh } });
    expect(b.limits('cooling')[1]).toBeGreaterThanOrEqual(before);
    expect(-b.limits('electricity')[0]).toBeLessThanOrEqual(room);
    before = b.limits('cooling')[1];
    room = -b.limits('electricity')[0];
  }
  expect(before).toBeGreaterThan(300);
});

it('stands still in an outage, but melts', () => {
  const b = machine({ loss_per_h: 0.01 });
  const out = b.run({ x: { energy_kWh: 500 }, w: { available: 0 }, u: [100, 100] });
  expect(out).toMatchObject({ cooling_kW: 0, energy_kWh: 490, discharge_kW: 0, charge_kW: 0 });
});

it('says what does not fit', () => {
  expect(() => machine({ brine_degC: -2 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: brineSpread_K: brine goes from -2 to 1.4 degC; expected it to warm and to stay below 0 degC, or nothing freezes]`,
  );
  expect(() =>
    bench(iceStorage, params, { buses: { cooling: { supply_degC: 12 } } }),
  ).toThrowErrorMatchingInlineSnapshot(`[ConfigError: cooling: its bus has no spread (supply 12, return 12 degC)]`);
});

describe.skipIf(!hasShared)(`against the experiments of NIST${whyNoShared}`, () => {
  it.each(validations.map((v) => [`${v.quantity}: ${v.title}`, v] as const))('%s', (_title, v) => {
    expectHeld(v, 15);
  });
});
