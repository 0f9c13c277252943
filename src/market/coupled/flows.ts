import { PER_THOUSAND } from '../quanta.ts';
import type { Assembled } from './assemble.ts';
import { wholeFlows } from './rounding.ts';

/** Whole quanta of everything that flows, by sorted place. */
export interface WholeFlows {
  /** By order: filled. */
  readonly orders: number[];
  /** By converter: main flow (above 0), then others, signed. */
  readonly converters: number[][];
  /** By block and item, signed. */
  readonly blocks: number[][];
  /** By storage and slot. */
  readonly bought: number[][];
  readonly sold: number[][];
  /** By placed line: sent, below 0 for back, and lost on the way (never below 0). */
  readonly sent: number[];
  readonly lost: number[];
}

/**
 * Makes a solution whole: every flow becomes one of its two neighbouring whole numbers, so that every node balances exactly.
 * Orders of one step share it in proportion to their quantities first.
 */
export function roundFlows(
  { book, problem, steps, converters, blocks, storages, lines }: Assembled,
  x: Float64Array,
): WholeFlows {
  const nodes: number[] = [];
  const values: number[] = [];
  const clamped = (j: number): number => Math.min(problem.upper[j]!, Math.max(problem.lower[j]!, x[j]!)) * PER_THOUSAND;
  const flow = (node: number, value: number): number => {
    nodes.push(node);
    return values.push(value) - 1;
  };
  const orderAt = new Int32Array(book.orders.length);
  for (const { node, sign, column, quantity, members } of steps) {
    const v = clamped(column);
    for (const i of members) orderAt[i] = flow(node, (sign * v * book.orders[i]!.quantity) / quantity);
  }
  const converterAt = book.converters.map(({ slot_ms, market, side, others, steps: more = [] }, c) => {
    let main = 0;
    for (let k = 0; k <= more.length; k++) main += clamped(converters[c]! + k);
    const first = flow(book.nodeOf(market, slot_ms), side === 'buy' ? -main : main);
    for (const other of others) flow(book.nodeOf(other.market, other.slot_ms ?? slot_ms), other.per * main);
    return first;
  });
  const blockAt = book.blocks.map(({ items }, b) => {
    const share = clamped(blocks[b]!) / PER_THOUSAND;
    const first = values.length;
    for (const { market, slot_ms, quantity } of items) flow(book.nodeOf(market, slot_ms), share * quantity);
    return first;
  });
  const storageAt = book.storages.map(({ market }, s) => {
    const first = values.length;
    book.slots.forEach((slot_ms, t) => {
      flow(book.nodeOf(market, slot_ms), -clamped(storages[s]! + 3 * t));
      flow(book.nodeOf(market, slot_ms), clamped(storages[s]! + 3 * t + 1));
    });
    return first;
  });
  const arcs = lines.map(({ from, to, loss, column, back }) => {
    const value = clamped(column) - (back < 0 ? 0 : clamped(back));
    // What is lost is taken out where it arrives.
    const lossAt = loss === 0 ? -1 : flow(value < 0 ? from : to, -loss * Math.abs(value));
    return { from, to, value, lossAt };
  });
  const { flows, sent } = wholeFlows(nodes, values, arcs, book.nodes);
  const at = (k: number): number => flows[k]! + 0;
  return {
    orders: Array.from(orderAt, (k) => Math.abs(at(k))),
    converters: book.converters.map(({ others }, c) => [
      Math.abs(at(converterAt[c]!)),
      ...others.map((_, k) => at(converterAt[c]! + 1 + k)),
    ]),
    blocks: book.blocks.map(({ items }, b) => items.map((_, k) => at(blockAt[b]! + k))),
    bought: book.storages.map((_, s) => book.slots.map((_, t) => Math.abs(at(storageAt[s]! + 2 * t)))),
    sold: book.storages.map((_, s) => book.slots.map((_, t) => at(storageAt[s]! + 2 * t + 1))),
    sent,
    lost: arcs.map(({ lossAt }) => (lossAt < 0 ? 0 : Math.abs(at(lossAt)))),
  };
}
