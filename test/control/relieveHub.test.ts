import { expect, it } from 'vitest';
import { cluster } from '../cluster.ts';

/** A grid at 0.3 and an engine that costs far more at the hub; the load stands at the end of a line. */
const site = (importLimit_kW: number) =>
  cluster({
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      main: { carrier: 'electricity', closers: ['grid', 'spilt', 'lost'] },
      hall: { carrier: 'electricity', closers: ['hallLost'] },
    },
    components: {
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 },
      grid: { kind: 'gridConnection', ports: { electricity: 'main' }, tariff: 'power', importLimit_kW },
      spilt: { kind: 'curtailment', ports: { input: 'main' } },
      lost: { kind: 'unserved', ports: { output: 'main' } },
      hallLost: { kind: 'unserved', ports: { output: 'hall' } },
      diesel: { kind: 'genset', ports: { electricity: 'main' }, rated_kW: 500 },
      line: {
        kind: 'electricityNetwork',
        ports: { a: 'main', b: 'hall' },
        hub: 'a',
        nodes: { a: { rated_kV: 10 }, b: { rated_kV: 10 } },
        lines: { l1: { from: 'a', to: 'b', length_m: 500, type: 'NA2XS2Y 1x240 RM/25 6/10 kV' } },
      },
      load: { kind: 'load', ports: { input: 'hall' }, demand: 300 },
    },
  });

it('leaves to the closers of the hub what they give, as the rules planned', () => {
  const c = site(1000);
  c.step(5);
  expect(c.value('diesel', 'electricity_kW')).toBe(0);
  expect(c.value('grid', 'import_kW')).toBeGreaterThan(300);
});

it('serves at the hub what they cannot give', () => {
  const c = site(100);
  c.step(5);
  expect(c.value('grid', 'import_kW')).toBeCloseTo(100, 6);
  expect(c.value('diesel', 'electricity_kW')).toBeGreaterThan(200);
  expect(c.value('lost', 'unserved_kW')).toBeLessThan(1e-9);
});
