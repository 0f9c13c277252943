import { describe, expect, it } from 'vitest';
import { type Instrument, QUALITIES, readInstruments, type SensorFault } from '../../src/core/sensors.ts';

const fault = (more: Partial<SensorFault>): SensorFault => ({
  fault: 'gap',
  first: 2,
  last: 4,
  since: 2,
  amount: 0,
  ...more,
});
const meter = (...faults: SensorFault[]): Instrument => ({ column: 'a.b_kW', at: 0, stream: 7, faults });

/** What one shows of 10, 11, 12, ... in steps of half an hour. */
function shown(instrument: Instrument, seed = 1): (readonly [number, string])[] {
  const readings = Float64Array.of(Number.NaN);
  const quality = new Uint8Array(1);
  return Array.from({ length: 6 }, (_, i) => {
    readInstruments([instrument], { seed, dt_h: 0.5 }, i, () => 10 + i, readings, quality);
    return [readings[0]!, QUALITIES[quality[0]!]!] as const;
  });
}
const values = (instrument: Instrument, seed = 1): number[] => shown(instrument, seed).map(([v]) => v);

describe('an instrument', () => {
  it('without a fault shows what is', () => {
    expect(shown(meter())).toEqual([10, 11, 12, 13, 14, 15].map((v) => [v, 'good']));
  });

  it('that is stuck holds its last reading', () => {
    expect(shown(meter(fault({ fault: 'stuck' })))).toEqual([
      [10, 'good'],
      [11, 'good'],
      [11, 'stuck'],
      [11, 'stuck'],
      [14, 'good'],
      [15, 'good'],
    ]);
    // From the start there is none before, so it is the first.
    expect(values(meter(fault({ fault: 'stuck', first: 0 })))).toEqual([10, 10, 10, 10, 14, 15]);
  });

  it('drifts by the hour from when it began, before the run too', () => {
    // by hand: 4 an hour are 2 a step
    expect(values(meter(fault({ fault: 'drift', amount: 4 })))).toEqual([10, 11, 14, 17, 14, 15]);
    expect(values(meter(fault({ fault: 'drift', amount: 4, first: 0, last: 2, since: -3 })))).toEqual([
      18, 21, 12, 13, 14, 15,
    ]);
    expect(shown(meter(fault({ fault: 'drift', amount: 4 })))[2]![1]).toBe('drifting');
  });

  it('with a gap shows nothing', () => {
    expect(shown(meter(fault({}))).slice(1, 5)).toEqual([
      [11, 'good'],
      [Number.NaN, 'missing'],
      [Number.NaN, 'missing'],
      [14, 'good'],
    ]);
  });

  it('scatters by chance that depends on seed, signal and step alone', () => {
    const noisy = meter(fault({ fault: 'noise', amount: 2 }));
    expect(values(noisy)).toEqual(values(noisy));
    expect(values(noisy)[2]).not.toBe(12);
    expect(values(noisy)[2]).not.toBe(values(noisy, 2)[2]);
    expect(values(noisy)[2]).not.toBe(values({ ...noisy, stream: 8 })[2]);
    expect(shown(noisy).map(([, q]) => q)).toEqual(['good', 'good', 'noisy', 'noisy', 'good', 'good']);
    const readings = Float64Array.of(Number.NaN);
    const errors = Array.from({ length: 4000 }, (_, i) => {
      const long = meter(fault({ fault: 'noise', amount: 2, last: 4000, first: 0 }));
      readInstruments([long], { seed: 3, dt_h: 1 }, i, () => 0, readings, new Uint8Array(1));
      return readings[0]!;
    });
    const mean = errors.reduce((sum, v) => sum + v, 0) / 4000;
    expect(Math.abs(mean)).toBeLessThan(0.12);
    expect(Math.sqrt(errors.reduce((sum, v) => sum + v * v, 0) / 4000)).toBeCloseTo(2, 1);
  });

  it('may have several faults, a later one on what the earlier left', () => {
    const drift = fault({ fault: 'drift', amount: 2, first: 1, last: 4, since: 1 });
    expect(values(meter(drift, fault({ fault: 'stuck', first: 3, last: 5 })))).toEqual([10, 12, 14, 14, 14, 15]);
    expect(shown(meter(fault({}), drift))[2]).toEqual([Number.NaN, 'missing']);
  });
});
