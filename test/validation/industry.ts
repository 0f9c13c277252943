import { industry } from '../../src/models/industry.ts';
import type { ArchetypeName } from '../../src/models/industryArchetypes.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

const HOURS = 24 * 7;

/** What a plant of an archetype takes (or leaves) by a signal for a tonne of product, over a week of its shifts and batches. */
function perTonne(archetype: ArchetypeName, signals: readonly string[]): number {
  const unit = bench(industry, { archetype, production_t_per_a: 10_000 }, { length: HOURS });
  let [taken, made] = [0, 0];
  for (let i = 0; i < HOURS; i++) {
    const w = Object.fromEntries(
      unit.instance.inputs.map((name, k) => {
        const column = unit.instance.columns[k]!;
        return [name, typeof column === 'number' ? column : column[i]!];
      }),
    );
    const y = unit.run({ w });
    for (const signal of signals) taken += y[signal]!;
    made += y.production_t_per_h!;
  }
  return taken / made;
}

const against = (rows: readonly (readonly [ArchetypeName, readonly string[], number])[]): readonly Point[] =>
  rows.map(([archetype, signals, reference]) => ({ reference, model: perTonne(archetype, signals) }));

/** Cement plants of the world: kiln fuel by tonne of clinker, its share in cement, and electricity by tonne of cement. */
const CEMENT = [
  { clinker_MJ_per_t: 3523, clinker: 0.747, electricity_kWh_per_t: 104 }, // 2012
  { clinker_MJ_per_t: 3502, clinker: 0.745, electricity_kWh_per_t: 104 }, // 2014
  { clinker_MJ_per_t: 3519, clinker: 0.75, electricity_kWh_per_t: 103 }, // 2016
];
export const cement = (): readonly Point[] =>
  CEMENT.flatMap((year) => [
    ...against([['cement', ['electricityUse_kW'], year.electricity_kWh_per_t]]),
    ...against([['cement', ['gasUse_kW'], (year.clinker_MJ_per_t / 3.6) * year.clinker]]),
  ]);

/** Middle of 404 to 748 kWh of electricity a tonne of liquid steel from scrap. */
export const arcFurnace = (): readonly Point[] =>
  against([['steelArcFurnace', ['electricityUse_kW'], (404 + 748) / 2]]);

/** 51 kg of hydrogen (33.33 kWh/kg); 0.7 and 0.8 MWh of electricity beside that of electrolysis. */
export const hydrogenSteel = (): readonly Point[] =>
  against([
    ['steelHydrogen', ['hydrogenUse_kW'], 51 * 33.33],
    ['steelHydrogen', ['electricityUse_kW'], 700],
    ['steelHydrogen', ['electricityUse_kW'], 800],
  ]);

/** Heat of a brewer's plants all over the world, MJ a hectolitre, 1999 to 2001, by the tonne. */
export const brewery = (): readonly Point[] =>
  [131.81, 125.81, 118.48].flatMap((heat) => against([['food', ['steamUse_kW', 'heatUse_kW'], (heat * 10) / 3.6]]));

export const validations: readonly Validation[] = [
  {
    model: 'industry',
    quantity: 'cement_kWh_per_t',
    title: 'electricity and kiln fuel of a tonne of cement, mean of the world in three years',
    source: 'Cement Sustainability Initiative, Getting the Numbers Right, data of 2012, 2014 and 2016',
    tolerance: { relative: 0.05 },
    points: cement,
  },
  {
    model: 'industry',
    quantity: 'arcFurnace_kWh_per_t',
    title: 'electricity of a tonne of steel from scrap, middle of 404 to 748 kWh',
    source: 'European Commission, BREF Iron and Steel Production (2012), table of electric arc furnaces',
    tolerance: { relative: 0.3 },
    points: arcFurnace,
  },
  {
    model: 'industry',
    quantity: 'hydrogenSteel_kWh_per_t',
    title: 'hydrogen and electricity of a tonne of steel reduced by hydrogen, without electrolysis',
    source:
      'Vogl, Åhman and Nilsson 2018, doi:10.1016/j.jclepro.2018.08.279; Lawrence Berkeley National Laboratory (0.8 MWh)',
    tolerance: { relative: 0.1 },
    points: hydrogenSteel,
  },
  {
    model: 'industry',
    quantity: 'food_kWh_per_t',
    title: 'heat of food and drink against that of the breweries of one group in three years (a plant of this kind)',
    source: 'Heineken, Safety, Health and Environment Report 2000-2001, specific thermal energy consumption',
    tolerance: { relative: 0.4 },
    points: brewery,
  },
];
