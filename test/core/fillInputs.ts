import type { Instance } from '../../src/core/instance.ts';

/** Fills the inputs of interval `i`, the constants too. */
export function fillInputs({ columns, w }: Instance, i: number): void {
  columns.forEach((column, k) => {
    w[k] = typeof column === 'number' ? column : column[i]!;
  });
}
