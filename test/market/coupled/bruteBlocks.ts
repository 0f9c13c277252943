/** Whether it is a sale, units, price. */
type Line = readonly [isSale: boolean, quantity: number, price: number];

/**
 * The greatest welfare of one market with all-or-nothing blocks, by trying every set of them: once of all sets, and once of
 * those with a price at which none of the set loses and every simple order is content. Written apart from the clearing.
 */
export function bestWithBlocks(
  simple: readonly Line[],
  blocks: readonly Line[],
): { readonly greatest: number; readonly forbidden: number } {
  let greatest = 0;
  let forbidden = 0;
  for (let set = 0; set < 1 << blocks.length; set++) {
    const taken = blocks.filter((_, b) => (set >> b) % 2 === 1);
    const net = taken.reduce((sum, [isSale, q]) => sum + (isSale ? q : -q), 0);
    const found = simpleWelfare(simple, net);
    if (found === undefined) continue;
    const welfare = found + taken.reduce((sum, [isSale, q, p]) => sum + (isSale ? -q * p : q * p), 0);
    greatest = Math.max(greatest, welfare);
    if (welfare <= forbidden) continue;
    const isFine = prices(simple, taken).some(
      (price) =>
        taken.every(([isSale, , p]) => (isSale ? price >= p : price <= p)) &&
        Math.abs(surplusAt(simple, price) + price * net - found) < 1e-9,
    );
    if (isFine) forbidden = Math.max(forbidden, welfare);
  }
  return { greatest, forbidden };
}

/** Prices worth trying: the limits; a set of prices that suits all is an interval between limits, ends and all. */
const prices = (simple: readonly Line[], taken: readonly Line[]): number[] =>
  [...simple, ...taken].map(([, , price]) => price);

/** What all simple orders would gain at a price with as much as they like; with what the net costs at it, the dual function. */
const surplusAt = (simple: readonly Line[], price: number): number =>
  simple.reduce((sum, [isSale, q, p]) => sum + q * Math.max(0, isSale ? price - p : p - price), 0);

/** Greatest welfare of simple orders that take `net` units more than they give; undefined where they cannot. */
function simpleWelfare(simple: readonly Line[], net: number): number | undefined {
  // Every unit that is given or taken, cheapest and dearest first: units of sales not made count as purchases at their limit.
  const units = simple.flatMap(([isSale, q, p]) => Array.from({ length: q }, () => ({ isSale, p })));
  const sales = units.filter((u) => u.isSale).length;
  const takers = sales + net;
  if (takers < 0 || takers > units.length) return undefined;
  const values = units.map(({ p }) => p).sort((a, b) => b - a);
  const cost = units.reduce((sum, { isSale, p }) => sum + (isSale ? p : 0), 0);
  return values.slice(0, takers).reduce((sum, p) => sum + p, 0) - cost;
}
