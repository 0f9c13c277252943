import { type Kept, keptOf } from '../../../core/kept.ts';
import { offsetAt, type ZoneRules } from '../../../core/zone.ts';
import type { DayTakes } from '../../../market/flexibility/baseline.ts';
import { type Calendar, localDay } from '../../../series/calendar.ts';

const DAY_ms = 86_400_000;
/** Local days that are kept of what was taken; those with events are kept beside. ASSUMED: a winter's worth of rest days. */
const KEPT_DAYS = 120;

/** Local days of a site, cut into slots of one market by the wall clock. */
export interface DayClock {
  readonly perDay: number;
  dayOf(time_ms: number): number;
  /** Place of the slot that begins then in its local day. */
  placeOf(time_ms: number): number;
  /** Minute of the local day. */
  minuteOf(time_ms: number): number;
  isWorking(day: number): boolean;
}

export function dayClock(zone: ZoneRules, calendar: Calendar, slot_ms: number): DayClock {
  const wall = (time_ms: number): number => time_ms + offsetAt(zone, time_ms) * 60_000;
  return {
    perDay: Math.ceil(DAY_ms / slot_ms),
    dayOf: (time_ms) => Math.floor(wall(time_ms) / DAY_ms),
    placeOf: (time_ms) => Math.floor((((wall(time_ms) % DAY_ms) + DAY_ms) % DAY_ms) / slot_ms),
    minuteOf: (time_ms) => Math.floor((((wall(time_ms) % DAY_ms) + DAY_ms) % DAY_ms) / 60_000),
    isWorking: (day) => localDay(calendar, day).type === 'workday',
  };
}

/** What accounts of a market took, by local day and slot: what baselines are made of. */
export interface TakesHistory {
  /** Keeps a metered slot. @param metered quanta by account, into the bus positive */
  add(slot_ms: number, metered: Readonly<Record<string, number>>): void;
  /** An event lies on a day, which is no example of a usual one then. */
  mark(day: number): void;
  /** Days of an account. @param sign 1: what it takes, -1: what it gives */
  daysOf(account: string, sign: 1 | -1): DayTakes[];
  dayOf(account: string, day: number, sign: 1 | -1): DayTakes;
  readonly kept: Kept;
}

export function takesHistory(clock: DayClock): TakesHistory {
  const days = new Map<number, Map<string, Float64Array>>();
  const events = new Set<number>();
  const told = (day: number, account: string, sign: 1 | -1): DayTakes => {
    const taken = days.get(day)?.get(account);
    return {
      day,
      isWorking: clock.isWorking(day),
      hadEvent: events.has(day),
      takes: Array.from({ length: clock.perDay }, (_, k) => (taken === undefined ? Number.NaN : sign * taken[k]!)),
    };
  };
  return {
    add(slot_ms, metered) {
      const day = clock.dayOf(slot_ms);
      const k = clock.placeOf(slot_ms);
      let of = days.get(day);
      if (of === undefined) {
        of = new Map();
        days.set(day, of);
        for (const old of days.keys()) if (old < day - KEPT_DAYS && !events.has(old)) days.delete(old);
      }
      for (const [account, quanta] of Object.entries(metered)) {
        let taken = of.get(account);
        if (taken === undefined) {
          taken = new Float64Array(clock.perDay).fill(Number.NaN);
          of.set(account, taken);
        }
        // An hour that the clock has twice counts as its first.
        if (Number.isNaN(taken[k]!)) taken[k] = 0 - quanta;
      }
    },
    mark(day) {
      events.add(day);
    },
    daysOf: (account, sign) => [...days.keys()].map((day) => told(day, account, sign)),
    dayOf: (account, day, sign) => told(day, account, sign),
    kept: keptOf({ days, events }),
  };
}
