import { freeCooling } from '../../src/models/freeCooling.ts';
import { bench } from '../models/bench.ts';
import { driven } from './coolingTower.ts';
import type { Point, Validation } from './validation.ts';

const cooler = (ambient_degC: number, supply_degC: number, return_degC: number): ReturnType<typeof bench> =>
  bench(
    freeCooling,
    { rated_kW: 400, approach_K: 6, pump: 0 },
    { weather: { ambient_degC }, buses: { cooling: { supply_degC, return_degC } } },
  );

const RETURN_degC = 18;
const SUPPLY_degC = 12;
const APPROACH_K = 6;

/**
 * Water from 18 to 12 degC in full, at several temperatures of the air. Its flow of heat capacity C gives the transfer units
 * UA / C and by these the share of the way to the air that it goes, where the air keeps its temperature: 1 - exp(-UA / C).
 */
export const cooling = (): Point[] =>
  [-10, -5, 0, 4, 8, 10].map((air_degC) => {
    const unit = bench(
      freeCooling,
      { rated_kW: 400, approach_K: APPROACH_K, pump: 0 },
      {
        weather: { ambient_degC: air_degC },
        buses: { cooling: { supply_degC: SUPPLY_degC, return_degC: RETURN_degC } },
      },
    );
    // The rated point says the same of 400 kW, whose water cools by half of the way to air that is 6 K colder than it.
    const ua_kW_per_K = (400 / (RETURN_degC - SUPPLY_degC)) * Math.log(2);
    const share = (RETURN_degC - SUPPLY_degC) / (RETURN_degC - air_degC);
    const capacity_kW_per_K = ua_kW_per_K / -Math.log(1 - share);
    return {
      reference: capacity_kW_per_K * share * (RETURN_degC - air_degC),
      model: unit.instance.w[unit.instance.inputs.indexOf('full_kW')]!,
      x: air_degC,
    };
  });

export const fanPower = (): Point[] =>
  [0.4, 0.55, 0.7, 0.85, 1].map((load) => {
    const y = cooler(6, 12, 18).run({ target: 400 * load });
    return { reference: driven(y.fanSpeed!), model: y.fanLoss_kW! / 10, x: y.fanSpeed! };
  });

export const validations: readonly Validation[] = [
  {
    model: 'freeCooling',
    quantity: 'full_kW',
    title: 'cooling in full over the temperature of the air, against the law of effectiveness at a capacity ratio of 0',
    source: 'Kays and London, Compact Heat Exchangers',
    tolerance: { relative: 1e-6 },
    points: cooling,
  },
  {
    model: 'freeCooling',
    quantity: 'fanPower',
    title: 'fan over its rated power, by its speed',
    source: 'fan with a variable speed drive, as in the EnergyPlus example of a variable speed tower',
    tolerance: { absolute: 0.02 },
    points: fanPower,
  },
];
