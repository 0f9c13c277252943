import { describe, expect, it } from 'vitest';
import { conduct, planFor, type Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { faultsOf, load } from './small.ts';

/** Two days at 0.1 from 0 to 8 and 0.5 after, 50 kW of demand, 120 kW of sun from 10 to 14, a store of 200 kWh without loss, empty at first. */
const text = (rules: string, plan = 'storeEnd: free', planner = 'optimal'): string => `sixfold: 1
name: shared
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-03-01T00:00Z, end: 2023-03-03T00:00Z, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
buses: { power: { carrier: electricity, closers: [grid, spilt, lost] } }
tariffs:
  power:
    energy:
      periods: { low: { price_money_per_kWh: 0.1 }, high: { price_money_per_kWh: 0.5 } }
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { low: 0-8, high: 8-24 } }]
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  sun: { kind: source, bus: power, max_kW: p.sun_kW, price_money_per_kWh: 0.01 }
  load: { kind: load, bus: power, demand: 50 }
  battery: { kind: store, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100, socStart: 0 }
control:
  planner: ${planner}
  plan: { ${plan}${rules === '' ? '' : `, stores: { ${rules} }`} }
`;
const CSV = `time,sun_kW\n${Array.from({ length: 48 }, (_, h) => `${new Date(Date.UTC(2023, 2, 1) + h * 3_600_000).toISOString()},${h % 24 >= 10 && h % 24 < 14 ? 120 : 0}`).join('\n')}\n`;
const files = (...of: Parameters<typeof text>): Record<string, string> => ({
  'shared.yaml': text(...of),
  'p.csv': CSV,
});
const scenario = (...of: Parameters<typeof text>): Scenario => load(files(...of), 'shared.yaml');
const planned = async (s: Scenario) => {
  const plan = (await planFor(s, highsHere))!;
  const flowOf = (id: string): Float64Array => plan.flows[s.run.components.findIndex((c) => c.id === id)]![0]!;
  const sums = { charged: 0, given: 0, level: [] as number[] };
  let level = 0;
  for (const v of flowOf('battery')) {
    level -= v;
    sums.level.push(level);
    if (v < 0) sums.charged -= v;
    else sums.given += v;
  }
  return { plan, flowOf, ...sums };
};

describe('rules of a shared store', () => {
  it('charge it from the sun alone, or from what the sun has beyond demand', async () => {
    const free = await planned(scenario(''));
    const sunny = await planned(scenario('battery: { chargeFrom: [sun] }'));
    const surplus = await planned(scenario('battery: { chargeFrom: [sun], beyond: [load] }'));
    // Free: 200 kWh at night at 0.1 before 8, given until the sun comes (100 kWh), and so on. // by hand
    expect(
      free
        .flowOf('battery')
        .subarray(0, 8)
        .reduce((a, b) => a + b, 0),
    ).toBeLessThan(-99);
    const sun = sunny.flowOf('sun');
    sunny.flowOf('battery').forEach((v, k) => {
      expect(-v).toBeLessThanOrEqual(sun[k]! + 1e-6);
    });
    // 70 kW are left over of 120, for four hours: the store is full after 200 kWh, each day. // by hand
    surplus.flowOf('battery').forEach((v, k) => {
      expect(-v).toBeLessThanOrEqual((k % 24 >= 10 && k % 24 < 14 ? 70 : 0) + 1e-6);
    });
    expect(surplus.given).toBeCloseTo(400, 6);
    // All of 2 x 24 h of 50 kW but what sun (4 h) and store (200 kWh) give: 8 h at 0.1 and 8 h less at 0.5; 400 kWh of sun and 400 stored at 0.01.
    expect(surplus.plan.paid_money + surplus.plan.weighed_money).toBeCloseTo(
      2 * (8 * 50 * 0.1 + (12 * 50 - 200) * 0.5 + 400 * 0.01),
      6,
    );
    const cost = ({ plan }: typeof free): number => plan.paid_money + plan.weighed_money;
    expect(cost(free)).toBeLessThan(cost(sunny) + 1e-9);
    expect(cost(sunny)).toBeLessThan(cost(surplus) + 1e-9);
  });

  it('hold it within bands by hours', async () => {
    const { level } = await planned(
      scenario('battery: { bands: [{ least: 0.5, hours: 18-21 }, { most: 0.4, hours: 0-8 }] }'),
    );
    level.forEach((kWh, k) => {
      if (k % 24 >= 18 && k % 24 < 21) expect(kWh).toBeGreaterThanOrEqual(100 - 1e-6);
      if (k % 24 < 8) expect(kWh).toBeLessThanOrEqual(80 + 1e-6);
    });
    expect(Math.max(...level)).toBeCloseTo(200, 6);
  });

  it('let it give its capacity so many times a day, priced, and counted in the run', async () => {
    const s = scenario('battery: { mostCyclesPerDay: 0.6 }');
    const { plan, given } = await planned(s);
    expect(given).toBeCloseTo(240, 6); // 0.6 of 200 kWh on each of two days, by hand
    const [cycles] = plan.limits!;
    expect(cycles).toMatchObject({ name: 'cycles of battery', unit: 'kWh', most: 120 });
    expect([...cycles!.used]).toEqual([expect.closeTo(120, 6), expect.closeTo(120, 6)]);
    expect(Math.max(...cycles!.price_money.map(Math.abs))).toBeCloseTo(0.49, 6); // sun at 0.01 in place of 0.5
    const run = await conduct(s, highsHere);
    await run.advance(48);
    await run.close();
    const [limit] = summarise(run.simulation.outcome()).plan!.limits!;
    expect(limit).toMatchObject({ name: 'cycles of battery', broken: 0, mostDelivered: expect.closeTo(120, 6) });
  });

  it('are kept over the seams of a rolling plan', async () => {
    const rules = 'battery: { mostCyclesPerDay: 0.6, chargeFrom: [sun], bands: [{ least: 0.25, hours: 20-22 }] }';
    const s = scenario(rules, 'storeEnd: free, horizon_h: 24, every_h: 5, beside: []', 'mpc');
    const run = await conduct(s, highsHere);
    await run.advance(48);
    await run.close();
    const battery = run.plan!.flows[s.run.components.findIndex((c) => c.id === 'battery')]![0]!;
    const given = [0, 0];
    let level = 0;
    battery.forEach((v, k) => {
      level -= v;
      given[Math.floor(k / 24)]! += Math.max(0, v);
      if (v < 0) expect(k % 24 >= 10 && k % 24 < 14).toBe(true);
      if (k % 24 === 20 || k % 24 === 21) expect(level).toBeGreaterThanOrEqual(50 - 1e-6);
    });
    for (const kWh of given) expect(kWh).toBeLessThanOrEqual(120 + 1e-6);
  });

  it('never cost less than none', async () => {
    const cost = async (rules: string): Promise<number> => {
      const { plan } = await planned(scenario(rules));
      return plan.paid_money + plan.weighed_money;
    };
    const none = await cost('');
    for (const rule of ['bands: [{ most: 0.9 }]', 'chargeFrom: [sun]', 'mostCyclesPerDay: 1'])
      expect(await cost(`battery: { ${rule} }`)).toBeGreaterThanOrEqual(none - 1e-6);
  });

  it('are named where they contradict what the store begins with', async () => {
    const { plan } = await planned(scenario('battery: { bands: [{ least: 0.9, hours: 0-1 }] }'));
    expect(plan.status).not.toBe('optimal');
    expect(plan.unmet.join('\n')).toContain('"band" of "battery"');
  });

  it('are refused where they say what is not there or nothing at all', async () => {
    expect(faultsOf(files('battery: {}'), 'shared.yaml')).toContain(
      'has no rule; expected bands, chargeFrom or mostCyclesPerDay',
    );
    expect(faultsOf(files('battery: { bands: [{ least: 0.8, most: 0.2 }] }'), 'shared.yaml')).toContain(
      'is above most; expected least <= most',
    );
    expect(faultsOf(files('battery: { beyond: [load], mostCyclesPerDay: 1 }'), 'shared.yaml')).toContain(
      'needs chargeFrom',
    );
    const refused = (rules: string) => expect(planned(scenario(rules))).rejects;
    await refused('batery: { mostCyclesPerDay: 1 }').toThrow('there is no store "batery", did you mean "battery"?');
    await refused('battery: { chargeFrom: [grid] }').toThrow('"grid" makes no electricity of its own');
    await refused('battery: { chargeFrom: [sun], beyond: [sun] }').toThrow('"sun" draws no electricity of its own');
  });
});
