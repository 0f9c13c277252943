import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Totals } from '../../src/core/component.ts';
import { electricityNetwork } from '../../src/models/electricityNetwork.ts';
import { between } from '../between.ts';
import { elementCases } from '../core/physics/powerFlowElements.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { type Bench, bench } from './bench.ts';
import { kindPoints } from './electricityNetworkCases.ts';
import { plant } from './planted.ts';

/** 100 ohm are 1 p.u. on 10 kV and 1 MVA: r 0.02, x 0.04. */
const line = { from: 'main', to: 'mill', length_m: 2000, r_ohm_per_km: 1, x_ohm_per_km: 2, rated_A: 60 };
const single = {
  hub: 'main',
  nodes: { main: { rated_kV: 10 }, mill: { rated_kV: 10 } },
  lines: { feeder: line },
};
const single10 = (extra: object = {}): Bench => bench(electricityNetwork, { ...single, ...extra });

it('a feeder by hand: 1000 kW and 500 kvar over 2 km of 1 + j2 ohm/km at 10 kV', () => {
  const b = single10();
  const out = b.run({ u: [0, -1000, 0, -500] });
  // v = (0.92 + sqrt(0.92^2 - 0.01)) / 2 = 0.9172745 p.u.^2; loss 0.02 * 1.25 / v
  expect(out.millVoltage).toBeCloseTo(0.9577445, 6);
  expect(out.copperLoss_kW).toBeCloseTo(27.2547, 3);
  expect(out.mill_kW).toBe(1000);
  expect(out.main_kW).toBeCloseTo(-1027.2547, 3);
  expect(out.hubReactive_kvar).toBeCloseTo(-554.5093, 3);
  expect(out.carriedPower_kW).toBe(1000);
  // 1.16736 p.u. of 57.735 A, over the 60 A that it may carry
  expect(out.feederLoading).toBeCloseTo(1.1233, 4);
  expect(out).toMatchObject({ overloads: 1, overload: 1, voltagesOutOfBand: 0, voltageOutOfBand: 0, ironLoss_kW: 0 });
  expect(out.highestLoading).toBe(out.feederLoading);
  expect([out.lowestVoltage, out.highestVoltage]).toEqual([out.millVoltage, 1]);
  expect(out.lastLoss_kW).toBe(out.copperLoss_kW);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-8);
});

it('carries back what a node has to spare, and lifts its voltage', () => {
  const out = single10().run({ u: [0, 1000, 0, 0] });
  expect(out.mill_kW).toBe(-1000);
  expect(out.main_kW).toBeCloseTo(1000 - out.copperLoss_kW!, 9);
  expect(out.carriedPower_kW).toBeCloseTo(out.main_kW!, 9);
  expect(out.millVoltage).toBeGreaterThan(1.01);
});

it('a transformer loses its iron at any load and its rated copper at rated current', () => {
  const b = bench(electricityNetwork, {
    hub: 'high',
    nodes: { high: { rated_kV: 10 }, low: { rated_kV: 0.4 } },
    transformers: { hall: { from: 'high', to: 'low', type: '0.63 MVA 10/0.4 kV' } },
  });
  expect(b.run({}).ironLoss_kW).toBeCloseTo(1.18, 4);
  const full = b.run({ u: [0, -621.5, 0, 0] });
  expect(full.hallLoading).toBeCloseTo(1, 2);
  expect(full.copperLoss_kW! / (full.hallLoading! * full.hallLoading!)).toBeCloseTo(0.010794 * 630, 1);
});

it('two side by side halve the copper loss, and the loading', () => {
  const one = single10().run({ u: [0, -100, 0, 0] });
  const two = single10({ lines: { feeder: { ...line, parallel: 2 } } }).run({ u: [0, -100, 0, 0] });
  expect(two.copperLoss_kW! / one.copperLoss_kW!).toBeCloseTo(0.5, 2);
  expect(two.feederLoading! / one.feederLoading!).toBeCloseTo(0.5, 2);
});

it('a tap of -5 % lifts the low side by as much', () => {
  const b = (tap: number): Bench =>
    bench(electricityNetwork, {
      hub: 'high',
      nodes: { high: { rated_kV: 10 }, low: { rated_kV: 0.4 } },
      transformers: { hall: { from: 'high', to: 'low', type: '0.63 MVA 10/0.4 kV', tap } },
    });
  expect(b(-0.05).run({}).lowVoltage! / b(0).run({}).lowVoltage!).toBeCloseTo(1 / 0.95, 4);
});

it('an undervoltage is an event: 1500 kW and 900 kvar at the end', () => {
  const weak = single10({ voltageBand: 0.05 });
  const out = weak.run({ u: [0, -1500, 0, -900] });
  expect(out.millVoltage).toBeLessThan(0.95);
  expect(out).toMatchObject({ voltagesOutOfBand: 1, voltageOutOfBand: 1 });
  // 900 kvar of capacitors at the mill leave none for the feeder, so that the voltage is in the band again.
  const mended = single10({ voltageBand: 0.05, compensators: { bank: { node: 'mill', rated_kvar: 900 } } });
  const better = mended.run({ u: [0, -1500, 0, -900] });
  expect(better.voltageOutOfBand).toBe(0);
  expect(better.compensators_kvar).toBeCloseTo(900 * better.millVoltage! * better.millVoltage!, 9);
  expect(better.copperLoss_kW).toBeLessThan(out.copperLoss_kW!);
});

it('a compensator that follows Q(V) gives where the voltage is low and takes where it is high', () => {
  const b = single10({ compensators: { device: { node: 'mill', rated_kvar: 400, control: 'voltage' } } });
  const low = b.run({ u: [0, -1200, 0, -400] });
  expect(low.compensators_kvar).toBeCloseTo(400 * Math.min(1, (0.97 - low.millVoltage!) / 0.04), 5);
  expect(low.compensators_kvar).toBeGreaterThan(10);
  const high = b.run({ u: [0, 3000, 0, 0] });
  expect(high.compensators_kvar).toBeCloseTo(400 * Math.max(-1, (1.03 - high.millVoltage!) / 0.04), 5);
  expect(high.compensators_kvar).toBeLessThan(-10);
  expect(b.run({}).compensators_kvar).toBe(0);
});

it('in an outage nothing flows and there is no voltage, and afterwards it finds its way', () => {
  const b = bench(electricityNetwork, electricityNetwork.example);
  const before = b.run({ u: [0, -300, 0, -50] });
  const dark = b.run({ u: [0, -300, 0, -50], w: { available: 0 } });
  const { nodesCutOff, cutOff, ...flows } = dark;
  expect([nodesCutOff, cutOff]).toEqual([1, 1]);
  for (const [name, v] of Object.entries(flows)) expect(v, name).toBe(0);
  const x = Object.fromEntries(b.instance.states.map((name) => [name, dark[name]!]));
  const after = b.run({ x, u: [0, -300, 0, -50], w: { available: 1 } });
  for (const [name, v] of Object.entries(after)) expect(v, name).toBeCloseTo(before[name]!, 7);
});

it('tells the rules to count on the losses of the last step at its hub', () => {
  const { instance } = bench(electricityNetwork, electricityNetwork.example);
  const out = new Float64Array(4).fill(Number.NaN);
  electricityNetwork.expects!(instance.q as never, instance.x, Float64Array.of(1), 1, out);
  expect([...out.subarray(0, 2)]).toEqual([expect.closeTo(-2.36, 3), 0]); // iron without load, from the start on
  electricityNetwork.expects!(instance.q as never, instance.x, Float64Array.of(0), 1, out);
  expect([...out.subarray(0, 2)]).toEqual([0, 0]);
});

const loads = fc.tuple(between(-900, 600), between(-400, 200), between(-900, 600), between(-400, 200));
const campus = {
  hub: 'main',
  nodes: {
    main: { rated_kV: 10 },
    east: { rated_kV: 0.4 },
    west: { rated_kV: 10 },
    ring: { rated_kV: 10, joint: true },
  },
  lines: {
    a: { from: 'main', to: 'ring', type: 'NA2XS2Y 1x240 RM/25 6/10 kV', length_m: 900 },
    b: { from: 'ring', to: 'west', type: 'NA2XS2Y 1x150 RM/25 6/10 kV', length_m: 700 },
    c: { from: 'west', to: 'main', type: 'NA2XS2Y 1x150 RM/25 6/10 kV', length_m: 1200 },
  },
  transformers: { t: { from: 'ring', to: 'east', type: '0.63 MVA 10/0.4 kV', parallel: 2 } },
  compensators: {
    bank: { node: 'east', rated_kvar: 100 },
    device: { node: 'west', rated_kvar: 200, control: 'voltage' },
  },
};
const open = { ...campus, lines: { ...campus.lines, c: { ...campus.lines.c, closed: false } } };

describe.each([
  ['a ring', campus],
  ['a ring that stands open', open],
])('%s', (_what, params) => {
  it('keeps its law at any load, answers twice alike, and does not care where it starts', () => {
    fc.assert(
      fc.property(loads, loads, ([p1, q1, p2, q2], [p3, q3, p4, q4]) => {
        const b = bench(electricityNetwork, params);
        const u = [0, p1, p2, 0, q1, q2];
        const out = b.run({ u });
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * b.residual().scale);
        expect(out.copperLoss_kW).toBeGreaterThan(0);
        expect(out.ironLoss_kW).toBeGreaterThan(0);
        expect(b.run({ u })).toEqual(out);
        const other = b.run({ u: [0, p3, p4, 0, q3, q4] });
        const x = Object.fromEntries(b.instance.states.map((name) => [name, other[name]!]));
        const again = b.run({ x, u });
        for (const [name, v] of Object.entries(again)) expect(v, name).toBeCloseTo(out[name]!, 5);
      }),
      { numRuns: 40 },
    );
  });

  it('an error of 1 % in what a law counts is caught', () => {
    const b = bench(electricityNetwork, params);
    b.run({ u: [0, -800, -500, 0, -200, -100] });
    expect(plant(b).sort()).toEqual(['copperLoss_kW', 'east_kW', 'ironLoss_kW', 'main_kW', 'west_kW']);
  });
});

it('an open line carries nothing; the methods agree on a tree', () => {
  const u = [0, -800, -500, 0, -200, -100];
  const [sweep, newton] = ['sweep', 'newton'].map((method) =>
    bench(electricityNetwork, { ...open, method }).run({ u }),
  );
  expect(sweep!.cLoading).toBe(0);
  for (const [name, v] of Object.entries(sweep!)) expect(v, name).toBeCloseTo(newton![name]!, 6);
});

it('figures of merit by hand', () => {
  const sums: Record<string, number> = { copperLoss_kW: 20, ironLoss_kW: 10, carriedPower_kW: 970 };
  const totals: Totals = {
    hours_h: 100,
    sum: (signal) => sums[signal] ?? 0,
    max: (signal) => (signal === 'highestLoading' ? 1.2 : 1.04),
    min: () => 0.88,
    running_h: (signal) => ({ overload: 3, voltageOutOfBand: 2, cutOff: 4 })[signal] ?? 0,
    first: () => 0,
    last: () => 0,
    months: [],
  };
  expect(electricityNetwork.kpis!(undefined as never, totals)).toEqual({
    loss_kWh: 30,
    lossShare: 0.03,
    overload_h: 3,
    voltageOutOfBand_h: 2,
    cutOff_h: 4,
    highestLoading: 1.2,
    lowestVoltage: 0.88,
    highestVoltage: 1.04,
  });
});

it('stops where no voltage carries the load, and says where', () => {
  expect(() => single10().run({ u: [0, -9000, 0, 0] })).toThrow(
    /^the power flow found no solution: at its nearest \(iteration 40 was its last\) bus "mill" was off by [\d.]+ kVA at [\d.]+ p\.u\.; the load there is more than its voltage can carry: lower it, strengthen the lines and transformers on the way, or compensate reactive power$/,
  );
});

describe.skipIf(!hasShared)(`CIGRE's networks from their plates${whyNoShared}`, () => {
  it.each(elementCases().map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const points = kindPoints(found);
    expect(points.voltage.length).toBeGreaterThan(14);
    for (const { reference, model } of points.voltage) expect(Math.abs(model - reference)).toBeLessThan(1e-5);
    for (const list of [points.loading, points.loss_kW, points.hub_kW, points.hub_kvar])
      for (const { reference, model } of list)
        expect(Math.abs(model - reference)).toBeLessThan(1e-4 * Math.abs(reference) + 1e-6);
  });
});
