import { CARRIERS, type Carrier } from '../../src/core/carriers.ts';
import type { PortSpec, Ports } from '../../src/core/component.ts';
import type { ZoneLookup } from '../../src/core/files.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { loadScenario, type Scenario } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import type { Kind } from '../../src/models/index.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';

export interface BusSketch {
  readonly carrier: Carrier;
  readonly supply_degC?: number;
  readonly return_degC?: number;
  readonly biogenic_kg_per_kWh?: number;
  readonly closers: string[];
}
export interface ComponentSketch {
  readonly kind: string;
  readonly ports: Record<string, string>;
  readonly [parameter: string]: unknown;
}

/** A scenario as data, written out as a user's file would be. */
export interface Sketch {
  start_ms?: number;
  step_s: number;
  length: number;
  seed?: number;
  weather?: unknown;
  buses: Record<string, BusSketch>;
  components: Record<string, ComponentSketch>;
  networks?: Record<string, unknown>;
  tariffs?: Record<string, unknown>;
  /** The text of the profile `drawn`, whose header carries house names. */
  drawn?: string;
  /** Further texts by name, such as weather. */
  texts?: Record<string, string>;
  carbon?: unknown;
  control?: unknown;
  events?: unknown[];
}

export const START_MS = utcMs(2023, 4, 1);
const iso = (time_ms: number): string => new Date(time_ms).toISOString();

const FLAT = {
  power: {
    energy: {
      periods: {
        peak: { price_money_per_kWh: 1.1 },
        flat: { price_money_per_kWh: 0.65 },
        valley: { price_money_per_kWh: 0.3 },
      },
      seasons: [
        { months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: '8-12', flat: '12-24', valley: '0-8' } },
      ],
    },
    feedIn: { price_money_per_kWh: 0.35 },
  },
  gas: { carrier: 'gas', energy: { price_money_per_kWh: 0.28 } },
};

const known = new Map<string, ReturnType<ZoneLookup>>();
/** The zone over all years that a sketch may touch, looked up once. */
const zones: ZoneLookup = (zone) => {
  const rules = known.get(zone) ?? zoneRules(zone, utcMs(2021, 1, 1), utcMs(2026, 1, 1));
  known.set(zone, rules);
  return rules;
};

/** The text of a sketch's scenario. (JSON is YAML.) */
export function textOf(sketch: Sketch): string {
  const start_ms = sketch.start_ms ?? START_MS;
  return JSON.stringify(
    {
      sixfold: 1,
      name: 'laws',
      site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: 'Asia/Shanghai' },
      time: {
        start: iso(start_ms),
        end: iso(start_ms + sketch.length * sketch.step_s * 1000),
        step_s: sketch.step_s,
      },
      currency: 'CNY',
      seed: sketch.seed ?? 1,
      weather: sketch.weather ?? { generate: { climate: 'suzhou' } },
      economy: { exchange: { from: 'EUR', rate: 7.7, year: 2023 } },
      profiles: sketch.drawn === undefined ? {} : { drawn: { file: 'drawn.csv' } },
      buses: sketch.buses,
      networks: sketch.networks ?? {},
      tariffs: sketch.tariffs ?? FLAT,
      components: sketch.components,
      carbon: sketch.carbon ?? {},
      control: sketch.control ?? {},
      events: sketch.events ?? [],
    },
    undefined,
    1,
  );
}

/** Reads a sketch as a user's scenario is read. */
export const compileSketch = (sketch: Sketch): Scenario =>
  loadScenario('laws.yaml', {
    files: mapFiles({
      'laws.yaml': textOf(sketch),
      ...(sketch.drawn === undefined ? {} : { 'drawn.csv': sketch.drawn }),
      ...sketch.texts,
    }),
    zones,
  });

/** A profile of one row per step, its columns by name. */
export function profileOf(sketch: Sketch, columns: Record<string, (i: number) => number>): string {
  const start_ms = sketch.start_ms ?? START_MS;
  const rows = Array.from({ length: sketch.length }, (_, i) =>
    [iso(start_ms + i * sketch.step_s * 1000), ...Object.values(columns).map((of) => of(i))].join(','),
  );
  return ['time,'.concat(Object.keys(columns).join(',')), ...rows, ''].join('\n');
}

export interface Level {
  readonly supply_degC: number;
  readonly return_degC: number;
}
const level = (supply_degC: number, return_degC: number): Level => ({ supply_degC, return_degC });
/** Thermal buses to choose from; heat flows down each list. */
const LEVELS: Readonly<Record<'heat' | 'steam' | 'cooling', readonly Level[]>> = {
  heat: [level(180, 150), level(90, 70), level(50, 40), level(37, 32)],
  steam: [level(240, 105), level(180, 105), level(144, 105)],
  cooling: [level(7, 12), level(14, 19)],
};

export type Pick = (levels: readonly Level[], spec: PortSpec) => Level;

/** What suits a port that names no range: hot water, or water of a condenser where it may not be hot. */
export const typical: Pick = (levels, spec) => {
  const [heat] = LEVELS.heat.slice(1);
  return (spec.supply_degC?.max ?? 100) <= 60 ? levels.at(-1)! : (levels.find((l) => l === heat) ?? levels[0]!);
};

const fits = (spec: PortSpec, { supply_degC }: Level): boolean =>
  supply_degC >= (spec.supply_degC?.min ?? -300) && supply_degC <= (spec.supply_degC?.max ?? 9999);

/**
 * Finds or makes a bus for every port that `joins`, at a temperature that fits: a later port of a carrier stands on a
 * bus to which heat may flow from the earlier one, and never on the same.
 */
export function connect(
  ports: Ports,
  buses: Record<string, BusSketch>,
  pick: Pick,
  joins: (port: string) => boolean = () => true,
): Record<string, string> {
  const found: Record<string, string> = {};
  const used: Level[] = [];
  const joined = Object.entries(ports).filter(([name, spec]) => spec.optional !== true || joins(name));
  joined.forEach(([name, spec], at) => {
    const { carrier } = spec;
    if (!(carrier === 'heat' || carrier === 'steam' || carrier === 'cooling')) {
      // A second port of one carrier stands on a bus of its own: the DC side of an inverter.
      const id = Object.values(found).includes(carrier) ? `${carrier}2` : carrier;
      buses[id] ??= { carrier, closers: [] };
      found[name] = id;
      return;
    }
    const later = joined.slice(at + 1).filter(([, other]) => other.carrier === carrier).length;
    const from = Math.max(-1, ...used.map((l) => LEVELS[carrier].indexOf(l)));
    const all = LEVELS[carrier].filter((l, k) => fits(spec, l) && k > from);
    const levels = all.slice(0, Math.max(1, all.length - later));
    if (levels.length === 0) throw new Error(`no level for port ${name}`);
    const chosen = pick(levels, spec);
    used.push(chosen);
    const id = `${carrier}${chosen.supply_degC}`;
    buses[id] ??= { carrier, ...chosen, closers: [] };
    found[name] = id;
  });
  return found;
}

/** What closes a bus without limit, in order. */
export function closeBus(
  id: string,
  bus: BusSketch,
  components: Record<string, ComponentSketch>,
  grid: Record<string, unknown> = { importLimit_kW: 1e6, exportLimit_kW: 1e6 },
  gas: Record<string, unknown> = { limit_kW: 1e6 },
): void {
  const { carrier } = bus;
  const add = (name: string, port: string, kind: string, params: Record<string, unknown>): void => {
    components[`${name}-${id}`] = { kind, ports: { [port]: id }, ...params };
    bus.closers.push(`${name}-${id}`);
  };
  if (carrier === 'electricity') add('grid', 'electricity', 'gridConnection', { tariff: 'power', ...grid });
  if (carrier === 'gas') add('supply', 'gas', 'gasSupply', { tariff: 'gas', ...gas });
  if (CARRIERS[carrier].thermal) add('dump', 'input', 'dump', { carrier });
  else add('curtailed', 'input', 'curtailment', { carrier });
  add('unserved', 'output', 'unserved', { carrier });
}

/** Name of a parameter for a carrier that counts in kW, or in kg/h. */
export const twin = (word: string, carrier: Carrier): string => `${word}_${CARRIERS[carrier].unit}`;

/** A component as its kind's example has it but for `extra`, its buses and their closers, and nothing else. */
export function aroundExample(
  kind: Kind,
  grid: { step_s: number; length: number },
  extra: Record<string, unknown> = {},
  joined = true,
): Sketch {
  const sketch: Sketch = { ...grid, buses: {}, components: {} };
  const all = { ...(kind.example as Record<string, unknown>), ...extra };
  const params = Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined));
  const ports = connect(kind.ports(kind.params.parse(params)), sketch.buses, typical, () => joined);
  sketch.components.unit = { kind: kind.kind, ports, ...params };
  if (kind.role === 'closer') sketch.buses[Object.values(ports)[0]!]!.closers.push('unit');
  for (const [id, bus] of Object.entries(sketch.buses)) closeBus(id, bus, sketch.components);
  return sketch;
}
