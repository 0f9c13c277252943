import { beforeAll, describe, expect, it } from 'vitest';
import { openHighs } from '../../../src/io/highsModel.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import type { ClearingRecord, JournalRecord } from '../../../src/market/journal/record.ts';
import { type ExchangeOutside, startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';
import { journal } from './traded.ts';

type Models = NonNullable<ExchangeOutside['models']>;
let models: Models;
beforeAll(async () => {
  models = { linear: await openHighs(), whole: await openHighs() };
});

const HEAD = `sixfold: 1
name: linked
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-01T00:00Z, end: 2023-06-01T02:00Z, step_s: 900 }
currency: CNY
`;

/** Gas at 0.05 a kWh behind a pipe for 100 kW, gas at 0.12 before it, and a demand of 150 kW. */
const pipeline = (exchange: string): string => `${HEAD}participants: { far: {}, near: {}, mill: {} }
buses:
  high: { carrier: hydrogen, pressure_bar: 80, closers: [high-short, high-vent] }
  low: { carrier: hydrogen, pressure_bar: 30, closers: [low-short, low-vent] }
components:
  high-short: { kind: unserved, bus: high, carrier: hydrogen }
  high-vent: { kind: curtailment, bus: high, carrier: hydrogen }
  low-short: { kind: unserved, bus: low, carrier: hydrogen }
  low-vent: { kind: curtailment, bus: low, carrier: hydrogen }
  well: { kind: source, owner: far, bus: high, carrier: hydrogen, max_kW: 400, price_money_per_kWh: 0.05 }
  spring: { kind: source, owner: near, bus: low, carrier: hydrogen, max_kW: 400, price_money_per_kWh: 0.12 }
  demand: { kind: load, owner: mill, bus: low, carrier: hydrogen, demand: 150 }
  pipe: { kind: hydrogenPipe, ports: { from: high, to: low }, length_m: 1000, diameter_mm: 100, rated_kW: 100 }
exchange: ${exchange}
`;
const CAPPED =
  '{ clearing: together, networkLimits: true, markets: { high: { ceiling_money_per_kWh: 10 }, low: { ceiling_money_per_kWh: 10 } } }';

function run(text: string) {
  const scenario = load({ 'small.yaml': text });
  const records: JournalRecord[] = [];
  const exchange = startExchange(scenario, { models, onRecord: (record) => records.push(record) });
  exchange.advance(scenario.run.grid.length);
  const outcome = exchange.outcome();
  const clearings = records.filter((r): r is ClearingRecord => r.kind === 'clearing');
  const at = (market: string, k: number): ClearingRecord | undefined =>
    clearings.find((r) => r.market === market && r.slot_ms === scenario.run.grid.start_ms + k * 900_000);
  return { outcome, records, clearings, at, balances: outcome.books.balances.money };
}
const sum = (balances: ReadonlyMap<string, number>): number => [...balances.values()].reduce((a, b) => a + b, 0);

describe('a pipe that nobody owns', () => {
  it('that is full has two prices, and its rent is what it carries times their difference: by hand', () => {
    const { at, records, balances, clearings } = run(pipeline(CAPPED));
    // A kg has 33.33 kWh: 0.05 and 0.12 a kWh are 1.6664 and 3.9994 a kg
    const [high, low] = [at('high', 3)!, at('low', 3)!];
    expect(high.price! / 33.33).toBeCloseTo(50_000, -2);
    expect(low.price! / 33.33).toBeCloseTo(120_000, -2);
    // 100 kW for a quarter of an hour are 750 g, of 1125 g that are wanted
    const carried = low.trades.filter(({ seller }) => seller === 'congestion:high');
    expect(carried.reduce((all, { quantity }) => all + quantity, 0)).toBe(750);
    expect(low.trades.filter(({ seller }) => seller === 'near').reduce((all, t) => all + t.quantity, 0)).toBe(375);
    const rent = clearings
      .flatMap(({ trades }) => trades)
      .reduce(
        (all, { seller, buyer, sellerGets, buyerPays }) =>
          all + (seller === 'congestion:high' ? sellerGets : 0) - (buyer === 'congestion:high' ? buyerPays : 0),
        0,
      );
    // Eight quarters
    expect(rent).toBeCloseTo((8 * 750 * (low.price! - high.price!)) / 1000, -1);
    expect(sum(balances)).toBe(0);
    expect(audit(journal(records), sha256)).toMatchObject({ isSound: true, stale: 0 });
  });

  it('with room to spare has one price, and earns nothing', () => {
    const { at } = run(pipeline(CAPPED).replace('demand: 150', 'demand: 80'));
    expect(at('low', 3)!.price).toBe(at('high', 3)!.price);
    expect(at('low', 3)!.trades.every(({ seller }) => seller === 'congestion:high')).toBe(true);
  });

  it('of an owner stays a machine, whose rent is the owner’s', () => {
    const { at } = run(pipeline(CAPPED).replace('{ kind: hydrogenPipe,', '{ kind: hydrogenPipe, owner: near,'));
    expect(at('low', 3)!.trades.some(({ seller }) => seller.startsWith('congestion'))).toBe(false);
  });

  it('is no line unless it is asked for, and only where markets clear together', () => {
    expect(run(pipeline(CAPPED.replace('networkLimits: true, ', ''))).at('low', 3)!.trades).not.toContainEqual(
      expect.objectContaining({ seller: 'congestion:high' }),
    );
    expect(() => run(pipeline('{ networkLimits: true }'))).toThrow(
      'exchange.networkLimits: met true with clearing: bookByBook, which knows no lines between markets; say clearing: together',
    );
  });
});

/** A grid at the hub, a hall behind a line that carries 95 kW, and an engine at 0.5 there. */
const feeder = (
  more: { demand?: number; exchange?: string } = {},
): string => `${HEAD}participants: { hall: {}, engine: {}, roof: {} }
buses:
  main: { carrier: electricity, closers: [grid, lost, spilt] }
  end: { carrier: electricity, closers: [end-lost, end-spilt] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.3 }, feedIn: { price_money_per_kWh: 0.08 } }
components:
  grid: { kind: gridConnection, bus: main, tariff: power, importLimit_kW: 1000, exportLimit_kW: 1000, carbon_kg_per_kWh: 0.5 }
  lost: { kind: unserved, bus: main }
  spilt: { kind: curtailment, bus: main }
  end-lost: { kind: unserved, bus: end }
  end-spilt: { kind: curtailment, bus: end }
  net: { kind: electricityNetwork, ports: { main: main, end: end }, hub: main, nodes: { main: { rated_kV: 0.4 }, end: { rated_kV: 0.4 } }, lines: { feeder: { from: main, to: end, length_m: 20, r_ohm_per_km: 0.2, x_ohm_per_km: 0.08, rated_A: 144.338 } } }
  sun: { kind: source, owner: roof, bus: main, max_kW: 20 }
  set: { kind: source, owner: engine, bus: end, max_kW: 200, price_money_per_kWh: 0.5 }
  demand: { kind: load, owner: hall, bus: end, demand: ${more.demand ?? 150} }
exchange: ${more.exchange ?? '{ clearing: together, networkLimits: true }'}
`;

describe('a network with limits', () => {
  it('that is full has a price at each bus, and its rent on the congestion account of its hub: by hand', () => {
    const { at, records, balances, outcome } = run(feeder());
    // 100 kVA leave 95 kW; the last 55 kW of the hall are the engine's, at 0.5
    expect(at('main', 2)!.price).toBe(300_000);
    expect(at('end', 2)!.price).toBe(500_000);
    const carried = at('end', 2)!.trades.filter(({ seller }) => seller === 'congestion:main');
    expect(carried.reduce((all, { quantity }) => all + quantity, 0)).toBe(23_750);
    // 8 quarters of 23.75 kWh at 0.2, give or take what the line loses and carries otherwise than it was sold
    expect(balances.get('congestion:main')! / 1e6).toBeCloseTo(8 * 23.75 * 0.2, 0);
    expect(balances.get('hall')! / 1e6).toBeCloseTo(-2 * 150 * 0.5, 0);
    expect(sum(balances)).toBe(0);
    expect(audit(journal(records), sha256)).toMatchObject({ isSound: true, stale: 0 });
    // Carbon of the grid comes along with what the line brings, and none of it is lost
    const { uses, emitted, exported, waiting } = outcome.rights;
    const hall = uses.map((use) => use.get('hall')).find((use) => use !== undefined)!;
    // 95 kW less the 20 of the sun for two hours, and what the line loses
    expect(hall.scope2_kg).toBeGreaterThan(0.5 * 2 * (95 - 20) * 0.9);
    expect(exported[1]).toBeCloseTo(0, 9);
    expect(hall.scope2_kg + waiting[1]).toBeCloseTo(emitted[1], 6);
  });

  it('with room has one price throughout', () => {
    const { at } = run(feeder({ demand: 80 }));
    expect(at('end', 2)!.price).toBe(300_000);
    expect(at('main', 2)!.price).toBe(300_000);
  });

  it('has the fee of its market on top of the retailer’s price', () => {
    const { at } = run(
      feeder({ demand: 80, exchange: '{ clearing: together, networkLimits: true, fee_money_per_kWh: 0.02 }' }),
    );
    expect(at('end', 2)!.trades.map(({ sellPrice, buyPrice }) => [sellPrice, buyPrice])).toEqual([[300_000, 320_000]]);
  });
});
