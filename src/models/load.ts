import { z } from 'zod';
import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { times } from '../core/linearModel.ts';
import { clamp } from '../core/math.ts';
import { nonNegative } from './carrierUnit.ts';
import { idleField, powerFactorFields, reactivePerKW } from './powerFactor.ts';
import { SeriesRefSchema } from './schemas.ts';

export const LoadParams = z
  .strictObject({
    carrier: z.enum(['electricity', 'heat', 'steam', 'cooling', 'hydrogen', 'gas']).default('electricity'),
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
    ...powerFactorFields,
    idle_kvar: idleField,
  })
  .refine((p) => p.carrier === 'electricity' || p.cosPhi === 1, {
    path: ['cosPhi'],
    message: 'only electricity has a power factor',
  })
  .refine((p) => p.carrier === 'electricity' || p.idle_kvar === 0, {
    path: ['idle_kvar'],
    message: 'only electricity has reactive power',
  });
export type LoadParams = z.infer<typeof LoadParams>;

const SIGNALS = ['demand_kW', 'served_kW', 'unserved_kW', 'fossilCo2_kg_per_h', 'biogenicCo2_kg_per_h'] as const;

interface Load extends LoadParams {
  readonly kvar_per_kW: number;
  /** kg of CO2 that a kWh served gives when burnt, by origin. */
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
}

/**
 * Demand of one carrier. Its set point is the power cut, where its shedding class allows any; at rest it is served in
 * full. A fuel served is burnt there, so its carbon is emitted on site. Electricity may take reactive power with it, by a
 * constant power factor and a part that stays when the load goes.
 */
export const load = defineKind<LoadParams, Load, typeof LoadParams>({
  kind: 'load',
  summary: 'Demand for electricity, heat, cooling, hydrogen or gas',
  validity: { text: 'a demand that does not answer to price or voltage', minStep_s: 1, maxStep_s: 3600 },
  params: LoadParams,
  example: { demand: 100 },
  ports: (p) => ({ input: { carrier: p.carrier, flow: 'in' } }),
  role: 'fixed',
  leads: (p) => (p.sheddingClass > 0 ? ['input'] : []),
  signals: (p) => (p.carrier === 'electricity' ? [...SIGNALS, 'reactive_kvar'] : SIGNALS),
  states: [],
  inputs: ['available', 'demand_kW'],
  demands: ['demand_kW'],
  reactive: (p) => (p.carrier === 'electricity' ? { input: 'reactive_kvar' } : {}),
  prepare: (p, { ports }) => ({
    ...p,
    kvar_per_kW: reactivePerKW(p),
    fossil_kg_per_kWh: ports.input?.fossil_kg_per_kWh ?? 0,
    biogenic_kg_per_kWh: ports.input?.biogenic_kg_per_kWh ?? 0,
  }),
  initial: () => [],
  series: (q, env) => {
    const demand_kW = nonNegative(env.series(q.demand, 'demand_kW'), 'demand');
    return { demand_kW: q.scale === 1 ? demand_kW : demand_kW.map((v) => v * q.scale) };
  },
  limits(_q, _x, w, _dt_h, out) {
    out[0] = 0 - w[0]! * w[1]!;
    out[1] = 0;
    out[2] = 0;
  },
  invert(_q, _x, w, _lead, target, _dt_h, u) {
    u[0] = w[0]! * w[1]! + target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const demand_kW = w[0]! * w[1]!;
    const cut_kW = q.sheddingClass > 0 ? clamp(u[0]!, 0, demand_kW) : 0;
    const served_kW = demand_kW - cut_kW;
    y[0] = 0 - served_kW;
    y[1] = demand_kW;
    y[2] = served_kW;
    y[3] = cut_kW;
    y[4] = served_kW * q.fossil_kg_per_kWh;
    y[5] = served_kW * q.biogenic_kg_per_kWh;
    if (q.carrier === 'electricity') y[6] = served_kW * q.kvar_per_kW - w[0]! * q.idle_kvar;
  },
  balance: (q) => ({
    energy: { boundary: { served_kW: -enthalpyOf(q.carrier) } },
    ...(q.fossil_kg_per_kWh + q.biogenic_kg_per_kWh > 0
      ? {
          carbon: {
            ports: { input: q.fossil_kg_per_kWh + q.biogenic_kg_per_kWh },
            boundary: { fossilCo2_kg_per_h: -1, biogenicCo2_kg_per_h: -1 },
          },
        }
      : {}),
    ...(CARRIERS[q.carrier].water_kg > 0 ? { water: { boundary: { served_kW: -CARRIERS[q.carrier].water_kg } } } : {}),
  }),
  linear(q, window, model) {
    const demand_kW = times(window.input(0), window.input(1));
    model.fixedFlow('input', times(-1, demand_kW));
    model.fixedFossilCo2(times(q.fossil_kg_per_kWh, demand_kW));
    if (q.sheddingClass === 0) return;
    const cut = model.columns('cut', 0, demand_kW);
    model.flow('input', cut, 1);
    model.cost(cut, q.lostLoad_money_per_kWh, false);
    model.fossilCo2(cut, -q.fossil_kg_per_kWh);
  },
  emissions: { fossilCo2: ['fossilCo2_kg_per_h'], biogenicCo2: ['biogenicCo2_kg_per_h'] },
  accounts: { unserved: ['unserved_kW'] },
  sheddingClass: (q) => q.sheddingClass,
  lostLoad_money_per_kWh: (q) => q.lostLoad_money_per_kWh,
  kpis: (_q, t) => ({
    served_kWh: t.sum('served_kW'),
    unserved_kWh: t.sum('unserved_kW'),
    peak_kW: t.max('served_kW'),
  }),
});
