import { normal } from '../core/chance.ts';
import { exp, ln } from '../core/math.ts';

/**
 * A first-order autoregressive sequence with mean 0 and variance 1: x[i] = phi x[i-1] + sqrt(1 - phi^2) e[i]. It starts
 * so far before `from` that what it starts with is forgotten, so the value at an index is the same whatever the window.
 */
export function persistent(seed: number, stream: number, from: number, length: number, phi: number): Float64Array {
  const out = new Float64Array(length);
  const fresh = Math.sqrt(1 - phi * phi);
  const memory = phi > 0 ? Math.ceil(-30 / ln(phi)) : 0;
  let x = 0;
  for (let k = -memory; k < length; k++) {
    x = phi * x + fresh * normal(seed, stream, from + k);
    if (k >= 0) out[k] = x;
  }
  return out;
}

/**
 * Standard normal distribution function, to 1e-7.
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.17
 */
export function normalCdf(z: number): number {
  const a = z < 0 ? -z : z;
  const t = 1 / (1 + 0.2316419 * a);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * exp((-a * a) / 2) * poly;
  return z < 0 ? tail : 1 - tail;
}

/** `x` where f(x) = target, for f rising on [lo, hi]: regula falsi (Illinois). NaN where the target is out of reach. */
export function solve(f: (x: number) => number, target: number, lo: number, hi: number, tolerance: number): number {
  let a = lo;
  let b = hi;
  let fa = f(a) - target;
  let fb = f(b) - target;
  if (Math.abs(fa) <= tolerance) return a;
  if (Math.abs(fb) <= tolerance) return b;
  if (!(fa < 0 && fb > 0)) return Number.NaN;
  let side = 0;
  let x = a;
  for (let round = 0; round < 100; round++) {
    // Every fourth round halves, so that a bent function cannot hold the bracket open.
    x = round % 4 === 3 ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
    const fx = f(x) - target;
    if (Math.abs(fx) <= tolerance) return x;
    if (fx < 0) {
      a = x;
      fa = fx;
      if (side === -1) fb /= 2;
      side = -1;
    } else {
      b = x;
      fb = fx;
      if (side === 1) fa /= 2;
      side = 1;
    }
  }
  return x;
}
