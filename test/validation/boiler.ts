import { enthalpyOf } from '../../src/core/carriers.ts';
import { flueLoss } from '../../src/core/physics/flueGas.ts';
import { boiler } from '../../src/models/boiler.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Efficiency over its nominal one by part load x and temperature y of the water coming back. */
const CURVE = [1.124970374, 0.014963852, -0.02599835, 0, -1.40464e-6, -0.00153624] as const;
const NOMINAL = 0.89;
const published = (x: number, y: number): number => {
  const [a, b, c, d, e, f] = CURVE;
  return NOMINAL * (a + b * x + c * x * x + d * y + e * y * y + f * x * y);
};

const LOADS = [0.25, 0.5, 0.75, 1];
const RETURNS_degC = [30, 40, 50, 60, 70, 80];

/** Efficiency on the higher heating value of the boiler as it comes, at four loads and six returns. */
export const condensing = (): Point[] =>
  RETURNS_degC.flatMap((return_degC) => {
    const unit = bench(boiler, { rated_kW: 100 }, { buses: { heat: { supply_degC: return_degC + 15, return_degC } } });
    return LOADS.map((load) => {
      const y = unit.run({ target: 100 * load });
      return { reference: published(load, return_degC), model: y.heat_kW! / (-y.gas_kW! * enthalpyOf('gas')) };
    });
  });

/** Water below which its flue gas begins to condense: 130 degF, where the gas leaves about as warm as the water comes. */
export const dewPoint = (): Point[] => {
  let [wet, dry] = [20, 90];
  const full = flueLoss(dry, 1.15, true, enthalpyOf('gas')).latent;
  while (dry - wet > 1e-6) {
    const middle = (wet + dry) / 2;
    if (flueLoss(middle, 1.15, true, enthalpyOf('gas')).latent < full) wet = middle;
    else dry = middle;
  }
  return [{ reference: (130 - 32) / 1.8, model: wet }];
};

export const validations: readonly Validation[] = [
  {
    model: 'boiler',
    quantity: 'etaHigher',
    title: 'condensing boiler as it comes, by load and return of 30 to 80 degC, on the higher heating value',
    source: 'EnergyPlus data set of boilers, curve CondensingBoilerEff at a nominal efficiency of 0.89',
    tolerance: { absolute: 0.03 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: condensing,
  },
  {
    model: 'boiler',
    quantity: 'dew_degC',
    title: 'dew point of its flue gas, about 130 degF',
    source: 'Minnesota Department of Commerce, High Efficiency Boilers',
    tolerance: { absolute: 3 },
    points: dewPoint,
  },
];
