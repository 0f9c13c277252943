import { describe, expect, it } from 'vitest';
import { simulate, startSimulation } from '../../src/index.ts';
import { forecast } from '../../src/scenario/forecast.ts';
import { site } from './daily.ts';
import { FILES, load } from './small.ts';

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
