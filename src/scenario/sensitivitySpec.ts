import { z } from 'zod';

const Share = z.number().gt(0).lt(1);

/** Which inputs are moved to see what the result hangs on, and how far. */
export const SensitivitySpec = z
  .strictObject({
    by: Share.default(0.2).describe('share by which each input is less and more, one at a time. ASSUMED 0.2'),
    of: z
      .union([z.array(z.string()).min(1), z.record(z.string(), Share)])
      .optional()
      .describe(
        'names, or names with shares of their own: energyPrices, tariffs.<id>, prices.<component>, capex, capex.<component>, lifetime, discountRate, carbonPrice, demand, demand.<component>, or the path of a number; what the scenario has where left out',
      ),
  })
  .prefault({});
export type SensitivitySpec = z.infer<typeof SensitivitySpec>;
