import { describe, expect, it } from 'vitest';
import { SimulationError } from '../../src/core/errors.ts';
import type { Instance } from '../../src/core/instance.ts';
import { startSimulation } from '../../src/scenario/simulation.ts';
import { compileSketch, profileOf, type Sketch } from '../laws/sketch.ts';

const LENGTH = 300;

/** A boiler that follows a load, so that both flow in every step. */
function sketch(): Sketch {
  const plain: Sketch = {
    step_s: 3600,
    length: LENGTH,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      heat: { carrier: 'heat', supply_degC: 80, return_degC: 60, closers: ['spill', 'cold'] },
    },
    components: {
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 },
      spill: { kind: 'dump', ports: { input: 'heat' }, carrier: 'heat' },
      cold: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' },
      boiler: { kind: 'boiler', ports: { gas: 'gas', heat: 'heat' }, rated_kW: 1000 },
      load: { kind: 'load', ports: { input: 'heat' }, carrier: 'heat', demand: 'drawn.demand_kW' },
    },
    tariffs: { gas: { carrier: 'gas', energy: { price_money_per_kWh: 0.28 } } },
  };
  plain.drawn = profileOf(plain, { demand_kW: (i) => 400 + (i % 7) * 50 });
  return plain;
}

const sound = compileSketch(sketch());

/** What goes wrong, and the steps that were handed out before it, where the boiler is spoilt from a step on. */
function fateOf(from: number, spoil: (c: Instance) => void, slice: number): { text: string; rows: number } {
  let at = 0;
  let rows = 0;
  const components = sound.run.components.map((c) => {
    if (c.id !== 'boiler') return c;
    const step: Instance['step'] = (q, x, w, u, dt_h, next, y) => {
      c.step(q, x, w, u, dt_h, next, y);
      if (at >= from) spoil(c);
    };
    return { ...c, step };
  });
  const simulation = startSimulation(
    { ...sound, run: { ...sound.run, components } },
    {
      observers: [
        {
          observe(i) {
            at = i + 1;
          },
        },
      ],
      onBlock: (block) => {
        rows = block.first + block.count;
      },
    },
  );
  let text = '';
  try {
    while (simulation.loop.index < LENGTH) simulation.advance(slice);
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    text = error.message;
  }
  simulation.flush();
  return { text, rows };
}

const SPOILS: readonly (readonly [what: string, spoil: (c: Instance) => void])[] = [
  [
    'fuel that goes nowhere',
    ({ y }) => {
      y[0] = y[0]! * 1.01 - 1;
    },
  ],
  ['a number that is none', ({ y }) => y.fill(Number.NaN, y.length - 1)],
  [
    'a port that flows the wrong way',
    ({ y }) => {
      y[0] = 5;
    },
  ],
];

describe('audits of many steps at once', () => {
  it.each(SPOILS)('name the same step of %s as audits step by step, and hand out what came before', (_, spoil) => {
    for (const from of [0, 1, 63, 127, 128, 200, 255, 299]) {
      const single = fateOf(from, spoil, 1);
      expect(single.text).toContain(`(step ${from})`);
      expect(single.rows).toBe(from);
      expect(fateOf(from, spoil, LENGTH)).toEqual(single);
      expect(fateOf(from, spoil, 100)).toEqual(single);
    }
  });

  it('find the same largest residuals', () => {
    const audits = [1, 100, LENGTH].map((slice) => {
      const simulation = startSimulation(sound);
      while (simulation.loop.index < LENGTH) simulation.advance(slice);
      return simulation.outcome().audit;
    });
    expect(audits[1]).toEqual(audits[0]);
    expect(audits[2]).toEqual(audits[0]);
  });
});
