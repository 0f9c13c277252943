import fc from 'fast-check';

/** Evenly spread numbers. (`fc.double` is uniform over bit patterns: nearly always tiny.) */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 10_000 }).map((i) => min + ((max - min) * i) / 10_000);
