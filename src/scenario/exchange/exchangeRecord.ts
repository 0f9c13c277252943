import { levelsOf } from '../../market/fees.ts';
import { JOURNAL_VERSION } from '../../market/journal/packed.ts';
import type { ExchangeRecord } from '../../market/journal/record.ts';
import { priceOf } from '../../market/quanta.ts';
import type { Compiled } from '../compile.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';
import { micro } from './aloneCharge.ts';
import type { Market } from './markets.ts';
import type { MarketMeter } from './meter.ts';

/** Where the scenario gives no limit: the most that keeps sums exact, four billion money. */
const NO_LIMIT_money = 4e9;

const meterId = (market: Market, account: string): string => `${account}@${market.id}`;

/** The first record: markets, parties and meters of a site. */
export function exchangeRecord(
  { run, cluster }: Compiled,
  spec: EnergyExchangeSpec,
  markets: readonly Market[],
  meters: readonly MarketMeter[],
  bounds: (m: number) => { readonly highest: number; readonly lowest: number },
): ExchangeRecord {
  return {
    kind: 'exchange',
    version: JOURNAL_VERSION,
    at_ms: run.grid.start_ms,
    site: run.name,
    currency: run.currency,
    markets: markets.map((market, m) => ({
      id: market.id,
      carrier: market.carrier,
      unit: market.quantum,
      slot_s: market.slotSteps * run.grid.step_s,
      gate_s: 0,
      trades: market.sharing === undefined ? 'auction' : 'exPost',
      rules: { imbalance: spec.imbalance, losses: 'users', surplus: spec.imbalanceSurplus },
      missing: 'asTraded',
      ...(market.levels.length === 0
        ? {}
        : { fees: levelsOf({ fee: priceOf(market.fee), levels: market.levels }, market.id) }),
      bounds: bounds(m),
    })),
    parties: Object.entries(cluster.spec.participants).map(([id, { label }]) => ({
      id,
      ...(label === undefined ? {} : { label }),
      limit: micro(spec.creditLimit_money ?? NO_LIMIT_money),
    })),
    meters: markets.flatMap((market, m) =>
      meters[m]!.accounts.map((account) => ({ id: meterId(market, account), market: market.id, account })),
    ),
  };
}
