import { describe, expect, it } from 'vitest';
import { normal } from '../../src/core/chance.ts';
import { simulate, startSimulation } from '../../src/index.ts';
import { normalOf, watchDrift } from '../../src/scenario/driftAlarm.ts';
import { forecast } from '../../src/scenario/forecast.ts';
import type { Meter } from '../../src/scenario/meters.ts';
import { rebase } from '../../src/scenario/rebase.ts';
import { makeSession } from '../../src/scenario/session.ts';
import { FILES, load, SMALL } from './small.ts';

/** A site whose days are all alike. */
const daily = (days: number): string => {
  const rows = Array.from({ length: 24 * days + 1 }, (_, i) => `${1_677_600_000 + 3600 * i},${200 + 20 * (i % 24)}`);
  return `time,demand_kW\n${rows.join('\n')}\n`;
};
const site = (days: number) =>
  load({
    ...FILES,
    'site.csv': daily(days),
    'small.yaml': SMALL.replace('end: 2023-03-02', `end: 2023-03-0${days + 1}`)
      .replace('site.csv }', 'site.csv, time: { column: time, format: epoch_s } }')
      .replace('weather: { generate: { climate: suzhou } }\n', '')
      .replace(/ {2}pv: .*\n/, ''),
  });

describe('forecast', () => {
  it('is what comes, to the bit, where every day is like the last', () => {
    const whole = simulate(site(5));
    const begun = startSimulation(site(5));
    begun.advance(31);
    const state = begun.loop.save();
    const ahead = forecast(site(5), state, 48);
    expect(ahead.steps).toBe(48);
    expect(ahead.table.grid.start_ms).toBe(whole.table.grid.start_ms + 31 * 3_600_000);
    ahead.table.columns.forEach((column, k) => {
      expect([ahead.columns[k]!.name, ...column]).toEqual([
        ahead.columns[k]!.name,
        ...whole.table.columns[k]!.subarray(31, 79),
      ]);
    });
  });

  it('leaves the run that it sets out from alone', () => {
    const whole = simulate(site(3));
    const scenario = site(3);
    const begun = startSimulation(scenario);
    begun.advance(30);
    forecast(scenario, begun.loop.save(), 24);
    begun.advance(42);
    const { table } = begun.outcome();
    expect(table.columns.map((c) => [...c])).toEqual(whole.table.columns.map((c) => [...c]));
  });

  it('goes on beyond the end of the scenario, by its last day', () => {
    const begun = startSimulation(site(2));
    begun.advance(47);
    const ahead = forecast(site(2), begun.loop.save(), 48);
    const whole = simulate(site(5));
    const grid = whole.columns.findIndex((c) => c.name === 'grid.electricity_kW');
    expect([...ahead.table.columns[grid]!]).toEqual([...whole.table.columns[grid]!.subarray(47, 95)]);
  });

  it('repeats the day before, where the next one differs', () => {
    const begun = startSimulation(load(FILES));
    begun.advance(6);
    const ahead = forecast(load(FILES), begun.loop.save(), 12);
    const demand = ahead.table.columns[ahead.columns.findIndex((c) => c.name === 'load.demand_kW')]!;
    // by hand: six hours are known, 300 to 350
    expect([...demand]).toEqual([300, 310, 320, 330, 340, 350, 300, 310, 320, 330, 340, 350]);
  });

  it('needs a state after some steps', () => {
    const state = startSimulation(load(FILES)).loop.save();
    expect(() => forecast(load(FILES), state)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: a forecast repeats the day before it; expected a state after some steps]`,
    );
  });
});

/** A meter of a signal that shows these values. */
function meterOf(scenario: ReturnType<typeof load>, column: string, value: (i: number) => number): Meter {
  const { run } = scenario;
  const [id, signal] = column.split('.') as [string, string];
  const component = run.components.findIndex((c) => c.id === id);
  const c = run.components[component]!;
  const values = Float64Array.from({ length: run.grid.length }, (_, i) => value(i));
  const at = run.frameAt[component]! + [...c.outputs, ...c.states].indexOf(signal);
  const quality = Uint8Array.from(values, (v) => (Number.isNaN(v) ? 3 : 0));
  return { column, component, signal, at, values, quality, counts: [true, false, false, false] };
}

describe('rebase', () => {
  it('puts a measured state in place of the model’s, and says so', () => {
    const scenario = site(2);
    const simulation = startSimulation(scenario);
    simulation.advance(10);
    const state = simulation.loop.save();
    const meters = [meterOf(scenario, 'battery.energy_kWh', () => 77), meterOf(scenario, 'load.demand_kW', () => 5)];
    const { state: after, events } = rebase(scenario.run, state, meters);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ step: 9, severity: 'info', component: 'battery', code: 'rebased' });
    expect(events[0]!.text).toMatch(/^"energy_kWh" set from [\d.]+ to 77, as measured$/);
    simulation.loop.restore(after);
    simulation.loop.step();
    const battery = scenario.run.components.findIndex((c) => c.id === 'battery');
    expect(simulation.loop.run.states[scenario.run.stateAt[battery]!]).toBe(77);
  });

  it('lets be what differs by little, and what is not known', () => {
    const scenario = site(2);
    const simulation = startSimulation(scenario);
    simulation.advance(10);
    const state = simulation.loop.save();
    const battery = scenario.run.components.findIndex((c) => c.id === 'battery');
    const held = state.states[scenario.run.stateAt[battery]!]!;
    for (const value of [held * 1.005, Number.NaN])
      expect(rebase(scenario.run, state, [meterOf(scenario, 'battery.energy_kWh', () => value)])).toEqual({
        state,
        events: [],
      });
  });
});

describe('drift', () => {
  it('is learnt from what is normal, and told once when it begins and once when it ends', () => {
    const scenario = site(9 - 1);
    const noise = (i: number): number => 2 * normal(3, 9, i);
    const shift = (i: number): number => (i >= 120 && i < 150 ? 20 : 0);
    const meter = meterOf(scenario, 'load.demand_kW', (i) => 200 + 20 * (i % 24) + noise(i) + shift(i));
    const alarms = watchDrift(scenario.run, [meter]);
    simulate(scenario, { observers: [alarms] });
    expect(alarms.events.map((e) => e.code)).toEqual(['drift', 'drift-ended']);
    expect(alarms.events[0]!.step).toBeGreaterThanOrEqual(120);
    expect(alarms.events[0]!.step).toBeLessThan(123);
    expect(alarms.events[0]!.text).toMatch(
      /^"demand_kW": the meter shows more than the model, now [\d.]+ apart, and not by chance$/,
    );
  });

  it('is told by a session, and learnt anew after a restore', () => {
    const scenario = site(8);
    const shift = (i: number): number => (i >= 120 ? 50 : 0);
    const meter = meterOf(scenario, 'load.demand_kW', (i) => 200 + 20 * (i % 24) + shift(i));
    const session = makeSession({ ...scenario, meters: [meter] });
    const drifts = () => session.events.filter((e) => e.code === 'drift').map((e) => `${e.step} ${e.component}`);
    const begin = session.save();
    while (!session.isDone) session.step();
    expect(drifts()).toEqual(['120 load']);
    session.restore(begin, []);
    expect(drifts()).toEqual([]);
    while (session.index < 122) session.step();
    expect(drifts()).toEqual(['120 load']);
  });

  it('takes a wider scatter for residuals that follow one another, and never less than a meter’s own', () => {
    // by hand: 1, -1, 1, -1: mean 0, squares 4 / 3; no persistence
    expect(normalOf([1, -1, 1, -1], 0).sigma).toBeCloseTo(Math.sqrt(4 / 3), 12);
    // by hand: 1, 1, -1, -1: products 1 - 1 + 1 = 1 of 4: rho 1/4, (1 + rho) / (1 - rho) = 5 / 3
    expect(normalOf([1, 1, -1, -1], 0).sigma).toBeCloseTo(Math.sqrt((4 / 3) * (5 / 3)), 12);
    expect(normalOf([3, 3, 3, 3], 1000)).toEqual({ mean: 3, sigma: 5 });
  });
});
