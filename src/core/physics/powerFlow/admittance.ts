import type { PowerNetwork } from './powerNetwork.ts';

/** The bus admittance matrix by rows; every row has its diagonal. */
export interface Admittance {
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly g: Float64Array;
  readonly b: Float64Array;
}

/**
 * Y of I = Y V. A branch of series admittance y, half shunts h and tap t adds
 *   Y_ff += (y + h) / |t|^2,  Y_ft -= y / conj(t),  Y_tf -= y / t,  Y_tt += y + h
 */
export function admittance(network: PowerNetwork): Admittance {
  const rows = network.buses.map((_, k) => new Map([[k, { g: network.gBus[k]!, b: network.bBus[k]! }]]));
  const add = (row: number, column: number, g: number, b: number): void => {
    const met = rows[row]!.get(column) ?? { g: 0, b: 0 };
    rows[row]!.set(column, { g: met.g + g, b: met.b + b });
  };
  for (let k = 0; k < network.branches.length; k++) {
    const [f, t, r, x] = [network.from[k]!, network.to[k]!, network.r[k]!, network.x[k]!];
    const [re, im, gHalf, bHalf] = [network.tapRe[k]!, network.tapIm[k]!, network.gHalf[k]!, network.bHalf[k]!];
    const g = r / (r * r + x * x);
    const b = -x / (r * r + x * x);
    const square = re * re + im * im;
    add(f, f, (g + gHalf) / square, (b + bHalf) / square);
    add(t, t, g + gHalf, b + bHalf);
    // 1 / conj(t) = t / |t|^2 and 1 / t = conj(t) / |t|^2.
    add(f, t, -(g * re - b * im) / square, -(g * im + b * re) / square);
    add(t, f, -(g * re + b * im) / square, -(b * re - g * im) / square);
  }
  const sorted = rows.map((row) => [...row].sort(([a], [b]) => a - b));
  const start = new Int32Array(rows.length + 1);
  sorted.forEach((row, k) => {
    start[k + 1] = start[k]! + row.length;
  });
  const flat = sorted.flat();
  return {
    start,
    column: Int32Array.from(flat, ([column]) => column),
    g: Float64Array.from(flat, ([, y]) => y.g),
    b: Float64Array.from(flat, ([, y]) => y.b),
  };
}
