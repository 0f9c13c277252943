import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockLu } from '../../../src/core/physics/powerFlow/blockLu.ts';
import { between } from '../../between.ts';

it('factors any pattern: A x = b', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 14 }),
      fc.array(between(-1, 1), { minLength: 900, maxLength: 900 }),
      (n, draws) => {
        let at = 0;
        const next = (): number => draws[at++ % draws.length]!;
        const neighbours = Array.from({ length: n }, () => new Set<number>());
        for (let a = 0; a < n; a++)
          for (let b = 0; b < a; b++)
            if (next() > 0.4) {
              neighbours[a]!.add(b);
              neighbours[b]!.add(a);
            }
        const lu = blockLu(neighbours);
        const dense = Array.from({ length: 2 * n }, () => new Float64Array(2 * n));
        for (let a = 0; a < n; a++)
          for (const b of [a, ...neighbours[a]!]) {
            const slot = lu.slot(a, b);
            for (let k = 0; k < 4; k++) {
              // Off-diagonal rotation as strong as the diagonal: single pivots would be weak.
              const v = a === b ? [0.1, 3 * n, -3 * n, 0.1][k]! : next();
              lu.values[slot + k] = v;
              dense[2 * a + (k >> 1)]![2 * b + (k & 1)] = v;
            }
          }
        const x = Float64Array.from({ length: 2 * n }, next);
        const right = Float64Array.from(dense, (row) => row.reduce((sum, v, k) => sum + v * x[k]!, 0));
        expect(lu.factor()).toBe(true);
        lu.solve(right);
        right.forEach((v, k) => {
          expect(v).toBeCloseTo(x[k]!, 10);
        });
      },
    ),
    { numRuns: 50 },
  );
  const singular = blockLu([new Set()]);
  expect(singular.factor()).toBe(false);
  expect(() => blockLu([new Set(), new Set()]).slot(0, 1)).toThrow('no block at 0, 1');
});
