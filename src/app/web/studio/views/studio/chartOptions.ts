/** The charts beside the sliders. Drawn without motion: they are drawn anew at every step of a drag. */
import type { BusSummary } from '../../../../../report/summary.ts';
import type { DurationPicture, FlowsPicture, WeekPicture } from '../../engine/pictures.ts';
import { readable } from '../../engine/property.ts';
import type { Option } from '../../kit/echarts.ts';
import { colour, palette } from '../../style/theme.svelte.ts';
import { clockTime, day, figure, instant, quantity, unitText } from '../../words/format.ts';
import { say } from './words.ts';

const MOST_LABEL = 26;
const short = (label: string): string => (label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL - 1)}…` : label);

function legendOf(): Option {
  const soft = { color: colour('soft') };
  return {
    type: 'scroll',
    top: 0,
    left: 0,
    right: 0,
    itemWidth: 14,
    itemHeight: 10,
    itemGap: 14,
    textStyle: soft,
    pageTextStyle: soft,
    pageIconColor: colour('accent'),
    pageIconInactiveColor: colour('line'),
    formatter: short,
  };
}

/** What all charts with axes share. A legend in rows of its own above the plot, so that it meets no axis. */
function frame(unit: string): Option {
  const soft = { color: colour('soft') };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, "Noto Sans CJK SC", sans-serif', color: colour('ink') },
    grid: { left: 8, right: 12, top: 62, bottom: 8, containLabel: true },
    legend: legendOf(),
    yAxis: {
      type: 'value',
      name: unit,
      nameGap: 10,
      nameTextStyle: { ...soft, align: 'right' },
      axisLabel: { ...soft, formatter: (v: number) => figure(v) },
      splitLine: { lineStyle: { color: colour('line') } },
    },
  };
}
const axis = (): Option => ({
  axisLabel: { color: colour('soft'), hideOverlap: true },
  axisLine: { lineStyle: { color: colour('line') } },
  axisTick: { show: false },
});
const tooltip = (unit: string): Option => ({
  trigger: 'axis',
  renderMode: 'richText',
  confine: true,
  backgroundColor: colour('paper'),
  borderColor: colour('line'),
  textStyle: { color: colour('ink'), fontSize: 12 },
  valueFormatter: (v: unknown) => quantity(Number(v), unit),
});
/** Colours by place; the second time round with a pattern. */
function paint(k: number): Option {
  const colours = palette();
  const decal = k < colours.length ? {} : { decal: { symbol: 'rect', rotation: Math.PI / 4, dashArrayY: [2, 4] } };
  return { color: colours[k % colours.length], ...decal };
}

/** A place for each component of a bus, the largest first: its colour in every chart of the bus. */
function placesOf(bus: BusSummary): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { label, total } of bus.rows) sizes.set(label, (sizes.get(label) ?? 0) + Math.abs(total));
  const sorted = [...sizes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(sorted.map(([label], k) => [label, k]));
}
const byPlace = <T extends { readonly label: string }>(parts: readonly T[], places: ReadonlyMap<string, number>): T[] =>
  [...parts].sort((a, b) => (places.get(a.label) ?? 0) - (places.get(b.label) ?? 0));
const named = (label: string): string => (/^[a-z0-9-]+( \(\w+\))?$/.test(label) ? readable(label) : label);

/** The months of a bus as stacked bars: what came above zero, what went below. */
export function monthsOption(bus: BusSummary, months: readonly string[]): Option {
  const places = placesOf(bus);
  const rows = byPlace(
    bus.rows.filter(({ total }) => Math.abs(total) > 1e-6),
    places,
  );
  // In thousands where the largest month asks for it, so that the axis stays readable.
  const most = Math.max(0, ...rows.flatMap(({ values }) => values.map(Math.abs)));
  const scale = most >= 1e4 ? 1000 : 1;
  const unit = scale === 1 ? bus.unit : { kWh: 'MWh', kg: 't' }[bus.unit];
  return {
    ...frame(unit),
    tooltip: { ...tooltip(bus.unit), valueFormatter: (v: unknown) => quantity(Number(v) * scale, bus.unit) },
    xAxis: { type: 'category', data: months, ...axis() },
    series: rows.map(({ label, values }) => ({
      type: 'bar',
      stack: 'all',
      name: named(label),
      barMaxWidth: 56,
      data: values.map((v) => v / scale),
      itemStyle: paint(places.get(label) ?? 0),
    })),
  };
}

/** A week of a bus as stacked areas, step by step. */
export function weekOption({ start_ms, step_s, unit, parts: all }: WeekPicture, bus: BusSummary, zone: string): Option {
  const places = placesOf(bus);
  const parts = byPlace(all, places);
  const rows = parts[0]?.values.length ?? 0;
  const times = Array.from({ length: rows }, (_, i) => start_ms + i * step_s * 1000);
  const perDay = Math.round(86_400 / step_s);
  return {
    ...frame(unitText(unit)),
    tooltip: tooltip(unit),
    xAxis: {
      type: 'category',
      data: times.map((t) => instant(t, zone)),
      boundaryGap: false,
      ...axis(),
      axisLabel: {
        color: colour('soft'),
        interval: (i: number) => clockTime(times[i]!, zone).startsWith('00:00') || (rows < perDay && i === 0),
        formatter: (_: string, i: number) => day(times[i]!, zone),
        hideOverlap: true,
      },
    },
    series: parts.map(({ label, values }) => ({
      type: 'line',
      step: 'end',
      stack: 'all',
      name: named(label),
      symbol: 'none',
      lineStyle: { width: 0 },
      areaStyle: { opacity: 0.9, ...paint(places.get(label) ?? 0) },
      itemStyle: paint(places.get(label) ?? 0),
      data: [...values],
    })),
  };
}

/** In how many hours so much was needed, and bought: the case of now in full lines, the base dashed. */
export function durationOption({ unit, curves }: DurationPicture): Option {
  const colours = palette();
  return {
    ...frame(unitText(unit)),
    // The line itself, so that the dashes of the base show.
    legend: { ...legendOf(), itemWidth: 28, itemStyle: { opacity: 0 } },
    tooltip: { ...tooltip(unit), axisPointer: { type: 'line' } },
    xAxis: {
      type: 'value',
      name: say('hours'),
      nameLocation: 'end',
      max: 'dataMax',
      ...axis(),
      splitLine: { show: false },
    },
    series: curves.map(({ what, isBase, hours_h, values }) => ({
      type: 'line',
      symbol: 'none',
      name: `${say(what === 'use' ? 'use_' : 'import')}, ${say(isBase ? 'base' : 'now')}`,
      lineStyle: { width: isBase ? 1.5 : 2.5, type: isBase ? 'dashed' : 'solid' },
      itemStyle: { color: colours[what === 'use' ? 1 : 0] },
      data: values.map((v, k) => [hours_h[k], v]),
    })),
  };
}

/** Where energy comes from and goes to. */
export function flowsOption({ drawn }: FlowsPicture, width: number): Option {
  const carrier = (name: string | undefined): string => colour(name ?? 'faint');
  const labels = new Map(drawn.nodes.map(({ name, label }) => [name, named(label)]));
  const edge = width < 640 ? 84 : 150;
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, "Noto Sans CJK SC", sans-serif' },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: colour('paper'),
      borderColor: colour('line'),
      textStyle: { color: colour('ink'), fontSize: 12 },
      formatter: (item: {
        readonly data: { readonly source?: string; readonly target?: string; readonly name?: string };
        readonly value: number;
      }) => {
        const { source, target, name } = item.data;
        const what =
          source === undefined ? labels.get(name ?? '') : `${labels.get(source)} → ${labels.get(target ?? '')}`;
        return `${what}: ${quantity(item.value, 'kWh')}`;
      },
    },
    series: [
      {
        type: 'sankey',
        left: 4,
        right: edge,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 7,
        layoutIterations: 24,
        draggable: false,
        label: {
          color: colour('ink'),
          fontSize: width < 640 ? 10 : 12,
          width: edge - 10,
          overflow: 'truncate',
          formatter: ({ name }: { readonly name: string }) => short(labels.get(name) ?? name),
        },
        labelLayout: { hideOverlap: true },
        lineStyle: { opacity: 0.38, curveness: 0.5 },
        data: drawn.nodes.map(({ name, carrier: of }) => ({ name, itemStyle: { color: carrier(of) } })),
        links: drawn.links.map(({ source, target, energy_kWh, carrier: of }) => ({
          source,
          target,
          value: energy_kWh,
          lineStyle: { color: carrier(of) },
        })),
      },
    ],
  };
}
