import {
  humidityRatio,
  saturatedEnthalpy_kJ_per_kg,
  saturationPressure_kPa,
  wetBulb_degC,
} from '../../src/core/physics/moistAir.ts';
import type { Validation } from './validation.ts';

const ASHRAE = 'ASHRAE Handbook of Fundamentals 2017, chapter 1';

/** degC, Pa: table 3. */
export const SATURATION: readonly (readonly [number, number])[] = [
  [-20, 103.24],
  [-5, 401.74],
  [5, 872.6],
  [25, 3169.7],
  [50, 12351.3],
  [100, 101418],
  [150, 476101.4],
];
/** degC, kg/kg, kJ/kg: table 2, at 101.325 kPa. */
export const SATURATED: readonly (readonly [number, number, number])[] = [
  [-20, 0.0006373, -18.542],
  [5, 0.005425, 18.639],
  [25, 0.020173, 76.504],
  [50, 0.086863, 275.353],
];
/** degC, relative humidity, wet bulb: psychrometric chart at 101.325 kPa; the fourth is example 1 of the chapter. */
export const WET_BULBS: readonly (readonly [number, number, number])[] = [
  [20, 0.5, 13.8],
  [30, 0.6, 23.8],
  [35, 0.4, 24.0],
  [40, 0.1402, 20.0],
  [10, 1, 10],
];

export const validations: readonly Validation[] = [
  {
    model: 'moistAir',
    quantity: 'saturation_kPa',
    title: 'pressure of saturated vapour over ice and water, -20 to 150 degC',
    source: `${ASHRAE}, table 3`,
    tolerance: { relative: 3e-4 },
    points: () => SATURATION.map(([t, pa]) => ({ reference: pa / 1000, model: saturationPressure_kPa(t), x: t })),
  },
  {
    model: 'moistAir',
    quantity: 'humidityRatio',
    title: 'saturated air at sea level, as an ideal mixture, over degC',
    source: `${ASHRAE}, table 2`,
    tolerance: { relative: 0.01 },
    points: () => SATURATED.map(([t, ratio]) => ({ reference: ratio, model: humidityRatio(t, 1, 101.325), x: t })),
  },
  {
    model: 'moistAir',
    quantity: 'enthalpy_kJ_per_kg',
    title: 'saturated air at sea level, as an ideal mixture, over degC; cooling towers live on it',
    source: `${ASHRAE}, table 2`,
    tolerance: { relative: 0.01 },
    points: () =>
      SATURATED.map(([t, , enthalpy]) => ({
        reference: enthalpy,
        model: saturatedEnthalpy_kJ_per_kg(t, 101.325),
        x: t,
      })),
  },
  {
    model: 'moistAir',
    quantity: 'wetBulb_degC',
    title: 'wet bulb from temperature and relative humidity at sea level',
    source: `${ASHRAE}, psychrometric chart`,
    tolerance: { absolute: 0.1 },
    points: () => WET_BULBS.map(([t, rh, wet]) => ({ reference: wet, model: wetBulb_degC(t, rh, 101.325) })),
  },
];
