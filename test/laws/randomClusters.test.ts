import { expect, it } from 'vitest';
import { kinds } from '../../src/models/index.ts';
import { faultsOf, ran } from './faults.ts';
import { randomCluster } from './random.ts';

const COUNT = 200;
const BATCH = 20;
it.each(Array.from({ length: COUNT / BATCH }, (_, k) => 1 + k * BATCH))(
  'clusters of any kinds from seed %i on keep every law',
  (first) => {
    const faults = Array.from({ length: BATCH }, (_, k) => first + k).flatMap((seed) =>
      faultsOf(seed).map((text) => `seed ${seed}: ${text}`),
    );
    expect(faults).toEqual([]);
  },
);

it('has run every kind, and draws the same cluster from the same seed', () => {
  expect([...ran].sort()).toEqual(kinds.map((k) => k.kind).sort());
  expect(randomCluster(7)).toEqual(randomCluster(7));
  expect(randomCluster(7)).not.toEqual(randomCluster(8));
});
