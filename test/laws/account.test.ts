import { expect, it } from 'vitest';
import { startSimulation } from '../../src/index.ts';
import { randomCluster } from './random.ts';
import { compileSketch } from './sketch.ts';

/** Every frame of a cluster drawn from a seed, and how many decisions were told. */
function framesOf(seed: number, explained: boolean): { readonly frames: Float64Array[]; readonly told: number } {
  const { loop, rules } = startSimulation(compileSketch(randomCluster(seed).sketch));
  let told = 0;
  if (explained)
    rules.explain(() => {
      told++;
    });
  const frames: Float64Array[] = [];
  while (loop.index < loop.run.grid.length) {
    loop.step();
    frames.push(Float64Array.from(loop.run.frame));
  }
  return { frames, told };
}

it.each(Array.from({ length: 6 }, (_, k) => 501 + k))(
  'cluster %i: the rules decide the same where an account is kept',
  (seed) => {
    const explained = framesOf(seed, true);
    expect(explained.told).toBeGreaterThan(explained.frames.length);
    expect(framesOf(seed, false).frames).toEqual(explained.frames);
  },
);
