import { describe, expect, it } from 'vitest';
import { CHARGE, DISCHARGE, IDLE } from '../../src/control/config.ts';
import { cluster } from '../cluster.ts';
import { boiler, chp, dump, gasSupply, grid, load, unserved } from './plant.ts';

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

it('sells to a buyer what is bought for him for less', () => {
  const c = cluster({
    buses: { el: { carrier: 'electricity', closers: ['grid', 'lost'] } },
    components: {
      grid: { kind: 'gridConnection', ports: { electricity: 'el' }, tariff: 'power', importLimit_kW: 100 },
      lost: { kind: 'unserved', ports: { input: 'el' } },
      eager: { kind: 'sink', ports: { input: 'el' }, max_kW: 30, worth_money_per_kWh: 0.7 },
      thrifty: { kind: 'sink', ports: { input: 'el' }, max_kW: 30, worth_money_per_kWh: 0.5 },
    },
    prices: { power: () => 0.6 },
  });
  c.step();
  expect([c.value('eager', 'taken_kW'), c.value('thrifty', 'taken_kW')]).toEqual([30, 0]);
});

it('makes of what would be spilt something to store, though nobody asks for it yet', () => {
  const c = cluster({
    buses: {
      el: { carrier: 'electricity', closers: ['spilt', 'lost'] },
      h2: { carrier: 'hydrogen', closers: ['vent', 'dry'] },
    },
    components: {
      sun: { kind: 'source', ports: { output: 'el' }, max_kW: 100, mustRun: true },
      spilt: { kind: 'curtailment', ports: { input: 'el' } },
      lost: { kind: 'unserved', ports: { output: 'el' } },
      vent: { kind: 'curtailment', ports: { input: 'h2' }, carrier: 'hydrogen' },
      dry: { kind: 'unserved', ports: { output: 'h2' }, carrier: 'hydrogen' },
      split: {
        kind: 'converter',
        ports: { power: 'el', gas: 'h2' },
        lead: 'gas',
        rated_kW: 40,
        flows: {
          power: { carrier: 'electricity', flow: 'in', per: 1.6 },
          gas: { carrier: 'hydrogen', flow: 'out', per: 1 },
        },
      },
      tank: {
        kind: 'store',
        ports: { port: 'h2' },
        carrier: 'hydrogen',
        capacity_kWh: 60,
        charge_kW: 100,
        discharge_kW: 100,
        socStart: 0,
      },
    },
  });
  c.step();
  expect(c.value('split', 'gas_kW')).toBeCloseTo(40, 9);
  c.step();
  // The tank takes 20 more, and nothing is made to be vented.
  expect(c.value('split', 'gas_kW')).toBeCloseTo(20, 9);
  expect(c.value('vent', 'curtailed_kW')).toBe(0);
});

it('runs a machine on what is stored where nothing else feeds it', () => {
  const c = cluster({
    buses: {
      ac: { carrier: 'electricity', closers: ['grid', 'lost'] },
      cave: { carrier: 'hydrogen', closers: ['vent', 'dry'] },
      works: { carrier: 'hydrogen', closers: ['vent2', 'dry2'] },
    },
    components: {
      grid: { kind: 'gridConnection', ports: { electricity: 'ac' }, tariff: 'power', importLimit_kW: 100 },
      lost: { kind: 'unserved', ports: { output: 'ac' } },
      vent: { kind: 'curtailment', ports: { input: 'cave' }, carrier: 'hydrogen' },
      dry: { kind: 'unserved', ports: { output: 'cave' }, carrier: 'hydrogen' },
      vent2: { kind: 'curtailment', ports: { input: 'works' }, carrier: 'hydrogen' },
      dry2: { kind: 'unserved', ports: { output: 'works' }, carrier: 'hydrogen' },
      cavern: {
        kind: 'store',
        ports: { port: 'cave' },
        carrier: 'hydrogen',
        capacity_kWh: 100,
        charge_kW: 50,
        discharge_kW: 50,
        socStart: 1,
      },
      pipe: {
        kind: 'converter',
        ports: { from: 'cave', to: 'works' },
        lead: 'to',
        rated_kW: 40,
        flows: { from: { carrier: 'hydrogen', flow: 'in', per: 1 }, to: { carrier: 'hydrogen', flow: 'out', per: 1 } },
      },
      use: { kind: 'load', ports: { input: 'works' }, carrier: 'hydrogen', demand: 30 },
    },
  });
  c.step();
  expect(c.value('dry2', 'unserved_kW')).toBe(0);
  expect(c.value('cavern', 'port_kW')).toBeCloseTo(30, 9);
  c.step(3);
  // 100 kWh are three hours and twenty minutes.
  expect(c.value('dry2', 'unserved_kW')).toBeCloseTo(20, 6);
  expect(c.value('dry', 'unserved_kW')).toBeLessThan(1e-9);
});
