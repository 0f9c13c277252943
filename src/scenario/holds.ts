import type { Run } from '../core/run.ts';
import type { SessionEvent } from './sessionEvents.ts';

/** A set point that is held. */
export interface Hold {
  readonly component: number;
  /** Number among the component's leads, and place of its port in the frame. */
  readonly lead: number;
  readonly at: number;
  readonly target: number;
  readonly by: string;
  readonly until: number;
  missed: boolean;
}

/** Tells what limits kept from set points, once until each is met again. */
export function tellMissed(
  run: Run,
  holds: Iterable<Hold>,
  tell: (severity: SessionEvent['severity'], component: string, code: string, text: string) => void,
): void {
  for (const hold of holds) {
    const given = run.frame[hold.at]!;
    const missed = Math.abs(given - hold.target) > 1e-6 * Math.max(1, Math.abs(hold.target));
    if (missed && !hold.missed) {
      const text = `asked for ${hold.target}, gives ${given}: its limits allow no more`;
      tell('warning', run.components[hold.component]!.id, 'limited', text);
    }
    hold.missed = missed;
  }
}
