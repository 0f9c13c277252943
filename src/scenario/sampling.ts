import { streamOf, uniform } from '../core/chance.ts';
import { exp, ln } from '../core/math.ts';
import { normalQuantile, normalShare } from '../core/normalQuantile.ts';
import type { Uncertain } from './uncertaintySpec.ts';

/** The value below which a draw lies with probability `p`, 0 < p < 1: what a share of chance becomes under a distribution. */
export function quantileOf(u: Uncertain, p: number): number {
  switch (u.distribution) {
    case 'uniform':
      return u.from + p * (u.to - u.from);
    case 'triangular': {
      const rise = (u.mode - u.from) / (u.to - u.from);
      return p < rise
        ? u.from + Math.sqrt(p * (u.to - u.from) * (u.mode - u.from))
        : u.to - Math.sqrt((1 - p) * (u.to - u.from) * (u.to - u.mode));
    }
    case 'normal':
      return within(
        u,
        u.mean +
          u.sd *
            cutQuantile(
              p,
              z(u, (v) => (v - u.mean) / u.sd),
            ),
      );
    case 'lognormal': {
      const scale = ln(u.spread);
      const log = (v: number): number => (v > 0 ? ln(v / u.median) / scale : Number.NEGATIVE_INFINITY);
      return within(u, u.median * exp(scale * cutQuantile(p, z(u, log))));
    }
  }
}

interface Cut {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}

/** Bounds in standard deviations. */
const z = ({ least, most }: Cut, of: (v: number) => number): Cut => ({
  ...(least === undefined ? {} : { least: of(least) }),
  ...(most === undefined ? {} : { most: of(most) }),
});

/** Quantile of the standard normal distribution cut off at bounds. */
function cutQuantile(p: number, { least, most }: Cut): number {
  if (least === undefined && most === undefined) return normalQuantile(p);
  const low = least === undefined ? 0 : normalShare(least);
  const high = most === undefined ? 1 : normalShare(most);
  return normalQuantile(low + p * (high - low));
}

/** Beyond a bound lies what rounding put there, or all of a distribution whose bounds are far out in its tail. */
const within = ({ least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Cut, v: number): number =>
  Math.min(most, Math.max(least, v));

/** Draws are numbered; a number of them is as long as the others are few. */
export interface Sampling {
  readonly seed: number;
  readonly samples: number;
  /** Latin hypercube: one draw in each of `samples` equal shares of every distribution (McKay, Beckman and Conover 1979). */
  readonly latin: boolean;
}

/** Neither end of a distribution without ends is ever drawn. */
const inside = (share: number): number => (share === 0 ? 1 / 8_589_934_592 : share);

/** The share of chance, above 0 and below 1, of every draw of one named parameter. */
export function sharesOf(name: string, { seed, samples, latin }: Sampling): Float64Array {
  const stream = streamOf(`uncertainty ${name}`);
  const draws = Float64Array.from({ length: samples }, (_, k) => inside(uniform(seed, stream, k)));
  if (!latin) return draws;
  const order = Array.from({ length: samples }, (_, k) => k);
  const shuffling = streamOf(`uncertainty ${name} order`);
  // Fisher and Yates
  for (let k = samples - 1; k > 0; k--) {
    const other = Math.floor(uniform(seed, shuffling, k) * (k + 1));
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return draws.map((share, k) => (order[k]! + share) / samples);
}
