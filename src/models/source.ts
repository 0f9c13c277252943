import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { atLeastOn, heldLoad } from '../core/linearCommit.ts';
import { plus, times } from '../core/linearModel.ts';
import { CarrierSchema, carbonOf, checkTwins, crossing, isMass, nonNegative } from './carrierUnit.ts';
import { SeriesRefSchema } from './schemas.ts';

const TWINS = [
  ['max_kW', 'max_kg_per_h'],
  ['min_kW', 'min_kg_per_h'],
  ['price_money_per_kWh', 'price_money_per_kg'],
  ['scope2_kg_per_kWh', 'scope2_kg_per_kg'],
] as const;

export const SourceParams = z
  .strictObject({
    carrier: CarrierSchema.default('electricity').describe('carrier of its bus'),
    max_kW: SeriesRefSchema.optional().describe('the most it can give: a constant or `profile.column_kW`'),
    max_kg_per_h: SeriesRefSchema.optional().describe('the same on buses that count in kg/h'),
    min_kW: z.number().nonnegative().optional().describe('least output when not at rest. ASSUMED 0'),
    min_kg_per_h: z.number().nonnegative().optional().describe('the same on buses that count in kg/h. ASSUMED 0'),
    mustRun: z
      .boolean()
      .default(false)
      .describe('never rests: gives at least its least output, or all it can where no least output is named'),
    price_money_per_kWh: SeriesRefSchema.optional().describe('paid for what it gives. ASSUMED 0'),
    price_money_per_kg: SeriesRefSchema.optional().describe('the same on buses that count in kg/h. ASSUMED 0'),
    scope2_kg_per_kWh: z.number().nonnegative().optional().describe('indirect CO2 of what it gives. ASSUMED 0'),
    scope2_kg_per_kg: z.number().nonnegative().optional().describe('the same on buses that count in kg/h. ASSUMED 0'),
  })
  .superRefine(checkTwins(TWINS))
  .refine((p) => (p.max_kW ?? p.max_kg_per_h) !== undefined, {
    path: ['max_kW'],
    message: 'met no limit; expected "max_kW", or "max_kg_per_h" on a bus that counts in kg/h',
  });
export type SourceParams = z.infer<typeof SourceParams>;

interface Source extends SourceParams {
  readonly mass: boolean;
  readonly min: number;
  /** Gives all it can at all times. */
  readonly all: boolean;
  readonly scope2_kg: number;
  readonly carbon_kg: number;
}

/** [lowest, highest] output now; a least output beyond what is available yields to it. */
const most = (w: Float64Array): number => w[0]! * (w[1]! + w[2]!);
const least = (q: Source, highest: number): number => (q.mustRun ? (q.all || q.min > highest ? highest : q.min) : 0);

/**
 * A supply from outside the cluster: bought heat, a spring, by-product hydrogen, a generator known by its profile.
 * Gives between its least and its most at will, at a price. Set point: the flow into the bus.
 */
export const source = defineKind<SourceParams, Source, typeof SourceParams>({
  kind: 'source',
  summary: 'Supply of any carrier up to a limit or a profile, at a price',
  validity: { text: 'any', minStep_s: 1, maxStep_s: 3600 },
  params: SourceParams,
  example: { carrier: 'heat', max_kW: 100, price_money_per_kWh: 0.2 },
  ports: (p) => ({ output: { carrier: p.carrier, flow: 'out' } }),
  role: 'source',
  terminals: { type: 'passive' },
  leads: () => ['output'],
  signals: ['given_kW', 'given_kg_per_h', 'unused_kW', 'unused_kg_per_h', 'cost_money_per_h', 'scope2_kg_per_h'],
  states: [],
  inputs: ['available', 'max_kW', 'max_kg_per_h', 'price_money_per_kWh', 'price_money_per_kg'],
  prepare(p, { ports }) {
    const min = p.min_kW ?? p.min_kg_per_h;
    const max = p.max_kW ?? p.max_kg_per_h;
    const name = isMass(p.carrier) ? 'min_kg_per_h' : 'min_kW';
    if (typeof max === 'number' && min !== undefined && min > max)
      throw new ConfigError([
        { file: '', path: name, message: `met ${min} above the most it can give (${max}); expected at most that` },
      ]);
    return {
      ...p,
      mass: isMass(p.carrier),
      min: min ?? 0,
      all: p.mustRun && min === undefined,
      scope2_kg: p.scope2_kg_per_kWh ?? p.scope2_kg_per_kg ?? 0,
      carbon_kg: carbonOf(p.carrier, ports.output),
    };
  },
  initial: () => [],
  series(q, env) {
    const [max, price] = q.mass
      ? (['max_kg_per_h', 'price_money_per_kg'] as const)
      : (['max_kW', 'price_money_per_kWh'] as const);
    return {
      max_kW: 0,
      max_kg_per_h: 0,
      price_money_per_kWh: 0,
      price_money_per_kg: 0,
      [max]: nonNegative(env.series(q[max]!, max), max),
      [price]: env.series(q[price] ?? 0, price),
    };
  },
  limits(q, _x, w, _dt_h, out) {
    const highest = most(w);
    out[0] = least(q, highest);
    out[1] = highest;
    out[2] = q.min > highest ? highest : q.min;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const highest = most(w);
    const lowest = least(q, highest);
    const asked = u[0]! < lowest ? lowest : u[0]! > highest ? highest : u[0]!;
    const floor = q.min > highest ? highest : q.min;
    const flow = asked > 0 && asked < floor ? floor : asked;
    y[0] = flow;
    y[1] = q.mass ? 0 : flow;
    y[2] = q.mass ? flow : 0;
    y[3] = q.mass ? 0 : highest - flow;
    y[4] = q.mass ? highest - flow : 0;
    y[5] = flow * (w[3]! + w[4]!);
    y[6] = flow * q.scope2_kg;
  },
  balance: (q) => crossing(q.carrier, 'output', q.mass ? 'given_kg_per_h' : 'given_kW', 1, q.carbon_kg),
  linear(q, window, model) {
    const most = times(window.input(0), plus(window.input(1), window.input(2)));
    const floor = typeof most === 'number' ? Math.min(q.min, most) : most.map((v) => Math.min(q.min, v));
    const mayRest = !q.mustRun && q.min > 0;
    const given = mayRest
      ? model.columns('given', ...heldLoad(window, 0, floor, most))
      : model.columns('given', q.mustRun ? (q.all ? most : floor) : 0, most);
    if (mayRest) {
      model.machine(0, given, floor, most);
      atLeastOn(model, window, given, floor, most);
    }
    model.flow('output', given, 1);
    model.cost(given, plus(window.input(3), window.input(4)));
  },
  price(_q, _x, w, out) {
    out[0] = w[3]! + w[4]!;
    out[1] = Number.NEGATIVE_INFINITY;
  },
  products: ['output'],
  bill: (_q, t) => [{ label: 'supply', part: 'energy', money: t.sum('cost_money_per_h') }],
  emissions: { scope2Location: ['scope2_kg_per_h'], scope2Market: ['scope2_kg_per_h'] },
  kpis: (q, t) => (q.mass ? { given_kg: t.sum('given_kg_per_h') } : { given_kWh: t.sum('given_kW') }),
});
