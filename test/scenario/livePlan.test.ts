import { describe, expect, it } from 'vitest';
import type { Solver } from '../../src/core/solver.ts';
import type { Scenario } from '../../src/index.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import type { JournalEntry } from '../../src/scenario/command.ts';
import { planFrom, planOrRules } from '../../src/scenario/livePlan.ts';
import { makeSession, type Session } from '../../src/scenario/session.ts';
import { FILES, load, SMALL } from './small.ts';

/** Three days, in which the price is the higher at day; planned every day for two. */
const planned = (files: Readonly<Record<string, string>> = {}): Scenario =>
  load({
    ...FILES,
    ...files,
    'site.csv': `time,demand_kW\n${Array.from({ length: 73 }, (_, h) => `2023-03-0${1 + Math.floor(h / 24)}T${String(h % 24).padStart(2, '0')}:00,${300 + 10 * (h % 24)}`).join('\n')}\n`,
    'small.yaml': SMALL.replace('end: 2023-03-02', 'end: 2023-03-04').replace(
      'control:\n',
      'control:\n  planner: optimal\n',
    ),
  });

/** Takes steps, and makes each plan when it is due, as a running twin does. */
async function walk(scenario: Scenario, session: Session, until: number): Promise<Float64Array[]> {
  const rows: Float64Array[] = [];
  while (session.index < until) {
    const rhythm = session.planDue;
    if (rhythm !== undefined) {
      const action = await planFrom(scenario, rhythm, session.save(), session.standing(), highsHere);
      session.act('planner', `plan-${session.index}`, action);
    }
    session.step();
    const row = new Float64Array(session.columns.length);
    session.read(row, 0);
    rows.push(row);
  }
  return rows;
}
const of = (session: Session, name: string): number => session.columns.findIndex((c) => c.name === name);
const plansIn = (journal: readonly JournalEntry[]): string[] =>
  journal.flatMap(({ step, action }) => (action.do === 'plan' ? [`${step} for ${action.steps}`] : []));

describe('a running twin under a plan', () => {
  it('plans every day for two, and cheaper than rules do', async () => {
    const scenario = planned();
    const session = makeSession(scenario);
    const rows = await walk(scenario, session, 72);
    expect(plansIn(session.journal)).toEqual(['0 for 48', '24 for 48', '48 for 24']);
    expect(session.events.filter((e) => e.code === 'planned').map((e) => e.step)).toEqual([0, 24, 48]);
    expect(session.events.find((e) => e.code === 'planned')!.text).toMatch(
      /^planned 48 steps at least cost: -?\d+ CNY/,
    );
    const cluster = scenario.cluster;
    const { planner: _none, ...control } = cluster.spec.control;
    const ruled = makeSession({ ...scenario, cluster: { ...cluster, spec: { ...cluster.spec, control } } });
    const plain = await walk(scenario, ruled, 72);
    expect(plansIn(ruled.journal)).toEqual([]);
    // By the tariffs: 0.3 from 8 to 22 h and 0.1 at night, gas at 0.05.
    const grid = of(session, 'grid.electricity_kW');
    const gas = of(session, 'supply.gas_kW');
    const cost = (course: readonly Float64Array[]): number =>
      course.reduce((sum, row, i) => {
        const price = i % 24 >= 8 && i % 24 < 22 ? 0.3 : 0.1;
        return sum + price * Math.max(0, row[grid]!) + 0.05 * row[gas]!;
      }, 0);
    expect(cost(rows)).toBeLessThan(cost(plain));
  });

  it('gives the same bits again from its journal, wherever it is taken up', async () => {
    const scenario = planned();
    const session = makeSession(scenario);
    const journal: JournalEntry[] = [];
    const states = [session.save()];
    const rows: Float64Array[] = [];
    while (!session.isDone) {
      rows.push(...(await walk(scenario, session, session.index + 1)));
      states.push(session.save());
      for (const entry of session.journal)
        if (!journal.some(({ id }) => id === entry.id)) journal.push(structuredClone(entry));
    }
    for (const from of [0, 1, 24, 37, 60]) {
      const again = makeSession(planned());
      again.restore(states[from]!, journal);
      expect(again.planDue).toBeUndefined();
      expect(await walk(scenario, again, 72)).toEqual(rows.slice(from));
    }
  });

  it('plans from how machines stand and from the peak so far, also where it is taken up again', async () => {
    const byPeak = `${FILES['tariffs/power.yaml']}fixed: { by: demand, price_money_per_kW_month: 51 }\npartialMonths: whole\n`;
    const billed = (): Scenario => planned({ 'tariffs/power.yaml': byPeak });
    const scenario = billed();
    const session = makeSession(scenario);
    const rows = await walk(scenario, session, 24);
    const { before } = session.standing().planStart!;
    const at = (id: string): number => scenario.run.components.findIndex((c) => c.id === id);
    const drawn = rows.map((row) => row[of(session, 'grid.import_kW')]!);
    // Metered by the hour here: the highest mean of the month is the highest step.
    expect(before![at('grid')]!.peaks_kW).toEqual([Float64Array.of(Math.max(...drawn))]);
    const battery = rows.map((row) => Math.abs(row[of(session, 'battery.electricity_kW')]!) > 1e-6);
    const same = battery.length - 1 - battery.lastIndexOf(!battery.at(-1));
    expect(before![at('battery')]).toMatchObject({ isOn: battery.at(-1), held_h: same });
    const again = makeSession(billed());
    again.restore(session.save(), []);
    expect(again.standing().planStart).toEqual(session.standing().planStart);
    const rhythm = session.planDue!;
    const plan = await planFrom(scenario, rhythm, session.save(), session.standing(), highsHere);
    expect(await planFrom(scenario, rhythm, again.save(), again.standing(), highsHere)).toEqual(plan);
    // What it knows counts: with a peak that is paid for, no kilowatt is saved below it.
    const unknowing = { ...session.standing(), planStart: undefined };
    expect(await planFrom(scenario, rhythm, session.save(), unknowing, highsHere)).not.toEqual(plan);
    again.restore(makeSession(billed()).save(), []);
    expect(again.standing().planStart!.before).toBeUndefined();
    // What another version saved has another shape: nothing is read off it.
    const saved = session.save();
    again.restore({ ...saved, control: saved.control.subarray(0, saved.control.length - 3) }, []);
    expect(again.standing().planStart!.before).toBeUndefined();
  });

  it('yields to whoever holds a set point, and to local rules', async () => {
    const scenario = planned();
    const session = makeSession(scenario);
    const battery = of(session, 'battery.electricity_kW');
    const plan = (await walk(scenario, session, 12)).map((row) => row[battery]!);
    const begin = makeSession(planned()).save();
    session.restore(begin, []);
    await walk(scenario, session, 6);
    session.act('operator', 'a', { do: 'setpoint', component: 'battery', port: 'electricity', target: 7, steps: 2 });
    const held = await walk(scenario, session, 8);
    expect(held.map((row) => row[battery]!).map((v) => Math.abs(v - 7) < 1e-9)).toEqual([true, true]);
    expect(plan.slice(6, 8)).not.toContain(7);
    session.act('operator', 'b', { do: 'mode', mode: 'local' });
    const local = await walk(scenario, session, 12);
    session.restore(begin, []);
    const again = (await walk(scenario, session, 12)).map((row) => row[battery]!);
    expect(again).toEqual(plan);
    expect(local.map((row) => row[battery]!)).not.toEqual(plan.slice(8));
  });

  it('goes on by rules where the solver fails, and says so', async () => {
    const scenario = planned();
    const session = makeSession(scenario);
    const broken: Solver = { open: () => Promise.reject(new Error('the solver is gone')) };
    const action = await planOrRules(scenario, session.planDue!, session.save(), session.standing(), broken);
    session.act('planner', 'plan-0', action);
    expect(session.planDue).toBeUndefined();
    session.step();
    expect(session.events).toEqual([
      {
        step: 0,
        severity: 'warning',
        component: 'site',
        code: 'planned',
        text: 'no plan (the solver is gone): rules go on alone',
      },
    ]);
  });

  it('believes of the days to come what the scenario says, with planner mpc', async () => {
    const by = (method: string): Scenario => {
      const scenario = planned();
      const { cluster } = scenario;
      const control = { ...cluster.spec.control, planner: 'mpc' as const };
      const plan = { ...control.plan, forecast: { method, period_h: 24 } as typeof control.plan.forecast };
      return { ...scenario, cluster: { ...cluster, spec: { ...cluster.spec, control: { ...control, plan } } } };
    };
    const planAt24 = async (scenario: Scenario) => {
      const session = makeSession(planned());
      await walk(planned(), session, 24);
      return planFrom(scenario, { every: 24, horizon: 24 }, session.save(), session.standing(), highsHere);
    };
    expect(makeSession(by('perfect')).planDue).toEqual({ every: 1, horizon: 48 });
    const perfect = await planAt24(by('perfect'));
    expect(perfect).toEqual(await planAt24(planned()));
    expect((await planAt24(by('persistence'))).leads).not.toEqual(perfect.leads);
    expect(() => makeSession(by('profile'))).toThrow(/a running twin does not plan by method profile; take perfect/);
  });

  it('is refused where something of the site cannot be planned', () => {
    const text = SMALL.replace('control:\n', 'control:\n  planner: optimal\n').replace(
      'heating: {',
      'tes: { kind: boreholeStorage, ports: { cold: heat }, boreholes: 40, depth_m: 80, charge_kW: 1, discharge_kW: 1 }\n  heating: {',
    );
    const files = { ...FILES, 'small.yaml': text };
    expect(() => makeSession(load(files))).toThrow(
      /has no linear model, so planner "optimal" cannot plan it: .*; run by rules/,
    );
  });
});
