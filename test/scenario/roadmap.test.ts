import { describe, expect, it } from 'vitest';
import { findSizes } from '../../src/control/optimal/sizing.ts';
import { yearsOf } from '../../src/core/annuity.ts';
import { loadScenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { candidatesOf, rangesOf, sizingOptionsOf } from '../../src/scenario/sizing.ts';
import { foundOf, outsideOf, SITE_FILES, setupOf, site, twoYears } from './roadmapCase.ts';

/** By hand: a kW bought for a year costs 87.6 and emits 4.38 t; of the plant it costs 100 a year, 90 if built in 2031. */
const KW_t = 4.38;

describe('a roadmap of two years worked by hand', () => {
  it('builds nothing that costs more than it saves', async () => {
    const found = await foundOf(setupOf(twoYears()));
    expect(found.total_money).toBeCloseTo(2 * 876, 6);
    expect(found.years.map((y) => y.co2_t)).toEqual([expect.closeTo(43.8, 9), expect.closeTo(43.8, 9)]);
    expect(found.years.map((y) => y.built[0])).toEqual([0, 0]);
  });

  it('waits for the cheaper year where a budget can wait', async () => {
    // 27.6 of 87.6 t are to be spared: 27.6 / 4.38 kW of 2031, at 2.4 each
    const found = await foundOf(setupOf(twoYears({ budget: 'budget_t: 60' })));
    expect(found.years.map((y) => y.built[0])).toEqual([expect.closeTo(0, 9), expect.closeTo(27.6 / KW_t, 9)]);
    expect(found.total_money).toBeCloseTo(1752 + (2.4 * 27.6) / KW_t, 6);
    expect(found.caps[0]).toMatchObject({
      name: 'roadmap.budget_t',
      used_t: expect.closeTo(60, 6),
      price_money_per_t: expect.closeTo(2.4 / KW_t, 9),
    });
  });

  it('builds in both years where it must', async () => {
    // 67.6 t: 2 b0 + b1 = 67.6 / 4.38 and b0 + b1 = 10; one more tonne takes a kW a year earlier: 24.8 - 2.4
    const found = await foundOf(setupOf(twoYears({ budget: 'budget_t: 20' })));
    const b0 = 67.6 / KW_t - 10;
    expect(found.years.map((y) => y.built[0])).toEqual([expect.closeTo(b0, 8), expect.closeTo(10 - b0, 8)]);
    expect(found.years.map((y) => y.standing[0])).toEqual([expect.closeTo(b0, 8), expect.closeTo(10, 8)]);
    expect(found.total_money).toBeCloseTo(1752 + 24.8 * b0 + 2.4 * (10 - b0), 6);
    expect(found.caps[0]!.price_money_per_t).toBeCloseTo(22.4 / KW_t, 8);
    expect(found.years.map((y) => y.capital_money)).toEqual([
      expect.closeTo(100 * b0, 6),
      expect.closeTo(100 * b0 + 90 * (10 - b0), 6),
    ]);
    // Of ten annuities eight are left of what was built in 2030, nine of 2031.
    expect(found.leftOver_money).toBeCloseTo(800 * b0 + 810 * (10 - b0), 5);
  });

  it('spends a budget on a straight line where it looks at one year at a time', async () => {
    // From 43.8 t in 2030 down to 16.2 in 2031: as cheap as all years at once, where what is cheaper comes later
    const found = await foundOf(setupOf(twoYears({ budget: 'budget_t: 60\n  foresight: myopic' })));
    expect(found.years.map((y) => y.co2_t)).toEqual([expect.closeTo(43.8, 8), expect.closeTo(16.2, 8)]);
    expect(found.total_money).toBeCloseTo(1752 + (2.4 * 27.6) / KW_t, 6);
  });

  it('spends it evenly where that line would end below zero', async () => {
    // 10 t a year in both: 33.8 / 4.38 kW in 2030, which then stand in 2031 and spare as much
    const found = await foundOf(setupOf(twoYears({ budget: 'budget_t: 20\n  foresight: myopic' })));
    const b0 = 33.8 / KW_t;
    expect(found.years.map((y) => y.built[0])).toEqual([expect.closeTo(b0, 8), expect.closeTo(0, 8)]);
    expect(found.total_money).toBeCloseTo(1752 + 24.8 * b0, 6);
    expect(found.years[0]!.shadow_money_per_t).toBeCloseTo(12.4 / KW_t, 8);
    expect(found.caps[0]!.price_money_per_t).toBeUndefined();
  });

  it('keeps a cap of one year', async () => {
    const found = await foundOf(setupOf(twoYears({ budget: 'most_t_per_a: { 2031: 10 }' })));
    expect(found.years.map((y) => y.co2_t)).toEqual([expect.closeTo(43.8, 8), expect.closeTo(10, 8)]);
    expect(found.years[1]!.built[0]).toBeCloseTo(33.8 / KW_t, 8);
    expect(found.caps.map((c) => c.name)).toEqual(['roadmap.most_t_per_a in 2031']);
    expect(found.years[1]!.shadow_money_per_t).toBeCloseTo(2.4 / KW_t, 8);
  });

  it('pays for what is burnt on site what the path says', async () => {
    // 10 kW of gas burnt at 0.198 kg all through a year: 17.3448 t, at 50 and at 100
    const text = twoYears({
      budget: 'carbonPrice_money_per_t: { 2030: 50, 2031: 100 }',
      more: '  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 100 }\n  burner: { kind: load, bus: gas, carrier: gas, demand: 10 }\n',
    })
      .replace('buses:\n', 'buses:\n  gas: { carrier: gas, closers: [supply] }\n')
      .replace('tariffs:\n', 'tariffs:\n  gas: { carrier: gas, energy: { price_money_per_kWh: 0 } }\n');
    const found = await foundOf(setupOf(text));
    expect(found.years.map((y) => y.carbon_money)).toEqual([expect.closeTo(867.24, 6), expect.closeTo(1734.48, 6)]);
    expect(found.years.map((y) => y.operation_money)).toEqual([expect.closeTo(876, 6), expect.closeTo(876, 6)]);
    expect(found.years.map((y) => y.co2_t)).toEqual([
      expect.closeTo(43.8 + 17.3448, 8),
      expect.closeTo(43.8 + 17.3448, 8),
    ]);
  });
});

describe('what stands', () => {
  const years = '[2030, 2040, 2044, 2045, 2050]';
  const lasting = (share: string): string =>
    twoYears({ years, share, budget: 'most_t_per_a: { 2030: 0 }' }).replace('life_a: 10', 'life_a: 15');

  it('stands for its life: built in 2030 for 15 years it is gone in 2045', async () => {
    const found = await foundOf(setupOf(lasting('build: { until: 2045 }')));
    expect(found.years.map((y) => y.built[0])).toEqual([10, 0, 0, 10, 0].map((v) => expect.closeTo(v, 8)));
    expect(found.years.map((y) => y.retired[0])).toEqual([0, 0, 0, 10, 0].map((v) => expect.closeTo(v, 8)));
    expect(found.years.map((y) => y.standing[0])).toEqual([10, 10, 10, 10, 10].map((v) => expect.closeTo(v, 8)));
  });

  it('was there before, costs no capital, and retires in its year', async () => {
    const found = await foundOf(
      setupOf(lasting('existing: [{ max_kW: 4, until: 2044 }, { max_kW: 6 }], build: { from: 2044 }')),
    );
    expect(found.years.map((y) => y.standing[0])).toEqual([10, 10, 10, 10, 10].map((v) => expect.closeTo(v, 8)));
    expect(found.years.map((y) => y.retired[0])).toEqual([0, 0, 4, 0, 0].map((v) => expect.closeTo(v, 8)));
    expect(found.years.map((y) => y.built[0])).toEqual([0, 0, 4, 0, 0].map((v) => expect.closeTo(v, 8)));
    expect(found.years.map((y) => y.capital_money > 0)).toEqual([false, false, true, true, true]);
  });

  it('comes and goes as a whole where the scenario says so', async () => {
    const more = '    spare: { stands: { from: 2040, until: 2045 } }\n';
    const found = await foundOf(
      setupOf(
        twoYears({
          years,
          more: '  spare: { kind: source, bus: power, max_kW: 10, price_money_per_kWh: 0.001 }\n',
          section: more,
        }),
      ),
    );
    expect(found.years.map((y) => y.standing[1])).toEqual([0, 1, 1, 0, 0]);
    expect(found.years.map((y) => y.co2_t)).toEqual([43.8, 0, 0, 43.8, 43.8].map((v) => expect.closeTo(v, 8)));
  });

  it('is built as fast as it may be', async () => {
    const found = await foundOf(
      setupOf(twoYears({ years, budget: 'most_t_per_a: { 2050: 0 }', share: 'build: { most: { max_kW: 4 } }' })),
    );
    expect(Math.max(...found.years.map((y) => y.built[0]!))).toBeLessThanOrEqual(4 + 1e-9);
    expect(found.years.at(-1)!.standing[0]).toBeCloseTo(10, 8);
  });
});

describe('laws of a roadmap', () => {
  const found = (text: string) => foundOf(setupOf(text, SITE_FILES));

  it('is what sixfold size finds, where it has one year', async () => {
    const text = site({ years: '[2025]' }).replace(/ {4}boiler: \{ existing.*\n/, '');
    const scenario = loadScenario('r.yaml', outsideOf(text, SITE_FILES), {
      sections: { carbon: { price_money_per_t: 30 } },
    });
    const candidates = candidatesOf(scenario);
    const [operation, master] = [await highsHere.open(), await highsHere.open()];
    const sized = await findSizes(
      scenario.run,
      rangesOf(candidates, scenario),
      sizingOptionsOf(scenario, { gap: 1e-9, typical: 0, maxRounds: 400 }),
      { operation, master },
    );
    await operation.close();
    await master.close();
    const one = await found(text);
    const a_year = sized.cost_money / yearsOf(scenario.run);
    expect(Math.abs(one.total_money - a_year)).toBeLessThan(1e-6 * a_year);
    expect(one.total_money).toBeGreaterThanOrEqual(sized.bound_money! / yearsOf(scenario.run) - 1e-6 * a_year);
    expect(Math.max(...one.years[0]!.standing)).toBeGreaterThan(0);
  });

  it('never costs more where a budget is looser, and its price is what a tonne more saves', async () => {
    const free = await found(site());
    const all_t = free.years.reduce((sum, y, k) => sum + [3, 7.5, 5.5][k]! * y.co2_t, 0);
    let before = Number.POSITIVE_INFINITY;
    for (const share of [0.83, 0.87, 0.92, 1]) {
      const { total_money } = await found(site({ budget: `budget_t: ${share * all_t}` }));
      expect(total_money).toBeLessThanOrEqual(before + 1e-6 * total_money);
      before = total_money;
    }
    expect(before).toBeCloseTo(free.total_money, 3);
    const most_t = 0.9 * all_t;
    const h = 1e-3 * all_t;
    const at = async (t: number) => found(site({ budget: `budget_t: ${t}` }));
    const [less, here, more] = [await at(most_t - h), await at(most_t), await at(most_t + h)];
    const price = here.caps[0]!.price_money_per_t!;
    expect(price).toBeGreaterThan(0);
    // A convex function: the price lies between what a tonne more saves and what one less costs.
    expect(price).toBeLessThanOrEqual(((less.total_money - here.total_money) / h) * (1 + 1e-4));
    expect(price).toBeGreaterThanOrEqual(((here.total_money - more.total_money) / h) * (1 - 1e-4));
    expect(here.caps[0]!.used_t).toBeCloseTo(most_t, 4);
  });

  it('costs no less where it looks at one year at a time', async () => {
    for (const budget of ['budget_t: 4000', 'most_t_per_a: { 2030: 400, 2040: 150 }']) {
      const seen = await found(site({ budget }));
      const blind = await found(site({ budget: `${budget}\n  foresight: myopic` }));
      expect(blind.total_money).toBeGreaterThanOrEqual(seen.total_money * (1 - 1e-9));
      for (const { used_t, most_t } of [...seen.caps, ...blind.caps]) expect(used_t).toBeLessThanOrEqual(most_t + 1e-6);
    }
  });

  it('adds up: the cost of the years, weighted, is that of the horizon', async () => {
    const setup = setupOf(site({ budget: 'budget_t: 4000' }), SITE_FILES);
    const one = await foundOf(setup);
    const sum = one.years.reduce(
      (all, y, k) =>
        all +
        setup.task.horizon.worth_a[k]! *
          (y.capital_money + y.upkeep_money + y.operation_money + y.carbon_money + y.weighed_money),
      0,
    );
    expect(sum).toBeCloseTo(one.total_money, 6);
    one.years.forEach((y, k) => {
      if (k === 0) return;
      y.standing.forEach((v, c) => {
        expect(v).toBeCloseTo(one.years[k - 1]!.standing[c]! + y.built[c]! - y.retired[c]!, 9);
      });
    });
  });
});
