import { z } from 'zod';

const monthly = (value: z.ZodNumber) =>
  z.union([value, z.array(value).length(12, 'expected 12 values, January to December, or one for all')]);

export const twelve = (monthly: number | readonly number[]): readonly number[] =>
  typeof monthly === 'number' ? Array.from({ length: 12 }, () => monthly) : monthly;

/** A place's climate by month, January to December; a single number holds for all months. */
export const ClimateSpec = z
  .strictObject({
    ghi_kWh_per_m2: monthly(z.number().nonnegative().max(12)).describe('global horizontal irradiation, mean a day'),
    turbidity: z
      .number()
      .min(1.5)
      .max(8)
      .default(3.5)
      .describe('Linke turbidity of the clearest days, which bounds the irradiance. ASSUMED 3.5: humid, some haze'),
    ambient_degC: monthly(z.number().min(-60).max(45)).describe('mean air temperature'),
    swing_K: monthly(z.number().min(0).max(20)).describe('half the range between night and day, on a mean day'),
    dayToDay_K: monthly(z.number().min(0).max(15)).describe('standard deviation of the daily mean about its month'),
    lowest_degC: z.number().min(-80).max(40).describe('no hour is colder'),
    highest_degC: z.number().min(-20).max(60).describe('no hour is warmer'),
    relativeHumidity: monthly(z.number().min(0.15).max(0.93)).describe('mean over all hours'),
    wind_m_per_s: monthly(z.number().positive().max(20)).describe('mean at `windHeight_m`'),
    weibullK: z
      .number()
      .min(1)
      .max(4)
      .default(2)
      .describe('shape of the wind speed distribution. ASSUMED 2, the usual'),
    windHeight_m: z.number().positive().max(200).default(10).describe('height of the wind. ASSUMED the usual mast'),
    pressure_kPa: monthly(z.number().min(50).max(110))
      .optional()
      .describe("mean at the site; where left out the standard atmosphere at the site's altitude"),
    water_degC: monthly(z.number().min(0).max(40)).describe('lake, river or sea from which heat pumps draw'),
    ground_degC: monthly(z.number().min(-20).max(40)).describe('undisturbed ground at the depth of pipes'),
  })
  .refine((c) => twelve(c.ambient_degC).every((t) => t - 2 >= c.lowest_degC && t + 2 <= c.highest_degC), {
    path: ['lowest_degC'],
    message: 'expected lowest_degC and highest_degC at least 2 K outside every monthly mean of ambient_degC',
  });
export type ClimateSpec = z.infer<typeof ClimateSpec>;

/**
 * Suzhou Industrial Park (31.3 N, 120.7 E). FOUND figures name their source, the rest is ASSUMED and says why.
 */
const suzhou: z.input<typeof ClimateSpec> = {
  // ASSUMED 1,307 kWh/m2 a year, typical of Suzhou and Shanghai; June is low for the plum rains (FOUND: 16 June to 9 July)
  ghi_kWh_per_m2: [2.2, 2.7, 3.4, 4.2, 4.7, 4.2, 4.9, 4.7, 3.9, 3.3, 2.5, 2.2],
  // ASSUMED: so clear a sky comes after a cold front only; the usual turbidity of the delta is higher
  turbidity: 3.5,
  // ASSUMED months, fitted to FOUND means (Soochow University): year 15.9, July 28.2, winter 4.4, spring 14.2, summer 26.6, autumn 17.6
  ambient_degC: [3.6, 4.5, 8.7, 14.3, 19.6, 24.0, 28.2, 27.6, 23.3, 17.8, 11.7, 5.3],
  // ASSUMED: humid air keeps the swing small
  swing_K: 4,
  // ASSUMED: cold waves from October to April, steady summers
  dayToDay_K: [3.1, 3.3, 3.5, 3.3, 2.6, 2.4, 2.0, 1.9, 2.2, 2.8, 3.3, 3.4],
  // FOUND: extremes of Kunshan, the neighbour to the east
  lowest_degC: -11.7,
  highest_degC: 39.7,
  // ASSUMED: typical of the lower Yangtze, dampest from the plum rains to August
  relativeHumidity: [0.73, 0.73, 0.72, 0.71, 0.72, 0.79, 0.78, 0.79, 0.77, 0.74, 0.74, 0.71],
  // ASSUMED: typical of built-up sites in the delta
  wind_m_per_s: 3,
  weibullK: 2,
  windHeight_m: 10,
  // ASSUMED: the monsoon's course, high in winter and low in July
  pressure_kPa: [102.5, 102.3, 101.9, 101.4, 101.0, 100.6, 100.5, 100.6, 101.1, 101.8, 102.2, 102.6],
  // ASSUMED: a shallow lake, 6 to 30 degC through the year, a little behind the air
  water_degC: [6.3, 6.6, 10.0, 15.4, 20.8, 25.2, 28.8, 29.4, 25.9, 20.4, 14.4, 8.7],
  // ASSUMED: a little above the year's mean air temperature, as usual under built-up land
  ground_degC: 17.5,
};

/** Climates by name. */
export const CLIMATES = { suzhou: ClimateSpec.parse(suzhou) } as const;
export type ClimateName = keyof typeof CLIMATES;
const CLIMATE_NAMES = Object.keys(CLIMATES) as [ClimateName, ...ClimateName[]];

export const WeatherGeneratorSpec = z.strictObject({
  climate: z.union([z.enum(CLIMATE_NAMES), ClimateSpec]).describe('name of a climate, or one written out'),
  seed: z.number().int().optional().describe("seed of the weather alone; where left out the run's"),
});
export type WeatherGeneratorSpec = z.infer<typeof WeatherGeneratorSpec>;
