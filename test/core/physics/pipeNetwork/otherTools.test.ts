import { describe, expect, it } from 'vitest';
import { interpolate } from '../../../../src/core/math.ts';
import { hasShared, whyNoShared } from '../../../shared.ts';
import { csvRows } from '../csv.ts';
import { stepTest } from './measuredPipes.ts';

describe.skipIf(!hasShared)(`the pipe at Liege against the plug flow of the IBPSA library${whyNoShared}`, () => {
  it('leaves as warm as there, within 1 K RMS, and rises by half within 6 s of it', () => {
    const rows = csvRows('reference/heat_network/dynamic_ULg151202_dymola.csv');
    const times = rows.map((row) => row.number('time_s'));
    const out_degC = rows.map((row) => row.number('T_out_sim_K') - 273.15);
    const points = stepTest('151202').points.filter(({ x }) => x! <= times.at(-1)!);
    expect(points.length).toBeGreaterThan(100);
    let square = 0;
    for (const { model, x } of points) square += (model - interpolate(times, out_degC, x!)) ** 2;
    expect(Math.sqrt(square / points.length)).toBeLessThan(1);
    const level = (out_degC[0]! + Math.max(...out_degC)) / 2;
    const half_s = times[out_degC.findIndex((t) => t > level)]!;
    expect(Math.abs(points.find(({ model }) => model > level)!.x! - half_s)).toBeLessThan(6);
  });
});
