import { expect, it } from 'vitest';
import { cluster } from '../cluster.ts';

/** A plant, and a house at the end of a pipe; both have a boiler, that of the house is dearer to run. */
const site = (diameter_mm: number) =>
  cluster({
    step_s: 900,
    weather: { ground_degC: 10, ambient_degC: 0 },
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      plant: { carrier: 'heat', closers: ['spill', 'cold'] },
      house: { carrier: 'heat', closers: ['houseSpill', 'houseCold'] },
    },
    components: {
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 },
      spill: { kind: 'dump', ports: { input: 'plant' } },
      cold: { kind: 'unserved', ports: { output: 'plant' }, carrier: 'heat' },
      houseSpill: { kind: 'dump', ports: { input: 'house' } },
      houseCold: { kind: 'unserved', ports: { output: 'house' }, carrier: 'heat' },
      boiler: { kind: 'boiler', ports: { gas: 'gas', heat: 'plant' }, rated_kW: 900, minLoad: 0.01 },
      own: {
        kind: 'boiler',
        ports: { gas: 'gas', heat: 'house' },
        rated_kW: 900,
        minLoad: 0.01,
        condensing: false,
        flueApproach_K: 200,
      },
      pipes: {
        kind: 'heatNetwork',
        ports: { plant: 'plant', s1: 'house' },
        stations: { s1: {} },
        pipes: { p1: { from: 'plant', to: 's1', length_m: 100, diameter_mm } },
      },
      heating: { kind: 'load', ports: { input: 'house' }, carrier: 'heat', demand: 300 },
    },
  });

it('leaves the dearer boiler at the house off where the pipe carries all', () => {
  const c = site(100);
  c.step(40);
  expect(c.value('own', 'heat_kW')).toBe(0);
  expect(c.value('houseCold', 'unserved_kW')).toBe(0);
});

it('has it serve what the pipe cannot bring, and nothing more', () => {
  const c = site(32);
  c.step(40);
  const brought = c.value('pipes', 's1_kW');
  expect(brought).toBeLessThan(200);
  expect(c.value('own', 'heat_kW')).toBeCloseTo(300 - brought, 6);
  expect(c.value('houseCold', 'unserved_kW')).toBeLessThan(1e-9);
});
