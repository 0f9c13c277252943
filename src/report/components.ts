import { correctionOf } from '../core/audit.ts';
import type { Outcome } from '../scenario/simulation.ts';
import type { BurdenFlow } from './burdenFlow.ts';
import type { Cogeneration } from './cogeneration.ts';
import { unitKpis } from './efficiencyKpis.ts';
import type { FlowSum } from './flowSums.ts';
import { unitIn } from './kpiList.ts';
import { isEnergy } from './places.ts';
import type { ComponentSummary, Kpi } from './summary.ts';

/** What each component did: its enthalpy over the run by its own law, its own figures, and the cost of its product. */
export function componentSummaries(
  outcome: Outcome,
  sums: readonly FlowSum[],
  joint: readonly Cogeneration[],
  cost: BurdenFlow,
): ComponentSummary[] {
  const { run, cluster } = outcome.compiled;
  const { separate } = cluster.spec.factors;
  return run.components.map((c, k): ComponentSummary => {
    const t = outcome.totals[k]!;
    const terms = c.laws.find((l) => l.quantity === 'energy')?.terms ?? [];
    let losses_kWh = 0;
    let boundary_kWh = 0;
    let storedChange_kWh = 0;
    for (const { name, role, coefficient } of terms) {
      if (role === 'loss') losses_kWh += coefficient * t.sum(name);
      if (role === 'boundary') boundary_kWh += coefficient * t.sum(name);
      if (role === 'store') storedChange_kWh += coefficient * (t.last(name) - t.first(name));
    }
    const corrected_kWh = correctionOf(run, k, outcome.corrected);
    const own = Object.entries(c.kind.kpis?.(c.q, t) ?? {})
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]): [string, Kpi] => [name, { value, unit: unitIn(run.currency, name) }]);
    const unit = joint.find((u) => u.component === k);
    const made = sums.filter(({ flow, given }) => flow.component === k && flow.product && given > 0);
    const producing = c.kind.role === 'fixed' || c.kind.role === 'converter';
    return {
      component: c.id,
      kind: c.kind.kind,
      label: c.label,
      owner: c.owner,
      losses_kWh,
      boundary_kWh,
      storedChange_kWh,
      ...(corrected_kWh === 0 ? {} : { corrected_kWh }),
      auditWorst: outcome.audit.components[c.id] ?? 0,
      ...(producing && made.length === 1 && isEnergy(made[0]!.flow)
        ? { levelised_money_per_kWh: cost.passedOn[k]! / made[0]!.given }
        : {}),
      kpis: { ...Object.fromEntries(own), ...(unit ? unitKpis(run.currency, unit, separate) : {}) },
    };
  });
}
