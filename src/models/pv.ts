import { defineKind } from '../core/component.ts';
import type { Environment } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { linearFixed } from '../core/linearise.ts';
import {
  combinedLoss,
  faimanCell_degC,
  MOUNTINGS,
  PVWATTS_INVERTER,
  sandiaCell_degC,
} from '../core/physics/photovoltaic.ts';
import { lightOnPlane } from '../core/physics/planeOfArray.ts';
import { ashraeIam, type Glass, glassIam, glassOf, type Plane, planeOf } from '../core/physics/transposition.ts';
import { formatUtc, type TimeGrid, timeAt, utcMs } from '../core/timeGrid.ts';
import {
  activeShare,
  heed,
  heededStates,
  mostBeside_kW,
  type Reactive,
  reactiveBy,
  reactiveOf_kvar,
  tooSmall,
} from './powerFactor.ts';
import { PvParams } from './pvParams.ts';

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
  /** Most that it gives: at its terminals, on a DC bus without limit. */
  readonly most_kW: number;
  readonly reactive: Reactive;
  readonly since_ms: number | undefined;
}

const YEAR_ms = 365.2425 * 86_400_000;

/**
 * Photovoltaic array of the PVWatts class, from plane-of-array irradiance to the meter:
 *   sun = G A,   DC = sun * optics * eta (1 + gamma (Tcell - 25)) (1 - losses),   AC = min(parabola(DC), rating)
 * Sky light by Perez (1990), Hay-Davies or evenly; the beam through glass by Fresnel; cells by Sandia or Faiman. The
 * boundary is the real light on the area, so conversion at the efficiency of the moment is by far the largest loss and no
 * loss is negative in the cold. On a DC bus it gives DC times the tracker's efficiency, without clipping. Age takes a
 * share of the power, constant (`age_a`) or growing day by day from the date of commissioning. It draws nothing at night; a `curtailment` on the bus may cut it.
 * @see Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014)
 */
export const pv = defineKind<PvParams, Pv, typeof PvParams>({
  kind: 'pv',
  summary: 'Photovoltaic array on a fixed plane, with its inverter or on a DC bus',
  validity: {
    text: 'fixed planes; no shading by surroundings but the loss share, no spectrum, steady cell temperature (some minutes)',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: PvParams,
  example: { rated_kWp: 100, tilt_deg: 15 },
  ports: () => ({ electricity: { carrier: 'electricity', flow: 'out' } }),
  role: 'fixed',
  solutionArea: 'electrification',
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
    'reactive_kvar',
  ],
  states: heededStates,
  inputs: ['available', 'poa_W_per_m2', 'optics', 'cell_degC', 'ageLoss', 'voltage'],
  inputRange: { optics: [0, 1], cell_degC: [-60, 120], ageLoss: [0, 1], voltage: [0, 2] },
  senses: { voltage: 'voltage' },
  reactive: (p) => (p.coupling === 'ac' ? { electricity: 'reactive_kvar' } : {}),
  prepare(p, { site, grid }) {
    const since_ms = p.commissioned === undefined ? undefined : dateMs(p.commissioned);
    if (since_ms !== undefined && since_ms > grid.start_ms)
      throw new ConfigError([
        {
          file: '',
          path: 'commissioned',
          message: `${p.commissioned} is after the start of the run (${formatUtc(grid.start_ms)}); expected a date before it`,
        },
      ]);
    const isDc = p.coupling === 'dc';
    const ac_kW = p.rated_kWp / p.dcAcRatio;
    const rated_kVA = p.rated_kVA ?? ac_kW;
    const small = tooSmall(rated_kVA, ac_kW);
    if (small !== undefined) throw new ConfigError([{ file: '', path: 'rated_kVA', message: small }]);
    const full_kW = ac_kW / p.etaInverter;
    const ratio = p.etaInverter / PVWATTS_INVERTER.reference;
    return {
      ...p,
      plane: planeOf(p.tilt_deg, p.azimuth_deg ?? (site.latitude_deg < 0 ? 0 : 180)),
      cover: glassOf(),
      area: p.rated_kWp / p.etaModule / 1000,
      lost: combinedLoss([...Object.values(p.losses), p.degradation_per_a * p.age_a]),
      ac_kW,
      quadratic_per_kW: isDc ? 0 : (ratio * PVWATTS_INVERTER.quadratic) / full_kW,
      linear: isDc ? p.etaTracker : ratio * PVWATTS_INVERTER.linear,
      idle_kW: isDc ? 0 : -ratio * PVWATTS_INVERTER.constant * full_kW,
      most_kW: isDc ? Number.POSITIVE_INFINITY : Math.min(ac_kW, rated_kVA * activeShare(p)),
      reactive: reactiveBy(p, rated_kVA),
      since_ms,
    };
  },
  initial: (q) => heededStates(q).map(() => 1),
  series: light,
  limits() {},
  invert() {},
  step(q, x, w, _u, _dt_h, next, y) {
    const sun_kW = w[0]! * w[1]! * q.area;
    const absorbed_kW = sun_kW * w[2]!;
    const eta = Math.max(0, q.etaModule * (1 + q.gamma_per_K * (w[3]! - 25)));
    const cells_kW = absorbed_kW * eta;
    const dc_kW = cells_kW * (1 - q.lost) * (1 - w[4]!);
    const open_kW = (q.quadratic_per_kW * dc_kW + q.linear) * dc_kW - q.idle_kW;
    const voltage = heed(w[5]!, x, next);
    const beside_kW = mostBeside_kW(q.reactive, voltage);
    const most_kW = beside_kW < q.most_kW ? beside_kW : q.most_kW;
    y[0] = open_kW <= 0 ? 0 : open_kW > most_kW ? most_kW : open_kW;
    y[1] = sun_kW;
    y[2] = sun_kW * (1 - w[2]!);
    y[3] = absorbed_kW * (1 - eta);
    y[4] = cells_kW * (q.lost + (1 - q.lost) * w[4]!);
    // Too little light to cover the inverter's own need: it sleeps, and what the modules give is lost.
    y[5] = open_kW <= 0 ? dc_kW : (1 - q.linear - q.quadratic_per_kW * dc_kW) * dc_kW + q.idle_kW;
    y[6] = open_kW > most_kW ? open_kW - most_kW : 0;
    y[7] = dc_kW;
    y[8] = w[1]!;
    y[9] = w[3]!;
    y[10] = w[0]! > 0 ? reactiveOf_kvar(q.reactive, voltage, y[0]!) : 0;
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
  linear(q, window, model) {
    linearFixed(pv, q, window, model);
  },
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
    capacityFactor: t.sum('electricity_kW') / ((q.coupling === 'ac' ? q.ac_kW : q.rated_kWp) * t.hours_h),
    performanceRatio: ratio(t.sum('electricity_kW'), (q.rated_kWp * t.sum('poa_W_per_m2')) / 1000),
    poa_kWh_per_m2: t.sum('poa_W_per_m2') / 1000,
    clipped_kWh: t.sum('clippingLoss_kW'),
  }),
});

const dateMs = (date: string): number => {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return utcMs(year, month, day);
};

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Light on the plane, share of it that passes the glass, cell temperature and share lost by age, for every interval. */
function light(q: Pv, env: Environment): Record<string, Float64Array | number> {
  const { beam_W_per_m2, diffuse_W_per_m2, cosAoi } = lightOnPlane(env, q.plane, q.albedo, q.transposition);
  const ambient = env.weather('ambient_degC');
  const wind = env.weather('wind_m_per_s');
  const { cover, iamDiffuse, glass } = q;
  const { length } = env.grid;
  const poa_W_per_m2 = new Float64Array(length);
  const optics = new Float64Array(length).fill(1);
  const cell_degC = Float64Array.from(ambient);
  const u0 = q.heatLoss_W_per_m2K;
  const mounting = MOUNTINGS[q.mounting];
  for (let i = 0; i < length; i++) {
    const beam = beam_W_per_m2[i]!;
    const diffuse = diffuse_W_per_m2[i]!;
    const poa = beam + diffuse;
    if (poa <= 0) continue;
    const passes =
      beam > 0
        ? glass === 'physical'
          ? glassIam(cosAoi[i]!, cover)
          : glass === 'ashrae'
            ? ashraeIam(cosAoi[i]!)
            : 1
        : 0;
    poa_W_per_m2[i] = poa;
    optics[i] = (beam * passes + diffuse * iamDiffuse) / poa;
    cell_degC[i] =
      u0 === undefined
        ? sandiaCell_degC(poa, ambient[i]!, wind[i]!, mounting)
        : faimanCell_degC(poa, ambient[i]!, wind[i]!, u0, q.windLoss_Ws_per_m3K);
  }
  return { poa_W_per_m2, optics, cell_degC, ageLoss: ageLoss(q, env.grid), voltage: 1 };
}

/** Share of power lost since commissioning, at the middle of every interval; 0 where no date is given. */
function ageLoss(q: Pv, grid: TimeGrid): Float64Array | number {
  if (q.since_ms === undefined) return 0;
  const { since_ms, degradation_per_a } = q;
  return Float64Array.from({ length: grid.length }, (_, i) =>
    Math.min(1, (degradation_per_a * (timeAt(grid, i) + 500 * grid.step_s - since_ms)) / YEAR_ms),
  );
}
