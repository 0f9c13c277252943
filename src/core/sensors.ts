import { normal } from './chance.ts';

/** What is known of a reading; a fault that shows itself as such, so that who reads may leave it out. */
export const QUALITIES = ['good', 'stuck', 'drifting', 'noisy', 'missing'] as const;
export type Quality = (typeof QUALITIES)[number];
const GOOD = 0;
const MISSING = 4;
/** Place of each fault's quality. */
const QUALITY_OF = { stuck: 1, drift: 2, noise: 3, gap: MISSING } as const;

/** A fault of an instrument in the steps [first, last). */
export interface SensorFault {
  readonly fault: keyof typeof QUALITY_OF;
  readonly first: number;
  readonly last: number;
  /** Where it began, in steps; before the run less than 0. */
  readonly since: number;
  /** Of a drift its units per hour, of noise its standard deviation; 0 for others. */
  readonly amount: number;
}

/** What measures one signal. */
export interface Instrument {
  /** Column of the signal, `battery.soc`. */
  readonly column: string;
  /** Its place in the frame. */
  readonly at: number;
  /** Of chance, for noise. */
  readonly stream: number;
  readonly faults: readonly SensorFault[];
}

/**
 * Turns the truth of step `i` into what instruments show. `readings` holds what each showed in the step before, NaN where
 * that was nothing, and takes what it shows now; `quality` takes the place of each in `QUALITIES`. Faults act in their
 * order, a later one on what the earlier left. One that is stuck holds the reading before, or its first where there was
 * none; a drift counts up to the end of the step; a gap shows NaN. The physics never sees any of it.
 */
export function readInstruments(
  instruments: readonly Instrument[],
  { seed, dt_h }: { readonly seed: number; readonly dt_h: number },
  i: number,
  truth: (instrument: Instrument) => number,
  readings: Float64Array,
  quality: Uint8Array,
): void {
  for (let k = 0; k < instruments.length; k++) {
    const instrument = instruments[k]!;
    const before = readings[k]!;
    let shown = truth(instrument);
    let known = GOOD;
    for (let n = 0; n < instrument.faults.length; n++) {
      const { fault, first, last, since, amount } = instrument.faults[n]!;
      if (i < first || i >= last) continue;
      if (fault === 'stuck') shown = Number.isNaN(before) ? shown : before;
      else if (fault === 'drift') shown += amount * (i + 1 - since) * dt_h;
      else if (fault === 'noise') shown += amount * normal(seed, instrument.stream, i);
      else shown = Number.NaN;
      known = QUALITY_OF[fault];
    }
    readings[k] = shown;
    quality[k] = Number.isNaN(shown) ? MISSING : known;
  }
}
