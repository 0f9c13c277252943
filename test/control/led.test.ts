import { expect, it } from 'vitest';
import { cluster } from '../cluster.ts';

/** A grid too small for the load, and an engine that may be led by the ports named. */
const island = (leads: readonly string[], heat_kW: number) =>
  cluster({
    step_s: 900,
    length: 8,
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'spilt', 'lost'] },
      gas: { carrier: 'gas', closers: ['supply'] },
      heat: { carrier: 'heat', supply_degC: 80, return_degC: 55, closers: ['dumped', 'cold'] },
    },
    components: {
      grid: { kind: 'gridConnection', ports: { electricity: 'power' }, tariff: 'power', importLimit_kW: 90 },
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 1000 },
      spilt: { kind: 'curtailment', ports: { input: 'power' } },
      lost: { kind: 'unserved', ports: { output: 'power' } },
      dumped: { kind: 'dump', ports: { input: 'heat' } },
      cold: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' },
      chp: { kind: 'gasEngine', ports: { gas: 'gas', electricity: 'power', heat: 'heat' }, rated_kW: 100 },
      boiler: { kind: 'boiler', ports: { gas: 'gas', heat: 'heat' }, rated_kW: 300 },
      load: { kind: 'load', ports: { input: 'power' }, demand: 150 },
      heating: { kind: 'load', ports: { input: 'heat' }, carrier: 'heat', demand: heat_kW },
    },
    prices: { power: () => 1.1, gas: () => 0.3 },
    rules: { leads: new Map([[6, leads]]) },
  });

it.each([40, 60, 80, 100, 140])(
  'starts a power-led engine where the grid is too small, with %d kW of heat',
  (heat_kW) => {
    const c = island(['electricity'], heat_kW);
    c.step(8);
    expect(c.value('chp', 'electricity_kW')).toBeGreaterThan(60 - 1e-6);
    expect(c.value('lost', 'unserved_kW')).toBeCloseTo(0, 6);
  },
);

it('keeps a heat-led engine on where its power is all that keeps the lights on, and dumps what heat is too much', () => {
  const c = island(['heat'], 40);
  c.step(8);
  // At its least load of 50 kW, by hand: the rest of the 60 kW stays unserved, for nothing may lead it by power.
  expect(c.value('chp', 'electricity_kW')).toBeCloseTo(50, 6);
  expect(c.value('lost', 'unserved_kW')).toBeCloseTo(10, 6);
});
