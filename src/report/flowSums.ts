import type { Outcome } from '../scenario/simulation.ts';
import type { Flow } from './places.ts';
import type { Tally } from './tally.ts';

/** What a port gave to its bus and took from it, as magnitudes in kWh or kg. */
export interface FlowSum {
  readonly flow: Flow;
  readonly given: number;
  readonly taken: number;
  /** By month of the run. */
  readonly givenIn: readonly number[];
  readonly takenIn: readonly number[];
}

export function flowSumsOf({ compiled, totals }: Outcome, tally: Tally): FlowSum[] {
  const months = compiled.run.months.map((_, m) => m);
  return tally.places.flows.map((flow) => {
    const net = (m: number): number => totals[flow.component]!.months[m]!.sum(flow.signal);
    const { direction } = flow;
    const givenIn = months.map((m) => (direction === 'both' ? tally.given(flow, m) : direction === 'out' ? net(m) : 0));
    const takenIn = months.map((m) =>
      direction === 'both' ? tally.taken(flow, m) : direction === 'in' ? 0 - net(m) : 0,
    );
    return { flow, givenIn, takenIn, given: sumOf(givenIn), taken: sumOf(takenIn) };
  });
}

export const sumOf = (values: readonly number[]): number => {
  let sum = 0;
  for (const v of values) sum += v;
  return sum;
};
