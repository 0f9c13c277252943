import { z } from 'zod';

const Ms = z.number().int().describe('ms since 1970 in UTC');
const whole = (about: string): z.ZodOptional<z.ZodNumber> => z.number().int().optional().describe(about);

/** Which statements of a party there are. */
export const StatementPeriodShown = z.strictObject({
  from_ms: Ms,
  to_ms: Ms.describe('end of the period, not in it'),
  isFinal: z.boolean().describe('whether it went out: what is booked later stands on the next one'),
  closing_money: z.number().optional().describe('of one that went out'),
});

export const StatementLineShown = z.strictObject({
  entry: z.number().int().describe('line of the journal that booked it'),
  booked_ms: Ms,
  market: z.string(),
  slot_ms: Ms,
  kind: z.string().describe('sale, purchase, metering, deviation, losses, connection, contract, ...'),
  revision: z.number().int(),
  takesBack: whole('the revision that this line takes back'),
  quantity_Wh: whole('sold and injected above 0'),
  quantity_g: whole('sold and injected above 0'),
  price_money_per_kWh: z.number().optional(),
  price_money_per_kg: z.number().optional(),
  amount_money: z.number().describe('what the party gets; below 0 where it pays'),
  fee_money: z.number().optional().describe('of the network, in the amount'),
  order: z.string().optional(),
  readings: z.array(
    z.strictObject({
      meter: z.string(),
      at_ms: Ms,
      injected_Wh: whole('register'),
      injected_g: whole('register'),
      taken_Wh: whole('register'),
      taken_g: whole('register'),
      version: z.number().int(),
    }),
  ),
  tariff: z.string().optional(),
  isEstimated: z.boolean(),
  note: z.string().optional(),
});

/** All of a party in a period, traceable to orders, meters and tariff. */
export const StatementShown = z.strictObject({
  site: z.string(),
  party: z.string(),
  label: z.string(),
  currency: z.string(),
  from_ms: Ms,
  to_ms: Ms,
  isFinal: z.boolean(),
  opening_money: z.number(),
  closing_money: z.number(),
  earlier: z.array(StatementLineShown).describe('corrections of earlier periods'),
  lines: z.array(StatementLineShown),
  proof: z.strictObject({ entries: z.number().int(), head: z.string() }).describe('journal as it was'),
});
