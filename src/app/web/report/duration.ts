import { durationCurve } from '../../../report/chartShape.ts';
import { axisLook, base, legend, number, type Space, tick, tooltip } from './common.ts';
import type { Option } from './echarts.ts';
import { type Page, sumOf, unitFor } from './page.ts';
import { look } from './theme.ts';

interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly values: Float64Array;
}

/** `bus:3` for what a bus buys and serves, else the number of a column. */
function curvesOf(page: Page, chosen: string): Curve[] {
  const { data } = page;
  if (!chosen.startsWith('bus:')) {
    const k = Number(chosen);
    const { name, unit } = data.series.columns[k]!;
    return [{ name, unit: unitFor(unit, data.currency), values: page.column(k) }];
  }
  const bus = data.buses[Number(chosen.slice(4))]!;
  const magnitudes = (columns: readonly number[], sign: 1 | -1): Float64Array =>
    sumOf(page, columns).map((v) => Math.max(0, v * sign));
  const curves = [
    { name: 'Bought', unit: bus.flowUnit, values: magnitudes(bus.purchase, 1) },
    { name: 'Final use', unit: bus.flowUnit, values: magnitudes(bus.finalUse, -1) },
  ].filter((_, k) => (k === 0 ? bus.purchase : bus.finalUse).length > 0);
  if (curves.length > 0) return curves;
  return bus.parts
    .filter((part) => part.columns.length > 0)
    .slice(0, 2)
    .map((part) => ({ name: part.label, unit: bus.flowUnit, values: sumOf(page, part.columns) }));
}

export function durationOption(page: Page, space: Space, chosen: string): Option {
  const { step_s, length } = page.data.series;
  const curves = curvesOf(page, chosen);
  const foot = legend(
    space,
    curves.map((c) => c.name),
  );
  return {
    ...base(space),
    legend: foot.option,
    tooltip: tooltip(space, {
      trigger: 'axis',
      valueFormatter: (v: unknown) => `${number(v)} ${curves[0]?.unit ?? ''}`,
    }),
    grid: { left: 8, right: 24, top: 30, bottom: foot.height + 30, containLabel: true },
    xAxis: {
      type: 'value',
      name: 'hours of the run',
      nameLocation: 'middle',
      nameGap: 26,
      min: 0,
      max: (length * step_s) / 3600,
      ...axisLook(space),
      axisLabel: { color: space.theme.soft, formatter: tick, hideOverlap: true },
      axisPointer: { label: { formatter: ({ value }: { value: number }) => `${number(Math.round(value))} h` } },
    },
    yAxis: {
      type: 'value',
      name: curves[0]?.unit ?? '',
      ...axisLook(space),
      axisLabel: { color: space.theme.soft, formatter: tick },
    },
    series: curves.map((curve, k) => {
      const { color, dash } = look(space.theme, k);
      return {
        type: 'line',
        name: curve.name,
        symbol: 'none',
        itemStyle: { color },
        lineStyle: { color, width: 2.2, type: dash },
        data: durationCurve(curve.values, step_s).map((p) => [p.hours_h, p.value]),
      };
    }),
  };
}
