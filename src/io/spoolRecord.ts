import { crc32 } from 'node:zlib';

/** What stands before a payload in a segment: mark, length, weight, checksum, time of writing. */
export const HEADER_BYTES = 24;
const MARK = 0x314c5053; // "SPL1"

/** A record of a segment; `weight` counts what is in it (points, messages). */
export interface SpoolRecord {
  /** Where its payload begins, and how long it is. */
  readonly at: number;
  readonly length: number;
  readonly weight: number;
  readonly wall_ms: number;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// The payload first: of nothing, with a sum to go on from, the library makes 0.
const sumOf = (header: Uint8Array, payload: Uint8Array): number =>
  crc32(header.subarray(16, 24), crc32(header.subarray(4, 12), crc32(payload)));

export function recordOf(payload: Uint8Array, weight: number, wall_ms: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const header = view(bytes);
  header.setUint32(0, MARK, true);
  header.setUint32(4, payload.length, true);
  header.setUint32(8, weight, true);
  header.setFloat64(16, wall_ms, true);
  bytes.set(payload, HEADER_BYTES);
  header.setUint32(12, sumOf(bytes, payload), true);
  return bytes;
}

/** What a segment holds. */
export interface SegmentContent {
  /** By place in the segment; undefined where the checksum does not fit. */
  readonly records: readonly (SpoolRecord | undefined)[];
  /** What the spoilt records count, as far as they say. */
  readonly spoilt: number;
  /** Bytes at the end that are no whole record: what was being written when the process ended. */
  readonly torn: number;
}

/** Reads the records of a segment; a torn end is left out, a spoilt record skipped. */
export function recordsIn(bytes: Uint8Array): SegmentContent {
  const records: (SpoolRecord | undefined)[] = [];
  const header = view(bytes);
  let spoilt = 0;
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length && header.getUint32(at, true) === MARK) {
    const length = header.getUint32(at + 4, true);
    const end = at + HEADER_BYTES + length;
    if (end > bytes.length) break;
    const weight = header.getUint32(at + 8, true);
    const sum = sumOf(bytes.subarray(at, at + HEADER_BYTES), bytes.subarray(at + HEADER_BYTES, end));
    const isWhole = header.getUint32(at + 12, true) === sum;
    // The last one with a wrong sum is a torn one too: its length got to the disk before its end did.
    if (!isWhole && end === bytes.length) break;
    records.push(
      isWhole ? { at: at + HEADER_BYTES, length, weight, wall_ms: header.getFloat64(at + 16, true) } : undefined,
    );
    if (!isWhole) spoilt += weight;
    at = end;
  }
  return { records, spoilt, torn: bytes.length - at };
}
