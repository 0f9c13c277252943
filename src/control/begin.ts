import { stepInstance } from '../core/instance.ts';
import { type Board, commit, EPS, flowAt, set, tell } from './board.ts';

/**
 * Asks a unit's limits, tries it at its most to learn its ratios, and leaves it at rest, or at the least it must run.
 * Where nothing that these depend on has changed, what was learnt in the step before still holds.
 */
export function begin(b: Board, unit: number, scratch: Float64Array): void {
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
export function comeToRest(b: Board, unit: number): void {
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
