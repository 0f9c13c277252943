import { z } from 'zod';
import type { Carrier } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { crossing } from './carrierUnit.ts';

export const DumpParams = z.strictObject({
  carrier: z.enum(['heat', 'steam', 'cooling']).default('heat').describe('carrier of its bus'),
  max_kW: z.number().nonnegative().optional().describe('size of the dry cooler; without limit where left out'),
  cost_money_per_kWh: z.number().default(0).describe('paid for a kWh let go: fans, water. ASSUMED 0'),
});
export type DumpParams = z.infer<typeof DumpParams>;

/** Weighed in a plan and never paid: below what a fan of a cooling tower draws for it nothing is let go by others. ASSUMED */
const SPILT_money_per_kWh = 0.01;

interface Dump {
  readonly carrier: Carrier;
  readonly lowest_kW: number;
  readonly cost_money_per_kWh: number;
}

/** Surplus heat or cooling let go to the ambient air, as by a dry cooler, without its fan's electricity. */
export const dump = defineKind<DumpParams, Dump, typeof DumpParams>({
  kind: 'dump',
  summary: 'Lets surplus heat or cooling go to the ambient air',
  validity: { text: 'ambient air cold (or warm) enough at all times', minStep_s: 1, maxStep_s: 3600 },
  params: DumpParams,
  example: { carrier: 'heat' },
  ports: (p) => ({ input: { carrier: p.carrier, flow: 'in' } }),
  role: 'closer',
  leads: () => ['input'],
  signals: ['dumped_kW'],
  states: [],
  inputs: [],
  prepare: (p) => ({
    carrier: p.carrier,
    lowest_kW: -(p.max_kW ?? Number.POSITIVE_INFINITY),
    cost_money_per_kWh: p.cost_money_per_kWh,
  }),
  initial: () => [],
  series: () => ({}),
  limits(q, _x, _w, _dt_h, out) {
    out[0] = q.lowest_kW;
    out[1] = 0;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, _w, u, _dt_h, _next, y) {
    const flow_kW = u[0]! < 0 ? (u[0]! < q.lowest_kW ? q.lowest_kW : u[0]!) : 0;
    y[0] = flow_kW;
    y[1] = 0 - flow_kW;
  },
  balance: (q) => crossing(q.carrier, 'input', 'dumped_kW', -1, 0),
  price(q, _x, _w, out) {
    out[0] = Number.POSITIVE_INFINITY;
    out[1] = 0 - q.cost_money_per_kWh;
  },
  bill: (q, t) =>
    q.cost_money_per_kWh === 0
      ? []
      : [{ label: 'dump', part: 'energy', money: t.sum('dumped_kW') * q.cost_money_per_kWh }],
  linear(q, _window, model) {
    const dumped = model.columns('dumped', 0, 0 - q.lowest_kW);
    model.flow('input', dumped, -1);
    model.cost(dumped, q.cost_money_per_kWh);
    model.cost(dumped, SPILT_money_per_kWh, false);
  },
  accounts: { dumped: ['dumped_kW'] },
  kpis: (_q, t) => ({ dumped_kWh: t.sum('dumped_kW') }),
});
