import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/control/optimal/assemble.ts';
import type { AssembleOptions } from '../../../src/control/optimal/assembled.ts';
import type { PlanLimit } from '../../../src/control/optimal/limits.ts';
import { periodsOf } from '../../../src/control/optimal/limits.ts';
import { byRows, reachOf } from '../../../src/control/optimal/reach.ts';
import type { Run } from '../../../src/core/run.ts';
import { type ClusterSketch, cluster } from '../../cluster.ts';
import { plan, wholeRun } from './planning.ts';

const YEAR = 8760;

/** A year of hours: a boiler of 100 kW on gas of at most 90 kW, a tank, and a heat demand of its own. */
const year = (more: ClusterSketch['components'] = {}, closers = ['spilt']): Run =>
  cluster({
    length: YEAR,
    buses: {
      heat: { carrier: 'heat', supply_degC: 80, return_degC: 60, closers },
      fuel: { carrier: 'gas', closers: ['supply'] },
    },
    components: {
      ...(closers.includes('spilt') ? { spilt: { kind: 'dump', ports: { input: 'heat' } } } : {}),
      ...(closers.includes('lost') ? { lost: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' } } : {}),
      supply: { kind: 'gasSupply', ports: { gas: 'fuel' }, tariff: 'gas', limit_kW: 90 },
      boiler: {
        kind: 'converter',
        ports: { gas: 'fuel', heat: 'heat' },
        lead: 'heat',
        rated_kW: 100,
        flows: { gas: { carrier: 'gas', flow: 'in', per: 1.25 }, heat: { carrier: 'heat', flow: 'out', per: 1 } },
      },
      ...more,
    },
    prices: { gas: (i) => 0.05 + 0.01 * (i % 7) },
  }).run;

const load = (kW: number): ClusterSketch['components'][string] => ({
  kind: 'load',
  ports: { input: 'heat' },
  carrier: 'heat',
  demand: kW,
});

const limit = (run: Run, name: string, id: string, more: Partial<PlanLimit>): PlanLimit => ({
  name,
  unit: 'kWh',
  flows: [{ component: run.components.findIndex((c) => c.id === id), port: 0, by: 1 }],
  emissions: [],
  periodOf: periodsOf(run, 'run'),
  least: Number.NEGATIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
  penalty_money: Number.POSITIVE_INFINITY,
  ...more,
});

const STRETCH = 240;

describe('a year that contradicts itself', () => {
  it('because what is asked for is above what can come through its converters', async () => {
    // 90 kW of gas make 72 kW of heat. // by hand
    const p = await plan(year({ load: load(75) }), { stretch: STRETCH });
    expect(p.status).toBe('relaxed');
    expect(p.unmet).toEqual([
      'bus "heat" (heat) at 2023-01-01T00:00Z needs 75 kW, and all that can feed it gives 72 at most ("boiler" 72, held there by bus "fuel"), the worst of 8760 such steps; give it a closer, more capacity, or less to meet',
      'bus "heat" (heat) lacks 3 kW at 2023-01-01T00:00Z, the worst of 8760 such steps: 26280 kWh in all, in the plan that misses least',
    ]);
  });

  it('because more comes than anything can take', async () => {
    const waste = { kind: 'wasteHeat', ports: { heat: 'heat' }, heat: 40, temperature: 120, mustTake: true };
    const p = await plan(year({ load: load(30), waste }, ['lost']), { stretch: STRETCH });
    expect(p.unmet[0]).toBe(
      'bus "heat" (heat) at 2023-01-01T00:00Z must take 10 kW more than anything at it can use ("waste" 40), the worst of 8760 such steps; give it a closer, more capacity, or less to meet',
    );
    expect(p.unmet[1]).toMatch(/^bus "heat" \(heat\) has too much by 10 kW at .*: 87600 kWh in all/);
  });

  it('because two limits cannot both be kept', async () => {
    const run = year({ load: load(60) }, ['spilt', 'lost']);
    const limits = [
      limit(run, 'least-heat', 'boiler', { flows: [{ component: 3, port: 1, by: 1 }], least: 400_000 }),
      limit(run, 'gas-budget', 'supply', { most: 300_000 }),
    ];
    const p = await plan(run, { stretch: STRETCH, limits });
    // 400,000 kWh of heat take 500,000 of gas; 300,000 of gas make 240,000 of heat. // by hand
    expect(p.status).toBe('relaxed');
    expect(p.unmet).toEqual([
      'the limit "least-heat" (at least 400000 kWh) is missed by 160000 kWh, in the plan that misses least; against it stands "gas-budget"; widen it, or give it a penalty_money',
    ]);
  });

  it('because a cap of carbon is below the least that can be emitted', async () => {
    const run = year({ load: load(60) });
    const cap = limit(run, 'carbon', 'supply', { unit: 'kg', flows: [], emissions: ['scope1'], most: 100_000 });
    const p = await plan(run, { stretch: STRETCH, limits: [cap] });
    // 60 kW of heat from 75 of gas at 0.198 kg/kWh: 130,086 kg. // by hand
    expect(p.unmet[0]).toBe(
      'the limit "carbon" allows 100000 kg, and what counts in it comes to 130090 at least; widen it, or give it a penalty_money',
    );
    expect(p.status).toBe('relaxed');
  });

  it('because a store cannot come to the level that it is to end with', async () => {
    const tank = {
      kind: 'store',
      ports: { port: 'heat' },
      carrier: 'heat',
      capacity_kWh: 50_000,
      charge_kW: 5,
      discharge_kW: 50,
      loss_per_h: 0.001,
      socStart: 0.8,
    };
    const p = await plan(year({ load: load(60), tank }), { stretch: STRETCH, storeEnd: 'start' });
    expect(p.status).toBe('relaxed');
    expect(p.unmet).toHaveLength(1);
    // 5 kW against a loss of 0.1 % of 40,000 kWh an hour: it ends near 5,000 kWh. // by hand
    expect(p.unmet[0]).toMatch(
      /^"tank" is to hold 40000 kWh at the end as at the start \(control\.plan\.storeEnd: start\), and can come to 50\d\d(\.\d+)? at most; /,
    );
  });

  it('because a store cannot last for as long as it has to: in the smallest span of time', async () => {
    // 80 kW where 72 come: a tank of 40 kWh lasts five hours. // by hand
    const tank = {
      kind: 'store',
      ports: { port: 'heat' },
      carrier: 'heat',
      capacity_kWh: 40,
      charge_kW: 40,
      discharge_kW: 40,
      loss_per_h: 0,
      socStart: 1,
    };
    const p = await plan(year({ load: load(80), tank }), { stretch: STRETCH, storeEnd: 'free' });
    expect(p.status).toBe('relaxed');
    expect(p.unmet[0]).toMatch(/^bus "heat" \(heat\) lacks /);
    expect(p.unmet.at(-1)).toMatch(
      /^the smallest span that contradicts itself is from .* to .*Z; there these cannot hold together: /,
    );
    for (const name of ['bus "heat"', '"stock" of "tank"', 'bus "fuel"']) expect(p.unmet.at(-1)).toContain(name);
  });

  it('because a machine rules out what it is asked for', async () => {
    const source = { kind: 'source', ports: { output: 'heat' }, carrier: 'heat', max_kW: 10 };
    const run = year({ load: load(60), source }, ['spilt', 'lost']);
    // A machine whose rules no plan can keep: its load is to be above its own most.
    const broken: Run = {
      ...run,
      components: run.components.map((c) =>
        c.id !== 'source'
          ? c
          : {
              ...c,
              kind: {
                ...c.kind,
                linear(_q, _window, model) {
                  const at = model.columns('load', 0, 10);
                  const rule = model.rows('duty', 20, Number.POSITIVE_INFINITY);
                  model.count(rule, at, 1);
                  model.flow('output', at, 1);
                },
              },
            },
      ),
    };
    const p = await plan(broken, { stretch: STRETCH });
    expect(p.status).toBe('fallback');
    expect(p.unmet).toEqual([
      'the smallest span that contradicts itself is at 2023-01-01T00:00Z; there these cannot hold together: the rule "duty" of "source", at least 20 at 2023-01-01T00:00Z; "load" of "source", at most 10 at 2023-01-01T00:00Z',
    ]);
    expect(p.warnings).toEqual(['no plan (infeasible): the rules ran alone']);
  });

  it('says so where only a search for whole numbers shows it', async () => {
    // 45 kW with no way to be rid of any: rest gives none, and the least load 50.
    const machine = { kind: 'source', ports: { output: 'heat' }, carrier: 'heat', min_kW: 50, max_kW: 90 };
    const run = cluster({
      length: 24,
      buses: { heat: { carrier: 'heat', supply_degC: 80, return_degC: 60, closers: ['spilt'] } },
      components: {
        spilt: { kind: 'dump', ports: { input: 'heat' }, max_kW: 1 },
        machine,
        load: load(45),
      },
    }).run;
    const p = await plan(run, { commitment: 'binary' });
    expect(p.status).toBe('relaxed');
    expect(p.unmet[0]).toMatch(
      /^bus "heat" \(heat\) has too much by 4 kW at .*, the worst of 24 such steps: 96 kWh in all/,
    );
  });
});

describe('what follows from bounds', () => {
  const options = (run: Run, more: Partial<AssembleOptions> = {}) => ({ ...wholeRun(run), ...more });

  it('holds every plan that there is', async () => {
    const tank = {
      kind: 'store',
      ports: { port: 'heat' },
      carrier: 'heat',
      capacity_kWh: 40,
      charge_kW: 40,
      discharge_kW: 40,
    };
    const run = year({ load: load(60), tank });
    const assembled = assemble(run, options(run));
    const { lower, upper, impossible } = reachOf(assembled, byRows(assembled.problem));
    expect(impossible).toEqual([]);
    const { highsHere } = await import('../../../src/io/highsSolver.ts');
    const session = await highsHere.open();
    const { x } = await session.solve(assembled.problem);
    await session.close();
    for (let j = 0; j < x.length; j++) {
      expect(x[j]!).toBeGreaterThanOrEqual(lower[j]! - 1e-6);
      expect(x[j]!).toBeLessThanOrEqual(upper[j]! + 1e-6);
    }
  });
});
