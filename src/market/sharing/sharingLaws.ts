import { tableOfLaws } from '../lawTable.ts';
import type { SharingRule } from './sharing.ts';

/** Laws that a way of sharing may keep. */
export const SHARING_LAWS = {
  energy: 'what members take from the community is what others feed in',
  money: 'what members pay in all is what the retailer is owed, to the micro-money',
  alike: 'all who take pay one price, and all who feed in get one',
  waste: 'nothing goes to the retailer that a neighbour could use',
  alone: 'no member pays more than alone with the retailer',
} as const;
export type SharingLaw = keyof typeof SHARING_LAWS;

export interface SharingGuarantees {
  readonly summary: string;
  /** Laws that it does not keep, and why. It keeps all others. */
  readonly not: Readonly<Partial<Record<SharingLaw, string>>>;
}

const OWN = 'everybody has the part of its key, and the rest at the price of the retailer';

/** Ways of sharing after the fact, and what each guarantees. */
export const SHARING: Readonly<Record<SharingRule['kind'], SharingGuarantees>> = {
  midMarket: { summary: 'halfway between the prices of the retailer', not: {} },
  supplyDemand: { summary: 'the price falls as supply nears demand', not: {} },
  billSharing: {
    summary: 'the bill by use, the credit by feeding in',
    not: { alone: 'who feeds in while the community buys gets nothing for it' },
  },
  priceTable: {
    summary: 'the price by a curve over supply to demand',
    not: { alone: 'the curve may lie outside of the prices of the retailer' },
  },
  staticKeys: {
    summary: 'a fixed part for everybody',
    not: {
      alike: OWN,
      waste: 'a part that its owner cannot use goes to the retailer',
      alone: 'a price of its own may lie outside of the prices of the retailer',
    },
  },
  dynamicKeys: {
    summary: 'parts by what members take',
    not: { alone: 'a price of its own may lie outside of the prices of the retailer' },
  },
};

/** The table of laws by way of sharing in Markdown, with the reasons below it. */
export const sharingTable = (): string => tableOfLaws(SHARING_LAWS, SHARING);
