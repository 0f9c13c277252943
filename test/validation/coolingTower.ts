import { coolingTower } from '../../src/models/coolingTower.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** York's correlation of the approach (K), polynomial in wet bulb, range and liquid to gas ratio, in that order of powers. */
const YORK = [
  -0.359741205, -0.055053608, 0.0023850432, 0.173926877, -0.0248473764, 0.00048430224, -0.005589849456, 0.0005770079712,
  -0.00001342427256, 2.84765801111111, -0.121765149, 0.0014599242, 1.680428651, -0.0166920786, -0.0007190532,
  -0.025485194448, 0.0000487491696, 0.00002719234152, -0.0653766255555556, -0.002278167, 0.0002500254, -0.0910565458,
  0.00318176316, 0.000038621772, -0.0034285382352, 0.00000856589904, -0.000001516821552,
] as const;
/** Approach at the ratio of water to air of the design. */
const york_K = (wet_degC: number, range_K: number): number => {
  let sum = 0;
  YORK.forEach((c, k) => {
    sum += c * wet_degC ** (k % 3) * range_K ** (Math.floor(k / 3) % 3);
  });
  return sum;
};

/** Power of a fan with a drive by speed. */
export const FAN = [-9.315163e-3, 0.0512333965844443, -8.383647e-2, 1.04191823356909] as const;
export const driven = (speed: number): number => FAN.reduce((sum, c, k) => sum + c * speed ** k, 0);

/** 95 / 85 / 78 degF, the point that towers are catalogued at. */
const DESIGN = { range_K: 5.56, approach_K: 3.89, wetBulb_degC: 25.56 };

/** A tower with its fan at full speed: its bus asks for colder water than the air can make. */
const atFullSpeed = (wet_degC: number): ReturnType<typeof bench> =>
  bench(
    coolingTower,
    { rated_kW: 1000, designWetBulb_degC: DESIGN.wetBulb_degC, approach_K: DESIGN.approach_K },
    {
      altitude_m: 0,
      weather: { ambient_degC: wet_degC + 4, wetBulb_degC: wet_degC },
      buses: { heat: { supply_degC: 4.5 + DESIGN.range_K, return_degC: 4.5 } },
    },
  );

export const leaving = (): Point[] =>
  [8, 12, 16, 20, 22, 24, DESIGN.wetBulb_degC, 27].flatMap((wet_degC) => {
    const unit = atFullSpeed(wet_degC);
    return [0.5, 0.75, 1].map((load) => ({
      reference: wet_degC + york_K(wet_degC, DESIGN.range_K * load),
      model: unit.run({ target: -1000 * load }).water_degC!,
    }));
  });

/** Fan power by the speed that loads of a mild day ask for. */
export const fanPower = (): Point[] =>
  [0.4, 0.55, 0.7, 0.85, 1].map((load) => {
    const unit = bench(
      coolingTower,
      { rated_kW: 1000 },
      {
        altitude_m: 0,
        weather: { ambient_degC: 28, wetBulb_degC: 24 },
        buses: { heat: { supply_degC: 37, return_degC: 32 } },
      },
    );
    const y = unit.run({ target: -1000 * load });
    return { reference: driven(y.fanSpeed!), model: y.fanLoss_kW! / 12.6, x: y.fanSpeed! };
  });

/** Evaporation over the water that circulates: 0.00085 for each degF of range. */
const PERRY_per_K = 0.00085 * 1.8;
export const evaporation = (): Point[] =>
  [
    [35, 28],
    [32, 27],
    [30, 24],
    [25, 20],
  ].map(([ambient_degC, wetBulb_degC]) => {
    const y = bench(
      coolingTower,
      { rated_kW: 1000 },
      {
        altitude_m: 0,
        weather: { ambient_degC: ambient_degC!, wetBulb_degC: wetBulb_degC! },
        buses: { heat: { supply_degC: 37, return_degC: 32 } },
      },
    ).run({ target: -1000 });
    const flow_kg_per_h = (1000 * 3600) / (4.186 * 5);
    return { reference: PERRY_per_K * 5 * flow_kg_per_h, model: y.evaporation_kg_per_h! };
  });

export const validations: readonly Validation[] = [
  {
    model: 'coolingTower',
    quantity: 'water_degC',
    title: 'water leaving at full speed, catalogued at 35/29.4/25.6 degC: wet bulb 8 to 27 degC, half to full range',
    source: 'YorkCalc correlation, EnergyPlus Engineering Reference, variable speed towers, table of coefficients',
    tolerance: { absolute: 1.5 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: leaving,
  },
  {
    model: 'coolingTower',
    quantity: 'fanPower',
    title: 'fan over its rated power, by its speed',
    source: 'fan with a variable speed drive, as in the EnergyPlus example of a variable speed tower',
    tolerance: { absolute: 0.02 },
    points: fanPower,
  },
  {
    model: 'coolingTower',
    quantity: 'evaporation_kg_per_h',
    title: 'evaporation at rated heat on four summer days against a rule of thumb that knows no weather',
    source: 'Perry’s Chemical Engineers’ Handbook, section 12: 0.00085 of the water for each degF of range',
    tolerance: { relative: 0.2 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: evaporation,
  },
];
