import type { ConfigIssue } from '../../core/errors.ts';
import { type Kept, keptOf } from '../../core/kept.ts';
import { communityAccount, lossesAccount } from '../../market/ledger/accounts.ts';
import { reconcile } from '../../market/ledger/metering.ts';
import { registerOf } from '../../market/ledger/register.ts';
import { moneyOf, priceOf } from '../../market/quanta.ts';
import { type SharingRule, shareCommunity, sharingTrades } from '../../market/sharing/sharing.ts';
import type { Clearing } from '../../market/trade.ts';
import type { SharingSpec } from '../sharingSpec.ts';
import type { Market } from './markets.ts';
import type { MarketMeter } from './meter.ts';
import type { BoundsByStep } from './priceMemory.ts';

/** A way of sharing as a scenario names it, with whole micro-money. */
export function sharingRuleOf(spec: SharingSpec): SharingRule {
  switch (spec.kind) {
    case 'priceTable':
      return { kind: spec.kind, ratio: spec.ratio, price: spec.price_money_per_kWh.map(priceOf) };
    case 'staticKeys':
    case 'dynamicKeys': {
      const { price_money_per_kWh: price, ...rule } = spec;
      return { ...rule, ...(price === undefined ? {} : { price: priceOf(price) }) };
    }
    default:
      return spec;
  }
}

type Fault = (path: string, message: string) => void;

/** What is wrong with a way of sharing on a market, whatever its prices. */
export function sharingFaults(
  spec: SharingSpec,
  { parties, hasRetailer, isTogether }: { parties: readonly string[]; hasRetailer: boolean; isTogether: boolean },
  fault: Fault,
): void {
  if (isTogether)
    fault('', 'met sharing beside clearing: together, where trades are made before delivery; take one of the two away');
  if (!hasRetailer)
    fault(
      '',
      'nobody sells there by tariff, so that nothing says what a community would pay; give the bus a closer with one, or leave sharing out',
    );
  if (spec.kind === 'priceTable') {
    const { ratio, price_money_per_kWh: price } = spec;
    if (ratio.length !== price.length)
      fault('.price_money_per_kWh', `met ${price.length} prices for ${ratio.length} ratios; expected one for each`);
    const k = ratio.findIndex((v, i) => i > 0 && v <= ratio[i - 1]!);
    if (k >= 0) fault(`.ratio.${k}`, `met ${ratio[k]} after ${ratio[k - 1]}; expected ratios that rise`);
  }
  if (spec.kind !== 'staticKeys') return;
  for (const party of Object.keys(spec.keys))
    if (!parties.includes(party))
      fault(`.keys.${party}`, `no participant with something there; expected one of ${parties.join(', ')}`);
  const sum = Object.values(spec.keys).reduce((all, key) => all + key, 0);
  // A hair over 1 is how tenths add up.
  if (sum > 1 + 1e-9) fault('.keys', `sum to ${sum}; expected fractions that sum to 1 at most`);
}

/** Prices at which a way of sharing has no price of its own. */
export function sharingPriceFaults(
  markets: readonly Market[],
  bounds: readonly BoundsByStep[],
  file: string,
): ConfigIssue[] {
  return markets.flatMap(({ id, sharing }, m) => {
    const lowest = sharing?.kind === 'supplyDemand' ? bounds[m]!.floor.reduce((a, b) => Math.min(a, b), 0) : 0;
    if (lowest >= 0) return [];
    const message = `supplyDemand has no price where feeding in pays less than 0, and it falls to ${lowest}; take midMarket, or give floor_money_per_kWh: 0`;
    return [{ file, path: `exchange.markets.${id}.sharing`, message }];
  });
}

/** Shares slots of a market by its meters. */
export interface CommunitySharing {
  /** Takes the slot that has just been metered. @param sells price of the retailer, micro-money per thousand quanta */
  share(slot_ms: number, sells: number, buys: number): Clearing;
  readonly kept: Kept;
}

/** @returns undefined where a market trades before delivery */
export function communitySharing(market: Market, meter: MarketMeter): CommunitySharing | undefined {
  const { sharing: rule, retailer, id } = market;
  if (rule === undefined || retailer === undefined) return undefined;
  const { accounts, state } = meter;
  const before = { injected: new Float64Array(accounts.length), taken: new Float64Array(accounts.length) };
  return {
    kept: keptOf(before),
    share(slot_ms, sells, buys) {
      const raw = new Map(
        accounts.map((account, k) => {
          const [injected, taken] = [registerOf(state.injected[k]!), registerOf(state.taken[k]!)];
          const net = injected - before.injected[k]! - (taken - before.taken[k]!);
          before.injected[k] = injected;
          before.taken[k] = taken;
          return [account, net];
        }),
      );
      const { quanta } = reconcile(id, raw, [], accounts.length);
      const others = [retailer.account, lossesAccount(id)];
      const positions = accounts
        .filter((account) => !others.includes(account))
        .map((party) => ({ party, net: quanta[party] ?? 0 }));
      const retail = { party: retailer.account, sells, buys };
      const shared = shareCommunity(positions, rule, retail);
      const trades = sharingTrades(shared, id, slot_ms, retail);
      const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
      // What passes within is neither bought nor fed in.
      const passes = shared.shares.reduce((sum, { community }) => sum + Math.max(0, community), 0);
      const welfare = moneyOf(passes, sells - buys);
      return { volume, welfare, trades, filled: [] };
    },
  };
}

/** Mean price of what members bought, micro-money per thousand quanta; undefined where nobody did. */
export function priceOfShared({ id, retailer }: Market, { trades }: Clearing): number | undefined {
  const hub = communityAccount(id);
  let [money, quanta] = [0, 0];
  for (const { seller, buyer, buyerPays, quantity } of trades) {
    if (seller !== hub || buyer === retailer?.account) continue;
    money += buyerPays;
    quanta += quantity;
  }
  return quanta > 0 ? Math.round((money * 1000) / quanta) : undefined;
}
