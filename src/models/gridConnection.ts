import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { TariffSeries } from '../core/environment.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { lower, plus, times } from '../core/linearModel.ts';
import { billOf, checkDemandBefore, DemandBefore, demandCautions, metersOf } from './billing.ts';
import { nonNegative } from './carrierUnit.ts';
import { linearMeter } from './linearMeter.ts';
import { SeriesRefSchema } from './schemas.ts';

/** Where neither stated nor metered. ASSUMED: at 0.90 the adjustment of Chinese tariffs is 0. */
const USUAL_POWER_FACTOR = 0.9;

/** Factors are kg of CO2 per kWh at the meter: a constant or `profile.column_kg_per_kWh`, by hour where known. */
export const GridConnectionParams = z.strictObject({
  tariff: z.string().describe("id of one of the scenario's tariffs, of electricity"),
  importLimit_kW: SeriesRefSchema.describe('most that can be drawn: a constant or `profile.column_kW`'),
  exportLimit_kW: SeriesRefSchema.default(0).describe('most that can be fed in. ASSUMED 0: no feed-in unless agreed'),
  contracted_kVA: z.number().positive().optional().describe('capacity that a fixed charge by capacity counts'),
  demandBefore_kW: DemandBefore,
  powerFactor: z
    .union([z.number().gt(0).max(1), z.literal('metered')])
    .optional()
    .describe(
      'mean power factor of what is drawn, for the adjustment of the bill, or `metered`: by the reactive power that the components at its bus leave over. ASSUMED 0.90 where left out: no adjustment, and a warning where the tariff has one',
    ),
  carbon_kg_per_kWh: SeriesRefSchema.default(0.598).describe(
    'mean of the grid, scope 2 by location. ASSUMED 0.598: Jiangsu 2022; national mean 2022 FOUND 0.5366',
  ),
  marketCarbon_kg_per_kWh: SeriesRefSchema.optional().describe(
    'of the contract, scope 2 by market. ASSUMED as by location: no green contract',
  ),
  marginalCarbon_kg_per_kWh: SeriesRefSchema.default(0.899).describe(
    'of the plants that follow demand, for avoided emissions. FOUND 0.899: UNFCCC 2021, China',
  ),
  upstreamCarbon_kg_per_kWh: SeriesRefSchema.default(0.07).describe(
    'scope 3 category 3: grid losses (about 4.8 % of 0.598) and supply of the fuels. ASSUMED 0.07',
  ),
});
export type GridConnectionParams = z.infer<typeof GridConnectionParams>;

/** What a plan loses at least by drawing and feeding in at once, so that it does not. */
const LEAST_money_per_kWh = 1e-6;

interface GridConnection extends GridConnectionParams {
  readonly laid: TariffSeries;
}

/**
 * Connection to the public grid: draws and feeds in within its limits at the prices of its tariff. Scope 2 counts what
 * is drawn; what is fed in is never subtracted and stands beside it as avoided emissions, by the grid's mean and by its
 * marginal factor. The energy charge is in the signals; fixed charge, power-factor adjustment and standing charge come
 * with the bill. Reactive power is what the components at its bus (and the network behind it) leave over; a metered month
 * has the power factor kWh / sqrt(kWh^2 + kvarh^2) of what it drew. Set point: the flow into the bus. Losses of the public grid lie beyond the meter (scope 3).
 * @see GHG Protocol Scope 2 Guidance (WRI, 2015), chapters 4 and 6: location- and market-based, no netting of exports
 */
export const gridConnection = defineKind<GridConnectionParams, GridConnection, typeof GridConnectionParams>({
  kind: 'gridConnection',
  summary: 'Connection to the public grid with limits, tariff and carbon factors',
  validity: { text: 'balanced three phases; it takes any reactive power', minStep_s: 1, maxStep_s: 3600 },
  params: GridConnectionParams,
  example: { tariff: 'power', importLimit_kW: 1000, exportLimit_kW: 500 },
  ports: () => ({ electricity: { carrier: 'electricity', flow: 'both' } }),
  role: 'closer',
  leads: () => ['electricity'],
  signals: [
    'import_kW',
    'export_kW',
    'energyCost_money_per_h',
    'exportRevenue_money_per_h',
    'co2Location_kg_per_h',
    'co2Market_kg_per_h',
    'co2Marginal_kg_per_h',
    'co2Upstream_kg_per_h',
    'co2AvoidedAverage_kg_per_h',
    'co2AvoidedMarginal_kg_per_h',
    'period',
    'reactive_kvar',
    'apparent_kVA',
  ],
  states: [],
  inputs: [
    'available',
    'importLimit_kW',
    'exportLimit_kW',
    'buy_money_per_kWh',
    'sell_money_per_kWh',
    'carbon_kg_per_kWh',
    'marketCarbon_kg_per_kWh',
    'marginalCarbon_kg_per_kWh',
    'upstreamCarbon_kg_per_kWh',
    'period',
    'reactive_kvar',
  ],
  inputRange: { period: [Number.NaN, Number.NaN], reactive_kvar: [Number.NaN, Number.NaN] },
  senses: { reactive_kvar: 'reactive' },
  reactive: () => ({ electricity: 'reactive_kvar' }),
  prepare(p, setting) {
    const laid = setting.tariff(p.tariff);
    const issues: ConfigIssue[] = [];
    if (laid.carrier !== 'electricity')
      issues.push({
        file: '',
        path: 'tariff',
        message: `"${p.tariff}" is a tariff of ${laid.carrier}; expected one of electricity`,
      });
    if (laid.fixedBy === 'capacity' && p.contracted_kVA === undefined)
      issues.push({
        file: '',
        path: 'contracted_kVA',
        message: `missing; tariff "${p.tariff}" charges by contracted capacity`,
      });
    if (issues.length > 0) throw new ConfigError(issues);
    checkDemandBefore(laid, p.demandBefore_kW);
    return { ...p, laid };
  },
  initial: () => [],
  series(q, env) {
    const carbon = env.series(q.carbon_kg_per_kWh, 'carbon_kg_per_kWh');
    const market = q.marketCarbon_kg_per_kWh;
    return {
      importLimit_kW: nonNegative(env.series(q.importLimit_kW, 'importLimit_kW'), 'importLimit_kW'),
      exportLimit_kW: nonNegative(env.series(q.exportLimit_kW, 'exportLimit_kW'), 'exportLimit_kW'),
      buy_money_per_kWh: q.laid.buy_money_per_kWh,
      sell_money_per_kWh: q.laid.sell_money_per_kWh,
      carbon_kg_per_kWh: carbon,
      marketCarbon_kg_per_kWh: market === undefined ? carbon : env.series(market, 'marketCarbon_kg_per_kWh'),
      marginalCarbon_kg_per_kWh: env.series(q.marginalCarbon_kg_per_kWh, 'marginalCarbon_kg_per_kWh'),
      upstreamCarbon_kg_per_kWh: env.series(q.upstreamCarbon_kg_per_kWh, 'upstreamCarbon_kg_per_kWh'),
      period: Float64Array.from(q.laid.period),
      reactive_kvar: 0,
    };
  },
  limits(_q, _x, w, _dt_h, out) {
    out[0] = -w[0]! * w[2]!;
    out[1] = w[0]! * w[1]!;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(_q, _x, w, u, _dt_h, _next, y) {
    const most_kW = w[0]! * w[1]!;
    const least_kW = -w[0]! * w[2]!;
    const asked_kW = u[0]!;
    const flow_kW = asked_kW > most_kW ? most_kW : asked_kW < least_kW ? least_kW : asked_kW;
    const import_kW = flow_kW > 0 ? flow_kW : 0;
    const export_kW = flow_kW < 0 ? -flow_kW : 0;
    y[0] = flow_kW;
    y[1] = import_kW;
    y[2] = export_kW;
    y[3] = import_kW * w[3]!;
    y[4] = export_kW * w[4]!;
    y[5] = import_kW * w[5]!;
    y[6] = import_kW * w[6]!;
    y[7] = import_kW * w[7]!;
    y[8] = import_kW * w[8]!;
    y[9] = export_kW * w[5]!;
    y[10] = export_kW * w[7]!;
    y[11] = w[9]!;
    y[12] = 0 - w[10]!;
    y[13] = Math.sqrt(flow_kW * flow_kW + w[10]! * w[10]!);
  },
  balance: () => ({ energy: { boundary: { import_kW: 1, export_kW: -1 } } }),
  price(_q, _x, w, out) {
    out[0] = w[0]! * w[1]! > 0 ? w[3]! : Number.POSITIVE_INFINITY;
    out[1] = w[0]! * w[2]! > 0 ? w[4]! : Number.NEGATIVE_INFINITY;
  },
  linear(q, window, model) {
    const on = window.input(0);
    const bought = model.columns('import', 0, times(on, window.input(1)));
    const sold = model.columns('export', 0, times(on, window.input(2)));
    model.flow('electricity', bought, 1);
    model.flow('electricity', sold, -1);
    // Where feeding in pays more than drawing costs, doing both at once would: feeding in counts no more than drawing then.
    model.cost(sold, times(-1, lower(window.input(4), plus(window.input(3), -LEAST_money_per_kWh))));
    model.emits('scope2Location', bought, window.input(5));
    model.emits('scope2Market', bought, window.input(6));
    model.emits('scope3', bought, window.input(8));
    linearMeter(model, window, {
      tariff: q.laid,
      column: bought,
      price_money_per_kWh: window.input(3),
      // A metered power factor hangs on reactive power, which the plan does not know.
      ...(q.powerFactor === 'metered' ? {} : { powerFactor: q.powerFactor ?? USUAL_POWER_FACTOR }),
      ...(q.contracted_kVA === undefined ? {} : { contracted_kVA: q.contracted_kVA }),
      demandBefore_kW: q.demandBefore_kW,
    });
  },
  meters: (q) => metersOf(q.laid, 'import_kW'),
  cautions: (q) => [
    ...(q.laid.adjustsByPowerFactor === true && q.powerFactor === undefined
      ? [
          `tariff "${q.tariff}" adjusts its bill by the power factor, which is taken as ${USUAL_POWER_FACTOR}, where nothing is adjusted; give powerFactor: the meter's own, or metered, by the reactive power of the components`,
        ]
      : []),
    ...demandCautions(q.laid, q.demandBefore_kW),
  ],
  bill: (q, totals) =>
    billOf(
      q.laid,
      totals,
      {
        import_kW: 'import_kW',
        energyCost_money_per_h: 'energyCost_money_per_h',
        export_kW: 'export_kW',
        exportRevenue_money_per_h: 'exportRevenue_money_per_h',
      },
      {
        powerFactor:
          q.powerFactor === 'metered' ? { reactive: 'reactive_kvar' } : (q.powerFactor ?? USUAL_POWER_FACTOR),
        ...(q.contracted_kVA === undefined ? {} : { contracted_kVA: q.contracted_kVA }),
        demandBefore_kW: q.demandBefore_kW,
      },
    ),
  emissions: {
    scope2Location: ['co2Location_kg_per_h'],
    scope2Market: ['co2Market_kg_per_h'],
    scope3: ['co2Upstream_kg_per_h'],
    scope2Marginal: ['co2Marginal_kg_per_h'],
  },
  kpis(_q, t) {
    const import_kWh = t.sum('import_kW');
    const peakImport_kW = t.max('import_kW');
    return {
      import_kWh,
      export_kWh: t.sum('export_kW'),
      peakImport_kW,
      loadFactor: peakImport_kW > 0 ? import_kWh / (peakImport_kW * t.hours_h) : 0,
      meanPrice_money_per_kWh: import_kWh > 0 ? t.sum('energyCost_money_per_h') / import_kWh : 0,
      avoidedAverage_kg: t.sum('co2AvoidedAverage_kg_per_h'),
      avoidedMarginal_kg: t.sum('co2AvoidedMarginal_kg_per_h'),
    };
  },
});
