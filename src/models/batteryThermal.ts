import { z } from 'zod';
import { exp } from '../core/math.ts';
import { SeriesRefSchema } from './schemas.ts';

type Band = readonly [number, number, number, number];

const band = (fallback: Band, text: string) =>
  z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .refine(([a, b, c, d]) => a < b && b <= c && c < d, 'expected four temperatures that ascend')
    .default([...fallback])
    .describe(text);

export const BatteryThermal = z.strictObject({
  ambient_degC: z
    .union([z.literal('air'), SeriesRefSchema])
    .default('air')
    .describe('around the cells: the weather, a conditioned room of this temperature, or `profile.column_degC`'),
  start_degC: z.number().min(-40).max(80).optional().describe('of the cells at the start; else `temperature_degC`'),
  heatCapacity_kWh_per_K: z
    .number()
    .positive()
    .optional()
    .describe('of cells and casing. ASSUMED 0.002 per kWh of capacity: 6 kg of 1 kJ/(kg K) and a little more'),
  conductance_kW_per_K: z
    .number()
    .positive()
    .optional()
    .describe('from the cells to what is around, with its cooling. ASSUMED 0.001 per kWh of capacity'),
  charge_degC: band(
    [0, 10, 45, 55],
    'charges nothing below the first and above the last, in full between the middle ones. ASSUMED 0, 10, 45, 55: frost plates lithium',
  ),
  discharge_degC: band([-20, 0, 50, 60], 'the same for discharging. ASSUMED -20, 0, 50, 60'),
});

export interface Thermal {
  readonly ambient_degC: number | string;
  readonly start_degC: number | undefined;
  readonly conductance_kW_per_K: number;
  /** Share of a difference to the surroundings that outlives a step. */
  readonly keep: number;
  readonly charge_degC: Band;
  readonly discharge_degC: Band;
}

export function thermalOf(p: z.infer<typeof BatteryThermal>, capacity_kWh: number, dt_h: number): Thermal {
  const heatCapacity_kWh_per_K = p.heatCapacity_kWh_per_K ?? 0.002 * capacity_kWh;
  const conductance_kW_per_K = p.conductance_kW_per_K ?? 0.001 * capacity_kWh;
  return {
    ambient_degC: p.ambient_degC,
    start_degC: p.start_degC,
    conductance_kW_per_K,
    keep: exp((-dt_h * conductance_kW_per_K) / heatCapacity_kWh_per_K),
    charge_degC: p.charge_degC,
    discharge_degC: p.discharge_degC,
  };
}

/** Share of the power that a band of temperatures allows: 0, a straight line up to 1, 1, a straight line down, 0. */
export function bandShare([a, b, c, d]: Band, v: number): number {
  if (v <= a || v >= d) return 0;
  return v < b ? (v - a) / (b - a) : v > c ? (d - v) / (d - c) : 1;
}
