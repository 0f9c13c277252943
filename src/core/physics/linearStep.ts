/**
 * Exact steps of dx/dt = A x + b u with u constant over the step. Row i of `next` gives x_i at the end and row i of `mean`
 * its mean over the step, both from [x, u]: `size` + 1 numbers a row. So any step is stable, two half steps make one, and
 * change of content and flows of the mean agree to rounding.
 */
export interface LinearStep {
  readonly size: number;
  readonly next: Float64Array;
  readonly mean: Float64Array;
}

/** Row times [x, u]. */
export function rowOf(rows: Float64Array, row: number, size: number, x: Float64Array, u: number): number {
  const at = row * (size + 1);
  // Two sums at a time: one alone would wait for itself.
  let even = rows[at + size]! * u;
  let odd = 0;
  let k = 0;
  for (; k + 1 < size; k += 2) {
    even += rows[at + k]! * x[k]!;
    odd += rows[at + k + 1]! * x[k + 1]!;
  }
  if (k < size) even += rows[at + k]! * x[k]!;
  return even + odd;
}

const TERMS = 18;

/**
 * By scaling and squaring of exp(Z dt) and of its mean over the step, Z = [[A, b], [0, 0]]: over twice the time the mean
 * is half of (mean + exp mean). `a` row by row, in 1/h.
 */
export function linearStep(a: Float64Array, b: Float64Array, dt_h: number): LinearStep {
  const size = b.length;
  const n = size + 1;
  const z = new Float64Array(n * n);
  let norm = 0;
  for (let i = 0; i < size; i++) {
    let row = 0;
    for (let k = 0; k < size; k++) {
      z[i * n + k] = a[i * size + k]! * dt_h;
      row += Math.abs(z[i * n + k]!);
    }
    z[i * n + size] = b[i]! * dt_h;
    norm = Math.max(norm, row);
  }
  let halvings = 0;
  for (; norm > 0.25; norm /= 2) halvings++;
  for (let k = 0; k < z.length; k++) for (let h = 0; h < halvings; h++) z[k] = z[k]! / 2;
  let power = identity(n);
  let exp = identity(n);
  let mean = identity(n);
  let factorial = 1;
  for (let term = 1; term <= TERMS; term++) {
    power = product(power, z, n);
    factorial *= term;
    for (let k = 0; k < power.length; k++) {
      exp[k] = exp[k]! + power[k]! / factorial;
      mean[k] = mean[k]! + power[k]! / factorial / (term + 1);
    }
  }
  for (let h = 0; h < halvings; h++) {
    const later = product(exp, mean, n);
    mean = mean.map((v, k) => (v + later[k]!) / 2);
    exp = product(exp, exp, n);
  }
  return { size, next: exp.slice(0, size * n), mean: mean.slice(0, size * n) };
}

const identity = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const v = a[i * n + k]!;
      if (v === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j] = out[i * n + j]! + v * b[k * n + j]!;
    }
  return out;
}
