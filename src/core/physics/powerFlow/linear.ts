import { blockLu } from './blockLu.ts';
import type { PowerNetwork } from './powerNetwork.ts';
import type { Walk } from './topology.ts';

export interface DcSolution {
  readonly va_rad: Float64Array;
  /** Into each branch at its `from` end; as much leaves at its other end. */
  readonly flow: Float64Array;
}

/**
 * DC power flow: all voltages 1 p.u., no resistance, small angles; a branch then carries (theta_f - theta_t - shift) / (x
 * ratio), and conductances of buses draw their power. For plans and first guesses; allocates.
 * @see Stott, Jardim and Alsac, IEEE Trans. Power Syst. 24 (2009) 1290, doi:10.1109/TPWRS.2009.2021235
 */
export function dcPowerFlow(network: PowerNetwork, p: ArrayLike<number>, slackAngle_rad = 0): DcSolution {
  const { buses, branches, slack } = network;
  const unknown = buses.map((_, k) => (k < slack ? k : k - 1));
  const neighbours = buses.slice(1).map(() => new Set<number>());
  for (const { from, to } of branches) {
    if (from === slack || to === slack) continue;
    neighbours[unknown[from]!]!.add(unknown[to]!);
    neighbours[unknown[to]!]!.add(unknown[from]!);
  }
  const lu = blockLu(neighbours);
  const right = new Float64Array(2 * neighbours.length);
  const add = (row: number, column: number, b: number): void => {
    if (row === slack) return;
    if (column === slack) right[2 * unknown[row]!]! -= b * slackAngle_rad;
    else lu.values[lu.slot(unknown[row]!, unknown[column]!)]! += b;
  };
  buses.forEach((_, k) => {
    if (k === slack) return;
    right[2 * unknown[k]!]! += p[k]! - network.gBus[k]!;
    // The second number of each bus is idle.
    lu.values[lu.slot(unknown[k]!, unknown[k]!) + 3] = 1;
  });
  const susceptance = branches.map(({ x, ratio }) => 1 / (x * (ratio ?? 1)));
  branches.forEach(({ from, to, shift_rad }, k) => {
    const b = susceptance[k]!;
    for (const [row, column] of [
      [from, to],
      [to, from],
    ] as const) {
      add(row, row, b);
      add(row, column, -b);
      if (row !== slack) right[2 * unknown[row]!]! += (row === from ? 1 : -1) * b * (shift_rad ?? 0);
    }
  });
  if (!lu.factor()) throw new RangeError('the DC power flow is singular: a bus has no path to the slack');
  lu.solve(right);
  const va_rad = Float64Array.from(buses, (_, k) => (k === slack ? slackAngle_rad : right[2 * unknown[k]!]!));
  return {
    va_rad,
    flow: Float64Array.from(
      branches,
      ({ from, to, shift_rad }, k) => susceptance[k]! * (va_rad[from]! - va_rad[to]! - (shift_rad ?? 0)),
    ),
  };
}

/**
 * Linearised DistFlow of a radial network without transformers off their ratio: no losses, so that each branch carries
 * what lies beyond it, and V_child^2 = V_parent^2 - 2 (r P + x Q). Returns the voltages.
 * @see Baran and Wu, IEEE Trans. Power Deliv. 4 (1989) 1401, doi:10.1109/61.25627
 */
export function linearDistFlow(
  network: PowerNetwork,
  { order, parent, branch }: Walk,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  slackVm: number,
): Float64Array {
  const active = Float64Array.from(p, (v) => -v);
  const reactive = Float64Array.from(q, (v) => -v);
  for (let k = order.length - 1; k > 0; k--) {
    const bus = order[k]!;
    active[parent[bus]!]! += active[bus]!;
    reactive[parent[bus]!]! += reactive[bus]!;
  }
  const square = new Float64Array(active.length).fill(slackVm * slackVm);
  for (const bus of order.subarray(1)) {
    const through = branch[bus]!;
    square[bus] =
      square[parent[bus]!]! - 2 * (network.r[through]! * active[bus]! + network.x[through]! * reactive[bus]!);
  }
  return square.map(Math.sqrt);
}
