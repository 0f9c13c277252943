import type { Environment } from '../environment.ts';
import { airMass } from './irradiance.ts';
import { sunColumns } from './sun.ts';
import { cosIncidence, groundDiffuse, hayDaviesSky, isotropicSky, type Plane, perezSky } from './transposition.ts';

export const SKY_MODELS = ['perez', 'hayDavies', 'isotropic'] as const;
export type SkyModel = (typeof SKY_MODELS)[number];

/** Light on a tilted plane, a value per interval. */
export interface LightOnPlane {
  readonly beam_W_per_m2: Float64Array;
  /** Of the sky and of the ground. */
  readonly diffuse_W_per_m2: Float64Array;
  /** Cosine of the angle of incidence of the beam; 0 at night, negative with the sun behind the plane. */
  readonly cosAoi: Float64Array;
}

/** Turns the weather's three irradiances to a plane. */
export function lightOnPlane(env: Environment, plane: Plane, albedo: number, model: SkyModel): LightOnPlane {
  const sun = sunColumns(env.grid, env.site);
  const ghi = env.weather('ghi_W_per_m2');
  const dni = env.weather('dni_W_per_m2');
  const dhi = env.weather('dhi_W_per_m2');
  const { length } = env.grid;
  const beam_W_per_m2 = new Float64Array(length);
  const diffuse_W_per_m2 = new Float64Array(length);
  const cosines = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const up = sun.up[i]!;
    let sky = 0;
    if (up > 0) {
      const extra = sun.extraterrestrial_W_per_m2[i]!;
      const cosAoi = cosIncidence(plane, sun.east[i]!, sun.north[i]!, up);
      const zenith_deg = sun.zenith_deg[i]!;
      cosines[i] = cosAoi;
      beam_W_per_m2[i] = cosAoi > 0 ? dni[i]! * cosAoi : 0;
      sky =
        model === 'perez'
          ? perezSky(dhi[i]!, dni[i]!, extra, airMass(up, zenith_deg), zenith_deg, up, cosAoi, plane)
          : model === 'hayDavies'
            ? hayDaviesSky(dhi[i]!, dni[i]!, extra, up, cosAoi, plane)
            : isotropicSky(dhi[i]!, plane);
    } else sky = isotropicSky(dhi[i]!, plane);
    diffuse_W_per_m2[i] = sky + groundDiffuse(ghi[i]!, albedo, plane);
  }
  return { beam_W_per_m2, diffuse_W_per_m2, cosAoi: cosines };
}
