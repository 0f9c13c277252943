import { z } from 'zod';
import { type AnyKind, type InputRanges, namesOf, type Ports } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { STANDARD_COS_PHI, within } from '../core/physics/powerFlow/inverter.ts';
import type { Terminals } from '../core/terminals.ts';
import {
  heeded,
  idleField,
  mostBeside_kW,
  powerFactorFields,
  type Reactive,
  reactiveBy,
  reactiveControlFields,
  reactiveOf_kvar,
  tooSmall,
} from './powerFactor.ts';

/** Power factor that synchronous machines are rated for. FOUND: 0.8, ISO 8528-1 and the usual nameplate. */
const MACHINE_COS_PHI = 0.8;

const passiveFields = {
  cosPhi: powerFactorFields.cosPhi.describe(
    'power factor at its electric port; below 1 it has a signal `reactive_kvar`. ASSUMED 1; motors 0.8 to 0.9 (0.95 behind a drive), thyristor rectifiers 0.85 to 0.95, LED lamps 0.9',
  ),
  reactiveFlow: powerFactorFields.reactiveFlow,
};
const setFields = { ...passiveFields, ...reactiveControlFields };
/** Of a machine: it gives reactive power unless told otherwise, and follows the curve of its regulator. */
const machineFields = {
  ...setFields,
  reactiveFlow: powerFactorFields.reactiveFlow
    .unwrap()
    .default('gives')
    .describe('with a power factor below 1: gives reactive power (overexcited), or takes it'),
  reactiveControl: z
    .enum(['cosPhi', 'voltage'])
    .default('cosPhi')
    .describe(
      'cosPhi: a fixed power factor; voltage: its regulator, by the voltage that the network of its bus reported at the end of the step before, within rated_kVA. ASSUMED cosPhi',
    ),
  voltageCurve: setFields.voltageCurve
    .unwrap()
    .default('machine')
    .describe(
      'of `reactiveControl: voltage`: `machine` (droop of 5 %), others as for inverters, or points of your own',
    ),
  rated_kVA: setFields.rated_kVA.describe('most apparent power. FOUND: its rating over 0.8, as machines are built'),
};

/** Only what may yield has a priority to choose. */
function fieldsOf({ type, yields }: Terminals<unknown, unknown>): z.ZodRawShape {
  if (type === 'passive') return { ...passiveFields, idle_kvar: idleField };
  const { priority, ...fields } = type === 'machine' ? machineFields : setFields;
  return yields ? { ...fields, priority } : fields;
}

type TerminalParams = z.infer<z.ZodObject<typeof setFields>> & { readonly idle_kvar?: number };
const isAsked = (p: TerminalParams): boolean =>
  p.cosPhi !== 1 || (p.reactiveControl ?? 'cosPhi') !== 'cosPhi' || (p.idle_kvar ?? 0) > 0;

/** The one port that is electric, where there is one. */
function electricPort(ports: Ports): string | undefined {
  const names = Object.keys(ports).filter((name) => ports[name]!.carrier === 'electricity');
  return names.length === 1 ? names[0] : undefined;
}

/** Most apparent power where none is given: enough for its power factor at full output. */
function kvaFor(type: Terminals<unknown, unknown>['type'], p: TerminalParams, rated_kW: number): number {
  if (type === 'machine') return rated_kW / Math.min(MACHINE_COS_PHI, p.cosPhi);
  if (p.reactiveControl === 'voltage') return rated_kW;
  return rated_kW / (p.reactiveControl === 'power' ? STANDARD_COS_PHI.value.at(-1)! : p.cosPhi);
}

const fault = (path: string, message: string): never => {
  throw new ConfigError([{ file: '', path, message }]);
};

/** Constants of a kind with reactive power: those of the kind itself, and of its terminals. */
interface Terminated {
  readonly q: unknown;
  readonly reactive: Reactive;
  readonly idle_kvar: number;
  /** Places of its port among the outputs, of the voltage among the inputs and the states, of the signal among the outputs. */
  readonly port: number;
  readonly voltage: number;
  readonly state: number;
  readonly signal: number;
}

/**
 * A kind whose electric port has a power factor, where its parameters ask for one: it is the kind itself, with a signal
 * `reactive_kvar`, and with Q(V) an input `voltage` and a state `heededVoltage` at the end of its own. Active power is the
 * kind's in all but one thing: where it yields to Q(V), its range is cut to what that leaves of the apparent power.
 */
function terminated(kind: AnyKind, terminals: Terminals<unknown, unknown>, p: TerminalParams): AnyKind {
  const port = electricPort(kind.ports(p));
  const byVoltage = p.reactiveControl === 'voltage';
  const name = port ?? 'electricity';
  const inputs = [...namesOf(kind.inputs, p), ...(byVoltage ? ['voltage'] : [])];
  const states = [...namesOf(kind.states, p), ...(byVoltage ? ['heededVoltage'] : [])];
  const signals = [...namesOf(kind.signals, p), 'reactive_kvar'];
  const own = kind.inputRange ?? {};
  const ranges: InputRanges = {
    ...(typeof own === 'function' ? own(p) : own),
    ...(byVoltage ? { voltage: [0, 2] } : {}),
  };
  const voltageNow = (t: Terminated, x: Float64Array, w: Float64Array): number =>
    t.voltage < 0 ? 1 : heeded(w[t.voltage]!, x[t.state]!);
  const inner = (t: unknown): unknown => (t as Terminated).q;
  return {
    ...kind,
    signals,
    states,
    inputs,
    inputRange: ranges,
    ...(byVoltage ? { statesOnlyInform: false } : {}),
    ...(byVoltage ? { senses: { ...kind.senses, voltage: 'voltage' } } : {}),
    reactive: () => ({ [name]: 'reactive_kvar' }),
    prepare(given, setting): Terminated {
      if (port === undefined || terminals.isDc?.(given) === true)
        fault(
          p.cosPhi !== 1 ? 'cosPhi' : (p.idle_kvar ?? 0) > 0 ? 'idle_kvar' : 'reactiveControl',
          'these parameters leave it without one port of alternating current; expected none of reactive power here',
        );
      const q = kind.prepare(given, setting);
      const rated_kW = terminals.rated_kW?.(q) ?? Number.POSITIVE_INFINITY;
      const rated_kVA = p.rated_kVA ?? kvaFor(terminals.type, p, rated_kW);
      const small = tooSmall(rated_kVA, rated_kW);
      if (small !== undefined) fault('rated_kVA', small);
      return {
        q,
        reactive: reactiveBy({ ...DEFAULTS, ...p }, rated_kVA),
        idle_kvar: p.idle_kvar ?? 0,
        port: Object.keys(kind.ports(given)).indexOf(name),
        voltage: byVoltage ? inputs.length - 1 : -1,
        state: states.length - 1,
        signal: Object.keys(kind.ports(given)).length + signals.length - 1,
      };
    },
    initial: (t) => [...kind.initial(inner(t)), ...(byVoltage ? [1] : [])],
    series: (t, env) => ({ ...kind.series(inner(t), env), ...(byVoltage ? { voltage: 1 } : {}) }),
    limits(t, x, w, dt_h, out) {
      const { q, reactive } = t as Terminated;
      kind.limits(q, x, w, dt_h, out);
      if (!reactive.yields) return;
      const most_kW = mostBeside_kW(reactive, voltageNow(t as Terminated, x, w));
      if (out[1]! > most_kW) out[1] = most_kW;
      if (out[0]! < -most_kW) out[0] = out[1]! < -most_kW ? out[1]! : -most_kW;
    },
    invert(t, x, w, lead, target, dt_h, u) {
      kind.invert((t as Terminated).q, x, w, lead, target, dt_h, u);
    },
    step(t, x, w, u, dt_h, next, y) {
      const at = t as Terminated;
      kind.step(at.q, x, w, u, dt_h, next, y);
      const voltage = voltageNow(at, x, w);
      if (at.voltage >= 0) next[at.state] = voltage;
      const { reactive } = at;
      const active_kW = y[at.port]!;
      const kvar = w[0]! > 0 ? reactiveOf_kvar(reactive, voltage, active_kW) - w[0]! * at.idle_kvar : 0;
      y[at.signal] = within(kvar, reactive.rated_kVA, active_kW);
    },
    balance: (t) => kind.balance(inner(t)),
    // Where it yields to reactive power, its limits follow the voltage heeded in the step before.
    ...(kind.mode && { mode: (t, x, dt_h) => (byVoltage ? Number.NaN : kind.mode!(inner(t), x, dt_h)) }),
    ...(kind.isStillAtRest && { isStillAtRest: (t) => kind.isStillAtRest!(inner(t)) }),
    ...(kind.linear && { linear: (t, window, model) => kind.linear!(inner(t), window, model) }),
    ...(kind.expects && { expects: (t, x, w, dt_h, out) => kind.expects!(inner(t), x, w, dt_h, out) }),
    ...(kind.lines && { lines: (t, w) => kind.lines!(inner(t), w) }),
    ...(kind.price && { price: (t, x, w, out) => kind.price!(inner(t), x, w, out) }),
    ...(kind.startCost_money && { startCost_money: (t) => kind.startCost_money!(inner(t)) }),
    ...(kind.sheddingClass && { sheddingClass: (t) => kind.sheddingClass!(inner(t)) }),
    ...(kind.lostLoad_money_per_kWh && { lostLoad_money_per_kWh: (t) => kind.lostLoad_money_per_kWh!(inner(t)) }),
    ...(kind.size && { size: (t) => kind.size!(inner(t)) }),
    ...(kind.meters && { meters: (t) => kind.meters!(inner(t)) }),
    ...(kind.bill && { bill: (t, totals) => kind.bill!(inner(t), totals) }),
    ...(kind.upkeep_money && { upkeep_money: (t, totals) => kind.upkeep_money!(inner(t), totals) }),
    ...(kind.kpis && { kpis: (t, totals) => kind.kpis!(inner(t), totals) }),
  };
}

/** Of a component that only has a power factor. */
const DEFAULTS = { reactiveControl: 'cosPhi', voltageCurve: 'vde4105', priority: 'active' } as const;

/**
 * Gives a kind with `terminals` the parameters of its reactive power. With their defaults it stays as it is, to the bit:
 * what they add is there only where they are asked for (`refined`).
 */
export function withTerminals<K extends AnyKind & { readonly params: z.ZodType }>(kind: K): K {
  const { terminals } = kind;
  if (terminals === undefined) return kind;
  const params = (kind.params as unknown as z.ZodObject)
    .safeExtend(fieldsOf(terminals))
    .refine((p) => p.cosPhi === 1 || (p.reactiveControl ?? 'cosPhi') === 'cosPhi', {
      path: ['reactiveControl'],
      message: 'expected either a curve or a fixed "cosPhi"',
    });
  const listed: K = { ...kind, params };
  return {
    ...listed,
    refined: (p) => (isAsked(p as TerminalParams) ? terminated(listed, terminals, p as TerminalParams) : listed),
  };
}
