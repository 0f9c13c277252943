/** Days that a baseline is the mean of, by default: the last ten that are like it. */
export const BASELINE_DAYS = 10;
/** How far the day itself may move it, up and down. */
export const ADJUSTMENT_CAP = 0.2;

/** What a party took on one local day, by slot: whole quanta, taken positive. */
export interface DayTakes {
  /** Days since 1970-01-01 of the local date. */
  readonly day: number;
  /** Only days of one kind are alike. */
  readonly isWorking: boolean;
  /** An event of any programme lay on it. */
  readonly hadEvent: boolean;
  /** By slot of the day, from local midnight; NaN where its meter is missing. */
  readonly takes: readonly number[];
}

export interface BaselineQuestion {
  readonly day: DayTakes;
  /** Days before; the order does not matter. */
  readonly before: readonly DayTakes[];
  /** Slots of the event. */
  readonly event: readonly [from: number, to: number];
  /** Slots of the same day, before the event was told, whose takes say how this day differs; none: no adjustment. */
  readonly adjustBy?: readonly [from: number, to: number];
  readonly days?: number;
  readonly cap?: number;
}

export interface Baseline {
  /** By slot of the event: what would have been taken, quanta. */
  readonly takes: readonly number[];
  /** What the mean of like days was multiplied by. */
  readonly adjustment: number;
  /** The days that it is the mean of. */
  readonly days: readonly number[];
}

/**
 * What a party would have taken without an event: slot by slot the mean of the last ten days of its kind (working or not)
 * that had none, times the ratio of what it took to that mean in slots of the same day before the event, held within a fifth.
 * The cap is what bounds gaming: whoever takes more just to lift its baseline is paid for a fifth more at most.
 * @returns undefined where no like day is known: there is no baseline then, and nothing to pay for
 * @see Goldberg and Agnew, Measurement and Verification for Demand Response (2013), "10 of 10 with same-day adjustment"
 */
export function baselineOf(question: BaselineQuestion): Baseline | undefined {
  const { day, before, event, adjustBy, days = BASELINE_DAYS, cap = ADJUSTMENT_CAP } = question;
  const [from, to] = event;
  if (adjustBy !== undefined && adjustBy[1] > from)
    throw new RangeError(`the adjustment ends with slot ${adjustBy[1]}, expected no later than the event, ${from}`);
  const slots = adjustBy === undefined ? [event] : [event, adjustBy];
  const isWhole = ({ takes }: DayTakes): boolean =>
    slots.every(([a, b]) => b <= takes.length && takes.slice(a, b).every((v) => Number.isFinite(v)));
  const like = before
    .filter((one) => one.day < day.day && one.isWorking === day.isWorking && !one.hadEvent && isWhole(one))
    .sort((a, b) => b.day - a.day)
    .slice(0, days);
  if (like.length === 0) return undefined;
  const mean = (k: number): number => like.reduce((sum, { takes }) => sum + takes[k]!, 0) / like.length;
  let adjustment = 1;
  if (adjustBy !== undefined) {
    let [usual, now] = [0, 0];
    for (let k = adjustBy[0]; k < adjustBy[1]; k++) {
      usual += mean(k);
      now += day.takes[k]!;
    }
    if (usual > 0 && Number.isFinite(now)) adjustment = Math.min(1 + cap, Math.max(1 - cap, now / usual));
  }
  return {
    takes: Array.from({ length: to - from }, (_, k) => adjustment * mean(from + k)),
    adjustment,
    days: like.map((one) => one.day),
  };
}
