import { expect, it } from 'vitest';
import { audit } from '../../../src/market/books/audit.ts';
import { canonical } from '../../../src/market/journal/canonical.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import { packed, unpacked } from '../../../src/market/journal/packed.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { exchangeRecord, hash, orderOf, Q, START_MS, settleSlotOf, tradeOf } from '../books/bench.ts';
import { slotByHand } from '../books/slotByHand.ts';

const slot_ms = START_MS;
const sale = { ...orderOf('works', 'sell', 4000, 90_000, slot_ms), id: 'roof.0', sequence: 7 };
const purchase = { ...orderOf('mill', 'buy', 5000, 150_000, slot_ms), id: 'mill.0', sequence: 8 };
const { limit: _, ...anyPrice } = { ...purchase, id: 'mill.1', sequence: 9 };
const orders = {
  kind: 'orders',
  at_ms: slot_ms,
  taken: [{ ...sale, attributes: { sources: ['pv', 'wind'] } }, purchase, anyPrice],
  refused: [],
} as const satisfies JournalRecord;
const trade = { ...tradeOf(sale, purchase, 4000, 100_000, 20_000), source: 'pv' };
const clearing: JournalRecord = {
  kind: 'clearing',
  at_ms: slot_ms,
  market: 'power',
  slot_ms,
  price: 100_000,
  interval: [90_000, 110_000],
  volume: 4000,
  welfare: 1,
  trades: [trade, { ...tradeOf(sale, purchase, 1, 100_000) }],
};
const reading = { meter: 'm-mill', at_ms: slot_ms, injected: 3, taken: 8, version: 1 };
const readings: JournalRecord = { kind: 'readings', at_ms: slot_ms, taken: [reading], refused: [] };
const issued = { source: 'roof', kind: 'pv', owner: 'works', metered: 10, quantity: 10, carbon: 5 };
const certificates: JournalRecord = {
  kind: 'certificates',
  at_ms: slot_ms + Q,
  market: 'power',
  slot_ms,
  issued: [issued],
  moved: [{ source: 'roof', from: 'works', to: 'mill', quantity: 6 }],
  used: [{ source: 'roof', by: 'mill', quantity: 4 }],
  expired: 6,
  taken: [{ account: 'mill', quanta: 9, scope1_g: 2, scope2_g: 0 }],
};

it('writes what comes in every slot as rows', () => {
  // by hand
  expect([orders, clearing, readings, certificates].map((record) => canonical(packed(record)))).toEqual([
    `{"at_ms":${slot_ms},"kind":"orders","market":"power","refused":[],"sequence":7,"slot_ms":${slot_ms},"taken":[["works","roof.0",4000,90000,"pv","wind"],["mill","mill.0",-5000,150000],["mill","mill.1",-5000,null]]}`,
    `{"at_ms":${slot_ms},"interval":[90000,110000],"kind":"clearing","market":"power","price":100000,"slot_ms":${slot_ms},"trades":[["works","roof.0","mill","mill.0",4000,120000,100000,480000,400000,"pv"],["works","roof.0","mill","mill.0",1,100000,100000,100,100]],"volume":4000,"welfare":1}`,
    `{"at_ms":${slot_ms},"kind":"readings","refused":[],"taken":[["m-mill",3,8]]}`,
    `{"at_ms":${slot_ms + Q},"expired":6,"issued":[["roof","pv","works",10,5]],"kind":"certificates","market":"power","moved":[["roof","works","mill",6]],"slot_ms":${slot_ms},"taken":[["mill",9,2,0]],"used":[["roof","mill",4]]}`,
  ]);
});

it.each([orders, clearing, readings, certificates])('reads $kind back as they were', (record) => {
  const data: unknown = JSON.parse(canonical(packed(record)));
  expect(data).not.toEqual(record);
  expect(unpacked(data)).toEqual(record);
});

const withTaken = (taken: object): object => ({ ...orders, taken: [taken] });
it.each([
  ['an order that says more', withTaken({ ...sale, immediate: true })],
  ['one with a partner', withTaken({ ...sale, attributes: { partner: 'mill', sources: ['pv'] } })],
  ['one with no sources', withTaken({ ...sale, attributes: { sources: [] } })],
  ['one of no quanta', withTaken({ ...sale, quantity: 0 })],
  ['orders of two slots', { ...orders, taken: [sale, { ...purchase, slot_ms: slot_ms + Q }] }],
  ['orders out of their sequence', { ...orders, taken: [sale, { ...purchase, sequence: 9 }] }],
  ['a record that says more', { ...orders, note: 'x' }],
  ['no orders', { ...orders, taken: [] }],
  ['a trade whose fee is another', { ...clearing, trades: [{ ...trade, fee: 1 }] }],
  ['a trade that says more', { ...clearing, trades: [{ ...trade, level: 2 }] }],
  ['a reading that is corrected', { ...readings, taken: [{ ...reading, version: 2 }] }],
  ['one of another time', { ...readings, taken: [{ ...reading, at_ms: 0 }] }],
  ['a lot of more than its certificates', { ...certificates, issued: [{ ...issued, metered: 11 }] }],
])('leaves %s as it stands', (_, record) => {
  expect(packed(record)).toBe(record);
  expect(unpacked(JSON.parse(canonical(record)))).toEqual(record);
});

it('takes rows of another width for no rows', () => {
  const data = { ...(packed(readings) as object), taken: [['m-mill', 3, 8, 1]] };
  expect(unpacked(data)).toBe(data);
});

it('audits a journal of the first version, item by item, to the same balances', () => {
  const desk = slotByHand();
  settleSlotOf(desk, START_MS + Q, START_MS, 520_000);
  let head = '';
  const old = desk.records.map((record) => {
    const text = canonical(record);
    head = hash(head + text);
    return `{"hash":"${head}","record":${text}}`;
  });
  const [now, before] = [audit(desk.lines, hash), audit(old, hash)];
  expect(old).not.toEqual(desk.lines);
  expect(before.isSound).toBe(true);
  expect(before.balances).toEqual(now.balances);
});

it('tells a form that it does not know', () => {
  const { line } = chain(hash, '', { ...exchangeRecord(), version: 3 });
  expect(audit([line], hash).fault).toMatchInlineSnapshot(`
    {
      "line": 1,
      "message": "version: Invalid option: expected one of 1|2",
    }
  `);
});
