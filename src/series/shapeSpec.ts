import { z } from 'zod';
import { CalendarSpec } from './calendar.ts';
import { SHAPE_NAMES } from './shapeCatalog.ts';

export const DegreeHoursSpec = z.strictObject({
  side: z.enum(['heating', 'cooling']),
  base_degC: z
    .number()
    .min(-10)
    .max(40)
    .describe('outdoor temperature at which the demand begins. Typical: heating 14 to 16, cooling 18 to 22'),
  inertia_h: z
    .number()
    .min(0)
    .max(240)
    .default(8)
    .describe('time constant with which the building follows the outdoor temperature. ASSUMED: a light hall'),
  setback: z
    .number()
    .min(0)
    .max(1)
    .default(0.45)
    .describe('share of the demand that stays when the shape is at rest. ASSUMED: set back at night and on Sundays'),
  baseShare: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("share of the year's energy that follows the shape alone (hot water, process). ASSUMED none"),
});
export type DegreeHoursSpec = z.infer<typeof DegreeHoursSpec>;

export const LoadShapeSpec = z.strictObject({
  energy_kWh: z.number().positive().describe('demand of a whole local calendar year'),
  shape: z.enum(SHAPE_NAMES).default('industrial').describe('named course of use over day, week and year'),
  peak_kW: z
    .number()
    .positive()
    .optional()
    .describe("highest hourly mean of the year; where left out it is the shape's own"),
  noise: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.04)
    .describe('relative standard deviation of seeded, persistent variation. ASSUMED 0.04'),
  calendar: CalendarSpec.default('none').describe('which days are worked; a holiday is lived like a Sunday'),
  degreeHours: DegreeHoursSpec.optional().describe('given for heat and cooling: the demand follows the weather'),
});
export type LoadShapeSpec = z.infer<typeof LoadShapeSpec>;
export type LoadShapeInput = z.input<typeof LoadShapeSpec>;
