import { describe, expect, it } from 'vitest';
import { hasShared, whyNoShared } from '../../shared.ts';
import { validations } from '../../validation/optimisation.ts';

describe.skipIf(!hasShared)(`what other tools found${whyNoShared}`, () => {
  // The whole year is in docs/validation.md, and in the benchmark.
  const brief = validations.filter((v) => !v.title.includes('8,760')).map((v) => [v.title, v] as const);
  // Searches for whole numbers take their time on a busy machine.
  it.each(brief)('%s', { timeout: 120_000 }, (_, v) => {
    const points = v.points()!;
    expect(points.length).toBeGreaterThan(0);
    for (const { reference, model } of points)
      expect(Math.abs(model / reference - 1), `${model} for ${reference}`).toBeLessThan(v.tolerance.relative!);
  });
});
