import { type Matching, matchingScore, volumetricScore } from '../market/certificates/matching.ts';
import type { Compiled } from '../scenario/compile.ts';
import type { Carbon } from '../scenario/exchange/carbonTrace.ts';
import type { ExchangeOutcome } from '../scenario/exchange/exchange.ts';

/** Energy that a participant took on one market, and its carbon. kWh, or kg where the market counts in kg. */
export interface UseFigures {
  readonly market: string;
  readonly label: string;
  readonly taken: number;
  readonly unit: 'kWh' | 'kg';
  readonly carbon_kg: number;
  /** kg of CO2 a kWh (kg), scope 1 and 2 of making it; none where nothing was taken. */
  readonly intensity?: number;
  /** Share that clean energy of the same slot met, and of the whole period. Electricity alone. */
  readonly matching?: number;
  readonly volumetric?: number;
}

/** Carbon of a participant: of what it used itself, not of what it made of it for others. */
export interface PartyCarbon {
  readonly id: string;
  readonly label: string;
  readonly scope1_kg: number;
  readonly scope2_kg: number;
  readonly uses: readonly UseFigures[];
}

/** Carbon of what a plant makes: of its energy, and of what it burns and sets free itself. */
export interface ProductFigures {
  readonly component: string;
  readonly label: string;
  readonly owner: string;
  readonly production_t: number;
  readonly scope1_kg_per_t: number;
  readonly scope2_kg_per_t: number;
  readonly carbon_kg_per_t: number;
}

export interface CertificateFigures {
  readonly market: string;
  readonly source: string;
  readonly issued: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly unit: 'kWh' | 'kg';
}

export interface RightsSummary {
  readonly carbon: {
    readonly parties: readonly PartyCarbon[];
    /** Used by what belongs to nobody. */
    readonly common_kg: number;
    readonly exported_kg: number;
    /** In machines, stores and pools when the run ended. */
    readonly waiting_kg: number;
    /** Scope 1, and scope 2 by location, of the site: the sum of all these. */
    readonly scope1_kg: number;
    readonly scope2_kg: number;
  };
  /** Energy from outside whose supplier states no carbon: it counts as unknown, and is in no figure above. */
  readonly gaps: readonly { readonly market: string; readonly component: string; readonly amount: number }[];
  readonly products: readonly ProductFigures[];
  readonly certificates: readonly CertificateFigures[];
  /** Of all participants together, electricity. */
  readonly matching?: number;
  readonly volumetric?: number;
}

const scores = (matching: Matching): { matching?: number; volumetric?: number } =>
  matching.load > 0 ? { matching: matchingScore(matching), volumetric: volumetricScore(matching) } : {};

const both = ([scope1_kg, scope2_kg]: Carbon): number => scope1_kg + scope2_kg;

/** Whose energy was whose: certificates, carbon by participant, hourly matching, and carbon of products. */
export function rightsSummary({ run, cluster }: Compiled, { markets, rights, books }: ExchangeOutcome): RightsSummary {
  const { uses, final, product_t, exported, waiting, emitted, gaps } = rights;
  const unitOf = (m: number): 'kWh' | 'kg' => (markets[m]!.market.quantum === 'g' ? 'kg' : 'kWh');
  const finalOf = (owner: string): [number, number] => {
    const sum: [number, number] = [0, 0];
    run.components.forEach((c, k) => {
      if (c.owner !== owner) return;
      sum[0] += final[k]![0];
      sum[1] += final[k]![1];
    });
    return sum;
  };
  const usesOf = (party: string): UseFigures[] =>
    markets.flatMap(({ market }, m): UseFigures[] => {
      const use = uses[m]!.get(party);
      if (use === undefined || use.taken === 0) return [];
      const carbon_kg = use.scope1_kg + use.scope2_kg;
      const taken = use.taken / 1000;
      return [
        {
          market: market.id,
          label: market.label,
          taken,
          unit: unitOf(m),
          carbon_kg,
          intensity: carbon_kg / taken,
          ...(market.carrier === 'electricity' ? scores(use.matching) : {}),
        },
      ];
    });
  const site = { load: 0, clean: 0, matched: 0 };
  markets.forEach(({ market }, m) => {
    if (market.carrier !== 'electricity') return;
    site.load += rights.matching[m]!.load;
    site.clean += rights.matching[m]!.clean;
    site.matched += rights.matching[m]!.matched;
  });
  return {
    carbon: {
      parties: Object.entries(cluster.spec.participants).map(([id, { label }]): PartyCarbon => {
        const [scope1_kg, scope2_kg] = finalOf(id);
        return { id, label: label ?? id, scope1_kg, scope2_kg, uses: usesOf(id) };
      }),
      common_kg: both(finalOf('')),
      exported_kg: both(exported),
      waiting_kg: both(waiting),
      scope1_kg: emitted[0],
      scope2_kg: emitted[1],
    },
    gaps: gaps.map(({ market, component, quantity }) => ({ market, component, amount: quantity / 1000 })),
    products: run.components.flatMap((c, k): ProductFigures[] => {
      const production_t = product_t[k]!;
      if (production_t <= 0) return [];
      const [scope1_kg_per_t, scope2_kg_per_t] = [final[k]![0] / production_t, final[k]![1] / production_t];
      return [
        {
          component: c.id,
          label: c.label,
          owner: c.owner,
          production_t,
          scope1_kg_per_t,
          scope2_kg_per_t,
          carbon_kg_per_t: scope1_kg_per_t + scope2_kg_per_t,
        },
      ];
    }),
    certificates: [...books.certificates.totals].map(([key, { issued, cancelled, expired }]) => {
      const cut = key.lastIndexOf('/');
      const market = key.slice(0, cut);
      const m = markets.findIndex((tally) => tally.market.id === market);
      return {
        market,
        source: key.slice(cut + 1),
        issued: issued / 1000,
        cancelled: cancelled / 1000,
        expired: expired / 1000,
        unit: unitOf(m),
      };
    }),
    ...scores(site),
  };
}
