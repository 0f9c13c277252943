import type { Carrier } from './carriers.ts';

/** How joint products share cost and carbon. */
export type Allocation = 'exergy' | 'energy' | 'alternativeProduction' | 'powerBonus';

/** Efficiencies of separate production; cooling and hydrogen per unit of electricity. */
export interface Separate {
  readonly electricity: number;
  readonly heat: number;
  readonly cooling: number;
  readonly hydrogen: number;
}

/** One of several products made together. */
export interface JointProduct {
  readonly carrier: Carrier;
  /** kWh, or kg of what has no energy. */
  readonly amount: number;
  readonly exergyFactor: number;
}

/** What a product has to bear: a share of the whole, after amounts that are set beforehand have been taken off it. */
export interface Burden {
  readonly share: number;
  readonly fixed: number;
}

/**
 * How joint products share a burden (cost or carbon).
 * - `exergy`: by the work they could do
 * - `energy`: by energy; the IEA's method for CHP
 * - `alternativeProduction`: by the primary energy that separate production would take; the Finnish, or benefit
 *   distribution, method
 * - `powerBonus`: electricity bears what bought electricity would have (`bonus` per kWh), the others the rest by energy
 *   (EN 15316-4-5, AGFW FW 309); may leave them less than nothing
 * Shares sum to 1, fixed amounts to 0.
 */
export function burdens(
  products: readonly JointProduct[],
  method: Allocation,
  separate: Separate,
  bonus: number,
): Burden[] {
  const rest = products.filter((p) => p.carrier !== 'electricity');
  const byBonus = method === 'powerBonus' && rest.some((p) => p.amount > 0) && rest.length < products.length;
  const credited = (p: JointProduct): number => (byBonus && p.carrier === 'electricity' ? p.amount * bonus : 0);
  let credit = 0;
  for (const p of products) credit += credited(p);
  const weights = products.map((p) => {
    if (byBonus) return p.carrier === 'electricity' ? 0 : p.amount;
    return p.amount * weightOf(p.carrier, p.exergyFactor, method, separate);
  });
  let total = 0;
  for (const w of weights) total += w;
  const shares = total > 0 ? weights.map((w) => w / total) : evenly(products);
  return products.map((p, k) => ({ share: shares[k]!, fixed: credited(p) - shares[k]! * credit }));
}

/** What a unit of a product counts for; by the power bonus, as by energy. */
export function weightOf(carrier: Carrier, exergyFactor: number, method: Allocation, separate: Separate): number {
  if (method === 'exergy') return exergyFactor;
  return method === 'alternativeProduction' ? alternative(carrier, separate) : 1;
}

/** Where no weight tells them apart: by amount, and all to the first where nothing was made. */
function evenly(products: readonly JointProduct[]): number[] {
  let total = 0;
  for (const p of products) total += p.amount;
  return products.map((p, k) => (total > 0 ? p.amount / total : k === 0 ? 1 : 0));
}

/** Primary energy of a unit made separately. */
function alternative(carrier: Carrier, { electricity, heat, cooling, hydrogen }: Separate): number {
  switch (carrier) {
    case 'electricity':
      return 1 / electricity;
    case 'heat':
    case 'steam':
      return 1 / heat;
    case 'cooling':
      return 1 / (electricity * cooling);
    case 'hydrogen':
      return 1 / (electricity * hydrogen);
    case 'gas':
      return 1;
    default:
      return 0;
  }
}
