import { z } from 'zod';
import { SOLUTION_AREAS } from '../core/solutionArea.ts';
import { Id } from './names.ts';

const YEAR = /^(19|20|21)\d\d$/;
const Year = z.number().int().min(1900).max(2199);
/** A number by year. */
const byYear = (value: z.ZodNumber, text: string) =>
  z
    .record(z.string().regex(YEAR, 'expected a year such as 2030'), value)
    .refine(
      (path) => Object.keys(path).length > 0,
      'names no year; expected at least one, such as { 2025: 1, 2050: 0.6 }',
    )
    .describe(text);

const PATH = /^[a-z][A-Za-z0-9-]*(\.[A-Za-z0-9_-]+)+$/;
const Parameter = z.string().regex(PATH, 'expected the path of a number, such as components.load.scale');

const PathSpec = z.strictObject({
  label: z.string().optional().describe('shown in reports'),
  parameter: z
    .union([Parameter, z.array(Parameter).min(1)])
    .describe(
      'path of a number in the scenario, such as components.load.scale or tariffs.power.energy.price_money_per_kWh; or a list',
    ),
  relative: z
    .boolean()
    .default(false)
    .describe('what is named are factors on the number that the scenario has, instead of the number itself'),
  at: byYear(z.number(), 'by year; on a straight line between, and as in the first or last of them before and after'),
});

const RoadmapComponent = z.strictObject({
  area: z
    .enum([...SOLUTION_AREAS, 'none'])
    .optional()
    .describe('solution area in which what it spares counts; that of its kind unless said'),
  existing: z
    .array(z.object({ until: Year.optional() }).catchall(z.number().positive()))
    .default([])
    .describe(
      'of a capacity written as a range: what stands at the start, such as [{ rated_kW: 600, until: 2036 }], by the name of the capacity; `until` is the first year in which it is gone, never unless said',
    ),
  build: z
    .strictObject({
      from: Year.optional().describe('first year in which it may be built'),
      until: Year.optional().describe('last year in which it may be built'),
      most: z
        .record(z.string(), z.number().nonnegative())
        .optional()
        .describe('built by any one investment year at most, such as { rated_kW: 500 }'),
    })
    .default({})
    .describe('of a capacity written as a range: when it may be built'),
  capexShare: byYear(
    z.number().nonnegative(),
    'of a capacity written as a range: capital cost as a share of what its economics say; straight between years, constant beyond',
  ).optional(),
  stands: z
    .strictObject({
      from: Year.optional().describe('first year in which it stands'),
      until: Year.optional().describe('first year in which it is gone'),
    })
    .optional()
    .describe('of a component without a range: from when to when it is there'),
});
export type RoadmapComponent = z.infer<typeof RoadmapComponent>;

const PeriodsSpec = z.union([
  z.literal('whole').describe('every step of the run'),
  z.strictObject({
    count: z.number().int().min(1).max(10_000).optional().describe('periods that stand for the run, beside extremes'),
    length_h: z.number().positive().optional().describe('hours of each'),
    method: z.enum(['superposed', 'hourly']).optional().describe('how what stores hold goes on through the run'),
  }),
]);

/** Investment years, what changes over them, and what bounds emissions. */
export const RoadmapSpec = z
  .strictObject({
    years: z
      .array(Year)
      .min(1)
      .max(30)
      .describe('in which is built and run; years between lie on the straight line between their neighbours'),
    foresight: z
      .enum(['perfect', 'myopic'])
      .default('perfect')
      .describe('perfect: all years are decided at once; myopic: one after the other, each as if it lasted'),
    discountRate: z.number().min(0).lt(1).optional().describe('real, a year; that of economy unless said'),
    carbonPrice_money_per_t: byYear(
      z.number().nonnegative(),
      'paid for CO2 of fossil fuel burnt on site, in place of that of `carbon`; straight between years, constant beyond',
    ).optional(),
    scopes: z
      .array(z.enum(['scope1', 'scope2Location', 'scope2Market', 'scope3']))
      .min(1)
      .default(['scope1', 'scope2Location'])
      .describe('emissions that budget and caps count'),
    budget_t: z
      .union([
        z.number().nonnegative(),
        byYear(z.number().nonnegative(), 'from the first investment year until the end of each'),
      ])
      .optional()
      .describe(
        'emitted over the whole horizon at most; or by year, from the first investment year until the end of each',
      ),
    most_t_per_a: byYear(
      z.number().nonnegative(),
      'emitted in a year at most; straight between years, none before the first of them, constant after the last',
    ).optional(),
    periods: PeriodsSpec.prefault({}).describe(
      'what each investment year is decided on: every step of the run, or periods that stand for it, as control.plan.typicalPeriods unless said',
    ),
    paths: z.record(Id, PathSpec).default({}).describe('numbers of the scenario that change over the years'),
    components: z
      .record(Id, RoadmapComponent)
      .default({})
      .describe('what stands, what may be built when, at which cost'),
  })
  .superRefine((r, context) => {
    const add = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    r.years.forEach((year, k) => {
      if (k > 0 && year <= r.years[k - 1]!)
        add(['years', k], `comes after ${r.years[k - 1]!} and is ${year}; expected years that increase`);
    });
    const [first, last] = [r.years[0]!, r.years.at(-1)!];
    const within = (name: string, path: Readonly<Record<string, number>> | undefined): void => {
      for (const year of Object.keys(path ?? {}))
        if (Number(year) < first || Number(year) > last)
          add([name, year], `lies outside the investment years, ${first} to ${last}; expected a year within`);
    };
    if (typeof r.budget_t === 'object') {
      within('budget_t', r.budget_t);
      const budgets = Object.entries(r.budget_t).sort(([a], [b]) => Number(a) - Number(b));
      budgets.forEach(([year, most_t], k) => {
        const before = budgets[k - 1];
        if (before !== undefined && most_t < before[1])
          add(
            ['budget_t', year],
            `allows ${most_t} t until ${year}, less than the ${before[1]} t until ${before[0]}, which lie within; expected budgets that grow`,
          );
      });
    }
    within('most_t_per_a', r.most_t_per_a);
    for (const [id, { build, stands }] of Object.entries(r.components))
      for (const [name, span] of [
        ['build', build],
        ['stands', stands ?? {}],
      ] as const)
        if (span.from !== undefined && span.until !== undefined && span.from > span.until)
          add(
            ['components', id, name, 'from'],
            `is ${span.from}, after "until" (${span.until}); expected from <= until`,
          );
  })
  .describe('several investment years with paths of cost, price, demand and carbon: sixfold roadmap');
export type RoadmapSpec = z.infer<typeof RoadmapSpec>;

/** A number by year in any year: on the straight line between the years that are named, as in the nearest of them beyond. */
export function inYear(path: Readonly<Record<string, number>>, year: number): number {
  const known = Object.keys(path)
    .map(Number)
    .sort((a, b) => a - b);
  const after = known.findIndex((y) => y >= year);
  if (after < 0) return path[known.at(-1)!]!;
  if (after === 0 || known[after] === year) return path[known[after]!]!;
  const [a, b] = [known[after - 1]!, known[after]!];
  return path[a]! + ((path[b]! - path[a]!) * (year - a)) / (b - a);
}
