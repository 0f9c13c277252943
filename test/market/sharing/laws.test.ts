import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PER_THOUSAND } from '../../../src/market/quanta.ts';
import {
  type Position,
  type Sharing,
  type SharingRule,
  shareCommunity,
  sharingTrades,
} from '../../../src/market/sharing/sharing.ts';
import {
  SHARING,
  SHARING_LAWS,
  type SharingGuarantees,
  type SharingLaw,
  sharingTable,
} from '../../../src/market/sharing/sharingLaws.ts';
import { SLOT_MS, total } from '../orders.ts';

const retailers = fc
  .record({ buys: fc.integer({ min: 0, max: 100_000 }), spread: fc.integer({ min: 0, max: 300_000 }) })
  .map(({ buys, spread }) => ({ party: 'utility:grid', buys, sells: buys + spread }));
type Retailer = { readonly party: string; readonly sells: number; readonly buys: number };
const positions: fc.Arbitrary<Position[]> = fc
  .array(fc.integer({ min: -20_000, max: 20_000 }), { maxLength: 12 })
  .map((nets) => nets.map((net, k) => ({ party: `p${k}`, net })));

const KEYS = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`p${k}`, 0.08]));
const RULES: Readonly<Record<SharingRule['kind'], SharingRule>> = {
  midMarket: { kind: 'midMarket' },
  supplyDemand: { kind: 'supplyDemand' },
  billSharing: { kind: 'billSharing' },
  priceTable: { kind: 'priceTable', ratio: [0, 1], price: [200_000, 20_000] },
  staticKeys: { kind: 'staticKeys', keys: KEYS },
  dynamicKeys: { kind: 'dynamicKeys' },
};

type Check = (sharing: Sharing, retail: Retailer) => void;
const CHECKS: Readonly<Record<SharingLaw, Check>> = {
  energy: ({ shares, imports, exports }, retail) => {
    expect(total(shares.map((s) => s.community))).toBe(0);
    expect(total(shares.map((s) => s.retail))).toBe(exports - imports);
    for (const s of shares) {
      expect(s.community + s.retail).toBe(s.net);
      expect(s.community * s.net >= 0 && s.retail * s.net >= 0).toBe(true);
    }
    const trades = sharingTrades({ shares, imports, exports, bill: 0, payments: [] }, 'power', SLOT_MS, retail);
    const at = (side: 'seller' | 'buyer'): number =>
      total(trades.filter((t) => t[side] === 'community:power').map((t) => t.quantity));
    expect(at('seller')).toBe(at('buyer'));
  },
  money: (sharing, retail) => {
    const { shares, bill, payments } = sharing;
    expect(total(shares.map((s) => s.pays))).toBe(bill);
    for (const s of shares) expect(Number.isSafeInteger(s.pays)).toBe(true);
    for (const { money } of payments) expect(money).toBeGreaterThan(0);
    const paid = (party: string): number =>
      total(payments.filter((p) => p.from === party).map((p) => p.money)) -
      total(payments.filter((p) => p.to === party).map((p) => p.money));
    for (const s of shares) expect(paid(s.party)).toBe(s.pays);
    expect(paid(retail.party)).toBe(0 - bill);
    const trades = sharingTrades(sharing, 'power', SLOT_MS, retail);
    const ours = total(trades.map((t) => (t.seller === 'community:power' ? t.buyerPays : -t.sellerGets)));
    expect(ours).toBe(0);
  },
  alike: ({ shares }, retail) => {
    const quantum = (retail.sells - retail.buys) / PER_THOUSAND;
    for (const sign of [-1, 1]) {
      const some = shares.filter((s) => Math.sign(s.net) === sign);
      const mean = total(some.map((s) => s.pays)) / total(some.map((s) => s.net));
      for (const s of some) expect(Math.abs(s.pays - mean * s.net)).toBeLessThanOrEqual(2.001 + quantum);
    }
  },
  waste: ({ imports, exports }) => {
    expect(Math.min(imports, exports)).toBe(0);
  },
  alone: ({ shares }, { sells, buys }) => {
    for (const { net, pays } of shares)
      expect(pays).toBeLessThanOrEqual((net < 0 ? -net * sells : -net * buys) / PER_THOUSAND + 2.001);
  },
};

describe.each(Object.entries(SHARING) as [SharingRule['kind'], SharingGuarantees][])('%s', (kind, { not }) => {
  const laws = Object.keys(SHARING_LAWS) as SharingLaw[];
  it.each(laws.filter((law) => not[law] === undefined))('keeps in any community: %s', (law) => {
    fc.assert(
      fc.property(positions, retailers, (list, retail) => {
        CHECKS[law](shareCommunity(list, RULES[kind], retail), retail);
      }),
      { seed: 6, numRuns: 400 },
    );
  });

  it('does not hang on the order of the list', () => {
    fc.assert(
      fc.property(positions, retailers, (list, retail) => {
        const there = shareCommunity(list, RULES[kind], retail);
        expect(shareCommunity(list.toReversed(), RULES[kind], retail)).toEqual(there);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  // by hand: a feeds in 1 kWh, b takes 3, c takes 0.5
  const list = [
    { party: 'a', net: 1000 },
    { party: 'b', net: -3000 },
    { party: 'c', net: -500 },
  ];
  const retail = { party: 'utility:grid', sells: 100_000, buys: 40_000 };
  const DEAR: Partial<Record<SharingRule['kind'], SharingRule>> = {
    priceTable: { kind: 'priceTable', ratio: [0], price: [150_000] },
    staticKeys: { kind: 'staticKeys', keys: { a: 0.6, b: 0.1, c: 0.3 }, price: 150_000 },
    dynamicKeys: { kind: 'dynamicKeys', price: 150_000 },
  };
  const broken = laws.filter((law) => not[law] !== undefined);
  it.runIf(broken.length > 0).each(broken)('does not keep: %s', (law) => {
    expect(() => CHECKS[law](shareCommunity(list, DEAR[kind] ?? RULES[kind], retail), retail)).toThrow();
  });
});

it('keys at the price between those of the retailer harm nobody', () => {
  fc.assert(
    fc.property(positions, retailers, (list, retail) => {
      for (const kind of ['staticKeys', 'dynamicKeys'] as const)
        CHECKS.alone(shareCommunity(list, RULES[kind], retail), retail);
    }),
    { seed: 6, numRuns: 200 },
  );
});

it('prints the table of laws as it is', () => {
  const page = readFileSync(new URL('../../../docs/exchange/mechanisms.md', import.meta.url), 'utf8');
  expect(page).toContain(sharingTable());
});
