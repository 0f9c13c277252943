const INSTANT = /^(\d{1,16}|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z)$/;

/** An instant that a path names: ms UTC, or such as `2023-07-01T00:15Z`; undefined where it is none. */
export function instantOf(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const instant_ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isSafeInteger(instant_ms) ? instant_ms : undefined;
}
