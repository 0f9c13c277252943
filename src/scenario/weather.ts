import type { Site, WeatherColumn } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { remembered } from '../core/files.ts';
import { pressureAtAltitude_kPa } from '../core/physics/airDensity.ts';
import { completeIrradiance } from '../core/physics/irradiance.ts';
import { wetBulbColumn } from '../core/physics/moistAir.ts';
import { type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { localOf, type ZoneRules } from '../core/zone.ts';
import { generateWeather } from '../series/generate.ts';
import { resample } from '../series/resample.ts';
import type { ImportReport } from '../series/table.ts';
import { importWeather } from '../series/weather.ts';
import { IRRADIANCE_COLUMNS } from '../series/weatherTable.ts';
import { readNamed } from './document.ts';
import { importContext, readBy } from './profiles.ts';
import type { Cluster, Outside } from './read.ts';

/** The weather of a run, each column made when it is first asked for. */
export interface Weather {
  readonly windHeight_m: number;
  /** @throws ConfigError where the scenario's weather cannot give it */
  column(name: WeatherColumn): Float64Array;
}

/** A column as the file or the generator gives it, on the run's grid; undefined where it gives none. */
type Given = (name: string) => Float64Array | undefined;
interface Source {
  readonly given: Given;
  readonly windHeight_m: number;
}

/** Lays the scenario's weather on the grid: a file of any format, or a generated climate. */
export function readWeather(cluster: Cluster, site: Site, outside: Outside, imports: ImportReport[]): Weather {
  let read: Source | undefined;
  const source = (): Source => {
    read ??= sourceOf(cluster, site, outside, imports);
    return read;
  };
  const columns = new Map<WeatherColumn, Float64Array>();
  const column = (name: WeatherColumn): Float64Array => {
    const known = columns.get(name) ?? derive(name, source, column, cluster, site);
    columns.set(name, known);
    return known;
  };
  return {
    get windHeight_m() {
      return source().windHeight_m;
    },
    column,
  };
}

function sourceOf(cluster: Cluster, site: Site, outside: Outside, imports: ImportReport[]): Source {
  const { spec, grid, document } = cluster;
  if (!spec.weather)
    throw new ConfigError(
      'this component needs weather and the scenario has none; add weather: { file: ... } or { generate: { climate: suzhou } }',
    );
  if ('generate' in spec.weather) {
    const made = generateWeather(spec.weather.generate, { grid, site, seed: spec.seed });
    const columns: Readonly<Record<string, Float64Array | undefined>> = made.columns;
    return { given: (name) => columns[name], windHeight_m: made.windHeight_m };
  }
  const { weather } = spec;
  const { file, text } = readNamed(weather.file, outside.files, document, ['weather', 'file']);
  const table = remembered(outside.files, ['weather', weather, ...readBy(cluster, file)], text, () =>
    importWeather(text, weather, { ...importContext(cluster, outside, file), place: site }),
  );
  imports.push(table.report);
  // Column by column, as they are asked for: a year of minutes fills 4 MB with each. Irradiance is shared out together.
  const laid = new Map<string, Float64Array>();
  const windHeight_m = table.windHeight_m ?? spec.weather.windHeight_m;
  return {
    windHeight_m,
    given(name) {
      if (laid.has(name) || table.columns[name] === undefined) return laid.get(name);
      const light: readonly string[] = IRRADIANCE_COLUMNS;
      const group = light.includes(name) ? light.filter((n) => table.columns[n] !== undefined) : [name];
      const columns = Object.fromEntries(group.map((n) => [n, table.columns[n]!]));
      for (const [n, values] of Object.entries(resample({ ...table, columns }, grid, site).columns))
        laid.set(n, values);
      return laid.get(name);
    },
  };
}

/** A column as the file gives it, or as it follows from others. */
function derive(
  name: WeatherColumn,
  source: () => Source,
  column: (name: WeatherColumn) => Float64Array,
  { spec, grid, zone }: Cluster,
  site: Site,
): Float64Array {
  const override =
    name === 'ground_degC' ? spec.site.ground_degC : name === 'water_degC' ? spec.site.water_degC : undefined;
  if (override !== undefined)
    return typeof override === 'number' ? filled(grid, override) : byMonth(override, grid, zone);
  const { given } = source();
  const own = given(name);
  switch (name) {
    case 'dni_W_per_m2':
    case 'dhi_W_per_m2':
      return completeIrradiance(grid, site, column('ghi_W_per_m2'), given('dni_W_per_m2'), given('dhi_W_per_m2'))[name];
    case 'wetBulb_degC':
      return own ?? wetBulbColumn(column('ambient_degC'), column('relativeHumidity'), column('pressure_kPa'));
    case 'pressure_kPa':
      return own ?? filled(grid, pressureAtAltitude_kPa(site.altitude_m));
    default:
      if (own) return own;
      throw new ConfigError(
        `the weather gives no "${name}"${name === 'ground_degC' || name === 'water_degC' ? `; set site.${name}, a number or twelve` : '; use a weather file that has it'}`,
      );
  }
}

const filled = (grid: TimeGrid, value: number): Float64Array => new Float64Array(grid.length).fill(value);

/** Monthly means as a course over the year: straight lines between the middles of months. */
function byMonth(months: readonly number[], grid: TimeGrid, zone: ZoneRules): Float64Array {
  return Float64Array.from({ length: grid.length }, (_, i) => {
    const { month, day } = localOf(zone, timeAt(grid, i));
    const along = month - 1 + (day - 15.5) / 30.5;
    const before = Math.floor(along);
    const share = along - before;
    return months[(before + 12) % 12]! * (1 - share) + months[(before + 13) % 12]! * share;
  });
}
