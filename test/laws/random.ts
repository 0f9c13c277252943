import type { Carrier } from '../../src/core/carriers.ts';
import { namesOf } from '../../src/core/component.ts';
import { type Kind, kinds } from '../../src/models/index.ts';
import { type Draws, drawsOf } from './draws.ts';
import { closeBus, connect, profileOf, type Sketch, START_MS, twin } from './sketch.ts';
import { paramsOf } from './variants.ts';

/** A cluster drawn from a seed. */
export interface Drawn {
  readonly sketch: Sketch;
  /** Buses that never need to lack anything. */
  readonly unlimited: readonly string[];
}

export function randomCluster(seed: number): Drawn {
  const d = drawsOf(seed);
  const step_s = d.pick([60, 300, 900, 1800, 3600]);
  const length = 48 * d.int(1, 3);
  const sketch: Sketch = {
    seed,
    step_s,
    length,
    start_ms: START_MS + d.int(0, 8000) * 3_600_000,
    buses: {},
    components: {},
  };
  for (const kind of kinds) {
    if (kind.role === 'closer') continue;
    // A bus has one network at most.
    const count = d.chance(0.35) ? Math.min(kind.role === 'network' ? 1 : 2, d.pick([1, 1, 1, 2])) : 0;
    for (let k = 0; k < count; k++) {
      addComponent(d, kind, `${kind.kind.toLowerCase()}${k + 1}`, sketch);
    }
  }
  if (Object.keys(sketch.components).length === 0)
    addComponent(d, kinds.find((k) => k.kind === 'boiler')!, 'boiler1', sketch);
  addPlate(d, sketch);
  addDemand(d, sketch);
  const unlimited = addClosers(d, sketch);
  sketch.tariffs = tariffsOf(d);
  sketch.carbon = { price_money_per_t: d.pick([0, 80, 500]) };
  sketch.control = controlOf(d, sketch);
  const limited = addEvents(d, sketch);
  const size = d.scale(10, 300);
  sketch.drawn = profileOf(sketch, {
    walk_kW: walk(d, size),
    blocks_kW: blocks(d, size, step_s),
    flow_kg_per_h: walk(d, size / 10),
    price_money_per_kWh: () => d.between(-0.2, 1.5),
  });
  addWeather(d, sketch);
  const circular = onCycles(sketch);
  const carried = onNetworks(sketch);
  return { sketch, unlimited: unlimited.filter((id) => !limited.has(id) && !circular.has(id) && !carried.has(id)) };
}

/** Buses at the ends of heat networks: what is served at one node may draw on another after that was served. Lines have no such. */
const onNetworks = ({ buses, components }: Sketch): Set<string> =>
  new Set(
    Object.values(components).flatMap(({ kind: name, ports }) =>
      kinds.find((k) => k.kind === name)!.role === 'network'
        ? Object.values(ports).filter((id) => buses[id]?.carrier !== 'electricity')
        : [],
    ),
  );

function addComponent(d: Draws, kind: Kind, id: string, { buses, components }: Sketch): void {
  const params = paramsOf(d, kind);
  const ports = connect(
    kind.ports(kind.params.parse(params)),
    buses,
    (levels) => d.pick(levels),
    // A vessel above the pressure of its bus needs its compressor; a pump of waste heat does not cool.
    (port) => (kind.role === 'store' ? true : params.source === 'waste' ? false : port !== '' && d.chance(0.6)),
  );
  const isNode = (bus: string): boolean =>
    Object.values(components).some(
      (c) => kinds.find((k) => k.kind === c.kind)!.role === 'network' && Object.values(c.ports).includes(bus),
    );
  // A bus stands on a network at most once, and an inverter between two buses of one would run in a circle.
  if ((kind.role === 'network' || kind.kind === 'inverter') && Object.values(ports).some(isNode)) return;
  components[id] = { kind: kind.kind, ports, ...params };
}

/** Now and then a second electricity bus, joined to the first without limit. */
function addPlate(d: Draws, sketch: Sketch): void {
  const isNode = Object.values(sketch.components).some(
    ({ kind, ports }) =>
      kinds.find((k) => k.kind === kind)!.role === 'network' && ports[Object.keys(ports)[0]!] === 'electricity',
  );
  if (isNode || sketch.buses.electricity === undefined || !d.chance(0.2)) return;
  sketch.buses.annex = { carrier: 'electricity', closers: [] };
  sketch.networks = { plate: { kind: 'copperPlate', buses: ['electricity', 'annex'] } };
}

/** A quarter from the generator of weather, the rest wilder than any place has it. */
function addWeather(d: Draws, sketch: Sketch): void {
  if (d.chance(0.25)) {
    sketch.weather = { generate: { climate: 'suzhou' } };
    return;
  }
  const wander = (low: number, high: number, share: number): ((i: number) => number) => {
    let v = d.between(low, high);
    return () => {
      v = Math.min(high, Math.max(low, v + d.between(-share, share) * (high - low)));
      return v;
    };
  };
  sketch.weather = { file: 'weather.csv', format: 'csv' };
  sketch.texts = {
    'weather.csv': profileOf(sketch, {
      ghi_W_per_m2: wander(0, 1000, 0.2),
      ambient_degC: wander(-25, 45, 0.05),
      relativeHumidity: wander(0.05, 1, 0.1),
      pressure_kPa: wander(97, 105, 0.02),
      wind_m_per_s: wander(0, 30, 0.1),
      water_degC: wander(0, 32, 0.02),
      ground_degC: wander(0, 30, 0.01),
    }),
  };
}

/**
 * Buses that feed themselves through converters, such as electrolyser and fuel cell. The rules end such a chase after
 * their last pass and may leave a rest there, and where a converter of the circle gives beside (an electrolyser's heat).
 */
function onCycles({ components }: Sketch): Set<string> {
  const feeds = new Map<string, Set<string>>();
  for (const { kind: name, ports: joined, ...params } of Object.values(components)) {
    const kind = kinds.find((k) => k.kind === name)!;
    if (kind.role !== 'converter') continue;
    const ports = Object.entries(kind.ports(kind.params.parse(params))).filter(([port]) => joined[port] !== undefined);
    for (const [from, a] of ports)
      for (const [to, b] of ports)
        if (a.flow === 'in' && b.flow === 'out')
          feeds.set(joined[from]!, (feeds.get(joined[from]!) ?? new Set()).add(joined[to]!));
  }
  const reached = (from: string, seen: Set<string> = new Set()): Set<string> => {
    for (const to of feeds.get(from) ?? []) if (!seen.has(to)) reached(to, seen.add(to));
    return seen;
  };
  const circle = new Set([...feeds.keys()].filter((id) => reached(id).has(id)));
  const beside = Object.values(components).flatMap(({ kind: name, ports: joined, ...params }) => {
    const kind = kinds.find((k) => k.kind === name)!;
    const ports = Object.entries(kind.ports(kind.params.parse(params)));
    const onCircle = (flow: string): boolean => ports.some(([port, p]) => p.flow === flow && circle.has(joined[port]!));
    return onCircle('in') && onCircle('out') ? Object.values(joined) : [];
  });
  return new Set([...circle, ...beside]);
}

const LOADS: readonly Carrier[] = ['electricity', 'heat', 'steam', 'cooling', 'hydrogen', 'gas'];

function addDemand(d: Draws, { buses, components }: Sketch): void {
  for (const [id, { carrier }] of Object.entries(buses)) {
    // Without one nothing would be connected to the annex.
    if (id !== 'annex' && !d.chance(0.75)) continue;
    const demand = d.pick(['drawn.walk_kW', 'drawn.blocks_kW', d.scale(1, 300)]);
    components[`demand-${id}`] = LOADS.includes(carrier)
      ? { kind: 'load', ports: { input: id }, carrier, demand, scale: d.scale(0.1, 3), sheddingClass: d.int(0, 2) }
      : { kind: 'sink', ports: { input: id }, carrier, demand_kg_per_h: d.pick(['drawn.flow_kg_per_h', 12]) };
  }
}

/** Closers for every bus; some of grid and gas without limit, some buses with a source that is always enough. */
function addClosers(d: Draws, { buses, components }: Sketch): string[] {
  const unlimited: string[] = [];
  for (const [id, bus] of Object.entries(buses)) {
    if (id === 'annex') continue; // Its hub's closers serve it.
    const ample = d.chance(0.5);
    if (ample) unlimited.push(id);
    const limit = ample ? 1e6 : d.scale(5, 300);
    closeBus(id, bus, components, { importLimit_kW: limit, exportLimit_kW: d.pick([0, 50, 1e6]) }, { limit_kW: limit });
    if (!ample || bus.carrier === 'electricity' || bus.carrier === 'gas') continue;
    const price = twin('max', bus.carrier).endsWith('kW') ? 'price_money_per_kWh' : 'price_money_per_kg';
    components[`ample-${id}`] = {
      kind: 'source',
      ports: { output: id },
      carrier: bus.carrier,
      [twin('max', bus.carrier)]: 1e6,
      [price]: d.between(0, 3),
    };
  }
  return unlimited;
}

function tariffsOf(d: Draws): Record<string, unknown> {
  const price = (): unknown => ({ price_money_per_kWh: d.between(0, 1.5) });
  const periods = { peak: price(), flat: price(), valley: price() };
  const hours = { peak: '8-12', flat: '12-24', valley: '0-8' };
  const energy = d.chance(0.6)
    ? { periods, seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours }] }
    : { price_money_per_kWh: 'drawn.price_money_per_kWh' };
  return {
    power: { energy, feedIn: price(), fixed: { by: 'demand', price_money_per_kW_month: 50 } },
    stores: { energy: { periods, seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours }] } },
    gas: { carrier: 'gas', energy: { price_money_per_kWh: d.between(0.1, 0.6) } },
  };
}

function controlOf(d: Draws, { components, buses }: Sketch): Record<string, unknown> {
  const stores: Record<string, unknown> = {};
  const leads: Record<string, string[]> = {};
  const merit: Record<string, string[]> = {};
  for (const [id, { kind: name, ports: _ports, ...params }] of Object.entries(components)) {
    const kind = kinds.find((k) => k.kind === name)!;
    if (kind.role === 'store')
      stores[id] = d.pick([
        { strategy: 'selfUse' },
        { strategy: 'peakShaving', target_kW: d.between(0, 100) },
        { strategy: 'timeOfUse', tariff: 'stores', charge: ['valley'], discharge: ['peak'] },
      ]);
    const possible = kind.leads(kind.params.parse(params));
    if (kind.role === 'converter' && possible.length > 1 && d.chance(0.5)) leads[id] = [d.pick(possible)];
  }
  for (const id of Object.keys(buses)) {
    const there = Object.entries(components).flatMap(([c, { kind, ports }]) =>
      Object.values(ports).includes(id) && kinds.find((k) => k.kind === kind)!.role !== 'closer' ? [c] : [],
    );
    if (d.chance(0.2)) merit[id] = there.toSorted(() => d.between(-1, 1));
  }
  return { stores, leads, merit, storedWorth: d.between(0, 1), startSpread_h: d.between(1, 8) };
}

const inputsOf = (kind: Kind): readonly string[] => namesOf(kind.inputs, kind.params.parse(kind.example));

/** Outages and shocks. @returns buses whose supply may fail */
function addEvents(d: Draws, sketch: Sketch): Set<string> {
  const limited = new Set<string>();
  const events: unknown[] = [];
  const at = (step: number): string => new Date(sketch.start_ms! + step * sketch.step_s * 1000).toISOString();
  for (const [id, { kind: name, ports }] of Object.entries(sketch.components)) {
    const kind = kinds.find((k) => k.kind === name)!;
    if (!inputsOf(kind).includes('available') || !d.chance(0.25)) continue;
    const first = d.int(0, sketch.length - 10);
    events.push({ outage: id, start: at(first), end: at(first + d.int(1, 9)) });
    if (kind.role === 'closer' || id.startsWith('ample-')) for (const bus of Object.values(ports)) limited.add(bus);
  }
  sketch.events = events;
  return limited;
}

/** A wandering demand that now and then is nothing. */
function walk(d: Draws, size: number): (i: number) => number {
  let v = size;
  return () => {
    v = Math.min(2 * size, Math.max(0, v + d.between(-0.3, 0.3) * size));
    return d.chance(0.05) ? 0 : v;
  };
}

/** Shifts: on by day, off by night. */
function blocks(d: Draws, size: number, step_s: number): (i: number) => number {
  const low = d.pick([0, 0.2]) * size;
  const shift = Math.max(1, Math.round(28_800 / step_s / d.int(1, 4)));
  return (i) => (Math.floor(i / shift) % 2 === 0 ? size : low);
}
