import { stepInstance } from '../core/instance.ts';
import type { Dispatcher } from '../core/loop.ts';
import type { Run } from '../core/run.ts';
import { tellClosers } from './account.ts';
import { closerPrices } from './blocks.ts';
import { type Board, commit, EPS, flowAt, makeBoard, set, tell } from './board.ts';
import type { Decision, RulesConfig, Trace } from './config.ts';
import { rescue, serveDeficit } from './deficit.ts';
import { feedSinks, fillStores } from './fill.ts';
import { ISLAND_MEMORY, type IslandEvent, islandGuard, islandsOf } from './island.ts';
import { layoutOf } from './layout.ts';
import { estimateCosts } from './prices.ts';
import { takeBack } from './repair.ts';
import { useSurplus } from './surplus.ts';

const MAX_PASSES = 5;

export interface Rules extends Dispatcher {
  /** Keeps an account of every decision from now on; null stops. */
  explain(trace: Trace | null): void;
  /** What happened to electric islands so far. */
  readonly islandEvents: readonly IslandEvent[];
}

/**
 * Dispatch by rules: greedy by marginal cost, bus by bus from the users of energy back to its sources, then surplus, in
 * passes until nothing changes. Explainable rather than optimal; it looks at one step alone.
 */
export function makeRules(run: Run, net: Float64Array, config: RulesConfig, fresh: Uint8Array): Rules {
  const layout = layoutOf(run, config);
  const count = layout.units.length;
  const islands = islandsOf({ run, layout, config });
  const memory = new Float64Array(count + ISLAND_MEMORY * islands.length);
  const b = makeBoard(run, layout, config, net, fresh, memory.subarray(0, count));
  const guard = islandGuard(b, islands, memory.subarray(count));
  const scratch = new Float64Array(
    3 * Math.max(2, ...run.components.map((c) => Math.max(c.leads.length, c.nodes.length > 0 ? c.ports.length : 0))),
  );
  const settled = new Float64Array(layout.zones);
  /** The account of the step, handed out at its end. */
  const told: Decision[] = [];
  let listener: Trace | null = null;
  const attempt = (): void => {
    b.pass = 0;
    b.zoneNet.fill(0);
    b.demand.fill(0);
    b.flow.fill(0);
    b.ledBy.fill(-1);
    closerPrices(b, scratch);
    foresee(b, scratch);
    for (let u = 0; u < layout.units.length; u++) begin(b, u, scratch);
    estimateCosts(b);
    settled.fill(Number.NaN);
    do {
      b.changed = false;
      for (let k = 0; k < layout.order.length; k++) settle(b, layout.order[k]!, settled);
      for (let k = 0; k < layout.order.length; k++) {
        const left = b.zoneNet[layout.order[k]!]!;
        if (left > EPS || left < -EPS) useSurplus(b, layout.order[k]!);
      }
      b.pass++;
    } while (b.changed && b.pass < MAX_PASSES);
    passes = b.pass;
    if (b.changed) for (let k = 0; k < layout.order.length; k++) settle(b, layout.order[k]!, settled);
  };
  let passes = 0;
  return {
    get passes() {
      return passes;
    },
    memory,
    islandEvents: guard.events,
    explain(trace) {
      listener = trace;
      b.trace = trace && ((decision) => told.push(decision));
    },
    dispatch(i) {
      b.step = i;
      guard.begin(i);
      b.careful = false;
      attempt();
      // Where something is lacking, what was served for want of an alternative may not be worth what it takes from others.
      if (lacks(b)) {
        told.length = 0;
        net.fill(0);
        b.careful = true;
        attempt();
        takeBack(b);
      }
      for (let k = 0; k < layout.order.length; k++) rescue(b, layout.order[k]!);
      let cut = false;
      for (let z = 0; z < layout.zones; z++) if (shed(b, z)) cut = true;
      // What is cut no longer takes or gives elsewhere either.
      if (cut) for (let k = 0; k < layout.order.length; k++) settleRest(b, layout.order[k]!);
      for (let u = 0; u < layout.units.length; u++) if (b.owed[u] === 1) comeToRest(b, u);
      for (let u = 0; u < layout.units.length; u++) b.wasOn[u] = running(b, u);
    },
    closed() {
      guard.end();
      if (!b.trace || !listener) return;
      tellClosers(b, scratch, b.trace);
      for (const decision of told.splice(0)) listener(decision);
    },
  };
}

/** Counts on what networks will draw by what they knew in the step before: losses at their hub, and pumps. */
function foresee(b: Board, scratch: Float64Array): void {
  for (let n = 0; n < b.run.networks.length; n++) {
    const { component } = b.run.networks[n]!;
    if (component < 0) continue;
    const c = b.run.components[component]!;
    if (c.kind.expects === undefined) continue;
    c.kind.expects(c.q, c.x, c.w, b.dt_h, scratch);
    for (let p = 0; p < c.ports.length; p++) {
      const { bus } = c.ports[p]!;
      if (bus < 0) continue;
      const zone = b.layout.zoneOfBus[bus]!;
      b.zoneNet[zone]! += scratch[p]!;
      if (scratch[p]! < 0) b.demand[zone]! -= scratch[p]!;
    }
  }
}

/** Whether a zone lacks what no closer but one of last resort can give. */
function lacks(b: Board): boolean {
  for (let z = 0; z < b.layout.zones; z++) if (-b.zoneNet[z]! > b.plannable[z]! + EPS) return true;
  return false;
}

const running = (b: Board, unit: number): number => {
  const l = b.ledBy[unit]!;
  return l >= 0 && Math.abs(flowAt(b, l)) > EPS ? 1 : 0;
};

function settle(b: Board, zone: number, settled: Float64Array): void {
  if (Math.abs(b.zoneNet[zone]! - settled[zone]!) <= EPS) return;
  serveDeficit(b, zone);
  if (b.pass === 0) {
    fillStores(b, zone);
    feedSinks(b, zone);
  }
  settled[zone] = b.zoneNet[zone]!;
}

/**
 * Asks a unit's limits, tries it at its most to learn its ratios, and leaves it at rest, or at the least it must run.
 * Where nothing that these depend on has changed, what was learnt in the step before still holds.
 */
function begin(b: Board, unit: number, scratch: Float64Array): void {
  const u = b.layout.units[unit]!;
  const c = b.run.components[u.component]!;
  if (u.isSteady && b.fresh[u.component] === 0) {
    resume(b, unit);
    if (u.hasStates || b.rests[unit] === 0) b.owed[unit] = 1;
  } else {
    if (u.leadCount > 0) ask(b, unit, scratch);
    if (u.converts) {
      tryAtMost(b, unit);
      tryAtLeast(b, unit);
    }
    comeToRest(b, unit);
    commit(b, unit);
    if (u.converts) learnRatios(b, unit);
    const at = unit * b.stride;
    for (let p = 0; p < u.portCount; p++) b.rest[at + p] = c.y[p]!;
  }
  if (u.isFixed) addDemand(b, unit);
  else mustRun(b, unit);
}

/** Counts what a fixed unit draws from its zones. */
function addDemand(b: Board, unit: number): void {
  const { zoneOfPort, portCount } = b.layout;
  const end = unit * b.stride + portCount[unit]!;
  for (let at = unit * b.stride; at < end; at++)
    if (b.flow[at]! < 0 && zoneOfPort[at]! >= 0) b.demand[zoneOfPort[at]!]! -= b.flow[at]!;
}

/** Asks the limits of a unit's leads, and its price where it names one. */
function ask(b: Board, unit: number, scratch: Float64Array): void {
  const u = b.layout.units[unit]!;
  const c = b.run.components[u.component]!;
  c.limits(c.q, c.x, c.w, b.dt_h, scratch);
  for (let k = 0; k < u.leadCount; k++) {
    const l = u.firstLead + k;
    b.lo[l] = scratch[3 * k]!;
    b.hi[l] = scratch[3 * k + 1]!;
    b.on[l] = scratch[3 * k + 2]!;
  }
  if (!u.isPriced) return;
  c.kind.price!(c.q, c.x, c.w, scratch);
  b.ownBuy[unit] = scratch[0]!;
  b.ownSell[unit] = scratch[1]!;
}

/** Brings a unit's outputs to rest. */
function comeToRest(b: Board, unit: number): void {
  const c = b.run.components[b.layout.units[unit]!.component]!;
  for (let n = 0; n < c.u.length; n++) c.u[n] = 0;
  stepInstance(c, b.dt_h);
  b.rests[unit] = 1;
  b.owed[unit] = 0;
}

/** Takes a unit's flows at rest as they were last asked into the sums of its buses. */
function resume(b: Board, unit: number): void {
  const { layout, rest } = b;
  const end = unit * b.stride + layout.portCount[unit]!;
  for (let at = unit * b.stride; at < end; at++) {
    const flow = rest[at]!;
    if (flow === 0) continue;
    b.flow[at] = flow;
    const zone = layout.zoneOfPort[at]!;
    if (zone < 0) continue;
    b.net[layout.busOfPort[at]!]! += flow;
    b.zoneNet[zone]! += flow;
  }
}

/** Moves a unit that may not rest to the least that it must do. */
function mustRun(b: Board, unit: number): void {
  const { firstLead, leadCount } = b.layout.units[unit]!;
  for (let l = firstLead; l < firstLead + leadCount; l++) {
    if (!b.layout.leads[l]!.mayLead) continue;
    const rest = flowAt(b, l);
    const isAttainable = rest >= b.lo[l]! - EPS && rest <= b.hi[l]! + EPS;
    if (isAttainable && b.lo[l]! <= EPS) continue;
    // Some run by themselves where they must, asked to rest: they run all the same.
    if (isAttainable) b.ledBy[unit] = l;
    else set(b, l, rest < b.lo[l]! ? b.lo[l]! : b.hi[l]!);
    if (b.trace) tell(b, 'must-run', l, Number.NaN, rest, 'rest is not attainable: it must run');
    return;
  }
}

/** Runs a unit at the most of each lead and keeps the flows of its ports; one trial serves every lead that it moves. */
function tryAtMost(b: Board, unit: number): void {
  const u = b.layout.units[unit]!;
  const c = b.run.components[u.component]!;
  let tried = false;
  for (let k = 0; k < u.leadCount; k++) {
    const l = u.firstLead + k;
    const port = b.layout.portOfLead[l]!;
    const most = b.hi[l]! > EPS ? b.hi[l]! : b.lo[l]! < -EPS ? b.lo[l]! : 0;
    const at = l * b.stride;
    b.moved[l] = most === 0 ? 0 : 1;
    if (most === 0) continue;
    if (!tried || Math.abs(c.y[port]!) <= EPS) {
      c.invert(c.q, c.x, c.w, k, most, b.dt_h, c.u);
      stepInstance(c, b.dt_h);
      tried = true;
    }
    for (let p = 0; p < u.portCount; p++) b.per[at + p] = c.y[p]!;
  }
}

/** Runs a unit at the least of each lead that has one, and keeps the flows of its ports in `fix`. */
function tryAtLeast(b: Board, unit: number): void {
  const u = b.layout.units[unit]!;
  const c = b.run.components[u.component]!;
  let tried = false;
  for (let k = 0; k < u.leadCount; k++) {
    const l = u.firstLead + k;
    if (b.on[l]! <= EPS || b.hi[l]! - b.on[l]! <= EPS) continue;
    const port = b.layout.portOfLead[l]!;
    if (!tried || Math.abs(c.y[port]!) <= EPS) {
      c.invert(c.q, c.x, c.w, k, b.on[l]!, b.dt_h, c.u);
      stepInstance(c, b.dt_h);
      tried = true;
    }
    const at = l * b.stride;
    for (let p = 0; p < u.portCount; p++) b.fix[at + p] = c.y[p]!;
  }
}

/** Turns what was tried into flows per unit of flow at the lead, beyond those at rest. */
function learnRatios(b: Board, unit: number): void {
  const { firstLead, leadCount, portCount } = b.layout.units[unit]!;
  const rest = unit * b.stride;
  for (let l = firstLead; l < firstLead + leadCount; l++) {
    const at = l * b.stride;
    const port = b.layout.portOfLead[l]!;
    const change = b.moved[l] === 1 ? b.per[at + port]! - b.flow[rest + port]! : 0;
    const scale = Math.abs(change) > EPS ? 1 / change : 0;
    const span = b.on[l]! > EPS && b.hi[l]! - b.on[l]! > EPS ? b.per[at + port]! - b.fix[at + port]! : 0;
    const least = span > EPS ? b.fix[at + port]! - b.flow[rest + port]! : 0;
    for (let p = 0; p < portCount; p++) {
      const most = b.per[at + p]!;
      b.per[at + p] = (most - b.flow[rest + p]!) * scale;
      b.slope[at + p] = span > EPS ? (most - b.fix[at + p]!) / span : b.per[at + p]!;
      b.fix[at + p] = span > EPS ? b.fix[at + p]! - b.flow[rest + p]! - b.slope[at + p]! * least : 0;
    }
  }
}

/** Serves what a zone came to lack since it was settled, or puts to use what it came to have. */
function settleRest(b: Board, zone: number): void {
  if (b.zoneNet[zone]! < -EPS) serveDeficit(b, zone);
  else if (b.zoneNet[zone]! > EPS) useSurplus(b, zone);
}

/** Cuts demands by class for what no closer can give below their value of lost load. True where any was cut. */
function shed(b: Board, zone: number): boolean {
  const leads = b.layout.sheddable[zone]!;
  let cut = false;
  for (let k = 0; k < leads.length; k++) {
    const lacking = -b.zoneNet[zone]! - b.plannable[zone]!;
    if (lacking <= EPS) return cut;
    const l = leads[k]!;
    const c = b.run.components[b.layout.units[b.layout.leads[l]!.unit]!.component]!;
    const worth = c.kind.lostLoad_money_per_kWh?.(c.q) ?? Number.POSITIVE_INFINITY;
    if (worth > b.beyond[zone]!) continue;
    const before = flowAt(b, l);
    set(b, l, Math.min(b.hi[l]!, before + lacking));
    cut = true;
    if (b.trace) tell(b, 'shed', l, worth, before, 'no supply left at less than its value of lost load');
  }
  return cut;
}
