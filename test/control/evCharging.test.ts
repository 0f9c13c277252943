import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { closeBus, compileSketch, profileOf, type Sketch } from '../laws/sketch.ts';

const MODES = ['uncontrolled', 'smart', 'vehicleToGrid'] as const;

/** A site beside sun and a base load, in Shanghai's April, under the rules. */
function cluster(mode: (typeof MODES)[number], rule: object): Sketch {
  const sketch: Sketch = {
    step_s: 1800,
    length: 48 * 7,
    buses: { power: { carrier: 'electricity', closers: [] } },
    components: {
      sun: { kind: 'source', ports: { output: 'power' }, max_kW: 'drawn.sun_kW', mustRun: true },
      base: { kind: 'load', ports: { input: 'power' }, demand: 30 },
      cars: {
        kind: 'evCharging',
        ports: { electricity: 'power' },
        mode,
        points: 12,
        sessions: { from: 'pattern', perDay: 10, weekendShare: 0.5 },
      },
    },
    control: { stores: { cars: rule } },
  };
  sketch.drawn = profileOf(sketch, { sun_kW: (i) => Math.max(0, 120 - 8 * Math.abs((i % 48) - 10)) });
  for (const [id, bus] of Object.entries(sketch.buses)) closeBus(id, bus, sketch.components);
  return sketch;
}

describe('cars under the rules', () => {
  const outcome = (mode: (typeof MODES)[number], rule: object = { strategy: 'selfUse' }) => {
    const { compiled, totals } = simulate(compileSketch(cluster(mode, rule)));
    const of = (id: string) => totals[compiled.run.components.findIndex((c) => c.id === id)]!;
    return { cars: of('cars'), grid: of('grid-power') };
  };
  it('leave nobody short, use the sun first and give back where asked', () => {
    const [plain, smart, giving] = MODES.map((mode) => outcome(mode));
    for (const { cars } of [plain!, smart!, giving!]) {
      expect(cars.sum('unmet_kW')).toBe(0);
      expect(cars.sum('arrivals_per_h')).toBeGreaterThan(50);
    }
    // (Cars are still there at the end, so what was charged differs.)
    expect(smart!.cars.sum('leaving_kW')).toBeCloseTo(plain!.cars.sum('leaving_kW'), 6);
    expect(smart!.grid.sum('import_kW')).toBeLessThan(plain!.grid.sum('import_kW'));
    expect(giving!.cars.sum('discharge_kW')).toBeGreaterThan(10);
  });
  it('follow a tariff', () => {
    const valley = outcome('smart', { strategy: 'timeOfUse', tariff: 'power', charge: ['flat'], discharge: ['peak'] });
    expect(valley.cars.sum('unmet_kW')).toBe(0);
    expect(valley.cars.sum('leaving_kW')).toBeCloseTo(outcome('smart').cars.sum('leaving_kW'), 6);
  });
});
