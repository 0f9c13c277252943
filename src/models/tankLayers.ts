import { type LinearModel, limited, type Values, type Window } from '../core/linearModel.ts';
import { linearStock } from '../core/linearStore.ts';
import { cbrt, clamp, ln } from '../core/math.ts';
import {
  cooling,
  draw,
  drawable_kWh,
  exchangedShare,
  fill,
  layersDrawn,
  layersStored,
  rest,
  type Stratified,
  settle,
  storable_kWh,
} from '../core/physics/stratified.ts';
import type { Tank } from '../core/physics/tank.ts';
import type { ThermalStorageParams } from './thermalStorageParams.ts';

/** A stratified tank: its layers, and the volume in layers that its charging and discharging pumps move in a step. */
export interface TankLayers extends Stratified {
  readonly chargeMost: number;
  readonly dischargeMost: number;
}

/** Height over diameter of a tank that names neither. ASSUMED 3: slender, as tanks for stratification are built. */
const SLENDER = 3;

/** Bottom area of a cylinder by what is known of it. */
function base_m2(p: ThermalStorageParams, volume_m3: number): number {
  if (p.height_m !== undefined) return volume_m3 / p.height_m;
  const diameter_m = p.wall?.diameter_m ?? cbrt((4 * volume_m3) / (Math.PI * SLENDER));
  return (Math.PI * diameter_m * diameter_m) / 4;
}

/** What `wall`, or `loss_per_h`, makes of the layers: by layer its loss in kW per kelvin. */
export function layersOf(
  p: ThermalStorageParams,
  volume_m3: number,
  spread_K: number,
  loss_per_h: number,
  tank: Pick<Tank, 'supply_degC' | 'return_degC' | 'heat_kWh_per_m3K'>,
  dt_h: number,
): TankLayers {
  const n = p.layers;
  const layer_kWh_per_K = (volume_m3 / n) * tank.heat_kWh_per_m3K;
  const area_m2 = base_m2(p, volume_m3);
  const height_m = volume_m3 / area_m2;
  const mantle_m2 = (height_m / n) * Math.PI * Math.sqrt((4 * area_m2) / Math.PI);
  const each = Array.from({ length: n }, (_, i) => {
    if (!p.wall) return cooling(-ln(1 - loss_per_h) * layer_kWh_per_K, layer_kWh_per_K, dt_h);
    const ends = (i === 0 ? 1 : 0) + (i === n - 1 ? 1 : 0);
    return cooling((p.wall.u_W_per_m2K * (mantle_m2 + ends * area_m2)) / 1000, layer_kWh_per_K, dt_h);
  });
  const between_kW_per_K = (p.conductivity_W_per_mK * area_m2) / (height_m / n) / 1000;
  const layersOfPower = (power_kW: number): number => (power_kW * dt_h) / (layer_kWh_per_K * spread_K);
  return {
    layers: n,
    layer_kWh_per_K,
    sign: tank.supply_degC >= tank.return_degC ? 1 : -1,
    supply_degC: tank.supply_degC,
    return_degC: tank.return_degC,
    least_K: Math.max(spread_K - p.drop_K, 1e-6 * spread_K),
    exchanged: exchangedShare(between_kW_per_K, layer_kWh_per_K, dt_h),
    kept: Float64Array.from(each, (e) => e.kept),
    loss_kW_per_K: Float64Array.from(each, (e) => e.loss_kW_per_K),
    chargeMost: layersOfPower(p.charge_kW),
    dischargeMost: layersOfPower(p.discharge_kW),
  };
}

/** Temperatures of a tank whose upper share `soc` stands at supply temperature. */
export const layersAt = (s: TankLayers, soc: number): number[] =>
  Array.from({ length: s.layers }, (_, i) => {
    const warm = clamp(soc * s.layers - i, 0, 1);
    return s.return_degC + warm * (s.supply_degC - s.return_degC);
  });

/** Highest power of charging and of discharging over a step; the pumps bound the volume, the layers what it carries. */
export const layersChargeReach_kW = (s: TankLayers, charge_kW: number, t: Float64Array, dt_h: number): number =>
  Math.min(charge_kW, storable_kWh(s, t, s.chargeMost) / dt_h);
export const layersDischargeReach_kW = (s: TankLayers, discharge_kW: number, t: Float64Array, dt_h: number): number =>
  Math.min(discharge_kW, drawable_kWh(s, t, s.dischargeMost) / dt_h);

/** A step at `power_kW` into the bus: moves water, rests, mixes; writes the layers and the outputs of the storage. */
export function stepLayers(
  s: TankLayers,
  x: Float64Array,
  power_kW: number,
  ambient_degC: number,
  dt_h: number,
  next: Float64Array,
  y: Float64Array,
): void {
  next.set(x);
  if (power_kW > 0) draw(s, next, layersDrawn(s, next, power_kW * dt_h), s.return_degC);
  else if (power_kW < 0) fill(s, next, layersStored(s, next, -power_kW * dt_h), s.supply_degC);
  const loss_kW = rest(s, next, ambient_degC);
  settle(s, next);
  y[0] = power_kW;
  y[1] = power_kW < 0 ? -power_kW : 0;
  y[2] = power_kW > 0 ? power_kW : 0;
  y[3] = s.sign * loss_kW;
  y[4] = 0;
  y[5] = layersSoc(s, next);
  y[6] = next[0]!;
  y[7] = next[s.layers - 1]!;
  y[8] = drawable_kWh(s, next, s.layers);
}

export const layerNames = (layers: number): string[] => Array.from({ length: layers }, (_, i) => `layer${i + 1}_degC`);

/** Share of the content between all at return and all at supply temperature. */
function layersSoc(s: TankLayers, t: Float64Array): number {
  let sum_degC = 0;
  for (let i = 0; i < s.layers; i++) sum_degC += t[i]!;
  return (sum_degC / s.layers - s.return_degC) / (s.supply_degC - s.return_degC);
}

/** What a plan takes of the tank around its layers. */
interface Storage {
  readonly carrier: string;
  readonly charge_kW: number;
  readonly discharge_kW: number;
  readonly capacity_kWh: number;
}

/**
 * A tank of layers as the optimiser sees it: one content above the return. Half a layer at either end is water between
 * warm and cold, which serves nobody; it loses by its content, and beside that what water at return temperature loses.
 */
export function linearLayers(s: TankLayers, q: Storage, window: Window, model: LinearModel): void {
  const { dt_h, x, endStates } = window;
  const on = window.input(0);
  const mixed_kWh = q.capacity_kWh / (2 * s.layers);
  const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const held_kWh = (t: Float64Array): number => clamp(layersSoc(s, t) * q.capacity_kWh, 0, q.capacity_kWh);
  const start = held_kWh(x);
  const keep = mean(s.kept);
  const idle_kW_per_K = s.loss_kW_per_K.reduce((sum, v) => sum + v, 0);
  const idle = (ambient_degC: number): number =>
    dt_h * idle_kW_per_K * Math.max(0, s.sign * (s.return_degC - ambient_degC));
  const ambient = window.input(2);
  const drain: Values = typeof ambient === 'number' ? idle(ambient) : ambient.map(idle);
  const gain_h = dt_h * Math.sqrt(keep);
  linearStock(model, window, {
    port: q.carrier,
    charge: limited(on, q.charge_kW),
    discharge: limited(on, q.discharge_kW),
    keep,
    in_h: gain_h,
    out_h: gain_h,
    empty: Math.min(mixed_kWh, start * keep),
    full: Math.max(q.capacity_kWh - mixed_kWh, start),
    start,
    ...(endStates === undefined ? {} : { end: held_kWh(endStates) }),
    drain,
  });
}
