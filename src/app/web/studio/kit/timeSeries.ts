/** A chart over time, by uPlot: drag to zoom, double click for the whole, wheel to zoom about the pointer. */
import type uPlot from 'uplot';
import { clockTime, day, figure, instant, quantity, unitText } from '../words/format.ts';
import type { Line } from './line.ts';

export interface TimeSeriesOptions {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
  readonly zone: string;
  readonly currency: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly onspan: (from_ms: number, to_ms: number) => void;
  readonly onpick: (time_ms: number) => void;
  readonly onhover: (k: number | undefined) => void;
}

const DAY_S = 86_400;

export function drawTimeSeries(Plot: typeof uPlot, place: HTMLElement, o: TimeSeriesOptions): uPlot {
  const units = [...new Set(o.lines.map(({ unit }) => unit))];
  const axis = {
    stroke: o.soft,
    grid: { stroke: o.line, width: 1 },
    ticks: { stroke: o.line, width: 1 },
    font: '12px system-ui',
  };
  const chart = new Plot(
    {
      width: o.width,
      height: o.height,
      cursor: { drag: { x: true, y: false, setScale: true }, focus: { prox: 24 } },
      legend: { live: true },
      scales: { x: { time: true }, ...Object.fromEntries(units.map((u) => [u, { auto: true }])) },
      series: [
        { label: '', value: (_, v) => (v === null ? '' : instant(v * 1000, o.zone)) },
        ...o.lines.map((l) => ({
          label: l.label,
          scale: l.unit,
          stroke: l.colour,
          width: 1.6,
          points: { show: false },
          ...(l.dash === undefined ? {} : { dash: [...l.dash] }),
          ...(l.isArea === true ? { fill: faded(l.colour) } : {}),
          ...(l.isStep === true ? { paths: Plot.paths.stepped!({ align: 1 }) } : {}),
          value: (_: uPlot, v: number | null) => quantity(v, l.unit, o.currency),
        })),
      ],
      axes: [
        {
          ...axis,
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
  chart.over.addEventListener(
    'wheel',
    (e) => {
      if (!e.ctrlKey && !e.shiftKey) return;
      e.preventDefault();
      const { min, max } = chart.scales.x!;
      if (min == null || max == null) return;
      const at = chart.posToVal(e.offsetX, 'x');
      const by = e.deltaY > 0 ? 1.25 : 0.8;
      o.onspan((at - (at - min) * by) * 1000, (at + (max - at) * by) * 1000);
    },
    { passive: false },
  );
  return chart;
}

const faded = (colour: string): string =>
  colour.replace(/^rgb\(([^)]*)\)$/, 'rgba($1, 0.25)').replace(/^(#[0-9a-f]{6})$/i, '$140');
