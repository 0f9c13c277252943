import { CARRIERS } from '../core/carriers.ts';
import type { Run } from '../core/run.ts';
import type { RulesConfig } from './config.ts';

/** A component that the rules move, or a demand that they may cut. */
export interface Unit {
  readonly component: number;
  readonly isStore: boolean;
  /** Decided by its series: a demand, sun, wind. */
  readonly isFixed: boolean;
  /** Has leads, gives to a bus and is neither store nor demand: its ratios are learnt in every step. */
  readonly converts: boolean;
  /** Limits and flows follow from inputs and set point alone: with the same inputs they need not be asked again. */
  readonly isSteady: boolean;
  /** Has states that move in every step, whatever it does. */
  readonly hasStates: boolean;
  /** Names a price of its own. */
  readonly isPriced: boolean;
  /** First of its leads, and how many. */
  readonly firstLead: number;
  readonly leadCount: number;
  readonly portCount: number;
  /** Zone of each port; -1 where unconnected. */
  readonly zoneOf: Int32Array;
  /** The port of its main product, by which operation and maintenance is counted. */
  readonly isProduct: Uint8Array;
  /** Takes from a bus and gives to none: a cooling tower. */
  readonly isRejector: boolean;
  /** Gives without taking from any bus: a supply by contract. */
  readonly drawsNothing: boolean;
  readonly startCost_money: number;
  /** What it gives once it is up; 0 where unknown. */
  readonly usual_kW: number;
}

/** A lead port of a unit: what a set point may name. */
export interface Lead {
  readonly unit: number;
  /** Its number among the component's leads, and its port. */
  readonly index: number;
  readonly port: number;
  readonly zone: number;
  readonly mayLead: boolean;
}

/** Buses that a network joins without limit count as one zone. */
export interface Layout {
  readonly zoneOfBus: Int32Array;
  readonly zones: number;
  /** The bus of each zone, or the hub of several. */
  readonly busOfZone: Int32Array;
  readonly units: readonly Unit[];
  readonly leads: readonly Lead[];
  /** The same as flat lists, for the hot path: by lead its unit, port and zone; by unit whether it stores and its ports. */
  readonly unitOfLead: Int32Array;
  readonly portOfLead: Int32Array;
  readonly zoneOfLead: Int32Array;
  readonly isStore: Uint8Array;
  readonly portCount: Int32Array;
  /** By unit, `stride` slots each: the zone of every port. */
  readonly zoneOfPort: Int32Array;
  readonly busOfPort: Int32Array;
  readonly stride: number;
  /** By component: its unit, or -1. */
  readonly unitOf: Int32Array;
  /** By zone: leads that may give to it. */
  readonly producers: readonly Int32Array[];
  /** By zone: leads of units that take from it while leading elsewhere, and leads that take from it. */
  readonly consumers: readonly Int32Array[];
  readonly takers: readonly Int32Array[];
  readonly stores: readonly Int32Array[];
  /** By zone: components, in order. */
  readonly closers: readonly Int32Array[];
  /** By zone: 1 where the prices of its closers never change. */
  readonly constantClosers: Uint8Array;
  /** Demands that may be cut, by shedding class. */
  readonly sheddable: readonly Int32Array[];
  /** Zones from the users of energy back to its sources: cooling, heat, hydrogen, electricity, fuel. */
  readonly order: Int32Array;
  /** By lead: 1 where it draws on a zone that comes before its own: it closes a circle (a fuel cell and an electrolyser). */
  readonly isEarly: Uint8Array;
  /** By unit: 1 where such a lead draws on what it gives: it may not count on that lead's output. */
  readonly feedsEarly: Uint8Array;
  /** By zone: 1 where nothing gives to it but closers, and nothing is stored: what it is given is worth what they pay. */
  readonly isSink: Uint8Array;
  /** By zone: 1 where no unit draws from it but demands that take at any price, and nothing is stored: nobody asks its price. */
  readonly isEnd: Uint8Array;
  /** Leads whose cost is known only once every zone is: with by-products, or drawing on a zone that comes before theirs. */
  readonly joint: Int32Array;
  /** By zone: its only producer that is no store, or -1. */
  readonly soleProducer: Int32Array;
  /** Rank of each component in a bus's given order, or -1. */
  readonly rank: readonly Int32Array[];
}

const CARRIER_RANK = 'cooling heat steam oxygen hydrogen water co2 electricity gas'.split(' ');

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

function unitsOf(
  run: Run,
  zoneOfBus: Int32Array,
  config: RulesConfig,
): { units: Unit[]; leads: Lead[]; unitOf: Int32Array } {
  const units: Unit[] = [];
  const leads: Lead[] = [];
  const unitOf = new Int32Array(run.components.length).fill(-1);
  run.components.forEach((c, k) => {
    if (c.kind.role === 'closer' || c.kind.role === 'network') return;
    const isRejector = c.ports.every((port) => port.bus < 0 || port.flow === 'in');
    const zoneOf = Int32Array.from(c.ports, (port) => (port.bus < 0 ? -1 : zoneOfBus[port.bus]!));
    unitOf[k] = units.length;
    const allowed = config.leads.get(k);
    units.push({
      component: k,
      isStore: c.kind.role === 'store',
      isFixed: c.kind.role === 'fixed',
      converts: c.kind.role !== 'store' && c.kind.role !== 'fixed' && c.leads.length > 0 && !isRejector,
      isSteady: c.states.length === 0 || c.kind.statesOnlyInform === true,
      hasStates: c.states.length > 0,
      isPriced: c.kind.price !== undefined,
      firstLead: leads.length,
      leadCount: c.leads.length,
      portCount: c.ports.length,
      zoneOf,
      isProduct: Uint8Array.from(c.ports, (port) => (c.kind.products?.[0] === port.name ? 1 : 0)),
      isRejector,
      drawsNothing: c.ports.every((port) => port.bus < 0 || port.flow === 'out'),
      startCost_money: c.kind.startCost_money?.(c.q) ?? 0,
      usual_kW: c.kind.size?.(c.q) ?? 0,
    });
    c.leads.forEach((port, index) => {
      const mayLead = c.ports[port]!.bus >= 0 && (allowed?.includes(c.ports[port]!.name) ?? true);
      leads.push({ unit: units.length - 1, index, port, zone: zoneOf[port]!, mayLead });
    });
  });
  return { units, leads, unitOf };
}

/** Orders zones so that whoever takes from a zone is settled before it; a cycle is broken by the carriers' usual order. */
function orderOf(run: Run, units: readonly Unit[], busOfZone: Int32Array): Int32Array {
  const zones = busOfZone.length;
  const feeds: Set<number>[] = Array.from({ length: zones }, () => new Set());
  for (const unit of units) {
    const { ports } = run.components[unit.component]!;
    ports.forEach((from, a) => {
      ports.forEach((to, b) => {
        const [za, zb] = [unit.zoneOf[a]!, unit.zoneOf[b]!];
        if (from.flow === 'in' && to.flow === 'out' && za >= 0 && zb >= 0 && za !== zb) feeds[za]!.add(zb);
      });
    });
  }
  const weight = (z: number): number => {
    const bus = run.buses[busOfZone[z]!]!;
    const level = CARRIERS[bus.carrier].thermal ? bus.supply_degC / 1000 : 0;
    return CARRIER_RANK.indexOf(bus.carrier) + level;
  };
  const left = new Set(Array.from({ length: zones }, (_, z) => z));
  const order: number[] = [];
  while (left.size > 0) {
    const candidates = [...left].sort((a, b) => weight(a) - weight(b));
    const free = candidates.find((z) => [...feeds[z]!].every((to) => !left.has(to))) ?? candidates[0]!;
    order.push(free);
    left.delete(free);
  }
  return Int32Array.from(order);
}

/** Works out once what the rules look at in every step. */
export function layoutOf(run: Run, config: RulesConfig): Layout {
  const { zoneOfBus, busOfZone } = zonesOf(run);
  const zones = busOfZone.length;
  const { units, leads, unitOf } = unitsOf(run, zoneOfBus, config);
  const numbers = Array.from({ length: zones }, (_, z) => z);
  const pick = (test: (lead: Lead, unit: Unit, z: number) => boolean): Int32Array[] =>
    numbers.map((z) =>
      Int32Array.from(leads.flatMap((lead, l) => (lead.mayLead && test(lead, units[lead.unit]!, z) ? [l] : []))),
    );
  const stride = Math.max(1, ...units.map((u) => u.portCount));
  const zoneOfPort = new Int32Array(units.length * stride).fill(-1);
  const busOfPort = new Int32Array(units.length * stride).fill(-1);
  units.forEach((u, k) => {
    zoneOfPort.set(u.zoneOf, k * stride);
    busOfPort.set(
      run.components[u.component]!.ports.map((port) => port.bus),
      k * stride,
    );
  });
  const role = (unit: Unit): string => run.components[unit.component]!.kind.role;
  const flow = (lead: Lead): string => run.components[units[lead.unit]!.component]!.ports[lead.port]!.flow;
  const sheddingClass = (lead: Lead): number => {
    const c = run.components[units[lead.unit]!.component]!;
    return c.kind.sheddingClass?.(c.q) ?? 0;
  };
  const order = orderOf(run, units, busOfZone);
  const isEarly = Uint8Array.from(leads, (lead) => {
    const unit = units[lead.unit]!;
    const place = order.indexOf(lead.zone);
    const draws = (port: { readonly flow: string }, p: number): boolean =>
      port.flow === 'in' && unit.zoneOf[p]! >= 0 && order.indexOf(unit.zoneOf[p]!) < place;
    return !unit.isStore && flow(lead) === 'out' && run.components[unit.component]!.ports.some(draws) ? 1 : 0;
  });
  /** Whether an early lead draws on what a unit gives. */
  const feedsEarly = (unit: Unit): boolean =>
    run.components[unit.component]!.ports.some(
      (out, p) =>
        out.flow === 'out' &&
        leads.some((lead, l) => {
          const other = units[lead.unit]!;
          const { ports } = run.components[other.component]!;
          return isEarly[l] === 1 && ports.some((to, q) => to.flow === 'in' && other.zoneOf[q] === unit.zoneOf[p]);
        }),
    );
  // A network moves all that is left to its hub, whose closers serve all.
  const closers = numbers.map((z) => Int32Array.from(run.buses[busOfZone[z]!]!.closers));
  const producers = pick((lead, unit, z) => lead.zone === z && role(unit) !== 'fixed' && flow(lead) !== 'in');
  return {
    zoneOfBus,
    zones,
    busOfZone,
    units,
    leads,
    unitOfLead: Int32Array.from(leads, (lead) => lead.unit),
    portOfLead: Int32Array.from(leads, (lead) => lead.port),
    zoneOfLead: Int32Array.from(leads, (lead) => lead.zone),
    isStore: Uint8Array.from(units, (u) => (u.isStore ? 1 : 0)),
    portCount: Int32Array.from(units, (u) => u.portCount),
    zoneOfPort,
    busOfPort,
    stride,
    unitOf,
    producers,
    consumers: pick(
      (lead, unit, z) =>
        lead.zone !== z &&
        role(unit) === 'converter' &&
        flow(lead) === 'out' &&
        run.components[unit.component]!.ports.some((port, p) => port.flow === 'in' && unit.zoneOf[p] === z),
    ),
    takers: pick(
      (lead, unit, z) =>
        lead.zone === z && (role(unit) !== 'fixed' || unit.isPriced) && !unit.isStore && flow(lead) === 'in',
    ),
    stores: pick((lead, unit, z) => lead.zone === z && unit.isStore),
    closers,
    constantClosers: Uint8Array.from(closers, (list) =>
      list.every((k) => run.components[k]!.inputs.length + run.components[k]!.states.length === 0) ? 1 : 0,
    ),
    sheddable: numbers.map((z) =>
      Int32Array.from(
        leads
          .flatMap((lead, l) => (lead.zone === z && sheddingClass(lead) > 0 ? [l] : []))
          .sort((a, b) => sheddingClass(leads[a]!) - sheddingClass(leads[b]!)),
      ),
    ),
    order,
    isEarly,
    feedsEarly: Uint8Array.from(units, (u) => (feedsEarly(u) ? 1 : 0)),
    isSink: Uint8Array.from(producers, (list) => (list.length === 0 ? 1 : 0)),
    isEnd: Uint8Array.from(numbers, (z) =>
      units.some(
        (u) =>
          (!u.isFixed || u.isPriced) &&
          run.components[u.component]!.ports.some((port, p) => u.zoneOf[p] === z && (u.isStore || port.flow !== 'out')),
      )
        ? 0
        : 1,
    ),
    joint: Int32Array.from(
      leads.flatMap((lead, l) => {
        const unit = units[lead.unit]!;
        const { ports } = run.components[unit.component]!;
        const gives = ports.some((port, p) => p !== lead.port && port.flow === 'out' && unit.zoneOf[p]! >= 0);
        return lead.mayLead && flow(lead) === 'out' && (gives || isEarly[l] === 1) ? [l] : [];
      }),
    ),
    soleProducer: Int32Array.from(producers, (list) => {
      const makers = [...list].filter((l) => !units[leads[l]!.unit]!.isStore);
      return makers.length === 1 ? makers[0]! : -1;
    }),
    rank: numbers.map((z) => {
      const given = run.buses.flatMap((_, b) => (zoneOfBus[b] === z ? [...(config.merit.get(b) ?? [])] : []));
      return Int32Array.from(run.components, (_, k) => given.indexOf(k));
    }),
  };
}
