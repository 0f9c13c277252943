import type { IslandRole } from './island.ts';

/** How the rules run a store. Surplus of its bus is always taken. */
export interface StoreRule {
  /** What it does in each step: `IDLE`, `CHARGE` or `DISCHARGE`; null serves every deficit (self-use). */
  readonly phase: Uint8Array | null;
  /** Peak shaving: serves what its bus lacks above this, and charges below it; Infinity where it shaves nothing. */
  readonly target_kW: number;
}
export const IDLE = 0;
export const CHARGE = 1;
export const DISCHARGE = 2;

export const SELF_USE: StoreRule = { phase: null, target_kW: Number.POSITIVE_INFINITY };

/** What a scenario says of control, by index of component or bus. */
export interface RulesConfig {
  /** A given order of components on a bus instead of cost. */
  readonly merit: ReadonlyMap<number, readonly number[]>;
  /** Port names that may lead a component, where not all: a heat-led CHP has `['heat']`. */
  readonly leads: ReadonlyMap<number, readonly string[]>;
  readonly stores: ReadonlyMap<number, StoreRule>;
  /** Per unit of product, by component. */
  readonly variableOm_money_per_kWh: ArrayLike<number>;
  /** Paid for fossil carbon burnt, per kg of CO2. */
  readonly carbonPrice_money_per_kg: number;
  /** What a stored kWh is worth of its bus's price. ASSUMED 0.8: it is used later, and some is lost. */
  readonly storedWorth: number;
  /** Hours over which the cost of a start is spread when the rules weigh it. ASSUMED 4. */
  readonly startSpread_h: number;
  /** What components can do for an electric island; where none has a role, losing the grid is taken to succeed. */
  readonly island: ReadonlyMap<number, IslandRole>;
}

export const DEFAULT_RULES: RulesConfig = {
  merit: new Map(),
  leads: new Map(),
  stores: new Map(),
  variableOm_money_per_kWh: [],
  carbonPrice_money_per_kg: 0,
  storedWorth: 0.8,
  startSpread_h: 4,
  island: new Map(),
};

/** One line of the account of a step: what a component was asked, could, cost, was given, and why. */
export interface Decision {
  readonly pass: number;
  readonly phase: 'candidate' | 'must-run' | 'command' | 'deficit' | 'fill' | 'surplus' | 'shed' | 'closer';
  readonly bus: string;
  readonly component: string;
  readonly port: string;
  readonly lowest_kW: number;
  readonly highest_kW: number;
  readonly leastOn_kW: number;
  /** Per kWh at the port; NaN where cost played no part. */
  readonly cost_money_per_kWh: number;
  readonly before_kW: number;
  readonly given_kW: number;
  readonly why: string;
}
export type Trace = (decision: Decision) => void;
