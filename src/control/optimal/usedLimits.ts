import type { Scope } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { type Observer, slotOf } from '../../core/totals.ts';
import type { PlanLimit } from './limits.ts';

/** Adds up what a run uses of each limit in the present period. */
export interface LimitWatch extends Observer {
  /** By limit, kWh (or kg), before step `next` in the period to which it belongs. */
  used(next: number): Float64Array;
  /** All that it remembers, in plain numbers, as many each time. */
  save(): Float64Array;
  /** Goes on from what was saved; zeros are the begin of a run. */
  restore(memory: Float64Array): void;
}

/** A place in the frame, and kWh (or kg) for each unit there. */
interface Term {
  readonly at: number;
  readonly by: number;
  readonly isGivenAlone?: boolean | undefined;
}
const counted = ({ at, by, isGivenAlone }: Term, frame: Float64Array): number =>
  by * (isGivenAlone === true ? Math.max(0, frame[at]!) : frame[at]!);

/** What counts in each limit: places in the frame, and kWh (or kg) for each unit there. */
function termsOf(run: Run, limits: readonly PlanLimit[]): Term[][] {
  const dt_h = hoursOf(run.grid);
  return limits.map(({ flows, emissions }) => [
    ...flows.map(({ component, port, by, isGivenAlone }) => ({
      at: run.frameAt[component]! + port,
      by: by * dt_h,
      isGivenAlone,
    })),
    ...emissions.flatMap((scope) => signalsOf(run, scope).map((at) => ({ at, by: dt_h }))),
  ]);
}

/** What became of a limit in a run. */
export interface LimitUse {
  readonly limit: PlanLimit;
  /** By period, kWh (or kg). */
  readonly used: Float64Array;
}

/** Adds up what a run uses of each limit, period by period. */
export function recordLimits(
  run: Run,
  limits: readonly PlanLimit[],
): Observer & { readonly uses: readonly LimitUse[] } {
  const terms = termsOf(run, limits);
  const uses = limits.map((limit) => ({ limit, used: new Float64Array(limit.periodOf.at(-1)! + 1) }));
  return {
    uses,
    observe(i, frame) {
      uses.forEach(({ limit, used }, n) => {
        for (const term of terms[n]!) used[limit.periodOf[i]!]! += counted(term, frame);
      });
    },
  };
}

export function watchLimits(run: Run, limits: readonly PlanLimit[]): LimitWatch {
  const terms = termsOf(run, limits);
  const sums = new Float64Array(limits.length);
  let last = -1;
  return {
    observe(i, frame) {
      limits.forEach(({ periodOf }, n) => {
        if (last >= 0 && periodOf[last] !== periodOf[i]) sums[n] = 0;
        for (const term of terms[n]!) sums[n]! += counted(term, frame);
      });
      last = i;
    },
    used: (next) =>
      Float64Array.from(limits, ({ periodOf }, n) => (last >= 0 && periodOf[last] === periodOf[next] ? sums[n]! : 0)),
    save: () => Float64Array.of(last + 1, ...sums),
    restore(memory) {
      last = memory[0]! - 1;
      sums.set(memory.subarray(1));
    },
  };
}

/** Places in the frame of the signals that count in a scope. */
const signalsOf = (run: Run, scope: Scope): number[] =>
  run.components.flatMap((c, k) =>
    (c.kind.emissions?.[scope === 'scope1' ? 'fossilCo2' : scope] ?? []).map(
      (name) => run.frameAt[k]! + slotOf(c, name),
    ),
  );
