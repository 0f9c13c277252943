import { describe, expect, it } from 'vitest';
import { sensitivityText } from '../../src/app/cli/sensitivityText.ts';
import { changedSizes, rowsBy, type Sensitivity, swingOf } from '../../src/report/sensitivity.ts';
import { sensitivityHtml } from '../../src/report/sensitivityHtml.ts';

const TOLD: Sensitivity = {
  figures: [
    { name: 'npv_money', label: 'Net present value', unit: 'EUR', value: 100 },
    { name: 'cost_money_per_a', label: 'Cost a year', unit: 'EUR/a', value: 1000 },
  ],
  sizes: [{ name: 'pv.rated_kWp', label: 'sun', unit: 'kWp', value: 200 }],
  rows: [
    {
      input: 'capex',
      label: 'Capital <cost>',
      by: 0.2,
      less: { figures: [150, 990], sizes: [260] },
      more: { figures: [60, 1005], sizes: [201] },
    },
    {
      input: 'demand',
      label: 'Demand',
      by: 0.125,
      less: { figures: [110, 800], sizes: [200] },
      more: { figures: [130, 1200], sizes: [0] },
    },
    {
      input: 'carbonPrice',
      label: 'Price of carbon',
      by: 0.2,
      less: { figures: [100, 1000], sizes: [200] },
      more: { figures: [null, null], error: 'no operation' },
    },
  ],
  notes: ['Sizes were found anew.'],
};

describe('what a result hangs on', () => {
  it('is ordered by what moves each figure most', () => {
    expect(rowsBy(TOLD, 0).map((r) => r.input)).toEqual(['capex', 'demand', 'carbonPrice']);
    expect(rowsBy(TOLD, 1).map((r) => r.input)).toEqual(['demand', 'capex', 'carbonPrice']);
    // By hand: from 60 to 150; both ends above the base of 100, so from 100 to 130.
    expect(swingOf(TOLD.rows[0]!, 0, 100)).toBe(90);
    expect(swingOf(TOLD.rows[1]!, 0, 100)).toBe(30);
  });

  it('tells which sizes are others by more than a hundredth', () => {
    expect(changedSizes(TOLD, TOLD.rows[0]!.less)).toEqual([{ label: 'sun', unit: 'kWp', from: 200, to: 260 }]);
    expect(changedSizes(TOLD, TOLD.rows[0]!.more)).toEqual([]);
    expect(changedSizes(TOLD, TOLD.rows[1]!.more)).toEqual([{ label: 'sun', unit: 'kWp', from: 200, to: 0 }]);
  });

  it('reads on a terminal', () => {
    expect(`${sensitivityText(TOLD).join('\n')}\n`).toMatchInlineSnapshot(`
      "What it hangs on
      Sizes were found anew.
      Net present value: 100 EUR, with one input less and more
      input               by  less  more  swing
      Capital <cost>    20 %   150    60     90  ########################
      Demand          12.5 %   110   130     30  ########
      moved by none of: Price of carbon

      Cost a year: 1,000 EUR/a, with one input less and more
      input               by  less   more  swing
      Demand          12.5 %   800  1,200    400  ########################
      Capital <cost>    20 %   990  1,005     15  #
      moved by none of: Price of carbon

      Sizes that change
      - Capital <cost> -20 %: sun 200 to 260 kWp
      - Demand +12.5 %: sun 200 to 0 kWp

      Without a result
      - Price of carbon +20 %: no operation
      "
    `);
  });

  it('is drawn as bars whose ends stand where the numbers are', () => {
    const { html } = sensitivityHtml(TOLD);
    expect(html).toContain('Capital &lt;cost&gt;');
    const [chart] = html.split('</svg>');
    const bars = [...chart!.matchAll(/<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)".*?<title>(.*?)<\/title>/g)].map(
      ([, x, y, width, title]) => ({ x: Number(x), y: Number(y), width: Number(width), title: title! }),
    );
    // Capital less and more, demand less and more; the price of carbon moves nothing.
    expect(bars).toHaveLength(4);
    const at = (title: string) => bars.find((b) => b.title.startsWith(title))!;
    const less = at('Capital &lt;cost&gt; \u2212');
    const more = at('Capital &lt;cost&gt; +');
    // They meet at the base, and are as long as 50 is to 40.
    expect(more.x + more.width).toBeCloseTo(less.x, 0);
    expect(less.width / more.width).toBeCloseTo(50 / 40, 1);
    // Both ends of demand lie above: the shorter bar is drawn last, over the longer.
    expect(bars.findIndex((b) => b.title.startsWith('Demand +'))).toBeLessThan(
      bars.findIndex((b) => b.title.startsWith('Demand \u2212')),
    );
    expect(html).toContain('no operation');
    expect(html).toContain('sun 200 kWp → 260 kWp');
  });
});
