import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/control/optimal/plan.ts';
import { ConfigError } from '../../../src/core/errors.ts';
import type { SolverSession } from '../../../src/core/solver.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { type ClusterSketch, cluster } from '../../cluster.ts';
import { plan, wholeRun } from './planning.ts';

const site = (components: ClusterSketch['components']) =>
  cluster({
    length: 6,
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
      load: { kind: 'load', ports: { input: 'power' }, demand: 40 },
      ...components,
    },
    prices: { power: () => 0.5 },
  }).run;

describe('a search for whole numbers that its limit ends', () => {
  const machine = {
    kind: 'source',
    ports: { output: 'power' },
    max_kW: 100,
    min_kW: 50,
    price_money_per_kWh: 0.1,
  };
  /** A solver that no search comes to an end with. */
  const without = (session: SolverSession): SolverSession => ({
    ...session,
    solve: async (problem, options) => {
      const solution = await session.solve(problem, options);
      return problem.integer === undefined
        ? solution
        : { ...solution, status: 'limit', text: 'time limit reached', hasPoint: false };
    },
  });

  it('has the plan that is nearest to the relaxed one, and says how near it is proved to be', async () => {
    const session = await highsHere.open();
    const run = site({ machine });
    const p = await makePlan(run, wholeRun(run, { commitment: 'binary' }), without(session));
    await session.close();
    // 40 kW at 0.1 for 6 h relaxed; at its least of 50, 10 of them spilt: 24 and 30. // by hand
    expect(p.status).toBe('limit');
    expect(p.paid_money).toBeCloseTo(30, 6);
    expect(p.gap).toBeCloseTo(0.2, 6);
    expect(p.warnings).toEqual([
      'the plan stopped early (time limit reached before the search had any plan; machines rest, or run at their least load or more, as the plan without statuses has it nearer; a longer control.plan.timeLimit_s, a larger gap or fewer hours help): the best may cost up to 20.00 % less',
    ]);
  });

  it('leaves the run to the rules where there is no relaxed plan in time either, and says so', async () => {
    const run = site({ machine });
    const session = await highsHere.open();
    const never: SolverSession = {
      ...session,
      solve: async (problem, options) => ({
        ...(await session.solve(problem, options)),
        status: 'limit',
        text: 'time limit reached',
        hasPoint: false,
      }),
    };
    const p = await makePlan(run, wholeRun(run, { commitment: 'binary' }), never);
    await session.close();
    expect(p.status).toBe('fallback');
    expect(p.warnings).toEqual(['no plan (time limit reached): the rules ran alone']);
  });
});

describe('numbers that lie too far apart', () => {
  const refusal = async (components: ClusterSketch['components']): Promise<string> => {
    const error = await plan(site(components)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  };
  const source = (max_kW: number, price_money_per_kWh: number) => ({
    kind: 'source',
    ports: { output: 'power' },
    max_kW,
    price_money_per_kWh,
  });

  it('are refused with the names of both ends', async () => {
    expect(await refusal({ small: source(1e-9, 0.1), large: source(1e9, 0.2) })).toBe(
      'components.small: "given" of "small" is at most 1.0e-9 where "given" of "large" is at most 1.0e+9: a plan can tell numbers apart within 12 orders of magnitude; leave the small one out, narrow the large one, or check their units',
    );
    expect(await refusal({ cheap: source(50, 1e-9) })).toMatch(
      /^components\.cheap: "given" of "cheap" costs 1\.0e-9 where "unserved" of "lost" costs \S+: a plan can tell numbers apart within 9 orders of magnitude; leave the small one out, narrow the large one, or check their units$/,
    );
  });

  it('are planned where they can be told apart', async () => {
    const p = await plan(site({ small: source(1e-3, 0.01), large: source(1e6, 0.2) }));
    // A watt at 0.01, the rest at 0.2. // by hand
    expect(p.paid_money).toBeCloseTo(6 * (0.001 * 0.01 + 39.999 * 0.2), 6);
  });
});
