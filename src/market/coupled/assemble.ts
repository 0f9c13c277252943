import type { Problem, Solution } from '../../core/solver.ts';
import { PER_THOUSAND } from '../quanta.ts';
import type { SortedBook } from './book.ts';
import { type Gathering, gather } from './columns.ts';
import { type PlacedLine, placeLines } from './lines.ts';

/**
 * What a traded quantum is worth beyond its limit, micro-money per thousand: so little that it decides ties only. Of equal
 * welfare the larger volume is taken, as a call auction takes it.
 */
const VOLUME = 1e-3;
/** What decides ties for a retailer: it trades where nobody else would, after all others, and never with itself. */
const RETAIL = { buy: -VOLUME / 4, sell: VOLUME / 2 } as const;
/** Energy from nowhere costs the ceiling so many times: more than any order, however converted. */
const FAR = 1000;

/** Simple orders of one node, side and limit: one column, shared pro rata. */
export interface Step {
  readonly node: number;
  /** 1 of a sale, -1 of a purchase. */
  readonly sign: 1 | -1;
  readonly column: number;
  /** What decides ties in the cost of its column. */
  readonly tie: number;
  /** Of all members, quanta. */
  readonly quantity: number;
  /** Sorted places of the orders. */
  readonly members: readonly number[];
}

/** What stands still or moves `least` at least: a run of columns whose sum, thousands of quanta or share, is meant. */
export interface Whole {
  readonly kind: 'block' | 'converter';
  /** Sorted place. */
  readonly index: number;
  readonly first: number;
  readonly count: number;
  /** Row that holds the sum; -1 where there is one column only. */
  readonly row: number;
  readonly least: number;
  readonly most: number;
}

/** Columns of one book, as one linear problem in which every block may be taken in part. */
export interface Assembled {
  readonly book: SortedBook;
  /** Thousands of quanta, and micro-money. Row n is the balance of node n. */
  readonly problem: Problem;
  readonly steps: readonly Step[];
  /** By converter: its first column; one for each of its steps. */
  readonly converters: readonly number[];
  /** By block: the column of its share. */
  readonly blocks: readonly number[];
  /** By storage: its first column; three for each slot: bought, sold, level. */
  readonly storages: readonly number[];
  readonly lines: readonly PlacedLine[];
  /** First of two columns for each node, shut but for the search for prices: energy from nowhere, energy to nowhere. */
  readonly slack: number;
  readonly wholes: readonly Whole[];
}

/** What a solution reached, without what decides ties: micro-money. */
export function reached({ steps }: Assembled, { objective, x }: Solution): number {
  let ties = 0;
  for (const { tie, column } of steps) ties += tie * x[column]!;
  return ties - objective;
}

export function assemble(book: SortedBook): Assembled {
  const g = gather();
  for (let n = 0; n < book.nodes; n++) g.row(0, 0);
  const steps = placeSteps(book, g);
  const wholes: Whole[] = [];
  const converters = book.converters.map((_, c) => placeConverter(book, c, g, wholes));
  const blocks = placeBlocks(book, g, wholes);
  let held = 0;
  const storages = book.storages.map(({ value, level, kept }, s) => {
    let left = level;
    for (let t = 0; t < book.slots.length; t++) left *= kept;
    held += (value * left) / PER_THOUSAND;
    return placeStorage(book, s, g);
  });
  const lines = placeLines(book, g);
  let slack = -1;
  const slackCost = FAR * book.ceiling + 1;
  for (let n = 0; n < book.nodes; n++) {
    g.entry(n, 1);
    const column = g.column(slackCost, 0, 0);
    if (n === 0) slack = column;
    g.entry(n, -1);
    g.column(slackCost, 0, 0);
  }
  return { book, problem: g.problem(held), steps, converters, blocks, storages, lines, slack, wholes };
}

function placeSteps(book: SortedBook, g: Gathering): Step[] {
  const { markets, nodes, orders, fees, retailers, ceiling, nodeOf } = book;
  const sides = { buy: Array.from({ length: nodes }, byLimit), sell: Array.from({ length: nodes }, byLimit) };
  orders.forEach(({ market, slot_ms, side, limit, quantity, party }, i) => {
    const at = sides[side][nodeOf(market, slot_ms)]!;
    const worth = limit ?? (side === 'buy' ? ceiling : -ceiling);
    const isRetail = retailers.has(party);
    // Limits are whole, which leaves the halves to retailers.
    const key = isRetail ? worth + 0.5 : worth;
    const level = at.get(key);
    if (level === undefined) at.set(key, { limit: worth, isRetail, quantity, members: [i] });
    else {
      level.quantity += quantity;
      level.members.push(i);
    }
  });
  const steps: Step[] = [];
  for (const side of ['buy', 'sell'] as const) {
    const sign = side === 'buy' ? -1 : 1;
    const room = markets.map(() => 0);
    for (let n = 0; n < nodes; n++) {
      const m = n % markets.length;
      room[m] = Math.max(room[m]!, roomFor(sides[side][n]!.size));
    }
    for (let n = 0; n < nodes; n++) {
      const m = n % markets.length;
      const at = sides[side][n]!;
      for (const { limit, isRetail, quantity, members } of at.values()) {
        g.entry(n, sign);
        // The fee stands at the purchase: who sells with the network's charges in the price is spared it there.
        const fee = isRetail === (side === 'sell') ? fees[m]! : 0;
        const tie = isRetail ? RETAIL[side] : side === 'buy' ? -VOLUME : 0;
        const cost = tie + sign * (limit - fee);
        steps.push({ node: n, sign, column: g.column(cost, 0, quantity / PER_THOUSAND), tie, quantity, members });
      }
      for (let k = at.size; k < room[m]!; k++) {
        g.entry(n, sign);
        g.column(0, 0, 0);
      }
    }
  }
  return steps;
}

/**
 * Columns kept for so many price steps: a power of two, so that the matrix is mostly that of the slot before, which a solver
 * keeps. They depend on this book alone, as the choice among equals does on the columns.
 */
function roomFor(steps: number): number {
  let room = LEAST_ROOM;
  while (room < steps) room *= 2;
  return room;
}
const LEAST_ROOM = 4;

interface Level {
  readonly limit: number;
  readonly isRetail: boolean;
  quantity: number;
  readonly members: number[];
}
const byLimit = (): Map<number, Level> => new Map();

function placeConverter(book: SortedBook, c: number, g: Gathering, wholes: Whole[]): number {
  const { slot_ms, market, side, quantity, least = 0, others, cost, steps = [] } = book.converters[c]!;
  const { fees, markets, nodeOf } = book;
  const flows = [{ node: nodeOf(market, slot_ms), per: side === 'buy' ? -1 : 1 }];
  for (const other of others) flows.push({ node: nodeOf(other.market, other.slot_ms ?? slot_ms), per: other.per });
  let paid = 0;
  for (const { node, per } of flows) if (per < 0) paid -= per * fees[node % markets.length]!;
  const all = [{ quantity, cost }, ...steps];
  const most = all.reduce((sum, step) => sum + step.quantity, 0) / PER_THOUSAND;
  const row = least > 0 ? g.row(0, most) : -1;
  let first = -1;
  for (const step of all) {
    for (const { node, per } of flows) g.entry(node, per);
    if (row >= 0) g.entry(row, 1);
    const column = g.column(step.cost + paid, 0, step.quantity / PER_THOUSAND);
    if (first < 0) first = column;
  }
  if (least > 0)
    wholes.push({ kind: 'converter', index: c, first, count: all.length, row, least: least / PER_THOUSAND, most });
  return first;
}

function placeBlocks(book: SortedBook, g: Gathering, wholes: Whole[]): number[] {
  const { blocks, fees, markets, nodeOf } = book;
  const keyOf = (party: string, name: string): string => `${party} ${name}`;
  const rowOf = new Map<string, number>();
  const linkRows: [child: number, parent: string, row: number][] = [];
  blocks.forEach(({ party, parent, group }, b) => {
    if (parent !== undefined) linkRows.push([b, keyOf(party, parent), g.row(Number.NEGATIVE_INFINITY, 0)]);
    const key = group === undefined ? undefined : keyOf(party, group);
    if (key !== undefined && !rowOf.has(key)) rowOf.set(key, g.row(Number.NEGATIVE_INFINITY, 1));
  });
  return blocks.map(({ id, party, items, limit, leastShare, group }, b) => {
    let cost = limit;
    for (const { market, slot_ms, quantity } of items) {
      const n = nodeOf(market, slot_ms);
      g.entry(n, quantity / PER_THOUSAND);
      if (quantity < 0) cost -= (quantity * fees[n % markets.length]!) / PER_THOUSAND;
    }
    for (const [child, parent, row] of linkRows) {
      if (child === b) g.entry(row, 1);
      if (parent === keyOf(party, id)) g.entry(row, -1);
    }
    if (group !== undefined) g.entry(rowOf.get(keyOf(party, group))!, 1);
    const column = g.column(cost, 0, 1);
    if (leastShare > 0)
      wholes.push({ kind: 'block', index: b, first: column, count: 1, row: -1, least: leastShare, most: 1 });
    return column;
  });
}

function placeStorage(book: SortedBook, s: number, g: Gathering): number {
  const { market, charge, discharge, capacity, level, into, outOf, kept, value, cost } = book.storages[s]!;
  const { slots, fees, nodeOf } = book;
  const rows = slots.map((_, t) => {
    const start = t === 0 ? (kept * level) / PER_THOUSAND : 0;
    return g.row(start, start);
  });
  let first = -1;
  slots.forEach((slot_ms, t) => {
    const n = nodeOf(market, slot_ms);
    g.entry(n, -1);
    g.entry(rows[t]!, -into);
    const bought = g.column(fees[n % book.markets.length]!, 0, charge / PER_THOUSAND);
    if (first < 0) first = bought;
    g.entry(n, 1);
    g.entry(rows[t]!, 1 / outOf);
    g.column(cost, 0, discharge / PER_THOUSAND);
    g.entry(rows[t]!, 1);
    if (t + 1 < slots.length) g.entry(rows[t + 1]!, -kept);
    g.column(t + 1 < slots.length ? 0 : -value, 0, capacity / PER_THOUSAND);
  });
  return first;
}
