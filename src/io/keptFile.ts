import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { writeWhole } from './durable.ts';

/** Bytes of a SHA-256, which stands before the data. */
const HASH = 32;
const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * Writes plain data (numbers that are not finite, maps and typed arrays included) so that a crash leaves the old file or the new
 * one. @returns its bytes
 */
export function writeKept(path: string, data: unknown): number {
  const bytes = serialize(data);
  writeWhole(path, Buffer.concat([hashOf(bytes), bytes]));
  return HASH + bytes.length;
}

/** What `writeKept` wrote; undefined where the file is not there, or not as it was written. */
export function readKept(path: string): unknown {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    return undefined;
  }
  const bytes = file.subarray(HASH);
  return file.length > HASH && hashOf(bytes).equals(file.subarray(0, HASH))
    ? (deserialize(bytes) as unknown)
    : undefined;
}
