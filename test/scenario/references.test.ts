import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { changed, faultsOf, load } from './small.ts';

/** What stands in the small scenario, what is written instead, and all that is then said. */
const TABLE: readonly (readonly [what: string, from: string, to: string, message: string])[] = [
  [
    'a port on a bus of another carrier',
    'heat: heat }, rated_kW: 600',
    'heat: power }, rated_kW: 600',
    'small.yaml:27 components.boiler.ports.heat: port "heat" carries heat and bus "power" carries electricity; connect it to a bus of heat',
  ],
  [
    'a bus that is too hot for its components',
    'supply_degC: 80',
    'supply_degC: 150',
    'small.yaml:26 components.chp.ports.heat: port "heat" works up to 120 degC and bus "heat" delivers at 150 degC; connect it to another bus',
  ],
  [
    'supply colder than return',
    'supply_degC: 80, return_degC: 60',
    'supply_degC: 60, return_degC: 80',
    'small.yaml:14 buses.heat: heat is delivered hotter than it comes back; met supply 60 and return 80 degC',
  ],
  [
    'a temperature of electricity',
    'power: { carrier: electricity,',
    'power: { carrier: electricity, supply_degC: 20,',
    'small.yaml:12 buses.power: a bus of electricity has no temperatures; take supply_degC and return_degC away',
  ],
  [
    'a bus without components',
    '  gas: { carrier: gas, closers: [supply] }',
    '  gas: { carrier: gas, closers: [supply] }\n  idle: { carrier: electricity, closers: [lost] }',
    'small.yaml:14 buses.idle: no component is connected to this bus; connect one or take the bus away\n' +
      'small.yaml:14 buses.idle.closers.0: "lost" closes this bus and is connected to another; set components.lost.bus: idle',
  ],
  [
    'a port without a bus',
    'ports: { gas: gas, heat: heat }, rated_kW: 600',
    'ports: { gas: gas }, rated_kW: 600',
    'small.yaml:27 components.boiler.ports: port "heat" (heat) is not connected; expected ports: { heat: <bus> }',
  ],
  [
    'a port that there is not',
    'ports: { gas: gas, heat: heat }, rated_kW: 600',
    'ports: { gas: gas, heat: heat, cold: heat }, rated_kW: 600',
    'small.yaml:27 components.boiler.ports.cold: "boiler" has no port "cold"; it has gas, heat',
  ],
  [
    'one bus for many ports',
    'ports: { gas: gas, heat: heat }, rated_kW: 600',
    'bus: heat, rated_kW: 600',
    'small.yaml:27 components.boiler.bus: "boiler" has 2 ports to connect (gas, heat); name each under ports\n' +
      'small.yaml:27 components.boiler.ports: port "gas" (gas) is not connected; expected ports: { gas: <bus> }\n' +
      'small.yaml:27 components.boiler.ports: port "heat" (heat) is not connected; expected ports: { heat: <bus> }',
  ],
  [
    'a bus that there is not',
    'bus: power, rated_kWp',
    'bus: powr, rated_kWp',
    'small.yaml:25 components.pv.bus: there is no bus "powr", did you mean "power"? There are: power, gas, heat',
  ],
  [
    'a closer that closes nothing',
    'closers: [grid, curtailed, lost]',
    'closers: [grid, lost]',
    'small.yaml:20 components.curtailed: a closer (curtailment) does nothing until a bus names it; add it to closers of its bus',
  ],
  [
    'a closer that cannot close',
    'closers: [grid, curtailed, lost]',
    'closers: [grid, curtailed, lost, load]',
    'small.yaml:12 buses.power.closers.3: "load" (load) cannot close a bus; expected a grid connection, supply, dump, curtailment or unserved',
  ],
  ['no kind', 'load: { kind: load, bus', 'load: { bus', 'small.yaml:29 components.load.kind: missing; expected a text'],
  [
    'a kind that there is not',
    'kind: gasEngine',
    'kind: gasEngin',
    'small.yaml:26 components.chp.kind: unknown kind "gasEngin", did you mean "gasEngine"?',
  ],
  [
    'an owner that there is not',
    'owner: owner',
    'owner: constructor',
    'small.yaml:25 components.pv.owner: there is no participant "constructor"; there are: owner',
  ],
  [
    'an id with a capital',
    '  load: {',
    '  Load: {',
    'small.yaml:29 components.Load: expected lower-case letters, digits and "-", such as "chp-1", met "Load"',
  ],
  [
    'a wrong zone',
    'Asia/Shanghai',
    'Asia/Shangai',
    'small.yaml:3 site.zone: unknown time zone "Asia/Shangai", did you mean "Asia/Shanghai"? expected an IANA name such as "Asia/Shanghai" or "UTC"',
  ],
  [
    'a step that does not divide',
    'step_s: 3600',
    'step_s: 3500',
    'small.yaml:4 time.step_s: 3500 s does not divide the run of 86400 s evenly; choose a step that does',
  ],
  ['no step', 'step_s: 3600', 'step_s: 0', 'small.yaml:4 time.step_s: expected a number of at least 1, met 0'],
  [
    'a step beyond an hour',
    'step_s: 3600',
    'step_s: 7200',
    'small.yaml:4 time.step_s: expected a number of at most 3600, met 7200',
  ],
  ['a broken step', 'step_s: 3600', 'step_s: 900.5', 'small.yaml:4 time.step_s: expected a whole number, met 900.5'],
  [
    'an end before the start',
    'end: 2023-03-02',
    'end: 2023-02-02',
    'small.yaml:4 time.end: the run ends (2023-02-02T00:00) before it starts (2023-03-01T00:00); expected end after start',
  ],
  [
    'an end at the start',
    'end: 2023-03-02',
    'end: 2023-03-01',
    'small.yaml:4 time.end: the run ends (2023-03-01T00:00) before it starts (2023-03-01T00:00); expected end after start',
  ],
  [
    'no time',
    'end: 2023-03-02T00:00',
    'end: tomorrow',
    'small.yaml:4 time.end: expected a date and time such as 2023-01-01T00:00, met "tomorrow"',
  ],
  [
    'a day that there is not',
    'end: 2023-03-02T00:00',
    'end: 2023-02-30T00:00',
    'small.yaml:4 time.end: there is no such time as "2023-02-30T00:00"',
  ],
  [
    'a run beyond all measure',
    'end: 2023-03-02',
    'end: 9023-03-02',
    'small.yaml:4 time.step_s: the run has 61,360,752 steps; at most 32,000,000 fit: take a longer step or a shorter run',
  ],
  [
    'a profile that there is not',
    'site.demand_kW',
    'constructor.demand_kW',
    'small.yaml:29 components.load: there is no profile "constructor"; there are: site',
  ],
  [
    'a column that there is not',
    'site.demand_kW',
    'site.toString_kW',
    'small.yaml:29 components.load: profile "site" has no column "toString_kW"; it has demand_kW',
  ],
  [
    'a column in another unit',
    'site.demand_kW',
    'site.demand_kWh',
    'small.yaml:29 components.load: "site.demand_kWh" is in kWh and "demand_kW" is expected in kW; name a column that ends in _kW',
  ],
  [
    'a tariff that there is not',
    'tariff: gas',
    'tariff: constructor',
    'small.yaml:22 components.supply: there is no tariff "constructor"; there are: power, gas',
  ],
  [
    'a strategy that there is not',
    'strategy: timeOfUse',
    'strategy: timeOfDay',
    'small.yaml:33 control.stores.battery.strategy: expected one of selfUse, peakShaving, timeOfUse, met "timeOfDay"',
  ],
  [
    'a period that there is not',
    'charge: [valley]',
    'charge: [vally]',
    'small.yaml:33 control.stores.battery.charge.0: there is no period of tariff "power" "vally", did you mean "valley"? There are: peak, valley',
  ],
  [
    'a default cost in another currency',
    'currency: CNY',
    'currency: EUR',
    'small.yaml:1 economy.exchange: no rate for CNY where the scenario counts in EUR, for the default costs of pv, chp, boiler, battery (CNY of 2025); ' +
      'name exchange: { from: CNY, rate: ..., year: ... }, or give capex_money, fixedOm_money_per_a and variableOm_money_per_kWh of each under its economics',
  ],
  [
    'a converter that gives more heat than its fuel holds',
    'boiler: { kind: boiler, ports: { gas: gas, heat: heat }, rated_kW: 600 }',
    'boiler: { kind: converter, ports: { gas: gas, heat: heat }, rated_kW: 600, lead: heat, flows: { gas: { carrier: gas, flow: in, per: 0.9 }, heat: { carrier: heat, flow: out, per: 1 } } }',
    'small.yaml:27 components.boiler.flows: gives 0.0028 kW more than it takes per unit of its lead, on the higher heating value (gas -0.9972, heat +1); lower what it gives, or name what it draws from its surroundings as "ambientShare"',
  ],
  [
    'a boiler that gives more heat than its fuel holds',
    'rated_kW: 600 }',
    'rated_kW: 600, jacketLoss: -0.2 }',
    'small.yaml:27 components.boiler.jacketLoss: expected a number of at least 0, met -0.2',
  ],
  [
    'a battery that gives more than it takes',
    'capacity_kWh: 200',
    'capacity_kWh: 200, etaCharge: 1.1',
    'small.yaml:28 components.battery.etaCharge: expected a number of at most 1, met 1.1',
  ],
  [
    'a bus without closers',
    'closers: [supply] }',
    'closers: [] }',
    'small.yaml:13 buses.gas.closers: missing; expected the components that take what is left, the last of which takes anything\n' +
      'small.yaml:22 components.supply: a closer (gasSupply) does nothing until a bus names it; add it to closers of its bus',
  ],
  [
    'closers that a network passes by',
    'tariffs:\n',
    '  annex: { carrier: electricity, closers: [over] }\nnetworks: { plate: { kind: copperPlate, buses: [power, annex] } }\ntariffs:\n',
    'small.yaml:15 buses.annex: no component is connected to this bus; connect one or take the bus away\n' +
      'small.yaml:15 buses.annex.closers.0: there is no component "over"; there are: grid, curtailed, lost, supply, spill, cold, pv, chp, boiler, battery and 2 more\n' +
      'small.yaml:15 buses.annex.closers: never act: network "plate" moves all that is left here to its hub "power"; take closers away here, and connect and name at bus "power" what shall close the network',
  ],
  [
    'an order that names what is elsewhere, and a closer',
    'control:',
    'control:\n  merit: { heat: [chp, pv, spill] }',
    'small.yaml:32 control.merit.heat.1: "pv" is not connected to bus "heat", so its place here is without effect; take it away, or connect it\n' +
      'small.yaml:32 control.merit.heat.2: "spill" closes a bus, in the order of buses.heat.closers; take it away here',
  ],
];

describe('a scenario with', () => {
  it.each(TABLE)('%s', (_, from, to, message) => {
    expect(faultsOf(changed(from, to))).toBe(message);
  });
  it('is tried in all these ways', () => expect(TABLE.length).toBeGreaterThan(30));
});

it('takes a bus without closers that a network joins to a hub, and an order over both', () => {
  const files = changed(
    'tariffs:\n',
    '  annex: { carrier: electricity }\nnetworks: { plate: { kind: copperPlate, buses: [power, annex] } }\ntariffs:\n',
  );
  const text = files['small.yaml']!.replace('load: { kind: load, bus: power', 'load: { kind: load, bus: annex').replace(
    'control:',
    'control:\n  merit: { annex: [battery, chp] }',
  );
  const { compiled, totals } = simulate(load({ ...files, 'small.yaml': text }));
  const { run } = compiled;
  expect(run.buses.find((bus) => bus.id === 'annex')!.closers).toEqual([]);
  expect(totals[run.components.findIndex((c) => c.id === 'lost')]!.sum('output_kW')).toBe(0);
});
