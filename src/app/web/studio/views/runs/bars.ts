/** Relative differences of runs from the first, as bars. */
import type { Option } from '../../kit/echarts.ts';
import { colour, palette } from '../../style/theme.svelte.ts';
import { change } from '../../words/format.ts';
import { nameOf } from './figureText.ts';
import type { ComparedRow } from './runs.ts';

/** Rows that differ, those that most do first. */
export function barRows(rows: readonly ComparedRow[], most: number): readonly ComparedRow[] {
  const size = ({ shares }: ComparedRow): number => Math.max(0, ...shares.filter(Number.isFinite).map(Math.abs));
  return rows
    .filter((row) => size(row) > 1e-9)
    .sort((a, b) => size(b) - size(a))
    .slice(0, most);
}

/** Bars end here; what is more is told by its label. */
const END = 1;

export function barsOption(rows: readonly ComparedRow[], runs: readonly string[], width: number): Option {
  const colours = palette();
  const soft = colour('soft');
  const line = colour('line');
  const ink = colour('ink');
  const most = Math.min(END, Math.max(...rows.flatMap(({ shares }) => shares.filter(Number.isFinite).map(Math.abs))));
  return {
    animation: false,
    grid: { left: Math.min(230, width * 0.36), right: 70, top: runs.length > 2 ? 26 : 6, bottom: 22 },
    legend:
      runs.length > 2
        ? { top: 0, right: 0, textStyle: { color: soft }, itemWidth: 12, itemHeight: 10 }
        : { show: false },
    xAxis: {
      type: 'value',
      min: -most * 1.15,
      max: most * 1.15,
      axisLabel: {
        color: soft,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (v: number) => change(v),
      },
      splitLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(nameOf),
      axisLabel: { color: ink, width: Math.min(220, width * 0.34), overflow: 'truncate' },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: runs.slice(1).map((name, k) => ({
      type: 'bar',
      name,
      barMaxWidth: 14,
      barGap: '10%',
      itemStyle: { color: colours[k + 1], borderRadius: 2 },
      data: rows.map(({ shares }) => {
        const share = shares[k + 1]!;
        const text = change(share);
        const value = Math.max(-END, Math.min(END, Number.isFinite(share) ? share : 0));
        return {
          value,
          label: {
            show: true,
            position: value < 0 ? 'left' : 'right',
            color: soft,
            fontSize: 11,
            formatter: () => text,
          },
        };
      }),
    })),
  };
}
