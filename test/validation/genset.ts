import { genset } from '../../src/models/genset.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Litres an hour at a quarter, half, three quarters and full load, by rated kW. */
const CHART: readonly (readonly [rated_kW: number, litres: readonly number[]])[] = [
  [200, [17.8, 29.1, 41.6, 54.5]],
  [350, [29.9, 49.6, 70.8, 95]],
  [500, [41.6, 70, 99.9, 135.1]],
  [1000, [81.8, 137.8, 197.2, 269.1]],
  [2000, [162, 273.3, 391.7, 537.1]],
];
/** Lower heating value of diesel: 128,488 Btu a US gallon (US DOE, Alternative Fuels Data Center). */
export const DIESEL_kWh_per_litre = (128_488 * 1055.056) / 3.6e6 / 3.785412;

export const fuelChart = (): Point[] =>
  CHART.flatMap(([rated_kW, litres]) => {
    const unit = bench(genset, { rated_kW, minLoad: 0.25, start_h: 0 });
    return litres.map((litre, k) => ({
      reference: litre / 1000,
      model: unit.run({ target: (rated_kW * (k + 1)) / 4 }).fuel_kW! / DIESEL_kWh_per_litre / 1000,
      x: (k + 1) / 4,
    }));
  });

export const validations: readonly Validation[] = [
  {
    model: 'genset',
    quantity: 'fuel_m3_per_h',
    title: 'diesel an hour at quarter to full load, sets of 200 to 2000 kW (default curve: 500 kW)',
    source: 'Generator Source, Approximate Diesel Fuel Consumption Chart (makers’ means)',
    tolerance: { relative: 0.08 },
    points: fuelChart,
  },
];
