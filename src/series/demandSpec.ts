import { z } from 'zod';
import type { LookBack as Kept } from '../core/demandCharge.ts';
import { HoursFields } from './selectedSteps.ts';

const Months = z.array(z.number().int().min(1).max(12)).min(1);

/** What is metered of demand, and how it is raised where a step is longer. */
export const MeteringFields = {
  price_money_per_kW_month: z.number().nonnegative(),
  metering_min: z.number().int().min(1).max(60).default(15).describe('metering interval. FOUND: 15 min in China'),
  intraHourFactor: z
    .number()
    .min(1)
    .default(1)
    .describe('raises the highest mean where the step is longer than the metering interval. ASSUMED 1: a lower bound'),
};

const LookBack = z.strictObject({
  months: z.number().int().min(1).max(36).describe('months before the one that is billed'),
  share: z.number().gt(0).max(1).describe('of their highest draw, which is billed at least'),
  of: Months.optional().describe('calendar months that count among them; all unless said'),
});

/**
 * A charge on the highest draw of a month in some hours, with what it keeps of earlier months (a ratchet).
 * @see OpenEI utility rate database, fields `demandratestructure`, `lookbackPercent`, `lookbackRange`, `lookbackMonths`;
 *   REopt, constraints (12d) to (12f), bills so as well
 */
export const DemandSpec = z.strictObject({
  ...MeteringFields,
  price_money_per_kW_month: MeteringFields.price_money_per_kW_month.describe(
    "on what is billed: the month's highest mean over the metering interval, or what lookBack or least_kW make of it",
  ),
  months: HoursFields.months.describe('calendar months in which it counts and is billed, local time; all unless said'),
  days: HoursFields.days.describe(`days whose draw counts: ${HoursFields.days.description}`),
  hours: HoursFields.hours.describe('hours whose draw counts, local time; all unless said'),
  periods: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('periods of energy whose hours count, in place of days and hours'),
  lookBack: z
    .union([LookBack, z.array(LookBack).min(1)])
    .optional()
    .describe(
      'earlier months whose highest draw, in the same hours, goes on being billed in part; several hold at once',
    ),
  least_kW: z
    .number()
    .nonnegative()
    .default(0)
    .describe('billed at least, such as a contracted demand. None unless said'),
});
export type DemandSpec = z.infer<typeof DemandSpec>;

export const lookBacksOf = ({ lookBack }: DemandSpec): readonly Kept[] =>
  lookBack === undefined ? [] : [lookBack].flat();
