import { beforeAll, describe, expect, it } from 'vitest';
import { busCharts, MAX_PARTS } from '../../src/report/chartBus.ts';
import { chartData } from '../../src/report/chartData.ts';
import { type Sankey, sankeyOf } from '../../src/report/chartSankey.ts';
import { pageRows } from '../../src/report/chartSeries.ts';
import { example, type Ran } from './chartExample.ts';

let ran: Ran;
let sankey: Sankey;
beforeAll(() => {
  ran = example({ end: '2023-02-01T00:00' });
  sankey = sankeyOf(ran.outcome, ran.summary);
});

const flow = (source: string, target: string): number =>
  sankey.links.find((l) => l.source === source && l.target === target)?.energy_kWh ?? 0;
const into = (name: string): number => sankey.links.reduce((v, l) => v + (l.target === name ? l.energy_kWh : 0), 0);
const out = (name: string): number => sankey.links.reduce((v, l) => v + (l.source === name ? l.energy_kWh : 0), 0);

/** Whether links run in a circle: what a Sankey diagram cannot draw. */
function hasCircle({ nodes, links }: Sankey): boolean {
  let left = nodes.map((n) => n.name);
  for (;;) {
    const next = left.filter((name) => links.some((l) => l.target === name && left.includes(l.source)));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}

describe('sankeyOf', () => {
  it('draws gas by its higher heating value and cooling as heat that is taken away', () => {
    const gas_kWh = ran.summary.buses.gas!.purchase;
    expect(flow('supply', 'bus:gas')).toBeCloseTo(1.108 * gas_kWh, 3);
    expect(flow('coolload', 'bus:chilled')).toBeCloseTo(150 * 744, 3); // by hand: a month of 744 h
    expect(flow('bus:chilled', 'chiller')).toBeCloseTo(150 * 744, 3);
    expect(flow('bus:power', 'load')).toBeCloseTo(300 * 744, 3);
  });

  it('closes at every bus and at every component that takes and gives', () => {
    const through = sankey.nodes.filter((n) => into(n.name) > 0 && out(n.name) > 0 && !n.name.endsWith(':takes'));
    expect(through.map((n) => n.name)).toEqual(expect.arrayContaining(['bus:power', 'bus:gas', 'chp', 'boiler']));
    // What is thinner than a ten-thousandth of the largest flow is not drawn.
    for (const { name } of through) expect(Math.abs(into(name) - out(name)) / into(name), name).toBeLessThan(2e-3);
  });

  it('draws a store and a two-way connection twice and never runs in a circle', () => {
    const names = sankey.nodes.map((n) => n.name);
    expect(names).toContain('bat:takes');
    expect(names).toContain('bat:gives');
    expect(sankey.nodes.find((n) => n.name === 'bat:takes')?.label).toBe('bat (takes)');
    expect(names).not.toContain('bat');
    expect(hasCircle(sankey)).toBe(false);
    // The losses of the battery leave where it takes.
    expect(flow('bat:takes', 'losses')).toBeGreaterThan(0);
  });

  it('opens a circle of two converters at the one with less', () => {
    const ring: Sankey = sankeyOf(...ringed());
    expect(hasCircle(ring)).toBe(false);
    expect(ring.nodes.map((n) => n.name)).toEqual(expect.arrayContaining(['b:takes', 'b:gives', 'a']));
  });

  it('leaves out nodes without a flow', () => {
    expect(sankey.nodes.map((n) => n.name)).not.toContain('lost');
    const used = new Set(sankey.links.flatMap((l) => [l.source, l.target]));
    expect(sankey.nodes.every((n) => used.has(n.name))).toBe(true);
  });
});

/** The example with two converters in a circle written over its summary: 100 through a, 10 through b. */
function ringed(): [Ran['outcome'], Ran['summary']] {
  const { outcome, summary } = ran;
  const law = (name: string, coefficient: number): object => ({ name, role: 'port', coefficient });
  const part = (id: string): object => ({
    id,
    kind: { role: 'converter' },
    laws: [{ quantity: 'energy', terms: [law('x_kW', 1), law('y_kW', 1)] }],
  });
  const components = [part('a'), part('b')];
  const totals = components.map(() => ({ sum: () => 0 }));
  const run = { ...outcome.compiled.run, components };
  const row = (component: string, signal: string, total: number): object => ({
    component,
    label: component,
    signal,
    total,
  });
  const buses = {
    power: { ...summary.buses.power!, rows: [row('a', 'x_kW', -100), row('b', 'y_kW', 10)] },
    heat: { ...summary.buses.heat!, rows: [row('a', 'y_kW', 100), row('b', 'x_kW', -10)] },
  };
  return [
    { ...outcome, totals, compiled: { ...outcome.compiled, run } } as unknown as Ran['outcome'],
    { ...summary, buses } as unknown as Ran['summary'],
  ];
}

describe('busCharts', () => {
  it('has every part of a bus by month, largest first, both sides of one length', () => {
    const charts = busCharts(ran.outcome, ran.summary, pageRows(ran.outcome));
    expect(charts.map((c) => c.id)).toEqual(['power', 'gas', 'heat', 'chilled']);
    for (const chart of charts) {
      const sum = (pick: 'up' | 'down'): number =>
        chart.parts.reduce((v, p) => v + p[pick].reduce((a, b) => a + b, 0), 0);
      expect(sum('up')).toBeGreaterThan(0);
      expect(sum('up') / -sum('down'), chart.id).toBeCloseTo(1, 5);
      expect(chart.parts.length).toBeLessThanOrEqual(MAX_PARTS + 1);
      expect(chart.weeks.length).toBe(1);
    }
    const [power] = charts;
    expect(power!.parts[0]!.label).toBe('load');
    expect(power!.purchase.map((k) => ran.outcome.columns[k]!.name)).toEqual(['grid.electricity_kW']);
    expect(power!.finalUse.map((k) => ran.outcome.columns[k]!.name)).toEqual(['load.input_kW']);
  });
});

it('starts with electricity and what it buys, and steps from the reference to the run', () => {
  const reference = {
    reference: 'grid',
    label: 'Grid only',
    kpis: {},
    omitted: [],
    costSteps: [
      { label: 'electricity: energy', money: -500 },
      { label: 'nothing', money: 0 },
      { label: 'capital', money: 200 },
    ],
    carbonSteps: [{ label: 'Bought energy', kg: -3000 }],
    cashFlow_money: [],
    warnings: [],
  };
  const data = chartData(ran.outcome, { ...ran.summary, references: [reference] }, pageRows(ran.outcome));
  expect(ran.outcome.columns[data.firstColumn]!.name).toBe('grid.electricity_kW');
  expect(data.buses[data.firstBus]!.id).toBe('power');
  const end = ran.summary.costs.total_money;
  const [cost, carbon] = data.waterfalls;
  expect(cost!.bars).toEqual([
    { label: 'Grid only', value: end + 300, isTotal: true },
    { label: 'electricity: energy', value: -500, isTotal: false },
    { label: 'capital', value: 200, isTotal: false },
    { label: 'An example', value: end, isTotal: true },
  ]);
  expect(carbon!.unit).toBe('t CO2e');
  expect(carbon!.bars[0]!.value - carbon!.bars.at(-1)!.value).toBeCloseTo(3, 9);
});
