/** Spans of time that are shown, and what is asked for to show them. Pure. */
export type Span = readonly [from_ms: number, to_ms: number];
export type Preset = 'live' | 'day' | 'week' | 'month' | 'all';
const HOUR_MS = 3_600_000;
export const PRESETS: Readonly<Record<Exclude<Preset, 'all'>, number>> = {
  live: 6 * HOUR_MS,
  day: 24 * HOUR_MS,
  week: 168 * HOUR_MS,
  month: 730 * HOUR_MS,
};

/** A span within that of the run: as long as it was where there is room, no shorter than four steps. */
export function fitted([from, to]: Span, [first, last]: Span, step_ms: number): Span {
  const least = Math.min(last - first, 4 * step_ms);
  const length = Math.min(last - first, Math.max(least, to - from));
  const begin = Math.max(first, Math.min(last - length, from + (to - from - length) / 2));
  return [begin, begin + length];
}
/** Another part of the run: `share` of the span later. */
export const panned = ([from, to]: Span, share: number): Span => [from + share * (to - from), to + share * (to - from)];
/** Longer (over 1) or shorter about its middle. */
export function zoomed([from, to]: Span, factor: number): Span {
  const middle = (from + to) / 2;
  return [middle - (middle - from) * factor, middle + (to - middle) * factor];
}
/** A span of a preset's length about the middle of what is shown, the end where live or nothing is. */
export function presetSpan(preset: Preset, now: Span | undefined, whole: Span): Span {
  if (preset === 'all') return whole;
  const length = PRESETS[preset];
  if (preset === 'live' || now === undefined) return [whole[1] - length, whole[1]];
  const middle = (now[0] + now[1]) / 2;
  return [middle - length / 2, middle + length / 2];
}

/** How much of a span another covers, as a share of it. */
export const shareOf = ([from, to]: Span, [begin, end]: Span): number =>
  to > from ? Math.max(0, Math.min(to, end) - Math.max(from, begin)) / (to - from) : 0;

/** Lengths of rows that people like, in seconds. */
const NICE_S = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];
/** Length of rows that shows a span in no more than so many. */
export function everyFor(length_ms: number, step_ms: number, points: number): number {
  const least = Math.max(step_ms, length_ms / points);
  if (least <= step_ms) return step_ms;
  const nice = NICE_S.find((s) => s * 1000 >= least && s * 1000 <= 4 * least && (s * 1000) % step_ms === 0);
  return nice === undefined ? Math.ceil(least / step_ms) * step_ms : nice * 1000;
}

/** What is asked for. */
export interface Wish {
  readonly span: Span;
  readonly every_ms: number;
}
/** The span with its neighbours: half of it on both sides, in whole rows. */
export function wishFor([from, to]: Span, whole: Span, step_ms: number, points: number): Wish {
  const every_ms = everyFor(to - from, step_ms, points);
  const beside = (to - from) / 2;
  const begin = Math.floor((from - beside) / every_ms) * every_ms;
  const end = Math.ceil((to + beside) / every_ms) * every_ms;
  return { every_ms, span: [Math.max(whole[0], begin), Math.min(whole[1], end)] };
}

/** Whether what is there shows a span as finely as wished, with a quarter of it to spare on both sides. */
export function isEnough(have: Wish | undefined, [from, to]: Span, wish: Wish): boolean {
  if (have === undefined || have.every_ms !== wish.every_ms) return false;
  const spare = (to - from) / 4;
  return have.span[0] <= Math.max(wish.span[0], from - spare) && have.span[1] >= Math.min(wish.span[1], to + spare);
}
