import type { Book } from './cross.ts';

const BITS = 11;
const DIGITS = 1 << BITS;
const MASK = DIGITS - 1;
/** Keys are 32-bit. */
const MOST_RANGE = 0x7fff_fff0;
/** Fewer than this are sorted by comparison, and fewer than that by insertion. */
const FEW = 100;
const FEW_ENOUGH = 32;

/**
 * Places of the filled orders of one side in merit order: the dearest purchase, or the cheapest sale, first; orders at any
 * price before all others. Large books are sorted by the digits of their limits (least significant first), in time
 * proportional to their length.
 * @param tie order among equal limits; that of the book where left out
 */
export function meritOrder(
  { side, limit }: Book,
  filled: Float64Array,
  wanted: 0 | 1,
  tie?: (a: number, b: number) => number,
): Int32Array {
  let count = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < side.length; i++) {
    if (side[i] !== wanted || filled[i] === 0) continue;
    count++;
    const at = limit[i]!;
    if (at === Infinity || at === -Infinity) continue;
    if (at < least) least = at;
    if (at > most) most = at;
  }
  const places = new Int32Array(count);
  for (let i = 0, k = 0; i < side.length; i++) if (side[i] === wanted && filled[i] !== 0) places[k++] = i;
  const better =
    wanted === 0 ? (a: number, b: number) => limit[b]! - limit[a]! : (a: number, b: number) => limit[a]! - limit[b]!;
  // Infinity less itself is no number: two orders at any price are equals.
  const compare = (a: number, b: number): number => better(a, b) || (tie === undefined ? a - b : tie(a, b));
  if (count < FEW_ENOUGH) return sortFew(places, 0, count, compare);
  if (count < FEW || most - least >= MOST_RANGE) return places.sort(compare);
  const keys = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const at = limit[places[k]!]!;
    keys[k] = at === Infinity || at === -Infinity ? 0 : 1 + (wanted === 0 ? most - at : at - least);
  }
  const sorted = byDigits(places, keys, most - least + 2);
  if (tie !== undefined) sortEquals(sorted, limit, tie);
  return sorted;
}

/** Sorts places by whole keys in [0, range), equals left as they stand. */
function byDigits(places: Int32Array, keys: Int32Array, range: number): Int32Array {
  let p: Int32Array = places;
  let q: Int32Array = keys;
  let nextP: Int32Array = new Int32Array(p.length);
  let nextQ: Int32Array = new Int32Array(p.length);
  const starts = new Int32Array(DIGITS);
  for (let shift = 0, span = 1; span < range; shift += BITS, span *= DIGITS) {
    starts.fill(0);
    for (let k = 0; k < q.length; k++) starts[(q[k]! >>> shift) & MASK]!++;
    for (let d = 0, at = 0; d < DIGITS; d++) {
      const many = starts[d]!;
      starts[d] = at;
      at += many;
    }
    for (let k = 0; k < q.length; k++) {
      const to = starts[(q[k]! >>> shift) & MASK]!++;
      nextP[to] = p[k]!;
      nextQ[to] = q[k]!;
    }
    [p, nextP] = [nextP, p];
    [q, nextQ] = [nextQ, q];
  }
  return p;
}

function sortEquals(places: Int32Array, limit: Float64Array, tie: (a: number, b: number) => number): void {
  for (let k = 0; k < places.length; ) {
    let end = k + 1;
    while (end < places.length && limit[places[end]!] === limit[places[k]!]) end++;
    if (end - k > FEW) places.subarray(k, end).sort(tie);
    else sortFew(places, k, end, tie);
    k = end;
  }
}

/** By insertion: most runs of equals are of two or three. */
function sortFew(places: Int32Array, from: number, end: number, compare: (a: number, b: number) => number): Int32Array {
  for (let k = from + 1; k < end; k++) {
    const place = places[k]!;
    let at = k;
    while (at > from && compare(places[at - 1]!, place) > 0) {
      places[at] = places[at - 1]!;
      at--;
    }
    places[at] = place;
  }
  return places;
}
