import { describe, expect, it } from 'vitest';
import { CHARGE } from '../../src/control/config.ts';
import { cluster } from '../cluster.ts';
import { battery, boiler, dump, gasSupply, genset, grid, load, unserved } from './plant.ts';

describe('a limited connection', () => {
  const sketch = (power: number, more: object, rules: object = {}) =>
    cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
      },
      components: {
        supply: gasSupply,
        grid: { ...grid, importLimit_kW: 500 },
        lost: unserved('power', 'electricity'),
        ...more,
      },
      prices: { power: () => power, gas: () => 0.3 },
      rules,
    });

  it('runs what is dearer than the grid for no more than the grid cannot give', () => {
    // A kWh of the engine costs 2.5 * 0.3 = 0.75, of the grid 0.6, which gives 500 of 600.
    const c = sketch(0.6, { load: load('power', 'electricity', 600), engine: genset(400) });
    c.step();
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(500, 9);
    expect(c.value('engine', 'power_kW')).toBeCloseTo(100, 9);
  });

  it('shaves what is left of a peak once all that is cheaper than the grid has served', () => {
    // By hand: the engine at 0.75 gives its 60 before the grid at 0.9; of the 100 lacking 40 stay, below the target of 75,
    // so that the battery charges the 35 between.
    const rules = { stores: new Map([[4, { phase: null, target_kW: 75 }]]) };
    const c = sketch(0.9, { load: load('power', 'electricity', 100), battery, engine: genset(60) }, rules);
    c.step();
    expect(c.value('engine', 'power_kW')).toBeCloseTo(60, 9);
    expect(c.value('battery', 'electricity_kW')).toBeCloseTo(-35, 9);
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(75, 9);
  });
});

describe('a limited feed-in', () => {
  it('makes heat of what would be curtailed, and of no more as long as the grid pays better', () => {
    // Gas heat costs 0.3 / 0.9 = 0.333, less than the 0.4 that the grid pays for its 20 kW, more than nothing for the rest.
    const c = cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'curtailed', 'lost'] },
        heat: { carrier: 'heat', closers: ['spill', 'cold'] },
      },
      components: {
        supply: gasSupply,
        grid: { ...grid, exportLimit_kW: 20 },
        curtailed: { kind: 'curtailment', ports: { input: 'power' } },
        lost: unserved('power', 'electricity'),
        spill: dump('heat', 'heat'),
        cold: unserved('heat', 'heat'),
        need: load('heat', 'heat', 500),
        boiler: boiler(600),
        wind: { kind: 'wind', ports: { electricity: 'power' }, count: 10 },
        heater: {
          kind: 'converter',
          ports: { power: 'power', heat: 'heat' },
          lead: 'heat',
          rated_kW: 600,
          flows: {
            power: { carrier: 'electricity', flow: 'in', per: 1 },
            heat: { carrier: 'heat', flow: 'out', per: 1 },
          },
        },
      },
      prices: { power: () => 0.6, gas: () => 0.3 },
      sells: { power: 0.4 },
      weather: { wind_m_per_s: 12 },
    });
    c.step();
    const wind = c.value('wind', 'electricity_kW');
    expect(wind).toBeGreaterThan(30);
    expect(c.value('heater', 'heat_kW')).toBeCloseTo(wind - 20, 2);
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(-20, 2);
    expect(c.value('boiler', 'heat_kW')).toBeCloseTo(500 - (wind - 20), 2);
  });
});

describe('a store that is full in its charging period', () => {
  const always = (phase: number) => ({
    phase: Uint8Array.of(phase, phase, phase),
    target_kW: Number.POSITIVE_INFINITY,
  });

  it('keeps what it holds: it does not serve in a cheap hour to charge again in the next', () => {
    const c = cluster({
      length: 3,
      buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] } },
      components: {
        grid,
        lost: unserved('power', 'electricity'),
        load: load('power', 'electricity', 80),
        battery: { ...battery, socStart: 1, selfDischarge_per_h: 0 },
      },
      rules: { stores: new Map([[3, always(CHARGE)]]) },
    });
    c.step(3);
    expect(c.value('battery', 'soc')).toBe(1);
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(80, 9);
  });

  it('gives room where the only machine would spill its least output, until that finds room', () => {
    const c = cluster({
      length: 3,
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        heat: { carrier: 'heat', closers: ['spill', 'cold'] },
      },
      components: {
        supply: gasSupply,
        spill: dump('heat', 'heat'),
        cold: unserved('heat', 'heat'),
        need: load('heat', 'heat', 20),
        boiler: { ...boiler(100), minLoad: 0.5 },
        tank: {
          kind: 'store',
          ports: { port: 'heat' },
          carrier: 'heat',
          capacity_kWh: 100,
          charge_kW: 50,
          discharge_kW: 50,
          socStart: 1,
        },
      },
      rules: { stores: new Map([[5, always(CHARGE)]]) },
    });
    c.step();
    expect(c.value('boiler', 'heat_kW')).toBe(0);
    expect(c.value('tank', 'port_kW')).toBeCloseTo(20, 9);
    // 30 of a least output of 50 would be left and the tank has room for 20: it gives once more. Then it takes back 40.
    c.step();
    expect(c.value('tank', 'port_kW')).toBeCloseTo(20, 9);
    c.step();
    expect(c.value('boiler', 'heat_kW')).toBeCloseTo(60, 9);
    expect(c.value('tank', 'port_kW')).toBeCloseTo(-40, 9);
    expect(c.value('spill', 'input_kW')).toBeCloseTo(0, 9);
  });
});
