import { z } from 'zod';
import { H2_LHV_kWh_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp, ln, pow } from '../core/math.ts';
import { h2Enthalpy_kJ_per_kg, h2StageWork } from '../core/physics/hydrogen.ts';
import { expectAbove, worksAt } from './gasPressure.ts';

export const HydrogenCompressorParams = z
  .strictObject({
    rated_kW: z.number().positive().describe('most hydrogen it delivers, lower heating value'),
    inlet_bar: z
      .number()
      .min(0.5)
      .max(900)
      .optional()
      .describe('pressure of its bus `from`, where the bus names none. ASSUMED 30'),
    outlet_bar: z
      .number()
      .min(0.5)
      .max(950)
      .optional()
      .describe('pressure of its bus `to`, where the bus names none. ASSUMED 80: a grid'),
    inlet_degC: z
      .number()
      .min(-20)
      .max(80)
      .default(30)
      .describe('of the gas at each stage, cooled back to it, and at the outlet. ASSUMED 30'),
    stages: z.number().int().min(1).max(8).optional().describe('equal ratios; else as many as keep it to 3 (ASSUMED)'),
    etaIsentropic: z.number().gt(0).max(1).default(0.75).describe('of each stage. ASSUMED 0.75: piston machines'),
    etaMotor: z.number().gt(0).max(1).default(0.95).describe('motor and drive. ASSUMED 0.95'),
    recycleBelow: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('share of the rating below which gas is led back, so that power falls no more. ASSUMED 0'),
    heatMax_degC: z
      .number()
      .default(80)
      .describe('hottest supply that its coolers serve; checked against the discharge. ASSUMED 80'),
    approach_K: z.number().min(0).max(50).default(10).describe('between the gas and the water in its coolers. ASSUMED'),
  })
  .refine((p) => !((p.outlet_bar ?? Number.POSITIVE_INFINITY) <= (p.inlet_bar ?? 0)), {
    path: ['outlet_bar'],
    message: 'expected more than inlet_bar',
  });
export type HydrogenCompressorParams = z.infer<typeof HydrogenCompressorParams>;

/** What compression of a kg takes and gives off, kWh/kg. */
export interface CompressionTrain {
  readonly stages: number;
  /** At the shaft. */
  readonly work: number;
  /** Taken out by the coolers, and the part of it above a temperature. */
  readonly cooling: number;
  readonly coolingAbove: number;
  /** What the gas gains of enthalpy at the inlet's temperature, by its pressure. */
  readonly gain: number;
  /** Lowest discharge temperature of any stage. */
  readonly discharge_degC: number;
}

const KELVIN = 273.15;

/** Between which it compresses. */
export interface Pressures {
  readonly inlet_bar: number;
  readonly outlet_bar: number;
}

/** Stages of equal pressure ratio, each cooled back to the inlet's temperature; real gas. */
export function compressionTrain(
  p: Pick<HydrogenCompressorParams, 'inlet_degC' | 'stages' | 'etaIsentropic'> & Pressures,
  above_degC = Number.NEGATIVE_INFINITY,
): CompressionTrain {
  const stages = p.stages ?? clamp(Math.ceil(ln(p.outlet_bar / p.inlet_bar) / ln(3)), 1, 8);
  const ratio = pow(p.outlet_bar / p.inlet_bar, 1 / stages);
  const inlet_K = p.inlet_degC + KELVIN;
  let [work, cooling, coolingAbove, discharge_K] = [0, 0, 0, Number.POSITIVE_INFINITY];
  let from_MPa = p.inlet_bar / 10;
  for (let k = 0; k < stages; k++) {
    const to_MPa = k === stages - 1 ? p.outlet_bar / 10 : from_MPa * ratio;
    const stage = h2StageWork(from_MPa, to_MPa, inlet_K, p.etaIsentropic);
    const hot = h2Enthalpy_kJ_per_kg(to_MPa, stage.discharge_K);
    const cut_K = clamp(above_degC + KELVIN, inlet_K, stage.discharge_K);
    work += stage.work_kWh_per_kg;
    cooling += (hot - h2Enthalpy_kJ_per_kg(to_MPa, inlet_K)) / 3600;
    coolingAbove += (hot - h2Enthalpy_kJ_per_kg(to_MPa, cut_K)) / 3600;
    discharge_K = Math.min(discharge_K, stage.discharge_K);
    from_MPa = to_MPa;
  }
  const gain =
    (h2Enthalpy_kJ_per_kg(p.outlet_bar / 10, inlet_K) - h2Enthalpy_kJ_per_kg(p.inlet_bar / 10, inlet_K)) / 3600;
  return { stages, work, cooling, coolingAbove, gain, discharge_degC: discharge_K - KELVIN };
}

interface HydrogenCompressor extends CompressionTrain {
  /** kg/h. */
  readonly rated: number;
  readonly least: number;
  readonly rated_kW: number;
  readonly etaMotor: number;
  /** Share of the coolers' heat that its heat port gives. */
  readonly recovered: number;
}

/**
 * Compressor for hydrogen between two buses of different pressure: stages of equal ratio with an isentropic efficiency,
 * cooled in between and at the end, real gas (core/physics/hydrogen.ts). For each kg
 *   work = sum of the stages,   cooling = work - (h(outlet) - h(inlet)) at the inlet's temperature
 * each from enthalpies of its own. Hydrogen counts by its heating value at any pressure, so what pressure adds to the
 * enthalpy of the gas leaves the audit as `pressureEnthalpy_kW`. The heat port gives what the coolers take out above the
 * return temperature of its bus and an approach. Below `recycleBelow` of the rating gas is led back through the machine.
 * @see Leachman et al., J. Phys. Chem. Ref. Data 38 (2009) 721-748; DOE Hydrogen Program Record 9013
 */
export const hydrogenCompressor = defineKind<
  HydrogenCompressorParams,
  HydrogenCompressor,
  typeof HydrogenCompressorParams
>({
  kind: 'hydrogenCompressor',
  summary: 'Compressor for hydrogen between buses of different pressure, with heat of its coolers',
  validity: {
    text: 'constant pressures and efficiency; coolers reach the inlet temperature; to 950 bar; starts at once',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: HydrogenCompressorParams,
  example: { rated_kW: 1000 },
  ports: (p) => ({
    from: { carrier: 'hydrogen', flow: 'in', pressure_bar: worksAt(p.inlet_bar, 0.5, 900), isSuction: true },
    to: { carrier: 'hydrogen', flow: 'out', pressure_bar: worksAt(p.outlet_bar, 0.5, 950) },
    electricity: { carrier: 'electricity', flow: 'in' },
    heat: { carrier: 'heat', flow: 'out', optional: true, supply_degC: { max: p.heatMax_degC } },
  }),
  role: 'converter',
  solutionArea: 'hydrogen',
  terminals: { type: 'passive' },
  leads: () => ['to'],
  signals: [
    'load',
    'hydrogen_kg_per_h',
    'coolerHeat_kW',
    'coolerLoss_kW',
    'driveLoss_kW',
    'pressureEnthalpy_kW',
    'specificWork_kWh_per_kg',
  ],
  states: [],
  inputs: ['available'],
  prepare(p, { ports }) {
    const { heat } = ports;
    const inlet_bar = ports.from?.pressure_bar ?? p.inlet_bar ?? 30;
    const outlet_bar = ports.to?.pressure_bar ?? p.outlet_bar ?? 80;
    expectAbove({ name: 'outlet_bar', bar: outlet_bar }, { name: 'inlet_bar', bar: inlet_bar });
    const train = compressionTrain(
      { ...p, inlet_bar, outlet_bar },
      heat === undefined ? undefined : heat.return_degC + p.approach_K,
    );
    if (heat !== undefined && heat.supply_degC > train.discharge_degC - p.approach_K)
      throw new ConfigError([
        {
          file: '',
          path: 'heat',
          message:
            `bus "${heat.id}" is supplied at ${heat.supply_degC} degC, but gas leaves a stage at ${train.discharge_degC.toFixed(1)} degC, ` +
            `which serves ${(train.discharge_degC - p.approach_K).toFixed(1)} degC; expected a colder bus, or fewer stages`,
        },
      ]);
    const rated = p.rated_kW / H2_LHV_kWh_per_kg;
    return {
      ...train,
      rated,
      least: p.recycleBelow * rated,
      rated_kW: p.rated_kW,
      etaMotor: p.etaMotor,
      recovered: heat === undefined ? 0 : train.coolingAbove / train.cooling,
    };
  },
  initial: () => [],
  series: () => ({}),
  limits(q, _x, w, _dt_h, out) {
    out[0] = 0;
    out[1] = w[0]! * q.rated_kW;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const delivered_kW = clamp(u[0]!, 0, w[0]! * q.rated_kW);
    const flow = delivered_kW / H2_LHV_kWh_per_kg;
    const through = flow > 0 && flow < q.least ? q.least : flow;
    const shaft_kW = through * q.work;
    // What is led back leaves its gain of enthalpy to the coolers, too.
    const heat_kW = through * q.cooling + (through - flow) * q.gain;
    y[0] = -delivered_kW;
    y[1] = delivered_kW;
    y[2] = 0 - shaft_kW / q.etaMotor;
    y[3] = q.recovered * heat_kW;
    y[4] = delivered_kW / q.rated_kW;
    y[5] = flow;
    y[6] = heat_kW;
    y[7] = (1 - q.recovered) * heat_kW;
    y[8] = shaft_kW * (1 / q.etaMotor - 1);
    y[9] = flow * q.gain;
    y[10] = flow > 0 ? (through * q.work) / q.etaMotor / flow : 0;
  },
  balance: () => ({
    energy: { losses: { coolerLoss_kW: 1, driveLoss_kW: 1, pressureEnthalpy_kW: 1 } },
    water: {},
  }),
  linear(q, window, model) {
    linearByLead(hydrogenCompressor, q, window, model, { port: 'to' });
  },
  products: ['to'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 350,
    fixedOm_per_a: 0.04,
    variableOm_money_per_kWh: 0,
    life_a: 15,
    source: 'ASSUMED 350 CNY per kW of hydrogen (some 10,000 per kW of drive), 4 % a year, 15 years',
  },
  kpis(_q, t) {
    const hydrogen_kg = t.sum('hydrogen_kg_per_h');
    return {
      fullLoadHours_h: t.sum('load'),
      compression_kWh: -t.sum('electricity_kW'),
      ...(hydrogen_kg > 0 ? { consumption_kWh_per_kg: -t.sum('electricity_kW') / hydrogen_kg } : {}),
    };
  },
});
