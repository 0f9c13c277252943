import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp, ln, pow } from '../core/math.ts';
import { co2StageWork, co2State } from '../core/physics/carbonDioxide.ts';
import { expectAbove, worksAt } from './gasPressure.ts';
import { asAsked, throughLimits } from './through.ts';

export const Co2CompressorParams = z
  .strictObject({
    rated_kg_per_h: z.number().positive().describe('most CO2 it delivers'),
    inlet_bar: z
      .number()
      .min(0.5)
      .max(200)
      .optional()
      .describe('pressure of its bus `from`, where the bus names none. ASSUMED 1.5: capture'),
    outlet_bar: z
      .number()
      .min(1)
      .max(300)
      .optional()
      .describe('pressure of its bus `to`, where the bus names none. ASSUMED 110: dense phase'),
    inlet_degC: z
      .number()
      .min(0)
      .max(80)
      .default(40)
      .describe('of the gas at each stage, cooled back to it, and at the outlet. ASSUMED 40'),
    stages: z
      .number()
      .int()
      .min(1)
      .max(8)
      .optional()
      .describe('equal ratios; else as many as keep it to 2.5 (ASSUMED)'),
    etaIsentropic: z.number().gt(0).max(1).default(0.8).describe('of each stage. ASSUMED 0.8: geared turbo machines'),
    etaMotor: z.number().gt(0).max(1).default(0.95).describe('motor and drive. ASSUMED 0.95'),
    recycleBelow: z
      .number()
      .min(0)
      .max(1)
      .default(0.7)
      .describe('share of the rating below which gas is led back, so that power falls no more. ASSUMED 0.7: surge'),
  })
  .refine((p) => !((p.outlet_bar ?? Number.POSITIVE_INFINITY) <= (p.inlet_bar ?? 0)), {
    path: ['outlet_bar'],
    message: 'expected more than inlet_bar',
  });
export type Co2CompressorParams = z.infer<typeof Co2CompressorParams>;

interface Co2Compressor {
  readonly rated: number;
  readonly least: number;
  /** kWh for each kg: at the shaft, and what the gas gives up on the whole way, which its coolers carry off, too. */
  readonly work: number;
  readonly given: number;
  readonly etaMotor: number;
}

const KELVIN = 273.15;

/** Shaft work of all stages, kWh/kg. */
export function co2TrainWork_kWh_per_kg(
  p: Pick<Co2CompressorParams, 'inlet_degC' | 'stages' | 'etaIsentropic'> & {
    readonly inlet_bar: number;
    readonly outlet_bar: number;
  },
): number {
  const stages = p.stages ?? clamp(Math.ceil(ln(p.outlet_bar / p.inlet_bar) / ln(2.5)), 1, 8);
  const ratio = pow(p.outlet_bar / p.inlet_bar, 1 / stages);
  let work = 0;
  let from_MPa = p.inlet_bar / 10;
  for (let k = 0; k < stages; k++) {
    const to_MPa = k === stages - 1 ? p.outlet_bar / 10 : from_MPa * ratio;
    work += co2StageWork(from_MPa, to_MPa, p.inlet_degC + KELVIN, p.etaIsentropic).work_kWh_per_kg;
    from_MPa = to_MPa;
  }
  return work;
}

/**
 * Compressor for CO2 between two buses of different pressure, up to dense phase: stages of equal ratio with an isentropic
 * efficiency, cooled in between and at the end, gas by Span and Wagner. CO2 carries no enthalpy in the audit, so all
 * electricity leaves as heat: at the drive, and in the coolers, which also carry off what the gas gives up as it grows
 * dense (`condensing_kW`, that of the CO2 itself, for information). Below `recycleBelow` of the rating gas is led back.
 * @see Span and Wagner, J. Phys. Chem. Ref. Data 25 (1996) 1509-1596
 */
export const co2Compressor = defineKind<Co2CompressorParams, Co2Compressor, typeof Co2CompressorParams>({
  kind: 'co2Compressor',
  summary: 'Compressor for CO2 between buses of different pressure, up to dense phase',
  validity: {
    text: 'pure CO2; constant pressures and efficiency; coolers reach the inlet temperature; starts at once',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: Co2CompressorParams,
  example: { rated_kg_per_h: 1000 },
  ports: (p) => ({
    from: { carrier: 'co2', flow: 'in', pressure_bar: worksAt(p.inlet_bar, 0.5, 200), isSuction: true },
    to: { carrier: 'co2', flow: 'out', pressure_bar: worksAt(p.outlet_bar, 1, 300) },
    electricity: { carrier: 'electricity', flow: 'in' },
  }),
  role: 'converter',
  solutionArea: 'capture',
  terminals: { type: 'passive' },
  leads: () => ['to'],
  signals: ['load', 'coolerLoss_kW', 'driveLoss_kW', 'condensing_kW', 'specificWork_kWh_per_kg'],
  states: [],
  inputs: ['available'],
  prepare(p, { ports }) {
    const inlet_bar = ports.from?.pressure_bar ?? p.inlet_bar ?? 1.5;
    const outlet_bar = ports.to?.pressure_bar ?? p.outlet_bar ?? 110;
    expectAbove({ name: 'outlet_bar', bar: outlet_bar }, { name: 'inlet_bar', bar: inlet_bar });
    const T_K = p.inlet_degC + KELVIN;
    const given = co2State(inlet_bar / 10, T_K).h_kJ_per_kg - co2State(outlet_bar / 10, T_K).h_kJ_per_kg;
    return {
      rated: p.rated_kg_per_h,
      least: p.recycleBelow * p.rated_kg_per_h,
      work: co2TrainWork_kWh_per_kg({ ...p, inlet_bar, outlet_bar }),
      given: given / 3600,
      etaMotor: p.etaMotor,
    };
  },
  initial: () => [],
  series: () => ({}),
  limits: throughLimits,
  invert: asAsked,
  step(q, _x, w, u, _dt_h, _next, y) {
    const flow = clamp(u[0]!, 0, w[0]! * q.rated);
    const through = flow > 0 && flow < q.least ? q.least : flow;
    const shaft_kW = through * q.work;
    y[0] = -flow;
    y[1] = flow;
    y[2] = 0 - shaft_kW / q.etaMotor;
    y[3] = flow / q.rated;
    y[4] = shaft_kW;
    y[5] = shaft_kW * (1 / q.etaMotor - 1);
    y[6] = flow * q.given;
    y[7] = flow > 0 ? shaft_kW / q.etaMotor / flow : 0;
  },
  balance: () => ({
    energy: { losses: { coolerLoss_kW: 1, driveLoss_kW: 1 } },
    carbon: { ports: { from: 1, to: 1 } },
  }),
  linear(q, window, model) {
    linearByLead(co2Compressor, q, window, model, { port: 'to' });
  },
  products: ['to'],
  size: (q) => q.rated,
  sizeName: 'rated_kg_per_h',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 1200,
    fixedOm_per_a: 0.04,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 1,200 CNY per kg/h (some 12,000 per kW of drive), 4 % a year, 25 years',
  },
  kpis: (_q, t) => ({
    delivered_kg: t.sum('to_kg_per_h'),
    compression_kWh: -t.sum('electricity_kW'),
    fullLoadHours_h: t.sum('load'),
  }),
});
