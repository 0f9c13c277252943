import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { planFor } from '../../src/scenario/planned.ts';
import type { Outcome } from '../../src/scenario/simulation.ts';
import { simulateCompiled } from '../../src/scenario/simulation.ts';
import { load } from './small.ts';

/** A day of 100 kW, or of whatever comes in place of it, from the grid and a battery that holds half of its 100 kWh. */
const site = (control: string, demand = 100, fixed = ''): Scenario =>
  load(
    {
      'limited.yaml': `sixfold: 1
name: limited
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-03-31T00:00Z, end: 2023-04-01T00:00Z, step_s: 3600 }
currency: EUR
buses:
  power: { carrier: electricity, closers: [grid, lost] }
tariffs:
  power:
    energy: { price_money_per_kWh: 0.2 }
${fixed}
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  battery: { kind: store, bus: power, capacity_kWh: 100, charge_kW: 50, discharge_kW: 50, socStart: 0.5, etaCharge: 0.9, etaDischarge: 1 }
  load: { kind: load, bus: power, demand: ${demand} }
control:
  planner: optimal
  plan: { ${control} }
`,
    },
    'limited.yaml',
  );

/** Carries a plan for 100 kW out where the demand is another. */
async function met(control: string, demand: number, fixed = ''): Promise<Outcome> {
  const plan = (await planFor(site(control, 100, fixed), highsHere))!;
  return simulateCompiled(site(control, demand, fixed), { plan });
}
const grid = ({ columns, table }: Outcome): number[] =>
  Array.from(table.columns[columns.findIndex(({ name }) => name === 'grid.electricity_kW')]!);

describe('what a plan means to draw at most', () => {
  it('is kept by a battery as long as that holds, where the demand is more than was believed', async () => {
    const outcome = await met('limits: { import: { flows: { grid.electricity: 1 }, most_kWh: 100, per: step } }', 110);
    const drawn = grid(outcome);
    // 50 kWh at 10 kW: five hours, by hand.
    expect(drawn.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => expect.closeTo(100, 6)));
    expect(drawn.slice(5)).toEqual(Array.from({ length: 19 }, () => expect.closeTo(110, 6)));
    const { plan, buses } = summarise(outcome);
    expect(buses.power!.unserved).toBe(0);
    expect(plan!.limits).toEqual([
      expect.objectContaining({ name: 'import', most: 100, mostUsed: 100, periods: 24, broken: 19 }),
    ]);
    expect(plan!.limits![0]!.mostDelivered).toBeCloseTo(110, 6);
    expect(plan!.warnings).toContain(
      'the limit "import" (at most 100 kWh) was broken in 19 of 24 periods: 110 kWh at worst; the physics made something else of the plan',
    );
  });

  it('is what a budget leaves once the rest of its period is done as planned', async () => {
    const outcome = await met('limits: { import: { flows: { grid.electricity: 1 }, most_kWh: 2420, per: day } }', 110);
    const drawn = grid(outcome);
    // 20 kWh to spare: two hours at 10 more, then the battery as far as it goes, by hand.
    expect(drawn.slice(0, 7)).toEqual([110, 110, 100, 100, 100, 100, 100].map((v) => expect.closeTo(v, 6)));
  });

  it('is kept where that costs less than its penalty', async () => {
    const drawn = async (penalty: number): Promise<number[]> => {
      const limit = `flows: { grid.electricity: 1 }, most_kWh: 100, per: step, penalty_money: ${penalty}`;
      return grid(await met(`limits: { import: { ${limit} } }`, 110)).slice(0, 5);
    };
    // By hand: a kWh out of the battery spares 0.2 and the penalty; it is 0.2 to 0.22 to put back, and half as much again is asked for.
    expect(await drawn(0.05)).toEqual([110, 110, 110, 110, 110].map((v) => expect.closeTo(v, 6)));
    expect(await drawn(0.2)).toEqual([100, 100, 100, 100, 100].map((v) => expect.closeTo(v, 6)));
  });

  it('is the highest of the month, beyond which each kW is paid once', async () => {
    const fixed = '    fixed: { by: demand, price_money_per_kW_month: 30, metering_min: 60 }';
    const drawn = grid(await met('storeEnd: start', 110, fixed));
    expect(drawn.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => expect.closeTo(100, 6)));
    // Once metered it is paid: nothing is spared for it any more.
    expect(Math.max(...drawn)).toBeCloseTo(110, 6);
  });

  it('is held by shedding in a plan where a kW of it costs more than a day without, which says so', async () => {
    const fixed = '    fixed: { by: demand, price_money_per_kW_month: 18600, metering_min: 60 }';
    // By hand: a kW costs 18600 / 31 = 600 for the day, and 24 kWh of it not served 480 less the energy.
    const { plan } = summarise(await met('storeEnd: start', 100, fixed));
    expect(plan!.warnings).toEqual([
      'the plan leaves 2400 kWh on "power" unserved: nothing could serve that, or only what costs more than the 20 EUR a kWh that it is taken to be worth; components.lost.lostLoad_money_per_kWh says another price',
    ]);
  });

  it('says nothing where nothing is amiss', async () => {
    const outcome = await met('limits: { import: { flows: { grid.electricity: 1 }, most_kWh: 2420, per: day } }', 100);
    const { plan } = summarise(outcome);
    expect(plan!.limits![0]!.broken).toBe(0);
    expect(plan!.warnings).toEqual([]);
  });
});
