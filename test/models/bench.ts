import type { Carrier } from '../../src/core/carriers.ts';
import type { AnyKind, ComponentKind } from '../../src/core/component.ts';
import type { Environment, PortBus, TariffSeries } from '../../src/core/environment.ts';
import { type Instance, place } from '../../src/core/instance.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { UTC } from '../../src/core/zone.ts';
import { residualOf } from '../core/residual.ts';

/** A component on a test bench: one step at a time, by name. */
export interface Bench {
  readonly instance: Instance;
  /** Sets inputs and states by name, asks the lead port for `target` and steps. Returns ports, signals and next states by name. */
  run(given: {
    x?: Record<string, number>;
    w?: Record<string, number>;
    lead?: string;
    target?: number;
    u?: number[];
  }): Record<string, number>;
  /** [lowest, highest, least when on] of a lead port for the inputs and states last given. */
  limits(lead?: string): [number, number, number];
  /** Largest |residual| over |terms| of all laws after the last step, with its quantity. */
  residual(): { quantity: string; value: number; scale: number };
}

export interface BenchSetting {
  step_s?: number;
  length?: number;
  currency?: string;
  latitude_deg?: number;
  longitude_deg?: number;
  altitude_m?: number;
  start_ms?: number;
  /** Overrides of the bus of a port by port name. Thermal buses are 90/70 (heat), 180/105 (steam) and 7/12 degC (cooling) unless said. */
  buses?: Record<string, Partial<PortBus>>;
  /** Optional ports left unconnected. */
  unconnected?: readonly string[];
  weather?: Record<string, number | Float64Array>;
  profiles?: Record<string, Float64Array>;
  tariffs?: Record<string, TariffSeries>;
}

const defaultBus = (id: string, carrier: Carrier): PortBus => ({
  id,
  carrier,
  supply_degC: carrier === 'heat' ? 90 : carrier === 'steam' ? 180 : carrier === 'cooling' ? 7 : Number.NaN,
  return_degC: carrier === 'heat' ? 70 : carrier === 'steam' ? 105 : carrier === 'cooling' ? 12 : Number.NaN,
  fossil_kg_per_kWh: carrier === 'gas' ? 0.198 : 0,
  biogenic_kg_per_kWh: 0,
});

/** Places one component alone, with a bus of its own for every port. Parameters go through the kind's schema. */
export function bench<P, Q>(kind: ComponentKind<P, Q>, params: unknown, setting: BenchSetting = {}): Bench {
  const p = kind.params.parse(params);
  const step_s = setting.step_s ?? 3600;
  const grid = { start_ms: setting.start_ms ?? utcMs(2023, 1, 1), step_s, length: setting.length ?? 1 };
  const ports = kind.ports(p);
  const buses = Object.fromEntries(
    Object.entries(ports)
      .filter(([name]) => !setting.unconnected?.includes(name))
      .map(([name, spec]) => [name, { ...defaultBus(`bus-${name}`, spec.carrier), ...setting.buses?.[name] }]),
  );
  const column = (v: number | Float64Array): Float64Array =>
    typeof v === 'number' ? new Float64Array(grid.length).fill(v) : v;
  const env: Environment = {
    ports: buses,
    grid,
    currency: setting.currency ?? 'CNY',
    site: {
      latitude_deg: setting.latitude_deg ?? 31.3,
      longitude_deg: setting.longitude_deg ?? 120.7,
      altitude_m: setting.altitude_m ?? 5,
      zone: UTC,
    },
    seed: 1,
    windHeight_m: 10,
    weather: (name) => {
      const values = setting.weather?.[name];
      if (values === undefined) throw new Error(`the bench was given no weather "${name}"`);
      return column(values);
    },
    series: (ref) => (typeof ref === 'number' ? column(ref) : setting.profiles![ref]!),
    tariff: (id) => setting.tariffs![id]!,
  };
  const q = kind.prepare(p, env);
  const ids = Object.values(buses).map((b) => b.id);
  const erased = kind as unknown as AnyKind;
  const instance = place({
    id: 'unit',
    kind: erased,
    p,
    q,
    buses,
    busIndex: (id) => ids.indexOf(id),
    columns: kind.series(q, env),
  });
  const dt_h = step_s / 3600;
  const leadOf = (name?: string): number =>
    name === undefined ? 0 : instance.leads.findIndex((at) => instance.ports[at]!.name === name);
  instance.columns.forEach((c, k) => {
    instance.w[k] = typeof c === 'number' ? c : c[0]!;
  });
  return {
    instance,
    run({ x = {}, w = {}, lead, target, u }) {
      for (const [name, v] of Object.entries(x)) instance.x[slot(instance.states, name)] = v;
      for (const [name, v] of Object.entries(w)) instance.w[slot(instance.inputs, name)] = v;
      instance.u.fill(0);
      if (u) instance.u.set(u);
      if (target !== undefined) erased.invert(q, instance.x, instance.w, leadOf(lead), target, dt_h, instance.u);
      instance.next.set(instance.x);
      erased.step(q, instance.x, instance.w, instance.u, dt_h, instance.next, instance.y);
      return Object.fromEntries([
        ...instance.outputs.map((name, k) => [name, instance.y[k]!]),
        ...instance.states.map((name, k) => [name, instance.next[k]!]),
      ]);
    },
    limits(lead) {
      const out = new Float64Array(3 * instance.leads.length);
      erased.limits(q, instance.x, instance.w, dt_h, out);
      const k = 3 * leadOf(lead);
      return [out[k]!, out[k + 1]!, out[k + 2]!];
    },
    residual() {
      const worst = { quantity: '', value: 0, scale: 0 };
      const out = { value: 0, scale: 0 };
      for (const law of instance.laws) {
        residualOf(law, instance.y, instance.x, instance.next, dt_h, out);
        if (Math.abs(out.value) >= Math.abs(worst.value)) Object.assign(worst, out, { quantity: law.quantity });
      }
      return worst;
    },
  };
}

function slot(names: readonly string[], name: string): number {
  const at = names.indexOf(name);
  if (at < 0) throw new Error(`no "${name}" among ${names.join(', ')}`);
  return at;
}
