import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { inputsAt } from '../core/linearise.ts';
import { times } from '../core/linearModel.ts';
import { CarrierSchema, isMass, nonNegative } from './carrierUnit.ts';
import { type Flexibility, windowOf } from './flexibleWindow.ts';
import { SeriesRefSchema } from './schemas.ts';

export const FlexibleLoadParams = z.strictObject({
  carrier: CarrierSchema.default('electricity').describe('carrier of its bus, one that counts in kW'),
  demand: SeriesRefSchema.describe('kW as it would be without any shift: a constant or `profile.column_kW`'),
  scale: z.number().nonnegative().default(1).describe('factor on the demand'),
  shiftable: z.number().min(0).max(1).default(1).describe('share of the demand that may be moved in time. ASSUMED 1'),
  delay_h: z.number().min(0).max(168).default(4).describe('latest after it was asked for. ASSUMED 4'),
  advance_h: z.number().min(0).max(168).default(0).describe('earliest before it was asked for. ASSUMED 0'),
  rated_kW: z
    .number()
    .positive()
    .optional()
    .describe('most that it draws in all; the highest demand unless given: a shift then raises no peak'),
  tariff: z
    .string()
    .optional()
    .describe('tariff whose cheapest hour within the window it waits for; without one it takes what is to spare'),
  interruptible: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of what cannot be shifted that may be cut. ASSUMED 0'),
  sheddingClass: z.number().int().min(1).max(9).default(1).describe('cut in this order when supply fails'),
  lostLoad_money_per_kWh: z
    .number()
    .nonnegative()
    .default(3)
    .describe('value of what is cut. ASSUMED 3: paid for demand response in East China'),
});
export type FlexibleLoadParams = z.infer<typeof FlexibleLoadParams>;

interface FlexibleLoad extends FlexibleLoadParams {
  readonly delaySteps: number;
  readonly advanceSteps: number;
  readonly buy_money_per_kWh: Float64Array | undefined;
}

/** Inputs by place. */
const AVAILABLE = 0;
const FIRM = 1;
const ASKED = 2;
const MOST_WAITING = 3;
const LEAST_WAITING = 4;
const ROOM = 5;
const WORTH = 6;

/** The least and the most of the shiftable part that it may draw in this step. */
const forced_kW = (x: Float64Array, w: Float64Array, dt_h: number): number => {
  const late = (x[0]! + w[AVAILABLE]! * w[ASKED]! * dt_h - w[MOST_WAITING]!) / dt_h;
  const most = w[AVAILABLE]! * w[ROOM]!;
  return late <= 0 ? 0 : late < most ? late : most;
};
const possible_kW = (x: Float64Array, w: Float64Array, dt_h: number): number => {
  const ready = (x[0]! + w[AVAILABLE]! * w[ASKED]! * dt_h - w[LEAST_WAITING]!) / dt_h;
  const most = w[AVAILABLE]! * w[ROOM]!;
  const least = forced_kW(x, w, dt_h);
  return ready <= least ? least : ready < most ? ready : most;
};

/**
 * Demand of which a share may be moved within a window and another be cut. What is asked for joins a queue, served in
 * the order in which it came: energy asked for by the end of step i must be drawn by i + delay, and may be drawn from
 * i - advance on, so that the energy waiting (asked for less drawn, negative where ahead) lies between two curves that are
 * known beforehand. The upper one is drawn in as far as `rated_kW` asks for an early start: with one queue and one power
 * limit, serving in the order of arrival leaves nothing late that any other order would serve in time. All is drawn by the
 * end of the run. Waits for the cheapest hour of its tariff within the delay, and takes what is to spare at any time.
 * What an outage keeps from being drawn in time counts as unserved. Set point: the flow beyond that at rest, which is
 * the firm part and what is due; positive where the firm part is cut.
 * @see Petersen et al., "A taxonomy for modeling flexibility and a computationally efficient algorithm for dispatch in
 * smart grids" (ACC 2013), doi:10.1109/ACC.2013.6579991: the bakery and the battery
 */
export const flexibleLoad = defineKind<FlexibleLoadParams, FlexibleLoad, typeof FlexibleLoadParams>({
  kind: 'flexibleLoad',
  summary: 'Demand that may be shifted within a window, and cut in part',
  validity: { text: 'processes that can wait or run ahead as one queue', minStep_s: 60, maxStep_s: 3600 },
  params: FlexibleLoadParams,
  example: { demand: 100, shiftable: 0.5, delay_h: 2, rated_kW: 200, interruptible: 0.5 },
  ports: (p) => ({ input: { carrier: p.carrier, flow: 'in' } }),
  role: 'fixed',
  solutionArea: 'efficiency',
  terminals: { type: 'passive' },
  leads: () => ['input'],
  signals: ['demand_kW', 'served_kW', 'unserved_kW', 'moved_kW'],
  states: ['waiting_kWh'],
  inputs: ['available', 'firm_kW', 'asked_kW', 'mostWaiting_kWh', 'leastWaiting_kWh', 'room_kW', 'worth_money_per_kWh'],
  demands: ['firm_kW', 'asked_kW', 'mostWaiting_kWh', 'leastWaiting_kWh', 'room_kW'],
  inputRange: {
    firm_kW: [Number.NaN, Number.NaN],
    asked_kW: [Number.NaN, Number.NaN],
    mostWaiting_kWh: [Number.NaN, Number.NaN],
    leastWaiting_kWh: [Number.NaN, Number.NaN],
    room_kW: [Number.NaN, Number.NaN],
  },
  prepare(p, setting) {
    if (isMass(p.carrier)) throw fault('carrier', `met ${p.carrier}, which counts in kg/h; expected a carrier in kW`);
    const steps = (h: number): number => Math.round((h * 3600) / setting.grid.step_s);
    return {
      ...p,
      delaySteps: steps(p.delay_h),
      advanceSteps: steps(p.advance_h),
      buy_money_per_kWh: p.tariff === undefined ? undefined : setting.tariff(p.tariff).buy_money_per_kWh,
    };
  },
  initial: () => [0],
  series(q, env) {
    const demand_kW = nonNegative(env.series(q.demand, 'demand_kW'), 'demand').map((v) => v * q.scale);
    const flexibility: Flexibility = {
      ...q,
      dt_h: env.grid.step_s / 3600,
      rated_kW: q.rated_kW ?? demand_kW.reduce((a, b) => Math.max(a, b), 0),
    };
    const window = windowOf(demand_kW, flexibility);
    if (typeof window === 'string') throw fault('rated_kW', window);
    return window;
  },
  limits(q, x, w, dt_h, out) {
    const firm = w[AVAILABLE]! * w[FIRM]!;
    out[0] = 0 - firm - possible_kW(x, w, dt_h);
    out[1] = 0 - firm * (1 - q.interruptible) - forced_kW(x, w, dt_h);
    out[2] = 0;
  },
  invert(_q, x, w, _lead, target, dt_h, u) {
    u[0] = target + w[AVAILABLE]! * w[FIRM]! + forced_kW(x, w, dt_h);
  },
  step(q, x, w, u, dt_h, next, y) {
    const firm = w[AVAILABLE]! * w[FIRM]!;
    const asked = w[AVAILABLE]! * w[ASKED]!;
    const forced = forced_kW(x, w, dt_h);
    const room = possible_kW(x, w, dt_h) - forced;
    const extra = u[0]! < 0 ? (-u[0]! < room ? -u[0]! : room) : 0;
    const cuttable = firm * q.interruptible;
    const cut = u[0]! > 0 ? (u[0]! < cuttable ? u[0]! : cuttable) : 0;
    const drawn = forced + extra;
    const waiting = x[0]! + (asked - drawn) * dt_h;
    const missed = waiting > w[MOST_WAITING]! ? waiting - w[MOST_WAITING]! : 0;
    next[0] = waiting - missed;
    const served = firm - cut + drawn;
    y[0] = 0 - served;
    y[1] = firm + asked;
    y[2] = served;
    // Rounding of the curves is no failure.
    y[3] = cut + (missed > 1e-9 * (1 + w[MOST_WAITING]!) ? missed / dt_h : 0);
    y[4] = drawn > asked ? drawn - asked : 0;
  },
  balance: (q) => ({
    energy: { boundary: { served_kW: -enthalpyOf(q.carrier) } },
    ...(CARRIERS[q.carrier].water_kg > 0 ? { water: { boundary: { served_kW: -CARRIERS[q.carrier].water_kg } } } : {}),
  }),
  price(_q, _x, w, out) {
    out[0] = Number.POSITIVE_INFINITY;
    out[1] = w[WORTH]!;
  },
  linear(q, window, model) {
    const { dt_h, steps, x } = window;
    const on = window.input(AVAILABLE);
    const firm_kW = times(on, window.input(FIRM));
    const asked_kWh = times(dt_h, times(on, window.input(ASKED)));
    const least = new Float64Array(steps);
    least[0] = forced_kW(x, inputsAt(window, 0), dt_h);
    const drawn = model.columns('drawn', least, times(on, window.input(ROOM)));
    const waiting = model.columns('waiting', window.input(LEAST_WAITING), window.input(MOST_WAITING));
    // Where an outage or a forecast leaves the curves out of reach: late is lost, and what came early stays drawn.
    const missed = model.columns('missed', 0, Number.POSITIVE_INFINITY);
    const ahead = model.columns('ahead', 0, Number.POSITIVE_INFINITY);
    const rhs = Float64Array.from({ length: steps }, (_, k) =>
      typeof asked_kWh === 'number' ? asked_kWh : asked_kWh[k]!,
    );
    rhs[0]! += x[0]!;
    const row = model.rows('queue', rhs, rhs);
    model.count(row, waiting, 1);
    if (steps > 1) model.count(row + 1, waiting, -1, steps - 1);
    model.count(row, drawn, dt_h);
    model.count(row, missed, 1);
    model.count(row, ahead, -1);
    model.cost(missed, q.lostLoad_money_per_kWh / dt_h, false);
    model.cost(ahead, q.lostLoad_money_per_kWh / dt_h, false);
    model.fixedFlow('input', times(-1, firm_kW));
    model.flow('input', drawn, -1);
    if (q.interruptible === 0) return;
    const cut = model.columns('cut', 0, times(q.interruptible, firm_kW));
    model.flow('input', cut, 1);
    model.cost(cut, q.lostLoad_money_per_kWh, false);
  },
  accounts: { unserved: ['unserved_kW'] },
  sheddingClass: (q) => (q.interruptible > 0 ? q.sheddingClass : 0),
  lostLoad_money_per_kWh: (q) => q.lostLoad_money_per_kWh,
  kpis: (_q, t) => ({
    served_kWh: t.sum('served_kW'),
    moved_kWh: t.sum('moved_kW'),
    unserved_kWh: t.sum('unserved_kW'),
    peak_kW: t.max('served_kW'),
  }),
});

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);
