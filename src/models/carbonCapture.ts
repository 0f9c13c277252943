import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { clamp } from '../core/math.ts';

const energy = (text: string) => z.number().nonnegative().describe(text);

export const CarbonCaptureParams = z.strictObject({
  rated_kg_per_h: z.number().positive().describe('most CO2 captured'),
  captureRate: z.number().gt(0).lt(1).default(0.9).describe('captured of what its flue gas brings. FOUND: DEA, 0.9'),
  heat_kWh_per_kg: energy('of its reboiler. FOUND: DEA 0.833; MEA of 30 % takes 1.0, newer solvents 0.7').default(
    0.833,
  ),
  electricity_kWh_per_kg: energy('of fans and pumps. FOUND: DEA, 0.025 to 0.03').default(0.0275),
  compression_kWh_per_kg: energy(
    'of its compressor, to dense phase; 0 where CO2 leaves at low pressure. FOUND: DEA 0.1',
  ).default(0.1),
  minLoad: z.number().min(0).max(1).default(0.3).describe('least share of the rating. ASSUMED 0.3'),
  heatBy: z.enum(['heat', 'steam']).default('heat').describe('what the reboiler takes'),
  heatMin_degC: z.number().default(125).describe('coldest supply that boils the solvent. ASSUMED 125'),
  biogenicShare: z.number().min(0).max(1).default(0).describe('of the carbon in its flue gas. ASSUMED 0'),
});
export type CarbonCaptureParams = z.infer<typeof CarbonCaptureParams>;

interface CarbonCapture extends CarbonCaptureParams {
  readonly least: number;
  /** CO2 that goes by for each kg captured. */
  readonly passes: number;
  readonly power_kWh_per_kg: number;
}

/**
 * Capture of CO2 from a flue gas or process gas by a solvent: for each kg captured it takes 1 / rate from the gas, heat
 * of its reboiler and electricity of fans, pumps and compressor. What is not captured is emitted, fossil and biogenic as
 * the gas has it. The bus `flue` carries the CO2 of the gas alone; what nobody captures there is its closer's. Heat and
 * electricity leave with cooling water, each counted where it enters: CO2 carries none in the audit.
 * @see Danish Energy Agency, Technology Data for Carbon Capture, Transport and Storage; IEAGHG, solvent reports
 */
export const carbonCapture = defineKind<CarbonCaptureParams, CarbonCapture, typeof CarbonCaptureParams>({
  kind: 'carbonCapture',
  summary: 'Capture of CO2 from flue or process gas with a solvent, compressor included',
  validity: {
    text: 'specific heat and electricity constant over load; starts at once; cooling water not counted',
    minStep_s: 60,
    maxStep_s: 3600,
  },
  params: CarbonCaptureParams,
  example: { rated_kg_per_h: 50 },
  ports: (p) => ({
    flue: { carrier: 'co2', flow: 'in' },
    co2: { carrier: 'co2', flow: 'out' },
    heat: { carrier: p.heatBy, flow: 'in', supply_degC: { min: p.heatMin_degC } },
    electricity: { carrier: 'electricity', flow: 'in' },
  }),
  role: 'converter',
  leads: () => ['co2'],
  signals: ['load', 'fossilCo2_kg_per_h', 'biogenicCo2_kg_per_h', 'reboilerLoss_kW', 'driveLoss_kW'],
  states: [],
  inputs: ['available'],
  prepare: (p) => ({
    ...p,
    least: p.minLoad * p.rated_kg_per_h,
    passes: 1 / p.captureRate - 1,
    power_kWh_per_kg: p.electricity_kWh_per_kg + p.compression_kWh_per_kg,
  }),
  initial: () => [],
  series: () => ({}),
  limits(q, _x, w, _dt_h, out) {
    const most = w[0]! * q.rated_kg_per_h;
    out[0] = 0;
    out[1] = most > 0 && most >= q.least ? most : 0;
    out[2] = out[1] > 0 ? q.least : 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const most = w[0]! * q.rated_kg_per_h;
    const captured = u[0]! > 0 && most > 0 && most >= q.least ? clamp(u[0]!, q.least, most) : 0;
    const heat_kW = captured * q.heat_kWh_per_kg;
    const passing = captured * q.passes;
    y[0] = 0 - captured / q.captureRate;
    y[1] = captured;
    y[2] = 0 - heat_kW;
    y[3] = 0 - captured * q.power_kWh_per_kg;
    y[4] = captured / q.rated_kg_per_h;
    y[5] = (1 - q.biogenicShare) * passing;
    y[6] = q.biogenicShare * passing;
    y[7] = heat_kW;
    y[8] = captured * q.electricity_kWh_per_kg + captured * q.compression_kWh_per_kg;
  },
  balance: () => ({
    energy: { losses: { reboilerLoss_kW: 1, driveLoss_kW: 1 } },
    carbon: { ports: { flue: 1, co2: 1 }, boundary: { fossilCo2_kg_per_h: -1, biogenicCo2_kg_per_h: -1 } },
  }),
  products: ['co2'],
  size: (q) => q.rated_kg_per_h,
  sizeName: 'rated_kg_per_h',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 25_000,
    fixedOm_per_a: 0.03,
    variableOm_money_per_kWh: 0.02,
    life_a: 25,
    source: 'ASSUMED 25,000 CNY per kg/h, 3 % a year, solvent 0.02 CNY per kg, 25 years',
  },
  emissions: { fossilCo2: ['fossilCo2_kg_per_h'], biogenicCo2: ['biogenicCo2_kg_per_h'] },
  kpis: (_q, t) => ({
    captured_kg: t.sum('co2_kg_per_h'),
    captureHeat_kWh: t.sum('reboilerLoss_kW'),
    captureElectricity_kWh: t.sum('driveLoss_kW'),
    fullLoad_h: t.sum('load'),
  }),
});
