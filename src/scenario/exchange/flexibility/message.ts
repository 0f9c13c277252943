import { z } from 'zod';

const Id = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens, a letter first');

/** An event that an operator calls, and an offer that a party makes itself; checked in form. */
export const FlexibilitySent = z.union([
  z.strictObject({
    event: z.strictObject({
      programme: Id,
      id: Id,
      start_ms: z.number().int(),
      duration_s: z.number().int().positive().optional(),
      level_kW: z.number().nonnegative().optional(),
      /** Product that its payload is of. */
      product: z.enum(['capacityLimit', 'loadReduction', 'turnUp']).optional(),
    }),
  }),
  z.strictObject({
    offer: z.strictObject({
      event: Id,
      quantity_kW: z.number().nonnegative().describe('0 takes the offer back: nothing is offered then'),
      price_money_per_kWh: z.number().nonnegative(),
    }),
  }),
]);
export type FlexibilitySent = z.infer<typeof FlexibilitySent>;
