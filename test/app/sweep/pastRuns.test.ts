import { describe, expect, it } from 'vitest';
import { definitionOf, notingFiles } from '../../../src/app/sweep/definition.ts';
import { pastRuns, runsAlike } from '../../../src/app/sweep/pastRuns.ts';
import { caseRunner } from '../../../src/app/sweep/runCase.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { tallyOf } from '../../../src/report/tally.ts';
import type { Compiled } from '../../../src/scenario/compile.ts';
import { mapFiles } from '../../../src/scenario/mapFiles.ts';
import { readScenario } from '../../../src/scenario/read.ts';
import { simulateCompiled } from '../../../src/scenario/simulation.ts';
import { sweepCases } from '../../../src/scenario/sweepCases.ts';
import { sweepPlanOf, trySweep } from '../../../src/scenario/sweepSetup.ts';
import { FILES, SMALL } from '../../scenario/small.ts';

const outside = { files: mapFiles({ ...FILES, 'small.yaml': SMALL }), zones: zoneRules };

/** The small cluster with one value and with another at a path. */
const pairAt = (path: string, one: number, other: number): [Compiled, Compiled] => {
  const cases = sweepCases('small.yaml', outside, [path]);
  return [cases.compiled([one]), cases.compiled([other])];
};

describe('runs of a sweep that take the same steps', () => {
  it('are those that differ in what money is reckoned with, where no rule weighs it', () => {
    expect(runsAlike(...pairAt('economy.discountRate', 0.04, 0.08))).toBe(true);
    expect(runsAlike(...pairAt('components.chp.economics.capex_money', 1000, 9000))).toBe(true);
    // What a machine costs to run decides whether it does.
    expect(runsAlike(...pairAt('components.chp.economics.variableOm_money_per_kWh', 0.01, 0.2))).toBe(false);
    expect(runsAlike(...pairAt('carbon.price_money_per_t', 0, 300))).toBe(false);
    expect(runsAlike(...pairAt('components.battery.capacity_kWh', 200, 300))).toBe(false);
    expect(runsAlike(...pairAt('tariffs.gas.energy.price_money_per_kWh', 0.05, 0.3))).toBe(false);
  });

  it('are found again by all values but those of money', () => {
    const past = pastRuns(['components.battery.capacity_kWh', 'economy.discountRate']);
    const [compiled, other] = pairAt('economy.discountRate', 0.08, 0.04);
    const run = { outcome: simulateCompiled(compiled), tally: tallyOf(compiled.run) };
    past.keep([200, 0.08], run);
    expect(past.of(other, [300, 0.04])).toBeUndefined();
    expect(past.of(other, [200, 0.04])).toMatchObject({ tally: run.tally, outcome: { compiled: other } });
    // Nothing of money varies: nothing comes again.
    const never = pastRuns(['components.battery.capacity_kWh']);
    never.keep([200], run);
    expect(never.of(compiled, [200])).toBeUndefined();
  });

  it('give to the bit what they give by themselves', async () => {
    const { files, noted } = notingFiles(outside.files);
    const noting = { ...outside, files };
    const vary = [
      'economy.discountRate=0.03,0.09',
      'components.chp.economics.variableOm_money_per_kWh=0,0.2',
      'components.pv.economics.capex_money=1000,50000',
    ];
    const plan = sweepPlanOf(readScenario('small.yaml', noting), { vary, samples: 0, latin: false });
    trySweep('small.yaml', noting, plan);
    const definition = definitionOf(
      { version: 'test', name: 'small', currency: 'CNY', file: 'small.yaml', plan },
      noted(),
    );
    const runner = caseRunner(definition);
    const costs = new Set<number>();
    for (let run = 0; run < 8; run++) {
      const row = await runner(run);
      expect(row.error).toBeUndefined();
      expect(row).toEqual(await caseRunner(definition)(run));
      costs.add(row.figures!.cost_money!);
    }
    expect(costs.size).toBe(8);
  });
});
