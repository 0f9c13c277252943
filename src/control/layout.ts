import { CARRIERS } from '../core/carriers.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { type RulesConfig, SELF_USE } from './config.ts';
import { FLOAT, type Lead, type Unit, type Writable, type Zone } from './parts.ts';
import { findWhatRests, reaches } from './rests.ts';

export interface Layout {
  readonly zones: readonly Zone[];
  readonly units: readonly Unit[];
  readonly leads: readonly Lead[];
  /** Zones from the users of energy back to its sources: cooling, heat, hydrogen, electricity, fuel. */
  readonly order: readonly Zone[];
  /** Leads whose cost is known only once every zone is: with by-products, or drawing on a zone that comes before theirs. */
  readonly joint: readonly Lead[];
  /** The unit of a component and the zone of a bus, by their index in the run. */
  unitOf(component: number): Unit | undefined;
  zoneOf(bus: number): Zone;
}

const CARRIER_RANK = 'cooling heat steam oxygen hydrogen water co2 electricity gas'.split(' ');

/** The zone of each bus, and the bus of each zone. */
function zonesOf(run: Run): { zoneOfBus: Int32Array; busOfZone: Int32Array } {
  const zoneOfBus = Int32Array.from(run.buses, (_, b) => b);
  for (const network of run.networks)
    for (const node of network.nodes) {
      const from = zoneOfBus[node]!;
      const to = zoneOfBus[network.nodes[0]!]!;
      for (let b = 0; b < zoneOfBus.length; b++) if (zoneOfBus[b] === from) zoneOfBus[b] = to;
    }
  const heads = [...new Set(zoneOfBus)].sort((a, b) => a - b);
  return { zoneOfBus: zoneOfBus.map((head) => heads.indexOf(head)), busOfZone: Int32Array.from(heads) };
}

const makeZone = (run: Run, id: number, bus: number): Writable<Zone> => {
  // A network moves all that is left to its hub, whose closers serve all.
  const closers = run.buses[bus]!.closers.map((k) => run.components[k]!);
  return {
    id,
    bus,
    producers: [],
    givers: [],
    consumers: [],
    takers: [],
    stores: [],
    bypasses: [],
    stocked: [],
    closers,
    hasConstantClosers: closers.every((c) => c.inputs.length + c.states.length === 0),
    sheddable: [],
    isSink: false,
    isEnd: false,
    soleProducer: null,
    net: FLOAT,
    settled: FLOAT,
    demand: FLOAT,
    buy: FLOAT,
    sell: FLOAT,
    sellRoom: FLOAT,
    spilt: FLOAT,
    buyRoom: FLOAT,
    beyond: FLOAT,
    plannable: FLOAT,
    isPriced: false,
    isKnown: false,
    price: FLOAT,
    priceRoom: FLOAT,
    priceFails: false,
    isCurrent: false,
  };
};

const makeUnit = (
  id: number,
  component: number,
  c: Instance,
  zones: readonly (Zone | null)[],
  om: number,
  paysCarbon: boolean,
): Writable<Unit> => {
  const isRejector = c.ports.every((port) => port.bus < 0 || port.flow === 'in');
  const unit: Writable<Unit> = {
    id,
    component,
    c,
    isStore: c.kind.role === 'store',
    isFixed: c.kind.role === 'fixed',
    converts: c.kind.role !== 'store' && c.kind.role !== 'fixed' && c.leads.length > 0 && !isRejector,
    isSteady: c.states.length === 0 || c.kind.statesOnlyInform === true,
    modeOf: c.kind.mode ?? null,
    isStill: c.kind.isStillAtRest?.(c.q) === true,
    bends: c.kind.bends !== undefined,
    hasStates: c.states.length > 0,
    isPriced: c.kind.price !== undefined,
    leads: [],
    portCount: c.ports.length,
    zones,
    buses: Int32Array.from(c.ports, (port) => port.bus),
    isProduct: Uint8Array.from(c.ports, (port) => (c.kind.products?.[0] === port.name ? 1 : 0)),
    isRejector,
    drawsNothing: c.ports.every((port) => port.bus < 0 || port.flow === 'out'),
    feedsEarly: false,
    isRestedOn: false,
    startCost_money: FLOAT,
    usual_kW: FLOAT,
    om: FLOAT,
    emitted: Int32Array.from(paysCarbon ? (c.kind.emissions?.fossilCo2 ?? []) : [], (name) => c.outputs.indexOf(name)),
    flow: new Float64Array(c.ports.length),
    rest: new Float64Array(c.ports.length),
    mode: FLOAT,
    ledBy: null,
    rests: false,
    owed: false,
    ownBuy: FLOAT,
    ownSell: FLOAT,
  };
  unit.startCost_money = c.kind.startCost_money?.(c.q) ?? 0;
  unit.usual_kW = c.kind.size?.(c.q) ?? 0;
  unit.om = om;
  unit.ownBuy = unit.ownSell = 0;
  return unit;
};

const makeLead = (
  id: number,
  unit: Unit,
  index: number,
  { mayLead, isEarly, isJoint, rank, rule }: Pick<Lead, 'mayLead' | 'isEarly' | 'isJoint' | 'rank' | 'rule'>,
): Writable<Lead> => {
  const port = unit.c.leads[index]!;
  const lead: Writable<Lead> = {
    id,
    unit,
    index,
    port,
    zone: unit.zones[port]!,
    mayLead,
    isEarly,
    isJoint,
    restsOn: null,
    rank,
    rule,
    lo: FLOAT,
    hi: FLOAT,
    on: FLOAT,
    cost: FLOAT,
    room: FLOAT,
    beyond: FLOAT,
    kink: FLOAT,
    per: new Float64Array(unit.portCount),
    slope: new Float64Array(unit.portCount),
    fix: new Float64Array(unit.portCount),
    past: new Float64Array(unit.portCount),
    co2: new Float64Array(unit.emitted.length === 0 ? 0 : 4),
    moves: false,
    tries: 0,
    spent: false,
    cut: FLOAT,
    give: FLOAT,
    planned: FLOAT,
    take: FLOAT,
  };
  lead.lo = lead.hi = lead.on = lead.cost = lead.beyond = lead.kink = lead.cut = lead.give = 0;
  lead.take = Number.POSITIVE_INFINITY;
  lead.room = Number.POSITIVE_INFINITY;
  return lead;
};

const isIn = (flow: string): boolean => flow === 'in';
const flowOf = ({ unit, port }: Lead): string => unit.c.ports[port]!.flow;

/** Orders zones so that whoever takes from a zone is settled before it; a cycle is broken by the carriers' usual order. */
function orderOf(run: Run, units: readonly Unit[], zones: readonly Zone[]): Zone[] {
  const feeds = new Map(zones.map((zone) => [zone, new Set<Zone>()]));
  for (const unit of units)
    unit.c.ports.forEach((from, a) => {
      unit.c.ports.forEach((to, b) => {
        const [za, zb] = [unit.zones[a]!, unit.zones[b]!];
        if (from.flow === 'in' && to.flow === 'out' && za !== null && zb !== null && za !== zb) feeds.get(za)!.add(zb);
      });
    });
  const weight = (z: Zone): number => {
    const bus = run.buses[z.bus]!;
    const level = CARRIERS[bus.carrier].thermal ? bus.supply_degC / 1000 : 0;
    return CARRIER_RANK.indexOf(bus.carrier) + level;
  };
  const left = new Set(zones);
  const order: Zone[] = [];
  while (left.size > 0) {
    const candidates = [...left].sort((a, b) => weight(a) - weight(b));
    const free = candidates.find((z) => [...feeds.get(z)!].every((to) => !left.has(to))) ?? candidates[0]!;
    order.push(free);
    left.delete(free);
  }
  return order;
}

/** Works out once what the rules look at in every step. */
export function layoutOf(run: Run, config: RulesConfig): Layout {
  const { zoneOfBus, busOfZone } = zonesOf(run);
  const zones = Array.from(busOfZone, (bus, z) => makeZone(run, z, bus));
  const units = run.components
    .flatMap((c, k) => {
      const zonesOfPorts = c.ports.map((port) => (port.bus < 0 ? null : zones[zoneOfBus[port.bus]!]!));
      const moves = c.kind.role !== 'closer' && c.kind.role !== 'network';
      return moves ? [{ k, c, zones: zonesOfPorts }] : [];
    })
    .map(({ k, c, zones: at }, id) =>
      makeUnit(id, k, c, at, config.variableOm_money_per_kWh[k] ?? 0, config.carbonPrice_money_per_kg > 0),
    );
  const order = orderOf(run, units, zones);
  const place = (zone: Zone | null): number => (zone === null ? -1 : order.indexOf(zone));
  const merit = zones.map((_, z) =>
    run.buses.flatMap((_bus, b) => (zoneOfBus[b] === z ? [...(config.merit.get(b) ?? [])] : [])),
  );
  const leads: Writable<Lead>[] = [];
  for (const unit of units) {
    const { c } = unit;
    const allowed = config.leads.get(unit.component);
    unit.leads = c.leads.map((port, index) => {
      const zone = unit.zones[port]!;
      const isEarly =
        !unit.isStore &&
        c.ports[port]!.flow === 'out' &&
        c.ports.some((p, at) => p.flow === 'in' && unit.zones[at] !== null && place(unit.zones[at]!) < place(zone));
      const mayLead = zone !== null && (allowed?.includes(c.ports[port]!.name) ?? true);
      return makeLead(leads.length + index, unit, index, {
        mayLead,
        isEarly,
        isJoint: mayLead && c.ports[port]!.flow === 'out' && (isEarly || givesBeside(unit, port)),
        rank: zone === null ? -1 : merit[zone.id]!.indexOf(unit.component),
        rule: config.stores.get(unit.component) ?? SELF_USE,
      });
    });
    leads.push(...unit.leads);
  }
  findWhatRests(units, zones, leads);
  for (const unit of units)
    unit.feedsEarly = unit.c.ports.some(
      (out, p) => out.flow === 'out' && leads.some((l) => l.isEarly && reaches(l.unit, unit.zones[p]!, isIn)),
    );
  for (const zone of zones)
    fillZone(
      zone,
      units,
      leads.filter((lead) => lead.mayLead),
      leads,
    );
  return {
    zones,
    units,
    leads,
    order,
    joint: leads.filter((lead) => lead.isJoint),
    unitOf: (component) => units.find((unit) => unit.component === component),
    zoneOf: (bus) => zones[zoneOfBus[bus]!]!,
  };
}

/** Finds the leads of a zone, by what they do there. */
function fillZone(zone: Writable<Zone>, units: readonly Unit[], able: readonly Lead[], leads: readonly Lead[]): void {
  const own = able.filter((lead) => lead.zone === zone);
  zone.producers = own.filter((lead) => !lead.unit.isFixed && flowOf(lead) !== 'in');
  zone.givers = units.filter((unit) => unit.converts && reaches(unit, zone, (flow) => flow === 'out'));
  zone.consumers = able.filter(
    (lead) =>
      lead.zone !== zone &&
      lead.unit.c.kind.role === 'converter' &&
      flowOf(lead) === 'out' &&
      reaches(lead.unit, zone, isIn),
  );
  zone.takers = own.filter(
    (lead) => (!lead.unit.isFixed || lead.unit.isPriced) && !lead.unit.isStore && flowOf(lead) === 'in',
  );
  zone.stores = own.filter((lead) => lead.unit.isStore);
  zone.bypasses = leads.filter(({ zone: at, unit: { c }, port }) => {
    const ports = c.kind.bypassed?.(c.p) ?? [];
    return at === zone && ports.includes(c.ports[port]!.name);
  });
  zone.stocked = able.filter(({ unit }) => unit.c.kind.fromStock !== undefined && unit.zones.includes(zone));
  const classOf = ({ unit: { c } }: Lead): number => c.kind.sheddingClass?.(c.q) ?? 0;
  zone.sheddable = leads
    .filter((lead) => lead.zone === zone && classOf(lead) > 0)
    .sort((a, b) => classOf(a) - classOf(b));
  zone.isSink = zone.producers.length === 0;
  zone.isEnd = !units.some(
    (unit) => (!unit.isFixed || unit.isPriced) && reaches(unit, zone, (flow) => unit.isStore || flow !== 'out'),
  );
  const makers = zone.producers.filter((lead) => !lead.unit.isStore);
  zone.soleProducer = makers.length === 1 ? makers[0]! : null;
}

/** Whether a unit gives to a bus by another port than this one. */
const givesBeside = ({ c, zones }: Unit, port: number): boolean =>
  c.ports.some(({ flow }, p) => p !== port && flow === 'out' && zones[p] !== null);
