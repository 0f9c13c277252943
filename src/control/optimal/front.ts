/** A point of a convex front: what is given up, what it costs, and the price of the one in the other at which it is best. */
export interface Vertex {
  readonly amount: number;
  readonly cost: number;
  /** Money for a unit of the amount; infinite where the amount alone counts. */
  readonly price: number;
}

/** The front at one amount: no less than `bound`, no more than `cost`. */
export interface Between {
  readonly cost: number;
  readonly bound: number;
  /** What a unit less costs there. */
  readonly slope: number;
  /** Number of the vertex before it. */
  readonly left: number;
}

/** What the tangent at a vertex says of the front at an amount. */
const tangent = ({ amount, cost, price }: Vertex, at: number): number =>
  Number.isFinite(price) ? cost + price * (amount - at) : Number.NEGATIVE_INFINITY;

/** Reads the front between its vertices, which stand by falling amount: below the chord of two, above the tangents of both. */
export function frontAt(vertices: readonly Vertex[], amount: number): Between {
  let left = 0;
  while (left < vertices.length - 2 && vertices[left + 1]!.amount > amount) left++;
  const a = vertices[left]!;
  const b = vertices[left + 1] ?? a;
  const width = a.amount - b.amount;
  const slope = width > 0 ? (b.cost - a.cost) / width : a.price;
  const share = width > 0 ? Math.min(1, Math.max(0, (a.amount - amount) / width)) : 1;
  const cost = a.cost + share * (b.cost - a.cost);
  return { cost, bound: Math.min(cost, Math.max(tangent(a, amount), tangent(b, amount))), slope, left };
}

/** Puts a vertex among others, and drops those that another makes pointless: as low in amount, and no cheaper. */
export function withVertex(vertices: readonly Vertex[], vertex: Vertex, near: number): Vertex[] {
  const all = [...vertices.filter((v) => Math.abs(v.amount - vertex.amount) > near), vertex];
  const twin = vertices.find((v) => Math.abs(v.amount - vertex.amount) <= near);
  if (twin !== undefined && twin.cost < vertex.cost) all[all.length - 1] = { ...vertex, cost: twin.cost };
  return all.sort((a, b) => b.amount - a.amount);
}

/** Prices to ask next: of the widest gaps between bound and cost at the amounts that are wanted, one to an edge. */
export function pricesToAsk(
  vertices: readonly Vertex[],
  amounts: readonly number[],
  gap: number,
  most: number,
): number[] {
  const widest = new Map<number, { readonly open: number; readonly slope: number }>();
  for (const amount of amounts) {
    const { cost, bound, slope, left } = frontAt(vertices, amount);
    const open = cost - bound;
    if (open > gap && open > (widest.get(left)?.open ?? 0)) widest.set(left, { open, slope });
  }
  return [...widest.values()]
    .sort((a, b) => b.open - a.open)
    .slice(0, most)
    .map(({ slope }) => slope);
}
