import { describe, expect, it } from 'vitest';
import { addSlot, matchingScore, noMatching, volumetricScore } from '../../../src/market/certificates/matching.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { scorePoints, unmatchedPoints } from '../../validation/hourlyMatching.ts';

describe('matching by the hour', () => {
  it('counts what clean energy met in its own slot: by hand', () => {
    const sum = noMatching();
    addSlot(sum, 10, 4);
    addSlot(sum, 10, 20);
    // 4 of 10 and 10 of 10; 24 clean for 20 in all
    expect(matchingScore(sum)).toBe(0.7);
    expect(volumetricScore(sum)).toBe(1);
    expect(sum.clean - sum.matched).toBe(10);
  });

  it('has no score without a load, and takes no amount that is none', () => {
    expect(matchingScore(noMatching())).toBeNaN();
    expect(() => addSlot(noMatching(), Number.NaN, 1)).toThrow('load NaN and clean 1: expected finite amounts from 0');
    expect(() => addSlot(noMatching(), 1, -1)).toThrow('load 1 and clean -1');
  });

  it.skipIf(!hasShared)(`scores four hours as the reference does${whyNoShared}`, () => {
    for (const { reference, model } of [...scorePoints(), ...unmatchedPoints()])
      expect(model).toBeCloseTo(reference, 12);
  });
});
