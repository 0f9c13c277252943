import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/io/sha256.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { replay } from '../../../src/market/books/replay.ts';
import { statementCollector } from '../../../src/market/statement/statement.ts';
import { startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';
import { hoursCsv, journal, money, type Ran, run, traded } from './traded.ts';

const HOURS = { sun_kW: [2, 4, 10, 5], demand_kW: [4, 4, 6, 8], carbon_kg_per_kWh: [0.5, 0.4, 0.2, 0.3] };
const withContract = (text: string): Ran => run(traded({ exchange: `{ contracts: [${text}] }` }), HOURS);
const without = run(traded(), HOURS);
/** What a contract changes for an account. */
const change = (ran: Ran, account: string): number =>
  Number((money(ran, account) - money(without, account)).toFixed(6));

describe('contracts of a run', () => {
  // Prices are 0.3, then 0.19 (as much sun as is wanted: half way), 0.08 (sun to spare) and 0.3
  it('a PPA makes the price of what roof gives and mill takes: by hand', () => {
    const ran = withContract(
      '{ id: sun, kind: ppa, market: power, source: sun, buyer: mill, strike_money_per_kWh: 0.2 }',
    );
    // (2 + 5) x (0.2 - 0.3) + 4 x (0.2 - 0.19) + 6 x (0.2 - 0.08)
    expect(change(ran, 'roof')).toBe(0.06);
    expect(change(ran, 'mill')).toBe(-0.06);
    expect(audit(journal(ran.records), sha256).fault).toBeUndefined();
  });

  it('a CfD pays up to the strike and takes what is above, from an account for support: by hand', () => {
    const ran = withContract('{ id: sun, kind: cfd, market: power, source: sun, strike_money_per_kWh: 0.2 }');
    // (2 + 5) x (0.2 - 0.3) + 4 x (0.2 - 0.19) + 10 x (0.2 - 0.08)
    expect(change(ran, 'roof')).toBe(0.54);
    expect(money(ran, 'support:power')).toBe(-0.54);
  });

  it.each([
    ['a premium', '{ id: sun, kind: premium, market: power, source: sun, strike_money_per_kWh: 0.2 }', 1.24],
    ['a feed-in tariff', '{ id: sun, kind: feedIn, market: power, source: sun, strike_money_per_kWh: 0.2 }', 0.54],
    [
      'a feed-in tariff beside the market',
      '{ id: sun, kind: feedIn, market: power, source: sun, strike_money_per_kWh: 0.2, isTraded: false }',
      4.2,
    ],
    [
      'a swing contract: 22 x 0.2, and 0.1 for each kWh outside of the band',
      '{ id: band, kind: swing, market: power, seller: roof, buyer: mill, agreed_kW: 5, strike_money_per_kWh: 0.2, isTraded: false }',
      // 4, 4, 6, 8 against 4 to 6: 2 outside
      4.6,
    ],
  ])('%s: by hand', (_, text, expected) => {
    expect(change(withContract(text), 'roof')).toBe(expected);
  });

  it('stand on the statement of both', () => {
    const ran = withContract(
      '{ id: sun, kind: ppa, market: power, source: sun, buyer: mill, strike_money_per_kWh: 0.2 }',
    );
    const start_ms = Date.UTC(2023, 5, 1);
    const collector = statementCollector({
      party: 'roof',
      from_ms: start_ms,
      to_ms: start_ms + 4 * 3_600_000,
      zone: zoneRules('UTC', start_ms, start_ms),
    });
    replay(journal(ran.records), sha256, (entry, books) => {
      collector.take(entry, books);
    });
    const lines = collector.done().lines.filter(({ kind }) => kind === 'contract');
    expect(lines.map(({ money: m, price, text }) => [m, price, text])[2]).toEqual([
      720_000,
      200_000,
      'ppa "sun": 6.000 units by the contract, market price of 0.080000 given back',
    ]);
    expect(lines.length).toBe(4);
  });

  it('a lease gives a quarter of what a battery earns, for its rent', () => {
    const battery =
      '  battery: { kind: store, owner: roof, bus: power, capacity_kWh: 10, charge_kW: 2, discharge_kW: 2, socStart: 0 }\n';
    const text = (exchange: string): string =>
      traded({ exchange, components: battery })
        .replace('price_money_per_kWh: 0.3', 'price_money_per_kWh: hours.price_money_per_kWh')
        .replace('price_money_per_kWh: 0.08', 'price_money_per_kWh: 0');
    const hours = { ...HOURS, sun_kW: [0, 0, 0, 0], price_money_per_kWh: [0.1, 0.1, 1, 1] };
    const alone = run(text('{}'), hours);
    const leased = run(
      text(
        '{ contracts: [{ id: part, kind: lease, market: power, store: battery, lessee: mill, share: 0.25, rent_money_per_month: 72 }] }',
      ),
      hours,
    );
    // 4 kWh bought at 0.1 and sold at 1: a quarter of 3.6; 4 of 720 hours of rent
    expect(money(leased, 'mill') - money(alone, 'mill')).toBeCloseTo(0.9 - 0.4, 9);
    expect(money(leased, 'roof') - money(alone, 'roof')).toBeCloseTo(0.4 - 0.9, 9);
  });

  it('refuses contracts that cannot be', () => {
    const faults = (text: string): string => {
      const scenario = load({
        'small.yaml': traded({ exchange: `{ contracts: [${text}] }` }),
        'hours.csv': hoursCsv(HOURS),
      });
      try {
        startExchange(scenario);
        return '';
      } catch (error) {
        return (error as Error).message.replaceAll('small.yaml ', '');
      }
    };
    expect(
      faults('{ id: a, kind: ppa, market: power, source: sun, buyer: nobody, strike_money_per_kWh: 0.2 }'),
    ).toContain('exchange.contracts.0.buyer: "nobody" is no participant; expected one of roof, mill');
    expect(faults('{ id: a, kind: ppa, market: heat, source: sun, buyer: mill, strike_money_per_kWh: 0.2 }')).toContain(
      'exchange.contracts.0.market: "heat" is no market; expected one of power',
    );
    expect(
      faults('{ id: a, kind: ppa, market: power, source: wind, buyer: mill, strike_money_per_kWh: 0.2 }'),
    ).toContain('exchange.contracts.0.source: "wind" is no component at "power"');
    expect(
      faults('{ id: a, kind: ppa, market: power, source: sun, buyer: roof, strike_money_per_kWh: 0.2 }'),
    ).toContain('exchange.contracts.0.buyer: "roof" has this contract with itself; expected two parties');
    const lease = (id: string, share: number): string =>
      `{ id: ${id}, kind: lease, market: power, store: sun, lessee: mill, share: ${share}, rent_money_per_month: 1 }`;
    expect(faults(`${lease('a', 0.6)}, ${lease('b', 0.5)}`)).toContain(
      'exchange.contracts.1.share: of "sun": shares sum to 1.1; expected no more than 1: a store is lent once',
    );
    expect(faults(`${lease('a', 0.6)}, ${lease('a', 0.1)}`)).toContain('exchange.contracts.1.id: "a" is there twice');
  });
});
