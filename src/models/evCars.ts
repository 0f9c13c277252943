import type { Berths } from './evSessions.ts';

/** A site with charge points, as its cars see it. */
export interface CarSite {
  readonly mode: 'uncontrolled' | 'smart' | 'vehicleToGrid';
  readonly points: number;
  readonly power_kW: number;
  readonly discharge_kW: number;
  readonly etaCharge: number;
  readonly etaDischarge: number;
  /** What every car comes with, counted from the least that it lends down to. */
  readonly arriving_kWh: number;
  readonly dt_h: number;
  /** Laid by `series`, which knows the seed and the profiles. */
  readonly laid: { berths: Berths | null };
}

/** Energy with which a car goes in the end: what it asks for, as far as full power brings it within its stay. */
export const goal_kWh = (q: CarSite, b: Berths, k: number): number =>
  q.arriving_kWh + Math.min(b.energy_kWh[k]!, q.power_kW * q.etaCharge * (b.departure[k]! - b.arrival[k]!) * q.dt_h);

/** Share of a step in which a car is there. */
export const overlap = (b: Berths, k: number, step: number): number =>
  Math.min(b.departure[k]!, step + 1) - Math.max(b.arrival[k]!, step);
