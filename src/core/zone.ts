import { type CivilTime, civilOf } from './timeGrid.ts';

/**
 * The offsets of an IANA zone over a span of time, handed in as data: the engine's own zone tables would otherwise
 * decide the bytes of a result.
 */
export interface ZoneRules {
  readonly zone: string;
  /** Ascending; the first holds from the beginning of time. `offset_min` is local minus UTC. */
  readonly spans: readonly { readonly from_ms: number; readonly offset_min: number }[];
}

export const fixedZone = (zone: string, offset_min: number): ZoneRules => ({
  zone,
  spans: [{ from_ms: Number.NEGATIVE_INFINITY, offset_min }],
});

export const UTC: ZoneRules = fixedZone('UTC', 0);

export function offsetAt(rules: ZoneRules, time_ms: number): number {
  const { spans } = rules;
  let k = spans.length - 1;
  while (k > 0 && spans[k]!.from_ms > time_ms) k--;
  return spans[k]!.offset_min;
}

/** Local calendar fields of an instant. */
export const localOf = (rules: ZoneRules, time_ms: number): CivilTime =>
  civilOf(time_ms + offsetAt(rules, time_ms) * 60_000);

/** The instants that a wall-clock reading (local fields read as UTC) may mean: none in a hole, two in a doubled hour. */
export function instantsOf(rules: ZoneRules, wall_ms: number): readonly number[] {
  const found: number[] = [];
  for (const { offset_min } of rules.spans) {
    const time_ms = wall_ms - offset_min * 60_000;
    if (offsetAt(rules, time_ms) === offset_min && !found.includes(time_ms)) found.push(time_ms);
  }
  return found.sort((a, b) => a - b);
}
