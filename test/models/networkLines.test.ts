import { describe, expect, it } from 'vitest';
import type { NetworkLine } from '../../src/core/networkLine.ts';
import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK } from '../../src/core/physics/water.ts';
import { electricityNetwork } from '../../src/models/electricityNetwork.ts';
import { hydrogenPipe } from '../../src/models/hydrogenPipe.ts';
import { type Bench, bench } from './bench.ts';
import { dry, fork, net } from './heatNetworkBench.ts';

/** Lines with some inputs changed. */
function linesOf({ instance }: Bench, changed: Readonly<Record<string, number>> = {}): readonly NetworkLine[] {
  const w = instance.columns.map((column) => (typeof column === 'number' ? column : column[0]!));
  for (const [name, value] of Object.entries(changed)) w[instance.inputs.indexOf(name)] = value;
  return instance.kind.lines!(instance.q, Float64Array.from(w));
}
const mostBy = (lines: readonly NetworkLine[]): Record<string, number> =>
  Object.fromEntries(lines.map(({ id, most }) => [id, most]));

describe('what a market sees of', () => {
  const feeder = {
    hub: 'a',
    nodes: { a: { rated_kV: 10 }, b: { rated_kV: 10 }, c: { rated_kV: 10, joint: true } },
    lines: {
      ac: { from: 'a', to: 'c', length_m: 1000, r_ohm_per_km: 0.1, x_ohm_per_km: 0.2, rated_A: 100 },
      cb: { from: 'c', to: 'b', length_m: 1000, r_ohm_per_km: 0.1, x_ohm_per_km: 0.4, rated_A: 50 },
    },
  };
  const ring = {
    ...feeder,
    lines: {
      ...feeder.lines,
      ab: { from: 'a', to: 'b', length_m: 1000, r_ohm_per_km: 0.1, x_ohm_per_km: 0.2, rated_A: 100 },
    },
  };

  it('lines: their rating at rated voltage, less a twentieth for reactive power, by hand', () => {
    const lines = linesOf(bench(electricityNetwork, feeder));
    const most = 0.95 * Math.sqrt(3) * 10 * 100;
    expect(lines).toEqual([
      { id: 'ac', from: 'a', to: 'c', most: expect.closeTo(most, 9), back: expect.closeTo(most, 9) },
      { id: 'cb', from: 'c', to: 'b', most: expect.closeTo(most / 2, 9), back: expect.closeTo(most / 2, 9) },
    ]);
    expect(mostBy(linesOf(bench(electricityNetwork, feeder), { cbClosed: 0 })).cb).toBe(0);
    expect(mostBy(linesOf(bench(electricityNetwork, feeder), { available: 0 }))).toEqual({ ac: 0, cb: 0 });
  });

  it('a ring: its flow divides by impedance, until it is opened', () => {
    const stiff = linesOf(bench(electricityNetwork, ring)).map(({ susceptance }) => susceptance!);
    expect(stiff[0]! / stiff[1]!).toBeCloseTo(2, 9);
    expect(stiff[2]! / stiff[0]!).toBeCloseTo(1, 9);
    expect(linesOf(bench(electricityNetwork, ring), { abClosed: 0 }).map((l) => [l.most > 0, l.susceptance])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, undefined],
    ]);
  });

  it('heat pipes: the highest velocity by the spread of supply and return, and stations at their rating, by hand', () => {
    const lines = linesOf(net({ ...fork, stations: { s1: { rated_kW: 50 }, s2: {} } }, dry));
    // 1.5 m/s in 80 mm at 80 degC, from 90 to 70 degC
    const trunk = 1.5 * waterDensity_kg_per_m3(80) * Math.PI * 0.04 * 0.04 * waterHeatCapacity_kJ_per_kgK(80) * 20;
    const most = mostBy(lines);
    expect(most.trunk).toBeCloseTo(trunk, 6);
    expect(most.b).toBeCloseTo((trunk * 25) / 64, 6);
    expect(most['s1-rating']).toBe(50);
    expect(lines.find(({ id }) => id === 'a')).toMatchObject({ from: 'at-j1', to: 'at-s1' });
    expect(lines.find(({ id }) => id === 's1-rating')).toMatchObject({ from: 'at-s1', to: 's1' });
    const shut = mostBy(linesOf(net(fork, dry), { aClosed: 0 }));
    expect([shut.a, shut.b! > 0]).toEqual([0, true]);
    const colder = mostBy(linesOf(net(fork, dry), { supply_degC: 80 }));
    expect(colder.trunk).toBeCloseTo(trunk / 2, 6);
  });

  it('a hydrogen pipe: its steady flow, one way', () => {
    const pipe = bench(hydrogenPipe, { length_m: 10_000, diameter_mm: 150, rated_kW: 900 });
    expect(linesOf(pipe)).toEqual([{ id: 'pipe', from: 'from', to: 'to', most: expect.closeTo(900, 9), back: 0 }]);
    expect(linesOf(pipe, { available: 0.5 })[0]!.most).toBeCloseTo(450, 9);
  });
});
