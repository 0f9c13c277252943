import { cos, sin } from '../../math.ts';
import { admittance } from './admittance.ts';
import { blockLu } from './blockLu.ts';
import { reactiveAt, slopeAt, type VoltageControl } from './inverter.ts';
import { type PowerNetwork, type PowerState, TOLERANCE } from './powerNetwork.ts';
import type { Solve } from './sweep.ts';

const MAX_ITERATIONS = 40;
/** Longest step of an angle (rad) and of a voltage (as a part of it): a longer one would leave the region of the start. */
const LONGEST = { angle: 1, voltage: 0.3 };
/** Rounding of a sum of powers, as a part of a bus's admittance. */
const ROUNDING = 8 * 2.220446049250313e-16;

/**
 * Newton-Raphson in polar form, on the whole Jacobian factored anew in each iteration:
 *   [dP/dtheta  V dP/dV; dQ/dtheta  V dQ/dV] [dtheta; dV / V] = [P' - P; Q' - Q]
 * where P + jQ = V conj(Y V). At a bus that holds its voltage the second row is dV = 0. A device of Q(V) adds to Q' and
 * its slope to the Jacobian. Nothing is allocated after set-up. Islands and loops are whatever they are: every bus must
 * have a path to the slack.
 * @see Tinney and Hart, IEEE Trans. PAS-86 (1967) 1449, doi:10.1109/TPAS.1967.291823
 */
export function newtonSolver(network: PowerNetwork, controls: readonly VoltageControl[] = []): Solve {
  const { buses, slack } = network;
  const n = buses.length;
  const y = admittance(network);
  // Unknowns are the buses but the slack, in order.
  const unknown = Int32Array.from(buses, (_, k) => (k < slack ? k : k - 1));
  const rows = buses.flatMap((_, k) => (k === slack ? [] : [k]));
  const lu = blockLu(
    rows.map(
      (row) =>
        new Set(
          [...y.column.subarray(y.start[row]!, y.start[row + 1]!)].flatMap((c) => (c === slack ? [] : [unknown[c]!])),
        ),
    ),
  );
  const { values } = lu;
  /** Place of each admittance's block; -1 beside the slack. */
  const slots = new Int32Array(y.column.length).fill(-1);
  for (const row of rows)
    for (let k = y.start[row]!; k < y.start[row + 1]!; k++)
      if (y.column[k] !== slack) slots[k] = lu.slot(unknown[row]!, unknown[y.column[k]!]!);
  const holds = Uint8Array.from(buses, (bus) => (bus.role === 'pv' ? 1 : 0));
  let stiffest = 0;
  for (let k = 0; k < y.g.length; k++) stiffest = Math.max(stiffest, Math.hypot(y.g[k]!, y.b[k]!));
  const tolerance = Math.max(TOLERANCE, ROUNDING * stiffest);
  const right = new Float64Array(2 * (n - 1));
  const asked = new Float64Array(n);
  const slope = new Float64Array(n);

  const rectangular = ({ vm, va_rad, re, im }: PowerState): void => {
    for (let k = 0; k < n; k++) {
      re[k] = vm[k]! * cos(va_rad[k]!);
      im[k] = vm[k]! * sin(va_rad[k]!);
    }
  };

  const askedReactive = (state: PowerState): void => {
    asked.set(state.q);
    slope.fill(0);
    for (let d = 0; d < controls.length; d++) {
      const { bus, rated, curve } = controls[d]!;
      const vm = state.vm[bus]!;
      state.controlled[d] = rated * reactiveAt(curve, vm);
      asked[bus]! += state.controlled[d]!;
      slope[bus]! += rated * slopeAt(curve, vm) * vm;
    }
  };

  let worstAt = 0;
  /** Jacobian and right side at the state; returns the largest mismatch, `worstAt` being its bus. */
  const assemble = (state: PowerState): number => {
    const { re, im } = state;
    values.fill(0);
    let worst = 0;
    for (let i = 0; i < n; i++) {
      if (i === slack) continue;
      const e = re[i]!;
      const f = im[i]!;
      let active = 0;
      let reactive = 0;
      let diagonal = 0;
      let ownA = 0;
      let ownB = 0;
      for (let k = y.start[i]!; k < y.start[i + 1]!; k++) {
        const j = y.column[k]!;
        const iRe = y.g[k]! * re[j]! - y.b[k]! * im[j]!;
        const iIm = y.g[k]! * im[j]! + y.b[k]! * re[j]!;
        const a = e * iRe + f * iIm;
        const b = f * iRe - e * iIm;
        active += a;
        reactive += b;
        const at = slots[k]!;
        if (j === i) {
          diagonal = at;
          ownA = a;
          ownB = b;
        } else if (at >= 0) {
          values[at] = b;
          values[at + 1] = a;
          if (holds[i] === 1) continue;
          values[at + 2] = -a;
          values[at + 3] = b;
        }
      }
      values[diagonal] = ownB - reactive;
      values[diagonal + 1] = active + ownA;
      const row = 2 * unknown[i]!;
      const dP = state.p[i]! - active;
      right[row] = dP;
      let size = dP < 0 ? -dP : dP;
      if (holds[i] === 1) {
        values[diagonal + 3] = 1;
        right[row + 1] = 0;
        state.q[i] = reactive;
      } else {
        values[diagonal + 2] = active - ownA;
        values[diagonal + 3] = reactive + ownB - slope[i]!;
        const dQ = asked[i]! - reactive;
        right[row + 1] = dQ;
        if (dQ > size) size = dQ;
        else if (-dQ > size) size = -dQ;
      }
      if (!(size <= worst)) {
        worst = size;
        worstAt = i;
      }
    }
    return worst;
  };

  const move = (state: PowerState): void => {
    let scale = 1;
    for (let k = 0; k < n - 1; k++) {
      const angle = Math.abs(right[2 * k]!);
      const voltage = Math.abs(right[2 * k + 1]!);
      if (angle * scale > LONGEST.angle) scale = LONGEST.angle / angle;
      if (voltage * scale > LONGEST.voltage) scale = LONGEST.voltage / voltage;
    }
    for (let k = 0; k < n - 1; k++) {
      const bus = k < slack ? k : k + 1;
      state.va_rad[bus]! += scale * right[2 * k]!;
      state.vm[bus]! *= 1 + scale * right[2 * k + 1]!;
    }
  };

  const currents = (state: PowerState): void => {
    const { re, im } = state;
    for (let k = 0; k < network.branches.length; k++) {
      const f = network.from[k]!;
      const t = network.to[k]!;
      const tRe = network.tapRe[k]!;
      const tIm = network.tapIm[k]!;
      const square = tRe * tRe + tIm * tIm;
      const dRe = (re[f]! * tRe + im[f]! * tIm) / square - re[t]!;
      const dIm = (im[f]! * tRe - re[f]! * tIm) / square - im[t]!;
      const r = network.r[k]!;
      const x = network.x[k]!;
      const by = 1 / (r * r + x * x);
      state.currentRe[k] = by * (dRe * r + dIm * x);
      state.currentIm[k] = by * (dIm * r - dRe * x);
    }
  };

  return (state) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let iteration = 0; iteration <= MAX_ITERATIONS; iteration++) {
      rectangular(state);
      askedReactive(state);
      const error = assemble(state);
      state.iterations = iteration;
      if (error < nearest) {
        nearest = error;
        state.mismatch = error;
        state.worstBus = worstAt;
        state.worstVm = state.vm[worstAt]!;
      }
      if (error <= tolerance) {
        currents(state);
        return true;
      }
      if (!Number.isFinite(error) || !lu.factor()) return false;
      lu.solve(right);
      move(state);
    }
    return false;
  };
}
