import { describe, expect, it } from 'vitest';
import { type SharingRule, shareCommunity, sharingTrades } from '../../../src/market/sharing/sharing.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { validations } from '../../validation/exchangeMechanisms.ts';
import { caseOf } from '../auctionCases.ts';
import { coefficientBills, type Scm, scmCase } from '../communityCases.ts';
import { SLOT_MS, total } from '../orders.ts';

type Bills = Record<string, Record<string, { readonly bill: number }>>;

const RETAIL = { party: 'utility:grid', sells: 300_000, buys: 100_000 };
const HOMES = [
  { party: 'a', net: 6000 },
  { party: 'b', net: -4000 },
  { party: 'c', net: -6000 },
];
const told = (rule: SharingRule): Record<string, number> =>
  Object.fromEntries(shareCommunity(HOMES, rule, RETAIL).shares.map((s) => [s.party, s.pays]));

it.each<[SharingRule, Record<string, number>]>([
  // by hand: 6 kWh pass, 4 are imported at 0.30 = 1.20 money
  // mid 0.20: buyers pay 6 x 0.20 + 1.20 = 2.40 by 4 : 6
  [{ kind: 'midMarket' }, { a: -1_200_000, b: 960_000, c: 1_440_000 }],
  // r = 0.6: seller 0.3 x 0.1 / (0.2 x 0.6 + 0.1) = 0.13636 a kWh
  [{ kind: 'supplyDemand' }, { a: -818_182, b: 807_273, c: 1_210_909 }],
  [{ kind: 'billSharing' }, { a: 0, b: 480_000, c: 720_000 }],
  // a curve: at 0.6 of 0.20 to 0.10 it stands at 0.14
  [
    { kind: 'priceTable', ratio: [0, 1], price: [200_000, 100_000] },
    { a: -840_000, b: 816_000, c: 1_224_000 },
  ],
  // a tenth to b, half to c: 0.6 and 3 kWh at 0.20, the rest at 0.30 and 0.10
  [
    { kind: 'staticKeys', keys: { b: 0.1, c: 0.5 } },
    { a: -960_000, b: 1_140_000, c: 1_500_000 },
  ],
  [
    { kind: 'dynamicKeys', price: 150_000 },
    { a: -900_000, b: 840_000, c: 1_260_000 },
  ],
])('an example by hand: %j', (rule, pays) => {
  expect(told(rule)).toEqual(pays);
});

it('says who pays whom, and trades with an account that ends at nothing', () => {
  const sharing = shareCommunity(HOMES, { kind: 'midMarket' }, RETAIL);
  expect(sharing.payments).toEqual([
    { from: 'b', to: 'a', money: 960_000 },
    { from: 'c', to: 'a', money: 240_000 },
    { from: 'c', to: 'utility:grid', money: 1_200_000 },
  ]);
  expect(
    sharingTrades(sharing, 'power', SLOT_MS, RETAIL).map((t) => [
      t.seller,
      t.buyer,
      t.quantity,
      t.buyerPays,
      t.buyPrice,
    ]),
  ).toEqual([
    ['a', 'community:power', 6000, 1_200_000, 200_000],
    ['community:power', 'b', 4000, 960_000, 240_000],
    ['community:power', 'c', 6000, 1_440_000, 240_000],
    ['utility:grid', 'community:power', 4000, 1_200_000, 300_000],
  ]);
});

it('shares nothing where nothing was metered, and pays for feeding in below 0', () => {
  expect(shareCommunity([], { kind: 'midMarket' }, RETAIL)).toEqual({
    shares: [],
    imports: 0,
    exports: 0,
    bill: 0,
    payments: [],
  });
  const glut = shareCommunity(HOMES.slice(0, 1), { kind: 'midMarket' }, { ...RETAIL, buys: -50_000 });
  expect([glut.bill, glut.payments]).toEqual([300_000, [{ from: 'a', to: 'utility:grid', money: 300_000 }]]);
});

it('refuses what has no answer', () => {
  expect(() => shareCommunity(HOMES, { kind: 'midMarket' }, { ...RETAIL, sells: 1 })).toThrow(
    'utility:grid sells at 1 and buys at 100000; expected that it does not sell below what it pays',
  );
  expect(() => shareCommunity(HOMES, { kind: 'supplyDemand' }, { ...RETAIL, buys: -1 })).toThrow(
    'the supply-demand ratio has no price between -1 and 300000; expected a retailer that buys at 0 or more and sells at no less',
  );
  expect(() => shareCommunity(HOMES, { kind: 'staticKeys', keys: { a: 0.7, b: 0.4 } }, RETAIL)).toThrow(
    'sharing keys 0.7, 0.4, 0; expected fractions that sum to 1 at most',
  );
  expect(() => shareCommunity(HOMES, { kind: 'priceTable', ratio: [1, 0], price: [1, 2] }, RETAIL)).toThrow(
    'a price table of 2 ratios and 2 prices; expected as many, ratios rising',
  );
});

describe.skipIf(!hasShared)(`reference communities${whyNoShared}`, () => {
  it.each(hasShared ? scmCase().cases : [])('coefficients $id: kWh and bills', (one: Scm) => {
    const { expected_source: source } = one;
    const { shares, exports } = coefficientBills(one).sharing;
    const taken = total(shares.filter((s) => s.net < 0).map((s) => -s.community));
    expect(taken).toBe(Math.round(1000 * source.from_community));
    if (source.to_grid !== undefined) expect(exports).toBe(Math.round(1000 * source.to_grid));
    if (one.id !== 'three-homes') return;
    // The peer serves sellers in the order of its list: H1 sells all 0.16 kWh, H3 nothing. In proportion it is 0.08 each.
    expect(shares.map((s) => [s.party, s.community])).toEqual([
      ['h1', 80],
      ['h2', -160],
      ['h3', 80],
    ]);
    const { bills } = coefficientBills(one);
    const theirs = (caseOf('community-coefficients', 'independent.json') as Bills)['three-homes']!;
    expect(bills.get('H2')).toBeCloseTo(theirs.H2!.bill, 5);
    expect(bills.get('H1')! + bills.get('H3')!).toBeCloseTo(theirs.H1!.bill + theirs.H3!.bill, 5);
    expect(bills.get('H1')).toBe(bills.get('H3'));
  });

  it('prices and bills are those of the references', () => {
    const rows = validations.filter((v) => v.model === 'exchangeSharing');
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const row of rows)
      for (const { reference, model } of row.points()!)
        expect(Math.abs(model - reference)).toBeLessThanOrEqual(row.tolerance.absolute!);
  });
});
