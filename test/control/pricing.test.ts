import { describe, expect, it } from 'vitest';
import { cluster } from '../cluster.ts';
import { dump, gasSupply, grid, load, unserved } from './plant.ts';

describe('by-products', () => {
  /** Gas to power and twice as much live steam; its steam through a back-pressure turbine; a boiler beside it. */
  const sketch = () =>
    cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'spilt', 'lost'] },
        live: { carrier: 'steam', closers: ['vent-live', 'no-live'] },
        process: { carrier: 'steam', closers: ['vent', 'no-steam'] },
      },
      components: {
        supply: gasSupply,
        grid: { ...grid, exportLimit_kW: 0 },
        spilt: { kind: 'curtailment', ports: { input: 'power' }, carrier: 'electricity' },
        lost: unserved('power', 'electricity'),
        'vent-live': dump('live', 'steam'),
        'no-live': unserved('live', 'steam'),
        vent: dump('process', 'steam'),
        'no-steam': unserved('process', 'steam'),
        mill: load('power', 'electricity', 100),
        paper: load('process', 'steam', 200),
        gt: {
          kind: 'converter',
          ports: { fuel: 'gas', power: 'power', steam: 'live' },
          lead: 'power',
          alsoLead: ['steam'],
          rated_kW: 200,
          flows: {
            fuel: { carrier: 'gas', flow: 'in', per: 3.5 },
            power: { carrier: 'electricity', flow: 'out', per: 1 },
            steam: { carrier: 'steam', flow: 'out', per: 2 },
          },
        },
        st: {
          kind: 'converter',
          ports: { live: 'live', power: 'power', exhaust: 'process' },
          lead: 'exhaust',
          rated_kW: 400,
          flows: {
            live: { carrier: 'steam', flow: 'in', per: 1.1 },
            power: { carrier: 'electricity', flow: 'out', per: 0.1 },
            exhaust: { carrier: 'steam', flow: 'out', per: 1 },
          },
        },
        boiler: {
          kind: 'converter',
          ports: { fuel: 'gas', steam: 'process' },
          lead: 'steam',
          rated_kW: 400,
          flows: {
            fuel: { carrier: 'gas', flow: 'in', per: 1 / 0.9 },
            steam: { carrier: 'steam', flow: 'out', per: 1 },
          },
        },
      },
      prices: { power: () => 1.1, gas: () => 0.3 },
    });

  it('are worth what they replace, as far as they replace it: no power is made to be spilt', () => {
    // by hand: 100 of power from the gas turbine brings 200 of live steam, which the steam turbine makes 181.8 of; what is
    // more than that would bring power for nothing, at 3.5 x 0.3 / 2 = 0.525 a unit of live steam, and the boiler's costs
    // 0.3 / 0.9 = 0.333. All of it through the turbine would take 220 of live steam, and 30 kW of power would be spilt.
    const c = sketch();
    c.step();
    expect(c.value('st', 'exhaust_kW')).toBeCloseTo(200 / 1.1, 1);
    expect(c.value('boiler', 'steam_kW')).toBeCloseTo(200 - 200 / 1.1, 1);
    expect(c.value('spilt', 'input_kW')).toBeGreaterThan(-20);
  });

  it('that only machines lack are worth no more than what those make of them', () => {
    // by hand: at worst the boiler makes the exhaust of a unit of live steam: (0.333 - 0.1 x 1.1) / 1.1; two of those and
    // the power itself make the gas turbine's kWh cost between 1.05 - 2 x 0.41 = 0.23 and 1.05. Not -39, by energy unserved at 20.
    const c = sketch();
    const costs: number[] = [];
    c.rules.explain(
      (d) => d.phase === 'candidate' && d.component === 'gt' && d.port === 'power' && costs.push(d.cost_money_per_kWh),
    );
    c.step();
    expect(costs.length).toBeGreaterThan(0);
    for (const cost of costs) {
      expect(cost).toBeGreaterThan(0.2);
      expect(cost).toBeLessThan(1.06);
    }
  });
});

describe('a combined cycle beside a limit of import', () => {
  /** A gas turbine with steam generator and duct, an extraction turbine behind it, and a boiler for its process. */
  const sketch = () =>
    cluster({
      length: 4,
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'spilt', 'lost'] },
        live: { carrier: 'steam', supply_degC: 250, return_degC: 105, closers: ['vent-live', 'no-live'] },
        low: { carrier: 'steam', supply_degC: 159, return_degC: 90, closers: ['vent', 'no-steam'] },
      },
      components: {
        supply: { ...gasSupply, limit_kW: 30000 },
        grid: { ...grid, importLimit_kW: 3000, exportLimit_kW: 3000 },
        spilt: { kind: 'curtailment', ports: { input: 'power' }, carrier: 'electricity' },
        lost: unserved('power', 'electricity'),
        'vent-live': dump('live', 'steam'),
        'no-live': unserved('live', 'steam'),
        vent: dump('low', 'steam'),
        'no-steam': unserved('low', 'steam'),
        mill: load('power', 'electricity', 5000),
        paper: load('low', 'steam', 1500),
        gt: {
          kind: 'gasTurbine',
          ports: { gas: 'gas', electricity: 'power', steam: 'live' },
          rated_kW: 4000,
          ductFuel_kW: 2000,
        },
        st: {
          kind: 'steamTurbine',
          ports: { live: 'live', electricity: 'power', exhaust: 'low' },
          type: 'extraction',
          rated_kW: 1500,
        },
        boiler: {
          kind: 'steamBoiler',
          ports: { gas: 'gas', steam: 'low', auxiliary: 'power' },
          rated_kW: 3000,
          condensateReturn: 0.7,
        },
      },
      prices: { power: () => 0.4, gas: () => 0.3 },
    });

  it('does not run at its most while what is bought is cheaper, and vents nothing', () => {
    // by hand: 2,000 kW are beyond the limit. A kWh of the gas turbine's beyond its least takes 2.7 kWh of gas for 0.81 and
    // brings 2.2 of steam, of which condensing makes 0.56 kWh: 0.52 a kWh at best, and buying costs 0.40. Steam for which the
    // power is made all the same is free, but none is worth what the limit leaves unserved, and none brings power worth 20.
    const c = sketch();
    const costs: number[] = [];
    c.step(3);
    c.rules.explain((d) => d.phase === 'candidate' && d.component === 'st' && costs.push(d.cost_money_per_kWh));
    c.step();
    expect(c.value('lost', 'output_kW')).toBe(0);
    expect(c.value('vent-live', 'input_kW')).toBeCloseTo(0, 6);
    expect(c.value('vent', 'input_kW')).toBeCloseTo(0, 6);
    expect(c.value('gt', 'electricity_kW')).toBeLessThan(2600);
    expect(c.value('grid', 'electricity_kW')).toBeGreaterThan(1800);
    expect(costs.filter((cost) => cost < -0.1)).toEqual([]);
  });
});

describe('a bend in what comes with each unit', () => {
  /** A gas turbine that follows its steam and fires its duct beyond; steam bought at a price beside it. */
  const sketch = (bought: number, steam: number) => {
    const c = cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
        process: { carrier: 'steam', closers: ['vent', 'no-steam'] },
      },
      components: {
        supply: { ...gasSupply, limit_kW: 50000 },
        grid: { ...grid, importLimit_kW: 50000 },
        lost: unserved('power', 'electricity'),
        vent: dump('process', 'steam'),
        'no-steam': unserved('process', 'steam'),
        mill: load('power', 'electricity', 9000),
        paper: load('process', 'steam', steam),
        contract: {
          kind: 'source',
          ports: { output: 'process' },
          carrier: 'steam',
          max_kW: 20000,
          price_money_per_kWh: bought,
        },
        gt: {
          kind: 'gasTurbine',
          ports: { gas: 'gas', electricity: 'power', steam: 'process' },
          rated_kW: 4000,
          ductFuel_kW: 3000,
        },
      },
      prices: { power: () => 1.1, gas: () => 0.3 },
      rules: { leads: new Map([[8, ['steam']]]) },
    });
    expect(c.index('gt')).toBe(8);
    c.step();
    return c;
  };

  it('is priced apart on both sides', () => {
    // Full fire, and none: what the duct's own steam costs is the fuel between them.
    const fired = sketch(10, 4500);
    const unfired = sketch(0.2, 4500);
    expect(fired.value('gt', 'ductFuel_kW')).toBeGreaterThan(800);
    expect(unfired.value('gt', 'ductFuel_kW')).toBeCloseTo(0, 6);
    expect(unfired.value('gt', 'load')).toBeCloseTo(fired.value('gt', 'load'), 6);
    const fuel = unfired.value('gt', 'gas_kW') - fired.value('gt', 'gas_kW');
    const steam = fired.value('gt', 'steam_kW') - unfired.value('gt', 'steam_kW');
    const price = (0.3 * fuel) / steam;
    expect(price).toBeGreaterThan(0.25);
    expect(price).toBeLessThan(0.4);
    // Just cheaper than that, bought steam serves what is beyond the bend; just dearer, the duct does.
    const below = sketch(price - 0.001, 4500);
    expect(below.value('gt', 'ductFuel_kW')).toBeCloseTo(0, 6);
    expect(below.value('gt', 'load')).toBeCloseTo(fired.value('gt', 'load'), 6);
    const above = sketch(price + 0.001, 4500);
    expect(above.value('contract', 'output_kW')).toBeCloseTo(0, 6);
  });

  it('does not make the first units dear', () => {
    // Up to the bend each unit of steam brings power worth 1.1: steam for 0.2 does not keep the turbine from it.
    const c = sketch(0.2, 3400);
    expect(c.value('contract', 'output_kW')).toBeCloseTo(0, 6);
  });
});
