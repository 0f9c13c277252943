import { expect, it } from 'vitest';
import { ConfigError } from '../../../src/core/errors.ts';
import { run, traded } from './traded.ts';

const HOURS = { sun_kW: [100, 100, 100, 100], demand_kW: [50, 50, 50, 50], carbon_kg_per_kWh: [0, 0, 0, 0] };

/** What a scenario with this section is refused for, without its file and line. */
function fault(exchange: string, change: (text: string) => string = (text) => text): string {
  try {
    run(change(traded({ exchange })), HOURS);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(/^small\.yaml(:\d+)? ?/gm, '');
    throw error;
  }
  return 'none';
}
const power = (own: string): string => `{ markets: { power: ${own} } }`;

it.each<readonly [exchange: string, text: string]>([
  [
    power('{ sharing: { kind: staticKeys, keys: { roof: 0.7, mill: 0.4 } } }'),
    'exchange.markets.power.sharing.keys: sum to 1.1; expected fractions that sum to 1 at most',
  ],
  [
    power('{ sharing: { kind: staticKeys, keys: { shop: 0.7 } } }'),
    'exchange.markets.power.sharing.keys.shop: no participant with something there; expected one of roof, mill',
  ],
  [
    power('{ sharing: { kind: priceTable, ratio: [0.5, 0.2], price_money_per_kWh: [0.2] } }'),
    'exchange.markets.power.sharing.ratio.1: met 0.2 after 0.5; expected ratios that rise',
  ],
  [
    power('{ sharing: { kind: priceTable, ratio: [0.5, 0.8], price_money_per_kWh: [0.2] } }'),
    'exchange.markets.power.sharing.price_money_per_kWh: met 1 prices for 2 ratios; expected one for each',
  ],
  [
    power('{ sharing: { kind: midMarket }, fee_money_per_kWh: 0.01 }'),
    'exchange.markets.power.fee_money_per_kWh: met beside sharing, which knows no fee: what the network takes is in the tariff; leave one of the two out',
  ],
  [
    power('{ sharing: { kind: supplyDemand }, floor_money_per_kWh: -0.05 }'),
    'exchange.markets.power.sharing: supplyDemand has no price where feeding in pays less than 0, and it falls to -0.05; take midMarket, or give floor_money_per_kWh: 0',
  ],
  [
    power('{ preferences: { mill: { partner: roof } } }'),
    'exchange.markets.power.preferences: met where nothing reads them; say mechanism: attributes, without sharing and with clearing: bookByBook, or leave them out',
  ],
  [
    power('{ mechanism: attributes, preferences: { mill: { partner: mill } } }'),
    'exchange.markets.power.preferences.mill.partner: met "mill"; expected another participant there: roof',
  ],
  [
    power('{ mechanism: attributes, preferences: { mill: { sources: [pv] } } }'),
    'exchange.markets.power.preferences.mill.sources.0: met "pv"; expected a kind of component there: gridConnection, unserved, curtailment, source, load',
  ],
  [
    power('{ mechanism: attributes, preferences: { mill: { most_money_per_kWh: 1 } } }'),
    'exchange.markets.power.preferences.mill.most_money_per_kWh: met without a partner or sources that it could be paid for; name one',
  ],
  [
    '{ contracts: [{ kind: ppa, id: a, market: power, source: demand, buyer: mill, strike_money_per_kWh: 0.1 }] }',
    'exchange.contracts.0.buyer: "mill" has this contract with itself; expected two parties',
  ],
])('%s', (exchange, text) => {
  expect(fault(exchange)).toContain(text);
});

it.each<readonly [exchange: string, path: string]>([
  ['{ fee_money_per_kWh: -0.01 }', 'exchange.fee_money_per_kWh'],
  ['{ k: 1.5 }', 'exchange.k'],
  ['{ slot_min: 0 }', 'exchange.slot_min'],
  ['{ slot_min: .nan }', 'exchange.slot_min'],
  ['{ mechanism: dutch }', 'exchange.mechanism'],
  [power('{ sharing: { kind: fair } }'), 'exchange.markets.power.sharing'],
  [power('{ sharing: { kind: staticKeys, keys: { mill: -0.1 } } }'), 'exchange.markets.power.sharing.keys.mill'],
  ['{ creditLimit_money: -1 }', 'exchange.creditLimit_money'],
])('%s names the field and what is expected', (exchange, path) => {
  const text = fault(exchange);
  expect(text).toContain(path);
  expect(text).toMatch(/expected|less than|greater|too (small|big)|one of/i);
});

it('wants a tariff where members share', () => {
  const text = fault('{ markets: { heat: { sharing: { kind: midMarket } } } }', (whole) =>
    whole
      .replace(
        'tariffs:\n',
        '  heat: { carrier: heat, supply_degC: 60, return_degC: 40, closers: [cold, vent] }\ntariffs:\n',
      )
      .replace(
        'exchange:',
        '  warmth: { kind: source, owner: roof, bus: heat, carrier: heat, max_kW: 5 }\n  rooms: { kind: load, owner: mill, bus: heat, carrier: heat, demand: 5 }\n  cold: { kind: unserved, bus: heat, carrier: heat }\n  vent: { kind: dump, bus: heat, carrier: heat }\nexchange:',
      ),
  );
  expect(text).toContain(
    'exchange.markets.heat.sharing: nobody sells there by tariff, so that nothing says what a community would pay; give the bus a closer with one, or leave sharing out',
  );
});

it('a participant without a component has no part, and no line', () => {
  expect(
    fault('{}', (text) => text.replace('mill: { label: Mill }', 'mill: { label: Mill }, ghost: { label: Ghost }')),
  ).toBe('none');
});
