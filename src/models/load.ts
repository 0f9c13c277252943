import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { clamp } from '../core/math.ts';
import { SeriesRefSchema } from './schemas.ts';

export const LoadParams = z.strictObject({
  carrier: z.enum(['electricity', 'heat', 'cooling', 'hydrogen', 'gas']).default('electricity'),
  demand: SeriesRefSchema.describe('kW: a constant or `profile.column_kW`'),
  scale: z.number().nonnegative().default(1).describe('factor on the demand'),
  sheddingClass: z
    .number()
    .int()
    .min(0)
    .max(9)
    .default(0)
    .describe('cut in this order when supply fails; 0 is never cut'),
  lostLoad_money_per_kWh: z
    .number()
    .nonnegative()
    .default(20)
    .describe("value of lost load. ASSUMED 20 in the scenario's money"),
});
export type LoadParams = z.infer<typeof LoadParams>;

/** Demand of one carrier. Its set point is the power served; at rest it is served in full. */
export const load = defineKind<LoadParams, LoadParams, typeof LoadParams>({
  kind: 'load',
  summary: 'Demand for electricity, heat, cooling, hydrogen or gas',
  validity: { text: 'a demand that does not answer to price or voltage', minStep_s: 1, maxStep_s: 3600 },
  params: LoadParams,
  ports: (p) => ({ input: { carrier: p.carrier, flow: 'in' } }),
  role: 'fixed',
  leads: (p) => (p.sheddingClass > 0 ? ['input'] : []),
  signals: ['demand_kW', 'served_kW', 'unserved_kW'],
  states: [],
  inputs: ['available', 'demand_kW'],
  prepare: (p) => p,
  initial: () => [],
  series: (q, env) => {
    const demand_kW = env.series(q.demand, 'demand_kW');
    return { demand_kW: q.scale === 1 ? demand_kW : demand_kW.map((v) => v * q.scale) };
  },
  limits(_q, _x, w, _dt_h, out) {
    out[0] = -w[0]! * w[1]!;
    out[1] = 0;
    out[2] = 0;
  },
  // The set point is the power cut, so that 0 serves all.
  invert(_q, _x, w, _lead, target, _dt_h, u) {
    u[0] = w[0]! * w[1]! + target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const demand_kW = w[0]! * w[1]!;
    const cut_kW = q.sheddingClass > 0 ? clamp(u[0]!, 0, demand_kW) : 0;
    y[0] = -(demand_kW - cut_kW);
    y[1] = demand_kW;
    y[2] = demand_kW - cut_kW;
    y[3] = cut_kW;
  },
  balance: (q) => ({
    energy: { boundary: { served_kW: -enthalpyOf(q.carrier) } },
    ...(CARRIERS[q.carrier].water_kg > 0 ? { water: { boundary: { served_kW: -CARRIERS[q.carrier].water_kg } } } : {}),
  }),
  sheddingClass: (q) => q.sheddingClass,
  lostLoad_money_per_kWh: (q) => q.lostLoad_money_per_kWh,
  kpis: (_q, t) => ({
    served_kWh: t.sum('served_kW'),
    unserved_kWh: t.sum('unserved_kW'),
    peak_kW: t.max('served_kW'),
  }),
});
