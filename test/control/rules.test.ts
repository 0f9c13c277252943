import { describe, expect, it } from 'vitest';
import { CHARGE, DISCHARGE, IDLE } from '../../src/control/config.ts';
import { cluster } from '../cluster.ts';

const grid = {
  kind: 'gridConnection',
  ports: { electricity: 'power' },
  tariff: 'power',
  importLimit_kW: 1000,
  exportLimit_kW: 1000,
};
const gasSupply = { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 };
const unserved = (bus: string, carrier: string) => ({ kind: 'unserved', ports: { output: bus }, carrier });
const dump = (bus: string, carrier: string) => ({ kind: 'dump', ports: { input: bus }, carrier });
const load = (bus: string, carrier: string, demand: number, more: object = {}) => ({
  kind: 'load',
  ports: { input: bus },
  carrier,
  demand,
  ...more,
});
/** Gas to electricity and heat in fixed proportion: 0.4 and 0.45 of the fuel. */
const chp = (rated_kW: number, minLoad = 0) => ({
  kind: 'converter',
  ports: { fuel: 'gas', power: 'power', heat: 'heat' },
  lead: 'power',
  alsoLead: ['heat'],
  rated_kW,
  minLoad,
  flows: {
    fuel: { carrier: 'gas', flow: 'in', per: 2.5 },
    power: { carrier: 'electricity', flow: 'out', per: 1 },
    heat: { carrier: 'heat', flow: 'out', per: 1.125 },
  },
});
const boiler = (rated_kW: number) => ({
  kind: 'converter',
  ports: { fuel: 'gas', heat: 'heat' },
  lead: 'heat',
  rated_kW,
  flows: { fuel: { carrier: 'gas', flow: 'in', per: 1 / 0.9 }, heat: { carrier: 'heat', flow: 'out', per: 1 } },
});

describe('one bus', () => {
  it('draws what the load lacks from the grid, and feeds in what the sun has to spare', () => {
    const c = cluster({
      buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] } },
      components: { grid, lost: unserved('power', 'electricity'), load: load('power', 'electricity', 80) },
    });
    c.step();
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(80, 9);
    expect(c.value('lost', 'output_kW')).toBeCloseTo(0, 9);
  });

  it('charges a battery from surplus and serves the deficit from it: self-use', () => {
    const c = cluster({
      buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] } },
      components: {
        grid,
        lost: unserved('power', 'electricity'),
        load: load('power', 'electricity', 30),
        bat: { kind: 'battery', ports: { electricity: 'power' }, capacity_kWh: 100, charge_kW: 20, discharge_kW: 20 },
      },
    });
    c.step();
    expect(c.value('bat', 'electricity_kW')).toBeCloseTo(20, 9);
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(10, 9);
  });

  it('charges in cheap periods and discharges in dear ones, and rests between', () => {
    const phase = Uint8Array.of(CHARGE, IDLE, DISCHARGE);
    const c = cluster({
      length: 3,
      buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] } },
      components: {
        grid,
        lost: unserved('power', 'electricity'),
        load: load('power', 'electricity', 30),
        bat: {
          kind: 'battery',
          ports: { electricity: 'power' },
          capacity_kWh: 100,
          charge_kW: 20,
          discharge_kW: 20,
          socStart: 0,
        },
      },
      rules: { stores: new Map([[3, { phase, target_kW: Number.POSITIVE_INFINITY }]]) },
    });
    const flows = [0, 1, 2].map(() => {
      c.step();
      return c.value('bat', 'electricity_kW');
    });
    expect(flows[0]).toBeCloseTo(-20, 9);
    expect(flows[1]).toBeCloseTo(0, 9);
    // 20 kW for an hour, less the losses both ways: 20 * 0.98 * 0.978 * 0.97 * 0.978 by hand, less self-discharge
    expect(flows[2]).toBeCloseTo(18.184, 2);
  });

  it('shaves a peak to its target', () => {
    const c = cluster({
      buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] } },
      components: {
        grid,
        lost: unserved('power', 'electricity'),
        load: load('power', 'electricity', 90),
        bat: { kind: 'battery', ports: { electricity: 'power' }, capacity_kWh: 100, charge_kW: 50, discharge_kW: 50 },
      },
      rules: { stores: new Map([[3, { phase: null, target_kW: 75 }]]) },
    });
    c.step();
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(75, 9);
    expect(c.value('bat', 'electricity_kW')).toBeCloseTo(15, 9);
  });
});

describe('joint production', () => {
  const sketch = (power: number, rules: object = {}) =>
    cluster({
      length: 2,
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
        load: load('power', 'electricity', 200),
        need: load('heat', 'heat', 90),
        chp: chp(100),
        boiler: boiler(200),
      },
      prices: { power: () => power, gas: () => 0.3 },
      rules,
    });

  it('runs the CHP for heat where power is dear, the boiler where it is cheap', () => {
    // Heat from the CHP costs (0.3 * 2.5 - power) / 1.125, from the boiler 0.333: they meet at a price of power of 0.375.
    const dear = sketch(0.5);
    dear.step();
    expect(dear.value('chp', 'heat_kW')).toBeCloseTo(90, 6);
    expect(dear.value('boiler', 'heat_kW')).toBeCloseTo(0, 6);
    expect(dear.value('grid', 'electricity_kW')).toBeCloseTo(200 - 80, 6);
    const cheap = sketch(0.3);
    cheap.step();
    expect(cheap.value('chp', 'heat_kW')).toBeCloseTo(0, 6);
    expect(cheap.value('boiler', 'heat_kW')).toBeCloseTo(90, 6);
  });

  it('runs it to the full for power alone where power is very dear, and dumps the heat', () => {
    const c = sketch(0.8);
    c.step();
    expect(c.value('chp', 'power_kW')).toBeCloseTo(100, 6);
    expect(c.value('spill', 'input_kW')).toBeCloseTo(-(112.5 - 90), 6);
  });

  it('follows heat alone where it is heat-led', () => {
    const c = sketch(0.8, { leads: new Map([[7, ['heat']]]) });
    c.step();
    expect(c.value('chp', 'heat_kW')).toBeCloseTo(90, 6);
    expect(c.value('spill', 'input_kW')).toBeCloseTo(0, 6);
  });

  it('follows a given order before cost', () => {
    const c = sketch(0.5, { merit: new Map([[2, [8, 7]]]), leads: new Map([[7, ['heat']]]) });
    c.step();
    expect(c.value('boiler', 'heat_kW')).toBeCloseTo(90, 6);
  });

  it('explains: every candidate with its limits, its cost, what it was given and why', () => {
    const c = sketch(0.5);
    const lines: string[] = [];
    c.rules.explain((d) =>
      lines.push(
        `${d.phase} ${d.bus} ${d.component}.${d.port} cost ${d.cost_money_per_kWh.toFixed(3)} given ${d.given_kW.toFixed(1)}: ${d.why}`,
      ),
    );
    c.step();
    expect(lines).toMatchInlineSnapshot(`
      [
        "candidate heat chp.heat cost 0.222 given 0.0: could serve",
        "candidate heat boiler.heat cost 0.333 given 0.0: could serve",
        "deficit heat chp.heat cost 0.222 given 90.0: cheapest for what is lacking",
        "candidate power chp.power cost 0.750 given 80.0: could serve",
        "deficit power chp.power cost 0.750 given 80.0: the bus's closer is cheaper at 0.5000",
        "closer gas supply.gas cost 0.300 given 200.0: gives what was lacking",
        "closer power grid.electricity cost 0.500 given 120.0: gives what was lacking",
        "closer power lost.output cost 20.000 given 0.0: nothing was left for it",
        "closer heat spill.input cost 0.000 given 0.0: nothing was left for it",
        "closer heat cold.output cost 20.000 given 0.0: nothing was left for it",
      ]
    `);
  });
});

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
          start_money_per_start: 100,
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
            start_money_per_start: 400,
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

describe('passes', () => {
  it('takes heat of an electrolyser that comes after heat was settled: the boiler backs off', () => {
    const c = cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
        hydrogen: { carrier: 'hydrogen', closers: ['noH2'] },
        heat: { carrier: 'heat', closers: ['spill', 'cold'] },
      },
      components: {
        supply: gasSupply,
        grid,
        lost: unserved('power', 'electricity'),
        noH2: unserved('hydrogen', 'hydrogen'),
        spill: dump('heat', 'heat'),
        cold: unserved('heat', 'heat'),
        need: load('heat', 'heat', 50),
        h2: load('hydrogen', 'hydrogen', 60),
        boiler: boiler(200),
        electrolyser: {
          kind: 'converter',
          ports: { power: 'power', hydrogen: 'hydrogen', heat: 'heat' },
          lead: 'hydrogen',
          rated_kW: 100,
          flows: {
            power: { carrier: 'electricity', flow: 'in', per: 1.6 },
            hydrogen: { carrier: 'hydrogen', flow: 'out', per: 1 },
            heat: { carrier: 'heat', flow: 'out', per: 0.3 },
          },
        },
      },
      prices: { power: () => 0.5, gas: () => 0.3 },
    });
    c.step();
    expect(c.value('electrolyser', 'heat_kW')).toBeCloseTo(18, 6);
    expect(c.value('boiler', 'heat_kW')).toBeCloseTo(32, 6);
    expect(c.value('spill', 'input_kW')).toBeCloseTo(0, 6);
    expect(c.loop.passes).toBeLessThanOrEqual(5);
  });
});

const battery = {
  kind: 'battery',
  ports: { electricity: 'power' },
  capacity_kWh: 100,
  charge_kW: 50,
  discharge_kW: 50,
};
/** Gas to electricity at 0.4: a kWh takes 2.5 of gas. */
const genset = (rated_kW: number) => ({
  kind: 'converter',
  ports: { fuel: 'gas', power: 'power' },
  lead: 'power',
  rated_kW,
  flows: { fuel: { carrier: 'gas', flow: 'in', per: 2.5 }, power: { carrier: 'electricity', flow: 'out', per: 1 } },
});

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

describe('a black-out', () => {
  const dark = (more: object, rules: object = {}) =>
    cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
      },
      components: {
        supply: gasSupply,
        grid: { ...grid, importLimit_kW: 0, exportLimit_kW: 0 },
        lost: unserved('power', 'electricity'),
        ...more,
      },
      prices: { gas: () => 0.3 },
      rules,
    });

  it.each([
    ['rests', { phase: Uint8Array.of(IDLE), target_kW: Number.POSITIVE_INFINITY }],
    ['charges', { phase: Uint8Array.of(CHARGE), target_kW: Number.POSITIVE_INFINITY }],
    ['shaves to a target', { phase: null, target_kW: 30 }],
  ])('finds a battery at hand that otherwise %s', (_, rule) => {
    const c = dark({ load: load('power', 'electricity', 40), battery }, { stores: new Map([[4, rule]]) });
    c.step();
    expect(c.value('battery', 'electricity_kW')).toBeCloseTo(40, 9);
    expect(c.value('lost', 'output_kW')).toBe(0);
  });

  it('runs engine and battery to the full before it sheds by class', () => {
    const c = dark(
      {
        vital: load('power', 'electricity', 120),
        late: load('power', 'electricity', 30, { sheddingClass: 2, lostLoad_money_per_kWh: 5 }),
        first: load('power', 'electricity', 20, { sheddingClass: 1, lostLoad_money_per_kWh: 5 }),
        engine: genset(60),
        battery: { ...battery, socStart: 1 },
      },
      { stores: new Map([[7, { phase: Uint8Array.of(IDLE), target_kW: Number.POSITIVE_INFINITY }]]) },
    );
    c.step();
    // 170 are asked for; 60 + 50 can be given: all 20 of class 1 and all 30 of class 2 go, and 10 of the rest.
    expect(c.value('engine', 'power_kW')).toBeCloseTo(60, 9);
    expect(c.value('battery', 'electricity_kW')).toBeCloseTo(50, 9);
    expect(c.value('first', 'unserved_kW')).toBeCloseTo(20, 9);
    expect(c.value('late', 'unserved_kW')).toBeCloseTo(30, 9);
    expect(c.value('lost', 'output_kW')).toBeCloseTo(10, 9);
  });

  it('fills no store of cold with electricity that others then lack', () => {
    const c = cluster({
      buses: {
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
        chilled: { carrier: 'cooling', closers: ['spill', 'warm'] },
      },
      components: {
        grid: { ...grid, importLimit_kW: 10 },
        lost: unserved('power', 'electricity'),
        spill: dump('chilled', 'cooling'),
        warm: unserved('chilled', 'cooling'),
        need: load('chilled', 'cooling', 12),
        chiller: {
          kind: 'converter',
          ports: { power: 'power', cooling: 'chilled' },
          lead: 'cooling',
          rated_kW: 100,
          ambientShare: 1,
          flows: {
            power: { carrier: 'electricity', flow: 'in', per: 0.25 },
            cooling: { carrier: 'cooling', flow: 'out', per: 1 },
          },
        },
        tank: {
          kind: 'store',
          ports: { port: 'chilled' },
          carrier: 'cooling',
          capacity_kWh: 100,
          charge_kW: 50,
          discharge_kW: 50,
          socStart: 0,
        },
      },
      rules: { stores: new Map([[6, { phase: Uint8Array.of(CHARGE), target_kW: Number.POSITIVE_INFINITY }]]) },
    });
    c.step();
    // The grid's 10 kW make 40 of cold: 12 for the load, 28 for the tank.
    expect(c.value('tank', 'port_kW')).toBeCloseTo(-28, 6);
    expect(c.value('lost', 'output_kW')).toBeCloseTo(0, 6);
  });
});

describe('failure', () => {
  it('sheds nothing as long as a second connection can give', () => {
    const c = cluster({
      buses: { power: { carrier: 'electricity', closers: ['grid', 'other', 'lost'] } },
      components: {
        grid: { ...grid, importLimit_kW: 30 },
        other: grid,
        lost: unserved('power', 'electricity'),
        late: load('power', 'electricity', 60, { sheddingClass: 1, lostLoad_money_per_kWh: 0.1 }),
      },
    });
    c.step();
    expect(c.value('late', 'unserved_kW')).toBe(0);
    expect(c.value('other', 'electricity_kW')).toBeCloseTo(30, 9);
  });

  it('sheds by class when the grid is limited, cheapest class first, and leaves the rest unserved', () => {
    const c = cluster({
      buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] } },
      components: {
        grid: { ...grid, importLimit_kW: 50 },
        lost: unserved('power', 'electricity'),
        vital: load('power', 'electricity', 60),
        late: load('power', 'electricity', 30, { sheddingClass: 2, lostLoad_money_per_kWh: 5 }),
        first: load('power', 'electricity', 20, { sheddingClass: 1, lostLoad_money_per_kWh: 5 }),
      },
    });
    c.step();
    expect(c.value('first', 'unserved_kW')).toBeCloseTo(20, 9);
    expect(c.value('late', 'unserved_kW')).toBeCloseTo(30, 9);
    expect(c.value('lost', 'output_kW')).toBeCloseTo(10, 9);
  });
});
