import { describe, expect, it } from 'vitest';
import { conduct, planFor, type Scenario, simulate } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { billRows } from '../../src/report/costs.ts';
import { another } from '../../src/scenario/rolling.ts';
import type { Outcome } from '../../src/scenario/simulation.ts';
import { load } from './small.ts';

/** Monday 30 January to Thursday 2 February 2023: 100 kW, and 300 on Monday at 10, 500 on Tuesday at 20, 200 on Thursday at 10. */
const HIGH = new Map([
  [10, 300],
  [44, 500],
  [82, 200],
]);
const stamp = (h: number): string => new Date(Date.UTC(2023, 0, 30) + h * 3_600_000).toISOString();
const CSV = `time,demand_kW\n${Array.from({ length: 96 }, (_, h) => `${stamp(h)},${HIGH.get(h) ?? 100}`).join('\n')}\n`;
const WINDOWS = `
      onPeak: { price_money_per_kW_month: 10, days: workdays, hours: 8-11, metering_min: 60 }
      anytime: { price_money_per_kW_month: 5, metering_min: 60, lookBack: { months: 2, share: 0.8 }, least_kW: 50 }`;
interface Parts {
  readonly demand?: string;
  readonly grid?: string;
  readonly battery?: boolean;
  readonly control?: string;
}
const site = ({
  demand = `demand:${WINDOWS}`,
  grid = '',
  battery = false,
  control = '{}',
}: Parts): string => `sixfold: 1
name: billed
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-01-30T00:00Z, end: 2023-02-03T00:00Z, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
buses: { power: { carrier: electricity, closers: [grid, lost] } }
tariffs:
  power:
    energy: { price_money_per_kWh: 0 }
    partialMonths: whole
    ${demand}
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000${grid} }
  lost: { kind: unserved, bus: power }
${battery ? '  battery: { kind: store, bus: power, capacity_kWh: 100, charge_kW: 100, discharge_kW: 100, socStart: 1 }\n' : ''}  load: { kind: load, bus: power, demand: p.demand_kW }
control: ${control}
`;
const scenario = (parts: Parts): Scenario => load({ 'billed.yaml': site(parts), 'p.csv': CSV }, 'billed.yaml');
const billed = (outcome: Outcome): Record<string, readonly number[]> =>
  Object.fromEntries(billRows(outcome).map(({ label, values }) => [label, values.map((v) => Number(v.toFixed(6)))]));
async function carriedOut(s: Scenario): Promise<{ outcome: Outcome; paid: number; settled: number }> {
  const conducted = await conduct(s, highsHere);
  await conducted.advance(s.run.grid.length);
  await conducted.close();
  const outcome = conducted.simulation.outcome();
  const at = s.run.components.findIndex((c) => c.id === 'grid');
  const settled = billRows(outcome).reduce((sum, { total }) => sum + total, 0);
  return { outcome, paid: conducted.plan!.paidBy_money[at]!, settled };
}
const OPTIMAL = '{ planner: optimal, plan: { storeEnd: free } }';

describe('demand charges by window and look-back', () => {
  it('are billed by what each window draws, and by the months looked back at', () => {
    const s = scenario({ grid: ', demandBefore_kW: { anytime: [700, 600] }' });
    const outcome = simulate(s);
    // onPeak: 300 and 200 at 10. anytime at 5: in January 80 % of November's 700 above the own 500, in February 80 % of
    // December's 600 above 80 % of January's 500. // by hand
    expect(billed(outcome)).toEqual({
      energy: [0, 0],
      'feed-in': [0, 0],
      'demand charge onPeak': [3000, 2000],
      'demand charge anytime': [2800, 2400],
    });
  });

  it('warn where nothing is known of the months before', () => {
    const cautions = (grid: string): readonly string[] => {
      const c = scenario({ grid }).run.components[0]!;
      return c.kind.cautions!(c.q);
    };
    expect(cautions('')).toEqual([
      'demand charge "anytime" of tariff "power" looks back at months before the run, whose highest draws are not known and count as 0; give demandBefore_kW: { anytime: [...] }',
    ]);
    expect(cautions(', demandBefore_kW: { anytime: [600] }')).toEqual([]);
    expect(() => scenario({ grid: ', demandBefore_kW: { onPeak: [600] }' })).toThrow(
      'tariff "power" has no demand charge "onPeak" that looks back; those that do are anytime',
    );
  });

  it('are planned as they are settled, and told with what a kilowatt less would save', async () => {
    const s = scenario({ battery: true, control: OPTIMAL });
    const { outcome, paid, settled } = await carriedOut(s);
    // The store takes 100 kW off each peak: (200 + 100) x 10; 400 x 5, and 80 % of 400 in February. // by hand
    expect(paid).toBeCloseTo(6600, 6);
    expect(settled).toBeCloseTo(6600, 6);
    expect(billed(outcome)).toMatchObject({
      'demand charge onPeak': [2000, 1000],
      'demand charge anytime': [2000, 1600],
    });
    const plan = (await planFor(another(s, {}), highsHere))!;
    const told = plan.demands!.map((d) => [d.charge, d.month, d.billed_kW, d.by, d.money, d.saves_money_per_kW]);
    const near = (v: number) => expect.closeTo(v, 6);
    expect(told).toEqual([
      ['onPeak', '2023-01', near(200), 'metered', near(2000), near(10)],
      ['onPeak', '2023-02', near(100), 'metered', near(1000), near(10)],
      // A kilowatt less in January saves 5 there and 4 in February.
      ['anytime', '2023-01', near(400), 'metered', near(2000), near(9)],
      ['anytime', '2023-02', near(320), 'lookBack', near(1600), 0],
    ]);
  });

  it('are planned to the same cost by stretches first', async () => {
    const control = '{ planner: optimal, plan: { storeEnd: free, stretch_h: 24 } }';
    expect((await carriedOut(scenario({ battery: true, control }))).paid).toBeCloseTo(6600, 6);
  });

  it('are planned over seams from what was billed before, to the same cost', async () => {
    for (const every of [1, 7, 24]) {
      const control = `{ planner: mpc, plan: { storeEnd: free, horizon_h: 24, every_h: ${every}, beside: [] } }`;
      const { paid, settled } = await carriedOut(scenario({ battery: true, control }));
      expect(settled).toBeCloseTo(6600, 6);
      expect(paid).toBeCloseTo(6600, 6);
    }
  });

  it('cost what one charge on the month costs, where their window is all of it', async () => {
    const price = 'price_money_per_kW_month: 7, metering_min: 60';
    const cost = async (demand: string): Promise<number[]> => {
      const s = scenario({ demand, battery: true, control: OPTIMAL });
      const { paid, settled } = await carriedOut(s);
      return [paid, settled];
    };
    const old = await cost(`fixed: { by: demand, ${price} }`);
    expect(old[0]).toBeCloseTo(7 * (400 + 100), 6); // by hand
    for (const same of [
      `demand: { all: { ${price} } }`,
      `demand: { all: { ${price}, hours: 0-24, days: all } }`,
      `demand: { all: { ${price}, lookBack: { months: 1, share: 0.01 } } }`,
    ])
      expect(await cost(same)).toEqual(old.map((v) => expect.closeTo(v, 6)));
  });

  it('bill a least whatever is drawn, and leave draws below it free', async () => {
    const s = scenario({
      demand: 'demand: { all: { price_money_per_kW_month: 7, metering_min: 60, least_kW: 450 } }',
      battery: true,
      control: OPTIMAL,
    });
    const { paid, settled } = await carriedOut(s);
    expect([paid, settled]).toEqual([expect.closeTo(7 * 900, 6), expect.closeTo(7 * 900, 6)]); // by hand
    const plan = (await planFor(another(s, {}), highsHere))!;
    expect(plan.demands!.map((d) => [d.by, d.saves_money_per_kW])).toEqual([
      ['least', 0],
      ['least', 0],
    ]);
  });
});
