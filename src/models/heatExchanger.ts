import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { logMean_K } from '../core/physics/logMean.ts';
import { saturated, steamLine } from '../core/physics/steam.ts';

export const HeatExchangerParams = z
  .strictObject({
    hotCarrier: z
      .enum(['heat', 'steam'])
      .default('heat')
      .describe('carrier of its hot side; steam condenses and cools down to the feedwater of its bus'),
    rated_kW: z.number().positive().optional().describe('heat that the hot side gives at full flow'),
    ua_kW_per_K: z
      .number()
      .positive()
      .optional()
      .describe(
        'conductance instead of `rated_kW`: heat by the mean temperature difference of the buses in counterflow',
      ),
    approach_K: z
      .number()
      .positive()
      .default(3)
      .describe('least difference between the two sides at either end. ASSUMED 3 (plates)'),
    jacketLoss: z.number().min(0).lt(1).default(0.003).describe('share of the heat lost by the casing. ASSUMED 0.003'),
  })
  .refine((p) => (p.rated_kW === undefined) !== (p.ua_kW_per_K === undefined), {
    path: ['rated_kW'],
    message: 'expected one of "rated_kW" and "ua_kW_per_K"',
  });
export type HeatExchangerParams = z.infer<typeof HeatExchangerParams>;

interface HeatExchanger {
  readonly capacity_kW: number;
  readonly jacketLoss: number;
  /** Share that arrives. */
  readonly kept: number;
  readonly meanDifference_K: number;
}

/**
 * Counterflow heat exchanger from a hot heat bus to a colder one:
 *   Q_cold = Q_hot (1 - jacketLoss),  0 <= Q_hot <= UA * logMean(T_hot,supply - T_cold,supply, T_hot,return - T_cold,return)
 * Both buses keep their temperatures, so the flows follow the heat and a part load asks less than full area. At either
 * end the hot side must be warmer by the approach. At rest it is shut and loses nothing.
 *
 * Steam gives its heat in up to three zones (superheat, condensing, drain) of one conductance; the mean difference is the
 * harmonic mean of theirs by their shares of the heat, and the approach is kept at each of their ends too.
 * @see VDI-Waermeatlas, section C1 (mean temperature difference)
 */
export const heatExchanger = defineKind<HeatExchangerParams, HeatExchanger, typeof HeatExchangerParams>({
  kind: 'heatExchanger',
  summary: 'Heat exchanger from a hot bus of heat or steam to a colder one of heat',
  validity: { text: 'steady; buses at constant supply and return temperature', minStep_s: 1, maxStep_s: 3600 },
  params: HeatExchangerParams,
  example: { rated_kW: 300 },
  ports: (p) => ({ hot: { carrier: p.hotCarrier, flow: 'in' }, cold: { carrier: 'heat', flow: 'out' } }),
  role: 'converter',
  solutionArea: 'efficiency',
  leads: () => ['cold', 'hot'],
  signals: ['jacketLoss_kW', 'load'],
  states: [],
  inputs: ['available'],
  prepare(p, { ports }) {
    const hot = ports.hot!;
    const cold = ports.cold!;
    check(hot, cold, 'supply', hot.supply_degC, cold.supply_degC, p.approach_K);
    check(hot, cold, 'return', hot.return_degC, cold.return_degC, p.approach_K);
    const meanDifference_K =
      p.hotCarrier === 'steam'
        ? steamDifference_K(hot, cold, p.approach_K)
        : logMean_K(hot.supply_degC - cold.supply_degC, hot.return_degC - cold.return_degC);
    return {
      capacity_kW: p.rated_kW ?? p.ua_kW_per_K! * meanDifference_K,
      jacketLoss: p.jacketLoss,
      kept: 1 - p.jacketLoss,
      meanDifference_K,
    };
  },
  initial: () => [],
  series: () => ({}),
  limits(q, _x, w, _dt_h, out) {
    const most_kW = w[0]! * q.capacity_kW;
    out[0] = 0;
    out[1] = most_kW * q.kept;
    out[2] = 0;
    out[3] = -most_kW;
    out[4] = 0;
    out[5] = 0;
  },
  // The set point is the heat taken from the hot side.
  invert(q, _x, _w, lead, target, _dt_h, u) {
    u[0] = lead === 0 ? target / q.kept : -target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const taken_kW = clamp(u[0]!, 0, w[0]! * q.capacity_kW);
    y[0] = -taken_kW;
    y[1] = taken_kW * q.kept;
    y[2] = taken_kW * q.jacketLoss;
    y[3] = taken_kW / q.capacity_kW;
  },
  balance: () => ({ energy: { losses: { jacketLoss_kW: 1 } } }),
  linear(q, window, model) {
    linearByLead(heatExchanger, q, window, model, { port: 'cold' });
  },
  products: ['cold'],
  size: (q) => q.capacity_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 150,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 20,
    source: 'ASSUMED 150 CNY/kW before VAT (plates with pumps and valves), 1 % a year, 20 years',
  },
  kpis: (q, t) => ({ meanDifference_K: q.meanDifference_K, jacketLoss_kWh: t.sum('jacketLoss_kW') }),
});

/** Mean temperature difference from steam to water, over the zones of its heat. */
function steamDifference_K(hot: PortBus, cold: PortBus, approach_K: number): number {
  const line = steamLine(hot, 'hot');
  const { vapour } = saturated(line.pressure_bar);
  const given = line.steam.h_kJ_per_kg - line.feed.h_kJ_per_kg;
  const warming_K = cold.supply_degC - cold.return_degC;
  // From the cold end: where it leaves, begins and ends to boil, and comes in, its heat so far and its temperature.
  const ends = [
    [0, hot.return_degC],
    [(line.boiling.h_kJ_per_kg - line.feed.h_kJ_per_kg) / given, line.boiling_degC],
    [(vapour.h_kJ_per_kg - line.feed.h_kJ_per_kg) / given, line.boiling_degC],
    [1, hot.supply_degC],
  ] as const;
  const differences = ends.map(([share, t_degC]) => t_degC - cold.return_degC - share * warming_K);
  const least_K = Math.min(...differences);
  if (least_K < approach_K)
    throw new ConfigError([
      {
        file: '',
        path: 'hot',
        message:
          `where the steam of bus "${hot.id}" condenses at ${line.boiling_degC.toFixed(1)} degC the water of bus "${cold.id}" is within ` +
          `${least_K.toFixed(1)} K of it; expected at least ${approach_K} K (approach_K): steam of more pressure or a colder bus`,
      },
    ]);
  let resistance = 0;
  for (let k = 1; k < ends.length; k++)
    resistance += (ends[k]![0] - ends[k - 1]![0]) / logMean_K(differences[k]!, differences[k - 1]!);
  return 1 / resistance;
}

function check(hot: PortBus, cold: PortBus, end: 'supply' | 'return', h: number, c: number, approach_K: number): void {
  if (h - c >= approach_K) return;
  throw new ConfigError([
    {
      file: '',
      path: 'hot',
      message:
        `the ${end} of bus "${hot.id}" is ${h} degC and that of bus "${cold.id}" ${c} degC; expected at least ${approach_K} K ` +
        `between them (approach_K); ${
          end === 'supply'
            ? 'heat passes to a hotter bus through a heat pump only'
            : 'the hot side cannot cool below the return of the cold one'
        }`,
    },
  ]);
}
