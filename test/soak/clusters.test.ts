import { expect, it } from 'vitest';
import { faultsOf } from '../laws/faults.ts';
import { trials } from './share.ts';

const BATCH = 20;

/** Beyond the two hundred of the suite. */
it.each(Array.from({ length: Math.ceil(trials(3000) / BATCH) }, (_, k) => 1001 + k * BATCH))(
  'clusters of any kinds from seed %i on keep every law',
  (first) => {
    const faults = Array.from({ length: BATCH }, (_, k) => first + k).flatMap((seed) =>
      faultsOf(seed).map((text) => `seed ${seed}: ${text}`),
    );
    expect(faults).toEqual([]);
  },
);
