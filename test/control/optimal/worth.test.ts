import { describe, expect, it } from 'vitest';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { planFor } from '../../../src/scenario/planned.ts';
import { cluster } from '../../cluster.ts';
import { load } from '../../scenario/small.ts';
import { costOf, plan } from './planning.ts';

const prices = [0.1, 0.3, 0.2, 0.5];
const hub = (step_s: number, components: Parameters<typeof cluster>[0]['components']) =>
  cluster({
    step_s,
    length: (4 * 3600) / step_s,
    buses: { power: { carrier: 'electricity', closers: ['grid', 'lost', 'spilt'] } },
    components: {
      grid: {
        kind: 'gridConnection',
        ports: { electricity: 'power' },
        tariff: 'power',
        importLimit_kW: 100,
        exportLimit_kW: 0,
      },
      lost: { kind: 'unserved', ports: { output: 'power' } },
      spilt: { kind: 'curtailment', ports: { input: 'power' } },
      load: { kind: 'load', ports: { input: 'power' }, demand: 10 },
      ...components,
    },
    prices: { power: (i) => prices[Math.floor((i * step_s) / 3600)]! },
  }).run;

describe('what limits cost', () => {
  it('is what one more unit of each would save', async () => {
    const source = { kind: 'source', ports: { output: 'power' }, max_kW: 5, price_money_per_kWh: 0.15 };
    const p = await plan(hub(3600, { source }));
    // It runs where the grid is dearer: 0.15 + 0.05 + 0.35 for each kW more. // by hand
    expect(p.bounds).toEqual([
      { component: 'source', name: expect.any(String), most: 5, steps: 3, saves_money: expect.closeTo(0.55, 9) },
    ]);
  });

  it('is true for a small change of it', async () => {
    const store = (capacity_kWh: number) => ({
      store: { kind: 'store', ports: { port: 'power' }, capacity_kWh, charge_kW: 50, discharge_kW: 50, socStart: 0 },
    });
    const p = await plan(hub(3600, store(6)));
    const more = await plan(hub(3600, store(6.5)));
    const level = p.bounds!.find((b) => b.name === 'level')!;
    expect(costOf(p) - costOf(more)).toBeCloseTo(0.5 * level.saves_money, 9);
  });
});

it.each([1800, 900, 300])('costs the same in steps of %d s as in hours, where all else is the same', async (step_s) => {
  const store = {
    kind: 'store',
    ports: { port: 'power' },
    capacity_kWh: 12,
    charge_kW: 8,
    discharge_kW: 8,
    etaCharge: 0.9,
    etaDischarge: 0.9,
    socStart: 0.25,
  };
  const cost = async (s: number) => costOf(await plan(hub(s, { store }), { storeEnd: 'start' }));
  expect(await cost(step_s)).toBeCloseTo(await cost(3600), 9);
});

describe('stores that charge and discharge at once', () => {
  const SITE = `sixfold: 1
name: paid
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-03-01T00:00Z, end: 2023-03-01T04:00Z, step_s: 3600 }
currency: EUR
buses: { power: { carrier: electricity, closers: [grid, lost] } }
tariffs: { power: { energy: { price_money_per_kWh: -0.1 } } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 30, exportLimit_kW: 0 }
  lost: { kind: unserved, bus: power }
  one: { kind: store, bus: power, capacity_kWh: 10, charge_kW: 20, discharge_kW: 20, etaCharge: 0.8, etaDischarge: 0.5, socStart: 0 }
  two: { kind: store, bus: power, capacity_kWh: 10, charge_kW: 20, discharge_kW: 20, etaCharge: 0.8, etaDischarge: 0.5, socStart: 0 }
control: { planner: optimal, plan: { storeEnd: free, storeSides: SIDES } }
`;
  const warned = async (sides: string) => {
    const scenario = load({ 'paid.yaml': SITE.replace('SIDES', sides) }, 'paid.yaml');
    return (await planFor(scenario, highsHere))!.warnings.map((text) => text.split(' ')[0]);
  };

  it('are kept from it all together, or one by one', async () => {
    expect(await warned('none')).toEqual(['"one"', '"two"']);
    expect(await warned('binary')).toEqual([]);
    expect(await warned('{ one: binary }')).toEqual(['"two"']);
  });

  it('are named as they are in the scenario', async () => {
    await expect(warned('{ won: binary }')).rejects.toThrow(
      'paid.yaml control.plan.storeSides.won: there is no store "won"; there are: one, two',
    );
  });
});
