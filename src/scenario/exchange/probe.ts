import type { Unit } from '../../control/parts.ts';
import type { Instance } from '../../core/instance.ts';
import { type Kept, keptOf } from '../../core/kept.ts';
import { clamp } from '../../core/math.ts';
import type { NetworkLine } from '../../core/networkLine.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf } from '../../core/timeGrid.ts';

/** What a machine could do at one of its leads in a step. */
export interface Reach {
  readonly lowest: number;
  readonly highest: number;
  /** Least magnitude when not at rest. */
  readonly least: number;
}

/**
 * Asks components what they would do, in arrays of its own: the run that goes on beside it is not touched. Inputs are those
 * of `believed`, which are what its owner expects.
 */
export interface Probe {
  /** Flows of all ports of a component at rest in step i. Valid until it is asked again. */
  atRest(component: number, i: number): Float64Array;
  /** Range of a lead in step i, from the state in which it stands or another. */
  reach(component: number, lead: number, i: number, x?: Float64Array): Reach;
  /** Outputs when the lead gives `target`, from the state in which it stands or another. Valid until it is asked again. */
  led(component: number, lead: number, target: number, i: number, x?: Float64Array): Float64Array;
  /**
   * The state of a machine once it is up, where it is at rest or starting and gives little yet: that is what its owner offers,
   * and what it lacks of that while it starts is a deviation. Undefined where it can give what it can.
   */
  up(component: number, lead: number, i: number): Float64Array | undefined;
  /** Whether a lead could keep to `target` for so many steps, if inputs stayed as in step i. */
  holds(component: number, lead: number, target: number, i: number, steps: number, x?: Float64Array): boolean;
  /** What a store could give and take in all from where it stands, if inputs stayed as in step i. */
  content(unit: Unit, lead: number, i: number): Content;
  /** Price of a closer in step i: of one more unit from it, and worth of one more taken. */
  price(component: number, i: number): readonly [buy: number, sell: number];
  /** What joins buses, by what it may carry in step i. */
  lines(component: number, i: number): readonly NetworkLine[];
  /** What `up` found last. */
  readonly kept: Kept;
}

export interface Content {
  readonly content_kWh: number;
  readonly room_kWh: number;
  readonly give_kW: number;
  readonly take_kW: number;
  /** What is given later for each unit taken. */
  readonly etaRound: number;
}

/** Steps of an hour that a store is tried for at most: two days. ASSUMED */
const MOST_HOURS = 48;
const EPS = 1e-9;
/** How near to its target a flow counts as kept. */
const HELD = 1e-6;
/** Share of its size below which a machine counts as not up yet, and hours that a start takes at most. ASSUMED */
const LITTLE = 0.25;
const MOST_START_h = 4;
/** A store that loses more in a cycle is not worth trading with; keeps its value finite. */
const LEAST_ETA = 0.05;

interface Scratch {
  readonly c: Instance;
  readonly believed: Instance;
  readonly x: Float64Array;
  readonly next: Float64Array;
  readonly w: Float64Array;
  readonly u: Float64Array;
  readonly y: Float64Array;
  /** By input: what a network reported stands in the run's own inputs. */
  readonly senses: readonly boolean[];
}

export function makeProbe(run: Run, believed: Run): Probe {
  const dt_h = hoursOf(run.grid);
  const limits = new Float64Array(3 * Math.max(1, ...run.components.map((c) => c.leads.length)));
  const prices = new Float64Array(2);
  const all = run.components.map(
    (c, k): Scratch => ({
      c,
      believed: believed.components[k]!,
      x: new Float64Array(c.x.length),
      next: new Float64Array(c.x.length),
      w: new Float64Array(c.w.length),
      u: new Float64Array(c.u.length),
      y: new Float64Array(c.y.length),
      senses: c.inputs.map((name) => c.kind.senses?.[name] !== undefined),
    }),
  );

  const ups = new Map<number, { readonly until: number; readonly x: Float64Array | undefined }>();
  const perHour = Math.max(1, Math.round(1 / dt_h));

  /** Lays state and inputs: `next` of the run is what its next step begins with. */
  const lay = (component: number, i: number, x?: Float64Array): Scratch => {
    const s = all[component]!;
    s.x.set(x ?? s.c.next);
    const { columns } = s.believed;
    for (let k = 0; k < columns.length; k++) {
      const column = columns[k]!;
      s.w[k] = typeof column !== 'number' ? column[i]! : s.senses[k] ? s.c.w[k]! : column;
    }
    return s;
  };
  const ask = ({ c, x, w }: Scratch, lead: number): Reach => {
    c.limits(c.q, x, w, dt_h, limits);
    return { lowest: limits[3 * lead]!, highest: limits[3 * lead + 1]!, least: limits[3 * lead + 2]! };
  };
  const move = ({ c, x, next, w, u, y }: Scratch, lead: number, target: number): void => {
    c.invert(c.q, x, w, lead, target, dt_h, u);
    c.step(c.q, x, w, u, dt_h, next, y);
  };

  /** Moves a store one way until it stops: the energy at its bus. */
  const exhaust = (s: Scratch, lead: number, way: 1 | -1): number => {
    const port = s.c.leads[lead]!;
    let sum = 0;
    for (let n = 0; n < MOST_HOURS / dt_h; n++) {
      const { lowest, highest, least } = ask(s, lead);
      const target = way > 0 ? highest : lowest;
      if (Math.abs(target) <= Math.max(EPS, least * (1 - EPS)) || target * way <= 0) break;
      move(s, lead, target);
      const given = s.y[port]!;
      if (Math.abs(given) <= EPS) break;
      sum += Math.abs(given) * dt_h;
      s.x.set(s.next);
    }
    return sum;
  };

  /** Runs a machine at its most until that grows no more. */
  const start = (component: number, lead: number, i: number): Float64Array | undefined => {
    const { c } = all[component]!;
    const size = c.kind.size?.(c.q) ?? 0;
    if (c.states.length === 0 || ask(lay(component, i), lead).highest >= LITTLE * size) return undefined;
    const s = lay(component, i);
    let before = 0;
    for (let n = 0; n < MOST_START_h * perHour; n++) {
      const { highest } = ask(s, lead);
      if (highest <= EPS || (n > 0 && highest >= LITTLE * size && highest <= before * (1 + EPS))) break;
      before = highest;
      move(s, lead, highest);
      s.x.set(s.next);
    }
    return ask(s, lead).highest > EPS ? s.x.slice() : undefined;
  };

  return {
    kept: keptOf({ ups }),
    up(component, lead, i) {
      const known = ups.get(component);
      if (known !== undefined && known.until > i) return known.x;
      const x = start(component, lead, i);
      ups.set(component, { until: x === undefined ? i + 1 : i + perHour, x });
      return x;
    },
    lines(component, i) {
      const { c, w } = lay(component, i);
      return c.kind.lines?.(c.q, w) ?? [];
    },
    atRest(component, i) {
      const s = lay(component, i);
      s.u.fill(0);
      s.c.step(s.c.q, s.x, s.w, s.u, dt_h, s.next, s.y);
      return s.y;
    },
    reach: (component, lead, i, x) => ask(lay(component, i, x), lead),
    led(component, lead, target, i, x) {
      const s = lay(component, i, x);
      move(s, lead, target);
      return s.y;
    },
    holds(component, lead, target, i, steps, x) {
      const s = lay(component, i, x);
      const port = s.c.leads[lead]!;
      const near = HELD * Math.max(1, Math.abs(target));
      for (let n = 0; n < steps; n++) {
        const { lowest, highest, least } = ask(s, lead);
        if (target > highest + near || target < lowest - near || (target !== 0 && Math.abs(target) < least - near))
          return false;
        move(s, lead, target);
        if (Math.abs(s.y[port]! - target) > near) return false;
        s.x.set(s.next);
      }
      return true;
    },
    content(unit, lead, i) {
      const { lowest, highest } = ask(lay(unit.component, i), lead);
      const content_kWh = exhaust(lay(unit.component, i), lead, 1);
      const s = lay(unit.component, i);
      const room_kWh = exhaust(s, lead, -1);
      const full_kWh = exhaust(s, lead, 1);
      const etaRound = room_kWh > EPS ? clamp((full_kWh - content_kWh) / room_kWh, LEAST_ETA, 1) : 1;
      return { content_kWh, room_kWh, give_kW: Math.max(0, highest), take_kW: Math.max(0, -lowest), etaRound };
    },
    price(component, i) {
      const { c, x, w } = lay(component, i);
      c.price!(c.q, x, w, prices);
      return [prices[0]!, prices[1]!];
    },
  };
}
