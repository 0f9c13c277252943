/** The ways on which news comes, as one: MQTT, and server-sent events for as long as the broker is away. Pure. */
import type { Listener, Way } from './news.ts';

export interface FeedOptions {
  readonly listener: Listener;
  /** Left out where the server has no broker for this page. */
  readonly mqtt?: (listener: Listener) => Way;
  readonly sse: (listener: Listener) => Way;
  /** Told which way it comes and how that is. */
  readonly state: (state: 'live' | 'connecting' | 'away', way: Way['name']) => void;
  /** Told each time it comes again after it was away: what was told in between is not known. */
  readonly back: () => void;
  readonly later: (f: () => void, ms: number) => () => void;
}
/** How long the broker may be away before the other way is taken. */
export const PATIENCE_MS = 4000;

export function openFeed({ listener, mqtt, sse, state, back, later }: FeedOptions): Omit<Way, 'name'> {
  let wasLive = false;
  let wasAway = false;
  let isEnded = false;
  let told: 'live' | 'connecting' | 'away' = 'connecting';
  let second: Way | undefined;
  let isFirstLive = false;
  let forget: (() => void) | undefined;

  const tell = (next: typeof told, name: Way['name']): void => {
    if (isEnded) return;
    told = next;
    if (next === 'away') wasAway = true;
    state(next, name);
    if (next !== 'live') return;
    if (wasLive && wasAway) back();
    wasLive = true;
    wasAway = false;
  };
  const openSecond = (): void => {
    if (isEnded || second !== undefined) return;
    second = sse({
      ...listener,
      state: (next) => {
        if (!isFirstLive && (next !== 'connecting' || told !== 'away')) tell(next, 'SSE');
      },
    });
  };
  const closeSecond = (): void => {
    forget?.();
    forget = undefined;
    second?.end();
    second = undefined;
  };
  const first = mqtt?.({
    ...listener,
    state(next) {
      isFirstLive = next === 'live';
      if (isFirstLive) closeSecond();
      else if (next === 'away') forget ??= later(openSecond, PATIENCE_MS);
      // While the second way is open it alone says how it is.
      if (isFirstLive || second === undefined) tell(next, 'MQTT');
    },
  });
  if (first === undefined) openSecond();
  return {
    subscribe: (topics) => first?.subscribe(topics),
    nudge() {
      first?.nudge();
      second?.nudge();
    },
    end() {
      isEnded = true;
      forget?.();
      first?.end();
      second?.end();
    },
  };
}
