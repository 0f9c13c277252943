import { attributeMatching } from './auction/attributes.ts';
import { midpoint, payAsBid, payAsOffer } from './auction/discriminatory.ts';
import { uniform } from './auction/uniform.ts';
import { continuous } from './continuous/continuous.ts';
import { tableOfLaws } from './lawTable.ts';
import type { Mechanism } from './trade.ts';

/** Laws that a mechanism may keep. No mechanism keeps all that one could wish (Myerson and Satterthwaite 1983). */
export const LAWS = {
  energy: 'as many quanta are sold as bought',
  money: 'what buyers pay is what sellers and networks get, to the micro-money',
  limits: 'nobody trades beyond the limit of an order',
  self: 'nobody trades with itself',
  welfare: 'no other matching is worth more by the limits',
  price: 'one price for all, within the competitive interval',
  arrival: 'equals fare alike whatever the order in which they came',
  splitting: 'an order cut in two gets, and leaves to others, the same within a quantum',
  retail: 'nobody fares worse than with the retailer alone',
  truth: 'nobody gains by a limit that is not the true worth',
} as const;
export type Law = keyof typeof LAWS;

export interface Guarantees {
  readonly clear: Mechanism;
  readonly summary: string;
  /** Laws that it does not keep, and why. It keeps all others. */
  readonly not: Readonly<Partial<Record<Law, string>>>;
}

const STRATEGIC = 'who sets the price gains by bidding closer to it';
const PAIRS = 'every pair has its own';
const GUESSED = 'who pays the own bid gains by guessing what was enough';

/** Mechanisms that turn orders into trades, by the name they have in scenarios, and what each guarantees. */
export const MECHANISMS = {
  uniform: {
    clear: uniform,
    summary: 'call auction, one price for all',
    not: { truth: STRATEGIC },
  },
  payAsBid: {
    clear: payAsBid,
    summary: 'call auction, every buyer pays its bid',
    not: { price: PAIRS, truth: GUESSED },
  },
  payAsOffer: {
    clear: payAsOffer,
    summary: 'call auction, every seller gets its offer',
    not: { price: PAIRS, truth: GUESSED },
  },
  midpoint: {
    clear: midpoint,
    summary: 'call auction, every pair shares its gain',
    not: { price: PAIRS, truth: GUESSED },
  },
  attributes: {
    clear: attributeMatching,
    summary: 'named partners, then wanted sources, then the rest',
    not: {
      welfare: 'what somebody wants goes to it, though others pay more',
      price: PAIRS,
      splitting: 'every round of the matching rounds once, and a quantum there decides who is left for the next',
      retail: 'who gives a preferred limit above the price of the retailer pays up to it, by its own wish',
      truth: GUESSED,
    },
  },
  continuous: {
    clear: continuous,
    summary: 'order book, price and time first',
    not: {
      welfare: 'who comes early trades with who is there, not with who fits best',
      price: 'every trade has that of the order that waited',
      arrival: 'time decides among equals, and who waits sets the price',
      truth: GUESSED,
    },
  },
} as const satisfies Record<string, Guarantees>;
export type MechanismName = keyof typeof MECHANISMS;

/** The table of laws by mechanism in Markdown, with the reasons below it. */
export const lawTable = (): string => tableOfLaws(LAWS, MECHANISMS);
