import { z } from 'zod';
import { didYouMean } from '../core/nearest.ts';
import { suffixOf, UNITS } from '../core/units.ts';
import { conversionTo, fileUnits, unitsFor } from './convert.ts';
import { formatFault } from './stamp.ts';

export const GapPolicy = z
  .enum(['error', 'hold', 'interpolate', 'sameHourYesterday', 'leave'])
  .describe(
    'what becomes of a missing value: error stops; hold repeats the last value (at the start of the file the first ' +
      'one); interpolate draws a straight line (at the ends as hold); sameHourYesterday takes the value 24 h before ' +
      '(in the first day the one 24 h after); leave lets it be missing, for meters alone. Every missing value is counted and reported',
  );
export type GapPolicy = z.infer<typeof GapPolicy>;

const HOUSE_NAME = /^[a-z][a-zA-Z0-9]*(_[a-zA-Z0-9_]+)?$/;

/** What is wrong with a column's name as a house name, undefined where nothing is. */
export function houseNameFault(name: string): string | undefined {
  if (!HOUSE_NAME.test(name))
    return 'is no house name: expected camelCase words, then _ and the unit, such as demand_kW; map it under columns';
  const suffix = suffixOf(name);
  if (suffix === '' || suffix in UNITS) return undefined;
  const meant = didYouMean(suffix, Object.keys(UNITS));
  return `has the unknown unit "${suffix}"${meant === '' ? '; expected one of core/units, such as kW, degC, W_per_m2' : meant}`;
}

const Sentinels = z
  .array(z.union([z.string(), z.number()]))
  .describe('values that mean "no value": numbers as numbers (-99), anything else as text ("--")');

const Mapped = z.strictObject({
  from: z
    .union([z.string().min(1), z.int().min(1)])
    .describe("column of the file by its header, or by its number from 1 where headers repeat or can't be typed"),
  unit: z
    .string()
    .optional()
    .describe(
      'unit in the file, such as MW, kWh (per interval), degF, hPa, percent; the one of the house name if left out',
    ),
  factor: z.number().optional().describe('house value = factor * value + offset; in place of unit'),
  offset: z.number().optional().describe('added after factor, in the unit of the house name'),
  missing: Sentinels.optional().describe('sentinels of this column beside the common ones'),
  min: z.number().optional().describe('a lower value is missing, in the unit of the house name'),
  max: z.number().optional().describe('a higher value is missing, in the unit of the house name'),
});

const Columns = z.record(z.string(), z.union([z.string().min(1), Mapped])).superRefine((columns, ctx) => {
  for (const [name, column] of Object.entries(columns)) {
    const add = (message: string): void => ctx.addIssue({ code: 'custom', path: [name], message });
    const fault = houseNameFault(name);
    if (fault !== undefined) add(`"${name}" ${fault.replace('; map it under columns', '')}`);
    if (fault !== undefined || typeof column === 'string') continue;
    const { unit, factor, offset } = column;
    if (unit !== undefined && (factor !== undefined || offset !== undefined))
      add('expected either unit, or factor and offset, not both');
    if (unit !== undefined && conversionTo(name, unit) === undefined)
      add(
        `cannot turn "${unit}" into "${name}"${fileUnits().includes(unit) ? '' : didYouMean(unit, fileUnits())}; units that fit: ` +
          `${unitsFor(suffixOf(name)).join(', ')}; or give factor and offset`,
      );
  }
});

const Format = z
  .string()
  .default('iso')
  .superRefine((format, ctx) => {
    const fault = formatFault(format);
    if (fault !== undefined) ctx.addIssue({ code: 'custom', message: `time format "${format}": ${fault}` });
  });

const Time = z
  .union([
    z.strictObject({
      column: z.union([z.string(), z.int().min(1)]).describe('column with the time, by header or number from 1'),
      format: Format,
    }),
    z.strictObject({
      columns: z
        .array(z.union([z.string(), z.int().min(1)]))
        .min(2)
        .describe('columns joined by a blank, such as [Date, Time]'),
      format: Format,
    }),
    z.strictObject({
      start: z.string().describe('time of the first row, ISO, for a file without times'),
      step_s: z.int().min(1).max(86_400).describe('length of an interval'),
    }),
  ])
  .describe(
    'how the file tells time; format: iso (default), epoch_s, epoch_ms, or a pattern of yyyy yy MM dd HH hh mm ss SSS a XXX. ' +
      'Left out: the first of the columns time, datetime, timestamp, date, in ISO',
  );

/** How a table of numbers in a CSV file becomes house columns; everything but the file's name. */
const profileShape = {
  time: Time.optional(),
  zone: z
    .string()
    .optional()
    .describe(
      "clock of the file: IANA name or fixed offset such as +09:00; the site's zone if left out; stamps with an offset of their own need none",
    ),
  label: z
    .enum(['left', 'right'])
    .default('left')
    .describe('whether a stamp names the start (left) or the end (right) of its interval'),
  columns: Columns.optional().describe(
    'house name: column of the file; left out where the header itself carries house names (demand_kW)',
  ),
  separator: z.string().length(1).optional().describe('between cells; guessed from the header if left out'),
  decimal: z.enum(['.', ',']).default('.').describe('decimal sign; with a comma, points may part thousands'),
  skipLines: z.int().min(0).max(10_000).default(0).describe('lines before the header'),
  header: z.boolean().default(true).describe('false where the first row is data; columns then by number'),
  comment: z.string().min(1).optional().describe('lines that begin so are ignored'),
  missing: Sentinels.default([]),
  duplicates: z
    .enum(['error', 'first', 'last'])
    .default('error')
    .describe('which of two rows of one time counts where they differ; equal rows are merged and counted'),
  stuck: z
    .enum(['report', 'missing'])
    .default('report')
    .describe('what becomes of a value that stays the same to the last digit, other than zero, for stuckAfter_h'),
  stuckAfter_h: z.number().positive().default(12).describe('ASSUMED 12: longer than a calm night, shorter than a day'),
  gaps: GapPolicy.default('error'),
  gapMax_h: z.number().positive().optional().describe('a longer gap is an error under any policy'),
  year: z
    .enum(['exact', 'calendar'])
    .default('exact')
    .describe(
      'exact: rows are instants and must cover the run. calendar: a typical year, laid on any run year by month, day ' +
        'and hour of its own clock (weekdays are not matched); 29 February takes 28 February where the file has none',
    ),
};

export const ProfileSpec = z.strictObject({
  file: z.string().min(1).describe("path from the scenario's folder"),
  ...profileShape,
});
export type ProfileSpec = z.infer<typeof ProfileSpec>;
export const ProfileMapping = z.strictObject(profileShape);
export type ProfileMapping = z.infer<typeof ProfileMapping>;
