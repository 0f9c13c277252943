import { inputsAt } from '../core/linearise.ts';
import { type LinearModel, times, type Values, type Window } from '../core/linearModel.ts';
import type { NetworkLine } from '../core/networkLine.ts';
import { BASE_kVA, type NetworkPlan, type PlannedBranch } from './electricityNetworkPlan.ts';
import type { Pattern } from './switching.ts';

/** Share of its rating at which a branch's loss is counted. ASSUMED: feeders of a district carry a third on the mean. */
const TYPICAL = 0.35;
/** Share of the apparent power that reactive power and a fall of voltage leave for active power. ASSUMED */
const ACTIVE = 0.95;
/** Weighed for a kWh beyond a rating, which the physics reports and does not forbid: above any tariff, below lost load. */
const OVERLOAD_money_per_kWh = 2;

/** By branch and node: share of what the hub sends to the node that flows through the branch, `from` to `to`; 0 without a way. */
type Shares = readonly Float64Array[];

/**
 * Lines and transformers as the optimiser sees them: the hub sends to each port or takes from it. What flows in a branch
 * follows by the DC approximation (one voltage, small angles), which in a tree is exact but for losses, and may exceed its
 * rating at a price alone. Each branch loses r f of what it carries, f being a third of its rating, and its iron loss in
 * any case. Reactive power and voltages are not planned.
 * @see Stott, Jardim and Alsac, "DC power flow revisited", IEEE Trans. Power Syst. 24 (2009) 1290
 */
export function linearElectricity(
  plan: NetworkPlan,
  ports: readonly string[],
  window: Window,
  model: LinearModel,
): void {
  const { branches } = plan;
  const on = window.input(0);
  const isOpen = (w: Float64Array, k: number): boolean => w[k + 1]! <= 0.5;
  const isSteady = branches.every((_, k) => typeof window.input(k + 1) === 'number');
  const count = isSteady ? 1 : window.steps;
  const known = new Map<string, Shares>();
  const w = new Float64Array(window.inputs.length);
  const shares = Array.from({ length: count }, (_, t) => {
    inputsAt(window, t, w);
    const closed = branches.map((__, k) => !isOpen(w, k));
    const key = closed.join();
    const found = known.get(key) ?? sharesOf(plan, closed);
    known.set(key, found);
    return found;
  });
  const values = (at: (s: Shares) => number): Values => (isSteady ? at(shares[0]!) : Float64Array.from(shares, at));
  const iron_kW = branches.reduce((sum, b) => sum + b.iron_kW, 0);
  const hub = ports[0]!;
  model.fixedFlow(hub, times(-iron_kW, on));
  const limits = branches.map(({ rated_kVA }) => model.rows('rating', -ACTIVE * rated_kVA, ACTIVE * rated_kVA));
  for (let n = 1; n < plan.ports; n++) {
    const has = values((s) => (s.some((share) => share[n] !== 0) ? 1 : 0));
    const most = times(times(on, has), mostOf(branches));
    const loss = values((s) => lossOf(branches, s, n));
    const sent = model.columns(`to ${ports[n]}`, 0, most);
    const taken = model.columns(`from ${ports[n]}`, 0, most);
    model.flow(ports[n]!, sent, 1);
    model.flow(hub, sent, typeof loss === 'number' ? -1 - loss : loss.map((v) => -1 - v));
    model.flow(ports[n]!, taken, -1);
    model.flow(hub, taken, typeof loss === 'number' ? 1 - loss : loss.map((v) => 1 - v));
    limits.forEach((row, k) => {
      const share = values((s) => s[k]![n]!);
      model.count(row, sent, share);
      model.count(row, taken, times(-1, share));
    });
  }
  const over = model.columns('overload', 0, Number.POSITIVE_INFINITY);
  const under = model.columns('overload back', 0, Number.POSITIVE_INFINITY);
  for (const row of limits) {
    model.count(row, over, -1);
    model.count(row, under, 1);
  }
  for (const column of [over, under]) model.cost(column, OVERLOAD_money_per_kWh, false);
}

/** No node draws more than all branches together carry, twice over. */
const mostOf = (branches: readonly PlannedBranch[]): number => branches.reduce((sum, b) => sum + 2 * b.rated_kVA, 0);

const lossOf = (branches: readonly PlannedBranch[], shares: Shares, node: number): number =>
  branches.reduce((sum, b, k) => sum + b.r * ((TYPICAL * b.rated_kVA) / BASE_kVA) * Math.abs(shares[k]![node]!), 0);

/** Distribution factors of a unit sent from the hub (node 0) to each node, by Gauss elimination of the susceptances. */
export function sharesOf({ branches, nodes }: NetworkPlan, closed: Pattern): Shares {
  const reached = new Uint8Array(nodes);
  reached[0] = 1;
  for (let grows = true; grows; ) {
    grows = false;
    branches.forEach(({ from, to }, k) => {
      if (!closed[k]! || reached[from] === reached[to]) return;
      reached[from] = reached[to] = 1;
      grows = true;
    });
  }
  const live = Array.from(reached.keys()).filter((n) => n > 0 && reached[n] === 1);
  const place = new Int32Array(nodes).fill(-1);
  live.forEach((n, k) => {
    place[n] = k;
  });
  const m = live.length;
  // Susceptances beside the unit matrix, whose place its inverse takes.
  const a = Array.from({ length: m }, (_, k) => {
    const row = new Float64Array(2 * m);
    row[m + k] = 1;
    return row;
  });
  const used = branches.map(({ from, to, x, r }, k) =>
    closed[k]! && reached[from] === 1 && reached[to] === 1 ? stiffness(x, r) : 0,
  );
  branches.forEach(({ from, to }, k) => {
    const [f, t, b] = [place[from]!, place[to]!, used[k]!];
    if (f >= 0) a[f]![f]! += b;
    if (t >= 0) a[t]![t]! += b;
    if (f < 0 || t < 0) return;
    a[f]![t]! -= b;
    a[t]![f]! -= b;
  });
  for (let k = 0; k < m; k++) {
    const pivot = a[k]![k]!;
    for (let j = 0; j < 2 * m; j++) a[k]![j]! /= pivot;
    for (let i = 0; i < m; i++) {
      const factor = a[i]![k]!;
      if (i === k || factor === 0) continue;
      for (let j = k; j < 2 * m; j++) a[i]![j]! -= factor * a[k]![j]!;
    }
  }
  const angle = (node: number, to: number): number => (place[node]! < 0 ? 0 : -a[place[node]!]![m + to]!);
  return branches.map(({ from, to }, k) => {
    const share = new Float64Array(nodes);
    live.forEach((n, at) => {
      const v = used[k]! * (angle(from, at) - angle(to, at));
      share[n] = Math.abs(v) < 1e-9 ? 0 : v;
    });
    return share;
  });
}

/** Branches at their ratings, for a market: in a mesh flow divides by their impedances, in a tree there is one way only. */
export function electricLines(
  { branches, nodes }: NetworkPlan,
  names: readonly string[],
  ids: readonly string[],
  w: Float64Array,
): NetworkLine[] {
  const isClosed = (k: number): boolean => w[0]! > 0 && w[k + 1]! > 0.5;
  const closed = branches.filter((_, k) => isClosed(k)).length;
  const isMesh = closed >= nodes;
  return branches.map(({ from, to, x, r, rated_kVA }, k): NetworkLine => {
    const most = isClosed(k) ? ACTIVE * rated_kVA : 0;
    const line = { id: ids[k]!, from: names[from]!, to: names[to]!, most, back: most };
    return isMesh && isClosed(k) ? { ...line, susceptance: stiffness(x, r) } : line;
  });
}

const stiffness = (x: number, r: number): number => 1 / Math.max(Math.abs(x), Math.abs(r), 1e-9);
