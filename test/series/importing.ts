import { utcMs } from '../../src/core/timeGrid.ts';
import { UTC, type ZoneRules } from '../../src/core/zone.ts';
import { type ImportContext, importProfile } from '../../src/series/csv.ts';
import { ProfileMapping } from '../../src/series/profileSpec.ts';
import type { SeriesTable } from '../../src/series/table.ts';
import { importWeather, WeatherSpec } from '../../src/series/weather.ts';
import type { WeatherTable } from '../../src/series/weatherTable.ts';

/** Central European time of 2023, as the caller of an importer would hand it in. */
export const BERLIN: ZoneRules = {
  zone: 'Europe/Berlin',
  spans: [
    { from_ms: Number.NEGATIVE_INFINITY, offset_min: 60 },
    { from_ms: utcMs(2023, 3, 26, 1), offset_min: 120 },
    { from_ms: utcMs(2023, 10, 29, 1), offset_min: 60 },
  ],
};

export const context = (file = 'profiles/a.csv'): ImportContext => ({
  file,
  zone: (name) => (name === 'Europe/Berlin' ? BERLIN : undefined),
  siteZone: UTC,
});

type Mapping = Parameters<typeof ProfileMapping.parse>[0];

/** Imports a CSV by a mapping as a scenario gives it. */
export const profile = (text: string, mapping: Mapping = {}, file?: string): SeriesTable =>
  importProfile(text, ProfileMapping.parse(mapping), context(file));

export const weather = (text: string, spec: object = {}, file = 'profiles/w.epw'): WeatherTable =>
  importWeather(text, WeatherSpec.parse({ file, ...spec }), context(file));

/** The message of what a call throws. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
}

export const sumOf = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0);
