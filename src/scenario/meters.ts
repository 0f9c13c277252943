import type { Column } from '../core/columns.ts';
import type { Run } from '../core/run.ts';
import type { Block } from '../core/table.ts';
import { slotOf } from '../core/totals.ts';
import { suffixOf, unitOf } from '../core/units.ts';
import type { GapPolicy } from '../series/profileSpec.ts';
import { MISSING, QUALITIES, type Readings } from '../series/quality.ts';
import { among } from './known.ts';
import type { Cluster, Faults } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

/** When a reading takes the place of a state. */
export interface RebasePolicy {
  /** Place among the component's states. */
  readonly state: number;
  readonly beyond: number;
  /** Steps from one correction to the next at the least. */
  readonly every: number;
}

/** What a running twin is to make of a meter, in steps. */
export interface MeterPolicy {
  /** Least and highest live reading, and steps after which one that stays the same is stuck. */
  readonly range: readonly [number, number];
  readonly stuckAfter: number;
  readonly window: number;
  readonly rebase: RebasePolicy | undefined;
  readonly drift: { readonly beyond: number; readonly steps: number } | undefined;
}

/** A signal of the run that is measured, with its readings laid on the run's grid; a live one has none there. */
export interface Meter extends Readings {
  /** `pv.electricity_kW`. */
  readonly column: string;
  readonly component: number;
  readonly signal: string;
  /** Its place in the frame. */
  readonly at: number;
  /** By place in `QUALITIES`: whether such a reading is held against the model. */
  readonly counts: readonly boolean[];
  readonly isLive: boolean;
  /** By which policy its profile fills what is missing; undefined where it comes in live. */
  readonly gaps: GapPolicy | undefined;
  readonly take: 'mean' | 'last';
  readonly policy: MeterPolicy;
}

/** Where readings come from: `profile.column`, expected in the unit of `signal`. @throws ConfigError */
export type ReadingsOf = (ref: string, signal: string, take: 'mean' | 'last') => Readings;

/** Lays the meters of a scenario on its grid. A flow is the mean over a step, a state what holds at its end. */
export function metersOf(
  { components, frameAt }: Pick<Run, 'components' | 'frameAt'>,
  { spec, grid, components: plans }: Cluster,
  readings: ReadingsOf,
  faults: Faults,
): Meter[] {
  const stems = new Set<string>();
  const nothing = (): Readings => ({
    values: new Float64Array(grid.length).fill(Number.NaN),
    quality: new Uint8Array(grid.length).fill(MISSING),
  });
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
    const asked = typeof given === 'string' ? { ...PLAIN, from: given } : given;
    const take = asked.take ?? (c.states.includes(signal) ? 'last' : 'mean');
    const state = c.states.indexOf(signal);
    if (asked.rebase !== undefined && state < 0) {
      const held = c.states.length === 0 ? 'none' : c.states.join(', ');
      faults.add([...at, 'rebase'], `"${signal}" is no state of "${id}" and cannot be corrected; its states: ${held}`);
      return [];
    }
    if (asked.from !== 'live' && (asked.min !== undefined || asked.max !== undefined)) {
      faults.add(at, 'min and max are for live readings; give them to the column of the profile');
      return [];
    }
    const read = asked.from === 'live' ? nothing() : faults.attempt(at, () => readings(asked.from, signal, take));
    if (read === undefined) return [];
    const place = frameAt[component]! + slotOf(c, signal);
    const counts = QUALITIES.map((q) => asked.counts.some((one) => one === q));
    const isLive = asked.from === 'live';
    const gaps = isLive ? undefined : spec.profiles[asked.from.split('.')[0]!]?.gaps;
    const policy = policyOf(asked, grid.step_s, state);
    return [{ column, component, signal, at: place, counts, isLive, gaps, take, policy, ...read }];
  });
}

type Asked = Exclude<ScenarioSpec['meters'][string], string>;
const PLAIN: Omit<Asked, 'from'> = { counts: ['good'], stuckAfter_h: 12, window_h: 24 };

function policyOf(
  { min, max, stuckAfter_h, window_h, rebase, drift }: Asked,
  step_s: number,
  state: number,
): MeterPolicy {
  const steps = (span_s: number): number => Math.max(1, Math.round(span_s / step_s));
  return {
    range: [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY],
    stuckAfter: steps(3600 * stuckAfter_h),
    window: steps(3600 * window_h),
    rebase: rebase && { state, beyond: rebase.beyond, every: steps(60 * rebase.every_min) },
    drift: drift && { beyond: drift.beyond, steps: steps(60 * drift.for_min) },
  };
}

const stemOf = (signal: string): string => signal.split('_')[0]!;
const named = (lead: string, signal: string): string => lead + signal[0]!.toUpperCase() + signal.slice(1);

/** A column that meters add to a run's results: no part of the model. */
export interface MeterColumn extends Column {
  readonly role: 'meter';
}

export const measuredName = (signal: string): string => named('measured', signal);
/** A difference of temperatures is in kelvin. */
const difference = (lead: string, signal: string): string => named(lead, signal).replace(/_degC$/, '_K');
export const residualName = (signal: string): string => difference('residual', signal);
export const qualityName = (signal: string): string => named('quality', stemOf(signal));
export const correctedName = (signal: string): string => difference('corrected', signal);

/** What a meter adds to results: reading, residual, quality, and where it may correct a state what that added to it. */
export const recordedNames = ({ signal, policy }: Meter): string[] => [
  measuredName(signal),
  residualName(signal),
  qualityName(signal),
  ...(policy.rebase === undefined ? [] : [correctedName(signal)]),
];

/** What a running twin tells beside: bias, RMSE and, where it adds up to something, the error over the last hours. */
export function rollingNames({ signal }: Meter): string[] {
  const sum = sumUnitOf(signal);
  return [
    difference('bias', signal),
    difference('rmse', signal),
    ...(sum === undefined ? [] : [`${named('error', stemOf(signal))}_${sum}`]),
  ];
}

/**
 * The columns that meters add to a run's results: the reading and the residual (reading less model), both empty where there
 * is no reading, the place of its quality in `QUALITIES`, and what it added to a state. No step's law holds for them.
 */
export const meterColumns = (run: Run, meters: readonly Meter[], namesOf = recordedNames): MeterColumn[] =>
  meters.flatMap((meter) => {
    const { id, kind } = run.components[meter.component]!;
    return namesOf(meter).map((name) => ({
      name: `${id}.${name}`,
      component: id,
      kind: kind.kind,
      signal: name,
      unit: unitOf(name),
      role: 'meter' as const,
      laws: [],
    }));
  });

/** A block of a run's steps with the columns of `meterColumns` behind its own; `corrected` by meter, for the whole run. */
export function withMeters(block: Block, meters: readonly Meter[], corrected: readonly Float64Array[] = []): Block {
  const { at, first, count } = block;
  const added = meters.flatMap((meter, k) => {
    const measured = meter.values.subarray(first, first + count);
    const model = block.columns[meter.at]!;
    const quality = meter.quality.subarray(first, first + count);
    return [
      measured,
      measured.map((v, r) => v - model[at + r]!),
      Float64Array.from(quality),
      ...(meter.policy.rebase === undefined ? [] : [corrected[k]!.subarray(first, first + count)]),
    ];
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
