import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { MECHANISMS } from '../../../src/market/laws.ts';
import { SHARING } from '../../../src/market/sharing/sharingLaws.ts';
import { exchangeSummary } from '../../../src/report/exchangeSummary.ts';
import { journal, money, type Ran, run } from './traded.ts';

/**
 * A day of a roof, an engine, a mill and a shop with a grid at 0.30 and 0.08: by hour 50 kW at no cost, up to 30 kW at 0.12, and
 * 40 and 20 kW of demand; the network takes 0.01.
 */
const day = (exchange: string): string => `sixfold: 1
name: day
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-01T00:00Z, end: 2023-06-02T00:00Z, step_s: 3600 }
currency: CNY
participants: { roof: { label: Roof }, engine: { label: Engine }, mill: { label: Mill }, shop: { label: Shop } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power:
    energy: { price_money_per_kWh: 0.3 }
    feedIn: { price_money_per_kWh: 0.08 }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000, exportLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  sun: { kind: source, owner: roof, bus: power, max_kW: 50 }
  set: { kind: source, owner: engine, bus: power, max_kW: 30, price_money_per_kWh: 0.12 }
  milling: { kind: load, owner: mill, bus: power, demand: 40 }
  selling: { kind: load, owner: shop, bus: power, demand: 20 }
exchange: ${exchange}
`;
const NO_HOURS = { sun_kW: [0], demand_kW: [0], carbon_kg_per_kWh: [0] };
const runOf = (exchange: string): Ran => run(day(exchange), NO_HOURS);

/** Money of the day that each account got, by hour. */
function byHour(ran: Ran): Record<string, number> {
  const accounts = ['roof', 'engine', 'mill', 'shop', 'network:power', 'utility:grid'];
  return Object.fromEntries(accounts.map((id) => [id, Math.round((money(ran, id) / 24) * 1e9) / 1e9]));
}

function isSound({ outcome, records }: Ran): void {
  expect([...outcome.books.balances.money.values()].reduce((a, b) => a + b, 0)).toBe(0);
  expect(outcome.books.balances.energy.size).toBe(0);
  expect(audit(journal(records), sha256).isSound).toBe(true);
}

/** Account, by hand and by hour. */
type Row = readonly [
  exchange: string,
  mill: number,
  shop: number,
  roof: number,
  engine: number,
  fee: number,
  grid: number,
];

describe('every mechanism for orders, a day by hand', () => {
  it.each<Row>([
    // The engine sells 10 of its 30: its 0.12 is the price, of which buyers pay 0.01 more.
    ['{ fee_money_per_kWh: 0.01 }', -40 * 0.13, -20 * 0.13, 50 * 0.12, 10 * 0.12, 0.6, 0],
    // Without the engine's last 20 there is an interval: from 0.12 that it asks, to 0.29 that demand leaves the seller.
    ['{ mechanism: payAsBid, fee_money_per_kWh: 0.01 }', -40 * 0.3, -20 * 0.3, 50 * 0.29, 10 * 0.29, 0.6, 0],
    // The sun counts as feeding in would pay, 0.08. The mill comes first by name among equals.
    ['{ mechanism: payAsOffer, fee_money_per_kWh: 0.01 }', -40 * 0.09, -10 * 0.09 - 10 * 0.13, 50 * 0.08, 1.2, 0.6, 0],
    // Halfway between 0.08 and 0.29, and 0.12 and 0.29
    [
      '{ mechanism: midpoint, fee_money_per_kWh: 0.01 }',
      -40 * 0.195,
      -10 * 0.195 - 10 * 0.215,
      50 * 0.185,
      2.05,
      0.6,
      0,
    ],
    // A quarter of the way
    [
      '{ mechanism: midpoint, k: 0.25, fee_money_per_kWh: 0.01 }',
      -40 * (0.08 + 0.0525 + 0.01),
      -10 * 0.1425 - 10 * (0.12 + 0.0425 + 0.01),
      50 * 0.1325,
      10 * 0.1625,
      0.6,
      0,
    ],
    // The shop wants the engine and pays up to 0.35 for it: halfway between 0.12 and 0.34. The roof feeds in what is left.
    [
      '{ mechanism: attributes, fee_money_per_kWh: 0.01, markets: { power: { preferences: { shop: { partner: engine, most_money_per_kWh: 0.35 } } } } }',
      -40 * 0.195,
      -20 * 0.24,
      40 * 0.185 + 10 * 0.08,
      20 * 0.23,
      0.6,
      -10 * 0.08,
    ],
  ])('%s', (exchange, mill, shop, roof, engine, fee, grid) => {
    const ran = runOf(exchange);
    const found = byHour(ran);
    const hand = { mill, shop, roof, engine, 'network:power': fee, 'utility:grid': grid };
    for (const [account, amount] of Object.entries(hand)) expect(found[account], account).toBeCloseTo(amount, 6);
    isSound(ran);
  });

  it('uniform: k says where in the interval the price is', () => {
    // Demand as great as the sun: the price lies between 0.08 of feeding in and 0.12 of the engine.
    const text = (k: number): string => day(`{ k: ${k} }`).replace('demand: 40', 'demand: 30');
    for (const [k, price] of [
      [0, 0.08],
      [0.25, 0.09],
      [1, 0.12],
    ] as const) {
      const ran = run(text(k), NO_HOURS);
      expect(byHour(ran).mill).toBeCloseTo(-30 * price, 9);
      expect(byHour(ran).roof).toBeCloseTo(50 * price, 9);
    }
  });

  it('continuous: who arrives decides; all trade within the prices of the retailer', () => {
    const ran = runOf('{ mechanism: continuous, fee_money_per_kWh: 0.01 }');
    isSound(ran);
    const trades = ran.records.flatMap((r) => (r.kind === 'clearing' ? r.trades : []));
    // All 60 kWh of demand are served from within, whoever came first.
    const within = trades.filter((t) => t.seller !== 'utility:grid' && t.buyer !== 'utility:grid');
    expect(within.reduce((sum, t) => sum + t.quantity, 0)).toBe(24 * 60_000);
    expect(money(ran, 'network:power')).toBeCloseTo(24 * 0.6, 9);
    for (const t of within) {
      expect(t.buyPrice - t.sellPrice).toBe(10_000);
      expect(t.buyPrice).toBeLessThanOrEqual(300_000);
      expect(t.sellPrice).toBeGreaterThanOrEqual(80_000);
    }
    // A sale that waited gives its limit, a purchase that waited its own: the sun's or the engine's, or demand's less the fee.
    expect(new Set(within.map((t) => t.sellPrice))).toEqual(new Set([80_000, 120_000, 290_000]));
    // Arrival is drawn anew for each slot, and the same for the same seed.
    expect(new Set(within.filter((t) => t.buyer === 'mill').map((t) => t.seller)).size).toBe(2);
    expect(byHour(runOf('{ mechanism: continuous, fee_money_per_kWh: 0.01 }'))).toEqual(byHour(ran));
  });

  it('leaves no mechanism out', () => {
    expect(Object.keys(MECHANISMS)).toEqual([
      'uniform',
      'payAsBid',
      'payAsOffer',
      'midpoint',
      'attributes',
      'continuous',
    ]);
    for (const name of Object.keys(MECHANISMS)) isSound(runOf(`{ mechanism: ${name} }`));
  });
});

describe('every way of sharing after delivery, a day by hand', () => {
  /** A community that lacks: the roof's 50 against 120, and an engine that is too dear */
  const sharing = (rule: string, mill = 100): Ran =>
    run(
      day(`{ markets: { power: { sharing: ${rule} } } }`)
        .replace('price_money_per_kWh: 0.12', 'price_money_per_kWh: 0.5')
        .replace('demand: 40', `demand: ${mill}`),
      NO_HOURS,
    );

  // G 50, D 120 (100 and 20): 50 pass within, 70 are imported for 21.
  it.each<readonly [rule: string, mill: number, shop: number, roof: number]>([
    // 50 x 0.19 + 21 = 30.5, by use
    ['{ kind: midMarket }', -30.5 * (100 / 120), -30.5 * (20 / 120), 9.5],
    // r = 5/12: 0.3 x 0.08 / (0.22 r + 0.08) = 0.139806 for 50
    [
      '{ kind: supplyDemand }',
      -(21 + 50 * (0.024 / (0.22 * (5 / 12) + 0.08))) * (100 / 120),
      -(21 + 50 * (0.024 / (0.22 * (5 / 12) + 0.08))) * (20 / 120),
      50 * (0.024 / (0.22 * (5 / 12) + 0.08)),
    ],
    ['{ kind: billSharing }', -17.5, -3.5, 0],
    // 5/12 lies a quarter of the way from 1/4 to 11/12
    [
      '{ kind: priceTable, ratio: [0.25, 0.9166666666666667], price_money_per_kWh: [0.28, 0.2] }',
      -(21 + 50 * 0.26) * (100 / 120),
      -(21 + 50 * 0.26) * (20 / 120),
      13,
    ],
    // The shop has half of 50, but needs 20; the mill a tenth: 5 and 20 pass at 0.19, 25 are fed in, 95 imported. The connection
    // is billed for 70 alone: the 5.5 that nobody is owed go back by what each moves, 100 : 20 : 50.
    [
      '{ kind: staticKeys, keys: { shop: 0.5, mill: 0.1 } }',
      -(5 * 0.19 + 95 * 0.3) + 5.5 * (100 / 170),
      -20 * 0.19 + 5.5 * (20 / 170),
      25 * 0.19 + 25 * 0.08 + 5.5 * (50 / 170),
    ],
    // 50 by need, at 0.2
    [
      '{ kind: dynamicKeys, price_money_per_kWh: 0.2 }',
      -(41.667 * 0.2 + 58.333 * 0.3),
      -(8.333 * 0.2 + 11.667 * 0.3),
      10,
    ],
  ])('%s', (rule, mill, shop, roof) => {
    const ran = sharing(rule);
    const found = byHour(ran);
    expect(found.mill).toBeCloseTo(mill, 5);
    expect(found.shop).toBeCloseTo(shop, 5);
    expect(found.roof).toBeCloseTo(roof, 5);
    expect(found.engine).toBe(0);
    // What all pay is what the grid bills, whatever the rule.
    expect(found['utility:grid']).toBeCloseTo(0 - mill - shop - roof, 5);
    isSound(ran);
    expect(ran.outcome.books.balances.money.get('community:power') ?? 0).toBe(0);
  });

  it('feeds in what is over', () => {
    // G 50, D 30 (10 and 20), 20 fed in for 1.6: what is sold gets 30 x 0.19 + 1.6
    const found = byHour(sharing('{ kind: midMarket }', 10));
    expect(found).toMatchObject({ mill: -1.9, shop: -3.8, 'utility:grid': -1.6 });
    expect(found.roof).toBeCloseTo(7.3, 9);
  });

  it('tells what was traded once, though it passes the account of the community', () => {
    const ran = sharing('{ kind: midMarket }');
    const { markets, parties } = exchangeSummary(ran.scenario, ran.outcome);
    expect(markets[0]).toMatchObject({ traded: 24 * 120, tradedSlots: 24, meanPrice: expect.closeTo(30.5 / 120, 5) });
    // Alone the mill would pay 30, the roof get 4.
    expect(parties.find(({ id }) => id === 'mill')!.gain_money).toBeCloseTo(24 * (30 - 30.5 * (100 / 120)), 4);
    expect(parties.find(({ id }) => id === 'roof')!.gain_money).toBeCloseTo(24 * 5.5, 4);
  });

  it('leaves no way out', () => {
    expect(Object.keys(SHARING)).toEqual([
      'midMarket',
      'supplyDemand',
      'billSharing',
      'priceTable',
      'staticKeys',
      'dynamicKeys',
    ]);
  });

  it('takes no order before delivery', () => {
    expect(sharing('{ kind: midMarket }').records.some(({ kind }) => kind === 'orders')).toBe(false);
  });
});
