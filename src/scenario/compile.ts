import { CHARGE, DISCHARGE, IDLE, type RulesConfig, SELF_USE, type StoreRule } from '../control/config.ts';
import type { Environment, PortBus, TariffSeries } from '../core/environment.ts';
import { type Instance, place } from '../core/instance.ts';
import { copperPlate, networksOf } from '../core/network.ts';
import { type Bus, monthsOf, pack, type Run } from '../core/run.ts';
import type { Instrument } from '../core/sensors.ts';
import type { ImportReport } from '../series/table.ts';
import { pressureNotes } from './checkPressure.ts';
import { driveInputs } from './drive.ts';
import { checkCurrencies, type Economics, economicsOf } from './economics.ts';
import { type Made, type Surroundings, surroundingsOf } from './environment.ts';
import { applyEvents, ignoredNotes } from './events.ts';
import { type Meter, metersOf } from './meters.ts';
import { type Cluster, type ComponentPlan, Faults, type Outside } from './read.ts';
import { instrumentsOf } from './sensors.ts';

/** A cluster made ready to run, with what control and reports need beside the run. */
export interface Compiled {
  readonly cluster: Cluster;
  readonly run: Run;
  readonly rules: RulesConfig;
  /** By component. */
  readonly economics: readonly Economics[];
  /** What the importers met and filled. */
  readonly imports: readonly ImportReport[];
  /** What measures the signals whose instruments fail in the run. */
  readonly instruments: readonly Instrument[];
  /** Signals that were measured, with what was read. */
  readonly meters: readonly Meter[];
  /** What a reader of the results should know of how the scenario was laid on its grid. */
  readonly notes: readonly string[];
  /** Mean of the ambient temperature over the run; undefined without weather. */
  readonly ambient_degC: number | undefined;
}

/**
 * Lays a cluster on its grid. `surroundings` are those of the same scenario, where it is laid again with other parameters.
 * @throws ConfigError with every fault found
 */
export function compile(
  cluster: Cluster,
  outside: Outside,
  surroundings: Surroundings = surroundingsOf(cluster, outside),
): Compiled {
  const { spec, grid } = cluster;
  const faults = new Faults(cluster.document, cluster.faults);
  const busIds = Object.keys(spec.buses);
  const placed = cluster.components.filter(soundIn(cluster)).flatMap((plan) => {
    const instance = faults.attempt(['components', plan.id], () => placeOne(plan, surroundings, busIds));
    outside.pause?.(grid.length);
    return instance ? [instance] : [];
  });
  const driven = driveInputs(placed, cluster, surroundings.environment.series, faults);
  const changed = applyEvents(driven, cluster, faults);
  const packed = pack(changed.components);
  const measured = instrumentsOf(packed, cluster, faults);
  const meters = metersOf(packed, cluster, surroundings.readings, faults);
  faults.throwIfAny();
  const at = new Map(packed.components.map((c, k) => [c.id, k]));
  const buses: Bus[] = Object.entries(spec.buses).map(([id, bus]) => ({
    ...surroundings.buses[id]!,
    label: bus.label ?? id,
    closers: bus.closers.map((closer) => at.get(closer)!),
  }));
  const run: Run = {
    name: spec.name,
    seed: spec.seed,
    currency: spec.currency,
    site: surroundings.environment.site,
    grid,
    buses,
    networks: networksOf(
      packed.components,
      Object.entries(spec.networks).map(([id, network]) =>
        copperPlate(
          id,
          network.buses.map((bus) => busIds.indexOf(bus)),
        ),
      ),
    ),
    ...packed,
    ...monthsOf(grid, surroundings.environment.site),
  };
  checkCurrencies(packed.components, cluster.components, spec, faults);
  faults.throwIfAny();
  const economics = packed.components.map((c, k) => economicsOf(c, cluster.components[k]!, spec));
  const rules = rulesOf(cluster, surroundings.environment.tariff, at, busIds, economics);
  const ambient_degC =
    spec.weather === undefined ? undefined : meanOf(surroundings.environment.weather('ambient_degC'));
  return {
    cluster,
    run,
    rules,
    economics,
    imports: surroundings.imports,
    instruments: measured.instruments,
    meters,
    notes: [...changed.notes, ...measured.notes, ...ignoredNotes(cluster), ...pressureNotes(spec, cluster.components)],
    ambient_degC,
  };
}

/** One component of a cluster by itself, with what drives it and what happens to it. @throws ConfigError */
export function placeAlone(id: string, cluster: Cluster, surroundings: Surroundings): Instance {
  const faults = new Faults(cluster.document, cluster.faults);
  const plan = cluster.components.find((c) => c.id === id)!;
  const placed = faults.attempt(['components', id], () =>
    placeOne(plan, surroundings, Object.keys(cluster.spec.buses)),
  );
  const driven = driveInputs(placed ? [placed] : [], cluster, surroundings.environment.series, faults);
  const [changed] = applyEvents(driven, cluster, faults).components;
  faults.throwIfAny();
  return changed!;
}

/** Whether a component is known to hang on sound buses: what it would say of others only repeats a fault. */
function soundIn({ faults }: Cluster): (plan: ComponentPlan) => boolean {
  const faulty = new Set(
    faults.flatMap(({ path }) => {
      const [section, id, field] = path.split('.');
      const matters = section === 'buses' ? field !== 'closers' : field === 'ports' || field === 'bus';
      return matters ? [`${section}.${id}`] : [];
    }),
  );
  return (plan) =>
    !faulty.has(`components.${plan.id}`) && !Object.values(plan.buses).some((bus) => faulty.has(`buses.${bus}`));
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const v of values) sum += v;
  return sum / values.length;
}

function placeOne(plan: ComponentPlan, surroundings: Surroundings, busIds: readonly string[]): Instance {
  const buses: Record<string, PortBus | undefined> = {};
  for (const [port, bus] of Object.entries(plan.buses))
    buses[port] = bus === undefined ? undefined : surroundings.buses[bus];
  const env: Environment = Object.assign(Object.create(surroundings.environment) as object, {
    ports: buses,
  }) as Environment;
  const before = surroundings.made?.get(plan);
  const made = before ?? makeOne(plan, env);
  if (before === undefined) surroundings.made?.set(plan, made);
  const { q, columns } = made;
  return place({
    id: plan.id,
    kind: plan.kind,
    ...(plan.envelope.label === undefined ? {} : { label: plan.envelope.label }),
    ...(plan.envelope.owner === undefined ? {} : { owner: plan.envelope.owner }),
    p: plan.p,
    q,
    buses,
    busIndex: (id) => busIds.indexOf(id),
    columns,
  });
}

function makeOne({ kind, p }: ComponentPlan, env: Environment): Made {
  const q = kind.prepare(p, env);
  return { q, columns: kind.series(q, env) };
}

function rulesOf(
  { spec, grid, components }: Cluster,
  tariff: (id: string) => TariffSeries,
  at: ReadonlyMap<string, number>,
  busIds: readonly string[],
  economics: readonly Economics[],
): RulesConfig {
  const { control } = spec;
  const stores = new Map<number, StoreRule>();
  for (const [id, rule] of Object.entries(control.stores)) {
    if (rule.strategy === 'peakShaving') stores.set(at.get(id)!, { phase: null, target_kW: rule.target_kW });
    if (rule.strategy === 'selfUse') stores.set(at.get(id)!, SELF_USE);
    if (rule.strategy !== 'timeOfUse') continue;
    const { periods, period } = tariff(rule.tariff);
    const doing = periods.map((name) =>
      rule.charge.includes(name) ? CHARGE : rule.discharge.includes(name) ? DISCHARGE : IDLE,
    );
    stores.set(at.get(id)!, {
      phase: Uint8Array.from({ length: grid.length }, (_, i) => doing[period[i]!]!),
      target_kW: Number.POSITIVE_INFINITY,
    });
  }
  return {
    merit: new Map(
      Object.entries(control.merit).map(([bus, order]) => [busIds.indexOf(bus), order.map((id) => at.get(id)!)]),
    ),
    leads: new Map(Object.entries(control.leads).map(([id, ports]) => [at.get(id)!, ports])),
    stores,
    variableOm_money_per_kWh: economics.map((e) => e.variableOm_money_per_kWh),
    carbonPrice_money_per_kg: spec.carbon.price_money_per_t / 1000,
    storedWorth: control.storedWorth,
    startSpread_h: control.startSpread_h,
    island: new Map(
      components.flatMap(({ id, envelope: { island } }) =>
        island ? [[at.get(id)!, { ...island, start_h: island.start_min / 60 }] as const] : [],
      ),
    ),
  };
}
