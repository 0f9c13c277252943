import type { Dispatcher } from '../core/loop.ts';
import type { Run } from '../core/run.ts';
import { absorb } from './absorb.ts';
import { tellClosers } from './account.ts';
import { begin, comeToRest } from './begin.ts';
import { closerPrices } from './blocks.ts';
import { type Board, EPS, flowAt, makeBoard } from './board.ts';
import { takeUp } from './bypass.ts';
import type { Decision, RulesConfig, Trace } from './config.ts';
import { AS_PLANNED, asForeseen, rebase, takeCheapest } from './courses.ts';
import { cutDemands } from './cuts.ts';
import { rescue, serveDeficit } from './deficit.ts';
import { feedSinks, fillStores } from './fill.ts';
import { ISLAND_MEMORY, type IslandEvent, islandGuard, islandsOf } from './island.ts';
import { layoutOf } from './layout.ts';
import type { Unit, Writable, Zone } from './parts.ts';
import { estimateCosts } from './prices.ts';
import { relieve, takeBack } from './repair.ts';
import { useSurplus } from './surplus.ts';
import { type Free, makeTargets, type Targets } from './targets.ts';
import { turnBack } from './turnBack.ts';

const MAX_PASSES = 5;

export interface Rules extends Dispatcher {
  /** Keeps an account of every decision from now on; null stops. */
  explain(trace: Trace | null): void;
  /** What happened to electric islands so far. */
  readonly islandEvents: readonly IslandEvent[];
  /** Set points from outside. */
  readonly targets: Targets;
}

/**
 * Dispatch by rules: greedy by marginal cost, bus by bus from the users of energy back to its sources, then surplus, in
 * passes until nothing changes. Explainable rather than optimal; it looks at one step alone.
 */
export function makeRules(run: Run, net: Float64Array, config: RulesConfig, fresh: Uint8Array): Rules {
  const layout = layoutOf(run, config);
  const { units, order } = layout;
  const count = units.length;
  const islands = islandsOf(run, layout, config);
  const memory = new Float64Array(count + ISLAND_MEMORY * islands.length);
  const b = makeBoard(run, layout, config, net, fresh, memory.subarray(0, count));
  const guard = islandGuard(b, islands, memory.subarray(count));
  const targets = makeTargets(b);
  const scratch = new Float64Array(
    3 * Math.max(2, ...run.components.map((c) => Math.max(c.leads.length, c.nodes.length > 0 ? c.ports.length : 0))),
  );
  /** The account of the step, handed out at its end. */
  const told: Decision[] = [];
  let listener: Trace | null = null;
  const attempt = (free: Free): void => {
    targets.free();
    b.pass = 0;
    for (let k = 0; k < order.length; k++) {
      const zone = order[k]!;
      zone.net = zone.demand = 0;
      zone.settled = Number.NaN;
    }
    closerPrices(b, scratch);
    foresee(b, scratch);
    for (let k = 0; k < units.length; k++) begin(b, units[k]!, scratch);
    targets.apply(free);
    estimateCosts(b);
    do {
      b.changed = false;
      for (let k = 0; k < order.length; k++) settle(b, order[k]!);
      for (let k = 0; k < order.length; k++) {
        const zone = order[k]!;
        if (zone.net > EPS || zone.net < -EPS) useSurplus(b, zone);
      }
      b.pass++;
    } while (b.changed && b.pass < MAX_PASSES);
    rules.passes = b.pass;
    if (b.changed) for (let k = 0; k < order.length; k++) settle(b, order[k]!);
  };
  const course = ({ free, rebased }: typeof AS_PLANNED): boolean => {
    told.length = 0;
    net.fill(0);
    b.careful = false;
    attempt(free);
    const isForeseen = targets.worth !== null && free === 'nothing' && !rebased && asForeseen(b, targets);
    if (targets.yields) absorb(b, targets);
    // Where something is lacking, what was served for want of an alternative may not be worth what it takes from others.
    if (lacks(b)) {
      told.length = 0;
      net.fill(0);
      b.careful = true;
      attempt(free);
      if (targets.yields) absorb(b, targets);
      takeBack(b, targets.yields);
    }
    if (rebased) rebase(b, targets);
    for (let k = 0; k < order.length; k++) rescue(b, order[k]!);
    if (free !== 'nothing') turnBack(b);
    return isForeseen;
  };
  const rules: Writable<Rules> = {
    passes: 0,
    memory,
    islandEvents: guard.events,
    targets,
    explain(trace) {
      listener = trace;
      b.trace = trace && ((decision) => told.push(decision));
    },
    dispatch(i) {
      b.step = i;
      guard.begin(i);
      const isForeseen = course(AS_PLANNED);
      if (targets.worth !== null && !isForeseen) takeCheapest(b, targets, course);
      // A plan knew what it runs for, and what a month's peak costs.
      if (!targets.yields) turnBack(b);
      if (cutDemands(b)) turnBack(b);
      for (let k = 0; k < count; k++) {
        const unit = units[k]!;
        if (unit.owed) comeToRest(b, unit);
        b.wasOn[k] = isRunning(unit) ? 1 : 0;
      }
    },
    relieve: (network) => relieve(b, network),
    closed() {
      targets.free();
      guard.end();
      if (!b.trace || !listener) return;
      tellClosers(b, scratch, b.trace);
      for (const decision of told.splice(0)) listener(decision);
    },
  };
  return rules;
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
      const zone = b.layout.zoneOf(bus);
      zone.net += scratch[p]!;
      if (scratch[p]! < 0) zone.demand -= scratch[p]!;
    }
  }
}

/** Whether a zone lacks what no closer but one of last resort can give. */
function lacks({ layout: { zones } }: Board): boolean {
  for (let z = 0; z < zones.length; z++) if (-zones[z]!.net > zones[z]!.plannable + EPS) return true;
  return false;
}

const isRunning = ({ ledBy }: Unit): boolean => ledBy !== null && Math.abs(flowAt(ledBy)) > EPS;

function settle(b: Board, zone: Zone): void {
  if (Math.abs(zone.net - zone.settled) <= EPS) return;
  takeUp(b, zone);
  serveDeficit(b, zone);
  if (b.pass === 0) {
    fillStores(b, zone);
    feedSinks(b, zone);
  }
  zone.settled = zone.net;
}
