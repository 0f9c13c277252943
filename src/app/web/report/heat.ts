import { type HeatMap, heatMap } from '../../../report/chartShape.ts';
import { dateText } from '../../../report/chartTime.ts';
import { axisLook, base, number, type Space, tick, tooltip } from './common.ts';
import type { Option } from './echarts.ts';
import { monthName } from './monthly.ts';
import { type Page, unitFor } from './page.ts';
import { SCALE } from './theme.ts';

export const mapOf = (page: Page, chosen: number): HeatMap =>
  heatMap(page.column(chosen), page.wall, page.data.series.step_s);

/** The part of the larger side from which on the other has a colour of its own. */
const FEW = 0.03;

/** Days across, hours upwards; a signal of both signs has a scale that is pale at zero. */
export function heatOption(page: Page, space: Space, chosen: number): Option {
  const { theme } = space;
  const column = page.data.series.columns[chosen]!;
  const unit = unitFor(column.unit, page.data.currency);
  const map = mapOf(page, chosen);
  const days = Array.from({ length: map.days }, (_, d) => dateText(map.firstDay + d));
  // A sign that hardly occurs would leave half of the scale unused.
  const hasSigns = Math.min(-map.lo, map.hi) > FEW * Math.max(-map.lo, map.hi);
  const most = Math.max(Math.abs(map.lo), Math.abs(map.hi));
  const isLong = map.days > 62;
  const cells: number[][] = [];
  map.cells.forEach((v, k) => {
    if (!Number.isNaN(v)) cells.push([Math.floor(k / 24), k % 24, v]);
  });
  return {
    ...base(space),
    tooltip: tooltip(space, {
      formatter: ({ value }: { value: readonly number[] }) =>
        `${days[value[0]!]} ${String(value[1]).padStart(2, '0')}:00<br><b>${number(value[2])} ${unit}</b>`,
    }),
    grid: { left: 8, right: 12, top: 14, bottom: 76, containLabel: true },
    xAxis: {
      type: 'category',
      data: days,
      ...axisLook(space),
      splitLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.soft,
        hideOverlap: true,
        interval: (_: number, day: string) => !isLong || day.endsWith('-01'),
        formatter: (day: string) => (isLong ? monthName(day) : day.slice(5)),
        align: 'left',
      },
    },
    yAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, h) => `${h}:00`),
      ...axisLook(space),
      splitLine: { show: false },
      axisLabel: { color: theme.soft, interval: 5 },
    },
    visualMap: {
      type: 'continuous',
      min: hasSigns ? -most : map.lo,
      max: hasSigns ? most : map.hi > map.lo ? map.hi : map.lo + 1,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 4,
      itemHeight: Math.min(260, space.width * 0.45),
      itemWidth: 14,
      text: [`${tick(hasSigns ? most : map.hi)} ${unit}`, `${tick(hasSigns ? -most : map.lo)} ${unit}`],
      textStyle: { color: theme.soft },
      inRange: { color: hasSigns ? [...theme.diverging] : SCALE },
    },
    series: [
      { type: 'heatmap', data: cells, progressive: 0, itemStyle: { borderWidth: 0 }, emphasis: { disabled: true } },
    ],
  };
}
