import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sankey, SankeyNode } from '../../src/report/chartSankey.ts';
import { columnsOf } from '../../src/report/chartSankeyColumns.ts';
import { type Drawn, drawnGathered, drawnWhole } from '../../src/report/chartSankeyGather.ts';
import {
  LINE_HEIGHT,
  NODE_WIDTH,
  type SankeyLayout,
  sankeyLayout,
  wrapped,
} from '../../src/report/chartSankeyLayout.ts';

const node = (name: string): SankeyNode =>
  name.startsWith('bus:')
    ? { name, label: `Bus ${name.slice(4)}`, kind: 'bus', carrier: 'electricity' }
    : name === 'losses'
      ? { name, label: 'Losses', kind: 'losses' }
      : { name, label: `Component of the name ${name}`, kind: 'component' };
const ends = (links: readonly (readonly [string, string, number])[]): string[] => [
  ...new Set(links.flatMap((link) => link.slice(0, 2) as [string, string])),
];
const sankey = (...links: readonly (readonly [string, string, number])[]): Sankey => ({
  nodes: ends(links).map(node),
  links: links.map(([source, target, energy_kWh]) => ({ source, target, energy_kWh })),
});
const amount = (energy_kWh: number): string => String(Math.round(energy_kWh));

/** Boxes of nodes with their names, by column. */
function overlaps({ nodes }: SankeyLayout): string[] {
  const found: string[] = [];
  const box = ({ y, height, lines }: SankeyLayout['nodes'][number]): readonly [number, number] => {
    const half = Math.max(height, lines.length * LINE_HEIGHT) / 2;
    return [y + height / 2 - half, y + height / 2 + half];
  };
  for (const a of nodes)
    for (const b of nodes)
      if (a !== b && a.x === b.x && box(a)[0] <= box(b)[0] && box(a)[1] > box(b)[0] + 1e-6)
        found.push(`${a.node.name} and ${b.node.name}`);
  return found;
}

/** Two buses with ends, two parallel chillers, a bus that only passes on, and losses. */
const SITE = sankey(
  ['grid', 'bus:power', 1000],
  ['pv', 'bus:power', 5],
  ['wind', 'bus:power', 4],
  ['bus:power', 'load', 900],
  ['bus:power', 'pump', 100],
  ['bus:power', 'fan', 0.3],
  ['bus:power', 'tower', 8.7],
  ['pump', 'bus:lift', 90],
  ['pump', 'losses', 10],
  ['bus:lift', 'tank', 90],
  ['tank', 'bus:far', 80],
  ['tank', 'losses', 10],
  ['bus:far', 'use', 79],
  ['bus:far', 'fan', 1],
);
const total = ({ links }: Drawn, source: string): number =>
  links.reduce((sum, l) => sum + (l.source === source ? l.energy_kWh : 0), 0);

describe('drawnGathered', () => {
  it('puts small components with the same neighbours together and names them', () => {
    const { nodes } = drawnGathered(SITE);
    const others = nodes.find((n) => n.label === '2 others');
    expect(others?.energy_kWh).toBe(9); // by hand: 5 + 4
    expect(others?.members).toEqual([
      { label: 'Component of the name pv', energy_kWh: 5 },
      { label: 'Component of the name wind', energy_kWh: 4 },
    ]);
    expect(nodes.map((n) => n.name)).not.toContain('pv');
  });

  it('makes a bus that only passes on a flow of its carrier', () => {
    const { nodes, links } = drawnGathered(SITE);
    expect(nodes.map((n) => n.name)).not.toContain('bus:lift');
    expect(links).toContainEqual({ source: 'pump', target: 'tank', energy_kWh: 90, carrier: 'electricity' });
  });

  it('leaves out what is too thin to see unless a node had nothing else on that side', () => {
    const { links, thin } = drawnGathered(SITE);
    expect(thin.map((l) => [l.source, l.target])).toEqual([['bus:power', 'fan']]);
    const drawn = [...links, ...thin].reduce((sum, l) => sum + (l.target === 'fan' ? l.energy_kWh : 0), 0);
    expect(drawn).toBeCloseTo(1.3, 9);
  });

  it('lets the only supply of a bus be the bus', () => {
    const { nodes, links } = drawnGathered(sankey(['supply', 'bus:gas', 10], ['bus:gas', 'a', 4], ['bus:gas', 'b', 6]));
    expect(nodes.map((n) => n.name)).toEqual(['bus:gas', 'a', 'b']);
    expect(nodes[0]!.members).toEqual([{ label: 'Component of the name supply', energy_kWh: 10 }]);
    expect(links.length).toBe(2);
  });

  it('draws whole what it is told to', () => {
    const whole = drawnWhole(SITE);
    expect([whole.nodes.length, whole.links.length]).toEqual([SITE.nodes.length, SITE.links.length]);
    expect(whole.nodes.find((n) => n.name === 'bus:power')?.energy_kWh).toBe(1009);
    expect(total(whole, 'bus:power')).toBe(1009);
  });
});

describe('columnsOf', () => {
  it('puts each after what it takes from, ends beside what they serve, and losses last', () => {
    const column = columnsOf(drawnWhole(SITE));
    for (const { source, target } of SITE.links) expect(column.get(source)).toBeLessThan(column.get(target)!);
    expect([column.get('grid'), column.get('bus:power'), column.get('load')]).toEqual([0, 1, 2]);
    expect(column.get('losses')).toBe(Math.max(...column.values()));
  });

  it('sends ends on from a column that is too full', () => {
    const many = Array.from({ length: 40 }, (_, k) => ['bus:power', `load${k}`, 1 + k] as const);
    const far = ['a', 'bus:b', 'c', 'bus:d', 'e'].map((to, k, all) => [all[k - 1] ?? 'bus:power', to, 50] as const);
    const column = columnsOf(drawnWhole(sankey(['grid', 'bus:power', 1000], ...many, ...far)));
    const at = (c: number): number => [...column.values()].filter((v) => v === c).length;
    expect(at(2)).toBeLessThan(14);
    expect(column.get('load39')).toBe(2);
  });
});

describe('sankeyLayout', () => {
  it('keeps bands together at nodes and in columns', () => {
    const { nodes, bands, height } = sankeyLayout(drawnWhole(SITE), 1000, amount);
    const power = nodes.find((n) => n.node.name === 'bus:power')!;
    const into = bands.filter((b) => b.x1 === power.x && b.links.every((l) => l.target === 'bus:power'));
    expect(into.reduce((sum, b) => sum + b.height, 0)).toBeCloseTo(power.height, 6);
    // One below the other from the upper edge, without a gap.
    let edge = power.y;
    for (const band of [...into].sort((a, b) => a.y1 - b.y1)) {
      expect(band.y1).toBeCloseTo(edge, 6);
      edge += band.height;
    }
    for (const { source, target } of SITE.links) {
      const way = bands.filter((b) => b.links.some((l) => l.source === source && l.target === target));
      const [from, to] = [source, target].map((name) => nodes.find((n) => n.node.name === name)!);
      expect(Math.min(...way.map((b) => b.x0))).toBe(from!.x + NODE_WIDTH);
      expect(Math.max(...way.map((b) => b.x1))).toBe(to!.x);
    }
    for (const { y, height: own } of nodes) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y + own).toBeLessThanOrEqual(height);
    }
  });

  it('is as wide as it is given, or as its columns need', () => {
    expect(sankeyLayout(drawnWhole(SITE), 1000, amount).width).toBe(1000);
    const phone = sankeyLayout(drawnWhole(SITE), 360, amount);
    expect(phone.width).toBeGreaterThan(500);
    expect(phone.width).toBeLessThan(900);
    expect(overlaps(phone)).toEqual([]);
  });

  it('draws nothing of nothing', () => {
    expect(sankeyLayout({ nodes: [], links: [], thin: [] }, 500, amount)).toMatchObject({ nodes: [], bands: [] });
  });

  it('lets no name meet another, whatever the site', () => {
    const flow = fc.record({ from: fc.nat(39), to: fc.nat(39), energy: fc.integer({ min: 1, max: 1_000_000 }) });
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 80 }), fc.integer({ min: 320, max: 1600 }), (flows, w) => {
        const name = (k: number): string => (k % 3 === 0 ? `bus:${k}` : k === 38 ? 'losses' : `c${k}`);
        const links = flows
          .filter(({ from, to }) => from < to && from !== 38)
          .map(({ from, to, energy }) => [name(from), name(to), energy] as const);
        const unique = [...new Map(links.map((l) => [`${l[0]} ${l[1]}`, l])).values()];
        for (const drawn of unique.length === 0
          ? []
          : [drawnWhole(sankey(...unique)), drawnGathered(sankey(...unique))]) {
          const layout = sankeyLayout(drawn, w, amount);
          expect(overlaps(layout)).toEqual([]);
          expect(layout.nodes.length).toBe(drawn.nodes.length);
        }
      }),
      { numRuns: 60, seed: 6 },
    );
  });
});

it.each([
  ['Gas turbine 1.25 MW', 9, ['Gas', 'turbine', '1.25 MW']],
  ['steam-boiler1', 9, ['steam-', 'boiler1']],
  ['surroundings', 7, ['surrou-', 'ndings']],
  ['', 9, ['']],
])('wraps "%s" to %d letters', (text, most, lines) => {
  expect(wrapped(text, most)).toEqual(lines);
});
