import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/core/component.ts';
import { electricityNetwork } from '../../src/models/electricityNetwork.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const cable = { length_m: 1000, r_ohm_per_km: 1, x_ohm_per_km: 2, rated_A: 60 };
/** main - mid - end, and a tie from main to end: a ring of three. */
const ring = {
  hub: 'main',
  nodes: { main: { rated_kV: 10 }, mid: { rated_kV: 10 }, end: { rated_kV: 10 }, far: { rated_kV: 10, joint: true } },
  lines: {
    first: { from: 'main', to: 'mid', ...cable },
    second: { from: 'mid', to: 'end', ...cable },
    tie: { from: 'main', to: 'end', ...cable },
    stub: { from: 'end', to: 'far', ...cable },
  },
};
const tree = { ...ring, lines: { ...ring.lines, tie: { ...ring.lines.tie, closed: false } } };
const u = [0, -500, -300, 0, -200, -100];
const on = (params: object, w: Record<string, number> = {}): [Record<string, number>, Bench] => {
  const b = bench(electricityNetwork, params);
  return [b.run({ u, w }), b];
};

it('has an input and a part for every branch', () => {
  const p = electricityNetwork.params.parse(tree);
  expect(namesOf(electricityNetwork.inputs, p)).toEqual([
    'available',
    'firstClosed',
    'secondClosed',
    'tieClosed',
    'stubClosed',
  ]);
  expect(electricityNetwork.parts!(p)).toEqual({
    first: 'firstClosed',
    second: 'secondClosed',
    tie: 'tieClosed',
    stub: 'stubClosed',
  });
  const { q, columns } = on(tree)[1].instance;
  expect(columns).toEqual([1, 1, 1, 0, 1]);
  expect(electricityNetwork.series(q as never, undefined as never)).toEqual({
    firstClosed: 1,
    secondClosed: 1,
    tieClosed: 0,
    stubClosed: 1,
  });
});

describe('a branch that is open for a step', () => {
  it('is as one that is open for good', () => {
    for (const line of ['first', 'second', 'tie'] as const) {
      const [out, b] = on(ring, { [`${line}Closed`]: 0 });
      const [asBuilt] = on({ ...ring, lines: { ...ring.lines, [line]: { ...ring.lines[line], closed: false } } });
      for (const [name, v] of Object.entries(out)) expect(v, name).toBeCloseTo(asBuilt[name]!, 7);
      expect(out[`${line}Loading`]).toBe(0);
      expect(out).toMatchObject({ nodesCutOff: 0, cutOff: 0 });
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * b.residual().scale);
      // Closed again it is as before.
      const again = b.run({ u, w: { [`${line}Closed`]: 1 } });
      const [before] = on(ring);
      for (const [name, v] of Object.entries(again)) expect(v, name).toBeCloseTo(before[name]!, 7);
    }
  });

  it('may be a tie that closes a ring, where the method can', () => {
    const [out] = on(tree, { tieClosed: 1 });
    const [whole] = on(ring);
    for (const [name, v] of Object.entries(out)) expect(v, name).toBeCloseTo(whole[name]!, 7);
    expect(() => on({ ...tree, method: 'sweep' }, { tieClosed: 1 })).toThrow(
      'branch "second" closes the loop "mid", "main", "end", but the sweep needs a tree; open a branch of it, or choose the method "newton"',
    );
  });
});

describe('nodes without a path to the hub', () => {
  it('get nothing and have no voltage; the others carry on as if they were not there', () => {
    const [out, b] = on(tree, { secondClosed: 0 });
    expect(out).toMatchObject({ mid_kW: 500, end_kW: 0, endVoltage: 0, farVoltage: 0, nodesCutOff: 1, cutOff: 1 });
    expect(out).toMatchObject({ secondLoading: 0, stubLoading: 0, carriedPower_kW: 500, voltageOutOfBand: 0 });
    expect(out.lowestVoltage).toBe(out.midVoltage);
    const alone = bench(electricityNetwork, {
      hub: 'main',
      nodes: { main: { rated_kV: 10 }, mid: { rated_kV: 10 } },
      lines: { first: ring.lines.first },
    }).run({ u: [0, -500, 0, -200] });
    for (const name of ['main_kW', 'copperLoss_kW', 'midVoltage', 'firstLoading', 'hubReactive_kvar'])
      expect(out[name], name).toBeCloseTo(alone[name]!, 9);
    expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * b.residual().scale);
    expect(plant(b).sort()).toEqual(['copperLoss_kW', 'main_kW', 'mid_kW']);
  });

  it('find their voltage again', () => {
    const [dark, b] = on(tree, { firstClosed: 0 });
    expect(dark).toMatchObject({ main_kW: 0, mid_kW: 0, end_kW: 0, midVoltage: 0, nodesCutOff: 2, copperLoss_kW: 0 });
    expect([dark.lowestVoltage, dark.highestVoltage]).toEqual([1, 1]);
    const x = Object.fromEntries(b.instance.states.map((name) => [name, dark[name]!]));
    const after = b.run({ x, u, w: { firstClosed: 1 } });
    const [before] = on(tree);
    for (const [name, v] of Object.entries(after)) expect(v, name).toBeCloseTo(before[name]!, 7);
  });

  it('leave their compensators behind, and are asked by every method', () => {
    const compensators = {
      bank: { node: 'end', rated_kvar: 100 },
      device: { node: 'end', rated_kvar: 200, control: 'voltage' },
    };
    const outs = ['sweep', 'newton'].map((method) => {
      const [out, b] = on({ ...tree, compensators, method }, { secondClosed: 0 });
      expect(out.compensators_kvar).toBe(0);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-8);
      const [none] = on({ ...tree, compensators, method }, { firstClosed: 0 });
      expect(none).toMatchObject({ main_kW: 0, hubReactive_kvar: 0, compensators_kvar: 0 });
      return out;
    });
    for (const [name, v] of Object.entries(outs[0]!)) expect(v, name).toBeCloseTo(outs[1]![name]!, 6);
  });
});

it('answers twice alike, whatever was asked in between', () => {
  const [out, b] = on(ring);
  for (const open of ['first', 'second', 'tie', 'first', 'tie']) {
    const w = { firstClosed: 1, secondClosed: 1, tieClosed: 1 };
    const one = b.run({ u, w: { ...w, [`${open}Closed`]: 0 } });
    expect(b.run({ u, w: { ...w, [`${open}Closed`]: 0 } })).toEqual(one);
    expect(b.run({ u, w })).toEqual(out);
  }
});
