import { z } from 'zod';
import type { Totals } from '../core/component.ts';
import { positionOfSum } from './sumCurve.ts';
import { sampled, type UniformCurve, valueAt } from './uniformCurve.ts';

const wear = (text: string) => z.number().nonnegative().optional().describe(text);

/** What the ageing of any stack of cells is described by. */
export const ageingFields = {
  wear_uV_per_h: wear('voltage that an hour of running costs each cell'),
  startWear_uV: wear('voltage that a start costs each cell'),
  swingWear_uV: wear('voltage that a swing of load costs each cell, from rest to the rating and back'),
  replaceAt: z
    .number()
    .positive()
    .max(0.5)
    .default(0.1)
    .describe(
      'share of the rated voltage lost at which a stack is replaced. ASSUMED 0.1; the DEA lives give 0.10, 0.11',
    ),
  replaceAfter_h: z.number().positive().optional().describe('hours of running at which it is replaced in any case'),
  replacement_money: z.number().nonnegative().default(0).describe('paid for a stack. ASSUMED 0: name it'),
};

/**
 * A stack laid out over its current before the loop, on an even grid from 0. Power, gas and heat are straight between
 * its points, and so is what ageing adds, voltage lost times current: power turns into current and back exactly.
 * Currents are in kA, summed over the cells.
 */
export interface CellStack {
  /** Direct current when new. */
  readonly power_kW: UniformCurve;
  /** Hydrogen made, or used. */
  readonly gas_kg_per_h: UniformCurve;
  /** Given off when new. */
  readonly heat_kW: UniformCurve;
  /** The currents themselves. */
  readonly current_kA: UniformCurve;
  /** Voltage of a cell by current when new. */
  readonly cell_V: UniformCurve;
  /** Voltage that a degradation of 1 adds to each cell: its rated one, negative where ageing lowers it. */
  readonly rise_V: number;
  /** Active area of all cells in 1,000 cm2: kA over it are A/cm2. */
  readonly area: number;
}

/** A share of the current of 1/512 leaves consumption right to 0.02 % above a tenth of the rating. */
const POINTS = 513;

/** Lays out a stack of `area` (1,000 cm2 over all cells) to `most_A_per_cm2`. */
export function layOut(
  area: number,
  most_A_per_cm2: number,
  rise_V: number,
  cell: {
    voltage_V(density: number): number;
    /** By current in kA and by cell voltage. */
    gas_kg_per_h(current_kA: number, density: number): number;
    heat_kW(current_kA: number, density: number, cell_V: number): number;
  },
): CellStack {
  const curve = (of: (current_kA: number, density: number) => number): UniformCurve =>
    sampled(0, area * most_A_per_cm2, POINTS, (current) => (current > 0 ? of(current, current / area) : 0));
  return {
    power_kW: curve((current, j) => current * cell.voltage_V(j)),
    gas_kg_per_h: curve((current, j) => cell.gas_kg_per_h(current, j)),
    heat_kW: curve((current, j) => cell.heat_kW(current, j, cell.voltage_V(j))),
    current_kA: curve((current) => current),
    cell_V: curve((_current, j) => cell.voltage_V(j)),
    rise_V,
    area,
  };
}

export const currentAtPower = (s: CellStack, degradation: number, power_kW: number): number =>
  positionOfSum(s.power_kW, s.current_kA, s.rise_V * degradation, power_kW);

export const powerAtCurrent = (s: CellStack, degradation: number, current_kA: number): number =>
  valueAt(s.power_kW, current_kA) + s.rise_V * degradation * current_kA;

/** Voltage of a cell: power over current, and so consistent with both. */
export const voltageAt = (s: CellStack, degradation: number, current_kA: number): number =>
  current_kA > 0 ? powerAtCurrent(s, degradation, current_kA) / current_kA : 0;

/** How a stack ages: shares of its rated voltage, per hour of running, start and full swing. */
export interface Ageing {
  readonly perHour: number;
  readonly perStart: number;
  readonly perSwing: number;
  readonly replaceAt: number;
  readonly replaceAfter_h: number;
  readonly replacement_money: number;
}

export type AgeingParams = z.infer<z.ZodObject<typeof ageingFields>>;
export interface Wear {
  readonly hour_uV: number;
  readonly start_uV: number;
  readonly swing_uV: number;
}

export function ageingOf(p: AgeingParams, defaults: Wear, rated_V: number): Ageing {
  const share = (uV: number): number => uV / 1e6 / rated_V;
  return {
    perHour: share(p.wear_uV_per_h ?? defaults.hour_uV),
    perStart: share(p.startWear_uV ?? defaults.start_uV),
    perSwing: share(p.swingWear_uV ?? defaults.swing_uV),
    replaceAt: p.replaceAt,
    replaceAfter_h: p.replaceAfter_h ?? Number.POSITIVE_INFINITY,
    replacement_money: p.replacement_money,
  };
}

/**
 * What a step takes of a stack's life, as a share of its rated voltage. `swing` is the change of load as a share of the
 * rating between steps in which it ran. With damage in proportion to the range of each cycle, rainflow counting comes to
 * half of all changes added up, so that no turning points need be remembered.
 */
export const wearOf = (a: Ageing, running_h: number, started: number, swing: number): number =>
  a.perHour * running_h + a.perStart * started + 0.5 * a.perSwing * (swing < 0 ? -swing : swing);

/**
 * Ages a stack over a step: writes `degradation` and `stack_h`, which stand together in the states at `at`, and returns 1
 * where the stack is replaced at its end, which makes both 0.
 */
export function age(
  a: Ageing,
  x: Float64Array,
  at: number,
  wear: number,
  running_h: number,
  next: Float64Array,
): 0 | 1 {
  const degradation = x[at]! + wear;
  const stack_h = x[at + 1]! + running_h;
  const isDone = degradation >= a.replaceAt || stack_h >= a.replaceAfter_h;
  next[at] = isDone ? 0 : degradation;
  next[at + 1] = isDone ? 0 : stack_h;
  return isDone ? 1 : 0;
}

/** What a start costs by the life of the stack that it takes. */
export const startWear_money = (a: Ageing): number => (a.replacement_money * a.perStart) / a.replaceAt;

/** Replacements, the life that the run's use would give, and what of stacks was used up, whether replaced in it or not. */
export function ageingKpis(a: Ageing, dt_h: number, t: Totals): Record<string, number> {
  const replacements = t.sum('replaced') / dt_h;
  const lost = t.sum('wear_per_h');
  return {
    stackReplacements: replacements,
    degradationEnd: t.last('degradation'),
    ...(lost > 0 ? { stackLife_a: ((a.replaceAt / lost) * t.hours_h) / 8760 } : {}),
    stackWear_money: (a.replacement_money * lost) / a.replaceAt,
  };
}
