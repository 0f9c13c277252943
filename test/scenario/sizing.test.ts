import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/control/optimal/assemble.ts';
import { scaled } from '../../src/control/optimal/scaled.ts';
import { findSizes } from '../../src/control/optimal/sizing.ts';
import { capitalRecovery } from '../../src/core/annuity.ts';
import type { Scenario } from '../../src/index.ts';
import { loadScenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';
import { planFor, planOptionsOf } from '../../src/scenario/planned.ts';
import { candidatesOf, rangesOf, sizesPatch, sizingOptionsOf } from '../../src/scenario/sizing.ts';
import { faultsOf } from './small.ts';

const DAYS = 4;
const HOURS = 24 * DAYS;
const stamp = (h: number): string => new Date(Date.UTC(2023, 4, 1) + h * 3_600_000).toISOString();
const CSV = `time,demand_kW,sun_kW\n${Array.from({ length: HOURS }, (_, h) => {
  const [hour, day] = [h % 24, Math.floor(h / 24)];
  const sun = hour > 6 && hour < 18 ? (100 - 15 * day) * Math.sin((Math.PI * (hour - 6)) / 12) : 0;
  return `${stamp(h)},${200 + (hour >= 17 && hour < 21 ? 150 : 0) + ((h * 7) % 11)},${sun.toFixed(4)}`;
}).join('\n')}\n`;

/** A site that buys power by day and night price, and could have sun, a store and a boiler. Capital is for four days of its life. */
const yaml = ({
  sun = '{ from: 0, to: 40, as: 1 }',
  store = '{ from: 0, to: 4000, as: 100 }',
  more = '',
} = {}): string => `sixfold: 1
name: to-size
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-05-01T00:00Z, end: ${stamp(HOURS)}, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
economy: { discountRate: 0.05 }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power:
    energy:
      periods: { peak: { price_money_per_kWh: 0.4 }, valley: { price_money_per_kWh: 0.1 } }
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: 8-22, valley: [0-8, 22-24] } }]
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 10000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  sun: { kind: converter, lead: power, rated_kW: ${sun}, ports: { light: light, power: power }, flows: { light: { carrier: heat, flow: in, per: 1 }, power: { carrier: electricity, flow: out, per: 1 } }, economics: { capex_money: 60, life_a: 20, fixedOm_money_per_a: 1, variableOm_money_per_kWh: 0 } }
  store: { kind: store, bus: power, capacity_kWh: ${store}, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95, loss_per_h: 0.002, economics: { capex_money: 12000, life_a: 15, fixedOm_money_per_a: 100, variableOm_money_per_kWh: 0 } }
  load: { kind: load, bus: power, demand: p.demand_kW }
${more}`;

const FILES = (text: string): Record<string, string> => ({ 'size.yaml': text, 'p.csv': CSV });
const load = (text: string, sections: Readonly<Record<string, unknown>> = {}): Scenario =>
  loadScenario('size.yaml', { files: mapFiles(FILES(text)), zones: zoneRules }, { sections });
const lit = yaml()
  .replace('buses:\n', 'buses:\n  light: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [dark, spent] }\n')
  .replace(
    'components:\n',
    'components:\n  dark: { kind: unserved, bus: light, carrier: heat }\n  spent: { kind: dump, bus: light }\n  sky: { kind: source, bus: light, carrier: heat, max_kW: p.sun_kW }\n',
  );

const options = { gap: 1e-6, typical: 0, maxRounds: 300, quick: false };
async function size(scenario: Scenario, more: Partial<typeof options> = {}) {
  const candidates = candidatesOf(scenario);
  const [operation, master] = [await highsHere.open(), await highsHere.open()];
  try {
    const found = await findSizes(
      scenario.run,
      rangesOf(candidates, scenario),
      sizingOptionsOf(scenario, { ...options, ...more }),
      { operation, master },
    );
    return { ...found, candidates, sizes: Array.from(found.multiples, (m, k) => m * candidates[k]!.as) };
  } finally {
    await operation.close();
    await master.close();
  }
}

/** Annuities and upkeep of the run of four days. */
const perDays = (capex: number, life: number, om: number): number =>
  (HOURS / 8760) * (capex * capitalRecovery(0.05, life) + om);

describe('sizes of least cost', () => {
  const text = lit.replace('as: 1 }', 'as: 1 }');
  it('cost what a plan with them costs and they themselves, to the printed digits', async () => {
    const scenario = load(text);
    const found = await size(scenario);
    const [sun, store] = found.sizes as [number, number];
    expect(sun).toBeGreaterThan(0);
    expect(found.cost_money - found.bound_money!).toBeLessThanOrEqual(1e-6 * found.cost_money);
    const patched = load(text, {
      ...merged(scenario, sizesPatch(scenario, found.candidates, found.sizes)),
      control: { planner: 'optimal', plan: { storeEnd: 'start' } },
    });
    const plan = (await planFor(patched, highsHere))!;
    const invested = perDays(60 * sun, 20, sun) + perDays(120 * store, 15, store);
    expect(plan.paid_money + plan.weighed_money + invested).toBeCloseTo(found.cost_money, 1);
    // Nothing nearby costs less.
    for (const by of [0.9, 1.1])
      for (const which of [0, 1]) {
        const at = found.multiples.map((m, k) => (k === which ? m * by : m));
        if (at[which]! > [40, 40][which]!) continue;
        const session = await highsHere.open();
        const s = scaled(assemble(scenario.run, planOptionsOf(scenario)), rangesOf(found.candidates, scenario), 1);
        const { objective } = await session.solve(s.problem(at));
        expect(objective).toBeGreaterThanOrEqual(found.cost_money - 1e-6 * found.cost_money);
        await session.close();
      }
  });

  it('find the same where they begin on typical periods, which tell what they took for it', async () => {
    const scenario = load(text, { control: { plan: { stretch_h: 12, typicalPeriods: { length_h: 12 } } } });
    const [whole, parts] = [await size(scenario), await size(scenario, { typical: 2 })];
    expect(parts.cost_money).toBeCloseTo(whole.cost_money, 1);
    expect(whole.typical).toBeUndefined();
    const { periods, all, cost_money, whole_money, unserved_kWh } = parts.typical!;
    expect(periods).toBeLessThan(all);
    expect(all).toBe(2 * DAYS);
    expect(cost_money).toBeGreaterThan(0.5 * whole.cost_money);
    // Their sizes on all of the run cost no less than the best.
    expect(whole_money).toBeGreaterThanOrEqual(whole.cost_money * (1 - 1e-6));
    expect(unserved_kWh).toBeCloseTo(0, 6);
  });

  it('are those of typical periods, tried once, where that is enough', async () => {
    const scenario = load(text, { control: { plan: { typicalPeriods: { count: 2, length_h: 12 } } } });
    const found = await size(scenario, { typical: 2, quick: true });
    expect(found.bound_money).toBeUndefined();
    expect(found.rounds).toBe(1);
    expect(found.cost_money).toBe(found.typical!.whole_money);
    expect([...found.multiples]).toEqual([...found.typical!.multiples]);
  });

  it('come in whole units where only these can be had', async () => {
    const free = await size(load(text));
    const units = await size(load(text.replace('to: 4000, as: 100 }', 'to: 4000, as: 100, unit: 700 }')));
    expect(units.sizes[1]! % 700).toBeCloseTo(0, 6);
    expect(units.cost_money).toBeGreaterThanOrEqual(free.cost_money - 1e-3);
  });

  it('leave out what is too dear, and say so in the scenario that they write', async () => {
    const dear = text.replace('capex_money: 12000', 'capex_money: 12000000');
    const scenario = load(
      dear.replace(/$/, 'control: { stores: { store: { strategy: selfUse } }, merit: { power: [sun, store] } }\n'),
    );
    const found = await size(scenario);
    expect(found.sizes[1]).toBeCloseTo(0, 4);
    expect(sizesPatch(scenario, found.candidates, found.sizes)).toMatchObject({
      components: { store: null },
      control: { stores: { store: null }, merit: { power: ['sun'] } },
    });
  });
});

/** Sections with a patch laid on the components of a scenario. */
function merged({ cluster }: Scenario, patch: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const components = (cluster.document.data as { components: Record<string, Record<string, unknown>> }).components;
  const over = patch.components as Record<string, Record<string, unknown> | null>;
  return {
    components: Object.fromEntries(
      Object.entries(components).flatMap(([id, c]) => (over[id] === null ? [] : [[id, { ...c, ...over[id] }]])),
    ),
  };
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, v, k) => Math.max(most, v === b[k] ? 0 : Math.abs(v - b[k]!)), 0);

describe('a problem taken at other sizes', () => {
  const scenario = load(lit);
  const candidates = candidatesOf(scenario);
  const ranges = rangesOf(candidates, scenario);
  const parts = scaled(assemble(scenario.run, planOptionsOf(scenario)), ranges, 1);

  it('is the problem of the scenario at these sizes, and what they cost', () => {
    const { problem } = assemble(
      load(lit, merged(scenario, sizesPatch(scenario, candidates, [7, 250]))).run,
      planOptionsOf(scenario),
    );
    const at = parts.problem(Float64Array.of(7, 2.5));
    for (const name of ['lower', 'upper', 'rowLower', 'rowUpper', 'cost', 'values'] as const)
      expect(largestDifference(at[name], problem[name]), name).toBeLessThan(1e-9);
    expect(at.offset - problem.offset).toBeCloseTo(7 * perDays(60, 20, 1) + 2.5 * perDays(12000, 15, 100), 9);
  });

  it('has slopes that small steps confirm', async () => {
    const session = await highsHere.open();
    const at = Float64Array.of(20, 3);
    const here = await session.solve(parts.problem(at));
    const slopes = parts.slopes(here);
    for (const k of [0, 1]) {
      const [up, down] = [Float64Array.from(at), Float64Array.from(at)];
      up[k]! += 1e-3;
      down[k]! -= 1e-3;
      const [more, less] = [await session.solve(parts.problem(up)), await session.solve(parts.problem(down))];
      const slope = (more.objective - less.objective) / 2e-3;
      expect(Math.abs(slopes[k]! - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
    }
    await session.close();
  });
});

describe('bad input', () => {
  const faults = (text: string): string => faultsOf(FILES(text), 'size.yaml');
  it('names a range that is upside down, and units that do not fit', () => {
    expect(faults(lit.replace('{ from: 0, to: 4000, as: 100 }', '{ from: 500, to: 400 }'))).toContain(
      'components.store.capacity_kWh.from: is above "to"; expected from <= to',
    );
    // And nothing more of it: the rest of the component is read as if it had a size.
    expect(faults(lit.replace('{ from: 0, to: 4000, as: 100 }', '{ from: 500, to: 400 }'))).not.toContain('missing');
    expect(faults(lit.replace('{ from: 0, to: 4000, as: 100 }', '{ from: 500, to: 600, unit: 350 }'))).toContain(
      'components.store.capacity_kWh.unit: no whole number of units lies between "from" and "to"',
    );
  });
  it('names a second range of one component', () => {
    expect(faults(lit.replace('charge_kW: 50,', 'charge_kW: { to: 50 },'))).toContain(
      'components.store.charge_kW: a second range beside "capacity_kWh"; expected one for each component, with which its other parameters grow',
    );
  });
  it('names what has no cost, and what is there already', () => {
    expect(() => candidatesOf(load(lit.replace(/, economics: \{ capex_money: 60.*?\}/, '')))).toThrow(
      'components.sun.economics: has no cost, and its size is to be found; expected capex_money (for 1 of rated_kW) and life_a',
    );
    expect(() => candidatesOf(load(lit.replace('capex_money: 60,', 'capex_money: 60, existing: true,')))).toThrow(
      'components.sun.economics: is existing, and its size is to be found; expected one or the other',
    );
  });
  it('says where nothing is to be sized', () => {
    const fixed = lit.replace('{ from: 0, to: 40, as: 1 }', '1').replace('{ from: 0, to: 4000, as: 100 }', '100');
    expect(() => candidatesOf(load(fixed))).toThrow(
      'components: no capacity is written as a range; expected at least one, such as capacity_kWh: { from: 0, to: 2000, as: 500 }',
    );
  });
});
