import { describe, expect, it } from 'vitest';
import { ageingModels, graphitePotential_V, lifeAt, samCalendarRate } from '../../../src/core/physics/batteryAgeing.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';

describe.skipIf(!hasShared)(`rates of BLAST-Lite${whyNoShared}`, () => {
  const cases = referenceCases('reference/battery/cases.json').filter((c) => c.fn === 'blast_degradation');
  it('has cases', () => expect(cases.length).toBe(10));
  it.each(cases.map((c) => [c.id, c] as const))('%s', (_id, { inputs, expected }) => {
    const isLfp = inputs.model === 'Lfp_Gr_250AhPrismatic';
    const model = ageingModels[isLfp ? 'lfp' : 'nmc']();
    const soc = inputs.soc_profile_hourly_day as number[];
    const kelvin = (inputs.T_C as number) + 273.15;
    const { kcal, kcyc } = (expected as { rates_last: { kcal: number; kcyc: number } }).rates_last;
    const rates = soc.map((v) => model.calendarRate(v, kelvin));
    const mean = rates.slice(1).reduce((sum, v, k) => sum + (v + rates[k]!) / 2, 0) / 24;
    // By day here, by thousands of days there.
    expect((mean * (isLfp ? 1 : 1000 ** model.calendarPower)) / kcal).toBeCloseTo(1, 4);
    if (soc.some((v) => v !== soc[0])) return;
    const cycle = model.cyclePace(0, 0, kelvin) ** model.cyclePower;
    // By equivalent full cycle here, by ten thousand of them there.
    expect((cycle * (isLfp ? 1 : 10_000 ** model.cyclePower)) / kcyc).toBeCloseTo(1, 5);
  });
});

it('knows the potential of graphite, falling with charge', () => {
  expect(graphitePotential_V(0.5)).toBeCloseTo(0.123, 3); // the published reference point of the NMC fit
  const potentials = Array.from({ length: 101 }, (_, k) => graphitePotential_V(k / 100));
  expect(potentials).toEqual(potentials.toSorted((a, b) => b - a));
});

it('ages faster when warm, full and deeply cycled', () => {
  for (const model of [ageingModels.lfp(), ageingModels.nmc()]) {
    for (const kelvin of [283, 293, 303]) {
      expect(model.calendarRate(0.5, kelvin + 10)).toBeGreaterThan(model.calendarRate(0.5, kelvin));
      expect(model.calendarRate(0.9, kelvin)).toBeGreaterThan(model.calendarRate(0.3, kelvin));
    }
    expect(model.cyclePace(0.9, 0.2, 298)).toBeGreaterThan(model.cyclePace(0.3, 0.2, 298));
  }
});

it('reads a data sheet', () => {
  const model = ageingModels.sheet({
    loss: 0.2,
    cycles: [
      { depth: 0.2, cycles: 5000 },
      { depth: 0.8, cycles: 1000 },
    ],
    calendarLife_a: 10,
    calendarPower: 0.5,
  });
  const perCycle = (depth: number): number => depth * model.cyclePace(depth, 1, 298);
  // by hand: 0.2 / 5000 at 0.2, half of it at 0.1, 0.2 / 1000 from 0.8 on, between them a straight line
  expect(perCycle(0.2)).toBeCloseTo(4e-5, 12);
  expect(perCycle(0.1)).toBeCloseTo(2e-5, 12);
  expect(perCycle(0.5)).toBeCloseTo(12e-5, 12);
  expect(perCycle(0.9)).toBeCloseTo(20e-5, 12);
  expect(model.cyclePace(0, 1, 298)).toBe(0);
  // by hand: the root of 3652.5 days brings 0.2 at the reference
  expect(model.calendarRate(0.5, 298.15) * Math.sqrt(3652.5)).toBeCloseTo(0.2, 12);
  expect(model.calendarPace(0.03)).toBeCloseTo(0.0009, 12);
  expect(model.calendarRate(0.5, 310) / model.calendarRate(0.5, 298.15)).toBeCloseTo(
    samCalendarRate(0.5, 310) / samCalendarRate(0.5, 298.15),
    9,
  );
  // by hand: 35.1 mV less of the graphite's potential, e^(3560 * 0.0351 / 298.15); 10 years half full are 4.3 at 90 %
  const fuller = model.calendarRate(0.9, 298.15) / model.calendarRate(0.5, 298.15);
  expect(fuller).toBeCloseTo(1.52, 2);
  expect(10 / fuller ** 2).toBeCloseTo(4.3, 1);
});

it('tells how long cells last', () => {
  const model = { ...ageingModels.lfp(), calendarPower: 0.5, cyclePower: 1 };
  // by hand: 0.04 s + 0.012 s^2 = 0.2 with s the root of time
  const s = (-0.04 + Math.sqrt(0.04 ** 2 + 4 * 0.012 * 0.2)) / (2 * 0.012);
  expect(lifeAt(model, 0.2, 0.0016, 0.012)).toBeCloseTo(s * s, 6);
  expect(lifeAt(model, 0.2, 0.0016, 0)).toBeCloseTo(25, 6);
  expect(lifeAt(model, 0.2, 0, 0)).toBe(Number.POSITIVE_INFINITY);
});
