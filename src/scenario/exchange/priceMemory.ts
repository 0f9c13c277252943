import { type Kept, keptOf } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';
import type { Market } from './markets.ts';

/** Money per kWh (kg) outside a market in a step: at most that to buy, at least that to sell. */
export interface Bounds {
  readonly ceiling: number;
  /** What energy costs where it is not bought here. */
  readonly outside: number;
  readonly floor: number;
}
export type BoundsByStep = { readonly [K in keyof Bounds]: Float64Array };

/**
 * What price is expected at a market: what was paid at this time of day, the last day counting `weight`, told as its place
 * between floor and ceiling, because tariffs are known beforehand and prices follow them.
 */
export interface PriceMemory {
  bounds(market: number, i: number): Bounds;
  /** The dearest ceiling and the lowest floor of all steps: what an order without a limit may meet at worst, whenever its slot is. */
  extremes(market: number): { readonly highest: number; readonly lowest: number };
  /** Before anything was paid: the ceiling. */
  expected(market: number, i: number): number;
  /** The same for what is to be sold. Before anything was paid: the floor, so that nobody counts on what may find no buyer. */
  sale(market: number, i: number): number;
  /** Keeps what was paid in the steps from i on. */
  learn(market: number, i: number, price: number): void;
  readonly kept: Kept;
}

export function makePriceMemory(
  run: Run,
  markets: readonly Market[],
  bounds: readonly BoundsByStep[],
  weight: number,
): PriceMemory {
  const perDay = Math.max(1, Math.round(86_400 / run.grid.step_s));
  const place = markets.map(() => new Float64Array(perDay).fill(Number.NaN));
  const latest = new Float64Array(markets.length).fill(Number.NaN);
  const at = (market: number, i: number): Bounds => {
    const { ceiling, outside, floor } = bounds[market]!;
    const k = Math.min(i, ceiling.length - 1);
    return { ceiling: ceiling[k]!, outside: outside[k]!, floor: floor[k]! };
  };
  const told = (market: number, i: number, unknown: number): number => {
    const { ceiling, floor } = at(market, i);
    const known = place[market]![i % perDay]!;
    const last = latest[market]!;
    const share = Number.isNaN(known) ? (Number.isNaN(last) ? unknown : last) : known;
    return floor + share * (ceiling - floor);
  };
  return {
    kept: keptOf({ place, latest }),
    bounds: at,
    extremes(market) {
      const { ceiling, floor } = bounds[market]!;
      return {
        highest: ceiling.reduce((most, price) => Math.max(most, price), Number.NEGATIVE_INFINITY),
        lowest: floor.reduce((least, price) => Math.min(least, price), Number.POSITIVE_INFINITY),
      };
    },
    expected: (market, i) => told(market, i, 1),
    sale: (market, i) => told(market, i, 0),
    learn(market, i, price) {
      const { ceiling, floor } = at(market, i);
      const now = ceiling > floor ? (price - floor) / (ceiling - floor) : 1;
      const { slotSteps } = markets[market]!;
      for (let k = 0; k < slotSteps; k++) {
        const slot = (i + k) % perDay;
        const before = place[market]![slot]!;
        place[market]![slot] = Number.isNaN(before) ? now : before + weight * (now - before);
      }
      latest[market] = now;
    },
  };
}
