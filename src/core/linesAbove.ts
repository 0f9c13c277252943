/** A line: value at 0, and slope. */
export interface Line {
  readonly at0: number;
  readonly slope: number;
}

const SAMPLES = 33;

/**
 * A few lines that no sample of a function lies above: edges of its upper hull, spread over its range. Where it is concave they
 * touch it; where it is not, they bridge it.
 * @see Andrew, "Another efficient algorithm for convex hulls in two dimensions", Inf. Process. Lett. 9 (1979) 216
 */
export function linesAbove(f: (x: number) => number, from: number, to: number, most: number): Line[] {
  const hull: { readonly x: number; readonly y: number }[] = [];
  for (let k = 0; k < SAMPLES; k++) {
    const x = from + (k / (SAMPLES - 1)) * (to - from);
    const point = { x, y: f(x) };
    while (hull.length >= 2) {
      const [a, b] = [hull.at(-2)!, hull.at(-1)!];
      if ((b.y - a.y) * (point.x - a.x) > (point.y - a.y) * (b.x - a.x)) break;
      hull.pop();
    }
    hull.push(point);
  }
  const edges = hull.slice(1).map((b, k): Line => {
    const a = hull[k]!;
    const slope = (b.y - a.y) / (b.x - a.x);
    return { at0: a.y - slope * a.x, slope };
  });
  if (edges.length <= most) return edges;
  return Array.from({ length: most }, (_, n) => edges[Math.round((n * (edges.length - 1)) / (most - 1))]!);
}
