import { sunColumns } from '../core/physics/sun.ts';
import { type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { type ClearSamples, clearSamples, type Place } from './generateClearSky.ts';
import { HOUR_MS } from './generateHours.ts';
import type { SkyYear } from './generateSky.ts';

/** The beam never exceeds this times that of a clear sky. */
const BRIGHTEST_BEAM = 1.1;
/** Samples an interval, none longer than a quarter of an hour. */
const samplesOf = (step_s: number): number => Math.ceil(step_s / 900);

export interface IrradianceColumns {
  readonly ghi_W_per_m2: Float64Array;
  readonly dni_W_per_m2: Float64Array;
  readonly dhi_W_per_m2: Float64Array;
}

/**
 * Irradiance on a grid under the clouds of its years: the index and the diffuse share run straight between the hours'
 * middles, the clear sky by quarter-hours or the step. The beam closes ghi = dni cos(zenith) + dhi with the house's sun
 * at each interval, and stays below `BRIGHTEST_BEAM` of the clear sky's; what a low sun would make of it stays diffuse.
 */
export function irradianceOn(
  grid: TimeGrid,
  site: Place,
  turbidity: number,
  years: readonly SkyYear[],
): IrradianceColumns {
  const n = samplesOf(grid.step_s);
  const samples: TimeGrid = { start_ms: grid.start_ms, step_s: grid.step_s / n, length: grid.length * n };
  const clear = clearOver(samples, years) ?? clearSamples(samples, site, turbidity);
  const { up } = sunColumns(grid, site);
  const column = (): Float64Array => new Float64Array(grid.length);
  const ghi_W_per_m2 = column();
  const dni_W_per_m2 = column();
  const dhi_W_per_m2 = column();
  let y = 0;
  for (let i = 0; i < grid.length; i++) {
    let ghi = 0;
    let dhi = 0;
    let most = 0;
    for (let s = i * n; s < i * n + n; s++) {
      if (clear.ghi[s] === 0) continue;
      const middle_ms = timeAt(samples, s) + samples.step_s * 500;
      while (y + 1 < years.length && middle_ms >= years[y + 1]!.year.start_ms) y++;
      const { year, index, diffuse } = years[y]!;
      const at = (middle_ms - year.start_ms) / HOUR_MS - 0.5;
      const k = Math.floor(at);
      const low = k < 0 ? 0 : k;
      const high = k + 1 < year.length ? k + 1 : year.length - 1;
      const bright = clear.ghi[s]! * (index[low]! + (at - k) * (index[high]! - index[low]!));
      ghi += bright / n;
      dhi += (bright * (diffuse[low]! + (at - k) * (diffuse[high]! - diffuse[low]!))) / n;
      most += (BRIGHTEST_BEAM * clear.dni[s]!) / n;
    }
    const cos = up[i]!;
    const dni = cos > 0 ? Math.min((ghi - dhi) / cos, most) : 0;
    ghi_W_per_m2[i] = ghi;
    dni_W_per_m2[i] = dni;
    dhi_W_per_m2[i] = ghi - (cos > 0 ? dni * cos : 0);
  }
  return { ghi_W_per_m2, dni_W_per_m2, dhi_W_per_m2 };
}

/** The clear sky of quarter-hours that the years have already; undefined for samples that lie otherwise. */
function clearOver(samples: TimeGrid, years: readonly SkyYear[]): ClearSamples | undefined {
  if (samples.step_s !== 900) return undefined;
  const column = (): Float64Array => new Float64Array(samples.length);
  const out = { ghi: column(), beam: column(), dni: column(), outside: column() };
  for (const { year, clear } of years) {
    const shift = (samples.start_ms - year.start_ms) / 900_000;
    if (!Number.isInteger(shift)) return undefined;
    const from = Math.max(0, shift);
    const to = Math.min(clear.ghi.length, shift + samples.length);
    for (const name of ['ghi', 'beam', 'dni', 'outside'] as const)
      out[name].set(clear[name].subarray(from, to), from - shift);
  }
  return out;
}
