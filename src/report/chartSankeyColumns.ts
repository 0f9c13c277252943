import type { Drawn, DrawnLink, DrawnNode } from './chartSankeyGather.ts';

/** What stands in a column: a node, or a place where links that pass the column run together. */
export interface Item {
  readonly key: string;
  readonly column: number;
  readonly node?: DrawnNode;
  /** What passes the heavier side. */
  energy_kWh: number;
  readonly into: Piece[];
  readonly out: Piece[];
  /** Where losses gather, kept below all others: name of their end; empty for all else. */
  readonly drain: string;
}
/** Links between two neighbouring columns that run as one. */
export interface Piece {
  readonly from: Item;
  readonly to: Item;
  readonly carrier?: string;
  readonly links: DrawnLink[];
  energy_kWh: number;
}
export interface Columns {
  readonly columns: readonly (readonly Item[])[];
  readonly pieces: readonly Piece[];
}

/** So many nodes stand well in a column. */
const FULL = 9;
const ROUNDS = 6;

const isDrain = (node: DrawnNode): boolean => node.kind === 'losses' || node.name === 'surroundings:out';

/** Column of every node: each after all that it takes from, ends beside what they serve, losses last. */
export function columnsOf({ nodes, links }: Drawn): Map<string, number> {
  const drains = new Set(nodes.filter(isDrain).map((n) => n.name));
  const inner = links.filter((l) => !drains.has(l.target));
  const column = new Map(nodes.map((n) => [n.name, 0]));
  for (let round = 0; round < nodes.length; round++) {
    let changed = false;
    for (const { source, target } of inner) {
      if (column.get(source)! < column.get(target)!) continue;
      column.set(target, column.get(source)! + 1);
      changed = true;
    }
    if (!changed) break;
  }
  const last = Math.max(...column.values());
  const into = new Map(nodes.map((n) => [n.name, inner.filter((l) => l.target === n.name)]));
  const out = new Map(nodes.map((n) => [n.name, inner.filter((l) => l.source === n.name)]));
  const pull = (list: readonly DrawnLink[]): number => list.reduce((sum, l) => sum + Math.sqrt(l.energy_kWh), 0);
  const order = [...nodes].sort((a, b) => column.get(b.name)! - column.get(a.name)!);
  for (let round = 0; round < ROUNDS; round++)
    for (const { name } of round % 2 === 0 ? order : [...order].reverse()) {
      const [from, to] = [into.get(name)!, out.get(name)!];
      const low = from.reduce((c, l) => Math.max(c, column.get(l.source)! + 1), 0);
      const high = to.reduce((c, l) => Math.min(c, column.get(l.target)! - 1), last);
      column.set(name, to.length > 0 && pull(to) > pull(from) ? high : low);
    }
  spread(nodes, column, last, into, out);
  const end = drains.size === 0 ? last : Math.max(...links.map((l) => column.get(l.source)! + 1), last);
  for (const name of drains) column.set(name, end);
  return column;
}

/** Ends leave a column that is fuller than it need be for the next one: those that take to the right, those that give to the left. */
function spread(
  nodes: readonly DrawnNode[],
  column: Map<string, number>,
  last: number,
  into: ReadonlyMap<string, readonly DrawnLink[]>,
  out: ReadonlyMap<string, readonly DrawnLink[]>,
): void {
  const most = Math.max(FULL, Math.ceil((1.6 * nodes.length) / (last + 1)));
  const count = (c: number): number => nodes.filter((n) => column.get(n.name) === c).length;
  const leave = (c: number, step: 1 | -1): void => {
    const ends = nodes
      .filter((n) => column.get(n.name) === c && (step > 0 ? out : into).get(n.name)!.length === 0)
      .sort((a, b) => a.energy_kWh - b.energy_kWh);
    for (const { name } of ends) {
      if (count(c) <= most || count(c + step) >= count(c) - 1) return;
      column.set(name, c + step);
    }
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (let c = last; c > 0; c--) leave(c, -1);
    for (let c = 0; c < last; c++) leave(c, 1);
  }
}

/** Nodes and links as items of columns and pieces between them. What a bus gives or takes far off runs as one trunk. */
export function laidInColumns(drawn: Drawn): Columns {
  const at = columnsOf(drawn);
  const count = Math.max(...at.values()) + 1;
  const columns: Item[][] = Array.from({ length: count }, () => []);
  const byName = new Map(drawn.nodes.map((n) => [n.name, n]));
  const items = new Map<string, Item>();
  const pieces = new Map<string, Piece>();
  const item = (key: string, column: number, drain: string, node?: DrawnNode): Item => {
    const known = items.get(key);
    if (known !== undefined) return known;
    const made: Item = {
      key,
      column,
      energy_kWh: 0,
      into: [],
      out: [],
      drain,
      ...(node === undefined ? {} : { node }),
    };
    items.set(key, made);
    columns[column]!.push(made);
    return made;
  };
  for (const n of drawn.nodes) item(n.name, at.get(n.name)!, isDrain(n) ? n.name : '', n);
  for (const link of drawn.links) {
    const [source, target] = [byName.get(link.source)!, byName.get(link.target)!];
    const owner =
      isDrain(target) || (target.kind === 'bus' && source.kind !== 'bus') ? `to ${link.target}` : `from ${link.source}`;
    let before = items.get(link.source)!;
    for (let c = at.get(link.source)! + 1; c <= at.get(link.target)!; c++) {
      const isThere = c === at.get(link.target)!;
      const next = isThere
        ? items.get(link.target)!
        : item(`${owner} ${link.carrier ?? ''} ${c}`, c, isDrain(target) ? target.name : '');
      const key = `${before.key} > ${next.key} ${link.carrier ?? ''}`;
      let piece = pieces.get(key);
      if (piece === undefined) {
        piece = {
          from: before,
          to: next,
          links: [],
          energy_kWh: 0,
          ...(link.carrier === undefined ? {} : { carrier: link.carrier }),
        };
        pieces.set(key, piece);
        before.out.push(piece);
        next.into.push(piece);
      }
      piece.links.push(link);
      piece.energy_kWh += link.energy_kWh;
      before = next;
    }
  }
  const sum = (list: readonly Piece[]): number => list.reduce((v, p) => v + p.energy_kWh, 0);
  for (const each of items.values()) each.energy_kWh = Math.max(sum(each.into), sum(each.out));
  return { columns, pieces: [...pieces.values()] };
}
