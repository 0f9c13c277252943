import { describe, expect, it } from 'vitest';
import { RAD_PER_DEG } from '../../../src/core/math.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import type { Point } from '../../validation/validation.ts';
import {
  acPoints,
  dcPoints,
  distFlowPoints,
  generatorPoints,
  type MatpowerExpected,
  matpowerCases,
  solveCase,
  tolerance_kW,
} from './powerFlowCases.ts';
import { elementCases, elementPoints } from './powerFlowElements.ts';

const worst = (points: readonly Point[], relative = false): number =>
  points.reduce(
    (most, { reference, model }) =>
      Math.max(most, Math.abs(model - reference) / (relative ? Math.max(1e-3, Math.abs(reference)) : 1)),
    points.length === 0 ? Number.NaN : 0,
  );

const RADIAL = ['case33bw', 'case33bw_load0.5', 'cigre_mv', 'kerber_dorfnetz_lv'];

describe.skipIf(!hasShared)(`against solutions of others${whyNoShared}`, () => {
  it('knows the cases', () => {
    expect(matpowerCases().length).toBe(9);
    expect(elementCases().length).toBe(2);
  });

  it.each(
    matpowerCases().flatMap((found) =>
      (RADIAL.includes(found.id) ? (['sweep', 'newton'] as const) : (['newton'] as const)).map(
        (method) => [found.id, method, found] as const,
      ),
    ),
  )('%s by %s: voltages, angles, flows and losses', (_id, method, found) => {
    expect(worst(acPoints.voltage!(found, method))).toBeLessThan(1e-6);
    expect(worst(acPoints.angle_deg!(found, method))).toBeLessThan(1e-4);
    expect(worst(acPoints.flow_kW!(found, method))).toBeLessThan(tolerance_kW(found));
    expect(worst(acPoints.flow_kvar!(found, method))).toBeLessThan(tolerance_kW(found));
    expect(worst(acPoints.loss_kW!(found, method))).toBeLessThan(tolerance_kW(found));
    const { power_kW, power_kvar } = generatorPoints(found, method);
    expect(worst(power_kW)).toBeLessThan(tolerance_kW(found));
    expect(worst(power_kvar)).toBeLessThan(tolerance_kW(found));
  });

  it.each(matpowerCases().map((found) => [found.id, found] as const))('%s: DC angles and flows', (_id, found) => {
    const { angle_deg, flow_kW } = dcPoints(found);
    expect(worst(angle_deg)).toBeLessThan(1e-4);
    expect(worst(flow_kW)).toBeLessThan(0.01);
  });

  it('the feeder of Baran and Wu: what they published, and linearised DistFlow within 0.01 p.u.', () => {
    const found = matpowerCases().find(({ id }) => id === 'case33bw')!;
    const { state } = solveCase(found);
    const { published } = found.expected as MatpowerExpected;
    expect(acPoints.loss_kW!(found)[0]!.model).toBeCloseTo(published!.total_loss_kW as number, 2);
    const least = Math.min(...state.vm);
    expect(least).toBeCloseTo(published!.Vm_min_pu as number, 5);
    expect(state.vm.indexOf(least) + 1).toBe(published!.bus_of_min);
    expect(worst(distFlowPoints(found))).toBeLessThan(0.01);
    expect(worst(distFlowPoints(found))).toBeGreaterThan(1e-4); // it is linear after all
  });

  it.each([
    // as printed in the textbook and by MATPOWER, to three decimals
    ['case4gs', 'Vm_pu'],
    ['case4gs', 'Va_deg'],
    ['case9', 'Vm_pu'],
  ] as const)('%s: %s as published', (id, quantity) => {
    const found = matpowerCases().find((c) => c.id === id)!;
    const { state } = solveCase(found);
    const published = (found.expected as MatpowerExpected).published![quantity] as number[];
    expect(published.length).toBe(state.vm.length);
    published.forEach((v, k) => {
      expect(quantity === 'Vm_pu' ? state.vm[k]! : state.va_rad[k]! / RAD_PER_DEG).toBeCloseTo(v, 3);
    });
  });

  it.each(elementCases().map((found) => [found.id, found] as const))('%s, from plates', (_id, found) => {
    const points = elementPoints(found);
    expect(worst(points.voltage!)).toBeLessThan(1e-5);
    expect(worst(points.angle_deg!)).toBeLessThan(0.01);
    expect(worst(points.current_A!, true)).toBeLessThan(1e-4);
    expect(worst(points.lineLoss_kW!, true)).toBeLessThan(2e-4);
    expect(worst(points.transformerLoss_kW!, true)).toBeLessThan(2e-4);
    expect(worst(points.transformerLoading!, true)).toBeLessThan(1e-4);
    expect(worst(points.drawn_kW!, true)).toBeLessThan(1e-6);
    expect(worst(points.drawn_kvar!, true)).toBeLessThan(1e-6);
  });
});
