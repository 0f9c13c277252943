import { z } from 'zod';
import { SeriesRefSchema } from './schemas.ts';

/** Capacity in kJ/K and effective area of the mass, per m2 of floor. FOUND: ISO 13790:2008, table 12. */
export const MASSES = {
  veryLight: { capacity_kJ_per_m2K: 80, area: 2.5 },
  light: { capacity_kJ_per_m2K: 110, area: 2.5 },
  medium: { capacity_kJ_per_m2K: 165, area: 2.5 },
  heavy: { capacity_kJ_per_m2K: 260, area: 3 },
  veryHeavy: { capacity_kJ_per_m2K: 370, area: 3.5 },
} as const;
const MASS_NAMES = ['veryLight', 'light', 'medium', 'heavy', 'veryHeavy'] as const;

const WindowSchema = z.strictObject({
  area_m2: z.number().positive().describe('with frames'),
  azimuth_deg: z.number().default(180).describe('they look to, clockwise from north'),
  tilt_deg: z.number().min(0).max(180).default(90).describe('0 looks up'),
  u_W_per_m2K: z.number().positive().default(2).describe('ASSUMED 2 (double glazing, aluminium frames)'),
  solar: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('share of the light on it that warms the room: glass, frame and shades. ASSUMED 0.5 * 0.8 * 0.75'),
});

export const BuildingParams = z.strictObject({
  supplied: z.enum(['both', 'heat', 'cooling']).default('both').describe('by which buses: decides its ports'),
  floor_m2: z.number().positive().describe('conditioned floor area'),
  height_m: z.number().positive().default(3).describe('of a storey, for the volume of air. ASSUMED 3'),
  opaque_m2: z.number().positive().describe('walls, roof and ground floor'),
  opaqueU_W_per_m2K: z.number().positive().default(0.6).describe('of these. ASSUMED 0.6'),
  windows: z.array(WindowSchema).default([]).describe('by orientation'),
  airChange_per_h: z.number().positive().default(0.7).describe('ventilation and leaks. ASSUMED 0.7'),
  heatRecovery: z.number().min(0).max(0.95).default(0).describe('share of the ventilation heat kept. ASSUMED 0'),
  mass: z.enum(MASS_NAMES).default('medium').describe('class of ISO 13790, table 12'),
  surfaceRatio: z.number().min(3).default(4.5).describe('surfaces over floor area. FOUND 4.5 (ISO 13790, 7.2.2.2)'),
  gains: SeriesRefSchema.optional().describe(
    'heat of people, lamps and machines, kW: a constant or `profile.column_kW`. Left out: ASSUMED 5 W/m2 at all times',
  ),
  heatTo: SeriesRefSchema.default(20).describe('air is heated to it: degC or `profile.column_degC`. ASSUMED 20'),
  coolTo: SeriesRefSchema.default(26).describe('air is cooled to it. FOUND 26 (GB 50736 range for summer)'),
  band_K: z
    .number()
    .nonnegative()
    .default(0)
    .describe('how far it may be heated above, or cooled below, to take what is cheap or to spare'),
  worth_money_per_kWh: SeriesRefSchema.default(0).describe(
    'of heat or cold taken early, within `band_K`: taken where its bus asks less. ASSUMED 0: what would be spilt',
  ),
  comfort_K: z.number().nonnegative().default(0.5).describe('farther off its set points counts as discomfort. ASSUMED'),
  heating_kW: z.number().nonnegative().optional().describe('most of its radiators. Left out: what it needs'),
  cooling_kW: z.number().nonnegative().optional().describe('most of its coolers. Left out: what it needs'),
  start_degC: z.number().default(21).describe('of its mass at the start. ASSUMED 21'),
  sheddingClass: z.number().int().min(0).max(9).default(0).describe('cut in this order when supply fails; 0 never'),
  lostLoad_money_per_kWh: z
    .number()
    .nonnegative()
    .default(5)
    .describe("value of heat or cold not given. ASSUMED 5 in the scenario's money: it stores some"),
});
export type BuildingParams = z.infer<typeof BuildingParams>;
