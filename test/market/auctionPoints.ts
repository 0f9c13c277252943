import { uniform } from '../../src/market/auction/uniform.ts';
import { MICRO } from '../../src/market/quanta.ts';
import type { Point } from '../validation/validation.ts';
import { casesOf, type Independent, independentOf, ordersOf, TEXTBOOK } from './auctionCases.ts';

type Figure = 'volume' | 'low' | 'high' | 'welfare';
/** The lecture states volume and price; the welfare is by hand: 117,690 to buyers less 22,872.50 to sellers. */
const LECTURE: Independent = { q: 995, price_interval: [37.5, 37.5], welfare: 94_817.5 };

/** A figure of the call auction beside that of the reference books. */
export function callAuctionPoints(figure: Figure): Point[] {
  const books = ['double-auction-unit-orders', 'pay-as-clear-supply-stack'].flatMap((name) => {
    const truths = independentOf(name);
    return casesOf(name).map(({ id, orders }) => ({ orders, truth: truths[id]! }));
  });
  return [...books, { orders: TEXTBOOK, truth: LECTURE }].map(({ orders, truth }) => {
    const { volume, interval, welfare } = uniform(ordersOf(orders), {});
    const [low, high] = interval!;
    const figures: Readonly<Record<Figure, Point>> = {
      volume: { reference: truth.q, model: volume / 1000 },
      low: { reference: truth.price_interval[0], model: low / MICRO },
      high: { reference: truth.price_interval[1], model: high / MICRO },
      welfare: { reference: truth.welfare, model: welfare / MICRO },
    };
    return figures[figure];
  });
}
