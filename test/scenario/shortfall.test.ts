import { expect, it } from 'vitest';
import { eventsText } from '../../src/app/cli/eventsText.ts';
import { simulate } from '../../src/index.ts';
import { happenings } from '../../src/report/htmlEvents.ts';
import { summarise } from '../../src/report/summarise.ts';
import { load } from './small.ts';

/** A house whose station takes 60 kW at most, and asks for 90 from 6 to 9 o'clock. */
const SITE = `sixfold: 1
name: station
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-02T00:00, step_s: 900 }
currency: CNY
weather: { generate: { climate: suzhou } }
buses:
  plant: { carrier: heat, supply_degC: 90, return_degC: 50, closers: [dumped, cold] }
  house: { carrier: heat, supply_degC: 70, return_degC: 50, closers: [spilt, none] }
components:
  dumped: { kind: dump, bus: plant }
  cold: { kind: unserved, bus: plant, carrier: heat }
  spilt: { kind: dump, bus: house }
  none: { kind: unserved, bus: house, carrier: heat }
  bought: { kind: source, bus: plant, carrier: heat, max_kW: 500, price_money_per_kWh: 0.1 }
  own: { kind: source, bus: house, carrier: heat, max_kW: 20, price_money_per_kWh: 9 }
  pipes:
    kind: heatNetwork
    label: Pipes
    ports: { plant: plant, s1: house }
    stations: { s1: { rated_kW: 60 } }
    pipes: { p1: { from: plant, to: s1, length_m: 100, diameter_mm: 65 } }
  heating: { kind: load, bus: house, carrier: heat, demand: profile.demand_kW }
profiles:
  profile: { file: demand.csv }
`;
const DEMAND = `time,demand_kW
${Array.from({ length: 24 }, (_, h) => `2023-03-01T${String(h).padStart(2, '0')}:00,${h >= 6 && h < 9 ? 90 : 40}`).join('\n')}
`;

it('of a station is an event with its node, its hours and what was not brought, though others served it', () => {
  const summary = summarise(simulate(load({ 'station.yaml': SITE, 'demand.csv': DEMAND }, 'station.yaml')));
  // by hand: 30 of 90 kW for 3 h are not brought; the house's own source gives 20 of them, and 10 are served by nothing.
  expect(summary.events.map(({ start, hours_h, what, where, text }) => [start, hours_h, what, where, text])).toEqual([
    ['2023-02-28T22:00Z', 3, 'unserved', 'none', 'none: 30 kWh not served'],
    ['2023-02-28T22:00Z', 3, 'shortfall', 'pipes', 'Pipes: s1: 90 kWh not brought'],
  ]);
  expect(eventsText(summary, (utc) => utc, 120).join('\n')).toContain('Pipes: s1: 90 kWh not brought');
  expect(happenings(summary, (utc) => utc).html).toContain('Pipes: s1: 90 kWh not brought');
});
