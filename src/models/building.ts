import { defineKind, type Ports } from '../core/component.ts';
import type { Environment } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { linearFixed } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { lightOnPlane } from '../core/physics/planeOfArray.ts';
import {
  airMean_degC,
  airOf_degC,
  massDrive_K_per_h,
  massEnd_degC,
  massMean_degC,
  type RoomStep,
  roomStep,
  surfaceBase_degC,
  surfaceMean_degC,
} from '../core/physics/roomNetwork.ts';
import { planeOf } from '../core/physics/transposition.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { BuildingParams, MASSES } from './buildingParams.ts';
import { nonNegative } from './carrierUnit.ts';

interface Building extends BuildingParams {
  readonly room: RoomStep;
  /** Number of the port, lead and set point of heating and of cooling; -1 where it has none. */
  readonly heatAt: number;
  readonly coldAt: number;
  /** Of radiators and coolers. */
  readonly mostHeat_kW: number;
  readonly mostCold_kW: number;
}

/** Inputs by place. */
const AVAILABLE = 0;
const OUT = 1;
const GAINS = 2;
const SUN = 3;
const HEAT_TO = 4;
const COOL_TO = 5;
const WORTH = 6;

/** What moves the room but heating and cooling: half of the internal gains goes to the air, the rest and the sun is radiant. */
const convective_kW = (w: Float64Array): number => 0.5 * w[GAINS]!;
const radiant_kW = (w: Float64Array): number => 0.5 * w[GAINS]! + w[SUN]!;
const freeAir_degC = (q: Building, x: Float64Array, w: Float64Array): number =>
  airOf_degC(q.room, x[0]!, w[OUT]!, convective_kW(w), radiant_kW(w));

/** Heat that brings the free air to a temperature, at most what the radiators give; cold that brings it down to one. */
const heatTo_kW = (q: Building, free_degC: number, to_degC: number): number =>
  clamp((to_degC - free_degC) / q.room.air_K_per_kW, 0, q.mostHeat_kW);
const coldTo_kW = (q: Building, free_degC: number, to_degC: number): number =>
  clamp((free_degC - to_degC) / q.room.air_K_per_kW, 0, q.mostCold_kW);

/** Smaller than this a distance to a set point is rounding. */
const ROUNDING_K = 1e-9;
const beyond_K = (distance_K: number): number => (distance_K > ROUNDING_K ? distance_K : 0);

/**
 * A building of one zone by the simple hourly method of ISO 13790 (`roomNetwork.ts`): conduction through opaque parts and
 * windows, ventilation, sun on the windows by orientation, internal gains, and a mass that remembers. At rest a thermostat
 * gives what holds the mean of the air at its set points, with a dead band between them; within `band_K` it takes more where
 * that is cheap, so its load shifts: what is stored in the mass is not asked for later. Where it is cut, or its radiators are too
 * small, the room cools, and hours and degree-hours out of comfort count it. Set points: the change to either demand.
 *
 * It is a demand (`fixed`), not a store: what it draws is final use, it may be cut by class, and it never gives back. The
 * rules let it buy within its band because it names a price, which works for demands as for sinks. Sensible heat
 * alone: no moisture, one temperature of the air.
 * @see ISO 13790:2008, 12 and annex C; Jayathissa et al., Applied Energy 202 (2017) 726, for an implementation of it
 */
export const building = defineKind<BuildingParams, Building, typeof BuildingParams>({
  kind: 'building',
  summary: 'Building with a mass: heat and cold by weather, gains and set points, and its comfort',
  validity: {
    text: 'one zone, sensible heat; steps in which the air itself holds no heat',
    minStep_s: 60,
    maxStep_s: 3600,
  },
  params: BuildingParams,
  example: {
    floor_m2: 2000,
    opaque_m2: 1800,
    windows: [{ area_m2: 200 }, { area_m2: 150, azimuth_deg: 0 }],
    band_K: 1,
  },
  ports: (p): Ports => ({
    ...(p.supplied === 'cooling' ? {} : { heat: { carrier: 'heat', flow: 'in', supply_degC: { min: 25 } } }),
    ...(p.supplied === 'heat' ? {} : { cooling: { carrier: 'cooling', flow: 'in', supply_degC: { max: 20 } } }),
  }),
  role: 'fixed',
  leads: (p) => (p.supplied === 'both' ? ['heat', 'cooling'] : [p.supplied]),
  freedoms: 2,
  signals: [
    'room_degC',
    'operative_degC',
    'free_degC',
    'gains_kW',
    'transmission_kW',
    'ventilation_kW',
    'tooCold_K',
    'tooWarm_K',
    'early_kW',
    'unserved_kW',
  ],
  states: ['mass_degC'],
  inputs: ['available', 'ambient_degC', 'internal_kW', 'solar_kW', 'heatTo_degC', 'coolTo_degC', 'worth_money_per_kWh'],
  // Set points follow each other: the band between them may not close.
  inputRange: { heatTo_degC: [Number.NaN, Number.NaN], coolTo_degC: [Number.NaN, Number.NaN] },
  prepare(p, { grid }) {
    const windows_m2 = p.windows.reduce((sum, { area_m2 }) => sum + area_m2, 0);
    const mass = MASSES[p.mass];
    const air_kW_per_K = AIR_kWh_per_m3K * p.floor_m2 * p.height_m * p.airChange_per_h;
    const room = roomStep(
      {
        ventilation_kW_per_K: air_kW_per_K * (1 - p.heatRecovery),
        windows_kW_per_K: p.windows.reduce((sum, { area_m2, u_W_per_m2K }) => sum + area_m2 * u_W_per_m2K, 0) / 1000,
        opaque_kW_per_K: (p.opaque_m2 * p.opaqueU_W_per_m2K) / 1000,
        mass_m2: mass.area * p.floor_m2,
        surfaces_m2: p.surfaceRatio * p.floor_m2,
        capacity_kWh_per_K: (mass.capacity_kJ_per_m2K * p.floor_m2) / 3600,
      },
      hoursOf(grid),
    );
    if (!(room.radiantToSurface > 0))
      throw fault(
        'surfaceRatio',
        `${windows_m2} m2 of windows and mass leave no surface; expected a higher surfaceRatio, a lighter mass or smaller windows`,
      );
    return {
      ...p,
      room,
      mostHeat_kW: p.supplied === 'cooling' ? 0 : (p.heating_kW ?? Number.POSITIVE_INFINITY),
      mostCold_kW: p.supplied === 'heat' ? 0 : (p.cooling_kW ?? Number.POSITIVE_INFINITY),
      heatAt: p.supplied === 'cooling' ? -1 : 0,
      coldAt: p.supplied === 'heat' ? -1 : p.supplied === 'cooling' ? 0 : 1,
    };
  },
  initial: (q) => [q.start_degC],
  series(q, env) {
    const heatTo_degC = env.series(q.heatTo, 'heatTo_degC');
    const coolTo_degC = env.series(q.coolTo, 'coolTo_degC');
    const at = heatTo_degC.findIndex((v, i) => !(v + q.band_K <= coolTo_degC[i]! - q.band_K));
    if (at >= 0)
      throw fault(
        'coolTo',
        `met heating to ${heatTo_degC[at]!} and cooling to ${coolTo_degC[at]!} degC with a band of ${q.band_K} K (step ${at}); expected heatTo + band_K <= coolTo - band_K, or it would heat against itself`,
      );
    const internal_kW = env.series(q.gains ?? (GAINS_W_per_m2 * q.floor_m2) / 1000, 'internal_kW');
    return {
      ambient_degC: env.weather('ambient_degC'),
      internal_kW: nonNegative(internal_kW, 'gains'),
      solar_kW: sunOf(q, env),
      heatTo_degC,
      coolTo_degC,
      worth_money_per_kWh: env.series(q.worth_money_per_kWh, 'worth_money_per_kWh'),
    };
  },
  limits(q, x, w, _dt_h, out) {
    const free_degC = freeAir_degC(q, x, w);
    const on = w[AVAILABLE]!;
    const firm = q.sheddingClass > 0 ? 0 : on;
    if (q.heatAt >= 0) {
      out[3 * q.heatAt] = 0 - on * heatTo_kW(q, free_degC, w[HEAT_TO]! + q.band_K);
      out[3 * q.heatAt + 1] = 0 - firm * heatTo_kW(q, free_degC, w[HEAT_TO]!);
      out[3 * q.heatAt + 2] = 0;
    }
    if (q.coldAt >= 0) {
      out[3 * q.coldAt] = 0 - on * coldTo_kW(q, free_degC, w[COOL_TO]! - q.band_K);
      out[3 * q.coldAt + 1] = 0 - firm * coldTo_kW(q, free_degC, w[COOL_TO]!);
      out[3 * q.coldAt + 2] = 0;
    }
  },
  invert(q, x, w, lead, target, _dt_h, u) {
    const free_degC = freeAir_degC(q, x, w);
    const need_kW = lead === q.heatAt ? heatTo_kW(q, free_degC, w[HEAT_TO]!) : coldTo_kW(q, free_degC, w[COOL_TO]!);
    u[lead] = target + w[AVAILABLE]! * need_kW;
  },
  step(q, x, w, u, _dt_h, next, y) {
    const { room } = q;
    const on = w[AVAILABLE]!;
    const out_degC = w[OUT]!;
    const free_degC = freeAir_degC(q, x, w);
    const heatNeed_kW = heatTo_kW(q, free_degC, w[HEAT_TO]!);
    const coldNeed_kW = coldTo_kW(q, free_degC, w[COOL_TO]!);
    const cuttable = q.sheddingClass > 0 ? 0 : 1;
    const heat_kW =
      on *
      clamp(
        on > 0 && q.heatAt >= 0 ? heatNeed_kW - u[q.heatAt]! / on : 0,
        cuttable * heatNeed_kW,
        heatTo_kW(q, free_degC, w[HEAT_TO]! + q.band_K),
      );
    const cold_kW =
      on *
      clamp(
        on > 0 && q.coldAt >= 0 ? coldNeed_kW - u[q.coldAt]! / on : 0,
        cuttable * coldNeed_kW,
        coldTo_kW(q, free_degC, w[COOL_TO]! - q.band_K),
      );
    const convective = convective_kW(w) + heat_kW - cold_kW;
    const radiant = radiant_kW(w);
    const base_degC = surfaceBase_degC(room, out_degC, convective, radiant);
    const drive = massDrive_K_per_h(room, out_degC, base_degC, radiant);
    const mass_degC = massMean_degC(room, x[0]!, drive);
    const surface_degC = surfaceMean_degC(room, base_degC, mass_degC);
    const air_degC = airMean_degC(room, surface_degC, out_degC, convective);
    next[0] = massEnd_degC(room, x[0]!, drive);
    if (q.heatAt >= 0) y[q.heatAt] = 0 - heat_kW;
    if (q.coldAt >= 0) y[q.coldAt] = 0 - cold_kW;
    const at = q.heatAt >= 0 && q.coldAt >= 0 ? 2 : 1;
    y[at] = air_degC;
    y[at + 1] = 0.3 * air_degC + 0.7 * surface_degC;
    y[at + 2] = free_degC;
    y[at + 3] = convective_kW(w) + (room.radiantToMass + room.radiantToSurface) * radiant;
    y[at + 4] = room.opaque_kW_per_K * (out_degC - mass_degC) + room.windows_kW_per_K * (out_degC - surface_degC);
    y[at + 5] = room.ventilation_kW_per_K * (out_degC - air_degC);
    y[at + 6] = beyond_K(w[HEAT_TO]! - q.comfort_K - air_degC);
    y[at + 7] = beyond_K(air_degC - w[COOL_TO]! - q.comfort_K);
    const early_kW = heat_kW + cold_kW - heatNeed_kW - coldNeed_kW;
    y[at + 8] = early_kW > 0 ? early_kW : 0;
    y[at + 9] = early_kW < 0 ? -early_kW : 0;
  },
  balance: ({ room }) => ({
    energy: {
      // Counted into the building; in summer they bring heat.
      boundary: { gains_kW: 1, transmission_kW: 1, ventilation_kW: 1 },
      stores: { mass_degC: room.capacity_kWh_per_K },
    },
  }),
  price(_q, _x, w, out) {
    out[0] = Number.POSITIVE_INFINITY;
    out[1] = w[WORTH]!;
  },
  linear(q, window, model) {
    // At its set points: neither its band nor a cut is planned.
    linearFixed(building, q, window, model, true);
  },
  accounts: { unserved: ['unserved_kW'] },
  sheddingClass: (q) => q.sheddingClass,
  lostLoad_money_per_kWh: (q) => q.lostLoad_money_per_kWh,
  kpis(q, t) {
    const discomfort_h = t.running_h('tooCold_K') + t.running_h('tooWarm_K');
    const heat_kWh = q.heatAt >= 0 ? 0 - t.sum('heat_kW') : 0;
    const cold_kWh = q.coldAt >= 0 ? 0 - t.sum('cooling_kW') : 0;
    return {
      heat_kWh,
      cooling_kWh: cold_kWh,
      heat_kWh_per_m2: heat_kWh / q.floor_m2,
      cooling_kWh_per_m2: cold_kWh / q.floor_m2,
      comfort_h: t.hours_h - discomfort_h,
      discomfort_h,
      tooCold_Kh: t.sum('tooCold_K'),
      tooWarm_Kh: t.sum('tooWarm_K'),
      roomLeast_degC: t.min('room_degC'),
      roomMost_degC: t.max('room_degC'),
      early_kWh: t.sum('early_kW'),
      unserved_kWh: t.sum('unserved_kW'),
    };
  },
});

/** 1,200 J/(m3 K) (ISO 13790, 9.3.1). */
const AIR_kWh_per_m3K = 1200 / 3.6e6;
const GAINS_W_per_m2 = 5;
/** Light that the ground reflects. */
const ALBEDO = 0.2;

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Sun through the windows, kW. */
function sunOf({ windows }: Building, env: Environment): Float64Array {
  const sum = new Float64Array(env.grid.length);
  for (const { area_m2, azimuth_deg, tilt_deg, solar } of windows) {
    const { beam_W_per_m2, diffuse_W_per_m2 } = lightOnPlane(env, planeOf(tilt_deg, azimuth_deg), ALBEDO, 'hayDavies');
    for (let i = 0; i < sum.length; i++)
      sum[i] = sum[i]! + (area_m2 * solar * (beam_W_per_m2[i]! + diffuse_W_per_m2[i]!)) / 1000;
  }
  return sum;
}
