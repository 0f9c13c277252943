import { expect, it } from 'vitest';
import { heed, reactiveOf_kvar, reactivePerKW } from '../../src/models/powerFactor.ts';
import { type Cluster, cluster } from '../cluster.ts';
import { grid, unserved } from '../control/plant.ts';

it.each([
  // by hand: tan phi of 0.8 is 0.75, of 0.6 is 4 / 3
  [1, 'takes', 0],
  [0.8, 'takes', -0.75],
  [0.8, 'gives', 0.75],
  [0.6, 'takes', -4 / 3],
] as const)('a power factor of %d that %s reactive power: %d kvar a kW', (cosPhi, reactiveFlow, kvar_per_kW) => {
  expect(reactivePerKW({ cosPhi, reactiveFlow })).toBeCloseTo(kvar_per_kW, 12);
  expect(reactiveOf_kvar('cosPhi', kvar_per_kW, 100, 1.1, 40)).toBeCloseTo(40 * kvar_per_kW, 12);
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
