import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
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
    'of its own compressor, to dense phase. FOUND: DEA 0.1; 0 where its bus `co2` names a pressure or a compressor draws from it',
  ).optional(),
  outlet_bar: z
    .number()
    .min(1)
    .max(10)
    .default(2)
    .describe('pressure at which CO2 leaves, where it has no compressor of its own. ASSUMED 2: of a stripper'),
  minLoad: z.number().min(0).max(1).default(0.3).describe('least share of the rating. ASSUMED 0.3'),
  heatBy: z.enum(['heat', 'steam']).default('heat').describe('what the reboiler takes'),
  heatMin_degC: z.number().default(125).describe('coldest supply that boils the solvent. ASSUMED 125'),
  biogenicShare: z.number().min(0).max(1).default(0).describe('of the carbon in its flue gas. ASSUMED 0'),
});
export type CarbonCaptureParams = z.infer<typeof CarbonCaptureParams>;

interface CarbonCapture extends Omit<CarbonCaptureParams, 'compression_kWh_per_kg'> {
  readonly least: number;
  /** CO2 that goes by for each kg captured. */
  readonly passes: number;
  readonly compression_kWh_per_kg: number;
  readonly power_kWh_per_kg: number;
}

/**
 * Capture of CO2 from a flue gas or process gas by a solvent: for each kg captured it takes 1 / rate from the gas, heat
 * of its reboiler and electricity of fans, pumps and compressor. What is not captured is emitted, fossil and biogenic as
 * the gas has it. The bus `flue` carries the CO2 of the gas alone; what nobody captures there is its closer's. Heat and
 * electricity leave with cooling water, each counted where it enters: CO2 carries none in the audit. Its own compressor,
 * to dense phase, is there unless its CO2 goes to a bus that names a pressure or that a compressor draws from.
 * @see Danish Energy Agency, Technology Data for Carbon Capture, Transport and Storage; IEAGHG, solvent reports
 */
export const carbonCapture = defineKind<CarbonCaptureParams, CarbonCapture, typeof CarbonCaptureParams>({
  kind: 'carbonCapture',
  summary: 'Capture of CO2 from flue or process gas with a solvent, compressed unless the cluster does',
  validity: {
    text: 'specific heat and electricity constant over load; starts at once; cooling water not counted',
    minStep_s: 60,
    maxStep_s: 3600,
  },
  params: CarbonCaptureParams,
  example: { rated_kg_per_h: 50 },
  ports: (p) => ({
    flue: { carrier: 'co2', flow: 'in' },
    co2: {
      carrier: 'co2',
      flow: 'out',
      ...((p.compression_kWh_per_kg ?? 0) > 0 ? {} : { pressure_bar: { max: p.outlet_bar } }),
    },
    heat: { carrier: p.heatBy, flow: 'in', supply_degC: { min: p.heatMin_degC } },
    electricity: { carrier: 'electricity', flow: 'in' },
  }),
  role: 'converter',
  solutionArea: 'capture',
  terminals: { type: 'passive' },
  leads: () => ['co2'],
  signals: ['load', 'fossilCo2_kg_per_h', 'biogenicCo2_kg_per_h', 'reboilerLoss_kW', 'driveLoss_kW'],
  states: [],
  inputs: ['available'],
  prepare(p, { ports }) {
    const compression_kWh_per_kg = compressionOf(p, ports.co2);
    return {
      ...p,
      least: p.minLoad * p.rated_kg_per_h,
      passes: 1 / p.captureRate - 1,
      compression_kWh_per_kg,
      power_kWh_per_kg: p.electricity_kWh_per_kg + compression_kWh_per_kg,
    };
  },
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
  linear(q, window, model) {
    linearByLead(carbonCapture, q, window, model, { port: 'co2' });
  },
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
    fullLoadHours_h: t.sum('load'),
  }),
});

/** FOUND: DEA, to dense phase. */
const DENSE_kWh_per_kg = 0.1;

/** What its own compressor takes: none where the cluster compresses, so that nobody does it twice. */
function compressionOf(
  { compression_kWh_per_kg: named, outlet_bar }: CarbonCaptureParams,
  bus: PortBus | undefined,
): number {
  const twice = (why: string): never => {
    throw new ConfigError([
      {
        file: '',
        path: 'compression_kWh_per_kg',
        message:
          `met ${named} of its own compressor, but ${why}, so that its CO2 would be compressed twice; ` +
          'expected 0 (or leave it out), or another bus',
      },
    ]);
  };
  if (bus?.hasSuction === true) return named ? twice(`a compressor draws from bus "${bus.id}"`) : 0;
  if (bus?.pressure_bar === undefined) return named ?? DENSE_kWh_per_kg;
  if (named && bus.pressure_bar <= outlet_bar)
    twice(`bus "${bus.id}" stands at ${bus.pressure_bar} bar, which it reaches without one`);
  return named ?? 0;
}
