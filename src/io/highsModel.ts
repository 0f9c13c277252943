import loader, { type Highs } from 'highs';
import type { Conflict, Contradicting, Problem, Solution, SolveOptions, SolveStatus } from '../core/solver.ts';
import { LARGE } from './large.ts';

/** The package's types are those of CommonJS; its module gives the function itself. */
const loadHighs = loader as unknown as () => Promise<Highs>;
type Model = ReturnType<Highs['createModel']>;

/** Model statuses of HiGHS that mean something to us; all others failed. */
const STATUS: Readonly<Record<number, readonly [SolveStatus, string]>> = {
  7: ['optimal', 'optimal'],
  8: ['infeasible', 'infeasible'],
  9: ['infeasible', 'unbounded or infeasible'],
  10: ['unbounded', 'unbounded'],
  11: ['limit', 'objective bound reached'],
  12: ['limit', 'objective target reached'],
  13: ['limit', 'time limit reached'],
  14: ['limit', 'iteration limit reached'],
  16: ['limit', 'solution limit reached'],
  17: ['limit', 'interrupted'],
};

/** What HiGHS calls the bound of a member of a conflict; 1 is one that has none. */
const BOUND: Readonly<Record<number, Contradicting['bound']>> = { 2: 'lower', 3: 'upper', 4: 'both' };

/** What HiGHS calls no limit of a count. */
const MOST = 2147483647;

let loaded: Promise<Highs> | undefined;

/** One model of HiGHS that lasts: a problem of the same shape is changed in place. Blocks while it solves. */
export interface HighsModel {
  /** Makes ready for the next question: loads HiGHS anew where the last one broke it. */
  ready(): Promise<void>;
  solve(problem: Problem, options: SolveOptions): Solution;
  /** Whether the model can be changed in place to become a problem: it has the shape of the last. */
  fits(problem: Problem): boolean;
  conflict(timeLimit_s?: number): Conflict;
  mps(problem: Problem): Uint8Array;
  close(): void;
}

/** `isFresh` gives it memory of its own, in which nothing lies scattered yet. */
export async function openHighs(isFresh = false): Promise<HighsModel> {
  if (!isFresh) loaded ??= loadHighs();
  let highs = await (isFresh ? loadHighs() : loaded!);
  let isBroken = false;
  let model: Model | undefined;
  let held: Problem | undefined;

  const pass = (problem: Problem): Model => {
    const { columns, rows, starts, indices, values, integer, ...rest } = problem;
    model?.dispose();
    model = highs.createModel({
      numCols: columns,
      numRows: rows,
      offset: rest.offset,
      colCost: rest.cost,
      colLower: rest.lower,
      colUpper: rest.upper,
      rowLower: rest.rowLower,
      rowUpper: rest.rowUpper,
      matrix: { format: 'csc', numCols: columns, numRows: rows, starts, indices, values },
      ...(integer === undefined ? {} : { integrality: integer as never }),
    } as never);
    model.options.set('output_flag', false);
    return model;
  };

  const fits = (problem: Problem): boolean =>
    model !== undefined &&
    held !== undefined &&
    sameShape(held, problem) &&
    (problem.columns <= LARGE || same(held.values, problem.values));

  return {
    fits,
    async ready() {
      if (!isBroken) return;
      loaded = loadHighs();
      highs = await loaded;
      isBroken = false;
    },
    solve: (problem, options) => unbroken(() => solve(problem, options), nothing(BROKEN)),
    conflict: (timeLimit_s = 1e9) => unbroken(() => conflict(timeLimit_s), { rows: [], columns: [] }),
    mps: (problem) => {
      const m = pass(problem);
      held = undefined;
      return m.exportModel('mps');
    },
    close() {
      model?.dispose();
      model = undefined;
      held = undefined;
    },
  };

  /** An instance that was aborted answers nothing any more, nor can it be asked to clear up: what is held of it is let go. */
  function unbroken<T>(ask: () => T, otherwise: T): T {
    try {
      return ask();
    } catch (error) {
      if (!isBreakdown(error)) throw error;
      isBroken = true;
      model = undefined;
      held = undefined;
      return otherwise;
    }
  }

  function solve(problem: Problem, options: SolveOptions): Solution {
    const same = fits(problem);
    const m = same ? model! : pass(problem);
    if (same) change(m, held!, problem);
    held = problem;
    m.options.set({
      mip_rel_gap: options.gap ?? 1e-3,
      mip_max_nodes: options.maxNodes ?? MOST,
      simplex_iteration_limit: options.maxIterations ?? MOST,
      time_limit: options.timeLimit_s ?? 1e9,
      solver: options.method ?? 'choose',
      // Costs moved a little help the simplex method on a long way. From a vertex near the end they are a way of their own, and what
      // mends them after it takes half a hundred MB of a large problem.
      dual_simplex_cost_perturbation_multiplier: problem.columns > LARGE && (same || options.start) ? 0 : 1,
    });
    m.zeroAllClocks();
    if (options.start) m.setBasis({ colStatus: options.start.columns, rowStatus: options.start.rows } as never);
    let status = run(m);
    // From a bad start, or after presolve, the simplex may give up: once more from nothing.
    if (status[0] === 'failed' && problem.integer === undefined) {
      m.clearSolver();
      status = run(m);
    }
    const solution = read(m, problem, status);
    return problem.integer === undefined || !solution.hasPoint ? solution : priced(m, problem, solution);
  }

  function conflict(timeLimit_s: number): Conflict {
    if (model === undefined) return { rows: [], columns: [] };
    // 0, the default, gives empty lists; 4 names rows.
    model.options.set({ iis_strategy: 4, iis_time_limit: timeLimit_s, time_limit: timeLimit_s });
    model.zeroAllClocks();
    const iis = model.getIis();
    const members = (which: Int32Array, bounds: Int32Array): Contradicting[] =>
      Array.from(which).flatMap((at, k) => {
        const bound = BOUND[bounds[k]!];
        return bound === undefined ? [] : [{ at, bound }];
      });
    return { rows: members(iis.rowIndex, iis.rowBound), columns: members(iis.colIndex, iis.colBound) };
  }

  function run(m: Model): readonly [SolveStatus, string] {
    try {
      const { modelStatus } = m.run();
      return STATUS[modelStatus] ?? ['failed', `HiGHS ended with status ${modelStatus}`];
    } catch (error) {
      if (isBreakdown(error)) throw error;
      return ['failed', error instanceof Error ? error.message : String(error)];
    }
  }

  function read(m: Model, problem: Problem, [status, text]: readonly [SolveStatus, string]): Solution {
    // What broke down has nothing to read.
    if (status === 'failed') return nothing(text);
    const hasPoint = Number(m.info.get('primal_solution_status')) === 2;
    const isWhole = problem.integer !== undefined;
    const { colValue, colDual, rowDual } = m.getSolution();
    const hasBasis = !isWhole && Number(m.info.get('basis_validity')) === 1;
    const basis = hasBasis ? m.getBasis() : undefined;
    return {
      status,
      text,
      hasPoint,
      objective: m.getObjectiveValue(),
      gap: isWhole ? Number(m.info.get('mip_gap')) : 0,
      x: colValue,
      duals: rowDual,
      reducedCosts: colDual,
      basis: basis && { columns: basis.colStatus, rows: basis.rowStatus },
      iterations: Math.max(0, Number(m.info.get('simplex_iteration_count'))),
    };
  }

  /** The prices of a problem with whole numbers: those of the linear problem with these fixed. */
  function priced(m: Model, problem: Problem, solution: Solution): Solution {
    const whole = problem.integer!;
    const fixed = (bounds: Float64Array): Float64Array =>
      bounds.map((v, j) => (whole[j] === 1 ? Math.round(solution.x[j]!) : v));
    const all = { kind: 'range', from: 0, to: problem.columns - 1 } as const;
    m.clearIntegrality();
    m.changeColsBounds(all, fixed(problem.lower), fixed(problem.upper));
    const status = run(m);
    held = undefined;
    if (status[0] !== 'optimal') return solution;
    const { rowDual, colDual } = m.getSolution();
    return { ...solution, duals: rowDual, reducedCosts: colDual };
  }
}

const BROKEN = 'the solver broke down, most likely for want of memory, of which it has 2 GiB';

/** Whether an error is one of the machine that HiGHS runs on, after which it runs no more. */
const isBreakdown = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'RuntimeError' || error.message.startsWith('Aborted'));

const nothing = (text: string): Solution => ({
  status: 'failed',
  text,
  hasPoint: false,
  objective: Number.NaN,
  gap: Number.NaN,
  x: new Float64Array(0),
  duals: new Float64Array(0),
  reducedCosts: new Float64Array(0),
  basis: undefined,
  iterations: 0,
});

const sameShape = (a: Problem, b: Problem): boolean =>
  a.columns === b.columns &&
  a.rows === b.rows &&
  a.integer === b.integer &&
  a.indices.length === b.indices.length &&
  same(a.starts, b.starts) &&
  same(a.indices, b.indices);

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Brings a model to another problem of the same shape. */
function change(m: Model, from: Problem, to: Problem): void {
  const columns = { kind: 'range', from: 0, to: to.columns - 1 } as const;
  const rows = { kind: 'range', from: 0, to: to.rows - 1 } as const;
  if (!same(from.cost, to.cost)) m.changeColsCost(columns, to.cost);
  if (!same(from.lower, to.lower) || !same(from.upper, to.upper)) m.changeColsBounds(columns, to.lower, to.upper);
  if (!same(from.rowLower, to.rowLower) || !same(from.rowUpper, to.rowUpper))
    m.changeRowsBounds(rows, to.rowLower, to.rowUpper);
  if (from.offset !== to.offset) m.changeObjectiveOffset(to.offset);
  if (from.values === to.values) return;
  for (let j = 0; j < to.columns; j++)
    for (let at = to.starts[j]!; at < to.starts[j + 1]!; at++)
      if (from.values[at] !== to.values[at]) m.changeCoefficient(to.indices[at]!, j, to.values[at]!);
}
