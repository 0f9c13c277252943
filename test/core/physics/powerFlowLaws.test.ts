import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseCurrent_A,
  baseImpedance_ohm,
  lineBranch,
  transformerBranch,
} from '../../../src/core/physics/powerFlow/elements.ts';
import { branchFlows, drawnAt, measureFlows, reactiveDrawnAt } from '../../../src/core/physics/powerFlow/flows.ts';
import { reactiveAt, STANDARD_QV, type VoltageControl } from '../../../src/core/physics/powerFlow/inverter.ts';
import { newtonSolver } from '../../../src/core/physics/powerFlow/newton.ts';
import { describeFailure, type Method, noLoad, powerFlow } from '../../../src/core/physics/powerFlow/powerFlow.ts';
import {
  type BranchSpec,
  type BusSpec,
  type PowerNetwork,
  type PowerState,
  powerNetwork,
  powerState,
} from '../../../src/core/physics/powerFlow/powerNetwork.ts';
import { between } from '../../between.ts';

const bus = (name: string, role: BusSpec['role'] = 'pq'): BusSpec => ({ name, role });
const join = (from: number, to: number, r: number, x: number, more: Partial<BranchSpec> = {}): BranchSpec => ({
  name: `${from}-${to}`,
  from,
  to,
  r,
  x,
  ...more,
});
interface Given {
  readonly network: PowerNetwork;
  readonly p: readonly number[];
  readonly q: readonly number[];
  readonly controls?: readonly VoltageControl[];
}
function solved({ network, p, q, controls = [] }: Given, method: Method): PowerState {
  const flow = powerFlow(network, method, controls);
  const state = powerState(network, controls.length);
  state.p.set(p);
  state.q.set(q);
  noLoad(network, flow.walk)(state);
  expect(flow.solve(state)).toBe(true);
  return state;
}
const pair = (r: number, x: number, more: Partial<BranchSpec> = {}): PowerNetwork =>
  powerNetwork([bus('a', 'slack'), bus('b')], [join(0, 1, r, x, more)]);

describe.each(['sweep', 'newton'] as const)('by %s', (method) => {
  it('two buses: v^2 + (2 (rP + xQ) - 1) v + (r^2 + x^2)(P^2 + Q^2) = 0 for the square of the voltage', () => {
    const network = pair(0.02, 0.04);
    const state = solved({ network, p: [0, -1], q: [0, -0.5] }, method);
    // by hand: v = (0.92 + sqrt(0.92^2 - 4 * 0.0025)) / 2 = 0.9172746, loss 0.02 * 1.25 / v
    expect(state.vm[1]).toBeCloseTo(Math.sqrt(0.9172745), 6);
    const flows = branchFlows(network);
    measureFlows(network, state, flows);
    expect(flows.copper[0]).toBeCloseTo(0.0272546, 6);
    expect(drawnAt(network, state, flows, 0)).toBeCloseTo(1.0272546, 6);
    expect(reactiveDrawnAt(network, state, flows, 0)).toBeCloseTo(0.5 + 0.0545092, 6);
    expect(flows.iFrom[0]).toBeCloseTo(Math.sqrt(1.25 / 0.9172745), 6);
  });

  it.each([
    // voltage rises where power is fed in, by resistance alone too
    [0.05, 0, 1, 0, 1.0477],
    [0, 0.05, 0, 1, 1.0477],
    [0.05, 0, -1, 0, 0.9472],
  ])('r %d, x %d, injecting %d + j%d: %d p.u.', (r, x, p, q, vm) => {
    expect(solved({ network: pair(r, x), p: [0, p], q: [0, q] }, method).vm[1]).toBeCloseTo(vm, 4); // by hand
  });

  it.each([
    [1.05, 0, 1 / 1.05],
    [0.95, 0.3, 1 / 0.95],
  ])('a transformer of ratio %d, shifted by %d rad, without load', (ratio, shift_rad, vm) => {
    const state = solved({ network: pair(0.01, 0.05, { ratio, shift_rad }), p: [0, 0], q: [0, 0] }, method);
    expect(state.vm[1]).toBeCloseTo(vm, 12);
    expect(state.va_rad[1]).toBeCloseTo(-shift_rad, 12);
  });

  it('a transformer the other way round multiplies', () => {
    const network = powerNetwork([bus('a', 'slack'), bus('b')], [join(1, 0, 0.01, 0.05, { ratio: 1.05 })]);
    expect(solved({ network, p: [0, 0], q: [0, 0] }, method).vm[1]).toBeCloseTo(1.05, 12);
  });

  it('a device of Q(V) gives what its curve says at the voltage that it makes', () => {
    const controls = [{ bus: 1, rated: 0.5, curve: STANDARD_QV }];
    const network = pair(0.05, 0.1);
    const without = solved({ network, p: [0, 1.2], q: [0, 0] }, method);
    const state = solved({ network, p: [0, 1.2], q: [0, 0], controls }, method);
    expect(state.controlled[0]).toBeCloseTo(0.5 * reactiveAt(STANDARD_QV, state.vm[1]!), 8);
    expect(state.controlled[0]).toBeLessThan(-0.01);
    expect(state.vm[1]).toBeLessThan(without.vm[1]! - 0.001);
  });

  it('devices as steep as their neighbours are strong settle as well', () => {
    const steep = { at: [0.99, 1.01], value: [1, -1] };
    const controls = [1, 1, 1].map((at) => ({ bus: at, rated: 1, curve: steep }));
    const state = solved({ network: pair(0.05, 0.3), p: [0, 0.5], q: [0, 0.3], controls }, method);
    for (const given of state.controlled) expect(given).toBeCloseTo(reactiveAt(steep, state.vm[1]!), 7);
  });

  it('finds no voltage beyond V^2 / 2x, and says where it came to', () => {
    const network = pair(0, 0.1);
    const limit = powerFlow(network, method);
    const state = powerState(network);
    state.p[1] = -4.5;
    expect(limit.solve(state)).toBe(true); // 5 is the most
    state.p[1] = -5.5;
    expect(limit.solve(state)).toBe(false);
    expect(describeFailure(network, state, 1000)).toMatch(
      /^the power flow found no solution: at its nearest \(iteration \d+ was its last\) bus "b" was off by [\d.]+ kVA at [\d.]+ p\.u\.$/,
    );
  });
});

it('tells by hand what a name plate means in per unit', () => {
  expect(baseImpedance_ohm(10, 1000)).toBe(100);
  expect(baseCurrent_A(0.4, 630)).toBeCloseTo(909.33, 2);
  const ends = { name: 't', from: 0, to: 1 };
  const plate = {
    rated_kVA: 500,
    high_kV: 10,
    low_kV: 0.4,
    shortCircuit: 0.05,
    shortCircuitResistive: 0.03,
    iron_kW: 0.6,
    noLoadCurrent: 0.002,
  };
  const branch = transformerBranch(ends, plate, 10, 0.4, 1000);
  expect(branch.r).toBeCloseTo(0.06, 12); // 0.03 * 1000 / 500
  expect(branch.x).toBeCloseTo(0.08, 12); // sqrt(0.1^2 - 0.06^2)
  expect(branch.g).toBeCloseTo(0.0006, 12);
  expect(branch.b).toBeCloseTo(-0.0008, 12); // sqrt(0.001^2 - 0.0006^2)
  expect(branch.ratio).toBe(1);
  // At a nominal 0.38 kV the low side of 0.4 kV stands 5.3 % high.
  expect(transformerBranch({ ...ends }, { ...plate, tap: 0.05 }, 10, 0.38, 1000).ratio).toBeCloseTo(
    1.05 / (0.4 / 0.38),
  );
  const line = lineBranch(ends, { length_km: 2, r_ohm_per_km: 0.5, x_ohm_per_km: 0.1, c_nF_per_km: 300 }, 10, 1000);
  expect([line.r, line.x]).toEqual([0.01, 0.002]);
  expect(line.b).toBeCloseTo(0.0188496, 6); // 2 * 314.159 * 300e-9 * 100
});

/** A random tree with transformers both ways, shunts and charging; loads that it can carry even as one long line. */
const tree = fc
  .tuple(
    fc.integer({ min: 2, max: 25 }),
    fc.array(fc.tuple(...[0, 1, 2, 3, 4, 5].map(() => between(0, 1))), { minLength: 24, maxLength: 24 }),
  )
  .map(([n, draws]): Given => {
    const buses: BusSpec[] = [{ name: '0', role: 'slack', b: 0.01 }];
    const branches: BranchSpec[] = [];
    const p = [0];
    const q = [0];
    for (let k = 1; k < n; k++) {
      const [a, b, c, d, e, f] = draws[k - 1] as [number, number, number, number, number, number];
      const parent = Math.floor(a * k * 0.999);
      const more = k % 4 === 0 ? { ratio: 0.97 + 0.06 * d, shift_rad: e - 0.5, g: 0.002, b: -0.01 } : { b: 0.02 * d };
      const [from, to] = b > 0.5 ? [parent, k] : [k, parent];
      branches.push(join(from, to, 0.001 + 0.01 * b, 0.001 + 0.01 * e, { name: `${k}`, ...more }));
      buses.push({ name: `${k}`, role: 'pq', g: d > 0.8 ? 0.01 : 0, b: e > 0.8 ? 0.02 : 0 });
      p.push(0.05 * (f - 0.6));
      q.push(0.03 * (c - 0.6));
    }
    return { network: powerNetwork(buses, branches), p, q };
  });

/** What enters the network less its losses, shunts of buses included. */
function imbalance({ network, p }: Given, state: PowerState): number {
  const flows = branchFlows(network);
  measureFlows(network, state, flows);
  let sum = drawnAt(network, state, flows, network.slack);
  for (let k = 0; k < p.length; k++) {
    if (k !== network.slack) sum += p[k]!;
    sum -= network.gBus[k]! * state.vm[k]! * state.vm[k]!;
  }
  for (let k = 0; k < flows.copper.length; k++) sum -= flows.copper[k]! + flows.iron[k]!;
  return sum;
}

it('both methods find the same voltages in any tree, and power is kept', () => {
  fc.assert(
    fc.property(tree, (given) => {
      const sweep = solved(given, 'sweep');
      const newton = solved(given, 'newton');
      for (let k = 0; k < given.p.length; k++) {
        expect(sweep.vm[k]).toBeCloseTo(newton.vm[k]!, 7);
        expect(Math.cos(sweep.va_rad[k]! - newton.va_rad[k]!)).toBeCloseTo(1, 12);
      }
      expect(Math.abs(imbalance(given, sweep))).toBeLessThan(1e-7);
      expect(Math.abs(imbalance(given, newton))).toBeLessThan(1e-7);
    }),
    { numRuns: 60 },
  );
});

it('a ring carries half each way, and a line opened turns it into a tree', () => {
  const buses = [bus('a', 'slack'), bus('b'), bus('c')];
  const ring = powerNetwork(buses, [join(0, 1, 0.01, 0.02), join(1, 2, 0.01, 0.02), join(2, 0, 0.01, 0.02)]);
  const given: Given = { network: ring, p: [0, -0.5, -0.5], q: [0, 0, 0] };
  const state = solved(given, 'auto');
  expect(state.vm[1]).toBeCloseTo(state.vm[2]!, 12);
  expect(state.currentRe[1]).toBeCloseTo(0, 12);
  expect(Math.abs(imbalance(given, state))).toBeLessThan(1e-10);
  const cut = powerNetwork(buses, [join(0, 1, 0.01, 0.02), join(1, 2, 0.01, 0.02)]);
  const open = solved({ ...given, network: cut }, 'auto');
  expect(open.vm[2]).toBeLessThan(open.vm[1]!);
  expect(open.vm[1]).toBeLessThan(state.vm[1]!);
});

it('begins with the last solution where it can, and where that misleads with none', () => {
  const network = pair(0.02, 0.04);
  const flow = powerFlow(network);
  const state = powerState(network);
  state.p[1] = -1;
  expect(flow.solve(state)).toBe(true);
  const [vm, first] = [state.vm[1]!, state.iterations];
  expect(flow.solve(state)).toBe(true);
  expect(state.iterations).toBeLessThan(first);
  expect(state.vm[1]).toBeCloseTo(vm, 9);
  state.vm[1] = Number.NaN;
  expect(flow.solve(state)).toBe(true);
  expect(state.vm[1]).toBeCloseTo(vm, 9);
});

it('does not take the voltages of a collapse for a solution', () => {
  // By hand: v^2 - v + 0.01 = 0 for the square has 0.98990 and 0.01010; the second is a voltage of 0.1005.
  const network = pair(0, 0.1);
  const flow = powerFlow(network, 'newton');
  const state = powerState(network);
  state.p[1] = -1;
  state.vm[1] = 0.1;
  state.va_rad[1] = -1.47;
  expect(newtonSolver(network)(state)).toBe(true);
  expect(state.vm[1]).toBeCloseTo(0.1005, 4);
  expect(flow.solve(state)).toBe(true);
  expect(state.vm[1]).toBeCloseTo(Math.sqrt(0.9899), 4);
  // A coil as strong as the line pulls the voltage to a third, whatever the start.
  const pulled = powerNetwork([bus('a', 'slack'), { name: 'b', role: 'pq', b: -20 }], [join(0, 1, 0, 0.1)]);
  const low = powerState(pulled);
  expect(powerFlow(pulled).solve(low)).toBe(false);
  expect(describeFailure(pulled, low, 1000)).toBe(
    'the power flow found only voltages that have collapsed: bus "b" at 0.3333 p.u.',
  );
});
