import { expect } from 'vitest';
import { heatNetwork } from '../../src/models/heatNetwork.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';

export const dry: BenchSetting = { unconnected: ['pump'] };

export const one = { stations: { s1: {} }, pipes: { p1: { from: 'plant', to: 's1', length_m: 200, diameter_mm: 80 } } };
export const tight = { ...one, loss_W_per_mK: 0, wall_mm: 0 };
/** plant - j1, and from there a to s1 and b to s2. */
export const fork = {
  stations: { s1: {}, s2: {} },
  junctions: ['j1'],
  pipes: {
    trunk: { from: 'plant', to: 'j1', length_m: 100, diameter_mm: 80 },
    a: { from: 'j1', to: 's1', length_m: 50, diameter_mm: 80 },
    b: { from: 's2', to: 'j1', length_m: 50, diameter_mm: 50 },
  },
};
export const ring = {
  stations: { s1: {}, s2: {}, s3: {} },
  pipes: {
    p1: { from: 'plant', to: 's1', length_m: 100, diameter_mm: 80 },
    p2: { from: 's1', to: 's2', length_m: 100, diameter_mm: 65 },
    p3: { from: 's2', to: 's3', length_m: 100, diameter_mm: 65 },
    p4: { from: 's3', to: 'plant', length_m: 100, diameter_mm: 80 },
  },
};
export const net = (params: object, setting: BenchSetting = {}): Bench =>
  bench(heatNetwork, { swing_K: 0, ...params }, { weather: { ground_degC: 10 }, step_s: 900, ...setting });

export type Out = Record<string, number>;
/** Runs the same loads `steps` times, from step to step. */
export function after(b: Bench, steps: number, u: number[], w: Out = {}): Out {
  let out: Out = {};
  for (let k = 0; k < steps; k++) {
    out = b.run({ u, w });
    expect(Math.abs(b.residual().value)).toBeLessThanOrEqual(1e-9 * b.residual().scale);
    b.instance.x.set(b.instance.next);
  }
  for (let k = 0; k < b.instance.x.length; k++) b.instance.x[k] = b.instance.next[k]!;
  return out;
}
