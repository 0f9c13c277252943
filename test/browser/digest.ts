/** A running digest of the bits of numbers: four lanes of FNV-1a, each with a seed of its own, over 32-bit words. */
export class Digest {
  count = 0;
  private readonly lanes = Uint32Array.of(0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35);
  private readonly number = new Float64Array(1);
  private readonly words = new Uint32Array(this.number.buffer);

  add(v: number): void {
    this.count++;
    // Engines may choose which bits a NaN has; all mean the same.
    this.number[0] = Number.isNaN(v) ? Number.NaN : v;
    for (let k = 0; k < 4; k++) {
      let h = this.lanes[k]!;
      for (let w = 0; w < 2; w++) {
        h = Math.imul(h ^ this.words[w]!, 0x01000193);
        h ^= h >>> 15;
      }
      this.lanes[k] = Math.imul(h, 0x2c1b3c6d);
    }
  }

  text(): string {
    return [...this.lanes].map((h) => h.toString(16).padStart(8, '0')).join('');
  }
}
