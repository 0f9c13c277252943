import type { z } from 'zod';
import { CARRIERS } from '../core/carriers.ts';
import { steamFault } from '../core/physics/steam.ts';
import { periodNames } from '../series/tariffRules.ts';
import type { TariffSpec } from '../series/tariffSpec.ts';
import { checkEvents } from './checkEvents.ts';
import { checkPlatePressures, pressureFault } from './checkPressure.ts';
import { checkSources } from './checkSources.ts';
import { among } from './known.ts';
import type { ComponentPlan, Faults, Stray } from './read.ts';
import type { BusSpec, ScenarioSpec } from './schema.ts';

type Bus = z.infer<typeof BusSpec>;

export interface ReadParts {
  readonly components: readonly ComponentPlan[];
  readonly strays: readonly Stray[];
  readonly tariffs: Readonly<Record<string, TariffSpec>>;
}

/** Checks everything in a scenario that names something else in it. */
export function checkReferences(spec: ScenarioSpec, { components, strays, tariffs }: ReadParts, faults: Faults): void {
  const byId = new Map(components.map((c) => [c.id, c]));
  const exists = (path: readonly PropertyKey[], id: string, known: readonly string[], what: string): boolean => {
    if (known.includes(id)) return true;
    faults.add(path, `there is no ${what} "${id}"${among(id, known)}`);
    return false;
  };
  const ids = Object.keys(spec.components);
  for (const [id, bus] of Object.entries(spec.buses)) checkBus(id, bus, byId, ids, faults, exists);
  const joined = checkNetworks(spec, components, faults, exists);
  checkPlatePressures(spec, faults);
  checkClosing(spec, joined, faults);
  // Which of them gives is not known of components that are at fault themselves.
  if (components.length === ids.length) checkSources(spec, components, (bus) => joined.get(bus)?.hub ?? bus, faults);
  for (const plan of components) checkComponent(plan, spec, faults, exists);
  for (const stray of strays) {
    const at = ['components', stray.id];
    const { bus, ports } = stray.envelope;
    checkOwner(stray, spec, exists);
    if (bus !== undefined) exists([...at, 'bus'], bus, Object.keys(spec.buses), 'bus');
    for (const [name, id] of Object.entries(ports)) exists([...at, 'ports', name], id, Object.keys(spec.buses), 'bus');
  }
  checkControl(spec, byId, ids, tariffs, faults, exists);
  checkEvents(spec, byId, faults, exists);
}

type Exists = (path: readonly PropertyKey[], id: string, known: readonly string[], what: string) => boolean;

function checkBus(
  id: string,
  bus: Bus,
  byId: ReadonlyMap<string, ComponentPlan>,
  ids: readonly string[],
  faults: Faults,
  exists: Exists,
): void {
  const at = ['buses', id];
  const { thermal, hot } = CARRIERS[bus.carrier];
  if (thermal && (bus.supply_degC === undefined || bus.return_degC === undefined))
    faults.add(at, `a bus of ${bus.carrier} has a supply and a return temperature; add supply_degC and return_degC`);
  if (!thermal && (bus.supply_degC ?? bus.return_degC) !== undefined)
    faults.add(at, `a bus of ${bus.carrier} has no temperatures; take supply_degC and return_degC away`);
  if (bus.supply_degC !== undefined && bus.return_degC !== undefined) {
    const spread = bus.supply_degC - bus.return_degC;
    if (hot ? spread <= 0 : spread >= 0)
      faults.add(
        at,
        `${bus.carrier} is delivered ${hot ? 'hotter' : 'colder'} than it comes back; met supply ${bus.supply_degC} and return ${bus.return_degC} degC`,
      );
  }
  if (!['steam', 'hydrogen', 'co2'].includes(bus.carrier) && bus.pressure_bar !== undefined)
    faults.add(at, `a bus of ${bus.carrier} has no pressure; take pressure_bar away`);
  if (bus.carrier === 'steam' && bus.supply_degC !== undefined && bus.return_degC !== undefined) {
    const { supply_degC, return_degC, pressure_bar } = bus;
    const fault = steamFault({ supply_degC, return_degC, ...(pressure_bar === undefined ? {} : { pressure_bar }) });
    if (fault !== undefined) faults.add(at, fault);
  }
  if (![...byId.values()].some((c) => Object.values(c.buses).includes(id)))
    faults.add(at, 'no component is connected to this bus; connect one or take the bus away');
  bus.closers.forEach((closer, k) => {
    if (!exists([...at, 'closers', k], closer, ids, 'component')) return;
    const plan = byId.get(closer);
    if (!plan) return;
    if (plan.kind.role !== 'closer')
      faults.add(
        [...at, 'closers', k],
        `"${closer}" (${plan.kind.kind}) cannot close a bus; expected a grid connection, supply, dump, curtailment or unserved`,
      );
    else if (!Object.values(plan.buses).includes(id))
      faults.add(
        [...at, 'closers', k],
        `"${closer}" closes this bus and is connected to another; set components.${closer}.bus: ${id}`,
      );
  });
}

function checkOwner({ id, envelope }: Stray, spec: ScenarioSpec, exists: Exists): void {
  if (envelope.owner !== undefined)
    exists(['components', id, 'owner'], envelope.owner, Object.keys(spec.participants), 'participant');
}

function checkComponent(plan: ComponentPlan, spec: ScenarioSpec, faults: Faults, exists: Exists): void {
  const at = ['components', plan.id];
  const ports = plan.kind.ports(plan.p);
  checkOwner(plan, spec, exists);
  if (plan.kind.role === 'closer' && !Object.values(spec.buses).some((bus) => bus.closers.includes(plan.id)))
    faults.add(at, `a closer (${plan.kind.kind}) does nothing until a bus names it; add it to closers of its bus`);
  for (const [name, busId] of Object.entries(plan.buses)) {
    if (busId === undefined) continue;
    const where = plan.envelope.ports[name] === undefined ? [...at, 'bus'] : [...at, 'ports', name];
    if (!exists(where, busId, Object.keys(spec.buses), 'bus')) continue;
    const bus = spec.buses[busId]!;
    const port = ports[name]!;
    if (bus.carrier !== port.carrier) {
      faults.add(
        where,
        `port "${name}" carries ${port.carrier} and bus "${busId}" carries ${bus.carrier}; connect it to a bus of ${port.carrier}`,
      );
      continue;
    }
    const fault = pressureFault(name, port, busId, bus.pressure_bar);
    if (fault !== undefined) faults.add(where, fault);
    const range = port.supply_degC;
    const supply = bus.supply_degC;
    if (range === undefined || supply === undefined) continue;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
    if (supply < min || supply > max)
      faults.add(
        where,
        `port "${name}" works ${supply < min ? `from ${min} degC on` : `up to ${max} degC`} and bus "${busId}" delivers at ${supply} degC; connect it to another bus`,
      );
  }
}

/** What a bus has of its network. */
interface Joined {
  readonly network: string;
  readonly hub: string;
  /** A copper plate carries all that is left; a network with physics may not. */
  readonly isPlate: boolean;
}

/** @returns the network of every bus that is part of one */
function checkNetworks(
  spec: ScenarioSpec,
  components: readonly ComponentPlan[],
  faults: Faults,
  exists: Exists,
): ReadonlyMap<string, Joined> {
  const joined = new Map<string, Joined>();
  const join = (bus: string, at: readonly PropertyKey[], part: Joined): void => {
    const other = joined.get(bus);
    if (other) faults.add(at, `bus "${bus}" is already part of network "${other.network}"`);
    joined.set(bus, part);
  };
  for (const [id, network] of Object.entries(spec.networks)) {
    const carriers = new Set<string>();
    network.buses.forEach((bus, k) => {
      const at = ['networks', id, 'buses', k];
      if (!exists(at, bus, Object.keys(spec.buses), 'bus')) return;
      carriers.add(spec.buses[bus]!.carrier);
      join(bus, at, { network: id, hub: network.buses[0]!, isPlate: true });
    });
    if (carriers.size > 1)
      faults.add(
        ['networks', id],
        `joins buses of ${[...carriers].join(' and ')}; a network joins buses of one carrier`,
      );
  }
  for (const { id, kind, p, buses } of components) {
    const nodes = (kind.nodes?.(p) ?? []).flatMap((port) => {
      const bus = buses[port];
      return bus === undefined ? [] : [{ port, bus }];
    });
    for (const { port, bus } of nodes)
      join(bus, ['components', id, 'ports', port], { network: id, hub: nodes[0]!.bus, isPlate: false });
  }
  return joined;
}

/** Every bus has closers but those that a copper plate joins to its hub, where all that is left meets. */
function checkClosing(spec: ScenarioSpec, joined: ReadonlyMap<string, Joined>, faults: Faults): void {
  for (const [id, { closers }] of Object.entries(spec.buses)) {
    const { network, hub, isPlate } = joined.get(id) ?? { network: '', hub: id, isPlate: true };
    const at = ['buses', id, 'closers'];
    if (hub === id && closers.length === 0)
      faults.add(at, 'missing; expected the components that take what is left, the last of which takes anything');
    if (hub !== id && !isPlate && closers.length === 0)
      faults.add(
        at,
        `missing; network "${network}" may not carry all that is left here; expected what takes the rest, such as an unserved and, for heat or cooling, a dump`,
      );
    if (hub !== id && isPlate && closers.length > 0)
      faults.add(
        at,
        `never act: network "${network}" moves all that is left here to its hub "${hub}"; take closers away here, and connect and name at bus "${hub}" what shall close the network`,
      );
  }
}

function checkControl(
  spec: ScenarioSpec,
  byId: ReadonlyMap<string, ComponentPlan>,
  ids: readonly string[],
  tariffs: Readonly<Record<string, TariffSpec>>,
  faults: Faults,
  exists: Exists,
): void {
  for (const [bus, order] of Object.entries(spec.control.merit)) {
    if (!exists(['control', 'merit', bus], bus, Object.keys(spec.buses), 'bus')) continue;
    const joined = Object.values(spec.networks).find(({ buses }) => buses.includes(bus))?.buses ?? [bus];
    order.forEach((id, k) => {
      const at = ['control', 'merit', bus, k];
      if (!exists(at, id, ids, 'component')) return;
      const plan = byId.get(id);
      if (!plan) return;
      if (plan.kind.role === 'closer')
        faults.add(at, `"${id}" closes a bus, in the order of buses.${bus}.closers; take it away here`);
      else if (!Object.values(plan.buses).some((other) => other !== undefined && joined.includes(other)))
        faults.add(
          at,
          `"${id}" is not connected to bus "${bus}", so its place here is without effect; take it away, or connect it`,
        );
    });
  }
  for (const [id, leads] of Object.entries(spec.control.leads)) {
    if (!exists(['control', 'leads', id], id, ids, 'component')) continue;
    const plan = byId.get(id);
    if (!plan) continue;
    const known = plan.kind.leads(plan.p);
    leads.forEach((lead, k) => {
      exists(['control', 'leads', id, k], lead, known, `lead port of ${plan.kind.kind}`);
    });
  }
  for (const [id, rule] of Object.entries(spec.control.stores)) {
    const at = ['control', 'stores', id];
    if (!exists(at, id, ids, 'component')) continue;
    if (byId.has(id) && byId.get(id)!.kind.role !== 'store')
      faults.add(at, `"${id}" is no store; a strategy is for stores`);
    if (rule.strategy !== 'timeOfUse' || !exists([...at, 'tariff'], rule.tariff, Object.keys(spec.tariffs), 'tariff'))
      continue;
    if (!Object.hasOwn(tariffs, rule.tariff)) continue;
    const tariff = tariffs[rule.tariff]!;
    const periods = periodNames(tariff);
    for (const key of ['charge', 'discharge'] as const)
      rule[key].forEach((period, k) => {
        exists([...at, key, k], period, periods, `period of tariff "${rule.tariff}"`);
      });
  }
}
