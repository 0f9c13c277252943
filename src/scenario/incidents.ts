import type { AlarmParts } from '../core/alarmParts.ts';
import { CARRIERS } from '../core/carriers.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import type { Instrument } from '../core/sensors.ts';
import type { Block, BlockReader } from '../core/table.ts';
import { hoursOf } from '../core/timeGrid.ts';

/** Something that was out of order in the steps [first, end). */
export interface Incident {
  /**
   * `outage` and `derated` of a component or a part of it, `sensor` of an instrument, `unserved` at a closer, `cut` at a
   * demand, `shortfall` of a network at a node (its `part`), or the name of an alarm signal of the component's kind.
   */
  readonly what: string;
  readonly component: string;
  readonly part?: string;
  /** Of an alarm that tells of its parts: how far the worst of them, `part`, went. */
  readonly worst?: number;
  /** Of an alarm that tells of all parts it met. */
  readonly parts?: readonly string[];
  /** Column of the instrument, and its fault. */
  readonly signal?: string;
  readonly fault?: string;
  readonly first: number;
  readonly end: number;
  /** Least share of what it can do that a derating left. */
  readonly to?: number;
  /** What was not served, cut or not brought; in the unit of the port by the hour. */
  readonly amount?: number;
  readonly unit?: 'kWh' | 'kg';
}

/** Incidents of one sort that are only counted. */
export interface MoreIncidents {
  readonly what: string;
  readonly component: string;
  readonly count: number;
}

export interface Incidents {
  /** By their first step. */
  readonly list: readonly Incident[];
  readonly more: readonly MoreIncidents[];
}

/** Incidents of one sort at one component that are told one by one, and those of all. */
const EACH = 25;
const MOST = 300;
/** kW or kg/h below which nothing counts as unserved. */
const NOTHING = 1e-3;
/** kWh or kg below which it is not worth a word: what a network loses more than a step before. */
const TRIFLE = 0.1;

/** A signal that is 0 where all is well. */
interface Watched {
  readonly what: string;
  readonly component: string;
  readonly at: number;
  readonly least: number;
  /** Where what it lacks is to be added up. */
  readonly unit?: 'kWh' | 'kg';
  readonly node?: string;
  /** Parts whose columns tell where it is, and how. */
  readonly told?: AlarmParts['told'];
  readonly suspects: readonly { readonly part: string; readonly at: number }[];
}

interface Open {
  /** -1 where nothing is wrong. */
  first: number;
  sum: number;
  /** Number of the worst suspect so far, -1 for none, and what its column showed. */
  part: number;
  worst: number;
  /** Of `zero`: by suspect, whether it was met. */
  readonly met: Uint8Array;
}

const told = (parts: AlarmParts | undefined): Pick<Watched, 'told'> =>
  parts === undefined ? {} : { told: parts.told };

const watchedOf = (run: Run): Watched[] =>
  run.components.flatMap((c, k): Watched[] => {
    const at = (signal: string): number => run.frameAt[k]! + c.outputs.indexOf(signal);
    const alarms = (c.kind.alarms ?? []).filter((signal) => c.outputs.includes(signal));
    const unserved = (c.kind.accounts?.unserved ?? []).filter((signal) => c.outputs.includes(signal));
    const unit = CARRIERS[c.ports[0]!.carrier].unit === 'kW' ? ('kWh' as const) : ('kg' as const);
    const lacking = { component: c.id, least: NOTHING, unit, suspects: [] };
    return [
      ...alarms.map((what) => ({
        what,
        component: c.id,
        at: at(what),
        least: 0,
        ...told(c.kind.alarmParts?.(c.p)[what]),
        suspects: Object.entries(c.kind.alarmParts?.(c.p)[what]?.by ?? {}).map(([part, name]) => ({
          part,
          at: run.frameAt[k]! + [...c.outputs, ...c.states].indexOf(name),
        })),
      })),
      ...unserved.map((signal) => ({
        ...lacking,
        what: c.kind.role === 'closer' ? 'unserved' : 'cut',
        at: at(signal),
      })),
      ...Object.entries(c.kind.shortfalls?.(c.p) ?? {}).map(([node, signal]) => ({
        ...lacking,
        what: 'shortfall',
        at: at(signal),
        node,
      })),
    ];
  });

export interface IncidentWatch extends BlockReader {
  /** All that was met in the first `steps` steps. */
  incidents(steps: number): Incidents;
}

/** Notes from when to when something is out of order: alarms, what is not served or cut, outages and faulty instruments. */
export function watchIncidents(run: Run, instruments: readonly Instrument[]): IncidentWatch {
  const dt_h = hoursOf(run.grid);
  const watched = watchedOf(run);
  const open = watched.map(
    ({ suspects }): Open => ({ first: -1, sum: 0, part: -1, worst: 1, met: new Uint8Array(suspects.length) }),
  );
  const found = watched.map((): Incident[] => []);
  const more = new Uint32Array(watched.length);
  const incidentOf = (
    { what, component, unit, node, suspects }: Watched,
    { first, sum, part, worst, met }: Open,
    end: number,
  ): Incident => ({
    what,
    component,
    ...(node === undefined ? {} : { part: node }),
    ...(part < 0 ? {} : { part: suspects[part]!.part, worst }),
    ...(met.includes(1) ? { parts: suspects.flatMap((s, n) => (met[n] === 1 ? [s.part] : [])) } : {}),
    first,
    end,
    ...(unit === undefined ? {} : { amount: sum * dt_h, unit }),
  });
  const isTrifle = ({ unit }: Watched, { sum }: Open): boolean => unit !== undefined && sum * dt_h < TRIFLE;
  const look = (k: number, block: Block): void => {
    const values = block.columns[watched[k]!.at]!;
    const { least } = watched[k]!;
    const now = open[k]!;
    for (let r = 0; r < block.count; r++) {
      const size = Math.abs(values[block.at + r]!);
      if (size > least) {
        if (now.first < 0) {
          now.first = block.first + r;
          now.sum = 0;
          now.part = -1;
          now.worst = 1;
          now.met.fill(0);
        }
        now.sum += size;
        blame(watched[k]!, now, block, r);
      } else if (now.first >= 0) {
        if (isTrifle(watched[k]!, now)) {
          now.first = -1;
          continue;
        }
        if (found[k]!.length < EACH) found[k]!.push(incidentOf(watched[k]!, now, block.first + r));
        else more[k]!++;
        now.first = -1;
      }
    }
  };
  return {
    read(block) {
      for (let k = 0; k < watched.length; k++)
        if (open[k]!.first >= 0 || block.digest?.isZero[watched[k]!.at] !== 1) look(k, block);
    },
    incidents(steps) {
      const lasting = watched.flatMap((w, k) =>
        open[k]!.first >= 0 && !isTrifle(w, open[k]!) ? [incidentOf(w, open[k]!, steps)] : [],
      );
      const all = [...outages(run, steps), ...sensorFaults(instruments, steps), ...found.flat(), ...lasting];
      all.sort((a, b) => a.first - b.first || order(a.component, b.component) || order(a.what, b.what));
      const counts = watched.flatMap(({ what, component }, k) =>
        more[k]! > 0 ? [{ what, component, count: more[k]! }] : [],
      );
      return {
        list: all.slice(0, MOST),
        more: joined([...counts, ...all.slice(MOST).map((i) => ({ ...i, count: 1 }))]),
      };
    },
  };
}

/** Finds the part that is worst in a row of a block, where it is worse than what was met before, or all that are at 0. */
function blame({ told, suspects }: Watched, now: Open, { columns, at }: Block, row: number): void {
  for (let n = 0; n < suspects.length; n++) {
    const value = columns[suspects[n]!.at]![at + row]!;
    if (told === 'zero') {
      if (value === 0) now.met[n] = 1;
      continue;
    }
    // What is loaded little is far from 1, and no overload.
    if (told === 'highest' ? value <= now.worst : value === 0 || Math.abs(value - 1) <= Math.abs(now.worst - 1))
      continue;
    now.part = n;
    now.worst = value;
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function joined(list: readonly MoreIncidents[]): MoreIncidents[] {
  const sums = new Map<string, MoreIncidents>();
  for (const { what, component, count } of list) {
    const key = `${what} ${component}`;
    sums.set(key, { what, component, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}

/** The runs of steps in which an input is below 1; none where it never changes. */
export function spansBelowOne(
  column: Float64Array | number | undefined,
  steps: number,
): { readonly first: number; readonly end: number; readonly least: number }[] {
  const spans: { first: number; end: number; least: number }[] = [];
  if (!(column instanceof Float64Array)) return spans;
  for (let i = 0; i < steps; i++) {
    const v = column[i]!;
    if (!(v < 1)) continue;
    const last = spans.at(-1);
    // An outage within a derating is an incident of its own.
    if (last?.end === i && last.least > 0 === v > 0) {
      last.end = i + 1;
      last.least = Math.min(last.least, v);
    } else spans.push({ first: i, end: i + 1, least: v });
  }
  return spans;
}

function outages(run: Run, steps: number): Incident[] {
  const of = (c: Instance, input: string, part?: string): Incident[] =>
    spansBelowOne(c.columns[c.inputs.indexOf(input)], steps).map(({ first, end, least }) => ({
      what: least > 0 ? 'derated' : 'outage',
      component: c.id,
      ...(part === undefined ? {} : { part }),
      first,
      end,
      ...(least > 0 ? { to: least } : {}),
    }));
  return run.components.flatMap((c) => [
    ...of(c, 'available'),
    ...Object.entries(c.kind.parts?.(c.p) ?? {}).flatMap(([part, input]) => of(c, input, part)),
  ]);
}

const sensorFaults = (instruments: readonly Instrument[], steps: number): Incident[] =>
  instruments.flatMap(({ column, faults }) =>
    faults
      .filter(({ first, last }) => last > first && first < steps)
      .map(({ fault, first, last }) => ({
        what: 'sensor',
        component: column.slice(0, column.indexOf('.')),
        signal: column,
        fault,
        first,
        end: Math.min(last, steps),
      })),
  );
