/**
 * A linear or mixed-integer problem: minimise cost * x + offset with `lower <= x <= upper` and
 * `rowLower <= A x <= rowUpper`. The matrix is stored by columns: the entries of column j stand at `starts[j]` up to
 * `starts[j + 1]`.
 */
export interface Problem {
  readonly columns: number;
  readonly rows: number;
  readonly offset: number;
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /** By column: 1 where it is whole; undefined where none is. */
  readonly integer: Int32Array | undefined;
}

/** Where each column and row stands in a vertex: 0 at its lower bound, 1 basic, 2 at its upper bound, 3 free at 0, 4 nonbasic. */
export interface Basis {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

export interface SolveOptions {
  /** A vertex to start from. */
  readonly start?: Basis;
  /** Accepted gap between a whole-number solution and its bound, relative. */
  readonly gap?: number;
  /** Nodes of the search for whole numbers; a count and not a clock, so that the same problem gives the same answer. */
  readonly maxNodes?: number;
  /** Steps of the simplex method; a count as well. */
  readonly maxIterations?: number;
  readonly timeLimit_s?: number;
  /** `ipm` for an interior-point start. */
  readonly method?: 'choose' | 'simplex' | 'ipm';
}

export type SolveStatus = 'optimal' | 'limit' | 'infeasible' | 'unbounded' | 'failed';

export interface Solution {
  readonly status: SolveStatus;
  /** The status in the solver's words. */
  readonly text: string;
  /** False where there is no point to use, as after a limit without an incumbent. */
  readonly hasPoint: boolean;
  readonly objective: number;
  /** Relative distance to the best bound; 0 of a linear problem solved. */
  readonly gap: number;
  readonly x: Float64Array;
  /** Change of the objective per unit of a row's bound; of the problem with its whole numbers fixed, where it has any. */
  readonly duals: Float64Array;
  readonly reducedCosts: Float64Array;
  readonly basis: Basis | undefined;
  readonly iterations: number;
}

/** A smallest set of rows and columns whose bounds contradict one another, or the smallest found where the search was stopped. */
export interface Conflict {
  readonly rows: readonly Contradicting[];
  readonly columns: readonly Contradicting[];
}

/** A row or column by its number, and the bound of it that the others contradict. */
export interface Contradicting {
  readonly at: number;
  readonly bound: 'lower' | 'upper' | 'both';
}

/**
 * A solver that keeps its model: a problem of the same shape as the last one is changed in place, and starts from where
 * that ended.
 */
export interface SolverSession {
  solve(problem: Problem, options?: SolveOptions): Promise<Solution>;
  /** Why the last problem has no solution; what was found by then where a clock stops the search. */
  conflict(timeLimit_s?: number): Promise<Conflict>;
  /** The last problem in MPS format. */
  mps(problem: Problem): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Solver {
  open(): Promise<SolverSession>;
}
