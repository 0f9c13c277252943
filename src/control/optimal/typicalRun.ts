import type { Instance } from '../../core/instance.ts';
import type { Run } from '../../core/run.ts';
import { suffixOf } from '../../core/units.ts';
import type { Assembled } from './assembled.ts';
import { extremePeriods, type TypicalPeriods, typicalPeriods } from './typicalPeriods.ts';

/** A run of which each period is the one that stands for it. */
export interface TypicalRun {
  readonly run: Run;
  readonly typical: TypicalPeriods;
  /** Periods that stand for themselves as extremes, by their number. */
  readonly kept: readonly number[];
}

/** Units of what adds up over a year. */
const SUMS = ['kW', 'kg_per_h', 'W_per_m2'];
const ROUNDS = 8;

/**
 * Finds the periods that stand for a run by all that drives it: demand, weather, prices; and lays a run in which each period has the
 * series of the one that stands for it. Periods of highest demand, and of least supply beside demand, by bus, stand for
 * themselves. Demand and sun of the others are raised or lowered a little, so that the sums of the whole stay what they are.
 */
export function typicalRun(
  run: Run,
  assembled: Assembled,
  { count, length }: { readonly count: number; readonly length: number },
): TypicalRun {
  const steps = run.grid.length;
  const kept = extremesOf(assembled, length);
  const profiles = run.components.flatMap((c) =>
    c.columns.filter((v, slot): v is Float64Array => typeof v !== 'number' && tells(c, slot)),
  );
  const typical = typicalPeriods(profiles, { steps, length, count, keep: kept, seed: run.seed });
  const isKept = new Set(kept);
  /** Periods that another may stand for. */
  const isFree = Uint8Array.from(typical.of, (_, d) => (isKept.has(d) || (d + 1) * length > steps ? 0 : 1));
  const components = run.components.map((c) => {
    const demands = (c.kind.demands ?? []).map((name) => c.inputs.indexOf(name));
    const together = demands.length > 1 ? sumFactor(c, demands[0]!, typical, isFree) : 1;
    return {
      ...c,
      columns: c.columns.map((column, slot) => {
        if (typeof column === 'number') return column;
        const laid = repeated(column, typical);
        if (demands.length > 1 && demands.includes(slot)) return times(laid, together, typical, isFree);
        const keepsSum = demands.includes(slot) || SUMS.includes(suffixOf(c.inputs[slot]!));
        return keepsSum ? withSum(laid, column, typical, isFree) : laid;
      }),
    };
  });
  return { run: { ...run, components }, typical, kept };
}

/** Whether an input tells of a period what it is like: what has a unit, or what is asked for. */
const tells = (c: Instance, slot: number): boolean => {
  const name = c.inputs[slot]!;
  return suffixOf(name) !== '' || (c.kind.demands ?? []).includes(name);
};

/** By bus: the periods with the highest demand, and with the highest lack and sum of it beside what sun and wind could give. */
function extremesOf(
  { problem, columns, flows, balanceRow, zoneOfBus, ports, steps }: Assembled,
  length: number,
): number[] {
  const kept = new Set<number>();
  balanceRow.forEach((row, zone) => {
    const demand = problem.rowLower.subarray(row, row + steps);
    if (!demand.some((v) => v > 0)) return;
    const lack = Float64Array.from(demand);
    let isSupplied = false;
    for (const { component, first, perStep } of columns) {
      if (!perStep || component < 0) continue;
      const upper = problem.upper.subarray(first, first + steps);
      if (!varies(upper)) continue;
      for (const { port, column, per } of flows[component]!) {
        const bus = ports[component]![port]!;
        if (column !== first || bus < 0 || zoneOfBus[bus] !== zone) continue;
        const at = (k: number): number => (typeof per === 'number' ? per : per[k]!);
        if (!(at(0) > 0)) continue;
        isSupplied = true;
        for (let k = 0; k < steps; k++) lack[k]! -= at(k) * upper[k]!;
      }
    }
    if (varies(demand)) kept.add(extremePeriods(demand, steps, length)[0]!);
    if (isSupplied) for (const d of extremePeriods(lack, steps, length)) kept.add(d);
  });
  return [...kept].sort((a, b) => a - b);
}

const varies = (v: Float64Array): boolean => Number.isFinite(v[0]!) && v.some((a) => a !== v[0] && Number.isFinite(a));

/** A column in which every period has the values of the one that stands for it. */
function repeated(column: Float64Array, { periods, of, length }: TypicalPeriods): Float64Array {
  const out = new Float64Array(column.length);
  of.forEach((k, d) => {
    const { start, length: own } = periods[k]!;
    out.set(column.subarray(start, start + own), d * length);
  });
  return out;
}

const times = (laid: Float64Array, factor: number, { length }: TypicalPeriods, isFree: Uint8Array): Float64Array =>
  laid.map((v, i) => (isFree[Math.floor(i / length)] === 1 ? v * factor : v));

/** By what a column of a component is to be multiplied where another stands for it, so that its sum stays. */
function sumFactor(c: Instance, slot: number, typical: TypicalPeriods, isFree: Uint8Array): number {
  const column = c.columns[slot];
  if (typeof column !== 'object') return 1;
  const [was, is] = freeSums(column, repeated(column, typical), typical, isFree);
  return is > 0 && was > 0 ? was / is : 1;
}

function freeSums(
  column: Float64Array,
  laid: Float64Array,
  { length }: TypicalPeriods,
  isFree: Uint8Array,
): [was: number, is: number] {
  let [was, is] = [0, 0];
  for (let i = 0; i < column.length; i++)
    if (isFree[Math.floor(i / length)] === 1) {
      was += column[i]!;
      is += laid[i]!;
    }
  return [was, is];
}

/** Raises or lowers what stands for other periods until the sum is what it was; nothing rises above the highest there is. */
function withSum(laid: Float64Array, column: Float64Array, typical: TypicalPeriods, isFree: Uint8Array): Float64Array {
  const highest = column.reduce((a, b) => Math.max(a, b), 0);
  if (column.some((v) => v < 0)) return laid;
  let now = laid;
  for (let round = 0; round < ROUNDS; round++) {
    const [was, is] = freeSums(column, now, typical, isFree);
    if (!(was > 0 && is > 0) || Math.abs(was - is) <= 1e-9 * was) break;
    now = times(now, was / is, typical, isFree).map((v) => Math.min(v, highest));
  }
  return now;
}
