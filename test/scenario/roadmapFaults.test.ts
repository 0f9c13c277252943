import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { inYear } from '../../src/scenario/roadmapSpec.ts';
import { roadmapScenario } from '../../src/scenario/roadmapYears.ts';
import { foundOf, outsideOf, SITE_FILES, setupOf, twoYears } from './roadmapCase.ts';

/** What is wrong with a scenario, line by line. */
function faultsOf(text: string): string {
  try {
    setupOf(text, SITE_FILES);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(/^r\.yaml:\d+ /gm, '');
    throw error;
  }
}

it('takes a path between and beyond its years', () => {
  const path = { 2030: 1, 2025: 2, 2040: 0 };
  expect([2020, 2025, 2028, 2030, 2035, 2050].map((year) => inYear(path, year))).toEqual([2, 2, 1.4, 1, 0.5, 0]);
});

describe('a roadmap that cannot be', () => {
  it('names the budget and how much is missing', async () => {
    // by hand: at most 4 kW may be built in 2030, 8 in all: 2 (43.8 - 17.52) less another 17.52 are the least
    const text = twoYears({ budget: 'budget_t: 20', share: 'build: { most: { max_kW: 4 } }' });
    await expect(foundOf(setupOf(text))).rejects.toThrow(
      'no roadmap for 2030, 2031 keeps all caps on carbon and serves all demand: roadmap.budget_t allows 20 t, and 35.04 t are the least that can be emitted: 15.04 t are missing. Raise it, let more be built or earlier, or take away what emits',
    );
  });

  it('names the year whose cap cannot be kept, looking at one year at a time', async () => {
    const text = twoYears({
      budget: 'most_t_per_a: { 2031: 5 }\n  foresight: myopic',
      share: 'build: { most: { max_kW: 4 } }',
    });
    await expect(foundOf(setupOf(text))).rejects.toThrow(
      'no roadmap for 2031 keeps all caps on carbon and serves all demand: roadmap.most_t_per_a in 2031 allows 5 t, and 26.28 t are the least that can be emitted: 21.28 t are missing',
    );
  });

  it('names the years in which nothing can run the plant', async () => {
    const text = twoYears()
      .replace('importLimit_kW: 100', 'importLimit_kW: 4')
      .replace('closers: [grid, lost, spilt]', 'closers: [grid, spilt]')
      .replace('  lost: { kind: unserved, bus: power }\n', '');
    await expect(foundOf(setupOf(text.replace('{ to: 10, as: 1 }', '{ to: 5, as: 1 }')))).rejects.toThrow(
      'the plant cannot be run in 2030, 2031 with all that may stand there then; let more be built or earlier, keep longer what is there, or give its buses closers that take what is lacking',
    );
  });
});

describe('bad input', () => {
  it.each([
    ['years: [2030, 2030]', 'roadmap.years.1: comes after 2030 and is 2030; expected years that increase'],
    ['years: []', 'roadmap.years: expected a list with a length of at least 1, met []'],
    [
      'years: [2030, 2040]\n  budget_t: { 2025: 100 }',
      'roadmap.budget_t.2025: lies outside the investment years, 2030 to 2040; expected a year within',
    ],
    [
      'years: [2030, 2040]\n  budget_t: { 2030: 100, 2040: 50 }',
      'roadmap.budget_t.2040: allows 50 t until 2040, less than the 100 t until 2030, which lie within; expected budgets that grow',
    ],
    [
      'years: [2030, 2040]\n  most_t_per_a: { 2050: 1 }',
      'roadmap.most_t_per_a.2050: lies outside the investment years, 2030 to 2040; expected a year within',
    ],
    [
      'years: [2030, 2040]\n  most_t_per_a: {}',
      'roadmap.most_t_per_a: names no year; expected at least one, such as { 2025: 1, 2050: 0.6 }',
    ],
    ['years: [2030, 2040]\n  most_t_per_a: { next: 1 }', 'roadmap.most_t_per_a.next: expected a year such as 2030'],
  ])('%s', (given, message) => {
    expect(faultsOf(twoYears().replace(/years: \[.*\]/, given))).toContain(message);
  });

  it.each([
    ['plnt: { area: hydrogen }', 'roadmap.components.plnt: there is no component "plnt", did you mean "plant"?'],
    [
      'load: { existing: [{ scale: 1 }] }',
      'roadmap.components.load.existing: its capacity is a number, which stands as it is; expected a range such as { to: 2000 } there, or `stands` here',
    ],
    [
      'load: { capexShare: { 2030: 1 } }',
      'roadmap.components.load.capexShare: its capacity is a number, which stands as it is',
    ],
    [
      'load: { stands: { from: 2040, until: 2030 } }',
      'roadmap.components.load.stands.from: is 2040, after "until" (2030); expected from <= until',
    ],
  ])('%s', (given, message) => {
    expect(faultsOf(twoYears({ section: `    ${given}\n` }))).toContain(message);
  });

  it.each([
    [
      'stands: { from: 2030 }',
      'roadmap.components.plant.stands: its capacity "max_kW" is a range; expected `existing` and `build`',
    ],
    [
      'existing: [{ rated_kW: 5 }]',
      'roadmap.components.plant.existing.0: met rated_kW; expected its capacity by name: max_kW',
    ],
    [
      'existing: [{ until: 2040 }]',
      'roadmap.components.plant.existing.0: met no capacity; expected its capacity by name: max_kW',
    ],
    [
      'existing: [{ max_kW: 50 }]',
      'roadmap.components.plant.existing: 50 stands, above "to" (10) of max_kW; expected to >= 50',
    ],
    [
      'existing: [{ max_kW: 5, until: 2030 }]',
      'roadmap.components.plant.existing.0.until: is gone by 2030, the first investment year; take it away',
    ],
    [
      'build: { most: { max_kWh: 5 } }',
      'roadmap.components.plant.build.most: met max_kWh; expected its capacity by name: max_kW',
    ],
    [
      'build: { from: 2040, until: 2030 }',
      'roadmap.components.plant.build.from: is 2040, after "until" (2030); expected from <= until',
    ],
  ])('of a range: %s', (given, message) => {
    expect(faultsOf(twoYears({ share: given }))).toContain(message);
  });

  const path = (of: string): string =>
    twoYears({ budget: `paths: { p: { parameter: ${of}, relative: true, at: { 2030: 1, 2031: 2 } } }` });
  it.each([
    [
      'components.lod.scale',
      'roadmap.paths.p.parameter: "components.lod.scale": there is no component "lod", did you mean "load"?',
    ],
    [
      'components.load.scal',
      'roadmap.paths.p.parameter: components.load.scal is not there; expected the path of a number of the scenario',
    ],
    [
      'time.step_s',
      'roadmap.paths.p.parameter: "time.step_s" cannot change over the years; expected a number under components, tariffs, buses, carbon, factors, profiles',
    ],
    [
      'components.plant.max_kW',
      'roadmap.paths.p.parameter: "components.plant.max_kW" is written as a range, whose size the roadmap decides; change its cost or range instead',
    ],
    [
      '[components.load.scale, components.load.scale]',
      'roadmap.paths.p.parameter: "components.load.scale" is changed by "p" too; expected each number in one path alone',
    ],
  ])('of a path: %s', (of, message) => {
    expect(faultsOf(path(of))).toContain(message);
  });

  it('names the year in which a path leads out of what a kind takes', () => {
    const text = twoYears({ budget: 'paths: { p: { parameter: components.load.scale, at: { 2030: 1, 2031: -1 } } }' });
    expect(faultsOf(text)).toMatch(
      /components\.load\.scale: expected a number of at least 0, met -1 \(roadmap, year 2031\)/,
    );
  });

  it('names what is said of carbon twice', () => {
    const text = twoYears({
      budget:
        'carbonPrice_money_per_t: { 2030: 1 }\n  paths: { p: { parameter: carbon.price_money_per_t, at: { 2030: 1 } } }',
    });
    expect(faultsOf(text)).toContain(
      'roadmap.paths.p.parameter: "carbon.price_money_per_t" is also said by roadmap.carbonPrice_money_per_t; expected one of them',
    );
  });

  it('names what has no cost, what no range can come or go, and statuses', () => {
    expect(faultsOf(twoYears().replace(/, economics: \{ capex.*?\}/, ''))).toContain(
      'components.plant.economics: has no cost, and its size is to be found; expected capex_money (for 1 of max_kW) and life_a',
    );
    expect(
      faultsOf(
        twoYears()
          .replace('{ to: 10, as: 1 }', '5')
          .replace(/ {2}components:\n.*\n$/, ''),
      ),
    ).toContain(
      'components: no capacity is written as a range, and roadmap.components lets none come or go; expected at least one, such as rated_kW: { to: 2000, as: 500 }',
    );
    expect(faultsOf(`${twoYears()}control: { plan: { commitment: binary } }\n`)).toContain(
      'control.plan.commitment: binary, and a roadmap is found with machines at any load; expected relaxed',
    );
  });

  it('names what no period of a year can stand for', () => {
    const text = twoYears({
      budget: 'periods: { count: 1, length_h: 6 }',
      more: '  cars: { kind: evCharging, bus: power, mode: vehicleToGrid, points: 4, economics: { capex_money: 0, fixedOm_money_per_a: 0, variableOm_money_per_kWh: 0 } }\n',
    })
      .replace('end: 2030-01-02', 'end: 2030-01-08')
      .replace('demand: 10', 'demand: 10, scale: 1');
    expect(faultsOf(text)).toContain(
      'roadmap.periods: "cars" differs from day to day of 2030 in what no series tells, so that no period can stand for another; expected whole',
    );
    expect(faultsOf(text.replace('{ count: 1, length_h: 6 }', 'whole'))).toBe('');
  });

  it('names a scenario without a roadmap', () => {
    expect(() => roadmapScenario('r.yaml', outsideOf(twoYears().replace(/roadmap:[\s\S]*/, '')))).toThrow(
      'roadmap: missing; expected at least the investment years, such as roadmap: { years: [2025, 2030, 2040] }',
    );
  });
});
