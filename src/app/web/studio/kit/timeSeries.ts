/** A chart over time, by uPlot: drag to zoom, double click for the whole, wheel with Ctrl to zoom about the pointer, fingers. */
import type uPlot from 'uplot';
import { clockTime, day, figure, instant, quantity, unitText } from '../words/format.ts';
import { listenTo } from './gestures.ts';
import type { Line } from './line.ts';
import { fillOf } from './patterns.ts';
import { type Layer, layersOf } from './stack.ts';

export interface TimeSeriesOptions {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
  readonly zone: string;
  readonly currency: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly paper: string;
  /** Has values told under the chart. */
  readonly legend: boolean;
  /** Times are told under the chart. */
  readonly times: boolean;
  /** Charts of the same name show the same instant. */
  readonly cursor: string | undefined;
  readonly drag: 'zoom' | 'pan';
  readonly onspan: (from_ms: number, to_ms: number) => void;
  readonly onpick: (time_ms: number) => void;
  readonly onhover: (k: number | undefined) => void;
  /** A double click; the whole of the data unless given. */
  readonly onwhole: (() => void) | undefined;
}

const DAY_S = 86_400;

export function drawTimeSeries(Plot: typeof uPlot, place: HTMLElement, o: TimeSeriesOptions): uPlot {
  const units = [...new Set(o.lines.map(({ unit }) => unit))];
  const layers = layersOf(o.lines);
  const axis = {
    stroke: o.soft,
    grid: { stroke: o.line, width: 1 },
    ticks: { stroke: o.line, width: 1 },
    font: '12px system-ui',
  };
  const low = o.height < 100;
  const chart = new Plot(
    {
      width: o.width,
      height: o.height,
      padding: [low ? 6 : 10, 32, o.times ? 0 : 6, 0],
      cursor: {
        drag: { x: true, y: false, setScale: true },
        // Among areas that stand on each other none is near: fading the others would only draw all of them again.
        ...(o.lines.some(({ isStacked }) => isStacked === true) || o.lines.length === 1 ? {} : { focus: { prox: 24 } }),
        ...(o.cursor === undefined ? {} : { sync: { key: o.cursor, setSeries: false } }),
        ...(o.onwhole === undefined ? {} : { bind: { dblclick: () => null } }),
      },
      legend: { show: o.legend, live: true },
      scales: {
        x: { time: true },
        ...Object.fromEntries(
          units.map((unit) => [
            unit,
            {
              auto: true,
              ...rangeOf(o.lines.filter((l) => l.unit === unit)),
            },
          ]),
        ),
      },
      series: [
        { label: '', value: (_, v) => (v === null ? '' : instant(v * 1000, o.zone)) },
        ...layers.map((layer) => seriesOf(Plot, layer, o)),
      ],
      bands: layers.flatMap(({ line, part }, k) =>
        part === 'max' ? [{ series: [k + 1, k + 2] as [number, number], fill: faded(o.lines[line]!.colour) }] : [],
      ),
      axes: [
        {
          ...axis,
          show: o.times,
          size: 30,
          values: (u, splits) => {
            const whole = ((u.scales.x!.max ?? 0) - (u.scales.x!.min ?? 0)) / splits.length >= DAY_S / 2;
            return splits.map((s) => (whole ? day(s * 1000, o.zone) : clockTime(s * 1000, o.zone)));
          },
          space: 90,
        },
        ...units.map((unit, k) => ({
          ...axis,
          scale: unit,
          side: k === 0 ? 3 : 1,
          ...(k === 0 ? {} : { grid: { show: false } }),
          ...(low ? { space: 22 } : {}),
          label: unitText(unit, o.currency),
          labelSize: 16,
          size: 62,
          values: (_: uPlot, splits: number[]) => splits.map((v) => figure(v)),
        })),
      ],
      hooks: {
        setSelect: [
          (u) => {
            if (u.select.width > 4)
              o.onspan(u.posToVal(u.select.left, 'x') * 1000, u.posToVal(u.select.left + u.select.width, 'x') * 1000);
          },
        ],
        setCursor: [(u) => o.onhover(u.cursor.idx ?? undefined)],
      },
    },
    [[]],
    place,
  );
  chart.over.addEventListener('click', (e) => o.onpick(chart.posToVal(e.offsetX, 'x') * 1000));
  if (o.onwhole !== undefined) chart.over.addEventListener('dblclick', o.onwhole);
  listenTo(chart.over, {
    span() {
      const { min, max } = chart.scales.x!;
      return min == null || max == null ? undefined : [min, max];
    },
    move: (from_s, to_s) => o.onspan(from_s * 1000, to_s * 1000),
    isPanning: o.drag === 'pan',
  });
  return chart;
}

function seriesOf(Plot: typeof uPlot, { line, part }: Layer, o: TimeSeriesOptions): uPlot.Series {
  const l = o.lines[line]!;
  const isArea = part === 'above' || part === 'below';
  const isEdge = part === 'min' || part === 'max';
  return {
    label: l.label,
    scale: l.unit,
    points: { show: false },
    ...(isArea
      ? { fill: () => fillOf(l.colour, l.pattern ?? 'plain', o.paper), width: 0 }
      : { stroke: isEdge ? 'transparent' : l.colour, width: isEdge ? 0 : 1.6 }),
    ...(l.dash === undefined ? {} : { dash: [...l.dash] }),
    ...(l.isArea === true && part === 'line' ? { fill: faded(l.colour) } : {}),
    ...(l.isStep === true || isArea ? { paths: Plot.paths.stepped!({ align: 1 }) } : {}),
    value: (_: uPlot, v: number | null) => quantity(v, l.unit, o.currency),
  };
}

function rangeOf(lines: readonly Line[]): Pick<uPlot.Scale, 'range'> {
  const fixed = lines.find(({ range }) => range !== undefined)?.range;
  if (fixed !== undefined)
    return { range: (_, min, max) => [Math.min(fixed[0], min ?? 0), Math.max(fixed[1], max ?? 0)] };
  return lines.some(({ isStacked }) => isStacked === true) ? { range: withZero } : {};
}

/** Zero is always shown, and a little room on both sides. */
function withZero(_: uPlot, min: number | null, max: number | null): [number, number] {
  const low = Math.min(0, min ?? 0);
  const high = Math.max(0, max ?? 0);
  const room = 0.04 * (high - low || 1);
  return [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
}

const faded = (colour: string): string =>
  colour.replace(/^rgb\(([^)]*)\)$/, 'rgba($1, 0.25)').replace(/^(#[0-9a-f]{6})$/i, '$140');
