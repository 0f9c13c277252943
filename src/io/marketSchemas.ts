import { z } from 'zod';
import { CancelPayload, OrderPayload } from '../scenario/exchange/orderMessage.ts';

const Ms = z.number().int();
const Quanta = z.number().int();
/** One of the two, by what the market counts. */
const byUnit = <N extends string>(name: N) => ({
  [`${name}_Wh`]: Quanta.optional(),
  [`${name}_g`]: Quanta.optional(),
});
const prices = (name: string) => ({
  [`${name}_money_per_kWh`]: z.number().optional(),
  [`${name}_money_per_kg`]: z.number().optional(),
});

/** An order without the market and slot, which its address names. */
export const OrderBody = OrderPayload.partial({ market: true, slot_ms: true });

export const MarketShown = z.strictObject({
  market: z.string(),
  label: z.string(),
  carrier: z.string(),
  unit: z.enum(['Wh', 'g']),
  mechanism: z.string(),
  slot_s: z.number().int(),
  gate_s: z.number().int().describe('how long before its start a slot closes to orders'),
  isOpen: z.boolean().describe('whether parties may send orders'),
  parties: z.array(z.string()),
});

export const OrderShown = z.strictObject({
  id: z.string(),
  market: z.string(),
  slot_ms: Ms,
  side: z.enum(['buy', 'sell']),
  ...byUnit('quantity'),
  ...prices('limit'),
  ...prices('preferredLimit'),
  partner: z.string().optional(),
  sources: z.array(z.string()).optional(),
  immediate: z.boolean().optional(),
  state: z.enum(['open', 'closed']),
  ...byUnit('filled'),
});

const Level = z.strictObject({ ...byUnit('quantity'), ...prices('limit'), orders: z.number().int() });
export const DepthShown = z.strictObject({
  market: z.string(),
  slot_ms: Ms,
  buys: z.array(Level),
  sells: z.array(Level),
});

export const ClearingShown = z.strictObject({
  market: z.string(),
  slot_ms: Ms,
  ...prices('price'),
  ...byUnit('volume'),
  trades: z.number().int(),
});

export const TradeShown = z.strictObject({
  market: z.string(),
  slot_ms: Ms,
  side: z.enum(['buy', 'sell']),
  with: z.string(),
  order: z.string(),
  ...byUnit('quantity'),
  ...prices('price'),
  total_money: z.number().describe('what is paid or got, fees included'),
  fee_money: z.number(),
});

export const SettlementShown = z.strictObject({
  market: z.string(),
  slot_ms: Ms,
  revision: z.number().int(),
  ...byUnit('metered'),
  ...byUnit('traded'),
  isEstimated: z.boolean(),
  trades_money: z.number(),
  beside_money: z.number().describe('for what was metered beside what was traded, and the share of what is left over'),
});

export const TradeSumsShown = z.strictObject({
  from_ms: Ms.describe('begin of the first slot that is counted'),
  to_ms: Ms.describe('end of the last'),
  parties: z.array(
    z.strictObject({
      party: z.string(),
      sales_money: z.number().describe('got for what was sold, fees taken off'),
      purchases_money: z.number().describe('paid for what was bought, fees included'),
      beside_money: z.number().describe('of settlements: for what was metered beside what was traded'),
      net_money: z.number().describe('sales less purchases and what came beside them'),
    }),
  ),
  pairs: z.array(
    z.strictObject({
      market: z.string(),
      seller: z.string(),
      buyer: z.string(),
      ...byUnit('quantity'),
      paid_money: z.number().describe('by the buyer, fees included'),
      trades: z.number().int(),
    }),
  ),
});

export const AccountShown = z.strictObject({
  party: z.string(),
  balance_money: z.number().describe('below 0 where the party owes'),
  creditLimit_money: z.number(),
  reserved_money: z.number().describe('what open orders may cost at most'),
  orders: z.array(OrderShown),
});

/** What a party sends over MQTT: an order, or the id of one that it takes back. */
export const OrderMessage = z.union([OrderBody, CancelPayload]);

/** What a party was settled at in a slot, over all its markets. */
export const SettlementLines = z.strictObject({
  slot_ms: Ms,
  party: z.string(),
  revision: z.number().int().describe('grows where a market of the slot is settled, or settled anew'),
  lines: z.array(SettlementShown.omit({ slot_ms: true })),
});
