import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  enthalpy_kJ_per_kg,
  evaporationHeat_kJ_per_kg,
  humidityRatio,
  humidityRatioOfVapour,
  humidityRatioOfWetBulb,
  saturatedAt_degC,
  saturatedEnthalpy_kJ_per_kg,
  saturationPressure_kPa,
  wetBulb_degC,
  wetBulbColumn,
} from '../../../src/core/physics/moistAir.ts';
import { between } from '../../between.ts';
import { SATURATED, SATURATION, WET_BULBS } from '../../validation/moistAir.ts';

it.each(SATURATION)('saturation pressure at %d degC is %d Pa within 300 ppm', (t, expected_Pa) => {
  expect(Math.abs((saturationPressure_kPa(t) * 1000) / expected_Pa - 1)).toBeLessThan(3e-4);
});

it.each(SATURATED)('saturated air at %d degC holds %d and %d kJ/kg within 1 %%', (t, humidity, enthalpy) => {
  expect(Math.abs(humidityRatio(t, 1, 101.325) / humidity - 1)).toBeLessThan(0.01);
  expect(Math.abs(saturatedEnthalpy_kJ_per_kg(t, 101.325) / enthalpy - 1)).toBeLessThan(0.01);
});

it('gives the Handbook and PsychroLib values of moist air', () => {
  expect(humidityRatioOfVapour(3.1697, 95.461)).toBeCloseTo(0.0213603998, 9);
  expect(enthalpy_kJ_per_kg(30, 0.02)).toBeCloseTo(81.316, 3); // 30.18 + 0.02 * (2501 + 55.8), by hand
  expect(humidityRatioOfWetBulb(30, 25, 95.461)).toBeCloseTo(0.0192281274, 5);
  expect(humidityRatioOfWetBulb(-1, -5, 95.461)).toBeCloseTo(0.001203998, 6);
  expect(evaporationHeat_kJ_per_kg(20)).toBeCloseTo(2417.28, 9); // 2501 - 83.72, by hand
});

it.each(WET_BULBS)('%d degC at %d has a wet bulb of %d', (t, rh, expected) => {
  expect(Math.abs(wetBulb_degC(t, rh, 101.325) - expected)).toBeLessThan(0.1);
});

it('finds the wet bulb that its own equation came from, over water and ice', () => {
  fc.assert(
    fc.property(between(-30, 45), between(0.05, 0.995), between(80, 104), (t, rh, p) => {
      const wet = wetBulb_degC(t, rh, p);
      expect(wet).toBeLessThanOrEqual(t);
      expect(humidityRatioOfWetBulb(t, wet, p)).toBeCloseTo(humidityRatio(t, rh, p), 9);
    }),
  );
});

it('rises with humidity and with temperature', () => {
  fc.assert(
    fc.property(between(-30, 44), between(0.05, 0.9), (t, rh) => {
      expect(wetBulb_degC(t, rh + 0.05, 101.325)).toBeGreaterThanOrEqual(wetBulb_degC(t, rh, 101.325));
      expect(wetBulb_degC(t + 1, rh, 101.325)).toBeGreaterThan(wetBulb_degC(t, rh, 101.325));
    }),
  );
});

// Stull, J. Appl. Meteor. Climatol. 50 (2011) 2267: within -1.0 to +0.65 K of his own solution; hotter, his other psychrometer equation tells.
it('agrees with the approximation of Stull where that is valid', () => {
  const stull = (t: number, rh: number): number =>
    t * Math.atan(0.151977 * Math.sqrt(rh + 8.313659)) +
    Math.atan(t + rh) -
    Math.atan(rh - 1.676331) +
    0.00391838 * Math.sqrt(rh * rh * rh) * Math.atan(0.023101 * rh) -
    4.686035;
  for (let t = 5; t <= 30; t += 5)
    for (let rh = 20; rh <= 95; rh += 15) {
      const difference = stull(t, rh) - wetBulb_degC(t, rh / 100, 101.325);
      expect(difference, `${t} degC, ${rh} %`).toBeGreaterThan(-1);
      expect(difference, `${t} degC, ${rh} %`).toBeLessThan(0.65);
    }
});

it('finds the temperature of saturated air of a given enthalpy', () => {
  fc.assert(
    fc.property(between(-15, 60), between(80, 104), between(-20, 60), (t, p, guess) => {
      expect(saturatedAt_degC(saturatedEnthalpy_kJ_per_kg(t, p), p, guess)).toBeCloseTo(t, 8);
    }),
  );
  const wet = saturatedAt_degC(100, 101.325, 20, 25);
  expect(saturatedEnthalpy_kJ_per_kg(wet, 101.325) - 4.186 * 25 * humidityRatio(wet, 1, 101.325)).toBeCloseTo(100, 9);
});

it('works on columns and passes what is missing', () => {
  const column = wetBulbColumn(
    Float64Array.of(20, Number.NaN, 30),
    Float64Array.of(0.5, 0.5, 0.6),
    Float64Array.of(101.325, 101.325, 101.325),
  );
  expect(column[0]).toBe(wetBulb_degC(20, 0.5, 101.325));
  expect(column[1]).toBeNaN();
  expect(column[2]).toBe(wetBulb_degC(30, 0.6, 101.325));
});
