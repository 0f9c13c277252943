/** One signal of several runs on one axis of time. */
export interface Answer {
  readonly every_s: number;
  readonly time_ms: readonly number[];
  readonly columns: readonly { readonly unit: string; readonly values: readonly (number | null)[] }[];
}
export interface Overlay {
  readonly times_ms: readonly number[];
  /** By run, NaN where it has none. */
  readonly values: readonly Float64Array[];
  /** Runs of other times were moved so that all begin with the first. */
  readonly isMoved: boolean;
}

const spanOf = ({ time_ms }: Answer): readonly [number, number] => [time_ms[0] ?? 0, time_ms.at(-1) ?? 0];

/** Lays series over each other. Where one has no time in common with the first, it is moved to begin with it. */
export function overlay(answers: readonly Answer[]): Overlay {
  const first = answers[0];
  if (first === undefined) return { times_ms: [], values: [], isMoved: false };
  const [from, to] = spanOf(first);
  const moves = answers.map((answer) => {
    const [a, b] = spanOf(answer);
    return answer.time_ms.length === 0 || (a <= to && b >= from) ? 0 : from - a;
  });
  const times = new Set<number>();
  answers.forEach(({ time_ms }, k) => {
    for (const t of time_ms) times.add(t + moves[k]!);
  });
  const times_ms = [...times].sort((a, b) => a - b);
  const values = answers.map(({ time_ms, columns }, k) => {
    const known = new Map(time_ms.map((t, r) => [t + moves[k]!, columns[0]?.values[r] ?? Number.NaN]));
    // A run of longer steps holds its value until its next.
    const until = (time_ms.at(-1) ?? Number.NEGATIVE_INFINITY) + moves[k]!;
    let last = Number.NaN;
    return Float64Array.from(times_ms, (t) => {
      last = known.get(t) ?? (t <= until ? last : Number.NaN);
      return last;
    });
  });
  return { times_ms, values, isMoved: moves.some((by) => by !== 0) };
}
