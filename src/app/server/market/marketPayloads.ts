import type { z } from 'zod';
import type {
  AccountShown,
  ClearingShown,
  DepthShown,
  MarketShown,
  OrderShown,
  SettlementShown,
  TradeShown,
} from '../../../io/marketSchemas.ts';
import type { Depth, DepthLevel } from '../../../market/depth.ts';
import type { Order } from '../../../market/order.ts';
import { MICRO } from '../../../market/quanta.ts';
import type { Trade } from '../../../market/trade.ts';
import type { SlotDone } from '../../../scenario/exchange/liveExchange.ts';
import type { SettledSlot } from './marketFloor.ts';
import type { Account, MarketInfo } from './marketMessages.ts';

type Unit = MarketInfo['unit'];

const money = (micro: number): number => micro / MICRO;
const quantity = (name: string, unit: Unit, quanta: number): object => ({ [`${name}_${unit}`]: quanta });
const price = (name: string, unit: Unit, micro: number | undefined): object =>
  micro === undefined ? {} : { [`${name}_money_per_${unit === 'Wh' ? 'kWh' : 'kg'}`]: money(micro) };

export const shownMarket = ({ id, ...rest }: MarketInfo): z.infer<typeof MarketShown> => ({
  market: id,
  ...rest,
  parties: [...rest.parties],
});

export function shownOrder(order: Order, unit: Unit, filled?: number): z.infer<typeof OrderShown> {
  const { id, market, slot_ms, side, limit, attributes = {}, immediate } = order;
  const { partner, sources, preferredLimit } = attributes;
  return {
    id,
    market,
    slot_ms,
    side,
    ...quantity('quantity', unit, order.quantity),
    ...price('limit', unit, limit),
    ...price('preferredLimit', unit, preferredLimit),
    ...(partner === undefined ? {} : { partner }),
    ...(sources === undefined ? {} : { sources: [...sources] }),
    ...(immediate === undefined ? {} : { immediate }),
    state: filled === undefined ? 'open' : 'closed',
    ...(filled === undefined ? {} : quantity('filled', unit, filled)),
  };
}

export function shownDepth({ market, slot_ms, buys, sells }: Depth, unit: Unit): z.infer<typeof DepthShown> {
  const level = ({ limit, quantity: quanta, orders }: DepthLevel) => ({
    ...price('limit', unit, limit),
    ...quantity('quantity', unit, quanta),
    orders,
  });
  return { market, slot_ms, buys: buys.map(level), sells: sells.map(level) };
}

export const shownClearing = (done: SlotDone, unit: Unit): z.infer<typeof ClearingShown> => ({
  market: done.market,
  slot_ms: done.slot_ms,
  ...price('price', unit, done.price),
  ...quantity('volume', unit, done.volume),
  trades: done.trades.length,
});

/** A trade as one of its two parties sees it. */
export function shownTrade(trade: Trade, party: string, unit: Unit): z.infer<typeof TradeShown> {
  const { market, slot_ms, seller, buyer, sellOrder, buyOrder, sellPrice, buyPrice, sellerGets, buyerPays } = trade;
  const isSale = seller === party;
  return {
    market,
    slot_ms,
    side: isSale ? 'sell' : 'buy',
    with: isSale ? buyer : seller,
    order: isSale ? sellOrder : buyOrder,
    ...quantity('quantity', unit, trade.quantity),
    ...price('price', unit, isSale ? sellPrice : buyPrice),
    total_money: money(isSale ? sellerGets : buyerPays),
    fee_money: money(trade.fee),
  };
}

export const shownSettlement = (one: SettledSlot, unit: Unit): z.infer<typeof SettlementShown> => ({
  market: one.market,
  slot_ms: one.slot_ms,
  revision: one.revision,
  ...quantity('metered', unit, one.metered),
  ...quantity('traded', unit, one.traded),
  isEstimated: one.isEstimated,
  trades_money: money(one.trades),
  beside_money: money(one.beside),
});

export const shownAccount = (
  { party, balance, limit, reserved, orders }: Account,
  unitOf: (market: string) => Unit,
): z.infer<typeof AccountShown> => ({
  party,
  balance_money: money(balance),
  creditLimit_money: money(limit),
  reserved_money: money(reserved),
  orders: orders.map((order) => shownOrder(order, unitOf(order.market))),
});
