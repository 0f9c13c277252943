import type { Allocation } from '../core/allocation.ts';
import type { AuditReport } from '../core/audit.ts';
import type { Finance } from './finance.ts';
import type { EventRow, GridLossRow, MoreEvents } from './incidents.ts';
import type { MeterSummary } from './meters.ts';
import type { PlanSummary } from './planSummary.ts';
import type { Sensitivity } from './sensitivity.ts';

/** A figure of a run. The unit of `value` is that of the KPI's name; `money` is written as the scenario's currency. */
export interface Kpi {
  readonly value: number;
  readonly unit: string;
  /** What is counted, as a sentence for the report. */
  readonly definition?: string;
}
export type Kpis = Readonly<Record<string, Kpi>>;

/** A figure that has no finite value in this run, and why. */
export interface Omitted {
  readonly name: string;
  readonly reason: string;
}

/** What a row of a bus's balance stands for. */
export type FlowRole =
  | 'generation'
  | 'purchase'
  | 'conversion'
  | 'discharge'
  | 'unserved'
  | 'finalUse'
  | 'converterUse'
  | 'charge'
  | 'sale'
  | 'curtailed'
  | 'dumped'
  | 'network';

/** One direction of one port (or of a network) on a bus, month by month; into the bus positive. */
export interface BalanceRow {
  readonly component: string;
  readonly label: string;
  /** Signal of the port; empty for a network. */
  readonly signal: string;
  readonly role: FlowRole;
  /** One per month of `Summary.months`. */
  readonly values: readonly number[];
  readonly total: number;
}

/** What a bus saw over the run, in kWh (lower heating value) or kg. All but `storedChange` and `moved` are magnitudes. */
export interface BusSummary {
  readonly label: string;
  readonly carrier: string;
  readonly unit: 'kWh' | 'kg';
  /** generation + purchase + conversion: what was brought to the bus, without what stores gave back. */
  readonly supply: number;
  readonly generation: number;
  readonly purchase: number;
  readonly conversion: number;
  /** finalUse + converterUse. */
  readonly use: number;
  readonly finalUse: number;
  readonly converterUse: number;
  readonly sale: number;
  readonly charge: number;
  readonly discharge: number;
  /** Change of what the stores on the bus hold, and what they lost, in the unit of the bus. */
  readonly storedChange: number;
  /** Part of that change which meters put there by correcting states; left out where there is none. */
  readonly corrected?: number;
  readonly losses: number;
  readonly curtailed: number;
  readonly dumped: number;
  /** What the bus lacked; and demand cut beforehand, which is no flow of the bus. */
  readonly unserved: number;
  readonly shed: number;
  /** Net into the bus by networks. */
  readonly moved: number;
  /** Sum of all rows: 0 up to rounding where no network joins the bus, and 0 over the buses of a network. */
  readonly residual: number;
  /** Largest |sum of ports| in any step. */
  readonly auditWorst: number;
  readonly rows: readonly BalanceRow[];
}

/** Money paid or borne over the run by one component; paid is positive. */
export interface ComponentCosts {
  readonly component: string;
  readonly label: string;
  readonly owner: string;
  readonly bill_money: number;
  readonly fixedOm_money: number;
  readonly variableOm_money: number;
  readonly carbon_money: number;
  /** Annuity of the capital over the run's share of a year. */
  readonly capital_money: number;
  readonly total_money: number;
  /** Investment, and its life. */
  readonly capex_money: number;
  readonly life_a: number;
  /** Where the figures come from. */
  readonly source: string;
}

export interface BillRow {
  readonly component: string;
  readonly owner: string;
  readonly label: string;
  /** Of the component's first port. */
  readonly carrier: string;
  /** Per month of `Summary.months`; lines without a month are in `total` alone. */
  readonly values: readonly number[];
  readonly total: number;
}

export interface ParticipantCosts {
  /** Empty for components without an owner. */
  readonly participant: string;
  readonly label: string;
  readonly bill_money: number;
  readonly total_money: number;
}

/** A final product of the site: what a carrier's final use costs and emits. The products' sums make the totals. */
export interface ProductCost {
  /** A carrier; `atDemand` for what belongs to a demand itself, `unassigned` for what no use carries. */
  readonly product: string;
  readonly label: string;
  readonly amount: number;
  readonly unit: 'kWh' | 'kg';
  readonly cost_money: number;
  /** Left out where nothing was used. */
  readonly levelised_money_per_kWh?: number;
  readonly levelised_money_per_kg?: number;
  readonly carbon_kg: number;
  readonly carbon_kg_per_kWh?: number;
  readonly carbon_kg_per_kg?: number;
}

export interface CostSummary {
  readonly currency: string;
  /** Length of the run in years, counted by its months. */
  readonly years_a: number;
  readonly bill: readonly BillRow[];
  readonly components: readonly ComponentCosts[];
  readonly participants: readonly ParticipantCosts[];
  readonly bill_money: number;
  readonly fixedOm_money: number;
  readonly variableOm_money: number;
  readonly carbon_money: number;
  readonly capital_money: number;
  readonly total_money: number;
  readonly capex_money: number;
  readonly allocation: Allocation;
  readonly products: readonly ProductCost[];
  /** Mean cost of a kWh (or kg) on each bus under the allocation. */
  readonly busCost_money: Readonly<Record<string, number>>;
  /** Change of what stores hold, at the mean cost of their bus; shown, not in any total. */
  readonly inventory: readonly InventoryRow[];
  readonly inventory_money: number;
}

export interface InventoryRow {
  readonly component: string;
  readonly bus: string;
  readonly change: number;
  readonly unit: 'kWh' | 'kg';
  readonly value_money: number;
}

/** Emissions in kg; CO2 equivalents where methane counts. */
export interface EmissionSet {
  readonly scope1_kg: number;
  readonly fossilCo2_kg: number;
  readonly methane_kg: number;
  readonly scope2Location_kg: number;
  readonly scope2Market_kg: number;
  readonly scope3_kg: number;
  /** Outside the scopes. */
  readonly biogenicCo2_kg: number;
  readonly nox_kg: number;
  readonly water_kg: number;
}
export interface EmissionSummary extends EmissionSet {
  readonly gwpMethane: number;
  /** What bought electricity gives by the marginal plants, for avoided emissions. */
  readonly importMarginal_kg: number;
  readonly components: readonly (EmissionSet & { readonly component: string })[];
  /** One per month of `Summary.months`. */
  readonly monthly: readonly EmissionSet[];
}

/** What a component did: its enthalpy audit over the run and its own figures. */
export interface ComponentSummary {
  readonly component: string;
  readonly kind: string;
  readonly label: string;
  readonly owner: string;
  /** On the higher heating value. */
  readonly losses_kWh: number;
  readonly boundary_kWh: number;
  readonly storedChange_kWh: number;
  /** Part of that change which meters put there by correcting states; left out where there is none. */
  readonly corrected_kWh?: number;
  readonly auditWorst: number;
  /** Own cost over own product, where it has one product. */
  readonly levelised_money_per_kWh?: number;
  readonly kpis: Kpis;
}

/** Against a reference case: what is saved is positive. */
export interface ReferenceComparison {
  readonly reference: string;
  readonly label: string;
  readonly kpis: Kpis;
  readonly omitted: readonly Omitted[];
  /** Steps from the reference to this run, for a waterfall: what each heading adds. Sums to the difference. */
  readonly costSteps: readonly { readonly label: string; readonly money: number }[];
  readonly carbonSteps: readonly { readonly label: string; readonly kg: number }[];
  /** Year 0 and the years of the horizon. */
  readonly cashFlow_money: readonly number[];
  /** What the owner pays and gets, year by year, where the scenario says how it is financed and taxed. */
  readonly finance?: Finance;
  /** Why the two do not serve the same, where they do not. */
  readonly warnings: readonly string[];
}

/** A statement of the scenario, put to the test in each of its definitions. */
export interface Claim {
  readonly text: string;
  readonly kpi: string;
  readonly reference?: string;
  readonly definition: string;
  /** Left out where the figure has no value. */
  readonly value?: number;
  readonly unit: string;
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  /** False where the run has no such figure: then the claim is neither met nor missed, and `definition` says why. */
  readonly tested: boolean;
  /** Left out where it was not tested. */
  readonly met?: boolean;
}

export interface Warning {
  readonly code: string;
  readonly text: string;
}

/** `summary.json`: everything a report says in numbers. Plain data, every number finite. */
export interface Summary {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly label: string;
  readonly start: string;
  readonly end: string;
  readonly hours_h: number;
  readonly steps: number;
  readonly step_s: number;
  readonly currency: string;
  /** `2023-07`. */
  readonly months: readonly string[];
  readonly kpis: Kpis;
  readonly omitted: readonly Omitted[];
  readonly buses: Readonly<Record<string, BusSummary>>;
  readonly components: readonly ComponentSummary[];
  readonly costs: CostSummary;
  readonly emissions: EmissionSummary;
  readonly references: readonly ReferenceComparison[];
  readonly claims: readonly Claim[];
  /** What cost and net present value hang on, where that was asked for. */
  readonly sensitivity?: Sensitivity;
  /** Where a plan was carried out. */
  readonly plan?: PlanSummary;
  /** Where something was measured. */
  readonly meters?: readonly MeterSummary[];
  /** What happened, by its beginning, and what is only counted. */
  readonly events: readonly EventRow[];
  readonly moreEvents: readonly MoreEvents[];
  /** Each time that all connections to the public grid were out. */
  readonly gridLosses: readonly GridLossRow[];
  readonly audit: AuditReport;
  /** How many steps needed how many passes. */
  readonly passes: readonly number[];
  readonly warnings: readonly Warning[];
}
