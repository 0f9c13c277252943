import { expect } from 'vitest';
import type { Bench } from './bench.ts';

/**
 * After a step, puts an error of 1 % into each output that a law counts and is not 0, one at a time, and expects that
 * law to break. Returns the names so that a test can say which outputs were worth it.
 */
export function plant(bench: Bench): string[] {
  const { outputs, laws, y } = bench.instance;
  expect(Math.abs(bench.residual().value)).toBeLessThan(1e-9 * Math.max(1, bench.residual().scale));
  const caught: string[] = [];
  const counted = new Set(laws.flatMap((law) => [...law.outputAt]));
  for (const at of counted) {
    const right = y[at]!;
    if (right === 0) continue;
    y[at] = right * 1.01;
    const { value } = bench.residual();
    expect(Math.abs(value), `1 % more ${outputs[at]}`).toBeGreaterThan(1e-6 * Math.abs(right));
    caught.push(outputs[at]!);
    y[at] = right;
  }
  return caught;
}
