import { type Item, laidInColumns, type Piece } from './chartSankeyColumns.ts';
import type { Drawn, DrawnLink, DrawnNode } from './chartSankeyGather.ts';
import { orderOf } from './chartSankeyOrder.ts';

export interface PlacedNode {
  readonly node: DrawnNode;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Of its name, the amount last; beside the node on the right. */
  readonly lines: readonly string[];
}
/** A band between two columns: upper edges at both ends, and how thick. */
export interface PlacedBand {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly height: number;
  readonly carrier?: string;
  readonly links: readonly DrawnLink[];
}
export interface SankeyLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly bands: readonly PlacedBand[];
}

export const NODE_WIDTH = 11;
export const LINE_HEIGHT = 13;
/** Between a node and its name, and between a name and the next column. */
export const NAME_GAP = 4;
/** Mean width of a letter, plain and bold. */
const LETTER = 6.2;
const BOLD_LETTER = 6.9;
/** Least width of a column: a word of ten letters. */
const LEAST_COLUMN = 80;
const GAP = 6;
const TRUNK_GAP = 3;
const MARGIN = 6;
/** Height of a small diagram, at least this and this part of its width, and the most of it that one node takes. */
const LEAST_HEIGHT = 400;
const LEAST_SHAPE = 0.4;
const MOST_NODE = 0.3;

const letterOf = (node: DrawnNode): number => (node.kind === 'bus' ? BOLD_LETTER : LETTER);

/** Lines of at most so many letters, broken at spaces and after hyphens; a word that is longer is cut. */
export function wrapped(text: string, most: number): string[] {
  const lines = [''];
  for (const piece of text.split(/(?<=[ -])/)) {
    let rest = piece;
    if (lines.at(-1) !== '' && (lines.at(-1)! + rest.trimEnd()).length > most) lines.push('');
    while (rest.trimEnd().length > most + 2) {
      lines[lines.length - 1] = `${rest.slice(0, most - 1)}-`;
      rest = rest.slice(most - 1);
      lines.push('');
    }
    lines[lines.length - 1] += rest;
  }
  return lines.map((line) => line.trimEnd());
}

/**
 * Places of a flow diagram in which no name meets a node or another name of its column: columns by what takes from what,
 * far links in trunks, ends beside what they serve, few crossings, and as high as the names need.
 *
 * Columns and trunks after Sugiyama, Tagawa and Toda (1981), "Methods for visual understanding of hierarchical system
 * structures"; heights by least squares under least distances (pool adjacent violators).
 */
export function sankeyLayout(drawn: Drawn, wanted: number, amount: (energy_kWh: number) => string): SankeyLayout {
  if (drawn.nodes.length === 0) return { width: wanted, height: LEAST_HEIGHT, nodes: [], bands: [] };
  const laid = laidInColumns(drawn);
  const columns = orderOf(laid);
  const { lefts, widths, width } = widthsOf(columns, wanted);
  const lines = new Map<Item, string[]>();
  columns.forEach((column, c) => {
    for (const item of column) {
      if (item.node === undefined) continue;
      const most = Math.max(6, Math.floor((widths[c]! - NODE_WIDTH - 2 * NAME_GAP) / letterOf(item.node)));
      const name = wrapped(item.node.label, most);
      const value = amount(item.node.energy_kWh);
      const last = name.at(-1)!;
      lines.set(
        item,
        `${last} ${value}`.length <= most ? [...name.slice(0, -1), `${last} ${value}`] : [...name, value],
      );
    }
  });
  const nameHeight = (item: Item): number => (lines.get(item)?.length ?? 0) * LINE_HEIGHT;
  const scale = scaleOf(columns, nameHeight, Math.max(LEAST_HEIGHT, LEAST_SHAPE * width));
  const thick = (energy_kWh: number): number => energy_kWh * scale;
  const heightOf = (item: Item): number => thick(item.energy_kWh);
  const room = (item: Item): number => Math.max(heightOf(item), nameHeight(item));

  const rank = new Map<Item, number>();
  for (const column of columns) for (const [r, item] of column.entries()) rank.set(item, r);
  const offsets = { from: new Map<Piece, number>(), to: new Map<Piece, number>() };
  for (const column of columns)
    for (const item of column)
      for (const [pieces, end, other] of [
        [item.out, 'from', 'to'],
        [item.into, 'to', 'from'],
      ] as const) {
        let at = 0;
        for (const piece of [...pieces].sort((a, b) => rank.get(a[other])! - rank.get(b[other])!)) {
          offsets[end].set(piece, at);
          at += thick(piece.energy_kWh);
        }
      }
  const top = placed(columns, heightOf, room, offsets);
  const height = Math.ceil(Math.max(...[...top].map(([item, y]) => y + (heightOf(item) + room(item)) / 2))) + MARGIN;
  return {
    width,
    height,
    nodes: columns.flatMap((column, c) =>
      column.flatMap((item) =>
        item.node === undefined
          ? []
          : [{ node: item.node, x: lefts[c]!, y: top.get(item)!, height: heightOf(item), lines: lines.get(item)! }],
      ),
    ),
    bands: laid.pieces.map((piece) => ({
      x0: lefts[piece.from.column]! + (piece.from.node === undefined ? 0 : NODE_WIDTH),
      y0: top.get(piece.from)! + offsets.from.get(piece)!,
      x1: lefts[piece.to.column]!,
      y1: top.get(piece.to)! + offsets.to.get(piece)!,
      height: thick(piece.energy_kWh),
      links: piece.links,
      ...(piece.carrier === undefined ? {} : { carrier: piece.carrier }),
    })),
  };
}

/** Each column as wide as half its longest name asks, what is left shared alike; wider than wanted only where it must. */
function widthsOf(
  columns: readonly (readonly Item[])[],
  wanted: number,
): { lefts: number[]; widths: number[]; width: number } {
  const asked = columns.map((column) =>
    column.reduce((most, { node }) => {
      if (node === undefined) return most;
      const letters = node.label.length > 16 ? 4 + node.label.length / 2 : node.label.length + 1;
      return Math.max(most, NODE_WIDTH + 2 * NAME_GAP + letterOf(node) * letters);
    }, LEAST_COLUMN),
  );
  // Nothing stands beside the last column that a long word could run into but the end of the page.
  const words = columns.at(-1)!.flatMap(({ node }) => (node === undefined ? [] : node.label.split(/(?<=[ -])/)));
  const longest = Math.max(0, ...words.map((word) => word.length)) * BOLD_LETTER + NODE_WIDTH + 2 * NAME_GAP;
  const leasts = columns.map((_, c) => (c + 1 < columns.length ? LEAST_COLUMN : Math.max(LEAST_COLUMN, longest)));
  leasts.forEach((w, c) => {
    asked[c] = Math.max(w, asked[c]!);
  });
  const sum = asked.reduce((a, b) => a + b, 0);
  const least = leasts.reduce((a, b) => a + b, 0);
  const width = Math.max(wanted, least);
  const share = Math.min(1, (width - least) / Math.max(1, sum - least));
  const more = Math.max(0, width - sum) / Math.max(1, columns.length - 1);
  const widths = asked.map((w, c) => leasts[c]! + (w - leasts[c]!) * share + (c + 1 < columns.length ? more : 0));
  let left = 0;
  const lefts = widths.map((w) => {
    left += w;
    return Math.round(left - w);
  });
  return { lefts, widths, width };
}

/** Pixels per kWh: no column higher than `least`, or than a quarter more than the names of the fullest need. */
function scaleOf(columns: readonly (readonly Item[])[], nameHeight: (item: Item) => number, least: number): number {
  const need = (scale: number): number =>
    Math.max(
      ...columns.map((column) =>
        column.reduce(
          (sum, item) => sum + Math.max(item.energy_kWh * scale, nameHeight(item)) + (item.node ? GAP : TRUNK_GAP),
          0,
        ),
      ),
    );
  const most = Math.max(least, 1.25 * need(0));
  const largest = Math.max(...columns.flat().map((item) => item.energy_kWh));
  let [low, high] = [0, (MOST_NODE * most) / largest];
  if (need(high) <= most) return high;
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (need(middle) <= most) low = middle;
    else high = middle;
  }
  return low;
}

const ROUNDS = 60;
/** Pull of the middle, so that columns without ties stay together. */
const MIDDLE = 0.03;
/** How much more level the stream of losses runs than what flows into it. */
const ALONG_DRAIN = 20;

/** Upper edge of every item: flows as level as the distances allow, thick ones first. */
function placed(
  columns: readonly (readonly Item[])[],
  heightOf: (item: Item) => number,
  room: (item: Item) => number,
  offsets: { readonly from: ReadonlyMap<Piece, number>; readonly to: ReadonlyMap<Piece, number> },
): Map<Item, number> {
  const top = new Map<Item, number>();
  const distance = (a: Item, b: Item): number =>
    (room(a) + room(b)) / 2 + (a.node === undefined && b.node === undefined ? TRUNK_GAP : GAP);
  const centre = (item: Item): number => top.get(item)! + heightOf(item) / 2;
  for (const column of columns) {
    const total = column.reduce((sum, item, k) => sum + (k > 0 ? distance(column[k - 1]!, item) : 0), 0);
    let at = -total / 2;
    column.forEach((item, k) => {
      if (k > 0) at += distance(column[k - 1]!, item);
      top.set(item, at - heightOf(item) / 2);
    });
  }
  const largest = Math.max(...columns.flat().map((item) => item.energy_kWh));
  const wish = (item: Item): readonly [number, number] => {
    let weight = MIDDLE;
    let sum = 0;
    const tie = (piece: Piece, y: number): void => {
      const along = piece.from.drain !== '' && piece.to.drain !== '' ? ALONG_DRAIN : 1;
      const w = along * Math.sqrt(piece.energy_kWh / largest);
      weight += w;
      sum += w * y;
    };
    for (const p of item.into)
      tie(p, top.get(p.from)! + offsets.from.get(p)! - offsets.to.get(p)! + heightOf(item) / 2);
    for (const p of item.out) tie(p, top.get(p.to)! + offsets.to.get(p)! - offsets.from.get(p)! + heightOf(item) / 2);
    return [sum / weight, weight];
  };
  for (let round = 0; round < ROUNDS; round++)
    for (const column of round % 2 === 0 ? columns : [...columns].reverse()) {
      let passed = 0;
      const steps = column.map((item, k) => {
        if (k > 0) passed += distance(column[k - 1]!, item);
        const [y, weight] = wish(item);
        return { passed, y: y - passed, weight };
      });
      pooled(steps).forEach((y, k) => {
        top.set(column[k]!, y + steps[k]!.passed - heightOf(column[k]!) / 2);
      });
    }
  const highest = Math.min(...[...top.keys()].map((item) => centre(item) - room(item) / 2));
  for (const [item, y] of top) top.set(item, y - highest + MARGIN);
  return top;
}

/** Nearest rising values by weighted least squares: pool adjacent violators. */
function pooled(steps: readonly { readonly y: number; readonly weight: number }[]): number[] {
  const pools: { y: number; weight: number; count: number }[] = [];
  for (const { y, weight } of steps) {
    let pool = { y, weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.y > pool.y; last = pools.at(-1)) {
      pools.pop();
      const both = last.weight + pool.weight;
      pool = {
        y: (last.y * last.weight + pool.y * pool.weight) / both,
        weight: both,
        count: last.count + pool.count,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ y, count }) => Array.from({ length: count }, () => y));
}
