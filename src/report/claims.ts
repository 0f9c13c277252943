import type { ScenarioSpec } from '../scenario/schema.ts';
import { unitIn } from './kpiList.ts';
import type { Claim, Kpis, Omitted, ReferenceComparison } from './summary.ts';

interface Figures {
  readonly kpis: Kpis;
  readonly omitted: readonly Omitted[];
}

/** Figures that only a comparison with a reference case gives. */
const AGAINST_REFERENCE: ReadonlySet<string> = new Set([
  'billReduction',
  'billSaving_money_per_a',
  'costReduction',
  'extraInvestment_money',
  'npv_money',
  'irr',
  'payback_a',
  'discountedPayback_a',
  'avoidedAverage_kg',
  'avoidedMarginal_kg',
  'carbonReduction',
]);

/** Puts the scenario's statements to the test, in each definition and against each reference: met, missed, or not tested. */
export function claimsOf(
  claims: ScenarioSpec['claims'],
  site: Figures,
  references: readonly ReferenceComparison[],
  currency: string,
): Claim[] {
  return claims.flatMap(({ text, kpis, above, below }) =>
    kpis.flatMap((kpi) => {
      const test = (from: Figures, reference?: string): Claim => {
        const found = from.kpis[kpi];
        const comparison = above === undefined ? 'below' : 'above';
        const threshold = above ?? below ?? 0;
        const isMet = (value: number): boolean => (comparison === 'above' ? value > threshold : value < threshold);
        const reason =
          from.omitted.find((o) => o.name === kpi)?.reason ??
          (AGAINST_REFERENCE.has(kpi) && references.length === 0
            ? 'it compares with a reference case, and this run has none'
            : 'no such figure in this run');
        return {
          text,
          kpi,
          ...(reference === undefined ? {} : { reference }),
          definition: found === undefined ? `Not tested: ${reason}.` : (found.definition ?? ''),
          ...(found === undefined ? {} : { value: found.value }),
          unit: found?.unit ?? unitOrNone(currency, kpi),
          comparison,
          threshold,
          tested: found !== undefined,
          ...(found === undefined ? {} : { met: isMet(found.value) }),
        };
      };
      const knows = ({ kpis: known, omitted }: Figures): boolean =>
        known[kpi] !== undefined || omitted.some((o) => o.name === kpi);
      const against = references.filter(knows);
      return !knows(site) && against.length > 0 ? against.map((r) => test(r, r.reference)) : [test(site)];
    }),
  );
}

/** A scenario may ask for a figure that does not exist; its name then need not have a known unit. */
function unitOrNone(currency: string, kpi: string): string {
  try {
    return unitIn(currency, kpi);
  } catch {
    return '1';
  }
}
