import { z } from 'zod';
import { LimitSpec } from './limitSpec.ts';
import { Id } from './names.ts';
import { ReserveSpec } from './reserveSpec.ts';
import { StoreRulesSpec } from './storeRulesSpec.ts';

const errorShare = (text: string) => z.number().min(0).max(2).describe(text);

const ForecastSpec = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('perfect').describe('everything comes as expected') }),
    z.strictObject({
      method: z.literal('persistence').describe('everything as it was a period before'),
      period_h: z.number().positive().default(24).describe('24: the day before; 168: the week before. ASSUMED a day'),
    }),
    z.strictObject({
      method: z
        .literal('smartPersistence')
        .describe(
          'as the day before; what the sun drives by how clear the sky has been, under the course of clear days',
        ),
    }),
    z.strictObject({
      method: z.literal('noisy').describe('what will be, with errors that grow with lead time; the same for one seed'),
      afterHour: errorShare('error an hour ahead, share of what is forecast (rms). ASSUMED').default(0.05),
      afterDay: errorShare('error a day ahead. ASSUMED').default(0.15),
      seed: z.number().int().optional().describe('the scenario’s unless said'),
    }),
    z.strictObject({
      method: z.literal('profile').describe('what another file holds'),
      from: z
        .string()
        .describe('scenario file that extends this one and holds the forecast as its weather and profiles'),
    }),
  ])
  .prefault({ method: 'perfect' });

const Sides = z.enum(['none', 'tight', 'binary']);

/** How a run is planned at least cost. */
export const PlanSpec = z.strictObject({
  commitment: z
    .enum(['relaxed', 'rounded', 'binary'])
    .default('rounded')
    .describe(
      'relaxed: machines at any load from 0 on; rounded: then again with each at rest, or at its least load or more, as its starts and least times let it, and with the physics as it is at those loads; binary: on or off, with starts and least times, by search',
    ),
  storeEnd: z
    .enum(['free', 'start', 'cyclic'])
    .default('start')
    .describe(
      'what stores hold at the end: anything; at least what they began with; as much as at a start that is chosen',
    ),
  storeSides: z
    .union([Sides, z.record(Id, Sides)])
    .default('none')
    .describe(
      'keeps stores from charging and discharging at once: not at all, by a linear limit, by a status; for all of them, or store by store as { battery: binary, hot-tank: tight }',
    ),
  gap: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.001)
    .describe('how far from the best a plan with statuses may end. ASSUMED'),
  every_h: z
    .number()
    .positive()
    .optional()
    .describe(
      'hours from one plan to the next, of planner mpc and of a running twin; 1 with mpc, 24 in a running twin of planner optimal, where left out. ASSUMED',
    ),
  horizon_h: z
    .number()
    .positive()
    .optional()
    .describe('hours that each of them looks ahead; 48, or the run, where left out. ASSUMED two days'),
  forecast: ForecastSpec.describe('what planner mpc believes of weather, sun and load; prices and outages it knows'),
  robust: z
    .strictObject({
      futures: z
        .number()
        .int()
        .min(2)
        .max(50)
        .describe(
          'planned at once: what is believed, and others around it with errors, all decided alike until the next plan',
        ),
      afterHour: errorShare('error an hour ahead, share of what is believed (rms). ASSUMED').default(0.05),
      afterDay: errorShare('error a day ahead. ASSUMED').default(0.15),
    })
    .optional()
    .describe('has planner mpc keep room for what may come otherwise'),
  beside: z
    .array(z.enum(['rules', 'optimal', 'perfect']))
    .optional()
    .describe(
      'what else is run to compare with: rules alone, one plan of the whole run, mpc with perfect forecasts; rules, and perfect where forecasts err, where left out',
    ),
  limits: z
    .record(Id, LimitSpec)
    .default({})
    .describe('sums that a plan keeps within bounds: budgets of energy and carbon, matching of one thing by another'),
  reserves: z
    .record(Id, ReserveSpec)
    .default({})
    .describe('what is left in stores and machines so that critical load can be served when the grid is lost'),
  stores: z
    .record(Id, StoreRulesSpec)
    .default({})
    .describe('by store: rules of those who share it, or of a subsidy, which a plan keeps'),
  carbonWeight_money_per_t: z
    .number()
    .nonnegative()
    .default(0)
    .describe('what a plan minds a tonne of scope 1 and 2 (by location) beside all that is paid; never billed'),
  first: z
    .enum(['cost', 'carbon'])
    .default('cost')
    .describe('carbon: least emissions of scope 1 and 2 (by location) first, and of such plans the cheapest'),
  maxNodes: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('nodes searched for a plan with statuses; all where left out'),
  timeLimit_s: z
    .number()
    .positive()
    .default(900)
    .describe(
      'after which a search ends with what it has, which is then said: a clock, so that another machine may end elsewhere. ASSUMED a quarter of an hour',
    ),
  typicalPeriods: z
    .strictObject({
      count: z
        .number()
        .int()
        .min(0)
        .max(10_000)
        .default(12)
        .describe('periods that stand for the whole run, beside extremes; 0 for none. ASSUMED 12'),
      length_h: z.number().positive().default(24).describe('hours of a period. ASSUMED a day'),
      method: z
        .enum(['superposed', 'hourly'])
        .default('superposed')
        .describe(
          'how what stores hold goes on through the whole run: as a level from period to period with a course of each kind of period upon it, or hour by hour (slower)',
        ),
    })
    .prefault({})
    .describe('by which sizes are looked for at first'),
  stretch_h: z
    .number()
    .min(0)
    .default(240)
    .describe(
      'hours that a long plan is solved by before it is solved whole, for speed alone; 0 at once. ASSUMED ten days',
    ),
});
export type PlanSpec = z.infer<typeof PlanSpec>;
