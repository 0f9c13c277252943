import { heatExchanger } from '../../src/models/heatExchanger.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Transfer units, and the ratio of the two capacity flows. */
const CASES: readonly (readonly [ntu: number, ratio: number])[] = [0.25, 0.5, 0.75, 0.9].flatMap((ratio) =>
  [0.5, 1, 2, 3].map((ntu) => [ntu, ratio] as const),
);
/** Share of the difference between the inlets that the weaker side goes through in counterflow. */
const effectivenessOf = (ntu: number, ratio: number): number => {
  const e = Math.exp(-ntu * (1 - ratio));
  return (1 - e) / (1 - ratio * e);
};

/**
 * Heat of 1 kW/K of the weaker side by 100 K between the inlets, from the conductance and the temperatures that the
 * effectiveness leads to at the outlets.
 */
export const counterflow = (): Point[] =>
  CASES.map(([ntu, ratio]) => {
    const effectiveness = effectivenessOf(ntu, ratio);
    const y = bench(
      heatExchanger,
      { ua_kW_per_K: ntu, approach_K: 0.1, jacketLoss: 0 },
      {
        buses: {
          hot: { supply_degC: 120, return_degC: 120 - 100 * effectiveness },
          cold: { supply_degC: 20 + 100 * effectiveness * ratio, return_degC: 20 },
        },
      },
    ).run({ target: 1e6 });
    return { reference: 100 * effectiveness, model: y.cold_kW! };
  });

/** Oil of 100 to 60 degC against water of 30 to 40.2 degC: 66.5 m of tube of 25 mm at 38.1 W/m2K carry 8524 W. */
export const oilCooler = (): Point[] => {
  const y = bench(
    heatExchanger,
    { ua_kW_per_K: (38.1 * Math.PI * 0.025 * 66.5) / 1000, jacketLoss: 0 },
    {
      buses: { hot: { supply_degC: 100, return_degC: 60 }, cold: { supply_degC: 40.2, return_degC: 30 } },
    },
  ).run({ target: 1e6 });
  return [{ reference: 8.524, model: y.cold_kW! }];
};

export const validations: readonly Validation[] = [
  {
    model: 'heatExchanger',
    quantity: 'cold_kW',
    title:
      'counterflow by transfer units and capacity ratio: the law of effectiveness against that of the mean difference',
    source: 'Kays and London, Compact Heat Exchangers, effectiveness in counterflow',
    tolerance: { relative: 1e-6 },
    points: counterflow,
  },
  {
    model: 'heatExchanger',
    quantity: 'cold_kW',
    title: 'oil cooler of concentric tubes',
    source: 'Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, example 11.1',
    tolerance: { relative: 0.015 },
    points: oilCooler,
  },
];
