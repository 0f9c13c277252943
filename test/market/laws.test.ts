import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Guarantees, LAWS, type Law, lawTable, MECHANISMS, type MechanismName } from '../../src/market/laws.ts';
import type { Order } from '../../src/market/order.ts';
import { COUNTEREXAMPLES } from './counterexamples.ts';
import { CHECKS } from './lawChecks.ts';
import { books, buy, moneyBy, rules, sell } from './orders.ts';

const mechanisms = Object.entries(MECHANISMS) as [MechanismName, Guarantees][];
const laws = (Object.keys(LAWS) as Law[]).filter((law) => law !== 'truth');

describe.each(mechanisms)('%s', (name, { clear, not }) => {
  it.each(laws.filter((law) => not[law] === undefined))('keeps in any book: %s', (law) => {
    fc.assert(
      fc.property(books(), rules, fc.integer({ min: 0, max: 1_000_000 }), (orders, by, draw) => {
        CHECKS[law]({ clear, orders, rules: by, draw });
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  const broken = laws.filter((law) => not[law] !== undefined);
  it.runIf(broken.length > 0).each(broken)('does not keep: %s', (law) => {
    const found = COUNTEREXAMPLES[`${name}/${law}`];
    expect(found).toBeDefined();
    const { orders, rules: by = {}, draw = 0 } = found!;
    expect(() => CHECKS[law]({ clear, orders, rules: by, draw })).toThrow();
  });

  it('is gamed by a limit that is not the true worth', () => {
    // by hand: worth 80 to the buyer, 20 to the seller; the buyer says 30 or the seller says 70
    const gains = (buyer: number, seller: number): [number, number] => {
      const orders: Order[] = [buy('a', 1000, buyer), sell('b', 1000, seller, { sequence: 1 })];
      const { trades } = clear(orders, {});
      const money = moneyBy(trades);
      return [80_000 * trades.length + money.get('a')!, money.get('b')! - 20_000 * trades.length];
    };
    const [buyer, seller] = gains(80_000, 20_000);
    expect(gains(30_000, 20_000)[0] > buyer || gains(80_000, 70_000)[1] > seller).toBe(true);
    expect(not.truth).toBeDefined();
  });
});

it('attributes without a preferred limit leave nobody worse off than with the retailer', () => {
  fc.assert(
    fc.property(books(), rules, (orders, by) => {
      const plain = orders.map(({ attributes: { partner, sources } = {}, ...order }) => ({
        ...order,
        attributes: { ...(partner === undefined ? {} : { partner }), ...(sources === undefined ? {} : { sources }) },
      }));
      CHECKS.retail({ clear: MECHANISMS.attributes.clear, orders: plain, rules: by, draw: 0 });
    }),
    { seed: 6, numRuns: 300 },
  );
});

it('shows a breach for nothing that it promises', () => {
  for (const key of Object.keys(COUNTEREXAMPLES)) {
    const [name, law] = key.split('/') as [MechanismName, Law];
    expect((MECHANISMS[name] as Guarantees).not[law]).toBeDefined();
  }
});

it('prints the table of laws as it is', () => {
  const page = readFileSync(new URL('../../docs/exchange/mechanisms.md', import.meta.url), 'utf8');
  expect(page).toContain(lawTable());
});
