import { expect, it } from 'vitest';
import { heatNetwork } from '../../src/models/heatNetwork.ts';
import type { HeatNetwork } from '../../src/models/heatNetworkPlan.ts';
import { after, fork, net, one, ring } from './heatNetworkBench.ts';
import { totals } from './totals.ts';

it('takes what a station has to spare, to the others and back to the plant', () => {
  const b = net(fork);
  const some = after(b, 12, [0, -150, 60]);
  expect(some.s2_kW).toBe(-60);
  expect(some.s1_kW).toBe(150);
  expect(some.bMassFlow_kg_per_h).toBeGreaterThan(0);
  expect(some.totalRefused_kW).toBe(0);
  expect(-some.plant_kW!).toBeGreaterThan(90);
  expect(-some.plant_kW!).toBeLessThan(110);
  const much = after(b, 12, [-500, -20, 100]); // the plant's bus lacks more than comes
  expect(much.trunkMassFlow_kg_per_h).toBeLessThan(0); // it has turned around
  expect(much.plant_kW).toBeGreaterThan(60);
  expect(much.plant_kW).toBeLessThan(80);
  expect(Math.abs(much.s2Carry_kWh!)).toBeLessThan(0.02);
  expect(after(b, 12, [-30, -20, 100]).plant_kW).toBeCloseTo(30, 9);
  const over = after(b, 12, [-900, 0, 900]);
  expect(over.totalRefused_kW).toBeCloseTo(900 + over.s2_kW!, 9);
  expect(over.bVelocity_m_per_s).toBeCloseTo(1.5, 9);
});

it('heats its return, and at last refuses, where nobody has use for what is fed in', () => {
  const b = net(fork);
  const first = after(b, 1, [0, 0, 60]);
  expect([first.plant_kW, first.s2_kW]).toEqual([0, -60]);
  after(b, 200, [0, 0, 60]);
  const sums = { fed: 0, lost: 0, refused: 0 };
  for (let k = 0; k < 100; k++) {
    const out = after(b, 1, [0, 0, 60]);
    expect(out.plant_kW).toBe(0);
    sums.fed -= out.s2_kW! / 100;
    sums.lost += (out.groundLoss_kW! + 0.9 * out.pump_kW!) / 100;
    sums.refused += out.totalRefused_kW! / 100;
  }
  expect(sums.fed / sums.lost).toBeCloseTo(1, 1); // it warms the ground alone
  expect(sums.refused).toBeCloseTo(60 - sums.fed, 9);
});

it('takes what the plant’s bus has left over within the swing of its supply, and no more', () => {
  const b = net({ ...one, swing_K: 4 });
  const even = after(b, 20, [105, -100]);
  expect(even.plant_kW).toBe(-105);
  const drawn = -after(net(one), 20, [0, -100]).plant_kW!;
  expect(drawn).toBeGreaterThan(104);
  expect(drawn).toBeLessThan(109);
  const out = after(b, 1, [108, -100]);
  expect(out.plant_kW).toBe(-108);
  expect(out.plantSupply_degC).toBeGreaterThan(even.plantSupply_degC!);
  expect(Math.abs(out.plantCarry_kWh!)).toBeLessThan(0.05);
  const flood = after(b, 1, [300, -100]);
  expect(flood.plantSupply_degC).toBe(94);
  expect(-flood.plant_kW!).toBeLessThan(160);
  expect(flood.standing_kW).toBeGreaterThan(-flood.groundLoss_kW! + 2); // it will need less, to come back
  expect(after(b, 1, [0, -100]).plantSupply_degC).toBe(86);
});

it('turns the flow around in a ring, where both ways share it', () => {
  const b = net(ring);
  const near = after(b, 4, [0, 0, 0, -200]);
  expect(near.p2MassFlow_kg_per_h).toBeGreaterThan(0);
  expect(near.p3MassFlow_kg_per_h).toBeGreaterThan(0);
  const far = after(b, 4, [0, -200, 0, 0]);
  expect(far.p3MassFlow_kg_per_h).toBeLessThan(0);
  expect(far.p1MassFlow_kg_per_h! - far.p2MassFlow_kg_per_h!).toBeGreaterThan(0);
  const middle = after(b, 40, [0, 0, -200, 0]);
  expect(middle.p2MassFlow_kg_per_h).toBeCloseTo(-middle.p3MassFlow_kg_per_h!, 4);
});

it('counts as delivered what customers get, and loss over all that enters, by whichever node', () => {
  const figures = (params: object, of: Record<string, number>): Readonly<Record<string, number>> =>
    heatNetwork.kpis!(net(params).instance.q as HeatNetwork, totals(of));
  // by hand: 100 kWh at s1, of which 80 come from the plant and 30 from s2; 10 are lost
  const fed = figures(fork, { s1_kW: 100, s2_kW: -30, plant_kW: -80, groundLoss_kW: 10 });
  expect(fed.delivered_kWh).toBe(100);
  expect(fed.lossShare).toBeCloseTo(10 / 110, 12);
  // s2 feeds in more than s1 takes: the plant takes back 20
  const back = figures(fork, { s1_kW: 70, s2_kW: -100, plant_kW: 20, groundLoss_kW: 10 });
  expect([back.delivered_kWh, back.lossShare]).toEqual([70, 0.1]);
  // what a chilled network loses is heat that comes in from the ground
  const cold = figures({ ...one, carrier: 'cooling' }, { s1_kW: 90, plant_kW: -100, groundGain_kW: 10 });
  expect([cold.groundGain_kWh, cold.lossShare]).toEqual([10, 0.1]);
});
