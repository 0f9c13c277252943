import { z } from 'zod';
import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp, expm1, ln } from '../core/math.ts';
import { h2CompressorWork_kWh_per_kg, h2Density_kg_per_m3, h2Pressure_MPa } from '../core/physics/hydrogen.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { sampled, type UniformCurve, valueAt } from './uniformCurve.ts';

export const HydrogenStorageParams = z
  .strictObject({
    capacity_kg: z.number().positive().optional().describe('held at the highest pressure; or name volume_m3'),
    volume_m3: z.number().positive().optional().describe('geometric volume; or name capacity_kg'),
    pressureMax_bar: z.number().positive().max(950).default(200).describe('full. ASSUMED 200: steel bottle bundles'),
    pressureMin_bar: z.number().positive().default(10).describe('empty: the cushion that stays. ASSUMED 10'),
    temperature_degC: z.number().min(-40).max(150).default(20).describe('of the gas held, constant. ASSUMED 20'),
    charge_kW: z.number().nonnegative().optional().describe('most taken, lower heating value; else as room allows'),
    discharge_kW: z.number().nonnegative().optional().describe('most given, lower heating value; else as stock allows'),
    inlet_bar: z.number().positive().default(30).describe('pressure of its bus. ASSUMED 30: PEM or pressure alkaline'),
    inlet_degC: z.number().min(-20).max(80).default(30).describe('at the inlet of each stage. ASSUMED 30'),
    stages: z
      .number()
      .int()
      .min(1)
      .max(6)
      .optional()
      .describe('of the compressor, equal pressure ratios; else as many as keep the ratio to 3 (ASSUMED)'),
    etaIsentropic: z.number().gt(0).max(1).default(0.75).describe('of each stage. ASSUMED 0.75: piston machines'),
    etaMotor: z.number().gt(0).max(1).default(0.95).describe('motor and drive. ASSUMED 0.95'),
    leak_per_h: z.number().min(0).lt(1).default(0).describe('share of the mass lost an hour. ASSUMED 0: tight vessels'),
    socStart: z.number().min(0).max(1).default(0.5).describe('share of the mass between empty and full at the start'),
  })
  .refine((p) => (p.capacity_kg === undefined) !== (p.volume_m3 === undefined), {
    path: ['capacity_kg'],
    message: 'expected either "capacity_kg" or "volume_m3"',
  })
  .refine((p) => p.pressureMin_bar < p.pressureMax_bar, {
    path: ['pressureMin_bar'],
    message: 'expected less than pressureMax_bar',
  });
export type HydrogenStorageParams = z.infer<typeof HydrogenStorageParams>;

interface HydrogenStorage extends HydrogenStorageParams {
  readonly mass_kg: number;
  readonly empty_kg: number;
  /** kg/h. */
  readonly charge: number;
  readonly discharge: number;
  readonly keep: number;
  readonly gain_h: number;
  readonly compressed: boolean;
  /** By mass held. */
  readonly pressure_bar: UniformCurve;
  readonly work_kWh_per_kg: UniformCurve;
}

/** Pressure bends a little over the mass; a straight line over a 32nd of it is right to 0.1 %. */
const POINTS = 33;
const MPa_per_bar = 0.1;

/**
 * Hydrogen under pressure in a vessel of constant volume and temperature: mass from the real-gas density, with a
 * cushion at the least pressure that stays. Filling above the pressure of the bus takes a compressor of several stages
 * cooled in between; its specific work is that of the pressure at the start of the step. All its electricity leaves as
 * heat, for hydrogen counts by its heating value at any pressure. Giving back throttles and costs nothing. Leakage, in
 * proportion to the mass, is solved exactly over the step.
 * @see core/physics/hydrogen.ts (Lemmon, Huber and Leachman 2008; Leachman et al. 2009)
 */
export const hydrogenStorage = defineKind<HydrogenStorageParams, HydrogenStorage, typeof HydrogenStorageParams>({
  kind: 'hydrogenStorage',
  summary: 'Pressure vessel for hydrogen with its compressor',
  validity: {
    text: 'to 950 bar, -40 to 150 degC; vessel at constant temperature, so slow filling (hours, not minutes)',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: HydrogenStorageParams,
  example: { capacity_kg: 20 },
  ports: () => ({
    hydrogen: { carrier: 'hydrogen', flow: 'both' },
    electricity: { carrier: 'electricity', flow: 'in', optional: true },
  }),
  role: 'store',
  leads: () => ['hydrogen'],
  signals: [
    'charge_kg_per_h',
    'discharge_kg_per_h',
    'leak_kg_per_h',
    'compressionHeat_kW',
    'specificWork_kWh_per_kg',
    'pressure_bar',
    'soc',
  ],
  states: ['mass_kg'],
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const { pressureMax_bar, pressureMin_bar, inlet_bar } = p;
    const compressed = ports.electricity !== undefined;
    if (!compressed && pressureMax_bar > inlet_bar)
      throw new ConfigError([
        {
          file: '',
          path: 'pressureMax_bar',
          message:
            `met ${pressureMax_bar} bar on a bus of ${inlet_bar} bar without a compressor; expected its port ` +
            `"electricity" connected to a bus, or pressureMax_bar at most inlet_bar`,
        },
      ]);
    const T_K = p.temperature_degC + 273.15;
    const density = (bar: number): number => h2Density_kg_per_m3(bar * MPa_per_bar, T_K);
    const volume_m3 = p.volume_m3 ?? p.capacity_kg! / density(pressureMax_bar);
    const mass_kg = volume_m3 * density(pressureMax_bar);
    const stages = p.stages ?? clamp(Math.ceil(ln(pressureMax_bar / inlet_bar) / ln(3)), 1, 6);
    const pressure_bar = sampled(0, mass_kg, POINTS, (m) => h2Pressure_MPa(m / volume_m3, T_K) / MPa_per_bar);
    const work = (m: number): number =>
      h2CompressorWork_kWh_per_kg(
        inlet_bar * MPa_per_bar,
        valueAt(pressure_bar, m) * MPa_per_bar,
        p.inlet_degC,
        stages,
        p.etaIsentropic,
      ) / p.etaMotor;
    const lambda = -ln(1 - p.leak_per_h);
    const dt_h = hoursOf(grid);
    const lost = -expm1(-lambda * dt_h);
    return {
      ...p,
      mass_kg,
      empty_kg: volume_m3 * density(pressureMin_bar),
      charge: (p.charge_kW ?? Number.POSITIVE_INFINITY) / H2_LHV_kWh_per_kg,
      discharge: (p.discharge_kW ?? Number.POSITIVE_INFINITY) / H2_LHV_kWh_per_kg,
      keep: 1 - lost,
      gain_h: lambda > 0 ? lost / lambda : dt_h,
      compressed,
      pressure_bar,
      work_kWh_per_kg: sampled(0, mass_kg, POINTS, compressed ? work : () => 0),
    };
  },
  initial: (q) => [q.empty_kg + q.socStart * (q.mass_kg - q.empty_kg)],
  series: () => ({}),
  limits(q, x, w, _dt_h, out) {
    out[0] = 0 - w[0]! * room(q, x[0]!) * H2_LHV_kWh_per_kg;
    out[1] = w[0]! * stock(q, x[0]!) * H2_LHV_kWh_per_kg;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, x, w, u, dt_h, next, y) {
    const held_kg = x[0]!;
    const flow = clamp(u[0]! / H2_LHV_kWh_per_kg, 0 - w[0]! * room(q, held_kg), w[0]! * stock(q, held_kg));
    const work = valueAt(q.work_kWh_per_kg, held_kg);
    next[0] = held_kg * q.keep - flow * q.gain_h;
    const charge = flow < 0 ? -flow : 0;
    y[0] = flow * H2_LHV_kWh_per_kg;
    y[1] = flow < 0 ? flow * work : 0;
    y[2] = charge;
    y[3] = flow > 0 ? flow : 0;
    y[4] = (held_kg * (1 - q.keep)) / dt_h - flow * (1 - q.gain_h / dt_h);
    y[5] = charge * work;
    y[6] = work;
    y[7] = valueAt(q.pressure_bar, next[0]!);
    y[8] = (next[0]! - q.empty_kg) / (q.mass_kg - q.empty_kg);
  },
  balance: () => ({
    energy: {
      losses: { compressionHeat_kW: 1, leak_kg_per_h: H2_HHV_kWh_per_kg },
      stores: { mass_kg: H2_HHV_kWh_per_kg },
    },
    water: {
      losses: { leak_kg_per_h: WATER_PER_H2_kg_per_kg },
      stores: { mass_kg: WATER_PER_H2_kg_per_kg },
    },
  }),
  size: (q) => q.mass_kg,
  sizeName: 'capacity_kg',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 4000,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 30,
    source: 'ASSUMED 4,000 CNY/kg before VAT, 1 % a year, 30 years',
  },
  kpis: (q, t) => ({
    cycles: t.sum('discharge_kg_per_h') / (q.mass_kg - q.empty_kg),
    compression_kWh: t.sum('compressionHeat_kW'),
    leak_kg: t.sum('leak_kg_per_h'),
    pressureMost_bar: t.max('pressure_bar'),
  }),
});

/** Highest flow now, kg/h: out of the vessel, and into it. */
const stock = (q: HydrogenStorage, held_kg: number): number =>
  clamp((held_kg * q.keep - q.empty_kg) / q.gain_h, 0, q.discharge);
const room = (q: HydrogenStorage, held_kg: number): number =>
  clamp((q.mass_kg - held_kg * q.keep) / q.gain_h, 0, q.charge);
