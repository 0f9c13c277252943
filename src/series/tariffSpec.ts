import { z } from 'zod';
import type { SeriesRef } from '../core/environment.ts';
import { CalendarSpec } from './calendar.ts';
import { DemandSpec, MeteringFields } from './demandSpec.ts';
import { DaySelector, Windows } from './tariffHours.ts';
import { faultsOf } from './tariffRules.ts';

/** A constant, or `profile.column_unit`. */
const Ref = z.union([
  z.number(),
  z.string().regex(/^[a-z][a-z0-9-]*\.[a-zA-Z]\w*$/, 'expected a number or "profile.column_unit"'),
]);
const PeriodName = z.string().regex(/^[a-z][a-zA-Z0-9]*$/, 'expected a period name in camelCase');
const Months = z.array(z.number().int().min(1).max(12)).min(1).describe('calendar months, local time');

const Price = {
  price_money_per_kWh: z.number().optional().describe('price of the period as a whole'),
  price_money_per_m3: z.number().optional().describe('the same where basis is m3'),
};
const Period = z.strictObject({
  ...Price,
  factor: z.number().nonnegative().optional().describe('on the floating part; the non-floating part is added'),
});
export type PeriodSpec = z.infer<typeof Period>;

const Hours = z.record(PeriodName, Windows).describe('hours of the day by period; every hour exactly once');

const Season = z.strictObject({
  label: z.string().optional(),
  months: Months,
  hours: Hours.optional().describe('the same on all days'),
  days: z.partialRecord(DaySelector, Hours).optional().describe('hours by sort of day; every day exactly once'),
  periods: z.record(PeriodName, Period).default({}).describe('prices or factors that differ in this season'),
});
export type SeasonSpec = z.infer<typeof Season>;

/** Hours that leave the rule: critical peak, deep valley. A later entry wins over an earlier one. */
const Exception = z.strictObject({
  period: PeriodName.describe('name in the results; one of the periods, or a new one with a price or a factor'),
  months: Months.optional().describe('all months unless said'),
  days: z
    .union([PeriodName, z.array(PeriodName)])
    .default('all')
    .describe(
      `sorts of days (${DaySelector.options.join(', ')}) or names of holidays of the calendar (springFestival, ...)`,
    ),
  hours: Windows,
  of: PeriodName.optional().describe('period whose price the factor multiplies'),
  factor: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      'on the price of that period; where the period has a factor, on that, so that only the floating part moves',
    ),
  ...Price,
  dayMax_degC: z
    .number()
    .optional()
    .describe('only on days whose highest ambient temperature, as a mean over a step, reaches this'),
});

const Energy = z.strictObject({
  price_money_per_kWh: Ref.optional().describe('one price at all times, or a series (real-time price)'),
  price_money_per_m3: Ref.optional().describe('the same where basis is m3'),
  floating_money_per_kWh: Ref.optional().describe('part of the price that the factors of the periods multiply'),
  floating_money_per_m3: Ref.optional(),
  nonFloating_money_per_kWh: Ref.optional().describe(
    'part that no factor moves: networks, losses, funds. 0 unless said',
  ),
  nonFloating_money_per_m3: Ref.optional(),
  periods: z.record(PeriodName, Period).optional().describe('each with a price, or a factor on the floating part'),
  seasons: z.array(Season).optional().describe('every month exactly once'),
  exceptions: z.array(Exception).default([]),
});

const FeedIn = z.strictObject({
  price_money_per_kWh: Ref.optional().describe('constant or series'),
  price_money_per_m3: Ref.optional(),
  vat: z
    .enum(['included', 'excluded', 'passedOn'])
    .default('included')
    .describe(
      'included: received as stated. excluded: VAT is received on top. passedOn: stated with VAT, which the seller hands on and does not keep',
    ),
});

const Fixed = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('demand'),
    ...MeteringFields,
    price_money_per_kW_month: MeteringFields.price_money_per_kW_month.describe(
      "on the month's highest mean over the metering interval",
    ),
  }),
  z.strictObject({
    by: z.literal('capacity'),
    price_money_per_kVA_month: z.number().nonnegative().describe('on the contracted capacity of the connection'),
  }),
]);

/**
 * A tariff as people write it. The columns made of it are what is paid, VAT included, per kWh (of lower heating value).
 * Carbon prices are no part of a tariff: who burns, pays.
 */
export const TariffSpec = z
  .strictObject({
    label: z.string().optional(),
    source: z.string().optional().describe('where the figures come from'),
    carrier: z.enum(['electricity', 'gas', 'heat', 'cooling', 'hydrogen']).default('electricity'),
    basis: z
      .enum(['lhv', 'hhv', 'm3'])
      .default('lhv')
      .describe(
        'what a price counts: kWh of lower or of higher heating value, or m3 (then the names end in _money_per_m3)',
      ),
    heatingValue_kWh_per_m3: z
      .number()
      .positive()
      .default(9.86)
      .describe('lower heating value, for basis m3. ASSUMED 35.5 MJ/m3, typical pipeline gas'),
    vat: z
      .strictObject({
        prices: z.enum(['included', 'excluded']).describe('whether the figures of this tariff include VAT'),
        rate: z.number().min(0).lt(1).describe('China: electricity 0.13, gas and heat 0.09'),
      })
      .default({ prices: 'included', rate: 0 })
      .describe('included unless said: the figures are what is paid'),
    calendar: CalendarSpec.optional().describe("the scenario's calendar unless said"),
    energy: Energy,
    feedIn: FeedIn.optional().describe('nothing is paid for what is fed in unless said'),
    fixed: Fixed.optional(),
    demand: z
      .record(PeriodName, DemandSpec)
      .default({})
      .describe(
        'further charges on the highest draw of a month, by name: in some hours, with what they keep of earlier months',
      ),
    powerFactor: z
      .enum(['none', 'china90'])
      .default('none')
      .describe('china90: adjustment of energy and fixed charge around a power factor of 0.90'),
    standing_money_per_month: z.number().default(0).describe('paid whatever is taken'),
    partialMonths: z
      .enum(['proRata', 'whole'])
      .default('proRata')
      .describe('fixed and standing charges of a month that the run covers in part: by its hours, or whole'),
  })
  .superRefine((spec, ctx) => {
    for (const { path, message } of faultsOf(spec)) ctx.addIssue({ code: 'custom', path: [...path], message });
  });
export type TariffSpec = z.infer<typeof TariffSpec>;

type Priced = Readonly<Record<string, unknown>>;

/** A price as stated, by whichever of its two names stands: `price_money_per_kWh` or `price_money_per_m3`. */
export function stated(part: Priced, word: string): { readonly name: string; readonly ref: SeriesRef } | undefined {
  for (const name of [`${word}_money_per_kWh`, `${word}_money_per_m3`]) {
    const ref = part[name];
    if (typeof ref === 'number' || typeof ref === 'string') return { name, ref };
  }
  return undefined;
}
