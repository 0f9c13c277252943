import { describe, expect, it } from 'vitest';
import { cluster } from '../cluster.ts';
import { chp, dump, gasSupply, grid, load, unserved } from './plant.ts';

describe('what runs by itself', () => {
  it('is told of and remembered as running: an engine within its minimum run', () => {
    const c = cluster({
      length: 3,
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
        heat: { carrier: 'heat', closers: ['spill', 'cold'] },
      },
      components: {
        supply: gasSupply,
        grid,
        lost: unserved('power', 'electricity'),
        spill: dump('heat', 'heat'),
        cold: unserved('heat', 'heat'),
        load: load('power', 'electricity', 500),
        engine: {
          kind: 'gasEngine',
          ports: { gas: 'gas', electricity: 'power', heat: 'heat' },
          rated_kW: 400,
          minUp_h: 3,
          startCost_money: 100,
        },
      },
      // Dear enough for the engine in the first hour; in the second it must go on, and does so at its least.
      prices: { power: (i) => (i === 0 ? 1.5 : 0.1), gas: () => 0.3 },
    });
    c.step();
    expect(c.value('engine', 'load')).toBeGreaterThan(0.5);
    const lines: string[] = [];
    c.rules.explain((d) => d.component === 'engine' && lines.push(`${d.phase} ${d.port} ${d.given_kW}: ${d.why}`));
    c.step();
    expect(c.value('engine', 'load')).toBeCloseTo(0.5, 9);
    expect(lines[0]).toBe('must-run electricity 200: rest is not attainable: it must run');
    // What the rules remember, of the load and of the engine.
    expect(Array.from(c.loop.save().control)).toEqual([0, 1]);
  });
});

describe('a start', () => {
  it.each([60, 300, 900, 3600])('is worth the same in steps of %i s', (step_s) => {
    // At half load the engine's kWh costs 0.3 / 0.342 = 0.877, and a start of 400 over 4 h of 400 kW another 0.25: it starts
    // at 1.5 and does not at 1.0, however little it gives in the first minutes of its run-up.
    const sketch = (power: number) =>
      cluster({
        step_s,
        length: 4,
        buses: {
          gas: { carrier: 'gas', closers: ['supply'] },
          power: { carrier: 'electricity', closers: ['grid', 'lost'] },
          heat: { carrier: 'heat', closers: ['spill', 'cold'] },
        },
        components: {
          supply: gasSupply,
          grid,
          lost: unserved('power', 'electricity'),
          spill: dump('heat', 'heat'),
          cold: unserved('heat', 'heat'),
          load: load('power', 'electricity', 500),
          engine: {
            kind: 'gasEngine',
            ports: { gas: 'gas', electricity: 'power', heat: 'heat' },
            rated_kW: 400,
            startCost_money: 400,
          },
        },
        prices: { power: () => power, gas: () => 0.3 },
      });
    const dear = sketch(1.5);
    dear.step();
    expect(dear.value('engine', 'electricity_kW')).toBeGreaterThan(0);
    const cheap = sketch(1);
    cheap.step();
    expect(cheap.value('engine', 'electricity_kW')).toBe(0);
  });
});

describe('cooling towers', () => {
  const tower = (rated_kW: number) => ({
    kind: 'coolingTower',
    ports: { heat: 'condenser', electricity: 'power' },
    rated_kW,
  });
  const sketch = (a: number, z: number) =>
    cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
        condenser: { carrier: 'heat', supply_degC: 37, return_degC: 32, closers: ['spill', 'cold'] },
      },
      components: {
        supply: gasSupply,
        grid,
        lost: unserved('power', 'electricity'),
        spill: dump('condenser', 'heat'),
        cold: unserved('condenser', 'heat'),
        load: load('power', 'electricity', 900),
        engine: { ...chp(800), ports: { fuel: 'gas', power: 'power', heat: 'condenser' }, alsoLead: [] },
        a: tower(a),
        z: tower(z),
      },
      prices: { power: () => 2, gas: () => 0.3 },
      weather: { wetBulb_degC: 20 },
    });

  it('share what is to be carried off', () => {
    const c = sketch(1600, 1600);
    c.step();
    expect(c.value('a', 'heat_kW')).toBeCloseTo(-450, 6);
    expect(c.value('z', 'heat_kW')).toBeCloseTo(-450, 6);
  });

  it('leave to the bigger what the smaller cannot', () => {
    const c = sketch(1600, 100);
    c.step();
    expect(c.value('a', 'heat_kW') + c.value('z', 'heat_kW')).toBeCloseTo(-900, 6);
    expect(c.value('spill', 'input_kW')).toBeCloseTo(0, 6);
  });
});

describe('part load', () => {
  it('weighs what a machine draws for running at all: a big chiller serves much, not little', () => {
    // The plain one draws 0.3 per kW of cold at any load. The big one draws 0.15 to 0.2 near its full 900 kW, and 47 kW for
    // 40, where the plain one draws 12.
    const sketch = (cold: number) =>
      cluster({
        buses: {
          power: { carrier: 'electricity', closers: ['grid', 'lost'] },
          chilled: { carrier: 'cooling', closers: ['spill', 'warm'] },
        },
        components: {
          grid,
          lost: unserved('power', 'electricity'),
          spill: dump('chilled', 'cooling'),
          warm: unserved('chilled', 'cooling'),
          need: load('chilled', 'cooling', cold),
          big: {
            kind: 'compressionChiller',
            ports: { electricity: 'power', cooling: 'chilled' },
            rated_kW: 900,
            minLoad: 0.02,
          },
          plain: {
            kind: 'converter',
            ports: { power: 'power', cooling: 'chilled' },
            lead: 'cooling',
            rated_kW: 900,
            ambientShare: 1,
            flows: {
              power: { carrier: 'electricity', flow: 'in', per: 0.3 },
              cooling: { carrier: 'cooling', flow: 'out', per: 1 },
            },
          },
        },
      });
    const little = sketch(40);
    little.step();
    expect(little.value('plain', 'cooling_kW')).toBeCloseTo(40, 6);
    const much = sketch(800);
    much.step();
    expect(much.value('big', 'cooling_kW')).toBeCloseTo(800, 6);
    expect(much.value('big', 'electricity_kW')).toBeGreaterThan(-240);
  });
});
