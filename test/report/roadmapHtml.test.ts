import { describe, expect, it } from 'vitest';
import { areaChart, barChart } from '../../src/report/roadmapCharts.ts';
import { roadmapHtml } from '../../src/report/roadmapHtml.ts';
import type { RoadmapResult } from '../../src/scenario/roadmapResult.ts';

const year = (y: number, co2_t: number, spared: readonly [number, number]): RoadmapResult['years'][number] => ({
  year: y,
  weight_a: 1,
  capital_money: 1000,
  upkeep_money: 200,
  operation_money: 3000,
  carbon_money: -500,
  weighed_money: 0,
  unserved_kWh: 0,
  co2_t,
  carbonPrice_money_per_t: 50,
  shadowPrice_money_per_t: 10,
  wedges: {
    reference_t: co2_t + spared[0] + spared[1],
    operation_t: 0,
    closing_t: 0,
    areas_t: { electrification: spared[0], capture: spared[1] },
    referenceUnserved_kWh: 0,
  },
});

const FOUND: RoadmapResult = {
  scenario: 'two',
  label: 'Two <years>',
  currency: 'EUR',
  foresight: 'perfect',
  discountRate: 0.05,
  scopes: ['scope1'],
  components: [
    {
      component: 'pump',
      label: 'Pump',
      capacity: 'rated_kW',
      unit: 'kW',
      area: 'electrification',
      built: [100, 0],
      retired: [0, 40],
      standing: [100, 60],
      capex_money: [5000, 0],
    },
  ],
  years: [year(2030, 80, [20, 0]), year(2040, 10, [60, 30])],
  caps: [{ name: 'roadmap.budget_t', used_t: 400, most_t: 400, price_money_per_t: 12.5 }],
  total_money: 12345,
  leftOver_money: 678,
  co2_t: 400,
  notes: ['mind this'],
};

/** The points of a band of the chart, in its own coordinates. */
const pointsOf = (page: string, label: string): number[][] => {
  const d = new RegExp(`<path d="M([^"Z]*)Z" fill="[^"]*"><title>${label}</title>`).exec(page)![1]!;
  return d.split('L').map((p) => p.split(' ').map(Number));
};

describe('the page of a roadmap', () => {
  const page = roadmapHtml(FOUND);

  it('stands alone, and keeps a name from being markup', () => {
    expect(page).toContain('<h1>Two &lt;years&gt;: roadmap 2030 to 2040</h1>');
    expect(page).not.toMatch(/src=|href=/);
    expect(page).toContain('mind this');
  });

  it('lays each band on the one below, with no gap', () => {
    // Down along one edge and back along the other: the upper edge of one is the lower of the next.
    const [emitted, capture, electric] = ['Emitted', 'Carbon capture', 'Electrification and renewable heat'].map((l) =>
      pointsOf(page, l),
    );
    const upper = (band: number[][]): number[][] => band.slice(0, 2);
    const below = (band: number[][]): number[][] => band.slice(2).reverse();
    expect(below(capture!)).toEqual(upper(emitted!));
    expect(below(electric!)).toEqual(upper(capture!));
  });

  it('leaves out what spares nothing', () => {
    expect(page).not.toContain('Hydrogen');
    expect(page).not.toContain('Run otherwise');
  });

  it('tells what is built, retired and paid', () => {
    expect(page).toMatch(/Pump<\/th><td>2030<\/td><td class="n">100 kW<\/td>/);
    expect(page).toMatch(
      /Pump<\/th><td>2040<\/td><td class="n"><\/td><td class="n">40 kW<\/td><td class="n">60 kW<\/td>/,
    );
    expect(page).toContain('12.5 EUR/t');
  });
});

describe('charts', () => {
  it('stack what is below zero under the line', () => {
    const { html } = barChart(
      [2030],
      [
        { label: 'Paid', colour: '#000', values: [4] },
        { label: 'Earned', colour: '#111', values: [-2] },
      ],
      'EUR',
    );
    const boxes = [...html.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="90" height="([\d.]+)"/g)].map((m) =>
      m.slice(1).map(Number),
    );
    expect(boxes).toHaveLength(2);
    expect(boxes[0]![0]! + boxes[0]![1]!).toBeCloseTo(boxes[1]![0]!, 1);
    expect(boxes[0]![1]! / boxes[1]![1]!).toBeCloseTo(2, 1);
  });

  it('draw a single year as a band across, and numbers that are all zero', () => {
    const { html } = areaChart([2030], [{ label: 'Emitted', colour: '#000', values: [0] }], [], 't');
    expect(html).not.toContain('NaN');
    expect(html).toContain('>2030<');
  });
});
