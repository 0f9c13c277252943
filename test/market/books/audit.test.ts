import fc from 'fast-check';
import { expect, it } from 'vitest';
import { audit, auditText } from '../../../src/market/books/audit.ts';
import { charge } from '../../../src/market/books/charges.ts';
import { issueOf } from '../../../src/market/books/issue.ts';
import { canonical } from '../../../src/market/journal/canonical.ts';
import { chain, unchain } from '../../../src/market/journal/chain.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { type Desk, hash, orderOf, Q, read, readingOf, START_MS, settleSlotOf } from './bench.ts';
import { slotByHand } from './slotByHand.ts';

const END_MS = START_MS + Q;

/** A journal with every kind of entry in it. */
function fullDesk(): Desk {
  const desk = slotByHand();
  settleSlotOf(desk, END_MS, START_MS, 520_000);
  const late = [readingOf('park', END_MS, 0, 1200, 2), readingOf('utility:grid', END_MS, 2800, 0, 2)];
  read(desk, END_MS, late);
  settleSlotOf(desk, END_MS, START_MS, 560_000);
  const request = {
    at_ms: END_MS,
    component: 'grid',
    market: 'power',
    from_ms: START_MS,
    to_ms: END_MS,
    method: 'shapley',
    demand: 900_000,
    fixed: 90_000,
    seed: 1,
  } as const;
  desk.keep(charge(desk.books, request));
  const lines = [
    { account: 'mill', money: 700_000, quanta: 0 },
    { account: 'bank:payments', money: -700_000, quanta: 0 },
  ];
  const posting = {
    kind: 'payment',
    market: 'bank:payments',
    slot_ms: START_MS,
    key: 'payment 1',
    revision: 0,
  } as const;
  desk.take({ kind: 'posting', at_ms: END_MS, transactions: [{ ...posting, lines, refs: { text: 'transfer' } }] });
  const next = orderOf('mill', 'buy', 5, 1, START_MS + 4 * Q);
  desk.take({ kind: 'orders', at_ms: END_MS, taken: [next], refused: [] });
  const name = { market: 'power', slot_ms: next.slot_ms, party: 'mill', order: next.id };
  desk.take({ kind: 'cancelled', at_ms: END_MS, orders: [name] });
  desk.take({ kind: 'changed', at_ms: END_MS, markets: [], parties: [{ id: 'park', limit: 7 }], meters: [] });
  desk.take(issueOf(desk.books, END_MS, START_MS, END_MS));
  desk.take({ kind: 'closed', at_ms: END_MS, before_ms: END_MS });
  return desk;
}

const desk = fullDesk();
const rechained = (records: readonly unknown[]): string[] => {
  let head = '';
  return records.map((record) => {
    const chained = chain(hash, head, record);
    head = chained.head;
    return chained.line;
  });
};
const faultOf = (lines: readonly string[], known?: { entries: number; head: string }): string | undefined => {
  const { fault } = audit(lines, hash, known === undefined ? {} : { known });
  return fault === undefined ? undefined : `line ${fault.line}: ${fault.message}`;
};

it('proves a sound journal, and says what it checked', () => {
  const report = audit(desk.lines, hash);
  expect(report).toMatchObject({
    isSound: true,
    entries: 15,
    counts: {
      orders: 4,
      refusals: 1,
      trades: 1,
      readings: 12,
      settlements: 2,
      revisions: 1,
      charges: 1,
      statements: 6,
    },
    open: 0,
    stale: 0,
  });
  expect(Object.values(report.balances).reduce((a, b) => a + b, 0)).toBe(0);
  expect(auditText(report)).toBe(`The books are sound: every balance follows from the journal.
15 entries: 4 orders, 1 refusals, 1 trades, 12 readings, 2 settlements (1 of them revisions), 1 charges, ${report.counts.transactions} transactions, 6 balances of statements
6 accounts sum to 0; 0 slots with trades are not settled yet, 0 wait for a new revision
last entry 15:${desk.head()}
`);
  expect(faultOf([])).toBe('line 0: the journal is empty');
  const torn = auditText(audit([...desk.lines, 'x'], hash));
  expect(torn).toContain('The books are NOT sound. Line 16: is no entry');
  expect(torn).toContain(`\nlast entry 15:${desk.head()}\n`);
});

/** Every place in plain data that holds a value. */
function places(data: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof data !== 'object' || data === null) return [path];
  return Object.entries(data).flatMap(([key, value]) => places(value, [...path, key]));
}
function changed(data: unknown, [first, ...rest]: readonly (string | number)[]): unknown {
  if (first === undefined)
    return typeof data === 'number' ? data + 1 : typeof data === 'string' ? `${data}x` : data !== true;
  const copy = structuredClone(data) as Record<string | number, unknown>;
  copy[first] = changed(copy[first], rest);
  return copy;
}

it('finds any one field that is changed, on its line', () => {
  let tried = 0;
  for (const [k, line] of desk.lines.entries()) {
    const { record } = JSON.parse(line) as { record: unknown };
    for (const place of places(record)) {
      const text = canonical(changed(record, place));
      const tampered = desk.lines.with(k, `${line.slice(0, line.indexOf('"record":') + 9)}${text}}`);
      expect(audit(tampered, hash).fault?.line).toBe(k + 1);
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(230);
});

it('finds any character that is changed, and lines that are gone, added, moved or swapped', () => {
  fc.assert(
    fc.property(fc.nat(desk.lines.length - 1), fc.nat(10_000), fc.integer({ min: 1, max: 90 }), (k, at, by) => {
      const line = desk.lines[k]!;
      const place = at % line.length;
      const other = String.fromCharCode(33 + ((line.charCodeAt(place) - 33 + by) % 94));
      if (other === line[place]) return;
      const tampered = desk.lines.with(k, line.slice(0, place) + other + line.slice(place + 1));
      // A changed hash of the last line is no fault of that line alone: whoever kept it finds it.
      expect(audit(tampered, hash, { known: { entries: desk.lines.length, head: desk.head() } }).isSound).toBe(false);
    }),
    { seed: 6, numRuns: 300 },
  );
  for (let k = 0; k < desk.lines.length - 1; k++) {
    expect(audit(desk.lines.toSpliced(k, 1), hash).fault?.line).toBe(k + 1);
    expect(audit(desk.lines.toSpliced(k, 0, desk.lines[k]!), hash).fault?.line).toBe(k + 2);
    const swapped = desk.lines.with(k, desk.lines[k + 1]!).with(k + 1, desk.lines[k]!);
    expect(audit(swapped, hash).fault?.line).toBe(k + 1);
  }
  const known = { entries: desk.lines.length, head: desk.head() };
  expect(faultOf(desk.lines.slice(0, -1))).toBeUndefined();
  expect(faultOf(desk.lines.slice(0, -1), known)).toBe(
    'line 14: the journal ends after 14 entries, and had 15: its end is missing',
  );
});

it('finds most changes even where all later hashes are made anew', () => {
  const [found, unseen]: [string[], string[]] = [[], []];
  for (const [k, record] of desk.records.entries())
    for (const place of places(record)) {
      const lines = rechained(desk.records.with(k, changed(record, place) as JournalRecord));
      const name = `${record.kind}.${place.filter((part) => Number.isNaN(Number(part))).join('.')}`;
      if (faultOf(lines) === undefined) unseen.push(name);
      else found.push(name);
      // Who kept the last hash sees them all.
      expect(faultOf(lines, { entries: lines.length, head: desk.head() })).toBeDefined();
    }
  expect(found.length).toBeGreaterThan(unseen.length);
  // What nothing else in the journal depends on: names and texts, limits that were not reached, orders that were not filled.
  expect([...new Set(unseen)].sort((a, b) => (a < b ? -1 : 1))).toMatchInlineSnapshot(`
    [
      "changed.parties.id",
      "changed.parties.limit",
      "charge.seed",
      "clearing.at_ms",
      "clearing.price",
      "clearing.welfare",
      "closed.at_ms",
      "closed.before_ms",
      "exchange.at_ms",
      "exchange.currency",
      "exchange.markets.bounds.highest",
      "exchange.markets.bounds.lowest",
      "exchange.markets.carrier",
      "exchange.markets.gate_s",
      "exchange.parties.limit",
      "exchange.site",
      "issued.from_ms",
      "issued.to_ms",
      "orders.at_ms",
      "orders.refused.code",
      "orders.refused.order",
      "orders.refused.party",
      "orders.refused.reason",
      "orders.taken.id",
      "orders.taken.limit",
      "orders.taken.quantity",
      "orders.taken.sequence",
      "posting.transactions.key",
      "posting.transactions.market",
      "posting.transactions.refs.text",
      "posting.transactions.revision",
      "posting.transactions.slot_ms",
      "readings.at_ms",
      "readings.taken.injected",
      "readings.taken.taken",
      "readings.taken.version",
      "settlement.retail.sell",
      "settlement.retail.tariff",
      "settlement.utilities.tariff",
    ]
  `);
});

it('names the fault where books were made to lie', () => {
  const at = (kind: JournalRecord['kind'], nth = 0): number =>
    desk.records.map((record, k) => ({ record, k })).filter(({ record }) => record.kind === kind)[nth]!.k;
  const lie = (kind: JournalRecord['kind'], path: readonly (string | number)[], nth = 0): string | undefined =>
    faultOf(rechained(desk.records.with(at(kind, nth), changed(desk.records[at(kind, nth)], path) as JournalRecord)));
  expect(lie('settlement', ['money', 'mill'])).toBe(
    `line 6: power/${START_MS} revision 0: its money is {"mill":-216666,"park":-203333,"utility:grid":520000,"works":-100000}, and the entries before make it {"mill":-216667,"park":-203333,"utility:grid":520000,"works":-100000}`,
  );
  expect(lie('settlement', ['metered', 'mill'], 1)).toContain('line 8: ');
  const more = structuredClone(desk.records[at('readings', 1)]) as unknown as { taken: { taken: number }[] };
  more.taken[1]!.taken += 50;
  expect(faultOf(rechained(desk.records.with(at('readings', 1), more as unknown as JournalRecord)))).toContain(
    `line 6: power/${START_MS} revision 0: its metered is`,
  );
  expect(lie('clearing', ['trades', 0, 'fee'])).toContain('expected a fee of 80000, met 80001');
  expect(lie('orders', ['taken', 1, 'quantity'])).toBeUndefined();
  const short = structuredClone(desk.records[at('orders')]) as unknown as { taken: { quantity: number }[] };
  short.taken[1]!.quantity = 3999;
  expect(faultOf(rechained(desk.records.with(at('orders'), short as unknown as JournalRecord)))).toBe(
    `line 3: power/${START_MS} trade 0: 4000 quanta are more than order mill/buy-1 leaves, 3999`,
  );
  expect(lie('charge', ['parts', 'mill'])).toContain('its parts is');
  expect(lie('issued', ['money', 'mill'])).toContain('its money is');
  expect(lie('posting', ['transactions', 0, 'lines', 0, 'money'])).toContain('its lines sum to 1 micro-money');
  expect(faultOf(desk.lines.slice(1))).toContain('line 1: its hash is');
  expect(faultOf(rechained(desk.records.slice(1)))).toBe('line 1: a journal begins with an exchange, met orders');
  expect(faultOf(rechained([...desk.records, { ...desk.records[0]!, at_ms: END_MS }]))).toContain(
    'there is one exchange record',
  );
  expect(faultOf(rechained([...desk.records, { kind: 'closed', at_ms: 1.5, before_ms: 0 }]))).toContain('at_ms: ');
});

it('writes plain data one way, and refuses what JSON loses', () => {
  expect(canonical({ b: [1, -0, null, true], a: 'é"\n', c: undefined })).toBe('{"a":"é\\"\\n","b":[1,0,null,true]}');
  expect(() => canonical({ a: Number.NaN })).toThrow('NaN is no number that a journal can hold');
  expect(() => canonical({ a: () => 1 })).toThrow('a function is no data that a journal can hold');
  expect(() => canonical([undefined])).toThrow('a undefined is no data');
});

it('reads an entry back, and says what is wrong with one that is none', () => {
  const { line, head } = chain(hash, 'x', { a: 1 });
  expect(unchain(hash, 'x', line, 7)).toEqual({ record: { a: 1 }, head });
  expect(() => unchain(hash, 'x', 'rubbish', 7)).toThrow(
    'line 7: is no entry, expected {"hash":"...","record":{...}} but met "rubbish"',
  );
  expect(() => unchain(hash, 'y', line, 7)).toThrow('line 7: its hash is');
  const loose = '{ "a": 1}';
  expect(() => unchain(hash, '', `{"hash":"${hash(loose)}","record":${loose}}`, 1)).toThrow(
    'line 1: its record is not written in the canonical way',
  );
  expect(() => unchain(hash, '', `{"hash":"${hash('{')}","record":{}`, 1)).toThrow('is no JSON');
});
