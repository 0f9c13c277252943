import fc from 'fast-check';
import { expect, it } from 'vitest';
import { solve } from '../../src/report/linear.ts';
import { between } from '../between.ts';

it.each<[string, number[][], number[], number[]]>([
  ['one', [[4]], [8], [2]],
  [
    'two',
    [
      [2, 1],
      [1, 3],
    ],
    [5, 10],
    [1, 3],
  ],
  [
    'rows to swap',
    [
      [0, 1],
      [1, 0],
    ],
    [3, 4],
    [4, 3],
  ],
  [
    'an unknown that no equation fixes',
    [
      [0, 0],
      [0, 2],
    ],
    [0, 6],
    [0, 3],
  ],
  [
    'rows of very different size',
    [
      [1e-9, 1e-9],
      [1, -1],
    ],
    [3e-9, 1],
    [2, 1],
  ],
])('solves %s', (_, matrix, right, x) => {
  const made = solve(matrix, right);
  made.forEach((v, k) => {
    expect(v).toBeCloseTo(x[k]!, 9);
  });
});

it('solves what has a heavy diagonal', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(between(-1, 1), { minLength: 5, maxLength: 5 }), { minLength: 5, maxLength: 5 }),
      (rows) => {
        const matrix = rows.map((row, r) => row.map((v, c) => (r === c ? v + 6 : v)));
        const x = [1, -2, 3, 0.5, 7];
        const right = matrix.map((row) => row.reduce((sum, v, c) => sum + v * x[c]!, 0));
        solve(
          matrix.map((row) => [...row]),
          right,
        ).forEach((v, k) => {
          expect(v).toBeCloseTo(x[k]!, 9);
        });
      },
    ),
  );
});
