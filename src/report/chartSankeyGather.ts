import type { Sankey, SankeyLink, SankeyNode } from './chartSankey.ts';

/** A node with all that passes through it, and whom it stands for where it is several. */
export interface DrawnNode extends SankeyNode {
  readonly energy_kWh: number;
  readonly members?: readonly { readonly label: string; readonly energy_kWh: number }[];
}
export interface DrawnLink extends SankeyLink {
  /** Of the bus that it comes from or goes to; none for losses and surroundings. */
  readonly carrier?: string;
}
export interface Drawn {
  readonly nodes: readonly DrawnNode[];
  readonly links: readonly DrawnLink[];
  /** Flows too thin to draw. */
  readonly thin: readonly SankeyLink[];
}

/** A diagram of so many nodes is drawn as it is. */
export const FEW_NODES = 30;
/** Components with less than this part of the largest node are gathered with those beside them. */
const SMALL = 0.01;
/** Links with less than this part of the largest are left out. */
const THIN = 5e-4;

const isOpen = ({ kind }: SankeyNode): boolean => kind === 'losses' || kind === 'surroundings';

/** All nodes and links. */
export function drawnWhole({ nodes, links }: Sankey): Drawn {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const into = new Map<string, number>();
  const out = new Map<string, number>();
  for (const l of links) {
    into.set(l.target, (into.get(l.target) ?? 0) + l.energy_kWh);
    out.set(l.source, (out.get(l.source) ?? 0) + l.energy_kWh);
  }
  return {
    nodes: nodes.map((n) => ({ ...n, energy_kWh: Math.max(into.get(n.name) ?? 0, out.get(n.name) ?? 0) })),
    links: links.map((l) => {
      const carrier = byName.get(l.source)?.carrier ?? byName.get(l.target)?.carrier;
      return carrier === undefined ? l : { ...l, carrier };
    }),
    thin: [],
  };
}

/**
 * The same with fewer nodes: small components that take from the same and give to the same are one ("3 others"), the
 * only supply of a bus is the bus, a bus that only passes on from one to one is its link, and what is too thin to see is
 * left out.
 */
export function drawnGathered(sankey: Sankey): Drawn {
  return withoutThin(withoutPasses(withoutSupplies(together(drawnWhole(sankey)))));
}

function together({ nodes, links, thin }: Drawn): Drawn {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const most = Math.max(...nodes.map((n) => n.energy_kWh));
  const groups = new Map<string, DrawnNode[]>();
  for (const node of nodes) {
    if (node.kind !== 'component' || node.energy_kWh >= SMALL * most) continue;
    const from = links.filter((l) => l.target === node.name && !isOpen(byName.get(l.source)!)).map((l) => l.source);
    const to = links.filter((l) => l.source === node.name && !isOpen(byName.get(l.target)!)).map((l) => l.target);
    const key = `${from.sort().join()} > ${to.sort().join()}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const standsFor = new Map<string, string>();
  const made: DrawnNode[] = [];
  for (const [key, group] of groups) {
    if (group.length < 2) continue;
    const name = `others:${key}`;
    for (const member of group) standsFor.set(member.name, name);
    made.push({
      name,
      label: `${group.length} others`,
      kind: 'component',
      energy_kWh: group.reduce((sum, m) => sum + m.energy_kWh, 0),
      members: group
        .map(({ label, energy_kWh }) => ({ label, energy_kWh }))
        .sort((a, b) => b.energy_kWh - a.energy_kWh),
    });
  }
  const sums = new Map<string, DrawnLink>();
  for (const l of links) {
    const source = standsFor.get(l.source) ?? l.source;
    const target = standsFor.get(l.target) ?? l.target;
    const key = `${source} > ${target}`;
    sums.set(key, { ...l, source, target, energy_kWh: l.energy_kWh + (sums.get(key)?.energy_kWh ?? 0) });
  }
  return { nodes: [...nodes.filter((n) => !standsFor.has(n.name)), ...made], links: [...sums.values()], thin };
}

/** A bus with one supply, which serves nothing else, stands for it. */
function withoutSupplies({ nodes, links, thin }: Drawn): Drawn {
  const gone = new Map<string, DrawnNode>();
  for (const bus of nodes) {
    if (bus.kind !== 'bus') continue;
    const into = links.filter((l) => l.target === bus.name);
    const supply = nodes.find((n) => n.name === into[0]?.source);
    const ties = links.filter((l) => l.source === supply?.name || l.target === supply?.name);
    if (into.length === 1 && ties.length === 1 && supply !== undefined) gone.set(bus.name, supply);
  }
  const names = new Set([...gone.values()].map((supply) => supply.name));
  return {
    nodes: nodes
      .filter((n) => !names.has(n.name))
      .map((n) => {
        const supply = gone.get(n.name);
        return supply === undefined ? n : { ...n, members: [{ label: supply.label, energy_kWh: supply.energy_kWh }] };
      }),
    links: links.filter((l) => !names.has(l.source)),
    thin,
  };
}

function withoutPasses({ nodes, links, thin }: Drawn): Drawn {
  let left = [...links];
  const gone = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== 'bus') continue;
    const from = left.filter((l) => l.target === node.name);
    const to = left.filter((l) => l.source === node.name);
    if (from.length !== 1 || to.length !== 1) continue;
    const [source, target] = [from[0]!.source, to[0]!.target];
    if (left.some((l) => l.source === source && l.target === target)) continue;
    gone.add(node.name);
    left = left.filter((l) => l !== from[0] && l !== to[0]);
    left.push({ source, target, energy_kWh: to[0]!.energy_kWh, carrier: node.carrier! });
  }
  return { nodes: nodes.filter((n) => !gone.has(n.name)), links: left, thin };
}

/** No node loses its last link on a side. */
function withoutThin({ nodes, links }: Drawn): Drawn {
  const most = Math.max(...links.map((l) => l.energy_kWh));
  const outOf = new Map<string, number>();
  const into = new Map<string, number>();
  for (const l of links) {
    outOf.set(l.source, Math.max(outOf.get(l.source) ?? 0, l.energy_kWh));
    into.set(l.target, Math.max(into.get(l.target) ?? 0, l.energy_kWh));
  }
  const isThin = (l: DrawnLink): boolean =>
    l.energy_kWh < THIN * most && l.energy_kWh < outOf.get(l.source)! && l.energy_kWh < into.get(l.target)!;
  return { nodes, links: links.filter((l) => !isThin(l)), thin: links.filter(isThin) };
}
