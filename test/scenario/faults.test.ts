import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { changed, FILES, faultsOf, load } from './small.ts';

it('runs as it stands', () => {
  expect(simulate(load(FILES)).steps).toBe(24);
});

/** What stands in the small scenario, what is written instead, and all that is then said. */
const TABLE: readonly (readonly [what: string, from: string, to: string, message: string])[] = [
  [
    'an unknown section',
    'currency: CNY',
    'currency: CNY\ncurency: CNY',
    'small.yaml:6: unknown "curency", did you mean "currency"?',
  ],
  ['a missing section', 'currency: CNY\n', '', 'small.yaml:1 currency: missing; expected a text'],
  ['an empty section', '  owner: { label: Owner }', '', 'small.yaml:9 participants: expected a mapping, met null'],
  [
    'an unknown field',
    'rated_kWp: 100',
    'rated_kWp: 100, tlt_deg: 2',
    'small.yaml:25 components.pv: unknown "tlt_deg", did you mean "tilt_deg"?',
  ],
  [
    'a field that is like no other',
    'tilt_deg: 20',
    'tilt_deg: 20, colour: blue',
    'small.yaml:25 components.pv: unknown "colour"; known: rated_kWp, tilt_deg, azimuth_deg, albedo, transposition, glass, iamDiffuse, etaModule, gamma_per_K, mounting, heatLoss_W_per_m2K, windLoss_Ws_per_m3K, dcAcRatio, coupling, etaTracker, etaInverter, losses, cosPhi, reactiveFlow, reactiveControl, voltageCurve, rated_kVA, priority, degradation_per_a, age_a, commissioned',
  ],
  ['a missing field', ', rated_kWp: 100', '', 'small.yaml:25 components.pv.rated_kWp: missing; expected a number'],
  [
    'a wrong unit in a name',
    'capacity_kWh: 200',
    'capacity_MWh: 200',
    'small.yaml:28 components.battery: unknown "capacity_MWh", did you mean "capacity_kWh"? The unit is part of the name',
  ],
  [
    'a unit in the wrong case',
    'capacity_kWh: 200',
    'capacity_kwh: 200',
    'small.yaml:28 components.battery: unknown "capacity_kwh", did you mean "capacity_kWh"?',
  ],
  [
    'a wrong unit of a bus',
    'supply_degC: 80',
    'supply_K: 353',
    'small.yaml:14 buses.heat: unknown "supply_K", did you mean "supply_degC"? The unit is part of the name\n' +
      'small.yaml:14 buses.heat: a bus of heat has a supply and a return temperature; add supply_degC and return_degC',
  ],
  [
    'a word for a number',
    'rated_kWp: 100',
    'rated_kWp: much',
    'small.yaml:25 components.pv.rated_kWp: expected a number, met "much"',
  ],
  [
    'a list for a number',
    'rated_kWp: 100',
    'rated_kWp: [1]',
    'small.yaml:25 components.pv.rated_kWp: expected a number, met [1]',
  ],
  ['a number for a word', 'zone: Asia/Shanghai', 'zone: 8', 'small.yaml:3 site.zone: expected a text, met 8'],
  [
    'a negative capacity',
    'capacity_kWh: 200',
    'capacity_kWh: -200',
    'small.yaml:28 components.battery.capacity_kWh: expected a number above 0, met -200',
  ],
  [
    'a negative limit',
    'importLimit_kW: 1000',
    'importLimit_kW: -1000',
    'small.yaml:19 components.grid.importLimit_kW: met -1000 in step 0; expected a number of at least 0 in every step',
  ],
  [
    'infinity',
    'rated_kWp: 100',
    'rated_kWp: .inf',
    'small.yaml:25 components.pv.rated_kWp: expected a number, met Infinity',
  ],
  [
    'a number beyond all measure',
    'rated_kWp: 100',
    'rated_kWp: 1e308',
    'small.yaml:25 components.pv.rated_kWp: expected a number between -1000000000000000 and 1000000000000000, met 1e+308',
  ],
  [
    'a number next to nothing',
    'rated_kWp: 100',
    'rated_kWp: 5e-324',
    'small.yaml:25 components.pv.rated_kWp: expected 0 or a number of at least 1e-15, met 5e-324',
  ],
  [
    'no number',
    'rated_kWp: 100',
    'rated_kWp: .nan',
    'small.yaml:25 components.pv.rated_kWp: expected a number, met NaN',
  ],
  [
    'infinite demand',
    'demand: 200',
    'demand: .inf',
    'small.yaml:30 components.heating.demand: expected a number or a text, met Infinity',
  ],
];

describe('a scenario with', () => {
  it.each(TABLE)('%s', (_, from, to, message) => {
    expect(faultsOf(changed(from, to))).toBe(message);
  });
  it('is tried in all these ways', () => expect(TABLE.length).toBeGreaterThan(15));
});
