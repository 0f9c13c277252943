import { describe, expect, it } from 'vitest';
import { cluster } from '../cluster.ts';
import { dump, grid, load, unserved } from './plant.ts';

/** A plant with cooling of its own that may be cut, a demand that may not, and a grid that gives `limit`. */
const site = (limit: number, firm: number, classes: readonly number[] = [1]) =>
  cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'spilt', 'lost'] },
      chilled: { carrier: 'cooling', closers: ['spill', 'warm'] },
    },
    components: {
      grid: { ...grid, importLimit_kW: limit, exportLimit_kW: 0 },
      spilt: { kind: 'curtailment', ports: { input: 'power' }, carrier: 'electricity' },
      lost: unserved('power', 'electricity'),
      spill: dump('chilled', 'cooling'),
      warm: unserved('chilled', 'cooling'),
      firm: load('power', 'electricity', firm),
      ...Object.fromEntries(
        classes.map((sheddingClass) => [
          `works${sheddingClass}`,
          {
            kind: 'industry',
            ports: { electricity: 'power', cooling: 'chilled' },
            archetype: 'machinery',
            production_t_per_a: 5000,
            heat_kWh_per_t: 0,
            cooling_kWh_per_t: 800,
            sheddingClass,
            lostLoad_money_per_kWh: 6,
            shifts: 3,
            idleShare: 0,
          },
        ]),
      ),
      chiller: {
        kind: 'converter',
        ports: { power: 'power', cooling: 'chilled' },
        lead: 'cooling',
        rated_kW: 9000,
        ambientShare: 1,
        flows: {
          power: { carrier: 'electricity', flow: 'in', per: 0.25 },
          cooling: { carrier: 'cooling', flow: 'out', per: 1 },
        },
      },
    },
  });

/** What a plant asks for where nothing is short. */
const whole = (() => {
  const c = site(1e6, 0);
  c.step();
  return { electricity: -c.value('works1', 'electricity_kW'), cooling: -c.value('works1', 'cooling_kW') };
})();

describe('a cut', () => {
  it('is just what is lacking, with what it spares elsewhere', () => {
    // by hand: with the share f of the plant cut, firm + (1 - f) (electricity + cooling / 4) is what the grid gives.
    const { electricity, cooling } = whole;
    expect(cooling).toBeGreaterThan(100);
    const each = electricity + cooling / 4;
    const c = site(100 + 0.4 * each, 100);
    c.step();
    expect(c.value('works1', 'electricity_kW')).toBeCloseTo(-0.4 * electricity, 3);
    expect(c.value('works1', 'cooling_kW')).toBeCloseTo(-0.4 * cooling, 3);
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(100 + 0.4 * each, 3);
    expect(c.value('lost', 'unserved_kW')).toBeCloseTo(0, 5);
    expect(c.value('spill', 'input_kW')).toBeCloseTo(0, 5);
  });

  it('gives back first to who is to be cut last', () => {
    // Class 1 is cut whole; what its cooling spares is the class 2 plant's: it keeps all but 0.1.
    const { electricity, cooling } = whole;
    const each = electricity + cooling / 4;
    const c = site(100 + 0.9 * each, 100, [1, 2]);
    c.step();
    expect(c.value('works1', 'electricity_kW')).toBeCloseTo(0, 6);
    expect(c.value('works2', 'electricity_kW')).toBeCloseTo(-0.9 * electricity, 3);
  });

  it('leaves no rounding of a demand that is cut whole', () => {
    const c = site(100, 100);
    c.step();
    expect(Math.abs(c.value('works1', 'electricity_kW'))).toBe(0);
    expect(Math.abs(c.value('works1', 'cooling_kW'))).toBe(0);
  });
});
