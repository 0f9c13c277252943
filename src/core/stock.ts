import type { Instance } from './instance.ts';

/**
 * What states of a component hold, in the unit of one of its ports: the states that the port's own law counts, over what
 * that law counts a unit of the port's flow. 0 where it holds nothing.
 */
export function heldBy(c: Instance, signal: string, amount: (state: string) => number): number {
  for (const { terms } of c.laws) {
    const port = terms.find((t) => t.role === 'port' && t.name === signal);
    const states = terms.filter((t) => t.role === 'store');
    if (!port || states.length === 0) continue;
    let sum = 0;
    for (const { name, coefficient } of states) sum += coefficient * amount(name);
    return sum / port.coefficient;
  }
  return 0;
}
