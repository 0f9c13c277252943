import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Totals } from '../../src/core/component.ts';
import { BatteryParams, battery } from '../../src/models/battery.ts';
import { between } from '../between.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const plain = {
  capacity_kWh: 100,
  charge_kW: 50,
  discharge_kW: 50,
  etaCharge: 1,
  etaDischarge: 1,
  etaConverter: 1,
  selfDischarge_per_h: 0,
};
const deep = {
  ...plain,
  etaCharge: 0.95,
  etaDischarge: 0.94,
  etaConverter: 0.98,
  selfDischarge_per_h: 0.001,
  standby_kW: 0.3,
  socMin: 0.05,
  chargeTaper: 0.8,
  dischargeTaper: 0.2,
  thermal: { ambient_degC: 10 },
  ageing: { model: 'lfp', replaced: false },
};

/** Sums and last states over steps, as a run's totals would have them. */
function drive(b: Bench, targets: readonly number[], dt_h = 1): { last: Record<string, number>; totals: Totals } {
  const sums = new Map<string, number>();
  let last: Record<string, number> = {};
  for (const target of targets) {
    last = b.run({ target });
    expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
    b.instance.x.set(b.instance.next);
    for (const [name, v] of Object.entries(last)) sums.set(name, (sums.get(name) ?? 0) + v * dt_h);
  }
  const told = {
    hours_h: targets.length * dt_h,
    sum: (name: string) => sums.get(name)!,
    last: (name: string) => last[name]!,
  };
  return { last, totals: told as Partial<Totals> as Totals };
}
const kpisOf = (b: Bench, totals: Totals): Readonly<Record<string, number>> =>
  b.instance.kind.kpis!(b.instance.q, totals);
const daily = (days: number): number[] =>
  Array.from({ length: 24 * days }, (_, i) => (i % 24 < 4 ? -20 : i % 24 >= 12 && i % 24 < 16 ? 18 : 0));

it.each([
  // kWh, step s -> kWh after charging at the most   by hand: 50 kW to 80 kWh, then towards 100 with tau = 20 / 50 = 0.4 h
  [20, 3600, 70],
  [80, 1440, 100 - 20 / Math.E],
  [60, 2880, 100 - 20 / Math.E], // 0.4 h to the taper, 0.4 h in it
  [100, 3600, 100],
])('%d kWh charged at the most for %d s', (energy_kWh, step_s, left_kWh) => {
  const b = bench(battery, { ...plain, chargeTaper: 0.8 }, { step_s });
  const out = b.run({ x: { energy_kWh }, target: -50 });
  expect(out.energy_kWh).toBeCloseTo(left_kWh, 9);
  expect(b.limits()[0]).toBeCloseTo(out.electricity_kW!, 9);
});

it('falls towards empty in the same way', () => {
  // by hand: 50 kW down to 20 kWh in 0.4 h, then tau = 20 / 50
  const out = bench(battery, { ...plain, dischargeTaper: 0.2 }, { step_s: 2880 }).run({
    x: { energy_kWh: 40 },
    target: 50,
  });
  expect(out.energy_kWh).toBeCloseTo(20 / Math.E, 9);
});

it('warms up by what its cells lose, and cools down', () => {
  const thermal = { ambient_degC: 10, start_degC: 10, heatCapacity_kWh_per_K: 0.2, conductance_kW_per_K: 0.1 };
  const b = bench(battery, { ...plain, etaCharge: 0.95, etaConverter: 0.9, thermal });
  const warm = b.run({ x: { energy_kWh: 20 }, target: -20 });
  // by hand: 20 * 0.9 * 0.05 = 0.9 kW in the cells: towards 10 + 9 K with tau = 2 h
  expect(warm.cell_degC).toBeCloseTo(19 - 9 * Math.exp(-0.5), 9);
  const cool = b.run({ x: { cell_degC: 30 } });
  expect(cool.cell_degC).toBeCloseTo(10 + 20 * Math.exp(-0.5), 9);
});

it.each([
  // degC -> share of charging and of discharging   by hand, from 0, 10, 45, 55 and -20, 0, 50, 60
  [-30, 0, 0],
  [-10, 0, 0.5],
  [0, 0, 1],
  [5, 0.5, 1],
  [25, 1, 1],
  [50, 0.5, 1],
  [55, 0, 0.5],
  [70, 0, 0],
])('at %d degC charges %d of its power and discharges %d', (cell_degC, charge, discharge) => {
  const b = bench(battery, { ...plain, thermal: { ambient_degC: 20 } });
  b.run({ x: { energy_kWh: 50, cell_degC } });
  expect(b.limits()).toEqual([expect.closeTo(-50 * charge, 9), expect.closeTo(50 * discharge, 9), 0]);
});

it('takes the efficiency of its converter of direct current', () => {
  const b = bench(battery, { ...plain, coupling: 'dc', etaDcDc: 0.99 });
  expect(b.run({ target: -10 }).conversionLoss_kW).toBeCloseTo(0.1, 12);
});

it('meets any target within its limits, conserves energy and stays within bounds, at any state', () => {
  fc.assert(
    fc.property(
      between(0.05, 1),
      between(0, 1),
      between(-25, 65),
      between(0.6, 1),
      between(60, 3600),
      (soc, at, cell_degC, soh, s) => {
        const b = bench(battery, deep, { step_s: Math.round(s) });
        const held = soc * soh * 100;
        b.run({
          x: { energy_kWh: held, cell_degC, soh, calendarAge: (1 - soh) ** (1 / 0.526), calendarLoss: 1 - soh },
        });
        const [low, high] = b.limits();
        expect(low).toBeLessThanOrEqual(-0.3);
        const target = low + at * (high - low);
        const out = b.run({ target });
        expect(Math.abs(out.electricity_kW! - target)).toBeLessThan(1e-9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
        expect(out.energy_kWh).toBeGreaterThanOrEqual(Math.min(held * 0.9989, 5 * soh) - 1e-9);
        expect(out.energy_kWh).toBeLessThanOrEqual(100 * soh + 1e-9);
        expect(out.soh).toBeLessThanOrEqual(soh + 1e-12);
        expect(out.conversionLoss_kW).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

it('charges, discharges and warms the same in two half steps', () => {
  const { ageing: _ageing, ...ageless } = { ...deep, selfDischarge_per_h: 0 };
  fc.assert(
    fc.property(between(5, 100), between(-49, 49), between(12, 40), (energy_kWh, target, cell_degC) => {
      const whole = bench(battery, ageless);
      const one = whole.run({ x: { energy_kWh, cell_degC }, target });
      if (Math.abs(one.electricity_kW! - target) > 1e-9) return;
      const half = bench(battery, ageless, { step_s: 1800 });
      const first = half.run({ x: { energy_kWh, cell_degC }, target });
      if (Math.abs(first.electricity_kW! - target) > 1e-9) return;
      half.instance.x.set(half.instance.next);
      const second = half.run({ target });
      if (Math.abs(second.electricity_kW! - target) > 1e-9) return;
      expect(second.energy_kWh).toBeCloseTo(one.energy_kWh!, 9);
      expect(second.cell_degC).toBeCloseTo(one.cell_degC!, 9);
    }),
  );
  for (const target of [-50, 50]) {
    const { thermal: _thermal, ...bare } = { ...ageless, standby_kW: 0 };
    const one = bench(battery, bare).run({ x: { energy_kWh: 60 }, target });
    const half = bench(battery, bare, { step_s: 1800 });
    half.run({ x: { energy_kWh: 60 }, target });
    half.instance.x.set(half.instance.next);
    expect(half.run({ target }).energy_kWh).toBeCloseTo(one.energy_kWh!, 9);
  }
});

it('catches 1 % too much of what its law counts, aged or not', () => {
  const b = bench(battery, deep);
  b.run({ x: { energy_kWh: 50, soh: 0.85 }, target: 20 });
  expect(plant(b)).toEqual(['electricity_kW', 'conversionLoss_kW', 'standbyLoss_kW', 'selfDischarge_kW']);
});

describe('ageing', () => {
  it('loses nothing of what it had before, and ages faster warm, full and used', () => {
    const lossOver = (more: object, targets: readonly number[]): number => {
      const b = bench(battery, { ...plain, ageing: { model: 'lfp' }, ...more });
      return 1 - drive(b, targets).last.soh!;
    };
    const rest = Array.from({ length: 24 * 30 }, () => 0);
    expect(lossOver({}, rest)).toBeGreaterThan(0);
    expect(lossOver({ temperature_degC: 40 }, rest)).toBeGreaterThan(1.5 * lossOver({}, rest));
    expect(lossOver({ socStart: 1 }, rest)).toBeGreaterThan(lossOver({ socStart: 0.2 }, rest));
    expect(lossOver({}, daily(30))).toBeGreaterThan(lossOver({}, rest));
  });

  it('does not depend on the step where nothing changes within it', () => {
    const params = { ...plain, ageing: { model: 'nmc' } };
    const hour = drive(bench(battery, params), daily(20)).last;
    const quarter = drive(
      bench(battery, params, { step_s: 900 }),
      daily(20).flatMap((v) => [v, v, v, v]),
      0.25,
    ).last;
    expect(1 - quarter.soh!).toBeCloseTo(1 - hour.soh!, 5);
    expect((1 - quarter.soh!) / (1 - hour.soh!)).toBeCloseTo(1, 2);
  });

  it('counts by a data sheet: a thousand full cycles of twenty thousand are a twentieth of the way', () => {
    const ageing = { model: 'sheet', cycles: [{ depth: 0.8, cycles: 20000 }], calendarFactor: 0, replaced: false };
    const b = bench(battery, { ...plain, socStart: 0.1, ageing });
    const { last, totals } = drive(
      b,
      Array.from({ length: 4000 }, (_, k) => (k % 4 < 2 ? -40 : 40)),
    );
    // by hand: the first rise and 1999 more half cycles, each 0.2 / 20000 / 2; capacity shrinks, so that the last are cut a little
    expect(1 - last.soh!).toBeCloseTo(0.01, 4);
    const kpis = kpisOf(b, totals);
    expect(kpis.equivalentFullCycles).toBeCloseTo(800, 0);
    expect(kpis.stateOfHealth).toBe(last.soh);
    expect(kpis.expectedLife_a! * (8766 / 4000)).toBeCloseTo(20, 0);
  });

  it('puts new cells in place of those that are done, and counts them', () => {
    const cycles = [{ depth: 0.8, cycles: 100 }];
    const ageing = { model: 'sheet', cycles, endOfLife: 0.9, calendarFactor: 0, replacement_money: 5000 };
    const b = bench(battery, { ...plain, socStart: 0.1, ageing });
    const { last, totals } = drive(
      b,
      Array.from({ length: 1000 }, (_, k) => (k % 4 < 2 ? -40 : 40)),
    );
    // by hand: 250 cycles, 100 and a few (of less than 0.8) to the end of life
    expect(kpisOf(b, totals).replacements).toBeCloseTo(2, 9);
    expect(b.instance.kind.upkeep_money!(b.instance.q, totals)).toBeCloseTo(10_000, 6);
    expect(last.soh).toBeGreaterThan(0.9);
  });

  it('loses more in older cells, and nothing more in its converter', () => {
    const params = { ...plain, etaCharge: 0.95, etaDischarge: 0.95, etaConverter: 0.9, ageing: { model: 'lfp' } };
    const b = bench(battery, params);
    // by hand: resistance 1 + 2.5 * 0.2 = 1.5; 10 kW charge: 9 into the cells, of which 1.5 * 5 % are lost
    const charged = b.run({ x: { energy_kWh: 40, soh: 0.8 }, target: -10 });
    expect(charged.resistance).toBeCloseTo(1.5, 12);
    expect(charged.conversionLoss_kW).toBeCloseTo(1 + 9 * 0.075, 9);
    const given = b.run({ x: { energy_kWh: 40, soh: 0.8 }, target: 9 });
    expect(given.conversionLoss_kW).toBeCloseTo(1 + 10 * 1.5 * (1 / 0.95 - 1), 9);
  });

  it('leaves flows and stock as they are without, while new', () => {
    const lossy = { ...plain, etaCharge: 0.95, etaDischarge: 0.93 };
    const without = bench(battery, lossy);
    const aged = bench(battery, { ...lossy, ageing: { model: 'lfp' } });
    for (const target of [-50, -20, 0, 30, 50]) {
      const expected = without.run({ x: { energy_kWh: 40 }, target });
      const found = aged.run({ x: { energy_kWh: 40 }, target });
      for (const [name, v] of Object.entries(expected)) expect(found[name]).toBeCloseTo(v, 12);
    }
  });
});

it('has the states and signals it needs, and no more', () => {
  const { instance } = bench(battery, plain);
  expect(instance.states).toEqual(['energy_kWh']);
  expect(instance.outputs.length).toBe(7);
  expect(bench(battery, deep).instance.states.slice(0, 4)).toEqual(['energy_kWh', 'cell_degC', 'soh', 'calendarAge']);
});

it('says what is wrong with depth', () => {
  const bad = BatteryParams.safeParse({
    ...plain,
    thermal: { charge_degC: [10, 0, 40, 50] },
    ageing: {
      model: 'sheet',
      cycles: [
        { depth: 0.8, cycles: 4000 },
        { depth: 0.4, cycles: 9000 },
      ],
    },
  });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "thermal.charge_degC expected four temperatures that ascend",
      "ageing.cycles expected depths that ascend",
      "ageing.cycles expected cycles that fall",
    ]
  `);
  expect(() =>
    bench(battery, { ...plain, etaCharge: 0.6, ageing: { model: 'lfp' } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: etaCharge: met 0.6, which ageing would bring to nothing; expected more, or less ageing.resistanceGrowth]`,
  );
});
