import { z } from 'zod';
import { judgeClock, measureClock } from './clockEvidence.ts';
import { importCrn, isCrn } from './crn.ts';
import { type ImportContext, importProfile } from './csv.ts';
import { importEpw } from './epw.ts';
import { fromAfar } from './fromAfar.ts';
import { GapPolicy, ProfileMapping } from './profileSpec.ts';
import { importPvgis } from './pvgis.ts';
import { importSurfrad, isSurfrad } from './surfrad.ts';
import type { SeriesTable } from './table.ts';
import { refuse } from './text.ts';
import { importTmy3 } from './tmy3.ts';
import { clockFinding, hours, WEATHER_FILE_COLUMNS, type WeatherRules, type WeatherTable } from './weatherTable.ts';

export const WeatherSpec = z.strictObject({
  file: z.string().min(1).describe("path from the scenario's folder"),
  format: z
    .enum(['auto', 'epw', 'tmy3', 'pvgis', 'surfrad', 'crn', 'csv'])
    .default('auto')
    .describe('auto tells EPW, TMY3, PVGIS, SURFRAD, CRN (NOAA) and CSV apart by their first lines'),
  gaps: GapPolicy.exclude(['leave']).default('error'),
  gapMax_h: z.number().positive().optional().describe('a longer gap is an error under any policy'),
  year: z
    .enum(['auto', 'exact', 'calendar'])
    .default('auto')
    .describe(
      'auto: calendar for EPW and TMY files that hold one year, exact for a record of real time. calendar lays the ' +
        "rows on any run year by month, day and hour of the file's standard time; 29 February takes 28 February",
    ),
  windHeight_m: z
    .number()
    .positive()
    .default(10)
    .describe('above ground; of CRN it is 1.5 m whatever stands here. FOUND: WMO, 10 m'),
  clock: z
    .enum(['evidence', 'trust'])
    .default('evidence')
    .describe(
      'evidence holds the irradiance against the sun and mends a wrong zone or offset, of a CSV it refuses more than 1 h; ' +
        'trust only reports it',
    ),
  stuck: z.enum(['report', 'missing']).default('report').describe('what becomes of values stuck for stuckAfter_h'),
  stuckAfter_h: z.number().positive().default(24).describe('ASSUMED 24: weather repeats rounded readings for a night'),
  csv: ProfileMapping.omit({ gaps: true, gapMax_h: true, year: true, stuck: true, stuckAfter_h: true })
    .optional()
    .describe('how a CSV becomes weather columns; needed where its header carries no house names'),
});
export type WeatherSpec = z.infer<typeof WeatherSpec>;

export type WeatherFormat = Exclude<WeatherSpec['format'], 'auto'>;

const IMPORTERS: Readonly<
  Record<Exclude<WeatherFormat, 'csv'>, (text: string, rules: WeatherRules, file: string) => WeatherTable>
> = { epw: importEpw, tmy3: importTmy3, pvgis: importPvgis, surfrad: importSurfrad, crn: importCrn };

/** The format of a weather file by its first lines. */
export function weatherFormat(text: string): WeatherFormat {
  const start = text.slice(0, 4000).replace(/^[\ufeff\s]+/, '');
  if (/^"?LOCATION"?,/i.test(start)) return 'epw';
  if (/^"?Latitude \(decimal degrees\)/.test(start)) return 'pvgis';
  if (/^[^\n]*\n"?Date \(MM\/DD\/YYYY\)/.test(start.replaceAll('\r', ''))) return 'tmy3';
  if (isSurfrad(text.slice(0, 400))) return 'surfrad';
  if (isCrn(start)) return 'crn';
  return 'csv';
}

/**
 * Reads any weather file, that of another place laid by its solar time. Columns that it does not give are named in `absent`; those it gives have no gaps.
 * @throws ConfigError
 */
export function importWeather(text: string, spec: WeatherSpec, context: ImportContext): WeatherTable {
  const { file } = context;
  if (/^\s*\{/.test(text.slice(0, 200)))
    refuse(file, 1, 'is JSON; expected EPW, TMY3, PVGIS CSV, SURFRAD, CRN or any CSV; ask the source for CSV');
  const format = spec.format === 'auto' ? weatherFormat(text) : spec.format;
  if (format === 'csv') return importCsv(text, spec, context);
  const table = IMPORTERS[format](text, spec, file);
  return context.place === undefined ? table : fromAfar(table, context.place);
}

function importCsv(text: string, spec: WeatherSpec, context: ImportContext): WeatherTable {
  const { gaps, gapMax_h, stuck, stuckAfter_h } = spec;
  const year = spec.year === 'auto' ? 'exact' : spec.year;
  const mapping = ProfileMapping.parse({ ...spec.csv, gaps, gapMax_h, stuck, stuckAfter_h, year });
  const table = importProfile(text, mapping, context);
  const absent = WEATHER_FILE_COLUMNS.filter((name) => table.columns[name] === undefined);
  if (absent.length === WEATHER_FILE_COLUMNS.length)
    refuse(
      context.file,
      undefined,
      `gives none of ${WEATHER_FILE_COLUMNS.join(', ')}, only ${Object.keys(table.columns).join(', ')}; expected ` +
        'weather; map its columns under csv: { columns: ... }',
    );
  return { ...table, ...againstSun(table, spec.clock, context), location: undefined, absent };
}

/** A CSV's clock may stand so far off the sun before a word is said of it, and before it is refused. */
const LEAST_h = 0.25;
const MOST_h = 1;

/**
 * Holds the clock of a CSV against the sun. Its label and zone are the scenario's word, so it is never moved: reported,
 * and refused beyond an hour unless the word is to be trusted.
 * @throws ConfigError
 */
function againstSun(
  table: SeriesTable,
  rule: WeatherSpec['clock'],
  { file, place }: ImportContext,
): Pick<WeatherTable, 'clock' | 'report'> {
  const { report } = table;
  const ghi = table.columns.ghi_W_per_m2;
  if (place === undefined || ghi === undefined || table.step_s > 3600) return { clock: undefined, report };
  const clock = measureClock(table, ghi, place);
  const { zone_h, irradiance_h } = judgeClock(clock, Number.NaN);
  const off_h = zone_h + irradiance_h;
  if (off_h === 0 || Math.abs(clock.late_h) < LEAST_h) return { clock, report };
  const lies = `irradiance lies ${hours(clock.late_h)} off the sun on its ${clock.days} clearest days`;
  if (rule === 'evidence' && Math.abs(off_h) > MOST_h)
    refuse(
      file,
      undefined,
      `${lies}, at latitude ${place.latitude_deg}, longitude ${place.longitude_deg}, as if its clock were ` +
        `${Math.abs(off_h)} h ${off_h > 0 ? 'ahead of' : 'behind'} the zone it is read in; expected ${MOST_h} h at most; ` +
        'set the zone, csv: { zone: +08:00 }, or the label of its intervals, or mend the offsets where its times name ' +
        'their own; clock: trust keeps it as it is',
    );
  const text = `${lies}: are zone and label right? kept as they are`;
  return { clock, report: { ...report, findings: [...report.findings, clockFinding(text)] } };
}
