import { describe, expect, it } from 'vitest';
import { simulate, startSimulation } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { lookAhead } from '../../src/scenario/forecast.ts';
import { planFor } from '../../src/scenario/planned.ts';
import { makeSession } from '../../src/scenario/session.ts';
import { site } from './daily.ts';
import { FILES, load } from './small.ts';

describe('forecast', () => {
  it('is what comes, to the bit, where every day is like the last', () => {
    const whole = simulate(site(5));
    const begun = startSimulation(site(5));
    begun.advance(31);
    const state = begun.loop.save();
    const ahead = lookAhead(site(5), state).run();
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
    lookAhead(scenario, begun.loop.save(), undefined, { hours_h: 24, series: 'persistence' }).run();
    begun.advance(42);
    const { table } = begun.outcome();
    expect(table.columns.map((c) => [...c])).toEqual(whole.table.columns.map((c) => [...c]));
  });

  it('goes on beyond the end of the scenario, by its last day', () => {
    const begun = startSimulation(site(2));
    begun.advance(47);
    const ahead = lookAhead(site(2), begun.loop.save()).run();
    const whole = simulate(site(5));
    const grid = whole.columns.findIndex((c) => c.name === 'grid.electricity_kW');
    expect([...ahead.table.columns[grid]!]).toEqual([...whole.table.columns[grid]!.subarray(47, 95)]);
  });

  it('repeats the day before, where the next one differs', () => {
    const begun = startSimulation(load(FILES));
    begun.advance(6);
    const ahead = lookAhead(load(FILES), begun.loop.save(), undefined, { hours_h: 12, series: 'persistence' }).run();
    const demand = ahead.table.columns[ahead.columns.findIndex((c) => c.name === 'load.demand_kW')]!;
    // by hand: six hours are known, 300 to 350
    expect([...demand]).toEqual([300, 310, 320, 330, 340, 350, 300, 310, 320, 330, 340, 350]);
  });

  it('needs a state after some steps', () => {
    const state = startSimulation(load(FILES)).loop.save();
    expect(() => lookAhead(load(FILES), state)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: a forecast repeats the day before it, and no step was taken yet; take the series of the scenario (profiles), or begin later]`,
    );
  });

  it('takes the scenario’s own series as forecast, and is then what comes', () => {
    const whole = simulate(load(FILES));
    const begun = startSimulation(load(FILES));
    begun.advance(6);
    const ahead = lookAhead(load(FILES), begun.loop.save(), undefined, { hours_h: 18, series: 'profiles' }).run();
    ahead.table.columns.forEach((column, k) => {
      expect([...column]).toEqual([...whole.table.columns[k]!.subarray(6)]);
    });
  });

  it('knows what commands have changed: an outage until its end, a set point until its', () => {
    const session = makeSession(site(5));
    const at = (name: string): number => session.columns.findIndex((c) => c.name === name);
    while (session.index < 30) session.step();
    session.act('operator', 'a', {
      do: 'input',
      component: 'chp',
      input: 'available',
      change: 'set',
      value: 0,
      steps: 9,
    });
    session.act('operator', 'b', { do: 'setpoint', component: 'battery', port: 'electricity', target: 3, steps: 4 });
    session.step();
    const state = session.save();
    const ahead = lookAhead(site(5), state, session.standing()).run();
    const of = (name: string): number[] => [...ahead.table.columns[at(name)]!];
    const come: Record<string, number[]> = { 'chp.electricity_kW': [], 'battery.electricity_kW': [] };
    while (session.index < 79) {
      session.step();
      for (const [name, list] of Object.entries(come)) list.push(session.run.frame[at(name)]! + 0);
    }
    for (const [name, list] of Object.entries(come)) expect(of(name)).toEqual(list);
    expect(come['battery.electricity_kW']!.slice(0, 4).map((v) => Math.abs(v - 3) < 1e-9)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(come['chp.electricity_kW']!.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 0));
    expect(Math.max(...come['chp.electricity_kW']!)).toBeGreaterThan(0);
  });

  it('is planned at least cost from the state that there is, which rules cannot beat', async () => {
    const begun = startSimulation(site(5));
    begun.advance(30);
    const ahead = lookAhead(site(5), begun.loop.save());
    const { cluster } = ahead.compiled;
    const control = { ...cluster.spec.control, planner: 'optimal' as const };
    const plan = await planFor(
      { ...ahead.compiled, cluster: { ...cluster, spec: { ...cluster.spec, control } } },
      highsHere,
    );
    expect(plan).toMatchObject({ first: 0, steps: 48, status: 'optimal' });
    const planned = ahead.run(plan);
    const ruled = lookAhead(site(5), begun.loop.save()).run();
    const cost = (o: typeof planned): number => summarise(o).kpis.cost_money!.value;
    expect(planned.steps).toBe(48);
    expect(planned.followed!.plan.status).toBe('optimal');
    expect(cost(planned)).toBeLessThan(cost(ruled) + 1);
  });
});
