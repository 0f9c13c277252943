import { isCount, PER_THOUSAND, wholeOf } from '../quanta.ts';
import { plus } from './exact.ts';

/**
 * A register counts on for ever: what it shows is the rounded sum of all that passed. A slot is the difference of two states,
 * so that no slot's rounding is lost: slots sum to the register to the last quantum.
 * @param total_kWh all that has passed since the register stood at 0, kWh or kg
 * @throws RangeError where it is not finite, below 0, or past exact numbers
 */
export function registerOf(total_kWh: number): number {
  const shown = wholeOf(total_kWh * PER_THOUSAND);
  if (!isCount(shown) || shown < 0)
    throw new RangeError(
      `a register of ${total_kWh} kWh or kg is no count; expected a finite sum from 0 to 2^53 quanta: count what flows the other way on its own register`,
    );
  return shown;
}

/** The two registers of a meter: what went into the bus, and what was taken from it; whole quanta. */
export interface Registers {
  readonly injected: number;
  readonly taken: number;
}

/** What a meter showed at an instant. */
export interface Reading extends Registers {
  readonly meter: string;
  /** ms UTC. A meter whose own clock is set or changes to summer time must send UTC all the same. */
  readonly at_ms: number;
  /** From 1; a correction has a higher one, and the highest counts in whatever order they come. */
  readonly version: number;
  /** Set where the meter was changed since the reading before. */
  readonly change?: MeterChange;
}

/** A meter that was taken out, and the one that came in its place. */
export interface MeterChange {
  readonly at_ms: number;
  /** Last state of the old one. */
  readonly closing: Registers;
  /** First state of the new one. */
  readonly opening: Registers;
}

export type ReadingCode = 'malformed' | 'notWhole' | 'unknownMeter' | 'conflict' | 'backwards' | 'change' | 'closed';

/** Why a reading was not taken. */
export interface ReadingRefusal {
  readonly meter: string;
  readonly at_ms: number;
  readonly code: ReadingCode;
  readonly reason: string;
}

/** What passed between two readings of a meter, into the bus positive. */
export function netBetween(before: Registers, after: Reading): number {
  const { change } = after;
  const net = (a: Registers, b: Registers): number => plus(plus(b.injected, -a.injected), -plus(b.taken, -a.taken));
  return change === undefined ? net(before, after) : plus(net(before, change.closing), net(change.opening, after));
}

const isBack = (a: Registers, b: Registers): boolean => b.injected < a.injected || b.taken < a.taken;
const shown = ({ injected, taken }: Registers): string => `+${injected} -${taken}`;

/** Why `after` cannot follow `before`, if it cannot: registers never go back, unless the meter was changed. */
export function refusalBetween(before: Reading, after: Reading): ReadingRefusal | undefined {
  const { change } = after;
  const refusal = (code: ReadingCode, reason: string): ReadingRefusal => ({
    meter: after.meter,
    at_ms: after.at_ms,
    code,
    reason,
  });
  if (change === undefined)
    return isBack(before, after)
      ? refusal(
          'backwards',
          `registers went from ${shown(before)} to ${shown(after)}; they only count on: send a correction of a higher version, or state the change of the meter`,
        )
      : undefined;
  if (change.at_ms < before.at_ms || change.at_ms > after.at_ms)
    return refusal(
      'change',
      `the meter was changed at ${change.at_ms}, expected between its readings at ${before.at_ms} and ${after.at_ms}`,
    );
  if (isBack(before, change.closing) || isBack(change.opening, after))
    return refusal(
      'backwards',
      `registers went from ${shown(before)} to ${shown(change.closing)} on the old meter and from ${shown(change.opening)} to ${shown(after)} on the new one; they only count on`,
    );
  return undefined;
}

/** A reading as statements name it. */
export const readingText = ({ meter, at_ms, injected, taken, version, change }: Reading): string =>
  `${meter} ${shown({ injected, taken })} @${at_ms} v${version}${change === undefined ? '' : ` meter changed @${change.at_ms} ${shown(change.closing)} to ${shown(change.opening)}`}`;
