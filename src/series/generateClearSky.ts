import { exp } from '../core/math.ts';
import { type ClearSky, ineichen } from '../core/physics/clearSky.ts';
import { airMass } from '../core/physics/irradiance.ts';
import { sunColumns } from '../core/physics/sun.ts';
import type { TimeGrid } from '../core/timeGrid.ts';

export interface Place {
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly altitude_m: number;
}

/** The clear sky at every sample; irradiances on the horizontal, means over the sample. */
export interface ClearSamples {
  readonly ghi: Float64Array;
  readonly beam: Float64Array;
  readonly dni: Float64Array;
  readonly outside: Float64Array;
}

export function clearSamples(grid: TimeGrid, site: Place, turbidity: number): ClearSamples {
  const { up, upShare, zenith_deg, extraterrestrial_W_per_m2 } = sunColumns(grid, site);
  const column = (): Float64Array => new Float64Array(grid.length);
  const out = { ghi: column(), beam: column(), dni: column(), outside: column() };
  const sky: ClearSky = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 };
  const air = exp(-site.altitude_m / 8435);
  for (let i = 0; i < grid.length; i++) {
    const share = upShare[i]!;
    if (share === 0 || !(up[i]! > 0)) continue;
    const mass = air * airMass(up[i]!, zenith_deg[i]!);
    ineichen(up[i]!, mass, turbidity, site.altitude_m, extraterrestrial_W_per_m2[i]!, sky);
    out.ghi[i] = share * sky.ghi_W_per_m2;
    out.dni[i] = share * sky.dni_W_per_m2;
    out.beam[i] = share * sky.dni_W_per_m2 * up[i]!;
    out.outside[i] = share * extraterrestrial_W_per_m2[i]! * up[i]!;
  }
  return out;
}
