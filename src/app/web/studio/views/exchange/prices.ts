import { type Market, priceOf, type Told } from './market.ts';

/** Prices of markets on one axis of time: each holds for the length of its slot, NaN where nothing was traded. */
export function pricesOver(
  markets: readonly Market[],
  clearings: ReadonlyMap<string, readonly Told[]>,
): {
  readonly markets: readonly Market[];
  readonly times_ms: readonly number[];
  readonly values: readonly Float64Array[];
} {
  const priced = markets.flatMap((market) => {
    const by = new Map<number, number>();
    for (const slot of clearings.get(market.market) ?? []) {
      const price = priceOf(slot, 'price', market.unit);
      if (price !== undefined) by.set(Number(slot.slot_ms), price);
    }
    return by.size === 0 ? [] : [{ market, by, length_ms: 1000 * market.slot_s }];
  });
  const shortest_ms = Math.min(...priced.map(({ length_ms }) => length_ms));
  // The axis is that of the market with the shortest slots; those of others are whole multiples of it.
  const fine = new Set(priced.filter(({ length_ms }) => length_ms === shortest_ms).flatMap(({ by }) => [...by.keys()]));
  const from_ms = Math.min(...fine);
  for (const { by, length_ms } of priced)
    for (const t of by.keys()) for (let k = 0; k < length_ms && t + k >= from_ms; k += shortest_ms) fine.add(t + k);
  const times_ms = [...fine].sort((a, b) => a - b);
  return {
    markets: priced.map(({ market }) => market),
    times_ms,
    values: priced.map(({ by, length_ms }) =>
      Float64Array.from(times_ms, (t) => {
        for (let at = t; at > t - length_ms; at -= shortest_ms) {
          const price = by.get(at);
          if (price !== undefined) return price;
        }
        return Number.NaN;
      }),
    ),
  };
}
