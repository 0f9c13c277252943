import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/io/sha256.ts';
import type { Agent } from '../../../src/market/agent.ts';
import { audit } from '../../../src/market/books/audit.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';
import { journal } from './traded.ts';
import { tradingSite } from './tradingSite.ts';

function run(text: string, agents?: (party: string) => Agent | undefined) {
  const scenario = load({ 'small.yaml': text });
  const records: JournalRecord[] = [];
  const exchange = startExchange(scenario, {
    onRecord: (record) => records.push(record),
    ...(agents === undefined ? {} : { agents }),
  });
  exchange.advance(scenario.run.grid.length);
  const { books } = exchange.outcome();
  return { records, of: (account: string): number => (books.balances.money.get(account) ?? 0) / 1e6, books };
}

describe('fees of several networks', () => {
  const site = (exchange: string): string => tradingSite({ exchange }).replace('demand: 150', 'demand: 60');
  const LEVELS =
    '{ fee_money_per_kWh: 0.01, feeLevels: { street: { fee_money_per_kWh: 0.02 }, town: { share: 0.25 } } }';

  it('each get their part, beside that of the market: by hand', () => {
    const { of, records, books } = run(site(LEVELS));
    // 60 kWh at 0.08 to the roof: 0.01 to the market, 0.02 to the street, a quarter of 0.08 to the town
    expect(of('plant')).toBeCloseTo(-60 * (0.08 + 0.01 + 0.02 + 0.02), 9);
    expect(of('roof')).toBeCloseTo(100 * 0.08, 9);
    expect(of('network:power')).toBeCloseTo(0.6, 9);
    expect(of('network:street')).toBeCloseTo(1.2, 9);
    expect(of('network:town')).toBeCloseTo(1.2, 9);
    expect([...books.balances.money.values()].reduce((a, b) => a + b, 0)).toBe(0);
    expect(audit(journal(records), sha256)).toMatchObject({ isSound: true });
  });

  it('may differ by market', () => {
    const { of } = run(site('{ feeLevels: { town: { share: 0.5 } }, markets: { power: { feeLevels: {} } } }'));
    expect(of('network:town')).toBe(0);
    expect(of('plant')).toBe(-4.8);
  });

  it('take no share where markets clear together', () => {
    expect(() => run(site(LEVELS.replace('{ fee', '{ clearing: together, fee')))).toThrow(
      /needs a solver|feeLevels.town.share/,
    );
  });
});

describe('what deviations leave over', () => {
  // The roof sells 40 kWh a quarter of an hour and has 25; the plant takes 37.5 of them, the grid the rest at its 0.08
  const bold: Agent = (view) => [{ component: 'sun', side: 'sell', quantity: 40_000, limit: view.floor }];
  const by = (imbalance: string, rule: string) =>
    run(tradingSite({ exchange: `{ imbalanceSurplus: ${rule}, imbalance: ${imbalance} }` }), (party) =>
      party === 'roof' ? bold : undefined,
    );

  it.each(['single', 'dual'])(
    'goes to users, to the network, or stays, whatever the price (%s): by hand',
    (imbalance) => {
      const [users, network, keep] = [by(imbalance, 'users'), by(imbalance, 'network'), by(imbalance, 'keep')];
      // 15 kWh short at 0.3 are 4.50; the grid gives 12.5 for 3.75 and took none of the 2.5 that it paid 0.20 for: 0.55 a quarter
      expect(keep.of('imbalance:power')).toBeCloseTo(4 * 0.55, 9);
      expect(network.of('network:power')).toBeCloseTo(4 * 0.55, 9);
      expect(network.of('imbalance:power')).toBe(0);
      expect(users.of('imbalance:power')).toBe(0);
      // By what they moved: 25 and 37.5
      expect(users.of('roof') - keep.of('roof')).toBeCloseTo(4 * 0.55 * 0.4, 5);
      expect(users.of('plant') - keep.of('plant')).toBeCloseTo(4 * 0.55 * 0.6, 5);
      expect(network.of('roof')).toBe(keep.of('roof'));
      for (const ran of [users, network, keep]) expect(audit(journal(ran.records), sha256).fault).toBeUndefined();
    },
  );
});

describe('a machine whose by-product pays for it', () => {
  it('asks nothing for what it could let go, and never pays to be rid of it', () => {
    // Power from gas at 0.1 brings heat along and earns 0.3, so that its heat by itself would cost less than nothing
    const { records } = run(
      `${tradingSite({
        components:
          '  fuel: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 500 }\n  letgo: { kind: dump, bus: heat }\n  cold: { kind: unserved, bus: heat, carrier: heat }\n  chp: { kind: converter, owner: cell, lead: heat, rated_kW: 40, ports: { fuel: gas, power: power, heat: heat }, flows: { fuel: { carrier: gas, flow: in, per: 2 }, power: { carrier: electricity, flow: out, per: 1 }, heat: { carrier: heat, flow: out, per: 1 } } }\n  house: { kind: load, owner: idle, bus: heat, carrier: heat, demand: 20 }\n',
        hours: 26,
        exchange: '{ thermalSlot_min: 15 }',
      })}`
        .replace(
          'closers: [grid, lost, spilt] }',
          'closers: [grid, lost, spilt] }\n  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [cold, letgo] }\n  gas: { carrier: gas, closers: [fuel] }',
        )
        .replace(
          'feedIn: { price_money_per_kWh: 0.08 }',
          'feedIn: { price_money_per_kWh: 0.25 }\n  gas: { carrier: gas, energy: { price_money_per_kWh: 0.05 } }',
        ),
    );
    const sales = records.flatMap((r) =>
      r.kind === 'orders' ? r.taken.filter(({ market, side }) => market === 'heat' && side === 'sell') : [],
    );
    expect(sales.length).toBeGreaterThan(50);
    expect(new Set(sales.map(({ limit }) => limit))).toContain(0);
    expect(Math.min(...sales.map(({ limit }) => limit!))).toBe(0);
  });
});

describe('what was taken for granted', () => {
  it('can be said otherwise: how far demand bids where nobody sells by tariff', () => {
    const heat = (exchange: string): JournalRecord[] =>
      run(
        tradingSite({
          exchange,
          components:
            '  letgo: { kind: dump, bus: heat }\n  cold: { kind: unserved, bus: heat, carrier: heat }\n  spring: { kind: source, owner: cell, bus: heat, carrier: heat, max_kW: 50, price_money_per_kWh: 0.1 }\n  house: { kind: load, owner: idle, bus: heat, carrier: heat, demand: 20 }\n',
        }).replace(
          'closers: [grid, lost, spilt] }',
          'closers: [grid, lost, spilt] }\n  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [cold, letgo] }',
        ),
      ).records;
    const limits = (records: readonly JournalRecord[]): unknown[] => [
      ...new Set(
        records.flatMap((r) =>
          r.kind === 'orders' ? r.taken.filter((o) => o.market === 'heat' && o.side === 'buy').map((o) => o.limit) : [],
        ),
      ),
    ];
    // Heat from bought power at 0.3
    expect(limits(heat('{}'))).toEqual([600_000]);
    expect(limits(heat('{ aboveSeparate: 1.5 }'))).toEqual([450_000]);
  });
});
