import { clamp } from '../core/math.ts';
import { type Board, EPS, flowAt, set, tell } from './board.ts';
import { SELF_USE } from './config.ts';
import type { Lead, Unit, Writable } from './parts.ts';

/**
 * Set points from outside the rules. A lead with a target is set to it, as far as its limits allow, before anything is
 * dispatched by merit; then the rules leave its component alone. Limits stay: an outage or a dark island makes them 0.
 */
export interface Targets {
  /** Asks for a flow at one of a component's leads, in place of what was asked of it before; false where it is none of the rules'. */
  command(component: number, lead: number, target: number): boolean;
  /** Leaves the component to the rules again. */
  release(component: number): void;
  /**
   * From now on targets are a plan: they yield where a zone would otherwise lack, or spill more than `closing` says that
   * its closers were to take, or draw more than `most`. Both are read in every step, by zone, into it positive. Null: targets hold.
   * By `worth` they yield, too, where another course of the step costs less at the plan's own prices.
   */
  follow(closing: Float64Array | null, most?: Float64Array, worth?: PlanWorth): void;
}

/** What of a plan the rules may decide anew: machines, or stores as well. Demands that a plan moves are never among it. */
export type Free = 'nothing' | 'machines' | 'all';

/** What a plan takes things for in a step. */
export interface PlanWorth {
  /** By component: of stores, money per unit that they give, and that they take. */
  readonly give: Float64Array;
  readonly take: Float64Array;
  /** By zone: money per hour of a kW drawn beyond `most`; infinite where that must be kept. */
  readonly peak: Float64Array;
  /** By component: 1 where the plan moves it, and not somebody who holds it to a set point. */
  readonly isPlanned: Uint8Array;
}

export interface HeldTargets extends Targets {
  /** Moves what has a target to it and closes its limits there, but for what is left free. */
  apply(free?: Free): void;
  /**
   * Gives the limits back. Gently: what rests goes on resting where it has a least load worth the name, and what runs goes on
   * running.
   */
  free(isGentle?: boolean): void;
  readonly yields: boolean;
  /** By zone: what its closers were planned to give. */
  readonly expected: Float64Array;
  /** By zone: what they are to give at most. */
  readonly most: Float64Array;
  readonly worth: PlanWorth | null;
}

const NOTHING = new Float64Array(0);

export function makeTargets(b: Board): HeldTargets {
  const { units } = b.layout;
  const asked = new Float64Array(units.length);
  const leadOf: (Lead | null)[] = units.map(() => null);
  const lo = new Float64Array(b.layout.leads.length);
  const hi = new Float64Array(b.layout.leads.length);
  const isHeld = new Uint8Array(units.length);
  const unbounded = new Float64Array(b.layout.zones.length).fill(Number.POSITIVE_INFINITY);
  const stores = b.layout.leads.filter(({ unit }) => unit.isStore) as Writable<Lead>[];
  const own = new Map(stores.map((lead) => [lead, lead.rule]));
  let commanded = 0;

  const hold = ({ id, leads }: Unit): void => {
    for (const lead of leads) {
      lo[lead.id] = lead.lo;
      hi[lead.id] = lead.hi;
      lead.lo = lead.hi = flowAt(lead);
    }
    isHeld[id] = 1;
  };
  // Plain fields: asked in every step.
  const held: Writable<HeldTargets> = {
    command(component, lead, target) {
      const unit = b.layout.unitOf(component);
      const named = unit?.leads[lead];
      if (unit === undefined || named === undefined) return false;
      if (leadOf[unit.id] === null) commanded++;
      leadOf[unit.id] = named;
      asked[unit.id] = target;
      return true;
    },
    yields: false,
    expected: NOTHING,
    most: unbounded,
    worth: null,
    follow(closing, most = unbounded, worth) {
      held.yields = closing !== null;
      held.expected = closing ?? NOTHING;
      held.most = most;
      held.worth = worth ?? null;
      for (const lead of stores) {
        const { component } = lead.unit;
        const [give, take] = [worth?.give[component], worth?.take[component]];
        lead.planned = 0;
        lead.rule = worth === undefined ? own.get(lead)! : SELF_USE;
        lead.give = give !== undefined && Number.isFinite(give) ? give : 0;
        lead.take = take !== undefined && Number.isFinite(take) ? take : Number.POSITIVE_INFINITY;
      }
    },
    release(component) {
      const unit = b.layout.unitOf(component);
      if (unit === undefined || leadOf[unit.id] === null) return;
      leadOf[unit.id] = null;
      commanded--;
    },
    apply(free = 'nothing') {
      if (commanded === 0) return;
      for (const unit of units) {
        const lead = leadOf[unit.id] as Writable<Lead> | null;
        if (lead === null) continue;
        lead.planned = asked[unit.id]!;
        const mayMove = unit.isStore ? free === 'all' : unit.converts && free !== 'nothing';
        if (mayMove && held.worth?.isPlanned[unit.component] === 1) continue;
        const before = flowAt(lead);
        const wanted = asked[unit.id]!;
        const target = withinLimits(lead, wanted);
        if (Math.abs(target - before) > EPS) set(b, lead, target);
        if (b.trace) tell(b, 'command', lead, Number.NaN, before, `asked from outside for ${wanted.toPrecision(6)}`);
        hold(unit);
      }
    },
    free(isGentle = false) {
      if (commanded === 0) return;
      for (const unit of units) {
        const { id, leads } = unit;
        if (isHeld[id] === 0) continue;
        if (isGentle && held.worth?.isPlanned[unit.component] === 0) continue;
        if (!isGentle) isHeld[id] = 0;
        const runs = unit.ledBy !== null && Math.abs(flowAt(unit.ledBy)) > EPS;
        for (const lead of leads) {
          lead.lo = lo[lead.id]!;
          lead.hi = hi[lead.id]!;
          if (!isGentle || lead.on <= SMALL * Math.max(lead.hi, -lead.lo)) continue;
          if (runs && unit.ledBy === lead && lead.lo >= 0) lead.lo = Math.max(lead.lo, lead.on);
          else if (!runs) lead.lo = lead.hi = flowAt(lead);
        }
      }
    },
  };
  return held;
}

/** Least loads below this share of the most are met by running for a part of the step. ASSUMED */
const SMALL = 0.05;

/** The attainable flow next to a target; below its least a lead rests or runs at it, whichever is nearer. */
function withinLimits({ lo, hi, on: least }: Lead, target: number): number {
  const within = clamp(target, lo, hi);
  const size = Math.abs(within);
  if (size >= least || within === 0) return within;
  const mayRest = lo <= 0 && hi >= 0;
  if (mayRest && size < 0.5 * least) return 0;
  return clamp(within > 0 ? least : -least, lo, hi);
}
