import { GAS_HHV_PER_LHV } from '../../src/core/carriers.ts';
import { flueHeat_per_K } from '../../src/core/physics/flueGas.ts';
import { steamBoiler } from '../../src/models/steamBoiler.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Danish Energy Agency, steam boiler on natural gas: 0.925 of the lower heating value, condensate not counted. */
export const boilerPoints = (): Point[] => [
  {
    reference: 0.925,
    model: bench(steamBoiler, { rated_kW: 1000, condensateReturn: 1 }).run({ target: 1000 }).eta!,
  },
];

/** Excess air, and efficiency on the higher heating value with the flue 200, 300 and 400 degF above the air. */
const TABLE: readonly (readonly [excess: number, efficiency: readonly number[]])[] = [
  [0.095, [0.854, 0.831, 0.808]],
  [0.15, [0.852, 0.828, 0.804]],
  [0.281, [0.847, 0.821, 0.795]],
  [0.449, [0.841, 0.812, 0.782]],
];
export const combustionPoints = (): Point[] =>
  TABLE.flatMap(([excess, row]) =>
    row.map((reference, k) => {
      const over_K = (200 + 100 * k) / 1.8;
      const lost = GAS_HHV_PER_LHV - 1 + flueHeat_per_K('gas', 1 + excess) * over_K;
      return { reference, model: 1 - lost / GAS_HHV_PER_LHV, x: over_K };
    }),
  );

export const validations: readonly Validation[] = [
  {
    model: 'steamBoiler',
    quantity: 'eta',
    title: 'efficiency of a gas boiler at full load, saturated steam of 10 bar, all condensate returned',
    source: 'Danish Energy Agency, Technology Data, in PyPSA/technology-data',
    tolerance: { relative: 0.02 },
    points: boilerPoints,
  },
  {
    model: 'flueGas',
    quantity: 'combustionEfficiency',
    title:
      'combustion efficiency of natural gas (higher heating value), 9.5 to 45 % excess air, flue 111 to 222 K above air',
    source: 'US DOE, Steam Tip Sheet 4, Improve Your Boiler’s Combustion Efficiency',
    tolerance: { absolute: 0.01 },
    points: combustionPoints,
  },
];
