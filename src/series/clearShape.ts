import { exp, pow } from '../core/math.ts';
import { sunColumns } from '../core/physics/sun.ts';
import { endOf, type TimeGrid } from '../core/timeGrid.ts';
import type { Position } from './clockEvidence.ts';
import type { IRRADIANCE_COLUMNS } from './weatherTable.ts';

/** Longest cell in which the sun is taken to stand still. */
const CELL_s = 900;
/** Cells worked on at once. */
const BATCH = 50_000;
/** An interval brighter than this multiple of the clear sky owes it to something else (a cloud's edge, a wrong clock). */
const BRIGHTEST = 1.5;

type Irradiance = (typeof IRRADIANCE_COLUMNS)[number];

/**
 * Clear-sky irradiance by the sine `up` of the sun's elevation: global after Haurwitz, J. Meteorol. 2 (1945) 154, and
 * the beam after Meinel and Meinel, "Applied Solar Energy" (1976), with the air mass of Rozenberg (1966). Diffuse
 * light follows the global's shape. Only the shape within an interval is used.
 */
function clear_W_per_m2(column: Irradiance, up: number): number {
  if (up <= 1e-3) return 0;
  if (column !== 'dni_W_per_m2') return 1098 * up * exp(-0.057 / up);
  return 1353 * pow(0.7, pow(1 / (up + 0.025 * exp(-11 * up)), 0.678));
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The largest cell that fits both grids, their difference in phase and the sun's motion. */
function cellOf(from: TimeGrid, grid: TimeGrid): number {
  const phase_s = Math.abs(grid.start_ms - from.start_ms) / 1000;
  const common = divisor(divisor(from.step_s, grid.step_s), phase_s);
  for (let parts = Math.ceil(common / CELL_s); ; parts++) if (common % parts === 0) return common / parts;
}

/** Columns that share their intervals, by name. */
export type IrradianceColumns = Partial<Record<Irradiance, Float64Array>>;

/**
 * Means over a grid's intervals of irradiance given as means over other intervals. Within each of those it is shared out
 * in proportion to the clear sky, so that its mean stays and none falls before sunrise; what is brighter than the clear
 * sky can explain is shared out evenly.
 */
export function shapedMeans(
  columns: IrradianceColumns,
  from: TimeGrid,
  grid: TimeGrid,
  place: Position,
): Record<string, Float64Array> {
  const cell_s = cellOf(from, grid);
  const perSource = from.step_s / cell_s;
  const perStep = grid.step_s / cell_s;
  // Cells counted from the grid's start; interval k of the source begins at cell `phase + k * perSource`.
  const phase = (from.start_ms - grid.start_ms) / 1000 / cell_s;
  const first = Math.floor(-phase / perSource);
  const last = Math.ceil((endOf(grid) - from.start_ms) / (from.step_s * 1000));
  const batch = Math.max(1, Math.floor(BATCH / perSource));
  const outs = Object.entries(columns).map(
    ([name, values]) => [name as Irradiance, values, new Float64Array(grid.length)] as const,
  );
  const clear = new Float64Array(perSource);
  for (let k0 = first; k0 < last; k0 += batch) {
    const count = Math.min(batch, last - k0);
    const start_ms = from.start_ms + k0 * from.step_s * 1000;
    const { up, upShare } = sunColumns({ start_ms, step_s: cell_s, length: count * perSource }, place);
    for (const [name, values, out] of outs) {
      for (let k = k0; k < k0 + count; k++) {
        const value = values[k < 0 ? 0 : k >= values.length ? values.length - 1 : k]!;
        if (value === 0) continue;
        const at = (k - k0) * perSource;
        let sum = 0;
        for (let c = 0; c < perSource; c++) {
          clear[c] = upShare[at + c]! > 0 ? clear_W_per_m2(name, up[at + c]!) * upShare[at + c]! : 0;
          sum += clear[c]!;
        }
        const share = sum > 0 ? Math.min(BRIGHTEST, (value * perSource) / sum) : 0;
        const rest = Math.max(0, value - (share * sum) / perSource);
        for (let c = 0; c < perSource; c++) {
          const step = Math.floor((phase + k * perSource + c) / perStep);
          if (step >= 0 && step < out.length) out[step] = out[step]! + (share * clear[c]! + rest) / perStep;
        }
      }
    }
  }
  return Object.fromEntries(outs.map(([name, , out]) => [name, out]));
}
