import { isParty } from '../market/ledger/accounts.ts';
import type { TransactionKind } from '../market/ledger/transaction.ts';
import { MICRO } from '../market/quanta.ts';
import type { Compiled } from '../scenario/compile.ts';
import type { ExchangeOutcome } from '../scenario/exchange/exchange.ts';
import { concentration, gini, type MarketTally } from '../scenario/exchange/tally.ts';
import { type EventFigures, flexibilityFigures } from './exchangeFlexibility.ts';
import { type RightsSummary, rightsSummary } from './exchangeRights.ts';

/** A market over a run. Amounts are kWh, or kg where it counts in kg; prices money for one of them. */
export interface MarketFigures {
  readonly id: string;
  readonly label: string;
  readonly carrier: string;
  readonly unit: 'kWh' | 'kg';
  readonly mechanism: string;
  readonly slot_min: number;
  readonly slots: number;
  readonly tradedSlots: number;
  readonly traded: number;
  /** What parties served themselves, of their own. */
  readonly ownUse: number;
  /** Mean of what sellers got, by quantity; undefined where nothing was traded. */
  readonly meanPrice?: number;
  readonly fees_money: number;
  /** What trades were worth to buyers by their limits, less what they cost sellers by theirs. */
  readonly welfare_money: number;
  /** Herfindahl-Hirschman index of sellers, 0 to 1. */
  readonly concentration?: number;
  /** Mean of what own agents asked above cost; undefined where all bid what things cost. */
  readonly aboveCost?: number;
}

/** A participant over a run. Money that it got is positive. */
export interface PartyFigures {
  readonly id: string;
  readonly label: string;
  /** What it paid in all, less what it got. */
  readonly cost_money: number;
  readonly by: Readonly<Partial<Record<TransactionKind, number>>>;
  /** By trade, against prices outside the market and its own costs. */
  readonly tradeGain_money: number;
  /** By what was metered beside trades, what it cost or earned there, its part of losses and of what deviations left over, against the same alone. */
  readonly deviationGain_money: number;
  /** Demand charge on a connection of its own at the same price of a kW, less its share of the joint one. */
  readonly connectionGain_money: number;
  /** By contracts, flexibility and whatever else it has beside trades. */
  readonly otherGain_money: number;
  /** The sum of these: its whole statement against buying alone, with the charges that it would have there as well. */
  readonly gain_money: number;
}

export interface ExchangeSummary {
  readonly currency: string;
  readonly markets: readonly MarketFigures[];
  readonly parties: readonly PartyFigures[];
  /** The exchange's own accounts and suppliers, money. */
  readonly accounts: readonly { readonly account: string; readonly money: number }[];
  readonly gain_money: number;
  /** How unequally it is spread, 0 to 1. */
  readonly gini?: number;
  /** Sum of all accounts: 0. */
  readonly sum_money: number;
  /** Certificates, carbon by participant, and carbon of products. */
  readonly rights: RightsSummary;
  /** Events of demand response. */
  readonly flexibility: readonly EventFigures[];
}

const defined = (v: number): number | undefined => (Number.isNaN(v) ? undefined : v);

function marketFigures(tally: MarketTally, step_s: number): MarketFigures {
  const { market, volume, value, offered, above } = tally;
  const aboveCost = offered > 0 ? (above / offered) * (1000 / MICRO) : Number.NaN;
  const own = [...tally.parties.values()].reduce((sum, party) => sum + party.own, 0);
  const figures = {
    meanPrice: defined(volume > 0 ? (value / volume) * (1000 / MICRO) : Number.NaN),
    concentration: defined(concentration(tally)),
    aboveCost: defined(aboveCost),
  };
  return {
    id: market.id,
    label: `${market.label.charAt(0).toUpperCase()}${market.label.slice(1)}`,
    carrier: market.carrier,
    unit: market.quantum === 'g' ? 'kg' : 'kWh',
    mechanism: market.mechanism,
    slot_min: (market.slotSteps * step_s) / 60,
    slots: tally.slots,
    tradedSlots: tally.tradedSlots,
    traded: volume / 1000,
    ownUse: own / 1000,
    fees_money: tally.fees / MICRO,
    welfare_money: tally.welfare / MICRO,
    ...Object.fromEntries(Object.entries(figures).filter(([, v]) => v !== undefined)),
  };
}

/** What an exchange came to, market by market and participant by participant. */
export function exchangeSummary(compiled: Compiled, outcome: ExchangeOutcome): ExchangeSummary {
  const { run, cluster } = compiled;
  const { markets, books, moneyBy, alone, demandShares, deviationWorth } = outcome;
  const { participants } = cluster.spec;
  const parties = Object.keys(participants).map((id): PartyFigures => {
    const by: PartyFigures['by'] = Object.fromEntries(
      [...(moneyBy.get(id) ?? [])].map(([kind, money]) => [kind, money / MICRO]),
    );
    const tradeGain_money = markets.reduce((sum, market) => sum + (market.parties.get(id)?.gain ?? 0), 0) / MICRO;
    const sum = (kinds: readonly TransactionKind[]): number => kinds.reduce((all, kind) => all + (by[kind] ?? 0), 0);
    const gains = {
      tradeGain_money,
      deviationGain_money: sum(['deviation', 'losses', 'surplus']) - (deviationWorth.get(id) ?? 0) / MICRO,
      connectionGain_money: ((alone.get(id) ?? 0) - (demandShares.get(id) ?? 0)) / MICRO,
      otherGain_money: sum(['contract', 'flexibility', 'certificate', 'uplift']),
    };
    return {
      id,
      label: participants[id]!.label ?? id,
      cost_money: -(books.balances.money.get(id) ?? 0) / MICRO,
      by,
      ...gains,
      gain_money: Object.values(gains).reduce((all, gain) => all + gain, 0),
    };
  });
  const spread = defined(gini(parties.map((party) => party.gain_money)));
  const money = [...books.balances.money];
  return {
    currency: run.currency,
    markets: markets.filter(({ market }) => market.isTraded).map((tally) => marketFigures(tally, run.grid.step_s)),
    parties,
    accounts: money
      .filter(([account, amount]) => !isParty(account) && amount !== 0)
      .map(([account, amount]) => ({ account, money: amount / MICRO })),
    gain_money: parties.reduce((sum, party) => sum + party.gain_money, 0),
    ...(spread === undefined ? {} : { gini: spread }),
    sum_money: money.reduce((sum, [, amount]) => sum + amount, 0) / MICRO,
    rights: rightsSummary(compiled, outcome),
    flexibility: flexibilityFigures(compiled, outcome),
  };
}
