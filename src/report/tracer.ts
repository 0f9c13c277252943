import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { type Flow, isEnergy, type Places } from './places.ts';

/** What to follow through which zones. */
export interface TracePlan {
  readonly origins: readonly string[];
  /** Zones in the order in which their mix is worked out; what comes from a later one is of the step before. */
  readonly zones: readonly number[];
  /** Shares by origin of what a flow into a traced zone brings; undefined where it is made of the component's inputs. */
  brings(flow: Flow): readonly number[] | undefined;
  /** Shares of an input from a zone that is not traced. */
  outside(flow: Flow): readonly number[];
  /** Shares of what stores and buses hold at the start. */
  readonly start: readonly number[];
}

export interface Tracer {
  readonly zones: readonly number[];
  /** Follows one step: flows of the frame are means over it. */
  take(frame: Float64Array, dt_h: number): void;
  /** What a port took from its traced zone over the run, by origin. */
  taken(flow: Flow): Float64Array;
  /** Shares of a zone's mix now; they sum to 1. */
  mix(zone: number): Float64Array;
  /** Shares of what a store holds now, by its port; they sum to 1. */
  held(flow: Flow): Float64Array;
}

/** One input of a component whose output is a mix of what it takes. */
interface Input {
  readonly at: number;
  readonly share: number;
}
interface Mixer {
  readonly share: number;
  readonly inputs: readonly Input[];
}
interface Stock {
  readonly at: number;
  readonly share: number;
  readonly zoneShare: number;
  readonly stateAt: Int32Array;
  readonly by: Float64Array;
  held: number;
}
interface Zone {
  readonly share: number;
  readonly mixers: readonly Mixer[];
  readonly giverAt: Int32Array;
  readonly giverShare: Int32Array;
  readonly takerAt: Int32Array;
  readonly takerSum: Int32Array;
}

/**
 * Follows energy by proportional sharing: everything that leaves a bus, a converter or a store in a step is mixed like
 * what came in. All shares lie in one array, so that givers point at constants, buses, stores and mixes alike.
 * @see Bialek, "Tracing the flow of electricity", IEE Proc. Gener. Transm. Distrib. 143 (1996), doi:10.1049/ip-gtd:19960461
 */
export function makeTracer(run: Run, places: Places, plan: TracePlan): Tracer {
  const K = plan.origins.length;
  const values: number[] = [];
  const add = (shares: readonly number[]): number => values.push(...shares) - K;
  const constants = new Map<string, number>();
  const constant = (shares: readonly number[]): number => {
    const key = shares.join();
    const known = constants.get(key) ?? add(shares);
    constants.set(key, known);
    return known;
  };
  const zoneShare = new Map(plan.zones.map((z) => [z, add(plan.start)]));
  const traced = places.flows.filter((f) => zoneShare.has(f.zone));
  const stocks = new Map<Flow, Stock>();
  for (const f of traced)
    if (f.into === 'discharge')
      stocks.set(f, stockOf(run.components[f.component]!, run, f, add(plan.start), zoneShare.get(f.zone)!));
  const takers = traced.filter((f) => f.direction !== 'out');
  const sumOf = new Map(takers.map((f, t) => [f, t * K]));
  const mixerOf = new Map<number, Mixer>();

  const zones = plan.zones.map((z): Zone => {
    const here = traced.filter((f) => f.zone === z);
    const mixers: Mixer[] = [];
    const shareOf = (flow: Flow): number => {
      const stock = stocks.get(flow);
      if (stock) return stock.share;
      const known = plan.brings(flow);
      if (known) return constant(known);
      const inputs = places.flows

        .filter((f) => f.component === flow.component && f.direction !== 'out' && isEnergy(f))
        .map((f) => ({ at: f.at, share: zoneShare.get(f.zone) ?? constant(plan.outside(f)) }));
      if (inputs.length === 1) return inputs[0]!.share;
      let mixer = mixerOf.get(flow.component);
      if (!mixer) {
        mixer = { share: add(plan.start), inputs };
        mixerOf.set(flow.component, mixer);
        mixers.push(mixer);
      }
      return mixer.share;
    };
    const givers = here.filter((f) => f.direction !== 'in').map((f) => ({ at: f.at, share: shareOf(f) }));
    const taking = here.filter((f) => f.direction !== 'out');
    return {
      share: zoneShare.get(z)!,
      mixers,
      giverAt: Int32Array.from(givers, (g) => g.at),
      giverShare: Int32Array.from(givers, (g) => g.share),
      takerAt: Int32Array.from(taking, (f) => f.at),
      takerSum: Int32Array.from(taking, (f) => sumOf.get(f)!),
    };
  });
  const shares = Float64Array.from(values);
  const taken = new Float64Array(takers.length * K);
  const store = [...stocks.values()];
  const sums = new Float64Array(K);

  return {
    zones: plan.zones,
    take(frame, dt_h) {
      for (let z = 0; z < zones.length; z++) mixZone(zones[z]!, frame, dt_h, shares, taken, sums, K);
      for (let s = 0; s < store.length; s++) fill(store[s]!, frame, shares, K);
    },
    taken: (flow) => taken.slice(sumOf.get(flow), sumOf.get(flow)! + K),
    mix: (zone) => shares.slice(zoneShare.get(zone), zoneShare.get(zone)! + K),
    held: (flow) => shares.slice(stocks.get(flow)!.share, stocks.get(flow)!.share + K),
  };
}

function stockOf(c: Instance, run: Run, flow: Flow, share: number, zoneShare: number): Stock {
  const law = c.laws.find((l) => l.quantity === 'energy')!;
  const base = run.frameAt[flow.component]! + c.outputs.length;
  const initial = c.kind.initial(c.q);
  let held = 0;
  law.stateAt.forEach((s, k) => {
    held += Math.abs(law.stateBy[k]!) * initial[s]!;
  });
  return {
    at: flow.at,
    share,
    zoneShare,
    stateAt: law.stateAt.map((s) => base + s),
    by: law.stateBy.map(Math.abs),
    held,
  };
}

/** Works out the mix of a zone from what it is given, and notes what each taker took of it. */
function mixZone(
  zone: Zone,
  frame: Float64Array,
  dt_h: number,
  shares: Float64Array,
  taken: Float64Array,
  sums: Float64Array,
  K: number,
): void {
  for (let m = 0; m < zone.mixers.length; m++) blend(zone.mixers[m]!, frame, shares, sums, K);
  const { giverAt, giverShare, takerAt, takerSum, share } = zone;
  sums.fill(0);
  let total = 0;
  for (let g = 0; g < giverAt.length; g++) {
    const flow = frame[giverAt[g]!]!;
    if (flow <= 0) continue;
    const from = giverShare[g]!;
    for (let o = 0; o < K; o++) sums[o]! += flow * shares[from + o]!;
    total += flow;
  }
  if (total > 0) for (let o = 0; o < K; o++) shares[share + o] = sums[o]! / total;
  for (let t = 0; t < takerAt.length; t++) {
    const flow = frame[takerAt[t]!]!;
    if (flow >= 0) continue;
    const at = takerSum[t]!;
    for (let o = 0; o < K; o++) taken[at + o]! -= flow * dt_h * shares[share + o]!;
  }
}

function blend(mixer: Mixer, frame: Float64Array, shares: Float64Array, sums: Float64Array, K: number): void {
  sums.fill(0);
  let total = 0;
  for (let k = 0; k < mixer.inputs.length; k++) {
    const { at, share } = mixer.inputs[k]!;
    const flow = frame[at]!;
    if (flow >= 0) continue;
    for (let o = 0; o < K; o++) sums[o]! -= flow * shares[share + o]!;
    total -= flow;
  }
  if (total > 0) for (let o = 0; o < K; o++) shares[mixer.share + o] = sums[o]! / total;
}

/** What a store gains is mixed into what it holds; what it loses and gives leaves the mix as it is. */
function fill(stock: Stock, frame: Float64Array, shares: Float64Array, K: number): void {
  let held = 0;
  for (let s = 0; s < stock.by.length; s++) held += stock.by[s]! * frame[stock.stateAt[s]!]!;
  const gained = held - stock.held;
  if (gained > 0 && frame[stock.at]! < 0) {
    const { share, zoneShare } = stock;
    const old = stock.held > 0 ? stock.held / held : 0;
    for (let o = 0; o < K; o++) shares[share + o] = old * shares[share + o]! + (1 - old) * shares[zoneShare + o]!;
  }
  stock.held = held;
}
