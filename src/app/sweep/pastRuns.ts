import { isDeepStrictEqual } from 'node:util';
import type { Tally } from '../../report/tally.ts';
import type { Compiled } from '../../scenario/compile.ts';
import type { Outcome } from '../../scenario/simulation.ts';
import type { SweepValue } from '../../scenario/sweepAxis.ts';

/** What a run came to, of which nothing is kept but its sums. */
export interface PastRun {
  readonly outcome: Outcome;
  readonly tally: Tally;
}

/** Runs that are kept, some hundred kB each: as many as the values of an axis that varies faster than interest. ASSUMED */
const KEPT = 48;

/** Runs of a sweep, so that values which only money hangs on do not have the same steps taken again. */
export interface PastRuns {
  /** A run that took the same steps as this case would, reckoned with what the case says of money. */
  of(compiled: Compiled, values: readonly SweepValue[]): PastRun | undefined;
  keep(values: readonly SweepValue[], run: PastRun): void;
}

export function pastRuns(paths: readonly string[]): PastRuns {
  const known = new Map<string, PastRun>();
  const isOfMoney = paths.map(ofMoneyAlone);
  const keyOf = (values: readonly SweepValue[]): string => JSON.stringify(values.filter((_, k) => !isOfMoney[k]));
  const isWorth = isOfMoney.includes(true);
  return {
    of(compiled, values) {
      const past = isWorth ? known.get(keyOf(values)) : undefined;
      if (past === undefined || !runsAlike(past.outcome.compiled, compiled)) return undefined;
      return { ...past, outcome: { ...past.outcome, compiled } };
    },
    keep(values, run) {
      if (!isWorth) return;
      const key = keyOf(values);
      known.delete(key);
      known.set(key, run);
      for (const [oldest] of known) if (known.size > KEPT) known.delete(oldest);
    },
  };
}

/** Whether a path leads to what money is reckoned with. It may all the same change what rules weigh: see `runsAlike`. */
function ofMoneyAlone(path: string): boolean {
  const [section, , field] = path.split('.');
  return section === 'economy' || (section === 'components' && field === 'economics');
}

/**
 * Whether two cases that differ in what money is reckoned with alone take the same steps: rules weigh the same, and every component
 * is the same with the same series. A plan or a market minds money by itself.
 */
export function runsAlike(a: Compiled, b: Compiled): boolean {
  const isByRules = [a, b].every(
    ({ cluster: { spec } }) => spec.control.planner === undefined && spec.exchange === undefined,
  );
  return (
    isByRules &&
    isDeepStrictEqual(a.rules, b.rules) &&
    a.run.components.length === b.run.components.length &&
    a.run.components.every((c, k) => {
      const d = b.run.components[k]!;
      return (
        c.id === d.id &&
        c.kind === d.kind &&
        isDeepStrictEqual(c.p, d.p) &&
        isDeepStrictEqual(c.q, d.q) &&
        isDeepStrictEqual(c.columns, d.columns)
      );
    })
  );
}
