import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/core/columns.ts';
import type { Loop, RunState } from '../../src/core/loop.ts';
import { startSimulation } from '../../src/scenario/simulation.ts';
import { cluster } from '../cluster.ts';
import { randomCluster } from '../laws/random.ts';
import { compileSketch } from '../laws/sketch.ts';

interface Told {
  /** State before each step, and the frame after it. */
  readonly states: readonly RunState[];
  readonly frames: readonly Float64Array[];
}

function tell(loop: Loop): Told {
  const states: RunState[] = [];
  const frames: Float64Array[] = [];
  for (let i = 0; i < loop.run.grid.length; i++) {
    states.push(loop.save());
    loop.step();
    frames.push(loop.run.frame.slice());
  }
  return { states, frames };
}

/** What differs, to the bit, from an uninterrupted run where `loop` goes on for `steps` from the state before step `i`. */
function differences(loop: Loop, { states, frames }: Told, i: number, steps: number): string[] {
  loop.restore(states[i]!);
  const out: string[] = [];
  for (let j = i; j < Math.min(frames.length, i + steps); j++) {
    loop.step();
    loop.run.frame.forEach((v, k) => {
      if (!Object.is(v, frames[j]![k]))
        out.push(`restored before ${i}, step ${j}: ${columnsOf(loop.run)[k]!.name} ${v}, was ${frames[j]![k]}`);
    });
  }
  return out;
}

const SEEDS = Array.from({ length: 24 }, (_, k) => 1001 + k);

describe('a run that is taken up again', () => {
  it.each(SEEDS)('gives the same bits from any step of random cluster %i, rewound or in a fresh loop', (seed) => {
    const compile = () => startSimulation(compileSketch(randomCluster(seed).sketch)).loop;
    const first = compile();
    const told = tell(first);
    const fresh = compile();
    const found: string[] = [];
    for (let i = told.frames.length - 1; i >= 0; i -= 3) {
      found.push(...differences(fresh, told, i, 2));
      found.push(...differences(first, told, (i * 7) % told.frames.length, 2));
    }
    expect(found.slice(0, 5)).toEqual([]);
  });

  it('gives the same bits in the middle of an engine start', () => {
    // Cold: 18 min of run-up in steps of 5, so that steps 1 to 3 begin within it.
    const sketch = () =>
      cluster({
        step_s: 300,
        length: 24,
        buses: {
          gas: { carrier: 'gas', closers: ['supply'] },
          power: { carrier: 'electricity', closers: ['grid', 'lost'] },
          heat: { carrier: 'heat', closers: ['spill', 'cold'] },
        },
        components: {
          supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 },
          grid: {
            kind: 'gridConnection',
            ports: { electricity: 'power' },
            tariff: 'power',
            importLimit_kW: 1000,
            exportLimit_kW: 1000,
          },
          lost: { kind: 'unserved', ports: { output: 'power' } },
          spill: { kind: 'dump', ports: { input: 'heat' }, carrier: 'heat' },
          cold: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' },
          load: { kind: 'load', ports: { input: 'power' }, demand: 500 },
          engine: {
            kind: 'gasEngine',
            ports: { gas: 'gas', electricity: 'power', heat: 'heat' },
            rated_kW: 400,
            startCost_money: 100,
            minUp_h: 1,
          },
        },
        prices: { power: (i) => (i < 6 ? 1.5 : 0.1), gas: () => 0.3 },
      }).loop;
    const told = tell(sketch());
    const loop = sketch();
    const engine = columnsOf(loop.run).findIndex((c) => c.name === 'engine.electricity_kW');
    const power = told.frames.map((f) => f[engine]!);
    expect(power[0]).toBeGreaterThan(0);
    expect(power[1]).toBeGreaterThan(power[0]!);
    expect(power[2]).toBeGreaterThan(power[1]!);
    expect(power.at(-1)).toBe(0);
    for (let i = 0; i < told.frames.length; i++) expect(differences(loop, told, i, 24)).toEqual([]);
  });

  it('goes on from a state that was through JSON: it is plain data', () => {
    const compile = () => startSimulation(compileSketch(randomCluster(1003).sketch)).loop;
    const told = tell(compile());
    const plain = JSON.parse(
      JSON.stringify(told.states.map((s) => ({ ...s, states: [...s.states], control: [...s.control] }))),
    ) as { index: number; states: number[]; control: number[] }[];
    const states = plain.map((s) => ({
      index: s.index,
      states: Float64Array.from(s.states),
      control: Float64Array.from(s.control),
    }));
    expect(differences(compile(), { ...told, states }, 20, 10)).toEqual([]);
  });
});
