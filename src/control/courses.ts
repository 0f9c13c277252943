import { type Board, EPS, flowAt, set, tell } from './board.ts';
import type { Lead } from './parts.ts';
import { estimateCosts } from './prices.ts';
import { heldCost, stepCost, zoneCost } from './stepCost.ts';
import type { Free, HeldTargets } from './targets.ts';

/** A way to carry out a step of a plan: what the plan leaves to the rules, and whether stores at trading buses are moved then. */
interface Course {
  readonly free: Free;
  readonly rebased: boolean;
}

/** As planned, but for what would be lacking or spilt: the course of whoever does not weigh. */
export const AS_PLANNED: Course = { free: 'nothing', rebased: false };

/** Share of all that is demanded below which a deviation is that of the physics, which a plan stands. ASSUMED */
const SMALL = 0.05;

/** Whether set points as planned leave to closers what the plan left to them, in every zone, before anything yields. */
export function asForeseen({ layout: { zones } }: Board, { expected }: HeldTargets): boolean {
  let demand = 0;
  for (const zone of zones) demand += zone.demand;
  return zones.every((zone) => Math.abs(-zone.net - expected[zone.id]!) <= SMALL * demand + EPS);
}

/** The first is taken where none costs less. */
const COURSES: readonly Course[] = [
  AS_PLANNED,
  { free: 'nothing', rebased: true },
  { free: 'machines', rebased: false },
  { free: 'machines', rebased: true },
  { free: 'all', rebased: true },
];

/**
 * Carries out a step of a plan in the course that costs least where things stand, at the plan's own prices of what stores hold and of
 * the month's peak. Where all comes as foreseen nothing costs less than the plan, and it is not asked; where it does not, the plan's set points
 * may be no use while its prices are: stores charge less where the sun lacks, and machines that ran for a demand which did not come rest.
 * @param attempt settles the step by a course, from anew; the first has been
 */
export function takeCheapest(b: Board, targets: HeldTargets, attempt: (course: Course) => void): void {
  const { most, worth } = targets;
  if (worth === null) return;
  let [least, best] = [stepCost(b, most, worth.peak) - EPS, AS_PLANNED];
  let last = AS_PLANNED;
  for (const course of COURSES) {
    if (course === AS_PLANNED) continue;
    attempt(course);
    last = course;
    const cost = stepCost(b, most, worth.peak);
    if (cost < least) [least, best] = [cost, course];
  }
  if (best !== last) attempt(best);
}

/** Moves stores at buses whose closers trade to where the step costs least. */
export function rebase(b: Board, targets: HeldTargets): void {
  targets.free(true);
  estimateCosts(b);
  for (const zone of b.layout.zones) {
    if (zone.buyRoom <= 0 && zone.sellRoom <= 0) continue;
    for (const lead of zone.stores) move(b, lead, targets);
  }
}

/** The cost is piecewise linear: the least stands at a bend of it. */
function move(b: Board, lead: Lead, { most, worth }: HeldTargets): void {
  const zone = lead.zone!;
  const before = flowAt(lead);
  const limit = most[zone.id]!;
  const costAt = (flow: number): number =>
    zoneCost(zone, zone.net + flow - before, limit, worth!.peak[zone.id]!) + heldCost(lead, flow);
  const toNet = (net: number): number => before + net - zone.net;
  const bends = [
    lead.lo,
    lead.hi,
    0,
    lead.planned,
    toNet(0),
    toNet(-limit),
    toNet(zone.sellRoom),
    toNet(-zone.buyRoom),
  ];
  let [target, least] = [before, costAt(before) - EPS];
  for (const bend of bends) {
    const flow = Math.min(lead.hi, Math.max(lead.lo, bend));
    const cost = costAt(flow);
    if (cost < least) [target, least] = [flow, cost];
  }
  if (Math.abs(target - before) <= EPS) return;
  set(b, lead, target);
  if (b.trace)
    tell(
      b,
      target > before ? 'deficit' : 'surplus',
      lead,
      target > 0 ? lead.give : lead.take,
      before,
      'by the plan what it holds is worth that',
    );
}
