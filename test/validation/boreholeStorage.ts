import { GROUND_NODES, groundNetwork, groundStep } from '../../src/core/physics/boreholeField.ts';
import type { Validation } from './validation.ts';

/** Boreholes of 150 m, 4 m below ground, 150 mm wide, 7.5 m apart, in ground of 1e-6 m2/s: g by hours of steady heat. */
const FIELDS: readonly { readonly boreholes: number; readonly g: readonly (readonly [number, number])[] }[] = [
  {
    boreholes: 1,
    g: [
      [1070, 3.65501492640735],
      [131_118, 5.87704770495107],
      [33_554_478, 6.68675948788837],
    ],
  },
  {
    boreholes: 6,
    g: [
      [1070, 3.66173047944222],
      [131_118, 11.2627341238639],
      [33_554_478, 16.0243474955568],
    ],
  },
];

/** Rise of the walls over heat per metre, times 2 pi k, after so many hours of 1 kW per borehole. */
export function gFunction(
  field: {
    readonly boreholes: number;
    readonly depth_m: number;
    readonly spacing_m: number;
    readonly radius_m: number;
  },
  hours: number,
): number {
  const ground = groundNetwork({ ...field, conductivity_W_per_mK: 2, heatCapacity_kJ_per_m3K: 2000 });
  const { next } = groundStep(ground, hours);
  const wall_K_per_kW = next[GROUND_NODES]! + ground.wall_K_per_kW;
  return (2 * Math.PI * 2 * field.depth_m * field.boreholes * wall_K_per_kW) / 1000;
}

export const validations: readonly Validation[] = FIELDS.map(({ boreholes, g }) => ({
  model: 'boreholeStorage',
  quantity: 'gFunction',
  title: `response of ${boreholes === 1 ? 'a borehole' : '3 by 2 boreholes'} after 6 weeks, 15 years and at last`,
  source:
    'Cimmino and Bernier 2014, doi:10.1016/j.ijheatmasstransfer.2013.12.037, uniform heat, in the tests of pygfunction (BSD-3-Clause)',
  tolerance: { relative: 0.05 },
  points: () =>
    g.map(([hours, reference]) => ({
      x: hours,
      reference,
      model: gFunction({ boreholes, depth_m: 150, spacing_m: 7.5, radius_m: 0.075 }, hours),
    })),
}));
