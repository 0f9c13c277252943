import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { type Cluster, cluster } from '../cluster.ts';
import { grid, unserved } from '../control/plant.ts';
import type { Bench } from './bench.ts';
import { placed, weather } from './placed.ts';

describe('power factor', () => {
  it('takes reactive power by the flow of the port, given or taken', () => {
    const chiller = placed('compressionChiller', { rated_kW: 300, cosPhi: 0.8 }, { weather });
    const y = chiller.run({ target: 300 });
    // by hand: tan phi of 0.8 is 0.75
    expect(y.electricity_kW).toBeLessThan(-20);
    expect(y.reactive_kvar).toBeCloseTo(0.75 * y.electricity_kW!, 9);
    const bank = placed('battery', { capacity_kWh: 200, charge_kW: 100, discharge_kW: 100, cosPhi: 0.8 });
    // by hand: 0.75 of 80 kW either way
    expect(bank.run({ target: 80 }).reactive_kvar).toBeCloseTo(-60, 9);
    expect(bank.run({ target: -80 }).reactive_kvar).toBeCloseTo(-60, 9);
    expect(bank.run({ target: 80, w: { available: 0 } }).reactive_kvar).toBe(0);
  });

  it('falls at part load by what does not follow the load', () => {
    const pump = placed('compressionChiller', { rated_kW: 300, cosPhi: 0.9, idle_kvar: 15 }, { weather });
    const y = pump.run({ target: 150 });
    // by hand: tan phi of 0.9 is 0.48432
    expect(y.reactive_kvar).toBeCloseTo(0.484322 * y.electricity_kW! - 15, 4);
    expect(pump.run({}).reactive_kvar).toBe(-15);
    expect(pump.run({ w: { available: 0 } }).reactive_kvar).toBe(0);
  });

  it('of a boiler counts for its electrodes alone', () => {
    expect(
      placed('boiler', { rated_kW: 100, fuel: 'electricity', cosPhi: 0.98 }).run({ target: 50 }).reactive_kvar,
    ).toBeLessThan(-9);
    expect(() => placed('boiler', { rated_kW: 100, cosPhi: 0.98 })).toThrow(ConfigError);
  });

  it('of a generator gives, as far as its windings carry it', () => {
    // by hand: 200 kW at 0.8 are 250 kVA and 150 kvar; of 220 kVA sqrt(220^2 - 200^2) = 91.65 are left
    const set = { rated_kW: 200, start_h: 0, cosPhi: 0.8 };
    expect(placed('genset', set).run({ target: 200 }).reactive_kvar).toBeCloseTo(150, 6);
    expect(placed('genset', { ...set, rated_kVA: 220 }).run({ target: 200 }).reactive_kvar).toBeCloseTo(91.652, 3);
    expect(placed('genset', { ...set, reactiveFlow: 'takes' }).run({ target: 100 }).reactive_kvar).toBeCloseTo(-75, 6);
  });
});

describe('voltage', () => {
  const followed = { reactiveControl: 'voltage', voltageCurve: 'ieee1547B' };
  const at = (unit: Bench, voltage: number, target: number): Record<string, number> =>
    unit.run({ x: { heededVoltage: voltage }, w: { voltage }, target });

  it('is held by a generator within its kVA', () => {
    const set = placed('genset', { rated_kW: 200, start_h: 0, reactiveControl: 'voltage' });
    // by hand, 250 kVA and a droop of 5 %: 60 % of it at 0.95, half of that at 0.975, 30 % taken from 1.05 on
    expect(at(set, 0.95, 200).reactive_kvar).toBeCloseTo(150, 6);
    expect(at(set, 0.975, 200).reactive_kvar).toBeCloseTo(75, 6);
    expect(at(set, 1.1, 100).reactive_kvar).toBeCloseTo(-75, 6);
    expect(at(set, 1, 100).reactive_kvar).toBeCloseTo(0, 9);
  });

  it('is followed by a battery within its kVA, idle or not', () => {
    const bank = placed('battery', { capacity_kWh: 400, charge_kW: 100, discharge_kW: 100, ...followed });
    // by hand, 100 kVA: 44 kvar at 0.92; beside 95 kW sqrt(100^2 - 95^2) = 31.2 are left, beside 100 none
    expect(at(bank, 0.92, 0).reactive_kvar).toBeCloseTo(44, 9);
    expect(at(bank, 0.92, 95).reactive_kvar).toBeCloseTo(31.225, 3);
    expect(at(bank, 0.92, 100).reactive_kvar).toBe(0);
    expect(at(bank, 1.08, -50).reactive_kvar).toBeCloseTo(-44, 9);
    // It answers halfway to a change.
    expect(bank.run({ x: { heededVoltage: 0.98 }, w: { voltage: 0.92 }, target: 0 })).toMatchObject({
      heededVoltage: expect.closeTo(0.95, 12),
      reactive_kvar: expect.closeTo(22, 9),
    });
  });

  it('may cut the power of a battery', () => {
    const bank = placed('battery', {
      capacity_kWh: 200,
      charge_kW: 100,
      discharge_kW: 80,
      ...followed,
      priority: 'reactive',
    });
    bank.run({ x: { heededVoltage: 0.92 }, w: { voltage: 0.92 } });
    // by hand: 100 sqrt(1 - 0.44^2)
    expect(bank.limits()).toEqual([expect.closeTo(-89.8, 2), 80, 0]);
    const y = at(bank, 0.92, bank.limits()[0]);
    expect(y.reactive_kvar).toBeCloseTo(44, 9);
    expect(Math.hypot(y.reactive_kvar!, y.electricity_kW!)).toBeCloseTo(100, 9);
  });

  it('is followed by wind with more kVA than kW', () => {
    const e82 = { turbine: 'e82', losses: 0, outage: 0, densityCorrection: false, ...followed };
    const gale = { weather: { ...weather, wind_m_per_s: 14 } };
    const full = placed('wind', e82, gale);
    expect(at(full, 0.92, 0)).toMatchObject({ electricity_kW: 2350, reactive_kvar: 0 });
    // by hand: 0.44 of 2,700 kVA are 1,188 kvar, and 2,350 kW leave 1,329
    expect(at(placed('wind', { ...e82, rated_kVA: 2700 }, gale), 0.92, 0).reactive_kvar).toBeCloseTo(1188, 6);
    // by hand: cos phi(P) at full output takes tan(acos 0.9) = 0.4843 of it
    expect(placed('wind', { ...e82, reactiveControl: 'power' }, gale).run({}).reactive_kvar).toBeCloseTo(-1138.2, 1);
  });
});

it('changes no flow, keeps every law and meets any target within its limits', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 80, max: 120 }),
      fc.integer({ min: 0, max: 100 }),
      fc.boolean(),
      (v, share, first) => {
        const params = { capacity_kWh: 200, charge_kW: 100, discharge_kW: 90, standby_kW: 0.5 };
        const plain = placed('battery', params);
        const bank = placed('battery', {
          ...params,
          reactiveControl: 'voltage',
          voltageCurve: 'ieee1547B',
          priority: first ? 'reactive' : 'active',
        });
        bank.run({ x: { heededVoltage: v / 100 }, w: { voltage: v / 100 } });
        const [low, high] = bank.limits();
        const target = low + (share / 100) * (high - low);
        const y = bank.run({ target });
        expect(y.electricity_kW).toBeCloseTo(target, 9);
        expect(y).toMatchObject(plain.run({ target }));
        expect(Math.hypot(y.electricity_kW!, y.reactive_kvar!)).toBeLessThan(Math.max(100, Math.abs(target)) + 1e-6);
        expect(Math.abs(bank.residual().value)).toBeLessThan(1e-9 * (1 + bank.residual().scale));
      },
    ),
    { seed: 1 },
  );
});

describe('bad parameters', () => {
  const message = (name: string, params: object): string => {
    try {
      placed(name, params, { weather });
    } catch (error) {
      return error instanceof ConfigError
        ? error.issues.map((i) => `${i.path}: ${i.message}`).join('; ')
        : (error as { issues: { path: string[]; message: string }[] }).issues
            .map((i) => `${i.path.join('.')}: ${i.message}`)
            .join('; ');
    }
    return 'none';
  };
  const bank = { capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 };
  it.each([
    [
      'battery',
      { ...bank, cosPhi: 0.9, reactiveControl: 'voltage' },
      'reactiveControl: expected either a curve or a fixed "cosPhi"',
    ],
    [
      'battery',
      { ...bank, coupling: 'dc', cosPhi: 0.9 },
      'cosPhi: these parameters leave it without one port of alternating current; expected none of reactive power here',
    ],
    [
      'battery',
      { ...bank, reactiveControl: 'voltage', rated_kVA: 80 },
      'rated_kVA: met 80 kVA, less than its 100 kW of active power; expected at least as much',
    ],
    [
      'pv',
      { rated_kWp: 80, dcAcRatio: 0.8, reactiveControl: 'voltage', rated_kVA: 80 },
      'rated_kVA: met 80 kVA, less than its 100 kW of active power; expected at least as much',
    ],
    [
      'battery',
      { ...bank, reactiveControl: 'voltage', voltageCurve: { voltage: [0.9, 1.1], reactive: [-0.3, 0.3] } },
      'voltageCurve.voltage: expected rising voltages, and for each a reactive power that does not rise',
    ],
  ])('%s %j', (name, params, expected) => {
    expect(message(name, params)).toBe(expected);
  });
});

it('reaches the network: a charging site and a hall of motors load the line with their reactive power', () => {
  const site = (cosPhi: number): Cluster => {
    const c = cluster({
      buses: {
        power: { carrier: 'electricity', closers: ['grid', 'lack'] },
        hall: { carrier: 'electricity', closers: ['spilt', 'hallLack'] },
        cold: { carrier: 'cooling', closers: ['warm'] },
        reject: { carrier: 'heat', closers: ['air'], supply_degC: 37, return_degC: 32 },
      },
      components: {
        grid,
        lack: unserved('power', 'electricity'),
        spilt: { kind: 'curtailment', ports: { input: 'hall' }, carrier: 'electricity' },
        hallLack: unserved('hall', 'electricity'),
        warm: unserved('cold', 'cooling'),
        air: { kind: 'dump', ports: { input: 'reject' }, carrier: 'heat' },
        comfort: { kind: 'load', ports: { input: 'cold' }, carrier: 'cooling', demand: 200 },
        chiller: {
          kind: 'compressionChiller',
          ports: { electricity: 'hall', cooling: 'cold', reject: 'reject' },
          rated_kW: 300,
          cosPhi,
        },
        net: {
          kind: 'electricityNetwork',
          ports: { main: 'power', hall: 'hall' },
          hub: 'main',
          nodes: { main: { rated_kV: 0.4 }, hall: { rated_kV: 0.4 } },
          lines: {
            feeder: { from: 'main', to: 'hall', length_m: 300, r_ohm_per_km: 0.1, x_ohm_per_km: 0.08, rated_A: 600 },
          },
        },
      },
      weather,
    });
    c.step(2);
    return c;
  };
  const [one, lagging] = [site(1), site(0.8)];
  const drawn = -lagging.value('chiller', 'electricity_kW');
  expect(drawn).toBeGreaterThan(20);
  expect(lagging.value('chiller', 'electricity_kW')).toBe(one.value('chiller', 'electricity_kW'));
  // by hand: what the chiller takes, and 3 I^2 X of the line: 0.024 ohm x (S / V)^2
  const volts = 0.4 * lagging.value('net', 'hallVoltage');
  const line_kvar = (0.024 * (drawn / 0.8) ** 2) / volts ** 2 / 1000;
  expect(-lagging.value('net', 'hubReactive_kvar')).toBeCloseTo(0.75 * drawn + line_kvar, 6);
  expect(lagging.value('net', 'copperLoss_kW')).toBeGreaterThan(1.5 * one.value('net', 'copperLoss_kW'));
});
