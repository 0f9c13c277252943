import { z } from 'zod';

const price = z.number().describe('for what passes within the community; per kg where the market counts in kg');
const ownPrice = price
  .optional()
  .describe('for what passes within the community; halfway between the prices of the retailer where left out');

/** How members of a market share what they fed in and took, by their meters and without orders. */
export const SharingSpec = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('midMarket').describe('what passes within costs the mean of the prices of the retailer'),
  }),
  z.strictObject({
    kind: z.literal('supplyDemand').describe('the price falls from what the retailer takes to what it pays'),
  }),
  z.strictObject({
    kind: z.literal('billSharing').describe('the bill of the connection by use, its credit by feeding in'),
  }),
  z.strictObject({
    kind: z.literal('priceTable').describe('what passes within costs a curve over supply to demand'),
    ratio: z.array(z.number().nonnegative()).min(1).describe('supply over demand of the community, rising'),
    price_money_per_kWh: z.array(price).min(1).describe('one for each ratio; straight between, level beyond the ends'),
  }),
  z.strictObject({
    kind: z.literal('staticKeys').describe('everybody has a fixed part of what is fed in, up to what it takes'),
    keys: z
      .record(z.string(), z.number().min(0).max(1))
      .describe('participant: its part, a fraction; all of them sum to 1 at most, who is not named has none'),
    price_money_per_kWh: ownPrice,
  }),
  z.strictObject({
    kind: z.literal('dynamicKeys').describe('parts of what is fed in by what everybody takes'),
    price_money_per_kWh: ownPrice,
  }),
]);
export type SharingSpec = z.infer<typeof SharingSpec>;

/** What purchases of a participant want before all others, where a market matches by attributes. */
export const PreferenceSpec = z.strictObject({
  partner: z.string().optional().describe('participant to trade with before all others; counts for its sales as well'),
  sources: z.array(z.string()).default([]).describe('kinds of components whose energy is wanted, the first most'),
  most_money_per_kWh: z
    .number()
    .optional()
    .describe('most that is paid for the partner or a wanted source; what it bids where left out'),
});
export type PreferenceSpec = z.infer<typeof PreferenceSpec>;
