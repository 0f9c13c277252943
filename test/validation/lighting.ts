import { lighting } from '../../src/models/lighting.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Share of the lighting energy that new lamps saved. */
const SAVED: readonly number[] = [
  0.5, // 35,000 troffers of the headquarters of the US Department of Energy, tubes of LED for fluorescent ones
  0.6, // two university buildings, LED with occupancy sensors, computed from their use by groups of lamps
];

export const saving = (): Point[] => {
  const y = bench(lighting, { demand: 100, retrofitShare: 1 }, { weather: { ambient_degC: 18 } }).run({});
  return SAVED.map((reference) => ({ reference, model: y.saved_kW! / 100 }));
};

export const validations: readonly Validation[] = [
  {
    model: 'lighting',
    quantity: 'savedShare',
    title: 'the saving of changed lamps as it comes (of the heat gains no measurement was found)',
    source:
      'FEMP, U.S. Department of Energy Headquarters Lighting Retrofit (2018); Washington State University, doi:10.3390/su142013181',
    tolerance: { absolute: 0.15 },
    points: saving,
  },
];
