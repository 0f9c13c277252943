import { decay } from '../pipe.ts';

/** A pipe as its water sees it. */
export interface PlugPipe {
  /** Water in it. */
  readonly content_kg: number;
  /** Water that holds as much heat as the pipe's wall. */
  readonly wall_kg: number;
  /** Share of its excess over the ground that its water loses in an hour at first: 3.6 U L / (content cp). */
  readonly cooling_per_h: number;
}

/**
 * Where a pipe's state begins among numbers, and how many parcels it may hold: `parcels` shares of the content (0 where
 * unused), as many temperatures, and the temperature of the wall at the outlet (of the water that left last where the
 * wall holds nothing). Parcels stand from the pipe's first end to its second.
 */
export const plugSize = (parcels: number): number => 2 * parcels + 1;

/** Room for a move: the parcels after it, before they are joined to as many as the pipe may hold. */
export interface PlugRoom {
  readonly shares: Float64Array;
  readonly temps_degC: Float64Array;
}
export const plugRoom = (parcels: number): PlugRoom => ({
  shares: new Float64Array(parcels + 1),
  temps_degC: new Float64Array(parcels + 1),
});

/** What a move gives, in an array: temperature that leaves, heat lost and heat gained (kg K, 0 or more each). */
export const OUT_degC = 0;
export const LOST_kgK = 1;
export const GAINED_kgK = 2;

/** Mean of e^-(n t) over t in 0..1: (1 - e^-n) / n. */
export const meanDecay = (n: number): number =>
  n < 0.05 ? 1 - (n / 2) * (1 - (n / 3) * (1 - (n / 4) * (1 - (n / 5) * (1 - n / 6)))) : (1 - decay(n)) / n;

/**
 * Moves `inflow_kg` of water of one temperature through a pipe within `dt_h` at constant flow: plug flow, exact in energy
 * at any step. Water is held as parcels of one temperature each. All of them cool towards the ground,
 *   T - T_ground falls by e^(-cooling t),
 * for as long as they are inside: a parcel that leaves, or enters, over some time by the factor at the middle of it, which
 * makes the outlet of a steady flow exact. The heat lost is the sum of what every parcel lost. What leaves then passes the heat
 * capacity of the wall as one well-mixed volume at the outlet, exact as well. Where there are more parcels than may be,
 * the two neighbours whose union changes the profile least become one; that loses no heat.
 * @see van der Heijde et al., "Dynamic equation-based thermo-hydraulic pipe model for district heating and cooling
 * systems", Energy Conversion and Management 151 (2017) 158-169
 */
export function movePlug(
  pipe: PlugPipe,
  parcels: number,
  x: Float64Array,
  at: number,
  inflow_kg: number,
  forward: boolean,
  inflow_degC: number,
  ground_degC: number,
  dt_h: number,
  room: PlugRoom,
  next: Float64Array,
  out: Float64Array,
): void {
  let count = 0;
  while (count < parcels && x[at + count]! > 0) count++;
  const wallAt = at + 2 * parcels;
  out[LOST_kgK] = 0;
  out[GAINED_kgK] = 0;
  if (inflow_kg <= 0) {
    stand(pipe, parcels, x, at, count, ground_degC, dt_h, next, out);
    return;
  }
  const { content_kg, cooling_per_h } = pipe;
  const { shares, temps_degC } = room;
  const renewal = inflow_kg / content_kg;
  const stays_h = renewal > 1 ? dt_h / renewal : dt_h;
  const perShare_h = dt_h / renewal;
  // What leaves, from the outlet inwards; what stays goes to the room, from the outlet inwards too.
  let leaving = renewal > 1 ? 1 : renewal;
  let left_h = 0;
  let heat = 0;
  let kept = 0;
  const staying = decay(cooling_per_h * dt_h);
  for (let k = 0; k < count; k++) {
    const slot = at + (forward ? count - 1 - k : k);
    const share = x[slot]!;
    const excess_K = x[slot + parcels]! - ground_degC;
    const goes = share < leaving ? share : leaving;
    if (goes > 0) {
      const took_h = goes * perShare_h;
      const factor = decay(cooling_per_h * (left_h + took_h / 2));
      heat += goes * (ground_degC + excess_K * factor);
      lose(out, content_kg * goes * excess_K * (1 - factor));
      left_h += took_h;
      leaving -= goes;
    }
    if (share > goes) {
      shares[kept] = share - goes;
      temps_degC[kept] = ground_degC + excess_K * staying;
      kept++;
      lose(out, content_kg * (share - goes) * excess_K * (1 - staying));
    }
  }
  const excess_K = inflow_degC - ground_degC;
  const entering = decay((cooling_per_h * stays_h) / 2);
  shares[kept] = renewal > 1 ? 1 : renewal;
  temps_degC[kept] = ground_degC + excess_K * entering;
  lose(out, content_kg * shares[kept]! * excess_K * (1 - entering));
  kept++;
  if (renewal > 1) {
    const through = decay(cooling_per_h * stays_h);
    heat += (renewal - 1) * (ground_degC + excess_K * through);
    lose(out, content_kg * (renewal - 1) * excess_K * (1 - through));
  }
  if (kept > parcels) kept = join(room, kept);
  for (let k = 0; k < parcels; k++) {
    const from = forward ? kept - 1 - k : k;
    next[at + k] = k < kept ? shares[from]! : 0;
    next[at + parcels + k] = k < kept ? temps_degC[from]! : temps_degC[forward ? 0 : kept - 1]!;
  }
  const arrives_degC = heat / renewal;
  if (pipe.wall_kg > 0) {
    const turns = inflow_kg / pipe.wall_kg;
    const mean = meanDecay(turns);
    const above_K = x[wallAt]! - arrives_degC;
    out[OUT_degC] = arrives_degC + above_K * mean;
    next[wallAt] = arrives_degC + above_K * (turns < 0.05 ? 1 - turns * mean : decay(turns));
  } else {
    out[OUT_degC] = arrives_degC;
    next[wallAt] = arrives_degC;
  }
}

const lose = (out: Float64Array, heat_kgK: number): void => {
  if (heat_kgK > 0) out[LOST_kgK]! += heat_kgK;
  else out[GAINED_kgK]! -= heat_kgK;
};

/** Nothing flows: water and wall cool together. */
function stand(
  pipe: PlugPipe,
  parcels: number,
  x: Float64Array,
  at: number,
  count: number,
  ground_degC: number,
  dt_h: number,
  next: Float64Array,
  out: Float64Array,
): void {
  const { content_kg, wall_kg } = pipe;
  const stays = decay((pipe.cooling_per_h * dt_h * content_kg) / (content_kg + wall_kg));
  for (let k = 0; k < parcels; k++) {
    const excess_K = x[at + parcels + k]! - ground_degC;
    next[at + k] = x[at + k]!;
    next[at + parcels + k] = ground_degC + excess_K * stays;
    if (k < count) lose(out, content_kg * x[at + k]! * excess_K * (1 - stays));
  }
  const wallAt = at + 2 * parcels;
  const excess_K = x[wallAt]! - ground_degC;
  next[wallAt] = ground_degC + excess_K * stays;
  lose(out, wall_kg * excess_K * (1 - stays));
  out[OUT_degC] = x[wallAt]!;
}

/** Joins the two neighbours whose union changes the profile least: m1 m2 / (m1 + m2) (T1 - T2)^2. */
function join({ shares, temps_degC }: PlugRoom, count: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k + 1 < count; k++) {
    const apart_K = temps_degC[k]! - temps_degC[k + 1]!;
    const cost = ((shares[k]! * shares[k + 1]!) / (shares[k]! + shares[k + 1]!)) * apart_K * apart_K;
    if (cost < least) {
      least = cost;
      best = k;
    }
  }
  const both = shares[best]! + shares[best + 1]!;
  temps_degC[best] = temps_degC[best]! + ((temps_degC[best + 1]! - temps_degC[best]!) * shares[best + 1]!) / both;
  shares[best] = both;
  for (let k = best + 1; k + 1 < count; k++) {
    shares[k] = shares[k + 1]!;
    temps_degC[k] = temps_degC[k + 1]!;
  }
  return count - 1;
}

/** Heat that a pipe holds over 0 degC, kg K. */
export function plugHeat_kgK(pipe: PlugPipe, parcels: number, x: Float64Array, at: number): number {
  let sum = 0;
  for (let k = 0; k < parcels; k++) sum += x[at + k]! * x[at + parcels + k]!;
  return pipe.content_kg * sum + pipe.wall_kg * x[at + 2 * parcels]!;
}

/** Writes a pipe full of water of one temperature. */
export function fillPlug(parcels: number, x: Float64Array, at: number, water_degC: number): void {
  x.fill(0, at, at + parcels);
  x[at] = 1;
  x.fill(water_degC, at + parcels, at + plugSize(parcels));
}
