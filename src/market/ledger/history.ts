import { wholeOf } from '../quanta.ts';
import { plus } from './exact.ts';
import { netBetween, type Reading, type ReadingRefusal, readingText, refusalBetween } from './register.ts';

/** The readings of one meter by time, each instant once: the highest version of each. */
export type MeterHistory = readonly Reading[];

/** Place of the last reading at or before an instant; -1 where there is none. */
export function placeAt(history: MeterHistory, at_ms: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (history[middle]!.at_ms <= at_ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface Taken {
  readonly history: MeterHistory;
  /** Instants between which what passed may have changed; undefined where nothing is new. */
  readonly changed?: { readonly from_ms: number; readonly to_ms: number };
  readonly refused: readonly ReadingRefusal[];
}

/** Why a reading cannot come behind all that are known, if it cannot; undefined also where it does not come behind them. */
export function appendable(history: MeterHistory, reading: Reading): 'appendable' | ReadingRefusal | undefined {
  const last = history.at(-1);
  if (last === undefined) return 'appendable';
  return reading.at_ms <= last.at_ms ? undefined : (refusalBetween(last, reading) ?? 'appendable');
}

const sameReading = (a: Reading, b: Reading): boolean => readingText(a) === readingText(b);

/**
 * Takes readings of one meter, all or none of them: a correction of several instants is sound only as a whole. What is
 * known already changes nothing, in whatever order it comes.
 */
export function takeReadings(history: MeterHistory, readings: readonly Reading[]): Taken {
  const next = [...history];
  const touched: number[] = [];
  for (const reading of readings) {
    const at = placeAt(next, reading.at_ms);
    const known = next[at];
    if (known?.at_ms !== reading.at_ms) {
      next.splice(at + 1, 0, reading);
      touched.push(reading.at_ms);
      continue;
    }
    if (known.version > reading.version || sameReading(known, reading)) continue;
    if (known.version === reading.version)
      return refuse(history, {
        meter: reading.meter,
        at_ms: reading.at_ms,
        code: 'conflict',
        reason: `version ${reading.version} is known as ${readingText(known)}, and now comes as ${readingText(reading)}; send a correction with a higher version`,
      });
    next[at] = reading;
    touched.push(reading.at_ms);
  }
  if (touched.length === 0) return { history, refused: [] };
  let from_ms = Number.POSITIVE_INFINITY;
  let to_ms = Number.NEGATIVE_INFINITY;
  for (const at_ms of touched) {
    const at = placeAt(next, at_ms);
    for (const k of [at, at + 1]) {
      const [before, after] = [next[k - 1], next[k]];
      const refusal = before === undefined || after === undefined ? undefined : refusalBetween(before, after);
      if (refusal !== undefined) return refuse(history, refusal);
    }
    from_ms = Math.min(from_ms, next[at - 1]?.at_ms ?? at_ms);
    to_ms = Math.max(to_ms, next[at + 1]?.at_ms ?? at_ms);
  }
  return { history: next, changed: { from_ms, to_ms }, refused: [] };
}

const refuse = (history: MeterHistory, refusal: ReadingRefusal): Taken => ({ history, refused: [refusal] });

/** What a meter counted between two instants. */
export interface Passed {
  /** Into the bus positive. */
  readonly net: number;
  /** Whether a reading at one of the instants is missing, so that an even flow is taken between its neighbours. */
  readonly isEstimated: boolean;
  readonly readings: readonly Reading[];
}

/**
 * What passed between two instants. Where there is no reading at one of them, it is laid evenly between the readings
 * around it and rounded as a register is, so that the slots of a gap sum to what the register counted over it.
 * @returns undefined where no reading lies before, or none after
 */
export function passedBetween(history: MeterHistory, from_ms: number, to_ms: number): Passed | undefined {
  const [before, after] = [history.at(-2), history.at(-1)];
  // The slot that has just ended, as most are settled.
  if (before?.at_ms === from_ms && after?.at_ms === to_ms)
    return { net: netBetween(before, after), isEstimated: false, readings: [before, after] };
  const first = placeAt(history, from_ms);
  const last = placeAt(history, to_ms);
  const isWhole = (k: number, at_ms: number): boolean => history[k]?.at_ms === at_ms;
  const end = isWhole(last, to_ms) ? last : last + 1;
  if (first < 0 || end >= history.length) return undefined;
  /** What passed from a reading until an instant before the next one. */
  const part = (k: number, at_ms: number): number => {
    const before = history[k]!;
    if (before.at_ms === at_ms) return 0;
    const after = history[k + 1]!;
    return wholeOf((netBetween(before, after) * (at_ms - before.at_ms)) / (after.at_ms - before.at_ms));
  };
  let net = plus(part(last, to_ms), -part(first, from_ms));
  for (let k = first; k < last; k++) net = plus(net, netBetween(history[k]!, history[k + 1]!));
  return {
    net,
    isEstimated: !isWhole(first, from_ms) || !isWhole(last, to_ms),
    readings: history.slice(first, end + 1),
  };
}
