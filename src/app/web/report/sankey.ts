import type { SankeyNode } from '../../../report/chartSankey.ts';
import { type Drawn, type DrawnLink, drawnGathered, drawnWhole, FEW_NODES } from '../../../report/chartSankeyGather.ts';
import {
  LINE_HEIGHT,
  NAME_GAP,
  NODE_WIDTH,
  type SankeyLayout,
  sankeyLayout,
} from '../../../report/chartSankeyLayout.ts';
import { base, number, type Space, tooltip } from './common.ts';
import type { Option } from './echarts.ts';
import type { Page } from './page.ts';

const safe = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const amount = (energy_kWh: number): string => number(energy_kWh / 1000);
/** What several nodes or flows are, of which so many are named in a tip. */
const MOST_NAMED = 12;
/** Of a band, however little flows. */
const LEAST_BAND = 0.6;
const KEY_HEIGHT = 24;
const KEY_LETTER = 7;

/** The diagram in the width that it has, or wider where its columns need it; made once for each width. */
export interface Flows {
  layout(width: number, isWhole: boolean): SankeyLayout & { readonly key_px: number };
}

export function flowsOf({ data: { sankey } }: Page): Flows {
  const whole = drawnWhole(sankey);
  const gathered: Drawn = sankey.nodes.length > FEW_NODES ? drawnGathered(sankey) : whole;
  const known = new Map<string, ReturnType<Flows['layout']>>();
  return {
    layout(width, isWhole) {
      const key = `${width} ${isWhole}`;
      let found = known.get(key);
      if (found === undefined) {
        const plain = sankeyLayout(isWhole ? whole : gathered, width, amount);
        const key_px = KEY_HEIGHT * keyOf(plain, plain.width).lines;
        found = { ...plain, height: plain.height + key_px, key_px };
        known.set(key, found);
      }
      return found;
    },
  };
}

interface KeyEntry {
  readonly text: string;
  readonly x: number;
  readonly line: number;
}

/** Which colour is which carrier, in as many lines as they need. */
function keyOf({ bands }: Pick<SankeyLayout, 'bands'>, width: number): { entries: KeyEntry[]; lines: number } {
  const names = [...new Set(bands.map((band) => band.carrier ?? ''))].sort(
    (a, b) => Number(a === '') - Number(b === ''),
  );
  let [x, line] = [0, 0];
  const entries = names.map((carrier) => {
    const text = carrier === '' ? 'losses, surroundings' : carrier === 'co2' ? 'CO2' : carrier;
    const own = 34 + KEY_LETTER * text.length;
    if (x > 0 && x + own > width) [x, line] = [0, line + 1];
    const entry = { text, x, line, carrier };
    x += own;
    return entry;
  });
  return { entries, lines: line + 1 };
}

/** Energy between components and buses. A flow has the colour of its bus's carrier. */
export function sankeyOption(layout: ReturnType<Flows['layout']>, space: Space): Option {
  const { theme } = space;
  const { nodes, bands, key_px } = layout;
  const labels = new Map(nodes.map(({ node }) => [node.name, node.label]));
  const colour = (carrier: string | undefined): string =>
    carrier === undefined ? theme.grey : (theme.carriers[carrier] ?? theme.grey);
  const barColour = (node: SankeyNode): string =>
    node.kind === 'bus'
      ? colour(node.carrier)
      : node.kind === 'component' || node.kind === 'network'
        ? theme.soft
        : theme.grey;
  const row = (name: string, energy_kWh: number): string => `${safe(name)} <b>${amount(energy_kWh)} MWh</b>`;
  const rows = (list: readonly (readonly [string, number])[]): string =>
    [
      ...list.slice(0, MOST_NAMED).map(([name, energy_kWh]) => row(name, energy_kWh)),
      ...(list.length > MOST_NAMED ? [`and ${list.length - MOST_NAMED} more`] : []),
    ].join('<br>');
  const linkName = (l: DrawnLink): string =>
    `${labels.get(l.source) ?? l.source} → ${labels.get(l.target) ?? l.target}`;
  const bandTip = (links: readonly DrawnLink[]): string =>
    rows([...links].sort((a, b) => b.energy_kWh - a.energy_kWh).map((l) => [linkName(l), l.energy_kWh] as const));

  const keyAt = bands.length + nodes.length;
  const nodeAt = new Map(nodes.map(({ node }, k) => [node.name, bands.length + k]));
  const ofLink = new Map<DrawnLink, number[]>();
  const ofNode = new Map<string, DrawnLink[]>();
  bands.forEach((band, k) => {
    for (const link of band.links) {
      const on = ofLink.get(link);
      if (on !== undefined) on.push(k);
      else {
        ofLink.set(link, [k]);
        for (const name of [link.source, link.target]) ofNode.set(name, [...(ofNode.get(name) ?? []), link]);
      }
    }
  });
  /** What stands out with links: their bands, and the nodes at their ends. */
  const along = (links: readonly DrawnLink[]): number[] => [
    ...new Set(links.flatMap((l) => [...ofLink.get(l)!, nodeAt.get(l.source)!, nodeAt.get(l.target)!])),
    keyAt,
  ];

  const drawBand = (k: number): object => {
    const { x0, y0, x1, y1, carrier, links } = bands[k]!;
    const height = Math.max(LEAST_BAND, bands[k]!.height);
    const bend = (x0 + x1) / 2;
    const [a, b] = [y0 + key_px, y1 + key_px];
    return {
      type: 'path',
      shape: {
        pathData:
          `M${x0} ${a}C${bend} ${a} ${bend} ${b} ${x1} ${b}` +
          `L${x1} ${b + height}C${bend} ${b + height} ${bend} ${a + height} ${x0} ${a + height}Z`,
      },
      style: { fill: colour(carrier), opacity: 0.45 },
      emphasis: { style: { opacity: 0.7 } },
      blur: { style: { opacity: 0.08 } },
      focus: along(links),
    };
  };
  const drawNode = (k: number): object => {
    const { node, x, y, height, lines } = nodes[k]!;
    const top = y + key_px;
    return {
      type: 'group',
      focus: [bands.length + k, ...along(ofNode.get(node.name) ?? [])],
      children: [
        {
          type: 'rect',
          shape: { x, y: top, width: NODE_WIDTH, height: Math.max(1, height) },
          style: { fill: barColour(node) },
          blur: { style: { opacity: 0.2 } },
        },
        {
          type: 'text',
          style: {
            text: lines.join('\n').replace(/[{}|]/g, ' '),
            x: x + NODE_WIDTH + NAME_GAP,
            y: top + height / 2,
            verticalAlign: 'middle',
            fill: theme.ink,
            font: `${node.kind === 'bus' ? 'bold ' : ''}11px system-ui, sans-serif`,
            lineHeight: LINE_HEIGHT,
            stroke: theme.paper,
            lineWidth: 2.5,
          },
          blur: { style: { opacity: 0.25 } },
        },
      ],
    };
  };
  const drawKey = (): object => ({
    type: 'group',
    silent: true,
    children: keyOf(layout, layout.width).entries.flatMap(({ text, x, line }) => [
      {
        type: 'rect',
        shape: { x, y: line * KEY_HEIGHT + 3, width: 16, height: 12 },
        style: { fill: colour(text.startsWith('losses') ? undefined : text.toLowerCase()), opacity: 0.6 },
      },
      {
        type: 'text',
        style: { text, x: x + 21, y: line * KEY_HEIGHT + 9, verticalAlign: 'middle', fill: theme.soft, fontSize: 12 },
      },
    ]),
  });
  return {
    ...base(space),
    tooltip: tooltip(space, {
      trigger: 'item',
      formatter: ({ dataIndex: k }: { dataIndex: number }) => {
        if (k < bands.length) return bandTip(bands[k]!.links);
        const node = nodes[k - bands.length]?.node;
        if (node === undefined) return '';
        const whole = row(node.label, node.energy_kWh);
        if (node.members === undefined) return whole;
        return `${whole}<br>${rows(node.members.map((m) => [m.label, m.energy_kWh] as const))}`;
      },
    }),
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        clip: false,
        renderItem: ({ dataIndex: k }: { dataIndex: number }) =>
          k < bands.length ? drawBand(k) : k < keyAt ? drawNode(k - bands.length) : drawKey(),
        data: Array.from({ length: keyAt + 1 }, () => 0),
      },
    ],
  };
}
