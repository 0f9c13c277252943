import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { clamp } from '../core/math.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { type CarSite, goal_kWh, overlap } from './evCars.ts';
import { linearCars } from './evLinear.ts';
import { berthsOf, beyondSite, SessionParams, sessionAt, sessionsOf } from './evSessions.ts';

export const EvChargingParams = z.strictObject({
  mode: z
    .enum(['uncontrolled', 'smart', 'vehicleToGrid'])
    .default('smart')
    .describe('at full power from arrival; at any time that leaves nobody short; the same with energy given back'),
  points: z.number().int().min(1).max(200).default(10).describe('charge points; a car that finds none free drives on'),
  power_kW: z.number().positive().default(11).describe('highest power of a point. ASSUMED 11: three phases of 16 A'),
  discharge_kW: z
    .number()
    .positive()
    .optional()
    .describe('highest power that a car gives back, with vehicleToGrid; as `power_kW` unless given'),
  lent_kWh: z
    .number()
    .nonnegative()
    .default(10)
    .describe('with vehicleToGrid: what a car lends of the energy that it comes with. ASSUMED 10'),
  etaCharge: z.number().gt(0).max(1).default(0.9).describe('point to battery. ASSUMED 0.9: charger on board and cells'),
  etaDischarge: z.number().gt(0).max(1).default(0.9).describe('battery to point. ASSUMED 0.9'),
  sessions: SessionParams.default(() => SessionParams.parse({ from: 'pattern' })).describe(
    'who comes when; a workplace unless said',
  ),
});
export type EvChargingParams = z.infer<typeof EvChargingParams>;

interface EvCharging extends CarSite, Pick<EvChargingParams, 'sessions' | 'lent_kWh'> {
  /** By point: its session or -1, least and most flow, energy at the start and at full. Scratch of one call. */
  readonly session: Int32Array;
  readonly low_kW: Float64Array;
  readonly high_kW: Float64Array;
  readonly start_kWh: Float64Array;
  readonly full_kWh: Float64Array;
}

/** Less is rounding. */
const SHORT_kWh = 1e-9;

/**
 * A site with charge points. Every car k has a state, the energy e in its battery counted from the least that it may be
 * drawn down to. It comes with e = lent (0 unless it lends), asks for an amount and leaves with
 *   goal = lent + min(asked, eta P stay),
 * the most that full power brings within its stay. In a step it may end anywhere between
 *   least = max(goal - eta P (time left after the step), how far discharging brings it, 0)   and   most = min(e + eta P t, goal).
 * While e is at least `least`, full power from then on reaches the goal: so **nobody leaves short**, whatever is asked of the site, for
 * cars are bound to each other by nothing but the sum. The range of the site is the sum of the ranges of the cars, and exact:
 * a target in it is met by moving every car by the same share from rest towards its bound. So no car gives while another
 * takes more than it must. Charging that can wait no longer is the upper end of the range, and rest is not attainable then.
 * Who came before the run starts has been charged at full power since (uncontrolled), or evenly over its stay.
 * An outage stops the cars; those that cannot make up for it leave short, and that is counted.
 *
 * A car takes from 0 to the full power of the point, to the end: no least current, no taper when nearly full. Arrival and
 * departure within a step count by their share of it; a point serves one car in a step.
 * @see Lee, Li and Low, "ACN-Data: Analysis and Applications of an Open EV Charging Dataset", e-Energy 2019,
 *   doi:10.1145/3307772.3328313, for sessions and laxity
 */
export const evCharging = defineKind<EvChargingParams, EvCharging, typeof EvChargingParams>({
  kind: 'evCharging',
  summary: 'Charging site for electric cars: uncontrolled, smart or giving back',
  validity: { text: 'a car takes any power up to the full one, until it is done', minStep_s: 1, maxStep_s: 3600 },
  params: EvChargingParams,
  example: {
    mode: 'vehicleToGrid',
    points: 2,
    sessions: { from: 'profile', arrivals: 2, energy: 12, stay: 3 },
  },
  ports: (p) => ({ electricity: { carrier: 'electricity', flow: p.mode === 'vehicleToGrid' ? 'both' : 'in' } }),
  role: 'store',
  solutionArea: 'electrification',
  terminals: { type: 'converter', rated_kW: (q) => q.points * Math.max(q.power_kW, q.discharge_kW) },
  leads: () => ['electricity'],
  signals: [
    'charge_kW',
    'discharge_kW',
    'arriving_kW',
    'leaving_kW',
    'conversionLoss_kW',
    'connected',
    'due_kW',
    'unmet_kW',
    'beyondStay_kW',
    'arrivals_per_h',
    'turnedAway_per_h',
  ],
  states: (p) => Array.from({ length: p.points }, (_, k) => `point${k + 1}_kWh`),
  inputs: ['available', 'step', 'turnedAway_per_h'],
  inputRange: { step: [Number.NaN, Number.NaN], turnedAway_per_h: [Number.NaN, Number.NaN] },
  prepare: (p, { grid }) => ({
    ...p,
    discharge_kW: p.mode === 'vehicleToGrid' ? (p.discharge_kW ?? p.power_kW) : 0,
    arriving_kWh: p.mode === 'vehicleToGrid' ? p.lent_kWh : 0,
    dt_h: hoursOf(grid),
    laid: { berths: null },
    session: new Int32Array(p.points),
    low_kW: new Float64Array(p.points),
    high_kW: new Float64Array(p.points),
    start_kWh: new Float64Array(p.points),
    full_kWh: new Float64Array(p.points),
  }),
  initial: (q) => Array.from({ length: q.points }, (_, j) => heldAtStart_kWh(q, j)),
  series(q, env) {
    const berths = berthsOf(sessionsOf(q.sessions, env), q.points, env.grid);
    q.laid.berths = berths;
    return {
      step: Float64Array.from({ length: env.grid.length }, (_, i) => i),
      turnedAway_per_h: berths.turnedAway_per_h,
    };
  },
  limits(q, x, w, _dt_h, out) {
    look(q, x, w);
    out[0] = sum.low_kW;
    out[1] = sum.high_kW;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, x, w, u, dt_h, next, y) {
    const { berths } = q.laid;
    look(q, x, w);
    const target = clamp(u[0]!, sum.low_kW, sum.high_kW);
    const isMore = target < sum.rest_kW;
    const span = (isMore ? sum.low_kW : sum.high_kW) - sum.rest_kW;
    const share = span === 0 ? 0 : (target - sum.rest_kW) / span;
    y.fill(0);
    for (let j = 0; j < q.points; j++) {
      next[j] = 0;
      const k = q.session[j]!;
      if (k < 0) continue;
      const rest = clamp(0, q.low_kW[j]!, q.high_kW[j]!);
      const flow = rest + share * ((isMore ? q.low_kW[j]! : q.high_kW[j]!) - rest);
      const end_kWh = q.start_kWh[j]! - (flow < 0 ? flow * q.etaCharge : flow / q.etaDischarge) * dt_h;
      y[1]! += flow < 0 ? -flow : 0;
      y[2]! += flow > 0 ? flow : 0;
      y[5]! += flow < 0 ? -flow * (1 - q.etaCharge) : flow * (1 / q.etaDischarge - 1);
      y[6]! += overlap(berths!, k, w[1]!);
      if (berths!.first[k] === w[1]) {
        y[3]! += q.arriving_kWh / dt_h;
        y[10]! += 1 / dt_h;
      }
      if (berths!.last[k] !== w[1]) {
        next[j] = end_kWh;
        continue;
      }
      const short_kWh = q.full_kWh[j]! - end_kWh;
      const beyond_kWh = q.arriving_kWh + berths!.energy_kWh[k]! - q.full_kWh[j]!;
      y[4]! += end_kWh / dt_h;
      if (short_kWh > SHORT_kWh) y[8]! += short_kWh / dt_h;
      if (beyond_kWh > SHORT_kWh) y[9]! += beyond_kWh / dt_h;
    }
    y[0] = y[2]! - y[1]!;
    y[7] = sum.rest_kW < 0 ? -sum.rest_kW : 0;
    y[11] = w[2]!;
  },
  balance: (q) => ({
    energy: {
      boundary: { arriving_kW: 1, leaving_kW: -1 },
      losses: { conversionLoss_kW: 1 },
      stores: Object.fromEntries(Array.from({ length: q.points }, (_, k) => [`point${k + 1}_kWh`, 1])),
    },
  }),
  linear(q, window, model) {
    linearCars(evCharging, q, window, model);
  },
  cautions: (q) => (q.laid.berths === null ? [] : beyondSite(q.laid.berths, q.power_kW * q.etaCharge * q.dt_h)),
  size: (q) => q.points,
  sizeName: 'points',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 4000,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0,
    life_a: 10,
    source: 'ASSUMED 4 000 CNY for a point of 11 kW with its cable, 3 % a year, 10 years',
  },
  servesDemand: true,
  accounts: { unserved: ['unmet_kW'] },
  kpis: (_q, t) => ({
    sessions: t.sum('arrivals_per_h'),
    turnedAway: t.sum('turnedAway_per_h'),
    charged_kWh: t.sum('charge_kW'),
    discharged_kWh: t.sum('discharge_kW'),
    unmet_kWh: t.sum('unmet_kW'),
    beyondStay_kWh: t.sum('beyondStay_kW'),
    peak_kW: t.max('charge_kW'),
  }),
});

/** Energy at the start of the run in the car at a point, 0 where there is none. */
function heldAtStart_kWh(q: EvCharging, j: number): number {
  const b = q.laid.berths!;
  const k = sessionAt(b, j, 0);
  if (k < 0 || !(b.arrival[k]! < 0)) return 0;
  const wanted_kWh = goal_kWh(q, b, k) - q.arriving_kWh;
  const stay = b.departure[k]! - b.arrival[k]!;
  const given_kWh =
    q.mode === 'uncontrolled'
      ? Math.min(wanted_kWh, q.power_kW * q.etaCharge * -b.arrival[k]! * q.dt_h)
      : (wanted_kWh * -b.arrival[k]!) / stay;
  return q.arriving_kWh + given_kWh;
}

/** Range of the site and its flow where nobody moves but who must: filled by `look`, read by who called it. */
const sum = { low_kW: 0, high_kW: 0, rest_kW: 0 };

/** Finds what each point may do in the step. */
function look(q: EvCharging, x: Float64Array, w: Float64Array): void {
  const berths = q.laid.berths!;
  const step = w[1]!;
  sum.low_kW = 0;
  sum.high_kW = 0;
  sum.rest_kW = 0;
  for (let j = 0; j < q.points; j++) {
    const k = sessionAt(berths, j, step);
    q.session[j] = k;
    if (k < 0) continue;
    const there_h = overlap(berths, k, step) * w[0]! * q.dt_h;
    const full_kW = q.power_kW * q.etaCharge;
    const full_kWh = goal_kWh(q, berths, k);
    const start_kWh = berths.first[k] === step ? q.arriving_kWh : x[j]!;
    const left_h = Math.max(0, berths.departure[k]! - step - 1) * q.dt_h;
    const most_kWh = Math.max(start_kWh, Math.min(start_kWh + full_kW * there_h, full_kWh));
    const lowest_kWh = Math.max(Math.min(start_kWh, 0), start_kWh - (q.discharge_kW / q.etaDischarge) * there_h);
    const least_kWh =
      q.mode === 'uncontrolled' ? most_kWh : Math.min(most_kWh, Math.max(lowest_kWh, full_kWh - full_kW * left_h));
    const low_kW = (start_kWh - most_kWh) / q.etaCharge / q.dt_h;
    const high_kW =
      least_kWh > start_kWh
        ? (start_kWh - least_kWh) / q.etaCharge / q.dt_h
        : ((start_kWh - least_kWh) * q.etaDischarge) / q.dt_h;
    q.start_kWh[j] = start_kWh;
    q.full_kWh[j] = full_kWh;
    q.low_kW[j] = low_kW;
    q.high_kW[j] = high_kW;
    sum.low_kW += low_kW;
    sum.high_kW += high_kW;
    sum.rest_kW += clamp(0, low_kW, high_kW);
  }
}
