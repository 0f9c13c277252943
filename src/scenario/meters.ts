import type { Column } from '../core/columns.ts';
import type { Run } from '../core/run.ts';
import type { Block } from '../core/table.ts';
import { slotOf } from '../core/totals.ts';
import { suffixOf, unitOf } from '../core/units.ts';
import { QUALITIES, type Quality, type Readings } from '../series/quality.ts';
import { among } from './known.ts';
import type { Cluster, Faults } from './read.ts';

/** A signal of the run that was measured, with its readings laid on the run's grid. */
export interface Meter extends Readings {
  /** `pv.electricity_kW`. */
  readonly column: string;
  readonly component: number;
  readonly signal: string;
  /** Its place in the frame. */
  readonly at: number;
  /** By place in `QUALITIES`: whether such a reading is held against the model. */
  readonly counts: readonly boolean[];
}

/** Where readings come from: `profile.column`, expected in the unit of `signal`. @throws ConfigError */
export type ReadingsOf = (ref: string, signal: string, take: 'mean' | 'last') => Readings;

/** Lays the meters of a scenario on its grid. A flow is the mean over a step, a state what holds at its end. */
export function metersOf(
  { components, frameAt }: Pick<Run, 'components' | 'frameAt'>,
  { spec, components: plans }: Cluster,
  readings: ReadingsOf,
  faults: Faults,
): Meter[] {
  const stems = new Set<string>();
  return Object.entries(spec.meters).flatMap(([column, given]): Meter[] => {
    const at = ['meters', column];
    const [id, signal] = column.split('.') as [string, string];
    const component = components.findIndex((c) => c.id === id);
    const c = components[component];
    if (c === undefined) {
      // One that is there and could not be placed is a fault already; one that became a copper plate has no signals.
      if (!Object.hasOwn(spec.components, id) && !plans.some((plan) => plan.id === id))
        faults.add(at, `there is no component "${id}"${among(id, Object.keys(spec.components))}`);
      return [];
    }
    const known = [...c.outputs, ...c.states];
    if (!known.includes(signal)) {
      faults.add(at, `"${id}" has no signal "${signal}"${among(signal, known, 'it has')}`);
      return [];
    }
    const stem = `${id}.${stemOf(signal)}`;
    if (stems.has(stem)) {
      faults.add(at, `another meter of "${id}" is called "${stemOf(signal)}" too; measure one of them`);
      return [];
    }
    stems.add(stem);
    const plain = { counts: ['good'] as Quality[], take: undefined };
    const { from, counts, take: asked } = typeof given === 'string' ? { from: given, ...plain } : given;
    const take = asked ?? (c.states.includes(signal) ? 'last' : 'mean');
    const read = faults.attempt(at, () => readings(from, signal, take));
    if (read === undefined) return [];
    const place = frameAt[component]! + slotOf(c, signal);
    const counting = QUALITIES.map((q) => counts.some((one) => one === q));
    return [{ column, component, signal, at: place, counts: counting, ...read }];
  });
}

const stemOf = (signal: string): string => signal.split('_')[0]!;
const named = (lead: string, signal: string): string => lead + signal[0]!.toUpperCase() + signal.slice(1);

/** A column that meters add to a run's results: no part of the model. */
export interface MeterColumn extends Omit<Column, 'role'> {
  readonly role: 'meter';
}

export const measuredName = (signal: string): string => named('measured', signal);
/** A difference of temperatures is in kelvin. */
export const residualName = (signal: string): string => named('residual', signal).replace(/_degC$/, '_K');
export const qualityName = (signal: string): string => named('quality', stemOf(signal));

/**
 * The columns that meters add to a run's results, three to each: the reading, the residual (reading less model), both
 * empty where there is no reading, and the place of its quality in `QUALITIES`. No law holds for them.
 */
export const meterColumns = (run: Run, meters: readonly Meter[]): MeterColumn[] =>
  meters.flatMap(({ component, signal }) => {
    const { id, kind } = run.components[component]!;
    return [measuredName(signal), residualName(signal), qualityName(signal)].map((name) => ({
      name: `${id}.${name}`,
      component: id,
      kind: kind.kind,
      signal: name,
      unit: unitOf(name),
      role: 'meter' as const,
      laws: [],
    }));
  });

/** A block of a run's steps with the columns of `meterColumns` behind its own. */
export function withMeters(block: Block, meters: readonly Meter[]): Block {
  const { at, first, count } = block;
  const added = meters.flatMap((meter) => {
    const measured = meter.values.subarray(first, first + count);
    const model = block.columns[meter.at]!;
    const quality = meter.quality.subarray(first, first + count);
    return [measured, measured.map((v, r) => v - model[at + r]!), Float64Array.from(quality)];
  });
  return { columns: [...block.columns.map((c) => c.subarray(at, at + count)), ...added], at: 0, first, count };
}

/** What a difference in this signal is called: that of a power adds up to energy. */
export const sumUnitOf = (signal: string): 'kWh' | 'kg' | undefined => {
  const suffix = suffixOf(signal);
  return suffix === 'kW' ? 'kWh' : suffix === 'kg_per_h' ? 'kg' : undefined;
};

/** A number as a message says it. */
export const amountOf = (v: number): string => String(Number(v.toPrecision(4)));
