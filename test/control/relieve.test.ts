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

it('cuts by class there what nothing there can serve, and only that', () => {
  const c = cluster({
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
      pipes: {
        kind: 'heatNetwork',
        ports: { plant: 'plant', s1: 'house' },
        stations: { s1: {} },
        pipes: { p1: { from: 'plant', to: 's1', length_m: 100, diameter_mm: 32 } },
      },
      firm: { kind: 'load', ports: { input: 'house' }, carrier: 'heat', demand: 100 },
      pool: {
        kind: 'load',
        ports: { input: 'house' },
        carrier: 'heat',
        demand: 150,
        sheddingClass: 2,
        lostLoad_money_per_kWh: 1,
      },
      hall: {
        kind: 'load',
        ports: { input: 'house' },
        carrier: 'heat',
        demand: 50,
        sheddingClass: 1,
        lostLoad_money_per_kWh: 1,
      },
      // At the plant nothing is lacking, and nothing is cut.
      office: {
        kind: 'load',
        ports: { input: 'plant' },
        carrier: 'heat',
        demand: 50,
        sheddingClass: 1,
        lostLoad_money_per_kWh: 1,
      },
    },
  });
  c.step(40);
  const brought = c.value('pipes', 's1_kW');
  expect(brought).toBeGreaterThan(100);
  expect(brought).toBeLessThan(200);
  expect(c.value('hall', 'input_kW')).toBeCloseTo(0, 9);
  expect(c.value('pool', 'input_kW')).toBeCloseTo(100 - brought, 6);
  expect(c.value('firm', 'input_kW')).toBe(-100);
  expect(c.value('office', 'input_kW')).toBe(-50);
  expect(c.value('houseCold', 'unserved_kW')).toBeLessThan(1e-9);
});

it('holds the plant back to what the pipe carries', () => {
  const c = site(32);
  c.step(40);
  // What goes into the network at the plant is what the boiler there gives: nothing of it is let go.
  expect(c.value('boiler', 'heat_kW')).toBeCloseTo(-c.value('pipes', 'plant_kW'), 6);
  expect(c.value('spill', 'input_kW')).toBeCloseTo(0, 6);
});

it('holds back what stands behind a full pipe, and serves in its place', () => {
  // Heat bought at the house for 0.1 is cheaper than the plant's boiler at 0.6: all would be bought there, could it pass.
  const c = cluster({
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
      bought: {
        kind: 'source',
        ports: { output: 'house' },
        carrier: 'heat',
        max_kW: 600,
        price_money_per_kWh: 0.1,
      },
      pipes: {
        kind: 'heatNetwork',
        ports: { plant: 'plant', s1: 'house' },
        stations: { s1: {} },
        pipes: { p1: { from: 'plant', to: 's1', length_m: 100, diameter_mm: 32 } },
      },
      heating: { kind: 'load', ports: { input: 'plant' }, carrier: 'heat', demand: 500 },
      small: { kind: 'load', ports: { input: 'house' }, carrier: 'heat', demand: 50 },
    },
  });
  c.step(40);
  const carried = -c.value('pipes', 's1_kW');
  expect(carried).toBeGreaterThan(50);
  expect(carried).toBeLessThan(200);
  expect(c.value('bought', 'output_kW')).toBeCloseTo(50 + carried, 6);
  expect(c.value('houseSpill', 'input_kW')).toBeCloseTo(0, 6);
  expect(c.value('boiler', 'heat_kW')).toBeCloseTo(500 - c.value('pipes', 'plant_kW'), 6);
});
