import { describe, expect, it } from 'vitest';
import { type Instrument, readInstruments } from '../../src/core/sensors.ts';
import { hoursOf } from '../../src/core/timeGrid.ts';
import { simulate } from '../../src/index.ts';
import { changed, faultsOf, load } from './small.ts';

const withEvents = (...events: string[]): Record<string, string> =>
  changed('control:', `events:\n${events.map((e) => `  - { ${e} }\n`).join('')}control:`);
const SPAN = 'start: 2023-03-01T06:00, end: 2023-03-01T10:00';

/** Truth and reading of every instrument, step by step. */
function readAll(files: Record<string, string>) {
  const compiled = load(files);
  const { table } = simulate(compiled);
  const { run, instruments } = compiled;
  const readings = new Float64Array(instruments.length).fill(Number.NaN);
  const quality = new Uint8Array(instruments.length);
  return Array.from({ length: run.grid.length }, (_, i) => {
    const truth = (one: Instrument): number => table.columns[one.at]![i]!;
    readInstruments(instruments, { seed: run.seed, dt_h: hoursOf(run.grid) }, i, truth, readings, quality);
    return Object.fromEntries(instruments.map((one, k) => [one.column, { true: truth(one), shown: readings[k]! }]));
  });
}

it('leaves the physics alone, to the bit', () => {
  const files = withEvents(`sensor: battery.soc, fault: stuck, ${SPAN}`, `sensor: load.demand_kW, fault: gap, ${SPAN}`);
  const [told, plain] = [simulate(load(files)), simulate(load(changed('control:', 'control:')))];
  expect(told.table.columns).toEqual(plain.table.columns);
});

it('a balance of what is measured shows a meter that is stuck, and when', () => {
  const files = withEvents(
    `sensor: load.input_kW, fault: stuck, ${SPAN}`,
    ...['grid', 'chp', 'pv', 'battery', 'curtailed', 'lost'].map(
      (id) =>
        `sensor: ${id}.${id === 'curtailed' ? 'input' : id === 'lost' ? 'output' : 'electricity'}_kW, fault: noise, sigma: 0.001, start: 2023-03-01T00:00, end: 2023-03-02T00:00`,
    ),
  );
  const off = readAll(files).map((row) => Object.values(row).reduce((sum, { shown }) => sum + shown, 0));
  expect(off).toHaveLength(24);
  // The load grows by 10 kW an hour: what the stuck meter does not show is missing in the balance.
  off.forEach((residual, i) => {
    expect(residual, `hour ${i}`).toBeCloseTo(i >= 6 && i < 10 ? 10 * (i - 5) : 0, 1);
  });
});

it('a drift is by the hour of the fault, whatever the step', () => {
  const drift = (step_s: number): number => {
    const files = withEvents(`sensor: battery.soc, fault: drift, drift_per_h: -0.01, ${SPAN}`);
    files['small.yaml'] = files['small.yaml']!.replace('step_s: 3600', `step_s: ${step_s}`);
    const rows = readAll(files);
    const { true: is, shown } = rows[(10 * 3600) / step_s - 1]!['battery.soc']!;
    return shown - is;
  };
  expect(drift(3600)).toBeCloseTo(-0.04, 12);
  expect(drift(900)).toBeCloseTo(-0.04, 12);
});

describe('a scenario with', () => {
  it.each([
    [
      'a sensor of a signal that there is not',
      `sensor: battery.socc, fault: stuck, ${SPAN}`,
      'small.yaml:32 events.0.sensor: "battery" has no signal "socc", did you mean "soc"? It has',
    ],
    [
      'a sensor of a component that there is not',
      `sensor: batery.soc, fault: stuck, ${SPAN}`,
      'small.yaml:32 events.0: there is no component "batery", did you mean "battery"?',
    ],
    [
      'a sensor without a signal',
      `sensor: battery, fault: stuck, ${SPAN}`,
      'small.yaml:32 events.0.sensor: expected a component and one of its signals, such as "battery.soc", met "battery"',
    ],
    [
      'a drift that does not say how much',
      `sensor: battery.soc, fault: drift, ${SPAN}`,
      'small.yaml:32 events.0: a fault "drift" needs "drift_per_h", in the unit of the signal',
    ],
    [
      'noise on a sensor that is stuck',
      `sensor: battery.soc, fault: stuck, sigma: 1, ${SPAN}`,
      'small.yaml:32 events.0: "sigma" is for a fault "noise" and this is one of "stuck"; take it away',
    ],
    [
      'a fault that there is not',
      `sensor: battery.soc, fault: struck, ${SPAN}`,
      'small.yaml:32 events.0.fault: expected one of stuck, drift, gap, noise, met "struck", did you mean "stuck"?',
    ],
    [
      'a fault after the run',
      'sensor: battery.soc, fault: gap, start: 2023-03-05T00:00, end: 2023-03-06T00:00',
      'small.yaml:32 events.0: is never in the run: it lasts from 2023-03-05T00:00 to 2023-03-06T00:00 and the run from 2023-03-01T00:00 to 2023-03-02T00:00; move it into the run, or take it away',
    ],
  ])('%s', (_, event, message) => {
    const found = faultsOf(withEvents(event));
    if (message.endsWith('It has')) expect(found.startsWith(message)).toBe(true);
    else expect(found).toBe(message);
  });
});

it('says what becomes of a fault that does not begin and end with a step', () => {
  const { notes } = load(withEvents('sensor: battery.soc, fault: gap, start: 2023-03-01T06:40, end: 2023-03-01T09:00'));
  expect(notes).toEqual([
    'the fault of the sensor of battery.soc from 2023-03-01T06:40 to 2023-03-01T09:00 does not begin and end with a step of 3600 s; it counts from 2023-03-01T07:00 to 2023-03-01T09:00, a step being in it where more than half of it is',
  ]);
});
