/** Series as 16-bit codes and as few bytes as needed: quantised, predicted, written by Rice's code, as base64. */

/** Highest code; the step between codes is this part of the range. */
const TOP = 65_535;
/** Values that share a parameter of the code. */
const BLOCK = 32;
/** Parameters of a block beside 0 to 16: each residual as 17 bits; nothing but zeros. */
const PLAIN = 30;
const ZEROS = 31;
const PLAIN_BITS = 17;
/** Longest run of ones before a residual; a block that needs more is written plain. */
const MAX_UNARY = 23;

/** A series in the pack. All of it is whole numbers, so its bytes are the same everywhere. */
export interface Coded {
  /** Value of code 0 and of the highest code; the same where the series is constant. */
  readonly lo: number;
  readonly hi: number;
  /** First bit in the pack; absent where the series is constant. */
  readonly at?: number;
  /** Rows back to the value that predicts the next: 1, or a day. */
  readonly lag?: number;
}

/** Codes of values between their lowest and highest; an error is at most half a step: 1/131,070 of the range. */
export function quantise(values: Float64Array): { codes: Uint16Array; lo: number; hi: number } {
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  const codes = new Uint16Array(values.length);
  if (!(hi > lo)) return { codes, lo: values.length === 0 ? 0 : lo, hi: values.length === 0 ? 0 : lo };
  const scale = TOP / (hi - lo);
  for (let i = 0; i < values.length; i++) codes[i] = Math.round((values[i]! - lo) * scale);
  return { codes, lo, hi };
}

export const valueAt = (code: number, lo: number, hi: number): number => lo + (code / TOP) * (hi - lo);

/** Bits that can be written at once: with seven that wait they stay within a word. */
const MOST_BITS = 24;

/** Bits that grow at the end. */
export class BitWriter {
  private bytes = new Uint8Array(1 << 16);
  private held = 0;
  private holding = 0;
  private length = 0;

  get bits(): number {
    return this.length * 8 + this.holding;
  }

  /** Appends the lowest `count` bits of `value`, highest first; at most MOST_BITS at once. */
  write(value: number, count: number): void {
    this.held = (this.held << count) | value;
    this.holding += count;
    while (this.holding >= 8) {
      this.holding -= 8;
      if (this.length === this.bytes.length) {
        const wider = new Uint8Array(this.bytes.length * 2);
        wider.set(this.bytes);
        this.bytes = wider;
      }
      this.bytes[this.length++] = (this.held >>> this.holding) & 255;
      this.held &= (1 << this.holding) - 1;
    }
  }

  /** All bytes so far, the last one filled with zeros. */
  done(): Uint8Array {
    const rest = this.holding > 0 ? [(this.held << (8 - this.holding)) & 255] : [];
    const out = new Uint8Array(this.length + rest.length);
    out.set(this.bytes.subarray(0, this.length));
    out.set(rest, this.length);
    return out;
  }
}

/** Bits of every number below 512. */
const WIDTH = Uint8Array.from({ length: 512 }, (_, v) => {
  let bits = 0;
  for (let rest = v; rest > 0; rest >>>= 1) bits++;
  return bits;
});
/** Bits of a number below 2^18. */
const widthOf = (v: number): number => (v < 512 ? WIDTH[v]! : 9 + WIDTH[v >>> 9]!);

/** Differences to the value `lag` rows back (to 0 before the first), folded to whole numbers from 0: 0, -1, 1, -2, ... */
function residuals(codes: Uint16Array, lag: number, out: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < codes.length; i++) {
    const d = codes[i]! - (i >= lag ? codes[i - lag]! : i > 0 ? codes[i - 1]! : 0);
    const folded = d >= 0 ? 2 * d : -2 * d - 1;
    out[i] = folded;
    sum += widthOf(folded);
  }
  return sum;
}

/** Appends codes to the pack; `room` (two numbers for each code) is written over. @returns the lag that made them shortest */
export function encode(
  codes: Uint16Array,
  dayRows: number,
  into: BitWriter,
  room: Uint32Array = new Uint32Array(2 * codes.length),
): number {
  const near = room.subarray(0, codes.length);
  const far = room.subarray(codes.length, 2 * codes.length);
  const day = dayRows > 1 && residuals(codes, dayRows, far) < residuals(codes, 1, near);
  if (!(dayRows > 1)) residuals(codes, 1, near);
  const rest = day ? far : near;
  for (let at = 0; at < rest.length; at += BLOCK) writeBlock(rest, at, Math.min(rest.length, at + BLOCK), into);
  return day ? dayRows : 1;
}

function writeBlock(rest: Uint32Array, from: number, to: number, into: BitWriter): void {
  let sum = 0;
  let most = 0;
  for (let i = from; i < to; i++) {
    sum += rest[i]!;
    if (rest[i]! > most) most = rest[i]!;
  }
  if (most === 0) {
    into.write(ZEROS, 5);
    return;
  }
  // Rice's code is shortest where 2^k is about the mean.
  let best = PLAIN;
  let least = PLAIN_BITS * (to - from);
  const middle = Math.max(0, widthOf(Math.floor(sum / (to - from))) - 1);
  for (let k = Math.max(0, middle - 1); k <= Math.min(16, middle + 1); k++) {
    if (most >>> k > MAX_UNARY) continue;
    let size = (to - from) * (k + 1);
    for (let i = from; i < to; i++) size += rest[i]! >>> k;
    if (size < least) {
      least = size;
      best = k;
    }
  }
  into.write(best, 5);
  if (best === PLAIN) {
    for (let i = from; i < to; i++) into.write(rest[i]!, PLAIN_BITS);
    return;
  }
  const low = (1 << best) - 1;
  for (let i = from; i < to; i++) {
    const v = rest[i]!;
    const ones = v >>> best;
    const unary = ((1 << ones) - 1) << 1;
    if (ones + 1 + best <= MOST_BITS) into.write((unary << best) | (v & low), ones + 1 + best);
    else {
      into.write(unary, ones + 1);
      into.write(v & low, best);
    }
  }
}

/** Reads `length` codes from bit `at` of the pack. */
export function decode(pack: Uint8Array, at: number, length: number, lag: number): Uint16Array {
  const codes = new Uint16Array(length);
  let bit = at;
  const read = (count: number): number => {
    let v = 0;
    for (let k = 0; k < count; k++, bit++) v = (v << 1) | ((pack[bit >>> 3]! >>> (7 - (bit & 7))) & 1);
    return v;
  };
  for (let from = 0; from < length; from += BLOCK) {
    const k = read(5);
    for (let i = from; i < Math.min(length, from + BLOCK); i++) {
      let folded = 0;
      if (k === PLAIN) folded = read(PLAIN_BITS);
      else if (k !== ZEROS) {
        let ones = 0;
        while (read(1) === 1) ones++;
        folded = (ones << k) | read(k);
      }
      const d = folded & 1 ? -((folded + 1) >>> 1) : folded >>> 1;
      codes[i] = d + (i >= lag ? codes[i - lag]! : i > 0 ? codes[i - 1]! : 0);
    }
  }
  return codes;
}

/** Few enough to be arguments of one call in every engine. */
const UNITS_AT_ONCE = 8192;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const FILLING = 0x3d;

/** RFC 4648, with padding. */
export function base64(bytes: Uint8Array): string {
  const units = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const v = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    units[at] = LETTERS.charCodeAt(v >>> 18);
    units[at + 1] = LETTERS.charCodeAt((v >>> 12) & 63);
    units[at + 2] = LETTERS.charCodeAt((v >>> 6) & 63);
    units[at + 3] = LETTERS.charCodeAt(v & 63);
  }
  const filling = (3 - (bytes.length % 3)) % 3;
  units.fill(FILLING, units.length - filling);
  let text = '';
  for (let from = 0; from < units.length; from += UNITS_AT_ONCE)
    text += String.fromCharCode(...units.subarray(from, from + UNITS_AT_ONCE));
  return text;
}
