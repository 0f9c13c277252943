/** The last value of every signal and how old it is, in arrays: a frame of a thousand values makes no objects. */
export interface Signal {
  /** `component.signal` */
  readonly name: string;
  readonly component: string;
  readonly signal: string;
  readonly unit: string;
  readonly role: 'port' | 'signal' | 'state' | 'meter';
  readonly min?: number;
  readonly max?: number;
}

export interface LiveValues {
  readonly signals: readonly Signal[];
  /** Place of a signal by name; undefined where there is none. */
  at(name: string): number | undefined;
  /** The last known, NaN where none ever was. */
  value(k: number): number;
  /** Wall time in ms since it was said by the twin; Infinity where never. */
  age_ms(k: number, now_ms: number): number;
  /** Takes one value, said at `said_ms` of wall time. What is older than what is known is left. */
  take(k: number, value: number, said_ms: number): void;
}

export function liveValues(signals: readonly Signal[]): LiveValues {
  const places = new Map(signals.map(({ name }, k) => [name, k]));
  const values = new Float64Array(signals.length).fill(Number.NaN);
  const said = new Float64Array(signals.length).fill(Number.NEGATIVE_INFINITY);
  return {
    signals,
    at: (name) => places.get(name),
    value: (k) => values[k] ?? Number.NaN,
    age_ms: (k, now_ms) => Math.max(0, now_ms - said[k]!),
    take(k, value, said_ms) {
      if (said_ms < said[k]!) return;
      values[k] = value;
      said[k] = said_ms;
    },
  };
}
