import { type Desk, deskOf, orderOf, PARTIES, Q, read, readingOf, START_MS, tradeOf } from './bench.ts';

export const GATE_MS = START_MS - 300_000;

/**
 * One slot by hand: works sells 4 kWh to mill at 0.10 with a fee of 0.02; delivers 3.5; mill takes 5, park 1, the cable
 * loses 0.1, and the grid gives 2.6 kWh.
 */
export function slotByHand(desk: Desk = deskOf()): Desk {
  const sale = orderOf('works', 'sell', 6000, 90_000, START_MS);
  const purchase = orderOf('mill', 'buy', 4000, 150_000, START_MS);
  const dear = orderOf('park', 'buy', 1000, 60_000, START_MS);
  desk.take({
    kind: 'orders',
    at_ms: GATE_MS - 60_000,
    taken: [sale, purchase, dear],
    refused: [{ party: 'park', order: 'x', code: 'late', reason: 'after gate closure' }],
  });
  desk.take({
    kind: 'clearing',
    at_ms: GATE_MS,
    market: 'power',
    slot_ms: START_MS,
    price: 100_000,
    volume: 4000,
    welfare: 240_000,
    trades: [tradeOf(sale, purchase, 4000, 100_000, 20_000)],
  });
  read(
    desk,
    START_MS,
    [...PARTIES, 'utility:grid', 'losses:power'].map((account) => readingOf(account, START_MS, 0, 0)),
  );
  read(desk, START_MS + Q, [
    readingOf('works', START_MS + Q, 3500, 0),
    readingOf('mill', START_MS + Q, 0, 5000),
    readingOf('park', START_MS + Q, 0, 1000),
    readingOf('utility:grid', START_MS + Q, 2600, 0),
    readingOf('losses:power', START_MS + Q, 0, 100),
  ]);
  return desk;
}
