import { CARRIERS, type Carrier } from '../core/carriers.ts';
import { formatUtc, timeAt } from '../core/timeGrid.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { busSummaries } from './balance.ts';
import { type BurdenQuestion, followBurden } from './burdenFlow.ts';
import { claimsOf } from './claims.ts';
import { jointHeatOf } from './cogeneration.ts';
import { componentSummaries } from './components.ts';
import { billRows, componentCosts, participantCosts, yearsOf } from './costs.ts';
import { efficiencyKpis } from './efficiencyKpis.ts';
import { emissionsOf } from './emissions.ts';
import { type FlowSum, flowSumsOf, sumOf } from './flowSums.ts';
import { eventRows, gridLossRows } from './incidents.ts';
import { KpiList } from './kpiList.ts';
import { meterSummaries } from './meters.ts';
import { moneyKpis, servedOf } from './moneyKpis.ts';
import { type BesideSide, unservedOf } from './planBeside.ts';
import { planSummary } from './planSummary.ts';
import { productCosts } from './products.ts';
import { againstReference, type Side } from './reference.ts';
import { serviceKpis } from './serviceKpis.ts';
import { storedChange } from './stock.ts';
import type { BusSummary, CostSummary, InventoryRow, Summary } from './summary.ts';
import { type Primary, supplyKpis } from './supplyKpis.ts';
import { type Tally, tallyOfTable } from './tally.ts';
import { warningsOf } from './warnings.ts';

export interface SummaryOptions {
  /** Observer that ran along the loop; without it the columns kept are gone through once more. */
  readonly tally?: Tally;
  /** Summaries of the reference cases. */
  readonly references?: readonly Side[];
  /** The same cluster under other controls, where the run was planned. */
  readonly beside?: readonly BesideSide[];
  /** The run was stopped before its end. */
  readonly unfinished?: boolean;
}

/** Everything that a report says of a run in numbers. Pure: the same outcome gives the same summary. */
export function summarise(outcome: Outcome, options: SummaryOptions = {}): Summary {
  const { compiled, steps } = outcome;
  const { run, cluster } = compiled;
  const { spec } = cluster;
  const tally = options.tally ?? tallyOfTable(run, outcome.table, steps);
  const sums = flowSumsOf(outcome, tally);
  const buses = busSummaries(outcome, tally, sums);
  const ambient_degC = compiled.ambient_degC ?? STANDARD_degC;
  const joint = jointHeatOf(run, tally, sums);
  const emissions = emissionsOf(outcome);
  const bill = billRows(outcome);
  const components = componentCosts(outcome, sums, bill, emissions);
  const question = (own: readonly number[]): BurdenQuestion => ({
    run,
    places: tally.places,
    sums,
    own,
    method: spec.factors.allocation,
    separate: spec.factors.separate,
    ambient_degC,
  });
  const cost = followBurden(question(components.map((c) => c.total_money)));
  const carbon = followBurden(question(emissions.components.map((c) => c.scope1_kg + c.scope2Location_kg)));
  const over = (
    key:
      | 'bill_money'
      | 'fixedOm_money'
      | 'variableOm_money'
      | 'carbon_money'
      | 'capital_money'
      | 'total_money'
      | 'capex_money',
  ) => sumOf(components.map((c) => c[key]));
  const inventory = inventoryOf(outcome, sums, buses, cost.perUnit);
  const costs: CostSummary = {
    currency: run.currency,
    years_a: yearsOf(outcome),
    bill,
    components,
    participants: participantCosts(outcome, components),
    bill_money: over('bill_money'),
    fixedOm_money: over('fixedOm_money'),
    variableOm_money: over('variableOm_money'),
    carbon_money: over('carbon_money'),
    capital_money: over('capital_money'),
    total_money: over('total_money'),
    capex_money: over('capex_money'),
    allocation: spec.factors.allocation,
    products: productCosts(buses, cost, carbon),
    busCost_money: Object.fromEntries(run.buses.map((b, k) => [b.id, cost.perUnit[tally.places.zoneOfBus[k]!]!])),
    inventory,
    inventory_money: sumOf(inventory.map((i) => i.value_money)),
  };
  const list = new KpiList(run.currency);
  const primary = primaryOf(sums, spec.factors.primaryEnergy);
  supplyKpis(list, tally, primary);
  efficiencyKpis(list, run, buses, joint, spec.factors.separate, ambient_degC);
  serviceKpis(list, tally, buses);
  list.add(
    'primaryEnergy_kWh',
    primary.bought_kWh,
    `Primary energy of what is bought: electricity times ${primary.electricity}, gas times ${primary.gas}, other energy as it is.`,
  );
  moneyKpis(list, costs, emissions, servedOf(buses));
  const side: Side = {
    schemaVersion: 1,
    name: run.name,
    label: spec.label ?? run.name,
    start: formatUtc(run.grid.start_ms),
    end: formatUtc(timeAt(run.grid, steps)),
    hours_h: (steps * run.grid.step_s) / 3600,
    steps,
    step_s: run.grid.step_s,
    currency: run.currency,
    months: run.months.map((m) => m.label),
    kpis: list.kpis,
    omitted: list.omitted,
    buses,
    components: componentSummaries(outcome, sums, joint, cost),
    costs,
    emissions,
    audit: outcome.audit,
    passes: outcome.passes,
  };
  const references = (options.references ?? []).map((r) => againstReference(side, r, spec.economy));
  return {
    ...side,
    references,
    claims: claimsOf(spec.claims, side, references, run.currency),
    ...(outcome.followed === undefined
      ? {}
      : { plan: planSummary(outcome, outcome.followed, sums, components, unservedOf(side), options.beside ?? []) }),
    ...(outcome.meters.length === 0 ? {} : { meters: meterSummaries(outcome) }),
    ...eventRows(outcome),
    gridLosses: gridLossRows(outcome),
    warnings: warningsOf(outcome, sums, buses, options.unfinished ?? steps < run.grid.length),
  };
}

/** ASSUMED where a scenario has no weather: the standard atmosphere. */
const STANDARD_degC = 15;

function primaryOf(sums: readonly FlowSum[], factors: { readonly electricity: number; readonly gas: number }): Primary {
  let bought_kWh = 0;
  for (const { flow, given } of sums)
    if (flow.into === 'purchase')
      bought_kWh +=
        given *
        (flow.carrier === 'electricity'
          ? factors.electricity
          : flow.carrier === 'gas'
            ? factors.gas
            : other(flow.carrier));
  return { bought_kWh, ...factors };
}

/** Bought heat, steam, cooling and hydrogen count as they are, since no factor is named for them; masses count nothing. */
const other = (carrier: Carrier): number => (CARRIERS[carrier].thermal || carrier === 'hydrogen' ? 1 : 0);

function inventoryOf(
  { compiled, totals }: Outcome,
  sums: readonly FlowSum[],
  buses: Readonly<Record<string, BusSummary>>,
  perUnit: readonly number[],
): InventoryRow[] {
  const { run } = compiled;
  return sums
    .filter(({ flow }) => flow.into === 'discharge')
    .map(({ flow }) => {
      const c = run.components[flow.component]!;
      const bus = run.buses[flow.bus]!.id;
      const change = storedChange(c, flow.signal, totals[flow.component]!);
      return { component: c.id, bus, change, unit: buses[bus]!.unit, value_money: change * perUnit[flow.zone]! };
    });
}
