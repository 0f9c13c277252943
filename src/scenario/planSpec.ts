import { z } from 'zod';

/** How a run is planned at least cost. */
export const PlanSpec = z.strictObject({
  commitment: z
    .enum(['relaxed', 'binary'])
    .default('relaxed')
    .describe('binary: machines are on or off, with least loads, starts and least times; relaxed: any load from 0 on'),
  storeEnd: z
    .enum(['free', 'start', 'cyclic'])
    .default('start')
    .describe(
      'what stores hold at the end: anything; at least what they began with; as much as at a start that is chosen',
    ),
  storeSides: z
    .enum(['none', 'tight', 'binary'])
    .default('none')
    .describe('keeps a store from charging and discharging at once: not at all, by a linear limit, by a status'),
  gap: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.001)
    .describe('how far from the best a plan with statuses may end. ASSUMED'),
  every_h: z
    .number()
    .positive()
    .default(24)
    .describe('simulated hours after which a running twin plans anew. ASSUMED a day'),
  horizon_h: z
    .number()
    .positive()
    .default(48)
    .describe('hours that a running twin plans ahead, with the scenario’s series as forecast. ASSUMED two days'),
  maxNodes: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('nodes searched for a plan with statuses; all where left out'),
  stretch_h: z
    .number()
    .min(0)
    .default(240)
    .describe(
      'hours that a long plan is solved by before it is solved whole, for speed alone; 0 at once. ASSUMED ten days',
    ),
});
