import { carbonCapture } from '../../src/models/carbonCapture.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Reboiler duty of pilot and laboratory plants, GJ per tonne: what is measured, not what is modelled. */
const MEASURED_GJ_per_t: readonly (readonly [low: number, high: number])[] = [
  [3.6, 4], // 30 % MEA
  [3.1, 3.3], // 40 % MEA
  [2.9, 2.9], // piperazine
  [2.3, 2.3], // Cansolv
  [3.2, 3.8], // EDA
  [3, 3.2], // AMP and piperazine
  [2, 2.5], // potassium carbonate
  [2.1, 2.4], // DEEA and MAPA
];
const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2;

const duty_GJ_per_t = (params: object): number => {
  const y = bench(carbonCapture, { rated_kg_per_h: 1000, ...params }).run({ target: 1000 });
  return -y.heat_kW! * 0.0036;
};

export const asItComes = (): Point[] =>
  MEASURED_GJ_per_t.map((range) => ({ reference: middle(range), model: duty_GJ_per_t({}) }));

/** With the 1 kWh/kg that the parameter names for it. */
export const mea = (): Point[] =>
  [middle(MEASURED_GJ_per_t[0]!), 4.1].map((reference) => ({
    reference,
    model: duty_GJ_per_t({ heat_kWh_per_kg: 1 }),
  }));

export const validations: readonly Validation[] = [
  {
    model: 'carbonCapture',
    quantity: 'reboiler_GJ_per_t',
    title: 'the default, which names no solvent, against eight that were measured',
    source: 'Bui et al. 2018, doi:10.1039/c7ee02342a, table 4 (middle of each range)',
    tolerance: { relative: 0.35, meanRelative: 0.1 },
    points: asItComes,
  },
  {
    model: 'carbonCapture',
    quantity: 'reboiler_GJ_per_t',
    title: 'MEA of 30 %, by the figure that the parameter names',
    source:
      'Bui et al. 2018, table 4; Hamborg et al. 2014, Technology Centre Mongstad (4.1 GJ/t at 90 %), doi:10.1016/j.egypro.2014.11.634',
    tolerance: { relative: 0.15 },
    points: mea,
  },
];
