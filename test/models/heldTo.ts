import { expect } from 'vitest';
import type { Validation } from '../validation/validation.ts';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Expects a comparison to keep the tolerance that it names, over as many points at least. */
export function expectHeld(validation: Validation, least: number): void {
  const all = validation.points()!;
  expect(all.length).toBeGreaterThanOrEqual(least);
  const { absolute, relative, rms, meanRelative } = validation.tolerance;
  if (absolute !== undefined || relative !== undefined)
    for (const p of all)
      expect(Math.abs(p.model - p.reference), JSON.stringify(p)).toBeLessThanOrEqual(
        (absolute ?? 0) + (relative ?? 0) * Math.abs(p.reference),
      );
  if (rms !== undefined)
    expect(Math.sqrt(sum(all.map((p) => (p.model - p.reference) ** 2)) / all.length)).toBeLessThanOrEqual(rms);
  if (meanRelative !== undefined) {
    const reference = sum(all.map((p) => p.reference));
    expect(Math.abs(sum(all.map((p) => p.model)) - reference)).toBeLessThanOrEqual(meanRelative * Math.abs(reference));
  }
}
