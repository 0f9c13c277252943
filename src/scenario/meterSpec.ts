import { z } from 'zod';

const ColumnRef = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[A-Za-z0-9_]+$/, 'expected a column of a profile, such as "meters.pv_kW"');

/** A name in a component, `component.name`. */
const named = (what: string): z.ZodString => z.string().regex(/^[a-z][a-z0-9-]*\.[A-Za-z0-9_]+$/, `expected ${what}`);

const MeterSpec = z.union([
  ColumnRef,
  z.strictObject({
    from: ColumnRef.describe('profile.column, in the unit of the signal and with its sign'),
    counts: z
      .array(z.enum(['good', 'filled', 'suspect']))
      .min(1)
      .default(['good'])
      .describe('readings that are held against the model: as read; filled by the policy of the profile; stuck or odd'),
    take: z
      .enum(['mean', 'last'])
      .optional()
      .describe(
        'of readings at shorter intervals than the step: their mean, or for what holds at an end the last; last for a state, mean for all else unless said',
      ),
  }),
]);

/** Signals that were measured. */
export const MetersSpec = z
  .record(named('a component and one of its signals, such as "pv.electricity_kW"'), MeterSpec)
  .default({})
  .describe('signals that were measured, each with the column of a profile that holds its readings');

/** Inputs that follow what was recorded. */
export const DriveSpec = z
  .record(named('a component and one of its inputs, such as "load.demand_kW"'), ColumnRef)
  .default({})
  .describe(
    'inputs that follow a recorded series, a column of a profile, in place of what the component makes of weather and profiles',
  );
