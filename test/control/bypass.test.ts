import { expect, it } from 'vitest';
import type { Decision } from '../../src/control/config.ts';
import { type Cluster, cluster } from '../cluster.ts';
import { dump, grid, load, unserved } from './plant.ts';

/** A gas turbine that is worth running for its power, on a steam bus that takes `steam_kW`. */
const site = (bypass: boolean, steam_kW: number, more: object = {}): Cluster =>
  cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'dark'] },
      gas: { carrier: 'gas', closers: ['supply'] },
      steam: { carrier: 'steam', closers: ['vent', 'no-steam'] },
    },
    components: {
      grid,
      dark: unserved('power', 'electricity'),
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 20_000 },
      vent: dump('steam', 'steam'),
      'no-steam': unserved('steam', 'steam'),
      turbine: {
        kind: 'gasTurbine',
        ports: { gas: 'gas', electricity: 'power', steam: 'steam' },
        rated_kW: 1000,
        warmStart_h: 0,
        coldStart_h: 0,
        minUp_h: 0,
        bypass,
        ...more,
      },
      motors: load('power', 'electricity', 900),
      works: load('steam', 'steam', steam_kW),
    },
    weather: { ambient_degC: 15 },
    prices: { power: () => 1, gas: () => 0.02 },
  });

it.each([0, 300, 1000])('lets go by what a steam bus of %d kW does not take', (steam_kW) => {
  const plain = site(false, steam_kW);
  plain.step(3);
  const c = site(true, steam_kW);
  c.step(3);
  expect(plain.value('turbine', 'electricity_kW')).toBeCloseTo(900, 6);
  expect(c.value('turbine', 'electricity_kW')).toBeCloseTo(900, 6);
  expect(plain.value('vent', 'input_kW')).toBeLessThan(-100);
  expect(c.value('vent', 'input_kW')).toBeCloseTo(0, 5);
  expect(c.value('no-steam', 'output_kW')).toBeCloseTo(0, 5);
  expect(c.value('turbine', 'steam_kW')).toBeCloseTo(steam_kW, 5);
  expect(c.value('turbine', 'bypass')).toBeGreaterThan(0.1);
});

it('lets nothing go by that somebody has a use for, and says why it does', () => {
  const c = site(true, 1e4);
  const told: Decision[] = [];
  c.rules.explain((decision) => told.push(decision));
  c.step();
  expect(c.value('turbine', 'bypass')).toBe(0);
  const idle = site(true, 0);
  idle.rules.explain((decision) => told.push(decision));
  idle.step();
  expect(told.filter(({ why }) => why === 'lets it go by, for nobody has a use for it').length).toBeGreaterThan(0);
});
