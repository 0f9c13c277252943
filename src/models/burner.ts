import type { Carrier } from '../core/carriers.ts';
import type { Balance } from '../core/component.ts';

/** What boilers have in common: a flame or electrodes that run from a least output up, with no time of their own. */
export interface Burner {
  readonly rated_kW: number;
  readonly least_kW: number;
}

/** The most that it gives now: its available share, or nothing where that is less than its least. */
export const attainable = ({ rated_kW, least_kW }: Burner, w: Float64Array): number =>
  w[0]! > 0 && w[0]! * rated_kW >= least_kW ? w[0]! * rated_kW : 0;

export function burnerLimits(q: Burner, _x: Float64Array, w: Float64Array, _dt_h: number, out: Float64Array): void {
  out[0] = 0;
  const most_kW = attainable(q, w);
  out[1] = most_kW;
  out[2] = most_kW > 0 ? q.least_kW : 0;
}

export function burnerInvert(
  q: Burner,
  _x: Float64Array,
  w: Float64Array,
  _lead: number,
  target: number,
  _dt_h: number,
  u: Float64Array,
): void {
  u[0] = target < 0.5 * q.least_kW ? 0 : Math.min(Math.max(target, q.least_kW), attainable(q, w));
}

interface Fuel {
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
}

/** The carbon law of what burns gas at a port `gas` whole; nothing for another fuel. */
export const burntCarbon = (fuel: Carrier, q: Fuel): Pick<Balance, 'carbon'> =>
  fuel === 'gas'
    ? {
        carbon: {
          ports: { gas: q.fossil_kg_per_kWh + q.biogenic_kg_per_kWh },
          boundary: { fossilCo2_kg_per_h: -1, biogenicCo2_kg_per_h: -1 },
        },
      }
    : {};

/** What the flue gas carries, by the signals that hold it. */
export const FLUE_EMISSIONS = {
  fossilCo2: ['fossilCo2_kg_per_h'],
  biogenicCo2: ['biogenicCo2_kg_per_h'],
  nox: ['nox_kg_per_h'],
} as const;
