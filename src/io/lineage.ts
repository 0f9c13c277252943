import { ConfigError } from '../core/errors.ts';
import type { SeriesQuery, StoredRun } from '../core/store.ts';

/** Steps [from, until) that one run of a lineage has to give. */
export interface LineagePart {
  readonly run: StoredRun;
  readonly from: number;
  readonly until: number;
}

export type FindRun = (id: string) => StoredRun | undefined;

/**
 * Who has which of the steps [from, until) of a run: its own from its fork on, those before from its parent, and so on.
 * In the order of time; a parent that is gone leaves a hole.
 */
export function lineageOf(find: FindRun, id: string, from: number, until: number): LineagePart[] {
  const parts: LineagePart[] = [];
  const seen = new Set<string>();
  let run = find(id);
  let end = until;
  while (run !== undefined && end > from && !seen.has(run.id)) {
    seen.add(run.id);
    const begin = Math.max(from, run.fork);
    if (begin < end) parts.unshift({ run, from: begin, until: end });
    end = Math.min(end, run.fork);
    run = run.parent === undefined ? undefined : find(run.parent);
  }
  return parts;
}

/** The fork of the oldest run of a lineage that is still known: where its steps begin. */
export const rootOf = (find: FindRun, id: string): number =>
  lineageOf(find, id, 0, Number.MAX_SAFE_INTEGER)[0]?.from ?? 0;

/** @throws ConfigError that names the runs there are */
export function known(find: FindRun, ids: Iterable<string>, id: string): StoredRun {
  const run = find(id);
  if (run !== undefined) return run;
  const all = [...ids];
  throw new ConfigError(
    `there is no run "${id}" in the store; ${all.length === 0 ? 'it has none' : `it has ${named(all)}`}`,
  );
}

/** The signals that a query is about, in the order of the frame. @throws ConfigError that names what there is */
export function signalsOf(run: StoredRun, { component, signals }: SeriesQuery): StoredRun['columns'] {
  const own = run.columns.filter((c) => c.component === component);
  if (own.length === 0) {
    const ids = [...new Set(run.columns.map((c) => c.component))];
    throw new ConfigError(`run "${run.id}" has no component "${component}"; it has ${named(ids)}`);
  }
  if (signals === undefined) return own;
  return signals.map((signal) => {
    const found = own.find((c) => c.signal === signal);
    if (found === undefined)
      throw new ConfigError(
        `component "${component}" of run "${run.id}" has no signal "${signal}"; it has ${named(own.map((c) => c.signal))}`,
      );
    return found;
  });
}

const MOST = 12;
const named = (all: readonly string[]): string =>
  all.length <= MOST ? all.join(', ') : `${all.slice(0, MOST).join(', ')} and ${all.length - MOST} more`;

/** @throws ConfigError where a run is another than the one that the store has under its id */
export function sameRun(met: StoredRun, stored: StoredRun): void {
  const differs = (['site', 'parent', 'fork', 'start_ms', 'step_s'] as const).find((key) => met[key] !== stored[key]);
  const columns = met.columns.map((c) => c.name).join() !== stored.columns.map((c) => c.name).join();
  if (differs === undefined && !columns) return;
  const what =
    differs === undefined
      ? 'it has other columns'
      : `${differs} is ${stored[differs] ?? 'none'}, not ${met[differs] ?? 'none'}`;
  throw new ConfigError(`the store has another run "${met.id}": ${what}; give this one an id of its own`);
}
