/** Who sells to whom: places of orders in a book, and whole quanta. Place -1 is the retailer. */
export interface Pairs {
  readonly seller: number[];
  readonly buyer: number[];
  readonly quantity: number[];
}

export const RETAILER = -1;

/**
 * Joins sellers and buyers as they come: the first seller with the first buyer until one of them is served, and so on.
 * The retailer stands last on its side.
 * @param left quanta of each order to be paired
 */
export function pairInOrder(
  sellers: ArrayLike<number>,
  buyers: ArrayLike<number>,
  left: ArrayLike<number>,
  retailSells: number,
  retailBuys: number,
): Pairs {
  const pairs: Pairs = { seller: [], buyer: [], quantity: [] };
  let s = 0;
  let b = 0;
  const place = (list: ArrayLike<number>, k: number): number => (k < list.length ? list[k]! : RETAILER);
  const of = (at: number, retail: number): number => (at === RETAILER ? retail : left[at]!);
  let seller = place(sellers, 0);
  let buyer = place(buyers, 0);
  let offered = of(seller, retailSells);
  let wanted = of(buyer, retailBuys);
  for (;;) {
    while (offered === 0 && s < sellers.length) {
      seller = place(sellers, ++s);
      offered = of(seller, retailSells);
    }
    while (wanted === 0 && b < buyers.length) {
      buyer = place(buyers, ++b);
      wanted = of(buyer, retailBuys);
    }
    const quantity = offered < wanted ? offered : wanted;
    if (quantity === 0) return pairs;
    pairs.seller.push(seller);
    pairs.buyer.push(buyer);
    pairs.quantity.push(quantity);
    offered -= quantity;
    wanted -= quantity;
  }
}

/**
 * Rearranges pairs so that nobody trades with itself: a pair of one party and another pair change partners. The quanta of
 * every order stay. What is left of a party that has no other pair to change with is its own use.
 * @param partyOf code of an order's party; the retailer has one of its own
 * @returns pairs of different parties, and those of one party with itself that cannot be helped
 */
export function withoutSelf(
  { seller, buyer, quantity }: Pairs,
  partyOf: (place: number) => number,
): { readonly pairs: Pairs; readonly own: Pairs } {
  const pairs: Pairs = { seller: [], buyer: [], quantity: [] };
  const own: Pairs = { seller: [], buyer: [], quantity: [] };
  const add = (to: Pairs, s: number, b: number, q: number): void => {
    to.seller.push(s);
    to.buyer.push(b);
    to.quantity.push(q);
  };
  /** Changes partners between the last of `own` and a pair of others. @returns the quanta changed */
  const change = (s: number, b: number, most: number): number => {
    const last = own.quantity.length - 1;
    const q = Math.min(most, own.quantity[last]!);
    add(pairs, s, own.buyer[last]!, q);
    add(pairs, own.seller[last]!, b, q);
    own.quantity[last]! -= q;
    if (own.quantity[last] === 0) for (const list of [own.seller, own.buyer, own.quantity]) list.pop();
    return q;
  };
  for (let k = 0; k < quantity.length; k++) {
    const s = seller[k]!;
    const b = buyer[k]!;
    let q = quantity[k]!;
    if (partyOf(s) !== partyOf(b)) {
      add(pairs, s, b, q);
      continue;
    }
    while (q > 0 && own.quantity.length > 0 && partyOf(own.seller.at(-1)!) !== partyOf(s)) q -= change(s, b, q);
    if (q > 0) add(own, s, b, q);
  }
  // All of `own` is of one party now.
  const others = pairs.quantity.length;
  for (let k = 0; k < others && own.quantity.length > 0; k++) {
    const party = partyOf(own.seller[0]!);
    const s = pairs.seller[k]!;
    const b = pairs.buyer[k]!;
    if (partyOf(s) === party || partyOf(b) === party) continue;
    while (pairs.quantity[k]! > 0 && own.quantity.length > 0) pairs.quantity[k]! -= change(s, b, pairs.quantity[k]!);
  }
  const kept: Pairs = { seller: [], buyer: [], quantity: [] };
  pairs.quantity.forEach((q, k) => {
    if (q > 0) add(kept, pairs.seller[k]!, pairs.buyer[k]!, q);
  });
  return { pairs: kept, own };
}
