import type { TimeGrid } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';
import { airOfYear } from './generateAir.ts';
import type { Place } from './generateClearSky.ts';
import { CLIMATES, type WeatherGeneratorSpec } from './generateClimate.ts';
import { layOnto, localYearsOf } from './generateHours.ts';
import { irradianceOn } from './generateIrradiance.ts';
import { skyOfYear } from './generateSky.ts';

export const GENERATED_COLUMNS = [
  'ghi_W_per_m2',
  'dni_W_per_m2',
  'dhi_W_per_m2',
  'ambient_degC',
  'relativeHumidity',
  'pressure_kPa',
  'wind_m_per_s',
  'water_degC',
  'ground_degC',
] as const;
export type GeneratedColumn = (typeof GENERATED_COLUMNS)[number];

export interface GeneratedWeather {
  readonly columns: Readonly<Record<GeneratedColumn, Float64Array>>;
  /** Height above ground of the wind. */
  readonly windHeight_m: number;
}

export interface WeatherSetting {
  readonly grid: TimeGrid;
  readonly site: Place & { readonly zone: ZoneRules };
  readonly seed: number;
}

/**
 * Weather of a climate on a grid: made for whole local years of hours whose months have the climate's means, then laid
 * onto the grid. The same seed gives the same weather at any step and in any window; a finer step has no gusts or clouds
 * that an hour lacks.
 * @throws ConfigError where the climate asks for more sun than the latitude gives
 */
export function generateWeather(spec: WeatherGeneratorSpec, setting: WeatherSetting): GeneratedWeather {
  const { grid, site } = setting;
  const climate = typeof spec.climate === 'string' ? CLIMATES[spec.climate] : spec.climate;
  const seed = spec.seed ?? setting.seed;
  const column = (): Float64Array => new Float64Array(grid.length);
  const air = {
    ambient_degC: column(),
    relativeHumidity: column(),
    pressure_kPa: column(),
    wind_m_per_s: column(),
    water_degC: column(),
    ground_degC: column(),
  };
  const skies = localYearsOf(grid, site.zone).map((year) => {
    const sky = skyOfYear(climate, year, site, seed);
    const hourly = airOfYear(climate, sky, site, seed);
    for (const name of Object.keys(air) as (keyof typeof air)[]) layOnto(year, hourly[name], grid, air[name]);
    return sky;
  });
  return {
    columns: { ...irradianceOn(grid, site, climate.turbidity, skies), ...air },
    windHeight_m: climate.windHeight_m,
  };
}
