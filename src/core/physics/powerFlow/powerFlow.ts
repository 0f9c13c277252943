import { atan2 } from '../../math.ts';
import type { VoltageControl } from './inverter.ts';
import { newtonSolver } from './newton.ts';
import type { PowerNetwork, PowerState } from './powerNetwork.ts';
import { type Solve, sweepSolver } from './sweep.ts';
import { islands, loopOf, type Walk, walk } from './topology.ts';

/** `auto` sweeps where the network is a tree of PQ buses, and leaves to Newton what the sweep cannot. */
export type Method = 'auto' | 'sweep' | 'newton';

export interface PowerFlow {
  readonly network: PowerNetwork;
  readonly walk: Walk;
  /** What it begins with. */
  readonly method: 'sweep' | 'newton';
  /**
   * Solves from the voltages that the state holds, and from those of no load where that fails. Where all fail the state
   * holds no solution, only how near the last attempt came.
   */
  readonly solve: Solve;
}

/** Why a network cannot be solved as asked, naming the place; undefined where it can. */
export function obstacle(network: PowerNetwork, method: Method): string | undefined {
  const walked = walk(network);
  const names = (buses: readonly number[]): string => buses.map((k) => `"${network.buses[k]!.name}"`).join(', ');
  const [island] = islands(network, walked);
  const slack = `"${network.buses[network.slack]!.name}"`;
  if (island?.length === 1) return `bus ${names(island)} is joined to nothing; join it with the rest, or take it out`;
  if (island)
    return `buses ${names(island)} are an island without a source: no branch joins them with ${slack}, which holds the voltage`;
  if (method !== 'sweep') return undefined;
  const [chord] = walked.chords;
  if (chord !== undefined)
    return `branch "${network.branches[chord]!.name}" closes the loop ${names(loopOf(network, walked, chord))}, but the sweep needs a tree; open a branch of it, or choose the method "newton"`;
  const held = network.buses.findIndex((bus) => bus.role === 'pv');
  return held < 0
    ? undefined
    : `bus ${names([held])} holds its voltage, which the sweep cannot; choose the method "newton"`;
}

/** @throws RangeError where `obstacle` names one */
export function powerFlow(
  network: PowerNetwork,
  method: Method = 'auto',
  controls: readonly VoltageControl[] = [],
): PowerFlow {
  const why = obstacle(network, method);
  if (why !== undefined) throw new RangeError(why);
  const walked = walk(network);
  const radial = walked.chords.length === 0 && network.buses.every((bus) => bus.role !== 'pv');
  const first = method === 'newton' || !radial ? 'newton' : 'sweep';
  const newton = first === 'newton' || method === 'auto' ? newtonSolver(network, controls) : undefined;
  const sweep = first === 'sweep' ? sweepSolver(network, walked, controls) : undefined;
  const solvers = [sweep, newton].filter((solve) => solve !== undefined);
  const rest = noLoad(network, walked);
  const ratio = ratiosOf(walked);
  /** Whether voltages are those of the upper branch, on which a load that grows lowers them; notes the bus where not. */
  const stands = (state: PowerState): boolean => {
    for (let k = 0; k < ratio.length; k++) {
      if (!(network.buses[k]!.role === 'pq' && state.vm[k]! < COLLAPSED * state.vm[network.slack]! * ratio[k]!))
        continue;
      state.worstBus = k;
      state.worstVm = state.vm[k]!;
      return false;
    }
    return true;
  };
  return {
    network,
    walk: walked,
    method: first,
    solve(state) {
      for (let k = 0; k < solvers.length; k++) {
        if (k === 0 && solvers[k]!(state) && stands(state)) return true;
        rest(state);
        if (solvers[k]!(state) && stands(state)) return true;
      }
      return false;
    },
  };
}

/**
 * Share of the voltage of no load below which a solution is that of a collapsed network: at the most that a line carries
 * to a load of any power factor its end still has half, and the other solution of every smaller load lies below.
 */
const COLLAPSED = 0.5;

const ratiosOf = ({ tapRe, tapIm }: Walk): Float64Array => tapRe.map((re, k) => Math.hypot(re, tapIm[k]!));

/** Sets the voltages of no load: what the slack gives, brought through the ratios on the way; held ones as they are held. */
export function noLoad(network: PowerNetwork, walked: Walk): (state: PowerState) => void {
  const { slack, buses } = network;
  const { tapRe, tapIm } = walked;
  const ratio = ratiosOf(walked);
  const angle = tapRe.map((re, k) => atan2(tapIm[k]!, re));
  return (state) => {
    for (let k = 0; k < buses.length; k++) {
      if (k === slack) continue;
      if (buses[k]!.role === 'pq') state.vm[k] = state.vm[slack]! * ratio[k]!;
      state.va_rad[k] = state.va_rad[slack]! + angle[k]!;
    }
  };
}

/** Why a power flow failed: where it came nearest to a solution, in the units of `base_kVA`, or where voltage collapsed. */
export function describeFailure(network: PowerNetwork, state: PowerState, base_kVA: number): string {
  const where = `bus "${network.buses[state.worstBus]?.name ?? '?'}"`;
  const vm = `${Number(state.worstVm.toPrecision(4))} p.u.`;
  return state.mismatch <= SOLVED
    ? `the power flow found only voltages that have collapsed: ${where} at ${vm}`
    : `the power flow found no solution: at its nearest (iteration ${state.iterations} was its last) ${where} was off by ${Number((state.mismatch * base_kVA).toPrecision(4))} kVA at ${vm}`;
}
/** A mismatch that no failure has. */
const SOLVED = 1e-7;
