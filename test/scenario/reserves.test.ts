import { describe, expect, it } from 'vitest';
import { conduct, planFor, type Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { type Resilience, studyResilience } from '../../src/scenario/resilience.ts';
import { sizingOptionsOf } from '../../src/scenario/sizing.ts';
import { load } from './small.ts';

/** A day at 0.1 from 0 to 8 and 0.5 after, a critical load of 100 kW and one of 40 kW that may be cut, an engine of 30 kW at 1 a kWh. */
const site = (reserves: string, more = '', plan = 'storeEnd: free'): string => `sixfold: 1
name: reserved
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-03-01T00:00Z, end: 2023-03-02T00:00Z, step_s: 3600 }
currency: EUR
buses:
  power: { carrier: electricity, closers: [grid, spilt, lost] }
  fuel: { carrier: gas, closers: [supply] }
tariffs:
  power:
    energy:
      periods: { low: { price_money_per_kWh: 0.1 }, high: { price_money_per_kWh: 0.5 } }
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { low: 0-8, high: 8-24 } }]
  gas: { carrier: gas, energy: { price_money_per_kWh: 1 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  supply: { kind: gasSupply, bus: fuel, tariff: gas, limit_kW: 1000 }
  engine: { kind: converter, lead: power, rated_kW: 30, ports: { gas: fuel, power: power }, flows: { gas: { carrier: gas, flow: in, per: 1 }, power: { carrier: electricity, flow: out, per: 1 } } }
  load: { kind: load, bus: power, demand: 100 }
  extra: { kind: load, bus: power, demand: 40, sheddingClass: 1 }
  battery: { kind: store, bus: power, capacity_kWh: 400, charge_kW: 100, discharge_kW: 100, socStart: 1, etaDischarge: 0.8 }
${more}control:
  planner: optimal
  plan: { ${plan}${reserves === '' ? '' : `, reserves: { ${reserves} }`} }
`;
const scenario = (...of: Parameters<typeof site>): Scenario => load({ 'reserved.yaml': site(...of) }, 'reserved.yaml');
const planned = async (s: Scenario) => {
  const plan = (await planFor(s, highsHere))!;
  const flowOf = (id: string, port = 0): Float64Array =>
    plan.flows[s.run.components.findIndex((c) => c.id === id)]![port]!;
  /** What can be had of the store after each hour, kWh. */
  const leftAfter = (): number[] => {
    let left = 320;
    return Array.from(flowOf('battery'), (v) => {
      left -= v;
      return left;
    });
  };
  return { plan, flowOf, leftAfter };
};

describe('reserves of a plan', () => {
  it('leave in the store what the critical load lacks', async () => {
    const free = await planned(scenario(''));
    const kept = await planned(scenario('outage: { duration_h: 3 }'));
    // The engine gives 30 kW of 100, so three hours take 210 kWh out of the store, of which 320 can be had. All of it can be given
    // in dear hours all the same: what is held back last is given in the last hours. // by hand
    expect(free.flowOf('battery').reduce((a, b) => a + b, 0)).toBeCloseTo(320, 6);
    expect(kept.plan.paid_money - free.plan.paid_money).toBeCloseTo(0, 6);
    const level = kept.leftAfter();
    // By the end of hour k, what is left covers the hours that a loss then would last.
    level.slice(0, 23).forEach((left, k) => {
      expect(left).toBeGreaterThanOrEqual(70 * Math.min(3, 23 - k) - 1e-6);
    });
    expect(kept.plan.reserves).toMatchObject([{ name: 'outage', losses: 23, missed_kWh: 0 }]);
    expect(kept.plan.reserves![0]!.most_kWh).toBeCloseTo(210, 9);
  });

  it('are priced: each kWh that is held back over dear hours costs what it would have saved in them', async () => {
    const dear = (reserves: string): Scenario =>
      load(
        { 'reserved.yaml': site(reserves).replace('low: 0-8, high: 8-24', 'low: [0-8, 12-24], high: 8-12') },
        'reserved.yaml',
      );
    const free = await planned(dear(''));
    const kept = await planned(dear('noon: { duration_h: 3, hours: 12-13 }'));
    // 3 h of 100 kW less 30 of the engine are given at 0.1 after noon in place of 0.5 before it. // by hand
    expect(kept.plan.paid_money - free.plan.paid_money).toBeCloseTo(210 * 0.4, 6);
    expect(kept.plan.reserves).toEqual([
      {
        name: 'noon',
        losses: 1,
        binding: 1,
        most_kWh: expect.closeTo(210, 9),
        missed_kWh: 0,
        price_money_per_kWh: expect.closeTo(0.4, 9),
        costs_money: expect.closeTo(84, 6),
      },
    ]);
    const half = await planned(dear('noon: { duration_h: 3, share: 0.5, hours: 12-13 }'));
    expect(half.plan.paid_money - free.plan.paid_money).toBeCloseTo(60 * 0.4, 6); // half of 100 less 30, by hand
  });

  it('cost more the longer they last, the more they cover and the less counts', async () => {
    const cost = async (text: string): Promise<number> => {
      const { plan } = await planned(scenario(text, '', 'storeEnd: free'));
      return plan.paid_money + plan.weighed_money;
    };
    const none = await cost('');
    let last = none;
    for (const text of [
      'r: { duration_h: 1, share: 0.5 }',
      'r: { duration_h: 3, share: 0.5 }',
      'r: { duration_h: 3 }',
      'r: { duration_h: 3, counts: { engine: 0 } }',
    ]) {
      const next = await cost(text);
      expect(next).toBeGreaterThanOrEqual(last - 1e-6);
      last = next;
    }
  });

  it('are refused with figures where no plan could keep them, and missed at a price where they may be', async () => {
    const weak = 'r: { duration_h: 2, counts: { engine: 0, battery: 0.5 }PENALTY }';
    await expect(planned(scenario(weak.replace('PENALTY', '')))).rejects.toThrow(
      'control.plan.reserves.r: no plan can keep it at 2023-03-01T01:00Z: of 100 kW of critical load 100 are to be covered, machines, sun and wind can give 0, and stores at most 50; expected enough power without the grid: lower its share, name other hours, or give it a penalty_money',
    );
    const { plan } = await planned(scenario(weak.replace('PENALTY', ', penalty_money: 0.01')));
    expect(plan.status).toBe('optimal');
    const long = await planned(scenario('r: { duration_h: 6 }'));
    // 6 h of 70 kW are 420 kWh, and a full store gives 320: named, and planned all the same.
    expect(long.plan.status).toBe('relaxed');
    expect(long.plan.unmet.join('\n')).toContain('the reserve "r" is missed by');
  });

  it('count planned draws that are named critical', async () => {
    const pump = '  pump: { kind: sink, bus: power, max_kW: 20, worth_money_per_kWh: 0.45 }\n';
    const free = await planned(scenario('r: { duration_h: 3 }', pump));
    const kept = await planned(scenario('r: { duration_h: 3, serves: [pump] }', pump));
    const cost = ({ plan }: typeof free): number => plan.paid_money + plan.weighed_money;
    expect(cost(kept)).toBeGreaterThanOrEqual(cost(free) - 1e-6);
    const level = kept.leftAfter();
    const draw = kept.flowOf('pump');
    level.slice(0, 23).forEach((left, k) => {
      let need = 0;
      for (let t = k + 1; t < Math.min(24, k + 4); t++) need += 70 - draw[t]!;
      expect(left).toBeGreaterThanOrEqual(need - 1e-6);
    });
  });

  it('hold over the seams of a rolling plan', async () => {
    const s = scenario('r: { duration_h: 3 }', '', 'storeEnd: free, horizon_h: 12, every_h: 3, beside: []').run.grid
      .length;
    const rolling = load(
      {
        'reserved.yaml': site(
          'r: { duration_h: 3 }',
          '',
          'storeEnd: free, horizon_h: 12, every_h: 3, beside: []',
        ).replace('planner: optimal', 'planner: mpc'),
      },
      'reserved.yaml',
    );
    const run = await conduct(rolling, highsHere);
    await run.advance(s);
    await run.close();
    const at = rolling.run.components.findIndex((c) => c.id === 'battery');
    let left = 320;
    run.plan!.flows[at]![0]!.forEach((v, k) => {
      left -= v;
      if (k < 23) expect(left).toBeGreaterThanOrEqual(70 * Math.min(3, 23 - k) - 1e-6);
    });
  });

  it('let a site survive longer', async () => {
    const study = async (text: string): Promise<Resilience> => {
      const s = load(
        { 'reserved.yaml': site(text).replace('discharge_kW: 100', 'discharge_kW: 120') },
        'reserved.yaml',
      );
      const running = studyResilience(s, { horizon_h: 4, every_h: 1 }, await planFor(s, highsHere));
      while (!running.advance(1000));
      return running.result();
    };
    const [free, kept, all] = [
      await study(''),
      await study('r: { duration_h: 2 }'),
      // 100 + 40 - 30 kW for two hours are 220 kWh of 320: the rules serve what may be cut as long as they can.
      await study('r: { duration_h: 2, load: all }'),
    ];
    const least = (r: Resilience): number => Math.min(...r.losses.survived_h);
    const mean = (r: Resilience): number => r.losses.survived_h.reduce((a, b) => a + b, 0) / r.losses.steps.length;
    expect(least(free)).toBeLessThan(2);
    expect(mean(kept)).toBeGreaterThan(mean(free));
    expect(least(all)).toBeGreaterThanOrEqual(2);
    expect(mean(all)).toBeGreaterThan(mean(kept));
  });

  it('are refused where they say what is not there', () => {
    const refused =
      (text: string): (() => Promise<unknown>) =>
      () =>
        planFor(scenario(text), highsHere);
    return Promise.all([
      expect(refused('r: { duration_h: 2.5 }')()).rejects.toThrow(
        'met 2.5 h; expected a whole number of steps of 3600 s',
      ),
      expect(refused('r: { duration_h: 2, bus: powr }')()).rejects.toThrow(
        'there is no electric bus "powr", did you mean "power"?',
      ),
      expect(refused('r: { duration_h: 2, counts: { grid: 1 } }')()).rejects.toThrow('"grid" closes a bus'),
      expect(refused('r: { duration_h: 2, serves: [pomp] }')()).rejects.toThrow('there is no component "pomp"'),
      expect(refused('r: { duration_h: 2, days: mayday }')()).rejects.toThrow('unknown sort of day "mayday"'),
    ]);
  });

  it('are not for sizes', () => {
    expect(() => sizingOptionsOf(scenario('r: { duration_h: 2 }'), { gap: 0.01, maxRounds: 1 } as never)).toThrow(
      'control.plan.reserves: no sizes are looked for with reserves (r)',
    );
  });
});
