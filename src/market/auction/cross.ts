import { ration } from './ration.ts';
import { quantile } from './select.ts';

/**
 * Orders of one market and slot as arrays side by side, of any length: the form in which large books are cleared.
 * `quantity` in whole quanta; `limit` in whole micro-money per thousand quanta as the seller sees it (a buyer's is less
 * the fee), Infinity of a purchase and -Infinity of a sale at any price.
 */
export interface Book {
  /** 0 of a purchase, 1 of a sale. */
  readonly side: Uint8Array;
  readonly quantity: Float64Array;
  readonly limit: Float64Array;
}

/** A retailer's prices as the seller sees them: it sells without end at `ceiling`, and buys without end at `floor`. */
export interface Bounds {
  readonly floor?: number | undefined;
  readonly ceiling?: number | undefined;
}

export interface Crossing {
  /** Competitive interval: prices at which the wanted and the offered quantity can be the same. Infinite where only market orders bound it. */
  readonly low: number;
  readonly high: number;
  /** Quanta filled, by order. */
  readonly filled: Float64Array;
  /** Quanta that go from seller to buyer within the book. */
  readonly volume: number;
  /** Quanta that the retailer sells to, and buys from, the book. */
  readonly retailSells: number;
  readonly retailBuys: number;
}

/**
 * Prices at which demand and supply meet. With D the quanta of all purchases, the lower end is the smallest limit at which
 * the quanta of all orders, purchases and sales alike, with a limit not above it reach D: then just as much is offered
 * below as is wanted above. The upper end is the next limit where they reach D exactly, else the same. (The (M+1)st and
 * Mth price of Wurman, Walsh and Wellman, "Flexible double auctions for electronic commerce", Decision Support Systems 24,
 * 1998, for divisible orders. By merit order: max(last accepted sale, best purchase left) and min(last accepted
 * purchase, cheapest sale left).)
 */
export function competitiveInterval({ side, quantity, limit }: Book): readonly [low: number, high: number] {
  let demand = 0;
  let anyhow = 0;
  for (let i = 0; i < side.length; i++) {
    if (side[i] === 0) demand += quantity[i]!;
    if (limit[i] === -Infinity) anyhow += quantity[i]!;
  }
  const found = anyhow >= demand ? undefined : quantile(limit, quantity, demand, anyhow);
  if (found === undefined && anyhow < demand) return [Infinity, Infinity];
  const { value: low, reached } = found ?? { value: -Infinity, reached: anyhow };
  if (reached > demand) return [low, low];
  let high = Infinity;
  for (let i = 0; i < limit.length; i++) if (limit[i]! > low && limit[i]! < high) high = limit[i]!;
  return [low, high];
}

/**
 * Clears a book at one price. Everything better than the price is filled; of the orders at the price itself the longer
 * side is filled in proportion (`ration`). A retailer bounds the price; at its own price it takes what is left over, so
 * that nobody at its price goes without, and it is never on both sides.
 * @param tie order among equals, for the last quanta of a proportion; that of the book where left out
 */
export function cross(book: Book, { floor, ceiling }: Bounds = {}, tie?: (a: number, b: number) => number): Crossing {
  const [freeLow, freeHigh] = competitiveInterval(book);
  const bounded = (price: number): number => Math.max(floor ?? -Infinity, Math.min(ceiling ?? Infinity, price));
  const low = bounded(freeLow);
  const high = bounded(freeHigh);
  const { side, quantity, limit } = book;
  const n = side.length;
  const filled = new Float64Array(n);
  const total = [0, 0];
  const atPrice: [number[], number[]] = [[], []];
  const better = [0, 0];
  for (let i = 0; i < n; i++) {
    const at = limit[i]!;
    const s = side[i]!;
    if (at === low && (low === high || s === 1)) {
      total[s]! += quantity[i]!;
      if (low === high) atPrice[s]!.push(i);
      filled[i] = quantity[i]!;
    } else if (s === 0 ? at > low : at < low) {
      total[s]! += quantity[i]!;
      better[s]! += quantity[i]!;
      filled[i] = quantity[i]!;
    }
  }
  const [demand, supply] = total as [number, number];
  const volume = Math.min(demand, supply);
  const retailSells = demand > supply && low === ceiling ? demand - supply : 0;
  const retailBuys = supply > demand && high === floor ? supply - demand : 0;
  const long = demand > supply ? 0 : 1;
  if (demand !== supply && retailSells === 0 && retailBuys === 0)
    ration(atPrice[long]!, quantity, volume - better[long]!, filled, tie);
  return { low, high, filled, volume, retailSells, retailBuys };
}
