import { createHash } from 'node:crypto';
import type { Hash } from '../core/hash.ts';

/** SHA-256 of the text's UTF-8 bytes. */
export const sha256: Hash = (text) => createHash('sha256').update(text).digest('hex');
