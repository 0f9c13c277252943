import { z } from 'zod';

const Quanta = z.number().int().nonnegative();

/** Readings of meters of the exchange that are corrected, all or none of them; checked in form. */
export const ReadingsSent = z
  .strictObject({
    readings: z
      .array(
        z.strictObject({
          meter: z.string().min(1).max(200).describe('as statements name it, such as plant@power'),
          at_ms: z.number().int().describe('end of a slot, ms UTC: the instant of the reading that is corrected'),
          injected: Quanta.describe('register of what went into the bus, Wh (g of hydrogen)'),
          taken: Quanta.describe('register of what was taken from it, Wh (g of hydrogen)'),
          version: z
            .number()
            .int()
            .min(2)
            .describe('above that of the reading that it is in place of, which is 1 at first'),
        }),
      )
      .min(1)
      .max(1000),
  })
  .describe('corrects registers of the exchange’s meters: the slots between are settled anew; the operator alone');
export type ReadingsSent = z.infer<typeof ReadingsSent>;
