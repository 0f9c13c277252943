import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/control/optimal/assemble.ts';
import type { Assembled } from '../../../src/control/optimal/assembled.ts';
import { scaled } from '../../../src/control/optimal/scaled.ts';
import { TypicalError, typicalProblem } from '../../../src/control/optimal/typicalProblem.ts';
import { typicalRun } from '../../../src/control/optimal/typicalRun.ts';
import type { Problem } from '../../../src/core/solver.ts';
import { loadScenario, type Scenario } from '../../../src/index.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { mapFiles } from '../../../src/scenario/mapFiles.ts';
import { planOptionsOf } from '../../../src/scenario/planned.ts';

const DAYS = 24;
const HOURS = 24 * DAYS;
const stamp = (h: number): string => new Date(Date.UTC(2023, 2, 20) + h * 3_600_000).toISOString();
/** Sunny days and dull ones, in spells, so that it pays to carry energy over days. */
const CSV = `time,demand_kW,sun_kW\n${Array.from({ length: HOURS + 1 }, (_, h) => {
  const [hour, day] = [h % 24, Math.floor(h / 24)];
  const bright = day % 8 < 5 ? 1 : 0.15;
  const sun = hour > 6 && hour < 18 ? bright * (300 + 7 * (day % 5)) * Math.sin((Math.PI * (hour - 6)) / 12) : 0;
  return `${stamp(h)},${60 + (day % 7 > 4 ? 0 : 25) + (hour >= 17 && hour < 21 ? 30 : 0) + (day % 3)},${sun.toFixed(3)}`;
}).join('\n')}\n`;

const yaml = ({ loss = 0.001, end = 'start', more = '' } = {}): string =>
  `sixfold: 1
name: seasons
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: ${stamp(0)}, end: ${stamp(HOURS)}, step_s: 3600 }
currency: CNY
profiles: { p: { file: p.csv } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.3 }, fixed: { by: demand, price_money_per_kW_month: 8, metering_min: 60 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 90 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  sun: { kind: source, bus: power, carrier: electricity, max_kW: p.sun_kW }
  engine:
    kind: converter
    lead: power
    rated_kW: 30
    planned: { rampUp_per_h: 0.2, rampDown_per_h: 0.2 }
    ports: { fuel: fuel, power: power }
    flows: { fuel: { carrier: gas, flow: in, per: 2.5 }, power: { carrier: electricity, flow: out, per: 1 } }
  oil: { kind: source, bus: fuel, carrier: gas, max_kW: 1000, price_money_per_kWh: 0.09 }
  store: { kind: store, bus: power, capacity_kWh: 3000, charge_kW: 200, discharge_kW: 80, etaCharge: 0.9, etaDischarge: 0.9, loss_per_h: ${loss}, economics: { capex_money: 1, life_a: 20, fixedOm_money_per_a: 0, variableOm_money_per_kWh: 0 } }
  load: { kind: load, bus: power, demand: p.demand_kW }
${more}control: { planner: optimal, plan: { storeEnd: ${end} } }
`
    .replace('tariffs:\n', '  fuel: { carrier: gas, closers: [none] }\ntariffs:\n')
    .replace('  lost:', '  none: { kind: unserved, bus: fuel, carrier: gas }\n  lost:');

const load = (text: string): Scenario =>
  loadScenario('s.yaml', { files: mapFiles({ 's.yaml': text, 'p.csv': CSV }), zones: zoneRules });

async function costOf(problem: Problem) {
  const session = await highsHere.open();
  try {
    const solution = await session.solve(problem);
    expect(solution.status).toBe('optimal');
    return solution;
  } finally {
    await session.close();
  }
}
const laidOf = (scenario: Scenario, count: number): { like: Assembled } & ReturnType<typeof typicalRun> => {
  const options = planOptionsOf(scenario);
  const laid = typicalRun(scenario.run, assemble(scenario.run, options), { count, length: 24 });
  return { ...laid, like: assemble(laid.run, options) };
};

describe('typical periods with what is held carried through the whole', () => {
  it.each([
    ['superposed', 'start', 0.001],
    ['superposed', 'free', 0],
    ['superposed', 'cyclic', 0.004],
    ['hourly', 'start', 0.001],
    ['hourly', 'cyclic', 0.004],
  ] as const)('%s, end %s: as many periods as there are give the whole', async (linking, end, loss) => {
    const { like, typical } = laidOf(load(yaml({ loss, end })), DAYS);
    expect(typical.periods).toHaveLength(DAYS);
    const whole = await costOf(like.problem);
    const reduced = typicalProblem(like, typical, linking);
    const parts = await costOf(reduced.reduce(like.problem));
    expect(Math.abs(parts.objective - whole.objective)).toBeLessThanOrEqual(1e-6 * Math.abs(whole.objective));
  });

  it.each([
    ['superposed', 'start', 0.001],
    ['superposed', 'cyclic', 0],
    ['superposed', 'free', 0.004],
    ['hourly', 'start', 0.001],
    ['hourly', 'cyclic', 0.004],
  ] as const)(
    '%s, end %s: the answer is a point of the whole, so no store creates energy',
    async (linking, end, loss) => {
      const scenario = load(yaml({ loss, end }));
      const store = scenario.run.components.findIndex((c) => c.id === 'store');
      const { like, typical } = laidOf(scenario, 4);
      expect(typical.periods.length).toBeLessThan(DAYS / 2);
      const { problem } = like;
      const reduced = typicalProblem(like, typical, linking);
      expect(reduced.columns).toBeLessThan(0.6 * problem.columns);
      const solution = await costOf(reduced.reduce(problem));
      const { x } = reduced.expand(solution);
      // Each column within its bounds, each row within its own; money as the part reckoned it.
      const sums = new Float64Array(problem.rows);
      let cost = problem.offset;
      for (let j = 0; j < problem.columns; j++) {
        expect(x[j]!).toBeGreaterThanOrEqual(problem.lower[j]! - 1e-5);
        expect(x[j]!).toBeLessThanOrEqual(problem.upper[j]! + 1e-5);
        cost += problem.cost[j]! * x[j]!;
        for (let k = problem.starts[j]!; k < problem.starts[j + 1]!; k++)
          sums[problem.indices[k]!]! += problem.values[k]! * x[j]!;
      }
      expect(cost).toBeCloseTo(solution.objective, 3);
      // Ramps alone are held within a period, and not from one kind of day to the next.
      const ramps = like.rows.filter((b) => b.name.startsWith('ramp'));
      expect(ramps.length).toBeGreaterThan(0);
      for (let i = 0; i < problem.rows; i++) {
        if (ramps.some((b) => i >= b.first && i < b.first + b.count)) continue;
        expect(sums[i]!).toBeGreaterThanOrEqual(problem.rowLower[i]! - 1e-4);
        expect(sums[i]!).toBeLessThanOrEqual(problem.rowUpper[i]! + 1e-4);
      }
      // Energy of the store over the whole, by hand: what came in less what went out and stood away is what is held at the end.
      const block = (name: string) => like.columns.find((b) => b.name === name && b.component === store)!;
      const [charge, discharge, level] = ['charge', 'discharge', 'level'].map((name) => block(name).first) as [
        number,
        number,
        number,
      ];
      let held = end === 'cyclic' ? x[level + HOURS - 1]! : 1500;
      // What flows evenly through an hour stands for a part of it: the mean of (1 - loss)^t over it.
      const mean = loss === 0 ? 1 : loss / -Math.log(1 - loss);
      for (let t = 0; t < HOURS; t++) {
        held = held * (1 - loss) + mean * (0.9 * x[charge + t]! - x[discharge + t]! / 0.9);
        expect(held).toBeCloseTo(x[level + t]!, 3);
      }
    },
  );

  it('superposed costs what hour by hour costs without standing loss, and little more with it', async () => {
    for (const [loss, most] of [
      [0, 1e-6],
      [0.002, 0.01],
    ] as const) {
      const { like, typical } = laidOf(load(yaml({ loss })), 5);
      const [hourly, superposed] = [
        await costOf(typicalProblem(like, typical, 'hourly').reduce(like.problem)),
        await costOf(typicalProblem(like, typical, 'superposed').reduce(like.problem)),
      ];
      const more = superposed.objective / hourly.objective - 1;
      expect(more).toBeGreaterThanOrEqual(-1e-7);
      expect(more).toBeLessThanOrEqual(most);
    }
  });

  it('prices what one more of a store would change, as a small step finds it', async () => {
    const scenario = load(yaml());
    const { like, typical } = laidOf(scenario, 5);
    const store = scenario.run.components.findIndex((c) => c.id === 'store');
    const by = scaled(like, [{ component: store, cost_money: 50 }], 1);
    for (const linking of ['superposed', 'hourly'] as const) {
      const reduced = typicalProblem(like, typical, linking);
      const at = async (v: number) => costOf(reduced.reduce(by.problem(Float64Array.of(v))));
      const here = await at(0.7);
      const [slope] = by.slopes({ ...here, ...reduced.expand(here) });
      const [less, more] = [await at(0.695), await at(0.705)];
      // A convex function: its slope lies between those of the steps down and up.
      expect(slope!).toBeGreaterThanOrEqual((here.objective - less.objective) / 0.005 - 1e-3);
      expect(slope!).toBeLessThanOrEqual((more.objective - here.objective) / 0.005 + 1e-3);
    }
  });

  it('keeps the sums of demand and sun, and the extremes as they were', () => {
    const scenario = load(yaml());
    const { run, typical, kept } = laidOf(scenario, 4);
    const columnsOf = (of: Scenario['run']): Float64Array[] =>
      ['load', 'sun'].map((id) => {
        const c = of.components.find((one) => one.id === id)!;
        return c.columns[c.inputs.findIndex((name) => name === 'demand_kW' || name === 'max_kW')] as Float64Array;
      });
    const [was, is] = [columnsOf(scenario.run), columnsOf(run)];
    const sum = (v: Float64Array): number => v.reduce((a, b) => a + b, 0);
    was.forEach((column, k) => {
      expect(sum(is[k]!)).toBeCloseTo(sum(column), 3);
      expect(Math.max(...is[k]!)).toBeLessThanOrEqual(Math.max(...column));
    });
    expect(kept.length).toBeGreaterThan(0);
    const [demand] = was as [Float64Array];
    const peak = Math.floor(demand.indexOf(Math.max(...demand)) / 24);
    expect(kept).toContain(peak);
    for (const d of kept) {
      expect(typical.periods[typical.of[d]!]).toEqual({ start: d * 24, length: 24, weight: 1 });
      expect([...is[0]!.subarray(d * 24, d * 24 + 24)]).toEqual([...demand.subarray(d * 24, d * 24 + 24)]);
    }
  });

  it('refuses what differs from day to day in what no series tells', () => {
    const cars = '  cars: { kind: evCharging, bus: power, mode: vehicleToGrid, points: 4 }\n';
    const { like, typical } = laidOf(load(yaml({ more: cars })), 4);
    expect(() => typicalProblem(like, typical, 'superposed')).toThrow(TypicalError);
  });
});
