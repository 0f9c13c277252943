import { exp, expm1 } from '../math.ts';

/**
 * A tank of equal layers, each of one temperature, counted from its supply end: the top of a hot tank, the bottom of a
 * chilled one. Water moves through it as a plug: what enters at one end pushes as much out at the other, and the layers
 * are the means of what then stands in them. So energy is kept exactly, any step is stable, and what a volume carries is
 * a sum over layers that can be turned round without iteration. In short steps the scheme is the upwind scheme of fully
 * mixed segments; in long ones it smears less.
 * @see Duffie and Beckman, "Solar Engineering of Thermal Processes", 4th ed., section 8.4 (plug flow and multinode)
 */
export interface Stratified {
  readonly layers: number;
  /** Heat that one layer takes up per kelvin. */
  readonly layer_kWh_per_K: number;
  /** 1 for a hot tank, -1 for a chilled one. */
  readonly sign: 1 | -1;
  readonly supply_degC: number;
  readonly return_degC: number;
  /** Least difference to the return temperature at which water still serves. */
  readonly least_K: number;
  /** Share of the difference between neighbours that they exchange over a step. */
  readonly exchanged: number;
  /** By layer: share of the difference to the surroundings that outlives a step, and the mean loss in kW per kelvin of it. */
  readonly kept: Float64Array;
  readonly loss_kW_per_K: Float64Array;
}

/** Share of their difference that two equal capacities have exchanged after `dt_h` through a conductance. */
export const exchangedShare = (ua_kW_per_K: number, layer_kWh_per_K: number, dt_h: number): number =>
  -expm1((-2 * ua_kW_per_K * dt_h) / layer_kWh_per_K) / 2;

/** Of one layer losing through `ua`: the share kept over a step, and its mean loss per kelvin at the start of the step. */
export function cooling(
  ua_kW_per_K: number,
  layer_kWh_per_K: number,
  dt_h: number,
): { readonly kept: number; readonly loss_kW_per_K: number } {
  const passed = (ua_kW_per_K * dt_h) / layer_kWh_per_K;
  return { kept: exp(-passed), loss_kW_per_K: passed > 0 ? (ua_kW_per_K * -expm1(-passed)) / passed : 0 };
}

/** kWh that the first `most` layers of volume give on their way from their temperature to return, as far as they serve. */
export function drawable_kWh(s: Stratified, t: Float64Array, most: number): number {
  let sum_K = 0;
  for (let i = 0; i < s.layers && most > i; i++) {
    const excess_K = s.sign * (t[i]! - s.return_degC);
    if (excess_K < s.least_K) break;
    sum_K += most - i < 1 ? (most - i) * excess_K : excess_K;
  }
  return sum_K * s.layer_kWh_per_K;
}

/** Layers of volume that give `energy_kWh`; no more than serve. */
export function layersDrawn(s: Stratified, t: Float64Array, energy_kWh: number): number {
  let left_K = energy_kWh / s.layer_kWh_per_K;
  for (let i = 0; i < s.layers; i++) {
    const excess_K = s.sign * (t[i]! - s.return_degC);
    if (excess_K < s.least_K) return i;
    if (left_K <= excess_K) return i + left_K / excess_K;
    left_K -= excess_K;
  }
  return s.layers;
}

/** kWh that the last `most` layers of volume take up on their way to the supply temperature. */
export function storable_kWh(s: Stratified, t: Float64Array, most: number): number {
  let sum_K = 0;
  for (let k = 0; k < s.layers && most > k; k++) {
    const lacking_K = s.sign * (s.supply_degC - t[s.layers - 1 - k]!);
    if (lacking_K <= 0) break;
    sum_K += most - k < 1 ? (most - k) * lacking_K : lacking_K;
  }
  return sum_K * s.layer_kWh_per_K;
}

/** Layers of volume that take up `energy_kWh`. */
export function layersStored(s: Stratified, t: Float64Array, energy_kWh: number): number {
  let left_K = energy_kWh / s.layer_kWh_per_K;
  for (let k = 0; k < s.layers; k++) {
    const lacking_K = s.sign * (s.supply_degC - t[s.layers - 1 - k]!);
    if (lacking_K <= 0) return k;
    if (left_K <= lacking_K) return k + left_K / lacking_K;
    left_K -= lacking_K;
  }
  return s.layers;
}

/** Draws a volume, in layers, from the supply end; water at `entering_degC` fills up from the other. */
export function draw(s: Stratified, t: Float64Array, volume: number, entering_degC: number): void {
  const whole = Math.floor(volume);
  const part = volume - whole;
  for (let i = 0; i < s.layers; i++) {
    const from = i + whole;
    const near = from < s.layers ? t[from]! : entering_degC;
    const next = from + 1 < s.layers ? t[from + 1]! : entering_degC;
    t[i] = near + part * (next - near);
  }
}

/** Lets a volume, in layers, of water at `entering_degC` in at the supply end, and as much out at the other. */
export function fill(s: Stratified, t: Float64Array, volume: number, entering_degC: number): void {
  const whole = Math.floor(volume);
  const part = volume - whole;
  for (let i = s.layers - 1; i >= 0; i--) {
    const from = i - whole;
    const near = from >= 0 ? t[from]! : entering_degC;
    const next = from >= 1 ? t[from - 1]! : entering_degC;
    t[i] = near + part * (next - near);
  }
}

/** Mixes what lies the wrong way round: no layer ends nearer to the supply temperature than one before it. */
export function settle(s: Stratified, t: Float64Array): void {
  for (let i = 1; i < s.layers; i++) {
    let first = i;
    let sum = t[i]!;
    while (first > 0 && s.sign * (sum / (i - first + 1) - t[first - 1]!) > 0) {
      first--;
      sum += t[first]!;
    }
    if (first < i) t.fill(sum / (i - first + 1), first, i + 1);
  }
}

/**
 * Lets neighbours exchange heat and every layer lose to its surroundings over a step, pair by pair and layer by layer,
 * each exactly. Returns the loss in kW; negative where heat comes in.
 */
export function rest(s: Stratified, t: Float64Array, ambient_degC: number): number {
  for (let i = 1; i < s.layers; i++) {
    const moved_K = s.exchanged * (t[i - 1]! - t[i]!);
    t[i - 1] = t[i - 1]! - moved_K;
    t[i] = t[i]! + moved_K;
  }
  let loss_kW = 0;
  for (let i = 0; i < s.layers; i++) {
    const over_K = t[i]! - ambient_degC;
    loss_kW += s.loss_kW_per_K[i]! * over_K;
    t[i] = ambient_degC + over_K * s.kept[i]!;
  }
  return loss_kW;
}
