import { cos, ln } from './math.ts';

/**
 * Counter-based chance: the number depends on (seed, stream, index) alone, so that a run can be rewound, branched or
 * computed in any order. The mixing is that of SplitMix / MurmurHash3's finaliser (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014), in 32-bit arithmetic that every engine does exactly.
 */
const mix = (h: number): number => {
  let x = h | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

/** A 32-bit number for a stream's name (FNV-1a). */
export function streamOf(name: string): number {
  let h = 0x811c9dc5;
  for (let k = 0; k < name.length; k++) h = Math.imul(h ^ name.charCodeAt(k), 0x01000193);
  return h >>> 0;
}

/** An even number in [0, 1) with 32 bits. */
export const uniform = (seed: number, stream: number, index: number): number =>
  mix(mix(mix(seed ^ 0x9e3779b9) ^ stream) + Math.imul(index, 0x9e3779b9)) / 4294967296;

/** A standard normal number (Box and Muller 1958) from two even ones of the stream. */
export function normal(seed: number, stream: number, index: number): number {
  const u = 1 - uniform(seed, stream, 2 * index);
  const v = uniform(seed, stream, 2 * index + 1);
  return Math.sqrt(-2 * ln(u)) * cos(2 * Math.PI * v);
}
