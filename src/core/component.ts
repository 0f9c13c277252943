import type { AlarmParts } from './alarmParts.ts';
import type { CostDefault } from './costDefault.ts';
import type { Accounts, Emissions } from './emissions.ts';
import type { BillLine, Environment, Setting } from './environment.ts';
import type { LinearModel, Window } from './linearModel.ts';
import type { Meter, Totals } from './metered.ts';
import type { NetworkLine } from './networkLine.ts';
import type { NetworkMap } from './networkMap.ts';
import type { Ports } from './ports.ts';
import type { SolutionArea } from './solutionArea.ts';
import type { Terminals } from './terminals.ts';

export { type CostDefault, costDefaultOf } from './costDefault.ts';
export type { Accounts, Emissions } from './emissions.ts';
export type { Meter, MonthTotals, Totals } from './metered.ts';
export type { PortSpec, Ports } from './ports.ts';

/** Something that turns unknown input into parameters or throws; a zod schema is one. */
export interface Parser<P> {
  parse(input: unknown): P;
}

/**
 * What part a component takes in a step.
 * - `fixed`: decided by its series (load, sun); may be cut where it declares a lead port
 * - `source`: brings energy into the cluster at will
 * - `converter`: turns carriers into others
 * - `store`: moves energy in time
 * - `closer`: takes what is left of its bus, last (grid, dump, unserved, curtailment)
 * - `network`: joins buses of one carrier; runs after all but the closers
 */
export type Role = 'fixed' | 'source' | 'converter' | 'store' | 'closer' | 'network';

/** Names that a kind has always, or that follow from its parameters (a state for every layer). */
export type Names<P> = readonly string[] | ((p: P) => readonly string[]);
/** Least and highest value of inputs. */
export type InputRanges = Readonly<Record<string, readonly [number, number]>>;

export const namesOf = <P>(names: Names<P>, p: P): readonly string[] =>
  typeof names === 'function' ? names(p) : names;

/**
 * One conservation law of a component, each term from its own formula. For a step of `dt_h` hours
 *
 *   sum(ports * flow) - sum(boundary * signal) + sum(losses * signal) + sum(stores * change of state) / dt_h = 0
 *
 * Coefficients turn a signal into the law's unit: kW of enthalpy on the higher heating value (`energy`), kg/h of CO2
 * (`carbon`), kg/h of water bound or free (`water`, which audits hydrogen too: a kg of it counts 8.94).
 */
export interface Law {
  /** By port; where left out, the carrier's enthalpy for `energy`, its water for `water`, 0 for `carbon`. */
  readonly ports?: Readonly<Record<string, number>>;
  /** By signal; what crosses the cluster's boundary here, into the component positive. */
  readonly boundary?: Readonly<Record<string, number>>;
  /** By signal; what leaves unused. Losses are never negative. */
  readonly losses?: Readonly<Record<string, number>>;
  /** By state; amount held per unit of state. */
  readonly stores?: Readonly<Record<string, number>>;
}
export type Quantity = 'energy' | 'carbon' | 'water';
export type Balance = { readonly energy: Law } & { readonly [Q in Quantity]?: Law };

/**
 * A component kind answers for itself everything that others need to know; shared code never asks which kind it has.
 *
 * `P` are the parameters as the user gives them, `Q` what `prepare` makes of them once. In every step
 * - `x` states at the start (order of `states`), `next` at the end
 * - `w` exogenous inputs of the interval (order of `inputs`)
 * - `u` set points, one per degree of freedom (usually one), written by `invert` alone; all 0 is at rest
 * - `y` outputs: the connected ports in order, unconnected ones too (as 0), then the signals
 * - `dt_h` length of the step in hours
 * `limits`, `invert`, `price` and `step` read their inputs and write their outputs, nothing else, and allocate nothing.
 */
export interface ComponentKind<P, Q> {
  readonly kind: string;
  readonly summary: string;
  /** Where the model holds, and for which steps. */
  readonly validity: { readonly text: string; readonly minStep_s: number; readonly maxStep_s: number };
  readonly params: Parser<P>;
  /** Parameters of a small working one, with constants for series: for documents, templates and tests over all kinds. */
  readonly example: unknown;
  /** In order; the generic kinds decide by their parameters. */
  ports(p: P): Ports;
  readonly role: Role;
  /** Outputs beside the ports; names carry units. */
  readonly signals: Names<P>;
  readonly states: Names<P>;
  /** States inform signals alone: limits and port flows do not depend on them, so an idle step need not ask again. */
  readonly statesOnlyInform?: boolean;
  /**
   * What the states mean for limits and port flows, as a number: with equal inputs and an equal number both are equal, for
   * every set point, so that they need not be asked again. NaN where only asking tells, as where it is left out.
   */
  mode?(this: void, q: Q, x: Float64Array, dt_h: number): number;
  /** At rest nothing flows at its ports, whatever its states and inputs: its rest need not be tried. */
  isStillAtRest?(q: Q): boolean;
  /** Exogenous inputs. The first is `available` (1 as a rule, 0 in an outage) on every kind that can fail. Events patch inputs by name. */
  readonly inputs: Names<P>;
  /**
   * Least and highest value that an event may give an input; by its unit where left out (`available` 0 to 1, prices any,
   * other amounts not negative). NaN where no event may change it, such as an index.
   */
  readonly inputRange?: InputRanges | ((p: P) => InputRanges);
  /**
   * Parts that may fail by themselves, such as the lines of a network, each with the input that says whether it is in
   * service: 1, or 0. Nothing between is asked. Scenarios name one as `component.part`, and single outages try each.
   */
  parts?(p: P): Readonly<Record<string, string>>;
  /** Further inputs that are 1 or 0 and nothing between, as `available` of what cannot do a part of what it does. */
  readonly onOff?: readonly string[];
  /** Inputs that grow with what it asks for, all in the same proportion. */
  readonly demands?: readonly string[];
  /** Signals that are 0 unless something is wrong; a run tells from when to when one is not. */
  readonly alarms?: readonly string[];
  /** What it takes for granted in a matter that the scenario leaves open, or cannot do whatever the control; told as a warning. */
  cautions?(q: Q): readonly string[];
  /** Of a network, by node port: the signal of what it was asked for there and did not bring; an alarm with an amount. */
  shortfalls?(p: P): Readonly<Record<string, string>>;
  /** Of an alarm: by part, the signal or state that says how bad it is there. */
  alarmParts?(p: P): Readonly<Record<string, AlarmParts>>;
  /** Ports that a set point may name, in the order of `limits`. */
  leads(p: P): readonly string[];
  /** Number of set points; 1 unless said. */
  readonly freedoms?: number;

  /**
   * A network's ports that are its nodes; the first is the hub, whose closers serve all. `u[k]` is what node k's bus has left
   * over (into the bus positive), and with `readsReactive` `u[nodes + k]` its reactive power in kvar. `step` writes to each
   * port what the network gives to that bus: what it lacks, or minus what it has to spare, as far as the network carries it
   * (the bus's own closers take what it does not), and at the hub what balances that, losses and the change of content.
   */
  nodes?(p: P): readonly string[];
  readonly readsReactive?: boolean;
  /**
   * Of what joins buses and carries no more than so much: its lines, with the inputs as they are, as a market is to see them.
   * The same lines always; one that is out of service carries nothing.
   */
  lines?(q: Q, w: Float64Array): readonly NetworkLine[];
  /** Of a network with nodes of its own: what a map of it shows. Its names are of `ports`, `signals` and `states`. */
  map?(p: P): NetworkMap;
  /**
   * Of a network, by port: the flow into its bus that the rules are to count on before anything of the step is known, such
   * as the losses and the pump's draw of the last step, held in states. 0 where left out.
   */
  expects?(q: Q, x: Float64Array, w: Float64Array, dt_h: number, out: Float64Array): void;
  /** Of a network, by what others may sense there (`voltage`) and by node port: the state that holds it. */
  reports?(p: P): Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Inputs that are no series: what the network of its bus reported at the end of the last step (of the port that
   * `reactive` names, or of the first), or `reactive`, the reactive power (kvar) that the others at that bus leave over in
   * this step, for a closer. Before the first step, and where no network reports it, the input keeps the value of its series.
   */
  readonly senses?: Readonly<Record<string, string>>;
  /** Signals of reactive power (kvar into the bus positive) by electric port. */
  reactive?(p: P): Readonly<Record<string, string>>;
  /** What stands at its electric port, where its reactive power follows from the flow there and needs no model of its own. */
  readonly terminals?: Terminals<P, Q>;
  /**
   * The kind as these parameters have it, where they may ask for more than it has by itself, such as reactive power. Asked
   * once, when they have been read; a kind that none of them changes gives itself.
   */
  refined?(p: P): AnyKind;

  /** Checks the parameters against the setting and computes constants once. @throws ConfigError */
  prepare(p: P, setting: Setting): Q;
  /** States at the start of the run. */
  initial(q: Q): readonly number[];
  /** The column of each input but `available`: an array of the grid's length, or a constant. Runs once, before the loop. */
  series(q: Q, env: Environment): Readonly<Record<string, Float64Array | number>>;

  /**
   * The attainable range now. For lead port k writes out[3k] = lowest and out[3k+1] = highest flow into the bus, and
   * out[3k+2] = the least magnitude when not at rest (0 where any is possible). Rest is attainable unless the range
   * excludes 0: an engine that must run has lowest > 0. Asking twice gives the same answer.
   */
  limits(this: void, q: Q, x: Float64Array, w: Float64Array, dt_h: number, out: Float64Array): void;
  /** Writes by lead port the flow from which on other amounts come with each unit (a duct burner sets in); 0 where none is. */
  bends?(this: void, q: Q, x: Float64Array, w: Float64Array, dt_h: number, out: Float64Array): void;
  /** Writes to `u` the set point that delivers `target` at lead port k, within the limits, as near as can be where it is not. */
  invert(
    this: void,
    q: Q,
    x: Float64Array,
    w: Float64Array,
    lead: number,
    target: number,
    dt_h: number,
    u: Float64Array,
  ): void;
  /**
   * Has it give up to `target` at a lead out of what it holds, taking no more than `taken` at its inputs: changes the set
   * point that `invert` wrote. Of what draws on a bus to fill itself (the pack of a pipe).
   */
  fromStock?(
    this: void,
    q: Q,
    x: Float64Array,
    w: Float64Array,
    lead: number,
    target: number,
    taken: number,
    dt_h: number,
    u: Float64Array,
  ): void;
  step(
    this: void,
    q: Q,
    x: Float64Array,
    w: Float64Array,
    u: Float64Array,
    dt_h: number,
    next: Float64Array,
    y: Float64Array,
  ): void;

  /** Lead ports whose flow it can hold back when led by another of them, by letting go what comes with that. */
  bypassed?(p: P): readonly string[];
  /** Has such a lead give `target`, at most what comes by itself: changes the set point that `invert` wrote for another lead. */
  bypass?(
    this: void,
    q: Q,
    x: Float64Array,
    w: Float64Array,
    lead: number,
    target: number,
    dt_h: number,
    u: Float64Array,
  ): void;

  balance(q: Q): Balance;

  /**
   * What it can do over a window of steps, as the optimiser sees it: columns with their bounds, what they give to its
   * ports, rows, costs and emissions, from the same constants and series as `step`. A kind without it can be run by rules
   * alone. The plan is only a plan: `step` carries it out, and a run reports what that makes of it.
   */
  linear?(q: Q, window: Window, model: LinearModel): void;
  /** Why it has no `linear`. */
  readonly unplanned?: string;

  /**
   * Price of a closer, a source or a sink: out[0] of one more unit into the bus, out[1] worth of one more taken from it;
   * Infinity and -Infinity where it cannot.
   */
  price?(this: void, q: Q, x: Float64Array, w: Float64Array, out: Float64Array): void;
  /** A closer that only records a failure (energy not served, or spilt): nothing is planned on it. */
  readonly lastResort?: boolean;
  /** Money of a start; the rules spread it over the hours that the scenario names (`startSpread_h`) and over its `size`. */
  startCost_money?(q: Q): number;
  /** A store whose draw is final use, such as that of cars which drive away with it. */
  readonly servesDemand?: boolean;
  /** Class in which a fixed demand may be cut through its lead port, 1 first; 0 never. */
  sheddingClass?(q: Q): number;
  /** What a kWh not served is worth, for a demand. */
  lostLoad_money_per_kWh?(q: Q): number;

  /** Ports whose output is the component's product, for levelised costs; upkeep counts by the first. */
  readonly products?: readonly string[];
  /** The size that costs scale with, in the unit of `sizeName` (`rated_kW`). */
  size?(q: Q): number;
  readonly sizeName?: string;
  readonly costDefault?: CostDefault | ((p: P) => CostDefault);
  /** Of the four to net zero, the one in which it counts; a scenario may say another. None: it counts in none. */
  readonly solutionArea?: SolutionArea;
  /** What its bill asks the highest mean of, by number (`MonthTotals.peak`). */
  meters?(q: Q): readonly Meter[];
  /** What is paid over the run for what crosses the boundary here; paid is positive. */
  bill?(q: Q, totals: Totals): readonly BillLine[];
  /** Wear over the run beside what counts by the unit of product, such as that of starts. */
  upkeep_money?(q: Q, totals: Totals): number;
  readonly emissions?: Emissions;
  readonly accounts?: Accounts;
  /** Figures of merit; names carry units. */
  kpis?(q: Q, totals: Totals): Readonly<Record<string, number>>;
}

/** Any kind, for code that only passes them on. */
export type AnyKind = ComponentKind<unknown, unknown>;

export const defineKind = <P, Q, S extends Parser<P> = Parser<P>>(
  kind: ComponentKind<P, Q> & { readonly params: S },
): ComponentKind<P, Q> & { readonly params: S } => kind;
