/** The months of a bus as stacked bars: what came above zero, what went below. */
import type { BusSummary } from '../../../../../report/summary.ts';
import type { Option } from '../../kit/echarts.ts';
import { colour, palette } from '../../style/theme.svelte.ts';
import { figure } from '../../words/format.ts';

export function monthsOption(bus: BusSummary, months: readonly string[]): Option {
  const rows = bus.rows.filter(({ total }) => Math.abs(total) > 1e-6);
  const colours = palette();
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit', color: colour('ink') },
    grid: { left: 64, right: 12, top: 34, bottom: 24 },
    legend: { type: 'scroll', top: 0, textStyle: { color: colour('soft') }, pageIconColor: colour('accent') },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      valueFormatter: (v: unknown) => `${figure(Number(v))} ${bus.unit}`,
    },
    xAxis: {
      type: 'category',
      data: months,
      axisLabel: { color: colour('soft') },
      axisLine: { lineStyle: { color: colour('line') } },
    },
    yAxis: {
      type: 'value',
      name: bus.unit,
      nameTextStyle: { color: colour('soft') },
      axisLabel: { color: colour('soft'), formatter: (v: number) => figure(v) },
      splitLine: { lineStyle: { color: colour('line') } },
    },
    series: rows.map(({ label, values }, k) => ({
      type: 'bar',
      stack: 'all',
      name: label,
      data: values,
      itemStyle: { color: colours[k % colours.length], ...(k >= colours.length ? { decal: { symbol: 'rect' } } : {}) },
    })),
  };
}
