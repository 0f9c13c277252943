import { describe, expect, it } from 'vitest';
import { hasShared, whyNoShared } from '../../shared.ts';
import { validations } from '../../validation/optimisation.ts';

describe.skipIf(!hasShared)(`what other tools found${whyNoShared}`, () => {
  // The whole year is in docs/validation.md, and in the benchmark.
  it.each(validations.filter((v) => !v.title.includes('8,760')).map((v) => [v.title, v] as const))('%s', (_, v) => {
    const points = v.points()!;
    expect(points.length).toBeGreaterThan(0);
    for (const { reference, model } of points)
      expect(Math.abs(model / reference - 1), `${model} for ${reference}`).toBeLessThan(v.tolerance.relative!);
  });
});
