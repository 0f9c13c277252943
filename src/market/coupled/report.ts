import { lossesAccount } from '../ledger/accounts.ts';
import { moneyOf, PER_THOUSAND, wholeOf } from '../quanta.ts';
import { type Assembled, reached } from './assemble.ts';
import type { WholeFlows } from './flows.ts';
import { accountOf, type Settled } from './pool.ts';
import { wholePrice } from './prices.ts';
import type {
  BlockResult,
  ConverterResult,
  CoupledClearing,
  LineResult,
  MarketSlot,
  StorageResult,
  Surpluses,
  Transfer,
} from './result.ts';
import { costOf, judge } from './verdicts.ts';
import type { Decided } from './whole.ts';

export interface Priced {
  /** By node; NaN where nothing moved. */
  readonly prices: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Puts a clearing into the order of the book as given, and counts who gained what. */
export function report(
  assembled: Assembled,
  decided: Decided,
  flows: WholeFlows,
  settled: Settled,
  { prices, low, high }: Priced,
): CoupledClearing {
  const { book } = assembled;
  const { money, first } = settled;
  let buyers = 0;
  let sellers = 0;
  book.orders.forEach(({ side, limit }, i) => {
    const filled = flows.orders[i]!;
    if (filled === 0 || limit === undefined) return;
    if (side === 'buy') buyers += money[i]! + moneyOf(filled, limit);
    else sellers += money[i]! - moneyOf(filled, limit);
  });
  const blocks = book.blocks.map(
    ({ limit }, b) => money[first.blocks + b]! - wholeOf(limit * decided.solution.x[assembled.blocks[b]!]!),
  );
  const converters = book.converters.map(
    (order, c) => money[first.converters + c]! - costOf(order, flows.converters[c]![0]!),
  );
  const storages = book.storages.map((_, s) => storageOf(assembled, flows, s, money[first.storages + s]!));
  const { lines, covers, rent } = linesOf(assembled, flows, settled);
  const verdicts = judge(assembled, flows, prices, { blocks, converters }, decided.taken, decided.isPaid);
  const surpluses: Surpluses = {
    buyers,
    sellers,
    converters: total(converters),
    blocks: total(blocks),
    storages: total(storages.map(({ surplus }) => surplus)),
    rent,
    fees: settled.fees,
  };
  return {
    markets: Array.from(prices, (_, n) => marketSlot(n)),
    filled: given(book.given.orders, flows.orders),
    converters: given(
      book.given.converters,
      converters.map((surplus, c): ConverterResult => {
        const [filled, ...others] = flows.converters[c]!;
        return { filled: filled!, others, surplus, verdict: verdicts.converters[c]! };
      }),
    ),
    blocks: given(
      book.given.blocks,
      blocks.map((surplus, b): BlockResult => {
        const share = tidy(decided.solution.x[assembled.blocks[b]!]!);
        return { share, items: flows.blocks[b]!, surplus, verdict: verdicts.blocks[b]! };
      }),
    ),
    storages: given(book.given.storages, storages),
    lines,
    trades: settled.trades,
    own: settled.own,
    transfers: [...covers, ...verdicts.uplifts],
    welfare: total(Object.values(surpluses)),
    surpluses,
    optimum: reached(assembled, decided.solution),
    lostByForbidding: decided.lostByForbidding,
    uplift: total(verdicts.uplifts.map(({ amount }) => amount)),
    rounds: decided.rounds,
  };

  function marketSlot(n: number): MarketSlot {
    const { length } = book.markets;
    const isMoved = !Number.isNaN(prices[n]!);
    return {
      market: book.markets[n % length]!,
      slot_ms: book.slots[Math.floor(n / length)]!,
      price: isMoved ? prices[n]! : undefined,
      interval: isMoved ? [wholePrice(low[n]!), wholePrice(high[n]!)] : undefined,
      volume: settled.volumes[n]!,
    };
  }
}

const total = (parts: readonly number[]): number => parts.reduce((sum, v) => sum + v, 0);

/** A share without what a solver leaves at its ends. */
const tidy = (share: number): number => (share < SLIGHT ? 0 : share > 1 - SLIGHT ? 1 : share);
const SLIGHT = 1e-9;

function given<T>(places: Int32Array, sorted: readonly T[]): T[] {
  const out: T[] = [];
  sorted.forEach((value, s) => {
    out[places[s]!] = value;
  });
  return out;
}

function storageOf({ book }: Assembled, flows: WholeFlows, s: number, money: number): StorageResult {
  const { level, into, outOf, kept, value, cost } = book.storages[s]!;
  const bought = flows.bought[s]!;
  const sold = flows.sold[s]!;
  let held = level;
  let idle = level;
  const levels = book.slots.map((_, t) => {
    idle *= kept;
    held = held * kept + into * bought[t]! - sold[t]! / outOf;
    return held;
  });
  const worth = wholeOf((value * (held - idle)) / PER_THOUSAND);
  const wear = total(sold.map((q) => moneyOf(q, cost)));
  return { bought, sold, level: levels, surplus: money + worth - wear };
}

/** What passed the lines; what they lose is paid for out of their rent. */
function linesOf(
  { book, lines }: Assembled,
  flows: WholeFlows,
  { money, first }: Settled,
): { readonly lines: LineResult[]; readonly covers: Transfer[]; readonly rent: number } {
  const covers: Transfer[] = [];
  let rent = 0;
  const results = lines.map(({ line, slot, from, to }, l): LineResult => {
    const sent = flows.sent[l]!;
    const received = sent < 0 ? sent + flows.lost[l]! : sent - flows.lost[l]!;
    const { id } = book.lines[line]!;
    const slot_ms = book.slots[slot]!;
    const { length } = book.markets;
    const [start, end] = [book.markets[from % length]!, book.markets[to % length]!];
    const arrives = sent < 0 ? start : end;
    const lossCost = 0 - money[first.losses + l]!;
    if (lossCost !== 0) {
      const [payer, payee] = [accountOf(book.lines[line]!, arrives), lossesAccount(arrives)];
      const [a, b] = lossCost > 0 ? [payer, payee] : [payee, payer];
      covers.push({ from: a, to: b, amount: Math.abs(lossCost), slot_ms, of: id, why: 'losses' });
    }
    const own = money[first.lines + l]! - lossCost;
    rent += own;
    return { id, slot_ms, from: start, to: end, sent, received, rent: own };
  });
  return { lines: results, covers, rent };
}
