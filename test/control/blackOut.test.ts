import { describe, expect, it } from 'vitest';
import { CHARGE, IDLE } from '../../src/control/config.ts';
import { cluster } from '../cluster.ts';
import { battery, dump, gasSupply, genset, grid, load, unserved } from './plant.ts';

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

describe('what is not there', () => {
  it('runs no machine: a fuel cell does not draw on hydrogen that nobody makes', () => {
    // By the first estimate the grid has 10 of its 40 left for the electrolyser, which could give 100 where 60 are asked for:
    // the fuel cell counts on the other 40. But the chiller takes 40 of electricity before, so that a kWh of hydrogen would
    // cost 1.6 * 20: it is not made after all.
    const c = cluster({
      buses: {
        power: { carrier: 'electricity', closers: ['grid', 'lost'] },
        hydrogen: { carrier: 'hydrogen', closers: ['none'] },
        chilled: { carrier: 'cooling', closers: ['spill', 'warm'] },
      },
      components: {
        grid: { ...grid, importLimit_kW: 40 },
        spill: dump('chilled', 'cooling'),
        warm: unserved('chilled', 'cooling'),
        need: load('chilled', 'cooling', 160),
        chiller: {
          kind: 'converter',
          ports: { power: 'power', cooling: 'chilled' },
          lead: 'cooling',
          rated_kW: 200,
          ambientShare: 1,
          flows: {
            power: { carrier: 'electricity', flow: 'in', per: 0.25 },
            cooling: { carrier: 'cooling', flow: 'out', per: 1 },
          },
        },
        lost: unserved('power', 'electricity'),
        none: unserved('hydrogen', 'hydrogen'),
        load: load('power', 'electricity', 30),
        use: load('hydrogen', 'hydrogen', 60),
        electrolyser: {
          kind: 'converter',
          ports: { power: 'power', hydrogen: 'hydrogen' },
          lead: 'hydrogen',
          rated_kW: 100,
          flows: {
            power: { carrier: 'electricity', flow: 'in', per: 1.6 },
            hydrogen: { carrier: 'hydrogen', flow: 'out', per: 1 },
          },
        },
        cell: {
          kind: 'converter',
          ports: { power: 'power', hydrogen: 'hydrogen' },
          lead: 'power',
          rated_kW: 100,
          flows: {
            hydrogen: { carrier: 'hydrogen', flow: 'in', per: 1 / 0.45 },
            power: { carrier: 'electricity', flow: 'out', per: 1 },
          },
        },
      },
    });
    c.step();
    expect(c.value('chiller', 'cooling_kW')).toBeCloseTo(160, 6);
    expect(c.value('cell', 'power_kW')).toBeCloseTo(0, 6);
    expect(c.value('none', 'output_kW')).toBeCloseTo(60, 6);
    expect(c.value('lost', 'output_kW')).toBeCloseTo(30, 6);
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
