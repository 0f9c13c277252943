import { atan2, cos, sin } from '../../math.ts';
import { reactiveAt, steepest, type VoltageControl } from './inverter.ts';
import { type PowerNetwork, type PowerState, TOLERANCE } from './powerNetwork.ts';
import type { Walk } from './topology.ts';

/** Solves in place; true where it converged. On false the state says how near it came, and its voltages mean nothing. */
export type Solve = (state: PowerState) => boolean;

const MAX_SWEEPS = 200;

/** A tree laid out by the order of the walk, in a frame in which every ideal transformer has vanished. */
interface Frame {
  readonly parent: Int32Array;
  readonly zRe: Float64Array;
  readonly zIm: Float64Array;
  readonly shuntG: Float64Array;
  readonly shuntB: Float64Array;
}

/**
 * Voltages as v = V / T, T being a bus's no-load ratio to the slack along the tree: a branch then is its impedance alone,
 * scaled by 1 / |T|^2 of the side that the impedance lies on, and shunts by |T|^2.
 */
function frameOf(network: PowerNetwork, walk: Walk): Frame {
  const { order, branch } = walk;
  const n = order.length;
  const place = new Int32Array(network.buses.length);
  order.forEach((bus, k) => {
    place[bus] = k;
  });
  const square = (bus: number): number => walk.tapRe[bus]! * walk.tapRe[bus]! + walk.tapIm[bus]! * walk.tapIm[bus]!;
  const frame: Frame = {
    parent: new Int32Array(n),
    zRe: new Float64Array(n),
    zIm: new Float64Array(n),
    shuntG: Float64Array.from(order, (bus) => network.gBus[bus]! * square(bus)),
    shuntB: Float64Array.from(order, (bus) => network.bBus[bus]! * square(bus)),
  };
  for (let k = 1; k < n; k++) {
    const bus = order[k]!;
    const through = branch[bus]!;
    const up = place[walk.parent[bus]!]!;
    // The pi lies beyond the transformer, seen from `from`.
    const scale = network.to[through] === bus ? square(bus) : square(walk.parent[bus]!);
    frame.parent[k] = up;
    frame.zRe[k] = network.r[through]! / scale;
    frame.zIm[k] = network.x[through]! / scale;
    for (const end of [k, up]) {
      frame.shuntG[end]! += network.gHalf[through]! * scale;
      frame.shuntB[end]! += network.bHalf[through]! * scale;
    }
  }
  return frame;
}

/** By how much of its error a device may follow its curve in a sweep, so that devices that see each other do not swing. */
function relaxationOf(frame: Frame, place: Int32Array, controls: readonly VoltageControl[]): number {
  const path = (k: number): Set<number> => {
    const met = new Set<number>();
    for (let at = k; at > 0; at = frame.parent[at]!) met.add(at);
    return met;
  };
  const paths = controls.map(({ bus }) => path(place[bus]!));
  const gains = paths.map((own) =>
    controls.reduce((sum, { rated, curve }, j) => {
      let shared = 0;
      for (const k of own) if (paths[j]!.has(k)) shared += frame.zIm[k]!;
      return sum + shared * rated * steepest(curve);
    }, 0),
  );
  return 1 / (1 + Math.max(0, ...gains));
}

/**
 * Backward-forward sweep of a radial network. Backward, from the ends to the slack: each branch carries the currents
 * of what lies beyond, i = conj(-s / v) + y v; forward: v = v_parent - z i; until no bus would draw another power at its
 * new voltage than its current was taken from (the mismatch, in per unit). Nothing is allocated.
 * Validity: a tree with PQ buses and devices of Q(V), below the load at which its voltage collapses.
 * @see Shirmohammadi, Hong, Semlyen and Luo, IEEE Trans. Power Syst. 3 (1988) 753, doi:10.1109/59.192932
 */
export function sweepSolver(network: PowerNetwork, walk: Walk, controls: readonly VoltageControl[] = []): Solve {
  const { order } = walk;
  const n = order.length;
  const frame = frameOf(network, walk);
  const { parent, zRe, zIm, shuntG, shuntB } = frame;
  const place = new Int32Array(network.buses.length);
  order.forEach((bus, k) => {
    place[bus] = k;
  });
  const relaxation = relaxationOf(frame, place, controls);
  const p = new Float64Array(n);
  const q = new Float64Array(n);
  const vRe = new Float64Array(n);
  const vIm = new Float64Array(n);
  const iRe = new Float64Array(n);
  const iIm = new Float64Array(n);
  const tap = Float64Array.from(order, (bus) => Math.hypot(walk.tapRe[bus]!, walk.tapIm[bus]!));
  const shuntSquare = shuntG.map((g, k) => g * g + shuntB[k]! * shuntB[k]!);

  /** Voltages of the start into the frame; the slack's stands for good. */
  const begin = (state: PowerState): void => {
    for (let k = 0; k < n; k++) {
      const bus = order[k]!;
      const vm = state.vm[bus]!;
      const re = vm * cos(state.va_rad[bus]!);
      const im = vm * sin(state.va_rad[bus]!);
      const tRe = walk.tapRe[bus]!;
      const tIm = walk.tapIm[bus]!;
      const square = tRe * tRe + tIm * tIm;
      vRe[k] = (re * tRe + im * tIm) / square;
      vIm[k] = (im * tRe - re * tIm) / square;
      p[k] = state.p[bus]!;
      q[k] = state.q[bus]!;
    }
    for (let d = 0; d < controls.length; d++) {
      const { bus, rated, curve } = controls[d]!;
      state.controlled[d] = rated * reactiveAt(curve, state.vm[bus]!);
      q[place[bus]!]! += state.controlled[d]!;
    }
  };

  /** Moves each device towards its curve and returns the square of the largest error that is left. */
  const control = (state: PowerState): number => {
    let worst = 0;
    for (let d = 0; d < controls.length; d++) {
      const { bus, rated, curve } = controls[d]!;
      const k = place[bus]!;
      const vm = tap[k]! * Math.sqrt(vRe[k]! * vRe[k]! + vIm[k]! * vIm[k]!);
      const error = rated * reactiveAt(curve, vm) - state.controlled[d]!;
      if (error * error > worst) worst = error * error;
      state.controlled[d]! += relaxation * error;
      q[k]! += relaxation * error;
    }
    return worst;
  };

  const backward = (): void => {
    iRe.fill(0);
    iIm.fill(0);
    for (let k = n - 1; k > 0; k--) {
      const re = vRe[k]!;
      const im = vIm[k]!;
      const by = 1 / (re * re + im * im);
      const pk = p[k]! * by;
      const qk = q[k]! * by;
      iRe[k]! += shuntG[k]! * re - shuntB[k]! * im - pk * re - qk * im;
      iIm[k]! += shuntG[k]! * im + shuntB[k]! * re - pk * im + qk * re;
      iRe[parent[k]!]! += iRe[k]!;
      iIm[parent[k]!]! += iIm[k]!;
    }
  };

  let worstAt = 0;
  /** Returns the square of the largest mismatch; `worstAt` is its place. */
  const forward = (): number => {
    let worst = 0;
    worstAt = 0;
    for (let k = 1; k < n; k++) {
      const up = parent[k]!;
      const re = vRe[up]! - zRe[k]! * iRe[k]! + zIm[k]! * iIm[k]!;
      const im = vIm[up]! - zRe[k]! * iIm[k]! - zIm[k]! * iRe[k]!;
      const dRe = re - vRe[k]!;
      const dIm = im - vIm[k]!;
      const square = re * re + im * im;
      const power = p[k]! * p[k]! + q[k]! * q[k]!;
      const error = 2 * (dRe * dRe + dIm * dIm) * (power / square + shuntSquare[k]! * square);
      // Written so that NaN is worst of all.
      if (!(error <= worst)) {
        worst = error;
        worstAt = k;
      }
      vRe[k] = re;
      vIm[k] = im;
    }
    return worst;
  };

  const end = (state: PowerState): void => {
    for (let k = 0; k < n; k++) {
      const bus = order[k]!;
      const tRe = walk.tapRe[bus]!;
      const tIm = walk.tapIm[bus]!;
      const re = vRe[k]! * tRe - vIm[k]! * tIm;
      const im = vRe[k]! * tIm + vIm[k]! * tRe;
      state.re[bus] = re;
      state.im[bus] = im;
      if (k === 0) continue;
      state.vm[bus] = Math.sqrt(re * re + im * im);
      state.va_rad[bus] = atan2(im, re);
      const through = walk.branch[bus]!;
      const onward = network.to[through] === bus;
      // Current in the frame is conj(T) times the current on the side where the impedance lies.
      const side = onward ? bus : walk.parent[bus]!;
      const sRe = walk.tapRe[side]!;
      const sIm = walk.tapIm[side]!;
      const by = (onward ? 1 : -1) / (sRe * sRe + sIm * sIm);
      state.currentRe[through] = by * (iRe[k]! * sRe - iIm[k]! * sIm);
      state.currentIm[through] = by * (iRe[k]! * sIm + iIm[k]! * sRe);
    }
  };

  return (state) => {
    begin(state);
    let nearest = Number.POSITIVE_INFINITY;
    for (let sweep = 1; sweep <= MAX_SWEEPS; sweep++) {
      const left = controls.length === 0 ? 0 : control(state);
      backward();
      const error = Math.max(forward(), left);
      state.iterations = sweep;
      if (error < nearest) {
        nearest = error;
        state.mismatch = Math.sqrt(error);
        state.worstBus = order[worstAt]!;
        state.worstVm = tap[worstAt]! * Math.sqrt(vRe[worstAt]! * vRe[worstAt]! + vIm[worstAt]! * vIm[worstAt]!);
      }
      if (error <= TOLERANCE * TOLERANCE) {
        end(state);
        return true;
      }
      // A voltage that has run away never comes back.
      if (!(error < 1e12)) return false;
    }
    return false;
  };
}
