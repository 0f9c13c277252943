import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apply } from '../../../src/market/books/apply.ts';
import { audit } from '../../../src/market/books/audit.ts';
import type { Books } from '../../../src/market/books/books.ts';
import { replay } from '../../../src/market/books/replay.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import { type Desk, hash, Q, read, START_MS } from './bench.ts';
import { billOf, randomSlots, readingsOf, runSlots, settleStale } from './randomBooks.ts';

const SEED = { seed: 6, numRuns: 60 };

const missingPolicies = fc.constantFrom('asTraded' as const, 'asBefore' as const, 'zero' as const);

const stateOf = (books: Books): unknown => structuredClone({ ...books, hash: undefined });
const moneyOf = (desk: Desk): [string, number][] =>
  [...desk.books.balances.money].filter(([, v]) => v !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
const sumOf = (desk: Desk): number => [...desk.books.balances.money.values()].reduce((a, b) => a + b, 0);

it('keeps its laws over random slots, and late corrections in any order end at the same balances', () => {
  let corrected = 0;
  fc.assert(
    fc.property(randomSlots, fc.infiniteStream(fc.nat(1000)), missingPolicies, (slots, stream, missing) => {
      const readings = readingsOf(slots);
      const right = runSlots(slots, { first: rightOf(readings) }, missing);
      const finals = [false, true].map((isShuffled) => {
        const desk = runSlots(slots, readings, missing);
        const order = readings.corrections.map((reading) => ({ reading, at: stream.next().value }));
        if (isShuffled) order.sort((a, b) => a.at - b.at);
        for (const [k, { reading }] of order.entries()) {
          const at_ms = START_MS + (slots.length + 1 + k) * Q;
          read(desk, at_ms, [reading]);
          settleStale(desk, at_ms, slots);
          expect(sumOf(desk)).toBe(0);
          expect(desk.books.balances.energy.size).toBe(0);
        }
        corrected += order.length;
        // The grid has its bill, whatever was corrected.
        expect(desk.books.balances.money.get('utility:grid') ?? 0).toBe(
          slots.reduce((sum, slot) => sum + billOf(slot), 0),
        );
        return desk;
      });
      // As if all readings had been right at once.
      for (const desk of finals) expect(moneyOf(desk)).toEqual(moneyOf(right));
      for (const desk of finals)
        expect(Object.fromEntries(desk.books.metered)).toEqual(Object.fromEntries(right.books.metered));
    }),
    SEED,
  );
  expect(corrected).toBeGreaterThan(100);
});

const rightOf = ({ first, corrections }: ReturnType<typeof readingsOf>): typeof first =>
  first.map((list, k) => {
    const late = corrections.filter(({ at_ms }) => at_ms === START_MS + (k + 1) * Q);
    return [...list.filter(({ meter }) => !late.some((reading) => reading.meter === meter)), ...late];
  });

it('replays to the same books at every entry', () => {
  fc.assert(
    fc.property(randomSlots, (slots) => {
      const readings = readingsOf(slots);
      const desk = runSlots(slots, readings);
      read(desk, START_MS + (slots.length + 1) * Q, readings.corrections);
      settleStale(desk, START_MS + (slots.length + 1) * Q, slots);
      const again: unknown[] = [];
      const whole = replay(desk.lines, hash, (_, books) => again.push(stateOf(books)));
      expect(whole.head).toBe(desk.head());
      // The books that wrote the journal end as those that read it.
      expect(again.at(-1)).toEqual(stateOf(desk.books));
      for (let k = 1; k <= desk.lines.length; k++)
        expect(stateOf(replay(desk.lines.slice(0, k), hash).books!)).toEqual(again[k - 1]);
      expect(audit(desk.lines, hash)).toMatchObject({ isSound: true, entries: desk.lines.length, stale: 0, open: 0 });
    }),
    { ...SEED, numRuns: 12 },
  );
});

it('goes on after a kill at any byte as if there had been none', () => {
  const [slots] = fc.sample(randomSlots, { seed: 7, numRuns: 1 });
  const desk = runSlots(slots!, readingsOf(slots!));
  const text = `${desk.lines.join('\n')}\n`;
  const end = stateOf(desk.books);
  fc.assert(
    fc.property(fc.integer({ min: desk.lines[0]!.length + 1, max: text.length }), (at) => {
      const lines = text.slice(0, at).split('\n');
      // What a process that was killed had only begun to write.
      lines.pop();
      const again = replay(lines, hash);
      let { head } = again;
      const written = [...lines];
      for (const record of desk.records.slice(lines.length)) {
        apply(again.books!, record);
        const chained = chain(hash, head, record);
        head = chained.head;
        written.push(chained.line);
      }
      expect(stateOf(again.books!)).toEqual(end);
      expect(written).toEqual(desk.lines);
    }),
    { ...SEED, numRuns: 30 },
  );
});

it('takes a journal that is read twice once', () => {
  const [slots] = fc.sample(randomSlots, { seed: 6, numRuns: 1 });
  const desk = runSlots(slots!, readingsOf(slots!));
  const before = stateOf(desk.books);
  for (const record of desk.records.slice(1)) {
    // Entries that come again are refused, or change nothing; the last of all may stand at the same time.
    if (record.kind === 'readings') continue;
    expect(() => apply(desk.books, record)).toThrow();
  }
  expect(stateOf(desk.books)).toEqual(before);
});
