import { expect, it } from 'vitest';
import { cluster } from '../cluster.ts';
import { grid, load, unserved } from './plant.ts';

const vent = (bus: string) => ({ kind: 'curtailment', ports: { input: bus }, carrier: 'hydrogen' });

/** Electrolyser at 30 bar, compressor to 80 bar, pipeline to a user 20 km away. */
const chain = (step_s = 3600, compressor_kW = 8000) =>
  cluster({
    step_s,
    length: 100,
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'dark'] },
      low: { carrier: 'hydrogen', closers: ['ventLow', 'lackLow'] },
      high: { carrier: 'hydrogen', closers: ['ventHigh', 'lackHigh'] },
      user: { carrier: 'hydrogen', closers: ['ventUser', 'lackUser'] },
    },
    components: {
      grid: { ...grid, importLimit_kW: 20_000 },
      dark: unserved('power', 'electricity'),
      ...Object.fromEntries(['Low', 'High', 'User'].map((at) => [`vent${at}`, vent(at.toLowerCase())])),
      ...Object.fromEntries(['Low', 'High', 'User'].map((at) => [`lack${at}`, unserved(at.toLowerCase(), 'hydrogen')])),
      electrolyser: {
        kind: 'electrolyser',
        technology: 'pem',
        ports: { electricity: 'power', hydrogen: 'low' },
        rated_kW: 10_000,
        stack: {},
      },
      compressor: {
        kind: 'hydrogenCompressor',
        ports: { from: 'low', to: 'high', electricity: 'power' },
        rated_kW: compressor_kW,
        inlet_bar: 30,
        outlet_bar: 80,
      },
      pipe: {
        kind: 'hydrogenPipe',
        ports: { from: 'high', to: 'user' },
        length_m: 20_000,
        diameter_mm: 60,
        inlet_bar: 80,
        outletMin_bar: 30,
      },
      demand: load('user', 'hydrogen', 3000),
    },
    prices: { power: () => 0.4 },
  });

it('makes, compresses and carries what its user asks for, through three buses', () => {
  const c = chain();
  for (let i = 0; i < 24; i++) {
    c.step();
    for (const at of ['lackLow', 'lackHigh', 'lackUser']) expect(c.value(at, 'output_kW')).toBeLessThan(1e-6);
    expect(c.value('pipe', 'to_kW')).toBeCloseTo(3000, 6);
  }
  // Settled: what goes in comes out, and the compressor draws 1.5 to 2.5 % of it.
  expect(-c.value('pipe', 'from_kW')).toBeCloseTo(3000, 3);
  expect(c.value('compressor', 'to_kW')).toBeCloseTo(3000, 3);
  expect(-c.value('compressor', 'electricity_kW') / 3000).toBeGreaterThan(0.01);
  expect(-c.value('compressor', 'electricity_kW') / 3000).toBeLessThan(0.025);
  expect(c.value('pipe', 'outlet_bar')).toBeGreaterThan(30);
  expect(c.value('pipe', 'outlet_bar')).toBeLessThan(79.6); // 0.7 MPa2 of 64, by hand: 79.56 bar
  expect(c.value('electrolyser', 'degradation')).toBeGreaterThan(0);
});

it('lets line pack smooth what a peak takes of the buses before it', () => {
  const c = chain(300);
  c.step();
  const first = { out: c.value('pipe', 'outflow_kg_per_h'), into: c.value('pipe', 'inflow_kg_per_h') };
  expect(first.out).toBeCloseTo(3000 / 33.33, 3);
  expect(first.into).toBeLessThan(0.9 * first.out);
  expect(c.value('compressor', 'hydrogen_kg_per_h')).toBeCloseTo(first.into, 6);
  c.step(60);
  expect(c.value('pipe', 'inflow_kg_per_h') / first.out).toBeCloseTo(1, 3);
  for (const at of ['lackLow', 'lackHigh', 'lackUser']) expect(c.value(at, 'output_kW')).toBeLessThan(1e-6);
});

it.each([2000, 1e-3])(
  'serves from its line pack what is lacking at its inlet, which %d kW of a compressor feed',
  (given_kW) => {
    // by hand: 56.5 m3 hold 367 kg at 80 bar, 12.2 MWh, and 30 bar at its end leave some 5 of them.
    const c = chain(3600, given_kW);
    const pack: number[] = [];
    let served_kWh = 0;
    for (let i = 0; i < 40; i++) {
      c.step();
      const to = c.value('pipe', 'to_kW');
      expect(c.value('lackHigh', 'output_kW')).toBeLessThan(1e-6);
      expect(-c.value('pipe', 'from_kW')).toBeLessThan(given_kW + 1e-6);
      expect(to + c.value('lackUser', 'output_kW')).toBeCloseTo(3000, 6);
      if (i * (3000 - given_kW) < 6000 - 3000) expect(to).toBeCloseTo(3000, 6);
      if (to > 0) expect(c.value('pipe', 'outlet_bar')).toBeGreaterThan(30 - 1e-6);
      served_kWh += to;
      pack.push(c.value('pipe', 'pack_kg'));
    }
    expect(served_kWh - 40 * given_kW).toBeGreaterThan(6000);
    expect(served_kWh - 40 * given_kW).toBeLessThan(9000);
    // What the pack gave is what came out beyond what went in.
    expect(c.value('pipe', 'to_kW')).toBeCloseTo(given_kW, 0);
    expect(pack.at(-1)!).toBeLessThan(0.5 * 367);
  },
);
