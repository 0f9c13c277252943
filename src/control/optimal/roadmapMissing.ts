import type { Problem, SolverSession } from '../../core/solver.ts';
import { horizonOf } from './horizon.ts';
import type { RoadmapTask } from './roadmap.ts';
import { type RoadmapLayout, roadmapProblem } from './roadmapProblem.ts';
import { inYearAlone } from './roadmapStart.ts';
import type { Operation } from './yearOperation.ts';

/** A roadmap that cannot be; its text names what stands against it. */
export class RoadmapError extends Error {}

type Part = Pick<RoadmapTask, 'horizon' | 'operations' | 'sizes' | 'caps'>;

const tonnes = (v: number): string => String(Number(v.toPrecision(5)));
/** Below this share of a cap what is missing is rounding. */
const ROUNDING = 1e-6;

/**
 * Which caps on carbon cannot be kept while all is served that can be, and by how much; undefined where all can. Whoever serves nobody emits
 * nothing: a kWh that is not served counts a tonne.
 */
export async function capsMissed(
  layout: RoadmapLayout,
  { caps, horizon, operations }: Part,
  session: SolverSession,
): Promise<RoadmapError | undefined> {
  const eased = await session.solve(easedOf(layout, operations));
  if (eased.status !== 'optimal') return undefined;
  const texts = caps.flatMap(({ name, most_t }, r) => {
    const missing_t = eased.x[layout.problem.columns + r]!;
    return missing_t <= ROUNDING * Math.max(1, most_t)
      ? []
      : [
          `${name} allows ${tonnes(most_t)} t, and ${tonnes(most_t + missing_t)} t are the least that can be emitted: ${tonnes(missing_t)} t are missing`,
        ];
  });
  return texts.length === 0
    ? undefined
    : new RoadmapError(
        `no roadmap for ${horizon.years.join(', ')} keeps all caps on carbon and serves all demand: ${texts.join('; ')}. Raise it, let more be built or earlier, or take away what emits`,
      );
}

/** Why there is no roadmap: caps that cannot be kept, or years in which the plant cannot be run at all. */
export async function missingOf(layout: RoadmapLayout, task: Part, session: SolverSession): Promise<RoadmapError> {
  const missed = await capsMissed(layout, task, session);
  if (missed !== undefined) return missed;
  const { horizon } = task;
  const years: number[] = [];
  for (let k = 0; k < horizon.years.length; k++) {
    const alone = roadmapProblem(
      horizonOf([horizon.years[k]!], horizon.discountRate),
      [task.operations[k]!],
      task.sizes.map((size) => inYearAlone(size, k)),
      [],
    );
    if ((await session.solve(alone.problem)).status === 'infeasible') years.push(horizon.years[k]!);
  }
  return new RoadmapError(
    years.length > 0
      ? `the plant cannot be run in ${years.join(', ')} with all that may stand there then; let more be built or earlier, keep longer what is there, or give its buses closers that take what is lacking`
      : 'no roadmap: what is built, what retires and the least sizes ("from") contradict one another over the years; lower "from", or let more be built',
  );
}

/** The problem in which caps may be missed, and nothing counts but by how much, and what is not served. */
function easedOf({ problem, caps, operation }: RoadmapLayout, operations: readonly Operation[]): Problem {
  const columns = problem.columns + caps.length;
  const wide = (from: Float64Array, rest: number): Float64Array => {
    const to = new Float64Array(columns).fill(rest);
    to.set(from);
    return to;
  };
  const unserved = new Float64Array(problem.columns);
  operations.forEach(({ unserved_kWh }, k) => {
    unserved.set(unserved_kWh, operation[k]!);
  });
  const entries = problem.indices.length;
  const starts = new Int32Array(columns + 1);
  starts.set(problem.starts);
  const indices = new Int32Array(entries + caps.length);
  const values = new Float64Array(entries + caps.length).fill(-1);
  indices.set(problem.indices);
  values.set(problem.values);
  caps.forEach((row, r) => {
    indices[entries + r] = row;
    starts[problem.columns + r + 1] = entries + r + 1;
  });
  return {
    ...problem,
    columns,
    offset: 0,
    cost: wide(unserved, 1),
    lower: wide(problem.lower, 0),
    upper: wide(problem.upper, Number.POSITIVE_INFINITY),
    starts,
    indices,
    values,
  };
}
