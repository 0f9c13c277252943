import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { times } from '../core/linearModel.ts';
import { clamp } from '../core/math.ts';
import { nonNegative } from './carrierUnit.ts';
import { SeriesRefSchema } from './schemas.ts';

export const WasteHeatParams = z.strictObject({
  heat: SeriesRefSchema.describe('kW that the process lets go: a constant or `profile.column_kW`'),
  temperature: SeriesRefSchema.describe('degC at which it comes: a constant or `profile.column_degC`'),
  cooledTo_degC: z
    .number()
    .optional()
    .describe(
      'down to which `heat` counts: the part below what the bus can cool to is not usable. Left out: all of it is usable',
    ),
  follows: SeriesRefSchema.default(1).describe(
    'factor on `heat`, such as the output of the process: a constant or `profile.column`. ASSUMED 1',
  ),
  approach_K: z.number().nonnegative().default(5).describe('exchanger: process above bus at either end. ASSUMED 5'),
  mustTake: z
    .boolean()
    .default(false)
    .describe('the process has no cooling of its own: all of it flows into the bus, for a tower or a pump to take'),
  price_money_per_kWh: SeriesRefSchema.default(0).describe('paid to its owner for what is taken. ASSUMED 0'),
});
export type WasteHeatParams = z.infer<typeof WasteHeatParams>;

interface WasteHeat extends WasteHeatParams {
  readonly bus: PortBus;
}

/**
 * Heat that an industrial process lets go at a temperature, for a bus that is colder than it by an approach:
 *   usable = heat * follows * (T - max(cooledTo, return + approach)) / (T - cooledTo),   0 where T < supply + approach
 * What is not taken stays with the process and does not cross the boundary (`unused_kW`, what lies below the reach of
 * the bus not counted). A bus hotter than the heat is fed through a bus of its own and a `heatPump` with `source: waste`.
 * @see Bruckner et al., "Industrial waste heat recovery technologies", Applied Energy 151 (2015) 157,
 *   doi:10.1016/j.apenergy.2015.01.147
 */
export const wasteHeat = defineKind<WasteHeatParams, WasteHeat, typeof WasteHeatParams>({
  kind: 'wasteHeat',
  summary: 'Heat let go by an industrial process at a temperature',
  validity: { text: 'steady; its pumps belong to the process', minStep_s: 1, maxStep_s: 3600 },
  params: WasteHeatParams,
  example: { heat: 150, temperature: 110 },
  ports: (p) => ({
    heat: {
      carrier: 'heat',
      flow: 'out',
      // A hotter bus is fed by a heat pump.
      ...(typeof p.temperature === 'number' ? { supply_degC: { max: p.temperature - p.approach_K } } : {}),
    },
  }),
  role: 'source',
  solutionArea: 'efficiency',
  leads: () => ['heat'],
  signals: ['taken_kW', 'unused_kW', 'cost_money_per_h', 'process_degC'],
  states: [],
  inputs: ['available', 'usable_kW', 'price_money_per_kWh', 'process_degC'],
  // How much of the heat is usable follows from its temperature before the run.
  inputRange: { process_degC: [Number.NaN, Number.NaN] },
  prepare(p, { ports }) {
    const bus = ports.heat!;
    const t = p.temperature;
    if (typeof t === 'number' && p.cooledTo_degC !== undefined && p.cooledTo_degC >= t)
      fail('cooledTo_degC', `met ${p.cooledTo_degC} degC for heat that comes at ${t} degC; expected it colder`);
    return { ...p, bus };
  },
  initial: () => [],
  series(q, env) {
    const heat = nonNegative(env.series(q.heat, 'heat_kW'), 'heat');
    const follows = nonNegative(env.series(q.follows, 'follows'), 'follows');
    const process_degC = env.series(q.temperature, 'temperature_degC');
    return {
      usable_kW: heat.map((v, i) => v * follows[i]! * usableShare(q, process_degC[i]!)),
      price_money_per_kWh: env.series(q.price_money_per_kWh, 'price_money_per_kWh'),
      process_degC,
    };
  },
  limits(q, _x, w, _dt_h, out) {
    const most_kW = w[0]! * w[1]!;
    out[0] = q.mustTake ? most_kW : 0;
    out[1] = most_kW;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const most_kW = w[0]! * w[1]!;
    const taken_kW = q.mustTake ? most_kW : clamp(u[0]!, 0, most_kW);
    y[0] = taken_kW;
    y[1] = taken_kW;
    y[2] = most_kW - taken_kW;
    y[3] = taken_kW * w[2]!;
    y[4] = w[3]!;
  },
  balance: () => ({ energy: { boundary: { taken_kW: 1 } } }),
  price(_q, _x, w, out) {
    out[0] = w[2]!;
    out[1] = Number.NEGATIVE_INFINITY;
  },
  linear(q, window, model) {
    const most_kW = times(window.input(0), window.input(1));
    const taken = model.columns('taken', q.mustTake ? most_kW : 0, most_kW);
    model.flow('heat', taken, 1);
    model.cost(taken, window.input(2));
  },
  products: ['heat'],
  bill: (_q, t) =>
    t.months.map((m) => ({
      label: 'waste heat',
      part: 'energy',
      month: m.meter.label,
      money: m.sum('cost_money_per_h'),
    })),
  kpis(_q, t) {
    const taken_kWh = t.sum('taken_kW');
    const offered_kWh = taken_kWh + t.sum('unused_kW');
    return { taken_kWh, offered_kWh, usedShare: offered_kWh > 0 ? taken_kWh / offered_kWh : 0 };
  },
});

/** Share of the heat that a bus can take out of it. */
function usableShare({ bus, approach_K, cooledTo_degC }: WasteHeat, t: number): number {
  if (Number.isNaN(t)) return t;
  if (t < bus.supply_degC + approach_K) return 0;
  if (cooledTo_degC === undefined) return 1;
  return t > cooledTo_degC ? (t - Math.max(cooledTo_degC, bus.return_degC + approach_K)) / (t - cooledTo_degC) : 0;
}

const fail = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};
