import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { mutants, outcomeOf, spoiltTexts } from './mutants.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 250);
/** Of one mutant; generous, for the machine may be busy. */
const LONGEST_MS = 10_000;

function hold(files: Readonly<Record<string, string>>): string {
  const start = performance.now();
  const outcome = outcomeOf(files);
  expect(performance.now() - start).toBeLessThan(LONGEST_MS);
  if (outcome === 'run') return 'run';
  expect(outcome.message).not.toMatch(/undefined|\[object/);
  if (!(outcome instanceof ConfigError)) return 'broken';
  expect(outcome.issues.length).toBeGreaterThan(0);
  for (const issue of outcome.issues) expect(issue.file).not.toBe('');
  return 'fault';
}

it.each([
  ['fields lost, renamed, retyped, swapped and driven to extremes', mutants],
  ['characters lost and put in', spoiltTexts],
])('a scenario with %s runs or is refused', { timeout: 300_000 }, (_, arbitrary) => {
  const counts: Record<string, number> = { run: 0, fault: 0, broken: 0 };
  fc.assert(
    fc.property(arbitrary, (files) => {
      counts[hold(files)]!++;
    }),
    { seed: Number(process.env.FUZZ_SEED ?? 20231), numRuns: RUNS, endOnFailure: true },
  );
  // Were all refused, the mutants would test nothing but the door.
  expect(counts.run).toBeGreaterThan(RUNS / 50);
  expect(counts.fault).toBeGreaterThan(RUNS / 4);
  expect(counts.broken).toBeLessThan(RUNS / 50);
});
