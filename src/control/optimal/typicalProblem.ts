import type { Problem, Solution } from '../../core/solver.ts';
import type { Assembled, Block } from './assembled.ts';
import { chronologyOf, type RowSource, rowSource } from './chronology.ts';
import { type Chain, chainOf, layChain } from './heldChain.ts';
import { rowGatherer, rowWise } from './rowWise.ts';
import type { Ownership } from './sizedProblem.ts';
import type { TypicalPeriods } from './typicalPeriods.ts';

/** How what stores hold goes from period to period. */
export type Linking = 'superposed' | 'hourly';

/** A problem in which periods that are alike operate alike, but for what is held, which goes on through the whole. */
export interface TypicalProblem {
  readonly columns: number;
  readonly rows: number;
  readonly ownership: Ownership;
  /** A problem of the whole, of which bounds and costs may have changed, brought to this. */
  reduce(problem: Problem): Problem;
  /** A solution of what `reduce` gave as one of the whole: a point, and prices that stand for all periods alike at the first. */
  expand(solution: Solution): Pick<Solution, 'x' | 'duals' | 'reducedCosts'>;
}

/** Where periods that are to stand for one another differ in what no series tells. */
export class TypicalError extends Error {
  /** Index of the component; below 0 for a bus or a limit. */
  readonly component: number;
  constructor({ component, name }: Block, t: number) {
    super(`${name} differs in step ${t}`);
    this.component = component;
  }
}

const ALWAYS = -1;
const NEAR = 1e-9;

/** Step of each column or row; runs one step short (changes from one step to the next) count as well. */
function timesOf(count: number, steps: number, blocks: readonly Block[]): Int32Array {
  const time = new Int32Array(count).fill(ALWAYS);
  for (const block of blocks)
    if (block.count === steps || (block.count === steps - 1 && steps > 2))
      for (let k = 0; k < block.count; k++) time[block.first + k] = k;
  return time;
}

/**
 * Brings the problem of a whole, in which periods of one kind have the same data, to the operation of one period of each kind. What stores hold
 * goes on from period to period through the whole: step by step (`hourly`), or as a level between periods and a course within
 * each kind of period that is laid upon it (`superposed`). Whatever else one step does to the next it does within its period, and from
 * a period that stands for itself alone to that before it. The answer is a point of the whole, so no store creates energy.
 * @see Gabrielli, Gazzani, Martelli, Mazzotti, "Optimal design of multi-energy systems with seasonal storage", Applied Energy 219 (2018)
 *   408 (hourly); Kotzur, Markewitz, Robinius, Stolten, "Time series aggregation for energy system design: Modeling seasonal
 *   storage", Applied Energy 213 (2018) 123 (superposed)
 * @throws TypicalError where periods of one kind differ in what no series tells
 */
export function typicalProblem(
  { problem, steps, columns: columnBlocks, rows: rowBlocks, held }: Assembled,
  periods: TypicalPeriods,
  linking: Linking,
): TypicalProblem {
  const when = chronologyOf(periods, steps);
  const byRow = rowWise(problem);
  const columnTime = timesOf(
    problem.columns,
    steps,
    columnBlocks.filter((b) => b.perStep),
  );
  const rowTime = timesOf(problem.rows, steps, rowBlocks);
  const isHeld = new Uint8Array(problem.columns);
  const chains: Chain[] = [];
  for (const first of held) {
    isHeld.fill(1, first, first + steps);
    const chain = linking === 'superposed' ? chainOf(problem, byRow, first, when) : undefined;
    if (chain !== undefined) chains.push(chain);
  }
  const modelTime = (t: number): number => {
    const d = when.periodOf(t);
    return t + (when.model[when.of[d]!]! - d) * when.length;
  };

  // Columns.
  const columnFrom: number[] = [];
  const columnTo = new Int32Array(problem.columns).fill(-1);
  const take = (j: number): void => {
    columnTo[j] = columnFrom.length;
    columnFrom.push(j);
  };
  const inChain = new Uint8Array(problem.columns);
  for (const { first } of chains) inChain.fill(1, first, first + steps);
  for (let j = 0; j < problem.columns; j++) {
    if (inChain[j] === 1) continue;
    const t = columnTime[j]!;
    if (t === ALWAYS || isHeld[j] === 1 || modelTime(t) === t) take(j);
  }
  for (let j = 0; j < problem.columns; j++)
    if (columnTo[j]! < 0 && inChain[j] === 0) columnTo[j] = columnTo[j + modelTime(columnTime[j]!) - columnTime[j]!]!;

  const columnBlockOf = blockFinder(columnBlocks);
  /** By column that stands for no column of the whole: whose it is. */
  const owners = new Map<number, number>();

  // Rows.
  const gather = rowGatherer();
  const sources: RowSource[] = [];
  const end = (source: RowSource, key?: string): void => {
    if (gather.end(key) >= 0) sources.push(source);
  };
  const laid = chains.map((chain) =>
    layChain(chain, when, {
      gather,
      end,
      column: () => {
        owners.set(columnFrom.length, columnBlockOf(chain.first).component);
        columnFrom.push(-1);
        return columnFrom.length - 1;
      },
    }),
  );
  const chainRow = new Int32Array(problem.rows).fill(-1);
  for (const [n, { row }] of chains.entries()) chainRow.fill(n, row, row + steps);
  const put = (j: number, value: number): void => {
    if (inChain[j] === 0) gather.add(columnTo[j]!, value);
    else for (const at of laid) if (at.has(j)) for (const [column, by] of at.targets(j)) gather.add(column, value * by);
  };
  const blockOf = blockFinder(rowBlocks);
  for (let i = 0; i < problem.rows; i++) {
    const [from, to] = [byRow.starts[i]!, byRow.starts[i + 1]!];
    const t = rowTime[i]!;
    const n = chainRow[i]!;
    const d = t === ALWAYS ? -1 : when.periodOf(t);
    let isPlain = t !== ALWAYS;
    for (let k = from; k < to && isPlain; k++) {
      const j = byRow.columns[k]!;
      const own = columnTime[j]!;
      isPlain = own !== ALWAYS && (isHeld[j] === 0 || n >= 0) && Math.abs(when.periodOf(own) - d) <= 1;
    }
    if (!isPlain && n < 0) {
      for (let k = from; k < to; k++) put(byRow.columns[k]!, byRow.values[k]!);
      const holds = byRow.columns.subarray(from, to).some((j) => isHeld[j] === 1);
      end(
        rowSource(i),
        holds ? undefined : `${blockOf(i).component} ${problem.rowLower[i]!} ${problem.rowUpper[i]!} ${gather.text()}`,
      );
      continue;
    }
    if (modelTime(t) !== t) {
      checkAlike(i, i + modelTime(t) - t);
      continue;
    }
    const isAlone = when.weight[when.of[d]!] === 1;
    for (let k = from; k < to; k++) {
      const j = byRow.columns[k]!;
      if (n >= 0 && inChain[j] === 1) {
        laid[n]!.within(j, d, byRow.values[k]!);
        continue;
      }
      const off = when.periodOf(columnTime[j]!) - d;
      put(isAlone || off === 0 ? j : j - off * when.length, byRow.values[k]!);
    }
    end(rowSource(i));
  }
  checkColumns();
  const width = columnFrom.length;
  const sparse = gather.sparse(width);
  const ownership: Ownership = {
    columnOwner: Int32Array.from(columnFrom, (j, k) => (j < 0 ? owners.get(k)! : columnBlockOf(j).component)),
    rowOwner: Int32Array.from(sources, ({ row, column }) =>
      row >= 0 ? blockOf(row).component : column >= 0 ? columnBlockOf(column).component : -1,
    ),
    rowFrom: Int32Array.from(sources, ({ row }) => row),
    stretch: Int32Array.from(columnFrom, (j) =>
      j < 0 || columnTime[j] === ALWAYS ? 0 : when.of[when.periodOf(columnTime[j]!)]!,
    ),
  };
  return { columns: width, rows: sources.length, ownership, reduce, expand };

  /** Rows of two periods of one kind have the same entries and bounds, but where the run begins or ends. */
  function checkAlike(i: number, model: number): void {
    const t = rowTime[i]!;
    if (t === 0 || t >= steps - 2) return;
    const [a, b, size] = [byRow.starts[i]!, byRow.starts[model]!, byRow.starts[i + 1]! - byRow.starts[i]!];
    let isAlike = size === byRow.starts[model + 1]! - b || t < when.length;
    for (let k = 0; k < size && isAlike && t >= when.length; k++)
      isAlike = near(byRow.values[a + k]!, byRow.values[b + k]!);
    if (
      !isAlike ||
      !near(problem.rowLower[i]!, problem.rowLower[model]!) ||
      !near(problem.rowUpper[i]!, problem.rowUpper[model]!)
    )
      throw new TypicalError(blockOf(i), t);
  }

  function checkColumns(): void {
    for (const block of columnBlocks) {
      if (!block.perStep || isHeld[block.first] === 1) continue;
      for (let t = 1; t < steps - 1; t++) {
        const [j, model] = [block.first + t, block.first + modelTime(t)];
        if (!near(problem.lower[j]!, problem.lower[model]!) || !near(problem.upper[j]!, problem.upper[model]!))
          throw new TypicalError(block, t);
      }
    }
  }

  function reduce(whole: Problem): Problem {
    const cost = new Float64Array(width);
    for (let j = 0; j < whole.columns; j++) {
      const c = whole.cost[j]!;
      if (c === 0) continue;
      if (inChain[j] === 0) cost[columnTo[j]!]! += c;
      else for (const at of laid) if (at.has(j)) for (const [column, by] of at.targets(j)) cost[column]! += c * by;
    }
    const bound = (of: Float64Array, none: number): Float64Array =>
      Float64Array.from(columnFrom, (j) => (j < 0 ? none : of[j]!));
    const lower = bound(whole.lower, Number.NEGATIVE_INFINITY);
    const upper = bound(whole.upper, Number.POSITIVE_INFINITY);
    for (const at of laid) at.begin(whole, lower, upper);
    const rowBound = (rowsOf: Float64Array, columnsOf: Float64Array, side: 1 | 2, none: number): Float64Array =>
      Float64Array.from(sources, ({ row, column, sides }) =>
        row >= 0 ? rowsOf[row]! : column < 0 ? (sides & side ? 0 : none) : sides & side ? columnsOf[column]! : none,
      );
    const integer = whole.integer && Int32Array.from(columnFrom, (j) => (j < 0 ? 0 : whole.integer![j]!));
    return {
      columns: width,
      rows: sources.length,
      offset: whole.offset,
      cost,
      lower,
      upper,
      rowLower: rowBound(whole.rowLower, whole.lower, 1, Number.NEGATIVE_INFINITY),
      rowUpper: rowBound(whole.rowUpper, whole.upper, 2, Number.POSITIVE_INFINITY),
      ...sparse,
      integer,
    };
  }

  function expand({ x, duals, reducedCosts }: Solution): Pick<Solution, 'x' | 'duals' | 'reducedCosts'> {
    const out = {
      x: Float64Array.from(columnTo, (to) => (to < 0 ? 0 : x[to]!)),
      duals: new Float64Array(problem.rows),
      reducedCosts: new Float64Array(problem.columns),
    };
    columnFrom.forEach((j, k) => {
      if (j >= 0) out.reducedCosts[j] = reducedCosts[k]!;
    });
    sources.forEach(({ row, column }, k) => {
      if (row >= 0) out.duals[row] = duals[k]!;
      else if (column >= 0) out.reducedCosts[column]! += duals[k]!;
    });
    for (const at of laid) at.expand({ x, duals, reducedCosts }, out);
    return out;
  }
}

const near = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a), Math.abs(b));

/** The run of columns or rows that one belongs to. */
export function blockFinder(blocks: readonly Block[]): (i: number) => Block {
  return (i) => {
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (blocks[middle]!.first <= i) low = middle;
      else high = middle - 1;
    }
    return blocks[low]!;
  };
}
