import type { RunMonth } from './run.ts';

/** One number for every step of the window, or the same for all. */
export type Values = number | Float64Array;

/** The span that is planned, as a component sees it. */
export interface Window {
  /** Its first step in the run. */
  readonly first: number;
  readonly steps: number;
  readonly dt_h: number;
  /** Names of the component's ports, and of all its outputs: ports, then signals. */
  readonly ports: readonly string[];
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  /** States of the component at its start. */
  readonly x: Float64Array;
  /** An input over the window, in the order of the kind's `inputs`. */
  input(slot: number): Values;
  /** When the window starts. */
  readonly start_ms: number;
  /** Months of the run, and the one of each step of the window by index. */
  readonly months: readonly RunMonth[];
  readonly monthOf: Uint16Array;
  /** How the component stood when the window starts, where something went before it. */
  readonly before?: Before;
  /** States that stores shall hold again at the end; those at the start unless said. */
  readonly endStates?: Float64Array;
  /** `binary`: what runs has a status of 0 or 1 with its least load; `relaxed`: any load from 0 on. */
  readonly commitment: 'relaxed' | 'binary';
  /**
   * By lead: what an earlier plan had its machines do. Those that have a least load rest or run as it says, and lines are those
   * of the physics there. None where left out.
   */
  readonly near?: readonly (Near | undefined)[];
  /** With `near`: share of its most by which a load may move from there; any where left out. */
  readonly reach?: number;
  /**
   * What stores hold at the end: anything, at least what they held at the start, or as much as at a start that the plan
   * chooses.
   */
  readonly storeEnd: 'free' | 'start' | 'cyclic';
  /**
   * Charging and discharging in the same step: possible, or not by the shares of both powers adding up to 1 at most
   * (`tight`), or by a status (`binary`).
   */
  readonly storeSides: 'none' | 'tight' | 'binary';
  /** True where the problem contradicts itself and is planned all the same: what stores are to end with may be missed, dearly. */
  readonly eased?: boolean;
}

/** What an earlier plan of the same window had a machine do: the point at which its physics is to be right. */
export interface Near {
  /** By step: its load, without sign. */
  readonly load: Float64Array;
  /** By step: 1 where it runs, and 0 where it rests; undefined of what runs at any load from 0 on. */
  readonly on: Uint8Array | undefined;
  /** It is to run just there, at its least load or more; elsewhere `on` tells the point alone, and any load from 0 on will do. */
  readonly isFirm: boolean;
}

/** What starts, stops and running cost, and how long a machine stays on or off. */
export interface Starts {
  readonly startCost_money: number;
  readonly minUp_h: number;
  readonly minDown_h: number;
  readonly stopCost_money?: number;
  /** Paid while it runs, whatever it gives. */
  readonly standBy_money_per_h?: number;
}
/** How it stands at the start of the window, and for how long. */
export interface Standing {
  readonly isOn: boolean;
  readonly held_h: number;
}

/** Emissions that a plan can count: at the site, of what is bought (by the grid's mean or by contract), and before it. */
export type Scope = 'scope1' | 'scope2Location' | 'scope2Market' | 'scope3';

/** What a component did before a window that others went before: all that a rolling plan carries over its seams but states. */
export interface Before {
  /** Whether it ran, and for how long it has run or stood still. */
  readonly isOn: boolean;
  readonly held_h: number;
  /** Its ports and signals in the step before. */
  readonly y: Float64Array;
  /** By its meters and the months of the run: highest mean over the metering interval so far. */
  readonly peaks_kW: readonly Float64Array[];
}

/** What is held, as others may ask for it. */
export interface HeldStock {
  /** Where it takes and gives. */
  readonly port: string;
  /** Columns of what it takes and gives there. */
  readonly charge: number;
  readonly discharge: number;
  /** kWh (or kg) that it can give there for each unit held above `empty`. */
  readonly given: Values;
  readonly empty: number;
  readonly full: number;
  /** Most given at a time. */
  readonly most: Values;
}

/** What is billed by the highest mean of a month. */
export interface PlannedDemand {
  /** Name of the charge; empty where there is but one. */
  readonly charge: string;
  /** Label of the month. */
  readonly month: string;
  /** Column of what is billed, and of what is metered, the same where nothing else can set it. */
  readonly billed: number;
  readonly metered: number;
  /** Rows that hold every mean of the month below what is metered. */
  readonly row: number;
  readonly rows: number;
  readonly least_kW: number;
}

/**
 * What a component tells the optimiser: columns (variables) and rows (constraints), one for each step of the window and
 * in its order unless said, known by the number of their first. Nothing is kept per coefficient: a call names a run of
 * them, and arrays are read once, when the matrix is built.
 */
export interface LinearModel {
  /** A column for each step within bounds; `integer` ones are whole. @returns the number of the first */
  columns(name: string, lower: Values, upper: Values, integer?: boolean): number;
  /** A column for the whole window. */
  column(name: string, lower: number, upper: number): number;
  /** A row for each step (or `count` of them), whose sum stays within bounds. @returns the number of the first */
  rows(name: string, lower: Values, upper: Values, count?: number): number;
  /** Tells that a run of columns is what is held at the end of each step, which the next goes on from, and what it can give. */
  holds(column: number, stock?: HeldStock): void;
  /** `value` times column k of a run counts in row k, for `count` of them; all steps unless said. */
  count(row: number, column: number, value: Values, count?: number): void;
  /** `value` times column k counts in row `row + rowOf[k]`; and in row k column `column + columnOf[k]`. */
  gather(row: number, rowOf: ArrayLike<number>, column: number, value: Values): void;
  scatter(row: number, column: number, columnOf: ArrayLike<number>, value: Values): void;
  /** The column gives `per` times its value to the bus of a port, in each step; negative takes. */
  flow(port: string, column: number, per: Values): void;
  /** What flows in each step whatever is decided. */
  fixedFlow(port: string, value: Values): void;
  /**
   * A column of loads is what a lead gives, without sign: at rest, or between `least` and `most`. Of several of one component
   * only one runs at a time.
   */
  machine(lead: number, load: number, least: Values, most: Values): void;
  /** What its starts cost, and its least times. */
  starts(lead: number, starts: Starts, standing: Standing): void;
  /** Money for each unit of the column and hour of the step. `isPaid` false: it is weighed, and never billed. */
  cost(column: number, money_per_h: Values, isPaid?: boolean): void;
  /** Money for each unit of the column. */
  charge(column: number, money: number, isPaid?: boolean): void;
  /** kg that a unit of the column emits in an hour of the step elsewhere, by scope; at no price of its own. */
  emits(scope: Exclude<Scope, 'scope1'>, column: number, kg_per_h: Values): void;
  /** kg of fossil CO2 that a unit of the column sets free here in an hour of the step, and of what it gives whatever is decided. */
  fossilCo2(column: number, kg_per_h: Values): void;
  fixedFossilCo2(kg_per_h: Values): void;
  /** Tells what is billed by the highest mean of a month, for the price of it. */
  bills(demand: PlannedDemand): void;
  /** Money paid in an hour of each step whatever is decided. */
  fixedStepCost(money_per_h: Values): void;
  /** Money that is paid once whatever is decided; under one name it is the same payment in every window that meets it. */
  fixedCost(name: string, money: number): void;
}

/** For a kWh (or kg) by which an eased plan misses what it has to keep: far above what one costs, and not so far that rounding counts. */
export const EASED_money = 1e4;

/** The columns of a machine that is led by one port. */
export interface Led {
  /** Place of the lead among the component's. */
  readonly lead: number;
  /** Its load, without sign. */
  readonly load: number;
  /** 1 where it runs; undefined where every load from 0 on counts. */
  readonly status: number | undefined;
  readonly most: Values;
}

/** One over each; 0 of what is 0. */
export const inverse = (v: Values): Values =>
  typeof v === 'number' ? (v === 0 ? 0 : 1 / v) : v.map((a) => (a === 0 ? 0 : 1 / a));

/** A limit where something is available; none stays none, and out of service it is 0. */
export const limited = (available: Values, most: number): Values =>
  typeof available === 'number'
    ? available === 0
      ? 0
      : available * most
    : available.map((v) => (v === 0 ? 0 : v * most));

/** A run of numbers times another, step by step; a constant stays one. */
export function times(a: Values, b: Values): Values {
  if (typeof a === 'number') {
    if (typeof b === 'number') return a * b;
    return a === 1 ? b : b.map((v) => a * v);
  }
  if (typeof b === 'number') return b === 1 ? a : a.map((v) => v * b);
  return a.map((v, k) => v * b[k]!);
}
export const plus = (a: Values, b: Values): Values => {
  if (typeof a === 'number') return typeof b === 'number' ? a + b : a === 0 ? b : b.map((v) => a + v);
  if (typeof b === 'number') return b === 0 ? a : a.map((v) => v + b);
  return a.map((v, k) => v + b[k]!);
};

/** The lower of two, step by step. */
export const lower = (a: Values, b: Values): Values => {
  if (typeof a === 'number') return typeof b === 'number' ? Math.min(a, b) : b.map((v) => Math.min(a, v));
  return a.map((v, k) => Math.min(v, typeof b === 'number' ? b : b[k]!));
};
