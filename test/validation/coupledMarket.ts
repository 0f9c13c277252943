import { cleared, MILLI, priceOf } from '../market/coupled/books.ts';
import {
  auctionBook,
  auctionCases,
  blockBook,
  blockCases,
  blockWelfares,
  redispatchBook,
  redispatchCase,
  redispatched,
  unitsOf,
  zoneBook,
  zoneCases,
} from '../market/coupled/references.ts';
import { hasShared } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const FOLDER = 'shared/reference/market-and-live';
const ASSUME = 'ASSUME b0a4943d';

// The clearing has to be waited for, so it is done here.
const welfares = blockWelfares();
const blocks = await Promise.all(
  blockCases().map(async (c) => ({
    answer: welfares[c.id]!,
    paid: await cleared(blockBook(c), ['power'], { paradox: 'uplift' }),
    forbidden: await cleared(blockBook(c)),
  })),
);
const zones = await Promise.all(
  zoneCases().map(async (c) => {
    const { book, markets } = zoneBook(c);
    return { c, book, clearing: await cleared(book, markets) };
  }),
);
const auctions = await Promise.all(
  auctionCases().map(async ([c, answer]) => ({ answer, clearing: await cleared(auctionBook(c)) })),
);
const redispatch = redispatchCase();
const moves = await Promise.all(
  (redispatch?.cases ?? []).map(async ({ schedule, expected_source }): Promise<Point[]> => {
    const book = redispatchBook(redispatch!, schedule);
    const { filled } = await cleared(book, ['N', 'S']);
    const model = redispatched(redispatch!, book, filled);
    return expected_source.delta.map((reference, u) => ({ reference, model: model[u]! }));
  }),
);

const held = (points: () => readonly Point[]) => (): readonly Point[] | undefined => (hasShared ? points() : undefined);

export const validations: readonly Validation[] = [
  {
    model: 'coupledMarket',
    quantity: 'welfare',
    title: 'greatest welfare with blocks, profiles, links and least shares, in money of the source',
    source: `a MILP of the orders of ${ASSUME} (${FOLDER}/block-orders)`,
    tolerance: { absolute: 1e-4 },
    points: held(() =>
      blocks.map(({ answer, paid }) => ({ reference: answer.welfare_optimum, model: unitsOf(paid.optimum) })),
    ),
  },
  {
    model: 'coupledMarket',
    quantity: 'welfare',
    title: 'the same without paradoxically accepted blocks (2000 for 2570 and 2081.5 for 2095 where that binds)',
    source: `${ASSUME} (${FOLDER}/block-orders)`,
    tolerance: { absolute: 1e-4 },
    points: held(() =>
      blocks.map(({ answer, forbidden }) => ({ reference: answer.welfare_source, model: unitsOf(forbidden.optimum) })),
    ),
  },
  {
    model: 'coupledMarket',
    quantity: 'welfare',
    title: 'double auctions of one market',
    source: `merit order of the orders of gsy-e ab358e7e and ${ASSUME} (${FOLDER}/double-auction-unit-orders, pay-as-clear-supply-stack)`,
    tolerance: { absolute: 1e-9 },
    points: held(() =>
      auctions.map(({ answer, clearing }) => ({ reference: answer.welfare, model: unitsOf(clearing.welfare) })),
    ),
  },
  {
    model: 'coupledMarket',
    quantity: 'volume',
    title: 'double auctions of one market, units traded',
    source: `merit order of the orders of gsy-e ab358e7e and ${ASSUME} (${FOLDER}/double-auction-unit-orders, pay-as-clear-supply-stack)`,
    tolerance: { absolute: 0 },
    points: held(() =>
      auctions.map(({ answer, clearing }) => ({ reference: answer.q, model: clearing.markets[0]!.volume / 1000 })),
    ),
  },
  {
    model: 'coupledMarket',
    quantity: 'price',
    title: 'prices of zones joined by limited lines, and of an island',
    source: `${ASSUME} (${FOLDER}/coupled-zones)`,
    tolerance: { absolute: 0 },
    points: held(() =>
      zones.flatMap(({ c, clearing }) =>
        Object.entries(c.expected_source.price).map(([zone, reference]) => ({
          reference,
          model: priceOf(clearing, zone)! / MILLI,
        })),
      ),
    ),
  },
  {
    model: 'coupledMarket',
    quantity: 'supply',
    title: 'units supplied in each of these zones',
    source: `${ASSUME} (${FOLDER}/coupled-zones)`,
    tolerance: { absolute: 0 },
    points: held(() =>
      zones.flatMap(({ c, book, clearing }) =>
        Object.entries(c.expected_source.supply).map(([zone, reference]) => ({
          reference,
          model: clearing.filled[book.orders.findIndex(({ party }) => party === `g-${zone}`)]! / 1000,
        })),
      ),
    ),
  },
  {
    model: 'coupledMarket',
    quantity: 'redispatch',
    title: 'cheapest change of three units that relieves a line, from a schedule and from nothing',
    source: `${ASSUME} (${FOLDER}/redispatch-two-bus)`,
    tolerance: { absolute: 0 },
    points: held(() => moves.flat()),
  },
];
