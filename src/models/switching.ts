/** By part, whether it is in service. */
export type Pattern = readonly boolean[];

/**
 * What a network is with some of its parts out of service, part k being in service where `w[from + k]` is 1. Made once for
 * each pattern that comes and kept: a pattern comes with an outage and stays for as long, and nothing is allocated while
 * it does.
 */
export function remembered<T>(
  closed: Pattern,
  usual: T,
  from: number,
  make: (closed: Pattern) => T,
): (w: Float64Array) => T {
  const known: { readonly closed: Pattern; readonly made: T }[] = [{ closed, made: usual }];
  let last = known[0]!;
  const fits = (pattern: Pattern, w: Float64Array): boolean => {
    for (let k = 0; k < pattern.length; k++) if (w[from + k]! > 0.5 !== pattern[k]) return false;
    return true;
  };
  return (w) => {
    if (fits(last.closed, w)) return last.made;
    for (let n = 0; n < known.length; n++)
      if (fits(known[n]!.closed, w)) {
        last = known[n]!;
        return last.made;
      }
    const pattern = closed.map((_, k) => w[from + k]! > 0.5);
    last = { closed: pattern, made: make(pattern) };
    known.push(last);
    return last.made;
  };
}

/** The input that tells whether a branch or pipe is in service. */
export const closedInput = (id: string): string => `${id}Closed`;
/** Inputs by the parts that they switch. */
export const partsBy = (ids: readonly string[]): Record<string, string> =>
  Object.fromEntries(ids.map((id) => [id, closedInput(id)]));
