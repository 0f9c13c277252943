import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Extent, held, lengthOf, missing } from '../../src/io/extents.ts';

const range = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 12 })).map(([from, n]) => ({ from, until: from + n }));

it('holds what a set of whole numbers would', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, (added, asked) => {
      const set = new Set<number>();
      let extents: readonly Extent[] = [];
      for (const { from, until } of added) {
        extents = held(extents, from, until);
        for (let i = from; i < until; i++) set.add(i);
      }
      expect(lengthOf(extents)).toBe(set.size);
      // In order, apart, and none empty.
      extents.forEach((e, k) => {
        expect(e.from).toBeLessThan(e.until);
        if (k > 0) expect(extents[k - 1]!.until).toBeLessThan(e.from);
      });
      const lacks = missing(extents, asked.from, asked.until).flatMap(({ from, until }) =>
        Array.from({ length: until - from }, (_, i) => from + i),
      );
      const expected = Array.from({ length: asked.until - asked.from }, (_, i) => asked.from + i);
      expect(lacks).toEqual(expected.filter((i) => !set.has(i)));
    }),
    { numRuns: 1000 },
  );
});
