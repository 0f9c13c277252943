import { z } from 'zod';
import { MECHANISMS, type MechanismName } from '../market/laws.ts';
import { ContractSpec } from './contractSpec.ts';
import { ProgrammeSpec } from './flexibilitySpec.ts';
import { PreferenceSpec, SharingSpec } from './sharingSpec.ts';

const Mechanism = z.enum(Object.keys(MECHANISMS) as [MechanismName, ...MechanismName[]]);

const price = (text: string) => z.number().describe(`${text}; per kg where the market counts in kg (hydrogen)`);

const Levels = z
  .record(
    z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes, beginning with a letter'),
    z.strictObject({
      fee_money_per_kWh: price('what it takes of each kWh').nonnegative().default(0),
      share: z.number().min(0).max(1).default(0).describe('of what the seller gets; not where markets clear together'),
    }),
  )
  .describe(
    'further networks that each trade of a market passes (the street, the town), by name: each gets its part of the fee, on the account network:<name>; they add up and do not compound',
  );

const MarketSpec = z.strictObject({
  mechanism: Mechanism.optional().describe('in place of the one of all markets'),
  slot_min: z.number().int().positive().optional().describe('length of a slot; a whole number of steps'),
  k: z.number().min(0).max(1).optional(),
  fee_money_per_kWh: price('what the network takes of each kWh that changes hands').nonnegative().optional(),
  feeLevels: Levels.optional(),
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
    feeLevels: Levels.default({}),
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
    imbalanceSurplus: z
      .enum(['users', 'network', 'keep'])
      .default('users')
      .describe(
        'who gets what deviations pay beyond what they cost, and bears what is lacking. users: all who were metered, by what they moved; network: the account of the network, which can lower its fees by it; keep: it stays on imbalance:<market>',
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
    lookAhead_h: z
      .number()
      .int()
      .min(1)
      .max(168)
      .default(24)
      .describe('hours ahead by whose prices a store knows what its content is worth; cars half of them. ASSUMED 24'),
    aboveSeparate: z
      .number()
      .min(1)
      .default(2)
      .describe(
        'times what separate production costs, up to which demand bids where no retailer sells: its plant has to be paid too. ASSUMED 2',
      ),
    spiltShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe(
        'share of what a market was given, above which what was spilt there says that one more unit is worth nothing. ASSUMED 0.01',
      ),
    contracts: z.array(ContractSpec).default([]).describe('contracts beside the market, settled by meters and prices'),
    flexibility: z
      .array(ProgrammeSpec)
      .default([])
      .describe('programmes of demand response: events that limit or shift what parties take, for pay'),
  })
  .optional()
  .describe('trade between participants: markets, slots and settlement');
export type EnergyExchangeSpec = NonNullable<z.infer<typeof EnergyExchangeSpec>>;
