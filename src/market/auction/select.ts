/** Buckets for many values, and for few, where clearing them costs more than another pass. */
const MANY = 4096;
const FEW = 32;

/**
 * The weighted quantile of a list without sorting it: the smallest finite value `v` with `base` + (sum of the weights of
 * values <= v) >= `target`. Sums by equal buckets between least and greatest tell the bucket that holds it, and so on
 * within the bucket: a few passes, whatever the order of the list.
 * @param values infinite ones are left out
 * @param weights not below 0; with whole weights all sums are exact
 * @returns the value, and the sum up to it; undefined where all of them do not reach the target
 */
export function quantile(
  values: Float64Array,
  weights: Float64Array,
  target: number,
  base = 0,
): { readonly value: number; readonly reached: number } | undefined {
  let v = values;
  let w = weights;
  let n = values.length;
  let below = base;
  const sums = new Float64Array(n < MANY ? FEW : MANY);
  for (;;) {
    let least = Infinity;
    let most = -Infinity;
    let whole = 0;
    for (let i = 0; i < n; i++) {
      const x = v[i]!;
      if (x === Infinity || x === -Infinity) continue;
      if (x < least) least = x;
      if (x > most) most = x;
      whole += w[i]!;
    }
    if (least > most || below + whole < target) return undefined;
    if (least === most) return { value: least, reached: below + whole };
    // The least falls in the first bucket and the greatest in the last, so every pass leaves some out.
    const scale = (sums.length - 1) / (most - least);
    sums.fill(0);
    for (let i = 0; i < n; i++) {
      const x = v[i]!;
      if (x >= least && x <= most) sums[((x - least) * scale) | 0]! += w[i]!;
    }
    let bucket = 0;
    while (below + sums[bucket]! < target) below += sums[bucket++]!;
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const x = v[i]!;
      if (x >= least && x <= most && (((x - least) * scale) | 0) === bucket) kept++;
    }
    const nextV = new Float64Array(kept);
    const nextW = new Float64Array(kept);
    for (let i = 0, k = 0; i < n; i++) {
      const x = v[i]!;
      if (x < least || x > most || (((x - least) * scale) | 0) !== bucket) continue;
      nextV[k] = x;
      nextW[k++] = w[i]!;
    }
    v = nextV;
    w = nextW;
    n = kept;
  }
}
