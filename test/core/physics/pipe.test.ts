import { describe, expect, it } from 'vitest';
import { decay, frictionFactor } from '../../../src/core/physics/pipe.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { coolingCases, drop_kPa, MOODY, outlet_K, singlePipes } from '../../validation/heatPipe.ts';

it('decays like e^-x', () => {
  expect(decay(0)).toBe(1);
  for (let k = 1; k <= 400; k++) {
    const x = k / 10;
    expect(Math.abs(decay(x) - Math.exp(-x))).toBeLessThan(x <= 1 ? 1e-10 : 1e-7);
    expect(decay(x)).toBeLessThan(decay(x - 0.1));
  }
  expect(decay(1e9)).toBe(0);
});

it.each(MOODY)('Re %d, k/d %d: f %d', (reynolds, roughness, factor) => {
  expect(Math.abs(frictionFactor(reynolds, roughness) / factor - 1)).toBeLessThan(0.01);
});

describe.skipIf(!hasShared)(`against pandapipes and OpenModelica${whyNoShared}`, () => {
  it('has the cases', () => expect([coolingCases().length, singlePipes().length]).toEqual([11, 5]));
  it.each(coolingCases())('outlet temperature $id', (c) => {
    expect(Math.abs(outlet_K(c) - (c.expected as { T_out_K: number }).T_out_K)).toBeLessThan(c.tol.atol!);
  });
  it.each(singlePipes())('pressure drop $id', (c) => {
    const [inlet, outlet] = (c.expected as { p_bar_ref: [number, number] }).p_bar_ref;
    expect(Math.abs(inlet - drop_kPa(c) / 100 - outlet) / outlet).toBeLessThan(c.tol.rtol_p!);
    expect(Math.abs(drop_kPa(c) / 100 / (inlet - outlet) - 1)).toBeLessThan(0.01);
  });
});
