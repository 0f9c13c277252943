import { CARRIERS, type Carrier, H2_LHV_kWh_per_kg } from '../../core/carriers.ts';
import { ConfigError } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { Market } from './markets.ts';
import type { BoundsByStep } from './priceMemory.ts';
import type { Probe } from './probe.ts';

/** Efficiencies of separate production, as `factors.separate` of the scenario has them, and how demand bids by them. */
export interface Separate {
  readonly heat: number;
  readonly cooling: number;
  readonly hydrogen: number;
  /** Times what separate production costs, up to which demand bids where no retailer sells. */
  readonly above: number;
}

/**
 * Highest price of demand and lowest of surplus at each market by step, money per kWh (kg), and what energy costs outside it:
 * the prices of the market's tariff; elsewhere what separate production from bought power or gas would cost, which demand
 * bids several times, and 0.
 * @throws ConfigError where neither is known
 */
export function boundsOf(
  run: Run,
  markets: readonly Market[],
  probe: Probe,
  separate: Separate,
  file: string,
): BoundsByStep[] {
  const { length } = run.grid;
  const retail = markets.map(({ retailer }) => {
    if (retailer === undefined) return undefined;
    const prices = Array.from({ length }, (_, i) => probe.price(retailer.component, i));
    return {
      buy: Float64Array.from(prices, ([buy]) => (Number.isFinite(buy) ? buy : Number.NaN)),
      sell: Float64Array.from(prices, ([, sell]) => (Number.isFinite(sell) ? sell : 0)),
    };
  });
  const bought = (carrier: Carrier): Float64Array | undefined =>
    retail[markets.findIndex((m) => m.carrier === carrier && m.retailer !== undefined)]?.buy;
  const power = bought('electricity');
  const gas = bought('gas');
  /** Cost of a kWh made separately; undefined where nothing is bought that could make it. */
  const madeOf = ({
    carrier,
    isLinked,
  }: Market): { readonly price: Float64Array; readonly eta: number } | undefined => {
    // Where lines lead to a retailer it is what one on the spot would ask.
    const near = isLinked ? bought(carrier) : undefined;
    if (near !== undefined) return { price: near, eta: 1 };
    if (carrier === 'electricity' || carrier === 'gas') return undefined;
    if (carrier === 'cooling') return power && { price: power, eta: separate.cooling };
    if (carrier === 'hydrogen') return power && { price: power, eta: separate.hydrogen / H2_LHV_kWh_per_kg };
    return gas ? { price: gas, eta: separate.heat } : power && { price: power, eta: 1 };
  };
  return markets.map((market, m) => {
    const own = retail[m];
    const { ceiling, floor, id, carrier } = market;
    const made = madeOf(market);
    const topOf = (i: number): number =>
      ceiling ?? own?.buy[i] ?? (made === undefined ? Number.NaN : (separate.above * made.price[i]!) / made.eta);
    const highest = Float64Array.from({ length }, (_, i) => topOf(i));
    // A tariff that sells nothing in some step (an outage) leaves the last price standing.
    for (let i = 0, last = highest.find((v) => !Number.isNaN(v)) ?? Number.NaN; i < length; i++)
      if (Number.isNaN(highest[i]!)) highest[i] = last;
      else last = highest[i]!;
    if (Number.isNaN(highest[0]!) && market.isTraded)
      throw new ConfigError([
        {
          file,
          path: `exchange.markets.${id}.ceiling_money_per_kWh`,
          message: `missing: nothing is sold at "${id}" by tariff, and no power or gas is bought that could make ${CARRIERS[carrier].unit === 'kW' ? carrier : 'it'} separately; give the most that demand bids there`,
        },
      ]);
    // Where feeding in pays more than drawing costs, the two would trade with each other without end.
    return {
      ceiling: highest,
      outside: own === undefined && ceiling === undefined ? highest.map((v) => v / separate.above) : highest,
      floor: Float64Array.from(highest, (top, i) => Math.min(floor ?? own?.sell[i] ?? 0, top)),
    };
  });
}
