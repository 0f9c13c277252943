import type { z } from 'zod';
import type { EventMessage } from '../../../io/mqttPayloads.ts';
import type { LoggedEvent } from './siteSchemas.ts';

export type Logged = z.infer<typeof LoggedEvent>;

/** The last events, numbered from 1. */
export interface EventLog {
  add(event: z.infer<typeof EventMessage>): Logged;
  /** Those after number `after`, the oldest first, at most so many. */
  since(after: number, most: number): readonly Logged[];
  readonly forgotten: number;
}

const KEPT = 1000;

export function eventLog(): EventLog {
  let kept: Logged[] = [];
  let n = 0;
  return {
    add(event) {
      const logged = { ...event, n: ++n };
      kept.push(logged);
      if (kept.length >= 2 * KEPT) kept = kept.slice(-KEPT);
      return logged;
    },
    since: (after, most) => kept.filter((event) => event.n > after).slice(0, most),
    get forgotten() {
      return n - kept.length;
    },
  };
}
