import { load } from '../../src/models/load.ts';
import { bench } from '../models/bench.ts';
import { readShared } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

const FILE = 'data/steel-korea-15min/Steel_industry_data_2018-01..09.csv';

interface Quarter {
  readonly month: number;
  readonly kW: number;
  readonly kvar: number;
}

/** Draw and lagging reactive power of a steel plant, quarter of an hour by quarter of an hour. */
const quarters = (): readonly Quarter[] =>
  readShared(FILE)
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [date, kWh, kvarh] = line.split(',') as [string, string, string];
      return { month: Number(date.slice(3, 5)), kW: 4 * Number(kWh), kvar: 4 * Number(kvarh) };
    });

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** How a load is told of its reactive power: by a power factor alone, or beside what it takes while it stands nearly still. */
type Told = 'cosPhi' | 'idle';

/** Parameters of four months, and what a load of them draws in the five after. */
function later(told: Told): { readonly rows: readonly Quarter[]; readonly drawn_kvar: readonly number[] } {
  const all = quarters();
  const first = all.filter(({ month }) => month <= 4);
  const mean_kW = sum(first.map(({ kW }) => kW)) / first.length;
  const still = first.filter(({ kW }) => kW < mean_kW / 4);
  const idle_kvar = told === 'idle' ? sum(still.map(({ kvar }) => kvar)) / still.length : 0;
  const tanPhi = (sum(first.map(({ kvar }) => kvar)) / first.length - idle_kvar) / mean_kW;
  const unit = bench(load, { demand: 1, cosPhi: 1 / Math.hypot(1, tanPhi), idle_kvar });
  const rows = all.filter(({ month }) => month > 4);
  return { rows, drawn_kvar: rows.map(({ kW }) => -unit.run({ w: { demand_kW: kW } }).reactive_kvar!) };
}

/** Mvarh by month. */
export const months = (told: Told) => (): Point[] => {
  const { rows, drawn_kvar } = later(told);
  return [5, 6, 7, 8, 9].map((month) => {
    const at = rows.flatMap((row, k) => (row.month === month ? [k] : []));
    return {
      reference: sum(at.map((k) => rows[k]!.kvar)) / 4000,
      model: sum(at.map((k) => drawn_kvar[k]!)) / 4000,
      x: month,
    };
  });
};

/** Quarters of an hour over the mean of the meter. */
export const quarterly = (): Point[] => {
  const { rows, drawn_kvar } = later('cosPhi');
  const mean = sum(rows.map(({ kvar }) => kvar)) / rows.length;
  return rows.map(({ kvar }, k) => ({ reference: kvar / mean, model: drawn_kvar[k]! / mean }));
};

const SOURCE = 'DAEWOO Steel, Gwangyang, 2018, doi:10.24432/C52G8C (shared/data/steel-korea-15min)';

export const validations: readonly Validation[] = [
  {
    model: 'load',
    quantity: 'reactive_Mvarh',
    title: 'reactive energy of a steel plant by month, May to September, by the power factor of January to April alone',
    source: SOURCE,
    tolerance: { relative: 0.15, meanRelative: 0.1 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: given(months('cosPhi')),
  },
  {
    model: 'load',
    quantity: 'reactive_Mvarh',
    title: 'the same with what it took while it stood nearly still as idle_kvar',
    source: SOURCE,
    tolerance: { relative: 0.15, meanRelative: 0.1 },
    decision: 'docs/decisions/0016-plant-models-and-their-misses.md',
    points: given(months('idle')),
  },
  {
    model: 'load',
    quantity: 'reactiveOverMean',
    title: 'by the power factor alone, by quarters of an hour, over the mean of the meter (rms is CV(RMSE))',
    source: SOURCE,
    tolerance: { rms: 0.6 },
    points: given(quarterly),
  },
];
