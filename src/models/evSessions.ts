import { z } from 'zod';
import { normal, streamOf, uniform } from '../core/chance.ts';
import type { Environment } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp } from '../core/math.ts';
import { hoursOf, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { instantsOf, localOf } from '../core/zone.ts';
import { nonNegative } from './carrierUnit.ts';
import { SeriesRefSchema } from './schemas.ts';

const amount = (fallback: number, text: string) => z.number().nonnegative().default(fallback).describe(text);

export const SessionParams = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('profile').describe('columns of a profile in the step of the run, or constants'),
    arrivals: SeriesRefSchema.describe('cars an hour; a car arrives when half of it is due'),
    energy: SeriesRefSchema.describe('kWh that a car arriving now asks for, in its battery'),
    stay: SeriesRefSchema.describe('hours that a car arriving now stays'),
    atStart: z
      .array(z.strictObject({ energy_kWh: z.number().nonnegative(), stay_h: z.number().positive() }))
      .default([])
      .describe('cars that are there when the run starts: what each still asks for, and how much longer it stays'),
  }),
  z.strictObject({
    from: z
      .literal('pattern')
      .describe(
        'drawn from the seed of the scenario, the same cars on the same days of any run; who came before it starts is there',
      ),
    perDay: z.number().positive().max(1000).default(10).describe('cars on a working day. ASSUMED 10'),
    weekendShare: amount(0.2, 'cars on a Saturday or Sunday over those of a working day. ASSUMED 0.2'),
    arrivalMean_h: z
      .number()
      .min(0)
      .max(24)
      .default(8.5)
      .describe('hour of the day, local time. ASSUMED 8.5: a workplace'),
    arrivalSd_h: amount(1, 'its standard deviation. ASSUMED 1'),
    stayMean_h: z.number().positive().default(8.5).describe('ASSUMED 8.5: a working day'),
    staySd_h: amount(1.5, 'its standard deviation; no stay is under a quarter of an hour. ASSUMED 1.5'),
    energyMean_kWh: z.number().positive().default(15).describe('asked for. ASSUMED 15: some days of driving'),
    energySd_kWh: amount(8, 'its standard deviation; nobody asks for less than 1. ASSUMED 8'),
    pattern: z.number().int().min(0).default(0).describe('another number draws other cars: for a second site'),
  }),
]);
export type SessionParams = z.infer<typeof SessionParams>;

/** A car at the site. Times in steps of the run from its start; who came before it has a negative arrival. */
export interface Session {
  readonly arrival: number;
  readonly departure: number;
  readonly energy_kWh: number;
}

/** Every car that is there within the run, in order of arrival. @throws ConfigError */
export const sessionsOf = (p: SessionParams, env: Environment): Session[] =>
  (p.from === 'profile' ? fromProfile(p, env) : fromPattern(p, env))
    .filter(({ arrival, departure }) => departure > 0 && arrival < env.grid.length)
    .sort((a, b) => a.arrival - b.arrival);

function fromProfile(p: SessionParams & { from: 'profile' }, env: Environment): Session[] {
  const dt_h = hoursOf(env.grid);
  const column = (ref: number | string, name: string, path: string): Float64Array =>
    nonNegative(env.series(ref, name), `sessions.${path}`);
  const arrivals = column(p.arrivals, 'arrivals_per_h', 'arrivals');
  const energy_kWh = column(p.energy, 'energy_kWh', 'energy');
  const stay_h = column(p.stay, 'stay_h', 'stay');
  const found: Session[] = [];
  const there = p.atStart.map(({ energy_kWh: asked_kWh, stay_h: left_h }) => ({
    arrival: 0,
    departure: left_h / dt_h,
    energy_kWh: asked_kWh,
  }));
  let due = 0;
  for (let i = 0; i < arrivals.length; i++) {
    const before = due;
    due += arrivals[i]! * dt_h;
    // The next car is half due at found.length + 0.5.
    while (found.length + 0.5 <= due) {
      const arrival = i + clamp((found.length + 0.5 - before) / (arrivals[i]! * dt_h), 0, 1);
      if (!(stay_h[i]! > 0))
        throw new ConfigError([
          {
            file: '',
            path: 'sessions.stay',
            message: `met ${stay_h[i]} h where a car arrives (step ${i}); expected more`,
          },
        ]);
      found.push({ arrival, departure: arrival + stay_h[i]! / dt_h, energy_kWh: energy_kWh[i]! });
    }
  }
  return [...there, ...found];
}

/** Room for chance numbers of one day. */
const PER_DAY = 2048;

function fromPattern(p: SessionParams & { from: 'pattern' }, env: Environment): Session[] {
  const { grid, seed, site } = env;
  const dt_h = hoursOf(grid);
  const stream = (name: string): number => streamOf(`evCharging/${p.pattern}/${name}`);
  const [counts, arrivals, stays, energies] = [stream('count'), stream('arrival'), stream('stay'), stream('energy')];
  const found: Session[] = [];
  const last = localOf(site.zone, timeAt(grid, grid.length)).dayNumber;
  // Who stays longer than four deviations above the mean came too long ago to be counted.
  const back = 1 + Math.ceil((p.stayMean_h + 4 * p.staySd_h) / 24);
  for (let day = localOf(site.zone, grid.start_ms).dayNumber - back; day <= last; day++) {
    const isWeekend = (((day + 3) % 7) + 7) % 7 >= 5;
    const mean = p.perDay * (isWeekend ? p.weekendShare : 1);
    const count = Math.min(PER_DAY, Math.floor(mean + uniform(seed, counts, day)));
    for (let k = 0; k < count; k++) {
      const index = day * PER_DAY + k;
      const hour = clamp(p.arrivalMean_h + p.arrivalSd_h * normal(seed, arrivals, index), 0, 23.99);
      const arrival = stepAt(grid, instantAt(env, day, hour));
      const stay_h = Math.max(0.25, p.stayMean_h + p.staySd_h * normal(seed, stays, index));
      const energy_kWh = Math.max(1, p.energyMean_kWh + p.energySd_kWh * normal(seed, energies, index));
      found.push({ arrival, departure: arrival + stay_h / dt_h, energy_kWh });
    }
  }
  return found;
}

const stepAt = (grid: TimeGrid, time_ms: number): number => (time_ms - grid.start_ms) / (grid.step_s * 1000);

/** The instant of a local hour of a day; an hour that the clock skips is the one after it. */
function instantAt({ site }: Environment, day: number, hour: number): number {
  const wall_ms = day * 86_400_000 + Math.round(hour * 3_600_000);
  return instantsOf(site.zone, wall_ms)[0] ?? instantsOf(site.zone, wall_ms + 3_600_000)[0] ?? wall_ms;
}

/** Sessions by charge point, in order of time; a point serves one car in a step. */
export interface Berths {
  readonly points: number;
  /** Where the sessions of each point begin in the columns below; one more at the end. */
  readonly begin: Int32Array;
  /** By point and block of steps: the first session that ends in the block or later. */
  readonly hint: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly arrival: Float64Array;
  readonly departure: Float64Array;
  readonly energy_kWh: Float64Array;
  /** Cars an hour that found no free point. */
  readonly turnedAway_per_h: Float64Array;
  /** Length of a step. */
  readonly dt_h: number;
}

const BLOCK = 32;
/** Energy that a car is not missed for. */
const TRIFLE_kWh = 0.01;

/** Gives each car the first point that is free, in order of arrival; turns away who finds none, uncounted before the run. */
export function berthsOf(sessions: readonly Session[], points: number, grid: TimeGrid): Berths {
  const lists: Session[][] = Array.from({ length: points }, () => []);
  const free = new Float64Array(points).fill(Number.NEGATIVE_INFINITY);
  const turnedAway_per_h = new Float64Array(grid.length);
  for (const session of sessions) {
    const first = Math.floor(session.arrival);
    const point = free.findIndex((from) => from <= first);
    if (point < 0 && first >= 0) turnedAway_per_h[first]! += 1 / hoursOf(grid);
    if (point >= 0) {
      lists[point]!.push(session);
      free[point] = Math.max(first + 1, Math.ceil(session.departure));
    }
  }
  const all = lists.flat();
  const begin = new Int32Array(points + 1);
  for (let j = 0; j < points; j++) begin[j + 1] = begin[j]! + lists[j]!.length;
  const last = Int32Array.from(all, (s) => Math.max(Math.floor(s.arrival), Math.ceil(s.departure) - 1));
  const blocks = Math.floor(grid.length / BLOCK) + 1;
  const hint = new Int32Array(points * blocks);
  for (let j = 0; j < points; j++) {
    let k = begin[j]!;
    for (let block = 0; block < blocks; block++) {
      while (k < begin[j + 1]! && last[k]! < block * BLOCK) k++;
      hint[block * points + j] = k;
    }
  }
  return {
    points,
    begin,
    hint,
    first: Int32Array.from(all, (s) => Math.floor(s.arrival)),
    last,
    arrival: Float64Array.from(all, (s) => s.arrival),
    departure: Float64Array.from(all, (s) => s.departure),
    energy_kWh: Float64Array.from(all, (s) => s.energy_kWh),
    turnedAway_per_h,
    dt_h: hoursOf(grid),
  };
}

/** What no control of the site can give: energy beyond what a stay takes at full power (kWh in the battery by step), and points. */
export function beyondSite(b: Berths, most_kWh: number): string[] {
  let cars = 0;
  let beyond_kWh = 0;
  for (let k = 0; k < b.energy_kWh.length; k++) {
    const over_kWh = b.energy_kWh[k]! - most_kWh * (b.departure[k]! - b.arrival[k]!);
    if (over_kWh <= TRIFLE_kWh) continue;
    cars++;
    beyond_kWh += over_kWh;
  }
  const turned = Math.round(b.turnedAway_per_h.reduce((sum, n) => sum + n, 0) * b.dt_h);
  return [
    ...(cars === 0
      ? []
      : [
          `${cars} of ${b.energy_kWh.length} cars ask for more than their stay takes at full power, ${Math.round(beyond_kWh)} kWh in all (beyondStay_kWh), and leave without it; ask for less, let them stay longer, or give points more power`,
        ]),
    ...(turned === 0
      ? []
      : [`${turned} cars found no free point and drove on (turnedAway); add points, or send fewer cars`]),
  ];
}

/** The session at a point in a step, -1 where there is none. */
export function sessionAt(b: Berths, point: number, step: number): number {
  const end = b.begin[point + 1]!;
  let k = b.hint[Math.floor(step / BLOCK) * b.points + point]!;
  while (k < end && b.last[k]! < step) k++;
  return k < end && b.first[k]! <= step ? k : -1;
}
