import { setFlagsFromString } from 'node:v8';
import { collect } from '../io/collect.ts';

/** Steps from which on a run's series are so large that waiting for the engine to clear up costs memory. */
const LONG = 100_000;

let isSteady = false;

/**
 * Has the engine clear up now, where a run has many steps. Series lie outside its heap, and it lets many times their
 * size in garbage gather before it looks; for a year of minutes that is more than 100 MB.
 */
export function tidy(steps: number): void {
  if (steps < LONG) return;
  // The space for young objects stays as small as it is.
  if (!isSteady) setFlagsFromString('--semi-space-growth-factor=1');
  isSteady = true;
  collect();
}
