import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { plus, times, type Values } from '../core/linearModel.ts';
import { CarrierSchema, carbonOf, checkTwins, crossing, isMass, nonNegative } from './carrierUnit.ts';
import { SeriesRefSchema } from './schemas.ts';

const TWINS = [
  ['demand_kW', 'demand_kg_per_h'],
  ['max_kW', 'max_kg_per_h'],
  ['worth_money_per_kWh', 'worth_money_per_kg'],
] as const;

export const SinkParams = z
  .strictObject({
    carrier: CarrierSchema.default('electricity').describe('carrier of its bus'),
    demand_kW: SeriesRefSchema.optional().describe('taken at all times: a constant or `profile.column_kW`. ASSUMED 0'),
    demand_kg_per_h: SeriesRefSchema.optional().describe('the same on buses that count in kg/h. ASSUMED 0'),
    max_kW: SeriesRefSchema.optional().describe('the most it takes at will; the demand alone where left out'),
    max_kg_per_h: SeriesRefSchema.optional().describe('the same on buses that count in kg/h'),
    worth_money_per_kWh: SeriesRefSchema.optional().describe('paid to the cluster for what it takes. ASSUMED 0'),
    worth_money_per_kg: SeriesRefSchema.optional().describe('the same on buses that count in kg/h. ASSUMED 0'),
  })
  .superRefine(checkTwins(TWINS))
  .refine((p) => (p.demand_kW ?? p.demand_kg_per_h ?? p.max_kW ?? p.max_kg_per_h) !== undefined, {
    path: ['demand_kW'],
    message: 'met neither a demand nor a limit; expected "demand_kW" or "max_kW" (kg_per_h on a bus that counts in it)',
  });
export type SinkParams = z.infer<typeof SinkParams>;

interface Sink extends SinkParams {
  readonly mass: boolean;
  readonly flexible: boolean;
  readonly carbon_kg: number;
}

/** Taken at all times, and at most. */
const firm = (w: Float64Array): number => w[0]! * (w[1]! + w[2]!);
const most = (q: Sink, w: Float64Array): number => {
  const demand = firm(w);
  const max = w[0]! * (w[3]! + w[4]!);
  return q.flexible && max > demand ? max : demand;
};

/**
 * A taker outside the cluster: a demand, a buyer who takes up to a limit what it is worth to him, or both. Set point:
 * the flow taken beyond the demand, negative. What a fuel holds of carbon leaves with it, unburnt.
 */
export const sink = defineKind<SinkParams, Sink, typeof SinkParams>({
  kind: 'sink',
  summary: 'Taker of any carrier: a demand, a buyer up to a limit, or both',
  validity: { text: 'any', minStep_s: 1, maxStep_s: 3600 },
  params: SinkParams,
  example: { carrier: 'heat', max_kW: 50, worth_money_per_kWh: 0.1 },
  ports: (p) => ({ input: { carrier: p.carrier, flow: 'in' } }),
  // Dispatched at will like a source, the other way round.
  role: 'source',
  terminals: { type: 'passive' },
  leads: (p) => ((p.max_kW ?? p.max_kg_per_h) === undefined ? [] : ['input']),
  signals: ['taken_kW', 'taken_kg_per_h', 'revenue_money_per_h'],
  states: [],
  inputs: [
    'available',
    'demand_kW',
    'demand_kg_per_h',
    'max_kW',
    'max_kg_per_h',
    'worth_money_per_kWh',
    'worth_money_per_kg',
  ],
  demands: ['demand_kW', 'demand_kg_per_h'],
  prepare: (p, { ports }) => ({
    ...p,
    mass: isMass(p.carrier),
    flexible: (p.max_kW ?? p.max_kg_per_h) !== undefined,
    carbon_kg: carbonOf(p.carrier, ports.input),
  }),
  initial: () => [],
  series(q, env) {
    const columns: Record<string, Float64Array | number> = {};
    for (const [power, mass] of TWINS) {
      const [mine, other] = q.mass ? [mass, power] : [power, mass];
      const values = env.series(q[mine] ?? 0, mine);
      columns[mine] = mine.startsWith('worth') ? values : nonNegative(values, mine);
      columns[other] = 0;
    }
    return columns;
  },
  limits(q, _x, w, _dt_h, out) {
    out[0] = -most(q, w);
    out[1] = -firm(w);
    out[2] = 0;
  },
  invert(_q, _x, w, _lead, target, _dt_h, u) {
    u[0] = target + firm(w);
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const demand = firm(w);
    const room = most(q, w) - demand;
    const extra = q.flexible && u[0]! < 0 ? (-u[0]! < room ? -u[0]! : room) : 0;
    const taken = demand + extra;
    y[0] = 0 - taken;
    y[1] = q.mass ? 0 : taken;
    y[2] = q.mass ? taken : 0;
    y[3] = taken * (w[5]! + w[6]!);
  },
  balance: (q) => crossing(q.carrier, 'input', q.mass ? 'taken_kg_per_h' : 'taken_kW', -1, q.carbon_kg),
  linear(q, window, model) {
    const [on, worth] = [window.input(0), plus(window.input(5), window.input(6))];
    const firm = times(on, plus(window.input(1), window.input(2)));
    const max = times(on, plus(window.input(3), window.input(4)));
    const most = q.flexible ? higher(firm, max) : firm;
    const taken = model.columns('taken', firm, most);
    model.flow('input', taken, -1);
    model.cost(taken, times(-1, worth));
  },
  price(q, _x, w, out) {
    out[0] = Number.POSITIVE_INFINITY;
    out[1] = q.flexible ? w[5]! + w[6]! : Number.NEGATIVE_INFINITY;
  },
  bill: (_q, t) => [{ label: 'sold', part: 'feedIn', money: 0 - t.sum('revenue_money_per_h') }],
  kpis: (q, t) => (q.mass ? { taken_kg: t.sum('taken_kg_per_h') } : { taken_kWh: t.sum('taken_kW') }),
});

const higher = (a: Values, b: Values): Values => {
  if (typeof a === 'number') return typeof b === 'number' ? Math.max(a, b) : b.map((v) => Math.max(a, v));
  return a.map((v, k) => Math.max(v, typeof b === 'number' ? b : b[k]!));
};
