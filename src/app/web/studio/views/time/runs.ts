/** Runs as a small tree: what goes on from what, and where each turned off. Pure. */
export interface Run {
  readonly id: string;
  readonly parent?: string | undefined;
  /** Index of its first own step, and after its last. */
  readonly fork: number;
  readonly end: number;
  readonly start_ms: number;
  readonly step_s: number;
  readonly isCurrent: boolean;
}
/** `line`: the twin is at it, or was on the way there; `earlier`: from another beginning. */
export type RunKind = 'line' | 'whatIf' | 'forecast' | 'earlier';
export interface Branch {
  readonly run: Run;
  readonly kind: RunKind;
  /** Row of the one that it goes on from. */
  readonly parentRow: number | undefined;
  readonly depth: number;
}

/** @param most what-ifs and forecasts that are shown, the newest; @returns in the order of the tree, each below what it goes on from */
export function treeOf(runs: readonly Run[], most: number): readonly Branch[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const onTheWay = new Set<string>();
  for (let at = runs.find(({ isCurrent }) => isCurrent); at !== undefined && !onTheWay.has(at.id); ) {
    onTheWay.add(at.id);
    at = at.parent === undefined ? undefined : byId.get(at.parent);
  }
  const kindOf = ({ id, parent }: Run): RunKind =>
    onTheWay.has(id) ? 'line' : id.startsWith('f') ? 'forecast' : parent === undefined ? 'earlier' : 'whatIf';
  const born = ({ id }: Run): string => id.slice(1);
  const aside = runs.filter((run) => !onTheWay.has(run.id)).sort((a, b) => (born(a) < born(b) ? 1 : -1));
  const shown = new Set([...onTheWay, ...aside.slice(0, most).map(({ id }) => id)]);
  const found: Branch[] = [];
  const add = (run: Run, parentRow: number | undefined, depth: number): void => {
    const row = found.push({ run, kind: kindOf(run), parentRow, depth }) - 1;
    const next = runs.filter((one) => one.parent === run.id && shown.has(one.id));
    // What goes on stays nearest; the rest by where it turned off.
    next.sort((a, b) => Number(onTheWay.has(b.id)) - Number(onTheWay.has(a.id)) || a.fork - b.fork);
    for (const one of next) add(one, row, depth + 1);
  };
  for (const run of runs)
    if (shown.has(run.id) && (run.parent === undefined || !shown.has(run.parent))) add(run, undefined, 0);
  return found;
}

export const timeOf = ({ start_ms, step_s }: Run, step: number): number => start_ms + step * step_s * 1000;
