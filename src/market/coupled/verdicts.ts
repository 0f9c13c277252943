import { moneyOf, PER_THOUSAND } from '../quanta.ts';
import type { Assembled, Whole } from './assemble.ts';
import type { WholeFlows } from './flows.ts';
import type { ConverterOrder } from './orders.ts';
import type { Transfer, Verdict } from './result.ts';

/** What was made of blocks and converters that run whole or not at all. */
export interface Verdicts {
  readonly blocks: Verdict[];
  readonly converters: Verdict[];
  readonly uplifts: Transfer[];
}

/** Got less paid and own cost, by sorted place; whole micro-money. */
export interface OwnSurpluses {
  readonly blocks: readonly number[];
  readonly converters: readonly number[];
}

/**
 * Judges each block with the blocks that hang on it: what a child gains may carry its parent, and what is still lost then is
 * paid as uplift, at the market of its first item, or of its main flow. Losses that rounding alone can make are none: half a
 * micro-money a thousand quanta and one a trade, and the worth of a quantum where a block is taken in part.
 * @param isPaid whether blocks may lose beyond that
 */
export function judge(
  assembled: Assembled,
  flows: WholeFlows,
  prices: ArrayLike<number>,
  surpluses: OwnSurpluses,
  taken: Uint8Array,
  isPaid: boolean,
): Verdicts {
  const { book, wholes } = assembled;
  const { nodeOf, markets } = book;
  const priceAt = (market: string, slot_ms: number): number => prices[nodeOf(market, slot_ms)]!;
  const crumb = (signed: readonly number[], priced: readonly number[]): number =>
    signed.reduce((sum, q, k) => sum + Math.abs(q) / (2 * PER_THOUSAND) + 1 + Math.abs(priced[k]!) / PER_THOUSAND, 0);
  const uplifts: Transfer[] = [];
  const isRunning = (signed: readonly number[]): boolean => signed.some((q) => q !== 0);

  const blocks = book.blocks.map((_, b): Verdict => (isRunning(flows.blocks[b]!) ? 'accepted' : 'rejected'));
  const carried = [...surpluses.blocks];
  const places = new Map(book.blocks.map(({ party, id }, b) => [`${party} ${id}`, b]));
  for (const b of childrenFirst(assembled)) {
    const { party, id, items, parent } = book.blocks[b]!;
    if (blocks[b] === 'accepted') {
      const { market, slot_ms } = items[0]!;
      const loss = -carried[b]!;
      if (
        isPaid &&
        loss >
          crumb(
            flows.blocks[b]!,
            items.map((item) => priceAt(item.market, item.slot_ms)),
          )
      ) {
        blocks[b] = 'paradoxicallyAccepted';
        uplifts.push({ from: `uplift:${market}`, to: party, amount: loss, slot_ms, of: id, why: 'uplift' });
        carried[b] = 0;
      }
    }
    if (parent !== undefined) carried[places.get(`${party} ${parent}`)!]! += carried[b]!;
  }
  const converters = book.converters.map((order, c): Verdict => {
    const signed = flows.converters[c]!;
    if (!isRunning(signed)) return 'rejected';
    const { market, slot_ms, party, id } = order;
    const loss = 0 - surpluses.converters[c]!;
    const met = placesOf(order).map((place) => priceAt(place.market, place.slot_ms));
    if (!isPaid || loss <= crumb(signed, met)) return 'accepted';
    uplifts.push({ from: `uplift:${market}`, to: party, amount: loss, slot_ms, of: id, why: 'uplift' });
    return 'paradoxicallyAccepted';
  });
  wholes.forEach((whole, i) => {
    if (taken[i] === 0 && wouldGain(whole))
      (whole.kind === 'block' ? blocks : converters)[whole.index] = 'paradoxicallyRejected';
  });
  return { blocks, converters, uplifts };

  /** Whether what was left out had gained at the prices; false where a price is missing, a parent is out or the group is full. */
  function wouldGain({ kind, index }: Whole): boolean {
    const value = (market: string, slot_ms: number, signed: number): number => {
      const price = priceAt(market, slot_ms);
      const fee = signed < 0 ? book.fees[nodeOf(market, slot_ms) % markets.length]! : 0;
      return (signed * (price + fee)) / PER_THOUSAND;
    };
    if (kind === 'block') {
      const { party, items, limit, parent, group } = book.blocks[index]!;
      const parentAt = parent === undefined ? undefined : places.get(`${party} ${parent}`)!;
      if (parentAt !== undefined && !isRunning(flows.blocks[parentAt]!)) return false;
      if (
        group !== undefined &&
        book.blocks.some((o, b) => o.party === party && o.group === group && isRunning(flows.blocks[b]!))
      )
        return false;
      const margin = crumb(
        items.map((item) => item.quantity),
        items.map(() => 0),
      );
      return items.reduce((sum, item) => sum + value(item.market, item.slot_ms, item.quantity), -limit) > margin;
    }
    const order = book.converters[index]!;
    const { side, others, quantity, cost } = order;
    const signed = [side === 'buy' ? -quantity : quantity, ...others.map(({ per }) => per * quantity)];
    const gain = placesOf(order).reduce((sum, place, k) => sum + value(place.market, place.slot_ms, signed[k]!), 0);
    const margin = crumb(
      signed,
      signed.map(() => 0),
    );
    return gain - (cost * quantity) / PER_THOUSAND > margin;
  }
}

/** Where a converter's main flow and its others are. */
const placesOf = ({ market, slot_ms, others }: ConverterOrder): { market: string; slot_ms: number }[] => [
  { market, slot_ms },
  ...others.map((other) => ({ market: other.market, slot_ms: other.slot_ms ?? slot_ms })),
];

/** Places of blocks, every child before its parent. */
function childrenFirst({ book: { blocks } }: Assembled): number[] {
  const places = new Map(blocks.map(({ party, id }, b) => [`${party} ${id}`, b]));
  const depth = blocks.map((block) => {
    let deep = 0;
    for (let at = block; at.parent !== undefined; deep++) at = blocks[places.get(`${at.party} ${at.parent}`)!]!;
    return deep;
  });
  return blocks.map((_, b) => b).sort((a, b) => depth[b]! - depth[a]! || a - b);
}

/** Own cost of a converter, each step's for what it moved; whole micro-money. */
export function costOf(
  {
    quantity,
    cost,
    steps = [],
  }: { quantity: number; cost: number; steps?: readonly { quantity: number; cost: number }[] },
  main: number,
): number {
  let left = main;
  let sum = 0;
  for (const step of [{ quantity, cost }, ...steps]) {
    const moved = Math.min(left, step.quantity);
    sum += moneyOf(moved, step.cost);
    left -= moved;
  }
  return sum;
}
