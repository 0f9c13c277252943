import { z } from 'zod';

/** A constant, or `profile.column_unit`: a column of one of the scenario's profiles. */
export const SeriesRefSchema = z.union([
  z.number(),
  z.string().regex(/^[a-z][a-z0-9-]*\.[a-zA-Z]\w*$/, 'expected a number or "profile.column_unit"'),
]);

/** Money of a start. `formerly` is a name that scenarios may still use: their reader is told the new one. */
export const StartCost = (text: string) =>
  z.number().nonnegative().default(0).describe(text).meta({ formerly: 'start_money_per_start' });
