import { expm1 } from '../math.ts';

/** A heated and cooled space of one zone, conductances in kW/K. */
export interface Room {
  /** Ventilation: outdoor air, less what heat recovery keeps. */
  readonly ventilation_kW_per_K: number;
  /** Windows and doors, which hold no heat. */
  readonly windows_kW_per_K: number;
  /** Opaque parts from outdoors to the mass behind their surfaces. */
  readonly opaque_kW_per_K: number;
  /** Effective area of the mass, and of all surfaces facing the room. */
  readonly mass_m2: number;
  readonly surfaces_m2: number;
  readonly capacity_kWh_per_K: number;
}

/** W/(m2 K) between air and surfaces, and between surfaces and mass: ISO 13790, 7.2.2.2 and 12.2.2. */
const AIR_TO_SURFACE = 3.45;
const SURFACE_TO_MASS = 9.1;

/**
 * The simple hourly method: five resistances, one capacity (5R1C). Air and surfaces hold no heat; the mass follows
 *   C dT_m/dt = phi_m + H_em (T_e - T_m) + H_ms (T_s - T_m)
 * with outdoor temperature, gains and the heat to the air constant over a step. The standard takes the trapezoidal rule; here
 * the step is solved exactly, so that any length is stable and two half steps make one.
 * @see ISO 13790:2008, annex C
 */
export interface RoomStep extends Room {
  readonly toSurface_kW_per_K: number;
  readonly toMass_kW_per_K: number;
  /** Air and ventilation in series, and the sum of what meets at the surfaces. */
  readonly airPath_kW_per_K: number;
  readonly surfaceSum_kW_per_K: number;
  /** Of the mass: share kept over the step, its share in the mean, and the mean's rise per K/h of drive. */
  readonly kept: number;
  readonly keptInMean: number;
  readonly meanPerDrive_h: number;
  readonly nextPerDrive_h: number;
  /** Rise of the mean air temperature per kW of heat to the air. */
  readonly air_K_per_kW: number;
  /** Shares of gains by radiation that reach mass and surfaces; what is left leaves by the windows. */
  readonly radiantToMass: number;
  readonly radiantToSurface: number;
}

export function roomStep(room: Room, dt_h: number): RoomStep {
  const { ventilation_kW_per_K: ve, windows_kW_per_K: w, opaque_kW_per_K: em, capacity_kWh_per_K: c } = room;
  const is = (AIR_TO_SURFACE * room.surfaces_m2) / 1000;
  const ms = (SURFACE_TO_MASS * room.mass_m2) / 1000;
  const airPath = 1 / (1 / ve + 1 / is);
  const sum = ms + w + airPath;
  const lambda_per_h = (em + ms * (1 - ms / sum)) / c;
  const lost = -expm1(-lambda_per_h * dt_h);
  const keptInMean = lost / (lambda_per_h * dt_h);
  const meanPerDrive_h = (1 - keptInMean) / lambda_per_h;
  const surfacePerHeat = airPath / ve / sum;
  return {
    ...room,
    toSurface_kW_per_K: is,
    toMass_kW_per_K: ms,
    airPath_kW_per_K: airPath,
    surfaceSum_kW_per_K: sum,
    kept: 1 - lost,
    keptInMean,
    meanPerDrive_h,
    nextPerDrive_h: lost / lambda_per_h,
    air_K_per_kW: (is * (((ms / sum) * ms * surfacePerHeat * meanPerDrive_h) / c + surfacePerHeat) + 1) / (is + ve),
    radiantToMass: room.mass_m2 / room.surfaces_m2,
    radiantToSurface: 1 - room.mass_m2 / room.surfaces_m2 - w / ((SURFACE_TO_MASS * room.surfaces_m2) / 1000),
  };
}

/** What the surfaces would be at with a mass of 0 degC; `convective_kW` goes to the air, `radiant_kW` to what it meets. */
export const surfaceBase_degC = (r: RoomStep, out_degC: number, convective_kW: number, radiant_kW: number): number =>
  (r.radiantToSurface * radiant_kW +
    r.windows_kW_per_K * out_degC +
    r.airPath_kW_per_K * (out_degC + convective_kW / r.ventilation_kW_per_K)) /
  r.surfaceSum_kW_per_K;

/** Change of the mass per hour with a mass of 0 degC. */
export const massDrive_K_per_h = (r: RoomStep, out_degC: number, base_degC: number, radiant_kW: number): number =>
  (r.radiantToMass * radiant_kW + r.opaque_kW_per_K * out_degC + r.toMass_kW_per_K * base_degC) / r.capacity_kWh_per_K;

/** Mean of the mass over the step, then of surfaces and air; and the mass at its end. */
export const massMean_degC = (r: RoomStep, mass_degC: number, drive: number): number =>
  mass_degC * r.keptInMean + drive * r.meanPerDrive_h;
export const massEnd_degC = (r: RoomStep, mass_degC: number, drive: number): number =>
  mass_degC * r.kept + drive * r.nextPerDrive_h;
export const surfaceMean_degC = (r: RoomStep, base_degC: number, massMean: number): number =>
  base_degC + (r.toMass_kW_per_K / r.surfaceSum_kW_per_K) * massMean;
export const airMean_degC = (r: RoomStep, surface_degC: number, out_degC: number, convective_kW: number): number =>
  (r.toSurface_kW_per_K * surface_degC + r.ventilation_kW_per_K * out_degC + convective_kW) /
  (r.toSurface_kW_per_K + r.ventilation_kW_per_K);

/** Mean of the air over the step, from the mass at its start. */
export function airOf_degC(
  r: RoomStep,
  mass_degC: number,
  out_degC: number,
  convective_kW: number,
  radiant_kW: number,
): number {
  const base_degC = surfaceBase_degC(r, out_degC, convective_kW, radiant_kW);
  const mean_degC = massMean_degC(r, mass_degC, massDrive_K_per_h(r, out_degC, base_degC, radiant_kW));
  return airMean_degC(r, surfaceMean_degC(r, base_degC, mean_degC), out_degC, convective_kW);
}
