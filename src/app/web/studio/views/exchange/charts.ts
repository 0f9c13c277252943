/** Charts of the exchange: curves, gains, who sold to whom. */
import type { Option } from '../../kit/echarts.ts';
import { colour } from '../../style/theme.svelte.ts';
import { figure, money, quantity, unitText } from '../../words/format.ts';
import { amountUnit, type Curves, type Flow, type Market, priceUnit, type Sums } from './market.ts';
import { say } from './words.ts';

const axis = (name: string, soft: string, line: string): object => ({
  name,
  nameLocation: 'middle',
  nameTextStyle: { color: soft },
  axisLabel: { color: soft, hideOverlap: true, formatter: (v: number) => figure(v) },
  axisLine: { show: false },
  splitLine: { lineStyle: { color: line } },
});

export function curvesOption(
  { supply, demand, range }: Curves,
  { unit }: Market,
  cleared: { readonly price: number; readonly volume: number } | undefined,
  currency: string,
): Option {
  const [soft, line, ink] = [colour('soft'), colour('line'), colour('ink')];
  const of = (name: string, data: unknown, shade: string, type: string): object => ({
    type: 'line',
    name,
    data,
    symbol: 'none',
    lineStyle: { color: shade, width: 2.5, type },
    itemStyle: { color: shade },
    endLabel: { show: true, formatter: '{a}', color: shade, fontWeight: 600 },
  });
  return {
    animation: false,
    grid: { left: 66, right: 84, top: 18, bottom: 46 },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
    },
    xAxis: { type: 'value', nameGap: 28, ...axis(amountUnit(unit), soft, line) },
    yAxis: {
      type: 'value',
      nameGap: 48,
      min: range[0],
      max: range[1],
      ...axis(unitText(priceUnit(unit), currency), soft, line),
    },
    series: [
      of(say('supply'), supply, colour('electricity'), 'solid'),
      of(say('demand'), demand, colour('gas'), 'dashed'),
      ...(cleared === undefined
        ? []
        : [
            {
              type: 'scatter',
              data: [[cleared.volume, cleared.price]],
              symbolSize: 13,
              itemStyle: { color: ink, borderColor: colour('paper'), borderWidth: 2 },
              label: {
                show: true,
                position: 'top',
                color: ink,
                textBorderColor: colour('paper'),
                textBorderWidth: 3,
                fontWeight: 600,
                formatter: () => quantity(cleared.price, priceUnit(unit), currency),
              },
              z: 5,
            },
          ]),
    ],
  };
}

export function gainsOption(
  parties: Sums['parties'],
  nameOf: (id: string) => string,
  currency: string,
  width: number,
): Option {
  const [soft, line, ink] = [colour('soft'), colour('line'), colour('ink')];
  const good = colour('good');
  const bad = colour('bad');
  return {
    animation: false,
    grid: { left: Math.min(190, width * 0.4), right: 12, top: 4, bottom: 24 },
    xAxis: {
      type: 'value',
      // Room for what stands beside the bars.
      min: ({ min, max }: { readonly min: number; readonly max: number }) => min - 0.3 * (max - min),
      max: ({ min, max }: { readonly min: number; readonly max: number }) => max + 0.3 * (max - min),
      splitNumber: 4,
      axisLabel: {
        color: soft,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (v: number) => figure(v),
      },
      splitLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: parties.map(({ party }) => nameOf(party)),
      axisLabel: { color: ink, width: Math.min(180, width * 0.38), overflow: 'truncate' },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 14,
        data: parties.map(({ net_money }) => ({
          value: net_money,
          itemStyle: { color: net_money < 0 ? bad : good, borderRadius: 2 },
          label: {
            show: true,
            position: net_money < 0 ? 'left' : 'right',
            color: ink,
            fontSize: 11,
            formatter: () => money(net_money, currency),
          },
        })),
      },
    ],
  };
}

/** Sellers on the left, buyers on the right. */
export function flowsOption(
  flows: readonly Flow[],
  nameOf: (id: string) => string,
  currency: string,
  width: number,
): Option {
  const ink = colour('ink');
  const nodes = (side: 's' | 'b', ids: ReadonlySet<string>): object[] =>
    [...ids].map((id) => ({
      name: `${side}:${id}`,
      depth: side === 's' ? 0 : 1,
      itemStyle: { color: colour('accent') },
      label: { color: ink, position: side === 's' ? 'right' : 'left', width: width * 0.3, overflow: 'truncate' },
    }));
  const nameOfNode = (name: string): string => nameOf(name.slice(2));
  return {
    animation: false,
    tooltip: { trigger: 'item', renderMode: 'richText' },
    series: [
      {
        type: 'sankey',
        left: 4,
        right: 4,
        top: 6,
        bottom: 6,
        nodeWidth: 10,
        nodeGap: 7,
        draggable: false,
        label: {
          formatter: ({ name }: { readonly name: string }) => nameOfNode(name),
          textBorderColor: colour('paper'),
          textBorderWidth: 2,
        },
        tooltip: {
          formatter: ({
            name,
            value,
            data,
          }: {
            readonly name: string;
            readonly value: number;
            readonly data: { readonly source?: string; readonly target?: string };
          }) =>
            data.source === undefined
              ? `${nameOfNode(name)}: ${money(value, currency)}`
              : `${nameOfNode(data.source)} → ${nameOfNode(data.target ?? '')}: ${money(value, currency)}`,
        },
        data: [
          ...nodes('s', new Set(flows.map(({ source }) => source))),
          ...nodes('b', new Set(flows.map(({ target }) => target))),
        ],
        links: flows.map(({ source, target, value, carrier }) => ({
          source: `s:${source}`,
          target: `b:${target}`,
          value,
          lineStyle: { color: colour(carrier), opacity: 0.45 },
        })),
      },
    ],
  };
}
