import { evCharging } from '../../src/models/evCharging.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Share of what is drawn from the grid that arrives in the battery, and of what leaves it that arrives at the grid. */
const CHARGED: readonly number[] = [
  (0.835 + 0.992) / 2, // Apostolaki-Iosifidou et al.: 83.5 to 99.2 %, car and charger together
  0.97, // Sevdari et al.: a charger for direct current at its rated current, without the cells
  105.2 / 125.2, // ADAC: BMW iX from empty at 22 kW, its battery over what was drawn
];
const DISCHARGED: readonly number[] = [(0.782 + 0.917) / 2, 0.93];

/** Site of one point at full power for an hour, either way. */
const running = (target: number): Record<string, number> =>
  bench(
    evCharging,
    {
      mode: 'vehicleToGrid',
      points: 1,
      lent_kWh: 20,
      sessions: { from: 'profile', arrivals: 1, energy: 30, stay: 6 },
    },
    { length: 8 },
  ).run({ target });

export const charging = (): Point[] => {
  const y = running(-11);
  return CHARGED.map((reference) => ({ reference, model: 1 - y.conversionLoss_kW! / y.charge_kW! }));
};
export const discharging = (): Point[] => {
  const y = running(11);
  return DISCHARGED.map((reference) => ({
    reference,
    model: y.discharge_kW! / (y.discharge_kW! + y.conversionLoss_kW!),
  }));
};

const SOURCE =
  'Apostolaki-Iosifidou et al. 2017, doi:10.1016/j.energy.2017.03.015; Sevdari et al. 2025, doi:10.1016/j.seta.2025.104654';

export const validations: readonly Validation[] = [
  {
    model: 'evCharging',
    quantity: 'etaCharge',
    title: 'the default at full power, grid to battery, against three measurements that lie 13 % apart',
    source: `${SOURCE}; ADAC test of a BMW iX`,
    tolerance: { relative: 0.1 },
    points: charging,
  },
  {
    model: 'evCharging',
    quantity: 'etaDischarge',
    title: 'the default at full power, battery to grid, against two measurements that lie 9 % apart',
    source: SOURCE,
    tolerance: { relative: 0.1 },
    points: discharging,
  },
];
