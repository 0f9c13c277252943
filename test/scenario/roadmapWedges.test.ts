import { describe, expect, it } from 'vitest';
import { findRoadmap } from '../../src/control/optimal/roadmap.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { type RoadmapResult, roadmapChecks, roadmapResult, roadmapWedges } from '../../src/scenario/roadmapResult.ts';
import { roadmapColumns, roadmapCsv } from '../../src/scenario/roadmapTable.ts';
import { SITE_FILES, setupOf, site, twoYears } from './roadmapCase.ts';

async function told(text: string): Promise<RoadmapResult> {
  const setup = setupOf(text, SITE_FILES);
  const session = await highsHere.open();
  try {
    const found = await findRoadmap(setup.task, session);
    const wedges = await roadmapWedges(setup, found, session);
    return roadmapResult(setup, found, wedges, await roadmapChecks(setup, found, session));
  } finally {
    await session.close();
  }
}

const sparedIn = ({ wedges }: RoadmapResult['years'][number]): number =>
  wedges!.operation_t + wedges!.closing_t + Object.values(wedges!.areas_t).reduce((sum, v) => sum + v, 0);

describe('what solution areas spare', () => {
  it('is all of the only one that does anything', async () => {
    // by hand: 33.8 t of 43.8 are spared by the plant alone
    const { years } = await told(twoYears({ budget: 'most_t_per_a: { 2030: 10 }' }));
    for (const { wedges } of years)
      expect(wedges).toMatchObject({
        reference_t: expect.closeTo(43.8, 8),
        operation_t: expect.closeTo(0, 8),
        closing_t: expect.closeTo(0, 8),
        areas_t: { electrification: expect.closeTo(33.8, 8) },
      });
  });

  it('is shared alike by two that could each do it', async () => {
    const { years } = await told(
      twoYears({
        budget: 'most_t_per_a: { 2030: 0 }',
        share: 'existing: [], build: {}',
        more: '  twin: { kind: source, bus: power, max_kW: { to: 10, from: 10, as: 1 }, economics: { capex_money: 1000, life_a: 10, fixedOm_money_per_a: 0, variableOm_money_per_kWh: 0 } }\n',
        section: '    twin: { area: hydrogen }\n',
      }).replace('{ to: 10, as: 1 }', '{ to: 10, from: 10, as: 1 }'),
    );
    for (const { wedges } of years)
      expect(wedges!.areas_t).toEqual({
        electrification: expect.closeTo(21.9, 8),
        hydrogen: expect.closeTo(21.9, 8),
      });
  });

  it('is another way to run the same plant where that is what changes', async () => {
    // A dear and clean source stands beside the grid all along: 10 kW of it at 0.05; the cap of 10 t has it run
    const { years } = await told(
      twoYears({
        budget: 'most_t_per_a: { 2030: 10 }',
        share: 'build: { until: 2029 }',
        more: '  clean: { kind: source, bus: power, max_kW: 10, price_money_per_kWh: 0.05 }\n',
      }),
    );
    for (const year of years) {
      expect(year.wedges).toMatchObject({ operation_t: expect.closeTo(33.8, 6), areas_t: {} });
      expect(year.shadowPrice_money_per_t).toBeCloseTo(80, 6);
    }
  });

  it('adds up to just what lies between reference and plan', async () => {
    for (const budget of ['', 'budget_t: 3000', 'most_t_per_a: { 2030: 400, 2040: 150 }']) {
      const found = await told(site({ budget }));
      for (const year of found.years) {
        expect(year.wedges!.reference_t - sparedIn(year)).toBeCloseTo(year.co2_t, 9);
        expect(year.wedges!.reference_t).toBeGreaterThan(0);
      }
    }
  });

  it('tells of demand that the reference does not serve, and of nothing where heat is let go', async () => {
    expect((await told(site())).notes.join('\n')).not.toContain('does not serve');
    const found = await told(
      site().replace('existing: [{ rated_kW: 60, until: 2036 }, { rated_kW: 60 }]', 'existing: [{ rated_kW: 60 }]'),
    );
    expect(found.notes.join('\n')).toMatch(
      /what stands at the start does not serve all of the demand of 2025, 2030, 2040/,
    );
  });
});

describe('a plan of every step', () => {
  it('is the plan itself where that was of every step', async () => {
    const found = await told(site({ budget: 'budget_t: 3000' }));
    for (const { check, operation_money, carbon_money, co2_t, weighed_money, shadowPrice_money_per_t } of found.years) {
      // At a binding budget plans of other emissions cost the same, a tonne counted at its price.
      const cost = (billed: number, weighed: number, t: number) => billed + weighed + shadowPrice_money_per_t * t;
      const own = cost(operation_money + carbon_money, weighed_money, co2_t);
      expect(cost(check!.billed_money, check!.weighed_money, check!.co2_t) / own).toBeCloseTo(1, 6);
    }
  });

  it('stands beside a plan of periods, whose error it tells', async () => {
    const found = await told(site({ budget: 'budget_t: 3000\n  periods: { count: 1, length_h: 12 }' }));
    expect(found.typical).toMatchObject({ length_h: 12, all: 4 });
    expect(found.typical!.periods).toBeLessThan(4);
    const [first] = found.years;
    const share = first!.check!.billed_money / (first!.operation_money + first!.carbon_money);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(2);
    expect(Math.abs(share - 1)).toBeGreaterThan(1e-6);
  });
});

it('is a table with a row for each year, whose names carry units', async () => {
  const columns = roadmapColumns(await told(twoYears({ budget: 'budget_t: 20' })));
  const [head, ...rows] = roadmapCsv(columns).trim().split('\n');
  expect(rows).toHaveLength(2);
  expect(head).toContain('year,weight_a,capital_money,');
  expect(head).toContain('spared.electrification_t');
  expect(head).toContain('plant.built_kW,plant.retired_kW,plant.standing_kW,plant.capex_money');
  const at = columns.findIndex((c) => c.name === 'plant.standing_kW');
  expect(Number(rows[1]!.split(',')[at])).toBeCloseTo(10, 8);
});
