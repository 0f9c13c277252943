import { levelsOf, type Wedge, wedgeOf } from '../fees.ts';
import { byText } from '../ledger/exact.ts';
import type { Order } from '../order.ts';
import type { ClearingRules } from '../trade.ts';
import { type Book, type Crossing, cross } from './cross.ts';

/** Orders of one market and slot, crossed: what every auction starts from. */
export interface Match extends Crossing {
  readonly book: Book;
  readonly wedge: Wedge;
  /** The auction's one price, as the seller sees it; undefined where nothing trades, or the retailer alone does. */
  readonly price?: number;
  readonly interval?: readonly [low: number, high: number];
  /** Order among equals: by party, then by id. */
  readonly tie: (a: number, b: number) => number;
  /** Code of an order's party. */
  readonly party: Int32Array;
}

/** @throws RangeError on rules that contradict themselves */
export function checkRules({ k = 0.5, retail }: ClearingRules): void {
  if (!(k >= 0 && k <= 1))
    throw new RangeError(`k is ${k}; expected a fraction from 0 (buyers gain all) to 1 (sellers do)`);
  if (retail?.sells !== undefined && retail.buys !== undefined && retail.sells < retail.buys)
    throw new RangeError(
      `${retail.party} sells at ${retail.sells} and buys at ${retail.buys}; expected that it does not sell below what it pays`,
    );
}

/** Crosses orders, equals by party and id whatever the order of the list; arrival does not count within a gate closure. */
export function matchOrders(orders: readonly Order[], rules: ClearingRules): Match {
  checkRules(rules);
  const n = orders.length;
  const wedge = wedgeOf(levelsOf(rules, orders[0]?.market ?? ''));
  const book: Book = { side: new Uint8Array(n), quantity: new Float64Array(n), limit: new Float64Array(n) };
  const party = new Int32Array(n);
  const codes = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const order = orders[i]!;
    const sells = order.side === 'sell';
    book.side[i] = sells ? 1 : 0;
    book.quantity[i] = order.quantity;
    if (order.limit === undefined) book.limit[i] = sells ? -Infinity : Infinity;
    else book.limit[i] = sells ? order.limit : wedge.toSeller(order.limit);
    // Orders of a party mostly follow each other.
    if (i > 0 && orders[i - 1]!.party === order.party) {
      party[i] = party[i - 1]!;
      continue;
    }
    let code = codes.get(order.party);
    if (code === undefined) {
      code = codes.size;
      codes.set(order.party, code);
    }
    party[i] = code;
  }
  const names = [...codes.keys()];
  const tie = (a: number, b: number): number =>
    party[a] === party[b] ? byText(orders[a]!.id, orders[b]!.id) : byText(names[party[a]!]!, names[party[b]!]!);
  const floor = rules.retail?.buys;
  const ceiling = rules.retail?.sells === undefined ? undefined : wedge.toSeller(rules.retail.sells);
  const isOutside = floor !== undefined && ceiling !== undefined && ceiling < floor;
  const crossing = isOutside ? retailOnly(book, floor, ceiling) : cross(book, { floor, ceiling }, tie);
  const { low, high, filled, volume, retailSells, retailBuys } = crossing;
  const match: { -readonly [K in keyof Match]: Match[K] } = {
    book,
    wedge,
    tie,
    party,
    low,
    high,
    filled,
    volume,
    retailSells,
    retailBuys,
  };
  if (isOutside) return match;
  if (volume + retailSells + retailBuys === 0) {
    if (Number.isFinite(low) && Number.isFinite(high)) match.interval = [low, high];
    return match;
  }
  const interval = finite(crossing, book.limit, rules.reference);
  if (interval === undefined) {
    match.filled = new Float64Array(n);
    match.volume = match.retailSells = match.retailBuys = 0;
    return match;
  }
  match.interval = interval;
  // Rounded down: the odd micro-money is the buyer's.
  match.price = Math.floor(interval[0] + (rules.k ?? 0.5) * (interval[1] - interval[0]));
  return match;
}

/**
 * The interval where market orders leave it open: an open end is closed by the other end. Where market orders compete
 * among themselves, the price is the last limit that anybody named: the highest where there are too many purchases, the
 * lowest where there are too many sales. Where nobody named any, the reference.
 */
function finite(
  { low, high }: Crossing,
  limits: Float64Array,
  reference: number | undefined,
): readonly [number, number] | undefined {
  if (Number.isFinite(low)) return [low, Number.isFinite(high) ? high : low];
  if (Number.isFinite(high)) return [high, high];
  const named = limits.filter((at) => Number.isFinite(at));
  let price = reference;
  if (low === high && named.length > 0) price = named.reduce((a, b) => (low > 0 ? Math.max(a, b) : Math.min(a, b)));
  return price === undefined ? undefined : [price, price];
}

/** Where the network takes more than lies between the retailer's prices, everybody is better off with the retailer. */
function retailOnly({ side, quantity, limit }: Book, floor: number, ceiling: number): Crossing {
  const filled = new Float64Array(side.length);
  let retailSells = 0;
  let retailBuys = 0;
  for (let i = 0; i < side.length; i++) {
    if (side[i] === 0 ? limit[i]! < ceiling : limit[i]! > floor) continue;
    filled[i] = quantity[i]!;
    if (side[i] === 0) retailSells += quantity[i]!;
    else retailBuys += quantity[i]!;
  }
  return { low: ceiling, high: floor, filled, volume: 0, retailSells, retailBuys };
}
