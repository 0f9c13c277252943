import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boiling_bar,
  boiling_degC,
  expand,
  liquid,
  saturated,
  steam,
  steamFault,
  steamLine,
} from '../../../src/core/physics/steam.ts';
import { between } from '../../between.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { saturationPoints, steamRates, validations } from '../../validation/steam.ts';

it('is the liquid and the steam of the steam tables', () => {
  // IAPWS-IF97, tables 5 and 15, as printed
  expect(liquid(26.85, 30).h_kJ_per_kg).toBeCloseTo(115.331273, 6);
  expect(liquid(26.85, 30).s_kJ_per_kgK).toBeCloseTo(0.392294792, 9);
  expect(liquid(26.85, 30).v_m3_per_kg).toBeCloseTo(0.00100215168, 11);
  expect(steam(426.85, 0.035).h_kJ_per_kg).toBeCloseTo(3335.68375, 5);
  expect(steam(426.85, 0.035).s_kJ_per_kgK).toBeCloseTo(10.1749996, 7);
  expect(steam(426.85, 0.035).v_m3_per_kg).toBeCloseTo(92.3015898, 7);
  expect(steam(426.85, 300).h_kJ_per_kg).toBeCloseTo(2631.49474, 5);
  expect(boiling_bar(226.85)).toBeCloseTo(26.3889776, 7);
  expect(boiling_degC(100)).toBeCloseTo(584.149488 - 273.15, 6);
});

it('boils at the pressure of its temperature, and both phases have one free enthalpy there', () => {
  fc.assert(
    fc.property(between(1, 345), (t_degC) => {
      const p = boiling_bar(t_degC);
      expect(boiling_degC(p)).toBeCloseTo(t_degC, 6);
      const at = saturated(p);
      const kelvin = t_degC + 273.15;
      const gibbs = (phase: { h_kJ_per_kg: number; s_kJ_per_kgK: number }): number =>
        phase.h_kJ_per_kg - kelvin * phase.s_kJ_per_kgK;
      // the line is an equation of its own: it agrees within the release's 0.02 %
      expect(Math.abs(gibbs(at.vapour) - gibbs(at.liquid))).toBeLessThan(0.1);
    }),
  );
});

it('expands at constant entropy, and by its efficiency of that', () => {
  fc.assert(
    fc.property(between(20, 100), between(0, 200), between(0.05, 15), (p_bar, over_K, to_bar) => {
      const live = steam(boiling_degC(p_bar) + over_K, p_bar);
      const ideal = expand(live, to_bar, 1);
      const end = saturated(to_bar);
      const latent = end.vapour.h_kJ_per_kg - end.liquid.h_kJ_per_kg;
      const s =
        ideal.quality < 1
          ? end.liquid.s_kJ_per_kgK +
            ((ideal.h_kJ_per_kg - end.liquid.h_kJ_per_kg) / latent) *
              (end.vapour.s_kJ_per_kgK - end.liquid.s_kJ_per_kgK)
          : steam(ideal.t_degC, to_bar).s_kJ_per_kgK;
      expect(s).toBeCloseTo(live.s_kJ_per_kgK, 9);
      const real = expand(live, to_bar, 0.7);
      expect(live.h_kJ_per_kg - real.h_kJ_per_kg).toBeCloseTo(0.7 * (live.h_kJ_per_kg - ideal.h_kJ_per_kg), 9);
      expect(real.t_degC).toBeGreaterThanOrEqual(ideal.t_degC - 1e-9);
    }),
  );
});

it('takes the steam for an ideal kWh that tables of theoretical steam rates name', () => {
  for (const { reference, model } of steamRates()) expect(Math.abs(model / reference - 1)).toBeLessThan(0.0025);
});

describe.skipIf(!hasShared)(`against IAPWS${whyNoShared}`, () => {
  it.each(validations)('$quantity: $title', (validation) => {
    const all = validation.points()!;
    expect(all.length).toBeGreaterThan(1);
    for (const { reference, model } of all)
      expect(Math.abs(model - reference)).toBeLessThan(validation.tolerance.relative! * Math.abs(reference));
  });
  it('boils and is as dense as the table', () => {
    for (const p of saturationPoints('T_sat_K', (at) => at.t_degC + 273.15))
      expect(Math.abs(p.model - p.reference)).toBeLessThan(0.02);
    for (const p of saturationPoints('rho_vap', (at) => 1 / at.vapour.v_m3_per_kg))
      expect(Math.abs(p.model / p.reference - 1)).toBeLessThan(0.002);
    for (const p of saturationPoints('s_liq', (at) => at.liquid.s_kJ_per_kgK))
      expect(Math.abs(p.model / p.reference - 1)).toBeLessThan(0.002);
  });
});

it('counts the steam of a bus above its feedwater', () => {
  const line = steamLine({ id: 'hp', supply_degC: 179.886, return_degC: 105 }, 'steam');
  expect(line.pressure_bar).toBeCloseTo(10, 3);
  // steam tables: 2777.1 at 10 bar, 440.9 at 105 degC
  expect(line.kWh_per_kg * 3600).toBeCloseTo(2777.1 - 440.9, 0);
  expect(line.boiling_degC).toBeCloseTo(179.886, 6);
  const hot = steamLine({ id: 'hp', supply_degC: 450, return_degC: 105, pressure_bar: 60 }, 'steam');
  // steam tables: 3302.9 at 60 bar and 450 degC
  expect(hot.steam.h_kJ_per_kg).toBeCloseTo(3302.8, 0);
});

it('says why a bus cannot carry steam', () => {
  expect([
    steamFault({ supply_degC: 400, return_degC: 105 }),
    steamFault({ supply_degC: 180, return_degC: 105, pressure_bar: 12 }),
    steamFault({ supply_degC: 500, return_degC: 105, pressure_bar: 200 }),
    steamFault({ supply_degC: 120, return_degC: 100, pressure_bar: 0.5 }),
    steamFault({ supply_degC: 180, return_degC: 105 }),
  ]).toMatchInlineSnapshot(`
    [
      "saturated steam is met up to 349 degC; met supply 400; of superheated steam give its pressure_bar too",
      "water at 12 bar boils at 188.0 degC; met supply 180, which is no steam; expected more, or a lower pressure_bar",
      "met a pressure of 200 bar; expected 0.00612 to 165 bar",
      "feedwater at 100 degC would boil at 0.50 bar; expected return_degC up to 81.3",
      undefined,
    ]
  `);
  expect(() => steamLine({ id: 'hp', supply_degC: 180, return_degC: 105, pressure_bar: 12 }, 'steam')).toThrow(
    'steam: bus "hp": water at 12 bar boils at 188.0 degC',
  );
});
