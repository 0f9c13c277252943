import { beforeAll, describe, expect, it } from 'vitest';
import { openHighs } from '../../../src/io/highsModel.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { type ExchangeOutcome, startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';

/** A boiler that makes four of heat from five of power, a spring of heat at 0.5, a house, and a grid at 0.3. */
const site = (boiler_kW: number, exchange = '{ clearing: together }'): string => `sixfold: 1
name: joined
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-01T00:00Z, end: 2023-06-01T01:00Z, step_s: 900 }
currency: EUR
participants: { house: {}, boiler: {}, spring: {} }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [cold, let-go] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.3 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  cold: { kind: unserved, bus: heat, carrier: heat }
  let-go: { kind: dump, bus: heat }
  lift: { kind: converter, owner: boiler, lead: heat, rated_kW: ${boiler_kW}, ports: { power: power, heat: heat }, flows: { power: { carrier: electricity, flow: in, per: 1.25 }, heat: { carrier: heat, flow: out, per: 1 } } }
  well: { kind: source, owner: spring, bus: heat, carrier: heat, max_kW: 400, price_money_per_kWh: 0.5 }
  demand: { kind: load, owner: house, bus: heat, carrier: heat, demand: 90 }
exchange: ${exchange}
`;

type Models = NonNullable<NonNullable<Parameters<typeof startExchange>[1]>['models']>;
let models: Models;
beforeAll(async () => {
  models = { linear: await openHighs(), whole: await openHighs() };
});

function run(text: string): { readonly outcome: ExchangeOutcome; readonly lines: readonly string[] } {
  const scenario = load({ 'small.yaml': text });
  const lines: string[] = [];
  let head = '';
  const onRecord = (record: JournalRecord): void => {
    const made = chain(sha256, head, record);
    head = made.head;
    lines.push(made.line);
  };
  const exchange = startExchange(scenario, { models, onRecord });
  exchange.advance(scenario.run.grid.length);
  return { outcome: exchange.outcome(), lines };
}
const money = (outcome: ExchangeOutcome, account: string): number =>
  (outcome.books.balances.money.get(account) ?? 0) / 1e6;
const priceOf = (outcome: ExchangeOutcome, id: string): number =>
  outcome.markets.find(({ market }) => market.id === id)!.prices[0]! / 1e6;

describe('markets that clear together', () => {
  it('price heat by the power that the boiler takes for it: by hand', () => {
    const { outcome } = run(site(200));
    // 90 kWh of heat from 112.5 kWh of power at 0.3: 0.375 each; the boiler gains nothing, for it is not full
    expect(priceOf(outcome, 'heat')).toBeCloseTo(0.375, 6);
    expect(money(outcome, 'house')).toBeCloseTo(-33.75, 4);
    expect(money(outcome, 'utility:grid')).toBeCloseTo(33.75, 4);
    expect(money(outcome, 'boiler')).toBeCloseTo(0, 4);
  });

  it('leave a full boiler what the dearer source makes of it: by hand', () => {
    const { outcome } = run(site(60));
    // the spring serves the last 30 at 0.5, which is the price; the boiler earns 60 x (0.5 - 0.375)
    expect(priceOf(outcome, 'heat')).toBeCloseTo(0.5, 6);
    expect(money(outcome, 'house')).toBeCloseTo(-45, 4);
    expect(money(outcome, 'boiler')).toBeCloseTo(7.5, 4);
    expect(money(outcome, 'spring')).toBeCloseTo(15, 4);
  });

  it('keep books that an audit finds sound', () => {
    const { outcome, lines } = run(site(60, '{ clearing: together, fee_money_per_kWh: 0.01 }'));
    expect(audit(lines, sha256).fault).toBeUndefined();
    expect([...outcome.books.balances.money.values()].reduce((a, b) => a + b, 0)).toBe(0);
    // 90 of heat changed hands; the 75 of power came from the grid, whose price holds its own charges
    expect(money(outcome, 'network:heat')).toBeCloseTo(0.9, 5);
    expect(money(outcome, 'network:power')).toBe(0);
  });

  it('need a solver, and say so', () => {
    const scenario = load({ 'small.yaml': site(60) });
    expect(() => startExchange(scenario)).toThrow(
      'exchange.clearing: together needs a solver; hand in `models`, or say bookByBook',
    );
  });

  it('have slots of one length', () => {
    const scenario = load({ 'small.yaml': site(60, '{ clearing: together, markets: { heat: { slot_min: 60 } } }') });
    expect(() => startExchange(scenario, { models })).toThrow(
      'exchange.markets.heat.slot_min: met 60 beside clearing: together, where all markets have the slots of exchange.slot_min; leave it out',
    );
  });
});
