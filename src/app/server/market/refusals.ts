import type { Refusal } from '../../../market/journal/record.ts';

/** Refusals of a party in a step that are kept one by one; the others are counted. ASSUMED: who errs that often is not helped by more. */
export const MOST_REFUSALS = 20;
/** Letters of a reason that are kept. */
const REASON = 240;

/** Refusals of a step, within bounds: a flood of them is a number. */
export interface Refusals {
  /** @returns it as it is to be kept now; undefined where it is only counted */
  note(refusal: Refusal): Refusal | undefined;
  /** What was only counted, by party and code; begins anew. */
  rest(): readonly Refusal[];
}

/** @param parties whoever is none of them shares one measure with all the others */
export function countRefusals(parties: ReadonlySet<string>): Refusals {
  const listed = new Map<string, number>();
  const counted = new Map<string, { readonly refusal: Refusal; count: number }>();
  return {
    note(refusal) {
      const { party, code, count = 1 } = refusal;
      const measure = parties.has(party) ? party : '';
      const before = listed.get(measure) ?? 0;
      if (before < MOST_REFUSALS) {
        listed.set(measure, before + 1);
        return { ...refusal, reason: refusal.reason.slice(0, REASON) };
      }
      const key = `${measure}/${code}`;
      const known = counted.get(key);
      if (known === undefined)
        counted.set(key, { refusal: { party: measure, order: '', code, reason: 'more of the same' }, count });
      else known.count += count;
      return undefined;
    },
    rest() {
      const all = [...counted.values()].map(({ refusal, count }): Refusal => ({ ...refusal, count }));
      listed.clear();
      counted.clear();
      return all;
    },
  };
}
