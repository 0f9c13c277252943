import { z } from 'zod';
import { exp, pow } from '../core/math.ts';
import { type AgeingModel, ageingModels, lifeAt } from '../core/physics/batteryAgeing.ts';
import { makeGrowth, rainflowStep } from '../core/physics/rainflow.ts';

const factor = (text: string) => z.number().nonnegative().default(1).describe(text);
const common = {
  calendarFactor: factor('on the loss by time. ASSUMED 1'),
  cycleFactor: factor('on the loss by use. ASSUMED 1'),
  endOfLife: z
    .number()
    .min(0.3)
    .lt(1)
    .default(0.8)
    .describe('share of the capacity at which cells are done. ASSUMED 0.8'),
  replaced: z.boolean().default(true).describe('whether cells that are done make room for new ones at once'),
  replacement_money: z.number().nonnegative().default(0).describe('paid for new cells. ASSUMED 0: name it'),
  resistanceGrowth: z
    .number()
    .min(0)
    .max(10)
    .default(2.5)
    .describe('relative growth of the losses in the cells per share of capacity lost. ASSUMED 2.5: half more at 80 %'),
};

export const WearParams = z.discriminatedUnion('model', [
  z.strictObject({
    model: z
      .enum(['lfp', 'nmc'])
      .describe('chemistry. FOUND: NREL BLAST-Lite, LFP of 250 Ah prismatic, NMC of 75 Ah (Gasper et al. 2023)'),
    ...common,
  }),
  z.strictObject({
    model: z.literal('sheet').describe('by a data sheet: cycles until endOfLife by depth, years on the shelf'),
    cycles: z
      .array(z.strictObject({ depth: z.number().gt(0).max(1), cycles: z.number().positive() }))
      .min(1)
      .default([{ depth: 0.9, cycles: 6000 }])
      .refine((all) => all.every((c, k) => k === 0 || c.depth > all[k - 1]!.depth), 'expected depths that ascend')
      .refine((all) => all.every((c, k) => k === 0 || c.cycles <= all[k - 1]!.cycles), 'expected cycles that fall')
      .describe('full cycles of a depth (share of the capacity) until endOfLife. ASSUMED 6000 of 0.9'),
    calendarLife_a: z
      .number()
      .positive()
      .default(20)
      .describe('years to endOfLife unused, half full at 25 degC. FOUND: 20, DEA catalogue'),
    calendarPower: z
      .number()
      .min(0.2)
      .max(1)
      .default(0.5)
      .describe('power of time by which capacity is lost unused. FOUND: 0.5, NREL SAM; 1 is a straight line'),
    ...common,
  }),
]);
export type WearParams = z.infer<typeof WearParams>;

/** Reversals that are remembered; a row of as many ever smaller swings is rare. */
const OPEN = 16;
/** Time over which rates are averaged: the fits count with the means of a day. */
const MEAN_h = 24;
/** Changes slower than this, 1/h, are rest to the fits. */
const REST_per_h = 0.01;
/** Cells that are never replaced keep at least this of their capacity, so that nothing divides by none. */
const LEAST = 0.05;

const [AGES, LOSSES, CALENDAR_RATE, RATE, REVERSALS] = [1, 3, 5, 6, 7] as const;
/** The first, `soh`, is the capacity left as a share of the new one. */
export const WEAR_STATES: readonly string[] = [
  'soh',
  'calendarAge',
  'cycleAge',
  'calendarLoss',
  'cycleLoss',
  'calendarRate',
  'rate_per_h',
  'reversals',
  ...Array.from({ length: OPEN }, (_, k) => `reversal${k + 1}`),
];
export const WEAR_SIGNALS: readonly string[] = [
  'resistance',
  'equivalentCycles_per_h',
  'calendarAgeing_per_h',
  'cycleAgeing_per_h',
  'replacements_per_h',
];

export interface Wear {
  readonly model: AgeingModel;
  readonly endOfLife: number;
  readonly replaced: boolean;
  readonly replacement_money: number;
  readonly resistanceGrowth: number;
  /** Factors on the growth of the ages, which the losses are powers of. */
  readonly calendarFactor: number;
  readonly cycleFactor: number;
  /** Share of a mean that outlives a step. */
  readonly keepMean: number;
}

export function wearOf(p: WearParams, dt_h: number): Wear {
  const model = p.model === 'sheet' ? ageingModels.sheet({ ...p, loss: 1 - p.endOfLife }) : ageingModels[p.model]();
  return {
    model,
    endOfLife: p.endOfLife,
    replaced: p.replaced,
    replacement_money: p.replacement_money,
    resistanceGrowth: p.resistanceGrowth,
    calendarFactor: pow(p.calendarFactor, 1 / model.calendarPower),
    cycleFactor: pow(p.cycleFactor, 1 / model.cyclePower),
    keepMean: exp(-dt_h / MEAN_h),
  };
}

/** States of new cells at a state of charge. */
export const newCells = (soc: number): number[] =>
  WEAR_STATES.map((_, k) => (k === 0 || k === REVERSALS ? 1 : k === REVERSALS + 1 ? soc : 0));

/**
 * age^p after growth, from what it was before: by the binomial series while the growth is small, which is right to
 * rounding and costs far less than a power.
 */
function lossAfter(loss: number, age: number, growth: number, power: number): number {
  const e = growth / age;
  if (!(e < 1e-3)) return growth + age > 0 ? pow(age + growth, power) : 0;
  const rest = 1 + ((power - 2) / 3) * e * (1 + ((power - 3) / 4) * e * (1 + ((power - 4) / 5) * e));
  return loss * (1 + power * e * (1 + ((power - 1) / 2) * e * rest));
}

/** Losses in the cells over those of new ones. */
export const resistanceOf = (wear: Wear, soh: number): number => 1 + wear.resistanceGrowth * (1 - soh);

const grown = makeGrowth(OPEN);

/**
 * Ages cells over a step in which their state of charge went evenly from `x` to `soc`: writes their states to `next` from
 * `at` on and their signals to `y` from `out` on, and puts new cells in their place where they are done. Half cycles age
 * as they grow (rainflow.ts), each by its depth so far, at the rate and temperature of the step.
 */
export function wearOut(
  wear: Wear,
  x: Float64Array,
  at: number,
  from: number,
  soc: number,
  temperature_K: number,
  dt_h: number,
  next: Float64Array,
  y: Float64Array,
  out: number,
): void {
  const { model } = wear;
  const soh = x[at]!;
  for (let k = 0; k < WEAR_STATES.length; k++) next[at + k] = x[at + k]!;
  const moved = Math.abs(soc - from);
  const rate_per_h = moved < REST_per_h * dt_h ? 0 : (moved / dt_h) * soh;
  next[at + RATE] = rate_per_h + (x[at + RATE]! - rate_per_h) * wear.keepMean;
  const rate = (x[at + RATE]! + next[at + RATE]!) / 2;
  const k = model.calendarRate((from + soc) / 2, temperature_K);
  // New cells have no day behind them.
  const mean = x[at + CALENDAR_RATE]! > 0 ? x[at + CALENDAR_RATE]! : k;
  next[at + CALENDAR_RATE] = k + (mean - k) * wear.keepMean;
  const calendar = model.calendarPace((mean + next[at + CALENDAR_RATE]!) / 2) * wear.calendarFactor * (dt_h / 24);
  rainflowStep(next, at + REVERSALS, OPEN, soc, grown);
  let cycle = 0;
  for (let k = 0; k < grown.count; k++) {
    const to = grown.to[k]!;
    const before = grown.from[k]!;
    cycle += to * model.cyclePace(to, rate, temperature_K);
    if (before > 0) cycle -= before * model.cyclePace(before, rate, temperature_K);
  }
  // A cycle of depth d is d equivalent full cycles of what is left of the capacity, and half of it is counted each way.
  cycle = cycle > 0 ? (cycle / 2) * soh * wear.cycleFactor : 0;
  next[at + AGES] = x[at + AGES]! + calendar;
  next[at + AGES + 1] = x[at + AGES + 1]! + cycle;
  next[at + LOSSES] = lossAfter(x[at + LOSSES]!, x[at + AGES]!, calendar, model.calendarPower);
  next[at + LOSSES + 1] = lossAfter(x[at + LOSSES + 1]!, x[at + AGES + 1]!, cycle, model.cyclePower);
  next[at] = Math.max(LEAST, 1 - next[at + LOSSES]! - next[at + LOSSES + 1]!);
  const done = wear.replaced && next[at]! < wear.endOfLife;
  if (done) {
    for (let k = 0; k < WEAR_STATES.length; k++) next[at + k] = 0;
    next[at] = 1;
    next[at + REVERSALS] = 1;
    next[at + REVERSALS + 1] = soc * soh;
  }
  y[out] = resistanceOf(wear, soh);
  y[out + 1] = (moved * soh) / 2 / dt_h;
  y[out + 2] = calendar / dt_h;
  y[out + 3] = cycle / dt_h;
  y[out + 4] = done ? 1 / dt_h : 0;
}

/** Years from new to the end of life at the pace of so many hours, with so much grown in them. */
export const lifeOf_a = (wear: Wear, hours: number, calendar: number, cycle: number): number =>
  lifeAt(wear.model, 1 - wear.endOfLife, (calendar * 8766) / hours, (cycle * 8766) / hours);
