import type { Waterfall } from '../../../report/chartData.ts';
import { axisLook, base, NARROW, number, type Space, tick, tooltip } from './common.ts';
import type { Option } from './echarts.ts';

interface Api {
  value(k: number): number;
  coord(at: readonly number[]): number[];
  size(of: readonly number[]): number[];
}

/** A line of 14 pixels of a name, broken at so many pixels. */
const LINE = 14;
const namesWidth = (width: number): number => (width < NARROW ? 110 : 220);

/** High enough for the longest name of every bar. */
export function waterfallHeight({ bars }: Waterfall, width: number): number {
  const lines = Math.max(...bars.map(({ label }) => Math.ceil((7 * label.length + 20) / namesWidth(width))));
  return Math.max(220, Math.min(900, bars.length * Math.max(36, lines * LINE + 6) + 56));
}

/** Bars one below the other: totals stand on zero, steps on where the last ended. */
export function waterfallOption(waterfall: Waterfall, space: Space): Option {
  const { theme } = space;
  let level = 0;
  const bars = waterfall.bars.map((bar) => {
    const from = bar.isTotal ? 0 : level;
    level = from + bar.value;
    return { ...bar, from, to: level };
  });
  const labels = bars.map((bar) => bar.label);
  const paint = (k: number): object => {
    const bar = bars[k]!;
    if (bar.isTotal) return { fill: theme.palette[0] };
    return bar.value > 0
      ? { fill: theme.palette[5], decal: undefined }
      : { fill: theme.palette[2], stroke: theme.ink, lineDash: [4, 3], lineWidth: 1 };
  };
  const text = (k: number): string => `${!bars[k]!.isTotal && bars[k]!.value > 0 ? '+' : ''}${number(bars[k]!.value)}`;
  const renderItem = (params: { dataIndex: number }, api: Api): object => {
    const k = params.dataIndex;
    const [x0, y] = api.coord([api.value(0), k]) as [number, number];
    const [x1] = api.coord([api.value(1), k]) as [number];
    const height = api.size([0, 1])[1]! * 0.6;
    const isLast = k === bars.length - 1;
    const below = (api.coord([api.value(1), k + 1])[1] ?? y) + height / 2;
    return {
      type: 'group',
      children: [
        {
          type: 'rect',
          shape: { x: Math.min(x0, x1), y: y - height / 2, width: Math.max(1, Math.abs(x1 - x0)), height },
          style: paint(k),
        },
        ...(isLast
          ? []
          : [
              {
                type: 'line',
                shape: { x1, y1: y + height / 2, x2: x1, y2: below - height },
                style: { stroke: theme.soft },
              },
            ]),
        {
          type: 'text',
          style: { text: text(k), x: Math.max(x0, x1) + 5, y, verticalAlign: 'middle', fill: theme.ink, fontSize: 12 },
        },
      ],
    };
  };
  return {
    ...base(space),
    tooltip: tooltip(space, {
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => `${text(dataIndex)} ${waterfall.unit}`,
    }),
    grid: { left: 8, right: 76, top: 10, bottom: 40, containLabel: true },
    xAxis: {
      type: 'value',
      name: waterfall.unit,
      nameLocation: 'middle',
      nameGap: 26,
      ...axisLook(space),
      axisLabel: { color: theme.soft, formatter: tick, hideOverlap: true },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: labels,
      ...axisLook(space),
      axisLabel: {
        color: theme.ink,
        width: namesWidth(space.width),
        overflow: 'break',
        lineHeight: LINE,
        interval: 0,
      },
    },
    series: [
      {
        type: 'custom',
        renderItem,
        encode: { x: [0, 1], y: 2 },
        data: bars.map((bar, k) => [bar.from, bar.to, k]),
      },
    ],
  };
}
