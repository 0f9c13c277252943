import { describe, expect, it } from 'vitest';
import type { Solution, Solver } from '../../src/core/solver.ts';
import type { Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { another, conduct } from '../../src/scenario/rolling.ts';
import type { Outcome } from '../../src/scenario/simulation.ts';
import { load } from './small.ts';

const HOURS = 72;
const stamp = (h: number): string => new Date(Date.UTC(2023, 0, 30) + h * 3_600_000).toISOString();
/** Demand with a peak in the evening, sun at noon, a price with two levels; no day like the other. */
const rows = Array.from({ length: HOURS }, (_, h) => {
  const [hour, day] = [h % 24, Math.floor(h / 24)];
  const demand = 300 + (hour >= 17 && hour < 21 ? 200 + 50 * day : 0) + 10 * ((h * 7) % 5);
  const sun = hour > 6 && hour < 18 ? (250 - 60 * day) * Math.sin((Math.PI * (hour - 6)) / 12) : 0;
  const price = hour >= 8 && hour < 22 ? 0.3 + 0.02 * day : 0.1;
  return `${stamp(h)},${demand},${sun.toFixed(3)},${100 + 5 * ((h * 3) % 7)},${price}`;
});
const CSV = `time,demand_kW,sun_kW,heat_kW,buy_money_per_kWh\n${rows.join('\n')}\n`;

/** Three days over the end of a month of a site whose kinds are all exactly linear, with a charge on each month's highest draw. */
const site = (plan: string, engine = ''): string => `sixfold: 1
name: linear
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-01-30T00:00Z, end: ${stamp(HOURS)}, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [cold, let-go] }
  gas: { carrier: gas, closers: [supply] }
tariffs:
  power:
    energy: { price_money_per_kWh: p.buy_money_per_kWh }
    fixed: { by: demand, price_money_per_kW_month: 40, metering_min: 60 }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.12 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  cold: { kind: unserved, bus: heat, carrier: heat }
  let-go: { kind: dump, bus: heat }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 2000 }
  sun: { kind: source, bus: power, max_kW: p.sun_kW }
  engine: { kind: converter, lead: power, rated_kW: 150, ports: { gas: gas, power: power, warm: heat }, flows: { gas: { carrier: gas, flow: in, per: 2.5 }, power: { carrier: electricity, flow: out, per: 1 }, warm: { carrier: heat, flow: out, per: 1.1 } }${engine} }
  spring: { kind: source, bus: heat, carrier: heat, max_kW: 400, price_money_per_kWh: 0.09 }
  battery: { kind: store, bus: power, capacity_kWh: 400, charge_kW: 120, discharge_kW: 120, etaCharge: 0.95, etaDischarge: 0.95, loss_per_h: 0.001 }
  tank: { kind: store, bus: heat, carrier: heat, capacity_kWh: 500, charge_kW: 200, discharge_kW: 200, loss_per_h: 0.01 }
  load: { kind: load, bus: power, demand: p.demand_kW }
  heating: { kind: load, bus: heat, carrier: heat, demand: p.heat_kW }
control:
${plan}
`;
const CHARGE = '    fixed: { by: demand, price_money_per_kW_month: 40, metering_min: 60 }\n';
const scenario = (plan: string, engine = '', charge = CHARGE): Scenario =>
  load({ 'linear.yaml': site(plan, engine).replace(CHARGE, charge), 'p.csv': CSV }, 'linear.yaml');

async function carriedOut(s: Scenario, solver: Solver = highsHere): Promise<Outcome> {
  const conducted = await conduct(s, solver);
  try {
    await conducted.advance(s.run.grid.length);
    return conducted.simulation.outcome();
  } finally {
    await conducted.close();
  }
}
const paid = (outcome: Outcome): number => {
  const { costs } = summarise(outcome);
  return costs.bill_money + costs.variableOm_money + costs.carbon_money;
};
const columnOf = (outcome: Outcome, name: string): Float64Array =>
  outcome.table.columns[outcome.columns.findIndex((c) => c.name === name)]!;
const unserved = (outcome: Outcome): number =>
  Object.values(summarise(outcome).buses).reduce((sum, bus) => sum + bus.unserved, 0);

const OPTIMAL = '  planner: optimal\n  plan: { storeEnd: start, gap: 0 }';
const mpc = (more: string): string => `  planner: mpc\n  plan: { storeEnd: start, gap: 0, ${more} }`;
const PLANNED =
  ', minLoad: 0.5, planned: { startCost_money: 20, minUp_h: 4, minDown_h: 3, rampUp_per_h: 0.6, rampDown_per_h: 0.7 }';

describe('what goes over the seams of a rolling plan', () => {
  it.each([
    ['levels and billed peaks', 'commitment: relaxed', ''],
    ['times on and off, ramps and starts', 'commitment: binary', PLANNED],
  ])('%s: with all in sight it does what one plan of the whole run does', async (_, commitment, engine) => {
    const whole = await carriedOut(scenario(OPTIMAL.replace('gap: 0', `gap: 0, ${commitment}`), engine));
    const rolled = await carriedOut(scenario(mpc(`horizon_h: ${HOURS}, every_h: 24, ${commitment}`), engine));
    expect(unserved(whole)).toBeLessThan(1e-6);
    expect(unserved(rolled)).toBeLessThan(1e-6);
    expect(paid(rolled)).toBeCloseTo(paid(whole), 4);
    // What was planned step by step adds up to what the plan of the whole run reckoned, and to what came.
    const { plan } = rolled.followed!;
    // A start is paid in the plan alone: the generic converter bills none.
    const load = columnOf(rolled, 'engine.load');
    const starts = engine === '' ? 0 : load.filter((v, h) => v > 1e-9 && !((load[h - 1] ?? 0) > 1e-9)).length;
    expect(plan.paid_money).toBeCloseTo(paid(rolled) + 20 * starts, 4);
    expect(plan.rolled).toEqual({ plans: 3, every_h: 24, horizon_h: 72, forecast: 'perfect' });
  });

  it('keeps an engine on for its least time though it is planned anew each hour', async () => {
    const rolled = await carriedOut(scenario(mpc('horizon_h: 12, every_h: 1, commitment: binary'), PLANNED, ''));
    const load = columnOf(rolled, 'engine.load');
    const runs = Array.from(load, (v) => (v > 1e-9 ? '1' : '0'))
      .join('')
      .split(/(?<=1)(?=0)|(?<=0)(?=1)/);
    const whole = runs.slice(1, -1);
    expect(whole.length).toBeGreaterThan(2);
    for (const run of whole) expect(run.length).toBeGreaterThanOrEqual(run.startsWith('1') ? 4 : 3);
    for (let h = 1; h < HOURS; h++)
      if (load[h]! > 1e-9 && load[h - 1]! > 1e-9) {
        expect(load[h]! - load[h - 1]!).toBeLessThan(0.6 + 1e-6);
        expect(load[h - 1]! - load[h]!).toBeLessThan(0.7 + 1e-6);
      }
  });
});

it('never costs less than the one plan that knows all, nor serves less with perfect forecasts', async () => {
  const best = paid(await carriedOut(scenario(OPTIMAL)));
  for (const more of ['horizon_h: 6', 'horizon_h: 12, every_h: 3', 'horizon_h: 24', 'horizon_h: 24, every_h: 24']) {
    const outcome = await carriedOut(scenario(mpc(more)));
    expect(unserved(outcome)).toBeLessThan(1e-6);
    expect(paid(outcome)).toBeGreaterThanOrEqual(best - 1e-6);
    // Stores end at least as they began.
    for (const name of ['battery.energy_kWh', 'tank.energy_kWh'])
      expect(columnOf(outcome, name).at(-1)!).toBeGreaterThanOrEqual(outcome.initial[name]! - 1e-6);
  }
});

it('pays for errors of its forecast, and is the same each time', async () => {
  const s = scenario(mpc('horizon_h: 24'));
  const wrong = (seed: number): Scenario => {
    const { plan } = s.cluster.spec.control;
    return another(s, { plan: { ...plan, forecast: { method: 'noisy', afterHour: 0.2, afterDay: 0.5, seed } } });
  };
  const perfect = paid(await carriedOut(another(s, {})));
  const [first, again] = [await carriedOut(wrong(1)), await carriedOut(wrong(1))];
  expect(first.table.columns).toEqual(again.table.columns);
  const others = [first, await carriedOut(wrong(2)), await carriedOut(wrong(3))].map(paid);
  expect(new Set(others).size).toBe(3);
  expect(others.reduce((sum, v) => sum + v, 0) / 3).toBeGreaterThan(perfect);
  expect(first.followed!.plan.text).toBe(
    '72 plans of up to 24 h, one every 1 h, forecast: with errors of 20 % after an hour and 50 % after a day',
  );
});

describe('several futures at once', () => {
  const around = (futures: number, afterHour: number, afterDay: number): string =>
    mpc(`horizon_h: 12, every_h: 2, robust: { futures: ${futures}, afterHour: ${afterHour}, afterDay: ${afterDay} }`);
  it('plan as one where none differs', async () => {
    const [one, same] = [
      await carriedOut(scenario(mpc('horizon_h: 12, every_h: 2'))),
      await carriedOut(scenario(around(3, 0, 0))),
    ];
    expect(paid(same)).toBeCloseTo(paid(one), 3);
    expect(same.followed!.plan.text).toContain('forecast: perfect, and 2 futures around it');
  });
  it('cost something where they differ, and serve all the same', async () => {
    const best = paid(await carriedOut(scenario(mpc('horizon_h: 12, every_h: 2'))));
    const wary = await carriedOut(scenario(around(4, 0.1, 0.3)));
    expect(unserved(wary)).toBeLessThan(1e-6);
    expect(paid(wary)).toBeGreaterThan(best);
    expect(wary.followed!.plan.status).toBe('optimal');
  });
});

it('lets the rules go on alone where the solver gives nothing, and says so', async () => {
  let asked = 0;
  const shaky: Solver = {
    async open() {
      const session = await highsHere.open();
      return {
        ...session,
        solve: async (problem, options): Promise<Solution> =>
          ++asked === 3
            ? {
                ...(await session.solve(problem, options)),
                status: 'failed',
                hasPoint: false,
                text: 'time limit reached',
              }
            : session.solve(problem, options),
      };
    },
  };
  const outcome = await carriedOut(scenario(mpc('horizon_h: 24, every_h: 6')), shaky);
  const { plan } = outcome.followed!;
  expect(plan.status).toBe('optimal');
  expect(plan.warnings).toEqual([
    '1 of 12 times there was no plan, first at 2023-01-30T12:00Z: the rules went on alone until the next',
  ]);
  expect([...plan.without!].flatMap((v, k) => (v === 1 ? [k] : []))).toEqual([12, 13, 14, 15, 16, 17]);
  expect(unserved(outcome)).toBeLessThan(1e-6);
  const summary = summarise(outcome);
  expect(Object.values(summary.plan!.prices).every((p) => Number.isFinite(p.mean))).toBe(true);
});

describe('bad input', () => {
  const faults = (plan: string): Promise<unknown> => carriedOut(scenario(mpc(plan)));
  it('names what a horizon cannot be', async () => {
    await expect(faults('horizon_h: 100')).rejects.toThrow(
      'control.plan.horizon_h: met 100 h, and the run has 72 h of data; expected at most that, or planner: optimal to plan the whole run at once',
    );
    await expect(faults('horizon_h: 2, every_h: 6')).rejects.toThrow(
      'control.plan.horizon_h: met 2 h, shorter than every_h (6 h); expected at least that',
    );
    await expect(faults('every_h: 1.5')).rejects.toThrow(
      'control.plan.every_h: met 1.5 h, which is no whole number of steps of 3600 s; expected a multiple of the step',
    );
  });
  it('asks for the file of a forecast', async () => {
    await expect(faults('forecast: { method: profile, from: other.yaml }')).rejects.toThrow(
      'control.plan.forecast: method profile needs the scenario that holds what was forecast ("other.yaml"), loaded beside this one',
    );
  });
});
