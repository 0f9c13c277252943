import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Loop } from '../../src/core/loop.ts';
import { startSimulation } from '../../src/index.ts';
import { randomCluster } from './random.ts';
import { compileSketch } from './sketch.ts';

/** A loop of a cluster drawn from a seed, nothing shared with another of the same. */
const loopOf = (seed: number): Loop => startSimulation(compileSketch(randomCluster(seed).sketch)).loop;

/** A digest of the bits of every step up to `until`. */
function goOn(loop: Loop, until: number): string[] {
  const rows: string[] = [];
  while (loop.index < until) {
    loop.step();
    rows.push(createHash('sha1').update(new Uint8Array(loop.run.frame.buffer)).digest('hex'));
  }
  return rows;
}

it.each(Array.from({ length: 8 }, (_, k) => 301 + k))(
  'cluster %i: saved and restored, in a new loop or its own, a run goes on bit by bit',
  (seed) => {
    const whole = loopOf(seed);
    const { length } = whole.run.grid;
    const once = goOn(whole, length);
    const cut = Math.floor(length / 3);

    const first = loopOf(seed);
    expect(goOn(first, cut)).toEqual(once.slice(0, cut));
    const state = structuredClone(first.save());

    const second = loopOf(seed);
    second.restore(state);
    expect(second.index).toBe(cut);
    expect(goOn(second, length)).toEqual(once.slice(cut));

    // Rewound, after it had run to its end.
    whole.restore(state);
    expect(goOn(whole, length)).toEqual(once.slice(cut));
    expect(state).toEqual(first.save());
  },
);
