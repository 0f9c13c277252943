import { z } from 'zod';

const Finite = z.number();
const Count = z.number().int().min(0);
const Ms = z.number().int();
const Id = z.string().max(64);

/** An event of flexibility in the words of OpenADR 3, without who did what. */
export const EventShape = {
  programID: z.string(),
  eventName: z.string(),
  market: z.string(),
  calledBy: z.string(),
  createdDateTime_ms: Ms,
  intervalPeriod: z.strictObject({ start_ms: Ms, duration_s: Count }),
  intervals: z.array(
    z.strictObject({
      id: Count,
      payloads: z.array(z.strictObject({ type: z.string(), values: z.array(Finite) })),
    }),
  ),
  mostPrice_money_per_kWh: Finite.describe('most that an offer may ask'),
  state: z.enum(['told', 'active', 'completed']),
};
/** What a party did in an event, slot by slot: whole Wh (g), net taken. */
export const ReportsShape = {
  programID: z.string(),
  eventName: z.string(),
  reports: z.array(
    z.strictObject({
      resourceName: z.string(),
      slot_ms: Ms,
      BASELINE: Finite.optional().describe('none where it has no like day'),
      USAGE: Finite,
      payment_money: Finite,
      penalty_money: Finite,
    }),
  ),
};

/** Calls an event. */
export const EventArgs = z
  .strictObject({
    programID: Id,
    eventName: Id,
    intervalPeriod: z.strictObject({
      start: z
        .union([Ms, z.iso.datetime({ offset: true })])
        .describe('ms since 1970, or such as 2023-07-17T14:00:00+08:00'),
      duration: z
        .string()
        .regex(/^PT(?:\d{1,3}H)?(?:\d{1,4}M)?$/, 'expected such as PT1H30M')
        .optional()
        .describe('that of the programme where left out'),
    }),
    intervals: z
      .array(
        z.strictObject({
          payloads: z
            .array(
              z.strictObject({
                type: z.enum(['IMPORT_CAPACITY_LIMIT', 'DISPATCH_SETPOINT_RELATIVE']),
                values: z.array(Finite).length(1).describe('kW; below 0: less is taken'),
              }),
            )
            .length(1),
        }),
      )
      .length(1)
      .optional()
      .describe('the level of the programme where left out'),
  })
  .describe('calls an event of a programme of flexibility, with its notice; the operator alone');

/** Offers for one. */
export const OfferArgs = z
  .strictObject({ eventName: Id, quantity_kW: Finite.nonnegative(), price_money_per_kWh: Finite.nonnegative() })
  .describe('offers for an event that was told, in place of one’s agent and of the last offer; until it begins');
