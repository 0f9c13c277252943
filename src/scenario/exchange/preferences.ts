import type { Attributes } from '../../market/order.ts';
import { priceOf } from '../../market/quanta.ts';
import type { PreferenceSpec } from '../sharingSpec.ts';

/** What orders of a participant say of whom and what they want. */
export interface Preference {
  readonly buys: Attributes;
  readonly sells: Attributes;
}

export const preferencesOf = (specs: Readonly<Record<string, PreferenceSpec>>): ReadonlyMap<string, Preference> =>
  new Map(
    Object.entries(specs).map(([party, { partner, sources, most_money_per_kWh: most }]) => {
      const sells = partner === undefined ? {} : { partner };
      const buys = {
        ...sells,
        ...(sources.length === 0 ? {} : { sources }),
        ...(most === undefined ? {} : { preferredLimit: priceOf(most) }),
      };
      return [party, { buys, sells }];
    }),
  );

/** What is wrong with what participants of a market want. @param kinds of its components */
export function preferenceFaults(
  specs: Readonly<Record<string, PreferenceSpec>>,
  { parties, kinds, matches }: { parties: readonly string[]; kinds: readonly string[]; matches: boolean },
  fault: (path: string, message: string) => void,
): void {
  const some = Object.entries(specs);
  if (some.length > 0 && !matches)
    fault(
      '',
      'met where nothing reads them; say mechanism: attributes, without sharing and with clearing: bookByBook, or leave them out',
    );
  for (const [party, { partner, sources, most_money_per_kWh: most }] of some) {
    const others = parties.filter((one) => one !== party);
    if (!parties.includes(party))
      fault(`.${party}`, `no participant with something there; expected one of ${parties.join(', ')}`);
    else if (partner !== undefined && !others.includes(partner))
      fault(`.${party}.partner`, `met "${partner}"; expected another participant there: ${others.join(', ')}`);
    sources.forEach((source, k) => {
      if (!kinds.includes(source))
        fault(`.${party}.sources.${k}`, `met "${source}"; expected a kind of component there: ${kinds.join(', ')}`);
    });
    if (most !== undefined && partner === undefined && sources.length === 0)
      fault(`.${party}.most_money_per_kWh`, 'met without a partner or sources that it could be paid for; name one');
  }
}
