import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { type Balance, defineKind, type Law } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { limited } from '../core/linearModel.ts';
import { heldIn, linearStock } from '../core/linearStore.ts';
import { clamp, expm1, ln } from '../core/math.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { CarrierSchema, carbonOf, checkTwins, isMass } from './carrierUnit.ts';

const TWINS = [
  ['capacity_kWh', 'capacity_kg'],
  ['charge_kW', 'charge_kg_per_h'],
  ['discharge_kW', 'discharge_kg_per_h'],
] as const;

const magnitude = (text: string) => z.number().nonnegative().optional().describe(text);
const fraction = (text: string) => z.number().min(0).max(1).describe(text);

export const StoreParams = z
  .strictObject({
    carrier: CarrierSchema.default('electricity').describe('carrier of its bus'),
    capacity_kWh: z.number().positive().optional().describe('held between empty and full'),
    capacity_kg: z.number().positive().optional().describe('the same on buses that count in kg/h'),
    charge_kW: magnitude('most taken from the bus; without limit but room where left out'),
    charge_kg_per_h: magnitude('the same on buses that count in kg/h'),
    discharge_kW: magnitude('most given to the bus; without limit but stock where left out'),
    discharge_kg_per_h: magnitude('the same on buses that count in kg/h'),
    etaCharge: z.number().gt(0).max(1).default(1).describe('kept of what is taken. ASSUMED 1'),
    etaDischarge: z.number().gt(0).max(1).default(1).describe('given of what is drawn from stock. ASSUMED 1'),
    loss_per_h: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('share of the stock lost an hour. ASSUMED 0')
      .meta({ formerly: 'standingLoss_per_h' }),
    inflow: z
      .enum(['even', 'atEnd'])
      .default('even')
      .describe(
        'even: what flows in a step stands from when it flowed, and loses its share; atEnd: it counts as if all flowed at the end, as planning tools do',
      ),
    socMin: fraction('lowest share of the capacity in use').default(0),
    socMax: fraction('highest share of the capacity in use').default(1),
    socStart: fraction('share of the capacity held at the start').default(0.5),
  })
  .superRefine(checkTwins(TWINS))
  .refine((p) => (p.capacity_kWh ?? p.capacity_kg) !== undefined, {
    path: ['capacity_kWh'],
    message: 'met no capacity; expected "capacity_kWh", or "capacity_kg" on a bus that counts in kg/h',
  })
  .refine((p) => p.socMin <= p.socStart && p.socStart <= p.socMax, {
    path: ['socStart'],
    message: 'expected socMin <= socStart <= socMax',
  });
export type StoreParams = z.infer<typeof StoreParams>;

interface Store extends StoreParams {
  /** 0 where the stock is counted in kWh, 1 in kg: the slot of its state. */
  readonly at: 0 | 1;
  readonly capacity: number;
  readonly charge: number;
  readonly discharge: number;
  /** Share of the stock kept over a step, and stock kept per unit of flow fed evenly over it. */
  readonly keep: number;
  readonly gain_h: number;
  readonly empty: number;
  readonly full: number;
  readonly carbon_kg: number;
}

/**
 * A stock of any carrier with one-way efficiencies and a loss in proportion to what it holds:
 *   dE/dt = -lambda E + c,   c = -(u+ / eta_out) - u- eta_in,   u > 0 into the bus,   lambda = -ln(1 - loss per hour)
 * so that `(1 - loss)^dt` of the stock outlives dt hours at rest. Solved exactly over the step: two half steps make one.
 * A set point out of reach is met as far as stock and room allow.
 */
export const store = defineKind<StoreParams, Store, typeof StoreParams>({
  kind: 'store',
  summary: 'Stock of any carrier with efficiencies and a standing loss',
  validity: { text: 'constant efficiencies', minStep_s: 1, maxStep_s: 3600 },
  params: StoreParams,
  example: { capacity_kWh: 100, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95 },
  ports: (p) => ({ port: { carrier: p.carrier, flow: 'both' } }),
  role: 'store',
  terminals: { type: 'passive' },
  leads: () => ['port'],
  signals: [
    'charge_kW',
    'charge_kg_per_h',
    'discharge_kW',
    'discharge_kg_per_h',
    'conversionLoss_kW',
    'conversionLoss_kg_per_h',
    'standingLoss_kW',
    'standingLoss_kg_per_h',
    'soc',
  ],
  states: ['energy_kWh', 'mass_kg'],
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const dt_h = hoursOf(grid);
    const lambda = -ln(1 - p.loss_per_h);
    const lost = -expm1(-lambda * dt_h);
    const capacity = p.capacity_kWh ?? p.capacity_kg!;
    if (p.socMin >= p.socMax)
      throw new ConfigError([
        { file: '', path: 'socMin', message: `met ${p.socMin}; expected less than socMax (${p.socMax})` },
      ]);
    return {
      ...p,
      at: isMass(p.carrier) ? 1 : 0,
      capacity,
      charge: p.charge_kW ?? p.charge_kg_per_h ?? Number.POSITIVE_INFINITY,
      discharge: p.discharge_kW ?? p.discharge_kg_per_h ?? Number.POSITIVE_INFINITY,
      keep: 1 - lost,
      gain_h: lambda > 0 && p.inflow === 'even' ? lost / lambda : dt_h,
      empty: p.socMin * capacity,
      full: p.socMax * capacity,
      carbon_kg: carbonOf(p.carrier, ports.port),
    };
  },
  initial: (q) => (q.at === 0 ? [q.socStart * q.capacity, 0] : [0, q.socStart * q.capacity]),
  series: () => ({}),
  limits(q, x, w, _dt_h, out) {
    out[0] = 0 - w[0]! * reach(q, x[q.at]!, -1);
    out[1] = w[0]! * reach(q, x[q.at]!, 1);
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, x, w, u, dt_h, next, y) {
    const held = x[q.at]!;
    const flow = clamp(u[0]!, 0 - w[0]! * reach(q, held, -1), w[0]! * reach(q, held, 1));
    const stock = flow > 0 ? -flow / q.etaDischarge : -flow * q.etaCharge;
    const other = 1 - q.at;
    next[q.at] = held * q.keep + stock * q.gain_h;
    next[other] = 0;
    y[0] = flow;
    y[1 + q.at] = flow < 0 ? -flow : 0;
    y[3 + q.at] = flow > 0 ? flow : 0;
    y[5 + q.at] = flow > 0 ? flow * (1 / q.etaDischarge - 1) : -flow * (1 - q.etaCharge);
    y[7 + q.at] = (held * (1 - q.keep)) / dt_h + stock * (1 - q.gain_h / dt_h);
    y[1 + other] = 0;
    y[3 + other] = 0;
    y[5 + other] = 0;
    y[7 + other] = 0;
    y[9] = next[q.at]! / q.capacity;
  },
  balance(q) {
    const state = q.at === 0 ? 'energy_kWh' : 'mass_kg';
    const unit = q.at === 0 ? 'kW' : 'kg_per_h';
    const law = (by: number): Law => ({
      ports: { port: by },
      // Cold that is lost is heat that comes in from outside: a boundary flow, for losses are never negative.
      [by < 0 ? 'boundary' : 'losses']: {
        [`conversionLoss_${unit}`]: Math.abs(by),
        [`standingLoss_${unit}`]: Math.abs(by),
      },
      stores: { [state]: by },
    });
    const water_kg = CARRIERS[q.carrier].water_kg;
    const balance: Balance = { energy: law(enthalpyOf(q.carrier)) };
    return {
      ...balance,
      ...(water_kg > 0 ? { water: law(water_kg) } : {}),
      ...(q.carbon_kg > 0 ? { carbon: law(q.carbon_kg) } : {}),
    };
  },
  linear(q, window, model) {
    const on = window.input(0);
    linearStock(model, window, {
      port: 'port',
      charge: limited(on, q.charge),
      discharge: limited(on, q.discharge),
      keep: q.keep,
      in_h: q.gain_h * q.etaCharge,
      out_h: q.gain_h / q.etaDischarge,
      empty: q.empty,
      full: q.full,
      ...heldIn(window, q.at),
    });
  },
  size: (q) => q.capacity,
  sizeName: 'capacity_kWh',
  kpis: (q, t) => ({
    cycles: t.sum(q.at === 0 ? 'discharge_kW' : 'discharge_kg_per_h') / q.etaDischarge / q.capacity,
  }),
});

/** Highest flow now: +1 into the bus, -1 out of it. */
function reach(q: Store, held: number, direction: 1 | -1): number {
  const kept = held * q.keep;
  return direction > 0
    ? clamp(((kept - q.empty) / q.gain_h) * q.etaDischarge, 0, q.discharge)
    : clamp((q.full - kept) / q.gain_h / q.etaCharge, 0, q.charge);
}
