import { describe, expect, it } from 'vitest';
import { cluster } from '../cluster.ts';
import { dump, gasSupply, genset, grid, load, unserved } from './plant.ts';

describe('the price of carbon', () => {
  /** Power from the grid, a diesel set and a gas set. */
  const sketch = (
    power: number,
    carbon: number,
    components: Record<string, { kind: string; ports: Record<string, string> }>,
  ) => {
    const c = cluster({
      buses: {
        gas: { carrier: 'gas', closers: ['supply'] },
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
      },
      components: {
        supply: gasSupply,
        grid,
        lost: unserved('power', 'electricity'),
        need: load('power', 'electricity', 200),
        ...components,
      },
      prices: { power: () => power, gas: () => 0.3 },
      rules: { carbonPrice_money_per_kg: carbon },
    });
    c.step();
    return c;
  };
  const diesel = { kind: 'genset', ports: { electricity: 'power' }, rated_kW: 100 };

  it('is paid with the diesel that a set burns from its own tank', () => {
    // What a kWh of the set costs and emits, as it runs where the grid is too dear.
    const dear = sketch(50, 0, { diesel });
    const kWh = dear.value('diesel', 'electricity_kW');
    expect(kWh).toBeCloseTo(100, 0);
    const each_kg = dear.value('diesel', 'fossilCo2_kg_per_h') / kWh;
    expect(each_kg).toBeGreaterThan(0.5);
    // By hand: it costs some price p without carbon; with carbon at 2 a kg it costs p + 2 each_kg.
    const runsAt = (power: number, carbon: number) => sketch(power, carbon, { diesel }).value('diesel', 'load') > 0;
    let low = 0;
    let high = 50;
    for (let k = 0; k < 30; k++) {
      const mid = (low + high) / 2;
      if (runsAt(mid, 0)) high = mid;
      else low = mid;
    }
    const added = 2 * each_kg;
    expect(runsAt(high + added - 0.01, 2)).toBe(false);
    expect(runsAt(high + added + 0.01, 2)).toBe(true);
  });

  it('is paid with the gas that is burnt, by what burns it', () => {
    // by hand: 2.5 of gas at 0.3 is 0.75 a kWh, and 2.5 x 0.198 = 0.495 kg.
    const sets = { gas: genset(100) };
    expect(sketch(0.76, 0, { set: sets.gas }).value('set', 'power_kW')).toBeCloseTo(100, 0);
    expect(sketch(1.24, 1, { set: sets.gas }).value('set', 'power_kW')).toBe(0);
    expect(sketch(1.25, 1, { set: sets.gas }).value('set', 'power_kW')).toBeCloseTo(100, 0);
  });

  it('is saved by what captures CO2 that would be vented', () => {
    const captured = (carbon: number) => {
      const c = cluster({
        buses: {
          power: { carrier: 'electricity', closers: ['grid', 'lost'] },
          hot: { carrier: 'heat', supply_degC: 130, return_degC: 110, closers: ['spill', 'cold'] },
          flue: { carrier: 'co2', closers: ['vent'] },
          stored: { carrier: 'co2', closers: ['over', 'short'] },
        },
        components: {
          grid,
          lost: unserved('power', 'electricity'),
          spill: dump('hot', 'heat'),
          cold: unserved('hot', 'heat'),
          vent: { kind: 'curtailment', ports: { input: 'flue' }, carrier: 'co2' },
          over: { kind: 'curtailment', ports: { input: 'stored' }, carrier: 'co2' },
          field: {
            kind: 'sink',
            ports: { input: 'stored' },
            carrier: 'co2',
            max_kg_per_h: 9000,
            worth_money_per_kg: 0.01,
          },
          short: unserved('stored', 'co2'),
          stack: { kind: 'source', ports: { output: 'flue' }, carrier: 'co2', max_kg_per_h: 1000, mustRun: true },
          heat: { kind: 'source', ports: { output: 'hot' }, carrier: 'heat', max_kW: 9000, price_money_per_kWh: 0.2 },
          capture: {
            kind: 'carbonCapture',
            ports: { flue: 'flue', co2: 'stored', heat: 'hot', electricity: 'power' },
            rated_kg_per_h: 900,
          },
        },
        prices: { power: () => 0.6 },
        rules: { carbonPrice_money_per_kg: carbon },
      });
      c.step();
      return c.value('capture', 'co2_kg_per_h');
    };
    // by hand: about a kWh of heat at 0.2 and 0.1 of power for each kg.
    expect(captured(0.05)).toBe(0);
    expect(captured(1)).toBeGreaterThan(800);
  });
});
