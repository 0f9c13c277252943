import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drop, resistanceOf } from '../../src/core/physics/pipeNetwork/friction.ts';
import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK, waterViscosity } from '../../src/core/physics/water.ts';
import { heatNetwork } from '../../src/models/heatNetwork.ts';
import { between } from '../between.ts';
import { after, dry, fork, net, one, ring, tight } from './heatNetworkBench.ts';

const cp = waterHeatCapacity_kJ_per_kgK(80);
const rho = waterDensity_kg_per_m3(80);
it('draws load over cp and spread: 100 kW at 90/70 degC without loss', () => {
  const out = net(tight, dry).run({ u: [0, -100] });
  const flow = 100 / (cp * 20); // 1.19 kg/s, by hand
  expect(out.p1MassFlow_kg_per_h).toBeCloseTo(3600 * flow, 9);
  expect(out.p1Velocity_m_per_s).toBeCloseTo(flow / (rho * Math.PI * 0.04 * 0.04), 12);
  expect(out.s1_kW).toBe(100);
  expect(out.plant_kW).toBeCloseTo(-100, 9);
  expect([out.plantSupply_degC, out.s1Supply_degC, out.s1Return_degC]).toEqual([90, 90, 70]);
  expect([out.groundLoss_kW, out.totalShortfall_kW, out.pump_kW]).toEqual([0, 0, -0]);
});

it('cools by the exponential of its transfer units, there and back', () => {
  const out = after(net(one, dry), 60, [0, -100]);
  const flow = out.p1MassFlow_kg_per_h! / 3600;
  const units = (0.21 * 200) / (flow * cp * 1000);
  expect(out.s1Supply_degC).toBeCloseTo(10 + 80 * Math.exp(-units), 4);
  expect(out.plantReturn_degC).toBeCloseTo(10 + 60 * Math.exp(-units), 4);
  expect(flow).toBeCloseTo(100 / (cp * (out.s1Supply_degC! - 70)), 4);
  const loss_kW = flow * cp * (80 + 60) * -Math.expm1(-units);
  expect(out.groundLoss_kW).toBeCloseTo(loss_kW, 3);
  expect(out.plant_kW).toBeCloseTo(-100 - loss_kW, 3);
  expect(out.standing_kW).toBeCloseTo(-loss_kW, 3);
});

it('pumps what the worst station needs, by Darcy-Weisbach, and warms the water by it', () => {
  const out = net({ ...one, loss_W_per_mK: 0 }).run({ u: [0, -300] });
  const flow = 300 / (cp * 20);
  const pair = new Float64Array(2);
  const fluid = { density_kg_per_m3: rho, viscosity: waterViscosity(80) };
  drop(resistanceOf({ length_m: 200, diameter_m: 0.08, roughness_m: 1e-4 }, fluid), flow, pair);
  const head = 50 + 2 * pair[0]!;
  expect(out.pumpHead_kPa).toBeCloseTo(head, 9);
  expect(out.s1Differential_kPa).toBeCloseTo(50, 9);
  expect(out.pump_kW).toBeCloseTo((-flow * head) / rho / 0.65 / 0.9, 9);
  expect(out.motorLoss_kW).toBeCloseTo(-0.1 * out.pump_kW!, 12);
  expect(out.plant_kW).toBeCloseTo(-300 - 0.9 * out.pump_kW!, 6);
});

it('brings a warmer supply after the content over the flow', () => {
  const b = net(tight, { ...dry, step_s: 60 });
  const flow = 100 / (cp * 20);
  const delay_min = (rho * Math.PI * 0.04 * 0.04 * 200) / flow / 60; // 13.7 min
  const met: number[] = [];
  for (let k = 0; k < 30; k++) met.push(after(b, 1, [0, -100], { supply_degC: 85 }).s1Supply_degC!);
  expect(delay_min).toBeCloseTo(13.7, 1);
  expect(met.slice(0, 13)).toEqual(Array.from({ length: 13 }, () => expect.closeTo(90, 9)));
  expect(met[13]).toBeGreaterThan(85.1); // in this minute the front arrives
  expect(met[13]).toBeLessThan(89.9);
  expect(met[14]).toBeCloseTo(85, 9);
});

it('delivers less where water arrives too cold: 100 kW asked, 80 degC where 84 are required', () => {
  const b = net(tight, dry);
  const out = after(b, 20, [0, -100], { supply_degC: 80 });
  expect(out.s1_kW).toBeCloseTo((100 * 10) / 14, 6); // the flow of 100 kW at 84/70, by hand
  expect(out.s1Shortfall_kW).toBeCloseTo((100 * 4) / 14, 6);
  expect(out.totalShortfall_kW).toBe(out.s1Shortfall_kW);
  const own = after(net({ ...tight, stations: { s1: { required_degC: 78 } } }, dry), 20, [0, -100], {
    supply_degC: 80,
  });
  expect(own.s1_kW).toBeCloseTo(100, 9);
  expect(after(b, 20, [0, -100], { supply_degC: 60 }).s1_kW).toBe(0); // colder than the return
});

it('carries no more than the velocity allows; what lies behind a full pipe shares it alike', () => {
  const b = net({ ...fork, loss_W_per_mK: 0 }, dry);
  const full = rho * Math.PI * 0.04 * 0.04 * 1.5;
  const out = after(b, 10, [0, -600, -150]);
  expect(out.trunkVelocity_m_per_s).toBeCloseTo(1.5, 9);
  expect(out.s1_kW! + out.s2_kW!).toBeCloseTo(full * cp * 20, 6);
  expect(out.s1_kW! / out.s2_kW!).toBeCloseTo(4, 6);
  expect(out.totalShortfall_kW).toBeCloseTo(750 - full * cp * 20, 6);
  // s2 alone cannot draw more than its own pipe carries, and s1 has all it asks for
  const other = after(b, 10, [0, -100, -400]);
  expect(other.bVelocity_m_per_s).toBeCloseTo(-1.5, 9); // b points from s2 to the junction, so counts against the flow
  expect(other.s1_kW).toBeCloseTo(100, 6);
});
it('a station takes no more than its rating, whatever comes', () => {
  const out = after(net({ ...tight, stations: { s1: { rated_kW: 80 } } }, dry), 3, [0, -100]);
  expect(out.s1_kW).toBeCloseTo(80, 9);
});

it('keeps within the head of its pump, and says what is short', () => {
  const free = after(net(fork), 5, [0, -400, -100]);
  const b = net({ ...fork, pumpHead_kPa: 80 });
  const out = after(b, 5, [0, -400, -100]);
  expect(free.pumpHead_kPa).toBeGreaterThan(85);
  expect(out.pumpHead_kPa).toBeLessThan(80 * (1 + 1e-8));
  expect(out.pumpHead_kPa).toBeGreaterThan(76);
  expect(out.totalShortfall_kW).toBeGreaterThan(20);
  expect(out.totalShortfall_kW).toBeCloseTo(500 - out.s1_kW! - out.s2_kW!, 9);
  expect(after(b, 5, [0, -100, -50]).totalShortfall_kW).toBe(0);
});

it('warms the pipe of a station that has become too cold by a little flow', () => {
  const b = net({ ...fork, bypass: 0.05 }, { ...dry, step_s: 3600 });
  let coldest = 99;
  let flowed = 0;
  for (let k = 0; k < 200; k++) {
    const out = after(b, 1, [0, -100, 0]);
    coldest = Math.min(coldest, out.s2Supply_degC!);
    if (out.bMassFlow_kg_per_h !== 0) flowed++;
    expect(out.s2_kW).toBe(0);
  }
  expect(coldest).toBeGreaterThan(75);
  expect(flowed).toBeGreaterThan(3);
  expect(flowed).toBeLessThan(100);
  const still = after(net({ ...fork, bypass: 0 }, { ...dry, step_s: 3600 }), 200, [0, -100, 0]);
  expect(still.s2Supply_degC).toBeLessThan(20);
});

it('only cools in an outage', () => {
  const b = net(fork);
  after(b, 4, [0, -200, -50]);
  const out = after(b, 1, [0, -200, 70], { available: 0 });
  expect([out.plant_kW, out.s1_kW, out.s2_kW, out.pump_kW]).toEqual([0, 0, 0, -0]);
  expect([out.totalShortfall_kW, out.totalRefused_kW]).toEqual([200, 70]);
  expect(out.groundLoss_kW).toBeGreaterThan(4);
});

it('chilled water takes heat from the ground, and the pump burdens it', () => {
  const out = after(net({ ...one, carrier: 'cooling' }), 30, [0, -50]);
  expect(out.s1_kW).toBe(50);
  expect(out.s1Supply_degC).toBeGreaterThan(7);
  expect(out.groundLoss_kW! + out.groundGain_kW!).toBeGreaterThan(0);
  const gain_kW = out.groundGain_kW! - out.groundLoss_kW!;
  expect(out.plant_kW).toBeCloseTo(-50 - gain_kW + 0.9 * out.pump_kW!, 3);
});

it('counts warm ground as a gain', () => {
  const out = net({ ...one, bypass: 0 }, { ...dry, weather: { ground_degC: 40 } }).run({
    w: { supply_degC: 30 },
    u: [0, 0],
    x: { p1Supply1_degC: 20, p1SupplyOut_degC: 20 },
  });
  expect(out.groundGain_kW).toBeCloseTo((0.21 * 20 * 200) / 1000, 2);
  expect(out.groundLoss_kW).toBeGreaterThan(0);
});

it('follows the heating curve', () => {
  const b = net(
    { ...one, heatingCurve: { outdoor_degC: [-10, 10], supply_degC: [90, 75] } },
    { ...dry, weather: { ground_degC: 10, ambient_degC: 6 } },
  );
  expect(b.run({ u: [0, -10] }).plantSupply_degC).toBeCloseTo(78, 9); // 90 - 16 / 20 * 15, by hand
});

it('expects at its plant what it lost, and what its pump drew', () => {
  const b = net(fork);
  const out = after(b, 3, [0, -200, -50]);
  const expected = new Float64Array(b.instance.ports.length);
  const { q, x, w } = b.instance;
  heatNetwork.expects!(q as never, x, w, 0.25, expected);
  expect([...expected]).toEqual([expect.closeTo(-out.groundLoss_kW! - 0.9 * out.pump_kW!, 12), 0, 0, out.pump_kW]);
});

it('keeps its laws and bounds through any sequence of loads', () => {
  const load = between(-500, 200);
  const step = fc.record({
    loads: fc.tuple(load, load, load),
    supply: between(60, 90),
    ground: between(-5, 30),
    dark: between(0, 1),
  });
  for (const carrier of ['heat', 'cooling'])
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const b = net({ ...ring, carrier, pumpHead_kPa: 150, parcels: 3, swing_K: 4 });
        for (const { loads, supply, ground, dark } of steps) {
          // A fifth of all loads are none.
          const u = [ground < 5 ? 0 : 10 * supply - 600, ...loads.map((v) => (Math.abs(v) < 80 ? 0 : v))];
          const supply_degC = carrier === 'heat' ? supply : 97 - supply;
          const w = { supply_degC, ground_degC: ground, available: dark < 0.1 ? 0 : dark < 0.3 ? dark : 1 };
          const out = b.run({ u, w });
          for (const [name, v] of Object.entries(out)) expect(v, name).toSatisfy(Number.isFinite);
          const { value, scale } = b.residual();
          expect(Math.abs(value)).toBeLessThanOrEqual(1e-9 * scale);
          for (const [k, id] of ['s1', 's2', 's3'].entries()) {
            const asked = -u[k + 1]!;
            const given = out[`${id}_kW`]!;
            expect(given).toBeGreaterThanOrEqual(Math.min(0, asked));
            expect(given).toBeLessThanOrEqual(Math.max(0, asked));
            expect(out[`${id}Shortfall_kW`]).toBeCloseTo(Math.max(0, asked - given), 9);
          }
          for (const p of ['p1', 'p2', 'p3', 'p4']) expect(Math.abs(out[`${p}Velocity_m_per_s`]!)).toBeLessThan(1.51);
          expect(out.pumpHead_kPa).toBeLessThan(150.1);
          expect(b.run({ u, w })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      }),
      { numRuns: 40 },
    );
});

it('two half steps make one, nearly, once flows are steady', () => {
  const whole = net(fork, { step_s: 1800 });
  const half = net(fork, { step_s: 900 });
  const once = after(whole, 12, [0, -200, -50]);
  const twice = after(half, 24, [0, -200, -50]);
  for (const name of ['plant_kW', 's1Supply_degC', 'pump_kW', 'content_kWh', 'groundLoss_kW'])
    expect(Math.abs(twice[name]! / once[name]! - 1), name).toBeLessThan(2e-4);
});
