import type { Sankey, SankeyNode } from '../../../report/chartSankey.ts';
import { base, number, type Space, tooltip } from './common.ts';
import type { Option } from './echarts.ts';
import type { Page } from './page.ts';

interface Hover {
  readonly dataType?: string;
  readonly name: string;
  readonly value: unknown;
  readonly data: { readonly source?: string; readonly target?: string };
}

const safe = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Left free on either side for the names of the first and the last nodes. */
const SIDE = 150;
/** Mean width of a letter of a name. */
const LETTER = 6.2;

/** Nodes on the longest way through. */
function depthOf({ nodes, links }: Sankey): number {
  const depth = new Map(nodes.map((n) => [n.name, 1]));
  for (let round = 0; round < nodes.length; round++) {
    let changed = false;
    for (const l of links) {
      const next = depth.get(l.source)! + 1;
      if (next <= depth.get(l.target)!) continue;
      depth.set(l.target, next);
      changed = true;
    }
    if (!changed) break;
  }
  return Math.max(1, ...depth.values());
}

/** Lines of at most so many pixels, broken at spaces and after hyphens. */
function wrap(text: string, width: number): string {
  const most = Math.floor(width / LETTER);
  const lines = [''];
  for (const piece of text.split(/(?<=[ -])/)) {
    const last = lines.at(-1)!;
    if (last !== '' && (last + piece.trimEnd()).length > most) lines.push(piece);
    else lines[lines.length - 1] = last + piece;
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Energy between components and buses. A flow has the colour of its bus's carrier. */
export function sankeyOption({ data }: Page, space: Space): Option {
  const { theme } = space;
  const { nodes, links } = data.sankey;
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const label = (name: string): string => byName.get(name)?.label ?? name;
  const carrierColour = (node: SankeyNode | undefined): string | undefined =>
    node?.carrier === undefined ? undefined : (theme.carriers[node.carrier] ?? theme.grey);
  const through = (name: string): number => {
    let into = 0;
    let out = 0;
    for (const l of links) {
      if (l.target === name) into += l.energy_kWh;
      if (l.source === name) out += l.energy_kWh;
    }
    return Math.max(into, out) / 1000;
  };
  const gives = new Set(links.map((l) => l.source));
  const takes = new Set(links.map((l) => l.target));
  const isEnd = ({ name }: SankeyNode): boolean => !gives.has(name) || !takes.has(name);
  const most = Math.max(...nodes.map((node) => through(node.name)));
  // Between two columns of nodes there is room for so many pixels of text.
  const room = Math.max(70, (space.width - 2 * SIDE) / Math.max(1, depthOf(data.sankey) - 1) - 20);
  const nameOf = (node: SankeyNode): string => {
    const text = `${node.label.replace(/[{}|]/g, ' ')} ${number(through(node.name))}`;
    if (isEnd(node)) return wrap(text, SIDE - 20);
    return wrap(text, room);
  };
  return {
    ...base(space),
    tooltip: tooltip(space, {
      trigger: 'item',
      formatter: (hover: Hover) =>
        hover.dataType === 'edge'
          ? `${safe(label(hover.data.source ?? ''))} → ${safe(label(hover.data.target ?? ''))}<br><b>${number(hover.value)} MWh</b>`
          : `${safe(label(hover.name))}<br><b>${number(hover.value)} MWh</b>`,
    }),
    series: [
      {
        type: 'sankey',
        left: SIDE,
        right: SIDE,
        top: 10,
        bottom: 10,
        nodeWidth: 12,
        nodeGap: 24,
        nodeAlign: 'justify',
        layoutIterations: 64,
        draggable: false,
        emphasis: { focus: 'adjacency' },
        lineStyle: { opacity: 0.45, curveness: 0.5 },
        data: nodes.map((node) => ({
          name: node.name,
          itemStyle: {
            color:
              carrierColour(node) ?? (node.kind === 'component' || node.kind === 'network' ? theme.soft : theme.grey),
            borderWidth: 0,
          },
          label: {
            color: theme.ink,
            fontSize: 11,
            fontWeight: node.kind === 'bus' ? 'bold' : 'normal',
            textBorderColor: theme.paper,
            textBorderWidth: 2,
            position: takes.has(node.name) ? 'right' : 'left',
            lineHeight: 13,
            formatter: nameOf(node),
            // Thin nodes inside have no room for a name: the tip and the table have it.
            show: isEnd(node) || through(node.name) > 0.02 * most,
          },
        })),
        links: links.map((l) => ({
          source: l.source,
          target: l.target,
          value: l.energy_kWh / 1000,
          lineStyle: {
            color: carrierColour(byName.get(l.source)) ?? carrierColour(byName.get(l.target)) ?? theme.grey,
          },
        })),
      },
    ],
  };
}
