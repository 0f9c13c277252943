import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '../../io/durable.ts';

const Topics = z.array(z.string());

/**
 * Topics under which twins in this folder have had a broker keep something and this one will not: a broker elsewhere, or
 * one that was away at the last start, would show it for ever. @param path where all are noted
 */
export function keptBefore(path: string, now: readonly string[]): readonly string[] {
  const before = read(path);
  const kept = new Set(now);
  // What is gone stays noted: nobody knows whether the broker has heard of it.
  writeWhole(path, `${JSON.stringify([...new Set([...before, ...now])])}\n`);
  return before.filter((topic) => !kept.has(topic));
}

function read(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    return Topics.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // A list that cannot be read is begun again: at worst something old stays at the broker.
    return [];
  }
}
