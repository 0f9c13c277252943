import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { changed, faultsOf, load } from './small.ts';

const TABLE: readonly (readonly [what: string, from: string, to: string, message: string])[] = [
  [
    'an event for a component that there is not',
    'control:',
    'events:\n  - { outage: chip, start: 2023-03-01T06:00, end: 2023-03-01T08:00 }\ncontrol:',
    'small.yaml:32 events.0: there is no component "chip", did you mean "chp"?',
  ],
  [
    'an event that ends before it starts',
    'control:',
    'events:\n  - { outage: chp, start: 2023-03-01T06:00, end: 2023-03-01T05:00 }\ncontrol:',
    'small.yaml:32 events.0.end: ends (2023-03-01T05:00) before it starts (2023-03-01T06:00)',
  ],
  [
    'an event of an input that there is not',
    'control:',
    'events:\n  - { component: load, input: demnd_kW, scale: 2, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }\ncontrol:',
    'small.yaml:32 events.0: "load" has no input "demnd_kW", did you mean "demand_kW"? It has available, demand_kW',
  ],
  [
    'an event after the run',
    'control:',
    'events:\n  - { outage: chp, start: 2023-03-02T00:00, end: 2023-03-02T05:00 }\ncontrol:',
    'small.yaml:32 events.0: is never in the run: it lasts from 2023-03-02T00:00 to 2023-03-02T05:00 and the run from 2023-03-01T00:00 to 2023-03-02T00:00; move it into the run, or take it away',
  ],
  [
    'an event before the run, in another zone',
    'control:',
    'events:\n  - { component: load, input: demand_kW, scale: 2, start: 2023-02-28T10:00, end: 2023-02-28T16:00Z }\ncontrol:',
    'small.yaml:32 events.0: is never in the run: it lasts from 2023-02-28T10:00 to 2023-02-28T16:00Z and the run from 2023-03-01T00:00 to 2023-03-02T00:00; move it into the run, or take it away',
  ],
  [
    'events that make of an input what it cannot be',
    'control:',
    `events:
  - { component: grid, input: importLimit_kW, scale: -1, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { component: pv, set: 3, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { component: load, input: demand_kW, set: -500, start: 2023-03-01T06:30, end: 2023-03-01T07:00 }
  - { component: grid, input: period, add: 1, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { component: grid, input: buy_money_per_kWh, set: -0.2, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
control:`,
    'small.yaml:32 events.0: makes "importLimit_kW" of "grid" -1000 at 2023-03-01T06:00, where it is 1000 without; expected at least 0\n' +
      'small.yaml:33 events.1: makes "available" of "pv" 3 at 2023-03-01T06:00, where it is 1 without; expected from 0 to 1\n' +
      'small.yaml:34 events.2: makes "demand_kW" of "load" -500 at 2023-03-01T06:00, where it is 360 without; expected at least 0\n' +
      'small.yaml:35 events.3.input: "period" of "grid" follows from other things and cannot be changed alone; an event may change available, importLimit_kW, exportLimit_kW, buy_money_per_kWh, sell_money_per_kWh, carbon_kg_per_kWh, marketCarbon_kg_per_kWh, marginalCarbon_kg_per_kWh, upstreamCarbon_kg_per_kWh',
  ],
  [
    'an event that is no number, beside others and a fault elsewhere',
    'control:\n',
    `events:
  - { component: load, input: demand_kW, set: .nan, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { outage: chip, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { outage: chp, component: chp, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { component: load, input: demand_kW, add: -400, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { outage: chp, start: soon, end: 2023-03-01T07:00 }
control:
  merit: { power: [nobody] }
`,
    `small.yaml:32 events.0.set: expected a number, met NaN
small.yaml:34 events.2: "component" cannot stand beside "outage", "start", "end"
small.yaml:38 control.merit.power.0: there is no component "nobody"; there are: grid, curtailed, lost, supply, spill, cold, pv, chp, boiler, battery and 2 more
small.yaml:33 events.1: there is no component "chip", did you mean "chp"?
small.yaml:35 events.3: makes "demand_kW" of "load" -40 at 2023-03-01T06:00, where it is 360 without; expected at least 0
small.yaml:36 events.4.start: expected a date and time such as 2023-01-01T00:00, met "soon"`,
  ],
  [
    'deratings and parts that cannot be',
    'control:',
    `events:
  - { derate: chpp, to: 0.6, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { derate: chp, to: 1.6, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { derate: supply, to: 0.6, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { outage: chp.valve, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { outage: Chp, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
  - { derate: chp, start: 2023-03-01T06:00, end: 2023-03-01T07:00 }
control:`,
    `small.yaml:33 events.1.to: expected a number of at most 1, met 1.6
small.yaml:36 events.4.outage: expected a component, such as "chp-1", or a part of one, such as "lines.feeder", met "Chp"
small.yaml:37 events.5.to: missing; expected a number
small.yaml:32 events.0: there is no component "chpp", did you mean "chp"?
small.yaml:35 events.3: "chp" (gasEngine) has no parts that fail by themselves; name "chp" alone`,
  ],
];

describe('a scenario with', () => {
  it.each(TABLE)('%s', (_, from, to, message) => {
    expect(faultsOf(changed(from, to))).toBe(message);
  });
});

it('takes an event that begins before the run and ends in it, and one beyond its end', () => {
  const events =
    'events:\n  - { outage: chp, start: 2023-02-20T00:00, end: 2023-03-01T01:00 }\n  - { outage: chp, start: 2023-03-01T23:00, end: 2024-01-01T00:00 }\n';
  expect(faultsOf(changed('control:', `${events}control:`))).toBe('');
});

it('says what becomes of an outage that does not begin and end with a step', () => {
  const notes = (start: string, end: string): readonly string[] =>
    load(changed('control:', `events:\n  - { outage: chp, start: ${start}, end: ${end} }\ncontrol:`)).notes;
  expect(notes('2023-03-01T06:00', '2023-03-01T08:00')).toEqual([]);
  expect(notes('2023-02-27T06:10', '2023-03-03T08:50')).toEqual([]);
  expect(notes('2023-03-01T06:20', '2023-03-01T08:30')).toEqual([
    'the outage of chp from 2023-03-01T06:20 to 2023-03-01T08:30 does not begin and end with a step of 3600 s; it counts from 2023-03-01T06:00 to 2023-03-01T08:00, a step being in it where more than half of it is',
  ]);
  expect(notes('2023-03-01T06:40', '2023-03-01T07:20')).toEqual([
    'the outage of chp from 2023-03-01T06:40 to 2023-03-01T07:20 does not begin and end with a step of 3600 s and covers more than half of none: it is without effect; take a shorter step',
  ]);
});

it('derates as a change of `available` does, and no further than by whole steps', () => {
  const SPAN = 'start: 2023-03-01T06:20, end: 2023-03-01T12:00';
  const of = (event: string) => load(changed('control:', `events:\n  - { ${event}, ${SPAN} }\ncontrol:`));
  const [short, long] = [of('derate: chp, to: 0.6'), of('component: chp, set: 0.6')];
  expect(simulate(short).table.columns).toEqual(simulate(long).table.columns);
  expect(short.notes).toEqual([
    'the derating of chp from 2023-03-01T06:20 to 2023-03-01T12:00 does not begin and end with a step of 3600 s; it counts from 2023-03-01T06:00 to 2023-03-01T12:00, a step being in it where more than half of it is',
  ]);
  const chp = short.run.components.find((c) => c.id === 'chp')!;
  expect([...(chp.columns[0] as Float64Array)].map((v, i) => (v < 1 ? `${i} ${v}` : '')).filter(Boolean)).toEqual(
    [6, 7, 8, 9, 10, 11].map((i) => `${i} 0.6`),
  );
});
