import { type Instance, stepInstance } from '../core/instance.ts';
import { type Board, commit, EPS, flowAt, set, tell } from './board.ts';
import { FIX, type Lead, PAST, PER, SLOPE, type Unit } from './parts.ts';

/**
 * Asks a unit's limits, tries it at its most to learn its ratios, and leaves it at rest, or at the least it must run.
 * Where nothing that these depend on has changed, what was learnt in the step before still holds.
 */
export function begin(b: Board, unit: Unit, scratch: Float64Array): void {
  const { c, flow, modeOf } = unit;
  unit.ledBy = null;
  for (let p = 0; p < flow.length; p++) flow[p] = 0;
  const mode = unit.isSteady ? 0 : modeOf === null ? Number.NaN : modeOf(c.q, c.x, b.dt_h);
  if (mode === unit.mode && b.fresh[unit.component] === 0) resume(b, unit);
  else learn(b, unit, scratch);
  unit.mode = mode;
  if (unit.isFixed) addDemand(unit);
  else mustRun(b, unit);
}

/** Asks and tries a unit anew. */
function learn(b: Board, unit: Unit, scratch: Float64Array): void {
  const { rest } = unit;
  if (unit.leads.length > 0) ask(b, unit, scratch);
  if (unit.converts) {
    tryAtMost(b, unit);
    if (unit.bends) tryAtKink(b, unit, scratch);
    tryAtLeast(b, unit);
  }
  if (unit.isStill) unit.owed = true;
  else {
    comeToRest(b, unit);
    commit(b, unit);
    const { y } = unit.c;
    for (let p = 0; p < rest.length; p++) rest[p] = y[p]!;
  }
  if (unit.converts) learnRatios(unit);
}

/** Counts what a fixed unit draws from its zones. */
function addDemand({ flow, zones }: Unit): void {
  for (let p = 0; p < flow.length; p++) {
    const zone = zones[p]!;
    if (flow[p]! < 0 && zone !== null) zone.demand -= flow[p]!;
  }
}

/** Asks the limits of a unit's leads, and its price where it names one. */
function ask(b: Board, unit: Unit, scratch: Float64Array): void {
  const { c, leads } = unit;
  c.limits(c.q, c.x, c.w, b.dt_h, scratch);
  for (let k = 0; k < leads.length; k++) {
    const lead = leads[k]!;
    lead.lo = scratch[3 * k]!;
    lead.hi = scratch[3 * k + 1]!;
    lead.on = scratch[3 * k + 2]!;
  }
  if (!unit.isPriced) return;
  c.price!(c.q, c.x, c.w, scratch);
  unit.ownBuy = scratch[0]!;
  unit.ownSell = scratch[1]!;
}

/** Brings a unit's outputs to rest. */
export function comeToRest(b: Board, unit: Unit): void {
  const { c } = unit;
  for (let n = 0; n < c.u.length; n++) c.u[n] = 0;
  stepInstance(c, b.dt_h);
  unit.rests = true;
  unit.owed = false;
}

/** Takes a unit's flows at rest as they were last asked into the sums of its buses. */
function resume(b: Board, unit: Unit): void {
  const { rest, flow, zones } = unit;
  if (unit.hasStates || !unit.rests) unit.owed = true;
  for (let p = 0; p < rest.length; p++) {
    const v = rest[p]!;
    if (v === 0) continue;
    flow[p] = v;
    const zone = zones[p]!;
    if (zone === null) continue;
    b.net[unit.buses[p]!]! += v;
    zone.net += v;
  }
}

/** Moves a unit that may not rest to the least that it must do. */
function mustRun(b: Board, unit: Unit): void {
  const { leads } = unit;
  for (let k = 0; k < leads.length; k++) {
    const lead = leads[k]!;
    if (!lead.mayLead) continue;
    const rest = flowAt(lead);
    const { lo, hi } = lead;
    const isAttainable = rest >= lo - EPS && rest <= hi + EPS;
    if (isAttainable && lo <= EPS) continue;
    // Some run by themselves where they must, asked to rest: they run all the same.
    if (isAttainable) unit.ledBy = lead;
    else set(b, lead, rest < lo ? lo : hi);
    if (b.trace) tell(b, 'must-run', lead, Number.NaN, rest, 'rest is not attainable: it must run');
    return;
  }
}

/** Runs a unit at the most of each lead and keeps the flows of its ports; one trial serves every lead that it moves. */
function tryAtMost(b: Board, unit: Unit): void {
  const { c, leads } = unit;
  const { y } = c;
  let tried = false;
  for (let k = 0; k < leads.length; k++) {
    const lead = leads[k]!;
    const most = lead.hi > EPS ? lead.hi : lead.lo < -EPS ? lead.lo : 0;
    lead.moves = most !== 0;
    if (most === 0) continue;
    if (!tried || Math.abs(y[lead.port]!) <= EPS) {
      c.invert(c.q, c.x, c.w, k, most, b.dt_h, c.u);
      stepInstance(c, b.dt_h);
      tried = true;
    }
    keep(unit, lead, lead.per, PER);
  }
}

/** Keeps the flows of a unit's ports and what it emits. */
function keep({ c: { y }, emitted }: Unit, { co2 }: Lead, flows: Float64Array, way: number): void {
  for (let p = 0; p < flows.length; p++) flows[p] = y[p]!;
  if (emitted.length > 0) co2[way] = emissionOf(y, emitted);
}

/** Fossil CO2 of outputs, kg/h. */
export function emissionOf(y: Float64Array, emitted: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < emitted.length; k++) sum += y[emitted[k]!]!;
  return sum;
}

/**
 * Asks a unit where its leads bend. Within the range of such a lead `per` becomes what it gives at the bend, and `past` what
 * it gives at its most.
 */
function tryAtKink(b: Board, unit: Unit, scratch: Float64Array): void {
  const { c, leads } = unit;
  c.kind.bends!(c.q, c.x, c.w, b.dt_h, scratch);
  for (let k = 0; k < leads.length; k++) leads[k]!.kink = scratch[k]!;
  for (let k = 0; k < leads.length; k++) {
    const lead = leads[k]!;
    const { kink, on, hi, per, past } = lead;
    lead.kink = kink > on + EPS && kink < hi - EPS ? kink : 0;
    if (lead.kink === 0) continue;
    runAt(b, c, k, hi);
    keep(unit, lead, past, PAST);
    runAt(b, c, k, kink);
    keep(unit, lead, per, PER);
  }
}

function runAt(b: Board, c: Instance, k: number, target: number): void {
  c.invert(c.q, c.x, c.w, k, target, b.dt_h, c.u);
  stepInstance(c, b.dt_h);
}

/** Runs a unit at the least of each lead that has one, and keeps the flows of its ports in `fix`. */
function tryAtLeast(b: Board, unit: Unit): void {
  const { c, leads } = unit;
  const { y } = c;
  let tried = false;
  for (let k = 0; k < leads.length; k++) {
    const lead = leads[k]!;
    if (lead.on <= EPS || lead.hi - lead.on <= EPS) continue;
    if (!tried || Math.abs(y[lead.port]!) <= EPS) {
      c.invert(c.q, c.x, c.w, k, lead.on, b.dt_h, c.u);
      stepInstance(c, b.dt_h);
      tried = true;
    }
    keep(unit, lead, lead.fix, FIX);
  }
}

/** Turns what was tried into flows per unit of flow at the lead, beyond those at rest. */
function learnRatios({ c, leads, flow, emitted, isStill }: Unit): void {
  const idle_kg = emitted.length === 0 || isStill ? 0 : emissionOf(c.y, emitted);
  for (let k = 0; k < leads.length; k++) {
    const { port, per, slope, fix, past, co2, kink, on, hi, moves } = leads[k]!;
    const reach = kink > 0 ? hi - kink : 1;
    const change = moves ? per[port]! - flow[port]! : 0;
    const scale = Math.abs(change) > EPS ? 1 / change : 0;
    const span = on > EPS && hi - on > EPS ? per[port]! - fix[port]! : 0;
    const least = span > EPS ? fix[port]! - flow[port]! : 0;
    for (let p = 0; p < per.length; p++) {
      const most = per[p]!;
      if (kink > 0) past[p] = (past[p]! - most) / reach;
      per[p] = (most - flow[p]!) * scale;
      slope[p] = span > EPS ? (most - fix[p]!) / span : per[p]!;
      fix[p] = span > EPS ? fix[p]! - flow[p]! - slope[p]! * least : 0;
    }
    if (emitted.length === 0) continue;
    const most_kg = co2[PER]!;
    if (kink > 0) co2[PAST] = (co2[PAST]! - most_kg) / reach;
    co2[PER] = (most_kg - idle_kg) * scale;
    co2[SLOPE] = span > EPS ? (most_kg - co2[FIX]!) / span : co2[PER]!;
    co2[FIX] = span > EPS ? co2[FIX]! - idle_kg - co2[SLOPE]! * least : 0;
  }
}
