import { cos, sin } from '../../math.ts';

/**
 * `slack` holds voltage and angle and takes what is left; `pv` holds power and voltage; `pq` holds active and reactive
 * power.
 */
export type BusRole = 'slack' | 'pv' | 'pq';

/** A bus; its shunt is in per unit at 1 p.u. of voltage: `g` draws active power, `b` > 0 gives reactive power. */
export interface BusSpec {
  readonly name: string;
  readonly role: BusRole;
  readonly g?: number;
  readonly b?: number;
}

/**
 * A line, cable or transformer in per unit: an ideal transformer on the `from` side, then a pi of the series impedance
 * `r + jx` between two halves of the shunt `g + jb`:
 *   from --- ratio e^(j shift) : 1 ---+--- r + jx ---+--- to
 *                                 (g + jb)/2     (g + jb)/2
 * @see Zimmerman, Murillo-Sanchez and Thomas, MATPOWER, IEEE Trans. Power Syst. 26 (2011) 12, section 3.2
 */
export interface BranchSpec {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly r: number;
  readonly x: number;
  readonly g?: number;
  readonly b?: number;
  readonly ratio?: number;
  readonly shift_rad?: number;
}

/** Buses and branches laid out as arrays. */
export interface PowerNetwork {
  readonly buses: readonly BusSpec[];
  readonly branches: readonly BranchSpec[];
  readonly slack: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly r: Float64Array;
  readonly x: Float64Array;
  /** Half of the shunt, at each end. */
  readonly gHalf: Float64Array;
  readonly bHalf: Float64Array;
  /** Complex ratio of the ideal transformer. */
  readonly tapRe: Float64Array;
  readonly tapIm: Float64Array;
  readonly gBus: Float64Array;
  readonly bBus: Float64Array;
}

/** What a solver is given and finds; all in per unit, by bus or by branch. */
export interface PowerState {
  /** Injected active and reactive power; `q` of a `pv` bus and both of the slack are not read. */
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** Voltage: held where the role says so, the start of the search elsewhere, and the solution. */
  readonly vm: Float64Array;
  readonly va_rad: Float64Array;
  /** The solution in rectangular form. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Current through the series impedance of each branch, `from` to `to`. */
  readonly currentRe: Float64Array;
  readonly currentIm: Float64Array;
  /** Reactive power that each voltage-controlled device gives at the solution. */
  readonly controlled: Float64Array;
  iterations: number;
  /** The nearest that the search came: largest power mismatch over the buses, where, and the voltage there. */
  mismatch: number;
  worstBus: number;
  worstVm: number;
}

/** @throws RangeError where a branch or the slack makes no sense; whoever knows the user's names asks first. */
export function powerNetwork(buses: readonly BusSpec[], branches: readonly BranchSpec[]): PowerNetwork {
  const slacks = buses.flatMap((bus, k) => (bus.role === 'slack' ? [k] : []));
  if (slacks.length !== 1) throw new RangeError(`met ${slacks.length} slack buses, expected 1`);
  for (const { name, from, to, r, x, ratio = 1 } of branches) {
    if (!(buses[from] && buses[to]) || from === to)
      throw new RangeError(`branch "${name}" joins bus ${from} with bus ${to}; expected two of the ${buses.length}`);
    if (!(r * r + x * x > 0)) throw new RangeError(`branch "${name}" has no impedance; join its buses to one instead`);
    if (!(ratio > 0)) throw new RangeError(`branch "${name}" has ratio ${ratio}, expected more than 0`);
  }
  const of = (value: (branch: BranchSpec) => number): Float64Array => Float64Array.from(branches, value);
  return {
    buses,
    branches,
    slack: slacks[0]!,
    from: Int32Array.from(branches, (branch) => branch.from),
    to: Int32Array.from(branches, (branch) => branch.to),
    r: of((branch) => branch.r),
    x: of((branch) => branch.x),
    gHalf: of((branch) => (branch.g ?? 0) / 2),
    bHalf: of((branch) => (branch.b ?? 0) / 2),
    tapRe: of((branch) => (branch.ratio ?? 1) * cos(branch.shift_rad ?? 0)),
    tapIm: of((branch) => (branch.ratio ?? 1) * sin(branch.shift_rad ?? 0)),
    gBus: Float64Array.from(buses, (bus) => bus.g ?? 0),
    bBus: Float64Array.from(buses, (bus) => bus.b ?? 0),
  };
}

/** A state of all zeros but the voltages, which stand at 1 p.u. */
export function powerState(network: PowerNetwork, controls = 0): PowerState {
  const n = network.buses.length;
  const m = network.branches.length;
  return {
    p: new Float64Array(n),
    q: new Float64Array(n),
    vm: new Float64Array(n).fill(1),
    va_rad: new Float64Array(n),
    re: new Float64Array(n).fill(1),
    im: new Float64Array(n),
    currentRe: new Float64Array(m),
    currentIm: new Float64Array(m),
    controlled: new Float64Array(controls),
    iterations: 0,
    mismatch: 0,
    worstBus: -1,
    worstVm: Number.NaN,
  };
}

/** Per-unit power below which a mismatch counts as solved: 1e-9 kW on a base of 1 MVA, so that balances close. */
export const TOLERANCE = 1e-12;
