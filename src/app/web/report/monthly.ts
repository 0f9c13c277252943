import { axisLook, base, isNarrow, legend, number, type Space, tick, tooltip } from './common.ts';
import type { Option } from './echarts.ts';
import type { Page } from './page.ts';
import { look } from './theme.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const monthName = (label: string): string => MONTHS[Number(label.slice(5, 7)) - 1] ?? label;

/** Supply of a bus up, use down, by month and component. */
export function monthlyOption({ data }: Page, space: Space, chosen: number): Option {
  const bus = data.buses[chosen]!;
  const names = unique(bus.parts.map((part) => part.label));
  const foot = legend(space, names);
  const unit = bus.unit === 'kg' ? 't' : 'MWh';
  const years = new Set(data.months.map((m) => m.slice(0, 4)));
  const series = bus.parts.flatMap((part, k) => {
    const { color, decal } = look(space.theme, k);
    return [part.up, part.down]
      .filter((values) => values.some((v) => v !== 0))
      .map((values) => ({
        type: 'bar',
        name: names[k],
        stack: 'all',
        barCategoryGap: '25%',
        barMaxWidth: 90,
        itemStyle: { color, ...(decal === undefined ? {} : { decal }) },
        data: values.map((v) => v / 1000),
      }));
  });
  return {
    ...base(space),
    tooltip: tooltip(space, {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      valueFormatter: (v: unknown) => `${number(v)} ${unit}`,
    }),
    legend: foot.option,
    grid: { left: 8, right: 8, top: 30, bottom: foot.height + 14, containLabel: true },
    xAxis: {
      type: 'category',
      data: data.months.map((m) => (years.size > 1 ? `${monthName(m)} ${m.slice(0, 4)}` : monthName(m))),
      ...axisLook(space),
    },
    yAxis: {
      type: 'value',
      name: isNarrow(space) ? unit : `${unit} a month`,
      nameLocation: 'end',
      ...axisLook(space),
      nameTextStyle: { color: space.theme.soft, align: 'left' },
      axisLabel: { color: space.theme.soft, formatter: tick },
    },
    series,
  };
}

/** Names of their own for parts that have the same. */
export function unique(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const n = (seen.get(label) ?? 0) + 1;
    seen.set(label, n);
    return n === 1 ? label : `${label} (${n})`;
  });
}
