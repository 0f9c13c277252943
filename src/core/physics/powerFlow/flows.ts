import type { PowerNetwork, PowerState } from './powerNetwork.ts';

/** What a solved state means for the branches; powers into the branch, per unit. */
export interface BranchFlows {
  readonly pFrom: Float64Array;
  readonly qFrom: Float64Array;
  readonly pTo: Float64Array;
  readonly qTo: Float64Array;
  /** Current at each end, in per unit of its own side. */
  readonly iFrom: Float64Array;
  readonly iTo: Float64Array;
  /** Loss in the series resistance, r i^2, and in the shunt's conductance, g v^2, each by its formula. */
  readonly copper: Float64Array;
  readonly iron: Float64Array;
}

export function branchFlows(network: PowerNetwork): BranchFlows {
  const m = network.branches.length;
  const make = (): Float64Array => new Float64Array(m);
  return {
    pFrom: make(),
    qFrom: make(),
    pTo: make(),
    qTo: make(),
    iFrom: make(),
    iTo: make(),
    copper: make(),
    iron: make(),
  };
}

/** Writes the flows of a solved state. Nothing is allocated. */
export function measureFlows(network: PowerNetwork, state: PowerState, flows: BranchFlows): void {
  const { re, im } = state;
  for (let k = 0; k < network.branches.length; k++) {
    const f = network.from[k]!;
    const t = network.to[k]!;
    const tRe = network.tapRe[k]!;
    const tIm = network.tapIm[k]!;
    const square = tRe * tRe + tIm * tIm;
    // Inner end of the ideal transformer.
    const vRe = (re[f]! * tRe + im[f]! * tIm) / square;
    const vIm = (im[f]! * tRe - re[f]! * tIm) / square;
    const g = network.gHalf[k]!;
    const b = network.bHalf[k]!;
    const sRe = state.currentRe[k]!;
    const sIm = state.currentIm[k]!;
    const aRe = sRe + g * vRe - b * vIm;
    const aIm = sIm + g * vIm + b * vRe;
    const zRe = g * re[t]! - b * im[t]! - sRe;
    const zIm = g * im[t]! + b * re[t]! - sIm;
    // An ideal transformer passes power on, and divides the current by its ratio.
    flows.pFrom[k] = vRe * aRe + vIm * aIm;
    flows.qFrom[k] = vIm * aRe - vRe * aIm;
    flows.pTo[k] = re[t]! * zRe + im[t]! * zIm;
    flows.qTo[k] = im[t]! * zRe - re[t]! * zIm;
    flows.iFrom[k] = Math.sqrt((aRe * aRe + aIm * aIm) / square);
    flows.iTo[k] = Math.sqrt(zRe * zRe + zIm * zIm);
    flows.copper[k] = network.r[k]! * (sRe * sRe + sIm * sIm);
    flows.iron[k] = g * (vRe * vRe + vIm * vIm + re[t]! * re[t]! + im[t]! * im[t]!);
  }
}

/** Active power that the network takes at a bus, through its branches and its shunt. */
export function drawnAt(network: PowerNetwork, state: PowerState, flows: BranchFlows, bus: number): number {
  let sum = network.gBus[bus]! * state.vm[bus]! * state.vm[bus]!;
  for (let k = 0; k < network.branches.length; k++) {
    if (network.from[k] === bus) sum += flows.pFrom[k]!;
    if (network.to[k] === bus) sum += flows.pTo[k]!;
  }
  return sum;
}

/** Reactive power that the network takes at a bus. */
export function reactiveDrawnAt(network: PowerNetwork, state: PowerState, flows: BranchFlows, bus: number): number {
  let sum = -network.bBus[bus]! * state.vm[bus]! * state.vm[bus]!;
  for (let k = 0; k < network.branches.length; k++) {
    if (network.from[k] === bus) sum += flows.qFrom[k]!;
    if (network.to[k] === bus) sum += flows.qTo[k]!;
  }
  return sum;
}
