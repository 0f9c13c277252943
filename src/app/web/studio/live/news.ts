/** What the twin tells while it runs, whichever way it comes. */
export interface Head {
  readonly time_ms: number;
  readonly wall_ms: number;
  readonly run: string;
  readonly epoch: number;
  readonly seq: number;
}
export interface Clock {
  readonly mode: 'live' | 'paced' | 'step' | 'asap';
  readonly state: 'running' | 'paused' | 'ended';
  readonly speed: number;
  readonly policy: 'strict' | 'best-effort';
  readonly lag_ms: number;
  readonly slipped_ms: number;
  readonly step_s: number;
  readonly run: string;
  readonly epoch: number;
  /** The next step, and its begin. */
  readonly index: number;
  readonly time_ms: number;
  readonly parent?: string;
  readonly fork?: number;
}
export interface EventNews extends Head {
  readonly severity: 'info' | 'warning' | 'alarm';
  readonly component: string;
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

/** Who hears what comes. Values are handed on one by one, so that no object is made for each. */
export interface Listener {
  /** A value of `component.signal`. `isKept` where the broker had kept it: it may be old, `wall_ms` says how old. */
  readonly value: (component: string, signal: string, value: number, wall_ms: number, isKept: boolean) => void;
  /** A step of all, or of one component, is through. */
  readonly frame: (head: Head) => void;
  readonly clock: (clock: Clock, isKept: boolean) => void;
  readonly event: (event: EventNews) => void;
  /** Any other topic below the site's prefix that was subscribed to. */
  readonly other: (topic: string, payload: unknown, isKept: boolean) => void;
  readonly state: (state: 'live' | 'connecting' | 'away') => void;
}

/** One way on which news comes. */
export interface Way {
  readonly name: 'MQTT' | 'SSE';
  /** Hears further topics, such as `market/#`; a way that has none of it says nothing. */
  subscribe(topics: readonly string[]): void;
  /** Tries again at once where it waits to: somebody looks. */
  nudge(): void;
  end(): void;
}

/** Signals of a flat payload: numbers that are none of the head's. */
const HEAD = new Set(['time_ms', 'wall_ms', 'run', 'epoch', 'seq', 'quality']);
export function eachValue(
  payload: Readonly<Record<string, unknown>>,
  take: (name: string, value: number) => void,
): void {
  for (const name in payload) {
    const value = payload[name];
    if (typeof value === 'number' && !HEAD.has(name)) take(name, value);
  }
}
/** As {@link eachValue} for names of the form `component.signal`. */
export function eachOfAll(
  payload: Readonly<Record<string, unknown>>,
  take: (component: string, signal: string, value: number) => void,
): void {
  eachValue(payload, (name, value) => {
    const dot = name.indexOf('.');
    if (dot > 0) take(name.slice(0, dot), name.slice(dot + 1), value);
  });
}
