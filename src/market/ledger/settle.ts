import { type FeeLevel, splitFee } from '../fees.ts';
import { moneyOf, shareOut } from '../quanta.ts';
import type { Trade } from '../trade.ts';
import { imbalanceAccount, isParty, lossesAccount, networkAccount } from './accounts.ts';
import { minus, plus, sorted } from './exact.ts';
import { type ImbalanceRule, imbalancePrices, type RetailPrices } from './imbalance.ts';
import type { Reading } from './register.ts';
import { LedgerError, type Line, type References, type Transaction } from './transaction.ts';

/** How a market settles. */
export interface SettlementRules {
  readonly imbalance: ImbalanceRule;
  /** Who pays for what is lost: those who take from the bus, by what they take; or nobody yet, and the account shows it. */
  readonly losses: 'users' | 'keep';
  /** Who gets what deviations leave over: all who are metered, by what they move; the market's network; or the account keeps it. */
  readonly surplus: 'users' | 'network' | 'keep';
}

/** What a public grid or supplier is owed for a slot. */
export interface UtilityBill {
  /** Its account. */
  readonly account: string;
  /** For energy; whole micro-money, less than 0 where it pays. */
  readonly bill: number;
  /** Period of its tariff. */
  readonly tariff?: string;
}

/** All that a settlement of one slot of one market depends on. */
export interface SlotInput {
  readonly market: string;
  readonly slot_ms: number;
  readonly revision: number;
  readonly rules: SettlementRules;
  readonly retail: RetailPrices;
  /** What every account sold less what it bought, and what it got for it (`positions`). */
  readonly traded: Positions;
  /** Quanta by account, into the bus positive; utilities and losses (below 0) too, so that they sum to 0. */
  readonly metered: Readonly<Record<string, number>>;
  readonly utilities: readonly UtilityBill[];
  /** Meters and what they stood at, by account. */
  readonly readings?: ReadonlyMap<string, readonly Reading[]>;
  /** Accounts without a reading. */
  readonly estimated?: readonly string[];
}

/** Adds what the fee of a trade is split into, by account; all the network's where a market names no levels. */
function addFees({ fee, market, sellPrice }: Trade, levels: readonly FeeLevel[], lines: Line[]): void {
  if (levels.length === 0) {
    lines.push({ account: networkAccount(market), money: fee, quanta: 0 });
    return;
  }
  const parts = splitFee(fee, levels, sellPrice);
  for (const [k, { account }] of levels.entries())
    if (parts[k] !== 0) lines.push({ account, money: parts[k]!, quanta: 0 });
}

/**
 * Books trades: the buyer pays, the seller gets, the networks have the fee.
 * @param first numbers them within the slot
 * @param levels of the market's fees
 */
export const tradeTransactions = (
  trades: readonly Trade[],
  first = 0,
  levels: readonly FeeLevel[] = [],
): Transaction[] =>
  trades.map((t, k) => {
    const lines: Line[] = [
      { account: t.buyer, money: minus(t.buyerPays), quanta: t.quantity },
      { account: t.seller, money: t.sellerGets, quanta: minus(t.quantity) },
    ];
    if (t.fee !== 0) addFees(t, levels, lines);
    return {
      kind: 'trade',
      market: t.market,
      slot_ms: t.slot_ms,
      key: `trade ${first + k}`,
      revision: 0,
      lines,
      refs: { orders: [`${t.seller}/${t.sellOrder}`, `${t.buyer}/${t.buyOrder}`], price: t.buyPrice },
    };
  });

export type Positions = ReadonlyMap<string, { readonly quanta: number; readonly money: number }>;

/** What accounts sold (positive) less what they bought, and what they got for it less what they paid. */
export function positions(trades: readonly Trade[]): Positions {
  const found = new Map<string, { quanta: number; money: number }>();
  const add = (account: string, quanta: number, money: number): void => {
    const sum = found.get(account);
    if (sum === undefined) found.set(account, { quanta, money });
    else {
      sum.quanta = plus(sum.quanta, quanta);
      sum.money = plus(sum.money, money);
    }
  };
  for (const t of trades) {
    add(t.seller, t.quantity, t.sellerGets);
    add(t.buyer, -t.quantity, -t.buyerPays);
  }
  return found;
}

/** Accounts that are metered or trade, in the order of their names. */
function accountsOf(metered: SlotInput['metered'], traded: Positions): readonly string[] {
  const names = Object.keys(metered);
  for (const account of traded.keys()) if (!Object.hasOwn(metered, account)) names.push(account);
  return sorted(names);
}

/**
 * Settles a slot of a market after delivery: books what meters counted, and passes what deviates from the trades through
 * the market's imbalance account.
 *
 *   deviation = metered - traded        (into the bus positive; traded = sold - bought)
 *   a party pays short * -deviation where it is below 0, and gets long * deviation where above
 *   a utility gets its bill less what trades gave it
 *
 * Every energy account of the slot then stands at 0: what was sold and injected was bought, taken or lost. Trades are
 * booked beside (`tradeTransactions`). An account that trades and has no meter counts as metered at 0.
 * @throws LedgerError where the meters do not sum to 0
 */
export function settleSlot(input: SlotInput): Transaction[] {
  const { market, slot_ms, revision, rules, retail, traded, metered, readings, estimated = [] } = input;
  const imbalance = imbalanceAccount(market);
  const losses = lossesAccount(market);
  const accounts = accountsOf(metered, traded);
  const utilities = new Map(input.utilities.map((utility) => [utility.account, utility]));
  let off = 0;
  for (const account of accounts) off = plus(off, metered[account] ?? 0);
  if (off !== 0)
    throw new LedgerError(
      `${market}/${slot_ms}: meters sum to ${off} quanta, expected 0 with what is lost; reconcile them first`,
    );
  const deviations: number[] = [];
  let sum = 0;
  for (const account of accounts) {
    const deviation = plus(metered[account] ?? 0, -(traded.get(account)?.quanta ?? 0));
    deviations.push(deviation);
    if (!utilities.has(account)) sum = plus(sum, deviation);
  }
  const prices = imbalancePrices(rules.imbalance, retail, sum);

  const refsOf = (account: string, price: number | undefined, tariff: string | undefined): References => {
    const seen = readings?.get(account);
    const refs: { -readonly [K in keyof References]: References[K] } = {};
    if (price !== undefined) refs.price = price;
    if (tariff !== undefined) refs.tariff = tariff;
    if (seen !== undefined) refs.readings = seen;
    if (estimated.length > 0 && estimated.includes(account)) refs.estimated = [account];
    return refs;
  };
  const made: Transaction[] = [];
  const book = (kind: Transaction['kind'], key: string, lines: readonly Line[], refs: References): void => {
    if (lines.some((line) => line.money !== 0 || line.quanta !== 0))
      made.push({ kind, market, slot_ms, key, revision, lines, refs });
  };
  /** What the imbalance account has of this slot, and what losses cost. */
  let kept = 0;
  let lost = 0;
  const pass = (kind: Transaction['kind'], account: string, money: number, quanta: number, refs: References): void => {
    if (money === 0 && quanta === 0) return;
    kept = plus(kept, -money);
    const lines = [
      { account, money, quanta: minus(quanta) },
      { account: imbalance, money: minus(money), quanta },
    ];
    made.push({ kind, market, slot_ms, key: `${kind} ${account}`, revision, lines, refs });
  };

  const counted: Line[] = [];
  for (const account of accounts) {
    const quanta = metered[account] ?? 0;
    if (quanta !== 0) counted.push({ account, money: 0, quanta });
  }
  if (counted.length > 0) {
    const read: Reading[] = [];
    for (const some of readings?.values() ?? []) for (const reading of some) read.push(reading);
    book('metering', 'metering', counted, estimated.length > 0 ? { readings: read, estimated } : { readings: read });
  }
  for (let k = 0; k < accounts.length; k++) {
    const account = accounts[k]!;
    const deviation = deviations[k]!;
    const utility = utilities.get(account);
    if (utility !== undefined) {
      const money = plus(utility.bill, minus(traded.get(account)?.money ?? 0));
      pass('utility', account, money, deviation, refsOf(account, undefined, utility.tariff));
      continue;
    }
    const price = deviation < 0 ? prices.short : prices.long;
    const money = moneyOf(deviation, price);
    if (account === losses) lost = money;
    pass(account === losses ? 'losses' : 'deviation', account, money, deviation, refsOf(account, price, retail.tariff));
  }
  // A bill for no energy at all: a utility without a meter that sends one.
  for (const { account, bill, tariff } of input.utilities)
    if (!accounts.includes(account)) pass('utility', account, bill, 0, tariff === undefined ? {} : { tariff });

  if (rules.losses === 'keep' && rules.surplus === 'keep') return made;
  const parties: string[] = [];
  const taken: number[] = [];
  const throughput: number[] = [];
  let isTaken = false;
  for (const account of accounts) {
    if (!isParty(account)) continue;
    const quanta = metered[account] ?? 0;
    parties.push(account);
    taken.push(quanta < 0 ? -quanta : 0);
    throughput.push(Math.abs(quanta));
    isTaken ||= quanta < 0;
  }
  const shared = (kind: 'losses' | 'surplus', from: string, money: number, weights: readonly number[]): void => {
    if (money === 0 || parties.length === 0) return;
    const parts = shareOut(money, weights);
    const lines: Line[] = [];
    for (let k = 0; k < parties.length; k++)
      if (parts[k] !== 0) lines.push({ account: parties[k]!, money: parts[k]!, quanta: 0 });
    lines.push({ account: from, money: minus(money), quanta: 0 });
    book(kind, `${kind} shared`, lines, {});
  };
  if (rules.losses === 'users') shared('losses', losses, lost, isTaken ? taken : throughput);
  if (rules.surplus === 'users') shared('surplus', imbalance, kept, throughput);
  else if (rules.surplus === 'network' && kept !== 0)
    book(
      'surplus',
      'surplus to network',
      [
        { account: networkAccount(market), money: kept, quanta: 0 },
        { account: imbalance, money: minus(kept), quanta: 0 },
      ],
      {},
    );
  return made;
}
