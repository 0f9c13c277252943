import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { Environment } from '../core/environment.ts';
import { airMass } from '../core/physics/irradiance.ts';
import {
  combinedLoss,
  faimanCell_degC,
  MOUNTINGS,
  PVWATTS_INVERTER,
  PVWATTS_LOSSES,
  sandiaCell_degC,
} from '../core/physics/photovoltaic.ts';
import { sunColumns } from '../core/physics/sun.ts';
import {
  ashraeIam,
  cosIncidence,
  type Glass,
  glassIam,
  glassOf,
  groundDiffuse,
  hayDaviesSky,
  isotropicSky,
  type Plane,
  perezSky,
  planeOf,
} from '../core/physics/transposition.ts';

const share = (name: keyof typeof PVWATTS_LOSSES): z.ZodDefault<z.ZodNumber> =>
  z.number().min(0).lt(1).default(PVWATTS_LOSSES[name]);

export const PvParams = z
  .strictObject({
    rated_kWp: z.number().positive().describe('DC power of the modules at 1000 W/m2 and 25 degC'),
    tilt_deg: z.number().min(0).max(90).default(20).describe('0 lies flat. ASSUMED 20'),
    azimuth_deg: z
      .number()
      .min(0)
      .max(360)
      .optional()
      .describe('clockwise from north; unless said it faces the equator: 180 north of it, 0 south of it. ASSUMED'),
    albedo: z.number().min(0).max(1).default(0.2).describe('of the ground or roof before the modules. FOUND: PVWatts'),
    transposition: z
      .enum(['perez', 'hayDavies', 'isotropic'])
      .default('perez')
      .describe('model of the sky. FOUND: PVWatts takes Perez'),
    glass: z
      .enum(['physical', 'ashrae', 'none'])
      .default('physical')
      .describe('reflection of the beam at flat angles: Fresnel, one number, or none'),
    iamDiffuse: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe(
        'share of diffuse light passing the glass. FOUND: PVWatts 5 takes 1; integrated over the sky about 0.96',
      ),
    etaModule: z
      .number()
      .gt(0)
      .lt(0.5)
      .default(0.205)
      .describe('at standard conditions; sets the area only. FOUND: DEA catalogue, roof'),
    gamma_per_K: z
      .number()
      .min(-0.01)
      .max(0)
      .default(-0.0035)
      .describe('change of power with cell temperature. ASSUMED: typical crystalline silicon'),
    mounting: z
      .enum(['openRack', 'openRackGlass', 'closeRoof', 'insulatedBack'])
      .default('openRack')
      .describe('sets the cell temperature. FOUND: Sandia SAND2004-3535'),
    heatLoss_W_per_m2K: z.number().positive().optional().describe("Faiman's u0, in place of `mounting`"),
    windHeatLoss_Ws_per_m3K: z.number().nonnegative().default(0).describe("Faiman's u1, with `heatLoss_W_per_m2K`"),
    dcAcRatio: z
      .number()
      .positive()
      .default(1.1)
      .describe('DC rating over the AC rating of the inverter. FOUND: DEA catalogue, roof'),
    etaInverter: z.number().gt(0.5).max(0.995).default(0.96).describe('at its rating. FOUND: PVWatts'),
    losses: z
      .strictObject({
        soiling: share('soiling'),
        shading: share('shading'),
        snow: share('snow'),
        mismatch: share('mismatch'),
        wiring: share('wiring'),
        connections: share('connections'),
        lightInduced: share('lightInduced'),
        nameplate: share('nameplate'),
        age: share('age'),
        availability: share('availability'),
      })
      .prefault({})
      .describe('shares lost one after the other between cells and inverter, 14.08 % together. FOUND: PVWatts 5'),
    degradation_per_a: z.number().min(0).max(0.1).default(0.004).describe('of power. FOUND: DEA catalogue'),
    age_a: z.number().min(0).max(60).default(0).describe('age of the modules in the run'),
  })
  .refine((p) => p.windHeatLoss_Ws_per_m3K === 0 || p.heatLoss_W_per_m2K !== undefined, {
    path: ['windHeatLoss_Ws_per_m3K'],
    message: 'expected heatLoss_W_per_m2K beside it',
  })
  .refine((p) => p.degradation_per_a * p.age_a < 1, { path: ['age_a'], message: 'expected power left at this age' });
export type PvParams = z.infer<typeof PvParams>;

interface Pv extends PvParams {
  readonly plane: Plane;
  readonly cover: Glass;
  /** Area of the modules, in 1000 m2: W/m2 times it gives kW. */
  readonly area: number;
  /** Share lost between cells and inverter, and kept. */
  readonly lost: number;
  /** AC rating, kW, and the inverter's parabola: AC = (quadratic DC + linear) DC - idle. */
  readonly ac_kW: number;
  readonly quadratic_per_kW: number;
  readonly linear: number;
  readonly idle_kW: number;
}

/**
 * Photovoltaic array of the PVWatts class, from plane-of-array irradiance to the meter:
 *   sun = G A,   DC = sun * optics * eta (1 + gamma (Tcell - 25)) (1 - losses),   AC = min(parabola(DC), rating)
 * Sky light by Perez (1990), Hay-Davies or evenly; the beam through glass by Fresnel; cells by Sandia or Faiman. The
 * boundary is the real light on the area, so conversion at the efficiency of the moment is by far the largest loss and no
 * loss is negative in the cold. It draws nothing at night; a `curtailment` on the bus may cut it.
 * @see Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014)
 */
export const pv = defineKind<PvParams, Pv, typeof PvParams>({
  kind: 'pv',
  summary: 'Photovoltaic array with inverter on a fixed plane',
  validity: {
    text: 'fixed planes; no shading by surroundings but the loss share, no spectrum, steady cell temperature (some minutes)',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: PvParams,
  example: { rated_kWp: 100, tilt_deg: 15 },
  ports: () => ({ electricity: { carrier: 'electricity', flow: 'out' } }),
  role: 'fixed',
  leads: () => [],
  signals: [
    'sun_kW',
    'reflectionLoss_kW',
    'conversionLoss_kW',
    'systemLoss_kW',
    'inverterLoss_kW',
    'clippingLoss_kW',
    'dc_kW',
    'poa_W_per_m2',
    'cell_degC',
  ],
  states: [],
  inputs: ['available', 'poa_W_per_m2', 'optics', 'cell_degC'],
  inputRange: { optics: [0, 1], cell_degC: [-60, 120] },
  prepare(p, { site }) {
    const ac_kW = p.rated_kWp / p.dcAcRatio;
    const full_kW = ac_kW / p.etaInverter;
    const ratio = p.etaInverter / PVWATTS_INVERTER.reference;
    return {
      ...p,
      plane: planeOf(p.tilt_deg, p.azimuth_deg ?? (site.latitude_deg < 0 ? 0 : 180)),
      cover: glassOf(),
      area: p.rated_kWp / p.etaModule / 1000,
      lost: combinedLoss([...Object.values(p.losses), p.degradation_per_a * p.age_a]),
      ac_kW,
      quadratic_per_kW: (ratio * PVWATTS_INVERTER.quadratic) / full_kW,
      linear: ratio * PVWATTS_INVERTER.linear,
      idle_kW: -ratio * PVWATTS_INVERTER.constant * full_kW,
    };
  },
  initial: () => [],
  series: light,
  limits() {},
  invert() {},
  step(q, _x, w, _u, _dt_h, _next, y) {
    const sun_kW = w[0]! * w[1]! * q.area;
    const absorbed_kW = sun_kW * w[2]!;
    const eta = Math.max(0, q.etaModule * (1 + q.gamma_per_K * (w[3]! - 25)));
    const cells_kW = absorbed_kW * eta;
    const dc_kW = cells_kW * (1 - q.lost);
    const open_kW = (q.quadratic_per_kW * dc_kW + q.linear) * dc_kW - q.idle_kW;
    y[0] = open_kW <= 0 ? 0 : open_kW > q.ac_kW ? q.ac_kW : open_kW;
    y[1] = sun_kW;
    y[2] = sun_kW * (1 - w[2]!);
    y[3] = absorbed_kW * (1 - eta);
    y[4] = cells_kW * q.lost;
    // Too little light to cover the inverter's own need: it sleeps, and what the modules give is lost.
    y[5] = open_kW <= 0 ? dc_kW : (1 - q.linear - q.quadratic_per_kW * dc_kW) * dc_kW + q.idle_kW;
    y[6] = open_kW > q.ac_kW ? open_kW - q.ac_kW : 0;
    y[7] = dc_kW;
    y[8] = w[1]!;
    y[9] = w[3]!;
  },
  balance: () => ({
    energy: {
      boundary: { sun_kW: 1 },
      losses: {
        reflectionLoss_kW: 1,
        conversionLoss_kW: 1,
        systemLoss_kW: 1,
        inverterLoss_kW: 1,
        clippingLoss_kW: 1,
      },
    },
  }),
  products: ['electricity'],
  size: (q) => q.rated_kWp,
  sizeName: 'rated_kWp',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 3200,
    fixedOm_per_a: 0.012,
    variableOm_money_per_kWh: 0,
    life_a: 35,
    source: 'ASSUMED 3.2 CNY/W before VAT and 1.2 % a year; life FOUND: DEA catalogue',
  },
  kpis: (q, t) => ({
    specificYield_kWh_per_kWp: t.sum('electricity_kW') / q.rated_kWp,
    capacityFactor: t.sum('electricity_kW') / (q.ac_kW * t.hours_h),
    performanceRatio: ratio(t.sum('electricity_kW'), (q.rated_kWp * t.sum('poa_W_per_m2')) / 1000),
    poa_kWh_per_m2: t.sum('poa_W_per_m2') / 1000,
    clipped_kWh: t.sum('clippingLoss_kW'),
  }),
});

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Light on the plane, share of it that passes the glass, and cell temperature, for every interval. */
function light(q: Pv, env: Environment): Record<string, Float64Array> {
  const sun = sunColumns(env.grid, env.site);
  const ghi = env.weather('ghi_W_per_m2');
  const dni = env.weather('dni_W_per_m2');
  const dhi = env.weather('dhi_W_per_m2');
  const ambient = env.weather('ambient_degC');
  const wind = env.weather('wind_m_per_s');
  const { plane, cover, albedo, iamDiffuse, transposition, glass } = q;
  const { length } = env.grid;
  const poa_W_per_m2 = new Float64Array(length);
  const optics = new Float64Array(length).fill(1);
  const cell_degC = Float64Array.from(ambient);
  const u0 = q.heatLoss_W_per_m2K;
  const mounting = MOUNTINGS[q.mounting];
  for (let i = 0; i < length; i++) {
    const up = sun.up[i]!;
    let sky = 0;
    let beam = 0;
    let cosAoi = 0;
    if (up > 0) {
      const extra = sun.extraterrestrial_W_per_m2[i]!;
      cosAoi = cosIncidence(plane, sun.east[i]!, sun.north[i]!, up);
      beam = cosAoi > 0 ? dni[i]! * cosAoi : 0;
      const zenith_deg = sun.zenith_deg[i]!;
      sky =
        transposition === 'perez'
          ? perezSky(dhi[i]!, dni[i]!, extra, airMass(up, zenith_deg), zenith_deg, up, cosAoi, plane)
          : transposition === 'hayDavies'
            ? hayDaviesSky(dhi[i]!, dni[i]!, extra, up, cosAoi, plane)
            : isotropicSky(dhi[i]!, plane);
    } else sky = isotropicSky(dhi[i]!, plane);
    const diffuse = sky + groundDiffuse(ghi[i]!, albedo, plane);
    const poa = beam + diffuse;
    if (poa <= 0) continue;
    const passes =
      beam > 0 ? (glass === 'physical' ? glassIam(cosAoi, cover) : glass === 'ashrae' ? ashraeIam(cosAoi) : 1) : 0;
    poa_W_per_m2[i] = poa;
    optics[i] = (beam * passes + diffuse * iamDiffuse) / poa;
    cell_degC[i] =
      u0 === undefined
        ? sandiaCell_degC(poa, ambient[i]!, wind[i]!, mounting)
        : faimanCell_degC(poa, ambient[i]!, wind[i]!, u0, q.windHeatLoss_Ws_per_m3K);
  }
  return { poa_W_per_m2, optics, cell_degC };
}
