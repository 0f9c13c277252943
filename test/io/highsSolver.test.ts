import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Problem, Solver } from '../../src/core/solver.ts';

const built = new URL('../../dist/io/highsSolver.js', import.meta.url);

/** Knapsacks that a search does not end with at once. */
function hard(n: number): Problem {
  const weights = Float64Array.from({ length: n }, (_, j) => 1000 + ((j * 7919) % 997));
  return {
    columns: n,
    rows: 1,
    offset: 0,
    cost: weights.map((w, j) => -w - (j % 3)),
    lower: new Float64Array(n),
    upper: new Float64Array(n).fill(1),
    rowLower: Float64Array.of(Number.NEGATIVE_INFINITY),
    rowUpper: Float64Array.of(weights.reduce((a, b) => a + b, 0) / 2 + 0.5),
    starts: Int32Array.from({ length: n + 1 }, (_, j) => j),
    indices: new Int32Array(n),
    values: weights,
    integer: new Int32Array(n).fill(1),
  };
}

it.runIf(existsSync(built))('says what to do where its thread is lost in the middle of its work', async () => {
  const { highsSolver } = (await import(built.href)) as { highsSolver: Solver };
  const session = await highsSolver.open();
  const answer = session.solve(hard(200), { gap: 0 });
  const refused = expect(answer).rejects.toThrow(
    /^the solver's thread was lost in the middle of its work \(it ended with \d\); a problem beyond its memory of 2 GiB is the likely cause: plan fewer hours at once \(control\.planner: mpc, or an earlier time\.end\), or in longer steps$/,
  );
  await session.close();
  await refused;
});
