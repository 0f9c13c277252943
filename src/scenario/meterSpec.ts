import { z } from 'zod';

const ColumnRef = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[A-Za-z0-9_]+$/, 'expected a column of a profile, such as "meters.pv_kW"');

/** A name in a component, `component.name`. */
const named = (what: string): z.ZodString => z.string().regex(/^[a-z][a-z0-9-]*\.[A-Za-z0-9_]+$/, `expected ${what}`);

const From = z.union([ColumnRef, z.literal('live')]);

const Rebase = z.strictObject({
  beyond: z
    .number()
    .nonnegative()
    .describe(
      'difference of reading and model, in the unit of the state, above which the model takes the reading over',
    ),
  every_min: z
    .number()
    .nonnegative()
    .default(60)
    .describe('simulated minutes that lie between two such corrections at the least. ASSUMED 60'),
});

const Drift = z.strictObject({
  beyond: z.number().positive().describe('size of the residual, in the unit of the signal, that is too much'),
  for_min: z
    .number()
    .positive()
    .default(60)
    .describe('simulated minutes that it lasts before the alarm, and is over before the alarm ends. ASSUMED 60'),
});

const MeterSpec = z.union([
  From,
  z.strictObject({
    from: From.describe(
      'profile.column, in the unit of the signal and with its sign; or live, where readings come in while the twin runs',
    ),
    counts: z
      .array(z.enum(['good', 'filled', 'suspect', 'stuck']))
      .min(1)
      .default(['good'])
      .describe(
        'readings that are held against the model: as read; filled by the policy of the profile; odd; the same for too long',
      ),
    take: z
      .enum(['mean', 'last'])
      .optional()
      .describe(
        'of readings at shorter intervals than the step: their mean, or for what holds at an end the last; last for a state, mean for all else unless said',
      ),
    min: z.number().optional().describe('live: a lower reading is out of range, and does not count'),
    max: z.number().optional().describe('live: a higher reading is out of range, and does not count'),
    stuckAfter_h: z
      .number()
      .positive()
      .default(12)
      .describe('live: a reading that stays the same, other than zero, for so long is stuck. ASSUMED 12'),
    window_h: z
      .number()
      .positive()
      .default(24)
      .describe('simulated hours over which a running twin tells bias, RMSE and error, in 24 parts. ASSUMED a day'),
    rebase: Rebase.optional().describe('of a state: lets the reading take the place of what the model holds'),
    drift: Drift.optional().describe('when a residual is an alarm; by its own scatter where left out'),
  }),
]);

/** Signals that were measured. */
export const MetersSpec = z
  .record(named('a component and one of its signals, such as "pv.electricity_kW"'), MeterSpec)
  .default({})
  .describe('signals that are measured, each with the column of a profile that holds its readings, or live');

/** Inputs that follow what was recorded. */
export const DriveSpec = z
  .record(named('a component and one of its inputs, such as "load.demand_kW"'), ColumnRef)
  .default({})
  .describe(
    'inputs that follow a recorded series, a column of a profile, in place of what the component makes of weather and profiles',
  );
