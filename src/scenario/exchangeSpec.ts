import { z } from 'zod';
import { MECHANISMS, type MechanismName } from '../market/laws.ts';
import { ContractSpec } from './contractSpec.ts';
import { ProgrammeSpec } from './flexibilitySpec.ts';
import { PreferenceSpec, SharingSpec } from './sharingSpec.ts';

const Mechanism = z.enum(Object.keys(MECHANISMS) as [MechanismName, ...MechanismName[]]);

const price = (text: string) => z.number().describe(`${text}; per kg where the market counts in kg (hydrogen)`);

const MarketSpec = z.strictObject({
  mechanism: Mechanism.optional().describe('in place of the one of all markets'),
  slot_min: z.number().int().positive().optional().describe('length of a slot; a whole number of steps'),
  k: z.number().min(0).max(1).optional(),
  fee_money_per_kWh: price('what the network takes of each kWh that changes hands').nonnegative().optional(),
  ceiling_money_per_kWh: price(
    'most that demand bids; the retail price where there is one, else what separate production would cost, twice',
  ).optional(),
  sharing: SharingSpec.optional().describe(
    'in place of trades before delivery: members share by meter what was fed in and taken, against the tariff of the retailer. No orders from outside, no fee; the mechanism only decides how machines and stores run',
  ),
  preferences: z
    .record(z.string(), PreferenceSpec)
    .default({})
    .describe('participant: whom and what it wants, where the mechanism is `attributes`'),
  floor_money_per_kWh: price('least that surplus asks; what feeding in pays where that is possible, else 0').optional(),
});

/** How participants trade on the site. Currency exchange stands under `economy`. */
export const EnergyExchangeSpec = z
  .strictObject({
    slot_min: z
      .number()
      .int()
      .positive()
      .default(15)
      .describe('length of a slot of electricity, fuel and hydrogen; one step where that is longer'),
    thermalSlot_min: z.number().int().positive().default(60).describe('length of a slot of heat, steam and cooling'),
    gate_min: z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe(
        'how long before its slot a live exchange closes to orders that parties send themselves; agents bid at the start of the slot',
      ),
    clearing: z
      .enum(['bookByBook', 'together'])
      .default('bookByBook')
      .describe(
        'bookByBook: each market by its mechanism, from the users of energy back to its sources; together: all markets at once at the greatest welfare, machines as one order on all that they touch; slots are then slot_min everywhere',
      ),
    networkLimits: z
      .boolean()
      .default(false)
      .describe(
        'whether buses that a network with limits joins are markets of their own, with prices of their own where its lines are full; only with clearing: together. Pipes that nobody owns are then lines as well',
      ),
    mechanism: Mechanism.default('uniform').describe(
      Object.entries(MECHANISMS)
        .map(([name, { summary }]) => `${name}: ${summary}`)
        .join('; '),
    ),
    k: z.number().min(0).max(1).default(0.5).describe('share of the price interval that goes to sellers'),
    fee_money_per_kWh: price('what the network takes of each kWh that changes hands').nonnegative().default(0),
    markets: z
      .record(z.string(), MarketSpec)
      .default({})
      .describe('bus: what is different there; buses that a network joins are one market, under the name of its hub'),
    forecast: z
      .enum(['perfect', 'persistence', 'smartPersistence'])
      .default('persistence')
      .describe('what participants expect of their own demand, sun and wind'),
    imbalance: z
      .enum(['single', 'dual'])
      .default('single')
      .describe(
        'price of what was metered beside what was traded. single: one for both signs; dual: who is short pays the dearer, who is long gets the cheaper',
      ),
    connectionCharge: z
      .enum(['coincidentPeak', 'ownPeak', 'energy', 'shapley'])
      .default('coincidentPeak')
      .describe('by what the fixed and demand charge of a shared connection is shared out'),
    creditLimit_money: z
      .number()
      .nonnegative()
      .optional()
      .describe(
        'how far below zero the balance of a participant may fall with its open orders; four billion where left out',
      ),
    finalAfter_h: z
      .number()
      .positive()
      .default(24)
      .describe('after which the readings and settlement of a slot are final; no shorter than a slot. ASSUMED 24'),
    priceMemory: z
      .number()
      .gt(0)
      .max(1)
      .default(0.3)
      .describe('weight of the last day in the price that is expected of an hour. ASSUMED 0.3'),
    contracts: z.array(ContractSpec).default([]).describe('contracts beside the market, settled by meters and prices'),
    flexibility: z
      .array(ProgrammeSpec)
      .default([])
      .describe('programmes of demand response: events that limit or shift what parties take, for pay'),
  })
  .optional()
  .describe('trade between participants: markets, slots and settlement');
export type EnergyExchangeSpec = NonNullable<z.infer<typeof EnergyExchangeSpec>>;
