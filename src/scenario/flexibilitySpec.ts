import { z } from 'zod';
import { ADJUSTMENT_CAP, BASELINE_DAYS } from '../market/flexibility/baseline.ts';
import { PRODUCTS } from '../market/flexibility/programme.ts';
import { Windows } from '../series/tariffHours.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens, a letter first');
const minutes = z.number().int().positive();

const BaselineSpec = z.strictObject({
  days: z
    .number()
    .int()
    .min(1)
    .max(30)
    .default(BASELINE_DAYS)
    .describe(
      'last days of its kind (worked or not) without an event whose mean it is; 10 of 10 (Goldberg and Agnew 2013)',
    ),
  adjust_h: z
    .number()
    .nonnegative()
    .max(12)
    .default(2)
    .describe('hours of the same day, before the event was told, that move it; 0: none. ASSUMED 2'),
  cap: z
    .number()
    .min(0)
    .max(1)
    .default(ADJUSTMENT_CAP)
    .describe('how far the day itself moves it, up and down: what bounds gaming'),
});

const EventSpec = z.strictObject({
  id: Id.describe('unique among the events of all programmes'),
  start: z.string().describe('such as 2023-07-20T14:00, local time unless it has an offset; the start of a slot'),
  duration_min: minutes.optional().describe('in place of that of the programme'),
  level_kW: z.number().nonnegative().optional().describe('in place of that of the programme'),
});

const TriggerSpec = z.union([
  z.strictObject({
    above_kW: z.number().nonnegative().describe('the shared connection gave more than that in the last slot'),
    perDay: minutes.default(1).describe('events in a local day at most. ASSUMED 1'),
  }),
  z.strictObject({
    above_money_per_kWh: z.number().describe('the last slot cleared above this price'),
    perDay: minutes.default(1).describe('events in a local day at most. ASSUMED 1'),
  }),
]);

/** A programme of demand response: what its buyer may call, and what it pays. */
export const ProgrammeSpec = z.strictObject({
  id: Id,
  market: z.string().describe('bus whose meters count'),
  product: z
    .enum(PRODUCTS)
    .describe(
      'capacityLimit: all together take no more than a level from the connection; loadReduction: they take less by an amount than they would have; turnUp: more',
    ),
  buyer: z
    .string()
    .default('network')
    .describe(
      'who pays: utility (the supplier of the market), network (the account of its fees), programme (an account of its own), or a participant',
    ),
  level_kW: z
    .number()
    .nonnegative()
    .describe('limit, or amount, of all parties together, mean of a slot; kg/h where the market counts in kg'),
  notice_min: z
    .number()
    .int()
    .nonnegative()
    .default(60)
    .describe('how long before its start an event is told. ASSUMED 60'),
  window: Windows.default('0-24').describe('hours of the day, local, in which events may lie'),
  days: z.enum(['all', 'workdays']).default('all').describe('days on which events may lie'),
  duration_min: minutes.default(60).describe('of an event; a whole number of slots'),
  activation_money_per_kWh: z
    .number()
    .nonnegative()
    .describe(
      'most that an offer may ask; all are paid what the dearest that is needed asks. Pinghu paid 2.96 CNY (2024)',
    ),
  availability_money_per_kW: z
    .number()
    .nonnegative()
    .default(0)
    .describe('paid once an event for the highest power that was activated, by the share of it that was delivered'),
  penalty_money_per_kWh: z
    .number()
    .nonnegative()
    .default(0)
    .describe('charged for what was activated and not delivered'),
  baseline: BaselineSpec.prefault({}),
  events: z.array(EventSpec).default([]).describe('events whose time is known'),
  trigger: TriggerSpec.optional().describe('what calls an event by itself'),
});
export type ProgrammeSpec = z.infer<typeof ProgrammeSpec>;
