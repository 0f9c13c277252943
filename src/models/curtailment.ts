import { z } from 'zod';
import type { Carrier } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { CarrierSchema, carbonOf, checkTwins, crossing, isMass } from './carrierUnit.ts';

export const CurtailmentParams = z
  .strictObject({
    carrier: CarrierSchema.default('electricity').describe('carrier of its bus'),
    cost_money_per_kWh: z.number().optional().describe('money lost by a kWh not used. ASSUMED 0'),
    cost_money_per_kg: z.number().optional().describe('the same on buses that count in kg/h. ASSUMED 0'),
  })
  .superRefine(checkTwins([['cost_money_per_kWh', 'cost_money_per_kg']]));
export type CurtailmentParams = z.infer<typeof CurtailmentParams>;

interface Curtailment {
  readonly carrier: Carrier;
  readonly mass: boolean;
  readonly worth_money: number;
  readonly carbon_kg: number;
}

/**
 * Surplus that nobody takes, made visible: it is not produced, or let go. Closes its bus downwards without limit. It
 * stands at the bus and not at a producer, so the balance says what was offered and what was used. CO2 that nobody takes
 * goes into the air, and counts as fossil.
 */
export const curtailment = defineKind<CurtailmentParams, Curtailment, typeof CurtailmentParams>({
  kind: 'curtailment',
  summary: 'Takes the surplus of its bus that nothing else can use',
  validity: { text: 'any', minStep_s: 1, maxStep_s: 3600 },
  params: CurtailmentParams,
  example: { carrier: 'electricity' },
  ports: (p) => ({ input: { carrier: p.carrier, flow: 'in' } }),
  role: 'closer',
  leads: () => ['input'],
  signals: ['curtailed_kW', 'curtailed_kg_per_h', 'vented_kg_per_h'],
  states: [],
  inputs: [],
  prepare: (p, { ports }) => ({
    carrier: p.carrier,
    mass: isMass(p.carrier),
    worth_money: 0 - (p.cost_money_per_kWh ?? p.cost_money_per_kg ?? 0),
    carbon_kg: carbonOf(p.carrier, ports.input),
  }),
  initial: () => [],
  series: () => ({}),
  limits(_q, _x, _w, _dt_h, out) {
    out[0] = Number.NEGATIVE_INFINITY;
    out[1] = 0;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, _w, u, _dt_h, _next, y) {
    const flow = u[0]! < 0 ? u[0]! : 0;
    y[0] = flow;
    y[1] = q.mass ? 0 : 0 - flow;
    y[2] = q.mass ? 0 - flow : 0;
    y[3] = q.carrier === 'co2' ? 0 - flow : 0;
  },
  balance: (q) => crossing(q.carrier, 'input', q.mass ? 'curtailed_kg_per_h' : 'curtailed_kW', -1, q.carbon_kg),
  price(q, _x, _w, out) {
    out[0] = Number.POSITIVE_INFINITY;
    out[1] = q.worth_money;
  },
  linear(q, _window, model) {
    const taken = model.columns('curtailed', 0, Number.POSITIVE_INFINITY);
    model.flow('input', taken, -1);
    // What is lost by it is weighed; nobody bills it.
    model.cost(taken, 0 - q.worth_money, false);
    if (q.carrier === 'co2') model.fossilCo2(taken, 1);
  },
  emissions: { fossilCo2: ['vented_kg_per_h'] },
  accounts: { curtailed: ['curtailed_kW', 'curtailed_kg_per_h'] },
  kpis: (q, t) => (q.mass ? { curtailed_kg: t.sum('curtailed_kg_per_h') } : { curtailed_kWh: t.sum('curtailed_kW') }),
});
