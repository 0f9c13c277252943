import type { Columns, Item, Piece } from './chartSankeyColumns.ts';

const SWEEPS = 24;

/** Places in each column, top first, so that few flows cross: barycentres back and forth, then neighbours exchanged. */
export function orderOf({ columns }: Columns): Item[][] {
  let order = columns.map((column) => lowLast(column));
  let best = order;
  let least = Number.POSITIVE_INFINITY;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    const rank = ranksOf(order);
    order = [...order];
    for (let k = 1; k < order.length; k++) {
      const c = forth ? k : order.length - 1 - k;
      const key = new Map(order[c]!.map((item) => [item, barycentre(item, forth, rank)]));
      order[c] = lowLast([...order[c]!].sort((a, b) => key.get(a)! - key.get(b)!));
      for (const [r, item] of order[c]!.entries()) rank.set(item, (r + 0.5) / order[c]!.length);
    }
    const crossed = crossings(order);
    if (crossed < least) [least, best] = [crossed, order];
  }
  return exchanged(best.map((column) => [...column]));
}

/** Losses lowest: they begin before what is given to the surroundings, which need not cross them then. */
const lowLast = (column: readonly Item[]): Item[] => [
  ...column.filter((item) => item.drain === ''),
  ...column.filter((item) => item.drain !== '').sort((a, b) => (a.drain > b.drain ? -1 : 1)),
];

function ranksOf(order: readonly (readonly Item[])[]): Map<Item, number> {
  const rank = new Map<Item, number>();
  for (const column of order) for (const [r, item] of column.entries()) rank.set(item, (r + 0.5) / column.length);
  return rank;
}

function barycentre(item: Item, forth: boolean, rank: ReadonlyMap<Item, number>): number {
  let sum = 0;
  let weight = 0;
  const take = (pieces: readonly Piece[], share: number, end: 'from' | 'to'): void => {
    for (const p of pieces) {
      if (p[end].drain !== '') continue;
      const w = share * Math.sqrt(p.energy_kWh);
      sum += w * rank.get(p[end])!;
      weight += w;
    }
  };
  take(item.into, forth ? 1 : 0.1, 'from');
  take(item.out, forth ? 0.1 : 1, 'to');
  return weight > 0 ? sum / weight : rank.get(item)!;
}

/** Two flows that cross count as the thinner of them. */
const crossing = (a: Piece, b: Piece): number => Math.sqrt(Math.min(a.energy_kWh, b.energy_kWh));

function crossings(order: readonly (readonly Item[])[]): number {
  let sum = 0;
  for (const column of order.slice(0, -1)) {
    const next = new Map<Item, number>();
    const pieces = column.flatMap((item, r) => item.out.filter((p) => p.to.drain === '').map((p) => [r, p] as const));
    const rank = ranksOf(order);
    for (const [, p] of pieces) next.set(p.to, rank.get(p.to)!);
    for (let i = 0; i < pieces.length; i++)
      for (let k = i + 1; k < pieces.length; k++)
        if (pieces[i]![0] < pieces[k]![0] && next.get(pieces[i]![1].to)! > next.get(pieces[k]![1].to)!)
          sum += crossing(pieces[i]![1], pieces[k]![1]);
  }
  return sum;
}

/** What crosses between two neighbours of a column as they stand: `a` above `b`. */
function between(a: Item, b: Item, rank: ReadonlyMap<Item, number>): number {
  let sum = 0;
  for (const [of, over, end] of [
    [a.into, b.into, 'from'],
    [a.out, b.out, 'to'],
  ] as const)
    for (const p of of)
      for (const q of over)
        if (p[end].drain === '' && q[end].drain === '' && rank.get(p[end])! > rank.get(q[end])!) sum += crossing(p, q);
  return sum;
}

function exchanged(order: Item[][]): Item[][] {
  const rank = ranksOf(order);
  for (let round = 0; round < 12; round++) {
    let changed = false;
    for (const column of order)
      for (let r = 0; r + 1 < column.length; r++) {
        const [a, b] = [column[r]!, column[r + 1]!];
        if (a.drain !== '' || b.drain !== '' || between(b, a, rank) >= between(a, b, rank)) continue;
        [column[r], column[r + 1]] = [b, a];
        const [ra, rb] = [rank.get(a)!, rank.get(b)!];
        rank.set(a, rb);
        rank.set(b, ra);
        changed = true;
      }
    if (!changed) break;
  }
  return order;
}
