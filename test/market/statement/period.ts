import { charge } from '../../../src/market/books/charges.ts';
import { issueOf } from '../../../src/market/books/issue.ts';
import { replay } from '../../../src/market/books/replay.ts';
import { type Statement, type StatementRequest, statementCollector } from '../../../src/market/statement/statement.ts';
import {
  type Desk,
  deskOf,
  exchangeRecord,
  GATE_S,
  hash,
  orderOf,
  PARTIES,
  Q,
  RETAIL,
  read,
  readingOf,
  START_MS,
  settleSlotOf,
  tradeOf,
} from '../books/bench.ts';

const PER_DAY = 96;
const ACCOUNTS = [...PARTIES, 'utility:grid', 'losses:power'] as const;

/** Wh of a quarter hour: works has the sun, mill runs in two shifts, park by day. */
function netOf(account: string, k: number): number {
  const hour = (k % PER_DAY) / 4;
  const day = Math.floor(k / PER_DAY);
  const wobble = ((k * 7919) % 101) - 50;
  if (account === 'works')
    return hour < 6 || hour > 18 ? -300 : 9000 - 150 * Math.round((hour - 12) * (hour - 12)) + 20 * (day % 5) + wobble;
  if (account === 'mill') return -(hour >= 6 && hour < 22 ? 5200 : 1400) + wobble;
  return -(hour >= 8 && hour < 19 ? 2600 : 600) + 2 * wobble;
}

/**
 * An exchange over some days: each slot works sells what it expects to have left to mill, and the grid does the rest. One
 * reading of the mill comes late on the second day. Statements of the whole go out at the end, with the charges of the
 * connection; then a reading of the period is corrected once more.
 */
export function periodDesk(days: number): Desk {
  const parties = PARTIES.map((id) => ({
    id,
    limit: 5_000_000_000,
    ...(id === 'mill' ? { label: 'Rolling mill' } : {}),
  }));
  const desk = deskOf(exchangeRecord({ site: 'Test park', parties }));
  const registers = new Map(ACCOUNTS.map((account) => [account as string, { injected: 0, taken: 0 }]));
  const lines = [
    { account: 'mill', money: 400_000_000, quanta: 0 },
    { account: 'bank:payments', money: -400_000_000, quanta: 0 },
  ];
  const payment = {
    kind: 'payment',
    market: 'bank:payments',
    slot_ms: START_MS - Q,
    key: 'payment 1',
    revision: 0,
  } as const;
  desk.take({
    kind: 'posting',
    at_ms: START_MS - Q,
    transactions: [{ ...payment, lines, refs: { text: 'transfer 4711' } }],
  });
  const readAll = (k: number, without?: string): void =>
    read(
      desk,
      START_MS + k * Q,
      ACCOUNTS.filter((account) => account !== without).map((account) => {
        const { injected, taken } = registers.get(account)!;
        return readingOf(account, START_MS + k * Q, injected, taken);
      }),
    );
  const late = PER_DAY + 40;
  let bill = 0;
  for (let k = 0; k <= days * PER_DAY; k++) {
    const slot_ms = START_MS + k * Q;
    // Gates close before the slot before is over.
    if (k < days * PER_DAY) clearSlot(desk, k);
    if (k === 0) readAll(0);
    if (k === 0) continue;
    let sum = 0;
    for (const account of PARTIES) {
      const net = netOf(account, k - 1);
      sum += net;
      count(registers.get(account)!, net);
    }
    count(registers.get('losses:power')!, -40);
    count(registers.get('utility:grid')!, 40 - sum);
    bill = Math.round((40 - sum) * (40 - sum > 0 ? RETAIL.buy : RETAIL.sell)) / 1000;
    readAll(k, k === late ? 'mill' : undefined);
    settleSlotOf(desk, slot_ms, slot_ms - Q, Math.round(bill));
  }
  const end_ms = START_MS + days * PER_DAY * Q;
  const stateAt = (k: number): number =>
    Array.from({ length: k }, (_, j) => -netOf('mill', j)).reduce((a, b) => a + b, 0);
  const correct = (k: number, off: number, version: number): void => {
    read(desk, end_ms, [readingOf('mill', START_MS + k * Q, 0, stateAt(k) + off, version)]);
    for (const key of desk.books.stale) {
      const slot_ms = Number(key.slice(key.lastIndexOf('/') + 1));
      const { utilities } = desk.books.slots.get(key)!.settled!.contents.at(-1) as {
        utilities: readonly { bill: number }[];
      };
      settleSlotOf(desk, end_ms, slot_ms, utilities[0]!.bill);
    }
  };
  correct(late, 0, 1);
  const period = { from_ms: START_MS, to_ms: end_ms };
  const bills = { demand: 40_000_000 * days, fixed: 3_000_000 * days, seed: 1, tariff: '2026-07 two-part' };
  desk.keep(
    charge(desk.books, {
      at_ms: end_ms,
      component: 'grid',
      market: 'power',
      ...period,
      method: 'coincidentPeak',
      ...bills,
    }),
  );
  desk.take(issueOf(desk.books, end_ms, period.from_ms, period.to_ms));
  correct(late + 2, 150, 2);
  return desk;
}

function count(register: { injected: number; taken: number }, net: number): void {
  register.injected += Math.max(0, net);
  register.taken += Math.max(0, -net);
}

/** Works sells to mill and then to park what it expects. */
function clearSlot(desk: Desk, k: number): void {
  const slot_ms = START_MS + k * Q;
  const at_ms = slot_ms - GATE_S * 1000;
  const expected = (account: string): number => Math.round(netOf(account, k) / 100) * 100;
  const buys = ['mill', 'park'].map((party) =>
    orderOf(party, 'buy', -expected(party), 190_000, slot_ms, { id: `b-${k}` }),
  );
  const sale =
    expected('works') > 0 ? orderOf('works', 'sell', expected('works'), 60_000, slot_ms, { id: `s-${k}` }) : undefined;
  desk.take({ kind: 'orders', at_ms, taken: [...buys, ...(sale === undefined ? [] : [sale])], refused: [] });
  let left = sale?.quantity ?? 0;
  const trades = buys.flatMap((purchase) => {
    const quantity = Math.min(left, purchase.quantity);
    left -= quantity;
    return quantity === 0 ? [] : [tradeOf(sale!, purchase, quantity, 118_000, 9000)];
  });
  const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
  desk.take({ kind: 'clearing', at_ms, market: 'power', slot_ms, price: 118_000, volume, welfare: 0, trades });
}

/** Statements read off a journal. */
export function statementsOf(lines: readonly string[], requests: readonly StatementRequest[]): Statement[] {
  const collectors = requests.map(statementCollector);
  replay(lines, hash, (entry, books) => {
    for (const collector of collectors) collector.take(entry, books);
  });
  return collectors.map((collector) => collector.done());
}
