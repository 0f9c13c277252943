import { z } from 'zod';
import type { Carrier } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { CarrierSchema, carbonOf, checkTwins, crossing, isMass } from './carrierUnit.ts';

/** Above any price that a scenario pays for supply, so that it is taken last. */
const LOST_LOAD_money = 20;

export const UnservedParams = z
  .strictObject({
    carrier: CarrierSchema.default('electricity').describe('carrier of its bus'),
    lostLoad_money_per_kWh: z
      .number()
      .nonnegative()
      .optional()
      .describe("value of lost load. ASSUMED 20 in the scenario's money"),
    lostLoad_money_per_kg: z
      .number()
      .nonnegative()
      .optional()
      .describe('the same on buses that count in kg/h. ASSUMED 20'),
  })
  .superRefine(checkTwins([['lostLoad_money_per_kWh', 'lostLoad_money_per_kg']]));
export type UnservedParams = z.infer<typeof UnservedParams>;

interface Unserved {
  readonly carrier: Carrier;
  readonly mass: boolean;
  readonly lostLoad_money: number;
  readonly carbon_kg: number;
}

/**
 * Demand that nothing can meet, made visible: it gives its bus what is missing, at the value of lost load. Nothing is
 * billed for it; it is a shortfall and not a purchase.
 */
export const unserved = defineKind<UnservedParams, Unserved, typeof UnservedParams>({
  kind: 'unserved',
  summary: 'Gives its bus what nothing else can supply',
  validity: { text: 'any', minStep_s: 1, maxStep_s: 3600 },
  params: UnservedParams,
  example: { carrier: 'electricity' },
  ports: (p) => ({ output: { carrier: p.carrier, flow: 'out' } }),
  role: 'closer',
  leads: () => ['output'],
  signals: ['unserved_kW', 'unserved_kg_per_h'],
  states: [],
  inputs: [],
  prepare: (p, { ports }) => ({
    carrier: p.carrier,
    mass: isMass(p.carrier),
    lostLoad_money: p.lostLoad_money_per_kWh ?? p.lostLoad_money_per_kg ?? LOST_LOAD_money,
    carbon_kg: carbonOf(p.carrier, ports.output),
  }),
  initial: () => [],
  series: () => ({}),
  limits(_q, _x, _w, _dt_h, out) {
    out[0] = 0;
    out[1] = Number.POSITIVE_INFINITY;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, _w, u, _dt_h, _next, y) {
    const flow = u[0]! > 0 ? u[0]! : 0;
    y[0] = flow;
    y[1] = q.mass ? 0 : flow;
    y[2] = q.mass ? flow : 0;
  },
  balance: (q) => crossing(q.carrier, 'output', q.mass ? 'unserved_kg_per_h' : 'unserved_kW', 1, q.carbon_kg),
  price(q, _x, _w, out) {
    out[0] = q.lostLoad_money;
    out[1] = Number.NEGATIVE_INFINITY;
  },
  linear(q, _window, model) {
    const given = model.columns('unserved', 0, Number.POSITIVE_INFINITY);
    model.flow('output', given, 1);
    model.cost(given, q.lostLoad_money, false);
  },
  lastResort: true,
  lostLoad_money_per_kWh: (q) => q.lostLoad_money,
  accounts: { unserved: ['unserved_kW', 'unserved_kg_per_h'] },
  kpis: (q, t) =>
    q.mass
      ? { unserved_kg: t.sum('unserved_kg_per_h'), unserved_h: t.running_h('unserved_kg_per_h') }
      : { unserved_kWh: t.sum('unserved_kW'), unserved_h: t.running_h('unserved_kW') },
});
