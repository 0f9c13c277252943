/** Most prices in a block; longer ones are cut in two. */
const MOST = 256;

/**
 * A set of prices in rising order, in blocks of a few hundred: a price is found by two bisections, and put in or taken out
 * by moving one block. Holds nothing of prices that are gone.
 */
export class SortedPrices {
  private blocks: number[][] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }
  get least(): number | undefined {
    return this.blocks[0]?.[0];
  }
  get most(): number | undefined {
    return this.blocks.at(-1)?.at(-1);
  }

  /** The price must not be there yet. */
  add(price: number): void {
    this.count++;
    if (this.blocks.length === 0) {
      this.blocks.push([price]);
      return;
    }
    const b = Math.min(this.blockOf(price), this.blocks.length - 1);
    const block = this.blocks[b]!;
    block.splice(placeIn(block, price), 0, price);
    if (block.length > MOST) this.blocks.splice(b + 1, 0, block.splice(MOST / 2));
  }

  /** The price must be there. */
  remove(price: number): void {
    this.count--;
    const b = this.blockOf(price);
    const block = this.blocks[b]!;
    block.splice(placeIn(block, price), 1);
    if (block.length === 0) this.blocks.splice(b, 1);
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const block of this.blocks) yield* block;
  }

  /** First block that ends at the price or above it. */
  private blockOf(price: number): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.blocks[mid]!.at(-1)! < price) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}

/** First place whose price is not below the given one. */
function placeIn(block: readonly number[], price: number): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (block[mid]! < price) low = mid + 1;
    else high = mid;
  }
  return low;
}
