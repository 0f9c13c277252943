import { expect, it } from 'vitest';
import {
  drop,
  type FrictionLaw,
  inverseRoot,
  resistanceOf,
} from '../../../../src/core/physics/pipeNetwork/friction.ts';

const FLUID = { density_kg_per_m3: 1000, viscosity: 1e-3 };
const pipe = { length_m: 100, diameter_m: 0.1, roughness_m: 1e-4 };
const at = (flow: number, law: FrictionLaw = 'colebrook', extra: object = {}): [number, number] => {
  const out = new Float64Array(2);
  drop(resistanceOf({ ...pipe, ...extra }, FLUID, law), flow, out);
  return [out[0]!, out[1]!];
};
/** Flow at a Reynolds number: Re = 4 m / (pi d mu). */
const flowAt = (reynolds: number): number => (reynolds * Math.PI * 0.1 * 1e-3) / 4;

it('solves Colebrook and White’s equation within 0.004 %', () => {
  for (const roughness of [0, 1e-5, 1e-3, 0.05])
    for (const reynolds of [4000, 1e4, 1e5, 1e6, 1e8]) {
      let root = 8;
      for (let k = 0; k < 60; k++) root = -2 * Math.log10(roughness / 3.7 + (2.51 * root) / reynolds);
      expect(Math.abs((root / inverseRoot(reynolds, roughness)) ** 2 - 1)).toBeLessThan(4e-5);
    }
});

it.each([
  // by hand: 1 kg/s is 0.12732 m/s and Re 12,732 in DN100
  ['laminar', 0.1, (32 * 1e-3 * 100 * 0.012732) / 0.01 / 1000], // Hagen-Poiseuille: 32 mu L v / d^2
  ['turbulent', 7.854, 0.0222 * 1000 * 0.5], // Moody chart: 1 m/s is Re 1e5, k/d 1e-3: 0.0222 of L/d 1000
] as const)('%s flow loses what the books say', (_what, flow, kPa) => {
  expect(Math.abs(at(flow)[0] / kPa - 1)).toBeLessThan(0.005);
});

it('adds fittings in velocity heads', () => {
  const velocity = 10 / (1000 * Math.PI * 0.0025);
  expect(at(10, 'colebrook', { fittings: 3 })[0] - at(10)[0]).toBeCloseTo((3 * 500 * velocity * velocity) / 1000, 9);
});

it.each(['colebrook', 'swameeJain', 'nikuradse'] as const)(
  '%s: the slope is that of the loss, which is odd and rises',
  (law) => {
    for (const reynolds of [1, 500, 1999, 2500, 3900, 4100, 1e4, 1e5, 1e6]) {
      const flow = flowAt(reynolds);
      const h = 1e-6 * flow;
      const [loss, slope] = at(flow, law);
      const finite = (at(flow + h, law)[0] - at(flow - h, law)[0]) / (2 * h);
      // Serghides' formula is not quite the root of the equation that is differentiated.
      expect(Math.abs(slope / finite - 1)).toBeLessThan(law === 'colebrook' ? 1e-3 : 1e-6);
      expect(at(-flow, law)).toEqual([-loss, slope]);
      expect(at(1.001 * flow, law)[0]).toBeGreaterThan(loss);
    }
    expect(at(0, law)[0]).toBe(0);
    expect(at(0, law)[1]).toBeGreaterThan(0);
  },
);

it.each([2000, 4000])('has no jump at Re %d', (reynolds) => {
  const below = at(flowAt(reynolds * (1 - 1e-9)))[0];
  const above = at(flowAt(reynolds * (1 + 1e-9)))[0];
  expect(Math.abs(above / below - 1)).toBeLessThan(1e-6);
});

it('Swamee and Jain stay within 3 % of Colebrook', () => {
  for (const reynolds of [5e3, 1e5, 1e7])
    expect(Math.abs(at(flowAt(reynolds), 'swameeJain')[0] / at(flowAt(reynolds))[0] - 1)).toBeLessThan(0.03);
});
