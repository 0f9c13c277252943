import { z } from 'zod';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens, a letter first');
const strike = z
  .number()
  .describe('price that is agreed; per kg where the market counts in kg. Between whole micro-money it is rounded');
const common = {
  id: Id,
  market: z.string().describe('bus whose meters and prices count'),
};
const isTraded = z
  .boolean()
  .default(true)
  .describe('the energy is sold and bought on the market as well, so that its price there is given back');
const support = z
  .string()
  .optional()
  .describe('participant who pays; an account of the exchange, support:<market>, where left out');
const source = z.string().describe('component of the seller whose metered generation counts');

/** Contracts beside the market. */
export const ContractSpec = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('ppa').describe('strike for what the source gives and the buyer takes in the same slot'),
    source,
    buyer: z.string(),
    strike_money_per_kWh: strike,
    isTraded,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('cfd').describe('strike less market price for what the source gives, of either sign'),
    source,
    buyer: support,
    strike_money_per_kWh: strike,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('feedIn').describe('strike for what the source gives'),
    source,
    buyer: support,
    strike_money_per_kWh: strike,
    isTraded,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('premium').describe('strike less market price where that is above 0, for what the source gives'),
    source,
    buyer: support,
    strike_money_per_kWh: strike,
  }),
  z.strictObject({
    ...common,
    kind: z
      .literal('swing')
      .describe('strike for what the buyer takes; 1.5 times outside of a fifth around what is agreed'),
    seller: z.string(),
    buyer: z.string(),
    agreed_kW: z.number().positive().describe('mean power that is agreed; kg/h where the market counts in kg'),
    strike_money_per_kWh: strike,
    isTraded,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('lease').describe('a share of a store for a rent: what it earns is shared'),
    store: z.string().describe('component whose owner lends'),
    lessee: z.string(),
    share: z.number().gt(0).max(1).describe('of its power and capacity; those of a store sum to 1 at most'),
    rent_money_per_month: z.number().nonnegative(),
  }),
]);
export type ContractSpec = z.infer<typeof ContractSpec>;
