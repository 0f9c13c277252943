import { clamp } from '../core/math.ts';
import { type Board, EPS, flowAt, set, tell } from './board.ts';

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
   * its closers were to take. `closing` is read in every step: by zone, into it positive. Null: targets hold.
   */
  follow(closing: Float64Array | null): void;
}

export interface HeldTargets extends Targets {
  /** Moves what has a target to it and closes its limits there. */
  apply(): void;
  /** Gives the limits back. */
  free(): void;
  readonly yields: boolean;
  /** By zone: what its closers were planned to give. */
  readonly expected: Float64Array;
}

const NOTHING = new Float64Array(0);

export function makeTargets(b: Board): HeldTargets {
  const { units, unitOf } = b.layout;
  const asked = new Float64Array(units.length);
  const leadOf = new Int32Array(units.length).fill(-1);
  const lo = new Float64Array(b.lo.length);
  const hi = new Float64Array(b.hi.length);
  const isHeld = new Uint8Array(units.length);
  let commanded = 0;
  let expected: Float64Array | null = null;

  const hold = (unit: number): void => {
    const { firstLead, leadCount } = units[unit]!;
    for (let l = firstLead; l < firstLead + leadCount; l++) {
      lo[l] = b.lo[l]!;
      hi[l] = b.hi[l]!;
      b.lo[l] = b.hi[l] = flowAt(b, l);
    }
    isHeld[unit] = 1;
  };
  return {
    command(component, lead, target) {
      const unit = unitOf[component]!;
      if (unit < 0) return false;
      const { firstLead, leadCount } = units[unit]!;
      if (lead < 0 || lead >= leadCount) return false;
      if (leadOf[unit]! < 0) commanded++;
      leadOf[unit] = firstLead + lead;
      asked[unit] = target;
      return true;
    },
    get yields() {
      return expected !== null;
    },
    get expected() {
      return expected ?? NOTHING;
    },
    follow(closing) {
      expected = closing;
    },
    release(component) {
      const unit = unitOf[component]!;
      if (unit < 0 || leadOf[unit]! < 0) return;
      leadOf[unit] = -1;
      commanded--;
    },
    apply() {
      if (commanded === 0) return;
      for (let unit = 0; unit < units.length; unit++) {
        const l = leadOf[unit]!;
        if (l < 0) continue;
        const before = flowAt(b, l);
        const target = withinLimits(b, l, asked[unit]!);
        if (Math.abs(target - before) > EPS) set(b, l, target);
        if (b.trace) tell(b, 'command', l, Number.NaN, before, `asked from outside for ${asked[unit]!.toPrecision(6)}`);
        hold(unit);
      }
    },
    free() {
      if (commanded === 0) return;
      for (let unit = 0; unit < units.length; unit++) {
        if (isHeld[unit] === 0) continue;
        isHeld[unit] = 0;
        const { firstLead, leadCount } = units[unit]!;
        for (let l = firstLead; l < firstLead + leadCount; l++) {
          b.lo[l] = lo[l]!;
          b.hi[l] = hi[l]!;
        }
      }
    },
  };
}

/** The attainable flow next to a target; below its least a lead rests or runs at it, whichever is nearer. */
function withinLimits(b: Board, lead: number, target: number): number {
  const within = clamp(target, b.lo[lead]!, b.hi[lead]!);
  const least = b.on[lead]!;
  const size = Math.abs(within);
  if (size >= least || within === 0) return within;
  const mayRest = b.lo[lead]! <= 0 && b.hi[lead]! >= 0;
  if (mayRest && size < 0.5 * least) return 0;
  return clamp(within > 0 ? least : -least, b.lo[lead]!, b.hi[lead]!);
}
