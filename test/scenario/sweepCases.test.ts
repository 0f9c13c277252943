import { describe, expect, it } from 'vitest';
import { makeMemory } from '../../src/core/files.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { summarise } from '../../src/report/summarise.ts';
import { compile } from '../../src/scenario/compile.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';
import { numberIn } from '../../src/scenario/numberIn.ts';
import { type Outside, readScenario } from '../../src/scenario/read.ts';
import { simulateCompiled } from '../../src/scenario/simulation.ts';
import type { SweepValue } from '../../src/scenario/sweepAxis.ts';
import { sweepCases } from '../../src/scenario/sweepCases.ts';
import { patched, withoutComponents } from '../../src/scenario/sweepPatch.ts';
import { FILES, SMALL } from './small.ts';

const outsideOf = (text: string): Outside => ({
  files: { ...mapFiles({ ...FILES, 'small.yaml': text }), memory: makeMemory() },
  zones: zoneRules,
});
const summaryOf = (compiled: Parameters<typeof simulateCompiled>[0]): string =>
  JSON.stringify(summarise(simulateCompiled(compiled)));
const alone = (text: string): string => {
  const outside = outsideOf(text);
  return summaryOf(compile(readScenario('small.yaml', outside), outside));
};
/** What a user would have written, each in place of what is there. */
const written = (...changes: readonly (readonly [string, string])[]): string => {
  let text = SMALL;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  return text;
};

describe('cases of a sweep', () => {
  const paths = [
    'components.battery.capacity_kWh',
    'tariffs.gas.energy.price_money_per_kWh',
    'economy.discountRate',
    'time.end',
    'components.pv.economics.capex_money',
  ];
  const base = [200, 0.05, 0.08, '2023-03-02T00:00', 1000] as const;
  const capex = ['tilt_deg: 20', 'tilt_deg: 20, economics: { capex_money: 1000 }'] as const;
  const cases: readonly (readonly [string, readonly SweepValue[], string])[] = [
    ['as it is', base, written(capex)],
    ['a size', [350, ...base.slice(1)], written(capex, ['capacity_kWh: 200', 'capacity_kWh: 350'])],
    [
      'a price',
      [200, 0.09, ...base.slice(2)],
      written(capex, ['price_money_per_kWh: 0.05', 'price_money_per_kWh: 0.09']),
    ],
    [
      'interest and a size',
      [90, 0.05, 0.02, ...base.slice(3)],
      `${written(capex, ['capacity_kWh: 200', 'capacity_kWh: 90'])}economy: { discountRate: 0.02 }\n`,
    ],
    [
      'another span',
      [...base.slice(0, 3), '2023-03-01T12:00', 1000],
      written(capex, ['end: 2023-03-02T00:00', 'end: 2023-03-01T12:00']),
    ],
    [
      'what stands beside parameters',
      [...base.slice(0, 4), 5000],
      written(['tilt_deg: 20', 'tilt_deg: 20, economics: { capex_money: 5000 }']),
    ],
    [
      'what stands beside parameters, and a size of the same',
      [350, ...base.slice(1, 4), 5000],
      written(
        ['capacity_kWh: 200', 'capacity_kWh: 350'],
        ['tilt_deg: 20', 'tilt_deg: 20, economics: { capex_money: 5000 }'],
      ),
    ],
    [
      'what stands beside parameters, and a price',
      [200, 0.09, ...base.slice(2, 4), 5000],
      written(
        ['price_money_per_kWh: 0.05', 'price_money_per_kWh: 0.09'],
        ['tilt_deg: 20', 'tilt_deg: 20, economics: { capex_money: 5000 }'],
      ),
    ],
    [
      'a store of no size',
      [0, ...base.slice(1)],
      written(
        capex,
        ['  battery: { kind: battery, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }\n', ''],
        ['    battery: { strategy: timeOfUse, tariff: power, charge: [valley], discharge: [peak] }\n', ''],
        ['  stores:\n', '  stores: {}\n'],
      ),
    ],
  ];

  it('give to the bit what the file with these values gives, whatever was run before', () => {
    const run = sweepCases('small.yaml', outsideOf(SMALL), paths);
    const expected = new Map(cases.map(([name, , text]) => [name, alone(text)]));
    expect(new Set(expected.values()).size).toBe(cases.length);
    // Forwards and backwards, so that each follows others.
    for (const [name, values] of [...cases, ...[...cases].reverse()])
      expect(summaryOf(run.compiled(values)) === expected.get(name), name).toBe(true);
  });

  it('take a price from their own tariff, however often another was used before', () => {
    const few = ['components.battery.capacity_kWh', 'tariffs.gas.energy.price_money_per_kWh', 'economy.discountRate'];
    const run = sweepCases('small.yaml', outsideOf(SMALL), few);
    const text = (capacity: number, price: number): string =>
      written(
        ['capacity_kWh: 200', `capacity_kWh: ${capacity}`],
        ['price_money_per_kWh: 0.05', `price_money_per_kWh: ${price}`],
      );
    const expected = alone(text(350, 0.09));
    expect(expected === alone(text(350, 0.05))).toBe(false);
    // The second run of a tariff finds all that the first one made.
    for (const capacity of [100, 350, 500]) run.compiled([capacity, 0.05, 0.08]);
    for (let again = 0; again < 2; again++) {
      expect(summaryOf(run.compiled([350, 0.09, 0.08])) === expected).toBe(true);
      expect(summaryOf(run.compiled([350, 0.05, 0.08])) === alone(text(350, 0.05))).toBe(true);
    }
  });

  it('refuse what checks between components refuse, on the quick way too', () => {
    const run = sweepCases('small.yaml', outsideOf(SMALL), ['components.battery.charge_kW']);
    const message = 'small.yaml:28 components.battery.charge_kW: expected a number of at least 0, met -5';
    expect(() => run.compiled([-5])).toThrow(message);
    expect(() => run.check([-5])).toThrow(message);
    expect(() => run.check([50])).not.toThrow();
  });

  it('know the number that a scenario has, written or by default', () => {
    const cluster = readScenario('small.yaml', outsideOf(SMALL));
    expect(numberIn('components.pv.rated_kWp', cluster)).toBe(100);
    expect(numberIn('economy.discountRate', cluster)).toBe(0.08);
    expect(() => numberIn('components.pv.kind', cluster)).toThrow(
      'components.pv.kind is "pv"; expected the path of a number',
    );
    expect(() => numberIn('components.pv.ratd_kWp', cluster)).toThrow('is not there');
  });
});

describe('a value in the data of a scenario', () => {
  const data = { tariffs: { a: { flat: 1 }, b: { flat: 2 } }, events: [{ from: 1 }, { from: 2 }], name: 'x' };
  it('goes where its path leads, and changes nothing else', () => {
    expect(patched(data, ['events', '1', 'from'], 9)).toEqual({ ...data, events: [{ from: 1 }, { from: 9 }] });
    expect(patched(data, ['carbon', 'price_money_per_t'], 60)).toEqual({ ...data, carbon: { price_money_per_t: 60 } });
    expect(patched(data, ['tariffs', 'a'], 'b').tariffs).toEqual({ a: { flat: 2 }, b: { flat: 2 } });
    expect(patched(data, ['tariffs', 'a'], 'c.yaml').tariffs).toEqual({ a: { file: 'c.yaml' }, b: { flat: 2 } });
    expect(data.events[1]).toEqual({ from: 2 });
  });

  it('has no place below a number, nor beyond a list', () => {
    expect(() => patched(data, ['events', '2', 'from'], 9)).toThrow(
      'events.2.from: a list of 2 stands there; expected 0 to 1',
    );
    expect(() => patched(data, ['name', 'first'], 9)).toThrow(
      'name.first: "x" stands above "first", which has no parts',
    );
  });

  it('takes a component out of the control with itself', () => {
    const whole = {
      components: { a: {}, b: {} },
      control: { stores: { a: 1 }, merit: { power: ['b', 'a'] }, storedWorth: 0.5 },
    };
    expect(withoutComponents(whole, new Set(['a']))).toEqual({
      components: { b: {} },
      control: { stores: {}, merit: { power: ['b'] }, storedWorth: 0.5 },
    });
  });
});
