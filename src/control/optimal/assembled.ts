import type {
  Before,
  HeldStock,
  Near,
  PlannedDemand,
  Standing,
  Starts,
  Values,
  Window,
} from '../../core/linearModel.ts';
import type { Problem } from '../../core/solver.ts';
import type { LimitRows, PlanLimit, PlannedEmission } from './limits.ts';
import type { PlanReserve, ReserveRows } from './reserve.ts';
import type { StoreRules } from './storeRules.ts';

/** A run of columns or rows that one component (-1: a bus) declared. */
export interface Block {
  readonly component: number;
  readonly name: string;
  readonly first: number;
  readonly count: number;
  /** True where there is one for each step of the window. */
  readonly perStep: boolean;
}

/** What a column of a component gives to a port. */
export interface PlannedFlow {
  readonly port: number;
  /** First column; -1 where it is fixed. */
  readonly column: number;
  readonly per: Values;
}

/** A problem with what its columns and rows mean. */
export interface Assembled {
  readonly problem: Problem;
  readonly first: number;
  readonly steps: number;
  readonly columns: readonly Block[];
  readonly rows: readonly Block[];
  /** By zone: the row of its balance in the first step. */
  readonly balanceRow: readonly number[];
  readonly zoneOfBus: Int32Array;
  /** By component: the bus of each port. */
  readonly ports: readonly Int32Array[];
  /** By component. */
  readonly flows: readonly (readonly PlannedFlow[])[];
  /** Money of what is billed, per unit of each column; the cost of the problem holds beside it what is only weighed. */
  readonly paid: Float64Array;
  /** By component: paid whatever is decided. */
  readonly fixedPaid_money: Float64Array;
  /** The part of it that each step bears, and what is paid once under a name. */
  readonly stepPaid_money: readonly (Float64Array | undefined)[];
  readonly standing: readonly StandingCharge[];
  readonly machines: readonly PlannedMachine[];
  readonly emissions: readonly PlannedEmission[];
  readonly limits: readonly LimitRows[];
  /** What is billed by the highest mean of a month, with its component. */
  readonly demands: readonly (PlannedDemand & { readonly component: number })[];
  /** First columns of what is held at the end of each step; and of stores that say what they can give. */
  readonly held: readonly number[];
  readonly stores: readonly PlannedStore[];
  readonly reserves: readonly ReserveRows[];
}

/** A column of loads that rest or stay between two bounds, and what its starts ask for. */
export interface PlannedMachine {
  readonly component: number;
  readonly lead: number;
  readonly load: number;
  readonly least: Values;
  readonly most: Values;
  starts?: Starts;
  stands?: Standing;
}

/** A store with its level at the end of each step. */
export interface PlannedStore extends HeldStock {
  readonly component: number;
  readonly level: number;
}

/** A payment that is due once, whatever is decided. */
export interface StandingCharge {
  readonly component: number;
  readonly name: string;
  readonly money: number;
}

export interface AssembleOptions {
  readonly first: number;
  readonly steps: number;
  readonly commitment: Window['commitment'];
  readonly storeEnd: Window['storeEnd'];
  readonly storeSides: Window['storeSides'];
  /** By component, where they are said one by one; none for the others. `storeSides` is then the strictest. */
  readonly storeSidesOf?: ReadonlyMap<number, Window['storeSides']>;
  /** States at the start of the window, in the order of the run's; as the run begins unless said. */
  readonly states?: Float64Array;
  /** By component: what it did before the window, where others went before it; and states that stores shall end with. */
  readonly before?: readonly Before[];
  readonly endStates?: Float64Array;
  /** By component and lead: what an earlier plan had machines do, and the share of their most by which loads may move from there. */
  readonly near?: readonly (readonly (Near | undefined)[] | undefined)[];
  readonly reach?: number;
  /** Sums that are kept within bounds; and, of a window that sees a part of the run, what was used of each in its first period. */
  readonly limits?: readonly PlanLimit[];
  readonly used?: Float64Array;
  /** What is to be left for the loss of the grid. */
  readonly reserves?: readonly PlanReserve[];
  /** Rules of stores. */
  readonly storeRules?: readonly StoreRules[];
  /** What a kg of `CARBON` is minded beside what is paid. */
  readonly carbonWeight_money_per_kg?: number;
  readonly carbonPrice_money_per_kg: number;
  /** Plans what contradicts itself: balances, limits and what stores end with may be missed at a price above all others. */
  readonly eased?: boolean;
  /** By component: operation and maintenance per unit of its first product. */
  readonly variableOm_money_per_kWh: readonly number[];
}
