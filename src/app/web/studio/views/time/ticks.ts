/** Marks of the scrubber: starts of days, months or years of the site's zone, no more than there is room for. Pure but for the zone tables of the engine. */
export interface Tick {
  readonly time_ms: number;
  readonly label: string;
}
const DAY_MS = 86_400_000;

/**
 * @param most as many as there is room for
 * @returns rising; the first is not before `from_ms`
 */
export function ticksOf(from_ms: number, to_ms: number, zone: string, language: string, most: number): readonly Tick[] {
  const days = (to_ms - from_ms) / DAY_MS;
  if (!(days > 0) || most < 1) return [];
  const isMonthly = days > 62;
  const every = isMonthly ? Math.ceil(days / 30.4 / most) : Math.max(1, Math.ceil(days / most));
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hourCycle: 'h23',
    hour: 'numeric',
  });
  const label = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    ...(isMonthly ? { month: 'short' } : { day: 'numeric', month: 'short' }),
  });
  const found: Tick[] = [];
  let seen = 0;
  // By hours: a local day may have 23 or 25 of them.
  let last = '';
  for (let t = Math.ceil(from_ms / 3_600_000) * 3_600_000; t <= to_ms; t += 3_600_000) {
    const of = Object.fromEntries(parts.formatToParts(t).map(({ type, value }) => [type, value]));
    const key = isMonthly ? `${of.year}-${of.month}` : `${of.year}-${of.month}-${of.day}`;
    if (key === last) continue;
    const isStart = last !== '' || Number(of.hour) === 0;
    last = key;
    if (!isStart || (isMonthly && Number(of.day) !== 1)) continue;
    if (seen++ % every === 0) found.push({ time_ms: t, label: label.format(t) });
  }
  return found;
}

/** Speeds that are offered, in simulated seconds a second. */
export const SPEEDS = [1, 60, 600, 3600, 36_000, 360_000] as const;

/** An instant as `datetime-local` has it, in a zone; and back. */
export function localText(time_ms: number, zone: string): string {
  const of = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(time_ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`;
}
/** The instant that a local time means; NaN where it is none. Where the clock was set back the earlier of two. */
export function instantOf(text: string, zone: string): number {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return Number.NaN;
  const offset = (t: number): number => Date.parse(`${localText(t, zone)}Z`) - Math.floor(t / 60_000) * 60_000;
  const found = [asUtc - offset(asUtc - DAY_MS), asUtc - offset(asUtc + DAY_MS)].sort((a, b) => a - b);
  return found.find((t) => localText(t, zone) === text) ?? found[1]!;
}
