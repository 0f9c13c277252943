import { exp, expm1 } from '../core/math.ts';
import { meanOverTime, type SummedCurve } from './curveMean.ts';
import { endTemperature_degC, type Leaking, pressureAt_bar, type VesselGas } from './hydrogenVessel.ts';
import { type UniformCurve, valueAt } from './uniformCurve.ts';

/** What the compressor of a vessel meets. */
export interface Filling extends Leaking {
  /** Specific work by mass held at the temperature of the walls, and by pressure for a vessel whose gas has its own. */
  readonly work_kWh_per_kg: SummedCurve;
  readonly workBy_bar: UniformCurve;
  readonly gas: VesselGas | null;
  readonly lambda_per_h: number;
}

/** Parts of a step over which gas warms, and the two points of Gauss in each. */
const PARTS = 8;
const GAUSS = 0.5 / Math.sqrt(3);

/** Whether the gas has a temperature of its own. */
const isWarming = (gas: VesselGas | null): gas is VesselGas =>
  gas !== null && gas.wall_kg_per_h !== Number.POSITIVE_INFINITY;

/** Specific work at what is held now. */
export const workNow = (q: Filling, mass_kg: number, gas_degC: number): number =>
  isWarming(q.gas)
    ? valueAt(q.workBy_bar, pressureAt_bar(q.gas, mass_kg, gas_degC))
    : valueAt(q.work_kWh_per_kg, mass_kg);

/**
 * Mean specific work of a step in which `charge` kg/h enter at an even rate: exact along the mass where the gas has the
 * temperature of its walls, so that two half steps take what one takes; else by Gauss's rule along mass and temperature.
 */
export function meanWork_kWh_per_kg(
  q: Filling,
  mass_kg: number,
  end_kg: number,
  gas_degC: number,
  charge: number,
  dt_h: number,
): number {
  const { gas, lambda_per_h } = q;
  if (!isWarming(gas)) return meanOverTime(q.work_kWh_per_kg, mass_kg, end_kg, charge, lambda_per_h, dt_h);
  let sum = 0;
  for (let k = 0; k < 2 * PARTS; k++) {
    // Denser at the start, where little gas takes on its temperature soon.
    const s = ((k >> 1) + 0.5 + ((k & 1) === 0 ? -GAUSS : GAUSS)) / PARTS;
    const at_h = s * s * dt_h;
    partial.keep = exp(-lambda_per_h * at_h);
    partial.gain_h = lambda_per_h > 0 ? -expm1(-lambda_per_h * at_h) / lambda_per_h : at_h;
    const held_kg = mass_kg * partial.keep + charge * partial.gain_h;
    sum += s * workNow(q, held_kg, endTemperature_degC(gas, partial, mass_kg, gas_degC, -charge));
  }
  return sum / PARTS;
}
/** Leak over a part of a step: scratch of one call. */
const partial = { keep: 1, gain_h: 0 };
