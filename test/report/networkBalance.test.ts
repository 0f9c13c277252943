import { expect, it } from 'vitest';
import { summaryText } from '../../src/app/cli/summaryText.ts';
import { simulate } from '../../src/index.ts';
import { networkBalances } from '../../src/report/networkBalance.ts';
import { summarise } from '../../src/report/summarise.ts';
import { load } from '../scenario/small.ts';

/** A plant and a house at the end of 400 m of pipe, for hot water or for chilled. */
const site = (carrier: 'heat' | 'cooling'): string => `sixfold: 1
name: street
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai }
time: { start: 2023-07-01T00:00, end: 2023-07-04T00:00, step_s: 900 }
currency: CNY
weather: { generate: { climate: suzhou } }
buses:
  power: { carrier: electricity, closers: [grid, lost] }
  plant: { carrier: ${carrier}, ${carrier === 'heat' ? 'supply_degC: 90, return_degC: 50' : 'supply_degC: 6, return_degC: 12'}, closers: [dumped, none] }
  house: { carrier: ${carrier}, ${carrier === 'heat' ? 'supply_degC: 70, return_degC: 50' : 'supply_degC: 8, return_degC: 14'}, closers: [spilt, lacking] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.6 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }
  lost: { kind: unserved, bus: power }
  dumped: { kind: dump, bus: plant, carrier: ${carrier} }
  none: { kind: unserved, bus: plant, carrier: ${carrier} }
  spilt: { kind: dump, bus: house, carrier: ${carrier} }
  lacking: { kind: unserved, bus: house, carrier: ${carrier} }
  bought: { kind: source, bus: plant, carrier: ${carrier}, max_kW: 900, price_money_per_kWh: 0.1 }
  pipes:
    kind: heatNetwork
    ${carrier === 'heat' ? '' : 'carrier: cooling'}
    ports: { plant: plant, s1: house, pump: power }
    stations: { s1: {} }
    pipes: { p1: { from: plant, to: s1, length_m: 400, diameter_mm: 100 } }
  need: { kind: load, bus: house, carrier: ${carrier}, demand: 100 }
`;

it.each(['heat', 'cooling'] as const)(
  'of pipes for %s adds up, from formulas of its own, and stands in the table',
  (carrier) => {
    const outcome = simulate(load({ 'street.yaml': site(carrier) }, 'street.yaml'));
    const summary = summarise(outcome);
    const [pipes, ...others] = networkBalances(outcome);
    expect(others).toEqual([]);
    const { id, kept, driven, lost, stored } = pipes!;
    expect(id).toBe('pipes');
    // By hand: what the plant's bus gave less what the house was brought.
    const { plant, house } = summary.buses;
    expect(kept).toBeCloseTo(-plant!.moved - house!.moved, 6);
    expect(kept + driven).toBeCloseTo(lost + stored, 3);
    expect(lost).toBeGreaterThan(50);
    const text = summaryText(outcome, summary, { folder: 'out', report: false });
    expect(text).toMatch(/\npipes +network /);
  },
);
