import { clamp } from '../math.ts';
import { type Bounds, dot, type Solution } from './leastSquares.ts';
import { eigen, solveDefinite } from './symmetric.ts';

/** How well a parameter is known after a fit. */
export interface Known {
  readonly value: number;
  /** Ends of the 95 % interval; undefined where the data do not tell the parameter. */
  readonly interval: readonly [number, number] | undefined;
  /** The bound that it stands at; an interval means little there. */
  readonly bound: 'least' | 'most' | undefined;
  /** Whether moving it changes nothing. */
  readonly isIdle: boolean;
}

export interface Confidence {
  readonly parameters: readonly Known[];
  /** Groups of parameters, by their places, that only act together: the data cannot tell them apart. */
  readonly mixed: readonly (readonly number[])[];
  /** Pairs whose estimates move together by this correlation, though each is known. */
  readonly tied: readonly { readonly pair: readonly [number, number]; readonly correlation: number }[];
  /** Correlation of a residual with the next, by which the intervals are widened. */
  readonly autocorrelation: number;
}

/** Share of the largest eigenvalue of the scaled information below which a direction counts as unknown. */
const SINGULAR = 1e-8;
const TIED = 0.95;
const NEAR_BOUND = 1e-6;

/** Quantile of Student's t for 95 %, two-sided (Abramowitz and Stegun 26.7.5, from 1.96 of the normal distribution). */
export function student95(freedoms: number): number {
  const z = 1.959963984540054;
  const z3 = z * z * z;
  const z5 = z3 * z * z;
  const z7 = z5 * z * z;
  const v = Math.max(1, freedoms);
  return (
    z +
    (z3 + z) / (4 * v) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v) +
    (79 * z7 * z * z + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92_160 * v * v * v * v)
  );
}

/**
 * What the data say of each parameter of a solution: intervals by the linearised covariance s2 (J'J)^-1, its variance
 * widened by (1 + r) / (1 - r) where residuals follow one another with correlation r (a first-order autoregression), for
 * hours of a plant are no independent trials. `follows[i]` says whether residual i comes right after i - 1.
 */
export function confidenceOf(
  { values, residuals, jacobian, sumOfSquares }: Solution,
  bounds: readonly Bounds[],
  follows: ArrayLike<boolean | number>,
): Confidence {
  const n = residuals.length;
  const m = bounds.length;
  const norms = jacobian.map((column) => Math.sqrt(dot(column, column)));
  const largest = Math.max(...norms);
  const idle = norms.map((norm) => !(norm > 1e-9 * largest));
  const active = [...norms.keys()].filter((k) => !idle[k]);
  const a = active.length;
  const information = new Float64Array(a * a);
  active.forEach((p, i) => {
    active.forEach((q, j) => {
      information[i * a + j] = dot(jacobian[p]!, jacobian[q]!) / (norms[p]! * norms[q]!);
    });
  });
  const { values: eigenvalues, vectors } = eigen(information, a);
  const top = eigenvalues.at(-1) ?? 1;
  const blind = vectors.filter((_, k) => eigenvalues[k]! < SINGULAR * top);
  const mixed = blind.map((vector) => active.filter((_, i) => Math.abs(vector[i]!) > 0.1));
  const unknown = new Set(mixed.flat());
  const r = correlationOf(residuals, follows);
  const widening = (1 + r) / (1 - r);
  const s2 = (sumOfSquares / Math.max(1, n - m)) * widening;
  const t = student95((n - m) / widening);
  const covariance = blind.length > 0 ? undefined : active.map((_, i) => solveDefinite(information, a, unit(a, i))!);
  const known = active.filter((k) => !unknown.has(k));
  const errorOf = (k: number): number => {
    const i = active.indexOf(k);
    // Beside what cannot be told apart, a parameter is known as if the others of its group stood still.
    const variance = covariance
      ? covariance[i]![i]!
      : inverseAmong(
          information,
          a,
          known.map((one) => active.indexOf(one)),
          i,
        );
    return Math.sqrt(s2 * variance) / norms[k]!;
  };
  return {
    parameters: bounds.map(({ least, most }, k) => {
      const width = most - least;
      const value = values[k]!;
      const half = idle[k] || unknown.has(k) ? undefined : t * errorOf(k) * width;
      const z = (value - least) / width;
      return {
        value,
        interval: half === undefined ? undefined : ([value - half, value + half] as const),
        bound: z < NEAR_BOUND ? 'least' : z > 1 - NEAR_BOUND ? 'most' : undefined,
        isIdle: idle[k]!,
      };
    }),
    mixed,
    tied: covariance === undefined ? [] : tiedIn(covariance, active),
    autocorrelation: r,
  };
}

const unit = (n: number, k: number): number[] => Array.from({ length: n }, (_, i) => (i === k ? 1 : 0));

function inverseAmong(matrix: Float64Array, n: number, among: readonly number[], k: number): number {
  const m = among.length;
  const part = Float64Array.from(
    { length: m * m },
    (_, at) => matrix[among[Math.floor(at / m)]! * n + among[at % m]!]!,
  );
  const place = among.indexOf(k);
  return solveDefinite(part, m, unit(m, place))?.[place] ?? Number.NaN;
}

function tiedIn(
  covariance: readonly Float64Array[],
  active: readonly number[],
): { readonly pair: readonly [number, number]; readonly correlation: number }[] {
  return active.flatMap((p, i) =>
    active.flatMap((q, j) => {
      if (j <= i) return [];
      const correlation = covariance[i]![j]! / Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
      return Math.abs(correlation) > TIED ? [{ pair: [p, q] as const, correlation }] : [];
    }),
  );
}

/** Correlation of each residual with the one before, from 0 to 0.99. */
function correlationOf(residuals: Float64Array, follows: ArrayLike<boolean | number>): number {
  let product = 0;
  let squares = 0;
  for (let i = 1; i < residuals.length; i++) {
    if (!follows[i]) continue;
    product += residuals[i]! * residuals[i - 1]!;
    squares += (residuals[i]! * residuals[i]! + residuals[i - 1]! * residuals[i - 1]!) / 2;
  }
  return squares > 0 ? clamp(product / squares, 0, 0.99) : 0;
}
