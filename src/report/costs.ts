import { capitalRecovery, yearsOf as yearsOfRun } from '../core/annuity.ts';
import type { BillLine } from '../core/environment.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { type FlowSum, sumOf } from './flowSums.ts';
import type { BillRow, ComponentCosts, EmissionSummary, ParticipantCosts } from './summary.ts';

/** Length of what was done of a run, in years. */
export const yearsOf = ({ compiled: { run }, steps }: Outcome): number => (steps / run.grid.length) * yearsOfRun(run);

/** What each component is billed, a row for each kind of line, in the order of the components. */
export function billRows({ compiled, totals }: Outcome): BillRow[] {
  const { run } = compiled;
  const months = run.months.map((m) => m.label);
  return run.components.flatMap((c, k) => {
    const lines = c.kind.bill?.(c.q, totals[k]!) ?? [];
    return [...new Set(lines.map((l) => l.label))].map((label): BillRow => {
      const mine = lines.filter((l) => l.label === label);
      return {
        component: c.id,
        owner: c.owner,
        label,
        carrier: c.ports[0]?.carrier ?? '',
        values: months.map((month) => moneyOf(mine.filter((l) => l.month === month))),
        total: moneyOf(mine),
      };
    });
  });
}

const moneyOf = (lines: readonly BillLine[]): number => sumOf(lines.map((l) => l.money));

/** Bill, upkeep, price of carbon and capital of each component over the run. */
export function componentCosts(
  outcome: Outcome,
  sums: readonly FlowSum[],
  bill: readonly BillRow[],
  emissions: EmissionSummary,
): ComponentCosts[] {
  const { run, economics, cluster } = outcome.compiled;
  const { totals } = outcome;
  const { discountRate } = cluster.spec.economy;
  const carbonPrice = cluster.spec.carbon.price_money_per_t / 1000;
  const years_a = yearsOf(outcome);
  return run.components.map((c, k): ComponentCosts => {
    const e = economics[k]!;
    const made = sumOf(
      sums
        .filter(({ flow }) => flow.component === k && (flow.mainProduct || flow.into === 'discharge'))
        .map(({ given }) => given),
    );
    const bill_money = sumOf(bill.filter((b) => b.component === c.id).map((b) => b.total));
    const fixedOm_money = e.fixedOm_money_per_a * years_a;
    const variableOm_money = e.variableOm_money_per_kWh * made + (c.kind.upkeep_money?.(c.q, totals[k]!) ?? 0);
    const carbon_money = carbonPrice * emissions.components[k]!.fossilCo2_kg;
    const capital_money = e.capex_money * capitalRecovery(discountRate, e.life_a) * years_a;
    return {
      component: c.id,
      label: c.label,
      owner: c.owner,
      bill_money,
      fixedOm_money,
      variableOm_money,
      carbon_money,
      capital_money,
      total_money: bill_money + fixedOm_money + variableOm_money + carbon_money + capital_money,
      capex_money: e.capex_money,
      life_a: e.life_a,
      source: e.source,
    };
  });
}

/** The same by owner, in the order of the scenario's participants; components without one come last, under ''. */
export function participantCosts({ compiled }: Outcome, components: readonly ComponentCosts[]): ParticipantCosts[] {
  const { participants } = compiled.cluster.spec;
  const nobody = components.some((c) => c.owner === '') ? [''] : [];
  return [...Object.keys(participants), ...nobody].map((participant) => {
    const mine = components.filter((c) => c.owner === participant);
    return {
      participant,
      label: participant === '' ? 'without owner' : (participants[participant]!.label ?? participant),
      bill_money: sumOf(mine.map((c) => c.bill_money)),
      total_money: sumOf(mine.map((c) => c.total_money)),
    };
  });
}
