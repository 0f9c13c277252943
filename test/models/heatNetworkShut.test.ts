import { describe, expect, it } from 'vitest';
import { heatNetwork } from '../../src/models/heatNetwork.ts';
import { dry, fork, after as hold, net, ring } from './heatNetworkBench.ts';
import { plant } from './planted.ts';

const LOADS = [0, -120, -80, -60];
const pipesOf = (params: { readonly pipes: object }): string[] => Object.keys(params.pipes);
const [r1, ...others] = pipesOf(ring);

it('has an input and a part for every pipe', () => {
  const p = heatNetwork.params.parse(fork);
  expect(Object.keys(heatNetwork.parts!(p))).toEqual(pipesOf(fork));
  expect(net(fork).instance.inputs.slice(3)).toEqual(pipesOf(fork).map((id) => `${id}Closed`));
});

describe('in a tree', () => {
  const loads = [0, -120, -80];
  const b = net(fork, dry);
  const before = hold(b, 40, loads);
  const out = b.run({ u: loads, w: { bClosed: 0 } });

  it('a pipe that is shut carries nothing, and what lies behind it gets nothing', () => {
    expect(before).toMatchObject({ s1_kW: 120, s2_kW: 80, cutOff: 0, totalShortfall_kW: 0 });
    expect(out).toMatchObject({ s1_kW: 120, s2_kW: 0, cutOff: 1, s2Shortfall_kW: 80, totalShortfall_kW: 80 });
    expect(before).toMatchObject({ s1Connected: 1, s2Connected: 1 });
    expect(out).toMatchObject({ s1Connected: 1, s2Connected: 0 });
    expect(heatNetwork.alarmParts!(heatNetwork.params.parse(fork)).cutOff).toEqual({
      told: 'zero',
      by: { s1: 's1Connected', s2: 's2Connected' },
    });
    expect(out.bMassFlow_kg_per_h).toBe(0);
    expect(out.trunkMassFlow_kg_per_h).toBe(out.aMassFlow_kg_per_h);
  });

  it('closes its law all the same, and an error planted in it is found', () => {
    expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * b.residual().scale);
    expect(plant(b)).toEqual(expect.arrayContaining(['plant_kW', 's1_kW', 'groundLoss_kW']));
  });

  it('nothing is fed in where no way leads, and all is refused', () => {
    const fed = b.run({ u: [0, -120, 50], w: { bClosed: 0 } });
    expect(fed).toMatchObject({ s2_kW: 0, totalRefused_kW: 50, bMassFlow_kg_per_h: 0 });
  });

  it('cools while it stands, and carries again when it is mended', () => {
    const cold = hold(b, 40, loads, { bClosed: 0 });
    expect(cold.s2Supply_degC).toBeLessThan(before.s2Supply_degC! - 5);
    const again = hold(b, 60, loads, { bClosed: 1 });
    expect(again).toMatchObject({ s1_kW: 120, s2_kW: 80, cutOff: 0 });
    expect(again.plant_kW).toBeCloseTo(before.plant_kW!, 2);
  });

  it('with the trunk shut nothing flows at all', () => {
    const none = hold(b, 2, loads, { bClosed: 1, trunkClosed: 0 });
    expect(none).toMatchObject({ s1_kW: 0, s2_kW: 0, cutOff: 1, pumpHead_kPa: 0, totalShortfall_kW: 200 });
    expect(none).toMatchObject({ s1Connected: 0, s2Connected: 0 });
    // Whom nobody asks is connected all the same, though the pump stands.
    const idle = hold(b, 2, [0, 0, 0], { bClosed: 0, trunkClosed: 1 });
    expect(idle).toMatchObject({ pumpHead_kPa: 0, s1Connected: 1, s2Connected: 0 });
    expect(none.plant_kW).toBeCloseTo(0, 12);
  });
});

describe('in a ring', () => {
  it.each([r1!, ...others])('%s may be shut, and the others carry what it carried', (id) => {
    const b = net(ring, dry);
    const whole = hold(b, 60, LOADS);
    const out = hold(b, 60, LOADS, { [`${id}Closed`]: 0 });
    expect(out[`${id}MassFlow_kg_per_h`]).toBe(0);
    // As if it had never been laid.
    const { [id as keyof typeof ring.pipes]: _, ...rest } = ring.pipes as Record<string, object>;
    const tree = hold(net({ ...ring, pipes: rest }, dry), 120, LOADS);
    for (const name of ['s1_kW', 's2_kW', 'plant_kW', 's1Supply_degC'])
      expect(out[name], name).toBeCloseTo(tree[name]!, 1);
    expect(out.cutOff).toBe(0);
    const again = hold(b, 60, LOADS, { [`${id}Closed`]: 1 });
    for (const name of ['s1_kW', 's2_kW', 'plant_kW']) expect(again[name], name).toBeCloseTo(whole[name]!, 1);
  });

  it('answers twice alike, whatever was asked in between', () => {
    const b = net(ring, dry);
    const u = LOADS;
    const closed = Object.fromEntries(pipesOf(ring).map((id) => [`${id}Closed`, 1]));
    const whole = b.run({ u, w: closed });
    for (const id of pipesOf(ring)) {
      const w = { ...closed, [`${id}Closed`]: 0 };
      const one = b.run({ u, w });
      b.run({ u, w: { ...closed, [`${r1!}Closed`]: 0, [`${others[0]!}Closed`]: 0 } });
      expect(b.run({ u, w })).toEqual(one);
      expect(b.run({ u, w: closed })).toEqual(whole);
    }
  });
});
