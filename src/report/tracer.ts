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
  /** The account in which what a flow takes from a traced zone is kept; undefined for none. */
  account(flow: Flow): string | undefined;
  /** Shares of what stores and buses hold at the start. */
  readonly start: readonly number[];
}

export interface Tracer {
  readonly zones: readonly number[];
  /** Follows one step: flows of the frame are means over it. */
  take(frame: Float64Array, dt_h: number): void;
  /** What was taken for an account over the run, by origin. */
  taken(account: string): Float64Array;
  /** Shares of a zone's mix when last worked out; they sum to 1. */
  mix(zone: number): Float64Array;
  /** Shares of what a store holds now, by its port; they sum to 1. */
  held(flow: Flow): Float64Array;
}

/** A component whose output is a mix of what it takes: its inputs, and where their shares lie. */
interface Mixer {
  readonly share: number;
  readonly at: Int32Array;
  readonly from: Int32Array;
}
interface Stock {
  readonly at: number;
  readonly share: number;
  readonly zoneShare: number;
  readonly stateAt: Int32Array;
  readonly by: Float64Array;
  held: number;
}
interface Account {
  readonly sum: number;
  readonly at: Int32Array;
}
interface Zone {
  readonly share: number;
  /** Its mix is of use to its own accounts alone, and need not be known in steps in which they take nothing. */
  readonly leaf: boolean;
  readonly mixers: readonly Mixer[];
  /** Givers of one origin alone, and givers of a mix. */
  readonly pureAt: Int32Array;
  readonly pureOrigin: Int32Array;
  readonly mixedAt: Int32Array;
  readonly mixedFrom: Int32Array;
  readonly accounts: readonly Account[];
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
  const zoneShare = new Map(plan.zones.map((z) => [z, add(plan.start)]));
  const traced = places.flows.filter((f) => zoneShare.has(f.zone));
  const stocks = new Map<Flow, Stock>();
  for (const f of traced)
    if (f.into === 'discharge')
      stocks.set(f, stockOf(run.components[f.component]!, run, f, add(plan.start), zoneShare.get(f.zone)!));
  const names = [...new Set(traced.flatMap((f) => (f.direction === 'out' ? [] : (plan.account(f) ?? []))))];
  const mixerOf = new Map<number, Mixer>();

  const zones = plan.zones.map((z): Zone => {
    const here = traced.filter((f) => f.zone === z);
    const mixers: Mixer[] = [];
    const made = (component: number): number => {
      const inputs = places.flows
        .filter((f) => f.component === component && f.direction !== 'out' && isEnergy(f))
        .map((f) => ({ at: f.at, from: zoneShare.get(f.zone) ?? add(plan.outside(f)) }));
      if (inputs.length === 1) return inputs[0]!.from;
      let mixer = mixerOf.get(component);
      if (!mixer) {
        mixer = {
          share: add(plan.start),
          at: Int32Array.from(inputs, (f) => f.at),
          from: Int32Array.from(inputs, (f) => f.from),
        };
        mixerOf.set(component, mixer);
        mixers.push(mixer);
      }
      return mixer.share;
    };
    const givers = here
      .filter((f) => f.direction !== 'in')
      .map((f) => {
        const brought = stocks.has(f) ? undefined : plan.brings(f);
        const pure = brought?.indexOf(1) ?? -1;
        const from = pure >= 0 ? -1 : (stocks.get(f)?.share ?? (brought ? add(brought) : made(f.component)));
        return { at: f.at, pure, from };
      });
    const pures = givers.filter((g) => g.pure >= 0);
    const mixed = givers.filter((g) => g.pure < 0);
    return {
      share: zoneShare.get(z)!,
      leaf: false,
      mixers,
      pureAt: Int32Array.from(pures, (g) => g.at),
      pureOrigin: Int32Array.from(pures, (g) => g.pure),
      mixedAt: Int32Array.from(mixed, (g) => g.at),
      mixedFrom: Int32Array.from(mixed, (g) => g.from),
      accounts: names
        .map((name, k): Account => {
          const takers = here.filter((f) => f.direction !== 'out' && plan.account(f) === name);
          return { sum: k * K, at: Int32Array.from(takers, (f) => f.at) };
        })
        .filter((account) => account.at.length > 0),
    };
  });
  const read = new Set([
    ...zones.flatMap((z) => [...z.mixedFrom, ...z.mixers.flatMap((m) => [...m.from])]),
    ...[...stocks.values()].map((s) => s.zoneShare),
  ]);
  const ready = zones.map((z) => ({ ...z, leaf: !read.has(z.share) }));
  const shares = Float64Array.from(values);
  const taken = new Float64Array(names.length * K);
  const store = [...stocks.values()];
  const sums = new Float64Array(K);
  const slice = (from: number): Float64Array => shares.slice(from, from + K);

  return {
    zones: plan.zones,
    take(frame, dt_h) {
      for (let z = 0; z < ready.length; z++) {
        const zone = ready[z]!;
        if (zone.leaf && !takes(zone, frame)) continue;
        mixZone(zone, frame, shares, sums);
        accountFor(zone, frame, dt_h, shares, taken, K);
      }
      for (let s = 0; s < store.length; s++) fill(store[s]!, frame, shares, K);
    },
    taken(account) {
      const k = names.indexOf(account);
      return k < 0 ? new Float64Array(K) : taken.slice(k * K, k * K + K);
    },
    mix: (zone) => slice(zoneShare.get(zone)!),
    held: (flow) => slice(stocks.get(flow)!.share),
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

/** Works out the mix of a zone from what it is given; with nothing given it stays as it was. */
function mixZone(zone: Zone, frame: Float64Array, shares: Float64Array, sums: Float64Array): void {
  const K = sums.length;
  const { mixers, pureAt, pureOrigin, mixedAt, mixedFrom, share } = zone;
  for (let m = 0; m < mixers.length; m++) blend(mixers[m]!, frame, shares, sums);
  sums.fill(0);
  let total = 0;
  for (let g = 0; g < pureAt.length; g++) {
    const flow = frame[pureAt[g]!]!;
    if (flow <= 0) continue;
    sums[pureOrigin[g]!]! += flow;
    total += flow;
  }
  for (let g = 0; g < mixedAt.length; g++) {
    const flow = frame[mixedAt[g]!]!;
    if (flow <= 0) continue;
    const from = mixedFrom[g]!;
    for (let o = 0; o < K; o++) sums[o]! += flow * shares[from + o]!;
    total += flow;
  }
  if (total > 0) for (let o = 0; o < K; o++) shares[share + o] = sums[o]! / total;
}

function blend(mixer: Mixer, frame: Float64Array, shares: Float64Array, sums: Float64Array): void {
  const K = sums.length;
  const { at, from, share } = mixer;
  sums.fill(0);
  let total = 0;
  for (let k = 0; k < at.length; k++) {
    const flow = frame[at[k]!]!;
    if (flow >= 0) continue;
    const input = from[k]!;
    for (let o = 0; o < K; o++) sums[o]! -= flow * shares[input + o]!;
    total -= flow;
  }
  if (total > 0) for (let o = 0; o < K; o++) shares[share + o] = sums[o]! / total;
}

function takes({ accounts }: Zone, frame: Float64Array): boolean {
  for (let a = 0; a < accounts.length; a++) {
    const { at } = accounts[a]!;
    for (let t = 0; t < at.length; t++) if (frame[at[t]!]! < 0) return true;
  }
  return false;
}

function accountFor(
  { accounts, share }: Zone,
  frame: Float64Array,
  dt_h: number,
  shares: Float64Array,
  taken: Float64Array,
  K: number,
): void {
  for (let a = 0; a < accounts.length; a++) {
    const { at, sum } = accounts[a]!;
    let energy = 0;
    for (let t = 0; t < at.length; t++) if (frame[at[t]!]! < 0) energy -= frame[at[t]!]! * dt_h;
    if (energy > 0) for (let o = 0; o < K; o++) taken[sum + o]! += energy * shares[share + o]!;
  }
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
