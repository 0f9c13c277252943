import { clamp } from '../math.ts';
import { solveDefinite } from './symmetric.ts';

export interface Bounds {
  readonly start: number;
  readonly least: number;
  readonly most: number;
}

/** Writes the residuals of parameters `p` to `out`. */
export type Residuals = (p: Float64Array, out: Float64Array) => void;

export interface Solution {
  readonly values: Float64Array;
  readonly residuals: Float64Array;
  /** Derivatives of the residuals by the parameters over their ranges, one array per parameter. */
  readonly jacobian: readonly Float64Array[];
  readonly sumOfSquares: number;
  readonly evaluations: number;
  /** False where it ran out of rounds. */
  readonly converged: boolean;
}

/** Part of a parameter's range by which it is moved for a derivative. */
const STEP = 1e-4;
const ROUNDS = 60;
const ENOUGH = 1e-10;
/** Points tried per parameter before the search begins. */
const TRIES = 6;

/** Halton's sequence in a base: evenly spread, and the same each time. */
function halton(index: number, base: number): number {
  let share = 1;
  let value = 0;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    share /= base;
    value += share * (rest % base);
  }
  return value;
}
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];
export const MOST_PARAMETERS = PRIMES.length;

/**
 * Minimises the sum of squares of `n` residuals within bounds, by Levenberg's and Marquardt's way: steps between Gauss and
 * Newton's and the steepest descent, with the parameters that a bound holds left out. It begins at the best of the start
 * and of a few points spread over the bounds. Derivatives are differences. The same input gives the same result.
 * @see Marquardt, J. SIAM 11 (1963) 431; Nielsen, IMM-REP-1999-05 (damping)
 */
export function leastSquares(residuals: Residuals, n: number, bounds: readonly Bounds[]): Solution {
  const m = bounds.length;
  let evaluations = 0;
  const at = (z: Float64Array): Float64Array => z.map((v, k) => bounds[k]!.least + v * widthOf(bounds[k]!));
  const evaluate = (z: Float64Array, out: Float64Array): number => {
    residuals(at(z), out);
    evaluations++;
    let sum = 0;
    for (const r of out) sum += r * r;
    return sum;
  };
  let r = new Float64Array(n);
  let z = Float64Array.from(bounds, (b) => clamp((b.start - b.least) / widthOf(b), 0, 1));
  let sum = evaluate(z, r);
  for (let k = 1; k <= TRIES * m; k++) {
    const other = Float64Array.from(bounds, (_, j) => halton(k, PRIMES[j]!));
    const out = new Float64Array(n);
    const found = evaluate(other, out);
    if (found < sum) [z, r, sum] = [other, out, found];
  }
  let jacobian = jacobianAt(z, r, evaluate);
  let damping = 1e-3;
  let growth = 2;
  let converged = false;
  for (let round = 0; round < ROUNDS && !converged; round++) {
    const step = stepFrom(z, r, jacobian, damping);
    if (step === undefined || step.every((s) => Math.abs(s) < ENOUGH)) {
      converged = true;
      break;
    }
    const next = z.map((v, k) => clamp(v + step[k]!, 0, 1));
    const out = new Float64Array(n);
    const found = evaluate(next, out);
    if (found < sum) {
      converged = sum - found < 1e-14 * sum || next.every((v, k) => Math.abs(v - z[k]!) < ENOUGH);
      [z, r, sum] = [next, out, found];
      jacobian = jacobianAt(z, r, evaluate);
      damping = Math.max(1e-12, damping / 5);
      growth = 2;
    } else {
      damping *= growth;
      growth *= 2;
      converged = damping > 1e15;
    }
  }
  return { values: at(z), residuals: r, jacobian, sumOfSquares: sum, evaluations, converged };
}

const widthOf = ({ least, most }: Bounds): number => most - least;

/** Central differences, one-sided at a bound. */
function jacobianAt(
  z: Float64Array,
  r: Float64Array,
  evaluate: (z: Float64Array, out: Float64Array) => number,
): Float64Array[] {
  return Array.from(z, (v, k) => {
    const side = (move: number): Float64Array => {
      const moved = Float64Array.from(z);
      moved[k] = v + move;
      const out = new Float64Array(r.length);
      evaluate(moved, out);
      return out;
    };
    const up = v + STEP <= 1 ? side(STEP) : r;
    const down = v - STEP >= 0 ? side(-STEP) : r;
    const width = (up === r ? 0 : STEP) + (down === r ? 0 : STEP);
    return up.map((value, i) => (value - down[i]!) / width);
  });
}

/** The step of the parameters that no bound holds; undefined where none is free to move. */
function stepFrom(
  z: Float64Array,
  r: Float64Array,
  jacobian: readonly Float64Array[],
  damping: number,
): Float64Array | undefined {
  const gradient = jacobian.map((column) => dot(column, r));
  const free = [...z.keys()].filter((k) => {
    if (dot(jacobian[k]!, jacobian[k]!) === 0) return false;
    return !(z[k] === 0 && gradient[k]! > 0) && !(z[k] === 1 && gradient[k]! < 0);
  });
  if (free.length === 0) return undefined;
  const m = free.length;
  const normal = new Float64Array(m * m);
  free.forEach((a, i) => {
    free.forEach((b, j) => {
      const product = dot(jacobian[a]!, jacobian[b]!);
      normal[i * m + j] = i === j ? product * (1 + damping) : product;
    });
  });
  const found = solveDefinite(
    normal,
    m,
    free.map((k) => -gradient[k]!),
  );
  const step = new Float64Array(z.length);
  // Singular up to rounding: down the slope by the scale of each.
  free.forEach((k, i) => {
    step[k] = found ? found[i]! : -gradient[k]! / (dot(jacobian[k]!, jacobian[k]!) * (1 + damping));
  });
  return step;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
