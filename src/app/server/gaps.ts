/** Steps [from, until) of a run that nobody is known to have heard of. */
export interface Gap {
  readonly run: string;
  readonly epoch: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Keeps account of what was told live. What a broker has confirmed is done with; what it has not when the connection is
 * lost, and what happens until it is back, becomes a gap to be told as history.
 */
export interface Gaps {
  /** Steps that were told live, or should have been. */
  add(run: string, epoch: number, from: number, until: number): void;
  /** Everything added up to now is confirmed once the caller says so to what this returns. */
  mark(): () => void;
  /** Turns all that is not confirmed into gaps. */
  lose(): void;
  /** The next steps to tell as history, at most so many; they are done with once the caller says so. */
  next(most: number): { readonly gap: Gap; readonly done: () => void } | undefined;
  readonly waiting: number;
  /** Steps given up since there were too many. */
  readonly dropped: number;
}

export function makeGaps(mostSteps: number): Gaps {
  let open: Gap[] = [];
  let gaps: Gap[] = [];
  let dropped = 0;
  const push = (list: Gap[], gap: Gap): void => {
    const last = list.at(-1);
    if (last !== undefined && last.run === gap.run && last.until === gap.from)
      list[list.length - 1] = { ...last, until: gap.until };
    else list.push(gap);
  };
  const sizeOf = (list: readonly Gap[]): number => list.reduce((sum, gap) => sum + gap.until - gap.from, 0);
  /** What is left of a gap after the steps of a run before `until`. */
  const after = (list: readonly Gap[], run: string, until: number): Gap[] =>
    list.flatMap((gap) =>
      gap.run !== run || gap.from >= until ? [gap] : gap.until > until ? [{ ...gap, from: until }] : [],
    );
  return {
    get waiting() {
      return sizeOf(gaps);
    },
    get dropped() {
      return dropped;
    },
    add(run, epoch, from, until) {
      push(open, { run, epoch, from, until });
    },
    mark() {
      const marked = open.map(({ run, until }) => ({ run, until }));
      return () => {
        for (const { run, until } of marked) open = after(open, run, until);
      };
    },
    lose() {
      for (const gap of open) push(gaps, gap);
      open = [];
      for (let over = sizeOf(gaps) - mostSteps; over > 0 && gaps.length > 0; ) {
        const [first, ...rest] = gaps as [Gap, ...Gap[]];
        const cut = Math.min(over, first.until - first.from);
        dropped += cut;
        over -= cut;
        gaps = first.from + cut < first.until ? [{ ...first, from: first.from + cut }, ...rest] : rest;
      }
    },
    next(most) {
      const first = gaps[0];
      if (first === undefined) return undefined;
      const gap = { ...first, until: Math.min(first.until, first.from + most) };
      return {
        gap,
        done() {
          gaps = after(gaps, gap.run, gap.until);
        },
      };
    },
  };
}
