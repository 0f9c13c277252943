import { z } from 'zod';

const Count = z.number().int().min(0);
const Ms = z.number().int();

export const RunInfo = z.strictObject({
  id: z.string(),
  site: z.string(),
  scenario: z.string(),
  parent: z.string().optional().describe('run that it continues'),
  fork: Count.describe('index of its first own step; before, it is its parent'),
  start_ms: Ms.describe('time of step 0'),
  step_s: z.number().int().min(1),
  zone: z.string(),
  currency: z.string(),
  steps: Count.describe('own steps that are stored'),
  end: Count.describe('index after the last step stored'),
  from_ms: Ms.describe('where its series begin, lineage included'),
  to_ms: Ms.describe('where they end, left out itself'),
  isCurrent: z.boolean().describe('whether the twin is at it now'),
});
export type RunInfo = z.infer<typeof RunInfo>;
export const RunList = z.strictObject({ runs: z.array(RunInfo) });

export const RunColumn = z.strictObject({
  name: z.string().describe('component.signal'),
  component: z.string(),
  kind: z.string(),
  signal: z.string(),
  unit: z.string(),
  role: z.enum(['port', 'signal', 'state', 'meter']).describe('a port counts into its bus as positive'),
  bus: z.string().nullable().optional().describe('of a port; null where left unconnected'),
});

const Amount = z.strictObject({ value: z.number(), unit: z.string() });
export const RunKpis = z.strictObject({
  hours_h: z.number().describe('time that is stored, lineage included'),
  buses: z.array(
    z.strictObject({
      bus: z.string(),
      given: Amount.describe('what flowed in, stores included, without what went unserved'),
      taken: Amount.describe('what flowed out, stores included, without what was curtailed or dumped'),
      unserved: Amount,
      curtailed: Amount,
      dumped: Amount,
    }),
  ),
  components: z.array(
    z.strictObject({
      component: z.string(),
      kind: z.string(),
      signal: z.string(),
      bus: z.string(),
      given: Amount.describe('into the bus'),
      taken: Amount.describe('out of it'),
    }),
  ),
});
export type RunKpis = z.infer<typeof RunKpis>;

export const RunDetail = RunInfo.extend({
  columns: z.array(RunColumn),
  owners: z.record(z.string(), z.string()),
  lineage: z
    .array(z.strictObject({ run: z.string(), from: Count, until: Count }))
    .describe('who has which steps, in the order of time'),
});

const Value = z.number().nullable().describe('null where nothing is stored');
export const SeriesAnswer = z.strictObject({
  run: z.string(),
  from_ms: Ms,
  to_ms: Ms.describe('left out itself'),
  step_s: z.number().int().min(1),
  every_s: z.number().int().min(1).describe('length of a row; longer than a step where thinned out'),
  time_ms: z.array(Ms).describe('begin of each row, a whole multiple of every_s since 1970 where thinned out'),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      component: z.string(),
      signal: z.string(),
      unit: z.string(),
      role: z.enum(['port', 'signal', 'state', 'meter']),
      how: z.enum(['step', 'mean', 'last']).describe('what a value is: of its step, the mean, or the last of the row'),
      values: z.array(Value),
      min: z.array(Value).optional().describe('least of the steps in the row'),
      max: z.array(Value).optional().describe('highest of the steps in the row'),
    }),
  ),
});

/** Names, one or several: `?component=a&component=b` or `?component=a,b`. */
const Names = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',')))
  .pipe(z.array(z.string().min(1).max(128)).min(1).max(1000));
const whole = (least: number, most: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,12}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().int().min(least).max(most)) as never;
const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const Instant = z.string().min(1).max(40);

export const MOST_EVERY_S = 366 * 86_400;
export const SeriesQueryString = z.strictObject({
  component: Names.optional().describe('components, several with commas or by coming again; all unless said'),
  signal: Names.optional().describe('signals of them; all unless said'),
  from: Instant.optional().describe(
    'milliseconds since 1970, or ISO 8601, in the zone of the site where without offset',
  ),
  to: Instant.optional().describe('likewise; left out itself'),
  every_s: whole(1, MOST_EVERY_S).optional().describe('length of a row in seconds; a step unless said'),
  points: whole(1, 100_000)
    .optional()
    .describe('rows that are enough, beside one that the range begins within: the server finds their length'),
  extremes: Flag.optional().describe('whether rows longer than a step come with min and max; true unless said'),
  format: z.string().max(20).optional().describe('json, csv or parquet; else by the Accept header'),
});
export type SeriesQueryString = z.infer<typeof SeriesQueryString>;
