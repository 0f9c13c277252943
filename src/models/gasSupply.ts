import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { TariffSeries } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { times } from '../core/linearModel.ts';
import { billOf, checkDemandBefore, DemandBefore, demandCautions, metersOf } from './billing.ts';
import { carbonOf, crossing, nonNegative } from './carrierUnit.ts';
import { linearMeter } from './linearMeter.ts';
import { SeriesRefSchema } from './schemas.ts';

/** Lower heating value of methane, kWh/kg (ISO 6976: 50.0 MJ/kg). */
const METHANE_kWh_per_kg = 13.9;

export const GasSupplyParams = z.strictObject({
  tariff: z.string().describe("id of one of the scenario's tariffs, of gas"),
  limit_kW: SeriesRefSchema.describe('most that can be drawn, lower heating value: a constant or `profile.column_kW`'),
  demandBefore_kW: DemandBefore,
  methaneLeak: z
    .number()
    .min(0)
    .lt(1)
    .default(0.01)
    .describe(
      'methane lost between well and meter, share of what is delivered. ASSUMED 0.01; surveys give 0.002 to 0.03',
    ),
  methaneGwp_kg_per_kg: z
    .number()
    .nonnegative()
    .default(29.8)
    .describe('CO2 equivalent of fossil methane over 100 years. FOUND: IPCC AR6, WG I, table 7.15'),
  supplyChain_kg_per_kWh: z
    .number()
    .nonnegative()
    .default(0.015)
    .describe('CO2 of production, treatment and transport, per kWh delivered. ASSUMED; with the leak 0.036 in all'),
});
export type GasSupplyParams = z.infer<typeof GasSupplyParams>;

interface GasSupply extends GasSupplyParams {
  readonly laid: TariffSeries;
  readonly fuelCarbon_kg: number;
}

/**
 * Gas bought from the public network, in kW of lower heating value. Its own carbon is a property of the gas bus and is
 * emitted, and paid for, by whoever burns it; here only the chain before the meter counts (scope 3 category 3):
 *   upstream = supplyChain + leak * GWP / (methane's heating value)   kg CO2e per kWh
 * Set point: the flow into the bus.
 */
export const gasSupply = defineKind<GasSupplyParams, GasSupply, typeof GasSupplyParams>({
  kind: 'gasSupply',
  summary: 'Gas from the public network with limit, tariff and upstream emissions',
  validity: { text: 'constant heating value; no pressure or line pack', minStep_s: 1, maxStep_s: 3600 },
  params: GasSupplyParams,
  example: { tariff: 'gas', limit_kW: 2000 },
  ports: () => ({ gas: { carrier: 'gas', flow: 'out' } }),
  role: 'closer',
  leads: () => ['gas'],
  signals: ['supply_kW', 'energyCost_money_per_h', 'co2Upstream_kg_per_h'],
  states: [],
  inputs: ['available', 'limit_kW', 'buy_money_per_kWh', 'upstreamCarbon_kg_per_kWh'],
  prepare(p, setting) {
    const laid = setting.tariff(p.tariff);
    if (laid.carrier !== 'gas')
      throw new ConfigError([
        {
          file: '',
          path: 'tariff',
          message: `"${p.tariff}" is a tariff of ${laid.carrier}; expected one of gas`,
        },
      ]);
    checkDemandBefore(laid, p.demandBefore_kW);
    return { ...p, laid, fuelCarbon_kg: carbonOf('gas', setting.ports.gas) };
  },
  initial: () => [],
  series: (q, env) => ({
    limit_kW: nonNegative(env.series(q.limit_kW, 'limit_kW'), 'limit_kW'),
    buy_money_per_kWh: q.laid.buy_money_per_kWh,
    upstreamCarbon_kg_per_kWh: q.supplyChain_kg_per_kWh + (q.methaneLeak * q.methaneGwp_kg_per_kg) / METHANE_kWh_per_kg,
  }),
  limits(_q, _x, w, _dt_h, out) {
    out[0] = 0;
    out[1] = w[0]! * w[1]!;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(_q, _x, w, u, _dt_h, _next, y) {
    const most_kW = w[0]! * w[1]!;
    const asked_kW = u[0]! > 0 ? u[0]! : 0;
    const supply_kW = asked_kW > most_kW ? most_kW : asked_kW;
    y[0] = supply_kW;
    y[1] = supply_kW;
    y[2] = supply_kW * w[2]!;
    y[3] = supply_kW * w[3]!;
  },
  balance: (q) => crossing('gas', 'gas', 'supply_kW', 1, q.fuelCarbon_kg),
  price(_q, _x, w, out) {
    out[0] = w[0]! * w[1]! > 0 ? w[2]! : Number.POSITIVE_INFINITY;
    out[1] = Number.NEGATIVE_INFINITY;
  },
  linear(q, window, model) {
    const supply = model.columns('supply', 0, times(window.input(0), window.input(1)));
    model.flow('gas', supply, 1);
    model.emits('scope3', supply, window.input(3));
    linearMeter(model, window, {
      tariff: q.laid,
      column: supply,
      price_money_per_kWh: window.input(2),
      demandBefore_kW: q.demandBefore_kW,
    });
  },
  meters: (q) => metersOf(q.laid, 'supply_kW'),
  cautions: (q) => demandCautions(q.laid, q.demandBefore_kW),
  bill: (q, totals) =>
    billOf(
      q.laid,
      totals,
      { import_kW: 'supply_kW', energyCost_money_per_h: 'energyCost_money_per_h' },
      { demandBefore_kW: q.demandBefore_kW },
    ),
  emissions: { scope3: ['co2Upstream_kg_per_h'] },
  kpis: (_q, t) => ({ supply_kWh: t.sum('supply_kW'), peak_kW: t.max('supply_kW') }),
});
