import { parseAccept } from 'hono/utils/accept';
import { Problem } from './problem.ts';

/** Media types by the short name that `?format=` knows. */
export type Offers = Readonly<Record<string, string>>;

const rank = (type: string): number => (type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2);

/**
 * The form in which an answer is wanted: `format` where it is given, else the best of the `Accept` header, else the first
 * offered. What is refused (`q=0`) is not offered.
 * @throws Problem that says what is offered
 */
export function chosen(offers: Offers, accept: string | undefined, format: string | undefined): string {
  const names = Object.keys(offers);
  if (format !== undefined) {
    if (names.includes(format)) return format;
    throw refusal(offers, `?format=${format}`);
  }
  if (accept === undefined || accept.trim() === '') return names[0]!;
  const wishes = parseAccept(accept.toLowerCase()).sort((a, b) => rank(b.type) - rank(a.type));
  /** The most specific wish that is about a type says how much it is wanted. */
  const weight = (type: string): number =>
    wishes.find(
      (wish) => wish.type === type || wish.type === '*/*' || wish.type === `${type.slice(0, type.indexOf('/'))}/*`,
    )?.q ?? 0;
  const best = names.reduce((a, b) => (weight(offers[b]!) > weight(offers[a]!) ? b : a));
  if (weight(offers[best]!) > 0) return best;
  throw refusal(offers, `Accept: ${accept.slice(0, 200)}`);
}

const refusal = (offers: Offers, met: string): Problem =>
  new Problem(
    'not_acceptable',
    `met ${met}; offered are ${Object.entries(offers)
      .map(([name, type]) => `${type} (?format=${name})`)
      .join(', ')}`,
    { members: { offered: Object.values(offers) } },
  );
