import type { DemandWorth } from '../control/optimal/demandWorth.ts';

/** What sets a billed demand, in words. */
export const DEMAND_BY: Readonly<Record<DemandWorth['by'], string>> = {
  metered: 'by the month itself',
  lookBack: 'by an earlier month',
  least: 'by the least that is billed',
};
