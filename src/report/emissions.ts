import type { Emissions } from '../core/component.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { sumOf } from './flowSums.ts';
import type { EmissionSet, EmissionSummary } from './summary.ts';

/**
 * Emissions by scope from what each kind says of its signals. What is fed into the public grid is never subtracted.
 * @see GHG Protocol Corporate Standard (2004) and Scope 2 Guidance (2015)
 */
export function emissionsOf({ compiled, totals }: Outcome): EmissionSummary {
  const { run, cluster } = compiled;
  const gwpMethane = cluster.spec.factors.gwpMethane;
  const components = run.components.map((c, k) => ({
    component: c.id,
    ...setOf(c.kind.emissions ?? {}, (signal) => totals[k]!.sum(signal), gwpMethane),
  }));
  const monthly = run.months.map((_, m) =>
    added(
      run.components.map((c, k) =>
        setOf(c.kind.emissions ?? {}, (signal) => totals[k]!.months[m]!.sum(signal), gwpMethane),
      ),
    ),
  );
  let importMarginal_kg = 0;
  run.components.forEach((c, k) => {
    for (const signal of c.kind.emissions?.scope2Marginal ?? []) importMarginal_kg += totals[k]!.sum(signal);
  });
  return { ...added(components), gwpMethane, importMarginal_kg, components, monthly };
}

function setOf(names: Emissions, sum: (signal: string) => number, gwpMethane: number): EmissionSet {
  const over = (signals: readonly string[] | undefined): number => sumOf((signals ?? []).map(sum));
  const fossilCo2_kg = over(names.fossilCo2);
  const methane_kg = over(names.methane);
  return {
    scope1_kg: fossilCo2_kg + gwpMethane * methane_kg,
    fossilCo2_kg,
    methane_kg,
    scope2Location_kg: over(names.scope2Location),
    scope2Market_kg: over(names.scope2Market),
    scope3_kg: over(names.scope3),
    biogenicCo2_kg: over(names.biogenicCo2),
    nox_kg: over(names.nox),
    water_kg: over(names.water),
  };
}

const added = (sets: readonly EmissionSet[]): EmissionSet => {
  const over = (key: keyof EmissionSet): number => sumOf(sets.map((s) => s[key]));
  return {
    scope1_kg: over('scope1_kg'),
    fossilCo2_kg: over('fossilCo2_kg'),
    methane_kg: over('methane_kg'),
    scope2Location_kg: over('scope2Location_kg'),
    scope2Market_kg: over('scope2Market_kg'),
    scope3_kg: over('scope3_kg'),
    biogenicCo2_kg: over('biogenicCo2_kg'),
    nox_kg: over('nox_kg'),
    water_kg: over('water_kg'),
  };
};
