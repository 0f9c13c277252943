import type { AnyKind, ComponentKind } from './component.ts';
import { atLeastOn, heldLoad } from './linearCommit.ts';
import type { Led, LinearModel, Near, Values, Window } from './linearModel.ts';

/**
 * Linear models read off the physics: `step` is asked at a few loads, with the constants, series and limits that it uses
 * in a run, and the straight line that misses least stands for it.
 */
export type Samples<Q> = Pick<ComponentKind<never, Q>, 'limits' | 'invert' | 'step' | 'emissions'>;

export interface ByLead {
  /** Place of the lead among the leads; the first unless said. */
  readonly lead?: number;
  /** Its port. */
  readonly port: string;
  /** States in which it stands still, and in which it runs well, where limits or flows hang on them. */
  readonly idle?: readonly number[];
  readonly running?: readonly number[];
  /** States in which it may run at its least load, where that differs. */
  readonly runningLow?: readonly number[];
  /** False where what flows at rest is told by another lead of the component. */
  readonly atRest?: boolean;
}

/** Columns of a machine, and what its load and its status give to each port. */
export interface Lined extends Led {
  readonly slopes: readonly Values[];
  readonly fixed: readonly Values[];
}

/** What one state of the component shows: flows of ports and fossil CO2 at rest, and at three loads. */
interface Look {
  readonly loads: Float64Array;
  /** By quantity (ports, then CO2): at rest and at each load. */
  readonly rest: Float64Array;
  readonly at: readonly Float64Array[];
  most: number;
  least: number;
}

const POINTS = 3;

/**
 * A component whose flows follow the load of one lead: flow = rest + slope load, through what flows at rest; where a
 * status is asked for, flow = rest + fixed status + slope load between least and most. Slopes are least squares over
 * three loads. Where an earlier plan says how it is to run, the line is the tangent at its load there, and a step in which it starts
 * is asked as such.
 */
export function linearByLead<Q>(kind: Samples<Q>, q: Q, window: Window, model: LinearModel, options: ByLead): Lined {
  const { ports } = window;
  const lead = options.lead ?? 0;
  const near = window.near?.[lead];
  const isOn = window.commitment === 'binary';
  const ask = asker(kind, q, window, options);
  const isSteady = near === undefined && window.inputs.every((_, k) => typeof window.input(k) === 'number');
  const count = isSteady ? 1 : window.steps;
  const quantities = ports.length + 1;
  const make = (): Float64Array[] => Array.from({ length: quantities }, () => new Float64Array(count));
  const [rest, slope, fixed] = [make(), make(), make()];
  const most = new Float64Array(count);
  const least = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const look = ask(k);
    most[k] = look.most;
    least[k] = look.least;
    for (let n = 0; n < quantities; n++) {
      rest[n]![k] = look.rest[n]!;
      if (look.most <= 0) continue;
      const line =
        near?.on?.[k] === 1 ? tangent(look, n) : isOn && look.least > 0 ? straight(look, n) : through(look, n);
      slope[n]![k] = line[1];
      fixed[n]![k] = line[0];
    }
  }
  const values = (v: Float64Array): Values => (isSteady ? v[0]! : v);
  const load = model.columns('load', ...heldLoad(window, lead, values(least), values(most)));
  model.machine(lead, load, values(least), values(most));
  const status = least.some((v) => v > 0) ? atLeastOn(model, window, load, values(least), values(most)) : undefined;
  ports.forEach((port, n) => {
    if (options.atRest !== false) model.fixedFlow(port, values(rest[n]!));
    if (near !== undefined) model.fixedFlow(port, fixed[n]!);
    model.flow(port, load, values(slope[n]!));
    if (status !== undefined) model.flow(port, status, values(fixed[n]!));
  });
  const co2 = ports.length;
  if (options.atRest !== false) model.fixedFossilCo2(values(rest[co2]!));
  if (near !== undefined) model.fixedFossilCo2(fixed[co2]!);
  model.fossilCo2(load, values(slope[co2]!));
  if (status !== undefined) model.fossilCo2(status, values(fixed[co2]!));
  return { lead, load, status, most: values(most), slopes: slope.map(values), fixed: fixed.map(values) };
}

/**
 * A component that decides nothing: what it does at rest, step by step. With `moves` its states go along from the start of
 * the window.
 */
export function linearFixed<Q>(kind: Samples<Q>, q: Q, window: Window, model: LinearModel, moves = false): void {
  const { ports, steps } = window;
  const y = new Float64Array(window.outputs.length);
  const u = new Float64Array(4);
  const x = Float64Array.from(window.x);
  const next = new Float64Array(window.x.length);
  const w = new Float64Array(window.inputs.length);
  const signals = co2Signals(kind, window);
  const flows = ports.map(() => new Float64Array(steps));
  const co2 = new Float64Array(steps);
  for (let k = 0; k < steps; k++) {
    inputsAt(window, k, w);
    kind.step(q, x, w, u, window.dt_h, next, y);
    if (moves) x.set(next);
    for (let p = 0; p < ports.length; p++) flows[p]![k] = y[p]!;
    for (const s of signals) co2[k]! += y[s]!;
  }
  ports.forEach((port, p) => {
    model.fixedFlow(port, flows[p]!);
  });
  model.fixedFossilCo2(co2);
}

/** The inputs of step k of a window. */
export function inputsAt(window: Window, k: number, w = new Float64Array(window.inputs.length)): Float64Array {
  for (let s = 0; s < w.length; s++) {
    const v = window.input(s);
    w[s] = typeof v === 'number' ? v : v[k]!;
  }
  return w;
}

const co2Signals = (kind: Pick<AnyKind, 'emissions'>, window: Window): number[] =>
  (kind.emissions?.fossilCo2 ?? []).map((name) => window.outputs.indexOf(name));

/** Looks at a component in step k of the window. */
function asker<Q>(kind: Samples<Q>, q: Q, window: Window, options: ByLead): (k: number) => Look {
  const { ports, dt_h } = window;
  const lead = options.lead ?? 0;
  const at = ports.indexOf(options.port);
  const signals = co2Signals(kind, window);
  const w = new Float64Array(window.inputs.length);
  const y = new Float64Array(window.outputs.length);
  const u = new Float64Array(4);
  const limits = new Float64Array(3 * 8);
  const idle = Float64Array.from(options.idle ?? window.x);
  const running = Float64Array.from(options.running ?? window.x);
  const low = Float64Array.from(options.runningLow ?? options.running ?? window.x);
  const next = new Float64Array(window.x.length);
  const columns = window.inputs.map((_, s) => window.input(s));
  const near = window.near?.[lead];
  const look: Look = {
    loads: new Float64Array(POINTS),
    rest: new Float64Array(ports.length + 1),
    at: Array.from({ length: POINTS }, () => new Float64Array(ports.length + 1)),
    most: 0,
    least: 0,
  };
  const own = Float64Array.from(window.x);
  /** States for high loads and for low ones: where it is decided when it runs, its own at first, and at rest where it starts. */
  const statesAt = (k: number): readonly [Float64Array, Float64Array] => {
    const on = near?.on;
    if (on === undefined || on[k] === 0) return [running, low];
    if (k === 0) return [own, own];
    return on[k - 1] === 0 ? [idle, idle] : [running, low];
  };
  const take = (to: Float64Array): void => {
    for (let p = 0; p < ports.length; p++) to[p] = y[p]!;
    let co2 = 0;
    for (const s of signals) co2 += y[s]!;
    to[ports.length] = co2;
  };
  return (k) => {
    for (let s = 0; s < w.length; s++) {
      const v = columns[s]!;
      w[s] = typeof v === 'number' ? v : v[k]!;
    }
    u.fill(0);
    kind.step(q, idle, w, u, dt_h, next, y);
    take(look.rest);
    const [well, lowly] = statesAt(k);
    kind.limits(q, lowly, w, dt_h, limits);
    const on = limits[3 * lead + 2]!;
    kind.limits(q, well, w, dt_h, limits);
    const down = -limits[3 * lead]! > limits[3 * lead + 1]!;
    const most = down ? -limits[3 * lead]! : limits[3 * lead + 1]!;
    const rest = Math.abs(look.rest[at]!);
    look.most = Math.max(0, most - rest);
    look.least = Math.min(look.most, Math.max(0, on - rest));
    if (look.most <= 0) return look;
    const isNear = near !== undefined;
    const [first, last] = isNear ? around(look, near, k) : wholeRange(look);
    for (let n = 0; n < POINTS; n++) {
      const load = first + ((last - first) * n) / (POINTS - 1);
      const x = (isNear ? 2 * load > look.least + look.most : n > 0) ? well : lowly;
      kind.invert(q, x, w, lead, (down ? -1 : 1) * (load + rest), dt_h, u);
      kind.step(q, x, w, u, dt_h, next, y);
      take(look.at[n]!);
      look.loads[n] = Math.abs(y[at]!) - rest;
    }
    return look;
  };
}

const wholeRange = ({ least, most }: Look): readonly [number, number] => [least > 0 ? least : most / 4, most];

/** Half the reach of a tangent, as a share of the most. */
const REACH = 0.02;
/** Load at which what rested is looked at, as a share of its most: what else runs will carry more than that. ASSUMED */
const FEW = 0.15;

/**
 * A short range with the load of an earlier plan in its middle, where that is not at either end; one load where any will do: that,
 * or the whole where the plan had it rest.
 */
function around({ least, most }: Look, { load, on }: Near, k: number): readonly [number, number] {
  if (on?.[k] !== 1) {
    const one =
      load[k]! > REACH * most
        ? Math.min(Math.max(load[k]!, least), most)
        : on === undefined
          ? most
          : Math.max(least, FEW * most);
    return [one, one];
  }
  const by = REACH * most;
  const at = Math.min(Math.max(load[k]!, least), most);
  const half = Math.min(by, Math.max(at - least, most - at));
  // At an end the range lies inwards of it.
  return at - half < least ? [at, at + half] : at + half > most ? [at - half, at] : [at - half, at + half];
}

/**
 * The line from what flows at rest to what flows at full load: the convex hull of standing still and running at any load,
 * where a machine is at its best at full load; so a plan that loads it fully, as most do, is right.
 */
function through({ loads, rest, at }: Look, n: number): readonly [number, number] {
  const full = loads[POINTS - 1]!;
  return [0, full > 0 ? (at[POINTS - 1]![n]! - rest[n]!) / full : 0];
}

/** The line through the ends of a short range. */
function tangent({ loads, rest, at }: Look, n: number): readonly [number, number] {
  const [low, high] = [loads[0]!, loads[POINTS - 1]!];
  if (!(high - low > 1e-9 * high)) return through({ loads, rest, at, most: 0, least: 0 }, n);
  const slope = (at[POINTS - 1]![n]! - at[0]![n]!) / (high - low);
  return [at[0]![n]! - rest[n]! - slope * low, slope];
}

/** The line over the loads themselves, with what comes with running at all. */
function straight(look: Look, n: number): readonly [number, number] {
  const { loads, rest, at } = look;
  let [meanX, meanY] = [0, 0];
  for (let k = 0; k < POINTS; k++) {
    meanX += loads[k]! / POINTS;
    meanY += (at[k]![n]! - rest[n]!) / POINTS;
  }
  let [top, bottom] = [0, 0];
  for (let k = 0; k < POINTS; k++) {
    const dx = loads[k]! - meanX;
    top += dx * (at[k]![n]! - rest[n]! - meanY);
    bottom += dx * dx;
  }
  if (bottom <= 1e-12 * meanX * meanX) return through(look, n);
  const slope = top / bottom;
  return [meanY - slope * meanX, slope];
}
