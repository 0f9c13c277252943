import { stepInstance } from '../../src/core/instance.ts';
import { evCharging } from '../../src/models/evCharging.ts';
import type { Berths } from '../../src/models/evSessions.ts';
import { fillInputs } from '../core/fillInputs.ts';
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

/** Sessions of one charge point of an office, March and April 2019: kWh drawn, and hours until the car was done. */
const DONE: readonly (readonly [kWh: number, hours: number])[] = [
  [6.146, 1.135],
  [6.307, 1.1678],
  [5.39, 1.0014],
  [6.219, 1.145],
  [5.216, 0.9794],
  [6.197, 1.1458],
  [6.008, 1.1086],
  [2.599, 0.4564],
];

/** Hours at full power until a car has what it asked for, minute by minute. The first session gives the power. */
export const untilDone = (): Point[] => {
  const power_kW = DONE[0]![0] / DONE[0]![1];
  const length = 120;
  const arrivals = new Float64Array(length);
  arrivals[0] = 60;
  return DONE.slice(1).map(([kWh, hours]) => {
    const { instance } = bench(
      evCharging,
      {
        mode: 'uncontrolled',
        points: 1,
        power_kW,
        etaCharge: 1,
        sessions: { from: 'profile', arrivals: 'p.arrivals_per_h', energy: kWh, stay: 1.9 },
      },
      { length, step_s: 60, profiles: { 'p.arrivals_per_h': arrivals } },
    );
    const at = instance.outputs.indexOf('charge_kW');
    let full_h = 0;
    for (let i = 0; i < length; i++) {
      fillInputs(instance, i);
      stepInstance(instance, 1 / 60);
      full_h += instance.y[at]! / power_kW / 60;
      instance.x.set(instance.next);
    }
    return { reference: hours, model: full_h, x: kWh };
  });
};

/** Means of the first thirty sessions of that office: hour of arrival, hours of stay, kWh. */
const OFFICE = [11.61, 6.39, 17.3] as const;
/** The same of the cars that the pattern draws for four weeks. */
export const pattern = (): Point[] => {
  const { instance } = bench(
    evCharging,
    { points: 40, sessions: { from: 'pattern' } },
    { length: 24 * 28, step_s: 3600 },
  );
  const { arrival, departure, energy_kWh } = (instance.q as { laid: { berths: Berths } }).laid.berths;
  const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
  const drawn = [
    mean(arrival.map((step) => step % 24)),
    mean(departure.map((step, k) => step - arrival[k]!)),
    mean(energy_kWh),
  ];
  return OFFICE.map((reference, k) => ({ reference, model: drawn[k]! }));
};

const ACN = 'ACN-Data, site office001 (Lee, Li and Low 2019, doi:10.1145/3307772.3328313)';
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
  {
    model: 'evCharging',
    quantity: 'untilDone_h',
    title:
      'time until a car is done at one point of an office, seven sessions; the power is that of the one before them',
    source: ACN,
    tolerance: { relative: 0.1 },
    points: untilDone,
  },
  {
    model: 'evCharging',
    quantity: 'pattern',
    title:
      'the pattern of a workplace as it comes against thirty sessions of one office: hour of arrival, hours of stay, kWh',
    source: ACN,
    tolerance: { relative: 0.3 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: pattern,
  },
];
