import { expect, it } from 'vitest';
import { heed, mostBeside_kW, reactiveBy, reactiveOf_kvar, reactivePerKW } from '../../src/models/powerFactor.ts';
import { type Cluster, cluster } from '../cluster.ts';
import { grid, unserved } from '../control/plant.ts';

const ACTIVE_FIRST = {
  cosPhi: 1,
  reactiveFlow: 'takes',
  reactiveControl: 'voltage',
  voltageCurve: 'vde4105',
  priority: 'active',
} as const;

it.each([
  // by hand: tan phi of 0.8 is 0.75, of 0.6 is 4 / 3
  [1, 'takes', 0],
  [0.8, 'takes', -0.75],
  [0.8, 'gives', 0.75],
  [0.6, 'takes', -4 / 3],
] as const)('a power factor of %d that %s reactive power: %d kvar a kW', (cosPhi, reactiveFlow, kvar_per_kW) => {
  expect(reactivePerKW({ cosPhi, reactiveFlow })).toBeCloseTo(kvar_per_kW, 12);
  const fixed = reactiveBy({ ...ACTIVE_FIRST, reactiveControl: 'cosPhi', cosPhi, reactiveFlow }, 100);
  expect(reactiveOf_kvar(fixed, 1.1, 40)).toBeCloseTo(40 * kvar_per_kW, 12);
  expect(reactiveOf_kvar(fixed, 1.1, -40)).toBeCloseTo(40 * kvar_per_kW, 12);
});

it.each([
  // by hand, 100 kVA: a tenth of the way from 0.98 to 0.92 is 4.4 kvar; 0.44 leaves sqrt(1 - 0.44 x 0.44) = 89.8 kW
  ['ieee1547B', 1, 0, 100],
  ['ieee1547B', 0.974, 4.4, 99.903],
  ['ieee1547B', 0.92, 44, 89.8],
  ['ieee1547B', 1.1, -44, 89.8],
  ['ieee1547A', 0.96, 10, 99.499],
  ['vde4105', 0.95, 21.8, 97.595],
  ['machine', 0.975, 30, 95.394],
  ['machine', 1.1, -30, 95.394],
  [{ voltage: [0.9, 1.1], reactive: [0.6, 0] }, 1, 30, 95.394],
] as const)('Q(V) by %j at %d: %d kvar beside at most %d kW', (curve, voltage, kvar, most_kW) => {
  const voltageCurve =
    typeof curve === 'string' ? curve : { voltage: [...curve.voltage], reactive: [...curve.reactive] };
  const r = reactiveBy({ ...ACTIVE_FIRST, priority: 'reactive', voltageCurve }, 100);
  expect(reactiveOf_kvar(r, voltage, 60)).toBeCloseTo(kvar, 9);
  expect(mostBeside_kW(r, voltage)).toBeCloseTo(most_kW, 2);
  // At the most, all of the apparent power is in use.
  expect(reactiveOf_kvar(r, voltage, mostBeside_kW(r, voltage))).toBeCloseTo(kvar, 9);
  // Where active power goes first, full output leaves nothing.
  const active = reactiveBy({ ...ACTIVE_FIRST, voltageCurve }, 100);
  expect(Math.abs(reactiveOf_kvar(active, voltage, 100))).toBe(0);
  expect(mostBeside_kW(active, voltage)).toBe(Number.POSITIVE_INFINITY);
});

/** Sun of 300 kWp at the end of 800 m of low-voltage line. */
function feeder(reactiveControl: string, length_m = 300): Cluster {
  const c = cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'lack'] },
      roof: { carrier: 'electricity', closers: ['spilt', 'roofLack'] },
    },
    components: {
      grid,
      lack: unserved('power', 'electricity'),
      spilt: { kind: 'curtailment', ports: { input: 'roof' }, carrier: 'electricity' },
      roofLack: unserved('roof', 'electricity'),
      sun: {
        kind: 'pv',
        ports: { electricity: 'roof' },
        rated_kWp: 300,
        dcAcRatio: 0.8,
        tilt_deg: 0,
        transposition: 'isotropic',
        reactiveControl,
      },
      net: {
        kind: 'electricityNetwork',
        ports: { main: 'power', roof: 'roof' },
        hub: 'main',
        nodes: { main: { rated_kV: 0.4 }, roof: { rated_kV: 0.4 } },
        lines: {
          feeder: { from: 'main', to: 'roof', length_m, r_ohm_per_km: 0.1, x_ohm_per_km: 0.08, rated_A: 600 },
        },
      },
    },
    weather: { ghi_W_per_m2: 900, dni_W_per_m2: 0, dhi_W_per_m2: 900, ambient_degC: 20, wind_m_per_s: 3 },
  });
  c.step(24);
  return c;
}

it('holds the voltage of a feeder down by Q(V) and by cos phi(P)', () => {
  const [none, byVoltage, byPower] = ['cosPhi', 'voltage', 'power'].map((control) => feeder(control));
  const lift = (c: Cluster | undefined): number => c!.value('net', 'highestVoltage') - 1;
  expect(none!.value('sun', 'reactive_kvar')).toBe(0);
  expect(lift(none)).toBeGreaterThan(0.035);
  for (const c of [byVoltage, byPower]) {
    expect(c!.value('sun', 'reactive_kvar')).toBeLessThan(-5);
    expect(lift(c)).toBeLessThan(lift(none));
  }
  // It answers to the voltage that the network reported: Q(V) at the voltage that it has settled to.
  const settled = byVoltage!.value('net', 'roofVoltage');
  expect(byVoltage!.value('sun', 'reactive_kvar')).toBeCloseTo((-0.436 * (settled - 1.03) * 375) / 0.04, 0);
});

it('answers to a weak end without swinging from step to step', () => {
  // Over 500 m of it, what Q(V) gives moves the voltage by half more than what it answers to.
  const c = feeder('voltage', 500);
  const met = [0, 1, 2].map(() => {
    c.step(1);
    return c.value('sun', 'reactive_kvar');
  });
  expect(met[0]).toBeLessThan(-20);
  expect(met).toEqual(met.map(() => expect.closeTo(met[0]!, 2)));
  // A network that goes dark is known at once, and so is its return.
  const [x, next] = [new Float64Array([1.05]), new Float64Array(1)];
  expect([heed(1.07, x, next), heed(0, x, next), next[0]]).toEqual([1.06, 0, 0]);
  expect(heed(1.04, next, next)).toBe(1.04);
});

/** Sun at the end of a line whose load draws its voltage down, at full output of an inverter of 250 kW. */
function sagging(control: object): Cluster {
  const c = cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'lack'] },
      roof: { carrier: 'electricity', closers: ['spilt', 'roofLack'] },
    },
    components: {
      grid,
      lack: unserved('power', 'electricity'),
      spilt: { kind: 'curtailment', ports: { input: 'roof' }, carrier: 'electricity' },
      roofLack: unserved('roof', 'electricity'),
      presses: { kind: 'load', ports: { input: 'roof' }, demand: 420, cosPhi: 0.8 },
      sun: {
        kind: 'pv',
        ports: { electricity: 'roof' },
        rated_kWp: 400,
        dcAcRatio: 1.6,
        tilt_deg: 0,
        transposition: 'isotropic',
        voltageCurve: 'ieee1547B',
        ...control,
      },
      net: {
        kind: 'electricityNetwork',
        ports: { main: 'power', roof: 'roof' },
        hub: 'main',
        nodes: { main: { rated_kV: 0.4 }, roof: { rated_kV: 0.4 } },
        lines: {
          feeder: { from: 'main', to: 'roof', length_m: 300, r_ohm_per_km: 0.1, x_ohm_per_km: 0.08, rated_A: 900 },
        },
      },
    },
    weather: { ghi_W_per_m2: 1000, dni_W_per_m2: 0, dhi_W_per_m2: 1000, ambient_degC: 10, wind_m_per_s: 3 },
  });
  c.step(24);
  return c;
}

it('lifts an undervoltage at full output by more kVA, or by giving output up', () => {
  const [none, noRoom, roomy, yielding] = [
    { reactiveControl: 'cosPhi' },
    { reactiveControl: 'voltage' },
    { reactiveControl: 'voltage', rated_kVA: 300 },
    { reactiveControl: 'voltage', priority: 'reactive' },
  ].map(sagging);
  const at = (c: Cluster | undefined): readonly [volts: number, kvar: number, kW: number] => [
    c!.value('net', 'roofVoltage'),
    c!.value('sun', 'reactive_kvar'),
    c!.value('sun', 'electricity_kW'),
  ];
  expect(at(none)).toEqual([expect.closeTo(0.915, 2), 0, 250]);
  // Active power first, and it takes all of the rating.
  expect(at(noRoom)).toEqual(at(none));
  // It settles where line and curve agree; both from their own formulas.
  const [volts, kvar, kW] = at(roomy);
  expect(kW).toBe(250);
  expect(volts).toBeGreaterThan(at(none)[0] + 0.012);
  expect(kvar).toBeCloseTo((300 * 0.44 * (0.98 - volts)) / 0.06, 1);
  const [lifted, given, left] = at(yielding);
  expect(lifted).toBeGreaterThan(at(none)[0] + 0.005);
  expect(given).toBeCloseTo((250 * 0.44 * (0.98 - lifted)) / 0.06, 1);
  expect(Math.hypot(given, left)).toBeCloseTo(250, 6);
  expect(left).toBeLessThan(248);
});
