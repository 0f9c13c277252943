import { pow } from '../../core/math.ts';
import type { Problem, Solution } from '../../core/solver.ts';
import { type Chronology, columnSource, type RowSource } from './chronology.ts';
import type { RowGatherer, RowWise } from './rowWise.ts';

/** What a store holds as a chain of rows: `scale` times what is held now, less `keep` times that of the step before. */
export interface Chain {
  readonly problem: Problem;
  /** First column of what is held, and first row of the chain. */
  readonly first: number;
  readonly row: number;
  readonly scale: number;
  readonly keep: number;
  /** The first step goes on from the last. */
  readonly isCyclic: boolean;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a));

/** The chain of a run of columns; undefined where they make none that keeps the same share in every step and never falls below 0. */
export function chainOf(
  problem: Problem,
  byRow: RowWise,
  first: number,
  { steps, length }: Chronology,
): Chain | undefined {
  if (steps < 2 || length < 2) return undefined;
  const at = (row: number, column: number): number => {
    for (let k = byRow.starts[row]!; k < byRow.starts[row + 1]!; k++)
      if (byRow.columns[k] === column) return byRow.values[k]!;
    return 0;
  };
  const { starts, indices } = problem;
  const second = Array.from(indices.subarray(starts[first + 1]!, starts[first + 2]!)).find((i) => at(i, first) !== 0);
  if (second === undefined) return undefined;
  const [row, scale] = [second - 1, at(second, first + 1)];
  const keep = -at(second, first) / scale;
  if (!(keep > 0 && keep <= 1)) return undefined;
  for (let t = 0; t < steps; t++) {
    if (problem.lower[first + t]! < 0 || !near(at(row + t, first + t), scale)) return undefined;
    if (t > 0 && !near(at(row + t, first + t - 1), -keep * scale)) return undefined;
  }
  return { problem, first, row, scale, keep, isCyclic: at(row, first + steps - 1) !== 0 };
}

/** A chain laid out as levels between periods and courses within each kind of period. */
export interface LaidChain {
  has(column: number): boolean;
  /** What stands for a column of the whole, each with its share. */
  targets(column: number): readonly (readonly [column: number, by: number])[];
  /** Adds a coefficient of the chain's rows within period d; what comes from before the period stands between periods. */
  within(column: number, d: number, value: number): void;
  /** Sets where the first period begins. */
  begin(whole: Problem, lower: Float64Array, upper: Float64Array): void;
  expand(
    reduced: Pick<Solution, 'x' | 'duals' | 'reducedCosts'>,
    whole: Pick<Solution, 'x' | 'duals' | 'reducedCosts'>,
  ): void;
}

interface Laying {
  readonly gather: RowGatherer;
  readonly end: (source: RowSource) => void;
  readonly column: () => number;
}

/** Periods that are bounded step by step, as their highest and lowest hours could not be told apart for fewer rows. */
const FEW = 2;

/**
 * What is held at the end of step s of period d is what was held at its start, kept through s + 1 steps, and the course of its kind from
 * nothing on. Levels of kinds that stand for many periods are bounded by the highest and the lowest of the course, which is a
 * little stricter where the store loses by standing.
 */
export function layChain(chain: Chain, when: Chronology, { gather, end, column }: Laying): LaidChain {
  const { problem, first, row, scale, keep, isCyclic } = chain;
  const { steps, length, count, of, model, weight, stepsOf } = when;
  const power = Float64Array.from({ length: length + 1 }, (_, n) => pow(keep, n));
  const between = Array.from({ length: count }, column);
  const course = Array.from(model, (d) => Array.from({ length: stepsOf(d) }, column));
  const courseOf = (d: number): readonly number[] => course[of[d]!]!;
  const constant = (d: number): boolean => {
    const at = first + d * length;
    for (let s = 1; s < stepsOf(d); s++)
      if (problem.lower[at + s] !== problem.lower[at] || problem.upper[at + s] !== problem.upper[at]) return false;
    return true;
  };
  const isBrief = (d: number): boolean => weight[of[d]!]! > FEW && d < count - 1 && constant(d);

  const link = (d: number, before: number): void => {
    const n = stepsOf(before);
    gather.add(between[d]!, 1);
    gather.add(between[before]!, -power[n]!);
    gather.add(courseOf(before)[n - 1]!, -1);
    end({ row: -1, column: -1, sides: 3 });
  };
  if (isCyclic) link(0, count - 1);
  for (let d = 1; d < count; d++) link(d, d - 1);
  const ends = new Map<number, { readonly most: number; readonly least: number }>();
  for (let d = 0; d < count; d++) {
    if (!isBrief(d)) {
      courseOf(d).forEach((j, s) => {
        gather.add(between[d]!, power[s + 1]!);
        gather.add(j, 1);
        end(columnSource(first + d * length + s, 3));
      });
      continue;
    }
    let bounds = ends.get(of[d]!);
    if (bounds === undefined) {
      bounds = { most: column(), least: column() };
      ends.set(of[d]!, bounds);
      for (const j of courseOf(d))
        for (const [to, sides] of [
          [bounds.most, 2],
          [bounds.least, 1],
        ] as const) {
          gather.add(j, 1);
          gather.add(to, -1);
          end({ row: -1, column: -1, sides });
        }
    }
    gather.add(between[d]!, 1);
    gather.add(bounds.most, 1);
    end(columnSource(first + d * length, 2));
    gather.add(between[d]!, power[length]!);
    gather.add(bounds.least, 1);
    end(columnSource(first + d * length + 1, 1));
  }

  const isAlone = weight[of[0]!] === 1;
  const other = row + model[of[0]!]! * length;
  const per = 1 / (scale * keep);
  const at = (j: number): { readonly d: number; readonly s: number } => {
    const d = Math.floor((j - first) / length);
    return { d, s: j - first - d * length };
  };
  return {
    has: (j) => j >= first && j < first + steps,
    targets(j) {
      const { d, s } = at(j);
      return [
        [between[d]!, power[s + 1]!],
        [courseOf(d)[s]!, 1],
      ];
    },
    within(j, d, value) {
      const { d: own, s } = at(j);
      if (own === d) gather.add(courseOf(d)[s]!, value);
    },
    begin(whole, lower, upper) {
      if (isCyclic) return;
      const start = isAlone ? 0 : (whole.rowUpper[row]! - whole.rowUpper[other]!) * per;
      lower[between[0]!] = start;
      upper[between[0]!] = start;
    },
    expand(reduced, whole) {
      for (let t = 0; t < steps; t++) {
        const { d, s } = at(first + t);
        whole.x[first + t] = power[s + 1]! * reduced.x[between[d]!]! + reduced.x[courseOf(d)[s]!]!;
      }
      if (isCyclic || isAlone) return;
      const price = reduced.reducedCosts[between[0]!]! * per;
      whole.duals[row]! += price;
      whole.duals[other]! -= price;
    },
  };
}
