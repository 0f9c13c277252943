import type { Outcome } from '../scenario/simulation.ts';
import type { Summary } from './summary.ts';

export type SankeyKind = 'bus' | 'component' | 'network' | 'losses' | 'surroundings';

export interface SankeyNode {
  /** Unique; labels need not be. */
  readonly name: string;
  readonly label: string;
  readonly kind: SankeyKind;
  /** Of a bus. */
  readonly carrier?: string;
}
export interface SankeyLink {
  readonly source: string;
  readonly target: string;
  readonly energy_kWh: number;
}
export interface Sankey {
  readonly nodes: readonly SankeyNode[];
  readonly links: readonly SankeyLink[];
}

interface Part {
  readonly label: string;
  readonly kind: 'component' | 'network';
  /** By bus, kWh of enthalpy. */
  readonly gives: Map<string, number>;
  readonly takes: Map<string, number>;
  loss: number;
  /** Net from the surroundings. */
  boundary: number;
  split: boolean;
}

const LOSSES = 'losses';
const SURROUNDINGS = 'surroundings';
/** Links below this share of the largest are left out. */
const THIN = 1e-4;

const add = (map: Map<string, number>, key: string, v: number): unknown => map.set(key, (map.get(key) ?? 0) + v);
const total = (map: ReadonlyMap<string, number>): number => [...map.values()].reduce((sum, v) => sum + v, 0);

/**
 * The energy of a run between components and buses, on the enthalpy basis of the audits (fuels by their higher heating
 * value), so that every node closes. Delivered cooling is heat taken away and runs from the demand to the chiller. A
 * plant that takes nothing from a bus shows what it delivers. What would run in a circle (a store, a fuel cell beside an
 * electrolyser) is drawn twice: once as it takes, once as it gives.
 */
export function sankeyOf(outcome: Outcome, summary: Summary): Sankey {
  const parts = gather(outcome, summary);
  for (const part of parts.values()) if ([...part.gives.keys()].some((bus) => part.takes.has(bus))) part.split = true;
  for (;;) {
    const circle = circleOf(parts);
    if (circle === undefined) break;
    const through = (id: string): number => Math.min(total(parts.get(id)!.gives), total(parts.get(id)!.takes));
    const [least] = [...circle].sort((a, b) => through(a) - through(b) || (a < b ? -1 : 1));
    parts.get(least!)!.split = true;
  }
  return draw(parts, outcome);
}

function gather(outcome: Outcome, summary: Summary): Map<string, Part> {
  const parts = new Map<string, Part>();
  const { components } = outcome.compiled.run;
  const laws = new Map(components.map((c) => [c.id, c.laws.find((law) => law.quantity === 'energy')?.terms ?? []]));
  const labels = new Map(components.map((c) => [c.id, c.label]));
  for (const [bus, { rows }] of Object.entries(summary.buses))
    for (const row of rows) {
      const isNetwork = row.signal === '';
      const term = laws.get(row.component)?.find((t) => t.role === 'port' && t.name === row.signal);
      const factor = isNetwork ? networkFactor(outcome, bus) : (term?.coefficient ?? 0);
      const energy_kWh = factor * row.total;
      if (energy_kWh === 0) continue;
      const part = parts.get(row.component) ?? {
        label: labels.get(row.component) ?? row.label,
        kind: isNetwork ? 'network' : 'component',
        gives: new Map<string, number>(),
        takes: new Map<string, number>(),
        loss: 0,
        boundary: 0,
        split: false,
      };
      parts.set(row.component, part);
      if (energy_kWh > 0) add(part.gives, bus, energy_kWh);
      else add(part.takes, bus, -energy_kWh);
    }
  components.forEach((c, k) => {
    const part = parts.get(c.id);
    // Where nothing is taken or nothing given, the boundary is the component itself.
    if (part === undefined || part.gives.size === 0 || part.takes.size === 0) return;
    for (const { name, role, coefficient } of laws.get(c.id) ?? []) {
      if (role === 'loss') part.loss += coefficient * outcome.totals[k]!.sum(name);
      if (role === 'boundary') part.boundary += coefficient * outcome.totals[k]!.sum(name);
    }
    if (c.kind.role === 'closer') part.boundary = 0;
  });
  return parts;
}

/** Enthalpy per unit on a bus, as its ports count it. */
function networkFactor({ columns }: Outcome, bus: string): number {
  const law = columns.find((c) => c.bus === bus)?.laws.find((l) => l.quantity === 'energy' && l.role === 'port');
  return law?.coefficient ?? 0;
}

/** Components on some circle bus -> component -> bus -> ..., undefined where there is none. */
function circleOf(parts: ReadonlyMap<string, Part>): ReadonlySet<string> | undefined {
  const live = new Map([...parts].filter(([, p]) => !p.split && p.gives.size > 0 && p.takes.size > 0));
  // Whoever takes from buses that nobody left gives to, or gives to buses that nobody left takes from, is on no circle.
  for (let changed = true; changed; ) {
    changed = false;
    const given = new Set([...live.values()].flatMap((p) => [...p.gives.keys()]));
    const taken = new Set([...live.values()].flatMap((p) => [...p.takes.keys()]));
    for (const [id, p] of live)
      if (![...p.takes.keys()].some((b) => given.has(b)) || ![...p.gives.keys()].some((b) => taken.has(b))) {
        live.delete(id);
        changed = true;
      }
  }
  return live.size > 0 ? new Set(live.keys()) : undefined;
}

function draw(parts: ReadonlyMap<string, Part>, outcome: Outcome): Sankey {
  const nodes: SankeyNode[] = outcome.compiled.run.buses.map((bus) => ({
    name: `bus:${bus.id}`,
    label: bus.label,
    kind: 'bus',
    carrier: bus.carrier,
  }));
  const links: SankeyLink[] = [];
  for (const [id, part] of parts) {
    const name = (side: 'takes' | 'gives'): string => (part.split ? `${id}:${side}` : id);
    const node = (side: 'takes' | 'gives', note: string): SankeyNode => ({
      name: name(side),
      label: part.split ? `${part.label} (${note})` : part.label,
      kind: part.kind,
    });
    if (part.takes.size > 0) nodes.push(node('takes', 'takes'));
    if (part.gives.size > 0 && (part.split || part.takes.size === 0)) nodes.push(node('gives', 'gives'));
    for (const [bus, energy_kWh] of part.takes) links.push({ source: `bus:${bus}`, target: name('takes'), energy_kWh });
    for (const [bus, energy_kWh] of part.gives) links.push({ source: name('gives'), target: `bus:${bus}`, energy_kWh });
    if (part.loss > 0) links.push({ source: name('takes'), target: LOSSES, energy_kWh: part.loss });
    if (part.boundary > 0) links.push({ source: SURROUNDINGS, target: name('gives'), energy_kWh: part.boundary });
    if (part.boundary < 0)
      links.push({ source: name('takes'), target: `${SURROUNDINGS}:out`, energy_kWh: -part.boundary });
  }
  nodes.push(
    { name: LOSSES, label: 'Losses', kind: 'losses' },
    { name: SURROUNDINGS, label: 'From surroundings', kind: 'surroundings' },
    { name: `${SURROUNDINGS}:out`, label: 'To surroundings', kind: 'surroundings' },
  );
  const most = links.reduce((v, l) => Math.max(v, l.energy_kWh), 0);
  const kept = links.filter((l) => l.energy_kWh > THIN * most);
  const used = new Set(kept.flatMap((l) => [l.source, l.target]));
  return { nodes: nodes.filter((n) => used.has(n.name)), links: kept };
}
