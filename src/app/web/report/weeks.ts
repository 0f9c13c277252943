import { dateText } from '../../../report/chartTime.ts';
import { axisLook, base, isNarrow, legend, number, type Space, tick, tooltip } from './common.ts';
import type { Option } from './echarts.ts';
import { unique } from './monthly.ts';
import { type Page, sumOf } from './page.ts';
import { look } from './theme.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A stack of areas over a week for each season: supply up, use down. */
export function weeksOption(page: Page, space: Space, chosen: number): Option {
  const { data } = page;
  const { theme } = space;
  const bus = data.buses[chosen]!;
  const names = unique(bus.parts.map((part) => part.label));
  const foot = legend(space, names);
  const across = isNarrow(space) || bus.weeks.length < 2 ? 1 : 2;
  const down = Math.max(1, Math.ceil(bus.weeks.length / across));
  const cellWidth = (space.width - 8) / across;
  const cellHeight = (space.height - foot.height - 6) / down;
  const dt_h = data.series.step_s / 3600;
  const values = bus.parts.map((part) =>
    part.columns.length > 0
      ? sumOf(page, part.columns)
      : lacking(
          page,
          bus.parts.flatMap((p) => p.columns),
        ),
  );
  const at = (k: number): { left: number; top: number; width: number; height: number } => ({
    left: (k % across) * cellWidth + 50,
    top: Math.floor(k / across) * cellHeight + 48,
    width: cellWidth - 66,
    height: cellHeight - 84,
  });
  // One scale for all seasons, so that they can be compared.
  const [highest, lowest] = [1, -1].map((sign) => {
    let most = 0;
    for (const { from, to } of bus.weeks)
      for (let i = from; i < to; i++) {
        let sum = 0;
        for (const all of values) sum += Math.max(0, all[i]! * sign);
        if (sum > most) most = sum;
      }
    return roundUp(most);
  }) as [number, number];
  const series = bus.weeks.flatMap((week, w) =>
    values.flatMap((all, k) =>
      [1, -1].flatMap((sign) => {
        const points = Array.from({ length: week.to - week.from + 1 }, (_, i) => {
          const v = all[Math.min(week.from + i, week.to - 1)]! * sign;
          return [i * dt_h, v > 0 ? v * sign : 0];
        });
        if (points.every(([, v]) => Math.abs(v!) < 1e-9)) return [];
        const { color, decal } = look(theme, k);
        return [
          {
            type: 'line',
            name: names[k],
            stack: `${week.season} ${sign}`,
            xAxisIndex: w,
            yAxisIndex: w,
            step: 'end',
            symbol: 'none',
            lineStyle: { width: 0 },
            areaStyle: { color, opacity: 0.85 },
            itemStyle: { color, ...(decal === undefined ? {} : { decal }) },
            data: points,
          },
        ];
      }),
    ),
  );
  return {
    ...base(space),
    legend: { ...foot.option, icon: 'roundRect' },
    tooltip: tooltip(space, {
      trigger: 'axis',
      order: 'valueDesc',
      valueFormatter: (v: unknown) => `${number(v)} ${bus.flowUnit}`,
    }),
    title: bus.weeks.map((week, k) => ({
      text:
        week.season === 'run'
          ? `The run, from ${dateText(week.day)}`
          : `${capital(week.season)}: week of ${dateText(week.day)}, nearest of ${week.outOf}`,
      left: at(k).left - 44,
      top: at(k).top - 48,
      textStyle: { color: theme.ink, fontSize: 12.5 },
    })),
    grid: bus.weeks.map((_, k) => at(k)),
    xAxis: bus.weeks.map((week, k) => ({
      type: 'value',
      gridIndex: k,
      min: 0,
      max: (week.to - week.from) * dt_h,
      interval: 24,
      ...axisLook(space),
      axisLabel: {
        color: theme.soft,
        align: 'left',
        formatter: (h: number) => (h % 24 === 0 && h < 168 ? DAYS[(week.day + 3 + h / 24) % 7]! : ''),
      },
      axisPointer: { label: { show: false } },
    })),
    yAxis: bus.weeks.map((_, k) => ({
      type: 'value',
      gridIndex: k,
      min: -lowest,
      max: highest,
      name: bus.flowUnit,
      ...axisLook(space),
      axisLabel: { color: theme.soft, formatter: tick },
      nameTextStyle: { color: theme.soft, align: 'right' },
    })),
    series,
  };
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 times a power of ten. */
function roundUp(v: number): number {
  if (!(v > 0)) return 0;
  let unit = 1;
  while (unit * 10 <= v) unit *= 10;
  while (unit > v) unit /= 10;
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((k) => k * unit).find((k) => k >= v) ?? v;
}

/** What a network brings: what the ports together lack. */
const lacking = (page: Page, columns: readonly number[]): Float64Array => sumOf(page, columns).map((v) => -v);
